"""Service contracts that both sides signed, tariffs included (docs/decisions/0019). Before that the interface knows of none."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.api.fields import DAY, INSTANT, SEQUENCE, SLUG, TEXT, WHOLE, Field, code, many, maybe, parts, text
from portal.api.of_proposals import page
from portal.api.resource import Question, Resource
from portal.api.rules import parts_of
from portal.contracts.models import ContractSignature, ContractVersion, ServiceContract
from portal.contracts.queries import public_contracts
from portal.contracts.rules import WRITTEN, ContractPhase
from portal.core.calendar import local_day
from portal.core.language import say

AMOUNT = {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"}


def _contracts(question: Question) -> Select[ServiceContract]:
    return public_contracts(question.network, question.narrowed.get("naam", "")).options(joinedload(ServiceContract.agreement))


def _key(typed: str) -> ColumnElement[bool] | None:
    number = parts_of(typed)
    return (ServiceContract.year == number[0]) & (ServiceContract.sequence == number[1]) if number else None


def _today(_session: Session, question: Question, rows: Sequence[ServiceContract]) -> dict[int, date]:
    return dict.fromkeys((row.id for row in rows), local_day(question.now))


def _signed(contract: ServiceContract) -> ContractVersion:
    version = contract.newest
    assert version  # noqa: S101 - what both signed was sent
    return version


def _subjects(contract: ServiceContract, _today: Any) -> list[tuple[str, str, str]]:
    texts = _signed(contract).content.texts
    return [(subject.value, say(subject), texts.get(subject, "")) for subject in WRITTEN]


CONTRACTS = Resource(
    "dienstverleningsovereenkomsten", "dienstverleningsovereenkomst",
    "Dienstverleningsovereenkomsten die beide kanten hebben ondertekend, met hun tarieven.", _contracts, ServiceContract.id,
    Field("nummer", SEQUENCE, "Het nummer.", "number"), _key,
    (
        Field("nummer", SEQUENCE, "Het nummer.", "number"),
        Field("titel", TEXT, "De titel.", "title"),
        Field("stand", code(ContractPhase), "Hoe het ermee staat.", lambda row, today: row.phase(today)),
        Field("overeenkomst", maybe(SLUG), "De overeenkomst waar zij onder valt.", lambda row, _today: row.agreement and row.agreement.slug),
        Field("aanbieders", many(TEXT), "Met welke aanbieders.", lambda row, _today: [party.name for party in row.parties]),
        Field("gemeenten", many(TEXT), "De codes van de gemeenten.", lambda row, _today: [place.code for place in row.municipalities]),
        Field("eersteDag", DAY, "De eerste dag.", "begins_on"),
        Field("laatsteDag", DAY, "De laatste dag zoals die nu is.", "ends_on"),
        Field("ondertekendOp", INSTANT, "Wanneer beide kanten hadden ondertekend.", "signed_at"),
        page(lambda row: row.path),
        Field("versie", WHOLE, "De versie die is ondertekend.", lambda row, _today: _signed(row).number, alone=True),
        Field("vingerafdruk", TEXT, "De SHA-256 van de tekst: wat handtekeningen vastleggen.", lambda row, _today: _signed(row).fingerprint, alone=True),
        parts("onderwerpen", "De onderwerpen c tot en met i, als tekst.", _subjects,
              Field("letter", TEXT, "De letter.", lambda row, _today: row[0]), Field("onderwerp", TEXT, "Waar het over gaat.", lambda row, _today: row[1]),
              Field("tekst", TEXT, "Wat is afgesproken.", lambda row, _today: row[2]), alone=True),
        parts("tarieven", "De tarieven.", lambda row, _today: list(_signed(row).content.tariffs),
              Field("dienst", TEXT, "De dienst.", "service"), Field("eenheid", TEXT, "Waarvan het de prijs is.", "unit"),
              Field("bedrag", AMOUNT, "Het bedrag in euro's.", lambda row, _today: f"{row.amount:.2f}"), alone=True),
        parts("indicatoren", "Hoe resultaten worden gemeten.", lambda row, _today: list(_signed(row).content.indicators),
              Field("naam", TEXT, "Wat wordt gemeten.", "name"), Field("doel", TEXT, "Waarnaar wordt gestreefd.", "target"),
              Field("wanneer", TEXT, "Hoe vaak.", "moment"), alone=True),
        parts("handtekeningen", "Welke organisaties ondertekenden. Namen van personen zijn niet openbaar.", lambda row, _today: list(_signed(row).signatures),
              Field("nummer", TEXT, "Het nummer van de handtekening.", "number"), Field("organisatie", TEXT, "De organisatie.", "organisation"),
              Field("ondertekendOp", INSTANT, "Wanneer.", "signed_at"), Field("ookVoor", many(TEXT), "Voor welke gemeenten ook, met hun mandaat.", "mandates"),
              alone=True),
        Field("beeindigdOmdat", TEXT, "Waarom zij eindigt; leeg zolang dat niet is vastgelegd.", lambda row, _today: row.end.text if row.end else "", alone=True),
    ), (text("naam", "Alleen met dit in de titel of in de naam van een aanbieder."),),
    nested_alone=(selectinload(ServiceContract.versions).selectinload(ContractVersion.signatures).joinedload(ContractSignature.municipality),
                  selectinload(ServiceContract.entries)), beside=_today)
