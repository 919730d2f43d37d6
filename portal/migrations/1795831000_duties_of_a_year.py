"""How the duties of a year were kept is counted in indexes, however large the record is."""

from alembic import op

revision = "1795831000"
down_revision = "1795830000"
branch_labels = ()
depends_on = None
SUBJECT, RECORD = "ix_audit_entry_subject", "audit_entry"
DECIDED, DECISIONS = "ix_board_decision_decided", "board_decision"


def upgrade() -> None:
    op.drop_index(SUBJECT, table_name=RECORD)
    op.create_index(SUBJECT, RECORD, ["subject_type", "subject_id", "action", "happened_at"])
    op.create_index(DECIDED, DECISIONS, ["submission_id", "decided_on", "recorded_at"])


def downgrade() -> None:
    op.drop_index(DECIDED, table_name=DECISIONS)
    op.drop_index(SUBJECT, table_name=RECORD)
    op.create_index(SUBJECT, RECORD, ["subject_type", "subject_id"])
