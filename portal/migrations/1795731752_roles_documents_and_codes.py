"""Roles within a party, documents, and codes that prove an act."""

import sqlalchemy as sa
from alembic import op

revision = '1795731752'
down_revision = '1795322362'
branch_labels = ()
depends_on = None

OLD_ROLES = ('contact', 'substitute', 'secretary', 'board_staff', 'administrator')
NEW_ROLES = ('contact', 'substitute', 'representative', 'colleague', 'party_admin', 'secretary', 'board_staff', 'administrator')
OLD_PARTY = ('contact', 'substitute')
NEW_PARTY = ('contact', 'substitute', 'representative', 'colleague', 'party_admin')


def listed(codes):
    return ", ".join(f"'{code}'" for code in codes)


def replace_role_checks(roles, party_roles):
    place = (f"CASE WHEN role IN ({listed(party_roles)}) THEN party_id IS NOT NULL AND municipality_id IS NULL "
             "WHEN role = 'administrator' THEN party_id IS NULL AND municipality_id IS NULL "
             "ELSE party_id IS NULL AND municipality_id IS NOT NULL END")
    checks = {'ck_role_grant_role': f"role IN ({listed(roles)})", 'ck_role_grant_role_has_its_place': place}
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        for name, check in checks.items():
            batch_op.drop_constraint(op.f(name), type_='check')
            batch_op.create_check_constraint(op.f(name), check)


def upgrade() -> None:
    replace_role_checks(NEW_ROLES, NEW_PARTY)
    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('size > 0', name=op.f('ck_document_is_not_empty')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('key', name=op.f('uq_document_key'))
    )
    op.create_table('proof_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=100), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proof_code'))
    )
    with op.batch_alter_table('proof_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proof_code_email'), ['email'], unique=False)



def downgrade() -> None:
    replace_role_checks(OLD_ROLES, OLD_PARTY)
    with op.batch_alter_table('proof_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proof_code_email'))

    op.drop_table('proof_code')
    op.drop_table('document')
