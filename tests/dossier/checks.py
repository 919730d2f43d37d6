"""What a stranger does with a file: unpack it, check the sums with the standard tool, hold the metadata to the norm, follow the links.

The elements, their order and which of them must be there are those of MDTO-XML 1.0.1.
"""

import re
import shutil
import subprocess
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET
from zipfile import ZipFile

SPACE = "{https://www.nationaalarchief.nl/mdto}"
MANY = 10**6
NAMED = [("verwijzingNaam", 1, 1, None), ("verwijzingIdentificatie", 0, MANY, "identity")]
GRAMMAR = {
    "identity": [("identificatieKenmerk", 1, 1, None), ("identificatieBron", 1, 1, None)],
    "reference": NAMED,
    "concept": [("begripLabel", 1, 1, None), ("begripCode", 0, 1, None), ("begripBegrippenlijst", 1, 1, "reference")],
    "covered": [("dekkingInTijdType", 1, 1, "concept"), ("dekkingInTijdBegindatum", 1, 1, None), ("dekkingInTijdEinddatum", 0, 1, None)],
    "event": [("eventType", 1, 1, "concept"), ("eventTijd", 0, 1, None), ("eventVerantwoordelijkeActor", 0, 1, "reference"),
              ("eventResultaat", 0, 1, None)],
    "limit": [("beperkingGebruikType", 1, 1, "concept"), ("beperkingGebruikNadereBeschrijving", 0, 1, None)],
    "term": [("termijnTriggerStartLooptijd", 0, 1, "concept"), ("termijnStartdatumLooptijd", 0, 1, None), ("termijnLooptijd", 0, 1, None),
             ("termijnEinddatum", 0, 1, None)],
    "checksum": [("checksumAlgoritme", 1, 1, "concept"), ("checksumWaarde", 1, 1, None), ("checksumDatum", 1, 1, None)],
    "informatieobject": [
        ("identificatie", 1, MANY, "identity"), ("naam", 1, 1, None), ("aggregatieniveau", 0, 1, "concept"),
        ("classificatie", 0, MANY, "concept"), ("trefwoord", 0, MANY, None), ("omschrijving", 0, MANY, None),
        ("raadpleeglocatie", 0, MANY, None), ("dekkingInTijd", 0, MANY, "covered"), ("dekkingInRuimte", 0, MANY, "reference"),
        ("taal", 0, MANY, None), ("event", 0, MANY, "event"), ("waardering", 1, 1, "concept"), ("bewaartermijn", 0, 1, "term"),
        ("informatiecategorie", 0, 1, "concept"), ("isOnderdeelVan", 0, MANY, "reference"), ("bevatOnderdeel", 0, MANY, "reference"),
        ("heeftRepresentatie", 0, MANY, "reference"), ("aanvullendeMetagegevens", 0, MANY, "reference"),
        ("gerelateerdInformatieobject", 0, MANY, None), ("archiefvormer", 1, MANY, "reference"), ("betrokkene", 0, MANY, None),
        ("activiteit", 0, 1, "reference"), ("beperkingGebruik", 1, MANY, "limit")],
    "bestand": [
        ("identificatie", 1, MANY, "identity"), ("naam", 1, 1, None), ("omvang", 1, 1, None), ("bestandsformaat", 1, 1, "concept"),
        ("checksum", 1, MANY, "checksum"), ("URLBestand", 0, 1, None), ("isRepresentatieVan", 1, 1, "reference")],
}


def follows_the_norm(xml):
    """The one object of an MDTO document, when all that must be there is there, in its order, and nothing else."""
    root = ET.fromstring(xml)
    assert root.tag == f"{SPACE}MDTO"
    (it,) = root
    kind = it.tag.removeprefix(SPACE)
    assert kind in ("informatieobject", "bestand")
    _follows(it, kind)
    if text_of(it, "waardering", "begripCode") == "V":
        assert text_of(it, "bewaartermijn", "termijnLooptijd"), "what is destroyed some day says when"
    for instant in (*it.iter(f"{SPACE}eventTijd"), *it.iter(f"{SPACE}checksumDatum")):
        assert datetime.fromisoformat(instant.text).tzinfo
    return it


