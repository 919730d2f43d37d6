"""On what ground something about people is stored, and how long. Pure."""

from datetime import timedelta
from enum import StrEnum


class LegalGround(StrEnum):
    """GDPR article 6.1 c, e, a."""

    DUTY = "duty"
    TASK = "task"
    CONSENT = "consent"


class Term(StrEnum):
    """How long it is stored."""

    DAY = "day"
    FORTNIGHT = "fortnight"
    DRAFT = "draft"
    QUARTER = "quarter"
    YEAR = "year"
    YEAR_AFTER = "year_after"
    TWO_YEARS = "two_years"
    STOP = "stop"
    ARCHIVE = "archive"


LENGTHS = {Term.DAY: timedelta(days=1), Term.FORTNIGHT: timedelta(days=14), Term.DRAFT: timedelta(days=90), Term.QUARTER: timedelta(days=90),
           Term.YEAR: timedelta(days=365), Term.YEAR_AFTER: timedelta(days=365),
           Term.TWO_YEARS: timedelta(days=730)}
"""Those that the calendar ends; the others end when somebody stops, or by the law on archives."""
