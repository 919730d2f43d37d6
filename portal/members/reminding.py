"""When parties are reminded of a text that they have not signed. Pure."""

from datetime import date, timedelta

BEFORE = (14, 3)
"""Days before the text is in force."""
WEEKS = 4
"""Once it is in force: every week, so many times."""


def stage_of(start: date, today: date) -> str:
    """The reminder of today for a text that holds from `start`, or "". A stage lasts until the next one begins."""
    days = (start - today).days
    if days > BEFORE[0]:
        return "new"
    if days > 0:
        return f"before-{min(step for step in BEFORE if days <= step)}"
    weeks = -days // 7
    return f"after-{weeks}" if 1 <= weeks <= WEEKS else ""


def next_reminder(start: date, today: date) -> date | None:
    """The day after today on which a next reminder goes out by itself."""
    days = [*(start - timedelta(days=step) for step in BEFORE), *(start + timedelta(weeks=week) for week in range(1, WEEKS + 1))]
    return next((day for day in days if day > today), None)
