"""Who is in a working group without an account remarks on the draft of its minutes."""

import sqlalchemy as sa
from alembic import op

revision = "1795816100"
down_revision = "1795801847"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("minutes_remark") as batch_op:
        batch_op.add_column(sa.Column("member_id", sa.Integer(), nullable=True))
        batch_op.alter_column("party_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(batch_op.f("ck_minutes_remark_is_of_somebody"), "party_id IS NOT NULL OR member_id IS NOT NULL")
        batch_op.create_foreign_key(batch_op.f("fk_minutes_remark_member_id"), "group_member", ["member_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_minutes_remark_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    remark = sa.table("minutes_remark", sa.column("party_id", sa.Integer))
    op.get_bind().execute(remark.delete().where(remark.c.party_id.is_(None)))
    with op.batch_alter_table("minutes_remark") as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_remark_member_id"))
        batch_op.drop_constraint(batch_op.f("fk_minutes_remark_member_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_minutes_remark_is_of_somebody"), type_="check")
        batch_op.alter_column("party_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("member_id")
