"""`flask deadline` explains a term; `flask translations` keeps the catalogues complete; `flask search` mends the index; `flask documents`
asks the virus scanner.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from flask.cli import with_appcontext

from portal.core import indexing, language, quarantine, scanner
from portal.core.calendar import COMMENT_DAYS, MAX_DAYS
from portal.core.calendar import deadline as compute_deadline
from portal.core.database import db, transaction
from portal.core.documents import Outcome
from portal.core.language import TRANSLATIONS

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
SHARED = frozenset({"components", "layouts", "errors"})


@click.command("deadline")
@click.argument("published", metavar="DATE")
@click.option("--days", default=COMMENT_DAYS, show_default=True, type=click.IntRange(1, MAX_DAYS), help="Days of the term.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
def deadline(published: str, days: int, as_json: bool) -> None:
    """Until when a term runs that was published on DATE (2026-03-20), and why."""
    try:
        term = compute_deadline(date.fromisoformat(published), days)
    except (ValueError, OverflowError):
        raise click.BadParameter(f"{published} is no date such as 2026-03-20", param_hint="DATE") from None
    with language.speaking(language.DEFAULT_LANGUAGE):
        explanation = language.explain(term)
        last = language.last_moment(term.closes_at)
    if as_json:
        closes = term.closes_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        click.echo(json.dumps({"last_day": term.last_day.isoformat(), "closes_at": closes, "explanation": explanation},
                              ensure_ascii=False))
        return
    click.echo(f"{last}\n{explanation}")


@click.group("translations")
def translations() -> None:
    """The Dutch catalogues: one per package in translations/nl."""


@translations.command("compile")
def compile_all() -> None:
    """Make the catalogues ready for use."""
    language.compile_catalogues()


@translations.command("update")
@click.argument("packages", nargs=-1)
def update(packages: tuple[str, ...]) -> None:
    """Add what a package newly says to its catalogue, and take out what it no longer says."""
    said = said_by_package()
    for package in packages or sorted(said):
        path = TRANSLATIONS / "nl" / f"{package}.po"
        catalogue = _rewritten(path, said.get(package, {}))
        with path.open("wb") as file:
            write_po(file, catalogue, width=0, omit_header=False, sort_output=False)
        click.echo(f"{package}: {sum(not _is_complete(m) for m in catalogue if m.id)} to translate")


@translations.command("check")
def check() -> None:
    """Fail when a sentence has no Dutch, or a catalogue has one that nobody says."""
    problems = list(catalogue_problems())
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo("nothing is untranslated")


def catalogue_problems() -> Iterator[str]:
    """Sentences without Dutch, Dutch that nobody says, and a sentence that two packages say differently in Dutch."""
    dutch: dict[str, tuple[str, str]] = {}
    for package, messages in said_by_package().items():
        path = TRANSLATIONS / "nl" / f"{package}.po"
        known = _read(path) if path.exists() else Catalog(locale="nl")
        for message in messages:
            entry = known.get(message)
            if entry is None or not _is_complete(entry) or entry.fuzzy:
                yield f"{package}: untranslated: {message}"
                continue
            said = entry.string if isinstance(entry.string, str) else (entry.string or ("",))[0]
            if (first := dutch.setdefault(message, (package, said)))[1] != said:
                yield f"{package}: {message}: other Dutch than in {first[0]}"
        yield from (f"{package}: nobody says: {entry.id}" for entry in known if entry.id and _key(entry.id) not in messages)


def said_by_package() -> dict[str, dict[str, str | tuple[str, ...]]]:
    """Every sentence of code and templates, by package: singular → itself or (singular, plural)."""
    said: dict[str, dict[str, str | tuple[str, ...]]] = {}
    for path in sorted([*(ROOT / "portal").rglob("*.py"), *(ROOT / "templates").rglob("*.[htx][tx][mt]*")]):
        package = _package_of(path)
        method = "python" if path.suffix == ".py" else "jinja2"
        options = {} if method == "python" else {"trimmed": "true", "silent": "false"}
        found = extract_from_file(method, str(path), keywords=KEYWORDS, options=options)  # type: ignore[arg-type]
        for _line, message, _comments, _context in found:
            if message:
                said.setdefault(package, {})[_key(message)] = message
    return said


def _package_of(path: Path) -> str:
    top, *rest = path.relative_to(ROOT).parts
    if top == "templates" and rest[0] == "mail" and len(rest) > 2:
        return rest[1]
    name = rest[0] if len(rest) > 1 else "core"
    return "core" if name in SHARED or name == "mail" else name


def _key(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _is_complete(entry: object) -> bool:
    string = getattr(entry, "string", "")
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="nl")


def _rewritten(path: Path, messages: dict[str, str | tuple[str, ...]]) -> Catalog:
    known = _read(path) if path.exists() else Catalog(locale="nl")
    fresh = Catalog(locale="nl", project="Ontwikkeltafel", header_comment=f"# Dutch of {path.stem}.", fuzzy=False)
    for key, message in messages.items():
        entry = known.get(key)
        fresh.add(message, entry.string if entry and entry.string else None)
    return fresh


@click.group("search")
def search() -> None:
    """The index of what can be found. Every act keeps it up by itself."""


@search.command("rebuild")
@click.option("--if-empty", is_flag=True, help="Do nothing when there is an index already.")
@with_appcontext
def rebuild(if_empty: bool) -> None:
    """Make the index anew. Visitors find what they found until it is done."""
    with transaction() as work:
        if if_empty and not indexing.is_empty(work.session):
            return
        count = indexing.rebuild(work.session)
    click.echo(f"{count} rows in the index")


@search.command("check")
@with_appcontext
def check_index() -> None:
    """Fail when the index differs from what there is to find."""
    count = 0
    for count, difference in enumerate(indexing.differences(db.session), start=1):  # noqa: B007 - told afterwards
        click.echo(difference, err=True)
    if count:
        click.echo(f"{count} differences: `flask search rebuild` mends them", err=True)
        raise SystemExit(1)
    click.echo("the index is complete")


@click.group("documents")
def documents() -> None:
    """Files that people sent in."""


@documents.command("scan")
@click.option("--all", "everything", is_flag=True, help="Also what was checked before, and what came before there was a scanner.")
@with_appcontext
def scan(everything: bool) -> None:
    """Ask the virus scanner about the files that wait for it. Code 1 when it is silent or found something."""
    if not scanner.is_set():
        raise click.ClickException("CLAMD_URL is not set: there is no virus scanner")
    found = Counter(outcome for _id, outcome in quarantine.checked(everything=everything))
    click.echo(", ".join(f"{found[outcome]} {outcome.value}" for outcome in Outcome))
    if not scanner.answers():
        raise click.ClickException("the virus scanner gives no answer: not everything was checked")
    if found[Outcome.INFECTED]:
        raise SystemExit(1)


COMMANDS = [deadline, translations, search, documents]
