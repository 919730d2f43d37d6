"""What a party could vote in and voted in is counted along indexes by party."""

from alembic import op

revision = "1795888000"
down_revision = "1795831000"
branch_labels = ()
depends_on = None
ALONE, ROLL, ROLLS = "ix_roll_entry_party_id", "ix_roll_entry_party_vote", "roll_entry"
BALLOT, BALLOTS = "ix_ballot_party_vote", "ballot"


def upgrade() -> None:
    op.drop_index(ALONE, table_name=ROLLS)
    op.create_index(ROLL, ROLLS, ["party_id", "vote_id"])
    op.create_index(BALLOT, BALLOTS, ["party_id", "vote_id"])


def downgrade() -> None:
    op.drop_index(BALLOT, table_name=BALLOTS)
    op.drop_index(ROLL, table_name=ROLLS)
    op.create_index(ALONE, ROLLS, ["party_id"])
