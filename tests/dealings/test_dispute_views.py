"""Pages of disputes, for both sides and for nobody else; and the agenda on which one stands without a word."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.dealings import disputes
from portal.dealings.models import Dispute
from portal.dealings.rules import DisputeState, Side
from portal.meetings import operations
from portal.meetings.rules import Presence
from portal.meetings.waiting_queries import waiting_disputes
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world
from tests.dealings.test_disputes import by_office, dispute, take  # noqa: F401 - fixtures

OWN = {"contact", "substitute", "representative", "colleague", "party_admin"}
SPEAK = {"contact", "substitute", "representative"}
PUBLIC = "Geschil tussen gemeente en een aanbieder"
PDF = b"%PDF-1.7 brief"


def statuses(visitors, path):
    return {name: visitor.ask("get", path).status_code for name, visitor in visitors.items()}


def fresh(session, row):
    session.expire_all()
    return session.get(Dispute, row.id)


@pytest.mark.parametrize(("path", "allowed"), [("", OWN), ("/stap", OWN), ("/schrijven", SPEAK), ("/agenda", SPEAK)])
def test_a_dispute_exists_for_its_own_party_alone(visitors, dispute, path, allowed):  # noqa: F811
    found = statuses(visitors, f"/mijn/geschillen/{dispute.id}{path}")

    assert {name for name, status in found.items() if status == 200} == allowed
    assert found["other party"] == found["secretary"] == found["board staff"] == 404


@pytest.mark.parametrize("path", ["", "/nieuw", "/{id}", "/{id}/stap", "/{id}/schrijven", "/{id}/agenda"])
def test_the_desk_is_the_secretarys(visitors, dispute, path):  # noqa: F811
    found = statuses(visitors, "/bureau/geschillen" + path.format(id=dispute.id))

    assert {name for name, status in found.items() if status == 200} == {"secretary"}
    assert found["anyone"] == 302 and found["contact"] == found["board staff"] == 403


def test_who_speaks_puts_it_in_writing(session, house, visitors):
    assert {name for name, status in statuses(visitors, "/mijn/geschillen/nieuw").items() if status == 200} == SPEAK | {"other party"}
    over = visitors["contact"].get("/mijn/geschillen/nieuw").submit(
        {"subject": "Reistijd", "text": "Wij rijden meer."}, "Verder", files={"document": (BytesIO(PDF), "brief.pdf")})
    assert "brief.pdf" in over.text
    page = over.submit(button="Stel dit geschil op schrift")

    row = session.scalars(select(Dispute)).one()
    assert (row.party_id, row.raised_by) == (house.boat.id, Side.PARTY) and "Wij rijden meer." in page.text
    document = row.entries[0].document_id
    assert page.visitor.get(f"/mijn/geschillen/stukken/{document}").response.data == PDF
    assert visitors["secretary"].get(f"/bureau/geschillen/stukken/{document}").response.data == PDF
    visitors["other party"].get(f"/mijn/geschillen/stukken/{document}", status=404)


def test_municipality_puts_it_in_writing_and_the_party_answers(session, house, visitors):
    form = visitors["secretary"].get("/bureau/geschillen/nieuw")
    assert form.submit({"subject": "x", "text": "x"}, "Verder", status=422).errors == ["Kies de aanbieder."]
    over = form.submit({"party_id": str(house.boat.id), "subject": "Dossiers", "text": "Te laat."}, "Verder")
    assert "De Boot" in over.text
    over.submit(button="Stel dit geschil op schrift")
    row = session.scalars(select(Dispute)).one()

    own = visitors["contact"].get("/mijn")
    assert "Dossiers" in own.text and "Dossiers" not in visitors["other party"].get("/mijn").text
    assert "U hebt nog niet geantwoord." in own.visitor.get(f"/mijn/geschillen/{row.id}").text
    own.visitor.get(f"/mijn/geschillen/{row.id}/schrijven").submit({"text": "Wij waren op tijd."})
    assert "Dossiers" not in own.visitor.get("/mijn").text
    assert "Wij waren op tijd." in visitors["secretary"].get(f"/bureau/geschillen/{row.id}").text


def test_steps_are_read_over_and_each_side_sees_its_own(session, visitors, dispute):  # noqa: F811
    own = visitors["contact"].get(f"/mijn/geschillen/{dispute.id}/stap")
    assert [e.etree_element.get("value") for e in own.all('[name="step_name"]')] == ["withdraw"]
    assert "Er is nu geen stap" in visitors["colleague"].get(f"/mijn/geschillen/{dispute.id}/stap").text
    desk = visitors["secretary"].get(f"/bureau/geschillen/{dispute.id}/stap")
    assert [e.etree_element.get("value") for e in desk.all('[name="step_name"]')] == ["talk_over", "settle"]

    assert desk.submit({"step_name": "withdraw", "happened_on": "2026-03-20", "note": "x"}, "Verder", status=422).errors
    over = desk.submit({"step_name": "talk_over", "happened_on": "20-03-2026", "note": "Besproken met de directeur"}, "Verder")
    assert "vrijdag 20 maart 2026" in over.text and fresh(session, dispute).state == DisputeState.RAISED
    page = over.submit(button="Leg deze stap vast")
    assert fresh(session, dispute).state == DisputeState.TALKED_OVER and "Besproken met de directeur" in page.text
    assert "Besproken met de directeur" in visitors["contact"].get(f"/mijn/geschillen/{dispute.id}").text


def test_party_cannot_take_the_municipalitys_step(session, visitors, dispute):  # noqa: F811
    page = visitors["contact"].get(f"/mijn/geschillen/{dispute.id}/stap")

    assert page.submit({"step_name": "settle", "happened_on": "2026-03-20", "note": "x", "act": "send"}, status=422).errors
    assert fresh(session, dispute).state == DisputeState.RAISED


def test_words_for_the_agenda_are_proposed_and_agreed(session, visitors, dispute):  # noqa: F811
    visitors["secretary"].get(f"/bureau/geschillen/{dispute.id}/agenda").submit({"title": "Tarief voor reistijd"})
    page = visitors["contact"].get(f"/mijn/geschillen/{dispute.id}")
    assert "De andere partij stelt voor" in page.text and "Tarief voor reistijd" in page.text

    form = visitors["contact"].get(f"/mijn/geschillen/{dispute.id}/agenda")
    assert form.submit({}, status=422).errors == ["Kies of u akkoord gaat."]
    form.submit({"choice": "agree"})
    assert fresh(session, dispute).agreed_title == "Tarief voor reistijd"


def test_words_that_changed_meanwhile_are_not_agreed_to(session, visitors, dispute):  # noqa: F811
    visitors["secretary"].get(f"/bureau/geschillen/{dispute.id}/agenda").submit({"title": "Tarief"})
    form = visitors["contact"].get(f"/mijn/geschillen/{dispute.id}/agenda")
    visitors["secretary"].get(f"/bureau/geschillen/{dispute.id}/agenda").submit({"title": "De Boot en het tarief"})

    page = form.submit({"choice": "agree"}, status=422)
    assert "De Boot en het tarief" in page.text and not fresh(session, dispute).agreed_title


# The desk

def tasks(desk):
    return [" ".join("".join(e.etree_element.itertext()).split()) for e in desk.get("/bureau").all(".ot-queue__item")
            if "geschil" in "".join(e.etree_element.itertext()).casefold()]


def test_the_desk_has_one_task_at_a_time_with_its_day(session, house, visitors, dispute, now, at):  # noqa: F811
    desk = visitors["secretary"]
    assert [row for row in tasks(desk) if "Lees wat de aanbieder schreef" in row] and len(tasks(desk)) == 1
    desk.get(f"/bureau/geschillen/{dispute.id}").submit(button="Markeer als gelezen")
    assert "Zet het geschil op de agenda" in tasks(desk)[0] and len(tasks(desk)) == 1

    meeting = world.meeting(session, house.network)
    operations.add_item(session, meeting, dispute=session.get(Dispute, dispute.id), actor=house.office, now=now)
    session.commit()
    assert tasks(desk) == []
    row = fresh(session, dispute)
    take(session, house, row, "talk_over", now)
    take(session, house, row, "mediate", now, next_on=now.date() + timedelta(days=3))
    session.commit()
    assert "Kijk hoe het gaat bij de mediator" in tasks(desk)[0]
    take(session, house, fresh(session, dispute), "settle", now)
    session.commit()
    assert tasks(desk) == []
    assert "Geëindigd" in desk.get("/bureau/geschillen").text


# The agenda

@pytest.fixture
def called(session, house, dispute, now):  # noqa: F811
    """A meeting of the whole network with the dispute on its agenda."""
    meeting = world.meeting(session, house.network)
    operations.add_item(session, meeting, dispute=dispute, actor=house.office, now=now)
    operations.invite(session, meeting, actor=house.office, now=now)
    session.commit()
    return meeting


def test_it_waits_for_the_next_meeting_and_is_put_on_from_there(session, house, visitors, dispute, now):  # noqa: F811
    meeting = world.meeting(session, house.network)
    session.commit()
    page = visitors["secretary"].get(f"/bureau/bijeenkomsten/{meeting.id}")
    assert "Geschil met De Boot" in page.text and f'heet het "{PUBLIC}"' in page.text

    page = page.submit(form='form[action$="/toevoegen"]')
    assert PUBLIC in page.text and "Geschil met De Boot" not in page.text
    assert waiting_disputes(session, house.network) == []


def test_agenda_calendar_and_letters_say_only_that_there_is_one(session, house, visitors, called):
    for name, visitor in visitors.items():
        for path in (f"/bijeenkomsten/{called.slug}", f"/bijeenkomsten/{called.slug}.ics", "/bijeenkomsten", "/feed.atom", "/",
                     f"/mijn/bijeenkomsten/{called.id}", f"/bureau/bijeenkomsten/{called.id}/bezig",
                     f"/bureau/bijeenkomsten/{called.id}/uitnodigen"):
            text = visitor.ask("get", path).text
            assert "GEHEIM" not in text and "geschillen/" not in text.replace("/mijn/geschillen", "").replace("/bureau/geschillen/", ""), (name, path)
    assert PUBLIC in visitors["anyone"].get(f"/bijeenkomsten/{called.slug}").text
    invitation = session.scalars(select(OutboxMail).where(OutboxMail.kind == "meetings/invitation")).first()
    assert PUBLIC in compose(invitation).get_body(("plain",)).get_content() and "GEHEIM" not in str(compose(invitation))


def test_agreed_words_are_a_change_of_the_agenda(session, house, visitors, called, dispute, now):  # noqa: F811
    assert not operations.needs_update(called)
    disputes.propose_title(session, dispute, title="Tarief voor reistijd", actor=house.office, now=now)
    assert not operations.needs_update(called)
    disputes.agree_on_title(session, dispute, title="Tarief voor reistijd", actor=house.boat_actor, now=now)
    assert operations.needs_update(called)
    session.commit()

    page = visitors["anyone"].get(f"/bijeenkomsten/{called.slug}")
    assert "Tarief voor reistijd" in page.text and PUBLIC not in page.text


def test_talking_it_over_is_recorded_with_the_dispute_and_nothing_in_the_minutes(session, house, visitors, called, at):
    at(called.starts_at)
    desk = visitors["secretary"]
    page = desk.get(f"/bureau/bijeenkomsten/{called.id}/bezig")
    assert 'name="discussion"' not in page.html and "/acties" not in page.html and PUBLIC in page.text
    page.submit(button="Leg vast")

    row = session.scalars(select(Dispute)).one()
    assert row.state == DisputeState.TALKED_OVER
    assert "Besproken in de bijeenkomst van donderdag 16 april 2026" in row.entries[-1].text
    item = session.get(type(called), called.id).items[0]
    assert item.handled_at and item.conclusion == ""
    meeting = session.get(type(called), called.id)
    operations.note_attendance(session, meeting, presences={p.id: (Presence.PRESENT, "") for p in (house.boat, house.lantern)},
                               actor=house.office, now=called.starts_at)
    operations.write_minutes(session, meeting, text="Verder niets.", actor=house.office, now=called.starts_at)
    operations.send_draft(session, meeting, days=1, actor=house.office, now=called.starts_at)
    operations.adopt_minutes(session, meeting, actor=house.office, now=called.starts_at + timedelta(days=2))
    session.commit()
    minutes = visitors["anyone"].get(f"/bijeenkomsten/{called.slug}")
    assert "Wat er is gezegd, blijft tussen de twee partijen." in minutes.text and "GEHEIM" not in minutes.html


def test_nothing_can_be_written_at_the_point_of_a_dispute(session, house, called, now):
    item, office, day = called.items[0], house.office, called.starts_at
    acts = [
        lambda: operations.change_item(session, item, title="Ruzie met De Boot", planned_minutes=15, actor=office, now=now),
        lambda: operations.keep_item(session, item, discussion="x", conclusion="", version=item.version, actor=office, now=day),
        lambda: operations.add_action(session, item, what="x", who="x", due_on=day.date(), actor=office, now=day)]

    for act in acts:
        with pytest.raises(operations.Refused) as refusal:
            act()
        assert refusal.value.code == "item:dispute-is-kept"


@pytest.mark.parametrize("state", sorted(set(DisputeState) - {DisputeState.RAISED}))
def test_what_was_talked_over_does_not_go_on_an_agenda_again(session, house, dispute, now, state):  # noqa: F811
    dispute.state = state

    with pytest.raises(operations.Refused) as refusal:
        operations.add_item(session, world.meeting(session, house.network), dispute=dispute, actor=house.office, now=now)
    assert refusal.value.code == "item:dispute-not-ready"
    assert waiting_disputes(session, house.network) == []


def test_dispute_stands_once_on_an_agenda(session, house, called, dispute, now):  # noqa: F811
    with pytest.raises(operations.Refused) as refusal:
        operations.add_item(session, called, dispute=dispute, actor=house.office, now=now)
    assert refusal.value.code == "item:already-there"


# Nowhere else

def words_of(response):
    """All that an answer says, a workbook unpacked."""
    if "spreadsheet" not in response.content_type:
        return response.text
    with ZipFile(BytesIO(response.data)) as book:
        return " ".join(book.read(name).decode() for name in book.namelist())


def test_markers_are_on_no_other_surface(session, house, visitors, dispute, by_office, now):  # noqa: F811
    world.disclosure(session, house.network, house.boat, about="MELDING-GEHEIM")
    session.commit()
    readers = {name: visitors[name] for name in ("anyone", "other party", "board staff")}
    paths = ("/", "/voorstellen", "/bijeenkomsten", "/tafels", "/besluiten", "/overeenkomsten", "/deelnemers", "/deelnemers.csv",
             "/deelnemers.xlsx", "/signalen", "/feed.atom", "/zoeken?q=geheim", "/zoeken?q=geschil", "/mijn", "/mijn/geschillen", "/mijn/belangen", "/mijn/informatieverzoeken",
             "/bureau", "/bureau/geschillen", "/bureau/bijeenkomsten", "/bureau/stemmingen", f"/mijn/geschillen/{dispute.id}",
             f"/bureau/geschillen/{by_office.id}")

    for name, reader in readers.items():
        for path in paths:
            assert "GEHEIM" not in words_of(reader.ask("get", path)), (name, path)
    others = [letter for letter in session.scalars(select(OutboxMail)) if letter.email != house.people[Role.CONTACT].email]
    assert others and not any("GEHEIM" in str(compose(letter)) for letter in others)


def test_empty_pages_say_what_comes(visitors):
    assert "Er loopt geen geschil." in visitors["secretary"].get("/bureau/geschillen").text
    assert "Er is geen geschil tussen uw organisatie en de gemeente." in visitors["contact"].get("/mijn/geschillen").text


def test_number_of_queries_does_not_grow(session, house, visitors, count_queries, now):
    def asked(role, path):
        visitors[role].get(path)
        with count_queries() as queried:
            visitors[role].get(path)
        return len(queried)

    def more(count):
        for number in range(count):
            party = world.member(session, house.network, f"Lid {number}")
            for actor, whom in ((house.office, house.boat), (house.boat_actor, house.boat), (house.office, party)):
                disputes.raise_dispute(session, house.network, party_id=whom.id, subject=f"G{number}", text="x", actor=actor, now=now)
        session.commit()

    more(1)
    pages = [("secretary", "/bureau/geschillen"), ("contact", "/mijn/geschillen"), ("secretary", "/bureau"), ("contact", "/mijn")]
    before = [asked(*page) for page in pages]
    more(6)
    assert [asked(*page) for page in pages] == before