def _follows(element, kind):
    wanted = GRAMMAR[kind]
    names = [child.tag.removeprefix(SPACE) for child in element]
    order = [name for name, *_rest in wanted]
    assert names == sorted(names, key=order.index), names
    for name, least, most, inner in wanted:
        found = element.findall(f"{SPACE}{name}")
        assert least <= len(found) <= most, f"{kind}: {len(found)} times {name}"
        for child in found:
            if inner:
                _follows(child, inner)
            else:
                assert child.text and child.text.strip(), f"{kind}: {name} says nothing"


def text_of(it, *path):
    return it.findtext("/".join(f"{SPACE}{name}" for name in path))


class Unpacked:
    """A file as it lies on somebody's disk."""

    def __init__(self, archive, folder):
        with ZipFile(archive) as bundle:
            names = bundle.namelist()
            bundle.extractall(folder)
        assert len(set(names)) == len(names)
        assert len({name.partition("/")[0] for name in names}) == 1
        assert all(re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)*/[a-z0-9.-]+", name) and len(name) < 200 for name in names), names
        self.top = Path(folder) / names[0].partition("/")[0]
        self.paths = sorted(path.relative_to(self.top).as_posix() for path in self.top.rglob("*") if path.is_file())

    def read(self, path):
        return (self.top / path).read_bytes()

    def text(self, path):
        return self.read(path).decode()

    @property
    def everything(self):
        """All that can be read in it, whatever the file."""
        return "\n".join([*self.paths, *(self.read(path).decode(errors="replace") for path in self.paths)])

    @property
    def sums_are_right(self):
        done = subprocess.run([shutil.which("sha256sum"), "-c", "--strict", "manifest-sha256.txt"], cwd=self.top, capture_output=True, text=True,
                              check=False)
        return done.returncode == 0 and len(done.stdout.splitlines()) == len(self.paths) - 1

    def check(self):
        """Raise AssertionError with what is not in order."""
        assert self.sums_are_right
        self._metadata()
        self._links()
        return self

    def _metadata(self):
        objects, shown, whole = {}, {}, [path for path in self.paths if not path.endswith(".mdto.xml") and path != "manifest-sha256.txt"]
        for path in self.paths:
            if path.endswith(".bestand.mdto.xml"):
                it = follows_the_norm(self.read(path))
                subject = path.removesuffix(".bestand.mdto.xml")
                assert int(text_of(it, "omvang")) == len(self.read(subject))
                assert f"{text_of(it, 'checksum', 'checksumWaarde')}  {subject}" in self.text("manifest-sha256.txt")
                shown[subject] = text_of(it, "isRepresentatieVan", "verwijzingIdentificatie", "identificatieKenmerk")
            elif path.endswith(".mdto.xml"):
                it = follows_the_norm(self.read(path))
                key = text_of(it, "identificatie", "identificatieKenmerk")
                assert key not in objects, key
                objects[key] = it
        assert sorted(shown) == sorted(whole)
        assert set(shown.values()) <= objects.keys()
        above = {key: text_of(it, "isOnderdeelVan", "verwijzingIdentificatie", "identificatieKenmerk") for key, it in objects.items()}
        assert [key for key, parent in above.items() if parent is None] == [next(key for key in objects if "/" not in key)]
        for key, parent in above.items():
            if parent:
                parts = objects[parent].findall(f"{SPACE}bevatOnderdeel/{SPACE}verwijzingIdentificatie/{SPACE}identificatieKenmerk")
                assert key in {part.text for part in parts}

    def _links(self):
        """Every link inside leads to a file; from the entrance one comes to every file that is no metadata."""
        reached, ways = set(), ["inhoud.html"]
        while ways:
            page = ways.pop()
            if page in reached:
                continue
            reached.add(page)
            for link in re.findall(r'(?:href|src)="([^"]*)"', self.text(page)) if page.endswith(".html") else ():
                parts = urlsplit(unescape(link))
                if parts.scheme:
                    assert parts.scheme in ("http", "https", "mailto"), link
                elif parts.path:
                    target = (self.top / page).parent.joinpath(unquote(parts.path)).resolve()
                    assert target.is_relative_to(self.top.resolve()) and target.is_file(), f"{page} leads to {link}"
                    ways.append(target.relative_to(self.top.resolve()).as_posix())
        left = {path for path in self.paths if not path.endswith(".mdto.xml")} - reached - {"manifest-sha256.txt", "leesmij.txt"}
        assert not left
