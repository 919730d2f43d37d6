"""Advice that the municipality asked, and working groups with theirs (IN 7.1, 8). Of people in a group the organisations alone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session, selectinload

from portal.advice.messages import adviser_name
from portal.advice.models import AdvicePaper, AdviceRequest
from portal.advice.queries import requests
from portal.advice.rules import AdviceState, Advises, Followed
from portal.api.fields import DAY, INSTANT, SEQUENCE, SLUG, TEXT, WHOLE, Field, code, many, maybe, parts
from portal.api.of_proposals import OF_PROPOSAL, of_proposal, page, paper_fields
from portal.api.of_tables import OF_TABLE
from portal.api.resource import Question, Resource
from portal.core.calendar import local_day
from portal.groups.models import GroupPaper, WorkingGroup
from portal.groups.queries import groups
from portal.groups.rules import GroupState
from portal.tables.models import PhysicalTable

OF_NETWORK = Field("tafel", maybe(SLUG), "De tafel; leeg als het van het hele netwerk is.", lambda row, _also: row.table and row.table.slug)
ABOUT = Field("voorstel", maybe(SEQUENCE), "Het voorstel waar het over gaat.", lambda row, _also: row.proposal and row.proposal.number)


def _narrowed(query: Select[Any], kind: type[AdviceRequest | WorkingGroup], question: Question) -> Select[Any]:
    table = question.narrowed.get(OF_TABLE.name)
    query = of_proposal(query, kind.proposal_id, question)
    return query.where(kind.table.has((PhysicalTable.slug == table) & (PhysicalTable.network_id == question.network.id))) if table else query



ADVISED = (
    Field("uitkomst", maybe(code(Advises)), "Waar het advies op neerkomt; leeg zolang het er niet is.", "outcome"),
    Field("adviesOp", maybe(INSTANT), "Wanneer het advies werd gegeven.", "advised_at"),
    Field("voor", maybe(WHOLE), "Hoeveel voor waren; leeg als niet is geteld.", "in_favour"),
    Field("tegen", maybe(WHOLE), "Hoeveel tegen waren.", "against"),
    Field("onthouden", maybe(WHOLE), "Hoeveel zich onthielden.", "abstained"),
    Field("advies", TEXT, "Het advies, met de redenen.", "advice", alone=True),
    Field("minderheid", TEXT, "Wat een minderheid vindt.", "minority", alone=True),
)


def _requests(question: Question) -> Select[AdviceRequest]:
    return _narrowed(requests(question.network), AdviceRequest, question)


ADVICE = Resource(
    "adviezen", "advies", "Wat de gemeente advies over vroeg, het advies, en wat zij ermee deed.", _requests, AdviceRequest.id,
    Field("nummer", SLUG, "Het nummer in het adres.", "slug"), lambda typed: AdviceRequest.slug == typed,
    (
        Field("nummer", SLUG, "Het nummer in het adres.", "slug"),
        Field("onderwerp", TEXT, "Waar het over gaat.", "subject"),
        Field("stand", code(AdviceState), "Hoever het is.", "state"),
        Field("gevraagdAan", TEXT, "Wie om advies is gevraagd.", lambda row, _also: adviser_name(row)), OF_NETWORK,
        Field("overeenkomst", maybe(SLUG), "De overeenkomst waar het over gaat; leeg als die er nog niet is.",
              lambda row, _also: row.agreement and row.agreement.slug),
        Field("artikelen", many(TEXT), "De artikelen daarvan.", "articles"), ABOUT,
        Field("gevraagdOp", INSTANT, "Wanneer het werd gevraagd.", "asked_at"),
        Field("gewenstOp", DAY, "Wanneer de gemeente het wil hebben.", "wish_on"),
        *ADVISED,
        Field("opgevolgd", maybe(code(Followed)), "Of de gemeente het advies volgt.", "followed"),
        Field("reactieOp", maybe(INSTANT), "Wanneer de gemeente zei wat zij ermee doet.", "responded_at"),
        Field("ingetrokkenOp", maybe(INSTANT), "Wanneer de gemeente haar vraag introk.", "withdrawn_at"),
        page(lambda row: row.path),
        Field("vraag", TEXT, "Wat er wordt gevraagd.", "question", alone=True),
        Field("achtergrond", TEXT, "Wat men moet weten om te antwoorden.", "background", alone=True),
        Field("reactie", TEXT, "Waarom de gemeente doet wat zij ermee doet.", "response", alone=True),
        Field("ingetrokkenOmdat", TEXT, "Waarom de vraag is ingetrokken.", "withdraw_reason", alone=True),
        parts("stukken", "De stukken bij de vraag.", lambda row, _also: [(row, paper) for paper in row.papers],
              *paper_fields(lambda row: row[1].document.file_name, lambda row: row[1].document, lambda row: f"{row[0].path}/stukken/{row[1].id}"),
              alone=True),
    ), (OF_PROPOSAL, OF_TABLE), nested_alone=(selectinload(AdviceRequest.papers).joinedload(AdvicePaper.document),))


def _groups(question: Question) -> Select[WorkingGroup]:
    return _narrowed(groups(question.network), WorkingGroup, question)


def _today(_session: Session, question: Question, rows: Sequence[WorkingGroup]) -> dict[int, date]:
    return dict.fromkeys((row.id for row in rows), local_day(question.now))


GROUPS = Resource(
    "werkgroepen", "werkgroep", "Werkgroepen: de opdracht, wie meedoet en het advies.", _groups, WorkingGroup.id,
    Field("naam", SLUG, "De naam in het adres.", "slug"), lambda typed: WorkingGroup.slug == typed,
    (
        Field("naam", SLUG, "De naam in het adres.", "slug"),
        Field("titel", TEXT, "Hoe de groep heet.", "name"),
        Field("stand", code(GroupState), "Hoever de groep is.", lambda row, today: row.state(today)),
        OF_NETWORK, ABOUT,
        Field("ingesteldOp", INSTANT, "Wanneer de groep is ingesteld.", "founded_at"),
        Field("adviseertUiterlijk", DAY, "De laatste dag voor het advies.", "ends_on"),
        Field("trekker", maybe(TEXT), "De organisatie die de groep leidt.", lambda row, _today: row.leader and row.leader.organisation),
        Field("organisaties", many(TEXT), "De organisaties die nu meedoen.",
              lambda row, _today: list(dict.fromkeys(member.organisation for member in row.present))),
        *ADVISED,
        Field("afgeslotenOp", maybe(INSTANT), "Wanneer de groep is afgesloten.", "closed_at"),
        page(lambda row: row.path),
        Field("opdracht", TEXT, "Wat de groep uitzoekt.", "assignment", alone=True),
        Field("hoortErNietBij", TEXT, "Wat niet bij de opdracht hoort.", "limits", alone=True),
        Field("afgeslotenOmdat", TEXT, "Waarom de groep is afgesloten.", "close_reason", alone=True),
        parts("stukken", "De openbare stukken.", lambda row, _today: [(row, paper) for paper in row.papers if paper.is_public],
              *paper_fields(lambda row: row[1].title, lambda row: row[1].document, lambda row: f"{row[0].path}/stukken/{row[1].id}"), alone=True),
    ), (OF_PROPOSAL, OF_TABLE), nested=(selectinload(WorkingGroup.members),),
    nested_alone=(selectinload(WorkingGroup.papers).joinedload(GroupPaper.document),), beside=_today)
