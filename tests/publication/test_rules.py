"""Groups of stages and the marks of the stepper."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.networks.rules import Order
from portal.proposals.rules import ENDED, Stage, road
from portal.publication.rules import STAGES, Group, Mark, group_counts, reached_stages, stepper

DAY = datetime(2026, 3, 20, tzinfo=UTC)
IN, ZL = Order.ROUND_THEN_WORKED_OUT, Order.WORKED_OUT_THEN_ROUND


def test_every_stage_can_be_found_in_a_group():
    assert set().union(*STAGES.values()) == set(Stage)


def test_open_rounds_are_not_counted_as_being_answered():
    counts = group_counts({Stage.PRELIMINARY: 3, Stage.WORKED_OUT: 2, Stage.SCHEDULED: 4}, in_round=2)

    assert (counts[Group.TABLE], counts[Group.ROUND], counts[Group.ANSWERS]) == (4, 2, 3)


BESIDE_THE_ROAD = (ENDED - {Stage.ADOPTED}) | {Stage.IN_WORKING_GROUP}


@pytest.mark.parametrize(("order", "stage"), [
    (order, stage) for order in Order for stage in sorted({*road(order), *BESIDE_THE_ROAD})])
def test_one_mark_is_now_whatever_the_stage(order, stage):
    marks = stepper(order, stage, {Stage.RECEIVED: DAY, stage: DAY})

    assert [mark.stage for mark in marks if mark.mark == Mark.NOW] == [stage]


@pytest.mark.parametrize("stage", sorted(ENDED - {Stage.ADOPTED}))
def test_what_ended_on_the_way_has_what_it_passed_and_then_how_it_ended(stage):
    reached = {Stage.RECEIVED: DAY, Stage.SCHEDULED: DAY + timedelta(days=3), stage: DAY + timedelta(days=9)}

    marks = stepper(IN, stage, reached)

    assert [(mark.stage, mark.mark) for mark in marks] == [
        (Stage.RECEIVED, Mark.DONE), (Stage.SCHEDULED, Mark.DONE), (stage, Mark.NOW)]
    assert marks[-1].since == DAY + timedelta(days=9)


def test_working_group_stands_in_the_place_of_the_agenda():
    marks = stepper(IN, Stage.IN_WORKING_GROUP, {Stage.RECEIVED: DAY})

    assert [mark.stage for mark in marks[:3]] == [Stage.RECEIVED, Stage.IN_WORKING_GROUP, Stage.PRELIMINARY]


def test_day_of_a_stage_is_that_of_its_last_publication():
    reached = reached_stages(IN, DAY, [("proposal:schedule", DAY), ("round:open", DAY),
                                       ("proposal:make_preliminary", DAY + timedelta(days=5))])

    assert reached == {Stage.RECEIVED: DAY, Stage.SCHEDULED: DAY, Stage.PRELIMINARY: DAY + timedelta(days=5)}
