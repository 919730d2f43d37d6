"""Making an account, confirming the address, and that nobody learns who has one."""

import re

import pytest
from flask_security import hash_password
from sqlalchemy import func, select

from portal.accounts.forms import Register
from portal.accounts.models import User
from portal.accounts.operations import ensure_user, invite
from tests import world
from tests.accounts.conftest import PASSWORD, log_in, logged_in

NEW = {"name": "Noor Nieuw", "email": "noor@koe.example", "password": PASSWORD, "password_confirm": PASSWORD}


def register(visit, **other):
    return visit.get("/account-maken").submit(NEW | other)


def test_somebody_makes_an_account_and_confirms_the_address(session, network, visit, letters):
    page = register(visit, email="Noor@Koe.example")
    assert page.h1 == "Kijk in uw mail"
    letter, = letters()
    assert (letter.email, letter.kind) == ("noor@koe.example", "accounts/confirm")

    early = log_in(visit, "noor@koe.example")
    assert "Bevestig eerst uw e-mailadres" in early.text

    asked = visit.get(letter.link)
    assert session.scalars(select(User.confirmed_at)).one() is None
    assert "noor@koe.example" in asked.text

    assert "Uw e-mailadres is bevestigd" in asked.submit().text
    page = log_in(visit, "noor@koe.example", status=302)
    assert visit.get("/welkom", status=302).follow().h1 == "Wat u nu kunt doen"
    assert "Noor Nieuw" in visit.get("/account/begin").text


def test_who_acts_for_nobody_sees_what_is_possible(session, network, visit):
    person = world.user(session)
    session.commit()

    page = visit.logged_in(person).get("/account/begin")

    assert {"/deelnemen", "/voorstellen"} <= {a.etree_element.get("href") for a in page.all("main a")}
    assert person.email in page.text


@pytest.mark.parametrize(("answers", "error"), [
    ({"name": ""}, "Vul uw naam in."),
    ({"email": "noor"}, "Het e-mailadres is niet compleet"),
    ({"password": "kort", "password_confirm": "kort"}, "ten minste 12 tekens"),
    ({"password": "x1" * 70, "password_confirm": "x1" * 70}, "ten hoogste 128 tekens"),
    ({"password": "Welkom2026!!!!", "password_confirm": "Welkom2026!!!!"}, "makkelijk te raden"),
    ({"password": "Noor.Nieuw.2026", "password_confirm": "Noor.Nieuw.2026"}, "makkelijk te raden"),
    ({"password_confirm": "iets-heel-anders"}, "niet hetzelfde"),
])
def test_what_is_not_right_is_said_at_its_field(session, network, visit, answers, error):
    page = register(visit, **answers)

    assert error in " ".join(page.errors)
    assert session.scalars(select(User)).all() == []


def test_name_of_a_municipality_is_no_password(session, network, visit):
    world.municipality(session, network, "Eijsden-Margraten")
    session.commit()

    assert "makkelijk te raden" in register(visit, password="EijsdenMargraten1", password_confirm="EijsdenMargraten1").text


def test_browsers_and_password_managers_know_the_fields(network, visit):
    fields = {f.etree_element.get("name"): f.etree_element.get("autocomplete")
              for f in visit.get("/account-maken").all("main input[autocomplete]")}

    assert fields == {"name": "name", "email": "username", "password": "new-password", "password_confirm": "new-password"}


def seen(page, email):
    """What somebody sees of an answer, without the address that they typed themselves."""
    html = re.sub(r'name="(csrf_token|once)" value="[^"]*"', "", page.html)
    return page.status, page.path, html.replace(email, "…")


@pytest.mark.parametrize(("path", "answers"), [
    ("/account-maken", {k: v for k, v in NEW.items() if k != "email"}), ("/inloggen", {"password": "iets-heel-anders-nog"}),
    ("/wachtwoord", {}), ("/bevestigen", {})])
