"""The secretary brings in client counts: choose a file, look at what is in it, apply it."""

from flask import Blueprint, Flask, flash, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.web import see_other
from portal.intake import messages, operations, queries, register_views
from portal.intake.files import MOST_BYTES, cells_of
from portal.intake.forms import ApplyForm, UploadForm
from portal.intake.models import Upload
from portal.intake.rules import read
from portal.networks.queries import current_network
from portal.tables.tiers import percent

bp = Blueprint("intake", __name__)
register_views.add_to(bp)
MOST_SHOWN = 1000


def init(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.route("/bureau/clientaantallen", methods=["GET", "POST"])
@requires("counts:upload")
def upload() -> str | Response:
    """A file goes in; nothing is applied before it was looked at."""
    network = current_network(db.session)
    form = UploadForm()
    if form.is_ready:
        try:
            content = form.file.data.read(MOST_BYTES + 1)
            reading = read(cells_of(content))  # before the transaction: nobody waits for a slow spreadsheet
            with transaction(form.once.data) as work:
                kept = operations.receive_upload(
                    work.session, network, filename=form.file.data.filename or "", content=content, reading=reading,
                    data_date=form.data_date.data, actor=current_actor(), now=work.now)
                work.location = url_for("intake.preview", upload_id=kept.id)
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("intake/upload.html", uploads=queries.uploads(db.session, network))


@bp.route("/bureau/clientaantallen/<int:upload_id>", methods=["GET", "POST"])
@requires("counts:upload", of=lambda upload_id: queries.upload_by_id(db.session, current_network(db.session), upload_id))
def preview(upload: Upload) -> str | Response:
    """What the file says and means; with a button to apply it, when every row is right."""
    network = current_network(db.session)
    form = ApplyForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.apply_upload(work.session, network, upload, actor=current_actor(), now=work.now)
                work.location = url_for("tables.queue")
            flash(gettext("The client counts are applied. You can compose the tables with them now."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    rows = upload.rows
    return form.answer(
        "intake/preview.html", upload=upload, findings=upload.findings, notices=upload.notices, most_shown=MOST_SHOWN,
        outlook=queries.outlook(db.session, network, rows), percent_of=percent, sentence_of=messages.sentence_of)


