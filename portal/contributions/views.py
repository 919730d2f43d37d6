"""Documents that were sent along, drafts, what happens after sending without an account, and taking something off the site."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.contributions import operations, queries
from portal.contributions.forms import ClearForm, HideForm, ShowAgainForm, Shown
from portal.contributions.messages import follow_path
from portal.contributions.models import Attachment, CanBeHidden, Draft
from portal.contributions.rules import CONFIRM_WITHIN, Kind
from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import Work, db
from portal.core.documents import Document, download
from portal.core.forms import Form, carry_out
from portal.core.language import gettext, say

bp = Blueprint("contributions", __name__)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(public_name=queries.public_name, follow_path=follow_path)


@bp.get("/verzonden/<string:kind>")
@public
def sent(kind: str) -> str:
    """After sending without an account: look in your mail. Tells nothing of what was sent."""
    if kind not in set(Kind):
        abort(404)
    return render_template("contributions/sent.html", kind=Kind(kind), days=CONFIRM_WITHIN.days)


@bp.get("/bijlagen/<int:attachment_id>")
@public
def document(attachment_id: int) -> Response:
    """A document as it stands on the site."""
    attachment = queries.public_attachment(db.session, attachment_id)
    return download(attachment.public_document) if attachment and attachment.public_document else abort(404)


def _attachment(attachment_id: int) -> Attachment | None:
    return queries.attachment_by_id(db.session, attachment_id)


@bp.get("/bijlagen/<int:attachment_id>/ontvangen")
@requires("attachment:read", of=_attachment)
def received(attachment: Attachment) -> Response:
    """A document as it was sent: for the sender's party and the municipality."""
    return download(attachment.document)


@bp.route("/bureau/bijlagen/<int:attachment_id>", methods=["GET", "POST"])
@requires("attachment:clear", of=_attachment)
def clear(attachment: Attachment) -> Any:
    """On the site as it was sent, with parts made unreadable, or not."""
    form = ClearForm(attachment)
    kind, sent_id = _owner(attachment)

    def save(work: Work) -> None:
        operations.clear_attachment(
            work.session, attachment, public=_for_the_site(form, attachment, work), reason=form.reason.data or "",
            version=form.seen, actor=current_actor(), now=work.now)

    here = url_for("contributions.clear", attachment_id=attachment.id)
    if form.is_ready and (went := carry_out(form, here, save, gettext("Saved."))):
        return went
    return form.answer("contributions/clear.html", attachment=attachment, kind=kind, sent_id=sent_id)


def _for_the_site(form: ClearForm, attachment: Attachment, work: Work) -> Document | None:
    if form.shown.data == Shown.OFF:
        return None
    return form.redacted.keep(work.session) if form.shown.data == Shown.REDACTED else attachment.document


def _owner(attachment: Attachment) -> tuple[Kind, int]:
    return next((kind, owner) for kind in Kind if (owner := getattr(attachment, f"{kind}_id")) is not None)


@bp.route("/bureau/verbergen/<string:kind>/<int:sent_id>", methods=["GET", "POST"])
@requires("contribution:hide", of=lambda kind, sent_id: queries.sent_by_id(db.session, kind, sent_id))
def hide(sent: Any) -> Any:
    """Take something off the site with a reason, or put it back."""
    kind = queries.kind_of(sent)
    here = url_for("contributions.hide", kind=kind, sent_id=sent.id)
    return hiding(sent, here, operations.hide, operations.show_again, "contributions/hide.html", kind=kind, what=say(kind))


def hiding(said: CanBeHidden, there: str, hide_it: Callable[..., None], show_it: Callable[..., None], template: str, **context: Any) -> Any:
    """The page on which something is hidden with a ground, or shown again: its verb is carried out, then it goes `there`."""
    form = ShowAgainForm() if said.is_hidden else HideForm()

    def act(work: Work) -> None:
        if isinstance(form, HideForm):
            hide_it(work.session, said, ground=form.ground.data, note=form.note.data, actor=current_actor(), now=work.now)
        else:
            show_it(work.session, said, note=form.note.data, actor=current_actor(), now=work.now)

    told = gettext("It is back on the site.") if said.is_hidden else gettext("It is hidden. The sender gets a message.")
    if form.is_ready and (went := carry_out(form, there, act, told)):
        return went
    return form.answer(template, said=said, **context)


@bp.get("/mijn/concepten")
@requires("draft:work")
def drafts() -> str:
    """What I am filling in, and what my colleagues are."""
    actor, now = current_actor(), clock.now()
    return render_template("contributions/drafts.html", mine=queries.drafts_of(db.session, actor, now), once=Form().once.data,
                           colleagues=queries.colleagues_drafts(db.session, actor, now))


def _draft(draft_id: int) -> Draft | None:
    return queries.draft_by_id(db.session, draft_id, current_actor(), clock.now())


@bp.get("/mijn/concepten/<int:draft_id>")
@requires("draft:work", of=_draft)
def draft(draft: Draft) -> str:
    """A draft of a colleague, to read before one of them sends."""
    return render_template("contributions/draft.html", draft=draft)


@bp.post("/mijn/concepten/<int:draft_id>/verwijderen")
@requires("draft:drop", of=_draft)
def drop(draft: Draft) -> BaseResponse | str:
    """Throw away a draft of one's own."""
    went = carry_out(Form(), url_for("contributions.drafts"), lambda work: operations.drop_draft(
        work.session, current_actor(), draft.kind, draft.about), gettext("The draft is gone."))
    return went or drafts()
