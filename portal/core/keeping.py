"""The page cache: what a reader without an account asked for is answered again as it was, as long as it still holds.

It holds while the publication mark stands, which every committed turn of a writer replaces, and until the clock passes the next turn
of a page: midnight in Amsterdam, or one of the instants that models call `turning`. Each worker keeps its own; the mark stands in the
database, so that a publication shows at once in all of them. A hit costs one question, for the mark.

A view says `@may_be_kept(...)`: that its answer depends on path, language, database and clock alone, and which names its question may have.
Never kept: an answer to somebody with a session or other proof of who they are, one that sets a cookie (so none with a CSRF token),
one that another header forbids to keep, and one under another host than PUBLIC_URL's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from time import perf_counter
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Engine, func, select, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.http import parse_cookie

from portal.core import clock, logs
from portal.core.access import current_actor
from portal.core.calendar import local_day, start_of_day
from portal.core.database import TURNS, Base, db
from portal.core.kept import Kept, Key, Room, Validity, varying
from portal.core.language import COOKIE, choose_language

V = TypeVar("V", bound=Callable[..., Any])
ASKED = "portal.keeping"
"""In the environment of a request: its key, worked out once."""
PROOFS = ("HTTP_AUTHORIZATION", "HTTP_AUTHENTICATION_TOKEN", "HTTP_RANGE")
"""Headers with which somebody asks for something of their own."""
LONGEST_QUESTION = 200
MARK = "SELECT mark FROM publication_mark WHERE id = 1"


def may_be_kept(*questions: str) -> Callable[[V], V]:
    """This endpoint's answers to readers without a session may be kept; its question has no other names than these."""

    def declare(view: V) -> V:
        view.kept = frozenset(questions)  # type: ignore[attr-defined]
        return view

    return declare


