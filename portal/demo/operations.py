"""Loading the demonstration network, once: its history is played through the same verbs that people use."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import STAFF_ROLES, RoleGrant, User
from portal.demo import (
    play_advice,
    play_care,
    play_contracts,
    play_dealings,
    play_dossiers,
    play_evaluations,
    play_follows,
    play_groups,
    play_joining,
    play_mail,
    play_meetings,
    play_members,
    play_neighbour,
    play_people,
    play_pilots,
    play_reactions,
    play_record,
    play_signals,
    play_signing,
    play_tables,
    play_turns,
    play_votes,
)
from portal.demo.content import people
from portal.demo.diary import Diary
from portal.demo.founding import found
from portal.networks.models import Network
from portal.notifications.models import Follow, MailState, OutboxMail

PLAYS = (play_neighbour, play_tables, play_members, play_joining, play_people, play_record, play_signals, play_dossiers, play_care,
         play_meetings, play_advice, play_groups, play_reactions, play_votes, play_turns, play_dealings, play_pilots, play_signing,
         play_contracts, play_mail, play_evaluations, play_follows)


def has_network(session: Session) -> bool:
    return session.scalar(select(Network.id).limit(1)) is not None


def load(session: Session, *, password_hash: str, app_secret: str, now: datetime) -> None:
    """Play the history up to `now`, in a portal without a network. All who have come get one password, staff the same app."""
    cast, diary = found(session, now), Diary(now)
    for play in PLAYS:
        play.write(cast, diary)
    diary.play()
    session.flush()
    unused = [people.INVITED[1], people.ADVISER[1]]  # they have yet to accept
    session.execute(update(User).where(User.email.not_in(unused)).values(password=password_hash, confirmed_at=User.created_at))
    staff = select(RoleGrant.user_id).where(RoleGrant.role.in_(STAFF_ROLES))
    session.execute(update(User).where(User.id.in_(staff), User.email.not_in(unused)).values(
        tf_primary_method="authenticator", tf_totp_secret=app_secret, mf_recovery_codes=[]))
    # The letters of the past have long been read: none of them goes out again.
    session.execute(update(OutboxMail).values(state=MailState.SENT, sent_at=OutboxMail.queued_at, attempts=1))
    session.execute(update(Follow).where(Follow.confirmed_at.is_not(None)).values(told_until=now))
    session.expire_all()
