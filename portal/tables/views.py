"""The public pages of tables: which there are, who sits there and why, and asking for a seat."""

from flask import Blueprint, Flask, Response, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portal.core import clock
from portal.core.access import current_actor, public, requires
from portal.core.calendar import local_day
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.exports import csv_file, xlsx_file
from portal.core.keeping import may_be_kept
from portal.core.language import gettext, say, short_day
from portal.core.paging import part_of
from portal.core.web import see_other
from portal.members.queries import member_ids
from portal.networks.queries import current_network
from portal.tables import desk_views, evaluation_views, guest_views, messages, operations, queries
from portal.tables.evaluation_queries import evaluations_of
from portal.tables.exhibits import Exhibit, exhibit, kinds_of, seat_lines, vacancies
from portal.tables.forms import RequestForm, WithdrawForm
from portal.tables.holder_queries import free_seats, occupation
from portal.tables.holders import HeldSeat
from portal.tables.models import Composition, PhysicalTable

RESERVES = 100
"""So many of a reserve list stand on one page, and on the page of its table."""
bp = Blueprint("tables", __name__)
desk_views.add_to(bp)
guest_views.add_to(bp)
evaluation_views.add_to(bp)


def init(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(reason_of=messages.reason_of, calculated_reason=messages.calculated_reason, kinds_of=kinds_of)


def find_table(slug: str) -> PhysicalTable | None:
    return queries.table_by_slug(db.session, current_network(db.session), slug)


@bp.get("/tafels")
@public
@may_be_kept()
def index() -> str:
    """All tables of the network, with who sits there in one line."""
    network = current_network(db.session)
    newest = queries.newest_compositions(db.session, network)
    free = free_seats(db.session, network, local_day(clock.now()), [composition for composition, _ in newest.values()])
    return render_template("tables/index.html", tables=queries.all_tables(db.session, network), newest=newest,
                           free={row.table.id: row.count for row in free})


@bp.get("/tafels/<string:slug>")
@public
@may_be_kept("samenstelling")
def show(slug: str) -> str:
    """Who sits at this table and why; `?samenstelling=1` reads an earlier composition."""
    table = find_table(slug) or abort(404)
    published = queries.published_compositions(db.session, table)
    composition = _asked_for(published)
    own = queries.request_of(db.session, table, current_actor().party_id) if current_actor().party_id else None
    shown = _exhibit(table, composition) if composition else None
    today = local_day(clock.now())
    held = occupation(db.session, table, published, composition, today) if composition else None
    is_open = composition is not None and composition is published[0] and not table.closed_at
    free = vacancies(shown, held.seats, set(member_ids(db.session, table.network))) if shown and held and is_open and held.free else []
    guests = queries.present_guests(db.session, table, today)
    return render_template("tables/show.html", table=table, guests=guests, today=today, held=held,
                           evaluations=evaluations_of(db.session, table), published=published, composition=composition, own_request=own,
                           shown=shown, free=free, lines=seat_lines(shown, held.seats) if shown and held else [], most=RESERVES)


@bp.get("/tafels/<string:slug>/reservelijst")
@public
@may_be_kept("samenstelling", "deel")
def reserve(slug: str) -> str:
    """Who wanted a seat and got none, with the place in its class and the reason."""
    table = find_table(slug) or abort(404)
    composition = _asked_for(queries.published_compositions(db.session, table)) or abort(404)
    rows = queries.reserve(db.session, composition)
    shown, part, parts = part_of(rows, RESERVES)
    return render_template("tables/reserve.html", table=table, composition=composition, rows=shown, count=len(rows), part=part, parts=parts,
                           asked=request.args.get("samenstelling"))


def _asked_for(published: list[Composition]) -> Composition | None:
    number = request.args.get("samenstelling")
    if number is None:
        return published[0] if published else None
    return next((composition for composition in published if str(composition.number) == number), None) or abort(404)


def _exhibit(table: PhysicalTable, composition: Composition) -> Exhibit:
    rows = queries.standings(db.session, composition)
    names = queries.place_names(db.session, {code for row in rows for code in row.places})
    return exhibit(table, composition, rows, names)


@bp.get("/tafels/<string:slug>/samenstelling.csv")
@public
def composition_csv(slug: str) -> Response:
    return csv_file(*_download(slug))


@bp.get("/tafels/<string:slug>/samenstelling.xlsx")
@public
def composition_xlsx(slug: str) -> Response:
    return xlsx_file(*_download(slug))


def _download(slug: str) -> tuple[str, list[str], list[list[object]]]:
    """Seats and reserve with their reasons. KVK numbers are in it, so that anyone can draw the lots again."""
    table = find_table(slug) or abort(404)
    published = queries.published_compositions(db.session, table)
    composition = _asked_for(published) or abort(404)
    shown = _exhibit(table, composition)
    held = {seat.standing.id: seat for seat in occupation(db.session, table, published, composition, local_day(clock.now())).seats}
    header = [gettext("Seat"), gettext("Reserve"), gettext("Provider"), gettext("KVK number"), gettext("Size"),
              gettext("Kinds of help"), gettext("Reason"), gettext("Date of the counts"), gettext("At the table since"),
              gettext("Came free on"), gettext("Taken by")]
    rows: list[list[object]] = [
        [s.seat, s.rank if s.seat is None else None, s.name, s.kvk, say(s.size_class),
         ", ".join(say(kind) for kind in kinds_of(s)), messages.reason_of(s), composition.data_date, *_holding(held.get(s.id))]
        for s in (*shown.seated, *shown.reserve)]
    return f"{table.slug}-samenstelling-{composition.number}", header, rows


def _holding(seat: HeldSeat | None) -> list[object]:
    if seat is None:
        return ["", "", ""]
    first = seat.holders[0]
    return [first.since, first.left_on or "", ", ".join(f"{holder.name} ({short_day(holder.since)})" for holder in seat.holders[1:])]


@bp.route("/tafels/<string:slug>/aanmelden", methods=["GET", "POST"])
@requires("table:request", of=find_table)
def request_seat(table: PhysicalTable) -> str | BaseResponse:
    """A party asks for a seat, changes its words, or withdraws."""
    own = queries.request_of(db.session, table, current_actor().party_id)
    withdrawing = request.form.get("act") == "withdraw"
    form = WithdrawForm() if withdrawing else RequestForm(table, own)
    if form.validate_on_submit():
        try:
            with transaction(form.once.data) as work:
                if isinstance(form, RequestForm):
                    operations.request_seat(work.session, table, wish=form.wish, actor=current_actor(), now=work.now)
                else:
                    operations.withdraw_request(work.session, table, actor=current_actor(), now=work.now)
                work.location = url_for("tables.request_seat", slug=table.slug)
            flash(gettext("Your request is withdrawn.") if withdrawing else gettext("Your request is in. You get a message with what you sent."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    if withdrawing:
        errors, form = form.form_errors, RequestForm(table, own)
        form.form_errors.extend(errors)
    return form.answer("tables/request.html", table=table, own_request=own)
