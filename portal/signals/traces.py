"""What belongs to a signal: those it was joined with or split from, its proposal, its meetings; and which ones are like it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from portal.core.calendar import local_day
from portal.core.database import Base
from portal.core.words import forms
from portal.networks.models import Network
from portal.networks.queries import in_force
from portal.signals.models import Signal
from portal.signals.rules import SignalState, alike

MOST_COMPARED = 300


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A page about it that lies below this package."""

    name: str
    path: str
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """`into`: the signal that it follows; `joined`: those that follow it. `meetings` and `proposal` only as everyone may see them."""

    into: Signal | None
    joined: list[Signal]
    split_from: Signal | None
    parts: list[Signal]
    proposal: Elsewhere | None
    meetings: list[Elsewhere]


def traces_of(session: Session, signal: Signal) -> Traces:
    """Three queries at most."""
    rows = session.scalars(select(Signal).where(or_(
        Signal.merged_into_id == signal.id, Signal.split_from_id == signal.id,
        Signal.id.in_([signal.merged_into_id, signal.split_from_id]))).order_by(Signal.id)).all()
    followed = signal.merged_into_id or signal.id
    counting = next((row for row in rows if row.id == followed), signal)
    return Traces(
        into=next((row for row in rows if row.id == signal.merged_into_id), None),
        joined=[row for row in rows if row.merged_into_id == signal.id],
        split_from=next((row for row in rows if row.id == signal.split_from_id), None),
        parts=[row for row in rows if row.split_from_id == signal.id],
        proposal=_proposal(session, counting.proposal_id), meetings=_meetings(session, followed))


def _proposal(session: Session, proposal_id: int | None) -> Elsewhere | None:
    # Proposals and meetings live below this package: their tables are named, their classes are not imported.
    if proposal_id is None:
        return None
    proposal = Base.metadata.tables["proposal"].c
    row = session.execute(select(proposal.year, proposal.sequence, proposal.title, proposal.hidden_at).where(
        proposal.id == proposal_id, proposal.published_at.is_not(None))).first()
    if row is None:
        return None
    number = f"{row.year}-{row.sequence:02d}"
    return Elsewhere(number if row.hidden_at else f"{number}: {row.title}", f"/voorstellen/{number}")


def signals_behind(session: Session, proposal_id: int) -> list[str]:
    """The numbers of the signals that became this proposal; the public ones have a page."""
    rows = session.execute(select(Signal.year, Signal.sequence).where(
        Signal.proposal_id == proposal_id, Signal.published_at.is_not(None)).order_by(Signal.id))
    return [f"{row.year}-{row.sequence:02d}" for row in rows]


def _meetings(session: Session, signal_id: int) -> list[Elsewhere]:
    meeting, item = Base.metadata.tables["meeting"].c, Base.metadata.tables["agenda_item"].c
    rows = session.execute(
        select(meeting.slug, meeting.starts_at).where(meeting.id == item.meeting_id, item.signal_id == signal_id,
                                                      meeting.state != "draft").order_by(meeting.starts_at))
    return [Elsewhere("", f"/bijeenkomsten/{row.slug}", row.starts_at) for row in rows]


def is_on_open_agenda(session: Session, signal: Signal) -> bool:
    """It stands on an agenda and was not discussed yet."""
    item = Base.metadata.tables["agenda_item"].c
    return session.execute(select(item.id).where(item.signal_id == signal.id, item.handled_at.is_(None)).limit(1)).first() is not None


def similar(session: Session, network: Network, signal: Signal) -> list[Signal]:
    """Signals that share words with this one, the likest first: what it can be joined with. Of the newest ones."""
    rows = session.scalars(
        select(Signal).options(joinedload(Signal.party))
        .where(Signal.network_id == network.id, Signal.id != signal.id, ~Signal.awaits_address, Signal.state != SignalState.MERGED)
        .order_by(Signal.id.desc()).limit(MOST_COMPARED)).all()
    found = {row.id: row for row in rows}
    return [found[key] for key in alike(_words(signal), {row.id: _words(row) for row in rows})]


def _words(signal: Signal) -> frozenset[str]:
    return frozenset(form.stem for form in forms(f"{signal.title} {signal.text}") if len(form.exact) > 3)


def has_article(signal: Signal, now: datetime) -> bool:
    """The agreement in force has the article that the sender names: there is a place to lead to."""
    if signal.agreement is None or not signal.article:
        return False
    version = in_force(signal.agreement.versions, local_day(now))
    return version is not None and any(paragraph.label == signal.article for paragraph in version.paragraphs)
