"""Incoming messages for the secretary, and what there is to know about a sender or a letter."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal.accounts.models import User
from portal.intake.mail_models import IncomingMail, MailFile
from portal.intake.mail_rules import RECEIPTS_WITHIN, PostState, WrittenBy
from portal.members.models import Membership
from portal.members.queries import memberships
from portal.networks.models import Network
from portal.notifications.models import OutboxMail
from portal.parties.models import ContactPerson, Party
from portal.proposals.models import Proposal
from portal.rounds.models import CommentRound, Reaction
from portal.signals.models import Signal

MOST = 200


def mails(network: Network, *states: PostState) -> Select[IncomingMail]:
    """The network's messages in these states. Nobody but the secretary gets to read any of them."""
    return select(IncomingMail).where(IncomingMail.network_id == network.id, IncomingMail.state.in_(states))


def waiting(session: Session, network: Network) -> list[IncomingMail]:
    """What waits for the secretary, the oldest first."""
    return list(session.scalars(mails(network, PostState.WAITING).options(joinedload(IncomingMail.letter))
                                .order_by(IncomingMail.arrived_at, IncomingMail.id).limit(MOST)))


def waiting_counts(session: Session, network: Network) -> tuple[int, datetime | None, int, datetime | None]:
    """How many messages wait and since when; and of these the letters that came back. One query."""
    bounced = IncomingMail.written_by == WrittenBy.BOUNCE
    row = session.execute(
        mails(network, PostState.WAITING).with_only_columns(
            func.count(IncomingMail.id).filter(~bounced), func.min(IncomingMail.arrived_at).filter(~bounced),
            func.count(IncomingMail.id).filter(bounced), func.min(IncomingMail.arrived_at).filter(bounced))).one()
    return row[0], row[1], row[2], row[3]


def done(network: Network) -> Select[IncomingMail]:
    """What was sorted, set aside or needs nothing."""
    return mails(network, PostState.SORTED, PostState.SET_ASIDE, PostState.AUTOMATIC).options(*_with_what_it_became())


def mail_by_id(session: Session, network: Network, mail_id: int) -> IncomingMail | None:
    return session.scalar(
        select(IncomingMail).where(IncomingMail.id == mail_id, IncomingMail.network_id == network.id)
        .options(joinedload(IncomingMail.raw), joinedload(IncomingMail.letter), selectinload(IncomingMail.files),
                 *_with_what_it_became())
        .execution_options(populate_existing=True))


def _with_what_it_became() -> list[ExecutableOption]:
    reaction = joinedload(IncomingMail.reaction)
    return [joinedload(IncomingMail.signal).joinedload(Signal.party), joinedload(IncomingMail.proposal).joinedload(Proposal.party),
            reaction.joinedload(Reaction.party), reaction.joinedload(Reaction.round).joinedload(CommentRound.proposal)]


def file_of(session: Session, network: Network, mail_id: int, file_id: int) -> MailFile | None:
    return session.scalar(
        select(MailFile).join(IncomingMail, IncomingMail.id == MailFile.mail_id)
        .where(MailFile.id == file_id, MailFile.mail_id == mail_id, IncomingMail.network_id == network.id,
               MailFile.document_id.is_not(None)))


def same_mail(session: Session, network: Network, identity: str) -> IncomingMail | None:
    return session.scalar(select(IncomingMail).where(IncomingMail.network_id == network.id, IncomingMail.identity == identity))


def receipts_lately(session: Session, email: str, now: datetime) -> int:
    """How many receipts this address got for its messages within the hour."""
    return session.scalar(
        select(func.count(IncomingMail.id)).where(
            IncomingMail.sender_email == email, IncomingMail.receipted, IncomingMail.taken_at > now - RECEIPTS_WITHIN)) or 0


def letter_by_id(session: Session, letter_id: int | None) -> OutboxMail | None:
    return session.get(OutboxMail, letter_id) if letter_id is not None else None


def proposal_by_number(session: Session, network: Network, number: str) -> Proposal | None:
    """A public proposal by what people call it."""
    year, _, sequence = number.partition("-")
    return session.scalar(
        select(Proposal).where(Proposal.network_id == network.id, Proposal.year == int(year), Proposal.sequence == int(sequence),
                               Proposal.published_at.is_not(None)))


def rounds(session: Session, network: Network) -> list[CommentRound]:
    """The rounds that a message can be a reaction in: those of the last year, the newest first."""
    return list(session.scalars(
        select(CommentRound).join(CommentRound.proposal).options(joinedload(CommentRound.proposal))
        .where(Proposal.network_id == network.id).order_by(CommentRound.id.desc()).limit(MOST)))


def parties_of_address(session: Session, network: Network, email: str) -> list[Party]:
    """The members for which somebody with this address speaks now."""
    if not email:
        return []
    return list(session.scalars(
        select(Party).distinct().join(ContactPerson, ContactPerson.party_id == Party.id).outerjoin(ContactPerson.user)
        .where(ContactPerson.ends_at.is_(None), Party.id.in_(_member_ids(network)),
               or_(func.lower(ContactPerson.email) == email.casefold(), func.lower(User.email) == email.casefold()))
        .order_by(Party.id)))


def _member_ids(network: Network) -> Select[int]:
    return memberships(network).with_only_columns(Membership.party_id)


def bounced_letters(session: Session, network: Network) -> list[IncomingMail]:
    """Letters of ours that came back and wait to be looked at, the oldest first."""
    return list(session.scalars(
        mails(network, PostState.WAITING).where(IncomingMail.written_by == WrittenBy.BOUNCE)
        .options(joinedload(IncomingMail.letter)).order_by(IncomingMail.arrived_at, IncomingMail.id).limit(MOST)))


def mail_of(session: Session, sent: Signal | Proposal | Reaction) -> IncomingMail | None:
    """The message out of which something came, or None when it was not sent by e-mail."""
    column = {Signal: IncomingMail.signal_id, Proposal: IncomingMail.proposal_id, Reaction: IncomingMail.reaction_id}[type(sent)]
    return session.scalar(select(IncomingMail).where(column == sent.id))
