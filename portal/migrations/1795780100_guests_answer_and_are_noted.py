"""Guests answer invitations by a secret address, and whether they were there is on record."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '1795780100'
down_revision = "1795760100"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answer_key', sa.String(length=32), nullable=True))
    guest = sa.table('guest', sa.column('id', sa.Integer), sa.column('answer_key', sa.String))
    connection = op.get_bind()
    for row_id in connection.execute(sa.select(guest.c.id)).scalars().all():
        connection.execute(guest.update().where(guest.c.id == row_id).values(answer_key=secrets.token_urlsafe(18)))
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.alter_column('answer_key', existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_guest_answer_key'), ['answer_key'])
    op.create_table('guest_attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('guest_id', sa.Integer(), nullable=False),
    sa.Column('presence', sa.Enum('present', 'substitute', 'excused', 'absent', name='guest_presence', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('is_announced', sa.Boolean(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("presence <> 'substitute'", name=op.f('ck_guest_attendance_guest_has_no_substitute')),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_guest_attendance_guest_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_guest_attendance_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest_attendance')),
    sa.UniqueConstraint('meeting_id', 'guest_id', name=op.f('uq_guest_attendance_meeting_id_guest_id'))
    )
    with op.batch_alter_table('guest_attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guest_attendance_guest_id'), ['guest_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('guest_attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guest_attendance_guest_id'))
    op.drop_table('guest_attendance')
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_guest_answer_key'), type_='unique')
        batch_op.drop_column('answer_key')
