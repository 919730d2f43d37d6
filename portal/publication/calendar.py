"""The calendar: meetings, the last days of rounds and votes, and the days of pilots, as a list of dates and as a file to subscribe to.

Instants stand in UTC, as in the invitations: then no program is an hour off when the clock changes. A last day is a whole
day, with its exact last moment in the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from flask import current_app
from icalendar import Calendar, Event
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core.calendar import local_day, start_of_day
from portal.core.language import gettext, say
from portal.core.web import address
from portal.meetings.messages import calendar_event, meeting_title, stamp_of
from portal.meetings.models import Meeting
from portal.meetings.queries import public_meetings, with_agendas
from portal.meetings.rules import MeetingState
from portal.networks.models import Network
from portal.pilots.models import Pilot
from portal.pilots.queries import dated
from portal.pilots.rules import PilotStage
from portal.proposals.models import Proposal
from portal.proposals.rules import ENDED
from portal.publication.topics import Subject, is_meeting_about, is_pilot_about, proposals_about
from portal.rounds.models import CommentRound
from portal.votes.models import Vote

MOST = 300
"""More than a network plans in a year; of more the last ones are left out."""
Term: TypeAlias = CommentRound | Vote
T = TypeVar("T", CommentRound, Vote)


@dataclass(frozen=True, slots=True)
class Dates:
    """What has a date: meetings that were called, rounds and votes with their last day, pilots that were admitted."""

    meetings: Sequence[Meeting]
    rounds: Sequence[CommentRound]
    votes: Sequence[Vote]
    pilots: Sequence[Pilot] = ()

    @property
    def terms(self) -> list[Term]:
        return [*self.rounds, *self.votes]


@dataclass(frozen=True, slots=True)
class Row:
    """One date of the list. `at` is when a meeting begins or a term ends."""

    day: date
    at: datetime
    kind: str
    title: str
    path: str
    until: datetime | None = None
    place: str = ""


def dates(session: Session, network: Network, subject: Subject, since: datetime) -> Dates:
    """Everything that ends after this instant, what comes first first. Eight queries."""
    meetings = session.scalars(
        public_meetings(network).where(Meeting.ends_at > since, is_meeting_about(network, subject))
        .order_by(Meeting.starts_at, Meeting.id).limit(MOST)).all()
    rounds = session.scalars(_terms(CommentRound, network, subject, since)).all()
    votes = session.scalars(_terms(Vote, network, subject, since)).all()
    pilots = session.scalars(dated(network, local_day(since)).where(is_pilot_about(subject)).limit(MOST)).unique().all()
    return Dates(with_agendas(session, meetings), rounds, votes, pilots)


def _terms(kind: type[T], network: Network, subject: Subject, since: datetime) -> Select[T]:
    return (select(kind).join(kind.proposal).options(joinedload(kind.proposal), selectinload(kind.extensions))
            .where(kind.closes_at > since, Proposal.published_at.is_not(None),
                   kind.proposal_id.in_(proposals_about(network, subject)))
            .order_by(kind.closes_at, kind.id).limit(MOST))


def listed(found: Dates, now: datetime) -> list[Row]:
    """What is still to come, for a page: dropped terms are not; a meeting that was cancelled is, and says so."""
    rows = [Row(local_day(row.starts_at), row.starts_at, "cancelled" if row.state == MeetingState.CANCELLED else "meeting",
                meeting_title(row), f"/bijeenkomsten/{row.slug}", row.ends_at, row.place) for row in found.meetings if row.ends_at > now]
    rows += [Row(term.last_day, term.closes_at, "vote" if isinstance(term, Vote) else "round", term.proposal.title,
                 term.proposal.path) for term in found.terms if term.closes_at > now and not _is_dropped(term)]
    rows += [Row(day, _end_of(day), kind, pilot.title, pilot.path) for pilot in found.pilots if pilot.stage == PilotStage.ADMITTED
             for kind, day in _days_of(pilot) if day >= local_day(now)]
    return sorted(rows, key=lambda row: (row.day, row.at, row.path))


def _days_of(pilot: Pilot) -> list[tuple[str, date]]:
    """The last day to sign up, the first day and the last, as far as they are known."""
    days = (("pilot-sign-up", pilot.sign_up_until), ("pilot-begins", pilot.begins_on), ("pilot-ends", pilot.ends_on))
    return [(kind, day) for kind, day in days if day]


def _end_of(day: date) -> datetime:
    return start_of_day(day + timedelta(days=1))


def _is_dropped(term: Term) -> bool:
    """The proposal ended while the term still ran: nobody reacts or votes any more."""
    return term.proposal.stage in ENDED and term.proposal.stage_since < term.closes_at


def calendar_feed(found: Dates, *, name: str) -> bytes:
    """The file that calendar programs fetch again and again; each event keeps its UID and counts its changes."""
    calendar = Calendar()
    for property_, value in {
        "prodid": "-//Ontwikkeltafel//NL", "version": "2.0", "method": "PUBLISH", "name": name, "x-wr-calname": name,
        "x-wr-timezone": "Europe/Amsterdam", "refresh-interval": timedelta(hours=6), "x-published-ttl": "PT6H",
    }.items():
        calendar.add(property_, value, parameters={"VALUE": "DURATION"} if property_ == "refresh-interval" else None)
    for meeting in found.meetings:
        calendar.add_component(calendar_event(meeting, stamped_at=stamp_of(meeting)))
    for term in found.terms:
        calendar.add_component(_whole_day(_facts(term)))
    for pilot in found.pilots:
        for kind, day in _days_of(pilot):
            calendar.add_component(_whole_day(_pilot_facts(pilot, kind, day)))
    return bytes(calendar.to_ical())


def _whole_day(facts: dict[str, object]) -> Event:
    event = Event()
    for property_, value in facts.items():
        event.add(property_, value)
    return event


def _facts(term: Term) -> dict[str, object]:
    is_vote, proposal, dropped = isinstance(term, Vote), term.proposal, _is_dropped(term)
    changes = [extension.extended_at for extension in term.extensions] + ([proposal.stage_since] if dropped else [])
    link = address("publication.proposal", number=proposal.number)
    title = gettext("Last day to vote: %(title)s", title=proposal.title) if is_vote else \
        gettext("Last day to react: %(title)s", title=proposal.title)
    until = say("open:vote" if is_vote else "open:round", closes_at=term.closes_at)
    return {
        "uid": f"{'vote' if is_vote else 'round'}-{term.id}@{_host()}", "dtstamp": max([term.opened_at, *changes]),
        "sequence": len(changes), "dtstart": term.last_day, "dtend": term.last_day + timedelta(days=1), "summary": title,
        "url": link, "status": "CANCELLED" if dropped else "CONFIRMED", "transp": "TRANSPARENT",
        "description": f"{gettext('This is no longer possible: the proposal has ended.') if dropped else until}\n{link}",
    }


def _host() -> str | None:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname


def _pilot_facts(pilot: Pilot, kind: str, day: date) -> dict[str, object]:
    """A day of a pilot. Stopped before it: the event is cancelled."""
    stopped = pilot.stage == PilotStage.STOPPED and day > local_day(pilot.stage_since)
    changes = [extension.extended_at for extension in pilot.extensions] + ([pilot.stage_since] if stopped else [])
    titles = {"pilot-sign-up": gettext("Last day to sign up for the pilot: %(title)s", title=pilot.title),
              "pilot-begins": gettext("First day of the pilot: %(title)s", title=pilot.title),
              "pilot-ends": gettext("Last day of the pilot: %(title)s", title=pilot.title)}
    link = address("pilots.show", number=pilot.number)
    return {
        "uid": f"{kind}-{pilot.id}@{_host()}", "dtstamp": max([pilot.published_at or pilot.received_at, *changes]),
        "sequence": len(changes), "dtstart": day, "dtend": day + timedelta(days=1), "summary": titles[kind], "url": link,
        "status": "CANCELLED" if stopped else "CONFIRMED", "transp": "TRANSPARENT",
        "description": f"{gettext('The pilot was stopped.')}\n{link}" if stopped else link,
    }