@pytest.mark.parametrize("state", ["confirmed", "unconfirmed", "closed"])
def test_nobody_learns_whether_an_address_has_an_account(session, network, visit, path, answers, state):
    """One answer for an account in whatever state and for none, with as many letters; who reads the mail knows more."""
    person = world.user(session, email="anne@koe.example", password=hash_password(PASSWORD))
    person.confirmed_at = person.confirmed_at if state == "confirmed" else None
    person.active = state != "closed"
    session.commit()

    known = visit.get(path).submit(answers | {"email": "anne@koe.example"})
    unknown = visit.get(path).submit(answers | {"email": "niemand@koe.example"})

    assert seen(known, "anne@koe.example") == seen(unknown, "niemand@koe.example")


def test_an_existing_address_gets_a_letter_that_says_so(session, contact, visit, letters):
    page = register(visit, email=contact.email)

    letter, = letters()
    assert (letter.email, letter.kind) == (contact.email, "accounts/exists")
    assert page.h1 == "Kijk in uw mail"
    assert "Noor" not in letter.text
    assert len(session.scalars(select(User)).all()) == 1


def test_each_answer_costs_as_much_as_the_other(session, contact, visit, letters, monkeypatch):
    """The slow parts, hashing a password and writing a letter, are done in either case."""
    hashed = []
    for module in ("flask_security.views", "flask_security.registerable", "portal.accounts.forms"):
        original = hash_password
        monkeypatch.setattr(f"{module}.hash_password", lambda password, h=original: hashed.append(1) or h(password))

    def cost(path, answers):
        before = len(hashed), len(letters())
        visit.get(path).submit(answers)
        return len(hashed) - before[0], len(letters()) - before[1]

    for path, answers in (("/account-maken", NEW), ("/wachtwoord", {}), ("/bevestigen", {})):
        known, unknown = (cost(path, answers | {"email": email}) for email in (contact.email, "een@ander.example"))
        assert known == unknown, path


def test_confirmation_can_be_asked_once_more(network, visit, letters):
    register(visit)
    first, = letters()
    visit.get("/bevestigen").submit({"email": NEW["email"]})
    _, second = letters()

    assert second.kind == "accounts/confirm"
    visit.get(second.link).submit()
    assert "al bevestigd" in visit.get(first.link, status=302).follow().text


def test_made_up_link_confirms_nothing(network, visit):
    assert "werkt niet meer" in visit.get("/bevestigen/onzin", status=302).follow().text


def test_account_that_another_made_is_taken_over_by_who_has_the_address(session, network, visit, letters):
    """Somebody makes an account with another's address and waits. The owner's password is the one that counts."""
    register(visit, password="de-indringer-wacht-af", password_confirm="de-indringer-wacht-af")
    register(visit)
    letter = letters()[-1]
    assert letter.kind == "accounts/exists"
    visit.get(letter.link).submit({"password": PASSWORD, "password_confirm": PASSWORD})

    log_in(visit, NEW["email"], "de-indringer-wacht-af")
    assert not logged_in(visit)
    log_in(visit, NEW["email"], status=302)
    assert logged_in(visit)


def test_who_was_invited_confirms_the_address_with_the_invitation(session, network, visit, letters, now):
    person = ensure_user(session, email="eva@koe.example", name="Eva", now=now)
    invite(session, person, for_name="De Papieren Boot", now=now)
    session.commit()

    visit.get(letters()[0].link).submit({"password": PASSWORD, "password_confirm": PASSWORD})

    log_in(visit, "eva@koe.example", status=302)
    assert logged_in(visit)


def test_invitation_replaces_a_password_that_was_never_confirmed(session, network, visit, letters, now):
    register(visit)
    person = session.scalars(select(User)).one()
    invite(session, person, for_name="De Papieren Boot", now=now)
    session.commit()

    assert letters()[-1].kind == "accounts/invitation"


def test_of_two_that_register_one_address_at_once_the_second_is_told(session, network, visit, monkeypatch):
    """On PostgreSQL both may find the address free; the database keeps the second out."""
    world.user(session, email=NEW["email"])
    session.commit()
    monkeypatch.setattr(Register, "validate", lambda self, **options: True)

    page = visit.get("/account-maken").submit(NEW, status=409)

    assert page.h1 == "Dit kan nu niet"
    assert "Iemand deed op precies dit moment hetzelfde" in page.text
    assert session.scalars(select(func.count()).select_from(User)).one() == 1
