"""The verbs of taking part: signing up within the limit, withdrawing, and the lot."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.errors import Refused
from portal.members.queries import is_member
from portal.notifications.operations import queue
from portal.parties.queries import recipients
from portal.pilots import messages
from portal.pilots.models import Pilot, SignUp
from portal.pilots.operations import fresh, tell
from portal.pilots.queries import needs_draw, parties_with, phase, sign_up_of, standing_of
from portal.pilots.rules import PilotPhase, Place
from portal.tables.composition import lot


def sign_up(session: Session, pilot: Pilot, *, actor: Actor, now: datetime) -> SignUp:
    """Take a place for one's party; when all are taken, or the lot decides, it waits. The check of the term is under the lock.

    Raises Refused for who is no member, before opening and after the last day, and a second time.
    """
    pilot = fresh(session, pilot)
    if actor.party_id is None or not is_member(session, pilot.network, actor.party_id):
        raise Refused("pilot:members-only")
    if phase(pilot, now) != PilotPhase.SIGN_UP:
        raise Refused("pilot:sign-up-closed")
    if sign_up_of(pilot, actor.party_id):
        raise Refused("pilot:signed-up")
    row = next((row for row in pilot.sign_ups if row.party_id == actor.party_id), None)
    if row is None:
        row = SignUp(pilot_id=pilot.id, party_id=actor.party_id)
        session.add(row)
    row.signed_up_at, row.person_name, row.withdrawn_at, row.withdraw_reason = now, actor.person_name, None, ""
    row.leads = actor.party_id == pilot.party_id
    record(session, row, "pilot:sign-up", actor=actor, now=now, pilot=pilot.id)
    pilot = fresh(session, pilot)
    mine = standing_of(pilot, actor.party_id, now)
    queue(session, messages.placed(pilot, recipients(session, [actor.party_id]), mine, f"up:{row.id}:{now.isoformat()}"), now=now)
    return row


def withdraw_sign_up(session: Session, pilot: Pilot, *, reason: str, actor: Actor, now: datetime) -> None:
    """Give the place back, with the reason for the municipality and the leader; who waits first gets it, and a letter."""
    pilot = fresh(session, pilot)
    row = sign_up_of(pilot, actor.party_id)
    if row is None:
        raise Refused("pilot:not-signed-up")
    if phase(pilot, now) not in (PilotPhase.SIGN_UP, PilotPhase.READY, PilotPhase.RUNNING):
        raise Refused("pilot:over")
    if not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    before = set(parties_with(pilot, now, Place.TAKES_PART))
    row.withdrawn_at, row.withdraw_reason = now, reason
    record(session, row, "pilot:withdraw-sign-up", actor=actor, now=now, reason=reason, pilot=pilot.id)
    pilot = fresh(session, pilot)
    moved_up = [party for party in parties_with(pilot, now, Place.TAKES_PART) if party not in before]
    for party_id in moved_up:
        queue(session, messages.placed(pilot, recipients(session, [party_id]), standing_of(pilot, party_id, now),
                                       f"free:{row.id}:{now.isoformat()}:{party_id}"), now=now)


def draw_lots(session: Session, pilot: Pilot, *, actor: Actor, now: datetime) -> None:
    """Give every party its turn by the seed that was published before signing up began; anybody can do the sum again."""
    pilot = fresh(session, pilot)
    if not needs_draw(pilot, now):
        raise Refused("pilot:nothing-to-draw")
    rows = sorted((row for row in pilot.sign_ups if row.withdrawn_at is None and not row.leads),
                  key=lambda row: lot(pilot.seed, row.party.kvk))
    for rank, row in enumerate(rows, start=1):
        row.rank = rank
    pilot.drawn_at = now
    record(session, pilot, "pilot:draw", actor=actor, now=now, seed=pilot.seed, order=[row.party_id for row in rows])
    tell(session, pilot, "pilot:draw", now=now, seed=pilot.seed)
    pilot = fresh(session, pilot)
    for row in rows:
        queue(session, messages.placed(pilot, recipients(session, [row.party_id]), standing_of(pilot, row.party_id, now),
                                       f"lot:{pilot.id}:{row.party_id}"), now=now)
