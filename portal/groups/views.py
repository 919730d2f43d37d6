"""Pages of working groups: for everyone, and for who takes part in one."""

from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, url_for

from portal.core import clock
from portal.core.access import current_actor, may, public, requires
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.documents import download
from portal.core.forms import carry_out
from portal.core.keeping import may_be_kept
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.groups import desk_views, guest_views, messages, queries
from portal.groups.forms import OwnPaperForm
from portal.groups.guest_views import draft_page
from portal.groups.models import GroupPaper, WorkingGroup
from portal.networks.queries import current_network

bp = Blueprint("groups", __name__)
desk_views.add_to(bp)
guest_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        founder_name=messages.founder_name, group_state=lambda group: group.state(local_day(clock.now())),
        groups_about=lambda proposal: queries.groups_about(db.session, proposal))


def _by_slug(slug: str) -> WorkingGroup | None:
    return queries.group_by_slug(db.session, current_network(db.session), slug)


@bp.get("/werkgroepen")
@public
@may_be_kept("na", "voor")
def index() -> str:
    """Every working group, the newest first."""
    query = queries.groups(current_network(db.session))
    return render_template("groups/index.html", page=newest_first(db.session, query, WorkingGroup.id))


@bp.get("/werkgroepen/<string:slug>")
@public
@may_be_kept()
def show(slug: str) -> str:
    """One group: its assignment, who takes part, its public papers and meetings, and its advice."""
    group = _by_slug(slug) or abort(404)
    return render_template("groups/show.html", group=group, papers=[paper for paper in group.papers if paper.is_public])


def _paper(slug: str, paper_id: int) -> GroupPaper | None:
    return queries.paper_by_id(db.session, current_network(db.session), paper_id, slug)


@bp.get("/werkgroepen/<string:slug>/stukken/<int:paper_id>")
@requires("group:read-paper", of=_paper)
def paper(paper: GroupPaper) -> Response:
    """A paper, for whoever may read it."""
    return download(paper.document)


@bp.get("/mijn/werkgroepen")
@requires("group:list-own")
def own_list() -> str:
    """The groups in which the own party takes part."""
    query = queries.groups_of_party(current_network(db.session), current_actor().party_id or 0)
    return render_template("groups/own_list.html", page=newest_first(db.session, query, WorkingGroup.id))


@bp.route("/mijn/werkgroepen/<string:slug>", methods=["GET", "POST"])
@requires("group:read", of=_by_slug)
def own(group: WorkingGroup) -> Any:
    """For who takes part: all papers, who is in it, and the advice that is being written. A member adds papers."""
    form = OwnPaperForm()
    if may("group:add-paper", group) and form.is_ready and (went := carry_out(
            form, url_for("groups.own", slug=group.slug), lambda work: form.lay(work, group, actor=current_actor()),
            gettext("The group and the municipality can read your paper now."))):
        return went
    return form.answer("groups/own.html", group=group)


@bp.route("/mijn/werkgroepen/<string:slug>/advies", methods=["GET", "POST"])
@requires("group:write", of=_by_slug)
def draft(group: WorkingGroup) -> Any:
    """Write at the advice: the leader, or the secretary; neither overwrites the other."""
    return draft_page(group, url_for("groups.own", slug=group.slug), current_actor())
