"""The secretary says which column of a file is what, and what its words mean."""

from typing import Any

from flask import Blueprint, abort, flash, request, url_for

from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.web import see_other
from portal.intake import operations, queries
from portal.intake.layout import choices, guess, headings_key, unknown_words, unpacked
from portal.intake.layout_forms import LayoutForm, layout_form
from portal.intake.models import Upload
from portal.intake.reading import LARGE, Found, begin, look_into
from portal.intake.rules import Layout
from portal.networks.queries import current_network

SHOWN_ROWS = 6


def add_to(bp: Blueprint) -> None:
    """This address belongs to the blueprint of spreadsheets."""
    bp.add_url_rule("/bureau/clientaantallen/<int:upload_id>/kolommen", view_func=columns, methods=["GET", "POST"])


def _upload(upload_id: int) -> Upload | None:
    return queries.upload_by_id(db.session, current_network(db.session), upload_id)


@requires("counts:upload", of=_upload)
def columns(upload: Upload) -> Any:
    """Which column is what, with the top of the file beside it; then the file is read so. `?rij=3`: the row of the headings."""
    if upload.read_at is None or upload.applied_at is not None or not upload.top:
        return see_other(url_for("intake.preview", upload_id=upload.id))
    stands = unpacked(upload.layout) if upload.layout else guess(upload.top)
    heading = _heading(len(upload.top), stands)
    layout = stands if heading == stands.heading else Layout(heading, guess(upload.top[heading : heading + 1]).columns)
    form = layout_form(choices(upload.top, heading), layout, unknown_words(upload.findings))
    if form.is_ready:
        try:
            return _read_so(upload, form, heading, stands)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("intake/columns.html", upload=upload, heading=heading, shown=upload.top[heading : heading + SHOWN_ROWS],
                       options=choices(upload.top, heading), titles=list(enumerate(upload.top[:20], start=1)))


def _heading(rows: int, stands: Layout) -> int:
    asked = request.args.get("rij")
    if asked is None:
        return stands.heading
    return int(asked) - 1 if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= rows else abort(404)


def _read_so(upload: Upload, form: LayoutForm, heading: int, stands: Layout) -> Any:
    network, top = current_network(db.session), list(upload.top)
    layout, content = form.layout(heading, stands), queries.content_of(db.session, upload.id)
    is_large = len(content) > LARGE
    # Before the transaction: nobody waits for a slow spreadsheet.
    found = Found(None, layout, ()) if is_large else look_into(db.session, network, content, layout)
    with transaction(form.once.data) as work:
        operations.say_columns(work.session, network, upload, layout=layout, headings=headings_key(top[heading]), reading=found.reading,
                               top=found.cells, actor=current_actor(), now=work.now)
        work.location = url_for("intake.preview", upload_id=upload.id)
    if is_large:
        begin(upload.id)
    flash(gettext("The file is read as you said. The next file with the same headings is read so by itself."))
    return see_other(work.location)
