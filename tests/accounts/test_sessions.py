"""Log-ins that can be seen and ended, and that end by themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import LoginSession
from portal.accounts.rules import SESSION_LASTS, Browser, System, browser_of, system_of
from portal.audit.models import AuditEntry
from tests import world
from tests.accounts.conftest import PASSWORD, log_in, logged_in
from tests.inspector import Inspector

AGENTS = [
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
     Browser.CHROME, System.WINDOWS),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
     Browser.EDGE, System.WINDOWS),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", Browser.FIREFOX, System.LINUX),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15",
     Browser.SAFARI, System.MACOS),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile Safari/604.1",
     Browser.CHROME, System.IOS),
    ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
     Browser.CHROME, System.ANDROID),
    ("curl/8.5", Browser.OTHER, System.OTHER), ("", Browser.OTHER, System.OTHER),
]


@pytest.mark.parametrize(("agent", "browser", "system"), AGENTS)
def test_browser_is_named_as_people_name_it(agent, browser, system):
    assert (browser_of(agent), system_of(agent)) == (browser, system)


def test_log_ins_are_listed_with_the_browser(app, session, contact, visit):
    agent = {"User-Agent": AGENTS[0][0]}
    page = visit.get("/inloggen")
    visit.ask("post", "/inloggen", headers=agent, data={
        "email": contact.email, "password": PASSWORD,
        "csrf_token": page.all('main [name="csrf_token"]')[0].etree_element.get("value")})
    log_in(Inspector(app), contact.email, status=302)

    page = visit.get("/account/sessies")

    assert "Chrome op Windows deze browser" in page.text
    assert "Een onbekende browser op een onbekend apparaat" in page.text
    assert len(page.all(".ot-settings__row")) == 2


def test_another_log_in_is_ended_from_here(session, contact, visit):
    here, there = visit.logged_in(contact), visit.logged_in(contact)
    there.get("/mijn")

    page = here.get("/account/sessies").submit(button="Uitloggen", form=".ot-settings__row form")

    assert "Die browser is uitgelogd." in page.text
    assert len(page.all(".ot-settings__row")) == 1
    told = there.get("/deelnemers")
    assert "Uw sessie is beëindigd of was ouder dan 12 uur" in told.text
    assert not logged_in(there)
    assert logged_in(here)
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.person_id == contact.id).order_by(AuditEntry.id)).all()[-1] == "session:end"


def test_all_others_are_ended_at_once(session, contact, visit):
    here, others = visit.logged_in(contact), [visit.logged_in(contact) for _ in range(3)]
    for other in others:
        other.get("/mijn")

    page = here.get("/account/sessies").submit(form='form[action$="/andere"]')

    assert "3 andere browsers zijn uitgelogd." in page.text
    assert logged_in(here)
    assert not any(logged_in(other) for other in others)


def test_nobody_ends_anothers_log_in(session, network, contact, visit):
    other = world.user(session)
    session.commit()
    visit.logged_in(contact).get("/mijn")
    theirs = session.scalars(select(LoginSession.id)).one()
    intruder = visit.logged_in(other)
    key = intruder.get("/account/gegevens").one('main [name="csrf_token"]').etree_element.get("value")

    intruder.post(f"/account/sessies/{theirs}", {"csrf_token": key}, status=403)
    intruder.post(f"/account/sessies/{theirs + 1000}", {"csrf_token": key}, status=404)

    session.expire_all()
    assert session.get(LoginSession, theirs).ended_at is None


@pytest.mark.parametrize(("later", "lasts"), [(SESSION_LASTS - timedelta(seconds=1), True), (SESSION_LASTS, False)])
def test_log_in_ends_after_twelve_hours_whatever_is_done(contact, visit, world_clock, now, later, lasts):
    log_in(visit, contact.email, status=302)
    world_clock(now + later / 2)
    visit.get("/mijn")
    world_clock(now + later)

    assert logged_in(visit) == lasts


def test_reading_writes_nothing_about_a_log_in(session, contact, visit):
    visitor = visit.logged_in(contact)
    visitor.get("/mijn")
    before = session.execute(select(LoginSession.__table__)).all()

    visitor.get("/account")
    visitor.get("/account/sessies")

    assert session.execute(select(LoginSession.__table__)).all() == before


def test_what_is_sent_after_the_end_is_not_done_in_nobodys_name(session, contact, visit, world_clock, now):
    log_in(visit, contact.email, status=302)
    form = visit.get("/account/gegevens")
    world_clock(now + SESSION_LASTS)

    page = form.submit({"name": "Iemand Anders"}, status=409)

    assert "U bent niet meer ingelogd" in page.h1
    session.expire_all()
    assert contact.name != "Iemand Anders"


def test_logging_out_ends_the_row_and_a_kept_cookie_is_worth_nothing(app, session, contact, visit):
    log_in(visit, contact.email, status=302)
    thief = copy_of(app, visit)
    assert logged_in(thief)

    visit.get("/deelnemers").submit(form='form[action="/uitloggen"]')

    assert not logged_in(thief)
    assert session.scalars(select(LoginSession.ended_at)).one()


def copy_of(app, visitor):
    """Somebody who got hold of this browser's cookie."""
    thief = Inspector(app)
    with visitor.client.session_transaction() as theirs, thief.client.session_transaction() as copied:
        copied.update(theirs)
    return thief


