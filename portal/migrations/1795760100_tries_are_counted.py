"""How often somebody tried something, counted for all workers together."""

import sqlalchemy as sa
from alembic import op

revision = '1795760100'
down_revision = "1795752000"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        'rate_count',
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_rate_count')),
    )
    op.create_index(op.f('ix_rate_count_expires_at'), 'rate_count', ['expires_at'])


def downgrade() -> None:
    op.drop_table('rate_count')
