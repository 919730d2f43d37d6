"""Where it happens: the network as it is, the rest of the municipalities in it, and who acts for whom."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Role, RoleGrant, User
from portal.core.access import Actor, ActsFor
from portal.core.calendar import local_day, local_instant
from portal.demo.founding import slug_of
from portal.demo.grown.chance import Chance
from portal.demo.grown.store import Store
from portal.members.models import Membership
from portal.members.rules import MembershipState
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkMunicipality
from portal.networks.queries import host
from portal.parties.models import Party
from portal.region.models import Mandate, Municipality

NAMES = Path(__file__).parents[1] / "data" / "municipality-names.txt"
FIRST_CODE = 7001
"""The codes of the municipalities that join here are counted on: those of the statistics office stand in no list of ours."""


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality of the network with whoever records what its executive decides."""

    id: int
    name: str
    staff: Actor


@dataclass(frozen=True, slots=True)
class Member:
    """A provider of the network, with its contact person. `since` is the instant of its admission."""

    id: int
    name: str
    kvk: str
    since: datetime
    contact: Actor


@dataclass
class Land:
    """Everything that the rows point at. `begin` is the network's first day, `now` is today."""

    session: Session
    network: Network
    home: Municipality
    secretary: Actor
    now: datetime
    begin: datetime
    password_hash: str
    places: list[Place] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    agreements: list[tuple[Agreement, AgreementVersion]] = field(default_factory=list)

    def members_at(self, instant: datetime) -> int:
        """How many of `members` had been admitted by then: they stand in that order."""
        low, high = 0, len(self.members)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.members[middle].since <= instant else (low, middle)
        return low


def look_around(session: Session, now: datetime, password_hash: str) -> Land:
    """The network that `found` made, with the first version of each agreement: what proposals were written against."""
    network = session.scalars(select(Network).order_by(Network.id).limit(1)).one()
    begin = local_instant(local_day(now).replace(year=local_day(now).year - 2, month=1, day=1), time(9))
    user = session.scalars(select(User).join(RoleGrant, RoleGrant.user_id == User.id)
                           .where(RoleGrant.role == Role.SECRETARY).order_by(User.id)).first()
    home = host(session, network)
    if user is None:
        raise RuntimeError("the network has no secretary")
    secretary = Actor(user.id, user.name, ActsFor.MUNICIPALITY, home.id, home.name, frozenset({Role.SECRETARY}))
    agreements = session.execute(select(Agreement, AgreementVersion).join(Agreement.versions)
                                 .where(AgreementVersion.number == 1).order_by(Agreement.id))
    return Land(session, network, home, secretary, now.astimezone(UTC), begin.astimezone(UTC), password_hash,
                members=_members(session, network), agreements=[(agreement, version) for agreement, version in agreements])


def _members(session: Session, network: Network) -> list[Member]:
    """Who takes part already and has a contact person with a log-in."""
    rows = session.execute(
        select(Membership, Party, User).join(Party, Party.id == Membership.party_id)
        .join(RoleGrant, (RoleGrant.party_id == Party.id) & (RoleGrant.role == Role.CONTACT) & RoleGrant.ends_at.is_(None))
        .join(User, User.id == RoleGrant.user_id)
        .where(Membership.network_id == network.id, Membership.state == MembershipState.ADMITTED, Membership.member_until.is_(None),
               Party.leaves_at.is_(None))
        .order_by(Membership.decided_at, Membership.id))
    return [Member(party.id, party.name, party.kvk, membership.decided_at, contact_of(party.id, party.name, user.id, user.name))
            for membership, party, user in rows if membership.decided_at]


def contact_of(party_id: int, party: str, user_id: int, name: str) -> Actor:
    return Actor(user_id, name, ActsFor.PARTY, party_id, party, frozenset({Role.CONTACT}))


def settle(land: Land, store: Store, chance: Chance, most: int) -> None:
    """The other municipalities join, each with somebody who records its decisions; the host may act for all of them."""
    there = {place.name: place for place in land.session.scalars(select(Municipality).order_by(Municipality.id))}
    names = NAMES.read_text(encoding="utf-8").splitlines()
    document_id = land.session.scalar(select(func.min(Mandate.document_id)))
    staff = _staff(land.session)
    for name, place in there.items():
        if place.until is None:
            land.places.append(Place(place.id, name, staff.get(place.id, land.secretary)))
    coming = [name for name in names if name not in there][: max(most - len(land.places), 0)]
    for number, name in enumerate(coming):
        place_id = store.add(Municipality, code=f"GM{FIRST_CODE + number}", name=name, inhabitants=8_000 + 997 * (number % 150),
                             until=None, successor_id=None)
        store.link(NetworkMunicipality, network_id=land.network.id, municipality_id=place_id, is_host=False)
        who = _official(land, store, chance, place_id, name)
        land.places.append(Place(place_id, name, who))
        if document_id is not None:
            _mandate(land, store, place_id, document_id)
    store.record(Municipality, land.places[-1].id, "municipality:load", land.secretary, land.begin, count=len(coming))


def _staff(session: Session) -> dict[int, Actor]:
    rows = session.execute(select(RoleGrant, User, Municipality).join(User, User.id == RoleGrant.user_id)
                           .join(Municipality, Municipality.id == RoleGrant.municipality_id)
                           .where(RoleGrant.role == Role.BOARD_STAFF).order_by(RoleGrant.id.desc()))
    return {place.id: Actor(user.id, user.name, ActsFor.MUNICIPALITY, place.id, place.name, frozenset({Role.BOARD_STAFF}))
            for _grant, user, place in rows}


def _official(land: Land, store: Store, chance: Chance, place_id: int, name: str) -> Actor:
    person = chance.person()
    user_id = add_user(land, store, chance, person, f"college@{slug_of(name)}.example", land.begin)
    grant(store, user_id, Role.BOARD_STAFF, land.begin, municipality_id=place_id)
    return Actor(user_id, person, ActsFor.MUNICIPALITY, place_id, name, frozenset({Role.BOARD_STAFF}))


def add_user(land: Land, store: Store, chance: Chance, name: str, email: str, since: datetime) -> int:
    return store.add(User, email=email, name=name, password=land.password_hash, fs_uniquifier=chance.key() + chance.key(),
                     created_at=since, confirmed_at=since)


def grant(store: Store, user_id: int, role: Role, since: datetime, *, party_id: int | None = None, municipality_id: int | None = None
          ) -> None:
    store.add(RoleGrant, user_id=user_id, role=role, party_id=party_id, municipality_id=municipality_id, begins_at=since)


def _mandate(land: Land, store: Store, place_id: int, document_id: int) -> None:
    given = land.session.scalars(select(Mandate).order_by(Mandate.id).limit(1)).one()
    mandate_id = store.add(
        Mandate, municipality_id=place_id, host_id=given.host_id, tasks=given.tasks, begins_on=given.begins_on, ends_on=None,
        consent_before_signing=False, document_id=document_id, entered_at=land.begin, entered_by_id=land.secretary.person_id)
    store.record(Mandate, mandate_id, "mandate:give", land.secretary, land.begin, municipality=place_id, host=given.host_id,
                 tasks=sorted(given.tasks), begins_on=given.begins_on, ends_on=None)
