"""What one party disclosed, and what the municipality has not read yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.documents import Document
from portal.core.finding import has_words
from portal.core.prepared import prepared
from portal.dealings.models import Disclosure, DisclosureAddition, DisclosureReading
from portal.members.models import Membership, Signature
from portal.members.rules import MembershipState
from portal.networks.models import Network
from portal.parties.models import Party

MOST = 200
R = TypeVar("R")

_WHOLE = (joinedload(Disclosure.agreement), joinedload(Disclosure.document),
          selectinload(Disclosure.additions).joinedload(DisclosureAddition.document))


def disclosures(network: Network, party_id: int | None = None) -> Select[Disclosure]:
    """Disclosures with what was added, of one party or of all, unordered. Whoever asks for all is the municipality."""
    query = (select(Disclosure).join(Disclosure.party).options(contains_eager(Disclosure.party), *_WHOLE)
             .where(Disclosure.network_id == network.id))
    return query if party_id is None else query.where(Disclosure.party_id == party_id)


def disclosure_by_id(session: Session, network: Network, disclosure_id: int, party_id: int | None = None
                     ) -> Disclosure | None:
    return session.scalar(disclosures(network, party_id).where(Disclosure.id == disclosure_id))


def filtered(query: Select[Disclosure], name: str = "", is_current: bool | None = None) -> Select[Disclosure]:
    """Those of parties with this in their name, and those that still play or no longer do."""
    query = named(query, name)
    return query if is_current is None else query.where(~_has_ended() if is_current else _has_ended())


def named(query: Select[R], name: str) -> Select[R]:
    """Those of parties with this in their name; the query has the party."""
    return query.where(has_words(Party.name, name)) if name else query


def _has_ended() -> ColumnElement[bool]:
    return exists().where(DisclosureAddition.disclosure_id == Disclosure.id, DisclosureAddition.ended_on.is_not(None))


def unread(session: Session, network: Network) -> list[Disclosure]:
    """What was disclosed or added after the municipality last read it, the longest waiting first."""
    return list(session.scalars(*_unread(network)))


@prepared
def _unread(network: Network) -> Select[Disclosure]:
    return disclosures(network).where(_is_new()).order_by(Disclosure.id).limit(MOST)


def _is_new() -> ColumnElement[bool]:
    added = (select(func.max(DisclosureAddition.written_at)).correlate(Disclosure)
             .where(DisclosureAddition.disclosure_id == Disclosure.id).scalar_subquery())
    read_at = (select(func.max(DisclosureReading.read_at)).correlate(Disclosure)
               .where(DisclosureReading.disclosure_id == Disclosure.id).scalar_subquery())
    return or_(read_at.is_(None), added > read_at)


def disclosed_at_signing(network: Network, party_id: int | None = None) -> Select[Signature]:
    """What members disclosed with a signature, once per time that they signed (IN 3.2 b), unordered."""
    other = aliased(Signature)
    same_time = exists().where(other.membership_id == Signature.membership_id, other.signed_at == Signature.signed_at,
                               other.disclosure == Signature.disclosure, other.id < Signature.id)
    query = (select(Signature).join(Signature.membership).join(Membership.party)
             .options(contains_eager(Signature.membership).contains_eager(Membership.party))
             .where(Membership.network_id == network.id, Signature.disclosure != "", ~same_time,
                    Membership.state == MembershipState.ADMITTED))
    return query if party_id is None else query.where(Membership.party_id == party_id)


def signed_disclosure(session: Session, network: Network, signature_id: int) -> Signature | None:
    return session.scalar(disclosed_at_signing(network).where(Signature.id == signature_id))


def unread_at_signing(session: Session, network: Network) -> list[Signature]:
    """Disclosures that came with a later signature; those of the application were weighed when it was judged."""
    return list(session.scalars(*_unread_at_signing(network)))


@prepared
def _unread_at_signing(network: Network) -> Select[Signature]:
    was_read = exists().where(DisclosureReading.signature_id == Signature.id)
    return (disclosed_at_signing(network).where(func.coalesce(Signature.entered_at, Signature.signed_at) > Membership.decided_at, ~was_read)
            .order_by(Signature.id).limit(MOST))


def readings(session: Session, disclosure: Disclosure) -> list[DisclosureReading]:
    return list(session.scalars(
        select(DisclosureReading).where(DisclosureReading.disclosure_id == disclosure.id).order_by(DisclosureReading.id)))


def disclosed_document(session: Session, network: Network, document_id: int, party_id: int | None = None
                       ) -> Document | None:
    """A document that belongs to a disclosure, or to what was added to one."""
    added = and_(DisclosureAddition.disclosure_id == Disclosure.id, DisclosureAddition.document_id == document_id)
    held = disclosures(network, party_id).where(or_(Disclosure.document_id == document_id, exists().where(added)))
    return session.get(Document, document_id) if session.scalar(held.limit(1)) else None


@dataclass(frozen=True, slots=True)
class Interest:
    """A disclosed interest that plays, by whichever way it was disclosed: the ground of a recusal."""

    party_id: int
    party_name: str
    about: str
    disclosed_at: datetime
    disclosure_id: int | None = None
    signature_id: int | None = None

    @property
    def key(self) -> str:
        return f"d{self.disclosure_id}" if self.disclosure_id else f"s{self.signature_id}"

    @property
    def disclosed_on(self) -> date:
        return local_day(self.disclosed_at)

    def recusal(self, note: str, *, actor: Actor, now: datetime) -> dict[str, Any]:
        """The columns of a recusal on this ground."""
        return {"party_id": self.party_id, "disclosure_id": self.disclosure_id, "signature_id": self.signature_id,
                "note": note, "noted_at": now, "person_name": actor.person_name,
                "by_secretary": actor.party_id != self.party_id}


def interests(session: Session, network: Network, party_ids: Collection[int]) -> list[Interest]:
    """What plays with these parties, by name; what ended is left out. Two queries and those of the whole rows."""
    given = session.scalars(filtered(disclosures(network), is_current=True).where(Disclosure.party_id.in_(party_ids)))
    signed = session.scalars(disclosed_at_signing(network).where(Membership.party_id.in_(party_ids)))
    found = [*(Interest(row.party_id, row.party.name, row.about, row.written_at, disclosure_id=row.id) for row in given),
             *(Interest(row.membership.party_id, row.membership.party.name, "", row.signed_at, signature_id=row.id)
               for row in signed)]
    return sorted(found, key=lambda each: (each.party_name.casefold(), each.disclosed_at, each.key))
