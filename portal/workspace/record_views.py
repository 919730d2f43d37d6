"""The record of one's own organisation: look, change, confirm; who may represent it; other contacts."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, url_for

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import Work, db, transaction
from portal.core.documents import download
from portal.core.forms import Form, VersionedForm, carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.members.queries import confirmation_due_of
from portal.networks.queries import current_network, municipalities
from portal.parties import queries
from portal.parties import record as verbs
from portal.parties.forms import ConfirmForm, RecordForm, RepresentationForm, SubjectContactForm
from portal.parties.models import Party, Representation, SubjectContact
from portal.parties.queries import contacts


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of the provider's own pages."""
    both = ["GET", "POST"]
    bp.add_url_rule("/mijn/gegevens", view_func=record)
    bp.add_url_rule("/mijn/gegevens/bevestigen", view_func=confirm, methods=["POST"])
    bp.add_url_rule("/mijn/gegevens/wijzigen", view_func=change_record, methods=both)
    bp.add_url_rule("/mijn/gegevens/vertegenwoordiging/nieuw", view_func=add_representation, methods=both)
    one = "/mijn/gegevens/vertegenwoordiging/<int:representation_id>"
    bp.add_url_rule(one, view_func=change_representation, methods=both)
    bp.add_url_rule(f"{one}/document", view_func=representation_document)
    bp.add_url_rule(f"{one}/beeindigen", view_func=end_representation, methods=["POST"])
    bp.add_url_rule("/mijn/gegevens/contacten/nieuw", view_func=add_subject_contact, methods=both)
    one = "/mijn/gegevens/contacten/<int:contact_id>"
    bp.add_url_rule(one, view_func=change_subject_contact, methods=both)
    bp.add_url_rule(f"{one}/verwijderen", view_func=end_subject_contact, methods=["POST"])


def _own() -> Party:
    return queries.party_by_id(db.session, current_actor().party_id or 0) or abort(404)


def _today() -> date:
    return local_day(clock.now())


@requires("record:read")
def record() -> Any:
    """Everything that is on record, in one view, with the question whether it is still right."""
    return _shown(ConfirmForm())


@requires("record:change")
def confirm() -> Any:
    """Yes, this is right: who said so and when is kept."""
    form = ConfirmForm()
    party = _own()
    done = form.is_ready and carry_out(form, url_for("workspace.record"), lambda work: verbs.confirm_record(
        work.session, party, seen=form.seen, actor=current_actor(), now=work.now),
        gettext("It is noted that your data are right."))
    return done or _shown(form)


def _shown(form: VersionedForm) -> Any:
    party, session = _own(), db.session
    form.version.data = str(party.version)
    return form.answer(
        "workspace/record.html", party=party, served=queries.served_by(party, _today()), today=_today(),
        due=confirmation_due_of(session, current_network(session), party), contacts=contacts(session, party.id),
        representations=queries.representations(session, party.id), subject_contacts=queries.subject_contacts(session, party.id),
        representation_document=lambda row: url_for("workspace.representation_document", representation_id=row.id),
        change_representation=lambda row: url_for("workspace.change_representation", representation_id=row.id))


@requires("record:change")
def change_record() -> Any:
    """Change what is on record; two people at once see both texts."""
    party, form = _own(), RecordForm()
    form.offer(municipalities(db.session, current_network(db.session)))
    if not form.is_submitted():
        form.show(party, queries.served_by(party, _today()))
    done = form.is_ready and carry_out(form, url_for("workspace.record"), lambda work: verbs.change_record(
        work.session, party, form.organisation(party.kvk), seen=form.seen, actor=current_actor(), now=work.now),
        gettext("Your data are saved. What is public stands on the list of participants now."))
    if done:
        return done
    form.version.data = str(party.version)  # both texts were shown: sending again means this one
    return form.answer("workspace/change_record.html", party=party)


def _representation(representation_id: int) -> Representation:
    return queries.representation_of(db.session, current_actor().party_id, representation_id) or abort(404)


@requires("record:change")
def add_representation() -> Any:
    """Somebody else who may represent the organisation."""
    party, form = _own(), RepresentationForm()
    return _saved(form, lambda work: verbs.add_representation(
        work.session, party, form.details, form.document.data, actor=current_actor(), now=work.now
    )) or form.answer("workspace/representation.html", row=None)


@requires("record:change")
def change_representation(representation_id: int) -> Any:
    """Put a representation right, or let it go on."""
    row, form = _representation(representation_id), RepresentationForm()
    if not form.is_submitted():
        form.show(row)
    done = _saved(form, lambda work: verbs.change_representation(
        work.session, row, form.details, form.document.data, seen=form.seen, actor=current_actor(), now=work.now))
    if done:
        return done
    form.version.data = str(row.version)
    return form.answer("workspace/representation.html", row=row)


def _saved(form: RepresentationForm, act: Callable[[Work], Any]) -> Any:
    if not form.is_ready:
        return None
    form.keep_files()
    return carry_out(form, _section("vertegenwoordiging"), act, gettext("The representation is saved."))


@requires("record:change")
def end_representation(representation_id: int) -> Any:
    """This person no longer represents the organisation."""
    row = _representation(representation_id)
    with transaction(Form().once.data) as work:
        verbs.end_representation(work.session, row, actor=current_actor(), now=work.now)
        work.location = _section("vertegenwoordiging")
    flash(gettext("The representation is ended."))
    return see_other(work.location)


@requires("record:read")
def representation_document(representation_id: int) -> Response:
    """The document below a representation, for the organisation itself."""
    return download(_representation(representation_id).document or abort(404))


def _subject_contact(contact_id: int) -> SubjectContact:
    return queries.subject_contact_of(db.session, current_actor().party_id, contact_id) or abort(404)


@requires("record:change")
def add_subject_contact() -> Any:
    """Somebody to write to about a subject."""
    party, form = _own(), SubjectContactForm()
    done = form.is_ready and carry_out(form, _section("contacten"), lambda work: verbs.add_subject_contact(
        work.session, party, **form.answers, actor=current_actor(), now=work.now), gettext("The contact is saved."))
    return done or form.answer("workspace/subject_contact.html", row=None)


@requires("record:change")
def change_subject_contact(contact_id: int) -> Any:
    """Another person, address or number for a subject."""
    row, form = _subject_contact(contact_id), SubjectContactForm()
    if not form.is_submitted():
        form.show(row)
    done = form.is_ready and carry_out(form, _section("contacten"), lambda work: verbs.change_subject_contact(
        work.session, row, **form.answers, actor=current_actor(), now=work.now), gettext("The contact is saved."))
    return done or form.answer("workspace/subject_contact.html", row=row)


@requires("record:change")
def end_subject_contact(contact_id: int) -> Any:
    """Take somebody off the list of contacts."""
    row = _subject_contact(contact_id)
    with transaction(Form().once.data) as work:
        verbs.end_subject_contact(work.session, row, actor=current_actor(), now=work.now)
        work.location = _section("contacten")
    flash(gettext("The contact is taken off the list."))
    return see_other(work.location)


def _section(anchor: str) -> str:
    return url_for("workspace.record", _anchor=anchor)

