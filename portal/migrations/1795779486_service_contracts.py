"""Service contracts: drafts, versions that were sent, signatures, consents, and what was written."""

import sqlalchemy as sa
from alembic import op

revision = '1795779486'
down_revision = "1795780100"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('service_contract',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('agreement_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'sent', 'signed', 'refused', 'withdrawn', 'ended', name='contract_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('change_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('remind_on', sa.Date(), nullable=True),
    sa.Column('extensions', sa.Integer(), nullable=False),
    sa.Column('extension_months', sa.Integer(), nullable=False),
    sa.Column('notice_months', sa.Integer(), nullable=False),
    sa.Column('tariffs', sa.JSON(), nullable=False),
    sa.Column('indicators', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state IN ('signed', 'ended')) = (signed_at IS NOT NULL)", name=op.f('ck_service_contract_signed_iff_instant')),
    sa.CheckConstraint('ends_on IS NULL OR begins_on IS NULL OR ends_on >= begins_on', name=op.f('ck_service_contract_ends_after_begin')),
    sa.CheckConstraint('extensions >= 0 AND extension_months >= 0 AND notice_months >= 0', name=op.f('ck_service_contract_counts_are_positive')),
    sa.CheckConstraint('signed_at IS NULL OR (begins_on IS NOT NULL AND ends_on IS NOT NULL)', name=op.f('ck_service_contract_signed_has_term')),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_service_contract_agreement_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_service_contract_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_contract')),
    sa.UniqueConstraint('network_id', 'year', 'sequence', name=op.f('uq_service_contract_network_id_year_sequence'))
    )
    with op.batch_alter_table('service_contract', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_contract_agreement_id'), ['agreement_id'], unique=False)
        batch_op.create_index('ix_service_contract_network_id_state', ['network_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_contract_remind_on'), ['remind_on'], unique=False)

    op.create_table('contract_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('version_number', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('act', sa.Enum('send', 'ask_change', 'answer', 'revise', 'sign', 'refuse', 'withdraw', 'countersign', 'extend', 'end', name='contract_act', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('ground', sa.Enum('expires', 'provider', 'municipality', 'together', name='end_ground', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.CheckConstraint("(act = 'end') = (ground IS NOT NULL)", name=op.f('ck_contract_entry_end_has_ground')),
    sa.ForeignKeyConstraint(['contract_id'], ['service_contract.id'], name=op.f('fk_contract_entry_contract_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_contract_entry_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_entry'))
    )
    with op.batch_alter_table('contract_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_entry_contract_id'), ['contract_id'], unique=False)

    op.create_table('contract_municipality',
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['service_contract.id'], name=op.f('fk_contract_municipality_contract_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_contract_municipality_municipality_id')),
    sa.PrimaryKeyConstraint('contract_id', 'municipality_id', name=op.f('pk_contract_municipality'))
    )
    with op.batch_alter_table('contract_municipality', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_municipality_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('contract_party',
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['service_contract.id'], name=op.f('fk_contract_party_contract_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_contract_party_party_id')),
    sa.PrimaryKeyConstraint('contract_id', 'party_id', name=op.f('pk_contract_party'))
    )
    with op.batch_alter_table('contract_party', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_party_party_id'), ['party_id'], unique=False)

    op.create_table('contract_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sign_by', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['service_contract.id'], name=op.f('fk_contract_version_contract_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_version')),
    sa.UniqueConstraint('contract_id', 'number', name=op.f('uq_contract_version_contract_id_number'))
    )
    with op.batch_alter_table('contract_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_version_sign_by'), ['sign_by'], unique=False)

    op.create_table('contract_consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('given_by', sa.Text(), nullable=False),
    sa.Column('by_host', sa.Boolean(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('NOT by_host OR document_id IS NOT NULL', name=op.f('ck_contract_consent_host_has_document')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_contract_consent_document_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['person.id'], name=op.f('fk_contract_consent_entered_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_contract_consent_municipality_id')),
    sa.ForeignKeyConstraint(['version_id'], ['contract_version.id'], name=op.f('fk_contract_consent_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_consent')),
    sa.UniqueConstraint('version_id', 'municipality_id', name=op.f('uq_contract_consent_version_id_municipality_id'))
    )
    op.create_table('contract_signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=16), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('kvk', sa.String(length=8), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('job_title', sa.Text(), nullable=False),
    sa.Column('ground', sa.Enum('law', 'statutes', 'power_of_attorney', name='authority_ground', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('mandates', sa.JSON(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.CheckConstraint('(party_id IS NULL) <> (municipality_id IS NULL)', name=op.f('ck_contract_signature_of_one_side')),
    sa.CheckConstraint('(party_id IS NULL) = (ground IS NULL)', name=op.f('ck_contract_signature_provider_has_ground')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_contract_signature_municipality_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_contract_signature_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contract_signature_person_id')),
    sa.ForeignKeyConstraint(['version_id'], ['contract_version.id'], name=op.f('fk_contract_signature_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract_signature')),
    sa.UniqueConstraint('number', name=op.f('uq_contract_signature_number')),
    sa.UniqueConstraint('version_id', 'municipality_id', name=op.f('uq_contract_signature_version_id_municipality_id')),
    sa.UniqueConstraint('version_id', 'party_id', name=op.f('uq_contract_signature_version_id_party_id'))
    )
    with op.batch_alter_table('contract_signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_signature_party_id'), ['party_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('contract_signature', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_signature_party_id'))

    op.drop_table('contract_signature')
    op.drop_table('contract_consent')
    with op.batch_alter_table('contract_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_version_sign_by'))

    op.drop_table('contract_version')
    with op.batch_alter_table('contract_party', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_party_party_id'))

    op.drop_table('contract_party')
    with op.batch_alter_table('contract_municipality', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_municipality_municipality_id'))

    op.drop_table('contract_municipality')
    with op.batch_alter_table('contract_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_entry_contract_id'))

    op.drop_table('contract_entry')
    with op.batch_alter_table('service_contract', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_contract_remind_on'))
        batch_op.drop_index('ix_service_contract_network_id_state')
        batch_op.drop_index(batch_op.f('ix_service_contract_agreement_id'))

    op.drop_table('service_contract')
