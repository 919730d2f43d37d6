"""What the calendar ends: each rule finds the rows whose time is over, and removes them or takes the data out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import LoginSession, ProofCode, RoleGrant, User
from portal.contributions.models import Attachment, Draft
from portal.core import documents
from portal.core.access import SYSTEM
from portal.core.database import Base, HandledForm
from portal.core.documents import DocumentCheck
from portal.members.models import SignOnDraft
from portal.notifications.models import MailState, OutboxMail
from portal.pilots.models import Pilot, PilotResult
from portal.pilots.rules import PilotStage
from portal.privacy.forgetting import FORGOTTEN, anonymise
from portal.privacy.rules import LENGTHS, Term
from portal.proposals.models import Proposal
from portal.proposals.rules import ENDED
from portal.rounds.models import CommentRound, Reaction, ReactionReply
from portal.signals.models import Signal

AT_ONCE = 500
"""Rows in one go: others write between two runs."""


@dataclass(frozen=True)
class Rule:
    """`over`: the keys of the rows whose time is over at an instant; `end`: what is done with some of them."""

    code: str
    over: Callable[[datetime], Select[Any]]
    end: Callable[[Session, list[Any], datetime], None]


def _removed(kind: type[Base], key: str = "id") -> Callable[[Session, list[Any], datetime], None]:
    def end(session: Session, ids: list[Any], _now: datetime) -> None:
        session.execute(delete(kind).where(getattr(kind, key).in_(ids)))

    return end


def _without_address(kind: type[Base]) -> Callable[[Session, list[int], datetime], None]:
    def end(session: Session, ids: list[int], _now: datetime) -> None:
        session.execute(update(kind).where(kind.id.in_(ids)).values(sender_email=""))  # type: ignore[attr-defined]

    return end


def _with_all(kind: type[Base]) -> Callable[[Session, list[int], datetime], None]:
    """With what hangs on it, and the documents of that: nobody but the sender ever knew of it."""
    table = Base.metadata.tables[kind.__tablename__]

    def end(session: Session, ids: list[int], _now: datetime) -> None:
        files: list[int] = []
        if (owner := f"{table.name}_id") in Attachment.__table__.c:
            files = list(session.scalars(select(Attachment.document_id).where(getattr(Attachment, owner).in_(ids))))
        for child in reversed(Base.metadata.sorted_tables):
            for key in (key for key in child.foreign_keys if key.column.table is table and child is not table):
                session.execute(child.delete().where(key.parent.in_(ids)))
        session.execute(delete(kind).where(kind.id.in_(ids)))  # type: ignore[attr-defined]
        documents.forget(session, files)

    return end


def _of_quarantine(session: Session, ids: list[int], _now: datetime) -> None:
    """What was refused goes, bytes and all; of what hangs somewhere it is forgotten who sent it."""
    refused = list(session.scalars(select(DocumentCheck.document_id).where(DocumentCheck.document_id.in_(ids), DocumentCheck.refused)))
    documents.forget(session, refused)
    session.execute(update(DocumentCheck).where(DocumentCheck.document_id.in_(ids)).values(
        person_id=None, person_name="", acts_for_name=""))


def _before(now: datetime, term: Term) -> datetime:
    return now - LENGTHS[term]


def _unused(now: datetime) -> Select[int]:
    long_ago = _before(now, Term.TWO_YEARS)
    has_role = select(RoleGrant.id).where(RoleGrant.user_id == User.id, or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > long_ago))
    came = select(LoginSession.id).where(LoginSession.user_id == User.id, LoginSession.began_at > long_ago)
    return select(User.id).where(User.created_at < long_ago, ~User.email.endswith(FORGOTTEN), ~has_role.exists(), ~came.exists())


def _forgotten(session: Session, ids: list[int], now: datetime) -> None:
    for user in session.scalars(select(User).where(User.id.in_(ids))).all():
        anonymise(session, user.email, actor=SYSTEM, now=now)


def _sent_by(kind: type[Signal] | type[Proposal] | type[Reaction] | type[ReactionReply]) -> Select[int]:
    return select(kind.id).where(kind.sender_email != "")


def _round_over(now: datetime) -> Select[int]:
    return select(CommentRound.id).where(CommentRound.closes_at < _before(now, Term.YEAR_AFTER))


def _pilot_over(now: datetime) -> ColumnElement[bool]:
    return Pilot.stage.in_(PILOT_ENDED) & (Pilot.stage_since < _before(now, Term.YEAR_AFTER))


PILOT_ENDED = (PilotStage.STOPPED, PilotStage.CONCLUDED, PilotStage.SET_ASIDE, PilotStage.REFUSED, PilotStage.WITHDRAWN)
RULES = (
    Rule("login", lambda now: select(LoginSession.id).where(
        func.coalesce(LoginSession.ended_at, LoginSession.began_at) < _before(now, Term.YEAR)), _removed(LoginSession)),
    Rule("code", lambda now: select(ProofCode.id).where(ProofCode.sent_at < _before(now, Term.DAY)), _removed(ProofCode)),
    # A form that was sent twice comes twice within minutes. Where it led can be a link that opens something.
    Rule("form", lambda now: select(HandledForm.key).where(HandledForm.handled_at < _before(now, Term.FORTNIGHT)), _removed(HandledForm, "key")),
    Rule("draft", lambda now: select(Draft.id).where(Draft.saved_at < _before(now, Term.DRAFT)), _removed(Draft)),
    Rule("draft", lambda now: select(SignOnDraft.person_id).where(SignOnDraft.saved_at < _before(now, Term.DRAFT)),
         _removed(SignOnDraft, "person_id")),
    Rule("quarantine", lambda now: select(DocumentCheck.document_id).where(
        DocumentCheck.checked_at < _before(now, Term.QUARTER), or_(DocumentCheck.refused, DocumentCheck.person_name != "")), _of_quarantine),
    Rule("letter", lambda now: select(OutboxMail.id).where(
        OutboxMail.state.not_in([MailState.WAITING, MailState.TAKEN]), OutboxMail.queued_at < _before(now, Term.YEAR)), _removed(OutboxMail)),
    *(Rule("unconfirmed", lambda now, kind=kind: select(kind.id).where(  # type: ignore[misc]
        kind.awaits_address, kind.received_at < _before(now, Term.FORTNIGHT)), _with_all(kind))
      for kind in (ReactionReply, Reaction, Proposal, Signal, Pilot)),
    Rule("sender", lambda now: _sent_by(Signal).where(Signal.decided_at < _before(now, Term.YEAR_AFTER)), _without_address(Signal)),
    Rule("sender", lambda now: _sent_by(Proposal).where(Proposal.stage.in_(ENDED), Proposal.stage_since < _before(now, Term.YEAR_AFTER)),
         _without_address(Proposal)),
    Rule("sender", lambda now: _sent_by(Reaction).where(Reaction.round_id.in_(_round_over(now))), _without_address(Reaction)),
    Rule("sender", lambda now: _sent_by(ReactionReply).where(ReactionReply.reaction_id.in_(
        select(Reaction.id).where(Reaction.round_id.in_(_round_over(now))))), _without_address(ReactionReply)),
    Rule("sender", lambda now: select(Pilot.id).where(Pilot.sender_email != "", _pilot_over(now)), _without_address(Pilot)),
    Rule("sender", lambda now: select(PilotResult.id).join(Pilot, Pilot.id == PilotResult.pilot_id).where(
        PilotResult.sender_email != "", _pilot_over(now)), _without_address(PilotResult)),
    Rule("account", _unused, _forgotten),
)


def due(session: Session, now: datetime) -> dict[str, int]:
    """How many rows each rule would end now, by its code."""
    counts: dict[str, int] = {}
    for rule in RULES:
        number = session.scalar(select(func.count()).select_from(rule.over(now).subquery())) or 0
        counts[rule.code] = counts.get(rule.code, 0) + number
    return counts


def end_some(session: Session, rule: Rule, now: datetime) -> int:
    """End the next rows of a rule; answers how many."""
    ids = list(session.scalars(rule.over(now).limit(AT_ONCE)))
    if ids:
        rule.end(session, ids, now)
    return len(ids)
