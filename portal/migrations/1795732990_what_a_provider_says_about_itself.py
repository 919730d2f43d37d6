"""What a provider says about itself: identifiers, addresses, what it delivers and where; representation; other contacts."""

import sqlalchemy as sa
from alembic import op

revision = '1795732990'
down_revision = '1795733058'
branch_labels = ()
depends_on = None

NEEDED = {
    'branches': (sa.Text(), ','), 'agb_codes': (sa.Text(), ','), 'products': (sa.Text(), ','), 'postal_street': (sa.Text(), ''),
    'postal_postcode': (sa.String(length=7), ''), 'postal_city': (sa.Text(), ''), 'website': (sa.Text(), ''),
    'confirmed_by': (sa.Text(), ''), 'version': (sa.Integer(), '1'),
}


def upgrade() -> None:
    op.create_table('party_municipality',
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_party_municipality_municipality_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_party_municipality_party_id')),
    sa.PrimaryKeyConstraint('party_id', 'municipality_id', name=op.f('pk_party_municipality'))
    )
    with op.batch_alter_table('party_municipality', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_municipality_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('representation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('job_title', sa.Text(), nullable=False),
    sa.Column('ground', sa.Enum('law', 'statutes', 'power_of_attorney', name='authority_ground', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('scope', sa.Enum('all', 'limited', name='scope', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('limits', sa.Text(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(scope = 'limited') = (limits <> '')", name=op.f('ck_representation_limited_has_limits')),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= begins_on', name=op.f('ck_representation_ends_after_begin')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_representation_document_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_representation_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_representation'))
    )
    with op.batch_alter_table('representation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_representation_ends_on'), ['ends_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_representation_party_id'), ['party_id'], unique=False)

    op.create_table('subject_contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.Enum('contracts', 'invoices', 'referrals', 'quality', 'privacy', 'publicity', name='subject', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('begins_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_subject_contact_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subject_contact'))
    )
    with op.batch_alter_table('subject_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subject_contact_party_id'), ['party_id'], unique=False)

    with op.batch_alter_table('party', schema=None) as batch_op:
        for name, (kind, default) in NEEDED.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
    # The defaults were for the rows that exist.
    with op.batch_alter_table('party', schema=None) as batch_op:
        for name in NEEDED:
            batch_op.alter_column(name, server_default=None)
        batch_op.create_check_constraint(op.f('ck_party_confirmed_by_somebody'), "(confirmed_at IS NULL) = (confirmed_by = '')")


def downgrade() -> None:
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_party_confirmed_by_somebody'), type_='check')
        for name in ('confirmed_at', 'reminded_at', *NEEDED):
            batch_op.drop_column(name)

    with op.batch_alter_table('subject_contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subject_contact_party_id'))

    op.drop_table('subject_contact')
    with op.batch_alter_table('representation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_representation_party_id'))
        batch_op.drop_index(batch_op.f('ix_representation_ends_on'))

    op.drop_table('representation')
    with op.batch_alter_table('party_municipality', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_party_municipality_municipality_id'))

    op.drop_table('party_municipality')
