"""When the answers of a round were made public stands with the round."""

import sqlalchemy as sa
from alembic import op

revision = "1795896000"
down_revision = "1795888000"
branch_labels = ()
depends_on = None
ROUNDS, COLUMN = "comment_round", "answered_at"


def upgrade() -> None:
    op.add_column(ROUNDS, sa.Column(COLUMN, sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE comment_round SET answered_at = (SELECT max(answer.published_at) FROM answer JOIN reaction ON reaction.id = answer.reaction_id "
        "WHERE reaction.round_id = comment_round.id) WHERE NOT EXISTS (SELECT 1 FROM reaction LEFT JOIN answer ON answer.reaction_id = reaction.id "
        "WHERE reaction.round_id = comment_round.id AND NOT reaction.late AND NOT reaction.awaits_address AND reaction.withdrawn_at IS NULL "
        "AND answer.published_at IS NULL)")


def downgrade() -> None:
    op.drop_column(ROUNDS, COLUMN)
