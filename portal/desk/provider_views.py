"""The secretary's pages of providers: the list, one provider as a whole, putting a record right on its behalf."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from sqlalchemy import Select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.documents import download
from portal.core.errors import Refused
from portal.core.exports import csv_file, xlsx_file
from portal.core.forms import Form, carry_out
from portal.core.language import gettext, ngettext, say
from portal.core.paging import by_name
from portal.core.web import see_other
from portal.desk.mail_merge import HEADER, Addressee, addresses, first_addresses, how_many
from portal.desk.provider_sections import Asked, found_for, sections_of
from portal.desk.providers import DOMAINS, STATES, STREAMS, Wanted, number_of, providers, with_lapsing
from portal.intake.register_export import register_table
from portal.intake.register_plan import place_names
from portal.members.queries import members_since
from portal.networks.queries import current_network, municipalities
from portal.parties.forms import CorrectionForm, NumberForm
from portal.parties.models import Party
from portal.parties.products import PRODUCTS
from portal.parties.queries import party_by_id, representation_of, served_by
from portal.parties.record import check_number, correct_record, take_over_number
from portal.region.models import Municipality
from portal.workspace.operations import remind_to_confirm

SHOWN = 20
"""Addresses that one sees before downloading all of them."""


def add_to(bp: Blueprint) -> None:
    """These addresses belong to the blueprint of the desk."""
    both = ["GET", "POST"]
    bp.add_url_rule("/bureau/aanbieders", "providers", view_func=index)
    bp.add_url_rule("/bureau/aanbieders.csv", view_func=providers_csv)
    bp.add_url_rule("/bureau/aanbieders.xlsx", view_func=providers_xlsx)
    bp.add_url_rule("/bureau/aanbieders/adressen", view_func=letter_addresses)
    bp.add_url_rule("/bureau/aanbieders/adressen.csv", view_func=letter_addresses_csv)
    bp.add_url_rule("/bureau/aanbieders/adressen.xlsx", view_func=letter_addresses_xlsx)
    bp.add_url_rule("/bureau/aanbieders/herinneren", view_func=remind, methods=["POST"])
    one = "/bureau/aanbieders/<int:party_id>"
    bp.add_url_rule(one, view_func=provider)
    bp.add_url_rule(f"{one}/wijzigen", view_func=correct_provider, methods=both)
    bp.add_url_rule(f"{one}/kvk-nummer", view_func=new_number, methods=both)
    bp.add_url_rule(f"{one}/vertegenwoordiging/<int:representation_id>/document", view_func=representation_document)


def _today() -> date:
    return local_day(clock.now())


def _party(party_id: int) -> Party | None:
    return party_by_id(db.session, party_id)


@requires("record:oversee")
def index() -> str:
    """All providers with who acts for them, narrowed to what is asked; for the municipality alone (IN 5.3 b)."""
    session, today, wanted = db.session, _today(), Wanted.of(request.args)
    network = current_network(session)
    query = providers(network, wanted, today)
    page = by_name(session, query, Party.name, Party.id)
    return render_template(
        "desk/providers.html", page=page, wanted=wanted, asked=_asked(), count=number_of(session, query), form=Form(),
        since=members_since(session, network, [party.id for party in page.rows]), lapsing=with_lapsing(session, page.rows, today),
        choices=_choices(municipalities(session, network)))


@requires("record:oversee")
def providers_csv() -> Response:
    """The same providers with everything in the register: the file comes back in without a change."""
    return csv_file(gettext("providers"), *_register())


@requires("record:oversee")
def providers_xlsx() -> Response:
    """The same as a workbook."""
    return xlsx_file(gettext("providers"), *_register())


def _register() -> tuple[list[str], list[list[object]]]:
    session, today = db.session, _today()
    network = current_network(session)
    query = providers(network, Wanted.of(request.args), today).options(
        selectinload(Party.municipalities).joinedload(Municipality.successor)).order_by(Party.name, Party.id)
    parties = list(session.scalars(query))
    return register_table(parties, members_since(session, network), place_names(session), today)


ADDRESSEES = {"contactpersoon": Addressee.CONTACT, "vervanger": Addressee.SUBSTITUTE, "onderwerp": Addressee.SUBJECT}


@requires("record:oversee")
def letter_addresses() -> str:
    """Addresses for a letter: to whom, how many, and the files for the word processor."""
    wanted = _addressees()
    return render_template(
        "desk/letter_addresses.html", rows=first_addresses(db.session, *wanted, SHOWN), total=how_many(db.session, *wanted),
        header=HEADER, asked=_asked(),
        choices=[("rol", gettext("To whom"), [(value, say(member)) for value, member in ADDRESSEES.items()]),
                 *_choices(municipalities(db.session, current_network(db.session)))])


@requires("record:oversee")
def letter_addresses_csv() -> Response:
    """The addresses as a file for Dutch Excel, to merge a letter with."""
    return csv_file(gettext("addresses"), HEADER, _addresses())


@requires("record:oversee")
def letter_addresses_xlsx() -> Response:
    """The same as a workbook."""
    return xlsx_file(gettext("addresses"), HEADER, _addresses())


def _addresses() -> list[list[str]]:
    return addresses(db.session, *_addressees())


def _addressees() -> tuple[Select[Party], Addressee | None]:
    """Of which providers, and who there."""
    return providers(current_network(db.session), Wanted.of(request.args), _today()), ADDRESSEES.get(request.args.get("rol", ""))


def _asked() -> dict[str, str]:
    """What this page's address asks, to be asked again of another one."""
    names = ("naam", "domein", "geldstroom", "product", "gemeente", "stand", "rol")
    return {name: value for name in names if (value := request.args.get(name, "")[:100])}


