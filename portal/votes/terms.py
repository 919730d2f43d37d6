"""The term of a vote while it runs: more time for everyone, and reminding who did not vote."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import Deadline, local_day
from portal.core.database import lock
from portal.core.errors import Refused
from portal.networks.operations import publish
from portal.notifications.operations import Letter, queue
from portal.parties.queries import recipients
from portal.votes import messages
from portal.votes.models import Vote, VoteExtension, VoteReminder
from portal.votes.queries import reminders_of, roll_of, waiting_for


def extend_vote(session: Session, vote: Vote, *, last_day: date, reason: str, actor: Actor, now: datetime) -> VoteExtension:
    """Give every party more time, with the reason. A vote is never shortened, and not opened again once it closed."""
    lock(session, vote)
    _check_open(vote, now)
    if not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    return give_more_time(session, vote, vote.longer(last_day, "vote"), reason, actor=actor, now=now)


def give_more_time(session: Session, vote: Vote, term: Deadline, reason: str, *, outage_id: int | None = None, actor: Actor,
                   now: datetime) -> VoteExtension:
    """Put the new term down, publish it and tell every party. The vote is locked and open, the reason is there."""
    old = vote.closes_at
    vote.set_deadline(term)
    extension = VoteExtension(vote_id=vote.id, extended_at=now, old_closes_at=old, new_closes_at=term.closes_at, reason=reason,
                              outage_id=outage_id)
    session.add(extension)
    record(session, vote, "vote:extend", actor=actor, now=now, reason=reason, closes_at=(old, term.closes_at))
    proposal = vote.proposal
    publish(session, "vote:extended", network_id=proposal.network_id, title=proposal.title, now=now, proposal_id=proposal.id,
            path=f"/voorstellen/{proposal.number}/stemming", reason=reason, closes_at=term.closes_at)
    on_roll = [entry.party_id for entry in roll_of(session, vote)]
    queue(session, messages.extended(vote, extension, recipients(session, on_roll)), now=now)
    return extension


def remind(session: Session, vote: Vote, *, actor: Actor, now: datetime) -> int:
    """Remind by hand who did not vote: once, and not on a day on which a reminder went out. Answers how many parties."""
    lock(session, vote)
    _check_open(vote, now)
    if refused := why_no_reminder(reminders_of(session, vote), local_day(now)):
        raise Refused(refused)
    letters, parties = _letters(session, vote, now)
    if not letters:
        raise Refused("vote:nobody-to-remind")
    reminder = VoteReminder(vote_id=vote.id, day=local_day(now), by_hand=True, parties=parties)
    session.add(reminder)
    record(session, reminder, "vote:remind", actor=actor, now=now, vote=vote.id, parties=parties)
    queue(session, letters, now=now)
    return parties


def why_no_reminder(reminders: list[VoteReminder], today: date) -> str:
    """The code of why the secretary cannot remind today; empty when it can be done."""
    if any(row.by_hand for row in reminders):
        return "vote:reminded-before"
    return "vote:reminded-today" if any(row.day == today for row in reminders) else ""


def remind_by_itself(session: Session, vote: Vote, now: datetime) -> list[Letter]:
    """The letters of the last days. Who is asked for a reminder on that day again finds that it went out."""
    letters, parties = _letters(session, vote, now)
    session.add(VoteReminder(vote_id=vote.id, day=local_day(now), by_hand=False, parties=parties))
    return letters


def _letters(session: Session, vote: Vote, now: datetime) -> tuple[list[Letter], int]:
    waiting = [entry.party_id for entry in waiting_for(session, vote)]
    return messages.reminder(vote, local_day(now), recipients(session, waiting)), len(waiting)


def _check_open(vote: Vote, now: datetime) -> None:
    if not vote.is_open(now):
        raise Refused("vote:closed", closes_at=vote.closes_at)
