"""Information requests, of whom, with drafts and what was written."""

import sqlalchemy as sa
from alembic import op

revision = '1795735003'
down_revision = '1795733191'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('information_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('skipped', sa.JSON(), nullable=False),
    sa.CheckConstraint('closes_at > opened_at', name=op.f('ck_information_request_closes_after_opening')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_information_request_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_information_request'))
    )
    with op.batch_alter_table('information_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_information_request_network_id'), ['network_id'], unique=False)

    op.create_table('request_attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_request_attachment_document_id')),
    sa.ForeignKeyConstraint(['request_id'], ['information_request.id'], name=op.f('fk_request_attachment_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_attachment'))
    )
    with op.batch_alter_table('request_attachment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_request_attachment_request_id'), ['request_id'], unique=False)

    op.create_table('respondent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('more_time', sa.Enum('none', 'asked', 'granted', 'refused', name='more_time', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('wished_until', sa.Date(), nullable=True),
    sa.Column('draft', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("closed_at IS NULL OR more_time <> 'asked'", name=op.f('ck_respondent_closed_owes_nothing')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_respondent_party_id')),
    sa.ForeignKeyConstraint(['request_id'], ['information_request.id'], name=op.f('fk_respondent_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_respondent')),
    sa.UniqueConstraint('request_id', 'party_id', name=op.f('uq_respondent_request_id_party_id'))
    )
    with op.batch_alter_table('respondent', schema=None) as batch_op:
        batch_op.create_index('ix_respondent_closes_at', ['closes_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_respondent_party_id'), ['party_id'], unique=False)

    op.create_table('respondent_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('respondent_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.Enum('answer', 'ask_more_time', 'grant', 'refuse', 'ask_on', 'close', name='request_act', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['respondent_id'], ['respondent.id'], name=op.f('fk_respondent_entry_respondent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_respondent_entry'))
    )
    with op.batch_alter_table('respondent_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_respondent_entry_respondent_id'), ['respondent_id'], unique=False)

    op.create_table('respondent_document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('respondent_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_respondent_document_document_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['respondent_entry.id'], name=op.f('fk_respondent_document_entry_id')),
    sa.ForeignKeyConstraint(['respondent_id'], ['respondent.id'], name=op.f('fk_respondent_document_respondent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_respondent_document'))
    )
    with op.batch_alter_table('respondent_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_respondent_document_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_respondent_document_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_respondent_document_respondent_id'), ['respondent_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('respondent_document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_respondent_document_respondent_id'))
        batch_op.drop_index(batch_op.f('ix_respondent_document_entry_id'))
        batch_op.drop_index(batch_op.f('ix_respondent_document_document_id'))

    op.drop_table('respondent_document')
    with op.batch_alter_table('respondent_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_respondent_entry_respondent_id'))

    op.drop_table('respondent_entry')
    with op.batch_alter_table('respondent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_respondent_party_id'))
        batch_op.drop_index('ix_respondent_closes_at')

    op.drop_table('respondent')
    with op.batch_alter_table('request_attachment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_request_attachment_request_id'))

    op.drop_table('request_attachment')
    with op.batch_alter_table('information_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_information_request_network_id'))

    op.drop_table('information_request')
