"""Pages of signals: give, receipt, read; and for the secretary the queue and the judgement."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, render_template, url_for
from werkzeug.wrappers import Response

from portal.contributions.models import Attachment
from portal.contributions.operations import keep_draft
from portal.contributions.queries import attachments_of, colleagues_drafts, draft_of
from portal.contributions.rules import Kind
from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.web import limiter, see_other
from portal.networks.models import Network
from portal.networks.queries import current_network
from portal.signals import operations, queries
from portal.signals.forms import JudgeForm, Judgement, SignalForm
from portal.signals.models import Signal

bp = Blueprint("signals", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.route("/signalen/nieuw", methods=["GET", "POST"])
@requires("signal:give", of=lambda: current_network(db.session))
@limiter.limit("20/hour", methods=["POST"])
def give(network: Network) -> Any:
    """Fill in, read over, send; then the receipt, or for who has no account: look in your mail. A draft is kept when asked."""
    actor, now = current_actor(), clock.now()
    draft = draft_of(db.session, actor, Kind.SIGNAL, "", now)
    form = SignalForm(actor, draft=draft)
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
def index() -> str:
    """Signals that were published, newest first."""
    page = newest_first(db.session, queries.public_signals(current_network(db.session)), Signal.id)
    return render_template("signals/index.html", page=page)


@bp.get("/signalen/<string:number>")
@public
def show(number: str) -> str:
    """One published signal with what became of it."""
    signal = queries.signal_by_number(db.session, current_network(db.session), number) or abort(404)
    return render_template("signals/show.html", signal=signal, rows=_documents(signal))


@bp.get("/signalen/volg/<string:key>")
@public
def follow(key: str) -> str:
    """The receipt, and later the state: for who has the link."""
    signal = queries.signal_by_key(db.session, key) or abort(404)
    return render_template("signals/follow.html", signal=signal, once=Form().once.data, rows=_documents(signal))


@bp.post("/signalen/volg/<string:key>/bevestigen")
@public
def confirm(key: str) -> str | Response:
    """Who reads the letter confirms that the address is its own."""
    signal = queries.signal_by_key(db.session, key) or abort(404)
    here = url_for("signals.follow", key=key)
    went = carry_out(Form(), here, lambda work: operations.confirm_signal(work.session, signal, now=work.now),
                     gettext("Thank you. The secretary sees your signal now."))
    return went or see_other(here)


def _documents(signal: Signal) -> list[Attachment]:
    return attachments_of(db.session, [signal]).get(signal.id, [])


@bp.get("/bureau/signalen")
@requires("signal:judge")
def queue() -> str:
    """What waits for the secretary, oldest first."""
    return render_template("signals/queue.html", signals=queries.waiting(db.session, current_network(db.session)))


@bp.route("/bureau/signalen/<int:signal_id>", methods=["GET", "POST"])
@requires("signal:judge", of=lambda signal_id: queries.signal_by_id(db.session, signal_id))
def judge(signal: Signal) -> str | Response:
    """Judge one signal: for the table or set aside, with the reason."""
    form = JudgeForm(signal)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.judge_signal(
                    work.session, signal, relevant=form.judgement.data == Judgement.TABLE, reason=form.reason.data,
                    public_text=form.public_text.data, actor=current_actor(), now=work.now)
                work.location = url_for("signals.queue")
            flash(gettext("Signal %(number)s is judged. The sender gets a message.", number=signal.number))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            queries.signal_by_id(db.session, signal.id)  # what was undone forgot the sender
    return form.answer("signals/judge.html", signal=signal, rows=_documents(signal))
