"""Duties that wait, out of the tasks of the desk; and what was done of them, called as the site calls it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only

from portal.decisions.models import BoardDecision
from portal.decisions.queries import standing
from portal.desk.duty_done import DONE
from portal.desk.duty_rules import DUTY_OF, Duty, Kept, Owed, kept, part
from portal.desk.meeting_tasks import public_meeting, public_proposal, public_signal, public_table
from portal.desk.queries import tasks_of_duty
from portal.desk.rules import Public
from portal.meetings.models import Meeting
from portal.networks.models import Network
from portal.proposals.models import Proposal
from portal.proposals.queries import CARD
from portal.region.models import Municipality
from portal.rounds.queries import progress
from portal.signals.models import Signal
from portal.tables.models import PhysicalTable

AT_ONCE = 500


def waiting_duties(session: Session, network: Network, now: datetime) -> list[Owed]:
    """What is owed now, the first to fall due first: the work of the desk that is a duty."""
    found = [Owed(DUTY_OF[task.todo], task.due, task.public, task.since)
             for task in tasks_of_duty(session, network, progress(session, network, now, running=0), now) if task.todo in DUTY_OF]
    order = list(Duty)
    return sorted(found, key=lambda one: (one.due, order.index(one.duty), one.public.label if one.public else ""))


def done(session: Session, network: Network, duty: Duty, now: datetime) -> list[Owed]:
    """What was done of one duty in the past year, the last first, not yet called by name. At most three queries."""
    return sorted(DONE[duty](session, network, now), key=lambda one: one.done_at or now, reverse=True)


def all_kept(session: Session, network: Network, now: datetime) -> list[Kept]:
    """The figures of the past year by duty, in the order of the road; what was not owed then is left out."""
    found = [kept(duty, DONE[duty](session, network, now), now) for duty in Duty if duty in DONE]
    return [row for row in found if row.done]


def named_part(session: Session, rows: Sequence[Owed], number: int, size: int) -> list[Owed]:
    """The `number`th so many of them by name, counted from 1. One query for each kind of thing that they are about."""
    touched, skipped = part(rows, number, size)
    return _named(session, touched)[skipped : skipped + size]


def all_named(session: Session, rows: Iterable[Owed]) -> Iterator[Owed]:
    """All of them by name, looked up a few hundred at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        yield from _named(session, some)


def _named(session: Session, rows: Sequence[Owed]) -> list[Owed]:
    found: dict[tuple[Any, ...], list[Public | None]] = {}
    for table, look_up in LOOK_UP.items():
        if keys := {one.about[1:] for one in rows if one.about[:1] == (table,)}:
            found |= {(table, *key): names for key, names in look_up(session, keys).items()}
    return [one._replace(public=public, about=(), times=1) for one in rows for public in found.get(one.about, [one.public])]


Keys = set[tuple[Any, ...]]
Names = dict[tuple[Any, ...], list[Public | None]]


def _by_id(model: Any, public: Callable[[Any], Public | None], *options: Any) -> Callable[[Session, Keys], Names]:
    def look_up(session: Session, keys: Keys) -> Names:
        rows = session.scalars(select(model).where(model.id.in_([key[0] for key in keys])).options(*options))
        return {(row.id,): [public(row)] for row in rows}
    return look_up


def _boards(session: Session, keys: Keys) -> Names:
    """Which municipalities decided on a submission on one day."""
    rows = session.execute(
        standing(select(BoardDecision)).join(BoardDecision.proposal).join(BoardDecision.municipality)
        .where(tuple_(BoardDecision.submission_id, BoardDecision.decided_on).in_(keys))
        .options(load_only(BoardDecision.submission_id, BoardDecision.decided_on),
                 contains_eager(BoardDecision.proposal).load_only(*CARD))
        .add_columns(Municipality.name).order_by(Municipality.name))
    found: Names = {}
    for row, name in rows:
        public = public_proposal(row.proposal)
        found.setdefault((row.submission_id, row.decided_on), []).append(Public(f"{public.label} ({name})", public.path) if public else None)
    return found


LOOK_UP: dict[str, Callable[[Session, Keys], Names]] = {
    Signal.__tablename__: _by_id(Signal, public_signal), Proposal.__tablename__: _by_id(Proposal, public_proposal, load_only(*CARD)),
    Meeting.__tablename__: _by_id(Meeting, public_meeting, joinedload(Meeting.table), joinedload(Meeting.group)),
    PhysicalTable.__tablename__: _by_id(PhysicalTable, public_table), BoardDecision.__tablename__: _boards}
"""By the table that a duty is about: how the site calls its rows."""
