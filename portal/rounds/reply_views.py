"""Pages of replies: give, confirm and follow; and for the secretary reading them, and taking off the site what was said afterwards."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template, url_for
from werkzeug.wrappers import Response

from portal.contributions.operations import put_back
from portal.contributions.views import hiding
from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out, press
from portal.core.language import gettext
from portal.core.web import limiter, see_other
from portal.rounds import replies, reply_queries
from portal.rounds.change_forms import ReadReplyForm, ReplyForm
from portal.rounds.forms import Reading, version_of
from portal.rounds.models import Reaction, ReactionReply, Rejoinder
from portal.rounds.queries import rejoinder_to_read


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as those of the rounds."""
    both = ["GET", "POST"]
    bp.add_url_rule("/reacties/<int:reaction_id>/reageren", view_func=reply, methods=both)
    bp.add_url_rule("/reacties/hierop/<string:reply_key>", view_func=follow_reply)
    bp.add_url_rule("/reacties/hierop/<string:reply_key>/bevestigen", view_func=confirm_reply, methods=["POST"])
    bp.add_url_rule("/bureau/reacties/hierop/<int:reply_id>", view_func=read_reply, methods=both)
    bp.add_url_rule("/bureau/reacties/hierop/<int:reply_id>/verbergen", view_func=hide_reply, methods=both)
    bp.add_url_rule("/bureau/weerwoorden/<int:rejoinder_id>/verbergen", view_func=hide_rejoinder, methods=both)


@requires("reply:give", of=lambda reaction_id: reply_queries.open_to_replies(db.session, reaction_id))
@limiter.limit("60/hour", methods=["POST"])
def reply(reaction: Reaction) -> Any:
    """Fill in, read over, send; then what becomes of it, or for who has no account: look in your mail."""
    form, round_ = ReplyForm(current_actor()), reaction.round
    if not form.is_submitted() and not round_.is_open(clock.now()):
        return render_template("rounds/reply_closed.html", reaction=reaction, round=round_, proposal=round_.proposal)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                given = replies.give_reply(work.session, reaction, **form.answers, actor=current_actor(), now=work.now)
                work.location = (url_for("contributions.sent", kind="reaction") if given.awaits_address
                                 else url_for("rounds.follow_reply", reply_key=given.follow_key))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            reply_queries.open_to_replies(db.session, reaction.id)  # what was undone forgot the sender
    page = "rounds/reply_overview.html" if form.is_read_over else "rounds/reply.html"
    return form.answer(page, reaction=reaction, round=round_, proposal=round_.proposal)


@public
def follow_reply(reply_key: str) -> Response:
    """What one sent and how it stands: for who has the link."""
    found = reply_queries.reply_by_key(db.session, reply_key) or abort(404)
    page = make_response(render_template("rounds/follow_reply.html", reply=found, reaction=found.reaction, once=Form().once.data,
                                         proposal=found.reaction.round.proposal))
    page.headers["Cache-Control"] = "no-store"
    return page


@public
def confirm_reply(reply_key: str) -> Response:
    """Who reads the letter confirms that the address is its own."""
    found = reply_queries.reply_by_key(db.session, reply_key) or abort(404)
    return press(url_for("rounds.follow_reply", reply_key=reply_key),
                 lambda work: replies.confirm_reply(work.session, found, now=work.now),
                 gettext("Thank you. The secretary sees your reply now."))


@requires("reaction:read", of=lambda reply_id: reply_queries.reply_to_read(db.session, reply_id))
def read_reply(reply: ReactionReply) -> Any:
    """Read a reply, and put it beneath the reaction or not."""
    form, reply_id, round_id = ReadReplyForm(reply), reply.id, reply.reaction.round_id

    def save(work: Work) -> None:
        replies.read_reply(work.session, reply, publish=form.reading.data == Reading.PUBLISH, public_text=form.public_text.data,
                           reason=form.reason.data, version=version_of(form), actor=current_actor(), now=work.now)

    if form.is_ready and (went := carry_out(form, url_for("rounds.manage", round_id=round_id), save, gettext("Saved."))):
        return went
    found = reply_queries.reply_to_read(db.session, reply_id)
    return form.answer("rounds/read_reply.html", reply=found, reaction=found.reaction if found else None)


@requires("contribution:hide", of=lambda reply_id: reply_queries.reply_to_read(db.session, reply_id))
def hide_reply(reply: ReactionReply) -> Any:
    """Take a reply off the site with a reason, or put it back."""
    return _hide(reply)


@requires("contribution:hide", of=lambda rejoinder_id: rejoinder_to_read(db.session, rejoinder_id))
def hide_rejoinder(rejoinder: Rejoinder) -> Any:
    """Take off the site what a sender said of the answer, or put it back."""
    return _hide(rejoinder)


def _hide(said: ReactionReply | Rejoinder) -> Any:
    reaction, proposal = said.reaction, said.reaction.round.proposal
    return hiding(said, reaction.path, replies.hide_text, put_back, "rounds/hide_text.html", reaction=reaction, proposal=proposal)
