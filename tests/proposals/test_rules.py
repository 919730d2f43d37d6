"""The table of steps: every stage with every step, every condition, in both orders."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.core.transitions import guard
from portal.networks.rules import Order
from portal.proposals.rules import (
    BY_CORRECTION,
    BY_GROUP,
    ENDED,
    JUST_IN,
    ON_REQUEST,
    ROAD,
    STEPS,
    Facts,
    Stage,
    author_may_write,
    may_be_supported,
    next_steps,
    road,
    seen_from,
    step_named,
    takes_others_in,
    text_may_change,
)

IN, ZL = Order.ROUND_THEN_WORKED_OUT, Order.WORKED_OUT_THEN_ROUND
NAMES = sorted({step.name for steps in STEPS.values() for step in steps})

# What may leave each stage, written out apart from the table that it tests.
ALLOWED = {
    IN: {
        Stage.RECEIVED: {"schedule", "set_aside", "withdraw"},
        Stage.SCHEDULED: {"set_aside", "to_working_group", "withdraw", "make_preliminary"},
        Stage.IN_WORKING_GROUP: {"set_aside", "withdraw", "make_preliminary", "return_from_group"},
        Stage.PRELIMINARY: {"set_aside", "to_working_group", "withdraw", "work_out"},
        Stage.WORKED_OUT: {"withdraw", "open_vote", "rework"},
        Stage.IN_VOTE: {"submit", "not_submit", "rework"},
        Stage.SUBMITTED: {"adopt", "reject", "rework", "end"},
        Stage.ADOPTED: {"undo_adoption"},
        Stage.REJECTED: {"undo_rejection"},
        Stage.SET_ASIDE: {"reconsider"},
    },
    ZL: {
        Stage.RECEIVED: {"schedule", "set_aside", "withdraw"},
        Stage.SCHEDULED: {"set_aside", "to_working_group", "withdraw", "work_out"},
        Stage.IN_WORKING_GROUP: {"set_aside", "withdraw", "work_out", "return_from_group"},
        Stage.WORKED_OUT: {"set_aside", "to_working_group", "withdraw", "open_vote", "submit", "not_submit"},
        Stage.IN_VOTE: {"submit", "not_submit", "rework"},
        Stage.SUBMITTED: {"adopt", "reject", "rework", "end"},
        Stage.ADOPTED: {"undo_adoption"},
        Stage.REJECTED: {"undo_rejection"},
        Stage.SET_ASIDE: {"reconsider"},
    },
}
WITHOUT_REASON = {"open_vote", "adopt", "reject"}

OPEN_ROUND = Facts(has_round=True)
ANSWERED = Facts(has_round=True, round_is_closed=True)
UNANSWERED = replace(ANSWERED, unanswered=3)
CONCLUDED = replace(ANSWERED, table_concluded=True)
EVERYTHING = Facts(has_round=True, round_is_closed=True, vote_is_closed=True, table_concluded=True, boards_allow_adoption=True,
                   boards_forbid_adoption=True)
STUCK = Facts(vote_is_closed=True, text_gone=True)


def facts_for(name):
    """Facts with which a step can be taken; those of two steps never hold for one proposal."""
    return {"rework": STUCK, "end": STUCK, "undo_adoption": JUST_IN, "undo_rejection": JUST_IN}.get(name, EVERYTHING)


def unmet(stage, name, order, facts):
    return [missing.code for missing in step_named(name, order).unmet(seen_from(stage, facts))]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", NAMES)
def test_step_leaves_a_stage_exactly_where_the_agreement_says(order, stage, name):
    known = {step.name: step for step in STEPS[order]}
    allowed = name in ALLOWED[order].get(stage, set())
    if name not in known:
        assert not allowed
        return

    if allowed:
        guard(known[name], stage, seen_from(stage, facts_for(name)), "Om deze reden.")
    else:
        with pytest.raises(Refused) as refusal:
            guard(known[name], stage, seen_from(stage, EVERYTHING), "Om deze reden.")
        assert refusal.value.code == "step:not-from-here"


@pytest.mark.parametrize("order", Order)
def test_every_step_has_one_target_and_one_name(order):
    names = [step.name for step in STEPS[order]]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(("order", "step"), [(order, step) for order in Order for step in STEPS[order]],
                         ids=lambda value: getattr(value, "name", value))
def test_step_needs_a_reason_unless_the_reasons_stand_elsewhere(order, step):
    stage = next(iter(step.sources))
    assert step.needs_reason == (step.name not in WITHOUT_REASON)
    if step.needs_reason:
        for reason in ("", "  \n\t"):
            with pytest.raises(Refused) as refusal:
                guard(step, stage, seen_from(stage, EVERYTHING), reason)
            assert (refusal.value.code, refusal.value.field) == ("step:reason-missing", "reason")


@pytest.mark.parametrize(("order", "stage", "name", "facts", "missing"), [
    # A round that runs is never cut short (IN 5.6).
    (IN, Stage.PRELIMINARY, "set_aside", JUST_IN, []),
    (IN, Stage.PRELIMINARY, "set_aside", OPEN_ROUND, ["unmet:round-open"]),
    (IN, Stage.PRELIMINARY, "set_aside", UNANSWERED, []),
    (IN, Stage.PRELIMINARY, "to_working_group", OPEN_ROUND, ["unmet:round-open"]),
    (ZL, Stage.WORKED_OUT, "set_aside", OPEN_ROUND, ["unmet:round-open"]),
    (ZL, Stage.WORKED_OUT, "to_working_group", OPEN_ROUND, ["unmet:round-open"]),
    # Worked out on the basis of the reactions, each with an answer (IN 5.6, ZL 5.5).
    (IN, Stage.PRELIMINARY, "work_out", JUST_IN, ["unmet:no-round"]),
    (IN, Stage.PRELIMINARY, "work_out", OPEN_ROUND, ["unmet:round-open"]),
    (IN, Stage.PRELIMINARY, "work_out", replace(OPEN_ROUND, unanswered=3), ["unmet:round-open", "unmet:unanswered"]),
    (IN, Stage.PRELIMINARY, "work_out", UNANSWERED, ["unmet:unanswered"]),
    (IN, Stage.PRELIMINARY, "work_out", ANSWERED, []),
    (IN, Stage.WORKED_OUT, "open_vote", JUST_IN, []),
    # ZL 7.7: the table works it out first; the round comes before the vote and before the boards.
    (ZL, Stage.SCHEDULED, "work_out", JUST_IN, []),
    (ZL, Stage.WORKED_OUT, "open_vote", JUST_IN, ["unmet:no-round"]),
    (ZL, Stage.WORKED_OUT, "open_vote", OPEN_ROUND, ["unmet:round-open"]),
    (ZL, Stage.WORKED_OUT, "open_vote", UNANSWERED, ["unmet:unanswered"]),
    (ZL, Stage.WORKED_OUT, "open_vote", ANSWERED, []),
    (ZL, Stage.WORKED_OUT, "submit", JUST_IN, ["unmet:no-round"]),
    (ZL, Stage.WORKED_OUT, "submit", OPEN_ROUND, ["unmet:round-open"]),
    (ZL, Stage.WORKED_OUT, "submit", UNANSWERED, ["unmet:unanswered", "unmet:no-conclusion"]),
    (ZL, Stage.WORKED_OUT, "submit", ANSWERED, ["unmet:no-conclusion"]),
    (ZL, Stage.WORKED_OUT, "submit", CONCLUDED, []),
    (ZL, Stage.WORKED_OUT, "not_submit", UNANSWERED, ["unmet:unanswered", "unmet:no-conclusion"]),
    (ZL, Stage.WORKED_OUT, "not_submit", ANSWERED, ["unmet:no-conclusion"]),
    (ZL, Stage.WORKED_OUT, "not_submit", CONCLUDED, []),
    # A vote that runs is never cut short (IN 9.1).
    (IN, Stage.IN_VOTE, "submit", ANSWERED, ["unmet:vote-open"]),
    (IN, Stage.IN_VOTE, "not_submit", ANSWERED, ["unmet:vote-open"]),
    (IN, Stage.IN_VOTE, "submit", replace(ANSWERED, vote_is_closed=True), []),
    (IN, Stage.IN_VOTE, "not_submit", replace(ANSWERED, vote_is_closed=True), []),
    (ZL, Stage.IN_VOTE, "submit", ANSWERED, ["unmet:vote-open"]),
    (ZL, Stage.IN_VOTE, "not_submit", ANSWERED, ["unmet:vote-open"]),
    (ZL, Stage.IN_VOTE, "submit", replace(ANSWERED, vote_is_closed=True), []),
    # The boards decide (IN 9.2, 9.3).
    (IN, Stage.SUBMITTED, "adopt", JUST_IN, ["unmet:no-board"]),
    (IN, Stage.SUBMITTED, "adopt", Facts(boards_missing=("Beek", "Stein")), ["unmet:boards"]),
    (IN, Stage.SUBMITTED, "adopt", Facts(boards_allow_adoption=True), []),
    (IN, Stage.SUBMITTED, "reject", JUST_IN, ["unmet:not-rejected"]),
    (IN, Stage.SUBMITTED, "reject", Facts(boards_forbid_adoption=True), []),
    # Every network that uses the arrangements approves before they change (IN 5.4).
    (IN, Stage.SUBMITTED, "adopt", Facts(boards_allow_adoption=True, networks_missing=("Parkstad",)), ["unmet:networks"]),
    (IN, Stage.SUBMITTED, "adopt", Facts(boards_allow_adoption=True, networks_refusing=("Parkstad",)), ["unmet:networks-refuse"]),
    (IN, Stage.SUBMITTED, "adopt", Facts(boards_missing=("Beek",), networks_missing=("Parkstad",)),
     ["unmet:boards", "unmet:networks"]),
    # Another change came first: not adopted over it, but there is a way out.
    (IN, Stage.SUBMITTED, "adopt", Facts(boards_allow_adoption=True, text_moved=("4.1",)), ["unmet:text-moved"]),
    (IN, Stage.SUBMITTED, "adopt", Facts(boards_allow_adoption=True, text_gone=True), ["unmet:text-gone"]),
    (IN, Stage.SUBMITTED, "rework", JUST_IN, ["unmet:goes-on"]),
    (IN, Stage.SUBMITTED, "end", Facts(networks_missing=("Parkstad",)), ["unmet:goes-on"]),
    (IN, Stage.SUBMITTED, "rework", Facts(text_moved=("4.1",)), []),
    (ZL, Stage.SUBMITTED, "end", Facts(text_gone=True), []),
    (ZL, Stage.SUBMITTED, "rework", Facts(networks_refusing=("Parkstad",)), []),
    (IN, Stage.IN_VOTE, "rework", Facts(text_moved=("4.1",)), ["unmet:vote-open"]),
    (IN, Stage.IN_VOTE, "rework", Facts(text_moved=("4.1",), vote_is_closed=True), []),
    # A record that was typed wrong is put right as long as nothing came into force.
    (IN, Stage.ADOPTED, "undo_adoption", Facts(boards_allow_adoption=True), ["unmet:still-adopted"]),
    (IN, Stage.ADOPTED, "undo_adoption", Facts(in_force=True), ["unmet:in-force"]),
    (IN, Stage.ADOPTED, "undo_adoption", JUST_IN, []),
    (IN, Stage.REJECTED, "undo_rejection", Facts(boards_forbid_adoption=True), ["unmet:still-rejected"]),
    (IN, Stage.REJECTED, "undo_rejection", JUST_IN, []),
])
def test_conditions_of_a_step(order, stage, name, facts, missing):
    assert unmet(stage, name, order, facts) == missing
    if missing:
        with pytest.raises(Refused) as refusal:
            guard(step_named(name, order), stage, seen_from(stage, facts), "Om deze reden.")
        assert refusal.value.code == missing[0]


def test_what_is_missing_is_told_with_its_numbers_and_names():
    count = step_named("work_out", IN).unmet(UNANSWERED)[0]
    boards = step_named("adopt", IN).unmet(Facts(boards_missing=("Beek", "Stein")))[0]

    assert dict(count.data) == {"count": 3}
    assert dict(boards.data) == {"boards": ("Beek", "Stein")}


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("stage", Stage)
def test_next_steps_are_the_steps_with_what_is_still_needed(order, stage):
    shown = next_steps(stage, order, JUST_IN)

    assert {entry.step.name for entry in shown} == ALLOWED[order].get(stage, set()) - BY_CORRECTION - BY_GROUP - ON_REQUEST
    for entry in shown:
        assert [missing.code for missing in entry.unmet] == unmet(stage, entry.step.name, order, JUST_IN)
        assert entry.is_possible == (not entry.unmet)


def test_next_steps_know_from_the_stage_that_a_vote_runs():
    steps = {entry.step.name: entry for entry in next_steps(Stage.IN_VOTE, ZL, ANSWERED)}

    assert not steps["submit"].is_possible
    assert {e.step.name: e for e in next_steps(Stage.WORKED_OUT, ZL, CONCLUDED)}["submit"].is_possible


def test_an_unknown_step_is_our_mistake():
    with pytest.raises(KeyError):
        step_named("make_preliminary", ZL)


FACTS = st.builds(Facts, has_round=st.booleans(), round_is_closed=st.booleans(), unanswered=st.integers(0, 5),
                  vote_is_closed=st.booleans(), table_concluded=st.booleans(), boards_allow_adoption=st.booleans(), boards_forbid_adoption=st.booleans(),
                  boards_missing=st.lists(st.sampled_from(["Beek", "Stein"]), unique=True).map(tuple))


@given(order=st.sampled_from(Order), walk=st.lists(st.tuples(st.sampled_from(NAMES), FACTS), max_size=40))
def test_nothing_but_a_corrected_record_leaves_an_ended_stage(order, walk):
    known, stage = {step.name: step for step in STEPS[order]}, Stage.RECEIVED
    for name, facts in walk:
        try:
            guard(known[name], stage, seen_from(stage, facts), "Om deze reden.")
        except (KeyError, Refused):
            continue
        assert stage not in ENDED or name in BY_CORRECTION | ON_REQUEST
        stage = Stage(known[name].target)


@pytest.mark.parametrize("order", Order)
def test_ended_is_where_nothing_leaves(order):
    leaves = {stage for stage in Stage if next_steps(stage, order, JUST_IN)}

    assert leaves | ENDED == set(Stage) - (set(ROAD) - set(road(order)))
    assert not leaves & ENDED


@pytest.mark.parametrize("order", Order)
def test_every_stage_of_the_road_and_every_end_can_be_reached(order):
    reached, seen = {Stage.RECEIVED}, set()
    while reached - seen:
        stage = (reached - seen).pop()
        seen.add(stage)
        reached |= {Stage(entry.step.target) for entry in next_steps(stage, order, EVERYTHING)}

    assert reached >= set(road(order)) | ENDED


@pytest.mark.parametrize("order", Order)
def test_the_road_is_walked_step_by_step(order):
    for here, there in zip(road(order), road(order)[1:], strict=False):
        assert there in {entry.step.target for entry in next_steps(here, order, EVERYTHING) if entry.is_possible}


def test_the_other_order_knows_no_preliminary_proposal():
    assert road(IN) == ROAD
    assert road(ZL) == tuple(stage for stage in ROAD if stage != Stage.PRELIMINARY)


@pytest.mark.parametrize(("order", "fixed_from"), [(IN, Stage.WORKED_OUT), (ZL, Stage.IN_VOTE)])
def test_text_is_fixed_before_the_vote_begins(order, fixed_from):
    fixed = road(order)[road(order).index(fixed_from):]

    assert [stage for stage in road(order) if not text_may_change(stage, order)] == list(fixed)
    assert not any(text_may_change(stage, order) for stage in ENDED)


def test_the_author_writes_until_it_is_on_the_agenda():
    assert {stage for stage in Stage if author_may_write(stage)} == {Stage.RECEIVED}


@pytest.mark.parametrize("order", Order)
def test_parties_support_from_the_judgement_until_the_vote(order):
    supported = {stage for stage in Stage if may_be_supported(stage, order)}

    assert supported == step_named("withdraw", order).sources - {Stage.RECEIVED}
    assert not supported & {Stage.IN_VOTE, Stage.SUBMITTED, *ENDED}
    assert {stage for stage in Stage if takes_others_in(stage, order)} <= supported
