"""Service contracts for everyone: which there are, and each signed one with all that it says."""

from flask import Blueprint, Flask, Response, abort, render_template, request

from portal.contracts import checking, consent_views, desk_views, drafting_views, own_views, queries
from portal.contracts.document import as_word, file_name, term_facts
from portal.contracts.messages import euro
from portal.contracts.models import EVERYONE, ServiceContract
from portal.contracts.rules import ContractSubject, notice_by
from portal.contracts.signing import LETTER, is_unchanged
from portal.core import clock
from portal.core.access import public
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.exports import csv_file
from portal.core.forms import MAX_LINE, tidy
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, listing, say
from portal.core.paging import newest_first
from portal.core.pdf import pdf_file
from portal.core.word import word_file
from portal.members.checking import register
from portal.networks.queries import current_network

bp = Blueprint("contracts", __name__)
own_views.add_to(bp)
desk_views.add_to(bp)
drafting_views.add_to(bp)
consent_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    register(LETTER, checking.find)
    app.jinja_env.filters["euro"] = euro
    app.jinja_env.globals.update(contract_subjects=list(ContractSubject), contract_term=term_facts, contract_notice_by=notice_by,
                                 contract_is_unchanged=is_unchanged)


@bp.get("/dienstverleningsovereenkomsten")
@public
@may_be_kept("na", "voor")
def index() -> str:
    """Which contracts there are, the newest first: with whom, for whom, from when until when."""
    name = tidy(request.args.get("naam", ""))[:MAX_LINE]
    page = newest_first(db.session, queries.public_contracts(current_network(db.session), name), ServiceContract.id)
    return render_template("contracts/index.html", page=page, name=name, today=local_day(clock.now()))


@bp.get("/dienstverleningsovereenkomsten.csv")
@public
def index_csv() -> Response:
    """The same list as a table."""
    today = local_day(clock.now())
    header = [gettext("Number"), gettext("Title"), gettext("Providers"), gettext("Municipalities"), gettext("First day"),
              gettext("Last day"), gettext("State")]
    rows = db.session.scalars(queries.public_contracts(current_network(db.session)).order_by(ServiceContract.id.desc()))
    return csv_file(gettext("service-contracts"), header, (
        [row.number, row.title, listing([party.name for party in row.parties]), listing([place.name for place in row.municipalities]),
         row.begins_on, row.ends_on, say(phase) if (phase := row.phase(today)) else ""] for row in rows))


def _public(number: str) -> ServiceContract:
    return queries.public_by_number(db.session, current_network(db.session), number) or abort(404)


@bp.get("/dienstverleningsovereenkomsten/<string:number>")
@public
@may_be_kept()
def show(number: str) -> str:
    """One signed contract, tariffs included: before both had signed it was not there."""
    contract = _public(number)
    return render_template("contracts/show.html", contract=contract, content=contract.content, version=contract.newest,
                           today=local_day(clock.now()))


@bp.get("/dienstverleningsovereenkomsten/<string:number>.pdf")
@public
def show_pdf(number: str) -> Response:
    contract = _public(number)
    return pdf_file(file_name(contract), "contracts/document.html", contract=contract, content=contract.content, version=contract.newest,
                    reader=EVERYONE)


@bp.get("/dienstverleningsovereenkomsten/<string:number>.docx")
@public
def show_docx(number: str) -> Response:
    contract = _public(number)
    return word_file(file_name(contract), as_word(contract, contract.content, contract.newest, reader=EVERYONE))
