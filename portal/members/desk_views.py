"""The secretary's pages of members: who waits, judging, an application on paper, ending a membership."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import Deadline, local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused, Stale
from portal.core.language import gettext, last_moment, long_day
from portal.core.paging import by_name
from portal.core.web import see_other
from portal.members import leaving, operations, queries
from portal.members.follow import download_of
from portal.members.forms import EndForm, JudgeForm, PaperForm, StayForm
from portal.members.models import Membership, Supplement
from portal.members.rules import Admission, MembershipState, Phase
from portal.networks.queries import current_network, versions_to_sign
from portal.parties.models import Party
from portal.parties.queries import lookalikes


def add_to(bp: Blueprint) -> None:
    """The desk's addresses belong to the same blueprint as the public ones."""
    bp.add_url_rule("/bureau/deelnemers", view_func=queue)
    bp.add_url_rule("/bureau/deelnemers/eerder", view_func=former)
    bp.add_url_rule("/bureau/deelnemers/op-papier", view_func=paper, methods=["GET", "POST"])
    place = "/bureau/deelnemers/<int:membership_id>"
    bp.add_url_rule(place, view_func=judge, methods=["GET", "POST"])
    bp.add_url_rule(f"{place}/beeindigen", view_func=end, methods=["GET", "POST"])
    bp.add_url_rule(f"{place}/doorgaan", view_func=stay, methods=["POST"])
    bp.add_url_rule(f"{place}/documenten/<int:supplement_id>", view_func=document)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An application with its deciding term; None while the applicant may still answer."""

    membership: Membership
    phase: Phase
    term: Deadline | None

    @property
    def until(self) -> datetime:
        return self.term.closes_at if self.term else self.membership.supplements[-1].closes_at


@requires("membership:judge")
def queue() -> str:
    """Applications that wait with their term, who leaves, who comes; and the members with who acts for them (IN 5.3 b)."""
    network, now = current_network(db.session), clock.now()
    asked = request.args.get("naam", "").strip()[:100]
    page = by_name(db.session, queries.with_contacts(network, asked), Party.name, Membership.id)
    waiting = [_Waiting(row, row.phase(now), row.decides_by(now)) for row in queries.waiting(db.session, network)]
    changes = queries.coming_and_leaving(db.session, network)
    return render_template("members/queue.html", waiting=sorted(waiting, key=lambda row: row.until), page=page, asked=asked,
                           leaving=[row for row in changes if row.member_until], coming=[row for row in changes if not row.member_until],
                           count=queries.member_counts(db.session, network)[None])


@requires("membership:judge")
def former() -> str:
    """Who took part once, and applications that came to nothing."""
    now = clock.now()
    rows = [(row, row.phase(now)) for row in queries.former(db.session, current_network(db.session))]
    return render_template("members/former.html", rows=rows)


def _membership(membership_id: int) -> Membership | None:
    return queries.membership_by_id(db.session, current_network(db.session), membership_id)


def _again(membership: Membership) -> Membership:
    """A refusal undid the transaction and with it what was read."""
    return _membership(membership.id) or membership


@requires("membership:judge", of=_membership)
def judge(membership: Membership) -> str | BaseResponse:
    """One application: check it against the conditions; admit, ask for more, or refuse with reasons. Later its history."""
    form = JudgeForm(version=str(membership.version))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                work.location = url_for("members.queue")
                _decide(work.session, membership, form, work.now)
            flash(_told(membership))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            membership = _again(membership)
            if isinstance(refusal, Stale):
                form.version.data = str(membership.version)
    now = clock.now()
    others = queries.memberships_of(db.session, membership.network, membership.party_id)
    earlier = [(row, row.phase(now)) for row in others if row.id != membership.id]
    return form.answer("members/judge.html", membership=membership, phase=membership.phase(now), today=local_day(now),  # type: ignore[no-any-return]
                       decides=membership.decides_by(now), begins=membership.begins(local_day(now)), earlier=earlier,
                       alike=[f"{party.name} (KVK {party.kvk})" for party in lookalikes(db.session, membership.name, membership.party.kvk)])


def _decide(session: Session, membership: Membership, form: JudgeForm, now: datetime) -> None:
    seen, reason, actor = form.seen, form.reason.data or "", current_actor()
    if form.admission.data == Admission.ADMIT:
        operations.admit(session, membership, reason=reason, checked=form.checked.data, version=seen, actor=actor, now=now)
    elif form.admission.data == Admission.ASK:
        operations.ask_for_more(session, membership, missing=reason, until=form.until.data, version=seen, actor=actor, now=now)
    else:
        operations.refuse(session, membership, reason=reason, version=seen, actor=actor, now=now)


def _told(membership: Membership) -> str:
    name, phase = membership.name, membership.phase(clock.now())
    if phase == Phase.ASKED:
        until = last_moment(membership.supplements[-1].closes_at)
        return gettext("%(name)s is asked for more and may answer until %(until)s.", name=name, until=until)
    if phase == Phase.COMING and membership.member_since:
        return gettext("%(name)s is admitted and takes part from %(day)s.", name=name, day=long_day(membership.member_since))
    if membership.state == MembershipState.ADMITTED:
        return gettext("%(name)s is admitted. The contact persons get an account and a message.", name=name)
    return gettext("%(name)s is refused. The applicant gets a message with the reason.", name=name)


@requires("membership:judge")
def paper() -> str | BaseResponse:
    """Type over an application that was signed on paper, with its scan: fill in, read over, enter."""
    network, form = current_network(db.session), PaperForm()
    page = "members/paper.html"
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                membership = operations.enter_paper_application(
                    work.session, current_network(work.session), application=form.application, signed_by=form.signed_by,
                    document=form.document.keep(work.session), signed_on=form.signed_on.data, actor=current_actor(), now=work.now)
                work.location = url_for("members.judge", membership_id=membership.id)
            flash(gettext("The application is entered. The applicant gets a receipt by e-mail."))
            return see_other(work.location)
        if form.is_read_over:
            today = local_day(clock.now())
            if form.signed_on.data > today:
                raise Refused("signature:still-to-come", field="signed_on")
            versions = versions_to_sign(db.session, network, form.signed_on.data)
            operations.check_sign_on(db.session, network, form.application, form.signed_by,
                                     [version.id for version in versions], form.signed_on.data)
            return form.answer("members/paper_overview.html", versions=versions)  # type: ignore[no-any-return]
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer(page, versions=versions_to_sign(db.session, network, local_day(clock.now())))  # type: ignore[no-any-return]


@requires("membership:judge", of=_membership)
def end(membership: Membership) -> str | BaseResponse:
    """The municipality ends a membership: reasons and last day, read over, done."""
    form = EndForm(version=str(membership.version))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                leaving.end_membership(work.session, membership, reason=form.reason.data, last_day=form.last_day.data,
                                       version=form.seen, actor=current_actor(), now=work.now)
                work.location = url_for("members.judge", membership_id=membership.id)
            flash(gettext("The end of the participation is recorded. The provider gets a message."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            membership = _again(membership)
            if isinstance(refusal, Stale):
                form.version.data = str(membership.version)
    page = "members/end_overview.html" if form.is_read_over else "members/end.html"
    return form.answer(page, membership=membership)  # type: ignore[no-any-return]


@requires("membership:judge", of=_membership)
def stay(membership: Membership) -> BaseResponse:
    """The municipality takes back its ending."""
    with transaction(StayForm().once.data) as work:
        leaving.withdraw_notice(work.session, membership, actor=current_actor(), now=work.now)
        work.location = url_for("members.judge", membership_id=membership.id)
    flash(gettext("The provider keeps taking part. It gets a message."))
    return see_other(work.location)


def _added(membership_id: int, supplement_id: int) -> Supplement | None:
    membership = _membership(membership_id)
    return queries.supplement_of(membership, supplement_id) if membership else None


@requires("membership:judge", of=_added)
def document(row: Supplement) -> Response:
    """What the applicant added: for the municipality, and for who has the link of the receipt."""
    return download_of(row)
