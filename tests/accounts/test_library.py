"""Flask-Security never speaks or looks otherwise than we do, and lets nobody guess for long."""

import re

import pytest
from flask_security.core import _default_messages
from sqlalchemy import select

from portal.accounts.messages import LIBRARY
from portal.accounts.settings import LETTERS, RULES, TEMPLATES
from portal.core.language import speaking, translate
from portal.core.web import limiter
from portal.notifications.models import OutboxMail
from tests import world
from tests.accounts.conftest import PASSWORD, log_in, logged_in
from tests.inspector import Inspector, Page

SWITCHED_OFF = re.compile(
    "US_|USERNAME_|OAUTH|IDENTITY_|REFRESH_TOKEN|PHONE|PASSWORDLESS|LOGIN_EXPIRED|LOGIN_EMAIL|INVALID_LOGIN|CHANGE_EMAIL"
    "|CODE_HAS_BEEN|FAILED_TO_SEND|USE_CODE|GENERIC_US|INVALID_PASSWORD_CODE|PASSWORD_BREACHED_SITE")
"""Messages of what is not switched on: other ways to log in, names for logging in, tokens, texts by telephone."""


def test_every_message_of_what_is_switched_on_is_ours():
    assert {code for code in _default_messages if not SWITCHED_OFF.match(code)} <= set(LIBRARY)


def test_every_message_is_dutch_and_keeps_what_is_filled_in():
    with speaking("nl"):
        for code, (said, _kind) in LIBRARY.items():
            dutch = translate(said)
            assert dutch != said, code
            assert set(re.findall(r"%\(\w+\)s", dutch)) <= set(re.findall(r"%\(\w+\)s", said)), code


def test_every_page_and_letter_that_the_library_can_make_is_ours(app):
    """Of what is switched on: other pages and letters of its own can never come."""
    off = re.compile("SECURITY_(US_|USERNAME_|CHANGE_EMAIL|CHANGE_USERNAME|WAN_VERIFY|SEND_LOGIN|LOGOUT_USER|EMAIL_TEMPLATE_PASSWORDLESS"
                     "|TWO_FACTOR_(EMAIL|RESCUE_EMAIL)|REGISTER_EMAIL_EXISTING_USERNAME)")
    templates = {name: value for name, value in app.config.items()
                 if name.startswith("SECURITY_") and "TEMPLATE" in name and not off.match(name)}

    assert set(templates) == {f"SECURITY_{name}" for name in (*TEMPLATES, *LETTERS) if "TEMPLATE" in name}
    assert all(value.startswith("accounts/") for value in templates.values())
    assert RULES["WAN_ALLOW_AS_VERIFY"] is None and "static" not in {
        rule.endpoint.removeprefix("security.") for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}


@pytest.mark.parametrize("state", ["anonymous", "password given", "code to be set up", "logged in"])
def test_every_address_of_the_library_shows_our_layout(app, session, contact, secretary, visit, state):
    contact.tf_primary_method = contact.tf_totp_secret = None
    if state == "code to be set up":
        secretary.tf_primary_method = secretary.tf_totp_secret = None
    session.commit()
    visitor = visit.logged_in(contact) if state == "logged in" else visit
    if state in ("password given", "code to be set up"):
        log_in(visitor, secretary.email)
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.") and "GET" in rule.methods]
    assert len(rules) > 12

    for rule in rules:
        response = visitor.ask("get", rule.rule.replace("<token>", "onzin"))
        if response.status_code == 200:
            page = Page(visitor, response, rule.rule)
            page.inspect()
            assert page.all(".ot-skip-link"), rule.rule
        else:
            assert response.status_code in (302, 303), rule.rule


@pytest.mark.parametrize("path", ["/inloggen", "/account-maken", "/wachtwoord", "/bevestigen"])
def test_machines_get_no_answers_of_another_kind(network, visit, path):
    answer = visit.ask("get", path, headers={"Accept": "application/json"})

    assert answer.content_type.startswith("text/html")


@pytest.fixture
def limited(visit, monkeypatch):
    """A visitor of the portal with its limits on."""
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    yield visit
    limiter.reset()


def test_whoever_guesses_passwords_is_stopped_and_then_the_right_one_does_not_help(contact, secretary, limited):
    answers = [limited.get("/inloggen").submit({"email": contact.email, "password": "iets-heel-anders"}, status=status)
               for status in [200] * 10 + [429]]

    assert "Te veel pogingen" in answers[-1].h1
    log_in(limited, contact.email, PASSWORD, status=429)
    assert not logged_in(limited)


def test_a_hall_full_of_people_logs_in_behind_one_address(app, session, network, contact, limited):
    people = [world.contact(session, world.member(session, network, f"Partij {number}")) for number in range(14)]
    for person in people:
        person.password = contact.password
    session.commit()

    for person in people:
        log_in(Inspector(app), person.email, PASSWORD, status=302)


def test_who_is_logged_in_has_a_count_of_ones_own_wherever_the_colleagues_sit(session, network, contact, limited):
    colleague = world.contact(session, world.member(session, network, "De Brug"))
    session.commit()
    one, other = limited.logged_in(contact), limited.logged_in(colleague)
    for _ in range(20):
        one.ask("get", "/account/mijn-gegevens.json")

    assert one.ask("get", "/account/mijn-gegevens.json").status_code == 429
    assert other.ask("get", "/account/mijn-gegevens.json").status_code == 200


def test_letters_cannot_be_asked_without_end(session, contact, limited):
    for path in ("/wachtwoord", "/bevestigen"):
        for status in [200] * 5 + [429]:
            limited.get(path).submit({"email": contact.email}, status=status)

    assert len(session.scalars(select(OutboxMail)).all()) == 10
