"""Pilots that a reader may see, who takes part, which municipalities consent, and what waits for whom."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload, load_only, raiseload, selectinload

from portal.accounts.models import Role
from portal.contributions.models import ConfidentialPart
from portal.contributions.queries import attachments_of
from portal.core.access import Actor
from portal.core.calendar import local_day, months_after
from portal.core.documents import Document
from portal.core.prepared import prepared
from portal.members.queries import is_member
from portal.networks.models import Agreement, Network
from portal.networks.queries import in_force, municipalities
from portal.pilots.models import Pilot, PilotConsent, PilotPartner, PilotPlan, SignUp
from portal.pilots.rules import (
    Choosing,
    Entry,
    Facts,
    PartnerAnswer,
    PilotPhase,
    PilotStage,
    Place,
    Standing,
    missing_parts,
    phase_of,
    standings,
)
from portal.proposals.models import Proposal
from portal.region.models import Municipality
from portal.region.queries import present

MOST = 200
CONFIRMING = (PilotStage.GATHERING, PilotStage.RECEIVED)
"""The stages in which parties are asked to confirm: before it is sent in, and after a plan was completed."""
_NUMBER = re.compile(r"([0-9]{4})-([0-9]{2,6})")


class PilotGroup(StrEnum):
    """What people look for in the list. The values stand in addresses: ?stand=aanmelden."""

    PROPOSED = "voorgesteld"
    SIGN_UP = "aanmelden"
    RUNNING = "loopt"
    ENDED = "afgelopen"
    STOPPED = "gestopt"


def visible_rows(actor: Actor, network: Network) -> Select[Pilot]:
    """THE visibility query of pilots: published ones, those that the reader's party asks for, and for the secretary all that came in.

    Pages, lists, feed, search and calendar start here. What is hidden stands in it; `Pilot.title` gives its number alone.
    """
    pilots = select(Pilot).where(Pilot.network_id == network.id)
    if Role.SECRETARY in actor.roles:
        return pilots.where(came_in())
    public = Pilot.published_at.is_not(None)
    return pilots.where(public if actor.party_id is None else or_(public, asks_for(actor.party_id)))


def came_in() -> ColumnElement[bool]:
    """The municipality has it: it was sent in, or the secretary typed it in."""
    return or_(Pilot.stage != PilotStage.GATHERING, Pilot.is_entered)


def asks_for(party_id: int) -> ColumnElement[bool]:
    """Pilots that this party leads, or is named for as one that asks for it too and did not decline."""
    named = select(PilotPartner.pilot_id).where(PilotPartner.party_id == party_id, PilotPartner.answer != PartnerAnswer.DECLINED)
    return or_(Pilot.party_id == party_id, Pilot.id.in_(named))


def listed(actor: Actor, network: Network, today: date, group: PilotGroup | None = None) -> Select[Pilot]:
    """The pilots of the public list, unordered and light: only what a row shows."""
    query = visible_rows(actor, network).options(
        raiseload("*"), load_only(Pilot.year, Pilot.sequence, Pilot.written_title, Pilot.written_summary, Pilot.stage, Pilot.begins_on,
                                  Pilot.ends_on, Pilot.sign_up_until, Pilot.hidden_at, Pilot.hidden_ground))
    return query.where(in_group(group, today)) if group else query


def in_group(group: PilotGroup, today: date) -> ColumnElement[bool]:
    admitted = Pilot.stage == PilotStage.ADMITTED
    wanted: dict[PilotGroup, ColumnElement[bool]] = {
        PilotGroup.PROPOSED: Pilot.stage.in_([PilotStage.RECEIVED, PilotStage.PROPOSED]),
        PilotGroup.SIGN_UP: and_(admitted, Pilot.sign_up_until >= today),
        PilotGroup.RUNNING: and_(admitted, Pilot.sign_up_until < today, Pilot.ends_on >= today),
        PilotGroup.ENDED: or_(Pilot.stage == PilotStage.CONCLUDED, and_(admitted, Pilot.ends_on < today)),
        PilotGroup.STOPPED: Pilot.stage.in_([PilotStage.STOPPED, PilotStage.SET_ASIDE, PilotStage.REFUSED, PilotStage.WITHDRAWN])}
    return wanted[group]


def _whole(pilots: Select[Pilot], *, outside: bool = False) -> Select[Pilot]:
    """With everything that its pages show; `outside`: of the confidential part only that it is there and why."""
    return pilots.options(
        joinedload(Pilot.network), joinedload(Pilot.party), joinedload(Pilot.agreement).selectinload(Agreement.versions),
        joinedload(Pilot.confidential).defer(ConfidentialPart.text, raiseload=outside), selectinload(Pilot.plans),
        selectinload(Pilot.partners).joinedload(PilotPartner.party),
        selectinload(Pilot.municipalities).joinedload(Municipality.successor),
        selectinload(Pilot.consents).joinedload(PilotConsent.municipality), selectinload(Pilot.sign_ups).joinedload(SignUp.party),
        selectinload(Pilot.extensions), selectinload(Pilot.results)).execution_options(populate_existing=True)


def by_number(session: Session, network: Network, number: str, actor: Actor) -> Pilot | None:
    """A pilot that the actor may see, by what people call it: '2026-03'."""
    found = _NUMBER.fullmatch(number)
    if not found:
        return None
    year, sequence = map(int, found.groups())
    pilot: Pilot | None = session.scalar(
        _whole(visible_rows(actor, network), outside=True).where(Pilot.year == year, Pilot.sequence == sequence))
    return pilot if pilot and pilot.number == number else None


def by_key(session: Session, network: Network, key: str) -> Pilot | None:
    """A pilot by the key of its sender's page."""
    return session.scalar(_whole(select(Pilot).where(Pilot.network_id == network.id, Pilot.follow_key == key)))


