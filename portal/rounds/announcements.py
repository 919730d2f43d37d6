"""What the calendar asks for: the end comes near and a party did not react; a draft lies unsent."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from portal.contributions.models import Draft
from portal.core.calendar import days_left
from portal.core.database import lock
from portal.notifications.announcements import register
from portal.notifications.operations import Letter
from portal.rounds import messages, terms
from portal.rounds.models import CommentRound
from portal.rounds.rules import DRAFT_LIES, REMIND_AHEAD


@register
def the_end_comes_near(session: Session, now: datetime) -> list[Letter]:
    """To members that did not react, three days before the end: once a round, also when it is extended after that. One round at a time."""
    for round_ in terms.running(session, now):
        if not _is_due(round_, now):
            continue
        lock(session, round_)
        if _is_due(round_, now):  # no other worker was first
            round_.end_announced_at = now
            if letters := messages.reminder(round_, terms.silent_recipients(session, round_), "end"):
                return letters
    return []


def _is_due(round_: CommentRound, now: datetime) -> bool:
    return round_.end_announced_at is None and days_left(round_.closes_at, now) <= REMIND_AHEAD


@register
def drafts_lie_unsent(session: Session, now: datetime) -> list[Letter]:
    """To who began a draft: when nobody worked on it for two days, and on the last day."""
    return [messages.draft_lies(draft, round_, email, which)
            for draft, email, round_ in terms.unsent_drafts(session, now) for which in _reasons(draft, round_, now)]


def _reasons(draft: Draft, round_: CommentRound, now: datetime) -> Iterator[str]:
    """Which reminders are due, as the letter's event names them."""
    if days_left(round_.closes_at, now) == 0:
        yield f"last-day:{round_.last_day.isoformat()}"
    elif now - draft.saved_at >= DRAFT_LIES:
        yield f"lies:{draft.saved_at.isoformat()}"
