"""Lists of municipalities, and what one municipality lets another do for it. Pure."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.core.errors import Refused


class MandateTask(StrEnum):
    """The tasks of a regional procurement that a mandate can cover (WM25 4.12, RN 2.2)."""

    PROCUREMENT = "procurement"
    CONTRACTS = "contracts"
    CONTRACT_MANAGEMENT = "contract_management"
    SUPPLIER_MANAGEMENT = "supplier_management"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class ListedMunicipality:
    """A row of a list of municipalities. `until`: its last day, when `successor` (a code) took its place."""

    code: str
    name: str
    region: str
    inhabitants: int | None
    until: date | None
    successor: str


def read_municipalities(text: str) -> list[ListedMunicipality]:
    """A list with semicolons: code, name, region, inhabitants_2016, inhabitants_2021, until, successor.

    Raises Refused with the line of a code that is none, a name that is empty, a number or day that cannot be read, and of a
    municipality that ended without a successor in the list.
    """
    reader = csv.DictReader(text.splitlines(), delimiter=";")
    if missing := {"code", "name"} - set(reader.fieldnames or ()):
        raise Refused("municipality:columns", missing=sorted(missing))
    rows = [_listed(line, row) for line, row in enumerate(reader, start=2)]
    codes = {row.code for row in rows}
    if odd := next((row for row in rows if (row.until is None) != (row.successor not in codes)), None):
        raise Refused("municipality:successor", name=odd.name)
    return rows


def _listed(line: int, row: dict[str, str]) -> ListedMunicipality:
    try:
        code, name = row["code"].strip(), row["name"].strip()
        counted = row.get("inhabitants_2021") or row.get("inhabitants_2016") or ""
        if not re.fullmatch(r"GM[0-9]{4}", code) or not name:
            raise ValueError(code)
        return ListedMunicipality(code, name, (row.get("region") or "").strip(), int(counted) if counted else None,
                                  date.fromisoformat(row["until"]) if row.get("until") else None,
                                  (row.get("successor") or "").strip())
    except (ValueError, AttributeError, TypeError):
        raise Refused("municipality:line", line=line) from None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one municipality stands towards a text that the host signs for it (WM25 4.11)."""

    name: str
    has_mandate: bool
    needs_consent: bool = False
    has_consent: bool = False
    municipality_id: int = 0

    @property
    def consent_is_missing(self) -> bool:
        return self.has_mandate and self.needs_consent and not self.has_consent

    @property
    def asks_nothing(self) -> bool:
        """Its mandate is enough, and it wrote nothing of its own accord."""
        return self.has_mandate and not self.needs_consent and not self.has_consent


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is still missing before the host may sign for all: names of municipalities."""

    mandates: tuple[str, ...]
    consents: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.mandates or self.consents)


def lacking(standings: Iterable[Standing]) -> Lacking:
    """The host signs for a municipality only under its mandate, and after its written consent where that asks for it."""
    rows = list(standings)
    return Lacking(tuple(row.name for row in rows if not row.has_mandate),
                   tuple(row.name for row in rows if row.consent_is_missing))