@dataclass(frozen=True, slots=True)
class Answered:
    """What is told of a kept answer to who counts answers."""

    endpoint: str
    method: str
    status: int
    seconds: float
    request_id: str


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer that is being made and may be kept, with the mark as it stood before anything was read for it."""

    key: Key
    mark: int
    at: datetime


class Keeper:
    """The kept answers of this process, beside the application that makes them."""

    def __init__(self, app: Flask) -> None:
        self.app, most = app, int(app.config["PAGE_CACHE_MEGABYTES"] * 1024 * 1024)
        self.host = urlsplit(app.config["PUBLIC_URL"]).netloc
        # Apart, so that nobody can push the pages out by asking many questions.
        self.pages, self.asked = Room(most // 2), Room(most // 2)
        self.watchers: list[Callable[[Answered], None]] = [_told] if app.config["PRODUCTION"] else []
        self._turn: tuple[int, datetime, datetime] | None = None
        with app.app_context():
            self.engine: Engine = db.engine
        self.enabled = most > 0
        app.before_request(self.begin)

    def empty(self) -> None:
        """Forget everything: for tests, which put back clocks and empty databases."""
        self.pages, self.asked, self._turn = Room(self.pages.most), Room(self.asked.most), None

    def answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes] | None:
        """The kept answer, if there is one that holds."""
        key = environ[ASKED] = self._key(environ)
        found = self._room(key).find(key) if key else None
        if key is None or found is None:
            return None
        began = perf_counter()
        with self.app.app_context():
            if not found.validity.holds(self.mark(), clock.now()):
                self._room(key).drop(key)
                return None
            status, headers, body = found.answer(environ, clock.actual())
        self._room(key).weigh(key, found)
        number = logs.number_of(environ.get(logs.ENVIRON, ""))
        for watch in self.watchers:
            watch(Answered(found.endpoint, environ["REQUEST_METHOD"], int(status[:3]), perf_counter() - began, number))
        start_response(status, [*headers, (logs.HEADER, number)])
        return [body]

    def begin(self) -> None:
        """Before anything is read for an answer that may be kept."""
        key: Key | None = request.environ.get(ASKED) if request.method == "GET" else None
        questions = getattr(current_app.view_functions.get(request.endpoint or ""), "kept", None)
        if key is None or questions is None or not set(request.args) <= questions:
            return
        if any(len(values) > 1 for _name, values in request.args.lists()):
            return
        mark = self.mark()
        if mark is not None:
            g.keeping = Begun(key, mark, clock.now())

    def keep(self, response: Response) -> Response:
        """Keep this answer when it may be kept, and send it as it will be sent from now on."""
        begun: Begun | None = g.get("keeping")
        if begun is None or not _is_for_everyone(response):
            if request.method == "GET" and "Cache-Control" not in response.headers:
                response.headers["Cache-Control"] = "private, no-cache"
            return response
        response.headers["Cache-Control"] = "no-cache"
        varying(response.headers, ("Cookie", "Accept-Encoding"))
        validity = Validity(begun.mark, begun.at, self._next_turn(begun))
        made = Kept(request.endpoint or "", list(response.headers), response.get_data(), validity, clock.actual())
        self._room(begun.key).put(begun.key, made)
        status, headers, body = made.answer(request.environ, clock.actual())
        self._room(begun.key).weigh(begun.key, made)
        number = response.headers.get(logs.HEADER, "")
        return Response(body, status, [*headers, (logs.HEADER, number)])

    def mark(self) -> int | None:
        """The publication mark as it stands; None while there is none, or no database. The one question of a kept answer."""
        # Beside SQLAlchemy's session and statements: a tenth of the time, and this is asked for every page.
        try:
            connection = self.engine.raw_connection()
        except SQLAlchemyError:
            return None
        raw: Any = connection.dbapi_connection
        try:
            if self.engine.dialect.name == "postgresql":
                raw.autocommit = True
            row = raw.execute(MARK).fetchone()
            if self.engine.dialect.name == "postgresql":
                raw.autocommit = False
        except self.engine.dialect.loaded_dbapi.Error as why:
            connection.invalidate(why)
            return None
        finally:
            connection.close()
        return int(row[0]) if row else None

    def _key(self, environ: dict[str, Any]) -> Key | None:
        """Under what this request's answer is kept; None for who is not just any reader."""
        if not self.enabled:
            return None
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("HTTP_HOST") != self.host or environ.get("SCRIPT_NAME"):
            return None
        question: str = environ.get("QUERY_STRING", "")
        if len(question) > LONGEST_QUESTION or any(name in environ for name in PROOFS):
            return None
        cookies = parse_cookie(environ) if "HTTP_COOKIE" in environ else {}
        if not self._personal.isdisjoint(cookies):
            return None
        return environ.get("PATH_INFO", ""), question, choose_language(cookies.get(COOKIE))

    @cached_property
    def _personal(self) -> frozenset[str]:
        return frozenset({self.app.config["SESSION_COOKIE_NAME"], self.app.config.get("REMEMBER_COOKIE_NAME", "remember_token"), "tf_validity"})

    def _room(self, key: Key) -> Room:
        return self.asked if key[1] else self.pages

    def _next_turn(self, begun: Begun) -> datetime:
        """When the next page turns by itself. Asked once for every mark."""
        if self._turn is None or self._turn[0] != begun.mark or not self._turn[1] <= begun.at < self._turn[2]:
            self._turn = begun.mark, begun.at, next_turn(db.session, begun.at)
        return self._turn[2]


def _is_for_everyone(response: Response) -> bool:
    cache = response.cache_control
    return (response.status_code == 200 and not response.direct_passthrough and not response.is_streamed
            and "Set-Cookie" not in response.headers and not (cache.no_store or cache.private)
            and not current_actor().is_known)


def turns() -> Iterable[Any]:
    """The columns at whose instants a public page changes by itself."""
    return [column for table in Base.metadata.sorted_tables for column in table.columns if TURNS in column.info]


def next_turn(session: Session, now: datetime) -> datetime:
    """The first instant after `now` at which a public page can change without anybody writing. One query."""
    ahead = session.scalars(union_all(*(select(func.min(column)).where(column > now) for column in turns())))
    return min([start_of_day(local_day(now) + timedelta(days=1)), *(instant for instant in ahead if instant)])


def _told(answered: Answered) -> None:
    logs.answered(answered.method, answered.endpoint, answered.status, answered.seconds, request_id=answered.request_id)
