"""Pages of signals: give, receipt, read; and for the secretary the queue and the judgement."""

from flask import Blueprint, Flask, abort, flash, render_template, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, public, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
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
def give(network: Network) -> str | Response:
    """Fill in, read over, send; then the receipt. The address of the receipt is the sender's own."""
    form = SignalForm(current_actor())
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                signal = operations.give_signal(work.session, network, **form.answers, actor=current_actor(), now=work.now)
                work.location = url_for("signals.follow", key=signal.follow_key)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    page = "signals/give_overview.html" if form.is_read_over else "signals/give.html"
    return form.answer(page)


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
    return render_template("signals/show.html", signal=signal)


@bp.get("/signalen/volg/<string:key>")
@public
def follow(key: str) -> str:
    """The receipt, and later the state: for who has the link."""
    signal = queries.signal_by_key(db.session, key) or abort(404)
    return render_template("signals/follow.html", signal=signal)


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
    return form.answer("signals/judge.html", signal=signal)
