"""The interface for machines, /api/v1, and the page that explains it. Public and read-only; each list with its CSV beside it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from portal.api.answers import CSV, JSON, as_json, dressed, kept, problem, problem_of
from portal.api.fields import Filter, Seen, cell, said
from portal.api.openapi import AFTER, AMOUNT, AMOUNT_IN_A_FILE, BEFORE, document
from portal.api.queries import last_change
from portal.api.resource import Question, Resource
from portal.api.resources import RESOURCES
from portal.api.rules import MOST, MOST_IN_A_FILE, ROOT, SIZE
from portal.core import clock
from portal.core.access import public
from portal.core.database import db
from portal.core.exports import csv_file
from portal.core.keeping import may_be_kept
from portal.core.language import DEFAULT_LANGUAGE, speaking
from portal.core.paging import Page, newest_first
from portal.core.web import errors_below, limiter, page_address
from portal.networks.queries import NoNetwork, current_network

bp = Blueprint("api", __name__)
OFTEN = "300/minute"
"""How often one address may ask, all lists together."""


class Wrong(Exception):
    """Parts of the question that are not right, all of them together."""

    def __init__(self, parts: list[tuple[str, str]]) -> None:
        super().__init__(parts)
        self.parts = parts


def init(app: Flask) -> None:
    for resource in RESOURCES:
        part = "<string:key>"
        for path, name, view in ((f"{ROOT}/{resource.name}", "lijst", _list), (f"{ROOT}/{resource.name}.csv", "csv", _file),
                                 (f"{ROOT}/{resource.name}/{part}", "een", _one)):
            # On the application: a blueprint takes no addresses any more once another one was made with it.
            app.add_url_rule(path, f"api.{resource.name}_{name}", _served(resource, view))
    app.register_blueprint(bp)
    errors_below(f"{ROOT}/", problem_of)


@bp.get("/hulp/open-data")
@public
@may_be_kept()
def explained() -> str:
    """What there is, how one asks for it, with examples."""
    return render_template("api/explained.html", resources=RESOURCES, root=f"{site()}{ROOT}", size=SIZE, most=MOST)


@bp.after_request
def dress(response: Response) -> BaseResponse:
    """Answers and the questions of browsers beforehand (OPTIONS); the page that explains is a page."""
    return dressed(response) if request.path.startswith(ROOT) else response


def _served(resource: Resource, view: Callable[..., BaseResponse]) -> Callable[..., BaseResponse]:
    def serve(**parts: str) -> BaseResponse:
        return _answer(view, resource, **parts)

    return public(_LIMITED(serve))


_LIMITED = limiter.shared_limit(OFTEN, scope="api")


def _answer(view: Callable[..., BaseResponse], *about: Resource, **parts: str) -> BaseResponse:
    """In Dutch whoever asks, in the form that was asked; kept by who has it until it changes."""
    kind = CSV if request.path.endswith(".csv") else JSON
    if request.accept_mimetypes and not request.accept_mimetypes[kind]:
        return problem(406, f"Hier is alleen {kind}.")
    try:
        with speaking(DEFAULT_LANGUAGE):
            now = clock.now()
            response = view(*about, Question(current_network(db.session), now, _asked(view, *about)), **parts)
            return kept(response, last_change(db.session, now), now)
    except Wrong as wrong:
        return problem(400, "Er klopt iets niet in de vraag: zie errors.", wrong.parts)
    except NotFound as error:
        return problem_of(error)
    except NoNetwork:
        return problem(503)


@bp.get(f"{ROOT}/openapi.json")
@public
@_LIMITED
def openapi() -> BaseResponse:
    """The description of all of it, for programs that make clients and documentation."""
    return _answer(_described)


def _described(question: Question) -> BaseResponse:
    return as_json(document(question.network, site()))


def site() -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/")


def _asked(view: Callable[..., BaseResponse], *about: Resource) -> dict[str, Any]:
    """The parts of the question, each read. Raises Wrong for what is none, twice there or unknown."""
    known: dict[str, Filter] = {}
    if about and view is not _one:
        amount = AMOUNT_IN_A_FILE if view is _file else AMOUNT
        known = {one.name: one for one in (*about[0].filters, AFTER, BEFORE, amount)}
    found, wrong = {}, []
    for name, typed in request.args.items(multi=True):
        try:
            if name not in known:
                raise ValueError("Dit kan hier niet worden gevraagd.")
            if name in found:
                raise ValueError("Dit staat er twee keer.")
            found[name] = known[name].read(typed)
        except ValueError as error:
            wrong.append((name, str(error)))
    if wrong:
        raise Wrong(wrong)
    return found


def _page(resource: Resource, question: Question, most: int, *options: Any) -> tuple[Page[Any], list[Seen]]:
    size = question.narrowed.get(AMOUNT.name, most)
    page = newest_first(db.session, resource.rows(question).options(*options), resource.order, size)
    return page, resource.seen(db.session, question, page.rows)


def _list(resource: Resource, question: Question) -> BaseResponse:
    """A page of a list, the newest first, with the way to its neighbours."""
    page, rows = _page(resource, question, SIZE, *resource.nested)
    links = {"self": page_address(), **_neighbours(page)}
    response = as_json({"_links": {name: {"href": f"{site()}{path}"} for name, path in links.items()},
                        resource.name: [_linked(resource, row, said(resource.listed, row)) for row in rows]})
    return _with_links(response, page)


def _neighbours(page: Page[Any]) -> dict[str, str]:
    found = {}
    if page.older:
        found["next"] = page_address(na=page.older)
    if page.newer:
        found["prev"] = page_address(voor=page.newer)
    return found


def _with_links(response: BaseResponse, page: Page[Any]) -> BaseResponse:
    for name, path in _neighbours(page).items():
        response.headers.add("Link", f'<{site()}{path}>; rel="{name}"')
    return response


def _linked(resource: Resource, seen: Seen, fields: dict[str, Any]) -> dict[str, Any]:
    return {"_links": {"self": {"href": f"{site()}{ROOT}/{resource.name}/{resource.key.of(seen)}"}}, **fields}


def _file(resource: Resource, question: Question) -> BaseResponse:
    """The same list as a table, many rows at once; where there are more, a Link says where they are."""
    page, rows = _page(resource, question, MOST_IN_A_FILE)
    header = [field.name for field in resource.columns]
    return _with_links(csv_file(resource.name, header, ([cell(field.of(row)) for field in resource.columns] for row in rows)), page)


def _one(resource: Resource, question: Question, key: str) -> BaseResponse:
    """One thing with all that belongs to it."""
    found = resource.by_key(key)
    if found is None:
        raise NotFound
    row = db.session.scalars(resource.rows(question).options(*resource.nested, *resource.nested_alone)
                             .where(found).order_by(resource.order).limit(1)).first()
    if row is None:
        raise NotFound
    also = resource.beside_one(db.session, question, row) if resource.beside_one else resource.beside(db.session, question, [row]).get(row.id)
    seen = Seen(row, also)
    return as_json(_linked(resource, seen, said(resource.fields, seen)))
