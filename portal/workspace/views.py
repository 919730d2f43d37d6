"""The provider's own page: what is asked of it now, what it sent in, who acts for it."""

from flask import Blueprint, Flask, render_template

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.meetings.queries import to_attend
from portal.networks.queries import current_network
from portal.parties.queries import contacts
from portal.workspace import people_views, queries, record_views

bp = Blueprint("workspace", __name__)
record_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(people_views.bp)


@bp.get("/mijn")
@requires("workspace:open")
def today() -> str:
    """What is asked of this party now, by last moment; below it what it did and who acts for it."""
    session, now, party_id = db.session, clock.now(), current_actor().party_id or 0
    network = current_network(session)
    invitations = to_attend(session, network, party_id, now)
    return render_template(
        "workspace/today.html", asks=queries.asked_of(session, network, party_id, now, invitations),
        invitations=invitations, proposals=queries.own_proposals(session, network, party_id),
        signals=queries.own_signals(session, network, party_id), contacts=contacts(session, party_id))
