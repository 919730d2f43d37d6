"""Reactions have an address of their own, and the search index leads there."""

from alembic import op

revision = "1795806000"
down_revision = "1795816100"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE search_entry SET path = '/reacties/' || subject_id WHERE kind = 'reaction' AND path LIKE '/voorstellen/%'")


def downgrade() -> None:
    """The address that it had needs its proposal: `flask search rebuild` writes all of them anew."""
