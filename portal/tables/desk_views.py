"""The secretary's pages of tables: founding, drawing, drafting, deviating, publishing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import current_actor, requires
from portal.core.calendar import local_day, months_after
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.core.forms import carry_out
from portal.core.language import gettext
from portal.core.web import see_other
from portal.networks.queries import current_network
from portal.tables import operations, queries
from portal.tables.drafting import calculate, change
from portal.tables.exhibits import Exhibit, exhibit, mirrors
from portal.tables.forms import (
    ChangeTableForm,
    CloseForm,
    DeviationForm,
    PublishForm,
    SeatsForm,
    SeedForm,
    TableForm,
    version_of,
)
from portal.tables.models import Composition, PhysicalTable, Standing
from portal.tables.tiers import percent


def add_to(bp: Blueprint) -> None:
    """The desk's addresses belong to the same blueprint as the public ones."""
    bp.add_url_rule("/bureau/tafels", view_func=queue)
    bp.add_url_rule("/bureau/tafels/nieuw", view_func=found, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/tafels/<string:slug>", view_func=compose, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/tafels/<string:slug>/proef", view_func=try_out)
    bp.add_url_rule("/bureau/tafels/<string:slug>/wijzigen", view_func=rename, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/tafels/<string:slug>/sluiten", view_func=close, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/tafels/<string:slug>/publiceren", view_func=publish, methods=["GET", "POST"])
    bp.add_url_rule("/bureau/tafels/plaatsen/<int:standing_id>", view_func=deviate, methods=["GET", "POST"])


def _table(slug: str) -> PhysicalTable | None:
    return queries.table_by_slug(db.session, current_network(db.session), slug)


@requires("table:oversee")
def queue() -> str:
    """All tables: what holds, what is being drafted, when it is looked at again."""
    network = current_network(db.session)
    return render_template(
        "tables/queue.html", tables=queries.all_tables(db.session, network), newest=queries.newest_compositions(db.session, network),
        drafts=queries.drafts(db.session, network), asked=queries.request_numbers(db.session, network),
        counts=queries.latest_counts(db.session, network.id), today=local_day(clock.now()))


