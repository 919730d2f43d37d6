"""The link in an invitation: what is offered, and saying yes."""

from enum import StrEnum
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_security.recoverable import generate_reset_password_token

from portal.accounts import acting
from portal.accounts.models import Invitation
from portal.accounts.operations import accept_invitation
from portal.accounts.queries import invitation_by_key, place_of
from portal.core import clock
from portal.core.access import current_actor, public
from portal.core.database import db, transaction
from portal.core.forms import Form
from portal.core.web import limiter, see_other


class Standing(StrEnum):
    """What the page of an invitation has to say."""

    GONE = "gone"
    LAPSED = "lapsed"
    SOMEBODY_ELSE = "somebody_else"
    LOG_IN = "log_in"
    USED = "used"
    CHOOSE_PASSWORD = "choose_password"  # noqa: S105 - accepted, but no password chosen yet
    OPEN = "open"


MAY_GO_ON = frozenset({Standing.OPEN, Standing.CHOOSE_PASSWORD})


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/uitnodiging/<string:key>", view_func=accept, methods=["GET", "POST"])


@public
@limiter.limit("30/hour", methods=["POST"])
def accept(key: str) -> Any:
    """For who has the letter: read what is offered and accept it; then choose a password, or go to one's first page."""
    invitation, form = invitation_by_key(db.session, key), Form()
    standing = _standing(invitation)
    if invitation is None or not (form.is_ready and standing in MAY_GO_ON):
        page = render_template("accounts/invitation.html", invitation=invitation, standing=standing, form=form, key=key,
                               place=place_of(db.session, invitation.grants[0]) if invitation else None)
        return page, 404 if standing == Standing.GONE else 200
    with transaction(form.once.data) as work:
        work.location = url_for("accounts.accept", key=key)
        if standing == Standing.OPEN:
            accept_invitation(work.session, invitation, now=work.now)
    return _go_on(invitation)


def _standing(invitation: Invitation | None) -> Standing:
    now, actor = clock.now(), current_actor()
    if invitation is None or not any(not grant.has_ended(now) for grant in invitation.grants):
        return Standing.GONE
    if now >= invitation.lapses_at and invitation.accepted_at is None:
        return Standing.LAPSED
    if actor.is_known and actor.person_id != invitation.user_id:
        return Standing.SOMEBODY_ELSE
    if invitation.accepted_at is not None:
        # The link proves the mailbox until a password does; after two weeks one asks for a new password.
        still_proves = not invitation.user.password and now < invitation.lapses_at
        return Standing.CHOOSE_PASSWORD if still_proves else Standing.USED
    has_account = invitation.user.password and invitation.user.confirmed_at
    return Standing.LOG_IN if has_account and not actor.is_known else Standing.OPEN


def _go_on(invitation: Invitation) -> Any:
    if not invitation.user.password:
        return redirect(url_for("security.reset_password", token=generate_reset_password_token(invitation.user)), 303)
    place = place_of(db.session, invitation.grants[0])
    acting.choose(place)
    return see_other(url_for(acting.START[place.acts_for]))
