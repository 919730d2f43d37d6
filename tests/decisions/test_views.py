"""Submitting, recording what boards decide, the public page of a decision, and stating participation."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.core.calendar import start_of_day
from portal.decisions import operations, queries
from portal.decisions.models import BoardDecision, Participation, Submission
from portal.proposals.rules import Stage
from portal.votes.rules import Choice
from tests import world
from tests.decisions.conftest import STARTS, ballots, decide

YES = {"choice": "submit", "reason": "Inwoners weten eerder waar zij aan toe zijn.", "in_force_from": "2026-07-01"}
DECISION = {"choice": "adopted", "decided_on": "2026-03-20", "number": "BW-12", "reason": "Het college volgt de tafel."}


def count(session, model):
    return session.scalar(select(func.count(model.id)))


@pytest.fixture
def office(scene, visit):
    return visit.logged_in(scene.secretary)


def test_submission_has_the_tally_beside_it_is_read_over_and_published(session, scene, office):
    ballots(session, scene, Atlas=Choice.AGAINST, Boot=Choice.AGAINST)
    page = office.get(f"/bureau/voorstellen/{scene.proposal.id}/voorleggen")
    assert "Unaniem: alle 2 uitgebrachte stemmen zijn tegen. Alle partijen stemden." in page.text
    overview = page.submit(YES, "Verder")
    assert "woensdag 1 juli 2026" in overview.text
    assert count(session, Submission) == 0

    decision = overview.submit(button="Leg vast")

    assert decision.h1 == "Besluit: Wachttijd eerder melden"
    assert "Tegen de meerderheid van de stemmen in" in decision.text
    assert "Inwoners weten eerder waar zij aan toe zijn." in decision.text
    assert "Beek, Maastricht en Vaals" in decision.text


def test_double_click_submits_once(session, scene, office):
    overview = office.get(f"/bureau/voorstellen/{scene.proposal.id}/voorleggen").submit(YES, "Verder")

    assert overview.submit(button="Leg vast").path == overview.submit(button="Leg vast").path
    assert count(session, Submission) == 1


@pytest.mark.parametrize(("change", "error"), [
    ({"choice": "perhaps"}, "Kies of het voorstel"),
    ({"reason": " "}, "Geef de reden"),
    ({"in_force_from": ""}, "Geef de dag waarop"),
    ({"in_force_from": "2026-03-20"}, "na vandaag"),
    ({"in_force_from": "morgen"}, "geen datum"),
])
@pytest.mark.parametrize("button", ["check", "send"])
def test_wrong_submission_is_told_at_the_field_and_kept(session, scene, office, change, error, button):
    page = office.get(f"/bureau/voorstellen/{scene.proposal.id}/voorleggen")

    again = page.submit(YES | change | {"act": button}, status=422)

    assert error in again.errors[0]
    assert (again.one("#reason").etree_element.text or "").strip() == (YES | change)["reason"].strip()
    assert count(session, Submission) == 0


def test_while_the_vote_is_open_there_is_no_form_and_no_outcome(session, scene, office, at):
    ballots(session, scene, Atlas=Choice.AGAINST)
    at(scene.vote.closes_at - timedelta(seconds=1))

    page = office.get(f"/bureau/voorstellen/{scene.proposal.id}/voorleggen")

    assert "De stemming is nog open" in page.text
    assert not page.all("main form")
    assert not page.all(".ot-ratio")


def test_not_submitting_needs_no_day(session, scene, office):
    page = office.get(f"/bureau/voorstellen/{scene.proposal.id}/voorleggen")

    decision = page.submit({"choice": "not_submit", "reason": "Te duur."}, "Verder").submit(button="Leg vast")

    assert "legt dit voorstel niet voor" in decision.text
    assert "colleges-kop" not in decision.html
    session.expire_all()
    assert scene.proposal.stage == Stage.NOT_SUBMITTED


def test_no_decision_page_before_there_is_a_decision(scene, visit):
    visit.get(f"/besluiten/{scene.proposal.number}", status=404)
    visit.get("/besluiten/2020-99", status=404)


def test_board_staff_record_for_their_own_municipality(session, submitted, visit):
    page = visit.logged_in(submitted.staff["Beek"]).get(f"/bureau/besluiten/{submitted.proposal.id}")
    assert not page.all("select")

    after = page.submit(DECISION, "Verder").submit(button="Leg vast")

    assert "Het besluit van Beek is vastgelegd" in after.text
    decision = session.scalars(select(BoardDecision)).one()
    assert (decision.municipality.name, decision.number, decision.under_mandate) == ("Beek", "BW-12", False)
    assert not after.all("main form")


def test_board_staff_cannot_post_for_another_municipality(session, submitted, visit):
    page = visit.logged_in(submitted.staff["Beek"]).get(f"/bureau/besluiten/{submitted.proposal.id}")

    answer = page.submit(DECISION | {"municipality_id": str(submitted.places["Vaals"].id), "act": "send"}, status=422)

    assert "uw eigen gemeente" in answer.text
    assert count(session, BoardDecision) == 0


def test_secretary_of_the_host_records_under_mandate_and_the_site_says_so(session, submitted, office, visit):
    page = office.get(f"/bureau/besluiten/{submitted.proposal.id}")
    values = DECISION | {"municipality_id": str(submitted.places["Vaals"].id)}

    overview = page.submit(values, "Verder")
    assert "Vaals" in overview.text
    overview.submit(button="Leg vast")

    shown = visit.get(f"/besluiten/{submitted.proposal.number}").text
    assert "Vastgelegd door de centrumgemeente, onder mandaat: " in shown
    assert "Beek en Maastricht" in shown


def test_the_page_asks_no_more_where_more_boards_decided(session, submitted, office, now, count_queries):
    asked = []
    for name in ("Beek", "Maastricht"):
        decide(session, submitted, now, name)
        session.commit()
        office.get(page := f"/bureau/besluiten/{submitted.proposal.id}")
        with count_queries() as queried:
            office.get(page)
        asked.append(len(queried))

    assert asked[0] == asked[1]


def test_two_people_record_at_once_and_the_second_is_told(session, submitted, office, visit):
    clerk = visit.logged_in(submitted.staff["Beek"]).get(f"/bureau/besluiten/{submitted.proposal.id}")
    secretary = office.get(f"/bureau/besluiten/{submitted.proposal.id}")
    clerk.submit(DECISION | {"act": "send"})

    answer = secretary.submit(DECISION | {"choice": "rejected", "act": "send",
                                          "municipality_id": str(submitted.places["Beek"].id)}, status=422)

    assert "Het besluit van Beek is al vastgelegd" in answer.text
    assert "neemt het voorstel aan" in answer.text
    assert [decision.adopted for decision in session.scalars(select(BoardDecision))] == [True]


@pytest.mark.parametrize(("change", "error"), [
    ({"choice": ""}, "Kies wat het college besloot"),
    ({"decided_on": "2026-03-21"}, "niet in de toekomst"),
    ({"decided_on": "2026-03-19"}, "ging op vrijdag 20 maart 2026 naar de colleges"),
    ({"decided_on": "20 maart"}, "geen datum"),
    ({"number": ""}, "Geef het nummer"),
    ({"reason": ""}, "Geef de redenen"),
    ({"municipality_id": "0"}, "Kies de gemeente"),
    ({"municipality_id": "x"}, "Kies de gemeente"),
])
def test_wrong_decision_is_told_at_the_field(session, submitted, office, change, error):
    values = DECISION | {"municipality_id": str(submitted.places["Vaals"].id)} | change

    again = office.get(f"/bureau/besluiten/{submitted.proposal.id}").submit(values, "Verder", status=422)

    assert error in again.errors[0]
    assert count(session, BoardDecision) == 0


def test_text_that_moved_keeps_the_decision_and_shows_the_way_out(session, submitted, office, now):
    for name in ("Beek", "Maastricht"):
        decide(session, submitted, now, name)
    session.commit()
    from tests.decisions.test_operations import _move

    _move(session, submitted)

    answer = office.get(f"/bureau/besluiten/{submitted.proposal.id}").submit(
        DECISION | {"act": "send", "municipality_id": str(submitted.places["Vaals"].id)})

    assert "intussen veranderd in 4.3.1" in answer.text
    assert answer.all(f'a[href="/bureau/besluiten/{submitted.proposal.id}/terug"]')
    assert count(session, BoardDecision) == 3


def test_adopted_decision_shows_the_text_and_who_takes_part(session, adopted, visit, now):
    version = queries.version_from(session, adopted.proposal)
    operations.state_participation(session, version, takes_part=False, reason="Wij stoppen.", actor=adopted.actor("Boot"), now=now)
    operations.state_participation(session, version, takes_part=True, actor=adopted.actor("Atlas"), now=now)
    world.member(session, adopted.network, "Citer")
    session.commit()

    page = visit.get(f"/besluiten/{adopted.proposal.number}")

    assert "Vanaf woensdag 1 juli 2026 geldt de nieuwe tekst" in page.text
    assert "1 nemen deel 1 nemen niet deel 1 zeiden het nog niet" in page.text
    assert "Wij stoppen." not in page.text
    assert page.all(f'a[href="/overeenkomsten/{version.agreement.slug}?versie=2"]')


def test_rejected_decision_says_that_nothing_changes(session, submitted, visit, now):
    decide(session, submitted, now, "Vaals", adopted=False)
    session.commit()

    page = visit.get(f"/besluiten/{submitted.proposal.number}")

    assert "De overeenkomst blijft zoals zij is" in page.text
    assert "Niet meer nodig" in page.text


def test_queue_shows_the_secretary_everything_and_staff_their_own(session, submitted, office, visit, now):
    decide(session, submitted, now, "Beek")
    session.commit()

    assert "Moeten nog besluiten: Maastricht en Vaals" in office.get("/bureau/besluiten").text
    assert "niets waarover uw college nog moet besluiten" in visit.logged_in(submitted.staff["Beek"]).get("/bureau/besluiten").text
    assert "Wachttijd eerder melden" in visit.logged_in(submitted.staff["Vaals"]).get("/bureau/besluiten").text


@pytest.fixture
def statement(session, adopted, visit):
    """The page on which a party speaks out."""
    version = queries.version_from(session, adopted.proposal)
    return lambda name="Atlas", **options: visit.logged_in(adopted.contacts[name]).get(f"/mijn/deelname/{version.id}", **options)


def test_party_states_that_it_takes_part_and_changes_its_mind(session, adopted, statement):
    receipt = statement().submit({"choice": "takes_part"}, "Verder").submit(button="Verstuur")
    assert "Uw partij gaf op: zij neemt deel." in receipt.text

    again = receipt.submit({"choice": "leaves"}, "Verder", status=422)
    assert "waarom u uittreedt" in again.errors[0]
    again.submit({"choice": "leaves", "reason": "Wij stoppen."}, "Verder").submit(button="Verstuur")

    assert [(s.takes_part, s.reason) for s in session.scalars(select(Participation))] == [(False, "Wij stoppen.")]


@pytest.mark.parametrize(("moment", "stored"), [(timedelta(seconds=-1), 1), (timedelta(0), 0), (timedelta(seconds=1), 0)])
def test_statement_after_the_start_is_refused_with_the_last_moment(session, adopted, statement, at, moment, stored):
    adopted.network.settings = {"silence": "takes_part"}
    session.commit()
    overview = statement().submit({"choice": "takes_part"}, "Verder")
    at(start_of_day(STARTS) + moment)

    answer = overview.submit(button="Verstuur", status=None if stored else 422)

    assert count(session, Participation) == stored
    if not stored:
        assert "dinsdag 30 juni 2026, 24:00 uur" in answer.text
        assert not answer.all("main form")


def test_reasons_for_leaving_are_for_the_municipality(session, adopted, statement, office, visit):
    statement("Boot").submit({"choice": "leaves", "reason": "Wij stoppen."}, "Verder").submit(button="Verstuur")

    assert "Wij stoppen." in office.get(f"/bureau/besluiten/{adopted.proposal.id}").text
    assert "Wij stoppen." not in statement("Atlas").text
    assert "Wij stoppen." not in visit.get(f"/besluiten/{adopted.proposal.number}").text


def test_version_without_a_decision_asks_nobody(session, adopted, visit):
    first = adopted.proposal.agreement.versions[0]

    visit.logged_in(adopted.contacts["Atlas"]).get(f"/mijn/deelname/{first.id}", status=404)
