"""Who acts for a party: replacing contact persons, leaving, and what may never happen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import PARTY_ROLES, Role
from portal.accounts.operations import accept_invitation, change_roles, offer_roles
from portal.accounts.queries import actor_of, grants_at, user_by_email
from portal.audit.models import AuditEntry
from portal.core.errors import Refused
from portal.notifications.models import MailState, OutboxMail
from portal.notifications.operations import Letter, deliver_due, queue
from portal.parties.operations import replace_contact
from portal.parties.people import former_people, people_of, person_of
from portal.parties.queries import contacts, recipients
from portal.parties.rules import ContactDetails
from tests import world

EVA = ContactDetails("Eva Nieuw", "eva@boot.example", "043 111 11 11", "Postbus 1, 6200 AA Maastricht")


@pytest.fixture
def party(session):
    return world.member(session, world.network(session))


@pytest.fixture
def carla(session, party):
    person = world.contact(session, party)
    world.grant(session, person, Role.PARTY_ADMIN, party)
    return person


@pytest.fixture
def daan(session, party):
    return world.contact(session, party, "Daan Smeets", Role.SUBSTITUTE)


@pytest.fixture
def admin(carla, daan, party):
    return world.actor(carla, party, Role.CONTACT, Role.PARTY_ADMIN)


def colleague(session, party, role=Role.COLLEAGUE, name="Pien Raven"):
    person = world.user(session, name)
    world.grant(session, person, role, party)
    return person


def letter_to(session, person, now, kind="rounds/opened", event="ronde:1"):
    queue(session, [Letter(kind, event, person.email, person.name)], now=now)


def states(session, person):
    return {mail.kind: mail.state for mail in session.scalars(select(OutboxMail).where(OutboxMail.email == person.email))}


def test_a_new_contact_person_takes_over_in_one_act(session, party, admin, carla, now):
    replace_contact(session, party, Role.CONTACT, EVA, stays=False, actor=admin, now=now)

    assert [(row.role, row.name, row.phone) for row in contacts(session, party.id)] == [
        (Role.CONTACT, "Eva Nieuw", "043 111 11 11"), (Role.SUBSTITUTE, "Daan Smeets", "043 000 00 00")]
    assert [r.email for r in recipients(session, [party.id])][-1] == EVA.email
    assert carla.email not in {r.email for r in recipients(session, [party.id])}
    assert actor_of(session, carla, now).roles == {Role.PARTY_ADMIN}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "party:replace-contact")).one()
    assert entry.changes == {"role": {"$code": "Role.contact"}, "name": ["Carla Mertens", "Eva Nieuw"]}


def test_the_new_contact_person_logs_in_after_accepting(session, party, admin, now):
    replace_contact(session, party, Role.CONTACT, EVA, stays=False, actor=admin, now=now)
    eva = user_by_email(session, EVA.email)
    assert actor_of(session, eva, now).party_id is None

    accept_invitation(session, grants_at(session, party.place, now, eva)[0].invitation, now=now)

    assert actor_of(session, eva, now).roles == {Role.CONTACT}


@pytest.mark.parametrize(("stays", "left"), [(True, {Role.COLLEAGUE}), (False, set())])
def test_the_former_one_stays_as_a_colleague_or_leaves(session, party, admin, daan, now, stays, left):
    replace_contact(session, party, Role.SUBSTITUTE, EVA, stays=stays, actor=admin, now=now)

    assert actor_of(session, daan, now).roles == left
    assert set(states(session, daan)) == {"accounts/roles-changed" if stays else "accounts/farewell"}


@pytest.mark.parametrize("email", ["daan", "DAAN"])
def test_contact_person_and_substitute_are_two_persons(session, party, admin, daan, now, email):
    daan.email = "daan@boot.example"
    contacts(session, party.id)[1].email = daan.email
    same = ContactDetails("Iemand anders", f"{email}@boot.example", "043 111 11 11", "Postbus 1")

    with pytest.raises(Refused, match="contact:same-person"):
        replace_contact(session, party, Role.CONTACT, same, stays=False, actor=admin, now=now)


def test_with_the_own_address_only_the_details_change(session, party, admin, carla, now):
    moved = ContactDetails(carla.name, carla.email, "043 222 22 22", "Postbus 9")
    replace_contact(session, party, Role.CONTACT, moved, stays=False, actor=admin, now=now)

    assert contacts(session, party.id)[0].phone == "043 222 22 22"
    assert actor_of(session, carla, now).roles == {Role.CONTACT, Role.PARTY_ADMIN}
    assert session.scalars(select(OutboxMail)).all() == []


def test_a_colleague_who_becomes_contact_person_is_it_at_once(session, party, admin, now):
    pien = colleague(session, party)
    replace_contact(session, party, Role.CONTACT, ContactDetails(pien.name, pien.email, "043 1", "Postbus"), stays=True,
                    actor=admin, now=now)

    assert actor_of(session, pien, now).roles == {Role.CONTACT, Role.COLLEAGUE}


def test_the_last_administrator_stays(session, party, admin, carla, now):
    with pytest.raises(Refused, match="role:last-administrator"):
        change_roles(session, carla, party.place, end=[Role.PARTY_ADMIN], actor=admin, now=now)

    offered = offer_roles(session, party.place, [Role.PARTY_ADMIN], email=EVA.email, name=EVA.name, actor=admin, now=now)
    with pytest.raises(Refused, match="role:last-administrator"):  # invited is not yet there
        change_roles(session, carla, party.place, end=[Role.PARTY_ADMIN], actor=admin, now=now)

    accept_invitation(session, grants_at(session, party.place, now, offered)[0].invitation, now=now)
    change_roles(session, carla, party.place, end=[Role.PARTY_ADMIN], actor=admin, now=now)
    assert actor_of(session, carla, now).roles == {Role.CONTACT}


@pytest.mark.parametrize("role", [Role.CONTACT, Role.SUBSTITUTE])
def test_a_contact_person_is_never_simply_removed(session, party, admin, carla, daan, now, role):
    person = carla if role == Role.CONTACT else daan
    with pytest.raises(Refused, match="role:contact-is-replaced"):
        change_roles(session, person, party.place, end=[role], actor=admin, now=now)


def test_who_leaves_loses_access_in_the_same_second_and_gets_no_letter(app, session, party, admin, now):
    pien = colleague(session, party)
    letter_to(session, pien, now)
    assert actor_of(session, pien, now).party_id == party.id

    change_roles(session, pien, party.place, end=[Role.COLLEAGUE], actor=admin, now=now)
    session.commit()

    assert actor_of(session, pien, now).party_id is None
    assert states(session, pien) == {"rounds/opened": MailState.WITHDRAWN, "accounts/farewell": MailState.WAITING}
    sent = []
    with app.test_request_context(method="POST"):
        deliver_due(sent.append)
    assert [message["Subject"] for message in sent if pien.email in message["To"]] == [
        "U handelt niet meer namens De Papieren Boot"]


def test_letters_stay_when_another_role_keeps_them(session, party, admin, now):
    pien = colleague(session, party)
    world.grant(session, pien, Role.COLLEAGUE, world.party(session, "De Lindeboom"))
    letter_to(session, pien, now)

    change_roles(session, pien, party.place, end=[Role.COLLEAGUE], actor=admin, now=now)

    assert states(session, pien)["rounds/opened"] == MailState.WAITING


def test_a_letter_that_a_worker_holds_is_withdrawn_too(app, session, party, admin, now):
    pien = colleague(session, party)
    letter_to(session, pien, now)
    session.commit()

    def refuse(message):
        raise AssertionError(f"sent: {message['Subject']}")

    mail = session.scalars(select(OutboxMail)).one()
    mail.state = MailState.TAKEN
    change_roles(session, pien, party.place, end=[Role.COLLEAGUE], actor=admin, now=now)
    session.execute(OutboxMail.__table__.delete().where(OutboxMail.kind == "accounts/farewell"))
    session.commit()
    with app.test_request_context(method="POST"):
        deliver_due(refuse)


def test_a_letter_that_failed_is_not_tried_again_after_leaving(session, party, admin, now):
    pien = colleague(session, party)
    letter_to(session, pien, now)
    mail = session.scalars(select(OutboxMail)).one()
    mail.state = MailState.FAILED
    change_roles(session, pien, party.place, end=[Role.COLLEAGUE], actor=admin, now=now)
    session.expire_all()

    assert mail.state == MailState.WITHDRAWN


def test_who_is_contact_person_of_two_providers_gets_one_copy(session, party, carla, now):
    other = world.party(session, "De Lindeboom")
    world.add(session, world.ContactPerson(
        party_id=other.id, role=Role.CONTACT, name=carla.name, email=carla.email, phone="043 1", address="Markt 1",
        begins_at=now, user_id=carla.id))
    people = recipients(session, [party.id, other.id])
    assert len(people) == 2

    queue(session, [Letter("rounds/opened", "ronde:1", person.email, person.name) for person in people], now=now)

    assert len(session.scalars(select(OutboxMail)).all()) == 1


def test_letters_go_where_a_contact_person_logs_in(session, party, carla):
    carla.email = "nieuw@boot.example"
    session.flush()

    assert [r.email for r in recipients(session, [party.id])] == ["nieuw@boot.example"]


def test_the_list_has_contact_persons_first_and_who_was_there_before(session, party, admin, now, count_queries):
    pien, ans = colleague(session, party), colleague(session, party, name="Ans Verheij")
    change_roles(session, ans, party.place, end=[Role.COLLEAGUE], actor=admin, now=now)
    offer_roles(session, party.place, [Role.COLLEAGUE], email=EVA.email, name="Aafje", actor=admin, now=now)
    session.flush()

    with count_queries() as queried:
        people = people_of(session, party, now)

    assert [one.name for one in people] == ["Carla Mertens", "Daan Smeets", "Aafje", "Pien Raven"]
    assert [one.invitation is not None for one in people] == [False, False, True, False]
    assert len(queried) <= 2
    assert [(grant.user.name, grant.ended_by.name) for grant in former_people(session, party, now)] == [
        ("Ans Verheij", "Carla Mertens")]
    assert person_of(session, party, pien.id, now).roles == [Role.COLLEAGUE]
    assert person_of(session, party, ans.id, now) is None


def test_the_name_of_an_account_elsewhere_does_not_show(session, party, admin, now):
    """Whoever invites sees the name that was filled in, whether or not there is an account under another name."""
    for email in ("bestaat@elders.example", "nieuw@elders.example"):
        if email.startswith("bestaat"):
            world.user(session, "Geheime Naam", email, password="iets")
        offer_roles(session, party.place, [Role.COLLEAGUE], email=email, name="Zoals ingevuld", actor=admin, now=now)

    assert [one.name for one in people_of(session, party, now) if one.invitation] == ["Zoals ingevuld"] * 2


def test_a_role_ended_before_it_began_never_holds(session, party, admin, now):
    pien = colleague(session, party)
    grant = grants_at(session, party.place, now, pien)[0]
    grant.begins_at = now + timedelta(days=3)
    change_roles(session, pien, party.place, end=[Role.COLLEAGUE], actor=admin, now=now)

    assert not any(actor_of(session, pien, now + timedelta(days=days)).party_id for days in range(5))


def test_every_role_of_a_party_is_ended_when_it_ends(session, party, admin, now):
    """No role is forgotten: who leaves with all roles but the two of IN 5.2 has none left."""
    pien = colleague(session, party)
    free = sorted(PARTY_ROLES - {Role.CONTACT, Role.SUBSTITUTE, Role.COLLEAGUE})
    for role in free:
        world.grant(session, pien, role, party)
    change_roles(session, pien, party.place, end=[*free, Role.COLLEAGUE], actor=admin, now=now)

    assert actor_of(session, pien, now).roles == frozenset()
