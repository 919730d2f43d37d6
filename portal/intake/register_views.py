"""The secretary brings in the register of providers: choose a file, look row by row at what it would do, take it over."""

from typing import Any

from flask import Blueprint, Response, flash, url_for

from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.exports import csv_file, xlsx_file
from portal.core.forms import carry_out
from portal.core.language import gettext, ngettext, say
from portal.core.quarantine import refuse_infected
from portal.core.web import see_other
from portal.intake import messages, queries
from portal.intake.files import MOST_BYTES, cells_of
from portal.intake.forms import ApplyRegisterForm, RegisterForm
from portal.intake.models import RegisterUpload
from portal.intake.register import read_register
from portal.intake.register_operations import apply_register, receive_register
from portal.intake.register_plan import Outcome, Planned, fingerprint, place_names, places_of, planned_of
from portal.networks.queries import current_network

MOST_SHOWN = 500
ORDER = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)
"""What one must look at comes first."""


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of spreadsheets."""
    both = ["GET", "POST"]
    bp.add_url_rule("/bureau/aanbieders/importeren", view_func=bring_in, methods=both)
    bp.add_url_rule("/bureau/aanbieders/importeren/sjabloon.csv", view_func=template_csv)
    bp.add_url_rule("/bureau/aanbieders/importeren/sjabloon.xlsx", view_func=template_xlsx)
    bp.add_url_rule("/bureau/aanbieders/importeren/<int:upload_id>", view_func=look, methods=both)
    bp.add_url_rule("/bureau/aanbieders/importeren/<int:upload_id>.csv", view_func=look_csv)


@requires("register:import")
def bring_in() -> Any:
    """A file goes in; nothing is taken over before it was looked at."""
    network, form = current_network(db.session), RegisterForm()
    if form.is_ready:
        try:
            with form.file.data.stream as file:
                content = file.read(MOST_BYTES + 1)
            refuse_infected(form.file.data.filename or "", content, field="file")
            reading = read_register(cells_of(content), places_of(db.session, network))  # before the transaction: nobody waits
            with transaction(form.once.data) as work:
                kept = receive_register(work.session, network, filename=form.file.data.filename or "", content=content,
                                        reading=reading, member_from=form.since, actor=current_actor(), now=work.now)
                work.location = url_for("intake.look", upload_id=kept.id)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("intake/register.html", uploads=queries.register_uploads(db.session, network))


@requires("register:import")
def template_csv() -> Response:
    """The columns of the register, to fill in."""
    return csv_file(gettext("register-template"), messages.register_header(), [])


@requires("register:import")
def template_xlsx() -> Response:
    """The same as a workbook."""
    return xlsx_file(gettext("register-template"), messages.register_header(), [])


def _upload(upload_id: int) -> RegisterUpload | None:
    return queries.register_upload_by_id(db.session, current_network(db.session), upload_id)


@requires("register:import", of=_upload)
def look(upload: RegisterUpload) -> Any:
    """What each row would do; with a button to take it over. Afterwards: what was done."""
    network, form = current_network(db.session), ApplyRegisterForm()
    done = form.is_ready and carry_out(form, url_for("intake.look", upload_id=upload.id), lambda work: apply_register(
        work.session, network, upload, seen=form.seen.data or "", actor=current_actor(), now=work.now))
    if done:
        flash(_told(upload))
        return done
    plan = [] if upload.applied_at else planned_of(db.session, upload)
    form.seen.data = fingerprint(plan)
    counts = {outcome: sum(one.outcome == outcome for one in plan) for outcome in ORDER}
    if upload.applied_at:
        counts = {outcome: int(upload.report.get(outcome.value, 0)) for outcome in ORDER}
    shown = sorted(plan, key=lambda one: (ORDER.index(one.outcome), one.number))[:MOST_SHOWN]
    return form.answer("intake/look.html", upload=upload, counts=counts, total=len(plan), shown=shown, most_shown=MOST_SHOWN,
                       notices=upload.notices[:MOST_SHOWN], places=place_names(db.session), sentence_of=messages.sentence_of,
                       cell_of=messages.cell_of)


def _told(upload: RegisterUpload) -> str:
    number = int(upload.report.get(Outcome.NEW, 0)) + int(upload.report.get(Outcome.CHANGED, 0))
    return ngettext("%(num)s row is taken over.", "%(num)s rows are taken over.", number)


@requires("register:import", of=_upload)
def look_csv(upload: RegisterUpload) -> Response:
    """The whole dry run as a file: a line for each thing that would change or is refused."""
    plan = planned_of(db.session, upload)
    places = place_names(db.session)
    header = [gettext("Row"), gettext("What happens"), gettext("KVK number"), gettext("Name"), gettext("Column"), gettext("Now"),
              gettext("Becomes"), gettext("Reason of the refusal")]
    return csv_file(gettext("dry-run"), header, [line for one in plan for line in _lines(one, places)])


def _lines(one: Planned, places: dict[int, str]) -> list[list[str | int]]:
    start: list[str | int] = [one.number, say(one.outcome), one.row.kvk if one.row else "", one.name]
    told = [[*start, say(finding.column) if finding.column else "", "", "", messages.sentence_of(finding)] for finding in one.findings]
    told += [[*start, say(field), messages.cell_of(field, old, places), messages.cell_of(field, new, places), ""]
             for field, (old, new) in (one.changes or {}).items()]
    return told or [[*start, "", "", "", ""]]
