"""Where a group is by its dates, and when it is reminded."""

from datetime import date

import pytest

from portal.core.errors import Refused
from portal.groups.rules import GroupState, check_end, reminder_due, state_of

END = date(2026, 5, 1)


@pytest.mark.parametrize(("advised", "closed", "today", "state"), [
    (None, None, date(2026, 5, 1), GroupState.WORKING),
    (None, None, date(2026, 5, 2), GroupState.OVERDUE),
    (1, None, date(2026, 6, 1), GroupState.ADVISED),
    (1, 2, date(2026, 4, 1), GroupState.CLOSED),
])
def test_state_follows_from_record_and_day(advised, closed, today, state):
    assert state_of(END, advised, closed, today) == state


@pytest.mark.parametrize(("today", "which"), [
    (date(2026, 4, 23), ""), (date(2026, 4, 24), "ahead"), (date(2026, 5, 1), "ahead"), (date(2026, 5, 2), "over"), (date(2026, 5, 8), "over"),
    (date(2026, 5, 9), "")])
def test_reminded_in_the_last_week_and_in_the_week_after(today, which):
    assert reminder_due(END, today) == which


@pytest.mark.parametrize(("ends_on", "former"), [(date(2026, 4, 1), None), (date(2026, 4, 20), END), (END, END)])
def test_end_lies_ahead_and_is_never_earlier(ends_on, former):
    with pytest.raises(Refused):
        check_end(ends_on, date(2026, 4, 1), former)
