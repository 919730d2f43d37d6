"""The search page: one question over everything that the reader may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request, url_for
from markupsafe import Markup

from portal.accounts.models import Role
from portal.core import clock
from portal.core.access import Actor, current_actor, public
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.finding import ON_A_PAGE, Found, Reader, find
from portal.core.highlights import marked, piece
from portal.core.indexing import MUNICIPALITY, PUBLIC, SearchEntry, of_party
from portal.core.language import say
from portal.core.words import Question, question
from portal.networks.models import Network
from portal.networks.queries import current_network, municipalities
from portal.networks.rules import Law
from portal.proposals.rules import Stage
from portal.publication.rules import STAGE_ADDRESSES, Kind

BY_DATE = "datum"
FIRST_YEAR = 2015
"""The year of the Wmo 2015: there is nothing to find from before it."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter: its value in the address, its word, how many hits it leaves."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow: its name in the address, its mark in the index; per value of the mark its address and word."""

    name: str
    mark: str
    choices: Mapping[str, tuple[str, str]]

    @property
    def asked(self) -> str | None:
        """The value of the mark that the address asks for; 404 for one that cannot be."""
        wanted = request.args.get(self.name, "")
        if not wanted:
            return None
        return next((value for value, (address, _label) in self.choices.items() if address == wanted), None) or abort(404)

    def options(self, found: Found) -> list[Option]:
        """The choices that leave something; every choice when more was found than is counted."""
        counts = found.counts[self.mark]
        return [Option(address, label, counts[value]) for value, (address, label) in self.choices.items()
                if counts[value] or self.asked == value or (found.is_uncounted and self.mark in ("kind", "law"))]


@dataclass(frozen=True, slots=True)
class Row:
    """A hit as it is read."""

    entry: SearchEntry
    kind: Markup
    title: Markup
    text: Markup
    stage: Stage | None
    only_for: str


def add_to(bp: Blueprint) -> None:
    bp.get("/zoeken")(search)


@public
def search() -> str:
    """What answers the question, narrowed by kind, law, stage, municipality and year, best or newest first."""
    network, actor = current_network(db.session), current_actor()
    asked = question(request.args.get("q", ""))
    filters = _filters(network)
    context = {"asked": asked, "by_date": _by_date(), "address": _address(asked, filters),
               "chosen": {one.name: one.choices[one.asked] for one in filters if one.asked}}
    if asked.trouble:
        return render_template("publication/search.html", found=None, **context)
    found, words = _find(asked, network, actor, filters), _words(asked)
    return render_template(
        "publication/search.html", found=found, rows=[_row(entry, asked, actor) for entry in found.rows],
        first=(found.page - 1) * ON_A_PAGE + 1, options={one.name: one.options(found) for one in filters}, words=words,
        broader=" ".join(f"{word}*" for word in words if word.isalpha() and len(word) > 2), **context)


def _words(asked: Question) -> list[str]:
    """The words of the question one by one, to try when all together find nothing."""
    return list(dict.fromkeys(form.exact for term in asked.wanted for form in term.words))


def _find(asked: Question, network: Network, actor: Actor, filters: Sequence[Filter]) -> Found:
    reader = Reader(actor, network, _audiences(actor), local_day(clock.now()))
    return find(db.session, asked, reader, narrowed={one.mark: one.asked for one in filters if one.asked},
                by=[one.mark for one in filters], newest_first=_by_date(), page=_page())


def _audiences(actor: Actor) -> tuple[str, ...]:
    own = (of_party(actor.party_id),) if actor.party_id is not None else ()
    return (PUBLIC, *own, *((MUNICIPALITY,) if Role.SECRETARY in actor.roles else ()))


def _filters(network: Network) -> list[Filter]:
    years = range(local_day(clock.now()).year + 1, FIRST_YEAR - 1, -1)
    return [
        Filter("soort", "kind", {kind.code: (kind.value, say(kind)) for kind in Kind}),
        Filter("wet", "law", {law.value: (law.value, say(law)) for law in Law}),
        Filter("stap", "stage", {stage.value: (address, say(stage)) for stage, address in STAGE_ADDRESSES.items()}),
        Filter("gemeente", "place", {str(place.id): (place.name, place.name)
                                     for place in municipalities(db.session, network)}),
        Filter("jaar", "year", {str(year): (str(year), str(year)) for year in years})]


def _by_date() -> bool:
    return request.args.get("volgorde") == BY_DATE


def _page() -> int:
    asked = request.args.get("pagina", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _address(asked: Question, filters: Sequence[Filter]) -> Callable[..., str]:
    """The address of this page with other choices; without a page of its own, that is the first one."""
    here = {"q": asked.text, "volgorde": BY_DATE if _by_date() else None,
            **{one.name: one.choices[one.asked][0] for one in filters if one.asked}}
    return lambda **changes: url_for("publication.search", **here | changes)


def _row(entry: SearchEntry, asked: Question, actor: Actor) -> Row:
    stage = next((Stage(mark.removeprefix("stage:")) for mark in entry.marks.split() if mark.startswith("stage:")), None)
    only_for = "" if entry.audience == PUBLIC else say(
        "reader:municipality" if entry.audience == MUNICIPALITY else "reader:party", name=actor.acts_for_name)
    kind = marked(say(f"found:{entry.kind}", label=entry.label), asked)
    return Row(entry, kind, marked(entry.title, asked), piece(entry.body, asked), stage, only_for)
