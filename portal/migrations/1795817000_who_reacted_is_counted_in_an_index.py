"""Who reacted to which round is counted without reading the reactions."""

from alembic import op

revision = "1795817000"
down_revision = "1795821000"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_index("ix_reaction_round_party", "reaction", ["round_id", "party_id", "late", "awaits_address", "withdrawn_at"])


def downgrade() -> None:
    op.drop_index("ix_reaction_round_party", table_name="reaction")