def _choices(places: list[Municipality]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the list can be narrowed by: the name in the address, the label, the values with their words."""
    def said(options: Mapping[str, StrEnum]) -> list[tuple[str, str]]:
        return [(value, say(member)) for value, member in options.items()]

    return [("domein", gettext("Kind of help"), said(DOMAINS)), ("geldstroom", gettext("Money flow"), said(STREAMS)),
            ("product", gettext("Product category"), [(product.code, product.label) for product in PRODUCTS]),
            ("gemeente", gettext("Municipality"), [(str(place.id), place.name) for place in places]),
            ("stand", gettext("State"), said(STATES))]


@requires("record:oversee")
def remind() -> BaseResponse:
    """Every provider that did not confirm its record in time gets a letter, at most one a day."""
    with transaction(Form().once.data) as work:
        count = remind_to_confirm(work.session, current_network(work.session), actor=current_actor(), now=work.now)
        work.location = url_for("desk.providers", stand="niet-bevestigd")
    flash(ngettext("%(num)s provider is reminded.", "%(num)s providers are reminded.", count))
    return see_other(work.location)


@requires("record:oversee", of=_party)
def provider(party: Party) -> str:
    """All that the municipality knows of one provider."""
    asked = Asked(db.session, current_network(db.session), party, _today())
    return render_template("desk/provider.html", party=party, today=asked.today, sections=sections_of(asked.network), **found_for(asked))


@requires("record:oversee", of=_party)
def correct_provider(party: Party) -> Any:
    """Put a record right on behalf of the provider, with the reason that it reads."""
    form = CorrectionForm()
    form.offer(municipalities(db.session, current_network(db.session)))
    if not form.is_submitted():
        form.show(party, served_by(party, _today()))
    done = form.is_ready and carry_out(form, url_for("desk.provider", party_id=party.id), lambda work: correct_record(
        work.session, party, form.organisation(party.kvk), reason=form.reason.data, seen=form.seen, actor=current_actor(),
        now=work.now), gettext("The record is corrected. The provider gets a message with what changed and why."))
    if done:
        return done
    form.version.data = str(party.version)  # both texts were shown: sending again means this one
    return form.answer("desk/correct_provider.html", party=party)


@requires("record:oversee", of=_party)
def new_number(party: Party) -> Any:
    """After a takeover the provider goes on under another KVK number: fill in, read over, record."""
    form, party_id = NumberForm(), party.id
    done = form.is_ready and carry_out(form, url_for("desk.provider", party_id=party.id), lambda work: take_over_number(
        work.session, party, form.kvk.data, reason=form.reason.data, actor=current_actor(), now=work.now),
        gettext("The new KVK number is recorded."))
    if done:
        return done
    read_over = form.is_read_over
    if read_over:
        try:
            check_number(db.session, party, form.kvk.data)
        except Refused as refusal:
            form.refuse(refusal)
            read_over = False
    return form.answer("desk/new_number_overview.html" if read_over else "desk/new_number.html", party=_party(party_id) or abort(404))


@requires("record:oversee")
def representation_document(party_id: int, representation_id: int) -> Response:
    """The document below a representation, for the municipality."""
    row = representation_of(db.session, party_id, representation_id)
    return download((row and row.document) or abort(404))
