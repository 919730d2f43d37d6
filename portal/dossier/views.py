"""Downloads of files: the public edition for everyone, the complete ones from a page on the desk."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from flask import Blueprint, Flask, Response, abort, render_template, request

from portal.core import clock
from portal.core.access import current_actor, may, public, requires
from portal.core.database import db, transaction
from portal.core.forms import Form
from portal.core.language import DEFAULT_LANGUAGE, speaking
from portal.core.paging import newest_first
from portal.core.web import limiter
from portal.dossier import pages, reactions
from portal.dossier.bundle import name_of, write_bundle
from portal.dossier.kinds import Subject, subject
from portal.dossier.operations import places_of, take_complete
from portal.dossier.parts import DESK, Card
from portal.dossier.rules import Edition, safe_file
from portal.dossier.trail import taken
from portal.meetings.queries import years
from portal.networks.queries import current_network
from portal.pilots.models import Pilot
from portal.pilots.queries import MOST
from portal.pilots.queries import visible_rows as pilot_rows
from portal.proposals.models import Proposal
from portal.proposals.queries import visible_rows
from portal.region.models import Municipality

bp = Blueprint("dossier", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.filters.update(outward=pages.outward, safe_file=safe_file)
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
    """Every file that there is: of years of meetings, of pilots and of proposals, the newest first."""
    session, network = db.session, current_network(db.session)
    page = newest_first(session, visible_rows(DESK, network), Proposal.id)
    pilots = list(session.scalars(pilot_rows(DESK, network).order_by(Pilot.id.desc()).limit(MOST)))
    return render_template("dossier/index.html", page=page, years=years(session, network, clock.now()), pilots=pilots)


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
