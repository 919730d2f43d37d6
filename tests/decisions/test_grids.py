"""The grids: municipalities beside proposals, parties beside a new text; documents; and who is reminded."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.calendar import start_of_day
from portal.decisions import announcements, queries
from portal.decisions.models import BoardDecision
from portal.proposals.rules import Stage
from tests.decisions.conftest import STARTS, decide
from tests.decisions.test_operations import refused, state
from tests.decisions.test_views import DECISION


def test_the_file_is_whole_although_the_request_is_its_own(submitted, app):
    """As a server asks it: in the context of nobody else, which would hold the session open while the lines are sent."""
    with ThreadPoolExecutor(1) as elsewhere:
        answer = elsewhere.submit(lambda: app.test_client().get("/besluiten/per-gemeente.csv").get_data(as_text=True)).result()
    assert len(answer.splitlines()) == 1 + len(submitted.places)



def test_grid_shows_every_municipality_beside_every_proposal(session, submitted, now, visit):
    decide(session, submitted, now, "Beek")
    decide(session, submitted, now, "Vaals", adopted=False, reason="=Te duur.")
    session.commit()

    page = visit.get("/besluiten/per-gemeente")
    assert "Wachttijd eerder meldenAfgewezenJa–Niet meer nodigNee" in page.text
    lines = visit.ask("get", "/besluiten/per-gemeente.csv").get_data(as_text=True).splitlines()
    assert [line.split(";")[3:5] for line in lines[1:]] == [
        ["Beek", "neemt het voorstel aan"], ["Maastricht", "Niet meer nodig"], ["Vaals", "neemt het voorstel niet aan"]]
    assert "'=Te duur." in lines[3]
    assert visit.ask("get", "/besluiten/per-gemeente.xlsx").data[:2] == b"PK"


@pytest.mark.parametrize(("address", "shown"), [
    ("?stand=open", True), ("?stand=aangenomen", False), ("?jaar=2026", True), ("?jaar=2025", False)])
def test_grid_is_narrowed(session, submitted, visit, address, shown):
    assert ("Wachttijd eerder melden" in visit.get(f"/besluiten/per-gemeente{address}").text) is shown


def test_grid_of_one_municipality(session, submitted, visit):
    page = visit.get(f"/besluiten/per-gemeente?gemeente={submitted.places['Beek'].id}")

    assert [place.etree_element.findtext("span") for place in page.all(".ot-matrix__place")] == ["Beek"]
    assert len(visit.ask("get", f"/besluiten/per-gemeente.csv?gemeente={submitted.places['Beek'].id}").get_data(as_text=True).splitlines()) == 2


@pytest.mark.parametrize("address", ["?stand=x", "?jaar=nu", "?gemeente=²"])
def test_odd_address_is_no_grid(scene, visit, address):
    visit.get(f"/besluiten/per-gemeente{address}", status=404)


def test_what_is_not_public_stays_out_of_the_grid(session, submitted, visit):
    submitted.proposal.published_at = None
    session.commit()

    assert "Hier lag geen voorstel" in visit.get("/besluiten/per-gemeente").text


def test_decision_comes_with_its_document_for_everyone_until_it_is_corrected(session, submitted, visit):
    clerk = visit.logged_in(submitted.staff["Beek"])
    overview = clerk.get(f"/bureau/besluiten/{submitted.proposal.id}").submit(
        DECISION, "Verder", files={"document": (io.BytesIO(b"%PDF-1.7 het besluit"), "besluit.pdf")})
    overview.submit(button="Leg vast")
    made = session.scalars(select(BoardDecision)).one()

    address = f"/besluiten/stukken/{made.id}"
    assert visit.get(f"/besluiten/{submitted.proposal.number}").all(f'a[href="{address}"]')
    answer = visit.ask("get", address)
    assert (answer.status_code, answer.data) == (200, b"%PDF-1.7 het besluit")
    assert "attachment" in answer.headers["Content-Disposition"]

    clerk.get(f"/bureau/besluiten/verbeteren/{made.id}").submit(
        {"correction": "Verkeerd bestand.", "number": "BW-13"}, "Verder",
        files={"document": (io.BytesIO(b"%PDF-1.7 het goede besluit"), "goed.pdf")}).submit(button="Leg vast")
    assert visit.ask("get", address).status_code == 404


def test_secretary_sees_who_takes_part_and_what_followed(session, adopted, now, visit):
    state(session, adopted, now, "Boot", takes_part=False, reason="GEHEIM wij stoppen.")
    session.commit()
    version = queries.version_from(session, adopted.proposal)
    office = visit.logged_in(adopted.secretary)

    page = office.get(f"/bureau/deelname/{version.id}")
    assert "GEHEIM wij stoppen." in page.text and "Nog niet opgezegd" in page.text
    assert "Atlas" in office.get(f"/bureau/deelname/{version.id}?stand=silent").text
    assert "Boot" not in office.get(f"/bureau/deelname/{version.id}?stand=silent").text
    lines = office.ask("get", f"/bureau/deelname/{version.id}.csv").get_data(as_text=True).splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["Atlas", "Boot"]
    assert "GEHEIM wij stoppen." in lines[2]
    assert office.ask("get", f"/bureau/deelname/{version.id}.xlsx").data[:2] == b"PK"


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx"])
def test_reasons_of_parties_are_for_the_secretary_alone(session, adopted, visit, ending):
    address = f"/bureau/deelname/{queries.version_from(session, adopted.proposal).id}{ending}"

    visit.logged_in(adopted.contacts["Atlas"]).get(address, status=403)
    visit.logged_in(adopted.staff["Beek"]).get(address, status=403)
    visit.get(address, status=302)


def test_boards_that_have_not_decided_are_reminded(session, submitted, now):
    decide(session, submitted, now, "Beek")
    session.commit()
    assert announcements.board_reminders(session, now + timedelta(days=27)) == []

    first = announcements.board_reminders(session, now + timedelta(days=28))
    again = announcements.board_reminders(session, now + timedelta(days=41))
    second = announcements.board_reminders(session, now + timedelta(days=42))

    assert {letter.email for letter in first} == {submitted.staff[name].email for name in ("Maastricht", "Vaals")}
    assert {letter.event for letter in first} == {letter.event for letter in again} != {letter.event for letter in second}


def test_parties_that_said_nothing_are_reminded_of_what_silence_means(session, adopted, now):
    adopted.network.settings = {"silence": "leaves"}
    state(session, adopted, now, "Atlas")
    session.commit()
    assert announcements.participation_reminders(session, start_of_day(STARTS) - timedelta(days=25)) == []

    due = announcements.participation_reminders(session, start_of_day(STARTS) - timedelta(days=7))

    assert [letter.email for letter in due] == [adopted.contacts["Boot"].email]
    assert due[0].data["silence"].value == "leaves"
    assert announcements.participation_reminders(session, start_of_day(STARTS)) == []


def test_nobody_is_reminded_of_what_was_rejected(session, submitted, now):
    decide(session, submitted, now, "Vaals", adopted=False)
    session.commit()

    assert submitted.proposal.stage == Stage.REJECTED
    assert announcements.board_reminders(session, now + timedelta(days=60)) == []
    assert announcements.participation_reminders(session, now + timedelta(days=60)) == []


def test_page_of_participation_says_what_silence_means(session, adopted, at, visit):
    adopted.network.settings = {"silence": "takes_part"}
    session.commit()
    version = queries.version_from(session, adopted.proposal)
    atlas = visit.logged_in(adopted.contacts["Atlas"])
    assert "Wie niets zegt, neemt deel." in atlas.get(f"/mijn/deelname/{version.id}").text

    at(start_of_day(STARTS) + timedelta(days=1))
    assert "Uw partij zei het niet. Wie niets zegt, neemt deel." in atlas.get(f"/mijn/deelname/{version.id}").text
    assert refused(lambda: state(session, adopted, start_of_day(STARTS), "Atlas")).code == "participation:closed"
