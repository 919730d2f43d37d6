"""The written consent of the other municipalities before the host signs a contract for them (WM25 4.11)."""

from typing import Any

from flask import Blueprint, Response, abort, render_template

from portal.contracts import queries, signing
from portal.contracts.desk_views import BOTH, found
from portal.contracts.models import ServiceContract
from portal.core import clock
from portal.core.access import current_actor, may, requires
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.documents import download
from portal.core.errors import Refused
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.networks.mandate_forms import ConsentForm
from portal.networks.queries import current_network
from portal.region.models import Municipality


def add_to(bp: Blueprint) -> None:
    consents = "/bureau/dienstverleningsovereenkomsten/<int:contract_id>/akkoord"
    bp.add_url_rule(consents, view_func=consent_list)
    bp.add_url_rule(f"{consents}/<int:municipality_id>", view_func=consent, methods=BOTH)
    bp.add_url_rule(f"{consents}/<int:municipality_id>/document", view_func=consent_document)


def _about(contract: ServiceContract) -> dict[str, Any]:
    network = current_network(db.session)
    given = {row.municipality_id: row for row in contract.newest.consents} if contract.newest else {}
    return {"contract": contract, "content": contract.newest.content if contract.newest else abort(404), "given": given,
            "standings": queries.standings(db.session, network, contract, local_day(clock.now()))}


@requires("contract:consents", of=found)
def consent_list(contract: ServiceContract) -> str:
    """Which municipality consented, and whose consent is missing; with the text that it is about, for those municipalities."""
    if not may("contract:draw-up", contract) and current_actor().municipality_id not in {place.id for place in contract.municipalities}:
        abort(404)
    return render_template("contracts/consents.html", **_about(contract))


class Asked:
    """A contract, and the municipality that is asked for its consent."""

    def __init__(self, contract: ServiceContract, place: Municipality) -> None:
        self.contract, self.place, self.municipality_id = contract, place, place.id


def _asked(contract_id: int, municipality_id: int) -> Asked | None:
    contract = found(contract_id)
    place = next((row for row in contract.municipalities if row.id == municipality_id), None) if contract else None
    return Asked(contract, place) if contract and contract.newest and place else None


@requires("contract:give-consent", of=_asked)
def consent(asked: Asked) -> Any:
    """Record the consent: for one's own municipality, or as the host with the letter."""
    form, page, network = ConsentForm(), "contracts/consent.html", current_network(db.session)
    if form.is_ready and (went := carry_out(form, _page(asked), lambda work: signing.give_consent(
            work.session, network, asked.contract, asked.place, given_on=form.given_on.data, given_by=form.given_by.data,
            document=form.document.keep(work.session), actor=current_actor(), now=work.now),
            gettext("The consent of %(name)s is on record.", name=asked.place.name))):
        return went
    if form.is_read_over:
        try:
            signing.check_consent(db.session, network, asked.contract, asked.place, form.given_on.data,
                                  has_document=form.document.has_file, actor=current_actor(), now=clock.now())
            page = "contracts/consent_overview.html"
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer(page, place=asked.place, **_about(asked.contract))


def _page(asked: Asked) -> str:
    return f"/bureau/dienstverleningsovereenkomsten/{asked.contract.id}/akkoord"


@requires("contract:give-consent", of=_asked)
def consent_document(asked: Asked) -> Response:
    """The letter: for the host and the municipality itself."""
    return download(queries.consent_letter(asked.contract, asked.place.id) or abort(404))
