"""the first tables."""

import sqlalchemy as sa
from alembic import op

revision = '1795322362'
down_revision = None
branch_labels = ('default',)
depends_on = None


def upgrade() -> None:
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('acts_for', sa.Enum('nobody', 'party', 'municipality', 'portal', name='acts_for', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('acts_for_id', sa.Integer(), nullable=True),
    sa.Column('acts_for_name', sa.Text(), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('subject_type', sa.String(length=64), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_subject', ['subject_type', 'subject_id'], unique=False)

    op.create_table('handled_form',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('location', sa.Text(), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_handled_form'))
    )
    op.create_table('municipality',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('inhabitants', sa.Integer(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('successor_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(until IS NULL) = (successor_id IS NULL)', name=op.f('ck_municipality_ended_has_successor')),
    sa.ForeignKeyConstraint(['successor_id'], ['municipality.id'], name=op.f('fk_municipality_successor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_municipality')),
    sa.UniqueConstraint('code', name=op.f('uq_municipality_code')),
    sa.UniqueConstraint('name', name=op.f('uq_municipality_name'))
    )
    op.create_table('network',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_network')),
    sa.UniqueConstraint('slug', name=op.f('uq_network_slug'))
    )
    op.create_table('outbox_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('calendar', sa.Text(), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'taken', 'sent', 'failed', name='mail_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_mail')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_mail_key'))
    )
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_mail_state_due', ['state', 'due_at'], unique=False)

    op.create_table('party',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kvk', sa.String(length=8), nullable=False),
    sa.Column('street', sa.Text(), nullable=False),
    sa.Column('postcode', sa.String(length=7), nullable=False),
    sa.Column('city', sa.Text(), nullable=False),
    sa.Column('domains', sa.String(length=200), nullable=False),
    sa.Column('streams', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(kvk) = 8', name=op.f('ck_party_kvk_has_8_digits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party')),
    sa.UniqueConstraint('kvk', name=op.f('uq_party_kvk'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('password', sa.Text(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_person_fs_uniquifier'))
    )
    op.create_table('agreement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('shared', 'framework', name='agreement_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('laws', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_agreement_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement')),
    sa.UniqueConstraint('network_id', 'slug', name=op.f('uq_agreement_network_id_slug'))
    )
    op.create_table('contact_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('contact', 'substitute', 'secretary', 'board_staff', 'administrator', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('begins_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("role IN ('contact', 'substitute')", name=op.f('ck_contact_person_role_of_a_party')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_contact_person_party_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_contact_person_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_person'))
    )
    with op.batch_alter_table('contact_person', schema=None) as batch_op:
        batch_op.create_index('ix_contact_person_party_id', ['party_id'], unique=False)

    op.create_table('count_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('data_date', sa.Date(), nullable=False),
    sa.Column('source_name', sa.Text(), nullable=False),
    sa.Column('source_sha256', sa.String(length=64), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_count_set_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_count_set'))
    )
    with op.batch_alter_table('count_set', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_count_set_network_id'), ['network_id'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('applied', 'admitted', 'refused', name='membership_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('application_data', sa.JSON(), nullable=False),
    sa.Column('follow_key', sa.String(length=32), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('member_since', sa.Date(), nullable=True),
    sa.Column('member_until', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'admitted') = (member_since IS NOT NULL)", name=op.f('ck_membership_since_iff_admitted')),
    sa.CheckConstraint("(state = 'applied') = (decided_at IS NULL)", name=op.f('ck_membership_decided_iff_not_applied')),
    sa.CheckConstraint("state <> 'refused' OR length(reason) > 0", name=op.f('ck_membership_refused_has_reason')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_membership_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_membership_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('follow_key', name=op.f('uq_membership_follow_key'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index('ix_membership_network_state', ['network_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_party_id'), ['party_id'], unique=False)
        batch_op.create_index('uq_membership_network_id_party_id', ['network_id', 'party_id'], unique=True, sqlite_where=sa.text("state <> 'refused' AND member_until IS NULL"), postgresql_where=sa.text("state <> 'refused' AND member_until IS NULL"))

    op.create_table('network_municipality',
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('is_host', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_network_municipality_municipality_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_network_municipality_network_id')),
    sa.PrimaryKeyConstraint('network_id', 'municipality_id', name=op.f('pk_network_municipality'))
    )
    op.create_table('physical_table',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('theme', sa.Text(), nullable=False),
    sa.Column('domains', sa.String(length=200), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('seed_published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(length(seed) = 0) = (seed_published_at IS NULL)', name=op.f('ck_physical_table_seed_iff_published')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_physical_table_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_physical_table')),
    sa.UniqueConstraint('network_id', 'slug', name=op.f('uq_physical_table_network_id_slug'))
    )
    op.create_table('role_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('contact', 'substitute', 'secretary', 'board_staff', 'administrator', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('begins_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("CASE WHEN role IN ('contact', 'substitute') THEN party_id IS NOT NULL AND municipality_id IS NULL WHEN role = 'administrator' THEN party_id IS NULL AND municipality_id IS NULL ELSE party_id IS NULL AND municipality_id IS NOT NULL END", name=op.f('ck_role_grant_role_has_its_place')),
    sa.CheckConstraint('ends_at IS NULL OR ends_at >= begins_at', name=op.f('ck_role_grant_ends_after_begin')),
    sa.ForeignKeyConstraint(['given_by_id'], ['person.id'], name=op.f('fk_role_grant_given_by_id')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_role_grant_municipality_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_role_grant_party_id')),
    sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_role_grant_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index('ix_role_grant_party_id', ['party_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_grant_user_id'), ['user_id'], unique=False)

    op.create_table('signal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('sentiment', sa.Enum('positive', 'neutral', 'negative', name='sentiment', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('subject', sa.Enum('operations', 'neighbourhood', 'residents', 'other', name='subject', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('received', 'scheduled', 'set_aside', name='signal_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('public_text', sa.Text(), nullable=False),
    sa.Column('public_html', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sender_name', sa.Text(), nullable=False),
    sa.Column('sender_place', sa.Text(), nullable=False),
    sa.Column('sender_email', sa.String(length=254), nullable=False),
    sa.Column('publish_as', sa.Enum('name', 'place', 'hidden', name='publish_as', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('follow_key', sa.String(length=32), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'received') = (decided_at IS NULL)", name=op.f('ck_signal_decided_iff_not_received')),
    sa.CheckConstraint("state = 'received' OR length(reason) > 0", name=op.f('ck_signal_decided_has_reason')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_signal_municipality_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_signal_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_signal_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_signal_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signal')),
    sa.UniqueConstraint('follow_key', name=op.f('uq_signal_follow_key')),
    sa.UniqueConstraint('network_id', 'year', 'sequence', name=op.f('uq_signal_network_id_year_sequence'))
    )
    with op.batch_alter_table('signal', schema=None) as batch_op:
        batch_op.create_index('ix_signal_network_state', ['network_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_signal_party_id'), ['party_id'], unique=False)

    op.create_table('client_count',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('count_set_id', sa.Integer(), nullable=False),
    sa.Column('kvk', sa.String(length=8), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('domain', sa.Enum('youth', 'wmo', 'participation', 'sheltered_housing', name='domain', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('stream', sa.Enum('zin', 'pgb', name='funding_stream', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('clients', sa.Integer(), nullable=False),
    sa.CheckConstraint('clients >= 0', name=op.f('ck_client_count_clients_not_negative')),
    sa.ForeignKeyConstraint(['count_set_id'], ['count_set.id'], name=op.f('fk_client_count_count_set_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client_count')),
    sa.UniqueConstraint('count_set_id', 'kvk', 'domain', 'stream', name=op.f('uq_client_count_count_set_id_kvk_domain_stream'))
    )
    op.create_table('composition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('count_set_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'published', name='composition_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('rule_version', sa.String(length=16), nullable=False),
    sa.Column('seats_large', sa.Integer(), nullable=False),
    sa.Column('seats_medium', sa.Integer(), nullable=False),
    sa.Column('seats_small', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('seed_published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tiers', sa.JSON(), nullable=False),
    sa.Column('curve', sa.JSON(), nullable=False),
    sa.Column('data_date', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('evaluate_by', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name=op.f('ck_composition_published_iff_instant')),
    sa.ForeignKeyConstraint(['count_set_id'], ['count_set.id'], name=op.f('fk_composition_count_set_id')),
    sa.ForeignKeyConstraint(['table_id'], ['physical_table.id'], name=op.f('fk_composition_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_composition')),
    sa.UniqueConstraint('table_id', 'number', name=op.f('uq_composition_table_id_number'))
    )
    op.create_table('meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=True),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'invited', 'held', 'adopted', name='meeting_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('calendar_sequence', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('invited_digest', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_meeting_ends_after_start')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_meeting_network_id')),
    sa.ForeignKeyConstraint(['table_id'], ['physical_table.id'], name=op.f('fk_meeting_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('network_id', 'slug', name=op.f('uq_meeting_network_id_slug'))
    )
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_network_starts_at', ['network_id', 'starts_at'], unique=False)

    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('change', 'remove', 'new', name='proposal_kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('agreement_id', sa.Integer(), nullable=True),
    sa.Column('laws', sa.String(length=200), nullable=False),
    sa.Column('stage', sa.Enum('received', 'scheduled', 'preliminary', 'worked_out', 'in_vote', 'submitted', 'adopted', 'rejected', 'set_aside', 'in_working_group', 'not_submitted', 'withdrawn', name='stage', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('stage_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stage_reason', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sender_name', sa.Text(), nullable=False),
    sa.Column('sender_place', sa.Text(), nullable=False),
    sa.Column('sender_email', sa.String(length=254), nullable=False),
    sa.Column('publish_as', sa.Enum('name', 'place', 'hidden', name='publish_as', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('follow_key', sa.String(length=32), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind = 'new' OR agreement_id IS NOT NULL", name=op.f('ck_proposal_change_has_agreement')),
    sa.CheckConstraint("stage <> 'set_aside' OR length(stage_reason) > 0", name=op.f('ck_proposal_set_aside_has_reason')),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_proposal_agreement_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_proposal_network_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_proposal_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_proposal_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('follow_key', name=op.f('uq_proposal_follow_key')),
    sa.UniqueConstraint('network_id', 'year', 'sequence', name=op.f('uq_proposal_network_id_year_sequence'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index('ix_proposal_network_id_id', ['network_id', 'id'], unique=False)
        batch_op.create_index('ix_proposal_network_stage', ['network_id', 'stage', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_party_id'), ['party_id'], unique=False)
        batch_op.create_index('ix_proposal_public', ['network_id', 'stage'], unique=False, sqlite_where=sa.text('published_at IS NOT NULL'), postgresql_where=sa.text('published_at IS NOT NULL'))

    op.create_table('seat_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('motivation', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_seat_request_party_id')),
    sa.ForeignKeyConstraint(['table_id'], ['physical_table.id'], name=op.f('fk_seat_request_table_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_request')),
    sa.UniqueConstraint('table_id', 'party_id', name=op.f('uq_seat_request_table_id_party_id'))
    )
    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('data_date', sa.Date(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by', sa.Text(), nullable=False),
    sa.Column('reading', sa.JSON(), nullable=False),
    sa.Column('findings_count', sa.Integer(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('count_set_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(applied_at IS NULL) = (count_set_id IS NULL)', name=op.f('ck_upload_applied_iff_counts')),
    sa.ForeignKeyConstraint(['count_set_id'], ['count_set.id'], name=op.f('fk_upload_count_set_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_upload_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_network_id'), ['network_id'], unique=False)

    op.create_table('agenda_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('signal_id', sa.Integer(), nullable=True),
    sa.Column('planned_minutes', sa.Integer(), nullable=False),
    sa.Column('discussion', sa.Text(), nullable=False),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("title <> '' OR proposal_id IS NOT NULL OR signal_id IS NOT NULL", name=op.f('ck_agenda_item_has_subject')),
    sa.CheckConstraint('planned_minutes > 0', name=op.f('ck_agenda_item_takes_time')),
    sa.CheckConstraint('proposal_id IS NULL OR signal_id IS NULL', name=op.f('ck_agenda_item_one_subject')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_agenda_item_meeting_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_agenda_item_proposal_id')),
    sa.ForeignKeyConstraint(['signal_id'], ['signal.id'], name=op.f('fk_agenda_item_signal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item'))
    )
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agenda_item_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agenda_item_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agenda_item_signal_id'), ['signal_id'], unique=False)

    op.create_table('agreement_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agreement_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('paragraphs', sa.JSON(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('in_force_from', sa.Date(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['agreement_id'], ['agreement.id'], name=op.f('fk_agreement_version_agreement_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_agreement_version_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_version')),
    sa.UniqueConstraint('agreement_id', 'number', name=op.f('uq_agreement_version_agreement_id_number'))
    )
    with op.batch_alter_table('agreement_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_version_proposal_id'), ['proposal_id'], unique=False)

    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('presence', sa.Enum('present', 'substitute', 'excused', 'absent', name='presence', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('is_announced', sa.Boolean(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_attendance_meeting_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_attendance_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('meeting_id', 'party_id', name=op.f('uq_attendance_meeting_id_party_id'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_party_id'), ['party_id'], unique=False)

    op.create_table('board_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('municipality_id', sa.Integer(), nullable=False),
    sa.Column('adopted', sa.Boolean(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('under_mandate', sa.Boolean(), nullable=False),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_board_decision_has_reason')),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_board_decision_municipality_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_board_decision_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_decision')),
    sa.UniqueConstraint('proposal_id', 'municipality_id', name=op.f('uq_board_decision_proposal_id_municipality_id'))
    )
    op.create_table('minutes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_minutes_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes')),
    sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_minutes_meeting_id_number'))
    )
    op.create_table('proposal_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('paragraphs', sa.JSON(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('explanation_html', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_version_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_version')),
    sa.UniqueConstraint('proposal_id', 'number', name=op.f('uq_proposal_version_proposal_id_number'))
    )
    op.create_table('publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('network_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_publication_network_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_publication_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication'))
    )
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.create_index('ix_publication_network_id_id', ['network_id', 'id'], unique=False)
        batch_op.create_index('ix_publication_network_kind_id', ['network_id', 'kind', 'id'], unique=False)
        batch_op.create_index('ix_publication_proposal_id', ['proposal_id'], unique=False)

    op.create_table('standing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('composition_id', sa.Integer(), nullable=False),
    sa.Column('kvk', sa.String(length=8), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('clients', sa.Integer(), nullable=False),
    sa.Column('size_class', sa.Enum('large', 'medium', 'small', name='size_class', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('domains', sa.String(length=200), nullable=False),
    sa.Column('streams', sa.String(length=200), nullable=False),
    sa.Column('is_candidate', sa.Boolean(), nullable=False),
    sa.Column('was_proposed', sa.Boolean(), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('reason_code', sa.String(length=64), nullable=False),
    sa.Column('reason_data', sa.JSON(), nullable=False),
    sa.Column('deviation', sa.Text(), nullable=False),
    sa.CheckConstraint('clients >= 0', name=op.f('ck_standing_clients_not_negative')),
    sa.CheckConstraint('seat IS NULL OR party_id IS NOT NULL', name=op.f('ck_standing_only_members_sit')),
    sa.ForeignKeyConstraint(['composition_id'], ['composition.id'], name=op.f('fk_standing_composition_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_standing_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing')),
    sa.UniqueConstraint('composition_id', 'kvk', name=op.f('uq_standing_composition_id_kvk'))
    )
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.create_index('ix_standing_party_id', ['party_id'], unique=False)

    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('submitted', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('deviates', sa.Boolean(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('in_force_from', sa.Date(), nullable=True),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_submission_has_reason')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_submission_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_submission_proposal_id'))
    )
    op.create_table('action_point',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_action_point_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_point'))
    )
    with op.batch_alter_table('action_point', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_point_item_id'), ['item_id'], unique=False)

    op.create_table('comment_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('skipped', sa.JSON(), nullable=False),
    sa.CheckConstraint('closes_at > opened_at', name=op.f('ck_comment_round_closes_after_opening')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_comment_round_proposal_id')),
    sa.ForeignKeyConstraint(['version_id'], ['proposal_version.id'], name=op.f('fk_comment_round_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_round')),
    sa.UniqueConstraint('version_id', name=op.f('uq_comment_round_version_id'))
    )
    with op.batch_alter_table('comment_round', schema=None) as batch_op:
        batch_op.create_index('ix_comment_round_closes_at', ['closes_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_round_proposal_id'), ['proposal_id'], unique=False)

    op.create_table('participation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agreement_version_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('takes_part', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('stated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.CheckConstraint('takes_part OR length(reason) > 0', name=op.f('ck_participation_leaving_has_reason')),
    sa.ForeignKeyConstraint(['agreement_version_id'], ['agreement_version.id'], name=op.f('fk_participation_agreement_version_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_participation_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participation')),
    sa.UniqueConstraint('agreement_version_id', 'party_id', name=op.f('uq_participation_agreement_version_id_party_id'))
    )
    with op.batch_alter_table('participation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participation_party_id'), ['party_id'], unique=False)

    op.create_table('signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('membership_id', sa.Integer(), nullable=False),
    sa.Column('agreement_version_id', sa.Integer(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('job_title', sa.Text(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('ground', sa.Enum('law', 'statutes', 'power_of_attorney', name='authority_ground', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('declarations', sa.JSON(), nullable=False),
    sa.Column('disclosure', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['agreement_version_id'], ['agreement_version.id'], name=op.f('fk_signature_agreement_version_id')),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_signature_membership_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
    sa.UniqueConstraint('membership_id', 'agreement_version_id', name=op.f('uq_signature_membership_id_agreement_version_id'))
    )
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signature_membership_id'), ['membership_id'], unique=False)

    op.create_table('vote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('skipped', sa.JSON(), nullable=False),
    sa.CheckConstraint('closes_at > opened_at', name=op.f('ck_vote_closes_after_opening')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_vote_proposal_id')),
    sa.ForeignKeyConstraint(['version_id'], ['proposal_version.id'], name=op.f('fk_vote_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote')),
    sa.UniqueConstraint('version_id', name=op.f('uq_vote_version_id'))
    )
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.create_index('ix_vote_closes_at', ['closes_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_vote_proposal_id'), ['proposal_id'], unique=False)

    op.create_table('ballot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vote_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.Enum('for', 'against', name='choice', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('by_secretary', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_ballot_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_ballot_person_id')),
    sa.ForeignKeyConstraint(['vote_id'], ['vote.id'], name=op.f('fk_ballot_vote_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot'))
    )
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.create_index('ix_ballot_vote_party', ['vote_id', 'party_id', 'id'], unique=False)

    op.create_table('reaction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Enum('for', 'amend', 'against', 'none', name='position', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('labels', sa.JSON(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('public_text', sa.Text(), nullable=False),
    sa.Column('public_html', sa.Text(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('new', 'published', 'withheld', name='reaction_state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withheld_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sender_name', sa.Text(), nullable=False),
    sa.Column('sender_place', sa.Text(), nullable=False),
    sa.Column('sender_email', sa.String(length=254), nullable=False),
    sa.Column('publish_as', sa.Enum('name', 'place', 'hidden', name='publish_as', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('follow_key', sa.String(length=32), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(state = 'new') = (read_at IS NULL)", name=op.f('ck_reaction_read_iff_not_new')),
    sa.CheckConstraint("state <> 'withheld' OR length(withheld_reason) > 0", name=op.f('ck_reaction_withheld_has_reason')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_reaction_party_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reaction_person_id')),
    sa.ForeignKeyConstraint(['round_id'], ['comment_round.id'], name=op.f('fk_reaction_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reaction')),
    sa.UniqueConstraint('follow_key', name=op.f('uq_reaction_follow_key')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_reaction_round_id_number'))
    )
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reaction_party_id'), ['party_id'], unique=False)
        batch_op.create_index('ix_reaction_round_state', ['round_id', 'state'], unique=False)

    op.create_table('roll_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vote_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('party_name', sa.Text(), nullable=False),
    sa.Column('size_class', sa.Enum('large', 'medium', 'small', name='size_class', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('at_table', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_roll_entry_party_id')),
    sa.ForeignKeyConstraint(['vote_id'], ['vote.id'], name=op.f('fk_roll_entry_vote_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roll_entry')),
    sa.UniqueConstraint('vote_id', 'party_id', name=op.f('uq_roll_entry_vote_id_party_id'))
    )
    with op.batch_alter_table('roll_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roll_entry_party_id'), ['party_id'], unique=False)

    op.create_table('round_extension',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('extended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('old_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('new_closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('new_closes_at > old_closes_at', name=op.f('ck_round_extension_never_shorter')),
    sa.ForeignKeyConstraint(['round_id'], ['comment_round.id'], name=op.f('fk_round_extension_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_extension'))
    )
    with op.batch_alter_table('round_extension', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_extension_round_id'), ['round_id'], unique=False)

    op.create_table('answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reaction_id', sa.Integer(), nullable=False),
    sa.Column('adopted', sa.Enum('yes', 'partly', 'no', name='adopted', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['reaction_id'], ['reaction.id'], name=op.f('fk_answer_reaction_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer')),
    sa.UniqueConstraint('reaction_id', name=op.f('uq_answer_reaction_id'))
    )
    op.create_table('confidential_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reaction_id', sa.Integer(), nullable=False),
    sa.Column('ground', sa.Enum('cost', 'innovation', 'other', name='ground', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['reaction_id'], ['reaction.id'], name=op.f('fk_confidential_part_reaction_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confidential_part')),
    sa.UniqueConstraint('reaction_id', name=op.f('uq_confidential_part_reaction_id'))
    )


def downgrade() -> None:
    op.drop_table('confidential_part')
    op.drop_table('answer')
    with op.batch_alter_table('round_extension', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_extension_round_id'))

    op.drop_table('round_extension')
    with op.batch_alter_table('roll_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roll_entry_party_id'))

    op.drop_table('roll_entry')
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.drop_index('ix_reaction_round_state')
        batch_op.drop_index(batch_op.f('ix_reaction_party_id'))

    op.drop_table('reaction')
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_index('ix_ballot_vote_party')

    op.drop_table('ballot')
    with op.batch_alter_table('vote', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_vote_proposal_id'))
        batch_op.drop_index('ix_vote_closes_at')

    op.drop_table('vote')
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signature_membership_id'))

    op.drop_table('signature')
    with op.batch_alter_table('participation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_participation_party_id'))

    op.drop_table('participation')
    with op.batch_alter_table('comment_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_round_proposal_id'))
        batch_op.drop_index('ix_comment_round_closes_at')

    op.drop_table('comment_round')
    with op.batch_alter_table('action_point', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_point_item_id'))

    op.drop_table('action_point')
    op.drop_table('submission')
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.drop_index('ix_standing_party_id')

    op.drop_table('standing')
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_index('ix_publication_proposal_id')
        batch_op.drop_index('ix_publication_network_kind_id')
        batch_op.drop_index('ix_publication_network_id_id')

    op.drop_table('publication')
    op.drop_table('proposal_version')
    op.drop_table('minutes')
    op.drop_table('board_decision')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_party_id'))

    op.drop_table('attendance')
    with op.batch_alter_table('agreement_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreement_version_proposal_id'))

    op.drop_table('agreement_version')
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agenda_item_signal_id'))
        batch_op.drop_index(batch_op.f('ix_agenda_item_proposal_id'))
        batch_op.drop_index(batch_op.f('ix_agenda_item_meeting_id'))

    op.drop_table('agenda_item')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_network_id'))

    op.drop_table('upload')
    op.drop_table('seat_request')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_public', sqlite_where=sa.text('published_at IS NOT NULL'), postgresql_where=sa.text('published_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_proposal_party_id'))
        batch_op.drop_index('ix_proposal_network_stage')
        batch_op.drop_index('ix_proposal_network_id_id')

    op.drop_table('proposal')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_index('ix_meeting_network_starts_at')

    op.drop_table('meeting')
    op.drop_table('composition')
    op.drop_table('client_count')
    with op.batch_alter_table('signal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signal_party_id'))
        batch_op.drop_index('ix_signal_network_state')

    op.drop_table('signal')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_grant_user_id'))
        batch_op.drop_index('ix_role_grant_party_id')

    op.drop_table('role_grant')
    op.drop_table('physical_table')
    op.drop_table('network_municipality')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index('uq_membership_network_id_party_id', sqlite_where=sa.text("state <> 'refused' AND member_until IS NULL"), postgresql_where=sa.text("state <> 'refused' AND member_until IS NULL"))
        batch_op.drop_index(batch_op.f('ix_membership_party_id'))
        batch_op.drop_index('ix_membership_network_state')

    op.drop_table('membership')
    with op.batch_alter_table('count_set', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_count_set_network_id'))

    op.drop_table('count_set')
    with op.batch_alter_table('contact_person', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_person_party_id')

    op.drop_table('contact_person')
    op.drop_table('agreement')
    op.drop_table('person')
    op.drop_table('party')
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_mail_state_due')

    op.drop_table('outbox_mail')
    op.drop_table('network')
    op.drop_table('municipality')
    op.drop_table('handled_form')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_subject')

    op.drop_table('audit_entry')
