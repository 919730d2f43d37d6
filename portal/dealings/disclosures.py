"""The verbs of disclosed interests: given, added to, ended, read. Nothing is ever changed or removed (IN 3.2 b)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.documents import Document
from portal.core.errors import Refused, Stale
from portal.dealings.models import Disclosure, DisclosureAddition, DisclosureReading
from portal.dealings.rules import check_end, check_since
from portal.members.models import Signature
from portal.networks.models import Network


def disclose(session: Session, network: Network, *, text: str, about: str, since: date, agreement_id: int | None = None,
             document: Document | None = None, actor: Actor, now: datetime) -> Disclosure:
    """Tell the municipality of an interest of one's own party. The record says that, never what the interest is."""
    check_since(since, local_day(now))
    disclosure = Disclosure(network_id=network.id, party_id=actor.party_id, text=text, about=about, since=since,
                            agreement_id=agreement_id, document=document, written_at=now, person_name=actor.person_name)
    session.add(disclosure)
    record(session, disclosure, "interest:disclose", actor=actor, now=now, since=since)
    return disclosure


def add_to_disclosure(session: Session, disclosure: Disclosure, *, text: str, document: Document | None = None,
                      actor: Actor, now: datetime) -> DisclosureAddition:
    """Say more about an interest, also when it ended: what was written before stays beside it."""
    return _add(session, disclosure, text, None, document, "interest:add", actor, now)


def end_disclosure(session: Session, disclosure: Disclosure, *, ended_on: date, text: str = "",
                   document: Document | None = None, actor: Actor, now: datetime) -> DisclosureAddition:
    """Say from when the interest no longer plays. Raises Refused when that was said before."""
    lock(session, disclosure)
    if disclosure.ended_on:
        raise Refused("interest:ended", field="ended_on", ended_on=disclosure.ended_on)
    check_end(ended_on, disclosure.since, local_day(now))
    return _add(session, disclosure, text, ended_on, document, "interest:end", actor, now)


def _add(session: Session, disclosure: Disclosure, text: str, ended_on: date | None, document: Document | None,
         action: str, actor: Actor, now: datetime) -> DisclosureAddition:
    addition = DisclosureAddition(disclosure_id=disclosure.id, text=text, ended_on=ended_on, document=document,
                                  written_at=now, person_name=actor.person_name)
    session.add(addition)
    record(session, disclosure, action, actor=actor, now=now, ended_on=ended_on)
    session.expire(disclosure, ["additions"])
    return addition


def mark_read(session: Session, disclosure: Disclosure, *, seen: int, actor: Actor, now: datetime) -> None:
    """Record that the municipality read what stands there; what is added later is new again.

    `seen` is the number of additions that were on screen: raises Stale when there is one more by now.
    """
    lock(session, disclosure)
    if len(disclosure.additions) != seen:
        raise Stale(disclosure.additions[-1].text)
    session.add(DisclosureReading(disclosure_id=disclosure.id, read_at=now, person_name=actor.person_name))
    record(session, disclosure, "interest:read", actor=actor, now=now)


def mark_signed_read(session: Session, signature: Signature, *, actor: Actor, now: datetime) -> None:
    """The same for what was disclosed with a signature, to which nothing is added."""
    session.add(DisclosureReading(signature_id=signature.id, read_at=now, person_name=actor.person_name))
    record(session, signature, "interest:read", actor=actor, now=now)
