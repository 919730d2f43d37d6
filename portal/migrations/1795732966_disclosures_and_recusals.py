"""Disclosed interests, and who takes no part in a vote or a point because of one."""

import sqlalchemy as sa
from alembic import op

revision = '1795732966'
down_revision = '1795732277'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('disclosure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('agreement_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_disclosure_agreement_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_disclosure_document_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_disclosure_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_disclosure_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure'))
    )
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_network_id'), ['network_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosure_party_id'), ['party_id'], unique=False)

    op.create_table('disclosure_addition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosure.id'], name=op.f('fk_disclosure_addition_disclosure_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_disclosure_addition_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure_addition'))
    )
    with op.batch_alter_table('disclosure_addition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_addition_disclosure_id'), ['disclosure_id'], unique=False)

    op.create_table('disclosure_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=True),
    sa.Column('signature_id', sa.Integer(), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.CheckConstraint('(disclosure_id IS NULL) <> (signature_id IS NULL)', name=op.f('ck_disclosure_reading_of_one')),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosure.id'], name=op.f('fk_disclosure_reading_disclosure_id')),
    sa.ForeignKeyConstraint(['signature_id'], ['signature.id'], name=op.f('fk_disclosure_reading_signature_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure_reading'))
    )
    with op.batch_alter_table('disclosure_reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_reading_disclosure_id'), ['disclosure_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosure_reading_signature_id'), ['signature_id'], unique=False)

    op.create_table('item_recusal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('by_secretary', sa.Boolean(), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_by', sa.Text(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=True),
    sa.Column('signature_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(disclosure_id IS NULL) <> (signature_id IS NULL)', name=op.f('ck_item_recusal_one_ground')),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosure.id'], name=op.f('fk_item_recusal_disclosure_id')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_item_recusal_item_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_item_recusal_party_id')),
    sa.ForeignKeyConstraint(['signature_id'], ['signature.id'], name=op.f('fk_item_recusal_signature_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_recusal'))
    )
    with op.batch_alter_table('item_recusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_recusal_party_id'), ['party_id'], unique=False)
        batch_op.create_index('uq_item_recusal_item_party', ['item_id', 'party_id'], unique=True, sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))

    op.create_table('vote_recusal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vote_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('by_secretary', sa.Boolean(), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_back_by', sa.Text(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('disclosure_id', sa.Integer(), nullable=True),
    sa.Column('signature_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(disclosure_id IS NULL) <> (signature_id IS NULL)', name=op.f('ck_vote_recusal_one_ground')),
    sa.ForeignKeyConstraint(['disclosure_id'], ['disclosure.id'], name=op.f('fk_vote_recusal_disclosure_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_vote_recusal_party_id')),
    sa.ForeignKeyConstraint(['signature_id'], ['signature.id'], name=op.f('fk_vote_recusal_signature_id')),
    sa.ForeignKeyConstraint(['vote_id'], ['vote.id'], name=op.f('fk_vote_recusal_vote_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote_recusal'))
    )
    with op.batch_alter_table('vote_recusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vote_recusal_party_id'), ['party_id'], unique=False)
        batch_op.create_index('uq_vote_recusal_vote_party', ['vote_id', 'party_id'], unique=True, sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('vote_recusal', schema=None) as batch_op:
        batch_op.drop_index('uq_vote_recusal_vote_party', sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_vote_recusal_party_id'))

    op.drop_table('vote_recusal')
    with op.batch_alter_table('item_recusal', schema=None) as batch_op:
        batch_op.drop_index('uq_item_recusal_item_party', sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_item_recusal_party_id'))

    op.drop_table('item_recusal')
    with op.batch_alter_table('disclosure_reading', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_reading_signature_id'))
        batch_op.drop_index(batch_op.f('ix_disclosure_reading_disclosure_id'))

    op.drop_table('disclosure_reading')
    with op.batch_alter_table('disclosure_addition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_addition_disclosure_id'))

    op.drop_table('disclosure_addition')
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_party_id'))
        batch_op.drop_index(batch_op.f('ix_disclosure_network_id'))

    op.drop_table('disclosure')
