"""Messages that came in by e-mail, with their attachments."""

import sqlalchemy as sa
from alembic import op

revision = '1795746245'
down_revision = '1795746000'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('incoming_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('identity', sa.String(length=64), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('raw_id', sa.Integer(), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.Enum('person', 'bounce', 'delay', 'answer', 'calendar', 'list', 'ours', name='written_by', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('sender_name', sa.Text(), nullable=False),
    sa.Column('sender_email', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('history', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('flags', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'sorted', 'set_aside', 'automatic', name='post_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('becomes', sa.Enum('signal', 'proposal', 'reaction', name='becomes', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('why', sa.Enum('no_key', 'more_keys', 'unknown_proposal', 'no_round', 'letter', 'refused', 'often', 'empty', 'no_sender', 'cut', 'parties_only', 'program', 'bounce', 'calendar', name='why', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.Column('receipted', sa.Boolean(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('signal_id', sa.Integer(), nullable=True),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('reaction_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN reaction_id IS NULL THEN 0 ELSE 1 END) = (CASE WHEN state = 'sorted' THEN 1 ELSE 0 END)", name=op.f('ck_incoming_mail_sorted_iff_it_became_one_thing')),
    sa.CheckConstraint("state <> 'set_aside' OR length(reason) > 0", name=op.f('ck_incoming_mail_set_aside_has_reason')),
    sa.CheckConstraint('arrived_at <= taken_at', name=op.f('ck_incoming_mail_arrived_before_taken')),
    sa.ForeignKeyConstraint(['letter_id'], ['outbox_mail.id'], name=op.f('fk_incoming_mail_letter_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_incoming_mail_network_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_incoming_mail_proposal_id')),
    sa.ForeignKeyConstraint(['raw_id'], ['document.id'], name=op.f('fk_incoming_mail_raw_id')),
    sa.ForeignKeyConstraint(['reaction_id'], ['reaction.id'], name=op.f('fk_incoming_mail_reaction_id')),
    sa.ForeignKeyConstraint(['signal_id'], ['signal.id'], name=op.f('fk_incoming_mail_signal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incoming_mail')),
    sa.UniqueConstraint('network_id', 'identity', name=op.f('uq_incoming_mail_network_id_identity'))
    )
    with op.batch_alter_table('incoming_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incoming_mail_letter_id'), ['letter_id'], unique=False)
        batch_op.create_index('ix_incoming_mail_network_state', ['network_id', 'state', 'arrived_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_incoming_mail_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_incoming_mail_reaction_id'), ['reaction_id'], unique=False)
        batch_op.create_index('ix_incoming_mail_sender_email', ['sender_email', 'taken_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_incoming_mail_signal_id'), ['signal_id'], unique=False)

    op.create_table('mail_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mail_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('refusal', sa.String(length=64), nullable=False),
    sa.CheckConstraint('(document_id IS NULL) = (length(refusal) > 0)', name=op.f('ck_mail_file_kept_or_refused')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_mail_file_document_id')),
    sa.ForeignKeyConstraint(['mail_id'], ['incoming_mail.id'], name=op.f('fk_mail_file_mail_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_file'))
    )
    with op.batch_alter_table('mail_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_file_mail_id'), ['mail_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('mail_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_file_mail_id'))

    op.drop_table('mail_file')
    with op.batch_alter_table('incoming_mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_incoming_mail_signal_id'))
        batch_op.drop_index('ix_incoming_mail_sender_email')
        batch_op.drop_index(batch_op.f('ix_incoming_mail_reaction_id'))
        batch_op.drop_index(batch_op.f('ix_incoming_mail_proposal_id'))
        batch_op.drop_index('ix_incoming_mail_network_state')
        batch_op.drop_index(batch_op.f('ix_incoming_mail_letter_id'))

    op.drop_table('incoming_mail')
