"""Following from the site: the same answer for every address, one's own page by a secret, stopping with one click."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from portal.core.access import OUTSIDER
from portal.core.codec import unpack
from portal.notifications import follows
from portal.notifications.delivery import compose
from portal.notifications.models import Follow, Follower, OutboxMail
from portal.notifications.rules import Rhythm, Topic
from portal.proposals.rules import Stage
from tests import world
from tests.conftest import NOW


@pytest.fixture
def network(session):
    network = world.network(session)
    world.seated_table(session, network)
    session.commit()
    return network


@pytest.fixture
def follower(session, network, now):
    def following(email="anne@example.nl", *wishes, is_proven=True):
        row = follows.ask_to_follow(
            session, network_id=network.id, email=email, wishes=wishes or [(Topic.EVERYTHING, "")], rhythm=Rhythm.DAILY,
            language="nl", is_proven=is_proven, actor=OUTSIDER, now=now)
        session.commit()
        return row
    return following


def letters(session):
    return session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


def followed(session):
    return {(row.follower.email, row.topic.value, row.name, row.rhythm.value, row.confirmed_at is not None)
            for row in session.scalars(select(Follow))}


# Asking

def test_from_the_dossier_to_a_confirmed_follow(session, network, visit):
    proposal = world.proposal(session, network, title="Wachttijd <eerder> melden")
    session.commit()
    dossier = visit.get(f"/voorstellen/{proposal.number}")
    form = dossier.one(".ot-follow form").etree_element
    asked = {field.get("name"): field.get("value") for field in form.iter("input")}

    assert (form.get("method"), asked) == ("get", {"voorstel": proposal.number})
    page = visit.get(f"{form.get('action')}?voorstel={proposal.number}&ritme=meteen")
    assert [e.etree_element.get("value") for e in page.all("input[checked]")] == [f"voorstel:{proposal.number}", "meteen"]
    answer = page.submit({"email": "Anne@Example.nl"})
    assert answer.h1 == "Kijk in uw e-mail"
    assert followed(session) == {("anne@example.nl", "voorstel", proposal.number, "meteen", False)}

    [mail] = letters(session)
    own = visit.get(urlsplit(unpack(mail.data)["manage"]).path)
    assert "Wachttijd <eerder> melden" in own.text
    assert own.submit(button="Ja, stuur mij berichten").text.count("Het is bevestigd.") == 1
    assert followed(session) == {("anne@example.nl", "voorstel", proposal.number, "meteen", True)}


def test_reading_the_link_confirms_nothing(session, network, visit, follower):
    row = follower(is_proven=False)

    visit.get(f"/volgen/{row.key}")
    assert {line[-1] for line in followed(session)} == {False}


@pytest.mark.parametrize("known", [None, "follows", "asked"])
def test_nobody_learns_whether_an_address_follows(session, network, visit, follower, known):
    if known:
        follower("anne@example.nl", is_proven=known == "follows")
    page = visit.get("/volgen")

    answer = page.submit({"email": "anne@example.nl"}, status=303)

    assert urlsplit(answer.location).path == "/volgen/gevraagd"
    assert not [cookie for cookie in answer.response.headers.getlist("Set-Cookie") if "anne" in cookie]
    assert len(letters(session)) == 1


def test_when_too_many_letters_were_sent_the_answer_is_the_same(session, network, visit, at):
    for minute in range(8):
        at(NOW + timedelta(minutes=minute))
        assert visit.get("/volgen").submit({"email": "anne@example.nl"}).h1 == "Kijk in uw e-mail"

    assert len(letters(session)) == follows.MOST_LETTERS


def test_what_is_missing_is_said_and_what_was_typed_stays(session, network, visit):
    page = visit.get("/volgen").submit({"email": "anne@", "what": ["tafel:jeugd"]}, status=422)

    assert page.errors == ["Het e-mailadres is niet compleet. Het ziet eruit als naam@voorbeeld.nl."]
    assert page.one("input[value='tafel:jeugd']").etree_element.get("checked") is not None
    assert visit.get("/volgen").submit({"email": "a@example.nl", "what": ["tafel:x", "alles"]}, status=422).errors == [
        "Kies wat u wilt volgen."]


def test_robots_are_told_and_nothing_is_stored(session, network, visit, app, monkeypatch):
    monkeypatch.setitem(app.config, "FORM_SECONDS", 3)
    page = visit.get("/volgen").submit({"email": "anne@example.nl"}, status=422)

    assert "Wacht een paar tellen" in page.text
    monkeypatch.setitem(app.config, "FORM_SECONDS", 0)
    assert "mensen niet zien" in visit.get("/volgen").submit({"email": "a@example.nl", "homepage": "x"}, status=422).text
    assert followed(session) == set() and letters(session) == []


@pytest.mark.parametrize("asked", ["voorstel=2026-99", "tafel=geen", "wet=awbz", "overeenkomst=geen", "alles=x"])
def test_what_is_not_there_cannot_be_followed(network, visit, asked):
    visit.get(f"/volgen?{asked}", status=404)
    visit.get(f"/atom.xml?{asked}", status=404)


def test_what_is_not_public_cannot_be_followed(session, network, visit):
    hidden = world.proposal(session, network, Stage.RECEIVED)
    session.commit()

    visit.get(f"/volgen?voorstel={hidden.number}", status=404)


@pytest.mark.parametrize("ritme", ["", "nooit", "<x>"])
def test_an_unknown_rhythm_is_once_a_day(network, visit, ritme):
    page = visit.get("/volgen", query_string={"ritme": ritme})

    assert page.all("input[value='dagelijks'][checked]")


# With an account

def test_the_address_of_an_account_needs_no_confirmation_and_no_patience(session, network, visit, app, monkeypatch):
    monkeypatch.setitem(app.config, "FORM_SECONDS", 3)
    person = world.contact(session, world.member(session, network))
    person.password = "$argon2id$x"
    session.commit()
    visitor = visit.logged_in(person)
    page = visitor.get("/volgen?tafel=jeugd")

    assert not page.all("input[name='email']")
    own = page.submit()
    assert own.h1 == "Wat u volgt"
    assert followed(session) == {(person.email, "tafel", "jeugd", "dagelijks", True)}
    assert letters(session) == []
    assert "Bekijk wat u nu volgt" in visitor.get("/volgen").text


def test_an_account_with_a_very_long_address_reads_why_not(session, network, visit):
    person = world.contact(session, world.member(session, network))
    person.email, person.password = f"{'a' * 60}@{'b' * 60}.example", "$argon2id$x"
    session.commit()

    page = visit.logged_in(person).get("/volgen").submit(status=422)
    assert "Dit e-mailadres is te lang voor deze berichten: hooguit 120 tekens." in page.text


def test_an_account_whose_address_was_never_proven_confirms_like_everyone(session, network, visit):
    person = world.contact(session, world.member(session, network))
    person.confirmed_at = None
    session.commit()

    assert visit.logged_in(person).get("/volgen").submit({"email": "ander@example.nl"}).h1 == "Kijk in uw e-mail"
    assert followed(session) == {("ander@example.nl", "alles", "", "dagelijks", False)}


# One's own page

def test_one_changes_how_often_and_stops_one_thing_or_all(session, network, visit, follower):
    row = follower("anne@example.nl", (Topic.TABLE, "jeugd"), (Topic.LAW, "wmo2015"))
    address = f"/volgen/{row.key}"
    own = visit.get(address)
    table = next(line for line in row.follows if line.name == "jeugd")

    own = own.submit({"act": f"change-{table.id}", "rhythm": "meteen"})
    assert "Vanaf nu: meteen." in own.text
    own = own.submit({"act": f"stop-{table.id}"})
    assert followed(session) == {("anne@example.nl", "wet", "wmo2015", "dagelijks", True)}
    done = own.submit({"act": "stop-all"})
    assert done.h1 == "U volgt niets meer"
    assert session.scalars(select(Follower)).all() == []
    visit.get(address, status=404)


def test_a_secret_opens_nobody_elses_rows(session, network, visit, follower):
    anne, bert = follower("anne@example.nl"), follower("bert@example.nl")

    visit.get(f"/volgen/{anne.key}").submit({"act": f"stop-{bert.follows[0].id}"}, status=404)
    visit.get(f"/volgen/{anne.key}").submit({"act": "stop-x"}, status=404)
    assert len(followed(session)) == 2
    visit.get(f"/volgen/{'x' * 32}", status=404)


def test_own_page_is_kept_by_nobody(network, visit, follower):
    response = visit.get(f"/volgen/{follower().key}").response

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


# One click

def test_one_click_of_a_mail_program_stops_all(session, network, visit, follower):
    row, other = follower(), follower("bert@example.nl")
    path = urlsplit(follows.stop_address(row)).path

    assert "Stop alle berichten" in visit.get(path).text
    assert len(followed(session)) == 2
    for _ in range(2):  # a program that tries again gets the same answer
        assert visit.ask("post", path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert {line[0] for line in followed(session)} == {other.email}
    assert visit.get(path, status=302).follow().h1 == "U volgt niets meer"


def test_the_button_does_the_same(session, network, visit, follower):
    page = visit.get(urlsplit(follows.stop_address(follower())).path).submit()

    assert page.h1 == "U volgt niets meer"
    assert followed(session) == set()


def test_a_forged_token_stops_nobody(session, network, visit, follower):
    row = follower()
    token = follows.stop_token(row)

    for forged in (token[:-1], token.replace(".", "x"), f"{row.id}", row.key):
        assert visit.ask("post", f"/volgen/stoppen/{forged}", data={"List-Unsubscribe": "One-Click"}).status_code == 400
    visit.get("/volgen/stoppen/x", status=404)
    assert len(followed(session)) == 1


def test_the_letter_that_asks_holds_no_more_than_needed(session, network, visit):
    visit.get("/volgen?tafel=jeugd").submit({"email": "anne@example.nl"})
    [mail] = letters(session)
    message = compose(mail)

    assert message["Subject"] == "Bevestig dat u dit wilt volgen"
    assert "- Tafel: Overlegtafel Jeugd\n" in message.get_content()
    assert "Na 14 dagen verwijderen we uw adres." in message.get_content()


@pytest.mark.parametrize(("address", "asked"), [("/", {}), ("/tafels/jeugd", {"tafel": "jeugd"})])
def test_pages_offer_to_follow_and_ask_for_no_cookie(network, visit, address, asked):
    page = visit.get(address)

    form = page.one(".ot-follow form").etree_element
    assert {field.get("name"): field.get("value") for field in form.iter("input")} == asked
    assert "Set-Cookie" not in page.response.headers


def test_an_agreement_offers_to_follow_it(session, network, visit):
    agreement = world.agreement(session, network)
    session.commit()

    assert visit.get(f"/overeenkomsten/{agreement.slug}").all(".ot-follow form input[name='overeenkomst'][value='begeleiding']")
