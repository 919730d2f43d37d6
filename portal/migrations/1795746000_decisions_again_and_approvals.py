"""Submissions made again, decisions with documents and corrections, approvals of other networks, unexpected turns."""

import sqlalchemy as sa
from alembic import op

revision = '1795746000'
down_revision = '1795745929'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_submission_proposal_id'), type_='unique')
        batch_op.create_index(batch_op.f('ix_submission_proposal_id'), ['proposal_id'], unique=False)

    with op.batch_alter_table('board_decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('submission_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('mandate_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('document_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('replaces_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('correction_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('recorded_by', sa.Text(), nullable=False, server_default=''))
    op.execute("UPDATE board_decision SET submission_id = "
               "(SELECT submission.id FROM submission WHERE submission.proposal_id = board_decision.proposal_id)")
    with op.batch_alter_table('board_decision', schema=None) as batch_op:
        batch_op.alter_column('submission_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('correction_reason', existing_type=sa.Text(), server_default=None)
        batch_op.alter_column('recorded_by', existing_type=sa.Text(), server_default=None)
        batch_op.drop_constraint(batch_op.f('uq_board_decision_proposal_id_municipality_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_board_decision_replaces_id'), ['replaces_id'])
        batch_op.create_check_constraint(batch_op.f('ck_board_decision_correction_has_reason'),
                                         "replaces_id IS NULL OR length(correction_reason) > 0")
        batch_op.create_foreign_key(batch_op.f('fk_board_decision_submission_id'), 'submission', ['submission_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_board_decision_mandate_id'), 'mandate', ['mandate_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_board_decision_document_id'), 'document', ['document_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_board_decision_replaces_id'), 'board_decision', ['replaces_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_board_decision_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index('uq_board_decision_submission_municipality', ['submission_id', 'municipality_id'], unique=True,
                              sqlite_where=sa.text('replaces_id IS NULL'), postgresql_where=sa.text('replaces_id IS NULL'))

    op.create_table('network_approval',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('approved', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('voted_on', sa.Date(), nullable=True),
    sa.Column('votes_for', sa.Integer(), nullable=True),
    sa.Column('votes_against', sa.Integer(), nullable=True),
    sa.Column('stated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_network_approval_has_reason')),
    sa.CheckConstraint('(voted_on IS NULL) = (votes_for IS NULL) AND (voted_on IS NULL) = (votes_against IS NULL)',
                       name=op.f('ck_network_approval_vote_is_whole')),
    sa.CheckConstraint('votes_for >= 0 AND votes_against >= 0', name=op.f('ck_network_approval_votes_not_negative')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_network_approval_network_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_network_approval_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_network_approval'))
    )
    with op.batch_alter_table('network_approval', schema=None) as batch_op:
        batch_op.create_index('ix_network_approval_submission_network', ['submission_id', 'network_id', 'id'], unique=False)

    op.create_table('unexpected_turn',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('agreement_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.CheckConstraint('(proposal_id IS NULL) <> (agreement_id IS NULL)', name=op.f('ck_unexpected_turn_about_one_thing')),
    sa.CheckConstraint('length(text) > 0', name=op.f('ck_unexpected_turn_has_text')),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_unexpected_turn_agreement_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_unexpected_turn_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_unexpected_turn_party_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_unexpected_turn_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unexpected_turn'))
    )
    with op.batch_alter_table('unexpected_turn', schema=None) as batch_op:
        batch_op.create_index('ix_unexpected_turn_network_id_id', ['network_id', 'id'], unique=False)
        for name in ('party_id', 'proposal_id', 'agreement_id'):
            batch_op.create_index(batch_op.f(f'ix_unexpected_turn_{name}'), [name], unique=False)

    op.create_table('turn_secret',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('turn_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Enum('cost', 'innovation', 'other', name='turn_ground', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.CheckConstraint('length(text) > 0', name=op.f('ck_turn_secret_has_text')),
    sa.ForeignKeyConstraint(['turn_id'], ['unexpected_turn.id'], name=op.f('fk_turn_secret_turn_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_turn_secret')),
    sa.UniqueConstraint('turn_id', name=op.f('uq_turn_secret_turn_id'))
    )


def downgrade() -> None:
    op.drop_table('turn_secret')
    op.drop_table('unexpected_turn')
    op.drop_table('network_approval')

    # Before, a proposal had one submission and a municipality one decision on it: what was replaced cannot stay.
    bind = op.get_bind()
    replaced = bind.execute(sa.text(
        "SELECT id FROM board_decision WHERE id IN (SELECT replaces_id FROM board_decision WHERE replaces_id IS NOT NULL) OR "
        "submission_id NOT IN (SELECT max(id) FROM submission GROUP BY proposal_id)")).scalars().all()
    with op.batch_alter_table('board_decision', schema=None) as batch_op:
        batch_op.drop_index('uq_board_decision_submission_municipality')
        batch_op.drop_index(batch_op.f('ix_board_decision_proposal_id'))
        for name in ('submission_id', 'mandate_id', 'document_id', 'replaces_id'):
            batch_op.drop_constraint(batch_op.f(f'fk_board_decision_{name}'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('ck_board_decision_correction_has_reason'), type_='check')
        batch_op.drop_constraint(batch_op.f('uq_board_decision_replaces_id'), type_='unique')
        for name in ('submission_id', 'mandate_id', 'document_id', 'replaces_id', 'correction_reason', 'recorded_by'):
            batch_op.drop_column(name)
    for decision_id in replaced:
        bind.execute(sa.text("DELETE FROM board_decision WHERE id = :id"), {"id": decision_id})
    with op.batch_alter_table('board_decision', schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f('uq_board_decision_proposal_id_municipality_id'),
                                          ['proposal_id', 'municipality_id'])

    op.execute("DELETE FROM submission WHERE id NOT IN (SELECT max(id) FROM submission GROUP BY proposal_id)")
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submission_proposal_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_submission_proposal_id'), ['proposal_id'])
