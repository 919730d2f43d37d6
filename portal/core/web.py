"""What every answer gets: strict headers, error pages, no stored personal page."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, redirect, render_template, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from secure import (
    ContentSecurityPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock, faults, logs
from portal.core.access import current_actor, may
from portal.core.calendar import days_left
from portal.core.errors import AlreadyDone, Refused
from portal.core.language import out_of, say, time_left
from portal.core.ratelimit import SCHEME
from portal.core.templating import plain_addresses


def _sender() -> str:
    """Whose tries are counted: of who is logged in the person's own, for a whole office or hall may have one address."""
    actor = current_actor()
    return f"person {actor.person_id}" if actor.is_known else get_remote_address()


csrf = CSRFProtect()
limiter = Limiter(_sender)
_told_otherwise: dict[str, Callable[[HTTPException], BaseResponse]] = {}
ERROR_PAGES = frozenset({400, 403, 404, 405, 413, 429, 500})


def init(app: Flask) -> None:
    app.context_processor(lambda: {"actor": current_actor(), "now": clock.now()})
    app.jinja_env.globals["may"] = may  # also for components, which are imported without what a page is given
    app.jinja_env.globals.update(
        asset=_asset(Path(app.static_folder or "")), url_for=plain_addresses(app), page_address=page_address,
        out_of=out_of,
        days_left=lambda closes_at: days_left(closes_at, clock.now()),
        time_left=lambda closes_at: time_left(days_left(closes_at, clock.now())),
    )
    logs.init(app)
    csrf.init_app(app)
    # More than one process: tries are counted in the database, once for all of them.
    together = app.config["PRODUCTION"] or app.config["WORKERS"] > 1
    app.config.setdefault("RATELIMIT_STORAGE_URI", f"{SCHEME}://" if together else "memory://")
    limiter.init_app(app)
    headers = _headers()

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if current_actor().is_known or request.method != "GET":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    faults.init(app)
    @app.before_request
    def refuse_nul() -> None:
        # No address of ours has one, and PostgreSQL takes none in a text.
        if "\x00" in request.path:
            abort(404)

    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(IntegrityError, _collided)
    app.register_error_handler(StaleDataError, _collided)
    app.register_error_handler(AlreadyDone, lambda done: redirect(done.location or request.path, 303))


def _headers() -> dict[str, str]:
    policy = (ContentSecurityPolicy().default_src("'none'").script_src("'self'").style_src("'self'").img_src("'self'")
              .font_src("'self'").connect_src("'self'").form_action("'self'").base_uri("'none'")
              .frame_ancestors("'none'"))
    return dict(Secure(csp=policy, hsts=StrictTransportSecurity().max_age(31_536_000).include_subdomains(),
                       referrer=ReferrerPolicy().same_origin(), xcto=XContentTypeOptions().nosniff(),
                       xfo=XFrameOptions().deny()).header_items())


def errors_below(path: str, answer: Callable[[HTTPException], BaseResponse]) -> None:
    """Errors at addresses below this one are told in another way than as a page."""
    _told_otherwise[path] = answer


def _error_page(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if error.code in (403, 429):
        logs.security("too often" if error.code == 429 else "access", "refused", permission=getattr(error, "permission", ""))
    if isinstance(request.routing_exception, SecurityError):  # asked under a name that is not ours: no page has an address under it
        return Response(say("host:unknown"), 400, content_type="text/plain; charset=utf-8")
    if answer := next((answer for path, answer in _told_otherwise.items() if request.path.startswith(path)), None):
        return answer(error)
    code = error.code if error.code in ERROR_PAGES else 500 if error.code >= 500 else 400
    try:
        return render_template(f"errors/{code}.html"), error.code
    except SQLAlchemyError as why:  # what went wrong is the database, which our pages ask for the name of the network
        return faults.page(why)


def _expired_form(_error: CSRFError) -> Any:
    return render_template("errors/expired.html"), 400


def _refused(refusal: Refused) -> Any:
    return render_template("errors/refused.html", sentence=say(refusal.code, **refusal.data)), 409


def _collided(error: IntegrityError | StaleDataError) -> Any:
    """The database kept two from doing the same thing at the same moment; who came second is told, and nothing was changed."""
    current_app.logger.warning("refused by the database: %s", type(getattr(error, "orig", error)).__name__)
    return _refused(Refused("collided"))


def _asset(folder: Path) -> Callable[[str], str]:
    # The address holds the file's fingerprint, so that browsers may keep it for ever and still get a new one.
    @cache
    def fingerprint(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    return lambda name: f"/static/{name}?v={fingerprint(name)}"


def address(endpoint: str, **parts: Any) -> str:
    """The whole address of a page, for letters: by PUBLIC_URL, never by the host that a request claims."""
    path = current_app.url_map.bind("").build(endpoint, parts)
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{path}"


def page_address(**changes: Any) -> str:
    """This page's address with other paging keys; filters stay."""
    # Names that `url_for` takes for itself are nobody's filter.
    kept = {name: value for name, value in request.args.items()
            if name not in ("na", "voor", "endpoint") and not name.startswith("_")}
    address: dict[str, Any] = kept | (request.view_args or {}) | changes
    return url_for(request.endpoint or "", **address)


def see_other(location: str) -> BaseResponse:
    """After an act: go and look, so that a reload does not repeat it."""
    return redirect(location, 303)
