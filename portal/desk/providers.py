"""The list of providers and what it can be narrowed to. A fixed number of queries, whatever there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from portal.core.finding import has_words
from portal.desk.rules import ProviderState
from portal.members.models import Membership
from portal.members.queries import memberships, unconfirmed
from portal.networks.models import Network
from portal.parties.models import ContactPerson, Party, Representation
from portal.parties.products import BY_CODE
from portal.parties.queries import delivers, is_paid_by, lapsing, serves, works_in
from portal.parties.rules import Domain, FundingStream

DOMAINS = {"jeugd": Domain.YOUTH, "wmo": Domain.WMO, "participatie": Domain.PARTICIPATION,
           "beschermd-wonen": Domain.SHELTERED_HOUSING}
STREAMS = {stream.value: stream for stream in FundingStream}
STATES = {"leden": ProviderState.MEMBERS, "geen-lid": ProviderState.OTHERS, "niet-bevestigd": ProviderState.UNCONFIRMED,
          "vertegenwoordiging": ProviderState.LAPSING}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which providers are asked for; what is empty asks nothing."""

    name: str = ""
    domain: Domain | None = None
    stream: FundingStream | None = None
    product: str = ""
    municipality_id: int | None = None
    state: ProviderState | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """What the address asks, in its own words; what is not known there asks nothing."""
        place = asked.get("gemeente", "")
        return cls(asked.get("naam", "").strip()[:100], DOMAINS.get(asked.get("domein", "")), STREAMS.get(asked.get("geldstroom", "")),
                   asked.get("product", "") if asked.get("product") in BY_CODE else "",
                   int(place) if place.isascii() and place.isdigit() and len(place) < 10 else None, STATES.get(asked.get("stand", "")))

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()


def providers(network: Network, wanted: Wanted, today: date) -> Select[Party]:
    """The providers that are asked for, unordered, with who acts for each."""
    query = select(Party).options(selectinload(Party.contacts.and_(ContactPerson.ends_at.is_(None))))
    if wanted.name:
        query = query.where(has_words(Party.name, wanted.name))
    if wanted.domain:
        query = query.where(works_in(wanted.domain))
    if wanted.stream:
        query = query.where(is_paid_by(wanted.stream))
    if wanted.product:
        query = query.where(delivers(wanted.product))
    if wanted.municipality_id is not None:
        query = query.where(serves(wanted.municipality_id))
    return _in_state(query, network, wanted.state, today)


def _in_state(query: Select[Party], network: Network, state: ProviderState | None, today: date) -> Select[Party]:
    members = memberships(network).with_only_columns(Membership.party_id)
    if state == ProviderState.MEMBERS:
        return query.where(Party.id.in_(members))
    if state == ProviderState.OTHERS:
        return query.where(Party.id.not_in(members))
    if state == ProviderState.UNCONFIRMED:
        return query.where(Party.id.in_(unconfirmed(network).with_only_columns(Membership.party_id)))
    if state == ProviderState.LAPSING:
        return query.where(Party.id.in_(lapsing(today).with_only_columns(Representation.party_id)))
    return query


def number_of(session: Session, query: Select[Party]) -> int:
    return session.scalar(query.with_only_columns(func.count(Party.id))) or 0


def with_lapsing(session: Session, parties: list[Party], today: date) -> set[int]:
    """Those of these parties of which a representation lapses or has lapsed. One query."""
    ids = [party.id for party in parties]
    return set(session.scalars(
        lapsing(today).with_only_columns(Representation.party_id).where(Representation.party_id.in_(ids))))
