"""For what a party wants a seat; closed tables; guests, requests to look again, and yearly evaluations of a table."""

import sqlalchemy as sa
from alembic import op

revision = '1795747200'
down_revision = '1795746245'
branch_labels = ()
depends_on = None


def _enum(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, length=32, create_constraint=True)


BASIS = ('all', 'own')
CODES = sa.String(length=200)
NEW_COLUMNS = {
    'seat_request': (('domains', CODES, ','), ('streams', CODES, ','), ('subjects', sa.Text(), '')),
    'composition': (('basis', sa.String(length=32), 'all'),),
    'standing': (('for_domains', CODES, ','), ('for_streams', CODES, ','), ('places', sa.Text(), ',')),
    'physical_table': (('close_reason', sa.Text(), ''),),
}
CHECKS = {
    'composition': ('count_basis', "basis IN ('all', 'own')"),
    'physical_table': ('closed_with_reason', "(closed_at IS NULL) = (close_reason = '')"),
}


def upgrade() -> None:
    for table, columns in NEW_COLUMNS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind, default in columns:
                batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
            if table == 'physical_table':
                batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind, _default in columns:
                batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
            if table in CHECKS:
                name, check = CHECKS[table]
                batch_op.create_check_constraint(op.f(f'ck_{table}_{name}'), check)
    _guests()
    _reconsiderations()
    _evaluations()


def _guests() -> None:
    op.create_table('guest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('kind', _enum('guest_kind', 'social_council', 'inhabitants', 'client_council', 'insurer', 'housing', 'other'),
              nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('shows_name', sa.Boolean(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', _enum('guest_state', 'asked', 'admitted', 'refused'), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f('ck_guest_decided_iff_instant')),
    sa.CheckConstraint("(state = 'admitted') = (begins_on IS NOT NULL)", name=op.f('ck_guest_admitted_from_a_day')),
    sa.CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name=op.f('ck_guest_ends_after_begin')),
    sa.ForeignKeyConstraint(['table_id'], ['physical_table.id'], name=op.f('fk_guest_table_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_guest_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest'))
    )
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guest_table_id'), ['table_id'], unique=False)


def _reconsiderations() -> None:
    op.create_table('reconsideration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('composition_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', _enum('review_outcome', 'stands', 'changes'), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name=op.f('ck_reconsideration_answered_iff_outcome')),
    sa.ForeignKeyConstraint(['composition_id'], ['composition.id'], name=op.f('fk_reconsideration_composition_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_reconsideration_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reconsideration')),
    sa.UniqueConstraint('composition_id', 'party_id', name=op.f('uq_reconsideration_composition_id_party_id'))
    )


def _evaluations() -> None:
    op.create_table('evaluation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('composition_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('rule_check', sa.JSON(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(published_at IS NULL) = (length(report) = 0)", name=op.f('ck_evaluation_published_with_report')),
    sa.ForeignKeyConstraint(['composition_id'], ['composition.id'], name=op.f('fk_evaluation_composition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation'))
    )
    op.create_index(op.f('ix_evaluation_composition_id'), 'evaluation', ['composition_id'], unique=False)
    op.create_table('evaluation_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('good', sa.Text(), nullable=False),
    sa.Column('better', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', _enum('read_state', 'new', 'published', 'withheld'), nullable=False),
    sa.Column('withheld_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['evaluation_id'], ['evaluation.id'], name=op.f('fk_evaluation_answer_evaluation_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_evaluation_answer_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_answer')),
    sa.UniqueConstraint('evaluation_id', 'party_id', name=op.f('uq_evaluation_answer_evaluation_id_party_id'))
    )
    op.create_index(op.f('ix_evaluation_answer_state'), 'evaluation_answer', ['evaluation_id', 'state'], unique=False)


def downgrade() -> None:
    for table in ('evaluation_answer', 'evaluation', 'reconsideration', 'guest'):
        op.drop_table(table)
    for table, columns in NEW_COLUMNS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table in CHECKS:
                batch_op.drop_constraint(op.f(f'ck_{table}_{CHECKS[table][0]}'), type_='check')
            for name, _kind, _default in columns:
                batch_op.drop_column(name)
            if table == 'physical_table':
                batch_op.drop_column('closed_at')
