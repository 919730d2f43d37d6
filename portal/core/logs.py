"""What the portal tells whoever keeps it running: lines of JSON in production, plain lines elsewhere.

Every line of a request bears its number, which comes from the proxy in `X-Request-ID` or is made here, and goes back in the answer.
Addresses of pages are not logged, for links in letters are secrets: the name of the endpoint is. Of an error stand its kind and its
places in the code, never its message: a database repeats in it what people wrote.

The security log is apart (logger `security`, with SECURITY_LOG in a file of its own): who by number, what, when, from where, outcome.
No name, no e-mail address, no content ever stands in it.
"""

import logging
import re
import secrets
import sys
import traceback
from collections.abc import MutableMapping
from functools import partial
from logging.handlers import WatchedFileHandler
from time import perf_counter
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request
from sqlalchemy.orm import Session

from portal.core.access import Actor, current_actor
from portal.core.database import afterwards

HEADER = "X-Request-ID"
ENVIRON = "HTTP_X_REQUEST_ID"
NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What a proxy may call a request; anything else could break up a line or a header."""
SECURITY = "security"


def init(app: Flask) -> None:
    if not app.testing:
        _speak(as_json=app.config["PRODUCTION"])
    if path := app.config["SECURITY_LOG"]:
        _apart(path)
    app.before_request(_number)
    app.after_request(_told if app.config["PRODUCTION"] else _numbered)


def _speak(*, as_json: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(as_json=as_json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("alembic").propagate = False  # `flask db` has a voice of its own
    for name in ("portal", "request", SECURITY) if as_json else ("portal",):
        logging.getLogger(name).setLevel(logging.INFO)


def _apart(path: str) -> None:
    """The security log in a file that logrotate may take away at any moment."""
    handler = WatchedFileHandler(path, delay=True)
    handler.setFormatter(formatter(as_json=True))
    logger = logging.getLogger(SECURITY)
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def formatter(*, as_json: bool) -> logging.Formatter:
    """For any handler: our own lines and those of libraries in one form."""
    last: list[Any] = [_place_of_error, structlog.processors.JSONRenderer(ensure_ascii=False)] if as_json else [
        # Without what every variable held: that is ten thousand lines, with everybody's words in them.
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(), structlog.processors.TimeStamper(fmt="iso", utc=True)],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last])


def _place_of_error(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """In the place of a traceback with everybody's words in it."""
    event.pop("message", None)  # what another handler made of a library's line: it stands in `event`
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info if isinstance(info, BaseException) else None
    if error is not None:
        event["error"] = type(error).__name__
        event["at"] = [f"{frame.filename.rsplit('site-packages/')[-1]}:{frame.lineno} {frame.name}"
                       for frame in traceback.extract_tb(error.__traceback__)[-12:]]
    return event


def number_of(given: str) -> str:
    """The proxy's number when it may be one, else one of our own."""
    return given if NUMBER.fullmatch(given) else secrets.token_hex(8)


def _number() -> None:
    g.request_id = number_of(request.headers.get(HEADER, ""))
    g.request_began = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _numbered(response: Response) -> Response:
    response.headers[HEADER] = g.get("request_id", "")
    return response


def _told(response: Response) -> Response:
    answered(request.method, request.endpoint or "", response.status_code, perf_counter() - g.get("request_began", perf_counter()))
    return _numbered(response)


def answered(method: str, endpoint: str, status: int, seconds: float, **more: str) -> None:
    """A line for an answer."""
    logging.getLogger("request").info("answered", extra={
        "method": method, "endpoint": endpoint, "status": status, "milliseconds": round(seconds * 1000), **more})


def security(event: str, outcome: str = "ok", *, actor: Actor | None = None, **codes: Any) -> None:
    """A line of the security log. `codes`: names of our own, numbers and permissions; never what a person wrote."""
    who = actor or current_actor()
    where = {"from": request.remote_addr or "command", "endpoint": request.endpoint or ""} if has_request_context() else {"from": "command"}
    logging.getLogger(SECURITY).info(event, extra={
        "outcome": outcome, "person": who.person_id, "acts_for": str(who.acts_for), "acts_for_id": who.acts_for_id, **where, **codes})


def security_afterwards(session: Session, event: str, *, actor: Actor, **codes: Any) -> None:
    """The same, once the act is stored; what is undone was not done."""
    afterwards(session, partial(security, event, actor=actor, **codes))
