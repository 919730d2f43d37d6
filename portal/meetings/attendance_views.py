"""Attendance through the year, what the municipality decides about it, and seats that come free (IN 7.5)."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day
from portal.core.database import db
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.meetings import queries, seat_queries, seats
from portal.meetings.record_forms import DecideForm, Heard, HeardForm, OfferForm, SeatForm, Takes, Verdict
from portal.meetings.seat_queries import Record
from portal.networks.queries import current_network
from portal.tables.models import SeatDecision, SeatOffer


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/bureau/bijeenkomsten/aanwezigheid", view_func=attendance)
    bp.add_url_rule("/bureau/bijeenkomsten/aanwezigheid/<string:slug>/<int:year>/<int:party_id>", view_func=decide, methods=both)
    bp.add_url_rule("/bureau/bijeenkomsten/vervanging/<int:decision_id>", view_func=replace, methods=both)
    bp.add_url_rule("/mijn/plaats/<int:offer_id>", view_func=own_seat, methods=both)


@requires("meeting:record")
def attendance() -> str:
    """Per table and party what happened in a calendar year, and what the rule says about it. Only proposing."""
    network, now = current_network(db.session), clock.now()
    known = queries.years(db.session, network, now)
    asked = request.args.get("jaar", "")
    year = int(asked) if asked in map(str, known) else known[0]
    found = seat_queries.records(db.session, network, year)
    return render_template("meetings/attendance.html", years=known, year=year, records=found, allowed=network.profile.absences_allowed,
                           freed=seat_queries.freed_seats(db.session, network), guests=seat_queries.guest_records(db.session, network, year),
                           first=seat_queries.next_in_line(db.session, network, [one for one in found if one.waits]))


def _record(slug: str, year: int, party_id: int) -> Record | None:
    network = current_network(db.session)
    known = year in queries.years(db.session, network, clock.now())
    return seat_queries.record_of_party(db.session, network, slug, party_id, year) if known else None


@requires("attendance:decide", of=_record)
def decide(found: Record) -> Any:
    """What the rule says of this party, who would take its seat; and the municipality's decision: fill in, read over, record."""
    form = DecideForm(version=seats.counted(found))
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.attendance", jaar=found.year), lambda work: seats.decide_attendance(
                work.session, found, stops=form.verdict.data == Verdict.STOP, reason=form.reason.data, seen=form.version.data,
                actor=current_actor(), now=work.now), gettext("The decision is recorded. The provider gets a letter."))):
        return went
    form.version.data = seats.counted(found)
    network = current_network(db.session)
    size = seat_queries.class_of(db.session, found.table, found.party.id)
    first = seat_queries.first_reserves(db.session, network, [found.table.id]).get((found.table.id, size)) if size else None
    page = "meetings/decide_overview.html" if found.waits and form.is_read_over else "meetings/decide.html"
    return form.answer(page, found=found, size=size, first=first, allowed=network.profile.absences_allowed,
                       stops=form.verdict.data == Verdict.STOP)


@requires("attendance:decide", of=lambda decision_id: seat_queries.decision_of_id(
    db.session, current_network(db.session), decision_id))
def replace(decision: SeatDecision) -> Any:
    """Ask who is next on the reserve list for the seat: choose, read over, ask; or record the answer of who was asked and only called."""
    asked = next((offer for offer in decision.offers if offer.accepted is None), None)
    here = url_for("meetings.replace", decision_id=decision.id)
    reserve = seat_queries.reserve_of(db.session, decision)
    if asked:
        answer = HeardForm(version=str(asked.version))
        if answer.is_ready and (went := carry_out(answer, here, lambda work: seats.answer_offer(
                work.session, asked, accepts=answer.takes.data == Heard.YES, version=answer.seen, actor=current_actor(), now=work.now),
                gettext("The answer is recorded. The party gets a message."))):
            return went
        return answer.answer("meetings/replace.html", decision=decision, reserve=reserve, asked=asked, taken=None)
    form = OfferForm(reserve)
    if form.is_ready and (went := carry_out(form, here, lambda work: seats.offer_seat(
            work.session, decision, form.chosen, reason=form.reason.data, actor=current_actor(), now=work.now),
            gettext("The party is asked. It gets a letter and answers on its own page."))):
        return went
    if form.is_read_over:
        return form.answer("meetings/replace_overview.html", decision=decision, party=form.chosen, is_first=form.is_first)
    return form.answer("meetings/replace.html", decision=decision, reserve=reserve, asked=None,
                       taken=next((offer for offer in decision.offers if offer.accepted), None))


@requires("seat:answer", of=lambda offer_id: seat_queries.offer_of(
    db.session, current_network(db.session), offer_id, current_actor().party_id))
def own_seat(offer: SeatOffer) -> Any:
    """A seat that is free is offered to one's own party."""
    form = SeatForm(version=str(offer.version))
    if form.is_ready and (went := carry_out(
            form, url_for("meetings.own_seat", offer_id=offer.id), lambda work: seats.answer_offer(
                work.session, offer, accepts=form.takes.data == Takes.YES, version=form.seen, actor=current_actor(), now=work.now),
            gettext("Your answer is recorded."))):
        return went
    return form.answer("meetings/own_seat.html", offer=offer, table=offer.decision.composition.table, today=local_day(clock.now()))
