"""The municipality decides (IN 10.4): consent or not, with reasons; then signing up opens for every member at the same moment."""

import secrets
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day, rest_day
from portal.core.errors import Refused, Stale
from portal.decisions.operations import mandate_for
from portal.decisions.queries import board_staff
from portal.members.queries import network_recipients
from portal.notifications.operations import queue
from portal.pilots import messages
from portal.pilots.models import Pilot, PilotConsent, SignUp
from portal.pilots.operations import askers, check_days, fresh, take_step, tell
from portal.pilots.queries import confirmed_partners, deciders, facts_of, phase
from portal.pilots.results import stop_pilot
from portal.pilots.rules import Choosing, Consenting, PilotPhase, PilotStage, next_steps


def record_consent(session: Session, pilot: Pilot, *, municipality_id: int, consents: bool, decided_on: date, reason: str, actor: Actor,
                   now: datetime) -> PilotConsent:
    """Record what one municipality decided, with its reasons; when all have decided and none consents, the pilot is refused.

    Board staff record for their own municipality, the host's secretary for the others under a mandate on record. Until signing up opens
    a municipality may think again. Raises Refused for who may not, and for a municipality where the pilot is not held.
    """
    pilot = fresh(session, pilot)
    if pilot.stage != PilotStage.PROPOSED:
        raise Refused("pilot:not-with-municipalities")
    mandate = mandate_for(session, pilot.network, municipality_id, actor, now)
    row = next((row for row in deciders(session, pilot, now) if row.municipality.id == municipality_id), None)
    if row is None:
        raise Refused("pilot:not-held-there", field="municipality_id")
    if decided_on > local_day(now):
        raise Refused("pilot:decided-ahead", field="decided_on")
    if not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    given = PilotConsent(pilot_id=pilot.id, municipality_id=municipality_id, consents=consents, decided_on=decided_on, reason=reason,
                         recorded_at=now, recorded_by=actor.person_name, mandate_id=mandate.id if mandate else None)
    session.add(given)
    record(session, given, "pilot:consent", actor=actor, now=now, reason=reason, pilot=pilot.id, municipality=municipality_id,
           consents=Consenting.of(consents), mandate=mandate.id if mandate else None)
    tell(session, pilot, "pilot:consent", reason=reason, now=now, municipality=row.municipality.name, consents=Consenting.of(consents))
    pilot = fresh(session, pilot)
    possible = {found.step.name for found in next_steps(pilot.stage, facts_of(session, pilot, now)) if found.is_possible}
    if "refuse" in possible:
        take_step(session, pilot, "refuse", actor=actor, now=now)
    return given


def correct_consent(session: Session, pilot: Pilot, wrong: PilotConsent, *, consents: bool, decided_on: date, reason: str, correction: str,
                    actor: Actor, now: datetime) -> PilotConsent:
    """Put the right record in the place of `wrong` after signing up was opened; the old one stays readable, with why (`correction`).

    Told to all at the same moment: on the site, to every member, to who ask for the pilot, and to the boards where it is held. When no
    municipality consents any more the pilot stops. Raises Refused for who may not, Stale when somebody else corrected it first.
    """
    pilot = fresh(session, pilot)
    mandate = mandate_for(session, pilot.network, wrong.municipality_id, actor, now)
    check_correction(session, pilot, wrong, consents, decided_on, reason, correction, now)
    right = PilotConsent(pilot_id=pilot.id, municipality_id=wrong.municipality_id, consents=consents, decided_on=decided_on, reason=reason,
                         correction=correction, recorded_at=now, recorded_by=actor.person_name, mandate_id=mandate.id if mandate else None)
    session.add(right)
    record(session, right, "pilot:correct-consent", actor=actor, now=now, reason=correction, pilot=pilot.id,
           municipality=wrong.municipality_id, replaces=wrong.id, consents=(Consenting.of(wrong.consents), Consenting.of(consents)),
           decided_on=(wrong.decided_on, decided_on))
    pilot = fresh(session, pilot)
    rows = deciders(session, pilot, now)
    place = next(row.municipality.name for row in rows if row.municipality.id == wrong.municipality_id)
    tell(session, pilot, "pilot:consent-corrected", reason=correction, now=now, municipality=place, consents=Consenting.of(consents))
    to = [*network_recipients(session, pilot.network), *askers(session, pilot),
          *board_staff(session, [row.municipality.id for row in rows], now)]
    queue(session, messages.consent_corrected(pilot, to, right, place), now=now)
    if not any(row.consent and row.consent.consents for row in rows) and phase(pilot, now) != PilotPhase.OVER:
        stop_pilot(session, pilot, reason=correction, actor=actor, now=now)
    return right


