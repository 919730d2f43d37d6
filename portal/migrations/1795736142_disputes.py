"""Disputes, and their place on an agenda."""

import sqlalchemy as sa
from alembic import op

revision = '1795736142'
down_revision = '1795736417'
branch_labels = ()
depends_on = None

OLD_CHECKS = {
    'one_subject': "proposal_id IS NULL OR signal_id IS NULL",
    'has_subject': "title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL",
}
NEW_CHECKS = {
    'one_subject': "(CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) "
                   "+ (CASE WHEN dispute_id IS NULL THEN 0 ELSE 1 END) <= 1",
    'has_subject': "title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL OR dispute_id IS NOT NULL",
    'dispute_is_kept': "dispute_id IS NULL OR (title = '' AND discussion = '' AND conclusion = '')",
}


def replace_checks(old, new):
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        for name in old:
            batch_op.drop_constraint(op.f(f'ck_agenda_item_{name}'), type_='check')
        for name, check in new.items():
            batch_op.create_check_constraint(op.f(f'ck_agenda_item_{name}'), check)


def upgrade() -> None:
    op.create_table('dispute',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('raised_by', sa.Enum('party', 'municipality', name='side', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('raised', 'talked_over', 'mediation', 'court', 'settled', 'withdrawn', 'judged', name='dispute_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=False),
    sa.Column('unread_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_title', sa.Text(), nullable=False),
    sa.Column('public_title_by', sa.Enum('party', 'municipality', name='title_side', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('public_title_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(public_title = '') = (public_title_by IS NULL)", name=op.f('ck_dispute_title_has_side')),
    sa.CheckConstraint("public_title_agreed_at IS NULL OR public_title <> ''", name=op.f('ck_dispute_agreed_is_said')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_dispute_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_dispute_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute'))
    )
    with op.batch_alter_table('dispute', schema=None) as batch_op:
        batch_op.create_index('ix_dispute_network_state', ['network_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_dispute_party_id'), ['party_id'], unique=False)

    op.create_table('dispute_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dispute_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.Enum('party', 'municipality', name='side', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['dispute_id'], ['dispute.id'], name=op.f('fk_dispute_entry_dispute_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_dispute_entry_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispute_entry'))
    )
    with op.batch_alter_table('dispute_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dispute_entry_dispute_id'), ['dispute_id'], unique=False)

    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('dispute_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_agenda_item_dispute_id'), ['dispute_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_agenda_item_dispute_id'), 'dispute', ['dispute_id'], ['id'])

    replace_checks(OLD_CHECKS, NEW_CHECKS)


def downgrade() -> None:
    # Points about a dispute stay on their agenda, under the words that everyone could read.
    replace_checks(NEW_CHECKS, {})
    op.execute("UPDATE agenda_item SET title = 'Geschil tussen gemeente en een aanbieder' WHERE dispute_id IS NOT NULL")
    replace_checks({}, OLD_CHECKS)
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_agenda_item_dispute_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_agenda_item_dispute_id'))
        batch_op.drop_column('dispute_id')

    with op.batch_alter_table('dispute_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dispute_entry_dispute_id'))

    op.drop_table('dispute_entry')
    with op.batch_alter_table('dispute', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dispute_party_id'))
        batch_op.drop_index('ix_dispute_network_state')

    op.drop_table('dispute')
