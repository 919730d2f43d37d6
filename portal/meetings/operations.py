"""The verbs of meetings: planning, calling, cancelling, answering, and recording what happens on the day."""

import hashlib
import json
from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.advice.rules import Hands
from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.language import DEFAULT_LANGUAGE, say, speaking
from portal.core.transitions import guard
from portal.dealings.disputes import take_dispute_step
from portal.dealings.rules import DisputeState
from portal.groups.models import WorkingGroup
from portal.meetings import messages, queries
from portal.meetings.actions import add_action, end_action, remove_action, reopen_action
from portal.meetings.agenda import add_item, change_item, move_item, order_items, remove_item
from portal.meetings.facts import check_open, facts_of, make_known
from portal.meetings.minutes import adopt_minutes, answer_remark, make_remark, send_draft, write_minutes
from portal.meetings.models import AgendaItem, Attendance, InternalNote, Meeting
from portal.meetings.rules import (
    ANSWERS,
    CANCEL,
    HOLD,
    INVITE,
    MeetingState,
    OwnTable,
    Presence,
    check_hands,
    is_day_or_later,
    outcomes,
)
from portal.networks.models import Network
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.proposals.operations import take_step
from portal.proposals.rules import Facts
from portal.tables.models import PhysicalTable
from portal.tables.operations import check_table_open


def plan_meeting(session: Session, network: Network, *, table_id: int | None, starts_at: datetime, ends_at: datetime,
                 place: str, group_id: int | None = None, actor: Actor, now: datetime) -> Meeting:
    """Draft a meeting of a table, of a working group, or of the whole network without either. Nobody hears of it yet."""
    lock(session, network)
    group = session.get(WorkingGroup, group_id) if group_id is not None else None
    if group_id is not None and (group is None or group.network_id != network.id or group.closed_at is not None or table_id is not None):
        raise Refused("meeting:no-such-group", field="table")
    table = session.get(PhysicalTable, table_id) if table_id is not None else None
    if table_id is not None and (table is None or table.network_id != network.id):
        raise Refused("meeting:no-such-table", field="table")
    if table is not None:
        check_table_open(table, "table")
    _check_times(starts_at, ends_at, now)
    meeting = Meeting(network_id=network.id, table_id=table_id, group=group, slug=_free_slug(session, network, group or table, starts_at),
                      starts_at=starts_at, ends_at=ends_at, place=place, state=MeetingState.DRAFT)
    session.add(meeting)
    record(session, meeting, "meeting:plan", actor=actor, now=now, table=table_id, group=group_id, starts_at=starts_at, place=place)
    return meeting


def change_meeting(session: Session, meeting: Meeting, *, starts_at: datetime, ends_at: datetime, place: str,
                   version: int | None = None, actor: Actor, now: datetime) -> None:
    """Move a meeting that was not held yet. Those who were invited hear of it when they are invited again."""
    lock(session, meeting)
    if version is not None and version != meeting.version:
        raise Stale(say("meeting:when-and-where", starts_at=meeting.starts_at, place=meeting.place))
    if meeting.state not in (MeetingState.DRAFT, MeetingState.INVITED):
        raise Refused("meeting:cancelled" if meeting.state == MeetingState.CANCELLED else "meeting:already-held")
    _check_times(starts_at, ends_at, now)
    old = (meeting.starts_at, meeting.ends_at, meeting.place)
    if meeting.state == MeetingState.DRAFT and local_day(starts_at) != local_day(meeting.starts_at):
        meeting.slug = _free_slug(session, meeting.network, meeting.group or meeting.table, starts_at)
    meeting.starts_at, meeting.ends_at, meeting.place = starts_at, ends_at, place
    record(session, meeting, "meeting:change", actor=actor, now=now, starts_at=(old[0], starts_at),
           ends_at=(old[1], ends_at), place=(old[2], place))


def _check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise Refused("meeting:day-not-ahead", field="day")
    if ends_at <= starts_at:
        raise Refused("meeting:ends-before-start", field="ends")


def _free_slug(session: Session, network: Network, who: PhysicalTable | WorkingGroup | None, starts_at: datetime) -> str:
    day = local_day(starts_at).isoformat()
    wanted = f"{day}-{who.slug}"[:56].rstrip("-") if who else day
    taken = queries.slugs_like(session, network, wanted)
    return next(slug for number in count(1) if (slug := wanted if number == 1 else f"{wanted}-{number}") not in taken)


