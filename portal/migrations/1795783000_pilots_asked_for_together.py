"""Parties that ask for a pilot together, each with its confirmation; consents that are corrected; a pilot can be followed."""

import sqlalchemy as sa
from alembic import op

revision = '1795783000'
down_revision = "1795801000"
branch_labels = ()
depends_on = None

STAGES = ('received', 'proposed', 'admitted', 'stopped', 'concluded', 'set_aside', 'refused', 'withdrawn')
TOPICS = ('alles', 'voorstel', 'tafel', 'overeenkomst', 'wet')


def _allow(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(f'ck_{table}_{name}'), type_='check')
        batch_op.create_check_constraint(batch_op.f(f'ck_{table}_{name}'), f"{column} IN ('" + "', '".join(values) + "')")


def _add(table: str, column: sa.Column, default: str) -> None:
    """A column that rows of before get with this value, and later ones without any."""
    column.server_default = sa.DefaultClause(sa.text(default))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(column)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(column.name, existing_type=column.type, existing_nullable=False, server_default=None)


def upgrade() -> None:
    op.create_table('pilot_partner',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pilot_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Enum('asked', 'confirmed', 'declined', name='partner_answer', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('takes_part', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(answer = 'asked') = (answered_at IS NULL)", name=op.f('ck_pilot_partner_answered_iff_at')),
    sa.CheckConstraint("(answer = 'declined') = (length(reason) > 0)", name=op.f('ck_pilot_partner_declined_iff_reason')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_pilot_partner_party_id')),
    sa.ForeignKeyConstraint(['pilot_id'], ['pilot.id'], name=op.f('fk_pilot_partner_pilot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pilot_partner')),
    sa.UniqueConstraint('pilot_id', 'party_id', name=op.f('uq_pilot_partner_pilot_id_party_id'))
    )
    with op.batch_alter_table('pilot_partner', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pilot_partner_party_id'), ['party_id'], unique=False)
    _add('pilot', sa.Column('is_entered', sa.Boolean(), nullable=False), 'false')
    _add('pilot_consent', sa.Column('correction', sa.Text(), nullable=False), "''")
    _allow('pilot', 'pilot_stage', 'stage', ('gathering', *STAGES))
    _allow('follow', 'topic', 'topic', ('alles', 'voorstel', 'pilot', 'tafel', 'overeenkomst', 'wet'))


def downgrade() -> None:
    # A plan that still waits for a party comes in as it is; who follows a single pilot follows nothing any more.
    op.execute("UPDATE pilot SET stage = 'received' WHERE stage = 'gathering'")
    op.execute("DELETE FROM follow WHERE topic = 'pilot'")
    op.execute("DELETE FROM follower WHERE id NOT IN (SELECT follower_id FROM follow)")
    _allow('follow', 'topic', 'topic', TOPICS)
    _allow('pilot', 'pilot_stage', 'stage', STAGES)
    with op.batch_alter_table('pilot_consent', schema=None) as batch_op:
        batch_op.drop_column('correction')
    with op.batch_alter_table('pilot', schema=None) as batch_op:
        batch_op.drop_column('is_entered')
    with op.batch_alter_table('pilot_partner', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pilot_partner_party_id'))
    op.drop_table('pilot_partner')
