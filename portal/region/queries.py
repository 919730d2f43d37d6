"""Municipalities as they are on a day, and their mandates."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from portal.region.models import Mandate, Municipality
from portal.region.rules import MandateTask


def exists_on(place: Municipality, day: date) -> bool:
    return place.until is None or place.until >= day


def present(place: Municipality, day: date) -> Municipality:
    """The municipality itself, or the one that it had merged into by that day (RN 12.3)."""
    while not exists_on(place, day) and place.successor is not None:
        place = place.successor
    return place


def municipality_by_code(session: Session, code: str) -> Municipality | None:
    return session.scalar(select(Municipality).where(Municipality.code == code.upper()))


def mandates(session: Session, municipality_ids: Collection[int]) -> list[Mandate]:
    """Every mandate that these municipalities gave, the newest of each first."""
    return list(session.scalars(
        select(Mandate).join(Mandate.municipality).options(joinedload(Mandate.municipality), joinedload(Mandate.host),
                                                           joinedload(Mandate.document))
        .where(Mandate.municipality_id.in_(municipality_ids))
        .order_by(Municipality.name, Mandate.begins_on.desc(), Mandate.id.desc())))


def mandates_in_force(session: Session, host_id: int, task: MandateTask, day: date) -> dict[int, Mandate]:
    """By municipality: the mandate that lets the host do this task for it on a day. One query."""
    rows = session.scalars(
        select(Mandate).options(joinedload(Mandate.municipality))
        .where(Mandate.host_id == host_id, Mandate.begins_on <= day, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day))
        .order_by(Mandate.id))
    return {row.municipality_id: row for row in rows if task in row.tasks}


def mandate_by_id(session: Session, municipality_ids: Collection[int], mandate_id: int) -> Mandate | None:
    return session.scalar(
        select(Mandate).options(joinedload(Mandate.municipality), joinedload(Mandate.host), joinedload(Mandate.document))
        .where(Mandate.id == mandate_id, Mandate.municipality_id.in_(municipality_ids)))
