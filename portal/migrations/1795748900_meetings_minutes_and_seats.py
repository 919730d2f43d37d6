"""Cancelled meetings, papers, internal notes, editions of the minutes with remarks, actions that run on, and freed seats."""

import sqlalchemy as sa
from alembic import op

revision = '1795748900'
down_revision = '1795748000'
branch_labels = ()
depends_on = None

OLD_STATES = "state IN ('draft', 'invited', 'held', 'adopted')"
NEW_STATES = "state IN ('draft', 'invited', 'held', 'adopted', 'cancelled')"
OLD_SUBJECTS = {
    'one_subject': "(CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) "
                   "+ (CASE WHEN dispute_id IS NULL THEN 0 ELSE 1 END) <= 1",
    'has_subject': "title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL OR dispute_id IS NOT NULL",
}
NEW_SUBJECTS = {
    'one_subject': "(CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN signal_id IS NULL THEN 0 ELSE 1 END) "
                   "+ (CASE WHEN dispute_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN round_id IS NULL THEN 0 ELSE 1 END) <= 1",
    'has_subject': "title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL OR dispute_id IS NOT NULL "
                   "OR round_id IS NOT NULL",
}
MEETING_CHECKS = {
    'cancelled_iff_instant': "(state = 'cancelled') = (cancelled_at IS NOT NULL)",
    'cancelled_has_reason': "state <> 'cancelled' OR cancel_reason <> ''",
}
ITEM_CHECKS = {
    'hands_whole': "(in_favour IS NULL) = (against IS NULL) AND (in_favour IS NULL) = (abstained IS NULL)",
    'hands_not_negative': "in_favour >= 0 AND against >= 0 AND abstained >= 0",
    'own_table_of_proposal': "own_table IS NULL OR proposal_id IS NOT NULL",
    'founded_iff_decided': "founded_table_id IS NULL OR own_table = 'yes'",
    'own_table': "own_table IN ('yes', 'no')",
}
ACTION_CHECKS = {
    'ended_iff_instant': "(ended_at IS NULL) = (was_done IS NULL)",
    'dropped_has_reason': "was_done IS NULL OR was_done OR end_note <> ''",
}


def replace(batch_op, table, old, new):
    for name in old:
        batch_op.drop_constraint(op.f(f'ck_{table}_{name}'), type_='check')
    for name, check in new.items():
        batch_op.create_check_constraint(op.f(f'ck_{table}_{name}'), check)


def text_column(name):
    return sa.Column(name, sa.Text(), nullable=False, server_default='')


