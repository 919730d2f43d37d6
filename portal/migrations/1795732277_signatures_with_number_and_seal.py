"""Signatures have a number, a seal and a channel; those that stand get theirs."""

import hashlib
import json
import secrets
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = '1795732277'
down_revision = '1795731752'
branch_labels = ()
depends_on = None

LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
PAPER_HAS_SCAN = (
    "CASE WHEN channel = 'paper' THEN document_id IS NOT NULL AND entered_by_id IS NOT NULL AND entered_at IS NOT NULL "
    "ELSE document_id IS NULL AND entered_by_id IS NULL AND entered_at IS NULL END")
FACTS = sa.text(
    "SELECT s.id, a.slug AS agreement, v.number AS version, s.fingerprint AS text, p.name AS organisation, p.kvk, s.signed_at, "
    "s.name, s.job_title, s.ground, s.declarations FROM signature s "
    "JOIN agreement_version v ON v.id = s.agreement_version_id JOIN agreement a ON a.id = v.agreement_id "
    "JOIN membership m ON m.id = s.membership_id JOIN party p ON p.id = m.party_id",
).columns(signed_at=sa.DateTime(timezone=True), declarations=sa.JSON())


def new_number() -> str:
    return 'H-' + '-'.join(''.join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(2))


def sealed(row) -> dict:
    """The number, the seal and the names of a signature that stood before: the seal as this release computes it."""
    instant = row.signed_at.astimezone(UTC) if row.signed_at.tzinfo else row.signed_at.replace(tzinfo=UTC)
    number = new_number()
    said = {name: value for name, value in row._mapping.items() if name != 'id'} | {
        'number': number, 'signed_at': instant.isoformat(timespec='seconds'),
        'declarations': sorted(row.declarations), 'channel': 'online', 'scan': ''}
    plain = json.dumps(said, ensure_ascii=False, separators=(',', ':'), sort_keys=True)
    return {'signature_id': row.id, 'number': number, 'organisation': row.organisation, 'kvk': row.kvk,
            'seal': hashlib.sha256(plain.encode()).hexdigest()}


def upgrade() -> None:
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.add_column(sa.Column('number', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('organisation', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('kvk', sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column('channel', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('document_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('entered_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('entered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('seal', sa.String(length=64), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(FACTS).all():
        connection.execute(sa.text(
            "UPDATE signature SET number = :number, organisation = :organisation, kvk = :kvk, channel = 'online', "
            "seal = :seal WHERE id = :signature_id"), sealed(row))
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.alter_column('number', existing_type=sa.String(length=16), nullable=False)
        batch_op.alter_column('organisation', existing_type=sa.Text(), nullable=False)
        batch_op.alter_column('kvk', existing_type=sa.String(length=8), nullable=False)
        batch_op.alter_column('channel', existing_type=sa.String(length=32), nullable=False)
        batch_op.alter_column('seal', existing_type=sa.String(length=64), nullable=False)
        batch_op.create_check_constraint(op.f('ck_signature_signing_channel'), "channel IN ('online', 'paper')")
        batch_op.create_check_constraint(op.f('ck_signature_paper_has_scan'), PAPER_HAS_SCAN)
        batch_op.create_unique_constraint(batch_op.f('uq_signature_number'), ['number'])
        batch_op.create_foreign_key(batch_op.f('fk_signature_entered_by_id'), 'person', ['entered_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_signature_document_id'), 'document', ['document_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_signature_agreement_version_id'), ['agreement_version_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signature_agreement_version_id'))
        batch_op.drop_constraint(batch_op.f('fk_signature_document_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_signature_entered_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_signature_number'), type_='unique')
        batch_op.drop_constraint(op.f('ck_signature_paper_has_scan'), type_='check')
        batch_op.drop_constraint(op.f('ck_signature_signing_channel'), type_='check')
        for column in ('seal', 'entered_at', 'entered_by_id', 'document_id', 'channel', 'kvk', 'organisation', 'number'):
            batch_op.drop_column(column)
