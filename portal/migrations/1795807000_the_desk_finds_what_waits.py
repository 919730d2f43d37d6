"""What waits to be read and who has a seat is found without reading all that ever was."""

from alembic import op

revision = "1795807000"
down_revision = "1795806000"
branch_labels = ()
depends_on = None

INDEXES = {"reaction_reply": ["state"], "rejoinder": ["state"], "standing": ["composition_id", "seat"]}


def upgrade() -> None:
    for table, columns in INDEXES.items():
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def downgrade() -> None:
    for table, columns in INDEXES.items():
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table_name=table)
