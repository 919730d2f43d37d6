"""Questions as a position of their own; changed and withdrawn reactions, replies, outages, reminders, hidden rejoinders."""

import sqlalchemy as sa
from alembic import op

revision = '1795748500'
down_revision = '1795749300'
branch_labels = ()
depends_on = None

GROUND_CODES = ('personal_data', 'confidential', 'insult', 'advertising', 'unlawful', 'off_topic')
GROUNDS = sa.Enum(*GROUND_CODES, name='hidden_ground', native_enum=False, create_constraint=True, length=32)
PLAIN_GROUNDS = sa.Enum(*GROUND_CODES, name='hidden_ground', native_enum=False, create_constraint=False, length=32)
GROUND_LIST = ", ".join(f"'{code}'" for code in GROUND_CODES)
NEW, OLD = "'for', 'amend', 'against', 'question'", "'for', 'amend', 'against', 'none'"


def _positions(codes: str, old: str, new: str) -> None:
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_reaction_position'), type_='check')
    op.execute(f"UPDATE reaction SET position = '{new}' WHERE position = '{old}'")
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_reaction_position'), f"position IN ({codes})")


def upgrade() -> None:
    _positions(NEW, 'none', 'question')
    op.create_table('outage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('stated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('ended_at > began_at', name=op.f('ck_outage_ends_after_begin')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_outage_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outage'))
    )
    with op.batch_alter_table('outage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outage_network_id'), ['network_id'], unique=False)

    op.create_table('reaction_earlier_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reaction_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Enum('for', 'amend', 'against', 'question', name='position', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('labels', sa.JSON(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reaction_earlier_text_person_id')),
    sa.ForeignKeyConstraint(['reaction_id'], ['reaction.id'], name=op.f('fk_reaction_earlier_text_reaction_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reaction_earlier_text')),
    sa.UniqueConstraint('reaction_id', 'number', name=op.f('uq_reaction_earlier_text_reaction_id_number'))
    )
    op.create_table('reaction_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reaction_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('new', 'published', 'withheld', name='reaction_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_text', sa.Text(), nullable=False),
    sa.Column('public_html', sa.Text(), nullable=False),
    sa.Column('withheld_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('sender_name', sa.Text(), nullable=False),
    sa.Column('sender_place', sa.Text(), nullable=False),
    sa.Column('sender_email', sa.String(length=254), nullable=False),
    sa.Column('publish_as', sa.Enum('name', 'place', 'hidden', name='publish_as', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('follow_key', sa.String(length=32), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('awaits_address', sa.Boolean(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_ground', GROUNDS, nullable=True),
    sa.Column('hidden_note', sa.Text(), nullable=False),
    sa.CheckConstraint("(state = 'new') = (read_at IS NULL)", name=op.f('ck_reaction_reply_read_iff_not_new')),
    sa.CheckConstraint("state <> 'withheld' OR length(withheld_reason) > 0", name=op.f('ck_reaction_reply_withheld_has_reason')),
    sa.CheckConstraint("(hidden_at IS NULL) = (hidden_ground IS NULL)", name=op.f('ck_reaction_reply_hidden_has_ground')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_reaction_reply_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reaction_reply_person_id')),
    sa.ForeignKeyConstraint(['reaction_id'], ['reaction.id'], name=op.f('fk_reaction_reply_reaction_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reaction_reply')),
    sa.UniqueConstraint('follow_key', name=op.f('uq_reaction_reply_follow_key'))
    )
    with op.batch_alter_table('reaction_reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reaction_reply_party_id'), ['party_id'], unique=False)
        batch_op.create_index('ix_reaction_reply_reaction_id_state', ['reaction_id', 'state'], unique=False)

    with op.batch_alter_table('comment_round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('end_announced_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('round_extension', schema=None) as batch_op:
        batch_op.add_column(sa.Column('outage_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_round_extension_outage_id'), ['outage_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_round_extension_outage_id'), 'outage', ['outage_id'], ['id'])

    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.add_column(sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('changed_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_reaction_changed_by_id'), 'person', ['changed_by_id'], ['id'])
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f('ck_reaction_withdrawn_shows_nothing'), "withdrawn_at IS NULL OR length(public_text) = 0")

    with op.batch_alter_table('rejoinder', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('hidden_ground', PLAIN_GROUNDS, nullable=True))
        batch_op.add_column(sa.Column('hidden_note', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('rejoinder', schema=None) as batch_op:
        batch_op.alter_column('hidden_note', server_default=None)
        batch_op.create_check_constraint(op.f('ck_rejoinder_hidden_has_ground'), "(hidden_at IS NULL) = (hidden_ground IS NULL)")
        batch_op.create_check_constraint(op.f('ck_rejoinder_hidden_ground'), f"hidden_ground IN ({GROUND_LIST})")


def downgrade() -> None:
    with op.batch_alter_table('rejoinder', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_rejoinder_hidden_ground'), type_='check')
        batch_op.drop_constraint(op.f('ck_rejoinder_hidden_has_ground'), type_='check')
        for column in ('hidden_note', 'hidden_ground', 'hidden_at'):
            batch_op.drop_column(column)

    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_reaction_withdrawn_shows_nothing'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_reaction_changed_by_id'), type_='foreignkey')
        for column in ('withdrawn_at', 'changed_by_id', 'changed_at'):
            batch_op.drop_column(column)

    with op.batch_alter_table('round_extension', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_round_extension_outage_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_round_extension_outage_id'))
        batch_op.drop_column('outage_id')

    with op.batch_alter_table('comment_round', schema=None) as batch_op:
        batch_op.drop_column('end_announced_at')
        batch_op.drop_column('reminded_at')

    op.drop_table('reaction_reply')
    op.drop_table('reaction_earlier_text')
    op.drop_table('outage')
    _positions(OLD, 'question', 'none')
