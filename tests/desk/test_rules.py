"""When work is late, for today, for this week or for later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.desk.rules import KindCount, Task, TaskKind, When, counted, days_after, end_of, grouped, when

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def task(due, kind=TaskKind.SIGNAL, what="Busje te laat"):
    return Task(due, kind, what, "/bureau/signalen/1", "todo:signal")


@pytest.mark.parametrize(("due", "group"), [
    (NOW - timedelta(seconds=1), When.LATE), (NOW, When.LATE), (NOW + timedelta(seconds=1), When.TODAY),
    (end_of(date(2026, 3, 19)), When.LATE), (end_of(date(2026, 3, 20)), When.TODAY),
    (end_of(date(2026, 3, 22)), When.WEEK), (end_of(date(2026, 3, 23)), When.LATER),
])
def test_group_of_a_due_moment(due, group):
    assert when(due, NOW) == group


def test_week_ends_with_sunday_over_the_change_of_the_clock():
    assert when(end_of(date(2026, 3, 29)), datetime(2026, 3, 28, 22, tzinfo=UTC)) == When.WEEK


def test_days_are_counted_in_amsterdam():
    assert days_after(datetime(2026, 3, 20, 23, 30, tzinfo=UTC), 0) == datetime(2026, 3, 21, 23, 0, tzinfo=UTC)
    assert task(end_of(date(2026, 3, 18))).days_late(NOW) == 2


@given(st.lists(st.integers(-40, 40)))
def test_every_task_stands_in_one_group_by_date(days):
    tasks = [task(NOW + timedelta(days=number), what=str(number)) for number in days]

    groups = grouped(tasks, NOW)

    assert sorted(t.due for some in groups.values() for t in some) == sorted(t.due for t in tasks)
    assert all(some == sorted(some, key=lambda t: t.due) for some in groups.values())


def test_kinds_without_work_are_left_out():
    tasks = [task(NOW), task(NOW + timedelta(days=3)), task(NOW + timedelta(days=1), TaskKind.BOARD)]

    assert counted(tasks, NOW) == [KindCount(TaskKind.SIGNAL, 2, 1), KindCount(TaskKind.BOARD, 1, 0)]
