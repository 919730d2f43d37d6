"""A table of its own for the subject of a proposal, as a point of an agenda decided (ZL 5.4)."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.meetings.models import AgendaItem
from portal.meetings.rules import OwnTable
from portal.parties.rules import Domain
from portal.tables.models import PhysicalTable
from portal.tables.operations import found_table


def give_table(session: Session, item: AgendaItem, *, table_id: str, name: str, theme: str, domains: frozenset[Domain], actor: Actor,
               now: datetime) -> PhysicalTable:
    """Found the table that was decided on, or say which one it is. `table_id` is no number for a new one."""
    lock(session, item)
    if item.own_table != OwnTable.YES or item.handled_at is None:
        raise Refused("item:no-own-table")
    if item.founded_table_id is not None:
        raise Refused("item:table-founded")
    network = item.meeting.network
    table = session.get(PhysicalTable, int(table_id)) if table_id.isdigit() else found_table(
        session, network, name=name, theme=theme, domains=domains, actor=actor, now=now)
    if table is None or table.network_id != network.id:
        raise Refused("meeting:no-such-table", field="existing")
    session.flush()
    item.founded_table_id = table.id
    record(session, item, "item:own-table", actor=actor, now=now, table=table.id)
    return table