@requires("table:compose")
def found() -> str | Response:
    """A table for a theme of its own."""
    form = TableForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                table = operations.found_table(work.session, current_network(work.session), **form.answers,
                                               actor=current_actor(), now=work.now)
                work.location = url_for("tables.compose", slug=table.slug)
            flash(gettext("The table is on the site. Parties can ask for a seat now."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("tables/found.html")


@requires("table:compose", of=_table)
def rename(table: PhysicalTable) -> Any:
    """Other words for a table, and other kinds of help as long as nobody has a seat."""
    form = ChangeTableForm(obj=table)
    form.name.description = ""  # a new name leaves the address as it is
    done = form.is_ready and carry_out(
        form, url_for("tables.compose", slug=table.slug),
        lambda work: operations.change_table(work.session, table, **form.answers, version=form.seen, actor=current_actor(), now=work.now),
        gettext("The table is changed on the site."))
    if hasattr(form, "theirs"):
        form.version.data = str(table.version)  # what stands is shown: sending again means this one
    return done or form.answer("tables/rename.html", table=table)


@requires("table:compose", of=_table)
def close(table: PhysicalTable) -> Any:
    """The table is done: give the reason, read over, close."""
    form = CloseForm()
    done = form.is_ready and carry_out(
        form, url_for("tables.queue"), lambda work: operations.close_table(
            work.session, table, reason=form.reason.data, actor=current_actor(), now=work.now),
        gettext("The table is closed. Its page stays readable."))
    if done:
        return done
    if form.is_read_over:
        return form.answer("tables/close_overview.html", table=table, told=len(queries.concerned(db.session, table)))
    return form.answer("tables/close.html", table=table)


@requires("table:compose", of=_table)
def compose(table: PhysicalTable) -> str | Response:
    """One step at a time: publish the seed, draft, deviate; then on to publishing."""
    draft, current = queries.draft_of(db.session, table), queries.current_composition(db.session, table)
    form = SeatsForm(table, draft or current) if table.seed else SeedForm()
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                if isinstance(form, SeatsForm):
                    operations.draft_composition(work.session, table, seats=form.seats, seed=table.seed, basis=form.basis.data,
                                                 actor=current_actor(), now=work.now)
                else:
                    operations.announce_seed(work.session, table, seed=form.seed.data, actor=current_actor(), now=work.now)
                work.location = url_for("tables.compose", slug=table.slug)
            flash(gettext("The seats are proposed. Look at them below.") if isinstance(form, SeatsForm)
                  else gettext("The seed is on the site."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer(
        "tables/compose.html", table=table, draft=draft, shown=_shown(table, draft) if draft else None,
        shares=_shares(draft) if draft else {}, counts=queries.latest_counts(db.session, table.network_id), current=current,
        terms=queries.terms_before(db.session, table, draft.number) if draft else {}, requests=queries.requests(db.session, table))


def _shown(table: PhysicalTable, composition: Composition) -> Exhibit:
    rows = queries.standings(db.session, composition)
    return exhibit(table, composition, rows, _names(rows))


def _names(rows: Sequence[Standing]) -> dict[str, str]:
    return queries.place_names(db.session, {code for row in rows for code in row.places})


@requires("table:compose", of=_table)
def try_out(table: PhysicalTable) -> Any:
    """What other numbers of seats would make of it: who would come and go, and the mirror before and after. Keeps nothing."""
    before = queries.draft_of(db.session, table) or queries.current_composition(db.session, table)
    if not table.seed or before is None:
        return see_other(url_for("tables.compose", slug=table.slug))
    form = SeatsForm(table, before, formdata=request.args if "large" in request.args else None, meta={"csrf": False})
    if "large" not in request.args:
        return form.answer("tables/try.html", table=table, before=before, outcome=None)
    outcome = None
    if form.validate():
        try:
            outcome = _tried(table, before, form)
        except Refused as refusal:
            form.refuse(refusal)
    return form.answer("tables/try.html", table=table, before=before, outcome=outcome)


def _tried(table: PhysicalTable, before: Composition, form: SeatsForm) -> dict[str, Any]:
    stood = queries.standings(db.session, before)
    after = calculate(db.session, table, form.seats, table.seed, form.basis.data).standings
    names = _names([*stood, *after])
    pairs = zip(mirrors(table, stood, names), mirrors(table, after, names), strict=True)
    return {"change": change(stood, after), "kept": SeatsForm(table, before),
            "mirrors": [list(zip(old, new, strict=True)) for old, new in pairs]}


def _shares(draft: Composition) -> dict[int, str]:
    """Per cent of all clients, per standing: for the secretary alone. Few clients are not none."""
    rows = queries.client_numbers(db.session, draft)
    everyone = sum(rows.values())
    return {standing_id: f"{percent(clients, everyone)}%" if not clients or percent(clients, everyone) else "< 1%"
            for standing_id, clients in rows.items()}


def _drafted(standing_id: int) -> Standing | None:
    standing = queries.standing_of(db.session, standing_id)
    return standing if standing and standing.composition.table.network_id == current_network(db.session).id else None


@requires("table:compose", of=_drafted)
def deviate(standing: Standing) -> str | Response:
    """Give this provider a seat, or take its seat away, with the reason."""
    composition, gives = standing.composition, standing.seat is None
    form = DeviationForm(version=str(composition.version))
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.change_seat(work.session, standing, give=gives, reason=form.reason.data, version=version_of(form),
                                       actor=current_actor(), now=work.now)
                work.location = url_for("tables.compose", slug=composition.table.slug)
            name = standing.name
            flash(gettext("%(name)s has a seat now.", name=name) if gives else gettext("%(name)s has no seat now.", name=name))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            form.version.data = str(composition.version)
    return form.answer("tables/deviate.html", standing=standing, table=composition.table, gives=gives)


@requires("table:compose", of=_table)
def publish(table: PhysicalTable) -> str | Response:
    """Read over what everyone will see, then make it known."""
    draft = queries.draft_of(db.session, table)
    if draft is None:
        return see_other(url_for("tables.compose", slug=table.slug))
    today = local_day(clock.now())
    form = PublishForm(version=str(draft.version), data={"evaluate_by": min(months_after(today, 12), today + timedelta(days=365))})
    if form.is_ready:
        try:
            with transaction(form.once.data) as work:
                operations.publish_composition(
                    work.session, draft, reason=form.reason.data, evaluate_by=form.evaluate_by.data, version=version_of(form),
                    actor=current_actor(), now=work.now)
                work.location = url_for("tables.show", slug=table.slug)
            flash(gettext("The composition is on the site. Everyone who asked gets a letter."))
            return see_other(work.location)
        except Refused as refusal:
            form.refuse(refusal)
            form.version.data = str(draft.version)
    page = "tables/publish_overview.html" if form.is_read_over else "tables/publish.html"
    return form.answer(page, table=table, draft=draft, shown=_shown(table, draft))
