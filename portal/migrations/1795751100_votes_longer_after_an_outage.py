"""A vote that got more time after an outage says which."""

import sqlalchemy as sa
from alembic import op

revision = '1795751100'
down_revision = "1795750100"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('vote_extension', schema=None) as batch_op:
        batch_op.add_column(sa.Column('outage_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_vote_extension_outage_id'), ['outage_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_vote_extension_outage_id'), 'outage', ['outage_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('vote_extension', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_vote_extension_outage_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_vote_extension_outage_id'))
        batch_op.drop_column('outage_id')