def check_correction(session: Session, pilot: Pilot, wrong: PilotConsent, consents: bool, decided_on: date, reason: str, correction: str,
                     now: datetime) -> None:
    """Everything that can be refused beforehand."""
    row = next((row for row in deciders(session, pilot, now) if row.municipality.id == wrong.municipality_id), None)
    if row is None or wrong.pilot_id != pilot.id:
        raise Refused("pilot:not-held-there")
    if row.consent is None or row.consent.id != wrong.id:
        raise Stale(row.consent.reason if row.consent else "")
    if pilot.stage != PilotStage.ADMITTED:
        raise Refused("pilot:not-admitted")
    if decided_on > local_day(now):
        raise Refused("pilot:decided-ahead", field="decided_on")
    for name, text in (("reason", reason), ("correction", correction)):
        if not text.strip():
            raise Refused("step:reason-missing", field=name)
    if (consents, decided_on, reason) == (wrong.consents, wrong.decided_on, wrong.reason):
        raise Refused("pilot:nothing-corrected")


def open_sign_up(session: Session, pilot: Pilot, *, sign_up_until: date, begins_on: date, ends_on: date, reason: str = "", version: int,
                 actor: Actor, now: datetime) -> None:
    """Admit the pilot: from this moment every member can sign up through `sign_up_until`, and every member is told at once.

    The days may be moved when deciding took long, with the reason. With a lot its seed is made known now, before anybody signs up.
    """
    pilot = fresh(session, pilot)
    if pilot.version != version:
        raise Stale
    check_opening(sign_up_until, begins_on, ends_on, now)
    moved = (begins_on, ends_on) != (pilot.begins_on, pilot.ends_on)
    if moved and not reason.strip():
        raise Refused("pilot:moved-without-reason", field="reason")
    if moved:
        record(session, pilot, "pilot:move", actor=actor, now=now, reason=reason, begins_on=(pilot.begins_on, begins_on),
               ends_on=(pilot.ends_on, ends_on))
    pilot.begins_on, pilot.ends_on, pilot.sign_up_until = begins_on, ends_on, sign_up_until
    pilot.seed = secrets.token_hex(8) if pilot.choosing == Choosing.LOT else ""
    first = [pilot.party_id] if pilot.party_id is not None and pilot.takes_part else []
    first += [row.party_id for row in confirmed_partners(pilot) if row.takes_part]
    session.add_all(SignUp(pilot_id=pilot.id, party_id=party, leads=True, signed_up_at=now) for party in first)
    take_step(session, pilot, "open", reason=reason, actor=actor, now=now, sign_up_until=sign_up_until, most=pilot.most)
    queue(session, messages.opened(pilot, network_recipients(session, pilot.network)), now=now)


def check_opening(sign_up_until: date, begins_on: date, ends_on: date, now: datetime) -> None:
    """Refuse days that are not ahead, or not in this order: signing up, begin, end; a term ends on no rest day (DESIGN rule 1)."""
    if sign_up_until <= local_day(now):
        raise Refused("pilot:sign-up-past", field="sign_up_until")
    if rest_day(sign_up_until):
        raise Refused("pilot:sign-up-rest-day", field="sign_up_until")
    if begins_on <= sign_up_until:
        raise Refused("pilot:begins-before-sign-up", field="begins_on")
    check_days(begins_on, ends_on)
