"""What parties say they read."""

import sqlalchemy as sa
from alembic import op

revision = '1795748616'
down_revision = '1795747200'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('round_read',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_round_read_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_round_read_person_id')),
    sa.ForeignKeyConstraint(['round_id'], ['comment_round.id'], name=op.f('fk_round_read_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_read')),
    sa.UniqueConstraint('round_id', 'party_id', name=op.f('uq_round_read_round_id_party_id'))
    )
    with op.batch_alter_table('round_read', schema=None) as batch_op:
        batch_op.create_index('ix_round_read_party_id', ['party_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('round_read', schema=None) as batch_op:
        batch_op.drop_index('ix_round_read_party_id')

    op.drop_table('round_read')
