"""A party stands behind a proposal, or takes that back."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.core.forms import Form, carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.networks.queries import current_network
from portal.proposals import supports
from portal.proposals.forms import SupportForm
from portal.proposals.models import Proposal
from portal.proposals.queries import by_number, support_of


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the same blueprint as those of the proposals."""
    bp.add_url_rule("/voorstellen/<string:number>/steunen", view_func=support, methods=["GET", "POST"])
    bp.add_url_rule("/voorstellen/<string:number>/steun-intrekken", view_func=take_back_support, methods=["POST"])


def _visible(number: str) -> Proposal | None:
    return by_number(db.session, current_network(db.session), number, current_actor())


@requires("proposal:support", of=_visible)
def support(proposal: Proposal) -> str | Response:
    """One line of reason, not required, and a button."""
    form, page = SupportForm(), f"{proposal.path}#steun"
    if form.is_ready and (went := carry_out(form, page, lambda work: supports.support(
            work.session, proposal, reason=form.reason.data or "", actor=current_actor(), now=work.now),
            gettext("Your party supports this proposal. The sender gets a message."))):
        return went
    shown = _visible(proposal.number) or proposal
    return form.answer("proposals/support.html", proposal=shown,  # type: ignore[no-any-return]
                       given=support_of(db.session, shown, current_actor().party_id))


@requires("proposal:support", of=_visible)
def take_back_support(proposal: Proposal) -> str | Response:
    """The name of the party goes from the page."""
    page = f"{proposal.path}#steun"
    went = carry_out(Form(), page, lambda work: supports.take_back_support(
        work.session, proposal, actor=current_actor(), now=work.now), gettext("Your party no longer supports this proposal."))
    return went or see_other(url_for("proposals.support", number=proposal.number))
