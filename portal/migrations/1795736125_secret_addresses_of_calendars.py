"""Secret addresses under which parties' calendars are read."""

import sqlalchemy as sa
from alembic import op

revision = '1795736125'
down_revision = '1795735777'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_address',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_calendar_address_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_address_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_address')),
    sa.UniqueConstraint('key', name=op.f('uq_calendar_address_key')),
    sa.UniqueConstraint('person_id', 'party_id', name=op.f('uq_calendar_address_person_id_party_id'))
    )


def downgrade() -> None:
    op.drop_table('calendar_address')
