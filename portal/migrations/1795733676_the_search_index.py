"""The search index: its rows, and their words in the form that each database looks through.

It is empty afterwards: `flask search rebuild` fills it with what is there already.
"""

import sqlalchemy as sa
from alembic import op

revision = '1795733676'
down_revision = '1795736125'
branch_labels = ()
depends_on = None

WORDS = {
    'sqlite': [
        "CREATE VIRTUAL TABLE search_words USING fts5(title, body, title_stems, body_stems, marks, "
        "tokenize=\"ascii tokenchars '.-:_'\")"],
    'postgresql': [
        "CREATE TABLE search_words (entry_id INTEGER PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE, "
        "words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_words_words ON search_words USING gin (words)"],
}


def upgrade() -> None:
    op.create_table('search_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('site', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=32), nullable=False),
    sa.Column('audience', sa.String(length=32), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('marks', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_entry')),
    sa.UniqueConstraint('kind', 'subject_id', 'part', 'audience', name=op.f('uq_search_entry_kind_subject_id_part_audience'))
    )
    for statement in WORDS[op.get_bind().dialect.name]:
        op.execute(sa.DDL(statement))  # its colon is no parameter


def downgrade() -> None:
    op.execute("DROP TABLE search_words")
    op.drop_table('search_entry')
