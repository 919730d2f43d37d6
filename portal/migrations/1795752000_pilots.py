"""Pilots: plans in versions, consents, who signs up, more time, results; what is sent in with them; proposals that come of them."""

import sqlalchemy as sa
from alembic import op

revision = '1795752000'
down_revision = "1795779076"
branch_labels = ()
depends_on = None

KINDS = ('signal', 'proposal', 'reaction')
NEW = ('pilot', 'pilot_result')


def _one(kinds: tuple[str, ...]) -> str:
    return " + ".join(f"(CASE WHEN {kind}_id IS NULL THEN 0 ELSE 1 END)" for kind in kinds) + " = 1"


def _allow(kinds: tuple[str, ...]) -> None:
    """What hangs on something that was sent in hangs on one of these kinds, and a draft is of one of them."""
    for table in ('attachment', 'confidential_part'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'ck_{table}_of_one'), type_='check')
            batch_op.create_check_constraint(batch_op.f(f'ck_{table}_of_one'), _one(kinds))
    with op.batch_alter_table('contribution_draft', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_contribution_draft_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_contribution_draft_kind'), "kind IN ('" + "', '".join(kinds) + "')")


def upgrade() -> None:
    op.create_table('pilot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('agreement_id', sa.Integer(), nullable=True),
    sa.Column('articles', sa.Text(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.Column('choosing', sa.Enum('first_come', 'lot', name='choosing', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('takes_part', sa.Boolean(), nullable=False),
    sa.Column('stage', sa.Enum('received', 'proposed', 'admitted', 'stopped', 'concluded', 'set_aside', 'refused', 'withdrawn', name='pilot_stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('stage_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stage_reason', sa.Text(), nullable=False),
    sa.Column('question_asked', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sign_up_until', sa.Date(), nullable=True),
    sa.Column('seed', sa.String(length=40), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sender_name', sa.Text(), nullable=False),
    sa.Column('sender_place', sa.Text(), nullable=False),
    sa.Column('sender_email', sa.String(length=254), nullable=False),
    sa.Column('publish_as', sa.Enum('name', 'place', 'hidden', name='publish_as', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('follow_key', sa.String(length=32), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('awaits_address', sa.Boolean(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_ground', sa.Enum('personal_data', 'confidential', 'insult', 'advertising', 'unlawful', 'off_topic', name='hidden_ground', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('hidden_note', sa.Text(), nullable=False),
    sa.CheckConstraint("stage NOT IN ('admitted', 'stopped', 'concluded') OR sign_up_until IS NOT NULL", name=op.f('ck_pilot_admitted_has_sign_up')),
    sa.CheckConstraint("stage NOT IN ('proposed', 'admitted', 'stopped', 'concluded') OR (agreement_id IS NOT NULL AND begins_on IS NOT NULL AND ends_on IS NOT NULL AND most IS NOT NULL AND choosing IS NOT NULL)", name=op.f('ck_pilot_plan_is_whole')),
    sa.CheckConstraint("stage NOT IN ('set_aside', 'withdrawn', 'stopped') OR length(stage_reason) > 0", name=op.f('ck_pilot_end_has_reason')),
    sa.CheckConstraint('(hidden_at IS NULL) = (hidden_ground IS NULL)', name=op.f('ck_pilot_hidden_has_ground')),
    sa.CheckConstraint('begins_on <= ends_on', name=op.f('ck_pilot_begins_before_end')),
    sa.CheckConstraint('most > 0', name=op.f('ck_pilot_has_room')),
    sa.CheckConstraint('sign_up_until < begins_on', name=op.f('ck_pilot_sign_up_before_begin')),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_pilot_agreement_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_pilot_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_pilot_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_pilot_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot')),
    sa.UniqueConstraint('follow_key', name=op.f('uq_pilot_follow_key')),
    sa.UniqueConstraint('network_id', 'year', 'sequence', name=op.f('uq_pilot_network_id_year_sequence'))
    )
    with op.batch_alter_table('pilot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pilot_agreement_id'), ['agreement_id'], unique=False)
        batch_op.create_index('ix_pilot_network_id_id', ['network_id', 'id'], unique=False)
        batch_op.create_index('ix_pilot_network_stage', ['network_id', 'stage'], unique=False)
        batch_op.create_index(batch_op.f('ix_pilot_party_id'), ['party_id'], unique=False)
        batch_op.create_index('ix_pilot_public', ['network_id', 'id'], unique=False, sqlite_where=sa.text('published_at IS NOT NULL'), postgresql_where=sa.text('published_at IS NOT NULL'))

    op.create_table('pilot_consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pilot_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('consents', sa.Boolean(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('mandate_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_pilot_consent_has_reason')),
    sa.ForeignKeyConstraint(['mandate_id'], ['mandate.id'], name=op.f('fk_pilot_consent_mandate_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_pilot_consent_municipality_id')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_consent_pilot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_consent'))
    )
    with op.batch_alter_table('pilot_consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pilot_consent_pilot_id'), ['pilot_id'], unique=False)

    op.create_table('pilot_extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pilot_id', sa.Integer(), nullable=False),
    sa.Column('extended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('old_ends_on', sa.Date(), nullable=False),
    sa.Column('new_ends_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_pilot_extension_has_reason')),
    sa.CheckConstraint('new_ends_on > old_ends_on', name=op.f('ck_pilot_extension_never_shorter')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_extension_pilot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_extension'))
    )
    with op.batch_alter_table('pilot_extension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pilot_extension_pilot_id'), ['pilot_id'], unique=False)

    op.create_table('pilot_municipality',
    sa.Column('pilot_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_pilot_municipality_municipality_id')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_municipality_pilot_id')),
    sa.PrimaryKeyConstraint('pilot_id', 'municipality_id', name=op.f('pk_pilot_municipality'))
    )
    op.create_table('pilot_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pilot_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('departure', sa.Text(), nullable=False),
    sa.Column('innovation', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('named_result', sa.Text(), nullable=False),
    sa.Column('measuring', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('is_cleared', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_plan_pilot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_plan')),
    sa.UniqueConstraint('pilot_id', 'number', name=op.f('uq_pilot_plan_pilot_id_number'))
    )
    op.create_table('pilot_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pilot_id', sa.Integer(), nullable=False),
    sa.Column('finding', sa.Enum('reached', 'partly', 'not_reached', name='finding', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('public_text', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sender_name', sa.Text(), nullable=False),
    sa.Column('sender_place', sa.Text(), nullable=False),
    sa.Column('sender_email', sa.String(length=254), nullable=False),
    sa.Column('publish_as', sa.Enum('name', 'place', 'hidden', name='publish_as', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('follow_key', sa.String(length=32), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('awaits_address', sa.Boolean(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_ground', sa.Enum('personal_data', 'confidential', 'insult', 'advertising', 'unlawful', 'off_topic', name='hidden_ground', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('hidden_note', sa.Text(), nullable=False),
    sa.CheckConstraint('(hidden_at IS NULL) = (hidden_ground IS NULL)', name=op.f('ck_pilot_result_hidden_has_ground')),
    sa.CheckConstraint('published_at IS NULL OR length(public_text) > 0', name=op.f('ck_pilot_result_public_is_cleared')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_pilot_result_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_pilot_result_person_id')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_result_pilot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_result')),
    sa.UniqueConstraint('follow_key', name=op.f('uq_pilot_result_follow_key'))
    )
    with op.batch_alter_table('pilot_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pilot_result_party_id'), ['party_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pilot_result_pilot_id'), ['pilot_id'], unique=False)

    op.create_table('pilot_sign_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pilot_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('leads', sa.Boolean(), nullable=False),
    sa.Column('signed_up_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdraw_reason', sa.Text(), nullable=False),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (length(withdraw_reason) = 0)', name=op.f('ck_pilot_sign_up_withdrawn_iff_reason')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_pilot_sign_up_party_id')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_sign_up_pilot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_sign_up')),
    sa.UniqueConstraint('pilot_id', 'party_id', name=op.f('uq_pilot_sign_up_pilot_id_party_id'))
    )
    with op.batch_alter_table('pilot_sign_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pilot_sign_up_party_id'), ['party_id'], unique=False)

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pilot_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('pilot_result_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_attachment_pilot_id', ['pilot_id'], unique=False)
        batch_op.create_index('ix_attachment_pilot_result_id', ['pilot_result_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_attachment_pilot_result_id'), 'pilot_result', ['pilot_result_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_attachment_pilot_id'), 'pilot', ['pilot_id'], ['id'])

    with op.batch_alter_table('confidential_part', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pilot_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('pilot_result_id', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_confidential_part_pilot_id'), ['pilot_id'])
        batch_op.create_unique_constraint(batch_op.f('uq_confidential_part_pilot_result_id'), ['pilot_result_id'])
        batch_op.create_foreign_key(batch_op.f('fk_confidential_part_pilot_result_id'), 'pilot_result', ['pilot_result_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_confidential_part_pilot_id'), 'pilot', ['pilot_id'], ['id'])

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pilot_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_proposal_pilot_id'), ['pilot_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_proposal_pilot_id'), 'pilot', ['pilot_id'], ['id'])

    _allow((*KINDS, *NEW))



def downgrade() -> None:
    for table in ('attachment', 'confidential_part'):
        op.execute(f"DELETE FROM {table} WHERE pilot_id IS NOT NULL OR pilot_result_id IS NOT NULL")
    op.execute("DELETE FROM contribution_draft WHERE kind IN ('pilot', 'pilot_result')")
    _allow(KINDS)
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_proposal_pilot_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_proposal_pilot_id'))
        batch_op.drop_column('pilot_id')

    with op.batch_alter_table('confidential_part', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_confidential_part_pilot_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_confidential_part_pilot_result_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_confidential_part_pilot_result_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_confidential_part_pilot_id'), type_='unique')
        batch_op.drop_column('pilot_result_id')
        batch_op.drop_column('pilot_id')

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_attachment_pilot_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_attachment_pilot_result_id'), type_='foreignkey')
        batch_op.drop_index('ix_attachment_pilot_result_id')
        batch_op.drop_index('ix_attachment_pilot_id')
        batch_op.drop_column('pilot_result_id')
        batch_op.drop_column('pilot_id')

    with op.batch_alter_table('pilot_sign_up', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pilot_sign_up_party_id'))

    op.drop_table('pilot_sign_up')
    with op.batch_alter_table('pilot_result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pilot_result_pilot_id'))
        batch_op.drop_index(batch_op.f('ix_pilot_result_party_id'))

    op.drop_table('pilot_result')
    op.drop_table('pilot_plan')
    op.drop_table('pilot_municipality')
    with op.batch_alter_table('pilot_extension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pilot_extension_pilot_id'))

    op.drop_table('pilot_extension')
    with op.batch_alter_table('pilot_consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pilot_consent_pilot_id'))

    op.drop_table('pilot_consent')
    with op.batch_alter_table('pilot', schema=None) as batch_op:
        batch_op.drop_index('ix_pilot_public', sqlite_where=sa.text('published_at IS NOT NULL'), postgresql_where=sa.text('published_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_pilot_party_id'))
        batch_op.drop_index('ix_pilot_network_stage')
        batch_op.drop_index('ix_pilot_network_id_id')
        batch_op.drop_index(batch_op.f('ix_pilot_agreement_id'))

    op.drop_table('pilot')
