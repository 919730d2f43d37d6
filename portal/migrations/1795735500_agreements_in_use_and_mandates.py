"""Which agreements a network uses (its own from their first day), mandates, consents and countersignatures."""

import sqlalchemy as sa
from alembic import op

revision = '1795735500'
down_revision = '1795733676'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('mandate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('tasks', sa.String(length=200), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=False),
    sa.Column('consent_before_signing', sa.Boolean(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= begins_on', name=op.f('ck_mandate_ends_after_begin')),
    sa.CheckConstraint('municipality_id <> host_id', name=op.f('ck_mandate_two_municipalities')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_mandate_document_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['person.id'], name=op.f('fk_mandate_entered_by_id')),
    sa.ForeignKeyConstraint(['host_id'], ['municipality.id'], name=op.f('fk_mandate_host_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_mandate_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mandate'))
    )
    with op.batch_alter_table('mandate', schema=None) as batch_op:
        batch_op.create_index('ix_mandate_host_id_municipality_id', ['host_id', 'municipality_id'], unique=False)

    op.create_table('network_agreement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('agreement_id', sa.Integer(), nullable=False),
    sa.Column('used_since', sa.Date(), nullable=False),
    sa.Column('used_until', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('end_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('used_until IS NULL OR length(end_reason) > 0', name=op.f('ck_network_agreement_end_has_reason')),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_network_agreement_agreement_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_network_agreement_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_network_agreement'))
    )
    with op.batch_alter_table('network_agreement', schema=None) as batch_op:
        batch_op.create_index('ix_network_agreement_agreement_id', ['agreement_id'], unique=False)
        batch_op.create_index('uq_network_agreement_network_id_agreement_id', ['network_id', 'agreement_id'], unique=True, sqlite_where=sa.text('used_until IS NULL'), postgresql_where=sa.text('used_until IS NULL'))

    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agreement_version_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('given_by', sa.Text(), nullable=False),
    sa.Column('by_host', sa.Boolean(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('NOT by_host OR document_id IS NOT NULL', name=op.f('ck_consent_host_has_document')),
    sa.ForeignKeyConstraint(['agreement_version_id'], ['agreement_version.id'], name=op.f('fk_consent_agreement_version_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_consent_document_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['person.id'], name=op.f('fk_consent_entered_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_consent_municipality_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    sa.UniqueConstraint('agreement_version_id', 'municipality_id', name=op.f('uq_consent_agreement_version_id_municipality_id'))
    )
    op.create_table('countersignature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('signature_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('job_title', sa.Text(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mandates', sa.JSON(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_countersignature_municipality_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_countersignature_person_id')),
    sa.ForeignKeyConstraint(['signature_id'], ['signature.id'], name=op.f('fk_countersignature_signature_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_countersignature')),
    sa.UniqueConstraint('signature_id', name=op.f('uq_countersignature_signature_id'))
    )
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('results', sa.String(length=200), server_default=',', nullable=False))
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.alter_column('results', existing_type=sa.String(length=200), server_default=None)

    with op.batch_alter_table('agreement_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reason', sa.Text(), server_default='', nullable=False))
    with op.batch_alter_table('agreement_version', schema=None) as batch_op:
        batch_op.alter_column('reason', existing_type=sa.Text(), server_default=None)
    op.execute(
        "INSERT INTO network_agreement (network_id, agreement_id, used_since, reason, end_reason, version) "
        "SELECT a.network_id, a.id, COALESCE(MIN(v.in_force_from), CURRENT_DATE), '', '', 1 "
        "FROM agreement a LEFT JOIN agreement_version v ON v.agreement_id = a.id GROUP BY a.id, a.network_id")



def downgrade() -> None:
    with op.batch_alter_table('agreement_version', schema=None) as batch_op:
        batch_op.drop_column('reason')

    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.drop_column('results')

    op.drop_table('countersignature')
    op.drop_table('consent')
    with op.batch_alter_table('network_agreement', schema=None) as batch_op:
        batch_op.drop_index('uq_network_agreement_network_id_agreement_id', sqlite_where=sa.text('used_until IS NULL'), postgresql_where=sa.text('used_until IS NULL'))
        batch_op.drop_index('ix_network_agreement_agreement_id')

    op.drop_table('network_agreement')
    with op.batch_alter_table('mandate', schema=None) as batch_op:
        batch_op.drop_index('ix_mandate_host_id_municipality_id')

    op.drop_table('mandate')
