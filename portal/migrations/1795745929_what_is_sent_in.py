"""What is sent in: documents, drafts, confirmed addresses and hiding."""

import sqlalchemy as sa
from alembic import op

revision = '1795745929'
down_revision = '1795745900'
branch_labels = ()
depends_on = None

SENT = ('signal', 'proposal', 'reaction')
CODES = ('personal_data', 'confidential', 'insult', 'advertising', 'unlawful', 'off_topic')
LIST = ", ".join(f"'{code}'" for code in CODES)
GROUNDS = sa.Enum(*CODES, name='hidden_ground', native_enum=False, create_constraint=False, length=32)
ONE = ("(CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) "
       "+ (CASE WHEN reaction_id IS NULL THEN 0 ELSE 1 END) = 1")


def upgrade() -> None:
    op.create_table('contribution_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('signal', 'proposal', 'reaction', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('about', sa.String(length=100), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_contribution_draft_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_contribution_draft_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contribution_draft_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution_draft')),
    sa.UniqueConstraint('person_id', 'party_id', 'kind', 'about', name=op.f('uq_contribution_draft_person_id_party_id_kind_about'))
    )
    with op.batch_alter_table('contribution_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contribution_draft_party_id'), ['party_id'], unique=False)
        batch_op.create_index('ix_contribution_draft_saved_at', ['saved_at'], unique=False)

    op.create_table('attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('public_document_id', sa.Integer(), nullable=True),
    sa.Column('is_confidential', sa.Boolean(), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('signal_id', sa.Integer(), nullable=True),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('reaction_id', sa.Integer(), nullable=True),
    sa.CheckConstraint(ONE, name=op.f('ck_attachment_of_one')),
    sa.CheckConstraint('NOT is_confidential OR public_document_id IS NULL', name=op.f('ck_attachment_confidential_stays_off')),
    sa.CheckConstraint('public_document_id IS NULL OR read_at IS NOT NULL', name=op.f('ck_attachment_read_before_public')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_attachment_document_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_attachment_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_attachment_party_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_attachment_proposal_id')),
    sa.ForeignKeyConstraint(['public_document_id'], ['document.id'], name=op.f('fk_attachment_public_document_id')),
    sa.ForeignKeyConstraint(['reaction_id'], ['reaction.id'], name=op.f('fk_attachment_reaction_id')),
    sa.ForeignKeyConstraint(['signal_id'], ['signal.id'], name=op.f('fk_attachment_signal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index('ix_attachment_proposal_id', ['proposal_id'], unique=False)
        batch_op.create_index('ix_attachment_reaction_id', ['reaction_id'], unique=False)
        batch_op.create_index('ix_attachment_signal_id', ['signal_id'], unique=False)
        batch_op.create_index('ix_attachment_unread', ['network_id', 'read_at'], unique=False)

    with op.batch_alter_table('confidential_part', schema=None) as batch_op:
        batch_op.add_column(sa.Column('signal_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('proposal_id', sa.Integer(), nullable=True))
        batch_op.alter_column('reaction_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_check_constraint(batch_op.f('ck_confidential_part_of_one'), ONE)
        batch_op.create_unique_constraint(batch_op.f('uq_confidential_part_proposal_id'), ['proposal_id'])
        batch_op.create_unique_constraint(batch_op.f('uq_confidential_part_signal_id'), ['signal_id'])
        batch_op.create_foreign_key(batch_op.f('fk_confidential_part_proposal_id'), 'proposal', ['proposal_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_confidential_part_signal_id'), 'signal', ['signal_id'], ['id'])

    for table in SENT:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('awaits_address', sa.Boolean(), nullable=False, server_default=sa.false()))
            batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column('hidden_ground', GROUNDS, nullable=True))
            batch_op.add_column(sa.Column('hidden_note', sa.Text(), nullable=False, server_default=''))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('awaits_address', server_default=None)
            batch_op.alter_column('hidden_note', server_default=None)
            batch_op.create_check_constraint(
                op.f(f'ck_{table}_hidden_has_ground'), "(hidden_at IS NULL) = (hidden_ground IS NULL)")
            batch_op.create_check_constraint(op.f(f'ck_{table}_hidden_ground'), f"hidden_ground IN ({LIST})")


def downgrade() -> None:
    op.execute("DELETE FROM confidential_part WHERE reaction_id IS NULL")
    for table in SENT:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f'ck_{table}_hidden_ground'), type_='check')
            batch_op.drop_constraint(op.f(f'ck_{table}_hidden_has_ground'), type_='check')
            for column in ('hidden_note', 'hidden_ground', 'hidden_at', 'confirmed_at', 'awaits_address'):
                batch_op.drop_column(column)

    with op.batch_alter_table('confidential_part', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_confidential_part_of_one'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_confidential_part_signal_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_confidential_part_proposal_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_confidential_part_signal_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_confidential_part_proposal_id'), type_='unique')
        batch_op.alter_column('reaction_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('proposal_id')
        batch_op.drop_column('signal_id')

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_attachment_unread')
        batch_op.drop_index('ix_attachment_signal_id')
        batch_op.drop_index('ix_attachment_reaction_id')
        batch_op.drop_index('ix_attachment_proposal_id')

    op.drop_table('attachment')
    with op.batch_alter_table('contribution_draft', schema=None) as batch_op:
        batch_op.drop_index('ix_contribution_draft_saved_at')
        batch_op.drop_index(batch_op.f('ix_contribution_draft_party_id'))

    op.drop_table('contribution_draft')
