"""Words about meetings, the letters about them, and the calendar file that goes with those."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _l
from icalendar import Calendar, Event, vCalAddress

from portal.core.language import DEFAULT_LANGUAGE, clock_time, say, speaking
from portal.core.web import address
from portal.groups.queries import GuestRecipient
from portal.meetings.models import AgendaItem, ItemRecusal, Meeting, MinutesRemark
from portal.meetings.queries import invitation_event
from portal.meetings.rules import MeetingState, planned_times
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "MeetingState.draft": _l("Draft"),
    "MeetingState.invited": _l("Called"),
    "MeetingState.held": _l("Held"),
    "MeetingState.adopted": _l("Minutes adopted"),
    "MeetingState.cancelled": _l("Cancelled"),
    "Moment.draft": _l("Draft"),
    "Moment.ahead": _l("Planned"),
    "Moment.running": _l("Going on"),
    "Moment.past": _l("Over, minutes follow"),
    "Moment.adopted": _l("Minutes adopted"),
    "Moment.cancelled": _l("Cancelled"),
    "Presence.present": _l("Present"),
    "Presence.substitute": _l("Substitute present"),
    "Presence.excused": _l("Absent with reason"),
    "Presence.absent": _l("Absent without reason"),
    "Reply.present": _l("Yes, we come"),
    "Reply.substitute": _l("Our substitute comes"),
    "Reply.excused": _l("No, nobody can come"),
    "Finding.nothing": _l("Nothing"),
    "Finding.without_reason": _l("Was absent without a reason. You may ask another provider of the same class."),
    "meeting:of-the-year": _l("meeting %(number)s of %(year)s"),
    "Finding.too_often": _l("Missed more than %(allowed)s meetings. You may ask another provider of the same class."),
    "outcome:": _l("No step: on to the next meeting"),
    "outcome:make_preliminary": _l("Preliminary proposal: to the comment round"),
    "outcome:work_out": _l("Worked out by the table"),
    "outcome:to_working_group": _l("To a working group"),
    "outcome:set_aside": _l("Set aside"),
    "OwnTable.yes": _l("The subject gets a table of its own."),
    "OwnTable.no": _l("The subject gets no table of its own."),
    "ForWhom.everyone": _l("Everyone: it comes on the page of the meeting"),
    "ForWhom.table": _l("Only the parties that are invited, and the municipality"),
    "Handling.taken_over": _l("Yes, taken over"),
    "Handling.not": _l("No, not taken over"),
    "Ending.done": _l("It is done"),
    "Ending.dropped": _l("It is dropped"),
    "Verdict.keep": _l("Go on inviting this provider"),
    "Verdict.stop": _l("No longer invite this provider: the seat is free"),
    "Heard.yes": _l("It takes the seat"),
    "Heard.no": _l("It does not take the seat"),
    "Takes.yes": _l("Yes, we take the seat"),
    "Takes.no": _l("No, we do not take the seat"),
    "seat:no-finding": _l("The attendance rule says nothing about this party now."),
    "seat:decided": _l("This was decided already, or the party has no seat at this table any more."),
    "seat:counts": _l("Missed now: %(missed)s, of which without reason: %(absent)s."),
    "seat:no-composition": _l("This table has no composition."),
    "seat:asked-already": _l("Somebody was asked for this seat already."),
    "seat:composed-anew": _l("The table was composed anew since. The seats are divided there."),
    "seat:not-on-reserve": _l("Choose a party of the reserve list."),
    "seat:reason-missing": _l("Give the reason why you do not ask the first one on the list."),
    "seat:answered": _l("This was answered already."),
    "GuestReply.present": _l("I come"),
    "GuestReply.excused": _l("I cannot come"),
    "Presence.guest": _l("guest"),
    "guest:not-of-this-meeting": _l("You are no guest at this meeting any more."),
    "seat:freed": _l("%(name)s is no longer invited to this table because of the attendance rule. The seat is free."),
    "seat:taken": _l("%(name)s takes a seat at this table that had come free."),
    "meeting:of-the-network": _l("Meeting of the whole network"),
    "item:signal": _l("Signal %(number)s"),
    "item:advice": _l("Advice asked: %(subject)s"),
    "item:group": _l("Advice of working group %(name)s"),
    "item:group-not-ready": _l("This working group has no advice yet, or it is closed."),
    "item:own-proposal": _l("A working group talks about its own proposal or subject alone."),
    "meeting:no-such-group": _l("Choose a working group of this network that is not closed."),
    "item:advice-not-ready": _l("This question for advice was answered or taken back already."),
    "item:advice-elsewhere": _l("This advice is asked of others than those who meet here. Choose a meeting of who is asked."),
    "item:answered": _l("Reactions to the answers: %(title)s"),
    "calendar:cancelled": _l("Cancelled: %(title)s"),
    "calendar:why-cancelled": _l("This meeting does not take place: %(reason)s"),
    "calendar:agenda-line": _l("%(time)s %(title)s"),
    "calendar:more": _l("Agenda and documents: %(link)s"),
    "meeting:invited": _l("The invitation for the meeting of %(starts_at)s is sent. The agenda is public."),
    "meeting:changed": _l("Time, place or agenda of the meeting of %(starts_at)s changed. All who are invited got a message."),
    "meeting:cancelled": _l("This meeting was cancelled."),
    "meeting:minutes": _l("The minutes of the meeting of %(starts_at)s are adopted."),
    "proposal:discussed": _l("Discussed in the meeting of %(starts_at)s. The minutes tell what was said."),
    "meeting:day-not-ahead": _l("This moment has passed. Choose a day and time that are still to come."),
    "meeting:ends-before-start": _l("The end comes after the beginning. Change one of the two times."),
    "meeting:no-such-table": _l("Choose a table of this network, or the whole network."),
    "meeting:adopted": _l("The minutes of this meeting are adopted. It can no longer be changed."),
    "meeting:not-called": _l("This meeting has not been called yet. Send the invitation first."),
    "meeting:too-early": _l("You can record this from the day of the meeting on."),
    "meeting:nothing-changed": _l("Everyone already has this invitation. Nothing changed since it was sent."),
    "meeting:already-held": _l("This meeting has been held. Time and place can no longer be changed."),
    "meeting:answer-too-late": _l("The meeting has begun. Call the secretary when you cannot come."),
    "meeting:answer-kind": _l("Choose one of these three answers."),
    "meeting:apology-needs-reason": _l("Give the reason why nobody can come. Without a reason it counts as absent without reason."),
    "meeting:substitute-needs-name": _l("Give the name of the substitute."),
    "meeting:when-and-where": _l("%(starts_at)s, %(place)s"),
    "meeting:presence-now": _l("%(party)s: %(presence)s"),
    "meeting:unknown-party": _l("This party is not invited to this meeting."),
    "item:no-subject": _l("Write in one line what this point is about."),
    "item:proposal-not-ready": _l("This proposal is not for the table now: it was not judged yet, or it has ended."),
    "item:signal-not-ready": _l("This signal was not judged as relevant."),
    "item:dispute-not-ready": _l("This dispute cannot be put on the agenda: it was talked over, or it has ended."),
    "item:round-not-ready": _l("This round is still open, or it is not of this network."),
    "item:has-papers": _l("Papers lie with this point. Take those away first."),
    "item:hands": _l("You counted %(count)s hands. Parties that are there and take part in this point: %(there)s."),
    "item:hands-at": _l("At point %(point)s %(count)s hands are counted. With this attendance %(there)s parties take part in it."
                        " Correct the hands at that point first."),
    "item:hands-negative": _l("A number of hands is 0 or more."),
    "item:own-table-of-proposal": _l("Only the subject of a proposal can get a table of its own."),
    "item:table-founded": _l("The table is there already. This decision can no longer be changed."),
    "item:no-own-table": _l("At this point it was not decided that the subject gets a table of its own."),
    "record:hands": _l("Show of hands: %(in_favour)s for, %(against)s against, %(abstained)s abstained."),
    "record:ratio": _l("Vote in the portal, through %(closes_at)s. The table: %(table_for)s for and %(table_against)s against, of %(table_voters)s that could vote. The whole network: %(network_for)s for and %(network_against)s against, of %(network_voters)s."),
    "action:line": _l("%(what)s (%(who)s, before %(due_on)s)"),
    "action:still-open": _l("Still to be done."),
    "action:done": _l("Done: %(by)s, %(ended_at)s."),
    "action:dropped": _l("Dropped: %(by)s, %(ended_at)s."),
    "action:ended": _l("This action was closed already."),
    "action:open": _l("This action is still open."),
    "action:reason-missing": _l("Give the reason why this action is dropped."),
    "paper:no-such-item": _l("Choose a point of this agenda. With a dispute lie no papers: they are kept with the dispute."),
    "paper:public": _l("This paper is public now."),
    "paper:internal": _l("This paper is only for the table and the municipality now."),
    "remark:no-draft": _l("The draft of the minutes has not been sent yet."),
    "remark:no-such-paragraph": _l("Choose the part of the minutes that you remark on."),
    "remark:reason-missing": _l("Give the reason why the remark is not taken over."),
    "remark:about": _l("Point %(number)s: %(title)s"),
    "item:dispute-is-kept": _l("Agenda and minutes are public. What is said about a dispute stands with the dispute itself."),
    "item:already-there": _l("This is already on the agenda."),
    "item:minutes": _l("A point takes 1 to %(most)s minutes."),
    "item:handled": _l("This point has been discussed. It stays on the agenda."),
    "item:outcome-taken": _l("The outcome of this point is already recorded and published."),
    "item:outcome-unknown": _l("This outcome is not possible for this proposal now."),
    "item:conclusion-missing": _l("Give the reason: it is published with the outcome."),
    "item:aside-already": _l("This party takes no part in this point already."),
    "item:aside-taken-back": _l("This was taken back already: the party takes part in this point."),
    "unmet:no-agenda": _l("The agenda has no points yet."),
    "unmet:meeting-begun": _l("The meeting has begun: an invitation no longer helps."),
    "unmet:meeting-ahead": _l("The day of the meeting has not come yet."),
    "unmet:attendance": _l("The presence of parties is not noted yet. To go: %(count)s."),
    "unmet:no-minutes": _l("The minutes have not been saved yet."),
    "unmet:draft-not-sent": _l("The draft has not been sent to who was invited."),
    "unmet:remarks-open": _l("Members can still remark on the draft."),
    "unmet:remarks": _l("Remarks without an answer: %(count)s."),
}


def meeting_title(meeting: Meeting) -> str:
    """What the meeting is called: its table, its working group, or the whole network."""
    if meeting.group:
        return say("group:name", name=meeting.group.name)
    return meeting.table.name if meeting.table else say("meeting:of-the-network")


def item_title(item: AgendaItem) -> str:
    """A point's own title or its subject's. A signal that was not cleared, and a dispute, are never shown (rule 8, ZL 11.4):
    of a dispute what both sides agreed on, or that there is one."""
    if item.title:
        return item.title
    if item.proposal:
        return item.proposal.title
    if item.dispute:
        return item.dispute.agreed_title or say("dispute:public")
    if item.signal:
        return item.signal.public_title if item.signal.is_on_site else say("item:signal", number=item.signal.number)
    return _asked(item)


def _asked(item: AgendaItem) -> str:
    """What is asked of who meets: to look at answers again, advice, or to take that of a working group."""
    if item.round:
        return say("item:answered", title=item.round.proposal.title)
    if item.advice:
        return say("item:advice", subject=item.advice.subject)
    return say("item:group", name=item.group.name) if item.group else ""


def heading_now(heading: str, meeting: Meeting) -> str:
    """A heading out of minutes that were kept: a proposal that was taken off the site since goes by its number."""
    for item in meeting.items:
        about = item.proposal or (item.round.proposal if item.round else None)
        if about and about.is_hidden:
            heading = heading.replace(about.written_title, about.title)
    return heading


def timed(meeting: Meeting) -> list[tuple[datetime, AgendaItem]]:
    """The agenda with the planned beginning of each point."""
    return list(zip(planned_times(meeting.starts_at, [item.planned_minutes for item in meeting.items]), meeting.items,
                    strict=False))


def public_address(meeting: Meeting) -> str:
    return address("meetings.show", slug=meeting.slug)


def invitations(meeting: Meeting, to: list[Recipient], *, now: datetime) -> list[Letter]:
    """The call to come, with the calendar; after a change the same with what stands now (IN 7.2, ZL 7.1)."""
    with speaking(DEFAULT_LANGUAGE):
        agenda = [[at, item_title(item)] for at, item in timed(meeting)]
        data = {"title": meeting_title(meeting), "starts_at": meeting.starts_at, "ends_at": meeting.ends_at,
                "place": meeting.place, "agenda": agenda, "is_update": meeting.calendar_sequence > 0,
                "page": public_address(meeting)}
        return [Letter("meetings/invitation", invitation_event(meeting), person.email, person.name,
                       data=data | _as_whom(meeting, person) | {"link": _answer_address(meeting, person)},
                       calendar=calendar_file(meeting, stamped_at=now, to=person)) for person in to]


def _as_whom(meeting: Meeting, person: Recipient) -> dict[str, object]:
    """`is_guest`: has no account. `group`: is asked as one of this working group, not for a table."""
    return {"is_guest": isinstance(person, GuestRecipient), "group": meeting.group.name if meeting.group else ""}


def _answer_address(meeting: Meeting, person: Recipient) -> str:
    """Parties answer on their own pages, guests by an address that only they know."""
    if isinstance(person, GuestRecipient):
        return address("meetings.guest_answer", key=person.answer_key, meeting_id=meeting.id)
    return address("meetings.answer", meeting_id=meeting.id)


def cancelled(meeting: Meeting, to: list[Recipient]) -> list[Letter]:
    """The meeting does not take place, and why; the calendar takes it out (RFC 5546, METHOD:CANCEL)."""
    with speaking(DEFAULT_LANGUAGE):
        data = _about(meeting) | {"reason": meeting.cancel_reason, "place": meeting.place}
        return [Letter("meetings/cancelled", f"meeting-cancelled:{meeting.id}", person.email, person.name,
                       data=data | _as_whom(meeting, person),
                       calendar=calendar_file(meeting, stamped_at=meeting.cancelled_at or meeting.starts_at, to=person))
                for person in to]


def draft_sent(meeting: Meeting, number: int, to: list[Recipient]) -> list[Letter]:
    """To who was invited: read the draft, and until when one can remark. What it says stands on the page alone."""
    with speaking(DEFAULT_LANGUAGE):
        data = _about(meeting) | {"closes_at": meeting.remarks_close_at, "is_again": number > 1}
        return [Letter("meetings/draft", f"meeting-draft:{meeting.id}:{number}", person.email, person.name,
                       data=data | _as_whom(meeting, person) | {"page": _draft_address(meeting, person)}) for person in to]


def _draft_address(meeting: Meeting, person: Recipient) -> str:
    if isinstance(person, GuestRecipient):
        return address("meetings.guest_minutes", key=person.answer_key, meeting_id=meeting.id)
    return address("meetings.internal", slug=meeting.slug)


def remark_answered(remark: MinutesRemark, meeting: Meeting, to: list[Recipient]) -> list[Letter]:
    """To who remarked on the draft: what is done with it."""
    with speaking(DEFAULT_LANGUAGE):
        data = _about(meeting) | {"remark": remark.text, "taken_over": bool(remark.taken_over), "answer": remark.answer}
        return [Letter("meetings/remark", f"minutes-remark:{remark.id}:{remark.version}", person.email, person.name,
                       data=data | _as_whom(meeting, person) | {"page": _draft_address(meeting, person)}) for person in to]


def minutes_adopted(meeting: Meeting, to: list[Recipient]) -> list[Letter]:
    """To the members of the table: the minutes are public now (IN 7.2)."""
    with speaking(DEFAULT_LANGUAGE):
        data = _about(meeting) | {"page": public_address(meeting)}
        return [Letter("meetings/minutes", f"meeting-minutes:{meeting.id}", person.email, person.name, data=data | _as_whom(meeting, person))
                for person in to]


def _about(meeting: Meeting) -> dict[str, object]:
    return {"title": meeting_title(meeting), "starts_at": meeting.starts_at}


def stands_aside(recusal: ItemRecusal, to: list[Recipient]) -> list[Letter]:
    """To the party: it takes no part in a point, or takes part again; by whom that was recorded. Never because of what."""
    item, is_back = recusal.item, recusal.taken_back_at is not None
    with speaking(DEFAULT_LANGUAGE):
        data = {"point": item_title(item), "starts_at": item.meeting.starts_at, "is_back": is_back,
                "by": recusal.taken_back_by if is_back else recusal.person_name,
                "link": address("meetings.stand_aside", item_id=item.id)}
    event = f"item-aside:{recusal.id}:{'back' if is_back else 'aside'}"
    return [Letter("meetings/aside", event, person.email, person.name, data=data) for person in to]


def calendar_file(meeting: Meeting, *, stamped_at: datetime, to: Recipient | None = None) -> str:
    """The meeting as iCalendar: a request to one person (or, once it is cancelled, its end), or published for anyone.

    The UID stays the same and the sequence rises, so that calendars replace what they had; times are in UTC, which
    needs no VTIMEZONE (Outlook shows an hour off without one).
    """
    calendar, event = Calendar(), calendar_event(meeting, stamped_at=stamped_at)
    for name, value in {"prodid": "-//Ontwikkeltafel//NL", "version": "2.0", "method": _method(meeting) if to else "PUBLISH"}.items():
        calendar.add(name, value)
    if to:
        event.add("attendee", _address(to.email, to.name, role="REQ-PARTICIPANT", partstat="NEEDS-ACTION", rsvp="FALSE"))
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _method(meeting: Meeting) -> str:
    return "CANCEL" if meeting.state == MeetingState.CANCELLED else "REQUEST"


def stamp_of(meeting: Meeting) -> datetime:
    """When what a calendar says about the meeting was last true anew."""
    return meeting.cancelled_at or meeting.invited_at or meeting.starts_at


def calendar_event(meeting: Meeting, *, stamped_at: datetime) -> Event:
    """The meeting as it stands in any calendar: by its UID they know it as the same."""
    event = Event()
    for name, fact in _facts(meeting, stamped_at).items():
        event.add(name, fact)
    event.add("organizer", _address(meeting.network.email or current_app.config["MAIL_SENDER"], meeting.network.name))
    return event


def _facts(meeting: Meeting, stamped_at: datetime) -> dict[str, object]:
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname
    is_off, title = meeting.state == MeetingState.CANCELLED, meeting_title(meeting)
    agenda = [say("calendar:why-cancelled", reason=meeting.cancel_reason)] if is_off else [
        say("calendar:agenda-line", time=clock_time(at), title=item_title(item)) for at, item in timed(meeting)]
    return {
        "uid": f"meeting-{meeting.id}@{host}", "dtstamp": stamped_at, "sequence": meeting.calendar_sequence,
        "dtstart": meeting.starts_at, "dtend": meeting.ends_at, "summary": say("calendar:cancelled", title=title) if is_off else title,
        "location": meeting.place, "url": public_address(meeting), "status": "CANCELLED" if is_off else "CONFIRMED",
        "description": "\n".join([*agenda, say("calendar:more", link=public_address(meeting))]),
    }


def _address(email: str, name: str, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    # A name may hold no line break and no double quote: both would end the parameter.
    address.params["CN"] = " ".join(name.split()).replace('"', "'")
    for parameter, value in parameters.items():
        address.params[parameter.upper()] = value
    return address
