"""Codes of an app, recovery codes, who may not do without, and what is done when it is lost."""

import re
from urllib.parse import urlsplit

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.accounts.models import Passkey, Role, RoleGrant, User
from portal.accounts.second_factor import is_needed_for, reset_second_factor
from portal.audit.models import AuditEntry
from portal.core.access import Actor, ActsFor
from tests import world
from tests.accounts.conftest import PASSWORD, log_in, logged_in
from tests.inspector import Inspector

WRONG = "Deze code klopt niet of is al gebruikt."


@pytest.fixture(autouse=True)
def _same_moment(world_clock):
    """Nobody's half minute ends in the middle of a test."""


def key_on(page):
    return page.one("main code").etree_element.text.replace(" ", "").replace("-", "")


def set_up(page, code):
    """Walk through setting up an app; answers its key and the page after it."""
    page = page.submit(button="Ik heb een app")
    key = key_on(page)
    return key, page.submit({"code": code(0, key)})


def test_secretary_logs_in_with_a_code_of_the_app(secretary, visit, code):
    page = log_in(visit, secretary.email)
    assert page.h1 == "Code uit uw app"
    assert not logged_in(visit)

    page = page.submit({"code": f"{code()[:3]} {code()[3:]}"})

    assert page.path == "/bureau"


def test_after_the_code_one_comes_where_one_wanted_to_be(secretary, visit, code):
    turned_away = visit.get("/bureau/signalen", status=302)

    page = log_in(visit, secretary.email, path=turned_away.location).submit({"code": code()})

    assert page.path == "/bureau/signalen"


@pytest.mark.parametrize("elsewhere", ["https://kwaad.example/", "//kwaad.example", "/\\\\kwaad.example", "///kwaad.example"])
def test_after_the_code_nobody_is_sent_to_another_site(secretary, visit, code, elsewhere):
    page = log_in(visit, secretary.email)
    key = page.one('main [name="csrf_token"]').etree_element.get("value")

    answer = visit.ask("post", "/inloggen/code", query_string={"next": elsewhere}, data={"code": code(), "csrf_token": key})

    assert urlsplit(answer.headers["Location"]).netloc in ("", "localhost")


@pytest.mark.parametrize("wrong", ["000000", "", "abc", "123", "1" * 30])
def test_wrong_code_opens_nothing(secretary, visit, wrong):
    page = log_in(visit, secretary.email).submit({"code": wrong})

    assert page.errors
    assert not logged_in(visit)


@pytest.mark.parametrize(("later", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_of_the_app_may_be_half_a_minute_off(secretary, visit, code, later, works):
    log_in(visit, secretary.email).submit({"code": code(later)}, status=302 if works else 200)

    assert logged_in(visit) == works


def test_a_code_works_once(app, secretary, visit, code):
    log_in(visit, secretary.email).submit({"code": code()}, status=302)
    watcher = Inspector(app)

    again = log_in(watcher, secretary.email).submit({"code": code()})
    older = log_in(watcher, secretary.email).submit({"code": code(-1)})

    assert WRONG in again.text and WRONG in older.text
    assert not logged_in(watcher)
    log_in(watcher, secretary.email).submit({"code": code(1)}, status=302)
    assert logged_in(watcher)


@pytest.mark.parametrize("path", ["/bureau", "/account", "/mijn", "/account/herstelcodes", "/account/passkeys",
                                  "/account/sessies", "/account/wachtwoord", "/account/e-mailadres", "/welkom"])
def test_between_password_and_code_no_address_opens_anything(secretary, visit, path):
    log_in(visit, secretary.email)

    answer = visit.ask("get", path)

    assert answer.status_code == 302
    assert secretary.name not in answer.text
    assert not logged_in(visit)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.BOARD_STAFF, Role.ADMINISTRATOR])