def invite(session: Session, meeting: Meeting, *, actor: Actor, now: datetime) -> int:
    """Call the meeting: letters with the calendar to all who are asked, and the agenda becomes public (ZL 7.1).

    Again after a change: the sequence rises and all get an update, once. Again without a change: only who was
    not asked before gets a letter; Refused when that is nobody. Answers the number of letters.
    """
    lock(session, meeting)
    guard(INVITE, meeting.state, facts_of(session, meeting, now), "")
    is_first, digest = meeting.state == MeetingState.DRAFT, digest_of(meeting)
    is_update = not is_first and digest != meeting.invited_digest
    if is_update:
        meeting.calendar_sequence += 1
    meeting.state, meeting.invited_digest = MeetingState.INVITED, digest
    meeting.invited_at = now if is_first or is_update else meeting.invited_at
    letters = messages.invitations(meeting, queries.invited_recipients(session, meeting), now=now)
    queued = queue(session, letters, now=now)
    if not (is_first or is_update or queued):
        raise Refused("meeting:nothing-changed")
    record(session, meeting, "meeting:invite", actor=actor, now=now, sequence=meeting.calendar_sequence, letters=queued)
    if is_first or is_update:
        make_known(session, meeting, "meeting:invited" if is_first else "meeting:changed", now)
    return queued


def cancel_meeting(session: Session, meeting: Meeting, *, reason: str, actor: Actor, now: datetime) -> int:
    """The meeting does not take place, and why. Who was invited gets a letter that takes it out of the calendar (RFC 5546).

    A draft goes without a word: nobody knew of it. What stood on the agenda waits for another meeting. Answers the letters.
    """
    lock(session, meeting)
    guard(CANCEL, meeting.state, facts_of(session, meeting, now), reason)
    was_called = meeting.state == MeetingState.INVITED
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, now, reason.strip()
    queued = 0
    if was_called:
        meeting.calendar_sequence += 1
        queued = queue(session, messages.cancelled(meeting, queries.invited_recipients(session, meeting)), now=now)
        make_known(session, meeting, "meeting:cancelled", now, reason=reason)
    record(session, meeting, "meeting:cancel", actor=actor, now=now, reason=reason, letters=queued)
    return queued


def needs_update(meeting: Meeting) -> bool:
    """Whether those who were invited have to hear of a change."""
    return meeting.state == MeetingState.INVITED and digest_of(meeting) != meeting.invited_digest


def digest_of(meeting: Meeting) -> str:
    """The fingerprint of what an invitation says: when, where, and the agenda with its times."""
    agenda = [[item.title, item.proposal_id, item.signal_id, item.planned_minutes, *_of_dispute(item), *_of_others(item)]
              for item in meeting.items]
    said = [meeting.starts_at.isoformat(), meeting.ends_at.isoformat(), meeting.place, agenda]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _of_dispute(item: AgendaItem) -> list[str]:
    """Only for a dispute: other points keep the fingerprint that they always had."""
    return [f"dispute-{item.dispute_id}", item.dispute.agreed_title] if item.dispute else []


def _of_others(item: AgendaItem) -> list[str]:
    return [f"{name}-{number}" for name, number in (("round", item.round_id), ("advice", item.advice_id), ("group", item.group_id)) if number]


def answer_invitation(session: Session, meeting: Meeting, *, party_id: int, presence: Presence, reason: str = "",
                      substitute: str = "", actor: Actor, now: datetime) -> Attendance:
    """A party says whether it comes, who comes as its substitute, or that it stays away and why (IN 7.5). Until the meeting begins."""
    lock(session, meeting)
    if meeting.state == MeetingState.DRAFT:
        raise Refused("meeting:not-called")
    if meeting.state == MeetingState.CANCELLED:
        raise Refused("meeting:cancelled")
    if now >= meeting.starts_at or meeting.state != MeetingState.INVITED:
        raise Refused("meeting:answer-too-late")
    if presence not in ANSWERS:
        raise Refused("meeting:answer-kind", field="presence")
    if presence == Presence.EXCUSED and not reason.strip():
        raise Refused("meeting:apology-needs-reason", field="reason")
    if presence == Presence.SUBSTITUTE and not substitute.strip():
        raise Refused("meeting:substitute-needs-name", field="substitute")
    if party_id not in queries.attending_ids(session, meeting):
        raise Refused("meeting:unknown-party")
    old = _rows(meeting).get(party_id)
    was = old.presence if old else None
    row = _note(session, meeting, old, party_id, presence, substitute if presence == Presence.SUBSTITUTE else reason,
                is_announced=True, now=now)
    record(session, meeting, "meeting:answer", actor=actor, now=now, party=party_id, presence=(was, presence))
    return row


