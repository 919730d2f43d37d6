"""Themes of reactions, what an answer changed, and what senders say of answers."""

import sqlalchemy as sa
from alembic import op

revision = '1795733241'
down_revision = '1795732966'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('reaction_theme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['comment_round.id'], name=op.f('fk_reaction_theme_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reaction_theme')),
    sa.UniqueConstraint('round_id', 'title', name=op.f('uq_reaction_theme_round_id_title'))
    )
    op.create_table('rejoinder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reaction_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('new', 'published', 'withheld', name='reaction_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_text', sa.Text(), nullable=False),
    sa.Column('public_html', sa.Text(), nullable=False),
    sa.Column('withheld_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'new') = (read_at IS NULL)", name=op.f('ck_rejoinder_read_iff_not_new')),
    sa.CheckConstraint("state <> 'withheld' OR length(withheld_reason) > 0", name=op.f('ck_rejoinder_withheld_has_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_rejoinder_person_id')),
    sa.ForeignKeyConstraint(['reaction_id'], ['reaction.id'], name=op.f('fk_rejoinder_reaction_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rejoinder')),
    sa.UniqueConstraint('reaction_id', name=op.f('uq_rejoinder_reaction_id'))
    )
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('changed', sa.JSON(), nullable=False, server_default='[]'))
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.alter_column('changed', existing_type=sa.JSON(), existing_nullable=False, server_default=None)

    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.add_column(sa.Column('theme_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_reaction_theme_id'), ['theme_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_reaction_theme_id'), 'reaction_theme', ['theme_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_reaction_theme_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_reaction_theme_id'))
        batch_op.drop_column('theme_id')

    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.drop_column('changed')

    op.drop_table('rejoinder')
    op.drop_table('reaction_theme')
