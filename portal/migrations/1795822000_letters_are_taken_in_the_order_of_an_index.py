"""Which letters to deliver now is read in the order of an index, whatever waits."""

from alembic import op

revision = "1795822000"
down_revision = "1795817000"
branch_labels = ()
depends_on = None
NAME, TABLE = "ix_outbox_mail_state_due", "outbox_mail"


def upgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["state", "due_at", "id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["state", "due_at"])
