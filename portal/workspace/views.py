"""The provider's own page: what is asked of it now, what it sent in, who acts for it."""

from flask import Blueprint, Flask, render_template

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import db
from portal.decisions.turns import news
from portal.meetings.queries import to_attend
from portal.members.queries import is_member
from portal.networks.queries import current_network
from portal.parties.queries import contacts
from portal.publication.participation import participation
from portal.tables.evaluation_queries import own_places
from portal.workspace import calendar_views, people_views, queries, record_views, sent_views

bp = Blueprint("workspace", __name__)
calendar_views.add_to(bp)
record_views.add_to(bp)
sent_views.add_to(bp)


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
    did = participation(session, network, local_day(now).year, now, party_id)
    return render_template(
        "workspace/today.html", asks=queries.asked_of(session, network, party_id, now, invitations),
        invitations=invitations, proposals=sent_views.sent_by(network, party_id, "voorstellen"),
        signals=sent_views.sent_by(network, party_id, "signalen"), contacts=contacts(session, party_id),
        places=own_places(session, network, party_id),
        deeds=did[0].deeds if did else None,
        turns=news(session, network, now, but=party_id) if is_member(session, network, party_id) else [])
