"""The decisions on a submission are found without reading all decisions that ever were."""

from alembic import op

revision = "1795803000"
down_revision = "1795783100"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_index("ix_board_decision_submission_id_id", "board_decision", ["submission_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_board_decision_submission_id_id", table_name="board_decision")
