"""Unexpected turns: a party tells all others at once what changed in its own decision-making (IN 9.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Role
from portal.audit.operations import record
from portal.contributions.rules import Ground
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.errors import Refused
from portal.decisions import messages
from portal.decisions.models import TurnSecret, UnexpectedTurn
from portal.decisions.queries import network_secretaries
from portal.members.queries import is_member, network_recipients
from portal.networks.models import Agreement, Network
from portal.networks.operations import publish
from portal.networks.queries import used
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.parties.queries import recipients
from portal.proposals.models import Proposal
from portal.proposals.rules import ENDED, Stage

NEWS_FOR = timedelta(days=60)
"""A turn stays on the pages of the others so long; after that it is found in the list."""
DECIDED_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Secret:
    """What of a turn is for the municipality alone, and why."""

    ground: Ground
    text: str


def report_turn(session: Session, network: Network, about: Proposal | Agreement, *, text: str, secret: Secret | None = None,
                actor: Actor, now: datetime) -> UnexpectedTurn:
    """Tell all other parties of the network, by letter and on their page, at this moment. The public reads that it was told.

    What is confidential goes to the municipality alone. Raises Refused for who is no member, without a text, and for a
    subject on which nothing is decided any more.
    """
    if actor.party_id is None or not is_member(session, network, actor.party_id):
        raise Refused("turn:not-a-party")
    if not text.strip():
        raise Refused("turn:text-missing", field="text")
    if about not in subjects(session, network, now):
        raise Refused("turn:nothing-to-decide", field="about")
    proposal, agreement = (about, None) if isinstance(about, Proposal) else (None, about)
    turn = UnexpectedTurn(network=network, party=session.get_one(Party, actor.party_id), proposal=proposal, agreement=agreement,
                          text=text, reported_at=now, person_name=actor.person_name)
    turn.confidential = TurnSecret(ground=secret.ground, text=secret.text) if secret else None
    session.add(turn)
    record(session, turn, "turn:report", actor=actor, now=now, proposal=proposal and proposal.id,
           agreement=agreement and agreement.id, withheld=secret.ground if secret else None)
    publish(session, "turn:reported", network_id=network.id, title=about.title, now=now, path=path_of(about),
            proposal_id=proposal.id if proposal else None, party=turn.party.name)
    others = [person for person in network_recipients(session, network) if person.party_id != actor.party_id]
    queue(session, [*messages.turn_told(turn, secret is not None, others),
                    *messages.turn_told_desk(turn, secret is not None, network_secretaries(session, network, now)),
                    *messages.turn_receipt(turn, secret is not None, recipients(session, [actor.party_id]))], now=now)
    return turn


def path_of(about: Proposal | Agreement) -> str:
    """The public page of what a turn is about."""
    return about.path if isinstance(about, Proposal) else f"/overeenkomsten/{about.slug}"


def subjects(session: Session, network: Network, now: datetime) -> list[Proposal | Agreement]:
    """What a party may have to tell about: proposals on their road or adopted in the last year, and agreements in use."""
    on_the_road = Proposal.stage.not_in([*ENDED, Stage.RECEIVED])
    just_adopted = (Proposal.stage == Stage.ADOPTED) & (Proposal.stage_since > now - DECIDED_FOR)
    proposals = session.scalars(
        select(Proposal).where(Proposal.network_id == network.id, Proposal.published_at.is_not(None), on_the_road | just_adopted)
        .order_by(Proposal.id.desc()).limit(200))
    agreements = session.scalars(select(Agreement).where(Agreement.id.in_(used(network, local_day(now)))).order_by(Agreement.title))
    return [*proposals, *agreements]


def readable(actor: Actor, network: Network, *, for_member: bool) -> Select[UnexpectedTurn]:
    """THE visibility query of what turns say: for the parties of the network and its secretary; for a former party its own.

    Asking for the confidential part raises, but for the secretary and the party itself (`secret_of`).
    """
    turns = (select(UnexpectedTurn).where(UnexpectedTurn.network_id == network.id)
             .options(joinedload(UnexpectedTurn.party), joinedload(UnexpectedTurn.proposal), joinedload(UnexpectedTurn.agreement)))
    if for_member or Role.SECRETARY in actor.roles:
        return turns
    return turns.where(UnexpectedTurn.party_id == actor.party_id)


def secret_of(session: Session, turn: UnexpectedTurn, actor: Actor) -> TurnSecret | None:
    """The confidential part, for who may read it: the party itself and the municipality (DESIGN rule 7)."""
    if actor.party_id != turn.party_id and Role.SECRETARY not in actor.roles:
        return None
    return session.scalar(select(TurnSecret).where(TurnSecret.turn_id == turn.id))


def ground_of(session: Session, turn: UnexpectedTurn) -> Ground | None:
    """Why a part is missing; None when nothing is."""
    return session.scalar(select(TurnSecret.ground).where(TurnSecret.turn_id == turn.id))


def news(session: Session, network: Network, now: datetime, *, but: int | None = None) -> list[UnexpectedTurn]:
    """What was told in the last weeks, the newest first, without a party's own."""
    query = (select(UnexpectedTurn).where(UnexpectedTurn.network_id == network.id, UnexpectedTurn.reported_at > now - NEWS_FOR)
             .options(joinedload(UnexpectedTurn.party), joinedload(UnexpectedTurn.proposal), joinedload(UnexpectedTurn.agreement)))
    if but is not None:
        query = query.where(UnexpectedTurn.party_id != but)
    return list(session.scalars(query.order_by(UnexpectedTurn.id.desc()).limit(20)))
