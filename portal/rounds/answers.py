"""The verbs of answering: themes, one answer or many at once, all public at one instant, and the sender's rejoinder.

Answers are drafts until they are published together as the reaction memo (ZL 5.5, 7.7).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.audit.operations import record
from portal.contributions.operations import senders
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.markup import render
from portal.notifications.operations import queue
from portal.parties.queries import recipients_by_party
from portal.rounds import messages, queries
from portal.rounds.models import Answer, CommentRound, Reaction, Rejoinder, Theme
from portal.rounds.operations import make_known, show_or_withhold
from portal.rounds.rules import Adopted, unmet_before_answers


def put_under_theme(session: Session, round_: CommentRound, reaction_ids: Collection[int], title: str, *, actor: Actor,
                    now: datetime) -> Theme | None:
    """Put reactions under a theme of this round, made when there is none of that name; without a title under none."""
    lock(session, round_)
    theme = _theme(session, round_, title.strip()) if title.strip() else None
    chosen = _chosen(session, round_, reaction_ids)
    for reaction in chosen:
        reaction.theme_id = theme.id if theme else None
    session.flush()
    _drop_empty_themes(session, round_)
    record(session, round_, "round:theme", actor=actor, now=now, theme=theme.title if theme else "",
           reactions=[reaction.number for reaction in chosen])
    return theme


def _theme(session: Session, round_: CommentRound, title: str) -> Theme:
    known = {theme.title.casefold(): theme for theme in queries.themes(session, round_)}
    theme = known.get(title.casefold())
    if theme is None:
        theme = Theme(round_id=round_.id, title=title)
        session.add(theme)
        session.flush()
    return theme


def _drop_empty_themes(session: Session, round_: CommentRound) -> None:
    used = select(Reaction.theme_id).where(Reaction.round_id == round_.id, Reaction.theme_id.is_not(None))
    for theme in session.scalars(select(Theme).where(Theme.round_id == round_.id, Theme.id.not_in(used))):
        session.delete(theme)


def _chosen(session: Session, round_: CommentRound, reaction_ids: Collection[int]) -> list[Reaction]:
    """The reactions of this round among these. Raises Refused when none is."""
    found = session.scalars(select(Reaction).where(Reaction.round_id == round_.id, Reaction.id.in_(list(reaction_ids)),
                                                   queries.counted())
                            .order_by(Reaction.number)).all()
    if not found:
        raise Refused("answer:none-chosen")
    return list(found)


def answer_reaction(session: Session, reaction: Reaction, *, adopted: Adopted, text: str, changed: Sequence[str] = (),
                    version: int | None = None, actor: Actor, now: datetime) -> Answer:
    """Write what is done with a reaction and why, as a draft (ZL 5.5, 7.7). `changed`: what it changed in the text.

    `version` is that of the draft that the writer had before him, 0 for none: raises Stale with the other's text when
    somebody else wrote since. A published answer stays.
    """
    lock(session, reaction)
    if reaction.awaits_address or reaction.is_withdrawn:
        raise Refused("reaction:withdrawn")
    answer = session.scalar(select(Answer).where(Answer.reaction_id == reaction.id).with_for_update())
    if answer is not None and answer.published_at:
        raise Refused("answer:published")
    if version is not None and version != (answer.version if answer else 0):
        raise Stale(answer.text if answer else "")
    old = answer.adopted if answer else None
    if answer is None:
        answer = Answer(reaction_id=reaction.id)
        session.add(answer)
    answer.adopted, answer.text, answer.html, answer.written_at = adopted, text, render(text, "answer_text"), now
    answer.changed = [] if adopted == Adopted.NO else list(dict.fromkeys(changed))
    record(session, reaction, "answer:write", actor=actor, now=now, adopted=(old, adopted))
    return answer


def publish_answers(session: Session, round_: CommentRound, *, actor: Actor, now: datetime) -> int:
    """Make all answers public at one instant and send each to its reactor; answers how many that were.

    Refused while the round is open, or when a reaction that came in time has none. Done again it publishes what was
    added since, such as the answer to a late reaction; with nothing new it does nothing.
    """
    lock(session, round_)
    missing = unmet_before_answers(round_.closes_at, queries.undrafted(session, round_), now)
    if missing:
        raise Refused(missing[0].code, **dict(missing[0].data))
    drafts = session.scalars(
        select(Answer).join(Answer.reaction).options(joinedload(Answer.reaction))
        .where(Reaction.round_id == round_.id, queries.counted(), Answer.published_at.is_(None)).order_by(Reaction.number)).all()
    for answer in drafts:
        answer.published_at = now
    if not drafts:
        return 0
    round_.answered_at = now
    totals: dict[str, Any] = queries.answer_counts(session, round_)
    record(session, round_, "round:answer", actor=actor, now=now, count=len(drafts), **totals)
    make_known(session, round_, "round:answered", now=now, **totals)
    queue(session, _answer_letters(session, round_, [answer.reaction for answer in drafts],
                                   {answer.reaction_id: answer for answer in drafts}), now=now)
    return len(drafts)


def _answer_letters(session: Session, round_: CommentRound, reactions: list[Reaction], answers: dict[int, Answer]
                    ) -> list[Any]:
    contacts = recipients_by_party(session, {r.party_id for r in reactions if r.party_id is not None})
    return [letter for reaction in reactions for letter in messages.answered(
        answers[reaction.id], reaction, round_.proposal,
        senders(session, reaction) if reaction.party_id is None else contacts.get(reaction.party_id, []))]


def answer_together(session: Session, round_: CommentRound, versions: dict[int, int], *, adopted: Adopted, text: str,
                    changed: Sequence[str] = (), actor: Actor, now: datetime) -> list[Answer]:
    """Write one draft for several reactions: `versions` maps each to the version of the draft that was seen, 0 for none.

    All or none: raises Stale when somebody else wrote one of them since.
    """
    return [answer_reaction(session, reaction, adopted=adopted, text=text, changed=changed, version=versions[reaction.id],
                            actor=actor, now=now)
            for reaction in _chosen(session, round_, versions)]


def give_rejoinder(session: Session, reaction: Reaction, *, text: str, actor: Actor, now: datetime) -> Rejoinder:
    """Say once what one thinks of how the reaction was handled (IN 6.3, ZL 6.4). The secretary reads it first."""
    lock(session, reaction)
    answer = session.scalar(select(Answer).where(Answer.reaction_id == reaction.id))
    if answer is None or answer.published_at is None:
        raise Refused("rejoinder:no-answer")
    if session.scalar(select(Rejoinder.id).where(Rejoinder.reaction_id == reaction.id)):
        raise Refused("rejoinder:given")
    rejoinder = Rejoinder(reaction_id=reaction.id, person_id=actor.person_id, text=text, received_at=now)
    session.add(rejoinder)
    # The record is for ever: it says that something came in, never what it says.
    record(session, rejoinder, "rejoinder:give", actor=actor, now=now, reaction=reaction.id)
    return rejoinder


def read_rejoinder(session: Session, rejoinder: Rejoinder, *, publish: bool, public_text: str = "", reason: str = "",
                   version: int | None = None, actor: Actor, now: datetime) -> None:
    """Show it with the cleared text, or keep it off the site with a reason that its sender reads (DESIGN rule 8)."""
    lock(session, rejoinder)
    if version is not None and version != rejoinder.version:
        raise Stale(rejoinder.public_text or rejoinder.withheld_reason)
    old = show_or_withhold(rejoinder, publish=publish, public_text=public_text, reason=reason, now=now)
    record(session, rejoinder, "rejoinder:read", actor=actor, now=now, reason=rejoinder.withheld_reason,
           state=(old, rejoinder.state))
