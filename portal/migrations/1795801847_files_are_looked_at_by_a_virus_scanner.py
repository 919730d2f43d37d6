"""Files are looked at by a virus scanner."""

import sqlalchemy as sa
from alembic import op

revision = "1795801847"
down_revision = "1795803000"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('document_check',
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('waiting', 'clean', 'infected', name='outcome', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('malware', sa.String(length=100), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refused', sa.Boolean(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('acts_for_name', sa.Text(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_by', sa.Text(), nullable=False),
    sa.CheckConstraint("(outcome = 'infected') = (length(malware) > 0)", name=op.f('ck_document_check_infected_iff_named')),
    sa.CheckConstraint("(outcome = 'waiting') = (checked_at IS NULL)", name=op.f('ck_document_check_waits_until_checked')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_document_check_document_id')),
    sa.PrimaryKeyConstraint('document_id', name=op.f('pk_document_check'))
    )
    with op.batch_alter_table('document_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_check_outcome'), ['outcome'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('document_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_check_outcome'))

    op.drop_table('document_check')
