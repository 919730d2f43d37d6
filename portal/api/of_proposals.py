"""Proposals, and what everyone says of them: signals, comment rounds, reactions and answers."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from portal.api.fields import (
    ADDRESS,
    DAY,
    INSTANT,
    KEY,
    SEQUENCE,
    SLUG,
    TEXT,
    WHOLE,
    YES_NO,
    Field,
    Filter,
    choice,
    code,
    many,
    maybe,
    numbered,
    parts,
    whole,
)
from portal.api.resource import Question, Resource, by_id
from portal.api.rules import parts_of, words_of
from portal.contributions.queries import public_name
from portal.contributions.rules import Ground, HiddenGround
from portal.core.access import OUTSIDER
from portal.core.documents import Document
from portal.core.web import address
from portal.networks.rules import Law, Result
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import merged, visible, visible_rows
from portal.proposals.rules import ProposalKind, Stage
from portal.publication.queries import listed
from portal.publication.rules import Group
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.queries import counts, public_answers, public_reactions, public_rounds
from portal.rounds.rules import Adopted, Position, takes_reactions
from portal.signals.models import Signal
from portal.signals.queries import Narrowed, narrowed_signals
from portal.signals.rules import Sentiment, SignalState, Subject

T = TypeVar("T")
SUM = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
OF_PROPOSAL = numbered("voorstel", "Alleen wat bij dit voorstel hoort: het nummer van het voorstel.")
OFF_SITE = Field("vanDeSite", maybe(code(HiddenGround)), "Waarom de tekst van de site is gehaald; leeg als hij er staat.", "hidden_ground")
PROPOSAL = Field("voorstel", SEQUENCE, "Het nummer van het voorstel.", "proposal.number")


def page(path: Callable[[Any], str], about: str = "De pagina op de site.") -> Field:
    """The address of what everyone reads of it."""
    return Field("pagina", ADDRESS, about, lambda row, _also: site(path(row)))


def site(path: str) -> str:
    """A path of the site as a whole address."""
    return address("publication.front").rstrip("/") + path


def paper_fields(name: Callable[[Any], str], document: Callable[[Any], Document], path: Callable[[Any], str]) -> tuple[Field, ...]:
    """A document that everyone may read: its name, its kind, its sum and where it is."""
    return (Field("titel", TEXT, "De titel.", lambda row, _also: name(row)),
            Field("mediatype", TEXT, "Het soort bestand.", lambda row, _also: document(row).media_type),
            Field("omvang", WHOLE, "De omvang in bytes.", lambda row, _also: document(row).size),
            Field("sha256", SUM, "De SHA-256 van het bestand.", lambda row, _also: document(row).sha256),
            page(path, "Het bestand."))


def proposal_is(number: tuple[int, int]) -> ColumnElement[bool]:
    return (Proposal.year == number[0]) & (Proposal.sequence == number[1])


def of_proposal(query: Select[T], column: InstrumentedAttribute[Any], question: Question) -> Select[T]:
    """Only what belongs to the proposal that is asked for."""
    number = question.narrowed.get(OF_PROPOSAL.name)
    if number is None:
        return query
    ids = visible_rows(OUTSIDER, question.network).where(proposal_is(number)).with_only_columns(Proposal.id)
    return query.where(column.in_(ids))


def on_site(row: Any, value: T, nothing: T) -> T:
    return nothing if row.hidden_at else value


def _proposal_key(typed: str) -> ColumnElement[bool] | None:
    number = parts_of(typed)
    return proposal_is(number) if number else None


ARTICLE = (Field("artikel", TEXT, "Het nummer van het artikel.", "label"), Field("kop", TEXT, "De kop.", "heading"),
           Field("tekst", TEXT, "De tekst; leeg als het artikel vervalt.", "text"))
CHANGED_ARTICLE = (*ARTICLE, Field("nu", TEXT, "Hoe het artikel nu luidt; leeg voor een nieuw artikel.", "before"))


def _proposals(question: Question) -> Select[Proposal]:
    asked = question.narrowed
    found = listed(OUTSIDER, question.network, question.now, asked.get("stap"), asked.get("wet")).with_only_columns(Proposal.id)
    return visible(OUTSIDER, question.network).where(Proposal.id.in_(found.order_by(None)))


def _readable(proposal: Proposal, _also: object) -> list[ProposalVersion]:
    return [] if proposal.is_hidden else [version for version in proposal.versions if version.number >= proposal.public_from]


def _merged_into(session: Session, _question: Question, proposal: Proposal) -> str | None:
    into = merged(session, proposal).into
    return into.number if into and into.published_at else None


PROPOSALS = Resource(
    "voorstellen", "voorstel", "Voorstellen om een overeenkomst te verbeteren, te wijzigen of te maken.", _proposals, Proposal.id,
    Field("nummer", SEQUENCE, "Hoe iedereen het voorstel noemt.", "number"), _proposal_key,
    (
        Field("nummer", SEQUENCE, "Hoe iedereen het voorstel noemt.", "number"),
        Field("titel", TEXT, "De titel.", "title"),
        Field("samenvatting", TEXT, "Waar het over gaat, in een paar zinnen.", "summary"),
        Field("soort", code(ProposalKind), "Wat het voorstel wil.", "kind"),
        Field("stap", code(Stage), "Waar het voorstel is op zijn weg.", "stage"),
        Field("stapSinds", INSTANT, "Sinds wanneer het daar is.", "stage_since"),
        Field("wetten", many(code(Law)), "De wetten waar het over gaat.", "laws"),
        Field("resultaten", many(code(Result)), "De resultaten waar het aan bijdraagt.", "results"),
        Field("overeenkomst", maybe(SLUG), "De overeenkomst die het wil wijzigen.", lambda row, _also: row.agreement and row.agreement.slug),
        Field("gemeente", maybe(TEXT), "De code van de gemeente waar het over gaat.", lambda row, _also: row.municipality and row.municipality.code),
        Field("indiener", TEXT, "Wie het indiende, zoals diegene op de site staat.", lambda row, _also: public_name(row)),
        Field("ingediendOp", INSTANT, "Wanneer het binnenkwam.", "received_at"),
        Field("gepubliceerdOp", INSTANT, "Wanneer het openbaar werd.", "published_at"),
        Field("vertrouwelijkDeel", maybe(code(Ground)), "Waarom een deel vertrouwelijk is; leeg als alles openbaar is.",
              lambda row, _also: on_site(row, row.confidential and row.confidential.ground, None)),
        OFF_SITE,
        page(lambda row: row.path),
        Field("samengevoegdIn", maybe(SEQUENCE), "Het voorstel waarin dit verder gaat.", lambda _row, also: also, alone=True),
        parts("versies", "De openbare teksten, de oudste eerst.", _readable,
              Field("nummer", WHOLE, "Het nummer van de versie.", "number"), Field("gemaaktOp", INSTANT, "Wanneer.", "created_at"),
              Field("zonderPersoonsgegevens", YES_NO, "De gemeente haalde er gegevens over personen uit.", "is_cleared"),
              Field("toelichting", TEXT, "Waarom dit voorstel, in Markdown.", "explanation"),
              parts("artikelen", "De artikelen.", lambda row, _also: list(row.paragraphs), *CHANGED_ARTICLE),
              alone=True),
    ),
    (choice("stap", {group.value: group for group in Group}, "Alleen voorstellen die hier zijn."),
     choice("wet", words_of(Law), "Alleen voorstellen over deze wet.")),
    nested_alone=(selectinload(Proposal.versions),), beside_one=_merged_into)


def _rounds(question: Question) -> Select[CommentRound]:
    return of_proposal(public_rounds(question.network, question.now), CommentRound.proposal_id, question)


def _is_open(row: CommentRound, also: Any) -> bool:
    return row.is_open(also) and takes_reactions(row.proposal.stage)


def _now(_session: Session, question: Question, rows: Sequence[Any]) -> dict[int, Any]:
    return dict.fromkeys((row.id for row in rows), question.now)


def term_fields(is_open: Any) -> tuple[Field, ...]:
    return (
        Field("id", KEY, "Het nummer ervan.", "id"), PROPOSAL,
        Field("versie", WHOLE, "Over welke versie van de tekst.", "text_version.number"),
        Field("geopendOp", INSTANT, "Wanneer hij begon.", "opened_at"),
        Field("sluitOp", INSTANT, "Het moment waarop hij eindigt: dat hoort er zelf niet meer bij.", "closes_at"),
        Field("laatsteDag", DAY, "De laatste dag, in Nederland.", "last_day"),
        Field("isOpen", YES_NO, "Of hij nu loopt.", is_open),
        parts("verlengingen", "Extra tijd, met de reden.", lambda row, _also: list(row.extensions),
              Field("op", INSTANT, "Wanneer dat werd besloten.", "extended_at"), Field("van", INSTANT, "Het oude einde.", "old_closes_at"),
              Field("tot", INSTANT, "Het nieuwe einde.", "new_closes_at"), Field("reden", TEXT, "Waarom.", "reason")),
    )


def _standpoints(session: Session, question: Question, row: CommentRound) -> Any:
    return question.now, counts(session, row)


ROUNDS = Resource(
    "reactierondes", "reactieronde", "De termijnen waarin iedereen op een voorstel kan reageren.", _rounds, CommentRound.id,
    Field("id", KEY, "Het nummer van de ronde.", "id"), by_id(CommentRound.id),
    (*term_fields(lambda row, also: _is_open(row, also[0] if isinstance(also, tuple) else also)),
     page(lambda row: row.proposal.path),
     parts("standpunten", "Hoeveel partijen en anderen waar staan: wat op tijd kwam en is gelezen.",
           lambda _row, also: [(position, also[1]) for position in Position],
           Field("standpunt", code(Position), "Het standpunt.", lambda row, _also: row[0]),
           Field("partijen", WHOLE, "Hoeveel partijen.", lambda row, _also: row[1].parties.get(row[0], 0)),
           Field("anderen", WHOLE, "Hoeveel anderen.", lambda row, _also: row[1].others.get(row[0], 0)), alone=True)),
    (OF_PROPOSAL,), nested=(selectinload(CommentRound.extensions),), beside=_now, beside_one=_standpoints)


def _reactions(question: Question) -> Select[Reaction]:
    query = of_proposal(public_reactions(question.network), CommentRound.proposal_id, question)
    asked = question.narrowed
    if round_id := asked.get("reactieronde"):
        query = query.where(Reaction.round_id == round_id)
    if position := asked.get("standpunt"):
        query = query.where(Reaction.position == position, Reaction.withdrawn_at.is_(None))
    return query


def _there(row: Reaction, value: T) -> T | None:
    """Nothing of what was withdrawn."""
    return None if row.is_withdrawn else value


REACTIONS = Resource(
    "reacties", "reactie", "Openbare reacties in reactierondes.", _reactions, Reaction.id,
    Field("id", KEY, "Het nummer van de reactie.", "id"), by_id(Reaction.id),
    (
        Field("id", KEY, "Het nummer van de reactie.", "id"),
        Field("reactieronde", KEY, "De ronde.", "round_id"),
        Field("voorstel", SEQUENCE, "Het nummer van het voorstel.", "round.proposal.number"),
        Field("volgnummer", WHOLE, "De hoeveelste reactie in de ronde.", "number"),
        Field("afzender", TEXT, "Wie reageerde, zoals diegene op de site staat.", lambda row, _also: public_name(row)),
        Field("isPartij", YES_NO, "Of een aanbieder reageerde.", lambda row, _also: row.party_id is not None),
        Field("ontvangenOp", INSTANT, "Wanneer de reactie binnenkwam.", "received_at"),
        Field("gewijzigdOp", maybe(INSTANT), "Wanneer de afzender haar het laatst wijzigde.", "changed_at"),
        Field("ingetrokkenOp", maybe(INSTANT), "Wanneer de afzender haar introk.", "withdrawn_at"),
        Field("teLaat", YES_NO, "Of zij na het einde kwam.", "late"),
        Field("standpunt", maybe(code(Position)), "Het standpunt; leeg als zij is ingetrokken.", lambda row, _also: _there(row, row.position)),
        Field("artikelen", many(TEXT), "Over welke artikelen; 'all' is het hele voorstel.", lambda row, _also: _there(row, row.labels) or []),
        Field("tekst", TEXT, "De openbare tekst, in Markdown.", lambda row, _also: on_site(row, row.public_text, "")),
        Field("vertrouwelijkDeel", maybe(code(Ground)), "Waarom een deel vertrouwelijk is; leeg als alles openbaar is.",
              lambda row, _also: _there(row, on_site(row, row.confidential and row.confidential.ground, None))),
        OFF_SITE,
        Field("antwoord", maybe(KEY), "Het antwoord van de tafel.", lambda row, _also: _there(row, row.answer and row.answer.id)),
        page(lambda row: row.path),
        parts("reactiesHierop", "Wat anderen op deze reactie zeggen.", lambda row, _also: list(row.replies),
              Field("afzender", TEXT, "Wie.", lambda row, _also: public_name(row)), Field("ontvangenOp", INSTANT, "Wanneer.", "received_at"),
              Field("tekst", TEXT, "De openbare tekst, in Markdown.", lambda row, _also: on_site(row, row.public_text, "")), OFF_SITE),
        Field("weerwoord", {"type": "object"}, "Wat de afzender van het antwoord vindt.",
              lambda row, _also: _there(row, row.rejoinder if row.rejoinder and row.rejoinder.public_html else None),
              (Field("ontvangenOp", INSTANT, "Wanneer.", "received_at"),
               Field("tekst", TEXT, "De openbare tekst, in Markdown.", lambda row, _also: on_site(row, row.public_text, "")), OFF_SITE)),
    ),
    (OF_PROPOSAL, whole("reactieronde", "Alleen reacties in deze ronde."),
     choice("standpunt", words_of(Position), "Alleen reacties met dit standpunt.")))


def _answers(question: Question) -> Select[Answer]:
    query = of_proposal(public_answers(question.network, of_one=OF_PROPOSAL.name in question.narrowed), CommentRound.proposal_id, question)
    adopted = question.narrowed.get("overgenomen")
    return query.where(Answer.adopted == adopted) if adopted else query


ANSWERS = Resource(
    "antwoorden", "antwoord", "De antwoorden van de tafel op reacties.", _answers, Answer.id,
    Field("id", KEY, "Het nummer van het antwoord.", "id"), by_id(Answer.id),
    (
        Field("id", KEY, "Het nummer van het antwoord.", "id"),
        Field("reactie", KEY, "De reactie waarop het antwoord is.", "reaction_id"),
        Field("voorstel", SEQUENCE, "Het nummer van het voorstel.", "reaction.round.proposal.number"),
        Field("overgenomen", code(Adopted), "Of de tafel de reactie overneemt.", "adopted"),
        Field("tekst", TEXT, "Het antwoord, in Markdown.", "text"),
        Field("gewijzigdeArtikelen", many(TEXT), "De artikelen die erdoor veranderden.", "changed"),
        Field("gepubliceerdOp", INSTANT, "Wanneer het openbaar werd.", "published_at"),
        page(lambda row: row.reaction.path),
    ),
    (OF_PROPOSAL, choice("overgenomen", words_of(Adopted), "Alleen antwoorden met deze uitkomst.")))


def _signals(question: Question) -> Select[Signal]:
    asked = question.narrowed
    query = narrowed_signals(question.network, Narrowed(asked.get("wet"), None, asked.get("onderwerp"), asked.get("gevoel")))
    if place := asked.get("gemeente"):
        query = query.where(Signal.hidden_at.is_(None), Signal.municipality.has(code=place))
    return query


def _signal_key(typed: str) -> ColumnElement[bool] | None:
    number = parts_of(typed)
    return (Signal.year == number[0]) & (Signal.sequence == number[1]) if number else None


def _place(typed: str) -> str:
    if len(typed) != 6 or not typed.startswith("GM") or not (typed.isascii() and typed[2:].isdigit()):
        raise ValueError("Een gemeentecode is GM met vier cijfers: GM0935.")
    return typed


SIGNALS = Resource(
    "signalen", "signaal", "Signalen van inwoners, aanbieders en gemeenten, zoals de gemeente ze openbaar maakte.", _signals, Signal.id,
    Field("nummer", SEQUENCE, "Hoe iedereen het signaal noemt.", "number"), _signal_key,
    (
        Field("nummer", SEQUENCE, "Hoe iedereen het signaal noemt.", "number"),
        Field("titel", TEXT, "De openbare titel.", lambda row, _also: on_site(row, row.public_title, "")),
        Field("tekst", TEXT, "De openbare tekst, in Markdown.", lambda row, _also: on_site(row, row.public_text, "")),
        Field("gevoel", code(Sentiment), "Hoe het gaat.", "sentiment"),
        Field("onderwerp", code(Subject), "Waar het over gaat.", "subject"),
        Field("wetten", many(code(Law)), "De wetten waar het over gaat.", "laws"),
        Field("gemeente", maybe(TEXT), "De code van de gemeente waar het speelt.", lambda row, _also: row.municipality and row.municipality.code),
        Field("wijk", TEXT, "De wijk of buurt.", lambda row, _also: on_site(row, row.public_district, "")),
        Field("overeenkomst", maybe(SLUG), "De overeenkomst waar het over gaat.", lambda row, _also: row.agreement and row.agreement.slug),
        Field("artikel", TEXT, "Het artikel daarvan.", "public_article"),
        Field("afzender", TEXT, "Wie het gaf, zoals diegene op de site staat.", lambda row, _also: public_name(row)),
        Field("ontvangenOp", INSTANT, "Wanneer het binnenkwam.", "received_at"),
        Field("gepubliceerdOp", INSTANT, "Wanneer het openbaar werd.", "published_at"),
        Field("uitkomst", code(SignalState), "Wat ermee is gedaan.", "state"),
        Field("reden", TEXT, "Waarom.", "reason"),
        Field("vertrouwelijkDeel", maybe(code(Ground)), "Waarom een deel vertrouwelijk is; leeg als alles openbaar is.",
              lambda row, _also: on_site(row, row.confidential and row.confidential.ground, None)),
        OFF_SITE,
        page(lambda row: row.path),
    ),
    (choice("wet", words_of(Law), "Alleen signalen over deze wet."),
     choice("onderwerp", words_of(Subject), "Alleen signalen over dit onderwerp."),
     choice("gevoel", words_of(Sentiment), "Alleen signalen waarin het zo gaat."),
     Filter("gemeente", {"type": "string", "pattern": "^GM[0-9]{4}$"}, "Alleen signalen uit deze gemeente: de code.", _place)))
