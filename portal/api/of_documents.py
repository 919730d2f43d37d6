"""Documents that came with what is on the site, and that everyone may read: as they stand there, with their SHA-256."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.api.fields import INSTANT, KEY, SEQUENCE, TEXT, YES_NO, Field, code, maybe
from portal.api.of_proposals import OF_PROPOSAL, paper_fields, proposal_is
from portal.api.resource import Question, Resource, by_id
from portal.contributions.models import Attachment
from portal.contributions.queries import on_site
from portal.contributions.rules import Kind
from portal.core.access import OUTSIDER
from portal.networks.models import Network
from portal.pilots.models import Pilot, PilotResult
from portal.pilots.queries import visible_rows as pilots
from portal.proposals.models import Proposal
from portal.proposals.queries import visible_rows as proposals
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.queries import public_reactions
from portal.signals.models import Signal
from portal.signals.queries import Narrowed, narrowed_signals


class CameWith(StrEnum):
    """What a document came with."""

    SIGNAL = "signaal"
    PROPOSAL = "voorstel"
    REACTION = "reactie"
    PILOT = "pilot"
    RESULT = "pilotresultaat"

    @classmethod
    def of(cls, attachment: Attachment) -> "CameWith":
        return next(_KINDS[kind] for kind in Kind if getattr(attachment, f"{kind}_id") is not None)


_KINDS = {Kind.SIGNAL: CameWith.SIGNAL, Kind.PROPOSAL: CameWith.PROPOSAL, Kind.REACTION: CameWith.REACTION, Kind.PILOT: CameWith.PILOT,
          Kind.PILOT_RESULT: CameWith.RESULT}


def _ids(query: Select[Any], column: Any) -> Select[Any]:
    return query.with_only_columns(column).order_by(None)


def _shown(network: Network) -> Any:
    """With something that is on the site itself, by the visibility query of each."""
    seen = _ids(pilots(OUTSIDER, network), Pilot.id)
    return or_(Attachment.proposal_id.in_(_ids(proposals(OUTSIDER, network), Proposal.id)),
               public_reactions(network).with_only_columns(Reaction.id).where(Reaction.id == Attachment.reaction_id).exists(),
               Attachment.signal_id.in_(_ids(narrowed_signals(network, Narrowed()), Signal.id)), Attachment.pilot_id.in_(seen),
               Attachment.pilot_result_id.in_(select(PilotResult.id).where(
                   PilotResult.pilot_id.in_(seen), PilotResult.published_at.is_not(None), PilotResult.hidden_at.is_(None))))


def _attachments(question: Question) -> Select[Attachment]:
    query = (select(Attachment).options(joinedload(Attachment.document), joinedload(Attachment.public_document))
             .where(Attachment.network_id == question.network.id, on_site(), _shown(question.network)))
    number = question.narrowed.get(OF_PROPOSAL.name)
    if number is None:
        return query
    ids = _ids(proposals(OUTSIDER, question.network).where(proposal_is(number)), Proposal.id)
    said = select(Reaction.id).join(Reaction.round).where(CommentRound.proposal_id.in_(ids))
    return query.where(or_(Attachment.proposal_id.in_(ids), Attachment.reaction_id.in_(said)))


def _numbers(session: Session, _question: Question, rows: Sequence[Attachment]) -> dict[int, dict[str, str | None]]:
    """By attachment the numbers of the proposal, the signal and the pilot that it belongs to. One query."""
    about, own = aliased(Proposal), aliased(Pilot)
    found = session.execute(
        select(Attachment.id, Proposal.year, Proposal.sequence, about.year, about.sequence, Signal.year, Signal.sequence, Pilot.year, Pilot.sequence,
               own.year, own.sequence)
        .outerjoin(Proposal, Proposal.id == Attachment.proposal_id).outerjoin(Reaction, Reaction.id == Attachment.reaction_id)
        .outerjoin(CommentRound, CommentRound.id == Reaction.round_id).outerjoin(about, about.id == CommentRound.proposal_id)
        .outerjoin(Signal, Signal.id == Attachment.signal_id).outerjoin(Pilot, Pilot.id == Attachment.pilot_id)
        .outerjoin(PilotResult, PilotResult.id == Attachment.pilot_result_id).outerjoin(own, own.id == PilotResult.pilot_id)
        .where(Attachment.id.in_([row.id for row in rows])))
    return {row[0]: {"proposal": _number(*row[1:3]) or _number(*row[3:5]), "signal": _number(*row[5:7]),
                     "pilot": _number(*row[7:9]) or _number(*row[9:11])} for row in found}


def _number(year: int | None, sequence: int | None) -> str | None:
    return f"{year}-{sequence:02d}" if year is not None else None


ATTACHMENTS = Resource(
    "bijlagen", "bijlage", "Documenten bij voorstellen, reacties, signalen en pilots, zoals ze op de site staan.", _attachments, Attachment.id,
    Field("id", KEY, "Het nummer van het document.", "id"), by_id(Attachment.id),
    (
        Field("id", KEY, "Het nummer van het document.", "id"),
        Field("soort", code(CameWith), "Waar het bij kwam.", lambda row, _also: CameWith.of(row)),
        Field("voorstel", maybe(SEQUENCE), "Het voorstel, ook van een reactie.", lambda _row, also: also["proposal"]),
        Field("reactie", maybe(KEY), "De reactie.", "reaction_id"),
        Field("signaal", maybe(SEQUENCE), "Het signaal.", lambda _row, also: also["signal"]),
        Field("pilot", maybe(SEQUENCE), "De pilot, ook van een resultaat.", lambda _row, also: also["pilot"]),
        *paper_fields(lambda row: row.public_document.file_name, lambda row: row.public_document, lambda row: f"/bijlagen/{row.id}"),
        Field("isBewerkt", YES_NO, "Of de gemeente er delen onleesbaar in maakte.", "is_redacted"),
        Field("reden", TEXT, "Waarom.", lambda row, _also: row.reason if row.is_redacted else ""),
        Field("ontvangenOp", INSTANT, "Wanneer het binnenkwam.", "document.received_at"),
    ), (OF_PROPOSAL,), beside=_numbers,
    beside_one=lambda session, question, row: _numbers(session, question, [row])[row.id])