def by_id(session: Session, network: Network, pilot_id: int) -> Pilot | None:
    """For the desk."""
    return session.scalar(_whole(select(Pilot).where(Pilot.network_id == network.id, Pilot.id == pilot_id)))


def next_sequence(session: Session, network: Network, year: int) -> int:
    last = session.scalar(select(func.max(Pilot.sequence)).where(Pilot.network_id == network.id, Pilot.year == year))
    return (last or 0) + 1


def plan_of(pilot: Pilot) -> dict[str, Any]:
    """All that the plan holds now, by the names of a form: the days and numbers, and the newest words."""
    words = {name: getattr(pilot.plan, name) for name in WORDS}
    return words | {name: getattr(pilot, name) for name in FRAME}


WORDS = ("title", "summary", "departure", "innovation", "question", "named_result", "measuring")
FRAME = ("agreement_id", "articles", "begins_on", "ends_on", "most", "choosing", "takes_part")


def phase(pilot: Pilot, now: datetime) -> PilotPhase:
    return phase_of(pilot.stage, pilot.sign_up_until, pilot.begins_on, pilot.ends_on, local_day(now))


def article_labels(agreement: Agreement, today: date) -> list[str]:
    """The numbers of the paragraphs in force. Needs the versions."""
    version = in_force(agreement.versions, today)
    return [paragraph.label for paragraph in version.paragraphs] if version else []


@dataclass(frozen=True, slots=True)
class Decider:
    """A municipality of the pilot, what it decided last, and what stood on record before that was corrected, the newest first."""

    municipality: Municipality
    consent: PilotConsent | None
    before: tuple[PilotConsent, ...] = ()


def deciders(session: Session, pilot: Pilot, now: datetime, everywhere: Collection[Municipality] = ()) -> list[Decider]:
    """Every municipality in which it is to be held, by name, successors in the place of who merged (RN 12.3).

    `everywhere`: those of the network, from who asks about many pilots; else they are looked up.
    """
    today = local_day(now)
    places = {present(place, today) for place in pilot.municipalities} or set(everywhere or municipalities(session, pilot.network))
    return [_decider(place, [consent for consent in pilot.consents if consent.municipality_id == place.id])
            for place in sorted(places, key=lambda place: place.name.casefold())]


def _decider(place: Municipality, made: list[PilotConsent]) -> Decider:
    """What it decided while it could still think again is not a record that was corrected."""
    corrected = [before for before, after in pairwise(made) if after.correction]
    return Decider(place, made[-1] if made else None, tuple(reversed(corrected)))


def confirmed_partners(pilot: Pilot) -> list[PilotPartner]:
    """The parties that said themselves that they ask for this pilot too."""
    return [row for row in pilot.partners if row.answer == PartnerAnswer.CONFIRMED]


def partner_of(pilot: Pilot, party_id: int | None) -> PilotPartner | None:
    """The row of a party that is named and did not decline."""
    return next((row for row in pilot.partners if row.party_id == party_id and row.answer != PartnerAnswer.DECLINED), None)


@dataclass(frozen=True, slots=True)
class PilotPaper:
    """A document that came with the plan or the result of a pilot, not confidential."""

    pilot: Pilot
    document: Document


def paper_of(session: Session, pilot: Pilot | None, attachment_id: int) -> PilotPaper | None:
    """None for a document of something else, or one that its sender marked confidential."""
    sent = [one for one in (pilot, pilot and pilot.result) if one]
    rows = [row for one in sent for row in attachments_of(session, [one]).get(one.id, []) if not row.is_confidential]
    found = next((row.document for row in rows if row.id == attachment_id), None)
    return PilotPaper(pilot, found) if pilot and found else None


def _places_of_askers(pilot: Pilot) -> int:
    leader = pilot.party_id is not None and pilot.takes_part
    return leader + sum(row.takes_part for row in confirmed_partners(pilot))


