"""Pages of signals for everyone: give, receipt, read. The secretary's pages stand beside it."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.contributions.models import Attachment
from portal.contributions.operations import keep_draft
from portal.contributions.queries import attachments_of, colleagues_drafts, draft_of, public_name
from portal.contributions.rules import Kind
from portal.core import clock
from portal.core.access import current_actor, may, public
from portal.core.calendar import local_day
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.exports import csv_file, xlsx_file
from portal.core.forms import Form, carry_out, press
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, say
from portal.core.paging import newest_first
from portal.core.web import limiter, see_other
from portal.networks.models import Network
from portal.networks.queries import agreements, current_network, municipalities
from portal.networks.rules import Law
from portal.signals import desk_views, operations, queries, replies, traces
from portal.signals.forms import ReplyForm, SignalForm
from portal.signals.models import Signal
from portal.signals.queries import Narrowed
from portal.signals.rules import JUDGED, Sentiment, Subject

bp = Blueprint("signals", __name__)
desk_views.add_to(bp)
C = TypeVar("C", bound=StrEnum)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.route("/signalen/nieuw", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def give() -> Any:
    """Fill in, read over, send; then the receipt, or for who has no account: look in your mail. A draft is kept when asked.

    `overeenkomst` and `artikel` fill in what it is about. Where outsiders may not, who asks is told whom to turn to (ZL 6.2).
    """
    network, actor, now = current_network(db.session), current_actor(), clock.now()
    if not may("signal:give", network):
        return render_template("signals/closed.html", network=network, places=municipalities(db.session, network)), 403
    draft = draft_of(db.session, actor, Kind.SIGNAL, "", now)
    form = SignalForm(actor, municipalities(db.session, network), agreements(db.session, network), draft=draft,
                      data={"agreement": request.args.get("overeenkomst"), "article": request.args.get("artikel")})
    if form.is_kept and (went := carry_out(form, url_for("signals.give"), lambda work: _keep(form, work, network),
                                           gettext("Your draft is kept. Nothing has been sent."))):
        return went
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                signal = operations.give_signal(work.session, network, **form.answers, **form.documents(work.session),
                                                actor=actor, now=work.now)
                work.location = (url_for("contributions.sent", kind=Kind.SIGNAL) if signal.awaits_address
                                 else url_for("signals.follow", key=signal.follow_key))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    page = "signals/give_overview.html" if form.is_read_over else "signals/give.html"
    return form.answer(page, draft=draft, drafts=colleagues_drafts(db.session, actor, now, Kind.SIGNAL))


def _keep(form: SignalForm, work: Work, network: Network) -> None:
    keep_draft(work.session, network, Kind.SIGNAL, "", title=form.title.data or gettext("Signal without a title"),
               path=url_for("signals.give"), fields=form.kept_fields, shown=form.shown_fields, actor=current_actor(), now=work.now)


@bp.get("/signalen")
@public
@may_be_kept("wet", "gemeente", "onderwerp", "gevoel", "na", "voor")
def index() -> str:
    """Signals that were published, newest first, narrowed by law, municipality, subject and how it goes."""
    network = current_network(db.session)
    places = municipalities(db.session, network)
    asked = _asked([place.id for place in places])
    page = newest_first(db.session, queries.narrowed_signals(network, asked), Signal.id)
    choices = {"wet": [(law.value, say(law)) for law in Law], "gemeente": [(str(place.id), place.name) for place in places],
               "onderwerp": [(one.value, say(one)) for one in Subject], "gevoel": [(one.value, say(one)) for one in Sentiment]}
    return render_template("signals/index.html", page=page, asked=asked, choices=choices, may_give=may("signal:give", network))


def _asked(places: list[int]) -> Narrowed:
    place = request.args.get("gemeente", "")
    return Narrowed(_member("wet", Law), next((one for one in places if str(one) == place), None),
                    _member("onderwerp", Subject), _member("gevoel", Sentiment))


def _member(name: str, kind: type[C]) -> C | None:
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


@bp.get("/signalen.csv")
@public
def index_csv() -> Response:
    """The same list as CSV."""
    return csv_file(gettext("signals"), *_sheet())


@bp.get("/signalen.xlsx")
@public
def index_xlsx() -> Response:
    return xlsx_file(gettext("signals"), *_sheet())


def _sheet() -> tuple[list[str], list[list[Any]]]:
    """What everyone may read, the newest first; of what was taken off the site only that it was."""
    network = current_network(db.session)
    asked = _asked([place.id for place in municipalities(db.session, network)])
    header = [gettext("Number"), gettext("Received"), gettext("How does it go?"), gettext("Concerns"), gettext("Municipality"),
              gettext("District or neighbourhood"), gettext("Law"), gettext("Agreement"), gettext("Article"), gettext("From"),
              gettext("Title"), gettext("Text"), gettext("What became of it"), gettext("Reason")]
    rows = db.session.scalars(queries.narrowed_signals(network, asked).order_by(Signal.id.desc()))
    return header, [_line(row) for row in rows]


def _line(row: Signal) -> list[Any]:
    shown = [gettext("Taken off the site"), ""] if row.is_hidden else [row.public_title, row.public_text]
    where = row.municipality.name if row.municipality else ""
    return [row.number, local_day(row.received_at), say(row.sentiment), say(row.subject), where, "" if row.is_hidden else row.public_district,
            ", ".join(say(law) for law in sorted(row.laws)), row.agreement.title if row.agreement else "",
            row.public_article, public_name(row), *shown, say(row.state), row.reason]


@bp.get("/signalen/<string:number>")
@public
@may_be_kept()
def show(number: str) -> str | Response:
    """One published signal with what became of it; one that was joined with another leads there."""
    network = current_network(db.session)
    signal = queries.signal_by_number(db.session, network, number)
    if signal is None:
        other = queries.kept_with(db.session, network, number) or abort(404)
        return redirect(url_for("signals.show", number=other.number))
    return render_template("signals/show.html", signal=signal, rows=documents_of(signal), traces=traces.traces_of(db.session, signal),
                           has_article=traces.has_article(signal, clock.now()))


@bp.route("/signalen/volg/<string:key>", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def follow(key: str) -> Any:
    """The receipt, and later the state: for who has the link. Once judged, the sender may say once what it thinks of that."""
    signal = queries.signal_by_key(db.session, key) or abort(404)
    form = ReplyForm()
    if form.is_ready and (went := carry_out(
            form, url_for("signals.follow", key=key, _anchor="reactie"), lambda work: replies.reply_to_judgement(
                work.session, signal, text=form.text.data, actor=current_actor(), now=work.now),
            gettext("Your reaction is received. The secretary reads it and answers."))):
        return went
    signal = queries.signal_by_key(db.session, key) or abort(404)
    may_reply = signal.state in JUDGED and signal.reply is None
    return form.answer("signals/follow.html", signal=signal, once=Form().once.data, rows=documents_of(signal), may_reply=may_reply,
                       traces=traces.traces_of(db.session, signal), has_article=traces.has_article(signal, clock.now()))


@bp.post("/signalen/volg/<string:key>/bevestigen")
@public
def confirm(key: str) -> str | Response:
    """Who reads the letter confirms that the address is its own."""
    signal = queries.signal_by_key(db.session, key) or abort(404)
    return press(url_for("signals.follow", key=key), lambda work: operations.confirm_signal(work.session, signal, now=work.now),
                 gettext("Thank you. The secretary sees your signal now."))


def documents_of(signal: Signal) -> list[Attachment]:
    return attachments_of(db.session, [signal]).get(signal.id, [])
