"""Which column is what in files of client counts; how far the reading of a large one is."""

import sqlalchemy as sa
from alembic import op

revision = '1795745900'
down_revision = '1795736142'
branch_labels = ()
depends_on = None

AS_IT_STOOD = '{"heading": 0, "columns": {}, "fixed": {}, "words": {}, "adds_up": false}'
CHECKS = (('read_before_applied', 'applied_at IS NULL OR read_at IS NOT NULL'),
          ('rows_not_negative', 'rows_done >= 0 AND rows_total >= 0'))


def upgrade() -> None:
    op.create_table('sheet_layout',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('headings_key', sa.String(length=64), nullable=False),
    sa.Column('layout', sa.JSON(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_sheet_layout_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_layout')),
    sa.UniqueConstraint('network_id', 'headings_key', name=op.f('uq_sheet_layout_network_id_headings_key'))
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.add_column(sa.Column('layout', sa.JSON(), nullable=False, server_default=AS_IT_STOOD))
        batch_op.add_column(sa.Column('top', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('read_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('rows_done', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('rows_total', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE upload SET read_at = uploaded_at')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        for name, kind in (('layout', sa.JSON()), ('top', sa.JSON()), ('rows_done', sa.Integer()), ('rows_total', sa.Integer())):
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        for name, check in CHECKS:
            batch_op.create_check_constraint(op.f(f'ck_upload_{name}'), check)


def downgrade() -> None:
    with op.batch_alter_table('upload', schema=None) as batch_op:
        for name, _check in CHECKS:
            batch_op.drop_constraint(op.f(f'ck_upload_{name}'), type_='check')
        for name in ('told_at', 'rows_total', 'rows_done', 'read_at', 'top', 'layout'):
            batch_op.drop_column(name)
    op.drop_table('sheet_layout')
