"""Answers: JSON that a client may keep and asks after, CSV, and errors as problem+json (RFC 9457). Anyone's page may read them."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Response, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from portal.api.rules import VERSION

JSON, CSV, PROBLEM = "application/json", "text/csv", "application/problem+json"
TITLES = {400: "Onjuiste vraag", 404: "Niet gevonden", 405: "Alleen lezen", 406: "Andere vorm gevraagd", 429: "Te veel vragen",
          500: "Er ging iets mis", 503: "Nog niet in gebruik"}
DETAILS = {404: "Dit bestaat niet, of het is niet openbaar.", 405: "Deze gegevens kunnen alleen worden gelezen: met GET of HEAD.",
           429: "Wacht een minuut en vraag het dan opnieuw.", 500: "De fout ligt bij ons. Probeer het later opnieuw.",
           503: "Dit portaal heeft nog geen inkoopnetwerk."}


def as_json(found: Any) -> BaseResponse:
    return Response(json.dumps(found, ensure_ascii=False, separators=(",", ":")), content_type=JSON)


def dressed(response: BaseResponse) -> BaseResponse:
    """With what every answer says: its version, and that anyone's page may read it."""
    response.headers["API-Version"] = VERSION
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "API-Version, ETag, Last-Modified, Link, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, If-Modified-Since, If-None-Match"
    response.headers.setdefault("Cache-Control", "public, no-cache")
    return response


def kept(response: BaseResponse, changed_at: datetime, now: datetime) -> BaseResponse:
    """With an ETag and when it changed; 304 to who has it already.

    What changed less than a second ago has no date: dates have no parts of seconds, so it could change again unseen.
    """
    if now - changed_at >= timedelta(seconds=1):
        response.last_modified = changed_at
    response.add_etag()
    return response.make_conditional(request)


def problem(status: int, detail: str = "", wrong: Sequence[tuple[str, str]] = ()) -> BaseResponse:
    """What went wrong; `wrong` names each part of the address that was, with the reason."""
    said: dict[str, Any] = {"type": "about:blank", "title": TITLES[status], "status": status,
                            "detail": detail or DETAILS[status]}
    if wrong:
        said["errors"] = [{"name": name, "detail": why} for name, why in wrong]
    response = make_response(as_json(said), status)
    response.content_type = PROBLEM
    response.headers["Cache-Control"] = "no-store"
    if status == 429:
        response.headers["Retry-After"] = "60"
    return dressed(response)


def problem_of(error: HTTPException) -> BaseResponse:
    """The same out of an error of the web server: addresses that do not exist, acts that are not there."""
    code = error.code or 500
    response = problem(code if code in TITLES else 500 if code >= 500 else 400, "" if code in DETAILS else str(error.description or ""))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response
