"""Ballots have the number and the seal of their receipt; a vote has its rules, extensions and reminders."""

import hashlib
import json
import secrets
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = '1795746300'
down_revision = '1795748500'
branch_labels = ()
depends_on = None

LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
RULES = {'may_abstain': sa.false(), 'by_name': sa.true(), 'shows_progress': sa.true(), 'asks_proof': sa.false()}
FACTS = sa.text(
    "SELECT b.id, p.year, p.sequence, v.number AS version, r.party_name AS party, b.choice, b.explanation, b.cast_at, "
    "b.by_secretary AS in_meeting FROM ballot b JOIN vote ON vote.id = b.vote_id JOIN proposal p ON p.id = vote.proposal_id "
    "JOIN proposal_version v ON v.id = vote.version_id "
    "JOIN roll_entry r ON r.vote_id = b.vote_id AND r.party_id = b.party_id",
).columns(cast_at=sa.DateTime(timezone=True), in_meeting=sa.Boolean())


def sealed(row) -> dict:
    """The number and the seal of a ballot that was cast before: the seal as this release computes it."""
    instant = row.cast_at.astimezone(UTC) if row.cast_at.tzinfo else row.cast_at.replace(tzinfo=UTC)
    number = 'S-' + '-'.join(''.join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(2))
    said = {'number': number, 'proposal': f'{row.year}-{row.sequence:02d}', 'version': row.version, 'party': row.party,
            'choice': row.choice, 'explanation': row.explanation, 'cast_at': instant.isoformat(timespec='seconds'),
            'in_meeting': row.in_meeting}
    plain = json.dumps(said, ensure_ascii=False, separators=(',', ':'), sort_keys=True)
    return {'ballot_id': row.id, 'number': number, 'seal': hashlib.sha256(plain.encode()).hexdigest()}


def upgrade() -> None:
    with op.batch_alter_table('vote', schema=None) as batch_op:
        for name, value in RULES.items():
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=value))
    with op.batch_alter_table('vote', schema=None) as batch_op:
        for name in RULES:
            batch_op.alter_column(name, existing_type=sa.Boolean(), server_default=None)

    op.create_table('vote_extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vote_id', sa.Integer(), nullable=False),
    sa.Column('extended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('old_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('new_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('new_closes_at > old_closes_at', name=op.f('ck_vote_extension_never_shorter')),
    sa.ForeignKeyConstraint(['vote_id'], ['vote.id'], name=op.f('fk_vote_extension_vote_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote_extension'))
    )
    with op.batch_alter_table('vote_extension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vote_extension_vote_id'), ['vote_id'], unique=False)

    op.create_table('vote_reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vote_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.Column('parties', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['vote_id'], ['vote.id'], name=op.f('fk_vote_reminder_vote_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote_reminder')),
    sa.UniqueConstraint('vote_id', 'day', name=op.f('uq_vote_reminder_vote_id_day'))
    )
    with op.batch_alter_table('vote_reminder', schema=None) as batch_op:
        batch_op.create_index('uq_vote_reminder_by_hand', ['vote_id'], unique=True,
                              sqlite_where=sa.text('by_hand'), postgresql_where=sa.text('by_hand'))

    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.add_column(sa.Column('number', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('seal', sa.String(length=64), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(FACTS).all():
        connection.execute(sa.text("UPDATE ballot SET number = :number, seal = :seal WHERE id = :ballot_id"), sealed(row))
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.alter_column('number', existing_type=sa.String(length=16), nullable=False)
        batch_op.alter_column('seal', existing_type=sa.String(length=64), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_ballot_number'), ['number'])
        batch_op.drop_constraint(op.f('ck_ballot_choice'), type_='check')
        batch_op.create_check_constraint(op.f('ck_ballot_choice'), "choice IN ('for', 'against', 'abstain')")


def downgrade() -> None:
    # Abstentions cannot be told to the release before: what the party voted earlier counts there, or nothing.
    op.execute("DELETE FROM ballot WHERE choice = 'abstain'")
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_ballot_choice'), type_='check')
        batch_op.create_check_constraint(op.f('ck_ballot_choice'), "choice IN ('for', 'against')")
        batch_op.drop_constraint(batch_op.f('uq_ballot_number'), type_='unique')
        batch_op.drop_column('seal')
        batch_op.drop_column('number')

    with op.batch_alter_table('vote_reminder', schema=None) as batch_op:
        batch_op.drop_index('uq_vote_reminder_by_hand')
    op.drop_table('vote_reminder')
    with op.batch_alter_table('vote_extension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_vote_extension_vote_id'))
    op.drop_table('vote_extension')

    with op.batch_alter_table('vote', schema=None) as batch_op:
        for name in reversed(RULES):
            batch_op.drop_column(name)
