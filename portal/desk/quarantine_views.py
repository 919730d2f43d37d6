"""Files in which the virus scanner found harmful software: what, from whom, when. Nobody can open them, here neither."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from portal.core.access import current_actor, requires
from portal.core.database import db
from portal.core.documents import DocumentCheck
from portal.core.forms import Form, press
from portal.core.language import gettext
from portal.desk import quarantine_operations as operations
from portal.desk import quarantine_queries as queries


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/bureau/quarantaine", view_func=quarantine)
    bp.add_url_rule("/bureau/quarantaine/<int:document_id>/gezien", view_func=seen, methods=["POST"])
    bp.add_url_rule("/bureau/quarantaine/<int:document_id>/opnieuw", view_func=again, methods=["POST"])


@requires("quarantine:look")
def quarantine() -> str:
    """What is kept apart, and what waits for the scanner."""
    return render_template("desk/quarantine.html", apart=queries.kept_apart(db.session), waiting=queries.not_checked(db.session),
                           once=Form().once.data)


def _check(document_id: int) -> DocumentCheck | None:
    return queries.check_by_id(db.session, document_id)


@requires("quarantine:look", of=_check)
def seen(check: DocumentCheck) -> Response:
    """Off the desk; it stays kept apart."""
    return press(url_for("desk.quarantine"), lambda work: operations.note_seen(
        work.session, check, actor=current_actor(), now=work.now), gettext("Noted. The file stays kept apart."))


@requires("quarantine:look", of=_check)
def again(check: DocumentCheck) -> Response:
    """The scanner is asked once more."""
    return press(url_for("desk.quarantine"), lambda work: operations.check_again(
        work.session, check, actor=current_actor(), now=work.now), gettext("The file is checked again within a minute."))
