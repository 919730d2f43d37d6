"""The change of shared arrangements in the other networks: what everyone reads there, and the answer of the network (IN 5.4)."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for

from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.keeping import may_be_kept
from portal.core.language import gettext
from portal.core.web import see_other
from portal.decisions import approvals, queries
from portal.decisions.forms import ApprovalForm
from portal.decisions.messages import speak_until
from portal.decisions.rules import ApprovalChoice
from portal.networks.queries import current_network
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/besluiten/gedeeld/<int:proposal_id>", view_func=shared)
    bp.add_url_rule("/bureau/besluiten/<int:proposal_id>/instemming", view_func=approve, methods=["GET", "POST"])


def _context(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal, "submission": queries.submission_of(db.session, proposal),
            "text": proposals.latest_version(db.session, proposal),
            "rows": queries.approval_grid(db.session, proposal, clock.now()), "version": queries.version_from(db.session, proposal),
            "here": current_network(db.session)}


@public
@may_be_kept()
def shared(proposal_id: int) -> str:
    """What another network wants to change in arrangements that are used here too: for the parties of this network."""
    found = proposals.by_id(db.session, proposal_id)
    if found is None or found.published_at is None or not queries.approval_grid(db.session, found, clock.now()):
        abort(404)
    context = _context(found)
    version = context["version"]
    return render_template("decisions/shared.html", **context, until=speak_until(version) if version else None,
                           figures=queries.all_figures(db.session, version, clock.now()) if version else [])


@requires("decision:approve", of=lambda proposal_id: proposals.by_id(db.session, proposal_id))
def approve(proposal: Proposal) -> Any:
    """State for one's network whether it approves: fill in, read over, record."""
    actor, form, page = current_actor(), ApprovalForm(), "decisions/approve.html"
    network = queries.network_asked(db.session, proposal, actor.municipality_id, clock.now()) or abort(404)
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                approvals.state_approval(
                    work.session, proposal, network, approved=form.choice.data == ApprovalChoice.APPROVES, reason=form.reason.data,
                    vote=form.vote, actor=actor, now=work.now)
                work.location = url_for("decisions.approve", proposal_id=proposal.id)
            flash(gettext("The answer of your network is recorded and published in both networks."))
            return see_other(work.location)
        if form.is_read_over:
            approvals.check_approval(form.reason.data, form.vote, clock.now())
            page = "decisions/approve_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer(page, asked=network, **_context(proposal))
