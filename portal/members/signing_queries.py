"""What a member has signed and has still to sign; who signed a version and who did not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, defer, joinedload, selectinload

from portal.core.calendar import local_day
from portal.core.database import Base
from portal.members.models import Countersignature, Membership, Signature
from portal.members.queries import memberships
from portal.members.rules import MembershipState, SigningChannel
from portal.networks.models import Agreement, AgreementVersion, Network, NetworkAgreement
from portal.networks.queries import agreements, in_force, used
from portal.notifications.models import OutboxMail
from portal.parties.models import ContactPerson, Party


def place_of(session: Session, network: Network, party_id: int | None) -> Membership | None:
    """The party's place in the network today, with everything it signed."""
    return session.scalar(
        memberships(network).where(Membership.party_id == party_id)
        .options(joinedload(Membership.party),
                 selectinload(Membership.signatures).joinedload(Signature.agreement_version)
                 .options(defer(AgreementVersion.paragraphs))))


def _statement(takes_part: bool) -> ColumnElement[bool]:
    """A statement of participation about the version (IN 9.3). It lives below this package: its table is named."""
    said = Base.metadata.tables["participation"]
    query = select(said.c.id).where(said.c.agreement_version_id == AgreementVersion.id, said.c.party_id == Membership.party_id)
    return query.where(said.c.takes_part.is_(takes_part)).correlate(Membership, AgreementVersion).exists()


def _is_asked(network: Network, now: datetime) -> list[ColumnElement[bool]]:
    """Whether a member is asked to sign a version, over the rows of Membership and AgreementVersion.

    Asked is what came after it joined: a new version, or an agreement that was taken in use. What was in force then, it
    signed by joining. A version that replaces another asks nothing any more where the newer one is signed or in force.
    """
    today = local_day(now)
    newer = aliased(AgreementVersion)
    signed = (select(Signature.id).join(newer, newer.id == Signature.agreement_version_id)
              .where(Signature.membership_id == Membership.id, newer.agreement_id == AgreementVersion.agreement_id,
                     newer.number >= AgreementVersion.number).correlate(Membership, AgreementVersion).exists())
    replaced = (select(newer.id).where(newer.agreement_id == AgreementVersion.agreement_id,
                                       newer.number > AgreementVersion.number, newer.in_force_from <= today)
                .correlate(AgreementVersion).exists())
    since = (select(NetworkAgreement.id)
             .where(NetworkAgreement.agreement_id == AgreementVersion.agreement_id, NetworkAgreement.network_id == network.id,
                    NetworkAgreement.used_since > Membership.member_since).correlate(Membership, AgreementVersion).exists())
    came_later = or_(AgreementVersion.published_at > Membership.applied_at,
                     AgreementVersion.in_force_from > Membership.member_since, since)
    return [AgreementVersion.agreement_id.in_(used(network, today)), came_later, ~signed, ~replaced, ~_statement(False)]


def _may_sign(now: datetime) -> ColumnElement[bool]:
    """A version out of a proposal, of whichever network that uses it (IN 5.4): first the statement that one takes part, then the signature."""
    return or_(AgreementVersion.proposal_id.is_(None), AgreementVersion.in_force_from <= local_day(now), _statement(True))


def to_sign(session: Session, network: Network, party_id: int | None, now: datetime) -> list[AgreementVersion]:
    """What a member can sign now, the first to be in force first. One query."""
    return list(session.scalars(_asked(network, now).where(Membership.party_id == party_id, _may_sign(now))))


def to_state_first(session: Session, network: Network, party_id: int | None, now: datetime) -> list[AgreementVersion]:
    """What a member signs after it has said whether it takes part."""
    return list(session.scalars(_asked(network, now).where(Membership.party_id == party_id, ~_may_sign(now))))


def _asked(network: Network, now: datetime) -> Select[AgreementVersion]:
    place = memberships(network).with_only_columns(Membership.id)
    return (select(AgreementVersion).join(AgreementVersion.agreement).join(Membership, Membership.id.in_(place))
            .options(contains_eager(AgreementVersion.agreement), defer(AgreementVersion.paragraphs))
            .where(*_is_asked(network, now)).order_by(AgreementVersion.in_force_from, AgreementVersion.id))


@dataclass(frozen=True, slots=True)
class OwnText:
    """An agreement as a member has it: the version in force, its newest signature, what it can sign and what comes first."""

    agreement: Agreement
    current: AgreementVersion | None
    signature: Signature | None
    open: list[AgreementVersion]
    first: list[AgreementVersion]


def own_texts(session: Session, network: Network, place: Membership, now: datetime) -> list[OwnText]:
    """Every agreement of the network as this member has it."""
    signed = sorted(place.signatures, key=lambda row: row.agreement_version.number)
    newest = {row.agreement_version.agreement_id: row for row in signed}
    can, first = (ask(session, network, place.party_id, now) for ask in (to_sign, to_state_first))
    return [OwnText(row, in_force(row.versions, local_day(now)), newest.get(row.id),
                    [version for version in can if version.agreement_id == row.id],
                    [version for version in first if version.agreement_id == row.id])
            for row in agreements(session, network) if row.versions]


def signature_by_number(session: Session, number: str) -> Signature | None:
    """A signature with all that its receipt says."""
    return session.scalar(
        select(Signature).where(Signature.number == number.strip().upper())
        .options(joinedload(Signature.membership).joinedload(Membership.party), joinedload(Signature.document),
                 joinedload(Signature.agreement_version).joinedload(AgreementVersion.agreement),
                 joinedload(Signature.countersignature).joinedload(Countersignature.municipality)))


