"""Who acts for us: the provider's administrator invites, gives roles, replaces the contact person, removes."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts.models import CONTACT_ROLES, OFFERED_BY_PARTY, Role
from portal.accounts.operations import change_roles, offer_roles, send_invitation
from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db, lock, transaction
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.language import gettext
from portal.core.web import see_other
from portal.parties.models import Party
from portal.parties.operations import replace_contact
from portal.parties.people import Colleague, former_people, people_of, person_of
from portal.workspace.people_forms import InviteForm, ReplaceForm, RolesForm

bp = Blueprint("colleagues", __name__)


def _party() -> Party:
    return db.session.get_one(Party, current_actor().party_id)


def _colleague(user_id: int) -> Colleague | None:
    return person_of(db.session, _party(), user_id, clock.now()) if current_actor().party_id else None


@bp.get("/mijn/mensen")
@requires("people:see")
def index() -> str:
    """Who acts for this provider, in which role, since when and by whom; who is invited; who was there before."""
    party, now = _party(), clock.now()
    return render_template("workspace/people.html", people=people_of(db.session, party, now), form=Form(),
                           former=former_people(db.session, party, now), contact_roles=CONTACT_ROLES)


@bp.route("/mijn/mensen/uitnodigen", methods=["GET", "POST"])
@requires("people:name")
def invite() -> str | Response:
    """Ask somebody to act for this provider. The page says the same whether or not there is an account."""
    form = InviteForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                party = _party()
                lock(work.session, party)
                offer_roles(work.session, party.place, form.roles.data, email=form.email.data, name=form.name.data,
                            actor=current_actor(), now=work.now)
                work.location = url_for("colleagues.index")
            flash(gettext("%(name)s gets an invitation by e-mail. It works for 14 days.", name=form.name.data))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("workspace/people_invite.html")


@bp.route("/mijn/mensen/<int:user_id>", methods=["GET", "POST"])
@requires("people:name", of=_colleague)
def change(person: Colleague) -> str | Response:
    """Which roles somebody has; contact person and substitute are replaced on a page of their own."""
    held = frozenset(person.roles) & frozenset(OFFERED_BY_PARTY)
    form = RolesForm(data={"roles": held})
    if form.is_ready:
        try:
            if not form.roles.data and not person.is_contact:
                raise Refused("role:none-left", field="roles")
            with transaction(form.once.data) as work:
                party = _party()
                lock(work.session, party)
                change_roles(work.session, person.user, party.place, give=sorted(form.roles.data - held),
                             end=held - form.roles.data, actor=current_actor(), now=work.now)
                work.location = url_for("colleagues.index")
            flash(gettext("The roles of %(name)s are saved.", name=person.name))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("workspace/people_change.html", person=person)


@bp.route("/mijn/mensen/<int:user_id>/verwijderen", methods=["GET", "POST"])
@requires("people:name", of=_colleague)
def remove(person: Colleague) -> str | Response:
    """What it means when somebody leaves; then it is so, from that moment."""
    form, is_self = Form(), person.user.id == current_actor().person_id
    name = person.name
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                party = _party()
                lock(work.session, party)
                change_roles(work.session, person.user, party.place, end=person.roles, actor=current_actor(), now=work.now)
                work.location = url_for("accounts.welcome" if is_self else "colleagues.index")
            flash(gettext("%(name)s no longer acts for your organisation.", name=name))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("workspace/people_remove.html", person=person, is_self=is_self)


@bp.post("/mijn/mensen/<int:user_id>/opnieuw-uitnodigen")
@requires("people:name", of=_colleague)
def invite_again(person: Colleague) -> Response:
    """A new letter with a new link; the old link no longer works."""
    form, name = Form(), person.name
    with transaction(form.once.data) as work:
        if person.invitation is None:
            raise Refused("invitation:used")
        send_invitation(work.session, person.invitation, _party().place, actor=current_actor(), now=work.now)
        work.location = url_for("colleagues.index")
    flash(gettext("%(name)s gets a new invitation by e-mail. It works for 14 days.", name=name))
    return see_other(work.location)


@bp.route("/mijn/mensen/contactpersoon", methods=["GET", "POST"], defaults={"role": Role.CONTACT})
@bp.route("/mijn/mensen/vervanger", methods=["GET", "POST"], defaults={"role": Role.SUBSTITUTE})
@requires("people:name")
def replace(role: Role) -> Any:
    """A new contact person or substitute, and what becomes of the former one, in one act; read over first."""
    former = next((one for one in people_of(db.session, _party(), clock.now()) if role in one.roles), None)
    form = ReplaceForm(asks_who_stays=former is not None and former.roles == [role])
    page = "workspace/people_replace.html"
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                replace_contact(work.session, _party(), role, form.details, stays=form.former_stays, actor=current_actor(),
                                now=work.now)
                work.location = url_for("colleagues.index")
            flash(gettext("%(name)s is named. The invitation is on its way.", name=form.name.data))
            return see_other(work.location)
        if form.is_read_over:
            page = "workspace/people_replace_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer(page, role=role, former=former)
