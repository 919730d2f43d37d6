"""Rows by the thousand: identifiers are given out here, rows go in in the order in which they point at each other."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from portal.accounts.models import RoleGrant, User
from portal.audit.models import AuditEntry
from portal.core.access import Actor
from portal.core.codec import pack
from portal.core.database import Base
from portal.decisions.models import BoardDecision, Submission
from portal.meetings.models import ActionPoint, AgendaItem, Attendance, Meeting, Minutes, MinutesEdition
from portal.members.models import Countersignature, Membership, Signature
from portal.networks.models import NetworkMunicipality, Publication
from portal.notifications.models import OutboxMail
from portal.parties.models import ContactPerson, Party, PartyMunicipality
from portal.proposals.models import Proposal, ProposalVersion, Support
from portal.region.models import Mandate, Municipality
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.signals.models import Signal
from portal.tables.models import SeatRequest
from portal.votes.models import Ballot, RollEntry, Vote

ORDER: tuple[type[Base], ...] = (
    Municipality, NetworkMunicipality, User, Party, PartyMunicipality, RoleGrant, ContactPerson, Mandate, Membership, Signature,
    Countersignature, SeatRequest, Signal, Proposal, ProposalVersion, Support, CommentRound, Reaction, Answer, Vote, RollEntry,
    Ballot, Submission, BoardDecision, Meeting, AgendaItem, ActionPoint, Attendance, Minutes, MinutesEdition, Publication,
    AuditEntry, OutboxMail)
AT_ONCE = 20_000


class Store:
    """`add` gives a row its identifier; what is `told` or `recorded` waits until its moment has come (`pass_time`)."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._rows: dict[type[Base], list[dict[str, Any]]] = {model: [] for model in ORDER}
        self._next: dict[type[Base], int] = {}
        self._waiting = 0
        self._ahead: list[tuple[datetime, int, type[Base], dict[str, Any]]] = []
        self._number = count()

    def add(self, model: type[Base], **values: Any) -> int:
        """Every row of one model names the same columns."""
        values["id"] = self._identifier(model)
        self._keep(model, values)
        return int(values["id"])

    def link(self, model: type[Base], **values: Any) -> None:
        """A row whose key is what it points at."""
        self._keep(model, values)

    def _keep(self, model: type[Base], values: dict[str, Any]) -> None:
        self._rows[model].append(values)
        self._waiting += 1
        if self._waiting >= AT_ONCE:
            self.flush()

    def _identifier(self, model: type[Base]) -> int:
        if model not in self._next:
            last = self.session.scalar(select(func.max(model.__table__.c.id)))
            self._next[model] = (last or 0) + 1
        self._next[model] += 1
        return self._next[model] - 1

    def tell(self, kind: str, moment: datetime, *, network_id: int, title: str, path: str, proposal_id: int | None = None,
             reason: str = "", **data: Any) -> None:
        """Make known at this moment: the row that `publish` writes."""
        self._later(Publication, moment, {
            "network_id": network_id, "proposal_id": proposal_id, "published_at": moment, "kind": kind, "title": title, "path": path,
            "reason": reason, "data": pack(data)})

    def record(self, model: type[Base], subject_id: int, action: str, actor: Actor, moment: datetime, reason: str = "",
               **changes: Any) -> None:
        """The entry that the act left."""
        self._later(AuditEntry, moment, {
            "happened_at": moment, "action": action, "reason": reason, "person_id": actor.person_id,
            "person_name": actor.person_name, "acts_for": actor.acts_for, "acts_for_id": actor.acts_for_id,
            "acts_for_name": actor.acts_for_name, "subject_type": model.__tablename__, "subject_id": subject_id,
            "changes": pack(changes)})

    def letter(self, moment: datetime, **values: Any) -> None:
        """A letter that went out."""
        self._later(OutboxMail, moment, {"queued_at": moment, "due_at": moment, "sent_at": moment, **values})

    def _later(self, model: type[Base], moment: datetime, values: dict[str, Any]) -> None:
        heapq.heappush(self._ahead, (moment, next(self._number), model, values))

    def pass_time(self, until: datetime | None = None) -> None:
        """What had happened by then is written, in the order in which it happened; without an end all of it."""
        while self._ahead and (until is None or self._ahead[0][0] <= until):
            _moment, _number, model, values = heapq.heappop(self._ahead)
            self.add(model, **values)

    def flush(self) -> None:
        for model in ORDER:
            if rows := self._rows[model]:
                self.session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]
                self._rows[model] = []
        self._waiting = 0

    def pause(self, until: datetime | None = None) -> None:
        """All that had happened by then is stored, and whoever adds a row now gets the next identifier."""
        self.pass_time(until)
        self.flush()
        if self.session.get_bind().dialect.name == "postgresql":
            for model in self._next:
                table = model.__tablename__
                self.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))  # noqa: S608
        self._next.clear()


Tick = Callable[[int], None]
"""Told how many of the things that were promised are there now."""
