"""Requests for advice: all of them, one by its address, and what comes next."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.queries import holding
from portal.advice.models import AdvicePaper, AdviceRequest
from portal.core.calendar import local_day
from portal.members.queries import member_ids, network_recipients
from portal.networks.models import Network
from portal.parties.queries import Recipient, recipients
from portal.tables.queries import guests_of, seated

MOST = 200
NO_PARTY = 0


def requests(network: Network) -> Select[AdviceRequest]:
    """Everything that was asked, unordered, with what it is about."""
    return (select(AdviceRequest).options(joinedload(AdviceRequest.table), joinedload(AdviceRequest.agreement),
                                          joinedload(AdviceRequest.proposal))
            .where(AdviceRequest.network_id == network.id))


_PAPERS = selectinload(AdviceRequest.papers).joinedload(AdvicePaper.document)


def request_by_slug(session: Session, network: Network, slug: str) -> AdviceRequest | None:
    return session.scalar(requests(network).options(_PAPERS).where(AdviceRequest.slug == slug))


def request_by_id(session: Session, network: Network, request_id: int) -> AdviceRequest | None:
    return session.scalar(requests(network).options(_PAPERS, joinedload(AdviceRequest.network)).where(AdviceRequest.id == request_id))


def paper_by_id(session: Session, network: Network, slug: str, paper_id: int) -> AdvicePaper | None:
    return session.scalar(
        select(AdvicePaper).join(AdvicePaper.request).options(joinedload(AdvicePaper.document))
        .where(AdviceRequest.network_id == network.id, AdviceRequest.slug == slug, AdvicePaper.id == paper_id))


def unanswered(session: Session, network: Network) -> list[AdviceRequest]:
    """What was asked and not answered, by the day on which the municipality wishes to have it."""
    return list(session.scalars(
        requests(network).where(AdviceRequest.advised_at.is_(None), AdviceRequest.withdrawn_at.is_(None))
        .order_by(AdviceRequest.wish_on, AdviceRequest.id).limit(MOST)))


def without_response(session: Session, network: Network) -> list[AdviceRequest]:
    """Advice of which the municipality did not say yet what it did with it, the oldest first."""
    return list(session.scalars(
        requests(network).where(AdviceRequest.advised_at.is_not(None), AdviceRequest.responded_at.is_(None))
        .order_by(AdviceRequest.advised_at, AdviceRequest.id).limit(MOST)))


def next_slug(session: Session, network: Network, year: int) -> str:
    """The number of the next request of this year. Ask it under the lock of the network."""
    asked = session.scalar(select(func.count(AdviceRequest.id)).where(
        AdviceRequest.network_id == network.id, AdviceRequest.slug.startswith(f"{year}-", autoescape=True)))
    return f"{year}-{(asked or 0) + 1}"


def advisers(session: Session, request: AdviceRequest) -> list[Recipient]:
    """The persons of who is asked, as they are now: the members at the table with its guests, or the whole network."""
    if request.table is None:
        return network_recipients(session, request.network)
    sitting = seated(session, request.table).keys() & set(member_ids(session, request.network))
    today = local_day(request.asked_at)
    guests = [Recipient(guest.email, guest.name, NO_PARTY) for guest in guests_of(session, request.table, today) if guest.email]
    return [*recipients(session, sitting), *guests]


def askers(session: Session, request: AdviceRequest, now: datetime) -> list[Recipient]:
    """Who hears at the municipality that the advice is there: the mailbox of the network, and who asked, if still its secretary."""
    network = request.network
    person = session.scalar(select(User).join(RoleGrant, RoleGrant.user_id == User.id).where(
        User.id == request.asked_by_id, User.active, RoleGrant.role == Role.SECRETARY, holding(now)).limit(1))
    return [*([Recipient(network.email, network.name, NO_PARTY)] if network.email else []),
            *([Recipient(person.email, person.name, NO_PARTY)] if person else [])]
