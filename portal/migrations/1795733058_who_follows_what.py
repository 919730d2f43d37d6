"""Who follows what, and the address with which a mail program stops such letters."""

import sqlalchemy as sa
from alembic import op

revision = '1795733058'
down_revision = '1795735003'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('follower',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_follower_small_letters')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_follower_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follower')),
    sa.UniqueConstraint('key', name=op.f('uq_follower_key')),
    sa.UniqueConstraint('network_id', 'email', name=op.f('uq_follower_network_id_email'))
    )
    op.create_table('follow',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('follower_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Enum('alles', 'voorstel', 'tafel', 'overeenkomst', 'wet', name='topic', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('rhythm', sa.Enum('meteen', 'dagelijks', 'wekelijks', name='rhythm', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_until', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(topic = 'alles') = (name = '')", name=op.f('ck_follow_everything_has_no_name')),
    sa.CheckConstraint('(confirmed_at IS NULL) = (told_until IS NULL)', name=op.f('ck_follow_told_iff_confirmed')),
    sa.ForeignKeyConstraint(['follower_id'], ['follower.id'], name=op.f('fk_follow_follower_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow')),
    sa.UniqueConstraint('follower_id', 'topic', 'name', name=op.f('uq_follow_follower_id_topic_name'))
    )
    with op.batch_alter_table('follow', schema=None) as batch_op:
        batch_op.create_index('ix_follow_rhythm_told_until', ['rhythm', 'told_until'], unique=False)

    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unsubscribe', sa.Text(), server_default='', nullable=False))
        batch_op.create_index('ix_outbox_mail_queued_at', ['queued_at'], unique=False)
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.alter_column('unsubscribe', existing_type=sa.Text(), existing_nullable=False, server_default=None)

    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.create_index('ix_publication_network_published_at', ['network_id', 'published_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_index('ix_publication_network_published_at')

    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_mail_queued_at')
        batch_op.drop_column('unsubscribe')

    with op.batch_alter_table('follow', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_rhythm_told_until')

    op.drop_table('follow')
    op.drop_table('follower')
