"""The verbs of minutes: writing, sending the draft to who was invited, remarks and their answers, adopting (IN 7.2, ZL 7.2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import deadline, local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.core.markup import render
from portal.core.transitions import guard
from portal.groups.models import GroupMember
from portal.groups.queries import addressed, without_account
from portal.meetings import messages, queries, record_queries
from portal.meetings.facts import check_open, facts_of, make_known
from portal.meetings.models import Meeting, Minutes, MinutesEdition, MinutesRemark
from portal.meetings.record import internal_paragraphs, paragraphs, record_of
from portal.meetings.rules import ADOPT, REMARK_DAYS, SEND_DRAFT, MeetingState
from portal.networks.operations import publish
from portal.notifications.operations import queue
from portal.parties.queries import Recipient, recipients


def write_minutes(session: Session, meeting: Meeting, *, text: str, seen: int | None = None, actor: Actor,
                  now: datetime) -> Minutes:
    """Save the free text of the minutes as a new version; the rest is the record itself. No row when nothing changed.

    `seen` is the number of the version that was on screen, 0 for none: Stale when there is a newer one.
    """
    lock(session, meeting)
    check_open(meeting)
    newest = meeting.minutes[-1] if meeting.minutes else None
    if newest is not None and newest.text == text:
        return newest
    if seen is not None and seen != (newest.number if newest else 0):
        raise Stale(newest.text if newest else "")
    minutes = Minutes(number=newest.number + 1 if newest else 1, text=text, html=render(text), written_at=now,
                      written_by=actor.person_name)
    meeting.minutes.append(minutes)
    record(session, meeting, "meeting:minutes", actor=actor, now=now, number=minutes.number)
    return minutes


def send_draft(session: Session, meeting: Meeting, *, days: int = REMARK_DAYS, actor: Actor, now: datetime) -> MinutesEdition:
    """Send the draft to who was invited, who can remark on it for so many days. Again after mending: with a new term.

    The draft stays on record as it was sent: remarks are about that text.
    """
    lock(session, meeting)
    if meeting.state == MeetingState.ADOPTED:
        raise Refused("meeting:adopted")
    guard(SEND_DRAFT, meeting.state, facts_of(session, meeting, now), "")
    edition = _keep_edition(session, meeting, is_adopted=False, actor=actor, now=now)
    meeting.remarks_close_at = deadline(local_day(now), days).closes_at
    record(session, meeting, "meeting:draft-minutes", actor=actor, now=now, number=edition.number, until=meeting.remarks_close_at)
    queue(session, messages.draft_sent(meeting, edition.number, readers(session, meeting)), now=now)
    return edition


def readers(session: Session, meeting: Meeting) -> list[Recipient]:
    """Who gets letters about the minutes: the persons of the parties that were asked to come, and of a group who has no account."""
    parties = recipients(session, queries.attending_ids(session, meeting))
    return [*without_account(session, meeting.group), *parties] if meeting.group else parties


def _keep_edition(session: Session, meeting: Meeting, *, is_adopted: bool, actor: Actor, now: datetime) -> MinutesEdition:
    with speaking(DEFAULT_LANGUAGE):
        whole = record_of(session, meeting, is_internal=True, now=now)
        edition = MinutesEdition(
            meeting_id=meeting.id, number=len(record_queries.editions_of(session, meeting)) + 1, paragraphs=paragraphs(whole),
            internal=internal_paragraphs(whole), is_adopted=is_adopted, made_at=now, made_by=actor.person_name)
    session.add(edition)
    session.flush()
    return edition


def make_remark(session: Session, meeting: Meeting, *, label: str, text: str, member: GroupMember | None = None, actor: Actor,
                now: datetime) -> MinutesRemark:
    """A party, or a `member` of the group that met, remarks on a paragraph of the draft that was sent last. After the term it is
    kept too, stamped late.

    Raises Refused when no draft was sent, or the minutes are adopted.
    """
    lock(session, meeting)
    check_open(meeting)
    editions = record_queries.editions_of(session, meeting)
    if not editions or meeting.remarks_close_at is None:
        raise Refused("remark:no-draft")
    if label not in {paragraph.label for paragraph in editions[-1].paragraphs}:
        raise Refused("remark:no-such-paragraph", field="label")
    of_group = member is not None and member.ended_at is None and member.group_id == meeting.group_id
    if not of_group and actor.party_id not in queries.attending_ids(session, meeting):
        raise Refused("meeting:unknown-party")
    remark = MinutesRemark(edition_id=editions[-1].id, label=label, party_id=actor.party_id, member=member, person_name=actor.person_name, text=text,
                           made_at=now, is_late=now >= meeting.remarks_close_at)
    session.add(remark)
    record(session, remark, "remark:make", actor=actor, now=now, meeting=meeting.id, label=label, late=remark.is_late)
    return remark


def answer_remark(session: Session, remark: MinutesRemark, meeting: Meeting, *, taken_over: bool, answer: str, version: int,
                  actor: Actor, now: datetime) -> None:
    """The remark is taken over, or it is not and why; who made it hears of it. The text itself is mended at the point."""
    lock(session, meeting)
    check_open(meeting)
    lock(session, remark)
    if version != remark.version:
        raise Stale(remark.answer)
    if not taken_over and not answer.strip():
        raise Refused("remark:reason-missing", field="reply")
    remark.taken_over, remark.answer, remark.answered_at, remark.answered_by = taken_over, answer.strip(), now, actor.person_name
    record(session, remark, "remark:answer", actor=actor, now=now, reason=answer, taken_over=taken_over)
    queue(session, messages.remark_answered(remark, meeting, _remarked(session, remark)), now=now)


def _remarked(session: Session, remark: MinutesRemark) -> list[Recipient]:
    """Who hears what is done with a remark: the persons of the party, and who made it by a secret address while in the group."""
    person = remark.member
    alone = addressed(session, [person]) if person and person.email and person.ended_at is None else []
    return [*alone, *(recipients(session, [remark.party_id]) if remark.party_id else [])]


def adopt_minutes(session: Session, meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """Adopt the newest version: minutes and attendance become public, all who were invited hear of it (IN 7.2).

    Each proposal that was discussed without a step gets its place on the proposal's timeline; a step is there already.
    """
    lock(session, meeting)
    if meeting.state == MeetingState.ADOPTED:
        raise Refused("meeting:adopted")
    guard(ADOPT, meeting.state, facts_of(session, meeting, now), "")
    edition = _keep_edition(session, meeting, is_adopted=True, actor=actor, now=now)
    to = readers(session, meeting)
    meeting.state, meeting.adopted_at = MeetingState.ADOPTED, now
    record(session, meeting, "meeting:adopt", actor=actor, now=now, number=meeting.minutes[-1].number, edition=edition.number)
    make_known(session, meeting, "meeting:minutes", now)
    for item in meeting.items:
        if item.proposal is not None and item.handled_at is not None and not item.outcome:
            publish(session, "proposal:discussed", network_id=meeting.network_id, title=item.proposal.title, now=now,
                    proposal_id=item.proposal_id, path=f"/bijeenkomsten/{meeting.slug}", reason=item.conclusion,
                    starts_at=meeting.starts_at)
    queue(session, messages.minutes_adopted(meeting, to), now=now)


def label_of(remark: MinutesRemark, meeting: Meeting) -> str:
    """What the remark is about: the number and title of its paragraph."""
    heading = messages.heading_now(next((p.heading for p in remark.edition.paragraphs if p.label == remark.label), ""), meeting)
    return say("remark:about", number=remark.label, title=heading) if remark.label.isdigit() and remark.label != "0" else heading
