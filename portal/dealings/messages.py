"""Words of what the municipality and one party have with each other."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from portal.core.calendar import local_day
from portal.core.web import address
from portal.dealings.models import InformationRequest, Respondent, RespondentEntry
from portal.dealings.rules import Reminder, RequestAct
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "RequestState.open": _l("Waits for an answer"),
    "RequestState.late": _l("Too late"),
    "RequestState.answered": _l("Answered"),
    "RequestState.closed": _l("Closed"),
    "RequestAct.answer": _l("Answer"),
    "RequestAct.ask_more_time": _l("More time asked"),
    "RequestAct.grant": _l("More time given"),
    "RequestAct.refuse": _l("No more time given"),
    "RequestAct.ask_on": _l("Asked for something more"),
    "RequestAct.close": _l("Closed by the municipality"),
    "MoreTime.none": _l("Not asked"),
    "MoreTime.asked": _l("Asked, not decided yet"),
    "MoreTime.granted": _l("Given"),
    "MoreTime.refused": _l("Not given"),
    "Whom.everyone": _l("All members"),
    "Whom.some": _l("Only some members"),
    "NextAct.close": _l("Close: we have what we need"),
    "NextAct.ask_on": _l("Ask on: something is still missing"),
    "TimeChoice.grant": _l("Give more time"),
    "TimeChoice.refuse": _l("Give no more time"),
    "request:of-nobody": _l("Choose at least one member, or all members."),
    "request:no-member": _l("Choose members of this network."),
    "request:empty": _l("Write your answer, or add a document."),
    "request:closed": _l("The municipality closed this request. Nothing can be added to it. Is something still missing? Then call the secretary."),
    "request:answered": _l("This request is answered already."),
    "request:not-answered": _l("This request is not answered yet. Remind the provider, or close the request with a reason."),
    "request:file-sent": _l("This document was sent with an answer. It stays."),
    "request:asked-already": _l("More time was asked for before. That is possible once."),
    "request:too-late-for-more": _l("The term has passed. Send your answer as soon as you can: it is taken in, marked as late."),
    "request:not-later": _l("Choose a day after %(last_day)s: the term runs until then already."),
    "request:much-later": _l("Choose a day on or before %(most)s."),
    "request:nothing-asked": _l("Nobody waits for more time here."),
    "request:reason-missing": _l("Give the reason: the provider reads it."),
    "request:days-missing": _l("Give the number of days for the new answer."),
    "request:text-missing": _l("Write what is still missing: the provider reads it."),
    "request:all-answered": _l("Every provider has answered."),
    "request:reminded-today": _l("These providers got a reminder today already."),
    "request:answer-until": _l("Send your answer before the end of %(closes_at)s."),
    "request:was-until": _l("The term ended on %(closes_at)s. An answer is still taken in, marked as late."),
    "interest:since-ahead": _l("This day is still to come. Disclose the interest when it is there."),
    "interest:end-ahead": _l("This day is still to come. Record the end when the interest no longer plays."),
    "interest:end-before-since": _l("The interest began on %(since)s. Give a later day."),
    "interest:ended": _l("It was recorded already that this interest no longer plays, since %(ended_on)s."),
    "recusal:public": _l("Takes no part in this subject because of a disclosed interest."),
}


def asked(request: InformationRequest, to: list[Recipient]) -> list[Letter]:
    """To each party that is asked: the subject, until when, and where the question stands. Not the question itself."""
    own = {row.party_id: row for row in request.respondents}
    return [letter for person in to for letter in _letters(
        "dealings/asked", f"request-asked:{request.id}:{person.party_id}", own[person.party_id], [person])]


def reminded(respondent: Respondent, to: list[Recipient], *, now: datetime) -> list[Letter]:
    """By the secretary's own hand, once a day."""
    return _reminder(respondent, to, f"request-reminded:{respondent.id}:{local_day(now)}", now)


def reminder_due(respondent: Respondent, which: Reminder, to: list[Recipient], *, now: datetime) -> list[Letter]:
    """Because the calendar says so: once of each kind for each term."""
    event = f"request-reminder:{respondent.id}:{local_day(respondent.closes_at)}:{which.value}"
    return _reminder(respondent, to, event, now)


def _reminder(respondent: Respondent, to: list[Recipient], event: str, now: datetime) -> list[Letter]:
    return _letters("dealings/reminder", event, respondent, to, is_late=now >= respondent.closes_at)


def answered(respondent: Respondent, entry: RespondentEntry, to: list[Recipient]) -> list[Letter]:
    """The receipt: when it came in, by whom, with how many documents, and whether that was in time."""
    return _letters("dealings/answered", f"request-answered:{entry.id}", respondent, to, answered_at=entry.written_at,
                    by=entry.person_name, documents=len(entry.documents), is_late=entry.is_late)


def more_time(respondent: Respondent, entry: RespondentEntry, to: list[Recipient]) -> list[Letter]:
    """Whether there is more time, and until when the answer can come now."""
    return _letters("dealings/more_time", f"request-more-time:{entry.id}", respondent, to,
                    is_granted=entry.act == RequestAct.GRANT)


def asked_on(respondent: Respondent, entry: RespondentEntry, to: list[Recipient]) -> list[Letter]:
    """Something is still missing: until when, and where it stands what."""
    return _letters("dealings/asked_on", f"request-asked-on:{entry.id}", respondent, to)


def closed(respondent: Respondent, entry: RespondentEntry, to: list[Recipient]) -> list[Letter]:
    """Nothing is asked any more."""
    return _letters("dealings/closed", f"request-closed:{entry.id}", respondent, to)


def _letters(kind: str, event: str, respondent: Respondent, to: list[Recipient], **data: object) -> list[Letter]:
    request = respondent.request
    data |= {"subject_line": request.subject, "closes_at": respondent.closes_at,
             "link": address("dealings.own_request", respondent_id=respondent.id)}
    return [Letter(kind, event, person.email, person.name, data=dict(data)) for person in to]
