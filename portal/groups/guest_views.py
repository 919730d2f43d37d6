"""The pages of a working group for who is in it without an account, for a party or not, by the secret address in the letter (IN 8)."""

from typing import Any

from flask import Blueprint, Response, abort, url_for

from portal.core.access import Actor, ActsFor, public
from portal.core.database import db
from portal.core.documents import download
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.groups import queries
from portal.groups.forms import DraftForm, OwnPaperForm
from portal.groups.models import GroupMember, WorkingGroup
from portal.groups.operations import write_draft
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of groups."""
    bp.add_url_rule("/gasten/<string:key>", view_func=guest, methods=["GET", "POST"])
    bp.add_url_rule("/gasten/<string:key>/stukken/<int:paper_id>", view_func=guest_paper)
    bp.add_url_rule("/gasten/<string:key>/advies", view_func=guest_draft, methods=["GET", "POST"])


def _member(key: str) -> GroupMember:
    return without_account(queries.member_by_key(db.session, current_network(db.session), key) or abort(404))


def without_account(member: GroupMember) -> GroupMember:
    """Who got an account meanwhile is sent to where it is needed: a secret address opens nothing that a log-in protects."""
    if queries.logs_in(db.session, member):
        abort(see_other(url_for("groups.own", slug=member.group.slug)))
    return member


def acting(member: GroupMember) -> Actor:
    """For the party, where the person is in the group for one."""
    whose = ActsFor.PARTY if member.party_id else ActsFor.NOBODY
    return Actor(None, member.person_name, whose, member.party_id, member.organisation)


@public
def guest(key: str) -> Any:
    """What the group reads; while it is at work this person adds papers too."""
    member = _member(key)
    group, form = member.group, OwnPaperForm()
    if group.is_at_work and form.is_ready and (went := carry_out(
            form, url_for("groups.guest", key=key), lambda work: form.lay(work, group, actor=acting(member)),
            gettext("The group and the municipality can read your paper now."))):
        return went
    return form.answer("groups/guest.html", group=group, member=member)


@public
def guest_paper(key: str, paper_id: int) -> Response:
    """A paper of the group."""
    paper = next((paper for paper in _member(key).group.papers if paper.id == paper_id), None) or abort(404)
    return download(paper.document)


@public
def guest_draft(key: str) -> Any:
    """Write at the advice, for who leads the group."""
    member = _member(key)
    group = member.group
    if not (member.is_leader and group.is_at_work):
        abort(404)
    return draft_page(group, url_for("groups.guest", key=key), acting(member), key)


def draft_page(group: WorkingGroup, back: str, actor: Actor, key: str | None = None) -> Any:
    """The same for who has an account and who has a `key`: neither overwrites the other."""
    form = DraftForm.of(group)
    if form.is_ready and (went := carry_out(form, back, lambda work: write_draft(
            work.session, group, text=form.text.data or "", minority=form.minority.data or "", version=form.seen, actor=actor, now=work.now),
            gettext("The draft is kept. The group and the municipality can read it."))):
        return went
    if form.form_errors:
        form.version.data = str(group.version)  # both texts were shown: sending again means this one
    return form.answer("groups/draft.html", group=group, key=key)
