"""What is kept apart is on the desk of the network whose site it came to."""

import sqlalchemy as sa
from alembic import op

revision = "1795821000"
down_revision = "1795807000"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document_check") as batch_op:
        batch_op.add_column(sa.Column("site", sa.Text(), server_default="", nullable=False))
    with op.batch_alter_table("document_check") as batch_op:
        batch_op.alter_column("site", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("document_check") as batch_op:
        batch_op.drop_column("site")
