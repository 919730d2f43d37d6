"""After logging in, the language of the screen, and the own account: what one sees and changes about oneself."""

import re

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask_security import auth_required, current_user
from werkzeug.wrappers import Response

from portal.accounts import acting, email_change, invitation_views, operations, queries, security, sessions
from portal.accounts.forms import DetailsForm, NewAddressForm
from portal.accounts.models import LoginSession, User
from portal.accounts.settings import RULES
from portal.core.access import current_actor, public, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.language import COOKIE, choose_language, gettext, ngettext
from portal.core.web import limiter, see_other

bp = Blueprint("accounts", __name__)
invitation_views.add_to(bp)


def init(app: Flask) -> None:
    security.init(app)
    acting.init(app)
    app.register_blueprint(bp)


def _me() -> User:
    return current_user._get_current_object()


@bp.get("/welkom")
@public
def welcome() -> str | Response:
    """After logging in: to where this person's work is; first the recovery codes, and the choice for whom, where needed."""
    actor = current_actor()
    if actor.is_known and _lacks_recovery_codes(_me()):
        return redirect(url_for("security.mf_recovery_codes"))
    if len(actor.places) > 1:
        return render_template("accounts/choose_place.html")
    return redirect(url_for(acting.START[actor.acts_for] if actor.is_known else "publication.front"))


def _lacks_recovery_codes(user: User) -> bool:
    return user.has_second_factor and user.mf_recovery_codes is None


@bp.get("/account-maken/verstuurd")
@public
def registered() -> str:
    """The same for everyone, whether the address had an account or not."""
    return render_template("accounts/registered.html")


@bp.get("/account/begin")
@requires("account:open")
def begin() -> str | Response:
    """What somebody can do who acts for nobody yet."""
    if current_actor().places:
        return redirect(url_for("accounts.welcome"))
    return render_template("accounts/begin.html")


@bp.get("/account")
@requires("account:open")
def show() -> str:
    """Who I am here, what keeps my account safe, and what I may do from when to when."""
    user = _me()
    return render_template("accounts/show.html", user=user, grants=queries.grants_of(db.session, user),
                           open_sessions=len(sessions.open_of(db.session, user.id)))


@bp.route("/account/gegevens", methods=["GET", "POST"])
@requires("account:open")
def details() -> str | Response:
    """The own name, and the language of letters."""
    form = DetailsForm(obj=_me())
    if form.is_ready:
        with transaction(form.once.data) as work:
            operations.change_details(work.session, _me(), name=form.name.data, language=form.language.data,
                                      actor=current_actor(), now=work.now)
            work.location = url_for("accounts.show")
        flash(gettext("Your details are saved."))
        return see_other(work.location)
    return form.answer("accounts/details.html")


@bp.get("/account/beveiligd")
@requires("account:open")
def secured() -> Response:
    """After a second factor was set up: to the recovery codes, the first time."""
    return redirect(url_for("security.mf_recovery_codes" if _lacks_recovery_codes(_me()) else "accounts.show"))


@bp.get("/account/sessies")
@requires("account:open")
def session_list() -> str:
    """In which browsers I am logged in."""
    return render_template("accounts/sessions.html", sessions=sessions.open_of(db.session, _me().id), this=session[sessions.KEY],
                           once=Form().once.data)


@bp.post("/account/sessies/<int:session_id>")
@requires("session:end", of=lambda session_id: sessions.by_id(db.session, session_id))
def end_session(login: LoginSession) -> Response:
    """Log out one browser."""
    with transaction(request.form.get("once")) as work:
        sessions.end(work.session, login, actor=current_actor(), now=work.now)
        work.location = url_for("accounts.session_list")
    flash(gettext("That browser is logged out."))
    return see_other(work.location)


@bp.post("/account/sessies/andere")
@requires("account:open")
def end_other_sessions() -> Response:
    """Log out every browser but this one."""
    with transaction(request.form.get("once")) as work:
        ended = sessions.end_others(work.session, _me(), session[sessions.KEY], actor=current_actor(), now=work.now)
        work.location = url_for("accounts.session_list")
    flash(ngettext("%(num)s other browser is logged out.", "%(num)s other browsers are logged out.", ended))
    return see_other(work.location)


@bp.route("/account/e-mailadres", methods=["GET", "POST"])
@requires("account:open")
@auth_required("session", within=lambda: RULES["FRESHNESS"], grace=lambda: RULES["FRESHNESS_GRACE_PERIOD"])  # type: ignore[untyped-decorator]
@limiter.limit("5/hour", methods=["POST"])
def change_email() -> str | Response:
    """Ask for another address. The answer is the same whether that address has an account."""
    form = NewAddressForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                email_change.ask(work.session, _me(), form.email.data, now=work.now)
                work.location = url_for("accounts.show")
            flash(gettext("We have sent a letter to your present address. Open the link in it to agree."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("accounts/change_email.html", email=_me().email)


@bp.route("/account/e-mailadres/akkoord/<string:token>", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def agree_to_address(token: str) -> str | Response:
    """The old address agrees: a letter goes to the new one."""
    wanted = email_change.wanted_by(db.session, email_change.AGREE, token)
    if wanted is None or request.method == "GET":
        return render_template("accounts/email_link.html", wanted=wanted, step="agree")
    with transaction() as work:
        email_change.agree(work.session, wanted, now=work.now)
    return render_template("accounts/email_link.html", wanted=wanted, step="agreed")


@bp.route("/account/e-mailadres/bevestigen/<string:token>", methods=["GET", "POST"])
@public
@limiter.limit("20/hour", methods=["POST"])
def confirm_address(token: str) -> str | Response:
    """The new address confirms: from now on it is the one."""
    wanted = email_change.wanted_by(db.session, email_change.CONFIRM, token)
    if wanted is None or request.method == "GET":
        return render_template("accounts/email_link.html", wanted=wanted, step="confirm")
    with transaction() as work:
        email_change.change(work.session, wanted, now=work.now)
    return render_template("accounts/email_link.html", wanted=wanted, step="changed")


@bp.post("/namens")
@requires("place:choose")
def act_for() -> Response:
    """Act for another party or municipality from now on, in this browser."""
    place = next((place for place in current_actor().places if place.key == request.form.get("place")), None)
    if place is None:
        flash(gettext("You no longer act for this organisation. Choose another one."))
        return see_other(url_for("accounts.welcome"))
    acting.choose(place)
    return see_other(_on_this_site(request.form.get("back"), url_for(acting.START[place.acts_for])))


@bp.get("/taal/<string:code>")
@public
def language(code: str) -> Response:
    """Choose the language of the screen for this browser, and go back."""
    response = redirect(_on_this_site(request.args.get("terug"), "/"))
    response.set_cookie(COOKIE, choose_language(code), max_age=31_536_000, httponly=True, samesite="Lax",
                        secure=current_app.config["SESSION_COOKIE_SECURE"])
    return response


def _on_this_site(back: str | None, otherwise: str) -> str:
    # A browser leaves out tabs and line breaks, and takes a backslash for a slash.
    return back if back and re.fullmatch(r"/(?![/\\])[^\x00-\x20\\\x7f]*", back) else otherwise
