"""Following without an account: asking, one's own page by a secret address, and stopping with one click."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import User
from portal.core.access import current_actor, public
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext, language
from portal.core.web import csrf, limiter, see_other
from portal.networks.models import Network
from portal.networks.queries import current_network
from portal.notifications import follows
from portal.notifications.models import Follow, Follower
from portal.notifications.rules import Rhythm, Topic
from portal.publication.follow_forms import FollowForm, FollowingForm
from portal.publication.topics import Subject, everything, subject_of, to_choose


def add_to(bp: Blueprint) -> None:
    """The addresses of following belong to the public site's blueprint."""
    bp.add_url_rule("/volgen", view_func=follow, methods=["GET", "POST"])
    bp.add_url_rule("/volgen/gevraagd", view_func=asked_to_follow)
    bp.add_url_rule("/volgen/gestopt", view_func=stopped)
    bp.add_url_rule("/volgen/<string:key>", view_func=following, methods=["GET", "POST"])
    bp.add_url_rule("/volgen/stoppen/<string:token>", view_func=stop, methods=["GET", "POST"])


def asked_subject(network: Network) -> Subject | None:
    """What the address names, as ?tafel=jeugd does; None when it names nothing, 404 when there is no such thing."""
    named = [(topic, request.args[topic.value]) for topic in Topic if request.args.get(topic.value)]
    if not named:
        return None
    return subject_of(db.session, network, *named[0]) or abort(404)


def proven_address(user: User | None) -> str:
    """The address of an account that its owner has shown to read: a password is chosen with a link that came by mail."""
    return user.email if user and (user.confirmed_at or user.password) else ""


@public
@limiter.limit("20/hour", methods=["POST"])
def follow() -> str | Response | BaseResponse:
    """Choose what and how often. The answer is the same for every address: nobody learns who follows what."""
    network = current_network(db.session)
    person_id = current_actor().person_id
    address = proven_address(db.session.get(User, person_id) if person_id else None)
    subject = asked_subject(network)
    offered = to_choose(db.session, network)
    rhythm = request.args.get("ritme", "")
    form = FollowForm(ask_address=not address, rhythm=rhythm if rhythm in list(Rhythm) else Rhythm.DAILY.value)
    wanted = subject or everything()
    form.what.offer(offered if wanted in offered else [wanted, *offered], [wanted])
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                follower = _ask(work, network, form, address)
                work.location = url_for("publication.following", key=follower.key) if address else \
                    url_for("publication.asked_to_follow")
            if address:
                flash(gettext("You follow this from now on. The messages go to %(email)s.", email=address))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    known = follows.follower_by_email(db.session, network.id, address) if address else None
    return form.answer("publication/follow.html", address=address, subject=subject, known=known)  # type: ignore[no-any-return]


def _ask(work: Work, network: Network, form: FollowForm, address: str) -> Follower:
    chosen = form.what.subjects
    follower = follows.ask_to_follow(
        work.session, network_id=network.id, email=address or form.email.data, rhythm=form.rhythm.data, language=language(),
        wishes=[(subject.topic, subject.name) for subject in chosen], is_proven=bool(address), actor=current_actor(),
        now=work.now)
    if not address:
        follows.ask_to_confirm(work.session, follower, [subject.label for subject in chosen], now=work.now)
    return follower


@public
def asked_to_follow() -> str:
    """After asking: the same page for everyone."""
    return render_template("publication/follow_asked.html")


@public
def stopped() -> str:
    """After stopping: what became of the address."""
    return render_template("publication/follow_stopped.html")


@public
def following(key: str) -> Response | BaseResponse:
    """What an address follows, for who has the secret address of this page: confirm, change how often, stop."""
    network = current_network(db.session)
    follower = follows.follower_by_key(db.session, key)
    if follower is None or follower.network_id != network.id:
        abort(404)
    form = FollowingForm()
    if form.is_submitted() and form.validate():
        with transaction(form.once.data) as work:
            work.location = _carry_out(work, follower, form)
        return see_other(work.location)
    rows = [(row, subject_of(db.session, network, row.topic, row.name)) for row in follower.follows]
    response = make_response(render_template("publication/following.html", form=form, follower=follower, rows=rows,
                                             rhythms=list(Rhythm)))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _carry_out(work: Work, follower: Follower, form: FollowingForm) -> str:
    """The pressed button: 'confirm', 'stop-all', 'stop-12' or 'change-12'. Answers where to go on."""
    act, _dash, number = form.step.partition("-")
    here = url_for("publication.following", key=follower.key)
    if act == "confirm":
        follows.confirm(work.session, follower, now=work.now)
        flash(gettext("It is confirmed. You get a message when there is news."))
        return here
    if form.step == "stop-all":
        follows.stop_all(work.session, follower, now=work.now)
        return url_for("publication.stopped")
    row = next((row for row in follower.follows if str(row.id) == number), None) or abort(404)
    return here if _change(work, row, form, act) else url_for("publication.stopped")


def _change(work: Work, row: Follow, form: FollowingForm, act: str) -> bool:
    """Stop or change one thing; answers whether the address still follows anything."""
    if act == "stop":
        follows_more = follows.stop_one(work.session, row, now=work.now)
        if follows_more:
            flash(gettext("You no longer follow this."))
        return follows_more
    if act == "change" and form.rhythm.data:
        follows.change_rhythm(work.session, row, form.rhythm.data, now=work.now)
        flash(gettext("From now on: %(rhythm)s.", rhythm=form.rhythm.spoken().lower()))
    return True


@public
@csrf.exempt  # type: ignore[untyped-decorator]
def stop(token: str) -> str | BaseResponse:
    """The one click of a mail program (RFC 8058): a post with a signed token, and nothing else, stops all letters.

    Reading this page changes nothing: programs that look at links beforehand stop nobody's letters. Whoever stopped
    before gets the same answer again.
    """
    if not follows.is_stop_token(token):
        abort(400 if request.method == "POST" else 404)
    if request.method == "GET":
        follower = follows.follower_of_token(db.session, token)
        return render_template("publication/follow_stop.html", token=token) if follower else \
            redirect(url_for("publication.stopped"))
    with transaction() as work:
        if follower := follows.follower_of_token(work.session, token):
            follows.stop_all(work.session, follower, now=work.now)
    return render_template("publication/follow_stopped.html")
