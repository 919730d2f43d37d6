"""Another address: the old one agrees, the new one confirms, and nothing changes before both."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import email_change
from portal.audit.models import AuditEntry
from portal.parties.models import ContactPerson
from tests import world
from tests.accounts.conftest import log_in, logged_in

NEW = "carla.nieuw@koe.example"


@pytest.fixture
def asked(contact, visit, letters):
    """The letter to the old address."""
    page = visit.logged_in(contact).get("/account/e-mailadres").submit({"email": NEW})
    assert "We hebben een bericht gestuurd naar uw huidige adres" in page.text
    letter, = letters()
    assert (letter.email, letter.kind) == (contact.email, "accounts/email-agree")
    return letter


def test_both_addresses_agree_and_then_it_changes(session, contact, asked, visit, letters):
    old = contact.email
    visit.get(asked.link).submit(button="Akkoord")
    letter = letters()[-1]
    assert (letter.email, letter.kind) == (NEW, "accounts/email-confirm")
    session.expire_all()
    assert contact.email == old

    page = visit.get(letter.link).submit(button="Bevestig")

    assert "Uw adres is veranderd" in page.text
    session.expire_all()
    assert contact.email == NEW
    assert session.scalars(select(ContactPerson.email)).one() == NEW
    notice = letters()[-1]
    assert (notice.email, notice.kind) == (old, "accounts/email-changed")
    assert NEW not in notice.text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "account:email")).one()
    assert old in str(entry.changes) and NEW in str(entry.changes)
    log_in(visit, NEW, status=302)
    assert logged_in(visit)


def test_opening_the_links_changes_nothing(session, contact, asked, visit, letters):
    visit.get(asked.link)

    assert len(letters()) == 1


def test_contact_of_before_keeps_the_address_of_then(session, contact, asked, visit, letters, now):
    person = session.scalars(select(ContactPerson)).one()
    person.ends_at = now
    session.commit()
    visit.get(asked.link).submit()
    visit.get(letters()[-1].link).submit()

    session.expire_all()
    assert person.email != NEW


def test_new_address_alone_is_not_enough(session, contact, asked, visit):
    """The link of one step does not open the other."""
    token = asked.link.rsplit("/", 1)[1]

    assert "werkt niet meer" in visit.get(f"/account/e-mailadres/bevestigen/{token}").text
    assert "werkt niet meer" in visit.get("/account/e-mailadres/akkoord/onzin").text


def test_links_end_with_a_new_password(session, contact, asked, visit):
    contact.fs_uniquifier = "anders"
    session.commit()

    assert "werkt niet meer" in visit.get(asked.link).text


def test_links_end_after_two_days(contact, asked, visit, monkeypatch):
    monkeypatch.setattr(email_change, "VALID_FOR", timedelta(seconds=-1))

    assert "werkt niet meer" in visit.get(asked.link).text


def test_link_works_once(contact, asked, visit, letters):
    visit.get(asked.link).submit()
    confirm = letters()[-1].link
    visit.get(confirm).submit()

    assert "werkt niet meer" in visit.get(confirm).text
    assert "werkt niet meer" in visit.get(asked.link).text


def test_nobody_learns_that_an_address_is_taken(session, network, contact, visit, letters):
    taken = world.user(session, email="bezet@koe.example")
    session.commit()
    visitor = visit.logged_in(contact)

    pages = {}
    for email in (taken.email, "vrij@koe.example"):
        page = visitor.get("/account/e-mailadres").submit({"email": email})
        agreed = visit.get(letters(contact.email)[-1].link).submit()
        pages[email] = (page.text, agreed.text.replace(email, "…"))

    assert pages[taken.email] == pages["vrij@koe.example"]
    assert letters(taken.email)[-1].kind == "accounts/email-taken"
    assert contact.name not in letters(taken.email)[-1].text
    assert letters("vrij@koe.example")[-1].kind == "accounts/email-confirm"


def test_address_that_was_taken_meanwhile_is_refused(session, contact, asked, visit, letters):
    visit.get(asked.link).submit()
    confirm = visit.get(letters()[-1].link)
    world.user(session, email=NEW)
    session.commit()

    assert "werkt niet meer" in confirm.submit(status=409).html
    session.expire_all()
    assert contact.email != NEW


@pytest.mark.parametrize(("email", "error"), [("", "Vul het nieuwe e-mailadres in."), ("carla", "niet compleet")])
def test_odd_input_is_answered_at_the_field(contact, visit, email, error):
    assert error in visit.logged_in(contact).get("/account/e-mailadres").submit({"email": email}, status=422).errors[0]


def test_own_address_is_no_new_one(contact, visit):
    page = visit.logged_in(contact).get("/account/e-mailadres").submit({"email": contact.email.upper()}, status=422)

    assert "Dit is uw adres al" in page.errors[0]
