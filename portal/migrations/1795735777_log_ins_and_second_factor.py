"""Log-ins that can be seen and ended, authenticator apps, passkeys and recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = '1795735777'
down_revision = '1795735100'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('login_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('browser', sa.Enum('chrome', 'edge', 'firefox', 'safari', 'other', name='browser', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('system', sa.Enum('windows', 'macos', 'linux', 'android', 'ios', 'other', name='system', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= began_at', name=op.f('ck_login_session_ends_after_begin')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_login_session_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_session')),
    sa.UniqueConstraint('key', name=op.f('uq_login_session_key'))
    )
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_session_user_id'), ['user_id'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1024), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=True),
    sa.Column('backup_state', sa.Boolean(), nullable=False),
    sa.Column('device_type', sa.String(length=32), nullable=False),
    sa.Column('extensions', sa.Text(), nullable=True),
    sa.Column('lastuse_datetime', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_passkey_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tf_primary_method', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('tf_totp_secret', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('last_counter', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('mf_recovery_codes', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('fs_webauthn_user_handle', sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_person_fs_webauthn_user_handle'), ['fs_webauthn_user_handle'])

    # Who has a password chose it with the link in a letter: that proved the address.
    op.execute('UPDATE person SET confirmed_at = created_at WHERE confirmed_at IS NULL AND password IS NOT NULL')



def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_person_fs_webauthn_user_handle'), type_='unique')
        batch_op.drop_column('fs_webauthn_user_handle')
        batch_op.drop_column('mf_recovery_codes')
        batch_op.drop_column('last_counter')
        batch_op.drop_column('tf_totp_secret')
        batch_op.drop_column('tf_primary_method')

    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkey_user_id'))

    op.drop_table('passkey')
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_session_user_id'))

    op.drop_table('login_session')
