"""Questions for advice, their papers, and their place on an agenda."""

import sqlalchemy as sa
from alembic import op

revision = '1795779076'
down_revision = "1795751100"
branch_labels = ()
depends_on = None

ONE = ("(CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) "
       "+ (CASE WHEN dispute_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN round_id IS NULL THEN 0 ELSE 1 END)")
ANY = "title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL OR dispute_id IS NOT NULL OR round_id IS NOT NULL"
OLD_SUBJECTS = {'one_subject': f"{ONE} <= 1", 'has_subject': ANY}
NEW_SUBJECTS = {'one_subject': f"{ONE} + (CASE WHEN advice_id IS NULL THEN 0 ELSE 1 END) <= 1",
                'has_subject': f"{ANY} OR advice_id IS NOT NULL"}


def replace(batch_op, checks):
    for name in OLD_SUBJECTS:
        batch_op.drop_constraint(op.f(f'ck_agenda_item_{name}'), type_='check')
    for name, check in checks.items():
        batch_op.create_check_constraint(op.f(f'ck_agenda_item_{name}'), check)


def upgrade() -> None:
    op.create_table('advice_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=True),
    sa.Column('agreement_id', sa.Integer(), nullable=True),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('slug', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('articles', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('background', sa.Text(), nullable=False),
    sa.Column('wish_on', sa.Date(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('followed', sa.Enum('wholly', 'partly', 'not', name='followed', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('response', sa.Text(), nullable=False),
    sa.Column('responded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdraw_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('positive', 'with_changes', 'negative', 'divided', name='advises', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('advice', sa.Text(), nullable=False),
    sa.Column('minority', sa.Text(), nullable=False),
    sa.Column('in_favour', sa.Integer(), nullable=True),
    sa.Column('against', sa.Integer(), nullable=True),
    sa.Column('abstained', sa.Integer(), nullable=True),
    sa.Column('advised_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(advised_at IS NULL) OR (outcome IS NOT NULL AND advice <> '')", name=op.f('ck_advice_request_advised_has_text')),
    sa.CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason = '')", name=op.f('ck_advice_request_withdrawn_has_reason')),
    sa.CheckConstraint("question <> ''", name=op.f('ck_advice_request_asks_something')),
    sa.CheckConstraint("responded_at IS NULL OR (advised_at IS NOT NULL AND response <> '')", name=op.f('ck_advice_request_response_to_advice')),
    sa.CheckConstraint('(in_favour IS NULL) = (against IS NULL) AND (in_favour IS NULL) = (abstained IS NULL)', name=op.f('ck_advice_request_hands_whole')),
    sa.CheckConstraint('(responded_at IS NULL) = (followed IS NULL)', name=op.f('ck_advice_request_responded_iff_instant')),
    sa.CheckConstraint('in_favour >= 0 AND against >= 0 AND abstained >= 0', name=op.f('ck_advice_request_hands_not_negative')),
    sa.CheckConstraint('withdrawn_at IS NULL OR advised_at IS NULL', name=op.f('ck_advice_request_withdrawn_before_advice')),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_advice_request_agreement_id')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_advice_request_asked_by_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_advice_request_network_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_advice_request_proposal_id')),
    sa.ForeignKeyConstraint(['table_id'], ['physical_table.id'], name=op.f('fk_advice_request_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advice_request')),
    sa.UniqueConstraint('network_id', 'slug', name=op.f('uq_advice_request_network_id_slug'))
    )
    with op.batch_alter_table('advice_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_advice_request_agreement_id'), ['agreement_id'], unique=False)
        batch_op.create_index('ix_advice_request_network_id_id', ['network_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_advice_request_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_advice_request_table_id'), ['table_id'], unique=False)

    op.create_table('advice_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_advice_paper_document_id')),
    sa.ForeignKeyConstraint(['request_id'], ['advice_request.id'], name=op.f('fk_advice_paper_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advice_paper')),
    sa.UniqueConstraint('request_id', 'document_id', name=op.f('uq_advice_paper_request_id_document_id'))
    )
    with op.batch_alter_table('advice_paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_advice_paper_document_id'), ['document_id'], unique=False)

    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('advice_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_agenda_item_advice_id'), ['advice_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_agenda_item_advice_id'), 'advice_request', ['advice_id'], ['id'])
        replace(batch_op, NEW_SUBJECTS)



def downgrade() -> None:
    # Points about advice were not known before: nothing else holds them, so they keep a title.
    op.execute("UPDATE agenda_item SET title = '-' WHERE advice_id IS NOT NULL AND title = ''")
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        replace(batch_op, OLD_SUBJECTS)
        batch_op.drop_constraint(batch_op.f('fk_agenda_item_advice_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_agenda_item_advice_id'))
        batch_op.drop_column('advice_id')

    with op.batch_alter_table('advice_paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_advice_paper_document_id'))

    op.drop_table('advice_paper')
    with op.batch_alter_table('advice_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_advice_request_table_id'))
        batch_op.drop_index(batch_op.f('ix_advice_request_proposal_id'))
        batch_op.drop_index('ix_advice_request_network_id_id')
        batch_op.drop_index(batch_op.f('ix_advice_request_agreement_id'))

    op.drop_table('advice_request')
