"""Registers of providers that were brought in as spreadsheets."""

import sqlalchemy as sa
from alembic import op

revision = '1795736417'
down_revision = '1795735500'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('register_upload',
    sa.Column('member_from', sa.Date(), nullable=True),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by', sa.Text(), nullable=False),
    sa.Column('reading', sa.JSON(), nullable=False),
    sa.Column('findings_count', sa.Integer(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_register_upload_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_upload'))
    )
    with op.batch_alter_table('register_upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_register_upload_network_id'), ['network_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('register_upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_register_upload_network_id'))

    op.drop_table('register_upload')
