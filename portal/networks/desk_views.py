"""The desk's pages of one agreement: making it, writing its next version, taking it in use and out of use."""

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext, long_day
from portal.core.revisions import Paragraph
from portal.core.web import see_other
from portal.networks import agreements, queries
from portal.networks.forms import AgreementForm, UseForm, VersionForm
from portal.networks.models import Agreement
from portal.networks.notation import EXAMPLE
from portal.networks.queries import current_network


def add_to(bp: Blueprint) -> None:
    """The desk's addresses belong to the same blueprint as the public ones."""
    bp.add_url_rule("/bureau/overeenkomsten/nieuw", view_func=new, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/overeenkomsten/<int:agreement_id>", view_func=one)
    bp.add_url_rule("/bureau/overeenkomsten/<int:agreement_id>/versie", view_func=write, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/overeenkomsten/<int:agreement_id>/gebruik", view_func=use, methods=["GET", "POST"])


START, STOP = "start", "stop"
"""What the page asked when it was opened: somebody else may have done it since."""


def find_agreement(agreement_id: int) -> Agreement | None:
    return queries.agreement_by_id(db.session, current_network(db.session), agreement_id)


def _own_agreement(agreement_id: int) -> Agreement | None:
    """Only its home writes a text (IN 5.4)."""
    found = find_agreement(agreement_id)
    return found if found and found.network_id == current_network(db.session).id else None


@requires("agreement:write")
def new() -> str | Response:
    """Name a new agreement; then its first text is written."""
    form, network = AgreementForm(), current_network(db.session)
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                made = agreements.new_agreement(work.session, network, form.details, actor=current_actor(), now=work.now)
                work.location = url_for("networks.write", agreement_id=made.id)
            flash(gettext("The agreement is made. Nobody sees it before you publish its first text."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    answer: str | Response = form.answer("networks/new.html")
    return answer


@requires("agreement:use", of=find_agreement)
def one(agreement: Agreement) -> str:
    """One agreement: its versions with their reasons, who uses it since when, and what can be done."""
    network, today = current_network(db.session), local_day(clock.now())
    return render_template(
        "networks/one.html", agreement=agreement, today=today, current=queries.in_force(agreement.versions, today),
        use=agreements.current_use(agreement, network), causes=queries.causes(db.session, agreement.versions),
        users=queries.networks_that_use(db.session, [agreement.id], today).get(agreement.id, []))


@requires("agreement:write", of=_own_agreement)
def write(agreement: Agreement) -> str | Response:
    """Write the next version in one text area, read it over with its differences, publish it."""
    form, today = VersionForm(), local_day(clock.now())
    if not form.is_submitted():
        form.show(agreement, agreements.proposed_start(agreement, current_network(db.session), today))
    earliest = agreements.starts_at_the_earliest(agreement, today)
    form.in_force_from.description = gettext("The parties have until then to sign. The earliest day is %(day)s.", day=long_day(earliest))
    page, changes = "networks/write.html", tuple[Paragraph, ...]()
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                version = agreements.write_version(
                    work.session, agreement, paragraphs=form.paragraphs, in_force_from=form.in_force_from.data,
                    reason=form.reason.data, after=form.after, actor=current_actor(), now=work.now)
                work.location = url_for("networks.one", agreement_id=agreement.id)
                told = gettext("Version %(number)s is published. The members are asked to sign it.", number=version.number)
            flash(told)
            return see_other(work.location)
        if form.is_read_over:
            changes = agreements.check_version(agreement, paragraphs=form.paragraphs, in_force_from=form.in_force_from.data,
                                               after=form.after, today=today)
            page = "networks/write_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
    answer: str | Response = form.answer(page, agreement=agreement, changes=changes, example=EXAMPLE)
    return answer


@requires("agreement:use", of=find_agreement)
def use(agreement: Agreement) -> str | Response:
    """Take it in use in this network, or out of use, with a reason."""
    form, network = UseForm(), current_network(db.session)
    current = agreements.current_use(agreement, network)
    if not form.is_submitted():
        form.version.data = STOP if current else START
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                change = agreements.stop_using_agreement if form.version.data == STOP else agreements.use_agreement
                change(work.session, network, agreement, reason=form.reason.data, actor=current_actor(), now=work.now)
                work.location = url_for("networks.one", agreement_id=agreement.id)
            flash(gettext("Recorded and made known."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    answer: str | Response = form.answer("networks/use.html", agreement=agreement, current=current)
    return answer
