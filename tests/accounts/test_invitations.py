"""Invitations: accepted before anything works, once, for fourteen days, and the same for whoever has an account already."""

from datetime import timedelta

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.accounts.models import INVITED_FOR, Invitation, Role, RoleGrant
from portal.accounts.operations import accept_invitation, change_roles, offer_roles, send_invitation
from portal.accounts.queries import actor_of, grants_at, user_by_email
from portal.core.access import ActsFor
from portal.core.errors import Refused
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world

PASSWORD = "vier-groene-fietsen"
EVA = {"name": "Eva Nieuw", "email": "eva@boot.example"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def party(session):
    return world.member(session, world.network(session))


@pytest.fixture
def admin(session, party):
    person = world.contact(session, party)
    world.grant(session, person, Role.PARTY_ADMIN, party)
    session.commit()
    return world.actor(person, party, Role.CONTACT, Role.PARTY_ADMIN)


@pytest.fixture
def offer(session, party, admin, now):
    def make(*roles, **options):
        user = offer_roles(session, party.place, roles or [Role.COLLEAGUE], **EVA | {"actor": admin, "now": now} | options)
        session.commit()
        return user
    return make


def letters(session, kind="accounts/to-accept"):
    return session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)).all()


def link(session):
    return letters(session)[-1].data["link"].removeprefix("http://localhost")


def invitation(session):
    return session.scalars(select(Invitation)).one()


def test_nothing_works_before_it_is_accepted(session, party, offer, now):
    user = offer(Role.COLLEAGUE, Role.REPRESENTATIVE)
    assert actor_of(session, user, now).acts_for == ActsFor.NOBODY

    accept_invitation(session, invitation(session), now=now + SECOND)

    assert actor_of(session, user, now).acts_for == ActsFor.NOBODY
    assert actor_of(session, user, now + SECOND).roles == {Role.COLLEAGUE, Role.REPRESENTATIVE}
    assert user.confirmed_at == now + SECOND


def test_a_role_that_begins_later_begins_later(session, offer, now):
    user = offer(begins_at=now + timedelta(days=2), ends_at=now + timedelta(days=4))
    accept_invitation(session, invitation(session), now=now)

    held = [days for days in range(6) if actor_of(session, user, now + timedelta(days=days)).party_id]
    assert held == [2, 3]


def test_an_invitation_works_fourteen_days_and_again_after_a_new_letter(session, party, admin, offer, now):
    offer()
    waiting = invitation(session)
    with pytest.raises(Refused, match="invitation:lapsed"):
        accept_invitation(session, waiting, now=now + INVITED_FOR)

    send_invitation(session, waiting, party.place, actor=admin, now=now + INVITED_FOR)
    accept_invitation(session, waiting, now=now + 2 * INVITED_FOR - SECOND)


def test_an_invitation_is_accepted_once(session, offer, now):
    offer()
    accept_invitation(session, invitation(session), now=now)

    with pytest.raises(Refused, match="invitation:used"):
        accept_invitation(session, invitation(session), now=now)


def test_a_withdrawn_invitation_is_not_accepted(session, party, admin, offer, now):
    user = offer()
    change_roles(session, user, party.place, end=[Role.COLLEAGUE], actor=admin, now=now)

    with pytest.raises(Refused, match="invitation:withdrawn"):
        accept_invitation(session, invitation(session), now=now)
    assert not letters(session, "accounts/farewell")


def test_what_is_asked_twice_is_one_invitation(session, offer):
    offer(Role.COLLEAGUE)
    with pytest.raises(Refused, match="role:has-it-already"):
        offer(Role.COLLEAGUE)
    session.rollback()
    offer(Role.COLLEAGUE, Role.REPRESENTATIVE)

    assert {grant.role for grant in invitation(session).grants} == {Role.COLLEAGUE, Role.REPRESENTATIVE}
    assert len(letters(session)) == 2
    assert letters(session)[1].data["roles"] == [{"$code": "Role.representative"}, {"$code": "Role.colleague"}]


def test_who_acts_for_the_party_gets_a_new_role_at_once(session, party, admin, offer, now):
    user = offer(Role.COLLEAGUE)
    accept_invitation(session, invitation(session), now=now)
    offer(Role.REPRESENTATIVE)

    assert actor_of(session, user, now).roles == {Role.COLLEAGUE, Role.REPRESENTATIVE}
    assert [mail.email for mail in letters(session, "accounts/roles-changed")] == [EVA["email"]]


def test_the_letter_is_in_the_language_of_who_is_invited(session, party, offer):
    person = world.user(session, "Eva English", EVA["email"])
    person.language = "en"
    offer()

    letter = compose(letters(session)[0])
    assert letter["Subject"] == "You are invited to act for De Papieren Boot"
    assert "- colleague" in letter.get_content()


