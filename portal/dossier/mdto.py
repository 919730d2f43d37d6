"""Metadata after MDTO, the Dutch norm for what goes to an archive: XML 1.0.1, one for every object and every file.

Which elements must be there, and in which order, is the schema's; what no list of MDTO names is told from a list of our own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree as ET

from portal.core.calendar import AMSTERDAM
from portal.dossier.event_messages import event_label
from portal.dossier.parts import Event
from portal.dossier.retention import Appraisal
from portal.dossier.rules import PRONOM

SPACE = "https://www.nationaalarchief.nl/mdto"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
LEVELS, APPRAISALS, CHECKSUMS = (f"Begrippenlijst {name} MDTO" for name in ("Aggregatieniveaus", "Waarderingen", "ChecksumAlgoritme"))
DOSSIER, PIECE = "Dossier", "Archiefstuk"
OWN_LIST = "Begrippenlijst Ontwikkeltafel"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Named:
    """Something with its identifier, as others refer to it. `source`: whose identifier it is."""

    key: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of information. `above`: of what it is a part; `within`: what it is made of; `shown_by`: its files."""

    me: Named
    level: str
    creators: Sequence[Named]
    is_closed: bool
    appraisal: Appraisal
    at: datetime | None = None
    about: str = ""
    above: Named | None = None
    within: Sequence[Named] = ()
    shown_by: Sequence[Named] = ()
    began_on: date | None = None
    ended_on: date | None = None
    events: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """A file as it lies in the bundle. `hashed_at`: as of when the checksum holds."""

    me: Named
    size: int
    sha256: str
    hashed_at: datetime
    shows: Named
    media_type: str = ""


def of_thing(thing: Thing) -> bytes:
    """The XML of an object."""
    root, it = _document("informatieobject")
    _identify(it, thing.me)
    _concept(it, "aggregatieniveau", thing.level, LEVELS)
    if thing.about:
        _text(it, "omschrijving", thing.about)
    if thing.began_on:
        covered = ET.SubElement(it, "dekkingInTijd")
        _concept(covered, "dekkingInTijdType", "Looptijd", OWN_LIST)
        _text(covered, "dekkingInTijdBegindatum", thing.began_on.isoformat())
        if thing.ended_on:
            _text(covered, "dekkingInTijdEinddatum", thing.ended_on.isoformat())
    _text(it, "taal", "nl")
    for event in thing.events:
        _event(it, event_label(event.code), OWN_LIST, event.at, event.told, event.code)
    if thing.at:
        _event(it, "Creatie", "Begrippenlijst Eventtypen MDTO", thing.at)
    _appraise(it, thing.appraisal)
    _refer(it, "isOnderdeelVan", *([thing.above] if thing.above else []))
    _refer(it, "bevatOnderdeel", *thing.within)
    _refer(it, "heeftRepresentatie", *thing.shown_by)
    _refer(it, "archiefvormer", *thing.creators)
    limit = ET.SubElement(it, "beperkingGebruik")
    _concept(limit, "beperkingGebruikType", "Niet openbaar" if thing.is_closed else "Openbaar", OWN_LIST)
    if thing.is_closed:
        _text(limit, "beperkingGebruikNadereBeschrijving", "Bevat persoonsgegevens of vertrouwelijke bedrijfsgegevens.")
    return _written(root)


def _appraise(it: ET.Element, appraisal: Appraisal) -> None:
    """Whether and how long it is kept, and by which result of which selection list."""
    rule = appraisal.rule
    if rule is None:
        _concept(it, "waardering", "Nader te bepalen", APPRAISALS, "N")
        return
    if appraisal.is_for_good:
        _concept(it, "waardering", "Blijvend te bewaren", APPRAISALS, "B")
    else:
        _concept(it, "waardering", "Tijdelijk te bewaren", APPRAISALS, "V")
        term = ET.SubElement(it, "bewaartermijn")
        _concept(term, "termijnTriggerStartLooptijd", "Einde", OWN_LIST)
        if appraisal.ended_on:
            _text(term, "termijnStartdatumLooptijd", appraisal.ended_on.isoformat())
        _text(term, "termijnLooptijd", f"P{rule.years}Y")
        if until := appraisal.until:
            _text(term, "termijnEinddatum", until.isoformat())
    _concept(it, "informatiecategorie", rule.result, rule.source, rule.number)


def of_copy(copy: Copy) -> bytes:
    """The XML of a file."""
    root, it = _document("bestand")
    _identify(it, copy.me)
    _text(it, "omvang", str(copy.size))
    if copy.media_type:
        _concept(it, "bestandsformaat", copy.media_type, "IANA Media Types", copy.media_type)
    else:
        label, code = PRONOM[copy.me.name.rpartition(".")[2]]
        _concept(it, "bestandsformaat", label, "PRONOM-register", code)
    checksum = ET.SubElement(it, "checksum")
    _concept(checksum, "checksumAlgoritme", "SHA-256", CHECKSUMS)
    _text(checksum, "checksumWaarde", copy.sha256)
    _text(checksum, "checksumDatum", _instant(copy.hashed_at))
    _refer(it, "isRepresentatieVan", copy.shows)
    return _written(root)


def _document(kind: str) -> tuple[ET.Element, ET.Element]:
    # Written out as attributes: a registry of prefixes is shared by the whole process.
    root = ET.Element("MDTO", {"xmlns": SPACE, "xmlns:xsi": _XSI, "xsi:schemaLocation": f"{SPACE} {SPACE}/MDTO-XML1.0.1.xsd"})
    return root, ET.SubElement(root, kind)


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_IN_XML.sub("", text)


def _identify(it: ET.Element, me: Named) -> None:
    _identity(it, "identificatie", me)
    _text(it, "naam", me.name)


def _identity(parent: ET.Element, name: str, me: Named) -> None:
    element = ET.SubElement(parent, name)
    _text(element, "identificatieKenmerk", me.key)
    _text(element, "identificatieBron", me.source)


def _refer(parent: ET.Element, name: str, *others: Named) -> None:
    for other in others:
        element = ET.SubElement(parent, name)
        _text(element, "verwijzingNaam", other.name)
        _identity(element, "verwijzingIdentificatie", other)


def _concept(parent: ET.Element, name: str, label: str, listed_in: str, code: str = "") -> None:
    element = ET.SubElement(parent, name)
    _text(element, "begripLabel", label)
    if code:
        _text(element, "begripCode", code)
    _text(ET.SubElement(element, "begripBegrippenlijst"), "verwijzingNaam", listed_in)


def _event(parent: ET.Element, label: str, listed_in: str, at: datetime, told: str = "", code: str = "") -> None:
    element = ET.SubElement(parent, "event")
    _concept(element, "eventType", label, listed_in, code)
    _text(element, "eventTijd", _instant(at))
    if told:
        _text(element, "eventResultaat", told)


def _instant(at: datetime) -> str:
    return at.astimezone(AMSTERDAM).isoformat(timespec="seconds")