def note_attendance(session: Session, meeting: Meeting, *, presences: dict[int, tuple[Presence, str]],
                    seen: dict[int, Presence | None] | None = None, actor: Actor, now: datetime) -> None:
    """Record who was there (IN 7.5). From the meeting's day on this makes the meeting held.

    `seen` is what the form showed. Who changed nothing overwrites nothing; two people who noted different things
    about one party: Stale for the second. With each presence goes the reason of who stays away, or the name of who
    comes in the party's place; left empty, what the party said stays. Refused when more hands were counted at a point.
    """
    lock(session, meeting)
    check_open(meeting)
    parties = {party.id: party for party in queries.attending_parties(session, meeting)}
    if presences.keys() - parties.keys():
        raise Refused("meeting:unknown-party")
    rows = _rows(meeting)
    chosen = {party_id: _merged(parties[party_id], rows.get(party_id), presence, seen)
              for party_id, (presence, _) in presences.items()}
    changes = {}
    for party_id, presence in chosen.items():
        row, reason = rows.get(party_id), presences[party_id][1]
        if row is None or row.presence != presence:
            changes[str(party_id)] = [row.presence if row else None, presence]
        _note(session, meeting, row, party_id, presence, reason,
              is_announced=not is_day_or_later(meeting.starts_at, now), now=now)
    session.flush()
    for number, item in enumerate(meeting.items, start=1):
        check_hands(item.hands, queries.voices(item), number)
    _hold_when_due(session, meeting, actor=actor, now=now)
    record(session, meeting, "meeting:attendance", actor=actor, now=now, presences=changes)


def _merged(party: Party, row: Attendance | None, presence: Presence, seen: dict[int, Presence | None] | None
            ) -> Presence:
    stands = row.presence if row else None
    if seen is None or party.id not in seen or stands in (seen[party.id], presence):
        return presence
    if stands is not None and presence == seen[party.id]:
        return stands
    raise Stale(say("meeting:presence-now", party=party.name, presence=stands) if stands else "")


def _note(session: Session, meeting: Meeting, row: Attendance | None, party_id: int, presence: Presence, words: str,
          *, is_announced: bool, now: datetime) -> Attendance:
    if row is None:
        row = Attendance(party_id=party_id, presence=presence, noted_at=now)
        meeting.attendance.append(row)
        session.add(row)
    row.presence, row.is_announced, row.noted_at = presence, is_announced, now
    row.reason = (words or row.reason or "") if presence == Presence.EXCUSED else ""
    row.substitute = (words or row.substitute or "") if presence == Presence.SUBSTITUTE else ""
    return row


def _rows(meeting: Meeting) -> dict[int, Attendance]:
    return {row.party_id: row for row in meeting.attendance}


def keep_item(session: Session, item: AgendaItem, *, discussion: str, conclusion: str, note: str | None = None,
              hands: Hands | None = None, own_table: OwnTable | None = None, version: int, actor: Actor, now: datetime) -> None:
    """Save what is typed at a point, without concluding it."""
    _open_item(session, item, version, now)
    _write(item, discussion, conclusion, note, hands, own_table)
    _hold_when_due(session, item.meeting, actor=actor, now=now)
    record(session, item, "item:keep", actor=actor, now=now)


def conclude_item(session: Session, item: AgendaItem, *, discussion: str, conclusion: str, outcome: str, facts: Facts,
                  note: str | None = None, hands: Hands | None = None, own_table: OwnTable | None = None, version: int,
                  actor: Actor, now: datetime) -> None:
    """Record a point as discussed, with its conclusion; `outcome` is the step that the table takes with the proposal.

    The step is taken in the same act, with the conclusion as its reason. Afterwards the texts can be mended until
    the minutes are adopted, the outcome cannot. Raises Stale when somebody else wrote at this point meanwhile.
    A dispute has no texts here: that it was talked over is recorded with the dispute itself (ZL 11.4).
    `note` is for the table and the municipality alone, None leaves it as it is; `hands`: how the table voted.
    """
    _open_item(session, item, version, now)
    if outcome not in ("", item.outcome):
        _take_outcome(session, item, outcome, facts, conclusion, actor, now)
    is_first = item.handled_at is None
    if is_first and item.dispute is not None and item.dispute.state == DisputeState.RAISED:
        _talk_over(session, item, actor=actor, now=now)
    _write(item, discussion, conclusion, note, hands, own_table)
    item.handled_at = item.handled_at or now
    _hold_when_due(session, item.meeting, actor=actor, now=now)
    record(session, item, "item:conclude" if is_first else "item:mend", actor=actor, now=now, reason=conclusion,
           outcome=item.outcome, own_table=own_table)


