"""A meeting of a table in real browsers: from an empty agenda to adopted minutes, with dragging, a substitute, hands, a remark."""

from datetime import timedelta

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.core import clock
from portal.core.calendar import local_day
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import MeetingState
from tests import world

PASSWORD = "een lange zin die niemand raadt"
SECRET = "Dit blijft aan deze tafel"

pytestmark = pytest.mark.browser


@pytest.fixture
def town(app, act, server):
    """A network with a table of two providers, a proposal that waits for it, and a secretary."""

    def build(session):
        network = world.network(session)
        place = world.municipality(session, network, is_host=True)
        secretary = world.secretary(session, place)
        boat, tree = world.member(session, network), world.member(session, network, "De Lindeboom")
        carla, daan = world.contact(session, boat), world.contact(session, tree, "Daan Smeets")
        world.seated_table(session, network, boat, tree)
        proposal = world.proposal(session, network)
        for person in (secretary, carla, daan):
            person.password = hash_password(PASSWORD)
        return {"secretary": secretary.email, "carla": carla.email, "boat": boat.id, "tree": tree.id, "proposal": proposal.title}

    return act(build)


def arrive(visitor, email):
    """Log in, and wait until that is done: a busy machine takes its time."""
    person = visitor()
    person.log_in(email, PASSWORD)
    person.page.wait_for_url(lambda url: "/inloggen" not in url)
    return person


def order(act):
    return act(lambda session: [item.title or "voorstel" for item in session.scalars(select(AgendaItem).order_by(AgendaItem.position))])


def make_agenda(sien, act, day):
    """Out of nothing; put in order by dragging, and by the buttons with the mouse and with the keyboard."""
    sien.go("/bureau/bijeenkomsten/nieuw")
    sien.page.locator("main [name='table']").first.check()
    sien.fill(day=day.isoformat(), begins="13:30", ends="16:00", place="Stadhuis, zaal 3")
    sien.press("Bewaar als concept")
    for title in ("Rondvraag", "Opening"):
        sien.fill(title=title, planned_minutes="10")
        sien.press("Voeg toe aan de agenda")
    sien.page.get_by_role("button", name="Zet op de agenda").first.click()
    sien.page.wait_for_load_state()
    assert order(act) == ["Rondvraag", "Opening", "voorstel"]
    points = sien.page.locator("[data-item]")
    with sien.page.expect_navigation():
        points.nth(2).drag_to(points.nth(0), target_position={"x": 20, "y": 3})
    sien.look()
    assert order(act) == ["voorstel", "Rondvraag", "Opening"]
    sien.page.get_by_role("button", name="Omhoog Opening").click()
    sien.page.wait_for_load_state()
    sien.page.get_by_role("button", name="Omhoog Opening").press("Enter")
    sien.page.wait_for_load_state()
    assert order(act) == ["Opening", "voorstel", "Rondvraag"]


def lay_a_paper_and_invite(sien, number):
    sien.go(f"/bureau/bijeenkomsten/{number}/stukken")
    sien.page.set_input_files("[name='document']", {"name": "cijfers.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 cijfers"})
    sien.fill(title="Cijfers van het kwartaal")
    sien.choose(readers="everyone")
    sien.press("Voeg dit stuk toe")
    sien.go(f"/bureau/bijeenkomsten/{number}/uitnodigen")
    sien.press("Verstuur naar 2 personen")


def send_a_substitute(carla, slug):
    carla.go(f"/bijeenkomsten/{slug}")
    assert "Cijfers van het kwartaal" in carla.text
    carla.page.emulate_media(media="print")
    assert not carla.page.locator("footer").is_visible()  # it would be a second page of paper
    carla.page.emulate_media(media="screen")
    carla.press("Geef door of u komt")
    carla.choose(presence="substitute")
    carla.fill(substitute="Pien Aarts")
    carla.press("Verstuur dit antwoord")
    assert "Pien Aarts" in carla.text


