"""Registering a provider, and who acts for it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.accounts.queries import actor_of, user_by_email
from portal.audit.models import AuditEntry
from portal.contributions.queries import public_name
from portal.core.access import SYSTEM
from portal.notifications.models import OutboxMail
from portal.parties.operations import name_contacts, register_party, update_party
from portal.parties.queries import recipients
from portal.parties.rules import PublishAs
from portal.signals.models import Signal
from tests import world
from tests.members import application


@pytest.fixture
def party(session, now):
    return register_party(session, application().organisation, actor=SYSTEM, now=now)


def test_update_records_what_changed_and_nothing_else(session, party, now):
    update_party(session, party, application(name="De Vliegende Koe BV").organisation, actor=SYSTEM, now=now)
    update_party(session, party, application(name="De Vliegende Koe BV").organisation, actor=SYSTEM, now=now)

    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "party:update")).all()
    assert [entry.changes for entry in entries] == [{"name": ["De Vliegende Koe", "De Vliegende Koe BV"]}]


def test_named_contacts_act_for_the_party_from_now_on(session, party, now):
    sent = application()
    name_contacts(session, party, sent.contact, sent.substitute, actor=SYSTEM, now=now)

    for email, roles in ((sent.contact.email, {Role.CONTACT, Role.PARTY_ADMIN}), (sent.substitute.email, {Role.SUBSTITUTE})):
        person = user_by_email(session, email)
        assert actor_of(session, person, now).party_id == party.id
        assert actor_of(session, person, now).roles == roles
        assert actor_of(session, person, now - timedelta(seconds=1)).party_id is None


def test_new_contacts_take_the_place_of_the_former_ones(session, party, now):
    sent = application()
    name_contacts(session, party, sent.contact, sent.substitute, actor=SYSTEM, now=now)
    later = now + timedelta(days=30)

    name_contacts(session, party, sent.substitute, sent.contact, actor=SYSTEM, now=later)

    assert [(r.name, r.email) for r in recipients(session, [party.id])] == [
        (sent.substitute.name, sent.substitute.email), (sent.contact.name, sent.contact.email)]
    carla = user_by_email(session, sent.contact.email)
    assert actor_of(session, carla, later).roles == {Role.SUBSTITUTE, Role.PARTY_ADMIN}
    grants = session.scalars(select(RoleGrant).where(RoleGrant.user_id == carla.id).order_by(RoleGrant.id)).all()
    assert [(grant.role, grant.ends_at) for grant in grants] == [
        (Role.CONTACT, later), (Role.PARTY_ADMIN, None), (Role.SUBSTITUTE, None)]


def test_who_has_an_account_is_invited_once(session, party, now):
    sent = application()
    for _ in range(2):
        name_contacts(session, party, sent.contact, sent.substitute, actor=SYSTEM, now=now)

    assert len(session.scalars(select(OutboxMail).where(OutboxMail.kind == "accounts/invitation")).all()) == 2


@pytest.mark.parametrize(("name", "place", "choice", "shown"), [
    ("Anne de Wit", "Vaals", PublishAs.NAME, "Anne de Wit, Vaals"),
    ("Anne de Wit", "", PublishAs.NAME, "Anne de Wit"),
    ("Anne de Wit", "Vaals", PublishAs.PLACE, "Inwoner van Vaals"),
    ("Anne de Wit", "Vaals", PublishAs.HIDDEN, "Inwoner van Vaals"),
    ("Anne de Wit", "", PublishAs.PLACE, "Een inwoner"),
])
def test_sender_is_shown_as_it_chose(session, name, place, choice, shown):
    sent = Signal(sender_name=name, sender_place=place, publish_as=choice)

    assert public_name(sent) == shown


def test_party_is_shown_by_its_name(session, now):
    party = world.party(session)

    assert public_name(Signal(party_id=party.id, party=party, publish_as=PublishAs.HIDDEN)) == party.name
