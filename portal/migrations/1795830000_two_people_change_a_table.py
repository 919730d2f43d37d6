"""Two people who change a table do not overwrite each other unseen."""

import sqlalchemy as sa
from alembic import op

revision = "1795830000"
down_revision = "1795822000"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("physical_table") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("physical_table") as batch_op:
        batch_op.alter_column("version", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("physical_table") as batch_op:
        batch_op.drop_column("version")