def upgrade() -> None:
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        for column in ('cancelled_at', 'remarks_close_at', 'adopted_at'):
            batch_op.add_column(sa.Column(column, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(text_column('cancel_reason'))
        replace(batch_op, 'meeting', ['meeting_state'], {'meeting_state': NEW_STATES})
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.alter_column('cancel_reason', existing_type=sa.Text(), existing_nullable=False, server_default=None)
        replace(batch_op, 'meeting', [], MEETING_CHECKS)
    op.execute("UPDATE meeting SET adopted_at = (SELECT max(happened_at) FROM audit_entry WHERE subject_type = 'meeting' "
               "AND subject_id = meeting.id AND action = 'meeting:adopt') WHERE state = 'adopted'")
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        for column in ('round_id', 'in_favour', 'against', 'abstained', 'founded_table_id'):
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('own_table', sa.String(length=32), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_agenda_item_round_id'), 'comment_round', ['round_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_agenda_item_founded_table_id'), 'physical_table', ['founded_table_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_agenda_item_round_id'), ['round_id'], unique=False)
        replace(batch_op, 'agenda_item', OLD_SUBJECTS, NEW_SUBJECTS | ITEM_CHECKS)
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.add_column(text_column('substitute'))
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.alter_column('substitute', existing_type=sa.Text(), existing_nullable=False, server_default=None)
    with op.batch_alter_table('action_point', schema=None) as batch_op:
        batch_op.add_column(sa.Column('party_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('was_done', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(text_column('ended_by'))
        batch_op.add_column(text_column('end_note'))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('action_point', schema=None) as batch_op:
        for column in ('ended_by', 'end_note'):
            batch_op.alter_column(column, existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch_op.alter_column('version', existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        batch_op.create_foreign_key(batch_op.f('fk_action_point_party_id'), 'party', ['party_id'], ['id'])
        batch_op.create_index('ix_action_point_party_id', ['party_id'], unique=False)
        replace(batch_op, 'action_point', [], ACTION_CHECKS)
    op.create_table('internal_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_internal_note_is_not_empty')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_internal_note_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_internal_note')),
    sa.UniqueConstraint('item_id', name=op.f('uq_internal_note_item_id'))
    )
    op.create_table('meeting_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_paper_meeting_id')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_meeting_paper_item_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_meeting_paper_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_paper')),
    sa.UniqueConstraint('meeting_id', 'document_id', name=op.f('uq_meeting_paper_meeting_id_document_id'))
    )
    op.create_index(op.f('ix_meeting_paper_item_id'), 'meeting_paper', ['item_id'], unique=False)
    op.create_index(op.f('ix_meeting_paper_document_id'), 'meeting_paper', ['document_id'], unique=False)
    op.create_table('minutes_edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('paragraphs', sa.JSON(), nullable=False),
    sa.Column('internal', sa.JSON(), nullable=False),
    sa.Column('is_adopted', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_minutes_edition_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_edition')),
    sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_minutes_edition_meeting_id_number'))
    )
    op.create_table('minutes_remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=16), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('taken_over', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(answered_at IS NULL) = (taken_over IS NULL)", name=op.f('ck_minutes_remark_answered_iff_instant')),
    sa.CheckConstraint("taken_over IS NULL OR taken_over OR answer <> ''", name=op.f('ck_minutes_remark_refused_has_reason')),
    sa.ForeignKeyConstraint(['edition_id'], ['minutes_edition.id'], name=op.f('fk_minutes_remark_edition_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_minutes_remark_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_remark'))
    )
    op.create_index(op.f('ix_minutes_remark_edition_id'), 'minutes_remark', ['edition_id'], unique=False)
    op.create_index('ix_minutes_remark_party_id', 'minutes_remark', ['party_id'], unique=False)
    op.create_table('seat_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('composition_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('missed', sa.Integer(), nullable=False),
    sa.Column('without_reason', sa.Integer(), nullable=False),
    sa.Column('stops', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_seat_decision_has_reason')),
    sa.ForeignKeyConstraint(['composition_id'], ['composition.id'], name=op.f('fk_seat_decision_composition_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_seat_decision_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_decision'))
    )
    op.create_index('ix_seat_decision_composition_party', 'seat_decision', ['composition_id', 'party_id'], unique=False)
    op.create_index(op.f('ix_seat_decision_party_id'), 'seat_decision', ['party_id'], unique=False)
    op.create_table('seat_offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(accepted IS NULL) = (answered_at IS NULL)", name=op.f('ck_seat_offer_answered_iff_instant')),
    sa.ForeignKeyConstraint(['decision_id'], ['seat_decision.id'], name=op.f('fk_seat_offer_decision_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_seat_offer_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_offer')),
    sa.UniqueConstraint('decision_id', 'party_id', name=op.f('uq_seat_offer_decision_id_party_id'))
    )
    op.create_index(op.f('ix_seat_offer_party_id'), 'seat_offer', ['party_id'], unique=False)


def downgrade() -> None:
    for table in ('seat_offer', 'seat_decision', 'minutes_remark', 'minutes_edition', 'meeting_paper', 'internal_note'):
        op.drop_table(table)
    with op.batch_alter_table('action_point', schema=None) as batch_op:
        batch_op.drop_index('ix_action_point_party_id')
        batch_op.drop_constraint(batch_op.f('fk_action_point_party_id'), type_='foreignkey')
        replace(batch_op, 'action_point', ACTION_CHECKS, {})
        for column in ('version', 'end_note', 'ended_by', 'ended_at', 'was_done', 'party_id'):
            batch_op.drop_column(column)
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_column('substitute')
    # Points about reactions to answers were not known before: nothing else holds them, so they keep a title.
    op.execute("UPDATE agenda_item SET title = '-', round_id = NULL WHERE round_id IS NOT NULL AND title = ''")
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        replace(batch_op, 'agenda_item', [*NEW_SUBJECTS, *ITEM_CHECKS], OLD_SUBJECTS)
        batch_op.drop_index(batch_op.f('ix_agenda_item_round_id'))
        batch_op.drop_constraint(batch_op.f('fk_agenda_item_founded_table_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_agenda_item_round_id'), type_='foreignkey')
        for column in ('own_table', 'founded_table_id', 'abstained', 'against', 'in_favour', 'round_id'):
            batch_op.drop_column(column)
    # A cancelled meeting is a draft again: nobody comes, and it stands on no page.
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        replace(batch_op, 'meeting', MEETING_CHECKS, {})
    op.execute("UPDATE meeting SET state = 'draft' WHERE state = 'cancelled'")
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        replace(batch_op, 'meeting', ['meeting_state'], {'meeting_state': OLD_STATES})
        for column in ('adopted_at', 'remarks_close_at', 'cancel_reason', 'cancelled_at'):
            batch_op.drop_column(column)
