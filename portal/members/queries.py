"""Finding members, and who waits to be admitted."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, selectinload

from portal.core import clock
from portal.core.calendar import local_day
from portal.core.finding import has_words
from portal.core.prepared import prepared
from portal.members.models import Membership, Notice, Signature, SignOnDraft, Supplement
from portal.members.rules import MembershipState
from portal.networks.models import AgreementVersion, Network
from portal.parties.candidates import COLUMNS, Candidates
from portal.parties.models import ContactPerson, Party
from portal.parties.queries import Recipient, confirmed_too_long_ago, recipients, works_in
from portal.parties.rules import Domain, confirmation_due, confirmed_before

MOST = 200
DRAFT_KEPT_FOR = timedelta(days=90)
CURRENT = (MembershipState.APPLIED, MembershipState.ADMITTED)
"""States of a membership that keeps the party from applying again, as long as it has not ended."""


def memberships(network: Network, *, coming: bool = False) -> Select[Membership]:
    """The places of those who are members today: admitted, begun and not ended. `coming`: who begins on a later day."""
    return memberships_in([network.id], coming=coming)


def memberships_in(network_ids: Iterable[int], *, coming: bool = False) -> Select[Membership]:
    """The same of several networks together: a party in two of them has two places."""
    today = local_day(clock.now())
    begins = Membership.member_since > today if coming else Membership.member_since <= today
    return (select(Membership)
            .where(Membership.network_id.in_(list(network_ids)), Membership.state == MembershipState.ADMITTED, begins)
            .where(or_(Membership.member_until.is_(None), Membership.member_until >= today)))


def members(session: Session, network: Network, among: Collection[int] | None = None) -> list[Party]:
    """Every member, by name; of these ids, where they are given."""
    ids = memberships(network).with_only_columns(Membership.party_id)
    if among is not None:
        ids = ids.where(Membership.party_id.in_(among))
    return list(session.scalars(select(Party).where(Party.id.in_(ids)).order_by(func.lower(Party.name), Party.id)))


def candidates(session: Session, network: Network, but: Collection[int] = ()) -> Candidates:
    """The members to choose one of, without those of these ids."""
    ids = memberships(network).with_only_columns(Membership.party_id)
    return Candidates(session, select(*COLUMNS).where(Party.id.in_(ids), Party.id.not_in(but)))


def member_ids(session: Session, network: Network) -> list[int]:
    return list(session.scalars(memberships(network).with_only_columns(Membership.party_id).order_by(Membership.party_id)))


def is_member(session: Session, network: Network, party_id: int) -> bool:
    return session.scalar(memberships(network).with_only_columns(Membership.id).where(Membership.party_id == party_id)) is not None


def network_recipients(session: Session, network: Network) -> list[Recipient]:
    """The contact persons and substitutes of all members as they are now. One query."""
    return recipients(session, memberships(network).with_only_columns(Membership.party_id))


def listed(network: Network, domain: Domain | None = None, name: str = "", *, coming: bool = False) -> Select[Membership]:
    """The public list with its parties, unordered; only those in a domain, or with this in their name."""
    query = memberships(network, coming=coming).join(Membership.party).options(contains_eager(Membership.party))
    if domain is not None:
        query = query.where(works_in(domain))
    return query.where(has_words(Party.name, name)) if name else query


def soon_listed(session: Session, network: Network, domain: Domain | None = None, name: str = "") -> list[Membership]:
    """The same of who is admitted and takes part from a later day, the first day first."""
    query = listed(network, domain, name, coming=True)
    return list(session.scalars(query.order_by(Membership.member_since, func.lower(Party.name), Membership.id).limit(MOST)))


def member_counts(session: Session, network: Network) -> dict[Domain | None, int]:
    """How many members there are (None), and how many work in each domain. One query."""
    columns = [func.count(), *(func.sum(case((works_in(domain), 1), else_=0)) for domain in Domain)]
    row = session.execute(memberships(network).join(Membership.party).with_only_columns(*columns)).one()
    keys: list[Domain | None] = [None, *Domain]
    return {key: int(count or 0) for key, count in zip(keys, row, strict=True)}


def standing(session: Session, network: Network, kvk: str) -> MembershipState | None:
    """Whether a provider is a member, waits, or neither: None also after a refusal, when it withdrew, and after it left."""
    today = local_day(clock.now())
    return session.scalar(
        select(Membership.state).join(Membership.party)
        .where(Membership.network_id == network.id, Party.kvk == kvk, Membership.state.in_(CURRENT))
        .where(or_(Membership.member_until.is_(None), Membership.member_until >= today)))


def membership_by_key(session: Session, key: str) -> Membership | None:
    """An application by the secret of its receipt, with what was signed."""
    return session.scalar(_whole().where(Membership.follow_key == key))


def membership_by_id(session: Session, network: Network, membership_id: int) -> Membership | None:
    return session.scalar(_whole().where(Membership.id == membership_id, Membership.network_id == network.id))


def _whole() -> Select[Membership]:
    signed = (selectinload(Membership.signatures).joinedload(Signature.agreement_version)
              .options(defer(AgreementVersion.paragraphs), joinedload(AgreementVersion.agreement)))
    asked = selectinload(Membership.supplements).joinedload(Supplement.document)
    return select(Membership).options(joinedload(Membership.party).selectinload(Party.contacts), signed, asked,
                                      selectinload(Membership.notices))


def own_memberships(session: Session, network: Network, party_id: int) -> list[Membership]:
    """Everything that a party was and is in the network, the newest first, each with what was signed."""
    return list(session.scalars(
        _whole().where(Membership.network_id == network.id, Membership.party_id == party_id)
        .order_by(Membership.id.desc()).limit(20)))


def current_membership(session: Session, network: Network, party_id: int | None) -> Membership | None:
    """The place that a party has, or will have, until it left."""
    return session.scalar(
        _whole().where(Membership.network_id == network.id, Membership.party_id == party_id)
        .where(Membership.state == MembershipState.ADMITTED)
        .where(or_(Membership.member_until.is_(None), Membership.member_until >= local_day(clock.now()))))


def supplement_of(membership: Membership, supplement_id: int) -> Supplement | None:
    return next((row for row in membership.supplements if row.id == supplement_id), None)


def memberships_of(session: Session, network: Network, party_id: int) -> list[Membership]:
    """Everything that a party was and is in the network, the newest first."""
    return list(session.scalars(
        select(Membership).options(joinedload(Membership.party), selectinload(Membership.supplements))
        .where(Membership.network_id == network.id, Membership.party_id == party_id).order_by(Membership.id.desc()).limit(20)))


def waiting(session: Session, network: Network) -> list[Membership]:
    """Applications that the secretary has not judged yet, oldest first."""
    return list(session.scalars(*_waiting(network)).unique())


@prepared
def _waiting(network: Network) -> Select[Membership]:
    return (select(Membership).options(joinedload(Membership.party), joinedload(Membership.supplements))
            .where(Membership.network_id == network.id, Membership.state == MembershipState.APPLIED)
            .order_by(Membership.id).limit(MOST))


def coming_and_leaving(session: Session, network: Network) -> list[Membership]:
    """Who is admitted and begins later, and members whose last day is known: what comes first first. One query."""
    return list(session.scalars(*_coming_and_leaving(network, local_day(clock.now()))).unique())


@prepared
def _coming_and_leaving(network: Network, today: date) -> Select[Membership]:
    changes = case((Membership.member_until.is_not(None), Membership.member_until), else_=Membership.member_since)
    return (select(Membership).join(Membership.party)
            .options(contains_eager(Membership.party), joinedload(Membership.notices))
            .where(Membership.network_id == network.id, Membership.state == MembershipState.ADMITTED, changes >= today)
            .where(or_(Membership.member_until.is_not(None), Membership.member_since > today))
            .order_by(changes, Membership.id).limit(MOST))


def former(session: Session, network: Network) -> list[Membership]:
    """Who took part once, or applied and did not come to it: the newest first."""
    today = local_day(clock.now())
    return list(session.scalars(
        select(Membership).join(Membership.party).options(contains_eager(Membership.party))
        .where(Membership.network_id == network.id)
        .where(or_(Membership.member_until < today, Membership.state.not_in(CURRENT)))
        .order_by(Membership.id.desc()).limit(MOST)))


def to_announce(session: Session, today: date) -> list[Notice]:
    """Notices by which a membership ended, in any network, that were not made known yet."""
    return list(session.scalars(
        select(Notice).options(joinedload(Notice.membership).joinedload(Membership.party))
        .where(Notice.withdrawn_at.is_(None), Notice.announced_at.is_(None), Notice.last_day < today)
        .order_by(Notice.last_day, Notice.id).limit(MOST).with_for_update(of=Notice, skip_locked=True)))


def draft_of(session: Session, network: Network, person_id: int | None, now: datetime) -> SignOnDraft | None:
    """The application that this person is filling in, when it is not too old."""
    if person_id is None:
        return None
    draft = session.get(SignOnDraft, (person_id, network.id))
    return draft if draft and draft.saved_at > now - DRAFT_KEPT_FOR else None


def with_contacts(network: Network, name: str = "") -> Select[Membership]:
    """The list of members with their contact persons: for the municipality alone (IN 5.3 b)."""
    return listed(network, name=name).options(contains_eager(Membership.party).selectinload(
        Party.contacts.and_(ContactPerson.ends_at.is_(None))))


def confirmation_due_of(session: Session, network: Network, party: Party) -> date | None:
    """The last day on which a member confirms its record; None for a provider that is no member."""
    since = session.scalar(memberships(network).with_only_columns(Membership.member_since).where(Membership.party_id == party.id))
    return confirmation_due(party.confirmed_at, since) if since else None


def members_since(session: Session, network: Network, party_ids: Iterable[int] | None = None) -> dict[int, date]:
    """Of these parties, or of all, those that are members, and since when. One query."""
    query = memberships(network).with_only_columns(Membership.party_id, Membership.member_since)
    if party_ids is not None:
        query = query.where(Membership.party_id.in_(list(party_ids)))
    return {party_id: since for party_id, since in session.execute(query) if since}


def unconfirmed(network: Network, within: timedelta = timedelta(0)) -> Select[Membership]:
    """Members that must confirm their record within this time from today; those that are late when it is nothing."""
    today = local_day(clock.now())
    return memberships(network).join(Membership.party).where(
        Membership.member_since < confirmed_before(within, today), confirmed_too_long_ago(within, today))
