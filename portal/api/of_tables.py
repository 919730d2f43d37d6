"""Physical tables, who sits there and why, their meetings and the minutes. Client counts are in none of it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from portal.api.fields import (
    DAY,
    INSTANT,
    KEY,
    SEQUENCE,
    SLUG,
    TEXT,
    WHOLE,
    Field,
    code,
    many,
    maybe,
    parts,
    slug,
    whole,
)
from portal.api.of_proposals import page, paper_fields
from portal.api.resource import Question, Resource, by_id
from portal.core.revisions import Paragraph
from portal.meetings.messages import item_title, meeting_title, timed
from portal.meetings.models import Meeting
from portal.meetings.queries import public_meetings, whole_meeting, within_year
from portal.meetings.record import paragraphs, record_of
from portal.meetings.rules import MeetingState
from portal.parties.rules import Domain, FundingStream
from portal.tables.exhibits import Exhibit, exhibit, kinds_of
from portal.tables.messages import reason_of
from portal.tables.models import Composition, PhysicalTable, Standing
from portal.tables.queries import newest_compositions, place_names, standings
from portal.tables.rules import CompositionState, SizeClass

OF_TABLE = slug("tafel", "Alleen wat bij deze tafel hoort: de naam in haar adres.")
KIND = {"type": "string", "enum": [*code(Domain)["enum"], *code(FundingStream)["enum"]]}


def _tables(question: Question) -> Select[PhysicalTable]:
    return select(PhysicalTable).where(PhysicalTable.network_id == question.network.id)


def _compositions_now(session: Session, question: Question, rows: Sequence[PhysicalTable]) -> dict[int, int]:
    newest = newest_compositions(session, question.network, PhysicalTable.id.in_([row.id for row in rows]))
    return {table_id: composition.id for table_id, (composition, _seats) in newest.items()}


TABLES = Resource(
    "tafels", "tafel", "De fysieke overlegtafels.", _tables, PhysicalTable.id,
    Field("naam", SLUG, "De naam in het adres.", "slug"), lambda typed: PhysicalTable.slug == typed,
    (
        Field("naam", SLUG, "De naam in het adres.", "slug"),
        Field("titel", TEXT, "Hoe de tafel heet.", "name"),
        Field("thema", TEXT, "Waar zij over praat.", "theme"),
        Field("domeinen", many(code(Domain)), "De soorten hulp waar zij over gaat.", "domains"),
        Field("samenstelling", maybe(KEY), "De samenstelling die nu geldt.", lambda _row, also: also),
        Field("opgehevenOp", maybe(INSTANT), "Wanneer zij is opgeheven.", "closed_at"),
        Field("opgehevenOmdat", TEXT, "Waarom.", "close_reason"),
        page(lambda row: f"/tafels/{row.slug}"),
    ), beside=_compositions_now)


def _compositions(question: Question) -> Select[Composition]:
    query = (select(Composition).join(Composition.table).options(contains_eager(Composition.table))
             .where(PhysicalTable.network_id == question.network.id, Composition.state == CompositionState.PUBLISHED))
    asked = question.narrowed.get(OF_TABLE.name)
    return query.where(PhysicalTable.slug == asked) if asked else query


def _exhibit(session: Session, _question: Question, row: Composition) -> Exhibit:
    rows = standings(session, row)
    return exhibit(row.table, row, rows, place_names(session, {place for standing in rows for place in standing.places}))


def _chairs(_row: Composition, also: Exhibit) -> list[Standing]:
    return [*also.seated, *also.reserve]


COMPOSITIONS = Resource(
    "samenstellingen", "samenstelling", "Wie aan een tafel zit, met de reden per plaats. Aantallen cliënten zijn nooit openbaar.",
    _compositions, Composition.id, Field("id", KEY, "Het nummer ervan.", "id"), by_id(Composition.id),
    (
        Field("id", KEY, "Het nummer ervan.", "id"),
        Field("tafel", SLUG, "De tafel.", "table.slug"),
        Field("nummer", WHOLE, "De hoeveelste samenstelling van deze tafel.", "number"),
        Field("gepubliceerdOp", INSTANT, "Wanneer zij openbaar werd.", "published_at"),
        Field("peildatum", DAY, "De dag van de telling.", "data_date"),
        Field("plaatsenGroot", WHOLE, "Plaatsen voor grote aanbieders.", "seats_large"),
        Field("plaatsenMiddelgroot", WHOLE, "Plaatsen voor middelgrote aanbieders.", "seats_medium"),
        Field("plaatsenKlein", WHOLE, "Plaatsen voor kleine aanbieders.", "seats_small"),
        Field("lotzaad", TEXT, "Waarmee wordt geloot: iedereen kan het narekenen.", "seed"),
        Field("regelversie", TEXT, "De versie van de rekenregel.", "rule_version"),
        Field("reden", TEXT, "Waarom deze samenstelling.", "reason"),
        Field("evaluatieVoor", maybe(DAY), "Voor welke dag zij wordt geëvalueerd.", "evaluate_by"),
        page(lambda row: f"/tafels/{row.table.slug}?samenstelling={row.number}"),
        parts("plaatsen", "Wie een plaats heeft, en daarna de reservelijst.", _chairs,
              Field("plaats", maybe(WHOLE), "Het nummer van de plaats; leeg op de reservelijst.", "seat"),
              Field("reserve", maybe(WHOLE), "De plek op de reservelijst van de klasse.", lambda row, _also: row.rank if row.seat is None else None),
              Field("naam", TEXT, "De aanbieder.", "name"), Field("kvkNummer", TEXT, "Het KVK-nummer.", "kvk"),
              Field("klasse", code(SizeClass), "De grootte.", "size_class"),
              Field("soorten", many(KIND), "De soorten hulp en geldstromen.", lambda row, _also: kinds_of(row)),
              Field("reden", TEXT, "Waarom.", lambda row, _also: reason_of(row)), alone=True),
    ), (OF_TABLE,), beside_one=_exhibit)


def _meetings(question: Question) -> Select[Meeting]:
    query, asked = public_meetings(question.network), question.narrowed
    if year := asked.get("jaar"):
        query = query.where(*within_year(year))
    if table := asked.get(OF_TABLE.name):
        query = query.where(Meeting.table.has((PhysicalTable.slug == table) & (PhysicalTable.network_id == question.network.id)))
    return query


def _by_slug(typed: str) -> ColumnElement[bool]:
    return Meeting.slug == typed


MEETING_KEY = Field("naam", SLUG, "De naam in het adres.", "slug")
MEETING_FILTERS = (OF_TABLE, whole("jaar", "Alleen bijeenkomsten in dit jaar.", most=2999, least=1900))
TITLE = Field("titel", TEXT, "Hoe de bijeenkomst heet.", lambda row, _also: meeting_title(row))
TABLE = Field("tafel", maybe(SLUG), "De tafel; leeg als zij van het hele netwerk is.", lambda row, _also: row.table and row.table.slug)
BEGIN = Field("begint", INSTANT, "Wanneer zij begint.", "starts_at")
MEETINGS = Resource(
    "bijeenkomsten", "bijeenkomst", "Bijeenkomsten van tafels en van het netwerk.", _meetings, Meeting.id, MEETING_KEY, _by_slug,
    (
        MEETING_KEY, TITLE, TABLE, BEGIN,
        Field("eindigt", INSTANT, "Wanneer zij eindigt.", "ends_at"),
        Field("plaats", TEXT, "Waar zij is.", "place"),
        Field("status", code(MeetingState, MeetingState.DRAFT), "Hoe het ermee staat.", "state"),
        Field("geannuleerdOmdat", TEXT, "Waarom zij niet doorgaat.", "cancel_reason"),
        page(lambda row: f"/bijeenkomsten/{row.slug}"),
        parts("agenda", "De agendapunten.", lambda row, _also: timed(row),
              Field("begint", INSTANT, "Wanneer het punt is gepland.", lambda row, _also: row[0]),
              Field("titel", TEXT, "Waar het over gaat.", lambda row, _also: item_title(row[1])),
              Field("minuten", WHOLE, "Hoe lang het is gepland.", lambda row, _also: row[1].planned_minutes),
              Field("voorstel", maybe(SEQUENCE), "Het voorstel.", lambda row, _also: row[1].proposal and row[1].proposal.number),
              Field("advies", maybe(SLUG), "Het advies dat wordt gevraagd.", lambda row, _also: row[1].advice and row[1].advice.slug),
              Field("werkgroep", maybe(SLUG), "De werkgroep waarvan het advies wordt besproken.", lambda row, _also: row[1].group and row[1].group.slug),
              Field("signaal", maybe(SEQUENCE), "Het signaal, als het openbaar is.",
                    lambda row, _also: row[1].signal.number if row[1].signal and row[1].signal.published_at else None), alone=True),
        parts("stukken", "De openbare stukken.", lambda row, _also: [(row, paper) for paper in row.papers if paper.is_public],
              *paper_fields(lambda row: row[1].title, lambda row: row[1].document, lambda row: f"/bijeenkomsten/{row[0].slug}/stukken/{row[1].id}"),
              alone=True),
    ), MEETING_FILTERS, nested_alone=whole_meeting())


def _minutes(question: Question) -> Select[Meeting]:
    return _meetings(question).where(Meeting.state == MeetingState.ADOPTED)


def _said(session: Session, question: Question, row: Meeting) -> tuple[Paragraph, ...]:
    return paragraphs(record_of(session, row, is_internal=False, now=question.now))


MINUTES = Resource(
    "verslagen", "verslag", "De vastgestelde verslagen van bijeenkomsten, zonder wat intern is.", _minutes, Meeting.id, MEETING_KEY, _by_slug,
    (
        Field("bijeenkomst", SLUG, "De bijeenkomst.", "slug"), TITLE, TABLE, BEGIN,
        Field("vastgesteldOp", INSTANT, "Wanneer het verslag is vastgesteld.", "adopted_at"),
        page(lambda row: f"/bijeenkomsten/{row.slug}"),
        parts("punten", "Het verslag, punt voor punt.", lambda _row, also: list(also),
              Field("punt", TEXT, "Het nummer van het punt.", "label"), Field("kop", TEXT, "De kop.", "heading"),
              Field("tekst", TEXT, "Wat er is besproken en besloten.", "text"), alone=True),
    ), MEETING_FILTERS, nested_alone=(*whole_meeting(), selectinload(Meeting.minutes)), beside_one=_said)
