"""Casting a vote, the page of a vote before and after its end, and the secretary's record."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Stage
from portal.votes import operations, queries
from portal.votes.models import Ballot, Vote
from portal.votes.rules import Choice
from tests import world

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MARKER = "Kievitsei"
"""A word in an explanation that may be nowhere before the vote has closed."""


@pytest.fixture
def page(scene, visit):
    """The ballot as the contact of a party sees it."""
    return lambda name="Atlas", **options: visit.logged_in(scene.contacts[name]).get(
        f"/voorstellen/{scene.proposal.number}/stemmen", **options)


def count(session):
    return session.scalar(select(func.count(Ballot.id)))


def test_vote_is_read_over_then_sent_then_a_receipt(session, scene, vote, page):
    ballot = page()
    assert "Wachttijd melden" in ballot.text
    overview = ballot.submit({"choice": "against", "explanation": "Te snel."}, "Verder")
    assert overview.h1 == "Lees uw stem na"
    assert count(session) == 0

    receipt = overview.submit(button="Verstuur")

    assert receipt.h1 == "Ontvangstbewijs van uw stem"
    for part in ("Tegen", "Te snel.", "Contact van Atlas", "vrijdag 20 maart 2026, 10:00 uur", "dinsdag 7 april 2026, 24:00 uur"):
        assert part in receipt.text
    assert session.scalars(select(OutboxMail.email).where(OutboxMail.kind == "votes/receipt")).all() == [
        scene.contacts["Atlas"].email]


def test_double_click_casts_one_vote(session, scene, vote, page):
    overview = page().submit({"choice": "for"}, "Verder")

    first, second = overview.submit(button="Verstuur"), overview.submit(button="Verstuur")

    assert first.path == second.path
    assert count(session) == 1


def test_changed_vote_replaces_the_first_which_stays_on_record(session, scene, vote, page):
    first = page().submit({"choice": "for"}, "Verder").submit(button="Verstuur")
    again = page()
    assert "Uw partij heeft gestemd: voor." in again.text

    again.submit({"choice": "against"}, "Verder").submit(button="Verstuur")

    assert "Vervangen door een latere stem" in first.visitor.get(first.path).text
    assert queries.outcome_of(session, vote).tally.network.against == 1
    assert count(session) == 2


@pytest.mark.parametrize(("answers", "error"), [
    ({"explanation": "Zo is het."}, "Kies voor of tegen"),
    ({"choice": "purple", "explanation": "Zo is het."}, "Kies voor of tegen"),
    ({"choice": "for", "explanation": "Bel 123456782."}, "burgerservicenummer"),
    ({"choice": "for", "explanation": "a" * 10_001}, "10"),
])
def test_wrong_vote_is_told_at_the_field_and_kept(session, scene, vote, page, answers, error):
    again = page().submit(answers, "Verder", status=422)

    assert error in again.errors[0]
    assert again.one("#explanation").etree_element.text.strip() == answers["explanation"]
    assert count(session) == 0


@pytest.mark.parametrize(("moment", "stored"), [(CLOSES - SECOND, 1), (CLOSES, 0), (CLOSES + SECOND, 0)])
def test_vote_that_comes_late_is_not_recorded_and_the_last_moment_is_told(session, scene, vote, page, at, moment, stored):
    overview = page().submit({"choice": "for"}, "Verder")
    at(moment)

    answer = overview.submit(button="Verstuur", status=None if stored else 422)

    assert count(session) == stored
    if not stored:
        assert "De stemming sloot op dinsdag 7 april 2026, 24:00 uur" in answer.text
        assert not answer.all("main form")


def test_reading_over_after_the_end_is_refused_too(session, scene, vote, page, at):
    ballot = page()
    at(CLOSES)

    assert "Uw stem is niet vastgelegd" in ballot.submit({"choice": "for"}, "Verder", status=422).text


def test_who_has_no_account_is_shown_the_way(scene, vote, visit):
    page = visit.get(f"/voorstellen/{scene.proposal.number}/stemmen")

    assert "Log dan eerst in" in page.text
    assert not page.all("main form")


def test_party_that_joined_later_reads_why_it_cannot_vote(session, scene, vote, visit):
    later = world.contact(session, world.member(session, scene.network, "Dageraad"))
    session.commit()
    visitor, address = visit.logged_in(later), f"/voorstellen/{scene.proposal.number}/stemmen"

    assert "nam nog niet deel" in visitor.get(address, status=403).text


def test_secretary_is_not_a_voter(scene, vote, visit):
    page = visit.logged_in(scene.secretary).get(f"/voorstellen/{scene.proposal.number}/stemmen", status=403)

    assert "namens een gemeente" in page.text


def test_receipt_is_for_the_own_party_alone(session, scene, vote, visit, now):
    ballot = operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor("Atlas"), now=now)
    session.commit()
    address = f"/mijn/stemmen/{ballot.id}"

    visit.logged_in(scene.contacts["Atlas"]).get(address)
    visit.logged_in(scene.contacts["Boot"]).get(address, status=404)
    visit.logged_in(scene.secretary).get(address, status=404)
    assert "/inloggen" in visit.get(address, status=302).location


@pytest.fixture
def voted(session, scene, vote, now):
    """Atlas against with a reason, Boot for in the meeting; Citer says nothing."""
    operations.cast_ballot(session, vote, choice=Choice.AGAINST, explanation=f"Onze {MARKER} telt.",
                           actor=scene.actor("Atlas"), now=now)
    operations.record_ballot(session, vote, party_id=scene.parties["Boot"].id, choice=Choice.FOR, actor=scene.office, now=now)
    session.commit()
    return vote


def test_open_vote_shows_how_many_voted_and_until_when(scene, voted, visit):
    page = visit.get(f"/voorstellen/{scene.proposal.number}/stemming")

    assert "2 van de 3 partijen hebben gestemd" in page.text
    assert "dinsdag 7 april 2026, 24:00 uur" in page.text
    assert "Door Goede Vrijdag" in page.text or "Goede Vrijdag" in page.text
    assert [text for text in ("Voor", "Tegen", "Citer", "unaniem") if text in page.text.split()] == []


PUBLIC = ("/", "/voorstellen", "/besluiten", "/atom.xml", "/voorstellen/{number}", "/voorstellen/{number}/atom.xml",
          "/voorstellen/{number}/stemming", "/voorstellen/{number}/stemmen", "/voorstellen/{number}/stemming.csv",
          "/voorstellen/{number}/stemming.xlsx", "/besluiten/{number}", "/deelnemers", "/bijeenkomsten", "/tafels")
DESK = ("/bureau", "/bureau/stemmingen", "/bureau/stemmingen/{vote}", "/bureau/stemmingen/{vote}/partij", "/bureau/besluiten",
        "/bureau/voorstellen/{proposal}", "/bureau/voorstellen/{proposal}/voorleggen", "/mijn")


@pytest.mark.parametrize("who", ["anyone", "secretary", "other party"])
def test_no_page_tells_what_was_voted_before_the_end(scene, voted, visit, at, who):
    at(CLOSES - SECOND)
    visitor = {"anyone": visit, "secretary": visit.logged_in(scene.secretary),
               "other party": visit.logged_in(scene.contacts["Citer"])}[who]
    parts = {"number": scene.proposal.number, "vote": voted.id, "proposal": scene.proposal.id}

    for address in (*PUBLIC, *DESK):
        response = visitor.ask("get", address.format(**parts))
        assert MARKER not in response.text, address
        assert 'ot-chip--against' not in response.text, address


def test_files_with_votes_exist_only_after_the_end(scene, voted, visit, at):
    for kind in ("csv", "xlsx"):
        address = f"/voorstellen/{scene.proposal.number}/stemming.{kind}"
        at(CLOSES - SECOND)
        visit.get(address, status=404)
        at(CLOSES)
        visit.get(address)


def test_closed_vote_shows_everything(scene, voted, visit, at):
    at(CLOSES)

    page = visit.get(f"/voorstellen/{scene.proposal.number}/stemming")

    rows = [" ".join("".join(row.etree_element.itertext()).split()) for row in page.all("tbody tr")]
    assert rows[:2] == ["Het hele netwerk311167%", "Waarvan aan tafel2110100%"]
    assert "Niet unaniem. Eén partij stemde niet." in page.text
    assert f"Onze {MARKER} telt." in page.text
    assert "vastgelegd in de bijeenkomst" in page.text
    assert any(row.startswith("Citer") and "Niet gestemd" in row for row in rows)


def test_csv_opens_in_dutch_excel_and_holds_no_formula(session, scene, vote, visit, at, now):
    operations.cast_ballot(session, vote, choice=Choice.FOR, explanation="=1+1", actor=scene.actor("Atlas"), now=now)
    session.commit()
    at(CLOSES)

    response = visit.ask("get", f"/voorstellen/{scene.proposal.number}/stemming.csv")

    lines = response.data.decode("utf-8-sig").split("\r\n")
    assert lines[1].startswith("Atlas;")
    assert "'=1+1" in lines[1]


def test_proposal_without_a_vote_has_no_such_page(scene, visit):
    for page in ("stemming", "stemmen", "stemming.csv"):
        visit.get(f"/voorstellen/{scene.proposal.number}/{page}", status=404)
        visit.get(f"/voorstellen/2020-99/{page}", status=404)


def _desk(visit, scene, address, **options):
    return visit.logged_in(scene.secretary).get(address, **options)


def test_secretary_reads_what_opening_means_and_opens(session, scene, visit):
    page = _desk(visit, scene, f"/bureau/voorstellen/{scene.proposal.id}/stemming")
    for part in ("3 partijen", "2 partijen van Overlegtafel Wmo", "dinsdag 7 april 2026, 24:00 uur", "Goede Vrijdag"):
        assert part in page.text

    record = page.submit(button="Open de stemming")

    assert "De stemming is open" in record.text
    vote = session.scalars(select(Vote)).one()
    assert vote.closes_at == CLOSES
    assert session.scalar(select(func.count(Publication.id)).where(Publication.kind == "proposal:open_vote")) == 1


def test_double_click_opens_one_vote(session, scene, visit):
    page = _desk(visit, scene, f"/bureau/voorstellen/{scene.proposal.id}/stemming")

    assert page.submit(button="Open").path == page.submit(button="Open").path
    assert session.scalar(select(func.count(Vote.id))) == 1


def test_vote_that_cannot_open_says_what_is_needed(session, scene, visit):
    scene.network.settings = {"order": "zl"}
    session.commit()

    page = _desk(visit, scene, f"/bureau/voorstellen/{scene.proposal.id}/stemming")

    assert "Dit is nog nodig" in page.text
    assert not page.all("main form")


def test_table_votes_are_recorded_and_marked(session, scene, vote, visit):
    page = _desk(visit, scene, f"/bureau/stemmingen/{vote.id}")
    atlas, boot = (f"party_{scene.parties[name].id}" for name in ("Atlas", "Boot"))

    after = page.submit({atlas: "for", boot: "against"})

    assert "2 stemmen zijn vastgelegd" in after.text
    assert [(ballot.choice, ballot.by_secretary) for ballot in session.scalars(select(Ballot).order_by(Ballot.id))] == [
        (Choice.FOR, True), (Choice.AGAINST, True)]
    assert "Kies voor minstens één partij" in after.submit(status=422).text
    assert count(session) == 2


def test_party_that_votes_meanwhile_keeps_its_own_vote(session, scene, vote, visit, now):
    page = _desk(visit, scene, f"/bureau/stemmingen/{vote.id}")
    operations.cast_ballot(session, vote, choice=Choice.AGAINST, actor=scene.actor("Atlas"), now=now)
    session.commit()

    page.submit({f"party_{scene.parties['Atlas'].id}": "for", f"party_{scene.parties['Boot'].id}": "for"})

    assert queries.outcome_of(session, vote).tally.table.against == 1


def test_seats_cannot_be_recorded_after_the_end(session, scene, vote, visit, at):
    page = _desk(visit, scene, f"/bureau/stemmingen/{vote.id}")
    at(CLOSES)

    answer = page.submit({f"party_{scene.parties['Atlas'].id}": "for"}, status=422)

    assert "De stemming sloot op" in answer.text
    assert count(session) == 0


def test_vote_of_any_party_is_recorded_with_its_explanation(session, scene, vote, visit):
    page = _desk(visit, scene, f"/bureau/stemmingen/{vote.id}/partij")
    assert "Kies de partij" in page.submit({"choice": "for"}, status=422).errors[0]

    page.submit({"party_id": str(scene.parties["Citer"].id), "choice": "for", "explanation": "Mondeling gegeven."})

    ballot = session.scalars(select(Ballot)).one()
    assert (ballot.party_id, ballot.by_secretary, ballot.explanation) == (scene.parties["Citer"].id, True, "Mondeling gegeven.")


@pytest.mark.parametrize("party_id", ["999999", "x", "-1"])
def test_vote_for_a_party_off_the_roll_is_refused(session, scene, vote, visit, party_id):
    page = _desk(visit, scene, f"/bureau/stemmingen/{vote.id}/partij")

    page.submit({"party_id": party_id, "choice": "for"}, status=422)

    assert count(session) == 0


def test_list_shows_every_vote_in_its_place(session, scene, voted, visit, at):
    world.proposal(session, scene.network, Stage.WORKED_OUT, title="Kortere eigen verklaring")
    session.commit()
    page = _desk(visit, scene, "/bureau/stemmingen")
    assert "2 van 3 partijen stemden" in page.text
    assert "Kortere eigen verklaring" in page.text

    at(CLOSES)

    assert "Geen gesloten stemming" not in _desk(visit, scene, "/bureau/stemmingen").text


@pytest.mark.parametrize("members", [1, 12])
def test_number_of_queries_does_not_depend_on_the_roll(session, scene, visit, at, now, members, app):
    from sqlalchemy import event

    from portal.core.database import db

    for number in range(members):
        world.member(session, scene.network, f"Lid {number}")
    session.commit()
    vote = operations.open_vote(session, scene.proposal, facts=operations.Facts(), actor=scene.office, now=now)
    for entry in queries.roll_of(session, vote):
        operations.record_ballot(session, vote, party_id=entry.party_id, choice=Choice.FOR, actor=scene.office, now=now)
    session.commit()
    at(CLOSES)
    asked = []
    listen = lambda *args: asked.append(args[2])
    event.listen(db.engine, "before_cursor_execute", listen)
    visit.get(f"/voorstellen/{scene.proposal.number}/stemming")
    event.remove(db.engine, "before_cursor_execute", listen)

    assert len([statement for statement in asked if statement != "BEGIN"]) <= 8, asked