def _write(item: AgendaItem, discussion: str, conclusion: str, note: str | None, hands: Hands | None,
           own_table: OwnTable | None) -> None:
    _check_kept(item, discussion, conclusion, note)
    if own_table != item.own_table:
        _check_own_table(item)
    check_hands(hands, queries.voices(item))
    item.discussion, item.conclusion, item.own_table = discussion, conclusion, own_table
    item.in_favour, item.against, item.abstained = (hands.in_favour, hands.against, hands.abstained) if hands else (None,) * 3
    if note is not None and note != (item.note.text if item.note else ""):
        flag_modified(item, "discussion")  # the note has no version of its own: the point's changes with it
        if item.note is None:
            item.note = InternalNote(text=note)
        elif note:
            item.note.text = note
        else:
            item.note = None


def _check_own_table(item: AgendaItem) -> None:
    if item.proposal_id is None:
        raise Refused("item:own-table-of-proposal", field="own_table")
    if item.founded_table_id is not None:
        raise Refused("item:table-founded", field="own_table")


def _check_kept(item: AgendaItem, discussion: str, conclusion: str, note: str | None) -> None:
    """What is said about a dispute stays with the two: agenda and minutes are public, and the whole table reads the notes."""
    if item.dispute_id is not None and (discussion.strip() or conclusion.strip() or note):
        raise Refused("item:dispute-is-kept", field="discussion")


def _talk_over(session: Session, item: AgendaItem, *, actor: Actor, now: datetime) -> None:
    assert item.dispute  # noqa: S101 - asked of a point about a dispute alone
    with speaking(DEFAULT_LANGUAGE):
        note = say("dispute:talked-over", starts_at=item.meeting.starts_at)
    take_dispute_step(session, item.dispute, "talk_over", note=note, happened_on=local_day(item.meeting.starts_at), actor=actor,
                      now=now)


def _open_item(session: Session, item: AgendaItem, version: int, now: datetime) -> None:
    lock(session, item.meeting)
    lock(session, item)
    check_open(item.meeting)
    if not is_day_or_later(item.meeting.starts_at, now):
        raise Refused("meeting:too-early")
    if version != item.version:
        raise Stale("\n\n".join(text for text in (item.discussion, item.conclusion, item.note.text if item.note else "") if text))


def _take_outcome(session: Session, item: AgendaItem, outcome: str, facts: Facts, conclusion: str, actor: Actor,
                  now: datetime) -> None:
    if item.outcome:
        raise Refused("item:outcome-taken", field="outcome")
    proposal = item.proposal
    order = item.meeting.network.profile.order
    if proposal is None or item.meeting.group_id is not None or outcome not in {step.name for step in outcomes(order, proposal.stage)}:
        raise Refused("item:outcome-unknown", field="outcome")
    if not conclusion.strip():
        raise Refused("item:conclusion-missing", field="conclusion")
    take_step(session, proposal, outcome, facts=facts, reason=conclusion, actor=actor, now=now)
    item.outcome = outcome


def _hold_when_due(session: Session, meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    # Recording what happened is what makes a meeting held: there is no button for it that can be forgotten.
    if meeting.state == MeetingState.INVITED and is_day_or_later(meeting.starts_at, now):
        guard(HOLD, meeting.state, facts_of(session, meeting, now), "")
        meeting.state = HOLD.target  # type: ignore[assignment]
        record(session, meeting, "meeting:hold", actor=actor, now=now)


__all__ = [
    "add_action", "add_item", "adopt_minutes", "answer_invitation", "answer_remark", "cancel_meeting", "change_item",
    "change_meeting", "conclude_item", "digest_of", "end_action", "facts_of", "invite", "keep_item", "make_remark", "move_item",
    "needs_update", "note_attendance", "order_items", "plan_meeting", "remove_action", "remove_item", "reopen_action", "send_draft",
    "write_minutes",
]
