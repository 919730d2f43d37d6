"""Submitting with reasons, boards that decide, the text that follows, and who takes part."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core.calendar import start_of_day
from portal.core.errors import Refused
from portal.core.revisions import Paragraph
from portal.decisions import operations, queries
from portal.decisions.models import BoardDecision, Participation, Submission
from portal.members.models import Membership
from portal.networks.models import AgreementVersion, Publication
from portal.networks.queries import latest_version
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Facts, ProposalKind, Stage
from portal.votes.rules import Choice
from tests import world
from tests.decisions.conftest import STARTS, ballots, decide, submit


def refused(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value


def letters(session, kind):
    return session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)).all()


def test_submission_is_published_and_goes_to_every_board(session, scene, now):
    submission = submit(session, scene, now)
    session.flush()

    assert (submission.submitted, submission.in_force_from, scene.proposal.stage) == (True, STARTS, Stage.SUBMITTED)
    publication = session.scalars(select(Publication).where(Publication.kind == "proposal:submit")).one()
    assert (publication.path, publication.reason) == (f"/besluiten/{scene.proposal.number}", submission.reason)
    asked = letters(session, "decisions/asked")
    assert {letter.email for letter in asked} == {person.email for person in scene.staff.values()}
    text = compose(asked[0]).get_content()
    assert "woensdag 1 juli 2026" in text
    assert submission.reason in text
    assert {letter.email for letter in letters(session, "proposals/step")} == {scene.contacts["Boot"].email}


@pytest.mark.parametrize(("votes", "submits", "expected"), [
    ({"Atlas": "against", "Boot": "against"}, True, True),
    ({"Atlas": "for", "Boot": "for"}, False, True),
    ({"Atlas": "for", "Boot": "for"}, True, False),
    ({"Atlas": "for", "Boot": "against"}, True, False),
    ({}, False, False),
])
def test_deviation_from_the_majority_is_on_record(session, scene, now, votes, submits, expected):
    ballots(session, scene, **votes)

    assert submit(session, scene, now, submits).deviates is expected


def test_not_submitting_ends_it_and_asks_no_board(session, scene, now):
    submission = submit(session, scene, now, submit=False)
    session.flush()

    assert (scene.proposal.stage, submission.in_force_from) == (Stage.NOT_SUBMITTED, None)
    assert letters(session, "decisions/asked") == []
    assert refused(lambda: decide(session, scene, now, "Beek")).code == "decision:not-with-boards"


@pytest.mark.parametrize(("options", "code", "field"), [
    ({"reason": "  "}, "step:reason-missing", "reason"),
    ({"in_force_from": None}, "decision:day-missing", "in_force_from"),
    ({"in_force_from": date(2026, 3, 20)}, "decision:day-past", "in_force_from"),
])
def test_submission_needs_reason_and_a_day_ahead(session, scene, now, options, code, field):
    refusal = refused(lambda: submit(session, scene, now, **options))

    assert (refusal.code, refusal.field) == (code, field)
    session.rollback()
    assert session.scalars(select(Submission)).all() == []


@pytest.mark.parametrize(("moment", "code"), [(timedelta(seconds=-1), "unmet:vote-open"), (timedelta(0), None)])
def test_nothing_is_submitted_before_the_vote_has_closed(session, scene, now, moment, code):
    instant = scene.vote.closes_at + moment
    act = lambda: submit(session, scene, instant)

    assert (refused(act).code if code else act() and None) == code


def test_submitting_twice_is_refused(session, submitted, now):
    assert refused(lambda: submit(session, submitted, now)).code == "step:not-from-here"


def test_all_boards_adopt_and_the_agreement_gets_exactly_the_new_text(session, submitted, now):
    for name in ("Beek", "Vaals"):
        decide(session, submitted, now, name)
    assert submitted.proposal.stage == Stage.SUBMITTED

    decide(session, submitted, now, "Maastricht")
    session.flush()

    assert submitted.proposal.stage == Stage.ADOPTED
    version = latest_version(session, submitted.proposal.agreement)
    assert (version.number, version.in_force_from, version.proposal_id) == (2, STARTS, submitted.proposal.id)
    assert version.paragraphs == (
        Paragraph("4.3.1", "De aanbieder meldt het als een inwoner langer dan vier weken op hulp wacht.", "Wachttijd melden"),
        Paragraph("4.3.2", "De melding gebeurt schriftelijk.", "Hoe de melding gebeurt"))
    told = letters(session, "decisions/adopted")
    assert {letter.email for letter in told} == {person.email for person in submitted.contacts.values()}
    text = compose(told[0]).get_content()
    assert f"/mijn/deelname/{version.id}" in text
    assert "dinsdag 30 juni 2026, 24:00 uur" in text


def test_one_no_rejects_where_all_are_needed(session, submitted, now):
    decide(session, submitted, now, "Beek")
    decide(session, submitted, now, "Vaals", adopted=False)
    session.flush()

    assert submitted.proposal.stage == Stage.REJECTED
    assert len(session.scalars(select(AgreementVersion)).all()) == 1
    assert letters(session, "decisions/adopted") == []
    assert refused(lambda: decide(session, submitted, now, "Maastricht")).code == "decision:not-with-boards"


@pytest.mark.parametrize(("said", "stage", "versions"), [
    ((True, False, False), Stage.ADOPTED, 2),
    ((False, False, False), Stage.REJECTED, 1),
    ((True, True), Stage.SUBMITTED, 1),
])
def test_each_board_decides_for_itself_where_the_profile_says_so(session, scene, now, said, stage, versions):
    scene.network.settings = {"adoption": "each"}
    session.commit()
    submit(session, scene, now)

    for name, adopted in zip(scene.places, said, strict=False):
        decide(session, scene, now, name, adopted)
    session.flush()

    assert scene.proposal.stage == stage
    assert len(session.scalars(select(AgreementVersion)).all()) == versions
    assert queries.board_grid(session, scene.proposal).adopted_by == [
        name for name, adopted in zip(scene.places, said, strict=False) if adopted]


def test_each_decision_is_published_with_its_reasons(session, submitted, now):
    decide(session, submitted, now, "Beek", number="BW-7", reason="Beek wil dit al langer.")
    session.flush()

    publication = session.scalars(select(Publication).where(Publication.kind == "decision:board")).one()
    assert (publication.proposal_id, publication.reason) == (submitted.proposal.id, "Beek wil dit al langer.")
    assert publication.data["municipality"] == "Beek"


def test_host_records_for_another_municipality_under_its_mandate(session, submitted, now):
    other = decide(session, submitted, now, "Vaals", actor=submitted.office)
    own = decide(session, submitted, now, "Maastricht", actor=submitted.office)

    assert (other.under_mandate, own.under_mandate) == (True, False)


@pytest.mark.parametrize("who", ["clerk of Beek", "secretary of Vaals", "provider"])
def test_nobody_else_records_for_a_municipality(session, submitted, now, who):
    from portal.accounts.models import Role

    actor = {"clerk of Beek": submitted.clerk("Beek"),
             "secretary of Vaals": world.actor(submitted.secretary, submitted.places["Vaals"], Role.SECRETARY),
             "provider": submitted.actor("Atlas")}[who]

    assert refused(lambda: decide(session, submitted, now, "Maastricht", actor=actor)).code == "decision:not-yours"


def test_second_decision_of_a_municipality_is_told_the_first(session, submitted, now):
    decide(session, submitted, now, "Beek")
    session.commit()

    refusal = refused(lambda: decide(session, submitted, now, "Beek", adopted=False, actor=submitted.office))

    assert (refusal.code, refusal.data["municipality"]) == ("decision:already-recorded", "Beek")
    session.rollback()
    assert [d.adopted for d in session.scalars(select(BoardDecision))] == [True]


@pytest.mark.parametrize(("options", "code"), [
    ({"decided_on": date(2026, 3, 21)}, "decision:day-ahead"),
    ({"decided_on": date(2026, 3, 19)}, "decision:day-before-submission"),
    ({"number": " "}, "decision:number-missing"),
    ({"reason": " "}, "decision:reason-missing"),
])
def test_decision_needs_a_possible_day_a_number_and_reasons(session, submitted, now, options, code):
    assert refused(lambda: decide(session, submitted, now, "Beek", **options)).code == code


def test_municipality_outside_the_network_decides_nothing(session, submitted, now):
    from portal.region.models import Municipality

    submitted.places["Elders"] = world.add(session, Municipality(code="GM9999", name="Elders"))

    assert refused(lambda: decide(session, submitted, now, "Elders", actor=submitted.office)).code == "decision:not-in-network"


def _move(session, scene):
    """Another decision changes the paragraph in the meantime."""
    moved = (Paragraph("4.3.1", "Heel anders.", "Wachttijd melden"), *world.ARTICLES[1:])
    world.add(session, AgreementVersion(agreement_id=scene.proposal.agreement_id, number=2, paragraphs=moved,
                                        fingerprint="0" * 64, in_force_from=date(2026, 3, 1), published_at=world.LONG_AGO))
    session.commit()


def test_text_that_moved_stops_the_submission(session, scene, now):
    _move(session, scene)

    refusal = refused(lambda: submit(session, scene, now))

    assert (refusal.code, refusal.data["labels"]) == ("decision:text-moved", ["4.3.1"])


def test_text_that_moved_stops_the_adoption_and_what_was_decided_is_kept(session, submitted, now):
    for name in ("Beek", "Vaals"):
        decide(session, submitted, now, name)
    session.commit()
    _move(session, submitted)

    decide(session, submitted, now, "Maastricht")
    session.commit()

    assert submitted.proposal.stage == Stage.SUBMITTED
    assert len(session.scalars(select(BoardDecision)).all()) == 3
    facts = queries.facts_of(session, submitted.proposal, now)
    assert (facts.boards_allow_adoption, facts.text_moved) == (True, ("4.3.1",))
    assert queries.unable_to_go_on(session, [submitted.proposal], {}) == {submitted.proposal.id}


def test_change_never_starts_before_the_boards_have_decided(session, submitted, now):
    late = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
    for name in submitted.places:
        decide(session, submitted, late, name, decided_on=date(2026, 8, 3))
    session.flush()

    assert latest_version(session, submitted.proposal.agreement).in_force_from == date(2026, 8, 4)


def test_new_agreement_is_adopted_without_a_version(session, scene, now):
    scene.proposal.kind, scene.proposal.agreement_id, scene.proposal.agreement = ProposalKind.NEW, None, None
    session.commit()
    submit(session, scene, now)
    for name in scene.places:
        decide(session, scene, now, name)
    session.flush()

    assert scene.proposal.stage == Stage.ADOPTED
    assert queries.version_from(session, scene.proposal) is None
    assert f"/besluiten/{scene.proposal.number}" in compose(letters(session, "decisions/adopted")[0]).get_content()


def test_facts_name_the_boards_that_are_awaited(session, submitted, now):
    decide(session, submitted, now, "Beek")
    session.flush()

    assert queries.facts_of(session, submitted.proposal, now) == Facts(
        vote_is_closed=True, vote_closes_at=submitted.vote.closes_at, boards_missing=("Maastricht", "Vaals"))


def state(session, scene, now, name="Atlas", takes_part=True, reason=""):
    version = queries.version_from(session, scene.proposal)
    return operations.state_participation(session, version, takes_part=takes_part, reason=reason, actor=scene.actor(name), now=now)


def test_party_states_and_changes_its_mind(session, adopted, now):
    state(session, adopted, now)
    session.flush()
    state(session, adopted, now + timedelta(hours=1), takes_part=False, reason="Wij stoppen met begeleiding.")
    session.flush()

    statement = session.scalars(select(Participation)).one()
    assert (statement.takes_part, statement.reason) == (False, "Wij stoppen met begeleiding.")
    assert len(letters(session, "decisions/participation")) == 2


def test_taking_part_again_forgets_the_reason_for_leaving(session, adopted, now):
    state(session, adopted, now, takes_part=False, reason="Wij stoppen.")
    state(session, adopted, now, takes_part=True, reason="Wij stoppen.")
    session.flush()

    assert session.scalars(select(Participation.reason)).one() == ""


@pytest.mark.parametrize("silence", ["takes_part", "leaves"])
@pytest.mark.parametrize(("moment", "code"), [
    (timedelta(seconds=-1), None), (timedelta(0), "participation:closed"), (timedelta(seconds=1), "participation:closed")])
def test_party_speaks_out_until_the_change_starts(session, adopted, moment, code, silence):
    adopted.network.settings = {"silence": silence}
    session.commit()
    instant = start_of_day(STARTS) + moment
    act = lambda: state(session, adopted, instant)

    assert (refused(act).code if code else act() and None) == code


def test_leaving_needs_a_reason(session, adopted, now):
    refusal = refused(lambda: state(session, adopted, now, takes_part=False, reason=" "))

    assert (refusal.code, refusal.field) == ("participation:reason-missing", "reason")


def test_nobody_speaks_out_on_what_was_not_adopted(session, submitted, now):
    """IN 9.2."""
    first = latest_version(session, submitted.proposal.agreement)

    assert refused(lambda: operations.state_participation(
        session, first, takes_part=True, actor=submitted.actor("Atlas"), now=now)).code == "participation:not-adopted"


def test_only_members_speak_out(session, adopted, now):
    adopted.parties["Vreemd"] = world.party(session, "Vreemd")
    adopted.contacts["Vreemd"] = world.contact(session, adopted.parties["Vreemd"])

    assert refused(lambda: state(session, adopted, now, "Vreemd")).code == "participation:not-a-party"


def test_statement_is_asked_until_it_is_given(session, adopted, now):
    version, party = queries.version_from(session, adopted.proposal), adopted.parties["Atlas"].id
    assert queries.to_state(session, adopted.network, party, now) == [version]

    state(session, adopted, now)
    session.flush()

    assert queries.to_state(session, adopted.network, party, now) == []
    started, boot = start_of_day(STARTS), adopted.parties["Boot"].id
    assert queries.to_state(session, adopted.network, boot, started) == [version]
    adopted.network.settings = {"silence": "takes_part"}
    session.commit()
    assert queries.to_state(session, adopted.network, boot, started) == []


def test_who_stays_asked_answers_late_and_only_once(session, adopted):
    late = start_of_day(STARTS) + timedelta(days=9)
    state(session, adopted, late, "Boot", takes_part=False, reason="Onze raad besloot later.")
    session.commit()

    assert refused(lambda: state(session, adopted, late, "Boot")).code == "participation:closed"
    assert session.scalars(select(Participation.takes_part)).one() is False


def test_who_joined_after_the_start_is_not_asked(session, adopted):
    world.version(session, adopted.proposal.agreement, number=3, in_force_from=date(2026, 9, 1))
    new = world.member(session, adopted.network, "Nieuw")
    session.scalars(select(Membership).where(Membership.party_id == new.id)).one().member_since = date(2026, 8, 1)
    session.commit()

    assert queries.to_state(session, adopted.network, new.id, datetime(2026, 8, 2, tzinfo=UTC)) == []


def test_figures_count_members_that_said_nothing(session, adopted, now):
    state(session, adopted, now)
    session.flush()

    figures = queries.participation_figures(session, adopted.network, queries.version_from(session, adopted.proposal))
    assert ([p.name for p in figures.taking_part], figures.leaving, [p.name for p in figures.silent], figures.asked) == (
        ["Atlas"], [], ["Boot"], 2)


def test_votes_majority_is_only_read_when_the_vote_is_over(session, scene, now):
    ballots(session, scene, Atlas=Choice.AGAINST)
    before = scene.vote.closes_at - timedelta(seconds=1)

    assert refused(lambda: submit(session, scene, before)).code == "unmet:vote-open"