def facts_of(session: Session, pilot: Pilot, now: datetime, everywhere: Collection[Municipality] = ()) -> Facts:
    """What the table of steps asks of a pilot that was read whole."""
    today, rows = local_day(now), deciders(session, pilot, now, everywhere) if pilot.stage == PilotStage.PROPOSED else []
    return Facts(
        missing=missing_parts(plan_of(pilot)), ends_ahead=pilot.ends_on is None or pilot.ends_on >= today,
        unconfirmed=tuple(row.party.name for row in pilot.partners if row.answer == PartnerAnswer.ASKED),
        has_room=pilot.most is None or _places_of_askers(pilot) <= pilot.most,
        undecided=tuple(row.municipality.name for row in rows if row.consent is None),
        agrees=any(row.consent and row.consent.consents for row in rows),
        begun=pilot.begins_on is not None and pilot.begins_on <= today,
        is_over=pilot.stage == PilotStage.STOPPED or (pilot.ends_on is not None and pilot.ends_on < today),
        result_is_read=bool(pilot.result and pilot.result.published_at))


def standings_of(pilot: Pilot, now: datetime) -> list[Standing]:
    """Who takes part and who waits, in order of turn."""
    if pilot.most is None or pilot.sign_up_until is None:
        return []
    entries = [Entry(row.party_id, row.signed_up_at, row.leads, row.rank) for row in pilot.sign_ups if row.withdrawn_at is None]
    return standings(entries, pilot.most, pilot.choosing or Choosing.FIRST_COME, is_closed=local_day(now) > pilot.sign_up_until)


def parties_with(pilot: Pilot, now: datetime, place: Place) -> list[int]:
    return [row.entry.party_id for row in standings_of(pilot, now) if row.place == place]


def needs_draw(pilot: Pilot, now: datetime) -> bool:
    """Signing up is closed and more parties want to take part than can: the lot decides."""
    is_closed = phase(pilot, now) in (PilotPhase.READY, PilotPhase.RUNNING)
    return is_closed and bool(parties_with(pilot, now, Place.AWAITS_LOT))


def sign_up_of(pilot: Pilot, party_id: int | None) -> SignUp | None:
    """The row of a party that did not withdraw."""
    return next((row for row in pilot.sign_ups if row.party_id == party_id and row.withdrawn_at is None), None)


def standing_of(pilot: Pilot, party_id: int | None, now: datetime) -> Standing | None:
    return next((row for row in standings_of(pilot, now) if row.entry.party_id == party_id), None)


def can_sign_up(session: Session, pilot: Pilot, party_id: int | None, now: datetime) -> bool:
    return (party_id is not None and phase(pilot, now) == PilotPhase.SIGN_UP and sign_up_of(pilot, party_id) is None
            and is_member(session, pilot.network, party_id))


def proposals_from(session: Session, pilot: Pilot, actor: Actor) -> list[Proposal]:
    """The proposals to which its result led: those that everyone may see, and the reader's own."""
    rows = select(Proposal).where(Proposal.pilot_id == pilot.id).order_by(Proposal.id)
    if Role.SECRETARY not in actor.roles:
        rows = rows.where(or_(Proposal.published_at.is_not(None),
                              and_(Proposal.party_id.is_not(None), Proposal.party_id == actor.party_id)))
    return list(session.scalars(rows))


@dataclass(frozen=True, slots=True)
class Origin:
    """The pilot that a proposal comes from, as everyone may see it."""

    number: str
    title: str
    path: str


def origin_of(session: Session, pilot_id: int | None) -> Origin | None:
    pilot = session.get(Pilot, pilot_id) if pilot_id is not None else None
    return Origin(pilot.number, pilot.title, pilot.path) if pilot and pilot.published_at else None


def running(session: Session, network: Network) -> list[Pilot]:
    """For the desk: every pilot that asks or may come to ask something of the municipality, the oldest first."""
    return list(session.scalars(*_running(network)))


@prepared
def _running(network: Network) -> Select[Pilot]:
    done = [PilotStage.CONCLUDED, PilotStage.SET_ASIDE, PilotStage.REFUSED, PilotStage.WITHDRAWN]
    return _whole(select(Pilot).where(Pilot.network_id == network.id, Pilot.stage.not_in(done), came_in())).order_by(Pilot.id).limit(MOST)


def ending(session: Session, today: date) -> list[Pilot]:
    """In every network: admitted pilots that end within a month or ended less than a month ago without a result."""
    return list(session.scalars(
        _whole(select(Pilot).where(Pilot.stage == PilotStage.ADMITTED, Pilot.ends_on <= months_after(today, 1),
                                   Pilot.ends_on >= months_after(today, -1))).order_by(Pilot.id)))


