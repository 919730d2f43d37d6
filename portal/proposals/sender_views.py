"""The sender's own page, by the link of the receipt: confirming the address, how it stands, and what one says of the judgement."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.contributions.queries import attachments_of
from portal.core.access import current_actor, public
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, press
from portal.core.language import gettext
from portal.core.web import limiter, see_other
from portal.networks.queries import current_network
from portal.proposals import judging, operations, queries, rules
from portal.proposals.judging_forms import ObjectForm
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as those of the proposals."""
    bp.add_url_rule("/voorstellen/volg/<string:key>", view_func=follow)
    bp.add_url_rule("/voorstellen/volg/<string:key>/bevestigen", view_func=confirm, methods=["POST"])
    bp.add_url_rule("/voorstellen/volg/<string:key>/weerwoord", view_func=object_to, methods=["GET", "POST"])


def _by_key(key: str) -> Proposal:
    return queries.by_key(db.session, key) or abort(404)


def is_before_the_vote(proposal: Proposal) -> bool:
    return proposal.stage in rules.step_named("withdraw", proposal.network.profile.order).sources


def of_outsider(key: str, may: Callable[[Any], bool]) -> Proposal:
    """A confirmed proposal of somebody without an account, while its sender may still do this with it; else not found.

    A party acts with its account, not with a link. `may` is asked of the proposal, or of its stage.
    """
    proposal = _by_key(key)
    subject = proposal.stage if may is rules.author_may_write else proposal
    return proposal if proposal.party_id is None and not proposal.awaits_address and may(subject) else abort(404)


@public
def follow(key: str) -> str:
    """The receipt, and later the state: for who has the link."""
    proposal = _by_key(key)
    asked = request.args.get("versie", "")
    latest = queries.latest_version(db.session, proposal)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    text = (queries.version_of(db.session, proposal, number) or abort(404)) if asked else latest
    return render_template(
        "proposals/follow.html", proposal=proposal, text=text, latest=latest, once=Form().once.data,
        steps=rules.road(current_network(db.session).profile.order), merged=queries.merged(db.session, proposal),
        objection=queries.objection_to(db.session, proposal), supports=queries.supports(db.session, proposal),
        rows=attachments_of(db.session, [proposal]).get(proposal.id, []), may_object=rules.may_be_objected_to(proposal.stage),
        is_outsider=proposal.party_id is None, writes=rules.author_may_write(proposal.stage), takes_back=is_before_the_vote(proposal))


@public
def confirm(key: str) -> str | Response:
    """Who reads the letter confirms that the address is its own."""
    proposal = _by_key(key)
    return press(url_for("proposals.follow", key=key), lambda work: operations.confirm_proposal(work.session, proposal, now=work.now),
                 gettext("Thank you. The secretary sees your proposal now."))


@public
@limiter.limit("20/hour", methods=["POST"])
def object_to(key: str) -> str | Response:
    """What the sender says of the judgement, once: fill in, read over, send."""
    proposal, form = _by_key(key), ObjectForm()
    if not rules.may_be_objected_to(proposal.stage) or queries.objection_to(db.session, proposal):
        return see_other(url_for("proposals.follow", key=key))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                judging.object_to_judgement(work.session, proposal, text=form.text.data, actor=current_actor(), now=work.now)
                work.location = url_for("proposals.follow", key=key)
            flash(gettext("The secretary reads it, and you get an answer."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            proposal = _by_key(key)
    page = "proposals/object_overview.html" if form.is_read_over else "proposals/object.html"
    return form.answer(page, proposal=proposal, set_aside=proposal.stage == Stage.SET_ASIDE)  # type: ignore[no-any-return]
