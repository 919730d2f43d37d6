"""One button: we have read this."""

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.core.forms import press
from portal.core.language import gettext
from portal.networks.queries import current_network
from portal.proposals.models import Proposal
from portal.proposals.queries import by_number
from portal.rounds import queries
from portal.rounds.reading import mark_read


def add_to(bp: Blueprint) -> None:
    """It belongs to the rounds' blueprint."""
    bp.add_url_rule("/voorstellen/<string:number>/gelezen", view_func=read_it, methods=["POST"])


def _visible(number: str) -> Proposal | None:
    return by_number(db.session, current_network(db.session), number, current_actor())


@requires("round:mark-read", of=_visible)
def read_it(proposal: Proposal) -> Response:
    """On record that the party read it; then back to the dossier, where one can still react."""
    round_ = queries.round_of(db.session, proposal) or abort(404)
    return press(url_for("publication.proposal", number=proposal.number),
                 lambda work: mark_read(work.session, round_, actor=current_actor(), now=work.now),
                 gettext("It is on record that your organisation read this proposal."))
