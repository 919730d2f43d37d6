"""Disclosed interests: one's own, and all of them for the municipality."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for

from portal.core.access import current_actor, requires
from portal.core.database import db, transaction
from portal.core.documents import Document, download
from portal.core.errors import Refused
from portal.core.forms import Form, carry_out
from portal.core.language import gettext
from portal.core.paging import newest_first
from portal.core.web import see_other
from portal.dealings import disclosures, queries
from portal.dealings.forms import AdditionForm, DisclosureForm, EndForm, ReadForm
from portal.dealings.models import Disclosure
from portal.members.models import Signature
from portal.networks.queries import agreements, current_network

BOTH = ["GET", "POST"]
SHOWN = {"speelt": True, "beeindigd": False}
"""A filter as it stands in an address: what still plays, or no longer does."""


def add_to(bp: Blueprint) -> None:
    """One's own pages, and those of the desk."""
    bp.add_url_rule("/mijn/belangen", view_func=own_interests)
    bp.add_url_rule("/mijn/belangen/nieuw", view_func=disclose, methods=BOTH)
    bp.add_url_rule("/mijn/belangen/<int:disclosure_id>", view_func=own_interest)
    bp.add_url_rule("/mijn/belangen/<int:disclosure_id>/aanvullen", view_func=add_to_interest, methods=BOTH)
    bp.add_url_rule("/mijn/belangen/<int:disclosure_id>/beeindigen", view_func=end_interest, methods=BOTH)
    bp.add_url_rule("/mijn/belangen/stukken/<int:document_id>", view_func=own_interest_document)
    bp.add_url_rule("/bureau/belangen", view_func=interests)
    bp.add_url_rule("/bureau/belangen/<int:disclosure_id>", view_func=interest, methods=BOTH)
    bp.add_url_rule("/bureau/belangen/ondertekening/<int:signature_id>", view_func=signed_interest, methods=BOTH)
    bp.add_url_rule("/bureau/belangen/stukken/<int:document_id>", view_func=interest_document)


def _own(disclosure_id: int) -> Disclosure | None:
    """Another party's disclosure does not exist for its reader."""
    network = current_network(db.session)
    return queries.disclosure_by_id(db.session, network, disclosure_id, current_actor().party_id or 0)


def _any(disclosure_id: int) -> Disclosure | None:
    return queries.disclosure_by_id(db.session, current_network(db.session), disclosure_id)


@requires("interest:disclose")
def own_interests() -> str:
    """What one's own party disclosed: with its signature and later, the newest first."""
    network, party_id = current_network(db.session), current_actor().party_id or 0
    signed = db.session.scalars(queries.disclosed_at_signing(network, party_id).order_by(Signature.id.desc())).all()
    page = newest_first(db.session, queries.disclosures(network, party_id), Disclosure.id)
    return render_template("dealings/own_interests.html", page=page, signed=signed)


@requires("interest:disclose")
def disclose() -> Any:
    """Fill in, read over, disclose."""
    network = current_network(db.session)
    form = DisclosureForm(agreements(db.session, network))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                row = disclosures.disclose(work.session, network, **form.told, document=form.document.keep(work.session),
                                           actor=current_actor(), now=work.now)
                work.location = url_for("dealings.own_interest", disclosure_id=row.id)
            flash(gettext("Your interest is disclosed. Only the municipality can read it."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("dealings/disclose_overview.html" if form.is_read_over else "dealings/disclose.html")


@requires("interest:disclose", of=_own)
def own_interest(disclosure: Disclosure) -> str:
    """One interest with all that was written about it."""
    return render_template("dealings/own_interest.html", disclosure=disclosure)


@requires("interest:disclose", of=_own)
def add_to_interest(disclosure: Disclosure) -> Any:
    """Say more about it; what stands there stays."""
    form = AdditionForm()
    if form.is_ready and (went := carry_out(
            form, url_for("dealings.own_interest", disclosure_id=disclosure.id), lambda work: disclosures.add_to_disclosure(
                work.session, disclosure, text=form.text.data, document=form.document.keep(work.session),
                actor=current_actor(), now=work.now),
            gettext("Your addition is kept. The municipality sees that there is something new."))):
        return went
    return form.answer("dealings/add_to_interest.html", disclosure=disclosure)


@requires("interest:disclose", of=_own)
def end_interest(disclosure: Disclosure) -> Any:
    """It no longer plays, from a day on."""
    form = EndForm()
    if form.is_ready and (went := carry_out(
            form, url_for("dealings.own_interest", disclosure_id=disclosure.id), lambda work: disclosures.end_disclosure(
                work.session, disclosure, **form.answers, actor=current_actor(), now=work.now),
            gettext("It is kept that this interest no longer plays."))):
        return went
    return form.answer("dealings/end_interest.html", disclosure=disclosure)


@requires("interest:disclose", of=lambda document_id: queries.disclosed_document(
    db.session, current_network(db.session), document_id, current_actor().party_id or 0))
def own_interest_document(document: Document) -> Response:
    return download(document)


@requires("interest:oversee")
def interests() -> str:
    """What is new first; then everything, by party or by whether it still plays."""
    network, name = current_network(db.session), request.args.get("naam", "").strip()[:100]
    shown = SHOWN.get(request.args.get("toon", ""))
    signed = queries.named(queries.disclosed_at_signing(network), name).order_by(Signature.id.desc()).limit(queries.MOST)
    return render_template(
        "dealings/interests.html", asked=name, shown=request.args.get("toon") if shown is not None else "",
        unread=queries.unread(db.session, network), unread_signed=queries.unread_at_signing(db.session, network),
        signed=db.session.scalars(signed).all() if shown is not False else [],
        page=newest_first(db.session, queries.filtered(queries.disclosures(network), name, shown), Disclosure.id))


@requires("interest:oversee", of=_any)
def interest(disclosure: Disclosure) -> Any:
    """One interest, who read it, and that it was read."""
    form = ReadForm()
    if form.is_ready and (went := carry_out(form, url_for("dealings.interests"), lambda work: disclosures.mark_read(
            work.session, disclosure, seen=form.seen, actor=current_actor(), now=work.now),
            gettext("The disclosure is marked as read."))):
        return went
    form.version.data = str(len(disclosure.additions))
    found = queries.readings(db.session, disclosure)
    return form.answer("dealings/interest.html", disclosure=disclosure, readings=found,
                       is_new=not found or disclosure.last_written_at > found[-1].read_at)


@requires("interest:oversee", of=lambda signature_id: queries.signed_disclosure(
    db.session, current_network(db.session), signature_id))
def signed_interest(signature: Signature) -> Any:
    """What was disclosed with a signature, and that it was read."""
    form = Form()
    if form.is_ready and (went := carry_out(form, url_for("dealings.interests"), lambda work: disclosures.mark_signed_read(
            work.session, signature, actor=current_actor(), now=work.now), gettext("The disclosure is marked as read."))):
        return went
    unread = queries.unread_at_signing(db.session, current_network(db.session))
    return form.answer("dealings/signed_interest.html", signature=signature, is_new=signature in unread)


@requires("interest:oversee", of=lambda document_id: queries.disclosed_document(
    db.session, current_network(db.session), document_id))
def interest_document(document: Document) -> Response:
    return download(document)
