"""When it goes otherwise: a record that was typed wrong, a text that moved, municipalities that merge, a mandate that is not there."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core.errors import Stale
from portal.core.revisions import Paragraph
from portal.decisions import corrections, queries, returning
from portal.decisions.models import BoardDecision, Submission
from portal.decisions.operations import Decided
from portal.decisions.rules import Returning
from portal.networks.models import AgreementVersion, Publication
from portal.networks.queries import latest_version
from portal.notifications.models import OutboxMail
from portal.proposals.queries import latest_version as latest_text
from portal.proposals.rules import Stage
from portal.region.models import Mandate
from portal.votes.models import Vote
from tests import world
from tests.decisions.conftest import STARTS, decide, submit
from tests.decisions.test_operations import _move, letters, refused


def of(session, scene, name):
    return queries.decision_of(session, queries.submission_of(session, scene.proposal), scene.places[name].id)


def correct(session, scene, now, name, adopted=True, correction="Bij het invoeren is het verkeerde vakje gekozen.", **options):
    defaults = {"decided_on": now.date(), "number": "B-2026-1", "reason": "Het college volgt de tafel."}
    return corrections.correct_board_decision(
        session, of(session, scene, name), Decided(adopted, **defaults | options), correction=correction,
        actor=scene.clerk(name), now=now)


def test_wrong_no_is_corrected_and_the_rejection_undone(session, submitted, now):
    decide(session, submitted, now, "Beek")
    decide(session, submitted, now, "Vaals", adopted=False)
    assert submitted.proposal.stage == Stage.REJECTED

    right = correct(session, submitted, now, "Vaals")
    session.commit()

    assert submitted.proposal.stage == Stage.SUBMITTED
    assert [(d.adopted, d.replaces_id is not None) for d in session.scalars(select(BoardDecision).where(
        BoardDecision.municipality_id == submitted.places["Vaals"].id).order_by(BoardDecision.id))] == [(False, False), (True, True)]
    assert [d.id for d in queries.corrected(session, submitted.proposal)] == [right.replaces_id]
    kinds = session.scalars(select(Publication.kind).order_by(Publication.id)).all()
    assert kinds[-2:] == ["decision:board-corrected", "proposal:undo_rejection"]
    decide(session, submitted, now, "Maastricht")
    session.flush()
    assert submitted.proposal.stage == Stage.ADOPTED


def test_wrong_yes_is_corrected_and_the_text_of_before_stays_in_force(session, adopted, now):
    correct(session, adopted, now, "Vaals", adopted=False)
    session.commit()

    assert adopted.proposal.stage == Stage.REJECTED
    first, changed, restored = session.scalars(select(AgreementVersion).order_by(AgreementVersion.number)).all()
    assert restored.paragraphs == first.paragraphs != changed.paragraphs
    assert restored.in_force_from == changed.in_force_from == STARTS
    assert queries.version_from(session, adopted.proposal) is None
    assert queries.to_state(session, adopted.network, adopted.parties["Atlas"].id, now) == []
    assert {letter.email for letter in letters(session, "decisions/undone")} == {p.email for p in adopted.contacts.values()}


def test_typing_error_in_a_number_changes_nothing_else(session, adopted, now):
    correct(session, adopted, now, "Beek", number="B-2026-7")
    session.commit()

    assert adopted.proposal.stage == Stage.ADOPTED
    assert of(session, adopted, "Beek").number == "B-2026-7"
    assert len(session.scalars(select(AgreementVersion)).all()) == 2


def test_nothing_is_corrected_once_it_is_in_force(session, adopted):
    late = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)

    assert refused(lambda: correct(session, adopted, late, "Vaals", adopted=False)).code == "decision:too-late-to-correct"
    session.rollback()
    assert len(session.scalars(select(BoardDecision)).all()) == 3


def test_outcome_is_not_corrected_below_another_change(session, adopted, now):
    world.version(session, adopted.proposal.agreement, number=3, in_force_from=date(2026, 8, 1))
    session.commit()

    assert refused(lambda: correct(session, adopted, now, "Vaals", adopted=False)).code == "decision:changed-since"


@pytest.mark.parametrize(("options", "code"), [
    ({"correction": " "}, "decision:correction-missing"), ({}, "decision:nothing-corrected"),
    ({"number": " "}, "decision:number-missing")])
def test_correction_says_what_was_wrong_and_corrects_something(session, submitted, now, options, code):
    decide(session, submitted, now, "Beek")
    session.commit()

    assert refused(lambda: correct(session, submitted, now, "Beek", **options)).code == code


def test_two_people_correct_at_once_and_the_second_sees_what_stands(session, submitted, now):
    decide(session, submitted, now, "Beek")
    wrong = of(session, submitted, "Beek")
    correct(session, submitted, now, "Beek", number="B-2")
    session.commit()

    with pytest.raises(Stale):
        corrections.correct_board_decision(session, wrong, Decided(False, now.date(), "B-3", "Nee."), correction="Verkeerd.",
                                           actor=submitted.clerk("Beek"), now=now)


def test_only_own_staff_or_the_host_correct(session, submitted, now):
    decide(session, submitted, now, "Beek")
    session.commit()

    assert refused(lambda: corrections.correct_board_decision(
        session, of(session, submitted, "Beek"), Decided(False, now.date(), "B", "Nee."), correction="Verkeerd.",
        actor=submitted.clerk("Vaals"), now=now)).code == "decision:not-yours"


@pytest.mark.parametrize("name", ["Beek", "Vaals"])
def test_host_records_nothing_without_a_mandate_on_record(session, submitted, now, name):
    session.query(Mandate).delete()
    session.commit()

    refusal = refused(lambda: decide(session, submitted, now, name, actor=submitted.office))

    assert (refusal.code, refusal.data["municipality"]) == ("decision:no-mandate", name)
    decide(session, submitted, now, "Maastricht", actor=submitted.office)


def merge(session, scene, last_day, *names):
    """These municipalities merge into Zuidland, the day after `last_day`."""
    new = world.municipality(session, world.add(session, type(scene.network)(slug="elders", name="Elders", settings={})), "Zuidland")
    for name in names:
        scene.places[name].until, scene.places[name].successor = last_day, new
    session.commit()
    return new


def test_what_both_decided_stands_for_the_municipality_that_they_became(session, submitted, now, at, visit):
    for name in ("Beek", "Vaals"):
        decide(session, submitted, now, name)
    session.commit()
    new = merge(session, submitted, now.date(), "Beek", "Vaals")
    at(now + timedelta(days=2))

    grid = queries.board_grid(session, submitted.proposal)

    assert [row.municipality.name for row in grid.rows] == ["Maastricht", "Zuidland", "Beek", "Vaals"]
    assert [place.name for place in grid.missing] == ["Maastricht"]
    assert (grid.row_of(new.id).decision.adopted, grid.row_of(new.id).own) == (True, None)
    page = visit.get(f"/besluiten/{submitted.proposal.number}").text
    assert "besloten door Beek, die hierin opging" in page
    assert page.count("nu deel van Zuidland") == 2


def test_successor_decides_itself_where_one_had_not_decided(session, submitted, now, at):
    decide(session, submitted, now, "Beek")
    session.commit()
    new = merge(session, submitted, now.date(), "Beek", "Vaals")
    later = now + timedelta(days=2)
    at(later)
    assert [place.name for place in queries.board_grid(session, submitted.proposal).missing] == ["Maastricht", "Zuidland"]
    assert refused(lambda: decide(session, submitted, later, "Vaals")).code == "decision:not-in-network"

    submitted.places["Zuidland"], submitted.staff["Zuidland"] = new, world.board_staff(session, new, "Staf van Zuidland")
    decide(session, submitted, later, "Zuidland")
    decide(session, submitted, later, "Maastricht")
    session.flush()

    assert submitted.proposal.stage == Stage.ADOPTED


def send_back(session, scene, now, choice=Returning.REWORK, reason="De tekst is intussen veranderd."):
    returning.return_proposal(session, scene.proposal, choice, reason=reason, actor=scene.office, now=now)


def test_nothing_goes_back_that_can_go_on(session, submitted, now):
    assert refused(lambda: send_back(session, submitted, now)).code == "unmet:goes-on"
    session.rollback()
    assert submitted.proposal.stage == Stage.SUBMITTED


@pytest.mark.parametrize(("settings", "stage"), [({}, Stage.PRELIMINARY), ({"order": "zl"}, Stage.WORKED_OUT)])
def test_proposal_goes_back_on_the_text_of_now(session, submitted, now, settings, stage):
    submitted.network.settings = settings
    _move(session, submitted)
    send_back(session, submitted, now)
    session.commit()

    text = latest_text(session, submitted.proposal)
    assert (submitted.proposal.stage, text.number) == (stage, 2)
    assert text.paragraphs == (Paragraph("4.3.1", world.CHANGED[0].text, "Wachttijd melden", "Heel anders."),)
    assert {letter.email for letter in letters(session, "decisions/taken-back")} == {p.email for p in submitted.staff.values()}
    assert not queries.facts_of(session, submitted.proposal, now).text_moved


def test_reworked_proposal_is_put_to_the_boards_again_with_a_clean_sheet(session, submitted, now):
    decide(session, submitted, now, "Beek")
    session.commit()
    _move(session, submitted)
    send_back(session, submitted, now)
    later = now + timedelta(days=60)
    submitted.proposal.stage = Stage.IN_VOTE
    old = submitted.vote
    world.add(session, Vote(proposal_id=submitted.proposal.id, version_id=latest_text(session, submitted.proposal).id,
                            opened_at=later - timedelta(days=20), closes_at=later - timedelta(days=2), published_on=old.published_on,
                            days=14, last_day=later.date(), skipped=[]))
    session.commit()

    submit(session, submitted, later)
    session.commit()

    assert len(session.scalars(select(Submission)).all()) == 2
    assert [place.name for place in queries.board_grid(session, submitted.proposal).missing] == ["Beek", "Maastricht", "Vaals"]
    for name in ("Beek", "Maastricht", "Vaals"):
        decide(session, submitted, later, name)
    session.flush()
    assert submitted.proposal.stage == Stage.ADOPTED
    assert latest_version(session, submitted.proposal.agreement).paragraphs[0].text == world.CHANGED[0].text


def test_reworked_proposal_needs_a_round_on_its_new_text(session, submitted, now):
    world.comment_round(session, submitted.proposal, opened_at=now - timedelta(days=40))
    session.commit()
    _move(session, submitted)
    assert queries.facts_of(session, submitted.proposal, now).has_round

    send_back(session, submitted, now)
    session.commit()

    assert not queries.facts_of(session, submitted.proposal, now).has_round


def test_proposal_that_cannot_go_on_is_ended_with_reasons(session, submitted, now):
    _move(session, submitted)
    assert refused(lambda: send_back(session, submitted, now, Returning.END, " ")).code == "step:reason-missing"
    session.rollback()

    send_back(session, submitted, now, Returning.END)
    session.commit()

    assert (submitted.proposal.stage, submitted.proposal.stage_reason) == (Stage.SET_ASIDE, "De tekst is intussen veranderd.")
    assert len(session.scalars(select(OutboxMail).where(OutboxMail.kind == "decisions/taken-back")).all()) == 3


def test_nothing_is_reworked_when_the_agreement_says_it_already(session, submitted, now):
    said = (Paragraph("4.3.1", world.CHANGED[0].text, "Wachttijd melden"), *world.ARTICLES[1:])
    world.version(session, submitted.proposal.agreement, paragraphs=said)
    session.commit()

    assert refused(lambda: send_back(session, submitted, now)).code == "decision:nothing-left"
    session.rollback()
    send_back(session, submitted, now, Returning.END)


def test_desk_sends_a_proposal_back(session, submitted, now, visit):
    _move(session, submitted)
    office = visit.logged_in(submitted.secretary)
    assert "Kan niet verder" in office.get("/bureau/besluiten").text
    assert "Kan niet verder: terug naar de tafel" in office.get("/bureau").text
    page = office.get(f"/bureau/besluiten/{submitted.proposal.id}/terug")
    assert "intussen veranderd in 4.3.1" in page.text

    overview = page.submit({"choice": "rework", "reason": "Artikel 4.3.1 is intussen veranderd."}, "Verder")
    assert session.scalar(select(Publication.id).where(Publication.kind == "proposal:rework")) is None
    overview.submit(button="Leg vast")

    session.expire_all()
    assert submitted.proposal.stage == Stage.PRELIMINARY
    assert "terug naar de tafel" in visit.get(f"/besluiten/{submitted.proposal.number}").text
    assert "Artikel 4.3.1 is intussen veranderd." in visit.get(f"/voorstellen/{submitted.proposal.number}").text
    assert "Open de reactieronde" in office.get(f"/bureau/voorstellen/{submitted.proposal.id}").text


def test_desk_corrects_a_record_and_both_stay(session, submitted, now, visit):
    decide(session, submitted, now, "Beek", number="FOUT-1")
    session.commit()
    clerk = visit.logged_in(submitted.staff["Beek"])
    wrong = of(session, submitted, "Beek")
    assert clerk.get(f"/bureau/besluiten/{submitted.proposal.id}").all(f'a[href="/bureau/besluiten/verbeteren/{wrong.id}"]')
    page = clerk.get(f"/bureau/besluiten/verbeteren/{wrong.id}")

    after = page.submit({"number": "GOED-1", "correction": "Nummer van een ander besluit."}, "Verder").submit(button="Leg vast")

    assert "Besluiten die zijn verbeterd" in after.text and "FOUT-1" in after.text
    shown = visit.get(f"/besluiten/{submitted.proposal.number}").text
    assert "GOED-1" in shown and "FOUT-1" not in shown
    visit.logged_in(submitted.staff["Vaals"]).get(f"/bureau/besluiten/verbeteren/{of(session, submitted, 'Beek').id}", status=403)


def test_refusal_of_a_wrong_day_is_at_its_field(session, submitted, now, visit):
    decide(session, submitted, now, "Beek")
    session.commit()
    clerk = visit.logged_in(submitted.staff["Beek"])

    again = clerk.get(f"/bureau/besluiten/verbeteren/{of(session, submitted, 'Beek').id}").submit(
        {"decided_on": "2027-01-01", "correction": "Verkeerde dag."}, "Verder", status=422)

    assert "niet in de toekomst" in again.errors[0]

