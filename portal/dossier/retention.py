"""How long a file is kept: by what its subject came to, after the selection list, or as the network decided otherwise.

The terms are those of the Selectielijst gemeenten en intergemeentelijke organen 2020 (Staatscourant 2020, 11143), by the number of
their result. Which result a process is, is for the municipality and its archivist to say: each can be changed, with the reason. The
portal destroys nothing: the term goes along to the archive. Pure.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

LIST_2020 = "Selectielijst gemeenten en intergemeentelijke organen 2020"
SETTING = "retention"
"""Its place among the settings of a network."""
MOST_YEARS = 100


class Closure(StrEnum):
    """What a subject came to. The values stand in settings and addresses."""

    PROPOSAL_ADOPTED = "voorstel-aangenomen"
    PROPOSAL_ENDED = "voorstel-niet-aangenomen"
    MEETINGS = "bijeenkomsten"
    PILOT_CONCLUDED = "pilot-afgerond"
    PILOT_ENDED = "pilot-niet-doorgegaan"
    ADVICE_GIVEN = "advies-gegeven"
    ADVICE_WITHDRAWN = "advies-ingetrokken"
    GROUP_ADVISED = "werkgroep-met-advies"
    GROUP_CLOSED = "werkgroep-zonder-advies"
    CONTRACT_SIGNED = "contract-ondertekend"
    CONTRACT_ENDED = "contract-niet-gesloten"


@dataclass(frozen=True, slots=True)
class Retention:
    """`years`: after the end of the subject; None is for good. `number` and `result`: as `source`, the selection list, calls it.

    `reason`: why the network chose otherwise than the list of 2020 suggests; empty while it did not.
    """

    years: int | None
    number: str
    result: str
    source: str = LIST_2020
    reason: str = ""


DEFAULTS: dict[Closure, Retention] = {
    Closure.PROPOSAL_ADOPTED: Retention(None, "16.1.2", "Aangegaan: samenwerkingsovereenkomst ten behoeve van de taakuitoefening van het orgaan"),
    Closure.PROPOSAL_ENDED: Retention(5, "16.2", "Overeenkomst niet doorgegaan"),
    Closure.MEETINGS: Retention(10, "19.1.10", "Verwerkt: agenda, verslag van bestuurlijk overleg met derden"),
    Closure.PILOT_CONCLUDED: Retention(None, "4.1.1", "Uitgevoerd: evaluatie van beleid met externe werking"),
    Closure.PILOT_ENDED: Retention(5, "16.2", "Overeenkomst niet doorgegaan"),
    Closure.ADVICE_GIVEN: Retention(5, "21.1", "Advies verstrekt"),
    Closure.ADVICE_WITHDRAWN: Retention(1, "21.2", "Advies niet verstrekt"),
    Closure.GROUP_ADVISED: Retention(5, "21.1", "Advies verstrekt"),
    Closure.GROUP_CLOSED: Retention(1, "21.2", "Advies niet verstrekt"),
    Closure.CONTRACT_SIGNED: Retention(10, "16.1", "Overeenkomst aangegaan"),
    Closure.CONTRACT_ENDED: Retention(1, "16.2.1", "Niet doorgegaan: inkoopovereenkomst"),
}


def retention(settings: Mapping[str, Any], closure: Closure) -> Retention:
    """What holds in a network with these settings."""
    own = settings.get(SETTING, {}).get(closure.value)
    return Retention(**own) if own else DEFAULTS[closure]


def with_retention(settings: Mapping[str, Any], closure: Closure, chosen: Retention) -> dict[str, Any]:
    """The settings with this choice in them."""
    return {**settings, SETTING: {**settings.get(SETTING, {}), closure.value: asdict(chosen)}}


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What goes along to the archive. `rule`: None while it is not known how the subject ends; `ended_on`: from when the years count."""

    rule: Retention | None = None
    ended_on: date | None = None

    @property
    def is_for_good(self) -> bool:
        return self.rule is not None and self.rule.years is None

    @property
    def until(self) -> date | None:
        """The last day that it is kept; None when that is not known, or for good."""
        if self.rule is None or self.rule.years is None or self.ended_on is None:
            return None
        year = self.ended_on.year + self.rule.years
        is_leap_day = (self.ended_on.month, self.ended_on.day) == (2, 29)
        return date(year, 2, 28) if is_leap_day and not _is_leap(year) else self.ended_on.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
