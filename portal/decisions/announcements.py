"""What the calendar asks for: boards that have not decided, and parties that have not said whether they take part."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.calendar import local_day
from portal.decisions import messages
from portal.decisions.queries import (
    board_staff,
    boards_missing,
    coming_versions,
    participations,
    submissions_of,
    with_the_boards,
)
from portal.decisions.rules import board_reminder, participation_reminder
from portal.members.queries import network_recipients
from portal.networks.models import Network
from portal.notifications.announcements import register_reading
from portal.notifications.operations import Letter


@register_reading
def board_reminders(session: Session, now: datetime) -> list[Letter]:
    """Four weeks after the submission and then every two weeks, to the staff of each board that has not decided."""
    letters: list[Letter] = []
    for network in session.scalars(select(Network).order_by(Network.id)).all():
        waiting = with_the_boards(session, network)
        awaited = boards_missing(session, network, waiting)
        submissions = submissions_of(session, [proposal.id for proposal in waiting])
        for proposal in waiting:
            submission = submissions[proposal.id]
            which = board_reminder(local_day(submission.decided_at), local_day(now))
            if which:
                missing = [place.id for place in awaited[proposal.id]]
                letters += messages.board_reminded(proposal, submission, which, board_staff(session, missing, now))
    return letters


@register_reading
def participation_reminders(session: Session, now: datetime) -> list[Letter]:
    """Three weeks, one week and one day before a text is in force, to the contact persons of who said nothing (IN 9.3)."""
    letters: list[Letter] = []
    for network in session.scalars(select(Network).order_by(Network.id)).all():
        for version in coming_versions(session, network, now):
            days = participation_reminder(version.in_force_from, local_day(version.published_at), local_day(now))
            if days:
                said = {statement.party_id for statement in participations(session, version)}
                to = [person for person in network_recipients(session, network) if person.party_id not in said]
                letters += messages.participation_reminded(version, network.profile.silence, days, to)
    return letters
