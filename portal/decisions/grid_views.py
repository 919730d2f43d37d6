"""Municipalities beside proposals, for everyone; and for the secretary which party takes part in a new text. Also as files."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from flask import Blueprint, Response, abort, render_template, request

from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.database import db
from portal.core.documents import download
from portal.core.exports import csv_file, xlsx_file
from portal.core.keeping import may_be_kept
from portal.core.language import exact, gettext, say
from portal.core.paging import PAGE_SIZE, Page, asked_part, by_name, newest_first
from portal.decisions import overviews, queries
from portal.decisions.file_queries import decisions_for_file
from portal.decisions.messages import speak_until
from portal.decisions.overviews import Stand, Stated
from portal.decisions.rules import BoardChoice
from portal.members.models import Membership
from portal.networks.models import AgreementVersion, Network
from portal.networks.queries import current_network, municipalities
from portal.parties.models import Party
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage

Sheet: TypeAlias = tuple[str, list[str], Iterable[list[object]]]
COLUMNS = 24
"""So many municipalities stand beside each other; where there are more, each proposal has its numbers and the rest a page of its own."""
LINES = 20
"""So many proposals are on a page, or looked up at once for a file, when there are many municipalities."""


def add_to(bp: Blueprint) -> None:
    """Public and desk addresses of the same blueprint."""
    bp.add_url_rule("/besluiten/per-gemeente", view_func=by_municipality)
    bp.add_url_rule("/besluiten/per-gemeente.csv", view_func=by_municipality_csv)
    bp.add_url_rule("/besluiten/per-gemeente.xlsx", view_func=by_municipality_xlsx)
    bp.add_url_rule("/besluiten/stukken/<int:decision_id>", view_func=document)
    bp.add_url_rule("/bureau/deelname/<int:version_id>", view_func=participants)
    bp.add_url_rule("/bureau/deelname/<int:version_id>.csv", view_func=participants_csv)
    bp.add_url_rule("/bureau/deelname/<int:version_id>.xlsx", view_func=participants_xlsx)


@public
@may_be_kept("jaar", "stand", "gemeente")
def by_municipality() -> str:
    """Every proposal that lay with the boards, and what each municipality decided; by year, standing and municipality."""
    network, wanted = current_network(db.session), _wanted()
    places = municipalities(db.session, network)
    parts = [places[start : start + COLUMNS] for start in range(0, len(places), COLUMNS)] or [[]]
    if wanted.part > len(parts):
        abort(404)
    page = newest_first(db.session, overviews.submitted(current_actor(), network, wanted), Proposal.id,
                        LINES if len(parts) > 1 else PAGE_SIZE)
    shown = parts[wanted.part - 1] if wanted.municipality is None else [place for place in places if place.id == wanted.municipality]
    return render_template("decisions/by_municipality.html", page=page, lines=overviews.lines(db.session, network, page.rows),
                           shown=shown, places=places, parts=parts if wanted.municipality is None else [],
                           wanted=wanted, stands=list(Stand), years=overviews.years(db.session, network))


def _wanted() -> overviews.Wanted:
    """What the address asks for; an address with something else in it is no page."""
    year, stand, place = (request.args.get(name, "") for name in ("jaar", "stand", "gemeente"))
    if (stand and stand not in list(Stand)) or any(text and not (text.isascii() and text.isdigit() and len(text) < 10)
                                                   for text in (year, place)):
        abort(404)
    return overviews.Wanted(int(year) if year else None, Stand(stand) if stand else None, int(place) if place else None, asked_part())


@public
def by_municipality_csv() -> Response:
    return csv_file(*_decisions())


@public
def by_municipality_xlsx() -> Response:
    return xlsx_file(*_decisions())


def _decisions() -> Sheet:
    """A line for every municipality and proposal: it can be sorted and filtered."""
    network, wanted = current_network(db.session), _wanted()
    found = list(db.session.scalars(overviews.submitted(current_actor(), network, wanted).order_by(Proposal.id.desc())))
    header = [gettext("Proposal"), gettext("Title"), gettext("State"), gettext("Municipality"), gettext("Decision"), gettext("Date"),
              gettext("Number"), gettext("Reasons")]
    return gettext("decisions"), header, (row for start in range(0, len(found), LINES)
                                          for row in _rows(network, found[start : start + LINES], wanted.municipality))


def _rows(network: Network, some: list[Proposal], only: int | None) -> Iterator[list[object]]:
    """There are hundreds of thousands: what lines share is made once."""
    made, words = decisions_for_file(db.session, network, some), {choice: say(BoardChoice.of(choice)) for choice in (True, False)}
    for proposal in some:
        about = [proposal.number, proposal.title, say(proposal.stage)]
        nothing = [gettext("Not yet") if proposal.stage == Stage.SUBMITTED else gettext("No longer needed"), "", "", ""]
        for place, name, decision in made[proposal.id]:
            if only in (None, place):
                yield [*about, name, *([words[decision.adopted], decision.decided_on, decision.number, decision.reason] if decision else nothing)]


@public
def document(decision_id: int) -> Response:
    """The decision itself, of a proposal that the reader may see. What was corrected is for nobody."""
    decision = queries.decision_by_id(db.session, decision_id) or abort(404)
    shown = db.session.scalar(proposals.visible_rows(current_actor(), current_network(db.session))
                              .where(Proposal.id == decision.proposal_id).with_only_columns(Proposal.id))
    if shown is None or decision.document is None or not queries.stands(db.session, decision):
        abort(404)
    return download(decision.document)


def _version(version_id: int) -> AgreementVersion | None:
    return queries.decided_version(db.session, version_id)


def _asked_state() -> Stated | None:
    asked = request.args.get("stand", "")
    return None if not asked else Stated(asked) if asked in list(Stated) else abort(404)


@requires("participation:oversee", of=_version)
def participants(version: AgreementVersion) -> str:
    """Who takes part, who leaves and why, who said nothing, in every network that is asked; and what follows from it.

    Why a party leaves is for the municipality of its own network.
    """
    here, state, asked = current_network(db.session), _asked_state(), queries.asked_networks(db.session, version, clock.now())
    chosen = _asked_network(asked)
    shown_networks = [chosen] if chosen else asked
    page = by_name(db.session, overviews.parties(shown_networks, version, state), Party.name, Membership.id)
    shown: Page[Membership] = page
    return render_template(
        "decisions/participants.html", version=version, page=shown, state=state, states=list(Stated),
        rows=overviews.participants(db.session, version, shown.rows), counts=overviews.stated_counts(db.session, asked, version),
        asked=asked, chosen=chosen, here=here, until=speak_until(version))


@requires("participation:oversee", of=_version)
def participants_csv(version: AgreementVersion) -> Response:
    return csv_file(*_participants(version))


@requires("participation:oversee", of=_version)
def participants_xlsx(version: AgreementVersion) -> Response:
    return xlsx_file(*_participants(version))


def _asked_network(asked: list[Network]) -> Network | None:
    """?netwerk=parkstad: one of the networks that are asked."""
    slug = request.args.get("netwerk", "")
    return next((network for network in asked if network.slug == slug), None) or (abort(404) if slug else None)


def _participants(version: AgreementVersion) -> Sheet:
    here, asked = current_network(db.session), queries.asked_networks(db.session, version, clock.now())
    chosen = _asked_network(asked)
    query = overviews.parties([chosen] if chosen else asked, version, _asked_state()).order_by(Party.name, Membership.id)
    header = [gettext("Name"), gettext("KVK number"), gettext("Takes part"), gettext("Stated on"), gettext("By"), gettext("Reason"),
              gettext("Signed on"), gettext("Last day of taking part"), gettext("Network")]
    rows: list[list[object]] = [
        [row.party.name, row.party.kvk, say(row.stated), exact(row.said.stated_at) if row.said else "",
         row.said.person_name if row.said else "", row.said.reason if row.said and row.network.id == here.id else "",
         exact(row.signed_at) if row.signed_at else "", row.member_until, row.network.name]
        for row in overviews.participants(db.session, version, list(db.session.scalars(query)))]
    return f"{version.agreement.slug}-{version.number}", header, rows
