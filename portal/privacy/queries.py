"""Which rows are about one person, found by the register: whose rows they are by number, by address, or by name within a party."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import RoleGrant, User
from portal.accounts.queries import user_by_email
from portal.core.database import Base
from portal.core.language import say
from portal.privacy.register import REGISTER, SECRET, is_one_of, place_of

OWN_KEYS = ("person_id", "user_id")
"""Columns that say whose row it is; others say who handled it."""
ADDRESSES = ("email", "sender_email")


@dataclass(frozen=True)
class Somebody:
    """An address with the account behind it, if any, and the parties that it has or had a role for."""

    email: str
    user: User | None
    parties: frozenset[int] = frozenset()

    @classmethod
    def of(cls, session: Session, email: str) -> "Somebody":
        user = user_by_email(session, email)
        parties = session.scalars(select(RoleGrant.party_id).where(RoleGrant.user_id == user.id)).all() if user else []
        return cls(email.strip().casefold(), user, frozenset(party for party in parties if party))

    def owns(self, table: Table) -> ColumnElement[bool]:
        """The rows of a table that are about this person."""
        return or_(false(), *self._by_number(table), *self._by_address(table), *self._by_name(table))

    def _by_number(self, table: Table) -> Iterator[ColumnElement[bool]]:
        if self.user is None:
            return
        if table.name == "person":
            yield table.c.id == self.user.id
        yield from (table.c[key] == self.user.id for key in OWN_KEYS if key in table.c)

    def _by_address(self, table: Table) -> Iterator[ColumnElement[bool]]:
        yield from (func.lower(table.c[name]) == self.email for name in ADDRESSES if name in table.c and table.name != "network")

    def _by_name(self, table: Table) -> Iterator[ColumnElement[bool]]:
        """What somebody wrote for a party stands under a name alone; whose party it is stands there too, or one row up."""
        if not self.user or not self.parties or "person_name" not in table.c or "person_id" in table.c:
            return
        if "party_id" in table.c:
            yield and_(table.c.person_name == self.user.name, table.c.party_id.in_(self.parties))
            return
        for key in table.foreign_keys:
            if "party_id" in (above := key.column.table).c:
                theirs = select(key.column).where(above.c.party_id.in_(self.parties))
                yield and_(table.c.person_name == self.user.name, key.parent.in_(theirs))


def everything_about(session: Session, email: str) -> list[dict[str, Any]]:
    """A copy for the person: by record of the register what, why, on what ground, how long, and the rows. Empty when there is none.

    What opens a door (keys, passwords) is left out; the language is that of the asker.
    """
    who = Somebody.of(session, email)
    found: dict[str, list[dict[str, Any]]] = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if _is_told(table, column.name)]
        if not any(place_of(f"{table.name}.{column.name}") for column in columns):
            continue
        for row in session.execute(select(*columns).where(who.owns(table))).mappings():
            for code, fields in _by_record(table, dict(row)).items():
                found.setdefault(code, []).append({"table": table.name, **fields})
    return [_told(code, rows) for code, rows in found.items()]


def _is_told(table: Table, name: str) -> bool:
    return not is_one_of(f"{table.name}.{name}", SECRET)


def _by_record(table: Table, row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The columns of a row under the records that they belong to; with each the moments of the row."""
    moments = {name: value for name, value in row.items() if value is not None and name.endswith(("_at", "_on"))}
    found: dict[str, dict[str, Any]] = {}
    for name, value in row.items():
        kept = place_of(f"{table.name}.{name}")
        if kept and value not in (None, "") and name not in moments:
            found.setdefault(kept.code, dict(moments))[name] = value
    return found


def _told(code: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    kept = next(kept for kept in REGISTER if kept.code == code)
    return {"what": say(f"kept:{code}"), "about": say(f"kept-what:{code}"), "why": say(f"kept-why:{code}"),
            "ground": say(kept.ground), "how_long": say(kept.term), "rows": rows}
