"""Proposals: what they serve, the sender's own words, merging, support, and what the sender says of the judgement."""

import sqlalchemy as sa
from alembic import op

revision = '1795749300'
down_revision = '1795748900'
branch_labels = ()
depends_on = None

CHECKS = {
    'merged_is_set_aside': "merged_into_id IS NULL OR stage = 'set_aside'",
    'merged_into_another': "merged_into_id IS NULL OR merged_into_id <> id",
    'public_from_a_version': "public_from > 0",
}
FILLED = ('sent_title', 'sent_summary', 'results', 'public_from')


def upgrade() -> None:
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sent_title', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('sent_summary', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('results', sa.String(length=200), nullable=False, server_default=','))
        batch_op.add_column(sa.Column('municipality_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('public_from', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        for column in FILLED:
            batch_op.alter_column(column, server_default=None)
        batch_op.create_foreign_key(batch_op.f('fk_proposal_municipality_id'), 'municipality', ['municipality_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_proposal_merged_into_id'), 'proposal', ['merged_into_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_proposal_merged_into_id'), ['merged_into_id'], unique=False)
        for name, check in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f'ck_proposal_{name}'), check)

    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_cleared', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.alter_column('is_cleared', server_default=None)

    op.create_table('proposal_support',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('came_from_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['came_from_id'], ['proposal.id'], name=op.f('fk_proposal_support_came_from_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_proposal_support_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_proposal_support_person_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_support_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_support')),
    sa.UniqueConstraint('proposal_id', 'party_id', name=op.f('uq_proposal_support_proposal_id_party_id'))
    )
    with op.batch_alter_table('proposal_support', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_support_party_id'), ['party_id'], unique=False)

    op.create_table('proposal_objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('reconsidered', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(answered_at IS NULL) = (length(answer) = 0)', name=op.f('ck_proposal_objection_answered_iff_answer')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_objection_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_objection')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_proposal_objection_proposal_id'))
    )


def downgrade() -> None:
    op.drop_table('proposal_objection')
    with op.batch_alter_table('proposal_support', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_support_party_id'))

    op.drop_table('proposal_support')
    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.drop_column('is_cleared')

    with op.batch_alter_table('proposal', schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f'ck_proposal_{name}'), type_='check')
        batch_op.drop_index(batch_op.f('ix_proposal_merged_into_id'))
        batch_op.drop_constraint(batch_op.f('fk_proposal_merged_into_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_proposal_municipality_id'), type_='foreignkey')
        for column in ('merged_into_id', 'public_from', 'municipality_id', 'results', 'sent_summary', 'sent_title'):
            batch_op.drop_column(column)
