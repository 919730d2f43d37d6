"""Pages for who sent a reaction: confirming the address, changing and withdrawing it until the end."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import Work, db
from portal.core.forms import Form, carry_out, press
from portal.core.language import gettext, say
from portal.core.web import limiter, see_other
from portal.rounds import changes, operations, queries
from portal.rounds.change_forms import ChangeForm
from portal.rounds.forms import version_of
from portal.rounds.models import Reaction


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as those of the rounds."""
    both = ["GET", "POST"]
    bp.add_url_rule("/reacties/volg/<string:key>/bevestigen", view_func=confirm, methods=["POST"])
    bp.add_url_rule("/reacties/volg/<string:key>/wijzigen", view_func=change, methods=both)
    bp.add_url_rule("/reacties/volg/<string:key>/intrekken", view_func=withdraw, methods=both)


def _by_key(key: str) -> Reaction | None:
    return queries.reaction_by_key(db.session, key)


@public
def confirm(key: str) -> Response:
    """Who reads the letter confirms that the address is its own."""
    reaction = _by_key(key) or abort(404)
    return press(url_for("rounds.follow", key=key), lambda work: operations.confirm_reaction(work.session, reaction, now=work.now),
                 gettext("Thank you. The secretary sees your reaction now."))


def _why_not(reaction: Reaction) -> str:
    """Why this reaction cannot be changed now; empty when it can."""
    if reaction.awaits_address:
        return say("reaction:not-confirmed")
    if reaction.is_withdrawn:
        return say("reaction:withdrawn")
    return "" if reaction.round.is_open(clock.now()) else gettext("The comment round is closed. Your reaction can no longer be changed.")


@requires("reaction:change", of=_by_key)
@limiter.limit("60/hour", methods=["POST"])
def change(reaction: Reaction) -> Any:
    """Fill in, read over, change; what was said before is kept for the file."""
    here, form = url_for("rounds.follow", key=reaction.follow_key), ChangeForm(reaction, current_actor())
    if not form.is_submitted() and (why := _why_not(reaction)):
        flash(why, "error")
        return see_other(here)

    def save(work: Work) -> None:
        answers = {name: form[name].data for name in ("position", "labels", "text")}
        changes.change_reaction(work.session, reaction, **answers, documents=form.documents(work.session)["documents"],
                                version=version_of(form), actor=current_actor(), now=work.now)

    if form.is_ready and (went := carry_out(form, here, save, gettext("Your reaction is changed. The secretary reads it again first."))):
        return went
    if hasattr(form, "theirs"):
        form.version.data = str(reaction.version)  # who read the other text may go on
    page = "rounds/change_overview.html" if form.is_read_over else "rounds/change.html"
    return _private(form.answer(page, reaction=reaction, round=reaction.round, proposal=reaction.round.proposal))


@requires("reaction:change", of=_by_key)
def withdraw(reaction: Reaction) -> Any:
    """What withdrawing does, and the one button."""
    here, form = url_for("rounds.follow", key=reaction.follow_key), Form()
    if not form.is_submitted() and (why := _why_not(reaction)):
        flash(why, "error")
        return see_other(here)
    if form.is_ready and (went := carry_out(form, here, lambda work: changes.withdraw_reaction(
            work.session, reaction, actor=current_actor(), now=work.now), gettext("Your reaction is withdrawn."))):
        return went
    return _private(form.answer("rounds/withdraw.html", reaction=reaction, round=reaction.round, proposal=reaction.round.proposal))


def _private(answer: Any) -> Response:
    page = make_response(answer)
    page.headers["Cache-Control"] = "no-store"
    return page
