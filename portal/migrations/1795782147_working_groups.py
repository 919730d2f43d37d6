"""Working groups with their people and papers; their meetings, and their advice on an agenda."""

import sqlalchemy as sa
from alembic import op

revision = '1795782147'
down_revision = "1795779486"
branch_labels = ()
depends_on = None

ONE = ("(CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) "
       "+ (CASE WHEN dispute_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN round_id IS NULL THEN 0 ELSE 1 END) "
       "+ (CASE WHEN advice_id IS NULL THEN 0 ELSE 1 END)")
ANY = ("title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL OR dispute_id IS NOT NULL OR round_id IS NOT NULL "
       "OR advice_id IS NOT NULL")
OLD_SUBJECTS = {'one_subject': f"{ONE} <= 1", 'has_subject': ANY}
NEW_SUBJECTS = {'one_subject': f"{ONE} + (CASE WHEN group_id IS NULL THEN 0 ELSE 1 END) <= 1",
                'has_subject': f"{ANY} OR group_id IS NOT NULL"}


def replace(batch_op, checks):
    for name in OLD_SUBJECTS:
        batch_op.drop_constraint(op.f(f'ck_agenda_item_{name}'), type_='check')
    for name, check in checks.items():
        batch_op.create_check_constraint(op.f(f'ck_agenda_item_{name}'), check)


def upgrade() -> None:
    op.create_table('working_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=True),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('assignment', sa.Text(), nullable=False),
    sa.Column('limits', sa.Text(), nullable=False),
    sa.Column('founded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('draft', sa.Text(), nullable=False),
    sa.Column('draft_minority', sa.Text(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('drafted_by', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('close_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('positive', 'with_changes', 'negative', 'divided', name='advises', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('advice', sa.Text(), nullable=False),
    sa.Column('minority', sa.Text(), nullable=False),
    sa.Column('in_favour', sa.Integer(), nullable=True),
    sa.Column('against', sa.Integer(), nullable=True),
    sa.Column('abstained', sa.Integer(), nullable=True),
    sa.Column('advised_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(advised_at IS NULL) OR (outcome IS NOT NULL AND advice <> '')", name=op.f('ck_working_group_advised_has_text')),
    sa.CheckConstraint("(closed_at IS NULL) = (close_reason = '')", name=op.f('ck_working_group_closed_with_reason')),
    sa.CheckConstraint("assignment <> ''", name=op.f('ck_working_group_has_assignment')),
    sa.CheckConstraint('(in_favour IS NULL) = (against IS NULL) AND (in_favour IS NULL) = (abstained IS NULL)', name=op.f('ck_working_group_hands_whole')),
    sa.CheckConstraint('in_favour >= 0 AND against >= 0 AND abstained >= 0', name=op.f('ck_working_group_hands_not_negative')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_working_group_network_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_working_group_proposal_id')),
    sa.ForeignKeyConstraint(['table_id'], ['physical_table.id'], name=op.f('fk_working_group_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_working_group')),
    sa.UniqueConstraint('network_id', 'slug', name=op.f('uq_working_group_network_id_slug'))
    )
    with op.batch_alter_table('working_group', schema=None) as batch_op:
        batch_op.create_index('ix_working_group_network_id_id', ['network_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_working_group_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_working_group_table_id'), ['table_id'], unique=False)

    op.create_table('group_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('is_leader', sa.Boolean(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("organisation <> '' AND person_name <> ''", name=op.f('ck_group_member_is_somebody')),
    sa.ForeignKeyConstraint(['group_id'], ['working_group.id'], name=op.f('fk_group_member_group_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_group_member_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_member'))
    )
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_member_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_member_party_id'), ['party_id'], unique=False)
        batch_op.create_index('uq_group_member_leader', ['group_id'], unique=True, sqlite_where=sa.text('is_leader AND ended_at IS NULL'), postgresql_where=sa.text('is_leader AND ended_at IS NULL'))

    op.create_table('group_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('added_by', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_group_paper_document_id')),
    sa.ForeignKeyConstraint(['group_id'], ['working_group.id'], name=op.f('fk_group_paper_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_paper')),
    sa.UniqueConstraint('group_id', 'document_id', name=op.f('uq_group_paper_group_id_document_id'))
    )
    with op.batch_alter_table('group_paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_paper_document_id'), ['document_id'], unique=False)

    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_agenda_item_group_id'), ['group_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_agenda_item_group_id'), 'working_group', ['group_id'], ['id'])
        replace(batch_op, NEW_SUBJECTS)

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_meeting_group_id'), ['group_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_meeting_group_id'), 'working_group', ['group_id'], ['id'])
        batch_op.create_check_constraint(op.f('ck_meeting_of_one_body'), "table_id IS NULL OR group_id IS NULL")



def downgrade() -> None:
    # Points about advice of a group keep a title; a meeting of a group becomes one of the network.
    op.execute("UPDATE agenda_item SET title = '-' WHERE group_id IS NOT NULL AND title = ''")

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_meeting_of_one_body'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_meeting_group_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_meeting_group_id'))
        batch_op.drop_column('group_id')

    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        replace(batch_op, OLD_SUBJECTS)
        batch_op.drop_constraint(batch_op.f('fk_agenda_item_group_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_agenda_item_group_id'))
        batch_op.drop_column('group_id')

    with op.batch_alter_table('group_paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_paper_document_id'))

    op.drop_table('group_paper')
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.drop_index('uq_group_member_leader', sqlite_where=sa.text('is_leader AND ended_at IS NULL'), postgresql_where=sa.text('is_leader AND ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_group_member_party_id'))
        batch_op.drop_index(batch_op.f('ix_group_member_group_id'))

    op.drop_table('group_member')
    with op.batch_alter_table('working_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_working_group_table_id'))
        batch_op.drop_index(batch_op.f('ix_working_group_proposal_id'))
        batch_op.drop_index('ix_working_group_network_id_id')

    op.drop_table('working_group')
