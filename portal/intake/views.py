"""The secretary brings in client counts: choose a file, look at what is in it, apply it."""

from typing import Any

from flask import Blueprint, Flask, flash, make_response, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.quarantine import refuse_infected
from portal.core.web import see_other
from portal.intake import layout_views, mail_views, messages, operations, queries, register_views
from portal.intake.files import MOST_BYTES
from portal.intake.forms import ApplyForm, UploadForm
from portal.intake.layout import unknown_words
from portal.intake.models import Upload
from portal.intake.reading import LARGE, Found, begin, look_into
from portal.networks.models import Network
from portal.networks.queries import current_network
from portal.tables.tiers import percent

bp = Blueprint("intake", __name__)
register_views.add_to(bp)
layout_views.add_to(bp)
mail_views.add_to(bp)
MOST_SHOWN = 1000
LOOK_AGAIN = 2
"""Seconds after which the page with the progress comes again."""


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    mail_views.init(app)


@bp.route("/bureau/clientaantallen", methods=["GET", "POST"])
@requires("counts:upload")
def upload() -> str | Response:
    """A file goes in; nothing is applied before it was looked at. A large one is read while one looks how far it is."""
    network = current_network(db.session)
    form = UploadForm()
    if form.is_ready:
        try:
            return _take_in(form, network)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("intake/upload.html", uploads=queries.uploads(db.session, network))


def _take_in(form: UploadForm, network: Network) -> Response:
    content = form.file.data.read(MOST_BYTES + 1)
    refuse_infected(form.file.data.filename or "", content, field="file")
    is_large = LARGE < len(content) <= MOST_BYTES
    # Before the transaction: nobody waits for a slow spreadsheet.
    found = Found(None, None, ()) if is_large else look_into(db.session, network, content)
    with transaction(form.once.data) as work:
        kept = operations.receive_upload(
            work.session, network, filename=form.file.data.filename or "", content=content, reading=found.reading,
            layout=found.layout, top=found.cells, data_date=form.data_date.data, actor=current_actor(), now=work.now)
        page = "intake.columns" if kept.asks_columns else "intake.preview"
        work.location = url_for(page, upload_id=kept.id)
    if is_large:
        begin(kept.id)
    return see_other(work.location)


def _upload(upload_id: int) -> Upload | None:
    return queries.upload_by_id(db.session, current_network(db.session), upload_id)


@bp.route("/bureau/clientaantallen/<int:upload_id>", methods=["GET", "POST"])
@requires("counts:upload", of=_upload)
def preview(upload: Upload) -> Any:
    """What the file says and means; with a button to apply it, when every row is right."""
    if upload.read_at is None:
        return _progress(upload)
    if upload.asks_columns and not upload.findings_count:
        return see_other(url_for("intake.columns", upload_id=upload.id))
    network, form = current_network(db.session), ApplyForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.apply_upload(work.session, network, upload, actor=current_actor(), now=work.now)
                work.location = url_for("tables.queue")
            flash(gettext("The client counts are applied. You can compose the tables with them now."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer(
        "intake/preview.html", upload=upload, findings=upload.findings, notices=upload.notices, most_shown=MOST_SHOWN,
        unknown=unknown_words(upload.findings), outlook=queries.outlook(db.session, network, upload.rows), percent_of=percent,
        sentence_of=messages.sentence_of)


def _progress(upload: Upload) -> Any:
    """How far the reading is. The page comes again by itself; who finds that it stopped begins it once more."""
    form, upload_id = ApplyForm(), upload.id
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.read_again(work.session, upload, actor=current_actor(), now=work.now)
                work.location = url_for("intake.preview", upload_id=upload_id)
            begin(upload_id)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    is_silent = upload.told_at is not None and clock.now() - upload.told_at >= operations.SILENT_AFTER
    answer = make_response(form.answer("intake/progress.html", upload=upload, is_silent=is_silent,
                                       part=percent(upload.rows_done, upload.rows_total)))
    if not is_silent:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer
