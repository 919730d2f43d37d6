"""A chair reads along at the desk (ZL 5.3)."""

from alembic import op

revision = '1795750100'
down_revision = "1795749500"
branch_labels = ()
depends_on = None

OLD_ROLES = ('contact', 'substitute', 'representative', 'colleague', 'party_admin', 'secretary', 'board_staff', 'administrator')
NEW_ROLES = (*OLD_ROLES[:-1], 'chair', 'administrator')


def replace_role_check(roles):
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_role_grant_role'), type_='check')
        batch_op.create_check_constraint(op.f('ck_role_grant_role'), "role IN (" + ", ".join(f"'{role}'" for role in roles) + ")")


def upgrade() -> None:
    replace_role_check(NEW_ROLES)


def downgrade() -> None:
    op.execute("DELETE FROM role_grant WHERE role = 'chair'")
    replace_role_check(OLD_ROLES)
