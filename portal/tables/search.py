"""What can be found of tables: what they are about, and who sits there now and why."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, defer

from portal.core.indexing import Entry, Source
from portal.core.language import spoken
from portal.networks.models import Publication
from portal.tables.messages import reason_of
from portal.tables.models import Composition, PhysicalTable, Standing
from portal.tables.rules import CompositionState

_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""Since when there is a table of which nobody made known that it was founded."""

_founded_at = func.coalesce(
    select(func.min(Publication.published_at)).where(
        Publication.network_id == PhysicalTable.network_id, Publication.path == literal("/tafels/") + PhysicalTable.slug)
    .correlate(PhysicalTable).scalar_subquery(), _LONG_AGO)


def _entries(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    holding = {one.table_id: one for one in session.scalars(
        select(Composition).where(Composition.table_id.in_(ids), Composition.state == CompositionState.PUBLISHED)
        .order_by(Composition.number).execution_options(populate_existing=True))}
    why = {table_id: [composition.reason] for table_id, composition in holding.items()}
    for seat in session.scalars(
            select(Standing).options(defer(Standing.clients, raiseload=True)).order_by(Standing.seat)
            .where(Standing.composition_id.in_([one.id for one in holding.values()]), Standing.seat.is_not(None))):
        table_id = next(table_id for table_id, one in holding.items() if one.id == seat.composition_id)
        why[table_id].append(f"{seat.name}: {reason_of(seat)}")
    for table, founded_at in session.execute(
            select(PhysicalTable, _founded_at).where(PhysicalTable.id.in_(ids)).execution_options(populate_existing=True)):
        yield Entry(table.network_id, "table", table.id, f"/tafels/{table.slug}", table.name,
                    "\n".join([table.theme, spoken(table.domains), *why.get(table.id, ())]), founded_at)


SOURCES = [Source(
    "table", select(PhysicalTable.id, _founded_at), _entries,
    visible=lambda _actor, network: select(PhysicalTable.id).where(PhysicalTable.network_id == network.id),
    touched_by={PhysicalTable: lambda table: [table.id], Composition: lambda composition: [composition.table_id]})]
