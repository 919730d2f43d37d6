"""The columns of a term that runs, and of its extensions: shared by comment rounds and votes."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from portal.core.calendar import MAX_DAYS, Deadline, deadline
from portal.core.database import turning
from portal.core.errors import Refused


class Term:
    """`closes_at` is the truth; the rest explains it. The phase is asked with `now`, never stored."""

    opened_at: Mapped[datetime] = turning()
    published_on: Mapped[date]
    days: Mapped[int]
    last_day: Mapped[date]
    closes_at: Mapped[datetime] = turning()
    skipped: Mapped[list[Any]]

    def set_deadline(self, deadline: Deadline) -> None:
        self.published_on, self.days = deadline.published_on, deadline.days
        self.last_day, self.closes_at = deadline.last_day, deadline.closes_at
        self.skipped = [[day.isoformat(), code] for day, code in deadline.skipped]

    @property
    def deadline(self) -> Deadline:
        skipped = tuple((date.fromisoformat(day), code) for day, code in self.skipped)
        return Deadline(self.published_on, self.days, self.last_day, skipped)

    def longer(self, last_day: date, kind: str) -> Deadline:
        """The term until this day, past rest days. Refused, in the words of `kind`, unless it is later than was promised."""
        if last_day <= self.last_day:
            raise Refused(f"{kind}:not-later", field="last_day", closes_at=self.closes_at)
        days = (last_day - self.published_on).days
        if days > MAX_DAYS:
            raise Refused(f"{kind}:too-long", field="last_day")
        return deadline(self.published_on, days)

    def is_open(self, now: datetime) -> bool:
        """From opening to closing; the closing instant itself is closed."""
        return self.opened_at <= now.astimezone(UTC) < self.closes_at


class MoreTime:
    """An extension: from which end to which, and why. A term is never shortened (DESIGN rule 1)."""

    extended_at: Mapped[datetime]
    old_closes_at: Mapped[datetime]
    new_closes_at: Mapped[datetime]
    reason: Mapped[str]


def never_shorter() -> CheckConstraint:
    return CheckConstraint("new_closes_at > old_closes_at", name="never_shorter")