class SigningState(StrEnum):
    """How a party stands towards a version."""

    SIGNED = "signed"
    OPEN = "open"
    LEFT = "left"


def parties_of(network: Network, version: AgreementVersion, state: SigningState, now: datetime) -> Select[Membership]:
    """The places of the parties in one of the states, with their party and their signature under this version."""
    rows = {
        SigningState.SIGNED: select(Membership).where(Membership.network_id == network.id, _signed(version)),
        SigningState.OPEN: memberships(network).where(_not_signed(network, version, now)),
        SigningState.LEFT: _gone(network, version, now),
    }[state]
    mine = Membership.signatures.and_(Signature.agreement_version_id == version.id)
    return (rows.join(Membership.party).options(contains_eager(Membership.party), selectinload(mine)
                                                .joinedload(Signature.countersignature)))


def _signed(version: AgreementVersion) -> ColumnElement[bool]:
    return and_(Membership.state == MembershipState.ADMITTED, select(Signature.id).where(
        Signature.membership_id == Membership.id, Signature.agreement_version_id == version.id).exists())


def _not_signed(network: Network, version: AgreementVersion, now: datetime) -> ColumnElement[bool]:
    asked = select(AgreementVersion.id).where(AgreementVersion.id == version.id, *_is_asked(network, now))
    return asked.correlate(Membership).exists()


def _gone(network: Network, version: AgreementVersion, now: datetime) -> Select[Membership]:
    """Who left since this version was made known, and who said that it leaves because of it, without having signed it."""
    today, said = local_day(now), Base.metadata.tables["participation"]
    leaves = select(said.c.id).where(said.c.agreement_version_id == version.id, said.c.party_id == Membership.party_id,
                                     said.c.takes_part.is_(False)).exists()
    ended = and_(Membership.member_until < today, Membership.member_until >= local_day(version.published_at))
    return select(Membership).where(Membership.network_id == network.id, Membership.state == MembershipState.ADMITTED,
                                    or_(ended, leaves), ~_signed(version))


@dataclass(frozen=True, slots=True)
class SigningCounts:
    """How many parties signed a version, how, and how many did not."""

    online: int = 0
    paper: int = 0
    open: int = 0
    left: int = 0

    @property
    def signed(self) -> int:
        return self.online + self.paper

    def of(self, state: SigningState) -> int:
        return {SigningState.SIGNED: self.signed, SigningState.OPEN: self.open, SigningState.LEFT: self.left}[state]


def signing_counts(session: Session, network: Network, version: AgreementVersion, now: datetime) -> SigningCounts:
    """The counts of one version. Three queries."""
    by_channel = _by_channel(session, network, version)

    def count(rows: Select[Membership]) -> int:
        return session.scalar(rows.with_only_columns(func.count())) or 0

    return SigningCounts(by_channel.get(SigningChannel.ONLINE, 0), by_channel.get(SigningChannel.PAPER, 0),
                         count(memberships(network).where(_not_signed(network, version, now))),
                         count(_gone(network, version, now)))


def _by_channel(session: Session, network: Network, version: AgreementVersion) -> dict[SigningChannel, int]:
    """Signatures under a version, those of parties that left since too."""
    rows = session.execute(
        select(Signature.channel, func.count()).join(Signature.membership)
        .where(Signature.agreement_version_id == version.id, Membership.network_id == network.id, Membership.state == MembershipState.ADMITTED)
        .group_by(Signature.channel))
    return {channel: count for channel, count in rows}  # noqa: C416 - a row is no pair to the type checker


def signed_counts(session: Session, network: Network, version_ids: Collection[int]) -> dict[int, int]:
    """How many of the members of today signed each of these versions. One query."""
    rows = session.execute(
        memberships(network).join(Membership.signatures).where(Signature.agreement_version_id.in_(version_ids))
        .with_only_columns(Signature.agreement_version_id, func.count()).group_by(Signature.agreement_version_id))
    return {version_id: count for version_id, count in rows}  # noqa: C416 - likewise


@dataclass(frozen=True, slots=True)
class Reminded:
    """A person to remind, and for which party."""

    membership_id: int
    organisation: str
    email: str
    name: str


def to_remind(session: Session, network: Network, version: AgreementVersion, stage: str, now: datetime) -> list[Reminded]:
    """Who acts for a party that did not sign this version, and did not get the reminder of this stage yet. One query."""
    key = literal(f"sign:{version.id}:").concat(cast(Membership.id, String)).concat(f":{stage}|").concat(
        func.lower(ContactPerson.email))
    rows = session.execute(
        memberships(network).with_only_columns(Membership.id, Party.name, ContactPerson.email, ContactPerson.name)
        .join(Membership.party).join(ContactPerson, ContactPerson.party_id == Party.id)
        .where(ContactPerson.ends_at.is_(None), _not_signed(network, version, now))
        .where(~select(OutboxMail.id).where(OutboxMail.key == key).exists()).order_by(Membership.id, ContactPerson.id))
    return [Reminded(*row) for row in rows]


def reminder_event(version_id: int, membership_id: int, stage: str) -> str:
    """Once for each party, stage and address: see `to_remind`."""
    return f"sign:{version_id}:{membership_id}:{stage}"
