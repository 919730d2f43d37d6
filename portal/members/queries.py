"""Finding members, and who waits to be admitted."""

from sqlalchemy import ColumnElement, Select, String, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, selectinload

from portal.core import clock
from portal.core.calendar import local_day
from portal.members.models import Membership, Signature
from portal.members.rules import MembershipState
from portal.networks.models import AgreementVersion, Network
from portal.parties.models import ContactPerson, Party
from portal.parties.queries import Recipient, recipients
from portal.parties.rules import Domain


def memberships(network: Network) -> Select[Membership]:
    """The places of those who are members today: admitted and not ended."""
    today = local_day(clock.now())
    return (select(Membership)
            .where(Membership.network_id == network.id, Membership.state == MembershipState.ADMITTED)
            .where(or_(Membership.member_until.is_(None), Membership.member_until >= today)))


def members(session: Session, network: Network) -> list[Party]:
    """Every member, by name."""
    ids = memberships(network).with_only_columns(Membership.party_id)
    return list(session.scalars(select(Party).where(Party.id.in_(ids)).order_by(func.lower(Party.name), Party.id)))


def member_ids(session: Session, network: Network) -> list[int]:
    return list(session.scalars(memberships(network).with_only_columns(Membership.party_id).order_by(Membership.party_id)))


def network_recipients(session: Session, network: Network) -> list[Recipient]:
    """The contact persons and substitutes of all members as they are now. One query."""
    return recipients(session, memberships(network).with_only_columns(Membership.party_id))


def listed(network: Network, domain: Domain | None = None, name: str = "") -> Select[Membership]:
    """The public list with its parties, unordered; only those in a domain, or with this in their name."""
    query = memberships(network).join(Membership.party).options(contains_eager(Membership.party))
    if domain is not None:
        query = query.where(_works_in(domain))
    return query.where(func.lower(Party.name).contains(name.casefold(), autoescape=True)) if name else query


def member_counts(session: Session, network: Network) -> dict[Domain | None, int]:
    """How many members there are (None), and how many work in each domain. One query."""
    columns = [func.count(), *(func.sum(case((_works_in(domain), 1), else_=0)) for domain in Domain)]
    row = session.execute(memberships(network).join(Membership.party).with_only_columns(*columns)).one()
    keys: list[Domain | None] = [None, *Domain]
    return {key: int(count or 0) for key, count in zip(keys, row, strict=True)}


def _works_in(domain: Domain) -> ColumnElement[bool]:
    return type_coerce(Party.domains, String).contains(f",{domain.value},", autoescape=True)


def standing(session: Session, network: Network, kvk: str) -> MembershipState | None:
    """Whether a provider is a member, waits, or neither: None also after a refusal, and after it left."""
    today = local_day(clock.now())
    return session.scalar(
        select(Membership.state).join(Membership.party)
        .where(Membership.network_id == network.id, Party.kvk == kvk, Membership.state != MembershipState.REFUSED)
        .where(or_(Membership.member_until.is_(None), Membership.member_until >= today)))


def membership_by_key(session: Session, key: str) -> Membership | None:
    """An application by the secret of its receipt, with what was signed."""
    return session.scalar(_whole().where(Membership.follow_key == key))


def membership_by_id(session: Session, network: Network, membership_id: int) -> Membership | None:
    return session.scalar(_whole().where(Membership.id == membership_id, Membership.network_id == network.id))


def _whole() -> Select[Membership]:
    signed = (selectinload(Membership.signatures).joinedload(Signature.agreement_version)
              .options(defer(AgreementVersion.paragraphs), joinedload(AgreementVersion.agreement)))
    return select(Membership).options(joinedload(Membership.party).selectinload(Party.contacts), signed)


def earlier_applications(session: Session, membership: Membership) -> list[Membership]:
    """What the same provider applied for before, newest first."""
    return list(session.scalars(
        select(Membership)
        .where(Membership.party_id == membership.party_id, Membership.network_id == membership.network_id,
               Membership.id < membership.id).order_by(Membership.id.desc()).limit(20)))


def waiting(session: Session, network: Network) -> list[Membership]:
    """Applications that the secretary has not judged yet, oldest first."""
    return list(session.scalars(
        select(Membership).options(joinedload(Membership.party))
        .where(Membership.network_id == network.id, Membership.state == MembershipState.APPLIED)
        .order_by(Membership.id).limit(200)))


def with_contacts(network: Network, name: str = "") -> Select[Membership]:
    """The list of members with their contact persons: for the municipality alone (IN 5.3 b)."""
    return listed(network, name=name).options(contains_eager(Membership.party).selectinload(
        Party.contacts.and_(ContactPerson.ends_at.is_(None))))
