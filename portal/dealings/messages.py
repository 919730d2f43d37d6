"""Words of what the municipality and one party have with each other."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from portal.core.calendar import local_day
from portal.core.web import address
from portal.dealings.models import Dispute, DisputeEntry, InformationRequest, Respondent, RespondentEntry
from portal.dealings.rules import Reminder, RequestAct, Side
from portal.networks.models import Network
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
    "Side.party": _l("The provider"),
    "Side.municipality": _l("The municipality"),
    "DisputeState.raised": _l("Put in writing"),
    "DisputeState.talked_over": _l("Talked over"),
    "DisputeState.mediation": _l("In mediation"),
    "DisputeState.court": _l("With the court"),
    "DisputeState.settled": _l("Settled"),
    "DisputeState.withdrawn": _l("Withdrawn"),
    "DisputeState.judged": _l("Judged by the court"),
    "DisputeStep.raise": _l("Put in writing"),
    "DisputeStep.talk_over": _l("Talked over"),
    "DisputeStep.mediate": _l("To a mediator"),
    "DisputeStep.go_to_court": _l("To the court"),
    "DisputeStep.settle": _l("Settled"),
    "DisputeStep.withdraw": _l("Withdrawn"),
    "DisputeStep.judge": _l("Judged by the court"),
    "dispute:next:raised": _l("It is talked over at the next meeting. Until then both sides can add to it in writing."),
    "dispute:next:talked_over": _l("Settled? Then that is recorded. Otherwise a mediator can help. The court is the last way."),
    "dispute:next:mediation": _l("A mediator helps both sides. Settled? Then that is recorded. Otherwise the court is the last way."),
    "dispute:next:court": _l("The court judges. The judgement is recorded here."),
    "dispute:next:settled": _l("Both sides are out of it. Nothing comes any more."),
    "dispute:next:withdrawn": _l("The side that raised it took it back. Nothing comes any more."),
    "dispute:next:judged": _l("The court has judged. Nothing comes any more."),
    "dispute:talked-over": _l("Talked over in the meeting of %(starts_at)s."),
    "dispute:no-member": _l("Choose a member of this network."),
    "dispute:ended": _l("This dispute has ended. Nothing can be added to it. Is there something new? Then put a new dispute in writing."),
    "dispute:note-missing": _l("Write what happened: both sides read it."),
    "dispute:still-to-come": _l("This day is still to come. Record the step when it has happened."),
    "dispute:before-raised": _l("The dispute was put in writing on %(raised_on)s. Give that day or a later one."),
    "dispute:look-behind": _l("This day lies behind. Choose a day that is still to come."),
    "dispute:nothing-proposed": _l("The other side proposes no words for the agenda now."),
    "dispute:public": _l("Dispute between the municipality and a provider"),
    "TitleChoice.agree": _l("Yes, the agenda may say this"),
    "TitleChoice.other": _l("No, we propose other words or none"),
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


def dispute_raised(dispute: Dispute, network: Network, to: list[Recipient]) -> list[Letter]:
    """To the party: what the municipality put in writing, or that its own dispute came in; to the municipality's mailbox
    when the party raised it. That there is a dispute and where it stands, never what it is about."""
    is_own = dispute.raised_by == Side.PARTY
    kind = "dealings/dispute_received" if is_own else "dealings/dispute_raised"
    letters = _to_party(kind, f"dispute-raised:{dispute.id}", dispute, to)
    return [*letters, *_to_municipality(f"dispute-raised:{dispute.id}", dispute, network)] if is_own else letters


def dispute_news(dispute: Dispute, entry: DisputeEntry, to: list[Recipient]) -> list[Letter]:
    """To the other side: something was written, or a step was taken."""
    if entry.side == Side.PARTY:
        return _to_municipality(f"dispute-news:{entry.id}", dispute, dispute.network)
    step = f"DisputeStep.{entry.step}" if entry.step else ""
    return _to_party("dealings/dispute_news", f"dispute-news:{entry.id}", dispute, to, step=step)


def title_proposed(dispute: Dispute, to: list[Recipient], *, now: datetime) -> list[Letter]:
    """To the other side: there are words for the public agenda to look at."""
    event = f"dispute-title:{dispute.id}:{now.isoformat()}"
    if dispute.public_title_by == Side.PARTY:
        return _to_municipality(event, dispute, dispute.network)
    return _to_party("dealings/dispute_title", event, dispute, to)


def _to_party(kind: str, event: str, dispute: Dispute, to: list[Recipient], **data: object) -> list[Letter]:
    link = address("dealings.own_dispute", dispute_id=dispute.id)
    return [Letter(kind, event, person.email, person.name, data={"link": link, **data}) for person in to]


def _to_municipality(event: str, dispute: Dispute, network: Network) -> list[Letter]:
    """To the mailbox that the network names; without one it stands on the desk alone."""
    link = address("dealings.dispute", dispute_id=dispute.id)
    return [Letter("dealings/dispute_desk", event, network.email, network.name, data={"link": link})] if network.email else []
