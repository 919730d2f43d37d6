"""Municipalities as they are on a day."""

from datetime import date

from portal.region.models import Municipality


def exists_on(place: Municipality, day: date) -> bool:
    return place.until is None or place.until >= day


def present(place: Municipality, day: date) -> Municipality:
    """The municipality itself, or the one that it had merged into by that day (RN 12.3)."""
    while not exists_on(place, day) and place.successor is not None:
        place = place.successor
    return place
