"""Votes and decisions, the agreements that come of them, who takes part in those, and everything that was made known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, select, type_coerce
from sqlalchemy.orm import Session, defer, selectinload, undefer

from portal.api.fields import (
    DAY,
    INSTANT,
    KEY,
    SEQUENCE,
    SLUG,
    TEXT,
    WHOLE,
    YES_NO,
    Field,
    choice,
    code,
    many,
    maybe,
    parts,
    text,
)
from portal.api.of_proposals import ARTICLE, OF_PROPOSAL, of_proposal, page, term_fields
from portal.api.resource import Question, Resource, by_id
from portal.api.rules import words_of
from portal.core.calendar import local_day
from portal.members.models import Membership
from portal.members.queries import listed
from portal.networks.models import Agreement, AgreementVersion, Publication
from portal.networks.queries import Cause, causes, in_force, known_agreements
from portal.networks.rules import AgreementKind, Law
from portal.parties.models import Party
from portal.parties.rules import Domain
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.publication.dossier import board_lines
from portal.publication.messages import sentence
from portal.publication.queries import Decision, decision_publications, decisions
from portal.tables.rules import SizeClass
from portal.votes.models import Vote
from portal.votes.queries import Line, Outcome, outcome_of, participation, public_votes
from portal.votes.rules import Choice
from portal.votes.sheets import groups


def _votes(question: Question) -> Select[Vote]:
    return of_proposal(public_votes(question.network, question.now), Vote.proposal_id, question)


def _turnout(session: Session, question: Question, rows: Sequence[Vote]) -> dict[int, Any]:
    """Whether each runs, and how many voted of how many: not while it runs when its rules keep that to themselves."""
    told = participation(session, rows)
    return {row.id: (row.is_open(question.now), None if row.is_open(question.now) and not row.shows_progress else told[row.id])
            for row in rows}


def _counted(session: Session, question: Question, row: Vote) -> Any:
    """The same with the outcome, which is for nobody before the vote closes."""
    known = _turnout(session, question, [row])[row.id]
    return (*known, None if known[0] else outcome_of(session, row))


def _outcome(also: Any) -> Outcome | None:
    return also[2] if len(also) > 2 else None


def _lines(_row: Vote, also: Any) -> list[Line]:
    """What each party voted, where names are published."""
    outcome = _outcome(also)
    return outcome.lines if outcome and outcome.vote.by_name else []


def _receipts(_row: Vote, also: Any) -> list[Any]:
    outcome = _outcome(also)
    return outcome.ballots if outcome else []


VOTES = Resource(
    "stemmingen", "stemming", "Stemmingen over voorstellen. Wat er gestemd is, staat er pas na het einde.", _votes, Vote.id,
    Field("id", KEY, "Het nummer van de stemming.", "id"), by_id(Vote.id),
    (
        *term_fields(lambda _row, also: also[0]),
        Field("opNaam", YES_NO, "Of openbaar wordt wat elke partij stemde.", "by_name"),
        Field("stemgerechtigden", maybe(WHOLE), "Hoeveel partijen kunnen stemmen.", lambda _row, also: also[1] and also[1][1]),
        Field("uitgebracht", maybe(WHOLE), "Hoeveel partijen stemden.", lambda _row, also: also[1] and also[1][0]),
        page(lambda row: f"{row.proposal.path}/stemming"),
        parts("uitslag", "De uitslag van het netwerk, van wie aan tafel zit en per klasse; leeg zolang de stemming loopt.",
              lambda _row, also: groups(outcome) if (outcome := _outcome(also)) else [],
              Field("groep", TEXT, "Welke groep.", lambda row, _also: row[0]),
              Field("stemgerechtigden", WHOLE, "Hoeveel partijen.", lambda row, _also: row[1].entitled),
              Field("voor", WHOLE, "Hoeveel voor.", lambda row, _also: row[1].in_favour),
              Field("tegen", WHOLE, "Hoeveel tegen.", lambda row, _also: row[1].against),
              Field("onthouden", WHOLE, "Hoeveel zich onthielden.", lambda row, _also: row[1].abstained),
              Field("nietGestemd", WHOLE, "Hoeveel niet stemden.", lambda row, _also: row[1].not_voted),
              Field("nemenNietDeel", WHOLE, "Hoeveel niet deelnamen wegens een gemeld belang.", lambda row, _also: row[1].aside), alone=True),
        parts("partijen", "Wat elke partij stemde, als namen openbaar zijn; leeg zolang de stemming loopt.", _lines,
              Field("naam", TEXT, "De partij.", "entry.party_name"),
              Field("klasse", maybe(code(SizeClass)), "De grootte.", "entry.size_class"),
              Field("aanTafel", YES_NO, "Of zij aan de tafel zit.", "entry.at_table"),
              Field("neemtNietDeel", YES_NO, "Of zij niet deelneemt wegens een gemeld belang.", "is_aside"),
              Field("stem", maybe(code(Choice)), "Haar stem; leeg als zij niet stemde.", lambda row, _also: row.ballot and row.ballot.choice),
              Field("uitgebrachtOp", maybe(DAY), "Op welke dag.", lambda row, _also: row.ballot and local_day(row.ballot.cast_at)),
              alone=True),
        parts("stemmen", "De stemmen die tellen, op volgorde van hun bewijsnummer; leeg zolang de stemming loopt.", _receipts,
              Field("bewijsnummer", TEXT, "Het nummer op het bewijs.", "number"), Field("stem", code(Choice), "De stem.", "choice"),
              Field("toelichting", TEXT, "De toelichting.", "explanation"), alone=True),
    ), (OF_PROPOSAL,), nested=(selectinload(Vote.extensions),), beside=_turnout, beside_one=_counted)


def _decisions(question: Question) -> Select[Publication]:
    query = decision_publications(question.network).where(~Publication.is_hidden, Publication.proposal_id.in_(
        select(Proposal.id).where(Proposal.published_at.is_not(None))))
    return of_proposal(query, Publication.proposal_id, question)


def _weighed(session: Session, question: Question, rows: Sequence[Publication]) -> dict[int, Decision]:
    return {found.publication.id: found for found in decisions(session, question.network, ids=[row.id for row in rows])}


def _with_boards(session: Session, question: Question, row: Publication) -> Any:
    """The decision, and what each board decided before it."""
    told = session.scalars(select(Publication).where(
        Publication.proposal_id == row.proposal_id, Publication.id <= row.id, ~Publication.is_hidden)
        .order_by(Publication.id.desc())).all()
    return _weighed(session, question, [row])[row.id], board_lines(told)


def _decision(also: Any) -> Decision:
    found: Decision = also[0] if isinstance(also, tuple) else also
    return found


DECISIONS = Resource(
    "besluiten", "besluit", "Hoe voorstellen eindigden en waarom.", _decisions, Publication.id,
    Field("id", KEY, "Het nummer van het besluit.", "id"), by_id(Publication.id),
    (
        Field("id", KEY, "Het nummer van het besluit.", "id"),
        Field("voorstel", SEQUENCE, "Het nummer van het voorstel.", lambda _row, also: _decision(also).proposal.number),
        Field("titel", TEXT, "De titel van het voorstel.", lambda _row, also: _decision(also).proposal.title),
        Field("uitkomst", code(Stage), "Waar het voorstel door dit besluit kwam.", lambda _row, also: _decision(also).stage),
        Field("reden", TEXT, "Waarom.", lambda _row, also: _decision(also).reason),
        Field("bekendgemaaktOp", INSTANT, "Wanneer het bekend werd gemaakt.", "published_at"),
        Field("geldtVanaf", maybe(DAY), "Vanaf wanneer de nieuwe tekst geldt.", lambda _row, also: _decision(also).in_force_from),
        page(lambda row: row.path),
        parts("colleges", "Wat elk college besloot.", lambda _row, also: also[1],
              Field("gemeente", TEXT, "De gemeente.", "municipality"), Field("neemtAan", YES_NO, "Of het college instemt.",
                                                                          lambda row, _also: row.adopted == "BoardChoice.adopted"),
              Field("besloten", DAY, "Op welke dag.", "decided_on"), Field("nummer", TEXT, "Het nummer van het besluit.", "number"),
              Field("reden", TEXT, "Waarom.", "reason"), alone=True),
    ), (OF_PROPOSAL,), beside=_weighed, beside_one=_with_boards)


def _agreements(question: Question) -> Select[Agreement]:
    query, law = known_agreements(question.network), question.narrowed.get("wet")
    return query.where(type_coerce(Agreement.laws, String).contains(f",{law.value},", autoescape=True)) if law else query


@dataclass(frozen=True)
class Texts:
    """The versions of an agreement, the one that holds today, and by the id of a version the proposal that it came from."""

    versions: list[AgreementVersion]
    current: AgreementVersion | None
    causes: dict[int, Cause]


def _versions(session: Session, question: Question, rows: Sequence[Agreement], *options: Any) -> dict[int, Texts]:
    found = list(session.scalars(
        select(AgreementVersion).where(AgreementVersion.agreement_id.in_([row.id for row in rows]))
        .options(*(options or [defer(AgreementVersion.paragraphs, raiseload=True)])).order_by(AgreementVersion.number)))
    came_from, today = causes(session, found), local_day(question.now)
    own = {row.id: [version for version in found if version.agreement_id == row.id] for row in rows}
    return {row_id: Texts(versions, in_force(versions, today), came_from) for row_id, versions in own.items()}


def _whole_texts(session: Session, question: Question, row: Agreement) -> Texts:
    return _versions(session, question, [row], undefer(AgreementVersion.paragraphs))[row.id]


VERSION_FIELDS = (
    Field("nummer", WHOLE, "Het nummer van de versie.", "number"),
    Field("geldtVanaf", DAY, "Vanaf wanneer zij geldt.", "in_force_from"),
    Field("gepubliceerdOp", INSTANT, "Wanneer zij openbaar werd.", "published_at"),
    Field("vingerafdruk", TEXT, "De SHA-256 van de tekst: wat handtekeningen vastleggen.", "fingerprint"),
    Field("reden", TEXT, "Waarom zij er kwam.", "reason"),
    Field("voorstel", maybe(SEQUENCE), "Het voorstel waar zij uit kwam.",
          lambda row, also: also.causes[row.id].number if row.id in also.causes else None))


AGREEMENTS = Resource(
    "overeenkomsten", "overeenkomst", "De overeenkomsten van het netwerk met al hun versies.", _agreements, Agreement.id,
    Field("naam", SLUG, "De naam in het adres.", "slug"), lambda typed: Agreement.slug == typed,
    (
        Field("naam", SLUG, "De naam in het adres.", "slug"),
        Field("titel", TEXT, "De titel.", "title"),
        Field("soort", code(AgreementKind), "Wat voor overeenkomst.", "kind"),
        Field("wetten", many(code(Law)), "De wetten waar zij over gaat.", "laws"),
        Field("geldendeVersie", maybe(WHOLE), "De versie die vandaag geldt.", lambda _row, also: also.current and also.current.number),
        page(lambda row: f"/overeenkomsten/{row.slug}"),
        parts("versies", "De versies, de oudste eerst.", lambda _row, also: also.versions, *VERSION_FIELDS),
        parts("teksten", "De teksten van de versies.", lambda _row, also: also.versions,
              Field("versie", WHOLE, "Het nummer van de versie.", "number"),
              parts("artikelen", "De artikelen.", lambda row, _also: list(row.paragraphs), *ARTICLE), alone=True),
    ),
    (choice("wet", words_of(Law), "Alleen overeenkomsten over deze wet."),),
    beside=_versions, beside_one=_whole_texts)


def _members(question: Question) -> Select[Membership]:
    return listed(question.network, question.narrowed.get("domein"), question.narrowed.get("naam", ""))


def _kvk(typed: str) -> ColumnElement[bool] | None:
    return Party.kvk == typed if typed.isascii() and typed.isdigit() and len(typed) == 8 else None


MEMBERS = Resource(
    "deelnemers", "deelnemer", "De aanbieders die nu deelnemen. Hoe men hen bereikt is niet openbaar.", _members, Membership.id,
    Field("kvkNummer", {"type": "string", "pattern": "^[0-9]{8}$"}, "Het KVK-nummer.", "party.kvk"), _kvk,
    (
        Field("kvkNummer", {"type": "string", "pattern": "^[0-9]{8}$"}, "Het KVK-nummer.", "party.kvk"),
        Field("naam", TEXT, "De naam.", "party.name"),
        Field("plaats", TEXT, "De plaats.", "party.city"),
        Field("domeinen", many(code(Domain)), "De soorten hulp.", "party.domains"),
        Field("deelnemerSinds", DAY, "Sinds wanneer.", "member_since"),
    ),
    (choice("domein", words_of(Domain), "Alleen wie deze hulp biedt."), text("naam", "Alleen wie dit in de naam heeft.")))


def _publications(question: Question) -> Select[Publication]:
    query = select(Publication).where(Publication.network_id == question.network.id, ~Publication.is_hidden)
    return of_proposal(query, Publication.proposal_id, question)


def _numbers(session: Session, _question: Question, rows: Sequence[Publication]) -> dict[int, str]:
    """By publication the number of the proposal that it is about."""
    ids = {row.proposal_id for row in rows if row.proposal_id}
    found = {row.id: f"{row.year}-{row.sequence:02d}" for row in session.execute(
        select(Proposal.id, Proposal.year, Proposal.sequence).where(Proposal.id.in_(ids), Proposal.published_at.is_not(None)))}
    return {row.id: found[row.proposal_id] for row in rows if row.proposal_id in found}


PUBLICATIONS = Resource(
    "bekendmakingen", "bekendmaking", "Alles wat is bekendgemaakt, voor iedereen op hetzelfde moment.", _publications, Publication.id,
    Field("id", KEY, "Het nummer van de bekendmaking.", "id"), by_id(Publication.id),
    (
        Field("id", KEY, "Het nummer van de bekendmaking.", "id"),
        Field("gepubliceerdOp", INSTANT, "Wanneer.", "published_at"),
        Field("soort", TEXT, "De code van wat er gebeurde.", "kind"),
        Field("titel", TEXT, "Waar het over gaat.", "title"),
        Field("tekst", TEXT, "Wat is bekendgemaakt, in een zin.", lambda row, _also: sentence(row)),
        Field("reden", TEXT, "Waarom.", "reason"),
        Field("voorstel", maybe(SEQUENCE), "Het voorstel.", lambda _row, also: also),
        page(lambda row: row.path),
    ), (OF_PROPOSAL,), beside=_numbers,
    beside_one=lambda session, question, row: _numbers(session, question, [row]).get(row.id))
