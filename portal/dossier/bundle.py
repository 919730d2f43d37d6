"""The ZIP: parts in folders, metadata beside them, an entrance page, and a manifest that `sha256sum -c` checks.

Piece by piece into the file: one part is in memory at a time. The same state gives the same bytes: times and order are fixed.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from flask import current_app, g, render_template

from portal.core.access import OUTSIDER
from portal.core.calendar import AMSTERDAM
from portal.core.language import DEFAULT_LANGUAGE, gettext, speaking
from portal.dossier.mdto import DOSSIER, PIECE, Copy, Named, Thing, of_copy, of_thing
from portal.dossier.parts import File, Part, Subject
from portal.dossier.retention import Appraisal
from portal.dossier.rules import Edition, Names, safe
from portal.networks.queries import host
from portal.region.models import Municipality

APART = "vertrouwelijk"
MANIFEST = "manifest-sha256.txt"
STYLES = ("theme.css", "base.css", "components.css", "portal.css")
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the bundle."""

    path: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2].upper()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part as it lies in the bundle, for the entrance page."""

    part: Part
    files: list[Kept]
    me: Named

    @property
    def first(self) -> Kept:
        return self.files[0]

    @property
    def others(self) -> list[Kept]:
        return self.files[1:]


@dataclass
class Bundle:
    """What is being written. `place`: whose edition it is; None for the host's own, or for everyone."""

    subject: Subject
    edition: Edition
    place: Municipality | None
    zip: zipfile.ZipFile
    as_of: datetime
    hashes: dict[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    @property
    def top(self) -> str:
        return name_of(self.subject, self.edition, self.place)

    @property
    def appraisal(self) -> Appraisal:
        return self.subject.appraisal

    @property
    def source(self) -> str:
        """Whose identifiers these are."""
        return f"Ontwikkeltafel {self.subject.card.network.name}"

    @property
    def me(self) -> Named:
        return self.named(self.subject.card.slug, self.subject.card.title)

    @property
    def creators(self) -> list[Named]:
        """Whose archive it becomes."""
        place = self.place or host(self.subject.session, self.subject.card.network)
        return [Named(place.code.lower(), f"Gemeente {place.name}", "TOOI register gemeenten compleet")]

    def named(self, key: str, name: str) -> Named:
        return Named(key, name, self.source)

    def write(self, path: str, pieces: Iterable[bytes]) -> Kept:
        info = zipfile.ZipInfo(f"{self.top}/{path}", self.as_of.astimezone(AMSTERDAM).timetuple()[:6])
        info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self.zip.open(info, "w") as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        self.hashes[path] = digest.hexdigest()
        return Kept(path, size, digest.hexdigest())

    def shelve(self, part: Part, folder: str, above: Named, *, is_closed: bool) -> Shelf:
        """A part with its files, each with its metadata beside it, and the part's own in its folder."""
        key = self.names.one(f"{folder}{safe(part.key)}")
        me, names = self.named(f"{self.subject.card.slug}/{key}", part.title), Names()
        root = "../" * (key.count("/") + 1)
        files = [self.keep(file, f"{key}/{names.one(file.name)}", root, me) for file in part.files]
        self.write(f"{key}/{key.rpartition('/')[2]}.mdto.xml", [of_thing(Thing(
            me, PIECE, self.creators, is_closed, self.appraisal, at=part.at, about=part.about, above=above,
            shown_by=[self.copy(file) for file in files]))])
        return Shelf(part, files, me)

    def keep(self, file: File, path: str, root: str, shows: Named) -> Kept:
        kept = self.write(path, file.make(root))
        self.write(f"{path}.bestand.mdto.xml", [of_copy(Copy(
            self.copy(kept), kept.size, kept.sha256, self.as_of, shows, media_type=file.media_type))])
        return kept

    def copy(self, kept: Kept) -> Named:
        return self.named(f"{self.subject.card.slug}/{kept.path}", kept.name)

    def manifest(self) -> None:
        """Last: of every file but itself, sorted by its path."""
        lines = (f"{sha256}  {path}\n".encode() for path, sha256 in sorted(self.hashes.items()))
        self.write(MANIFEST, list(lines))


def name_of(subject: Subject, edition: Edition, place: Municipality | None = None) -> str:
    """The name of the bundle and of the folder in it: 'voorstel-2026-07-openbaar'."""
    return f"{subject.card.slug}-{'gemeente-' + safe(place.name) if place else edition.value}"


def write_bundle(subject: Subject, edition: Edition, out: IO[bytes], *, place: Municipality | None = None,
                 told: Told = lambda _title: None) -> None:
    """Write the whole file. Without a public side there is no public edition: ValueError, the caller asks first.

    Always in Dutch and as an outsider's pages are drawn: what is in it follows from the edition alone, not from who asks.
    """
    is_complete = edition == Edition.COMPLETE
    if not is_complete and (place or not subject.is_public):
        raise ValueError("there is no such edition")
    with speaking(DEFAULT_LANGUAGE), _as_outsider(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        bundle = Bundle(subject, edition, place, archive, subject.latest(complete=is_complete))
        open_ones = list(_shelves(bundle, subject.public_parts() if subject.is_public else (), "", bundle.me, told))
        own = list(_shelves(bundle, subject.own_parts(place), "", bundle.me, told, is_closed=True)) if place else []
        apart = _apart(bundle, told) if is_complete else []
        _entrance(bundle, open_ones, own, apart)
        bundle.manifest()


def _shelves(bundle: Bundle, parts: Iterable[Part], folder: str, above: Named, told: Told, *, is_closed: bool = False
             ) -> Iterator[Shelf]:
    for part in parts:
        told(part.title)
        yield bundle.shelve(part, folder, above, is_closed=is_closed)


def _apart(bundle: Bundle, told: Told) -> list[Shelf]:
    """What is confidential: in a folder of its own, which is an object of its own."""
    me = bundle.named(f"{bundle.subject.card.slug}/{APART}", gettext("Confidential parts"))
    bundle.subject.session.expire_all()  # what was read as an outsider is read anew, with everything
    shelves = list(_shelves(bundle, bundle.subject.confidential_parts(), f"{APART}/", me, told, is_closed=True))
    bundle.write(f"{APART}/{APART}.mdto.xml", [of_thing(Thing(
        me, DOSSIER, bundle.creators, True, bundle.appraisal, above=bundle.me, within=[shelf.me for shelf in shelves]))])
    return shelves


def _entrance(bundle: Bundle, open_ones: list[Shelf], own: list[Shelf], apart: list[Shelf]) -> None:
    card = bundle.subject.card
    context = {"card": card, "edition": bundle.edition, "place": bundle.place, "appraisal": bundle.appraisal, "as_of": bundle.as_of, "top": bundle.top,
               "open_ones": open_ones, "own": own, "apart": apart, "creator": bundle.creators[0].name, "root": "", "check": f"sha256sum -c {MANIFEST}",
               "address": f"{current_app.config['PUBLIC_URL'].rstrip('/')}{card.path}"}
    folder = Path(current_app.static_folder or "") / "css"
    files = [
        File("inhoud.html", lambda _root: [render_template("dossier/contents.html", **context).encode()]),
        File("leesmij.txt", lambda _root: [render_template("dossier/readme.txt", **context).encode()]),
        File("opmaak/dossier.css", lambda _root: [(folder / name).read_bytes() for name in STYLES]),
    ]
    kept = [bundle.keep(file, file.name, "", bundle.me) for file in files]
    within = [shelf.me for shelf in (*open_ones, *own)]
    if bundle.edition == Edition.COMPLETE:
        within.append(bundle.named(f"{card.slug}/{APART}", gettext("Confidential parts")))
    bundle.write("dossier.mdto.xml", [of_thing(Thing(
        bundle.me, DOSSIER, bundle.creators, bundle.edition == Edition.COMPLETE, bundle.appraisal, within=within,
        shown_by=[bundle.copy(file) for file in kept], began_on=card.began_on, ended_on=card.ended_on,
        events=bundle.subject.events()))])


@contextmanager
def _as_outsider() -> Iterator[None]:
    actor, g.actor = g.get("actor", OUTSIDER), OUTSIDER
    try:
        yield
    finally:
        g.actor = actor
