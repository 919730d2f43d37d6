"""Working groups at the desk: setting up, people, papers, more time, delivering the advice, closing."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.advice.forms import AdviceForm
from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import Work, db, transaction
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out, press
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.web import see_other
from portal.groups import operations, queries
from portal.groups.forms import CloseForm, ExtendForm, FoundForm, MemberForm, PaperForm, Readers
from portal.groups.models import GroupMember, GroupPaper, WorkingGroup
from portal.members.queries import candidates
from portal.networks.queries import current_network
from portal.parties.queries import party_by_id
from portal.tables.queries import tables

BOTH = ["GET", "POST"]


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of groups."""
    desk = "/bureau/werkgroepen"
    bp.add_url_rule(desk, view_func=queue)
    bp.add_url_rule(f"{desk}/nieuw", view_func=found, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:group_id>", view_func=manage)
    bp.add_url_rule(f"{desk}/<int:group_id>/leden", view_func=people, methods=BOTH)
    bp.add_url_rule(f"{desk}/leden/<int:member_id>", view_func=change_member, methods=["POST"])
    bp.add_url_rule(f"{desk}/<int:group_id>/stukken", view_func=papers, methods=BOTH)
    bp.add_url_rule(f"{desk}/stukken/<int:paper_id>", view_func=change_paper, methods=["POST"])
    bp.add_url_rule(f"{desk}/<int:group_id>/verlengen", view_func=extend, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:group_id>/advies", view_func=deliver, methods=BOTH)
    bp.add_url_rule(f"{desk}/<int:group_id>/sluiten", view_func=close, methods=BOTH)


def _by_id(group_id: int) -> WorkingGroup | None:
    return queries.group_by_id(db.session, current_network(db.session), group_id)


def _member(member_id: int) -> GroupMember | None:
    return queries.member_by_id(db.session, current_network(db.session), member_id)


def _paper(paper_id: int) -> GroupPaper | None:
    return queries.paper_by_id(db.session, current_network(db.session), paper_id)


def _page(group: WorkingGroup, what: str = "manage") -> str:
    return url_for(f"groups.{what}", group_id=group.id)


@requires("group:manage")
def queue() -> str:
    """Proposals that wait for a group, groups at work, and all others."""
    network = current_network(db.session)
    done = queries.groups(network).where(~queries.is_at_work())
    return render_template("groups/queue.html", waiting=queries.without_group(db.session, network),
                           at_work=queries.groups_at_work(db.session, network), page=newest_first(db.session, done, WorkingGroup.id))


@requires("group:manage")
def found() -> Any:
    """Set up a group: the assignment is read over, then it is public."""
    network = current_network(db.session)
    form = FoundForm(tables(db.session, network), queries.without_group(db.session, network), proposal=request.args.get("voorstel", ""),
                     table=request.args.get("tafel", ""))
    try:
        if form.is_read_over:
            operations.check_assignment(db.session, network, form.given, clock.now())
            return form.answer("groups/found_overview.html")
        if form.is_ready:
            with transaction(form.once.data) as work:
                group = operations.found_group(work.session, network, form.given, actor=current_actor(), now=work.now)
                work.location = url_for("groups.people", group_id=group.id)
            flash(gettext("The working group is on the site. Say who takes part, and who leads it."))
            return see_other(work.location)
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer("groups/found.html")


@requires("group:manage", of=_by_id)
def manage(group: WorkingGroup) -> str:
    """One group: how it stands, and what can be done."""
    return render_template("groups/manage.html", group=group)


@requires("group:manage", of=_by_id)
def people(group: WorkingGroup) -> Any:
    """Who takes part; add somebody."""
    form = MemberForm(candidates(db.session, group.network))
    done = form.is_ready and carry_out(form, _page(group, "people"), lambda work: operations.add_member(
        work.session, group, party=party_by_id(work.session, form.party.data or 0), **form.who, actor=current_actor(), now=work.now), gettext("This person is in the group, and gets a letter."))
    return done or form.answer("groups/people.html", group=group, once=Form().once.data,
                               by_link={person.email for person in queries.without_account(db.session, group)})


@requires("group:manage", of=_member)
def change_member(member: GroupMember) -> BaseResponse:
    """This person leads, or takes part no longer."""
    leads = request.form.get("act") == "lead"
    verb = operations.appoint_leader if leads else operations.end_member
    told = gettext("This person leads the group now.") if leads else gettext("This person is no longer in the group.")
    return press(_page(member.group, "people"), lambda work: verb(work.session, member, actor=current_actor(), now=work.now), told)


@requires("group:manage", of=_by_id)
def papers(group: WorkingGroup) -> Any:
    """The papers of the group: add, make public or internal, take away."""
    form = PaperForm()
    done = form.is_ready and carry_out(form, _page(group, "papers"), lambda work: form.lay(
        work, group, is_public=form.readers.data == Readers.EVERYONE, actor=current_actor()), gettext("The paper lies with the group now."))
    return done or form.answer("groups/papers.html", group=group, once=Form().once.data)


@requires("group:manage", of=_paper)
def change_paper(paper: GroupPaper) -> BaseResponse:
    """Make a paper public or internal, or take it away."""
    wanted, _, seen = request.form.get("act", "").partition("-")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0

    def act(work: Work) -> None:
        if wanted == "remove":
            operations.remove_paper(work.session, paper, actor=current_actor(), now=work.now)
        else:
            operations.show_paper(work.session, paper, is_public=wanted == "publish", version=version, actor=current_actor(), now=work.now)

    return press(_page(paper.group, "papers"), act,
                 gettext("The paper is taken away.") if wanted == "remove" else gettext("Who may read the paper is changed."))


@requires("group:manage", of=_by_id)
def extend(group: WorkingGroup) -> Any:
    """More time, with the reason."""
    form = ExtendForm()
    done = form.is_ready and carry_out(form, _page(group), lambda work: operations.extend_group(
        work.session, group, ends_on=form.ends_on.data, reason=form.reason.data, actor=current_actor(), now=work.now),
        gettext("The group has more time. Its members get a letter."))
    return done or form.answer("groups/extend.html", group=group)


@requires("group:manage", of=_by_id)
def deliver(group: WorkingGroup) -> Any:
    """Deliver the advice to the table and the network: read over, then public. The draft of the group is filled in."""
    form = AdviceForm.showing(group, group.version, text=group.draft, minority=group.draft_minority)
    can = group.closed_at is None
    done = can and form.is_ready and carry_out(form, _page(group), lambda work: operations.deliver_advice(
        work.session, group, form.said, version=form.seen, actor=current_actor(), now=work.now),
        gettext("The advice is on the site. The table and the network get a letter."))
    if done:
        return done
    if form.form_errors:
        form.version.data = str(group.version)  # both texts were shown: sending again means this one
    return form.answer("groups/deliver_overview.html" if can and form.is_read_over else "groups/deliver.html", group=group, can=can)


@requires("group:manage", of=_by_id)
def close(group: WorkingGroup) -> Any:
    """The group is done, or stops; the reason comes on the site."""
    form = CloseForm()
    done = form.is_ready and carry_out(form, _page(group), lambda work: operations.close_group(
        work.session, group, reason=form.reason.data, actor=current_actor(), now=work.now),
        gettext("The working group is closed. Its members get a letter."))
    return done or form.answer("groups/close.html", group=group)