def test_the_letter_says_for_whom_as_what_and_until_when(session, offer):
    offer(Role.COLLEAGUE, Role.PARTY_ADMIN)

    text = compose(letters(session)[0]).get_content()
    for part in ("Carla Mertens nodigt u uit", "De Papieren Boot", "- medewerker", "- beheerder van de aanbieder",
                 "vrijdag 3 april 2026, 11:00 uur", "/uitnodiging/"):
        assert part in text
    assert invitation(session).key_hash not in text


def test_somebody_new_accepts_and_chooses_a_password(session, party, offer, visit):
    offer()
    page = visit.get(link(session))
    assert page.h1 == "U bent uitgenodigd om te handelen namens De Papieren Boot"

    chosen = page.submit(button="Neem de uitnodiging aan")
    assert chosen.h1 == "Kies uw wachtwoord"
    chosen.submit({"password": PASSWORD, "password_confirm": PASSWORD})
    visit.get("/inloggen").submit({"email": EVA["email"], "password": PASSWORD}, status=302)

    assert visit.get("/welkom", status=302).follow().path == "/mijn"


def test_who_stops_before_the_password_goes_on_with_the_same_link_until_there_is_one(session, offer, visit):
    user = offer()
    visit.get(link(session)).submit(button="Neem de uitnodiging aan")
    again = visit.get(link(session))
    assert again.submit(button="Kies een wachtwoord").h1 == "Kies uw wachtwoord"

    user.password = hash_password(PASSWORD)
    session.commit()
    used = visit.get(link(session))
    assert used.h1 == "Uw uitnodiging is aangenomen" and not used.all("main form")
    assert visit.ask("post", link(session), data={"csrf_token": "x"}).status_code == 400


def test_who_has_an_account_logs_in_and_accepts(session, party, offer, visit, now):
    other = world.member(session, party and session.scalars(select(world.Network)).one(), "De Lindeboom")
    person = world.contact(session, other, "Eva van de Lindeboom")
    person.email, person.password = EVA["email"], hash_password(PASSWORD)
    session.commit()
    offer()

    page = visit.get(link(session))
    assert not page.all("main form")
    log_in = page.one('main a[href^="/inloggen"]').etree_element.get("href")
    visit.get(log_in).submit({"email": EVA["email"], "password": PASSWORD}, status=302)
    mine = visit.get(link(session)).submit(button="Neem de uitnodiging aan")

    assert mine.path == "/mijn"
    assert "De Papieren Boot" in mine.one(".ot-own__who").etree_element.text
    assert actor_of(session, person, now).party_id == other.id


def test_the_link_of_another_is_no_use_to_who_is_logged_in(session, party, offer, visit):
    offer()
    stranger = world.contact(session, party, "Vreemde", Role.SUBSTITUTE)
    session.commit()

    page = visit.logged_in(stranger).get(link(session))

    assert not page.all("main form")
    assert "U bent ingelogd als Vreemde" in page.text


def test_the_link_of_an_earlier_letter_finds_nothing(session, party, admin, offer, visit, now):
    offer()
    first = link(session)
    send_invitation(session, invitation(session), party.place, actor=admin, now=now + SECOND)
    session.commit()

    assert visit.get(first, 404).h1 == "Deze uitnodiging werkt niet meer"
    assert visit.get(link(session)).all("main form")


def test_a_lapsed_or_withdrawn_link_says_so(session, party, admin, offer, visit, at, now):
    user = offer()
    at(now + INVITED_FOR)
    assert "Vraag De Papieren Boot om een nieuwe uitnodiging" in visit.get(link(session)).text

    at(now)
    change_roles(session, user, party.place, end=[Role.COLLEAGUE], actor=admin, now=now)
    session.commit()
    assert visit.get(link(session), 404).h1 == "Deze uitnodiging werkt niet meer"


def test_keys_are_not_kept_as_they_are(session, offer):
    offer()

    assert link(session).rpartition("/")[2] not in str([(row.key_hash, row.name) for row in session.scalars(select(Invitation))])


def test_the_end_of_a_role_is_on_record(session, party, admin, offer, now):
    user = offer()
    accept_invitation(session, invitation(session), now=now)
    later = now + timedelta(days=1)
    change_roles(session, user, party.place, end=[Role.COLLEAGUE], reason="Andere baan.", actor=admin, now=later)

    grant = session.scalars(select(RoleGrant).where(RoleGrant.user_id == user.id)).one()
    assert (grant.ends_at, grant.ended_by_id, grant.end_reason) == (later, admin.person_id, "Andere baan.")
    assert user_by_email(session, EVA["email"]) is user
    assert grants_at(session, party.place, later, user) == []