def test_cookie_that_another_planted_does_not_become_a_log_in(app, contact, visit):
    planted = Inspector(app)
    planted.get("/inloggen")
    victim = copy_of(app, planted)

    log_in(victim, contact.email, status=302)

    assert logged_in(victim)
    assert not logged_in(planted)


def test_logging_in_again_ends_the_log_in_of_before(app, session, contact, visit):
    log_in(visit, contact.email, status=302)
    kept = copy_of(app, visit)
    visit.get("/account/wachtwoord").submit({"password": PASSWORD, "new_password": "heel-ander-fietspad-9",
                                             "new_password_confirm": "heel-ander-fietspad-9"})

    assert logged_in(visit)
    assert not logged_in(kept)


def test_new_password_ends_every_other_log_in_and_is_told(app, session, contact, visit, letters):
    other = Inspector(app)
    log_in(other, contact.email, status=302)
    log_in(visit, contact.email, status=302)
    page = visit.get("/account/wachtwoord")

    assert "klopt niet" in page.submit({"password": "iets-heel-anders", "new_password": "heel-ander-fietspad-9",
                                        "new_password_confirm": "heel-ander-fietspad-9"}).text
    assert "makkelijk te raden" in page.submit({"password": PASSWORD, "new_password": "Welkom2026!!!!",
                                                "new_password_confirm": "Welkom2026!!!!"}).text
    done = page.submit({"password": PASSWORD, "new_password": "heel-ander-fietspad-9",
                        "new_password_confirm": "heel-ander-fietspad-9"})

    assert "In elke andere browser bent u uitgelogd" in done.text
    assert not logged_in(other)
    assert letters(contact.email)[-1].kind == "accounts/reset-notice"
    assert len(visit.get("/account/sessies").all(".ot-settings__row")) == 1


def test_password_by_letter_ends_every_log_in(session, contact, visit, letters):
    visitor = visit.logged_in(contact)
    visitor.get("/mijn")
    visit.get("/wachtwoord").submit({"email": contact.email})
    visit.get(letters()[0].link).submit({"password": "heel-ander-fietspad-9", "password_confirm": "heel-ander-fietspad-9"})

    assert not logged_in(visitor)
    assert session.scalars(select(LoginSession).where(LoginSession.ended_at.is_(None))).all() == []


def test_token_in_a_header_is_no_log_in(app, contact):
    with app.test_request_context():
        token = contact.get_auth_token()
    client = app.test_client()

    with app.app_context():
        answer = client.get("/account/wachtwoord", headers={"Authentication-Token": token})

    assert answer.status_code == 302


def test_own_account_page_asks_a_fixed_number_of_questions(session, contact, visit, count_queries):
    visitor = visit.logged_in(contact)
    visitor.get("/account")

    with count_queries() as queried:
        visitor.get("/account")

    assert len([q for q in queried if q.startswith("SELECT")]) <= 6