def test_staff_without_a_second_factor_set_it_up_before_anything_opens(session, network, visit, code, role):
    person = world.user(session, password=hash_password(PASSWORD))
    place = None if role == Role.ADMINISTRATOR else world.municipality(session, network)
    session.add(RoleGrant(user_id=person.id, role=role, begins_at=world.LONG_AGO, municipality_id=place and place.id))
    session.commit()

    page = log_in(visit, person.email)
    assert page.h1 == "Stel de tweede stap in"
    assert not logged_in(visit)
    for path in ("/bureau", "/account", "/account/passkeys"):
        assert visit.ask("get", path).status_code == 302

    page = visit.get("/account/app")
    key, page = set_up(page, code)
    assert page.h1 == "Herstelcodes"
    assert logged_in(visit)
    visit.ask("post", "/uitloggen")

    visit.get("/deelnemers").submit(form='form[action="/uitloggen"]')
    log_in(visit, person.email).submit({"code": code(1, key)}, status=302)
    assert logged_in(visit)


def test_who_becomes_staff_while_logged_in_sets_it_up_at_once(session, network, visit):
    person = world.user(session)
    session.commit()
    visitor = visit.logged_in(person)
    visitor.get("/account")
    session.add(RoleGrant(user_id=person.id, role=Role.ADMINISTRATOR, begins_at=world.LONG_AGO))
    session.commit()

    for path in ("/account", "/bureau", "/voorstellen", "/account/herstelcodes"):
        assert visitor.get(path, status=303).location.endswith("/account/app")
    assert visitor.ask("post", "/namens").status_code in (303, 400)


def test_staff_cannot_take_the_app_off(session, secretary, visit, world_clock, now):
    visitor = visit.logged_in(secretary)
    page = visitor.get("/account/app")

    assert "Haal de app van mijn account" not in page.text
    page.submit({"setup": "disable"})
    session.expire_all()
    assert secretary.has_app


@pytest.mark.parametrize(("rule", "asked"), [(False, False), (True, True)])
def test_providers_need_one_when_the_network_says_so(session, visit, rule, asked):
    network = world.network(session, second_factor_for_providers=rule)
    person = world.contact(session, world.member(session, network))
    person.password = hash_password(PASSWORD)
    session.commit()

    page = log_in(visit, person.email)

    assert (visit.ask("get", "/mijn").status_code == 200) != asked
    assert (page.h1 == "Stel de tweede stap in") == asked


def test_inhabitants_never_need_one(session, network):
    assert not is_needed_for([])


def test_provider_chooses_an_app_and_takes_it_off_again(session, contact, visit, code, letters):
    log_in(visit, contact.email, status=302)
    _, page = set_up(visit.get("/account/app"), code)
    assert page.h1 == "Herstelcodes"
    assert "Uw inlog-app is ingesteld." in page.text
    assert "Ingesteld" in visit.get("/account").text

    visit.get("/account/app").submit(button="Haal de app van mijn account")

    session.expire_all()
    assert not contact.has_app
    told = [letter.text for letter in letters(contact.email) if letter.kind == "accounts/notice"]
    assert "ingesteld" in told[0] and "gehaald" in told[-1]
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.person_id == contact.id)).all()
    assert {"account:app-on", "account:app-off"} <= set(actions)


def test_wrong_first_code_may_be_mended(session, contact, visit, code):
    log_in(visit, contact.email, status=302)
    page = visit.get("/account/app").submit(button="Ik heb een app")
    key = key_on(page)

    page = page.submit({"code": "000000"})
    assert WRONG in page.text
    page.submit({"code": code(0, key)})

    session.expire_all()
    assert contact.has_app


def test_picture_is_drawn_in_the_page_and_says_the_same_as_the_key(contact, visit):
    log_in(visit, contact.email, status=302)

    page = visit.get("/account/app").submit(button="Ik heb een app")

    path = page.one("main svg path").etree_element.get("d")
    assert re.fullmatch(r"(M\d+ \d+h1v1h-1z){200,}", path)
    assert page.one("main svg").etree_element.get("aria-label")


def test_secret_is_kept_encrypted(session, secretary):
    assert world.APP_KEY not in session.scalars(select(User.tf_totp_secret)).one()


def recovery_codes(page):
    return [code.etree_element.text for code in page.all("main .ot-codes code")]


