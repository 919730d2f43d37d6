"""Pilots (IN 10): the plan, what the municipalities decided, who takes part, and the result."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.api.fields import DAY, INSTANT, SEQUENCE, SLUG, TEXT, WHOLE, YES_NO, Field, choice, code, many, maybe, parts
from portal.api.of_proposals import OFF_SITE, on_site, page
from portal.api.resource import Question, Resource
from portal.api.rules import parts_of
from portal.contributions.queries import public_name
from portal.core.access import OUTSIDER
from portal.core.calendar import local_day
from portal.pilots.models import Pilot, PilotConsent, PilotPartner, PilotResult, SignUp
from portal.pilots.queries import PilotGroup, confirmed_partners, in_group, phase, standings_of, visible_rows
from portal.pilots.rules import Choosing, Finding, PilotPhase, Place


def _pilots(question: Question) -> Select[Pilot]:
    found = visible_rows(OUTSIDER, question.network).options(joinedload(Pilot.party), joinedload(Pilot.agreement))
    group = question.narrowed.get("stand")
    return found.where(in_group(group, local_day(question.now))) if group else found


def _key(typed: str) -> ColumnElement[bool] | None:
    number = parts_of(typed)
    return (Pilot.year == number[0]) & (Pilot.sequence == number[1]) if number else None


def _now(_session: Session, question: Question, rows: Sequence[Any]) -> dict[int, Any]:
    return dict.fromkeys((row.id for row in rows), question.now)


def _participants(pilot: Pilot, now: datetime) -> list[str]:
    names = {row.party_id: row.party.name for row in pilot.sign_ups}
    return [names[row.entry.party_id] for row in standings_of(pilot, now) if row.place == Place.TAKES_PART]


def _result(pilot: Pilot, _now: datetime) -> PilotResult | None:
    found = pilot.result
    return found if found and found.published_at and not found.hidden_at and not pilot.hidden_at else None


def _word(name: str, about: str) -> Field:
    """One part of the words of the plan."""
    return Field(about.partition(":")[0], TEXT, about.partition(": ")[2],
                 lambda row, _now: on_site(row, getattr(row.plan, name), ""), alone=True)


PILOTS = Resource(
    "pilots", "pilot", "Pilots: een tijd anders dan in de overeenkomst staat, met een beperkt aantal aanbieders, om ervan te leren.",
    _pilots, Pilot.id, Field("nummer", SEQUENCE, "Hoe iedereen de pilot noemt.", "number"), _key,
    (
        Field("nummer", SEQUENCE, "Hoe iedereen de pilot noemt.", "number"),
        Field("titel", TEXT, "De naam.", "title"),
        Field("samenvatting", TEXT, "Waar hij over gaat, in een paar zinnen.", "summary"),
        Field("stand", code(PilotPhase, PilotPhase.GATHERING), "Hoever hij is.", phase),
        Field("leiding", TEXT, "Wie de pilot leidt.", lambda row, _now: public_name(row)),
        Field("medeaanvragers", many(TEXT), "De andere partijen die de pilot samen met die partij aanvragen.",
              lambda row, _now: [one.party.name for one in confirmed_partners(row)], alone=True),
        Field("overeenkomst", maybe(SLUG), "De overeenkomst waarvan hij afwijkt.", lambda row, _now: row.agreement and row.agreement.slug),
        Field("artikelen", many(TEXT), "De artikelen waarvan hij afwijkt.", "articles"),
        Field("eersteDag", maybe(DAY), "De eerste dag.", "begins_on"),
        Field("laatsteDag", maybe(DAY), "De laatste dag.", "ends_on"),
        Field("aanmeldenTot", maybe(DAY), "De laatste dag om aan te melden; leeg zolang dat niet kan.", "sign_up_until"),
        Field("plaatsen", maybe(WHOLE), "Hoeveel aanbieders er ten hoogste meedoen.", "most"),
        Field("keuze", maybe(code(Choosing)), "Hoe deelnemers worden gekozen.", "choosing"),
        Field("begingetal", TEXT, "Het begingetal van de loting; leeg zonder loting.", "seed"),
        Field("gepubliceerdOp", INSTANT, "Wanneer hij openbaar werd.", "published_at"),
        OFF_SITE,
        page(lambda row: row.path),
        _word("departure", "afwijking: Wat er anders gaat dan in de overeenkomst staat."),
        _word("innovation", "innovatie: Wat er nieuw aan is."),
        _word("question", "onderzoeksvraag: Wat de pilot onderzoekt."),
        _word("named_result", "gezochtResultaat: Het resultaat dat wordt gezocht."),
        _word("measuring", "meting: Hoe het wordt gemeten."),
        Field("gemeenten", many(TEXT), "De codes van de gemeenten; leeg voor de hele regio.",
              lambda row, _now: [place.code for place in row.municipalities], alone=True),
        parts("instemmingen", "Wat elke gemeente besloot, het nieuwste het laatst.", lambda row, _now: list(row.consents),
              Field("gemeente", TEXT, "De code van de gemeente.", "municipality.code"),
              Field("stemtIn", YES_NO, "Of zij instemt.", "consents"), Field("besluitOp", DAY, "Wanneer zij besloot.", "decided_on"),
              Field("reden", TEXT, "Waarom.", "reason"),
              Field("correctie", TEXT, "Waarom dit in de plaats kwam van wat er eerder stond; leeg als dat niet zo is.", "correction"), alone=True),
        Field("deelnemers", many(TEXT), "Wie meedoet, op volgorde van hun plaats.", _participants, alone=True),
        Field("resultaat", {"type": "object"}, "Wat ervan kwam; leeg zolang dat er niet is.", _result,
              (Field("uitkomst", code(Finding), "Of het gezochte resultaat is bereikt.", "finding"),
               Field("tekst", TEXT, "De openbare tekst.", "public_text"), Field("gepubliceerdOp", INSTANT, "Wanneer.", "published_at")), alone=True),
    ),
    (choice("stand", {group.value: group for group in PilotGroup}, "Alleen pilots die zover zijn."),),
    nested_alone=(selectinload(Pilot.plans), selectinload(Pilot.municipalities), selectinload(Pilot.results),
                  selectinload(Pilot.consents).joinedload(PilotConsent.municipality), selectinload(Pilot.sign_ups).joinedload(SignUp.party),
                  selectinload(Pilot.partners).joinedload(PilotPartner.party)),
    beside=_now)
