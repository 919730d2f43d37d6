"""People with a role: who has which, from when until when, given by whom; inviting, ending, and the review of all rights."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response as BaseResponse

from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.operations import change_roles, invite, offer_roles, send_invitation
from portal.accounts.queries import place_of
from portal.accounts.second_factor import reset_second_factor
from portal.core import clock
from portal.core.access import ActsFor, Place, current_actor, may, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.exports import csv_file
from portal.core.forms import Form
from portal.core.language import gettext, say
from portal.core.paging import by_name
from portal.core.web import see_other
from portal.desk import people_queries as queries
from portal.desk.people_forms import GIVEN, EndForm, GiveForm
from portal.desk.rules import term_of
from portal.members.queries import candidates
from portal.networks.queries import current_network, municipalities

bp = Blueprint("people", __name__)

PRINTED = 200
"""So many people with their rights are on one page of the review: in most networks all of them."""
NAMED = 50
"""So many of those who never came are named there; the file has them all."""


@bp.get("/bureau/personen")
@requires("people:oversee")
def index() -> str:
    """Everyone with a role that has not ended, by name; by role or place when asked."""
    now, role = clock.now(), _asked_role()
    name, place = _asked("naam"), _asked("voor-wie")
    page = by_name(db.session, queries.people(now, name, role, place), User.name, User.id)
    return render_template("desk/people.html", page=page, held=queries.roles_of(db.session, page.rows, now), roles=list(Role),
                           name=name, role=role, place=place)


def _asked(key: str) -> str:
    return request.args.get(key, "").strip()[:100]


def _asked_role() -> Role | None:
    return next((role for role in Role if role == request.args.get("rol")), None)


@bp.get("/bureau/personen/toegang")
@requires("people:oversee")
def review() -> str:
    """All rights by name, to be read over and printed: who may do what, since when, and who never came. The file holds all at once."""
    session, now = db.session, clock.now()
    page = by_name(session, queries.people(now), User.name, User.id, PRINTED)
    unused = queries.unused(now)
    return render_template(
        "desk/people_review.html", page=page, held=queries.roles_of(session, page.rows, now), total=queries.counted_roles(session, now),
        unused=session.scalars(unused.order_by(func.lower(User.name), User.id).limit(NAMED)).all(),
        never_came=session.scalar(select(func.count()).select_from(unused.subquery())),
        changed=queries.last_changes(session, now, page.rows))


@bp.get("/bureau/personen/toegang.csv")
@requires("people:oversee")
def review_csv() -> Response:
    """The same as a file for Dutch Excel."""
    now = clock.now()
    changed = queries.last_changes(db.session, now)
    header = [gettext("Name"), gettext("E-mail address"), gettext("Role"), gettext("For whom"), gettext("From"), gettext("Until"),
              gettext("Given by"), gettext("Accepted"), gettext("Last change of rights"), gettext("Account used")]
    return csv_file("toegang", header, (_line(held, changed) for held in queries.all_roles(db.session, now)))


def _line(held: queries.Held, changed: dict[int, Any]) -> list[Any]:
    grant, user = held.grant, held.grant.user
    last = changed.get(user.id)
    return [user.name, user.email, say(grant.role), held.place, local_day(grant.begins_at),
            grant.last_day or "", grant.given_by.name if grant.given_by else "",
            _yes(not grant.is_pending), local_day(last) if last else "", _yes(bool(user.password))]


def _yes(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")


@bp.get("/bureau/personen/<int:user_id>")
@requires("people:oversee", of=lambda user_id: db.session.get(User, user_id))
def show(user: User) -> str:
    """One person with the roles of now and of before."""
    now = clock.now()
    held = queries.roles_of(db.session, [user])[user.id]
    return render_template(
        "desk/people_person.html", user=user, form=Form(), present=[one for one in held if not one.grant.has_ended(now)],
        former=[one for one in held if one.grant.has_ended(now)])


@bp.route("/bureau/personen/uitnodigen", methods=["GET", "POST"])
@requires("people:oversee")
def ask() -> Any:
    """Give somebody a role; the invitation goes by letter."""
    return _give(None)


@bp.route("/bureau/personen/<int:user_id>/rol", methods=["GET", "POST"])
@requires("people:oversee", of=lambda user_id: db.session.get(User, user_id))
def give(user: User) -> Any:
    """Give somebody who is known another role."""
    return _give(user)


def _give(user: User | None) -> Any:
    form = _give_form(user)
    if form.is_ready:
        name, email = (user.name, user.email) if user else (form.name.data, form.email.data)
        try:
            with transaction(form.once.data) as work:
                begins_at, ends_at = term_of(*form.days, local_day(work.now))
                person = offer_roles(work.session, form.place, [form.role.data], name=name, email=email, begins_at=begins_at,
                                     ends_at=ends_at, actor=current_actor(), now=work.now)
                work.location = url_for("people.show", user_id=person.id)
            flash(gettext("The role is given. %(name)s gets a message.", name=name))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("desk/people_give.html", user=user)


def _give_form(user: User | None) -> GiveForm:
    network = current_network(db.session)
    return GiveForm(
        [role for role in GIVEN if may("role:give", role)],
        [Place(ActsFor.MUNICIPALITY, place.id, place.name) for place in municipalities(db.session, network)],
        candidates(db.session, network), is_known=user is not None)


def _grant(grant_id: int) -> RoleGrant | None:
    return queries.grant_by_id(db.session, grant_id, clock.now())


@bp.route("/bureau/personen/rollen/<int:grant_id>/beeindigen", methods=["GET", "POST"])
@requires("role:end", of=_grant)
def end(grant: RoleGrant) -> Any:
    """What the end of a role means, the reason, and then it is so."""
    form, place = EndForm(), place_of(db.session, grant)
    user_id, name = grant.user_id, grant.user.name
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                change_roles(work.session, grant.user, place, end=[grant.role], reason=form.reason.data, actor=current_actor(),
                             now=work.now)
                work.location = url_for("people.show", user_id=user_id)
            flash(gettext("The role is ended. %(name)s gets a message.", name=name))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("desk/people_end.html", grant=grant, place=place)


@bp.post("/bureau/personen/<int:user_id>/opnieuw-uitnodigen")
@requires("people:oversee", of=lambda user_id: db.session.get(User, user_id))
def ask_again(user: User) -> BaseResponse:
    """A new letter for what was not accepted yet, or for who never chose a password."""
    form, now = Form(), clock.now()
    with transaction(form.once.data) as work:
        held = queries.roles_of(work.session, [user], now)[user.id]
        waiting = {one.grant.invitation: one.grant for one in held if one.grant.is_pending and one.grant.invitation}
        for invitation, grant in waiting.items():
            send_invitation(work.session, invitation, place_of(work.session, grant), actor=current_actor(), now=work.now)
        if not waiting and held:
            invite(work.session, user, for_name=held[0].place, now=work.now, again=True)
        work.location = url_for("people.show", user_id=user.id)
    flash(gettext("%(name)s gets a new letter, with a link that works for 14 days.", name=user.name))
    return see_other(work.location)


@bp.route("/bureau/personen/<int:user_id>/tweede-stap", methods=["GET", "POST"])
@requires("second-factor:reset", of=lambda user_id: db.session.get(User, user_id))
def reset(user: User) -> Any:
    """Somebody lost the device with which one logs in: what taking it away means, and then it is so."""
    form = Form()
    if form.is_ready:
        with transaction(form.once.data) as work:
            reset_second_factor(work.session, user, actor=current_actor(), now=work.now)
            work.location = url_for("people.show", user_id=user.id)
        flash(gettext("%(name)s logs in with the password alone, once, and sets up a new second step.", name=user.name))
        return see_other(work.location)
    return form.answer("desk/people_reset.html", user=user)
