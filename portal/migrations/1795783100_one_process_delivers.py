"""Which process delivers the outbox."""

import sqlalchemy as sa
from alembic import op

revision = '1795783100'
down_revision = '1795783000'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('outbox_turn',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('holder', sa.String(length=120), nullable=False),
    sa.Column('is_worker', sa.Boolean(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_outbox_turn_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_turn'))
    )


def downgrade() -> None:
    op.drop_table('outbox_turn')
