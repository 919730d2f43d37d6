"""The secretary's post: messages that wait, each with what was said, what came with it and what became of it."""

from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, render_template, url_for

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db
from portal.core.documents import download
from portal.core.errors import Stale
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.web import see_other
from portal.intake import mail_queries
from portal.intake.mail_forms import AttributeForm, Handling, SortForm
from portal.intake.mail_messages import refusal_of
from portal.intake.mail_models import IncomingMail
from portal.intake.mail_operations import attribute_mail, set_mail_aside, sort_mail
from portal.intake.mail_rules import Becomes, PostState
from portal.members.queries import candidates
from portal.networks.queries import current_network
from portal.parties.queries import party_by_id


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of what comes in."""
    both = ["GET", "POST"]
    bp.add_url_rule("/bureau/post", view_func=post)
    bp.add_url_rule("/bureau/post/afgehandeld", view_func=post_done)
    bp.add_url_rule("/bureau/post/<int:mail_id>", view_func=message, methods=both)
    bp.add_url_rule("/bureau/post/<int:mail_id>/partij", view_func=message_party, methods=both)
    bp.add_url_rule("/bureau/post/<int:mail_id>/bericht.txt", view_func=message_raw)
    bp.add_url_rule("/bureau/post/<int:mail_id>/bijlagen/<int:file_id>", view_func=message_file)


def init(app: Flask) -> None:
    """Pages of what came in by e-mail lead to the message."""
    app.jinja_env.globals["came_by_mail"] = lambda sent: mail_queries.mail_of(db.session, sent)


@requires("post:handle")
def post() -> str:
    """What waits, the oldest first, and how long it waits."""
    network = current_network(db.session)
    today = local_day(clock.now())
    return render_template("intake/post.html", mails=mail_queries.waiting(db.session, network),
                           days_since=lambda moment: (today - local_day(moment)).days)


@requires("post:handle")
def post_done() -> str:
    """What was taken in, set aside, or came from a program; newest first."""
    page = newest_first(db.session, mail_queries.done(current_network(db.session)), IncomingMail.id)
    return render_template("intake/post_done.html", page=page)


def _mail(mail_id: int) -> IncomingMail | None:
    return mail_queries.mail_by_id(db.session, current_network(db.session), mail_id)


@requires("post:handle", of=_mail)
def message(mail: IncomingMail) -> Any:
    """One message. While nothing became of it: what becomes of it?"""
    network = current_network(db.session)
    form = SortForm(mail, [] if mail.state == PostState.SORTED else mail_queries.rounds(db.session, network))
    if form.is_ready:
        if done := carry_out(form, url_for("intake.message", mail_id=mail.id), lambda work: _handle(work, mail, form)):
            flash(gettext("The message is set aside.") if form.handling.data == Handling.SET_ASIDE else gettext("The message is taken in."))
            return done
        mail = _mail(mail.id) or abort(404)
    return form.answer("intake/message.html", mail=mail, known=_known(mail), refusal_of=refusal_of)


def _known(mail: IncomingMail) -> list[Any]:
    return mail_queries.parties_of_address(db.session, current_network(db.session), mail.sender_email)


def _handle(work: Work, mail: IncomingMail, form: SortForm) -> None:
    network, actor = current_network(work.session), current_actor()
    if mail.version != form.seen:
        raise Stale
    if form.handling.data == Handling.SET_ASIDE:
        set_mail_aside(work.session, mail, reason=form.reason.data, actor=actor, now=work.now)
        return
    becomes = Becomes(form.handling.data)
    sort_mail(work.session, network, mail, becomes=becomes, round_=form.round if becomes == Becomes.REACTION else None,
              title=form.title.data or "", actor=actor, now=work.now)


@requires("post:handle", of=_mail)
def message_party(mail: IncomingMail) -> Any:
    """The sender turns out to speak for a party: with how the secretary knows, on record."""
    if mail.state != PostState.SORTED:
        return see_other(url_for("intake.message", mail_id=mail.id))
    network, known = current_network(db.session), _known(mail)
    form = AttributeForm(mail, candidates(db.session, network), known)
    if form.is_ready:
        done = carry_out(form, url_for("intake.message", mail_id=mail.id), lambda work: _attribute(work, mail, form),
                         gettext("It stands in the name of the party, which gets a message."))
        if done:
            return done
        mail = _mail(mail.id) or abort(404)
    return form.answer("intake/message_party.html", mail=mail, known=known, refusal_of=refusal_of)


def _attribute(work: Work, mail: IncomingMail, form: AttributeForm) -> None:
    party = party_by_id(work.session, form.party_id.data or 0) or abort(404)
    attribute_mail(work.session, current_network(work.session), mail, party, reason=form.reason.data, actor=current_actor(), now=work.now)


@requires("post:handle", of=_mail)
def message_raw(mail: IncomingMail) -> Response:
    """The message byte for byte as it was received: plain text, to download."""
    return download(mail.raw)


@requires("post:handle", of=lambda mail_id, file_id: mail_queries.file_of(db.session, current_network(db.session), mail_id, file_id))
def message_file(file: Any) -> Response:
    """One attachment, as a download."""
    return download(file.document)