def record_the_day(sien, town, number, day):
    """Attendance, an outcome with hands and an internal note, the wall of the room, an action."""
    sien.go(f"/bureau/bijeenkomsten/{number}/bezig?punt=2")
    sien.page.check(f"[name='aanwezig-{town['tree']}'][value='present']")
    sien.press("Bewaar aanwezigheid")
    sien.fill(discussion="Er zijn drie vragen.", conclusion="De tafel is het eens.", in_favour="2", against="0", abstained="0", note=SECRET)
    sien.choose(outcome="make_preliminary")
    sien.press("Leg vast en ga naar punt 3")
    sien.go(f"/bureau/bijeenkomsten/{number}/scherm?punt=2")
    assert "De tafel is het eens." in sien.text and SECRET not in sien.text
    sien.go(f"/bureau/bijeenkomsten/{number}/bezig?punt=3")
    sien.press("Acties toevoegen of weghalen")
    sien.fill(what="Cijfers sturen", who="De Papieren Boot", due_on=(day + timedelta(days=10)).isoformat())
    sien.press("Voeg deze actie toe")


def go_over_the_draft(sien, carla, number):
    """Sent, remarked on, answered and mended."""
    sien.go(f"/bureau/bijeenkomsten/{number}/verslag")
    sien.fill(text="De raad was te gast.")
    sien.press("Bewaar het verslag")
    sien.press("Lees na en verstuur het concept")
    sien.fill(days="7")
    sien.press("Verstuur het concept naar 2 personen")
    assert "Het concept ligt bij de leden" in sien.text
    carla.go("/mijn")
    carla.press("Lees het concept")
    assert SECRET in carla.text
    carla.press("Opmerking over punt 2")
    carla.fill(text="Er waren vier vragen.")
    carla.press("Verstuur deze opmerking")
    sien.go(f"/bureau/bijeenkomsten/{number}/verslag")
    sien.press("Beantwoord deze opmerking")
    sien.choose(handling="taken_over")
    sien.press("Bewaar en verstuur dit antwoord")
    sien.go(f"/bureau/bijeenkomsten/{number}/bezig?punt=2")
    sien.fill(discussion="Er zijn vier vragen.")
    sien.press("Bewaar alleen de tekst")


def test_from_an_empty_agenda_to_adopted_minutes(act, visitor, town, pass_time):
    day = act(lambda _session: local_day(clock.now())) + timedelta(days=20)
    sien = arrive(visitor, town["secretary"])
    make_agenda(sien, act, day)
    slug, number = act(lambda session: tuple(session.execute(select(Meeting.slug, Meeting.id)).one()))
    lay_a_paper_and_invite(sien, number)
    send_a_substitute(arrive(visitor, town["carla"]), slug)

    pass_time(days=20)
    sien = arrive(visitor, town["secretary"])
    record_the_day(sien, town, number, day)
    go_over_the_draft(sien, arrive(visitor, town["carla"]), number)

    pass_time(days=14)
    sien = arrive(visitor, town["secretary"])
    sien.go(f"/bureau/bijeenkomsten/{number}/verslag/vaststellen")
    sien.press("Stel het verslag vast en publiceer het")
    assert act(lambda session: session.scalars(select(Meeting.state)).one()) == MeetingState.ADOPTED
    anyone = visitor()
    anyone.go(f"/bijeenkomsten/{slug}")
    for words in ("Er zijn vier vragen.", "2 voor, 0 tegen", "Vervanger aanwezig", "Een deel van dit punt is intern", "Cijfers sturen"):
        assert words in anyone.text, words
    assert SECRET not in anyone.text and "Pien Aarts" not in anyone.text
    carla = arrive(visitor, town["carla"])
    carla.go(f"/bijeenkomsten/{slug}/intern")
    assert SECRET in carla.text and "vier" in carla.page.inner_text("ins")