def own_pilots(session: Session, network: Network, party_id: int) -> list[Pilot]:
    """Those that a party asks for, alone or with others, or signed up for, the newest first."""
    signed = select(SignUp.pilot_id).where(SignUp.party_id == party_id, SignUp.withdrawn_at.is_(None))
    return list(session.scalars(_whole(select(Pilot).where(
        Pilot.network_id == network.id, or_(asks_for(party_id), Pilot.id.in_(signed)))).order_by(Pilot.id.desc()).limit(MOST)))


def to_report(session: Session, network: Network, party_id: int, today: date) -> list[Pilot]:
    """Pilots that a party leads, that are over or stopped, and of which it sent no result. One query."""
    over = or_(Pilot.stage == PilotStage.STOPPED, and_(Pilot.stage == PilotStage.ADMITTED, Pilot.ends_on < today))
    return list(session.scalars(select(Pilot).where(Pilot.network_id == network.id, Pilot.party_id == party_id, over,
                                                    ~Pilot.results.any()).order_by(Pilot.ends_on, Pilot.id)))


def to_confirm(session: Session, network: Network, party_id: int) -> list[tuple[Pilot, datetime]]:
    """Pilots for which a party is named as one that asks for it too, and since when that waits for its answer. One query."""
    rows = session.execute(
        select(Pilot, PilotPartner.asked_at).join(PilotPartner, PilotPartner.pilot_id == Pilot.id).options(raiseload("*"))
        .where(Pilot.network_id == network.id, PilotPartner.party_id == party_id, PilotPartner.answer == PartnerAnswer.ASKED,
               Pilot.stage.in_(CONFIRMING)).order_by(PilotPartner.asked_at, Pilot.id))
    return [(pilot, asked_at) for pilot, asked_at in rows]


def silent_partners(session: Session, asked_before: datetime) -> list[tuple[Pilot, PilotPartner]]:
    """In every network: who was asked to confirm before this instant and did not answer."""
    rows = session.execute(
        select(Pilot, PilotPartner).join(PilotPartner, PilotPartner.pilot_id == Pilot.id)
        .where(PilotPartner.answer == PartnerAnswer.ASKED, PilotPartner.asked_at <= asked_before, Pilot.stage.in_(CONFIRMING))
        .options(raiseload("*"), joinedload(Pilot.party)).order_by(PilotPartner.id))
    return [(pilot, row) for pilot, row in rows]


def open_now(session: Session, network: Network, today: date) -> list[Pilot]:
    """Those for which one can sign up today, what closes first on top."""
    return list(session.scalars(_whole(select(Pilot).where(
        Pilot.network_id == network.id, Pilot.stage == PilotStage.ADMITTED, Pilot.sign_up_until >= today, Pilot.hidden_at.is_(None)))
        .order_by(Pilot.sign_up_until, Pilot.id).limit(MOST)))


def departing(session: Session, network: Network, agreement_id: int, today: date) -> list[Pilot]:
    """Pilots that depart from an agreement now or soon, for the page of the agreement. One query, light."""
    return list(session.scalars(
        select(Pilot).options(raiseload("*")).where(
            Pilot.network_id == network.id, Pilot.agreement_id == agreement_id, Pilot.stage == PilotStage.ADMITTED,
            Pilot.ends_on >= today, Pilot.hidden_at.is_(None)).order_by(Pilot.begins_on, Pilot.id).limit(20)))


def dated(network: Network, since: date) -> Select[Pilot]:
    """Pilots that were admitted and end on or after this day, for the calendar."""
    stages = [PilotStage.ADMITTED, PilotStage.STOPPED, PilotStage.CONCLUDED]
    return (select(Pilot).options(raiseload("*"), joinedload(Pilot.extensions))
            .where(Pilot.network_id == network.id, Pilot.stage.in_(stages), Pilot.ends_on >= since, Pilot.hidden_at.is_(None))
            .order_by(Pilot.begins_on, Pilot.id))


def paths_of(network: Network, agreements: Collection[int] | Select[Any]) -> Select[str]:
    """The pages of the pilots that depart from these agreements, as publications name them."""
    sequence = cast(Pilot.sequence, String)
    padded = case((Pilot.sequence < 10, literal("0") + sequence), else_=sequence)
    return select(literal("/pilots/") + cast(Pilot.year, String) + literal("-") + padded).where(
        Pilot.network_id == network.id, Pilot.agreement_id.in_(agreements))


def newest_plans(session: Session, ids: Collection[int]) -> Mapping[int, PilotPlan]:
    """By the id of the pilot: the words that count now. One query."""
    rows = session.scalars(select(PilotPlan).where(PilotPlan.pilot_id.in_(ids)).order_by(PilotPlan.number)
                           .execution_options(populate_existing=True))
    return {plan.pilot_id: plan for plan in rows}


