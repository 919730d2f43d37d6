"""One number that every committed turn replaces: it tells whether a kept page still says what the public sees."""

import sqlalchemy as sa
from alembic import op

revision = '1795801000'
down_revision = "1795783300"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('publication_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication_mark'))
    )
    op.execute("INSERT INTO publication_mark (id, mark) VALUES (1, 0)")


def downgrade() -> None:
    op.drop_table('publication_mark')
