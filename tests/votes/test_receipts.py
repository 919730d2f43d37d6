"""A receipt has a number and a seal; who holds it checks that the published list holds exactly this vote."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from portal.core.codec import unpack
from portal.dealings.queries import interests
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.votes import operations, queries, recusals
from portal.votes.checking import Verdict, checked
from portal.votes.rules import Choice
from portal.votes.sealing import SealedBallot, seal
from tests import world

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
FACTS = SealedBallot("S-2222-3333", "2026-04", 2, "Atlas", Choice.FOR, "Goed zo.", datetime(2026, 3, 20, 9, tzinfo=UTC), False)
OTHER = {"number": "S-2222-3334", "proposal": "2026-05", "version": 3, "party": "Boot", "choice": Choice.AGAINST,
         "explanation": "", "cast_at": FACTS.cast_at + timedelta(seconds=1), "in_meeting": True}


@pytest.fixture
def cast(session, scene, vote, now):
    """`cast("Atlas")`: a vote for, committed."""
    def act(name="Atlas", choice=Choice.FOR):
        ballot = operations.cast_ballot(session, vote, choice=choice, actor=scene.actor(name), now=now)
        session.commit()
        return ballot

    return act


def verdict(session, ballot, now=CLOSES):
    return checked(session, ballot.number, ballot.seal, now).verdict


@pytest.mark.parametrize("field", [field.name for field in fields(SealedBallot)])
def test_seal_tells_of_every_change(field):
    assert seal(replace(FACTS, **{field: OTHER[field]})) != seal(FACTS)


@given(st.builds(SealedBallot, st.text(), st.text(), st.integers(), st.text(), st.sampled_from(Choice), st.text(),
                 st.datetimes(timezones=st.just(UTC)), st.booleans()))
def test_seal_is_the_same_wherever_the_instant_is_told(facts):
    assert seal(facts) == seal(replace(facts))
    assert len(seal(facts)) == 64


def test_numbers_and_seals_of_all_ballots_differ(session, cast):
    ballots = [cast(), cast(), cast("Boot")]

    assert len({ballot.number for ballot in ballots} | {ballot.seal for ballot in ballots}) == 6
    assert all(ballot.number.startswith("S-") for ballot in ballots)


def test_receipt_letter_and_page_hold_number_and_seal(session, scene, cast, visit):
    ballot = cast()
    letter = session.scalars(select(OutboxMail).where(OutboxMail.kind == "votes/receipt")).one()
    page = visit.logged_in(scene.contacts["Atlas"]).get(f"/mijn/stemmen/{ballot.id}")

    assert unpack(letter.data)["seal"] == ballot.seal
    for told in (compose(letter).get_content(), page.text):
        assert ballot.number in told
        assert ballot.seal in told
    assert "/stemmingen/controleren" in compose(letter).get_content()


def test_check_waits_for_the_end_and_then_finds_exactly_this_vote(session, scene, cast):
    ballot = cast()

    assert verdict(session, ballot, CLOSES - timedelta(seconds=1)) == Verdict.WAITS
    found = checked(session, f" {ballot.number.lower()} ", f"{ballot.seal[:32]} {ballot.seal[32:].upper()}", CLOSES)
    assert (found.verdict, found.line.ballot, found.line.entry.party_name) == (Verdict.COUNTED, ballot, "Atlas")
    assert found.line in queries.outcome_of(session, found.vote).lines


def test_replaced_vote_is_told_from_the_one_that_counts(session, cast):
    first, last = cast(), cast(choice=Choice.AGAINST)

    assert (verdict(session, first), verdict(session, last)) == (Verdict.REPLACED, Verdict.COUNTED)


def test_vote_of_a_party_that_stands_aside_is_known_and_does_not_count(session, scene, vote, cast, now):
    ballot = cast("Boot")
    world.disclosure(session, scene.network, scene.parties["Boot"])
    interest = interests(session, scene.network, [scene.parties["Boot"].id])[0]
    recusals.stand_aside(session, vote, interest, actor=scene.office, now=now)
    session.commit()

    assert verdict(session, ballot) == Verdict.ASIDE


@pytest.mark.parametrize("change", [
    "UPDATE ballot SET choice = 'against'", "UPDATE ballot SET explanation = 'Anders.'",
    "UPDATE roll_entry SET party_name = 'Iemand anders' WHERE party_name = 'Atlas'",
    "UPDATE ballot SET cast_at = '2026-03-21 09:00:00'"])
def test_what_was_changed_behind_the_portals_back_is_told(session, cast, change):
    ballot = cast()
    session.execute(text(change))
    session.commit()
    session.expire_all()

    assert verdict(session, ballot) == Verdict.CHANGED


def test_wrong_number_and_wrong_seal_get_one_answer(session, cast):
    ballot, other = cast(), cast("Boot")

    for number, given_seal in ((ballot.number, other.seal), ("S-0000-0000", ballot.seal), (ballot.number, ""), ("", "")):
        assert checked(session, number, given_seal, CLOSES).verdict == Verdict.UNKNOWN


def test_page_tells_everyone_with_a_receipt_and_nothing_about_a_person(session, scene, cast, visit, at):
    ballot = cast()
    address = f"/stemmingen/controleren?nummer={ballot.number}&zegel={ballot.seal}"

    before = visit.get(address)
    assert "Deze stem is bekend en onveranderd" in before.text
    assert "Voor" not in before.text.split()
    at(CLOSES)
    page = visit.get("/stemmingen/controleren")
    filled = page.visitor.get(address)

    assert "De gepubliceerde lijst bevat precies deze stem" in filled.text
    for part in ("Atlas", "Voor", scene.proposal.number):
        assert part in filled.text
    assert "Contact van Atlas" not in filled.text
    assert filled.response.headers["Cache-Control"] == "no-store"
    assert "horen niet bij een stem" in visit.get(address[:-1]).text
    assert "Vul het zegel in" in visit.get(f"/stemmingen/controleren?nummer={ballot.number}", status=422).errors[0]


def test_page_does_not_name_the_party_where_no_names_are_published(session, scene, vote, cast, visit, at):
    vote.by_name = False
    session.commit()
    ballot = cast()
    at(CLOSES)

    page = visit.get(f"/stemmingen/controleren?nummer={ballot.number}&zegel={ballot.seal}")

    assert "precies deze stem" in page.text
    assert "Atlas" not in page.text
