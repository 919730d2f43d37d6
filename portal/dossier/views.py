"""Downloads of files: the public edition for everyone, the complete ones from a page on the desk."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from flask import Blueprint, Flask, Response, abort, render_template, request

from portal.core import clock
from portal.core.access import current_actor, may, public, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.forms import Form
from portal.core.language import DEFAULT_LANGUAGE, speaking
from portal.core.web import limiter
from portal.dossier import pages, reactions, retention_views
from portal.dossier.bundle import name_of, write_bundle
from portal.dossier.kinds import PROPOSAL, YEAR, Subject, subject
from portal.dossier.listing import PAGED, files
from portal.dossier.messages import kept_for, term_of
from portal.dossier.operations import take_complete
from portal.dossier.parts import Card
from portal.dossier.queries import places_of
from portal.dossier.rules import Edition, safe_file
from portal.dossier.trail import taken
from portal.meetings.queries import years
from portal.networks.queries import current_network
from portal.region.models import Municipality

bp = Blueprint("dossier", __name__)
retention_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.filters.update(outward=pages.outward, safe_file=safe_file)
    app.jinja_env.globals.update(kept_for=kept_for, retention_term=term_of)
    app.jinja_env.globals.update(shown=pages.shown, in_cell=pages.in_cell, shown_documents=reactions.shown_documents, published_replies=reactions.published_replies)


def _subject(kind: str, reference: str) -> Subject | None:
    return subject(db.session, current_network(db.session), kind, reference, clock.now())


def _card(kind: str, reference: str) -> Card | None:
    found = _subject(kind, reference)
    return found.card if found else None


@bp.get("/dossiers/<string:kind>/<string:reference>.zip")
@public
@limiter.limit("30/hour")
def public_file(kind: str, reference: str) -> Response:
    """The public edition: what everyone may read, to take along (IN 6.1)."""
    found = _subject(kind, reference)
    if found is None or not found.is_public:
        abort(404)
    return _given(found.card, Edition.PUBLIC)


@bp.get("/bureau/dossiers")
@requires("dossier:take")
def index() -> str:
    """Every file that there is, one kind at a time."""
    session, network, now = db.session, current_network(db.session), clock.now()
    asked = request.args.get("soort", PROPOSAL)
    kind = asked if asked in (*PAGED, YEAR) else PROPOSAL
    page = files(session, network, kind, current_actor()) if kind in PAGED else None
    return render_template("dossier/index.html", kind=kind, kinds=[*PAGED, YEAR], page=page, today=local_day(now),
                           years=years(session, network, now) if kind == YEAR else [])


@bp.get("/bureau/dossiers/<string:kind>/<string:reference>")
@requires("dossier:take", of=_card)
def show(card: Card) -> str:
    """Which editions there are, for whom, and who took one before."""
    places = [place for place in places_of(db.session, card).values() if may("dossier:take-for", place)]
    return render_template("dossier/show.html", card=card, places=places, taken=taken(db.session, card), form=Form(),
                           subject=_subject(card.kind, card.reference))


@bp.post("/bureau/dossiers/<string:kind>/<string:reference>")
@requires("dossier:take", of=_card)
@limiter.limit("60/hour")
def take(card: Card) -> Response:
    """Write down who takes it, and give it: for the host's own archive, or for that of a municipality (WM25 4.4a)."""
    Form().validate()
    place = _place(card, request.form.get("voor", ""))
    with transaction() as work:
        take_complete(work.session, card, place=place, actor=current_actor(), now=work.now)
    return _given(card, Edition.COMPLETE, place)


def _place(card: Card, code: str) -> Municipality | None:
    if not code:
        return None
    place = next((place for place in places_of(db.session, card).values() if place.code == code), None) or abort(404)
    return place if may("dossier:take-for", place) else abort(403)


def _given(card: Card, edition: Edition, place: Municipality | None = None) -> Response:
    """On disk while it is made and sent, never whole in memory; gone when it is sent. In Dutch, whatever the reader's language."""
    out = TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        with speaking(DEFAULT_LANGUAGE):
            found = _subject(card.kind, card.reference) or abort(404)
            write_bundle(found, edition, out, place=place)
    except BaseException:
        out.close()
        raise
    answer = Response(_sent(out), content_type="application/zip")
    answer.content_length = out.tell()
    answer.call_on_close(out.close)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name_of(found, edition, place)}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while piece := out.read(pages.PIECE):
            yield piece
