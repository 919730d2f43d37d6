"""The table of steps, the parts of a plan, the phases by the calendar, and who has a place (IN 10)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.calendar import months_after
from portal.core.errors import Refused
from portal.core.transitions import Mark, guard
from portal.pilots.rules import (
    STEPS,
    Choosing,
    Entry,
    Facts,
    Part,
    PilotPhase,
    PilotStage,
    Place,
    missing_parts,
    next_steps,
    phase_of,
    reminder,
    standings,
    step_named,
    stepper,
)

WHOLE = {"agreement_id": 1, "articles": ("4.3.1",), "departure": "a", "innovation": "b", "question": "c", "named_result": "d",
         "measuring": "e", "begins_on": date(2026, 6, 1), "ends_on": date(2026, 7, 1), "most": 3, "choosing": Choosing.LOT}
START = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_plan_names_every_part_that_article_10_3_asks():
    assert missing_parts(WHOLE) == ()
    assert missing_parts({}) == tuple(Part)
    assert missing_parts(WHOLE | {"ends_on": None, "named_result": ""}) == (Part.NAMED_RESULT, Part.PERIOD)
    assert missing_parts(WHOLE | {"articles": ()}) == (Part.DEPARTURE,)


@pytest.mark.parametrize(("name", "facts", "code"), [
    ("publish", Facts(missing=(Part.LIMIT,)), "unmet:parts"),
    ("publish", Facts(ends_ahead=False), "unmet:pilot-in-the-past"),
    ("open", Facts(undecided=("Beek",), agrees=True), "unmet:consents"),
    ("open", Facts(), "unmet:nobody-consents"),
    ("refuse", Facts(agrees=True), "unmet:somebody-consents"),
    ("stop", Facts(is_over=True), "unmet:pilot-over"),
    ("conclude", Facts(result_is_read=True), "unmet:pilot-runs"),
    ("conclude", Facts(is_over=True), "unmet:no-result"),
])
def test_a_step_says_what_it_misses(name, facts, code):
    step = step_named(name)

    with pytest.raises(Refused) as refused:
        guard(step, next(iter(step.sources)), facts, "Daarom.")

    assert refused.value.code == code


def test_every_step_leaves_a_stage_and_what_ended_has_none():
    ended = {PilotStage.CONCLUDED, PilotStage.SET_ASIDE, PilotStage.REFUSED, PilotStage.WITHDRAWN}

    assert {stage for step in STEPS for stage in step.sources} == set(PilotStage) - ended
    assert all(not next_steps(stage, Facts()) for stage in ended)
    assert [row.step.name for row in next_steps(PilotStage.PROPOSED, Facts(agrees=True)) if row.is_possible] == ["withdraw", "open"]


@pytest.mark.parametrize("name", ["set_aside", "withdraw", "stop"])
def test_ending_a_pilot_needs_a_reason(name):
    step = step_named(name)

    with pytest.raises(Refused, match="reason"):
        guard(step, next(iter(step.sources)), Facts(), " ")


@pytest.mark.parametrize(("day", "phase"), [
    (date(2026, 5, 14), PilotPhase.SIGN_UP), (date(2026, 5, 15), PilotPhase.READY), (date(2026, 6, 1), PilotPhase.RUNNING),
    (date(2026, 6, 30), PilotPhase.RUNNING), (date(2026, 7, 1), PilotPhase.OVER)])
def test_each_last_day_belongs_to_what_ends_with_it(day, phase):
    assert phase_of(PilotStage.ADMITTED, date(2026, 5, 14), date(2026, 6, 1), date(2026, 6, 30), day) == phase


def test_the_calendar_says_nothing_of_what_was_not_admitted():
    assert phase_of(PilotStage.PROPOSED, None, date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)) == PilotPhase.PROPOSED
    assert phase_of(PilotStage.STOPPED, date(2026, 1, 1), date(2026, 1, 2), date(2026, 2, 1), date(2026, 1, 5)) == PilotPhase.STOPPED


def test_stepper_ends_where_the_pilot_ended():
    marks = stepper(PilotPhase.REFUSED, {PilotPhase.RECEIVED: START, PilotPhase.PROPOSED: START})
    running = stepper(PilotPhase.RUNNING, {PilotPhase.RECEIVED: START})

    assert [mark.stage for mark in marks] == [PilotPhase.RECEIVED, PilotPhase.PROPOSED, PilotPhase.REFUSED]
    assert [mark.mark for mark in running] == [Mark.DONE] * 3 + [Mark.NOW] + [Mark.AHEAD] * 2


def entries(count, **options):
    return [Entry(party, START + timedelta(minutes=party), **options) for party in range(count)]


def test_who_comes_first_takes_part_and_the_rest_waits_in_order():
    found = standings(reversed(entries(4)), 2, Choosing.FIRST_COME, is_closed=False)

    assert [(row.entry.party_id, row.place, row.position) for row in found] == [
        (0, Place.TAKES_PART, 0), (1, Place.TAKES_PART, 0), (2, Place.WAITS, 1), (3, Place.WAITS, 2)]


def test_who_leads_has_a_place_whenever_it_came():
    leader = Entry(9, START + timedelta(days=3), leads=True)

    found = standings([*entries(3), leader], 2, Choosing.FIRST_COME, is_closed=False)

    assert [row.entry.party_id for row in found if row.place == Place.TAKES_PART] == [9, 0]


def test_by_lot_nobody_has_a_place_before_the_lot_unless_there_is_room_for_all():
    before = standings(entries(3), 2, Choosing.LOT, is_closed=False)
    closed = standings(entries(3), 2, Choosing.LOT, is_closed=True)
    room = standings(entries(2), 2, Choosing.LOT, is_closed=True)
    drawn = standings([Entry(1, START, rank=3), Entry(2, START, rank=1), Entry(3, START, rank=2)], 2, Choosing.LOT, is_closed=True)

    assert {row.place for row in before} == {row.place for row in closed} == {Place.AWAITS_LOT}
    assert {row.place for row in room} == {Place.TAKES_PART}
    assert [(row.entry.party_id, row.place) for row in drawn] == [
        (2, Place.TAKES_PART), (3, Place.TAKES_PART), (1, Place.WAITS)]


@given(st.integers(1, 8), st.integers(0, 12), st.sampled_from(list(Choosing)), st.booleans())
def test_never_more_take_part_than_there_are_places(most, count, choosing, is_closed):
    found = standings(entries(count), most, choosing, is_closed=is_closed)

    assert len(found) == count
    assert sum(row.place == Place.TAKES_PART for row in found) <= most
    assert [row.position for row in found if row.place == Place.WAITS] == list(range(1, max(0, count - most) + 1))[: sum(
        row.place == Place.WAITS for row in found)]


@pytest.mark.parametrize(("day", "which"), [
    (date(2026, 10, 29), ""), (date(2026, 10, 30), "month"), (date(2026, 11, 22), "month"), (date(2026, 11, 23), "week"),
    (date(2026, 11, 30), "week"), (date(2026, 12, 1), "over")])
def test_leader_is_reminded_a_month_and_a_week_before_and_after_the_end(day, which):
    assert reminder(date(2026, 6, 1), date(2026, 11, 30), day) == which


def test_a_pilot_shorter_than_a_month_is_not_reminded_before_it_begins():
    assert reminder(date(2026, 6, 10), date(2026, 6, 30), date(2026, 6, 9)) == ""
    assert reminder(date(2026, 6, 10), date(2026, 6, 30), date(2026, 6, 10)) == "month"
    assert months_after(date(2026, 3, 31), -1) == date(2026, 2, 28)
