"""Joining and leaving: what applicants are asked, withdrawn applications, notices, drafts of the sign-on form."""

import sqlalchemy as sa
from alembic import op

revision = '1795735100'
down_revision = '1795732990'
branch_labels = ()
depends_on = None

OLD_STATES = ('applied', 'admitted', 'refused')
NEW_STATES = (*OLD_STATES, 'withdrawn')
OLD_CURRENT = "state <> 'refused' AND member_until IS NULL"
NEW_CURRENT = "state NOT IN ('refused', 'withdrawn') AND member_until IS NULL"
UNTIL = 'member_until IS NULL OR member_until >= member_since'


def replace_states(states, current, before):
    """The states that the column takes, and which of them hold the one place that a party has."""
    listed = ", ".join(f"'{state}'" for state in states)
    name, columns = 'uq_membership_network_id_party_id', ['network_id', 'party_id']
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(name, sqlite_where=sa.text(before), postgresql_where=sa.text(before))
        batch_op.drop_constraint(op.f('ck_membership_membership_state'), type_='check')
        batch_op.create_check_constraint(op.f('ck_membership_membership_state'), f"state IN ({listed})")
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(name, columns, unique=True, sqlite_where=sa.text(current), postgresql_where=sa.text(current))


def upgrade() -> None:
    replace_states(NEW_STATES, NEW_CURRENT, OLD_CURRENT)
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_membership_until_not_before_since'), UNTIL)
    op.create_table('sign_on_draft',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_sign_on_draft_network_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_on_draft_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'network_id', name=op.f('pk_sign_on_draft'))
    )
    with op.batch_alter_table('sign_on_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_on_draft_saved_at'), ['saved_at'], unique=False)

    op.create_table('membership_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=False),
    sa.Column('ended_by', sa.Enum('party', 'municipality', name='ended_by', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('given_by', sa.Text(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('announced_at IS NULL OR withdrawn_at IS NULL', name=op.f('ck_membership_notice_withdrawn_is_not_announced')),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_membership_notice_has_reason')),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_notice_membership_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_notice'))
    )
    with op.batch_alter_table('membership_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_notice_membership_id'), ['membership_id'], unique=False)
        batch_op.create_index('uq_membership_notice_open', ['membership_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('membership_supplement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("CASE WHEN answered_at IS NULL THEN answer = '' AND document_id IS NULL ELSE answer <> '' OR document_id IS NOT NULL END", name=op.f('ck_membership_supplement_answered_iff_instant')),
    sa.CheckConstraint('closes_at > asked_at', name=op.f('ck_membership_supplement_closes_after_asking')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_membership_supplement_document_id')),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_membership_supplement_membership_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership_supplement'))
    )
    with op.batch_alter_table('membership_supplement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_supplement_membership_id'), ['membership_id'], unique=False)

    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.add_column(sa.Column('leaves_at', sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_membership_until_not_before_since'), type_='check')
    # What was withdrawn has no name of its own before this: nearest is refused, with the reason said.
    op.execute("UPDATE membership SET state = 'refused', reason = 'Ingetrokken door de aanvrager. ' || reason WHERE state = 'withdrawn'")
    replace_states(OLD_STATES, OLD_CURRENT, NEW_CURRENT)
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.drop_column('leaves_at')

    with op.batch_alter_table('membership_supplement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_supplement_membership_id'))

    op.drop_table('membership_supplement')
    with op.batch_alter_table('membership_notice', schema=None) as batch_op:
        batch_op.drop_index('uq_membership_notice_open', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_membership_notice_membership_id'))

    op.drop_table('membership_notice')
    with op.batch_alter_table('sign_on_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_on_draft_saved_at'))

    op.drop_table('sign_on_draft')