@pytest.fixture
def codes(session, secretary, visit):
    """Recovery codes of the secretary, as they were shown."""
    return recovery_codes(visit.logged_in(secretary).get("/account/herstelcodes").submit(button="Maak herstelcodes"))


def test_recovery_codes_are_shown_once_and_counted(session, secretary, codes, visit):
    assert len(set(codes)) == 10
    visitor = visit.logged_in(secretary)

    later = visitor.get("/account/herstelcodes?show_codes=1")

    assert "U hebt nog 10 codes over." in later.text
    assert not any(code in later.html for code in codes)
    session.expire_all()
    assert not set(codes) & set(secretary.mf_recovery_codes)


def test_recovery_code_works_once_instead_of_the_app(app, session, secretary, codes, visit, letters):
    log_in(visit, secretary.email)
    visit.get("/inloggen/herstelcode").submit({"code": codes[3].upper().replace("-", " ")}, status=302)
    assert logged_in(visit)
    assert "9" in letters(secretary.email)[-1].text

    thief = Inspector(app)
    log_in(thief, secretary.email)
    page = thief.get("/inloggen/herstelcode").submit({"code": codes[3]})

    assert "klopt niet" in page.text
    assert not logged_in(thief)
    log_in(thief, secretary.email)
    thief.get("/inloggen/herstelcode").submit({"code": codes[4]}, status=302)
    assert logged_in(thief)


def test_recovery_code_alone_is_not_enough(secretary, codes, visit):
    visit.get("/inloggen/herstelcode", status=302)
    assert not logged_in(visit)


def test_new_recovery_codes_replace_the_old(secretary, codes, visit):
    fresh = recovery_codes(visit.logged_in(secretary).get("/account/herstelcodes").submit(button="Maak nieuwe herstelcodes"))
    assert not set(fresh) & set(codes)

    log_in(visit, secretary.email)
    assert "klopt niet" in visit.get("/inloggen/herstelcode").submit({"code": codes[0]}).text


def test_administrator_takes_a_lost_second_factor_away(session, secretary, visit, letters, now, code):
    session.add(Passkey(user_id=secretary.id, credential_id=b"1", public_key=b"2", name="laptop", sign_count=0,
                        backup_state=False, device_type="single_device", lastuse_datetime=now))
    administrator = world.user(session, "Ad Beheer")
    session.commit()
    open_one = visit.logged_in(secretary)
    open_one.get("/bureau")

    actor = Actor(administrator.id, administrator.name, ActsFor.PORTAL, roles=frozenset({Role.ADMINISTRATOR}))
    reset_second_factor(session, secretary, actor=actor, now=now)
    session.commit()

    assert not secretary.has_second_factor
    assert session.scalars(select(Passkey)).all() == []
    assert not logged_in(open_one)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "second-factor:reset")).one()
    assert (entry.person_id, entry.subject_id) == (administrator.id, secretary.id)
    assert "beheerder" in letters(secretary.email)[-1].text
    assert log_in(visit, secretary.email).h1 == "Stel de tweede stap in"


def test_who_strays_to_the_page_for_codes_stays_logged_in(contact, visit):
    visitor = visit.logged_in(contact)

    assert visitor.get("/inloggen/code", status=302).location.endswith("/account")
    assert logged_in(visitor)


def test_what_touches_safety_asks_for_the_password_after_an_hour(contact, visit):
    visitor = visit.logged_in(contact)
    visitor.get("/account")
    with visitor.client.session_transaction() as cookie:
        cookie["fs_paa"] = 0
    for path in ("/account/app", "/account/passkeys", "/account/herstelcodes", "/account/e-mailadres"):
        assert "/account/nog-eens" in visitor.get(path, status=302).location

    page = visitor.get("/account/app", status=302).follow()
    assert page.h1 == "Nog eens uw wachtwoord"
    assert "klopt niet" in page.submit({"password": "iets-heel-anders"}).text
    assert page.submit({"password": PASSWORD}).h1 == "Stel de tweede stap in"
