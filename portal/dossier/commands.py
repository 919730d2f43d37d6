"""`flask dossier ID`: the file of a proposal or of another subject, written to disk."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.access import SYSTEM
from portal.core.cli import as_if_asked, must_be_migrated
from portal.core.database import db, transaction
from portal.core.language import DEFAULT_LANGUAGE, speaking
from portal.dossier.bundle import name_of, write_bundle
from portal.dossier.kinds import KINDS, PROPOSAL, Subject, subject
from portal.dossier.operations import take_complete
from portal.dossier.queries import places_of
from portal.dossier.rules import Edition
from portal.networks.queries import current_network, municipalities
from portal.region.models import Municipality


@click.command("dossier")
@click.argument("id_", metavar="ID")
@click.option("--complete", is_flag=True, help="With what is confidential, in a folder apart. It is written down that it was taken.")
@click.option("--for", "code", metavar="CODE", help="Complete, for the archive of one municipality: GM0888.")
@click.option("--for-each", is_flag=True, help="One for every municipality that takes part.")
@click.option("--to", "folder", default=".", type=click.Path(file_okay=False, path_type=Path), help="Where to; the folder of now.")
@with_appcontext
def dossier(id_: str, complete: bool, code: str | None, for_each: bool, folder: Path) -> None:
    """The file of a proposal (2026-07), or of another subject by its kind and name (pilot/2026-01, bijeenkomsten/2026,
    advies/2026-1, werkgroep/wachttijden, dienstverleningsovereenkomst/2026-01, gedeeld/12), as one ZIP.

    The public edition, unless another one is asked. Unpack it and check it with `sha256sum -c manifest-sha256.txt`.
    """
    must_be_migrated()
    folder.mkdir(parents=True, exist_ok=True)
    with as_if_asked(), speaking(DEFAULT_LANGUAGE):
        found = _found(id_)
        if not (complete or code or for_each):
            if not found.is_public:
                raise click.ClickException(f"{id_} is not public: it has a complete edition alone (--complete)")
            _write(found, Edition.PUBLIC, None, folder)
        for place in _places(found, complete, code, for_each):
            with transaction() as work:
                take_complete(work.session, found.card, place=place, actor=SYSTEM, now=work.now)
            _write(_found(id_), Edition.COMPLETE, place, folder)


def _found(id_: str) -> Subject:
    kind, slash, reference = id_.partition("/")
    if not slash:
        kind, reference = PROPOSAL, id_
    found = subject(db.session, current_network(db.session), kind, reference, clock.now())
    if found is None:
        raise click.ClickException(f"there is no {id_}: give a number such as 2026-07, or one of " + ", ".join(f"{name}/…" for name in KINDS))
    return found


def _places(found: Subject, complete: bool, code: str | None, for_each: bool) -> list[Municipality | None]:
    """For whom complete editions are made; None is the host's own."""
    asked: list[Municipality | None] = [None] if complete else []
    if code:
        named = next((place for place in places_of(db.session, found.card).values() if place.code == code.upper()), None)
        if named is None:
            raise click.ClickException(f"{code} takes no part in this network")
        asked.append(named)
    return [*asked, *(_each(found) if for_each else [])]


def _each(found: Subject) -> list[Municipality]:
    """The municipalities of today whose business it is; one that merged is in the file of its successor."""
    theirs = places_of(db.session, found.card)
    return [place for place in municipalities(db.session, found.card.network) if place.id in theirs]


def _write(found: Subject, edition: Edition, place: Municipality | None, folder: Path) -> None:
    path = folder / f"{name_of(found, edition, place)}.zip"
    fresh = path.with_suffix(".part")
    count = 0

    def told(title: str) -> None:
        nonlocal count
        count += 1
        click.echo(f"{count:5} {title}", err=True)

    with fresh.open("w+b") as out:
        write_bundle(found, edition, out, place=place, told=told)
    fresh.replace(path)
    click.echo(f"{path}: {path.stat().st_size:,} bytes")


COMMANDS = (dossier,)
