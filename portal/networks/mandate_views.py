"""The desk's pages of mandates, and of the consents to a text before the host signs it for all."""

from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, url_for

from portal.core import clock
from portal.core.access import current_actor, may, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.documents import download
from portal.core.errors import Refused
from portal.core.language import gettext
from portal.core.web import see_other
from portal.networks import consents
from portal.networks.mandate_forms import ConsentForm, EndMandateForm, MandateForm
from portal.networks.models import AgreementVersion
from portal.networks.queries import current_network, host, version_by_id
from portal.region import operations
from portal.region.models import Mandate, Municipality
from portal.region.queries import mandate_by_id, mandates


def add_to(bp: Blueprint) -> None:
    """The desk's addresses belong to the same blueprint as the public ones."""
    bp.add_url_rule("/bureau/mandaten", view_func=mandates_page, endpoint="mandates")
    bp.add_url_rule("/bureau/mandaten/nieuw/<int:municipality_id>", view_func=give_mandate, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/mandaten/<int:mandate_id>/beeindigen", view_func=end_mandate, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/mandaten/<int:mandate_id>/document", view_func=mandate_document)
    version = "/bureau/overeenkomsten/versies/<int:version_id>/akkoord"
    bp.add_url_rule(version, view_func=consents_page, endpoint="consents")
    bp.add_url_rule(f"{version}/<int:municipality_id>", view_func=consent, methods=["GET", "POST"])
    bp.add_url_rule(f"{version}/<int:municipality_id>/document", view_func=consent_document)


def _others() -> list[Municipality]:
    return consents.others(db.session, current_network(db.session))


@requires("mandate:read")
def mandates_page() -> str:
    """Which municipality lets the host do what, from when to when (ZL h, WM25 4); and who gave none."""
    places = _others()
    given = mandates(db.session, [place.id for place in places])
    return render_template(
        "networks/mandates.html", host=host(db.session, current_network(db.session)), today=local_day(clock.now()),
        rows=[(place, [row for row in given if row.municipality_id == place.id]) for place in places])


def _other(municipality_id: int) -> Municipality | None:
    return next((place for place in _others() if place.id == municipality_id), None)


@requires("mandate:manage", of=_other)
def give_mandate(giver: Municipality) -> Any:
    """Put a mandate on record, with the decision."""
    form, page, acting = MandateForm(), "networks/mandate.html", host(db.session, current_network(db.session))
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                operations.give_mandate(work.session, giver, acting, form.terms, document=form.document.keep(work.session) or abort(422),
                                        actor=current_actor(), now=work.now)
                work.location = url_for("networks.mandates")
            flash(gettext("The mandate of %(name)s is on record.", name=giver.name))
            return see_other(work.location)
        if form.is_read_over:
            operations.check_mandate(db.session, giver, acting, form.terms)
            page = "networks/mandate_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer(page, giver=giver, host=acting)


def _mandate(mandate_id: int) -> Mandate | None:
    return mandate_by_id(db.session, [place.id for place in _others()], mandate_id)


@requires("mandate:manage", of=_mandate)
def end_mandate(mandate: Mandate) -> Any:
    """End a mandate with a last day and a reason."""
    form = EndMandateForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.end_mandate(work.session, mandate, last_day=form.last_day.data, reason=form.reason.data,
                                       actor=current_actor(), now=work.now)
                work.location = url_for("networks.mandates")
            flash(gettext("The mandate of %(name)s has a last day.", name=mandate.municipality.name))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("networks/mandate_end.html", mandate=mandate)


@requires("mandate:read", of=_mandate)
def mandate_document(mandate: Mandate) -> Response:
    """The decision itself."""
    return download(mandate.document)


def _version(version_id: int) -> AgreementVersion | None:
    return version_by_id(db.session, current_network(db.session), version_id)


@requires("agreement:consent", of=_version)
def consents_page(version: AgreementVersion) -> str:
    """Which municipality agreed to this text in writing, and whose consent is missing (WM25 4.11)."""
    network = current_network(db.session)
    return render_template(
        "networks/consents.html", version=version, given=consents.consents(db.session, version),
        standings=consents.standings(db.session, network, version, local_day(clock.now())))


class Asked:
    """A text, and the municipality that is asked for its consent."""

    def __init__(self, version: AgreementVersion, place: Municipality) -> None:
        self.version, self.place, self.municipality_id = version, place, place.id


def _asked(version_id: int, municipality_id: int) -> Asked | None:
    version, place = _version(version_id), _other(municipality_id)
    return Asked(version, place) if version and place else None


@requires("agreement:give-consent", of=_asked)
def consent(asked: Asked) -> Any:
    """Record the consent: for one's own municipality, or as the host with the letter."""
    form, page = ConsentForm(), "networks/consent.html"
    try:
        if form.is_ready:
            with transaction(form.once.data) as work:
                consents.give_consent(
                    work.session, current_network(work.session), asked.version, asked.place, given_on=form.given_on.data,
                    given_by=form.given_by.data, document=form.document.keep(work.session), actor=current_actor(), now=work.now)
                work.location = url_for("networks.consents", version_id=asked.version.id)
            flash(gettext("The consent of %(name)s is on record.", name=asked.place.name))
            return see_other(work.location)
        if form.is_read_over:
            consents.check_consent(db.session, current_network(db.session), asked.version, asked.place, form.given_on.data,
                                   has_document=form.document.has_file, actor=current_actor(), now=clock.now())
            page = "networks/consent_overview.html"
    except Refused as refusal:
        form.refuse(refusal)
    return form.answer(page, version=asked.version, place=asked.place)


@requires("agreement:consent", of=_asked)
def consent_document(asked: Asked) -> Response:
    """The letter: for the host and the municipality itself."""
    found = consents.consents(db.session, asked.version).get(asked.place.id)
    if found is None or found.document is None or not may("consent:read", asked):
        abort(404)
    return download(found.document)
