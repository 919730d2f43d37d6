"""Invitations, who ended a role and why, letters that are withdrawn; each contact person names the party's people."""

import sqlalchemy as sa
from alembic import op

revision = '1795733191'
down_revision = '1795733241'
branch_labels = ()
depends_on = None

OLD_STATES = ('waiting', 'taken', 'sent', 'failed')


def replace_mail_states(states):
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_outbox_mail_mail_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_outbox_mail_mail_state'), f"state IN ({listed})")


ADMINISTRATORS = """
    INSERT INTO role_grant (user_id, role, party_id, begins_at, end_reason)
    SELECT user_id, 'party_admin', party_id, CURRENT_TIMESTAMP, '' FROM role_grant g
    WHERE g.role = 'contact' AND g.ends_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM role_grant a WHERE a.role = 'party_admin' AND a.party_id = g.party_id AND a.ends_at IS NULL)
"""
NO_ADMINISTRATORS = """
    DELETE FROM role_grant WHERE role = 'party_admin' AND given_by_id IS NULL AND EXISTS (
        SELECT 1 FROM role_grant c WHERE c.role = 'contact' AND c.party_id = role_grant.party_id AND c.user_id = role_grant.user_id)
"""


def upgrade() -> None:
    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_invitation_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_invitation_key_hash'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('invitation_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('ended_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('end_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_role_grant_invitation_id'), ['invitation_id'], unique=False)
        batch_op.create_index('ix_role_grant_municipality_id', ['municipality_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_role_grant_ended_by_id'), 'person', ['ended_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_role_grant_invitation_id'), 'invitation', ['invitation_id'], ['id'])

    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.alter_column('end_reason', server_default=None)

    replace_mail_states((*OLD_STATES, 'withdrawn'))
    op.execute(ADMINISTRATORS)


def downgrade() -> None:
    op.execute(NO_ADMINISTRATORS)
    op.execute("DELETE FROM role_grant WHERE invitation_id IN (SELECT id FROM invitation WHERE accepted_at IS NULL)")
    op.execute("DELETE FROM outbox_mail WHERE state = 'withdrawn'")
    replace_mail_states(OLD_STATES)
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_role_grant_invitation_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_role_grant_ended_by_id'), type_='foreignkey')
        batch_op.drop_index('ix_role_grant_municipality_id')
        batch_op.drop_index(batch_op.f('ix_role_grant_invitation_id'))
        batch_op.drop_column('end_reason')
        batch_op.drop_column('ended_by_id')
        batch_op.drop_column('invitation_id')

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_user_id'))

    op.drop_table('invitation')
