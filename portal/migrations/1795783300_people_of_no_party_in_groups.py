"""People of no party in a working group have a secret address, and their attendance is on record."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '1795783300'
down_revision = "1795782147"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answer_key', sa.String(length=32), nullable=True))
    member = sa.table('group_member', sa.column('id', sa.Integer), sa.column('answer_key', sa.String))
    connection = op.get_bind()
    for row_id in connection.execute(sa.select(member.c.id)).scalars().all():
        connection.execute(member.update().where(member.c.id == row_id).values(answer_key=secrets.token_urlsafe(18)))
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.alter_column('answer_key', existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_group_member_answer_key'), ['answer_key'])
    with op.batch_alter_table('guest_attendance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('member_id', sa.Integer(), nullable=True))
        batch_op.alter_column('guest_id', existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(batch_op.f('ck_guest_attendance_is_one_of_both'), '(guest_id IS NULL) <> (member_id IS NULL)')
        batch_op.create_foreign_key(batch_op.f('fk_guest_attendance_member_id'), 'group_member', ['member_id'], ['id'])
        batch_op.create_unique_constraint(batch_op.f('uq_guest_attendance_meeting_id_member_id'), ['meeting_id', 'member_id'])
        batch_op.create_index(batch_op.f('ix_guest_attendance_member_id'), ['member_id'], unique=False)


def downgrade() -> None:
    attendance = sa.table('guest_attendance', sa.column('guest_id', sa.Integer))
    op.get_bind().execute(attendance.delete().where(attendance.c.guest_id.is_(None)))
    with op.batch_alter_table('guest_attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guest_attendance_member_id'))
        batch_op.drop_constraint(batch_op.f('uq_guest_attendance_meeting_id_member_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_guest_attendance_member_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('ck_guest_attendance_is_one_of_both'), type_='check')
        batch_op.alter_column('guest_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('member_id')
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_group_member_answer_key'), type_='unique')
        batch_op.drop_column('answer_key')
