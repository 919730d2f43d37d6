"""What signals are about, how they came in, what became of them, and what senders say of the judgement."""

import sqlalchemy as sa
from alembic import op

revision = '1795748000'
down_revision = '1795748616'
branch_labels = ()
depends_on = None

OLD_STATES = ('received', 'scheduled', 'set_aside')
NEW_STATES = (*OLD_STATES, 'merged', 'proposal')
CHANNELS = ('web', 'email', 'phone', 'paper')
RESULTS = ('jeugdwet-a', 'jeugdwet-b', 'jeugdwet-c', 'jeugdwet-d', 'jeugdwet-e', 'wmo2015-a', 'wmo2015-b', 'wmo2015-c',
           'participatiewet-a', 'participatiewet-b')
CHECKS = {
    'merged_into_one': "(state = 'merged') = (merged_into_id IS NOT NULL)",
    'of_another': "merged_into_id <> id AND split_from_id <> id",
    'became_a_proposal': "(state = 'proposal') = (proposal_id IS NOT NULL)",
    'entered_by_somebody': "(channel IN ('phone', 'paper')) = (entered_by_id IS NOT NULL)",
    'public_is_cleared': "published_at IS NULL OR (length(public_title) > 0 AND length(public_text) > 0)",
}
OTHERS = {'agreement_id': 'agreement', 'entered_by_id': 'person', 'merged_into_id': 'signal', 'split_from_id': 'signal',
          'proposal_id': 'proposal'}
INDEXED = ('merged_into_id', 'split_from_id', 'proposal_id')
TEXTS = ('district', 'article', 'public_title', 'public_district')


def listed(codes):
    return ", ".join(f"'{code}'" for code in codes)


def coded(codes, name, create_constraint=False):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=create_constraint, length=32)


def replace_state_check(codes):
    with op.batch_alter_table('signal', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_signal_signal_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_signal_signal_state'), f"state IN ({listed(codes)})")


def upgrade() -> None:
    replace_state_check(NEW_STATES)
    with op.batch_alter_table('signal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('laws', sa.String(length=200), nullable=False, server_default=','))
        batch_op.add_column(sa.Column('result', coded(RESULTS, 'result'), nullable=True))
        batch_op.add_column(sa.Column('channel', coded(CHANNELS, 'channel'), nullable=False, server_default='web'))
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=''))
        for name in OTHERS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
    op.execute("UPDATE signal SET public_title = title WHERE published_at IS NOT NULL")
    with op.batch_alter_table('signal', schema=None) as batch_op:
        for name in ('laws', 'channel', *TEXTS):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_check_constraint(op.f('ck_signal_result'), f"result IN ({listed(RESULTS)})")
        batch_op.create_check_constraint(op.f('ck_signal_channel'), f"channel IN ({listed(CHANNELS)})")
        for name, check in CHECKS.items():
            batch_op.create_check_constraint(op.f(f'ck_signal_{name}'), check)
        for name, table in OTHERS.items():
            batch_op.create_foreign_key(batch_op.f(f'fk_signal_{name}'), table, [name], ['id'])
        for name in INDEXED:
            batch_op.create_index(batch_op.f(f'ix_signal_{name}'), [name], unique=False)
        batch_op.create_index('ix_signal_network_id_id', ['network_id', 'id'], unique=False)
    op.create_table('signal_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('signal_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('about_state', coded(NEW_STATES, 'about_state', create_constraint=True), nullable=False),
    sa.Column('about_reason', sa.Text(), nullable=False),
    sa.Column('outcome', coded(('left', 'reconsidered'), 'reply_outcome', create_constraint=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('public_text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(outcome IS NULL) = (read_at IS NULL)", name=op.f('ck_signal_reply_read_has_outcome')),
    sa.CheckConstraint("outcome <> 'left' OR length(note) > 0", name=op.f('ck_signal_reply_left_has_note')),
    sa.CheckConstraint("length(public_text) = 0 OR read_at IS NOT NULL", name=op.f('ck_signal_reply_read_before_public')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_signal_reply_person_id')),
    sa.ForeignKeyConstraint(['signal_id'], ['signal.id'], name=op.f('fk_signal_reply_signal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signal_reply')),
    sa.UniqueConstraint('signal_id', name=op.f('uq_signal_reply_signal_id'))
    )
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_hidden', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.alter_column('is_hidden', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_column('is_hidden')
    op.drop_table('signal_reply')
    with op.batch_alter_table('signal', schema=None) as batch_op:
        batch_op.drop_index('ix_signal_network_id_id')
        for name in INDEXED:
            batch_op.drop_index(batch_op.f(f'ix_signal_{name}'))
        for name in OTHERS:
            batch_op.drop_constraint(batch_op.f(f'fk_signal_{name}'), type_='foreignkey')
        for name in (*CHECKS, 'result', 'channel'):
            batch_op.drop_constraint(op.f(f'ck_signal_{name}'), type_='check')
        for name in ('laws', 'result', 'channel', *TEXTS, *OTHERS):
            batch_op.drop_column(name)
    op.execute("UPDATE signal SET state = 'set_aside' WHERE state IN ('merged', 'proposal')")
    replace_state_check(OLD_STATES)
