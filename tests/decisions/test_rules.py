"""What boards' decisions add up to, when the municipality deviates, and what an adopted text becomes."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.revisions import Paragraph
from portal.decisions.rules import (
    BoardsOutcome,
    board_reminder,
    boards_outcome,
    changed_text,
    deviates,
    participation_reminder,
    reworked_text,
    standing_decisions,
)
from portal.networks.rules import Adoption, label_order
from portal.votes.rules import Choice

YES, NO = True, False
ADOPTED, REJECTED = BoardsOutcome(allow_adoption=True), BoardsOutcome(forbid_adoption=True)


@pytest.mark.parametrize(("adoption", "decisions", "outcome"), [
    (Adoption.ALL, {}, BoardsOutcome(missing=(1, 2, 3))),
    (Adoption.ALL, {1: YES, 2: YES}, BoardsOutcome(missing=(3,))),
    (Adoption.ALL, {1: YES, 2: YES, 3: YES}, ADOPTED),
    (Adoption.ALL, {2: NO}, REJECTED),
    (Adoption.ALL, {1: YES, 2: YES, 3: NO}, REJECTED),
    (Adoption.EACH, {}, BoardsOutcome(missing=(1, 2, 3))),
    (Adoption.EACH, {1: YES}, BoardsOutcome(missing=(2, 3))),
    (Adoption.EACH, {1: NO, 2: NO}, BoardsOutcome(missing=(3,))),
    (Adoption.EACH, {1: NO, 2: NO, 3: YES}, ADOPTED),
    (Adoption.EACH, {1: NO, 2: NO, 3: NO}, REJECTED),
    (Adoption.ALL, {1: YES, 2: YES, 3: YES, 9: NO}, ADOPTED),
])
def test_boards_outcome(adoption, decisions, outcome):
    assert boards_outcome(adoption, (1, 2, 3), decisions) == outcome


@pytest.mark.parametrize("adoption", Adoption)
def test_no_municipality_settles_nothing(adoption):
    assert not boards_outcome(adoption, (), {1: YES}).is_settled


@given(st.sampled_from(Adoption), st.dictionaries(st.integers(1, 6), st.booleans()))
def test_outcome_is_never_both_and_awaits_nobody_when_settled(adoption, decisions):
    outcome = boards_outcome(adoption, (1, 2, 3, 4), decisions)

    assert not (outcome.allow_adoption and outcome.forbid_adoption)
    assert outcome.is_settled == (outcome.missing == ())


@pytest.mark.parametrize(("submitted", "majority", "expected"), [
    (YES, Choice.FOR, False), (YES, Choice.AGAINST, True), (YES, None, False),
    (NO, Choice.FOR, True), (NO, Choice.AGAINST, False), (NO, None, False),
])
def test_deviating_is_going_against_the_majority(submitted, majority, expected):
    assert deviates(submitted, majority) is expected


CURRENT = (Paragraph("4.1", "Een.", "Melden"), Paragraph("4.2", "Twee."), Paragraph("4.10", "Tien."))


def test_text_is_changed_removed_and_added_by_label():
    proposed = (Paragraph("4.1", "Een, beter.", before="Een."), Paragraph("4.2", "", before="Twee."),
                Paragraph("4.9", "Negen.", "Nieuw"), Paragraph("4.10", "Tien.", before="Tien."), Paragraph("5", "Vijf."))

    assert changed_text(CURRENT, proposed) == (
        Paragraph("4.1", "Een, beter.", "Melden"), Paragraph("4.9", "Negen.", "Nieuw"), Paragraph("4.10", "Tien."),
        Paragraph("5", "Vijf."))


@pytest.mark.parametrize("moved", [
    Paragraph("4.1", "Een, beter.", before="Een, zoals het was."),
    Paragraph("4.2", "", before="Twee, zoals het was."),
    Paragraph("4.2", "Twee, maar nu nieuw."),
    Paragraph("7", "Zeven, anders.", before="Zeven."),
])
def test_text_that_moved_is_not_overwritten(moved):
    with pytest.raises(Refused) as refusal:
        changed_text(CURRENT, (moved,))

    assert (refusal.value.code, refusal.value.data) == ("decision:text-moved", {"labels": [moved.label]})


def test_paragraph_that_the_proposal_leaves_alone_may_have_moved():
    left_alone = Paragraph("4.2", "Twee, zoals het was.", before="Twee, zoals het was.")

    assert changed_text(CURRENT, (left_alone,)) == CURRENT


@pytest.mark.parametrize("labels", [("4", "4.1", "4.2", "4.9", "4.10", "4.10a", "5", "10", "bijlage")])
def test_labels_are_ordered_as_people_count(labels):
    assert all(label_order(a) < label_order(b) for a, b in pairwise(labels))


@given(st.dictionaries(st.sampled_from([f"{a}.{b}" for a in range(1, 4) for b in range(1, 12)]), st.text("abc", min_size=1)))
def test_new_paragraphs_come_in_order_and_none_is_lost(added):
    merged = changed_text((), tuple(Paragraph(label, text) for label, text in added.items()))

    assert [p.label for p in merged] == sorted(added, key=label_order)
    assert {p.label: p.text for p in merged} == added


MERGED = {1: 1, 2: 9, 3: 9}
"""Municipality 1 stays; 2 and 3 merged into 9."""


@pytest.mark.parametrize(("decisions", "said"), [
    ({}, {}),
    ({1: YES}, {1: YES}),
    ({2: YES}, {}),
    ({2: YES, 3: YES}, {9: YES}),
    ({2: NO, 3: NO}, {9: NO}),
    ({2: YES, 3: NO}, {}),
    ({2: YES, 3: NO, 9: YES}, {9: YES}),
    ({2: YES, 3: YES, 9: NO}, {9: NO}),
    ({1: NO, 9: YES}, {1: NO, 9: YES}),
])
def test_successor_takes_the_place_of_who_merged_into_it(decisions, said):
    assert standing_decisions(MERGED, decisions) == said


@pytest.mark.parametrize(("decisions", "said"), [({1: YES}, {1: YES}), ({2: YES}, {}), ({1: YES, 2: NO}, {1: YES})])
def test_municipality_that_was_there_before_is_bound_by_itself_alone(decisions, said):
    """Municipality 2 merged into 1, which took part already."""
    assert standing_decisions({1: 1, 2: 1}, decisions) == said


PLACES = st.dictionaries(st.integers(1, 5), st.integers(1, 8), min_size=1)


@given(st.sampled_from(Adoption), PLACES, st.dictionaries(st.integers(1, 8), st.booleans()))
def test_outcome_with_merged_municipalities_follows_the_rule_of_adoption(adoption, successors, decisions):
    said = standing_decisions(successors, decisions)
    present = sorted(set(successors.values()))
    outcome = boards_outcome(adoption, present, said)

    assert set(said) <= set(present)
    assert all(said[place] == decisions[place] for place in present if place in decisions)
    if adoption == Adoption.ALL:
        assert outcome.allow_adoption == (len(said) == len(present) and all(said.values()))
        assert outcome.forbid_adoption == (False in said.values())
    else:
        assert outcome.is_settled == (len(said) == len(present))
        assert outcome.allow_adoption == (outcome.is_settled and True in said.values())


def test_reworked_text_is_set_against_the_text_of_now():
    proposed = (Paragraph("4.1", "Een, beter.", before="Een, zoals het was."), Paragraph("4.2", "Oud.", before="Oud."),
                Paragraph("4.3", "", before="Drie is al weg."), Paragraph("4.9", "Negen."))

    assert reworked_text(CURRENT, proposed) == (
        Paragraph("4.1", "Een, beter.", before="Een."), Paragraph("4.2", "Twee.", before="Twee."), Paragraph("4.9", "Negen."))


@given(st.lists(st.tuples(st.sampled_from(["4.1", "4.2", "4.3"]), st.sampled_from("abc"), st.sampled_from(["", *"abc"])),
                unique_by=lambda row: row[0]))
def test_reworked_text_can_always_be_taken_over(rows):
    proposed = tuple(Paragraph(label, text, before=before) for label, before, text in rows)

    changed_text(CURRENT, reworked_text(CURRENT, proposed))


@pytest.mark.parametrize(("days", "which"), [(0, 0), (27, 0), (28, 1), (41, 1), (42, 2), (84, 5), (400, 5)])
def test_boards_are_reminded_after_four_weeks_and_then_every_two(days, which):
    assert board_reminder(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days)) == which


@pytest.mark.parametrize(("left", "which"), [(90, None), (22, None), (21, 21), (8, 21), (7, 7), (2, 7), (1, 1), (0, None), (-3, None)])
def test_parties_are_reminded_before_the_text_is_in_force(left, which):
    starts = date(2026, 7, 1)

    assert participation_reminder(starts, date(2026, 1, 1), starts - timedelta(days=left)) == which


def test_nobody_is_reminded_of_what_was_asked_a_moment_ago():
    starts, asked = date(2026, 7, 1), date(2026, 6, 20)

    assert [participation_reminder(starts, asked, asked + timedelta(days=day)) for day in (0, 3, 4, 10)] == [None, None, 7, 1]
