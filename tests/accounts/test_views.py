"""Logging in and out, choosing a password, and access that ends at once. With real passwords."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.operations import ensure_user, grant_role, invite
from portal.core.access import SYSTEM
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world

PASSWORD = "vier-groene-fietsen"
WRONG = "Het e-mailadres of het wachtwoord klopt niet."


def log_in(visit, email, password=PASSWORD, path="/inloggen", **options):
    return visit.get(path).submit({"email": email, "password": password}, **options)


def logged_in(visit):
    return bool(visit.get("/deelnemers").all('form[action="/uitloggen"]'))


def test_contact_person_logs_in_and_comes_where_the_work_is(network, contact, visit):
    answer = log_in(visit, contact.email, status=302)

    assert answer.location.endswith("/welkom")
    assert visit.get("/welkom", status=302).location.endswith("/mijn")
    assert logged_in(visit)


def test_e_mail_address_may_be_written_in_capitals(network, contact, visit):
    log_in(visit, contact.email.upper(), status=302)

    assert logged_in(visit)


@pytest.mark.parametrize(("role", "start"), [("secretary", "/bureau"), ("board_staff", "/bureau")])
def test_municipal_staff_start_at_the_desk(session, network, visit, role, start):
    person = getattr(world, role)(session, world.municipality(session, network))
    session.commit()

    assert visit.logged_in(person).get("/welkom", status=302).location == start


def test_wrong_password_and_unknown_account_get_the_same_answer(network, contact, visit):
    """Nobody learns who has an account."""
    wrong = log_in(visit, contact.email, "iets-heel-anders")
    unknown = log_in(visit, "niemand@example.nl")

    assert wrong.text.replace(contact.email, "") == unknown.text.replace("niemand@example.nl", "")
    assert WRONG in wrong.text
    assert wrong.one("#email").etree_element.get("value") == contact.email
    assert not logged_in(visit)


def test_person_without_a_password_cannot_log_in(session, network, visit):
    person = world.contact(session, world.member(session, network))
    session.commit()

    assert WRONG in log_in(visit, person.email, "").text or not logged_in(visit)
    assert WRONG in log_in(visit, person.email).text


def test_closed_account_cannot_log_in(session, network, contact, visit):
    contact.active = False
    session.commit()

    assert WRONG in log_in(visit, contact.email).text
    assert not logged_in(visit)


@pytest.mark.parametrize("elsewhere", ["https://kwaad.example/", "//kwaad.example", "/\\kwaad.example", "///kwaad.example",
                                       "javascript:alert(1)"])
def test_after_logging_in_nobody_is_sent_to_another_site(network, contact, visit, elsewhere):
    answer = visit.ask("post", "/inloggen", query_string={"next": elsewhere}, data={
        "email": contact.email, "password": PASSWORD,
        "csrf_token": visit.get("/inloggen").all('main [name="csrf_token"]')[0].etree_element.get("value")})

    assert urlsplit(answer.headers.get("Location", "")).netloc in ("", "localhost")
    assert "kwaad" not in urlsplit(answer.headers.get("Location", "")).netloc


def test_after_logging_in_one_comes_where_one_wanted_to_be(session, network, visit):
    person = world.secretary(session, world.municipality(session, network))
    person.password = hash_password(PASSWORD)
    session.commit()
    turned_away = visit.get("/bureau/signalen", status=302)

    answer = log_in(visit, person.email, path=turned_away.location, status=302)

    assert answer.location.endswith("/bureau/signalen")


def test_language_choice_never_leads_to_another_site(network, visit):
    for elsewhere in ("https://kwaad.example/", "//kwaad.example", "/\\kwaad.example"):
        assert visit.get(f"/taal/en?terug={elsewhere}", status=302).location == "/"


def test_logging_out_ends_the_session_and_is_a_post(network, contact, visit):
    log_in(visit, contact.email, status=302)
    visit.get("/uitloggen", status=405)

    visit.get("/deelnemers").submit(form='form[action="/uitloggen"]')

    assert not logged_in(visit)
    assert "/inloggen" in visit.get("/mijn", status=302).location


def test_grant_that_ended_gives_no_access_at_once(session, network, contact, visit, now):
    """Former contacts can do nothing any more, also when they are still logged in."""
    log_in(visit, contact.email, status=302)
    assert visit.ask("get", "/mijn").status_code == 200

    session.scalars(select(RoleGrant).where(RoleGrant.user_id == contact.id)).one().ends_at = now
    session.commit()

    visit.get("/mijn", status=403)


def test_grant_that_has_yet_to_begin_gives_no_access(session, network, visit, now):
    provider = world.member(session, network)
    person = world.user(session)
    session.add(RoleGrant(user_id=person.id, role=Role.CONTACT, party_id=provider.id, begins_at=now + timedelta(seconds=1)))
    session.commit()

    visit.logged_in(person).get("/mijn", status=403)


def letter(session, kind):
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id.desc())).first()
    message = compose(mail)
    link = re.search(r"http://localhost(/wachtwoord/\S+)", message.get_content())
    return message, link and link[1]


def test_invitation_leads_to_a_password_and_a_log_in(session, network, visit, now):
    provider = world.member(session, network)
    person = ensure_user(session, email="Eva@Koe.example", name="Eva Nieuw", now=now)
    grant_role(session, person, Role.CONTACT, place_id=provider.id, actor=SYSTEM, now=now)
    invite(session, person, for_name=provider.name, now=now)
    session.commit()
    message, link = letter(session, "accounts/invitation")
    assert message["To"] == "Eva Nieuw <eva@koe.example>"
    assert provider.name in message.get_content()

    form = visit.get(link)
    assert form.h1 == "Kies uw wachtwoord"
    different = form.submit({"password": PASSWORD, "password_confirm": "iets-heel-anders"})
    assert "niet hetzelfde" in different.text
    short = form.submit({"password": "kort", "password_confirm": "kort"})
    assert "ten minste 12 tekens" in short.text

    saved = form.submit({"password": PASSWORD, "password_confirm": PASSWORD})

    assert "Uw wachtwoord is bewaard" in saved.text
    log_in(visit, "eva@koe.example", status=302)
    assert logged_in(visit)
    assert letter(session, "accounts/reset-notice")[0]["Subject"] == "Uw wachtwoord is veranderd"


def test_link_works_once(session, network, visit, now):
    person = ensure_user(session, email="eva@koe.example", name="Eva Nieuw", now=now)
    invite(session, person, for_name="De Papieren Boot", now=now)
    session.commit()
    _, link = letter(session, "accounts/invitation")
    visit.get(link).submit({"password": PASSWORD, "password_confirm": PASSWORD})

    again = visit.get(link, status=302).follow()

    assert "werkt niet meer" in again.text


def test_made_up_link_leads_to_asking_a_new_one(network, visit):
    page = visit.get("/wachtwoord/onzin", status=302).follow()

    assert page.h1 == "Kies een nieuw wachtwoord"
    assert "werkt niet meer" in page.text


def test_asking_a_new_password_says_the_same_for_everyone(session, network, contact, visit):
    known = visit.get("/wachtwoord").submit({"email": contact.email})
    unknown = visit.get("/wachtwoord").submit({"email": "niemand@example.nl"})

    assert known.text.replace(contact.email, "…") == unknown.text.replace("niemand@example.nl", "…")
    assert "Dan hebben we u een link gestuurd" in known.text
    letters = {mail.email: mail.kind for mail in session.scalars(select(OutboxMail))}
    assert letters == {contact.email: "accounts/reset-instructions", "niemand@example.nl": "accounts/nothing-to-do"}
    _, link = letter(session, "accounts/reset-instructions")
    visit.get(link).submit({"password": "nog-veel-meer-fietsen", "password_confirm": "nog-veel-meer-fietsen"})
    log_in(visit, contact.email, "nog-veel-meer-fietsen", status=302)
    assert logged_in(visit)


def test_link_in_the_letter_is_of_this_site_whatever_the_request_says(session, app, network, contact):
    client = app.test_client()
    with app.app_context():
        form = client.get("/wachtwoord", base_url="http://kwaad.example")
        key = re.search(r'name="csrf_token" value="([^"]+)"', form.text)
        if key:
            client.post("/wachtwoord", base_url="http://kwaad.example", data={"email": contact.email, "csrf_token": key[1]})
    session.rollback()

    assert "kwaad" not in str([mail.data for mail in session.scalars(select(OutboxMail))])


def test_who_has_a_password_is_not_invited_again(session, network, contact, now):
    invite(session, contact, for_name="De Papieren Boot", now=now)
    session.commit()

    assert session.scalars(select(OutboxMail)).all() == []


@pytest.mark.parametrize(("email", "password", "error"), [
    ("", PASSWORD, WRONG), ("carla", PASSWORD, WRONG), ("", "", WRONG)])
def test_empty_and_odd_input_is_answered_in_dutch(network, visit, email, password, error):
    assert error in log_in(visit, email, password).text


def test_english_is_spoken_to_who_wants_english(network, visit):
    visit.get("/taal/en", status=302)

    assert "The e-mail address or the password is not right." in visit.get("/inloggen").submit(
        {"email": "niemand@example.nl", "password": PASSWORD}).text


def test_passwords_are_never_kept_as_they_are(session, contact):
    assert session.scalars(select(User.password)).one().startswith("$argon2")
