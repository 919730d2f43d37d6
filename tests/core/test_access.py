"""One way to ask who may: unknown is refused, a clause holds whole, and an endpoint turns people away rightly."""

from datetime import UTC, datetime

import pytest

from portal.core import access
from portal.core.access import OUTSIDER, Actor, ActsFor, permits

NOW = datetime(2026, 3, 20, tzinfo=UTC)
SOMEBODY = Actor(1, "Anne", ActsFor.PARTY, 7, "De Papieren Boot", frozenset({"contact"}))


@pytest.fixture
def permissions(monkeypatch):
    monkeypatch.setattr(access, "_permissions", {})
    return access.register


def yes(_actor, _subject, _now):
    return True


def no(_actor, _subject, _now):
    return False


def test_what_nobody_granted_is_refused(permissions):
    permissions({"thing:see": ()})

    assert not permits("thing:see", SOMEBODY, None, NOW)
    assert not permits("thing:unknown", SOMEBODY, None, NOW)


@pytest.mark.parametrize(("clauses", "granted"), [
    (((yes,),), True), (((yes, no),), False), (((no,), (yes,)), True), (((yes, yes),), True), (((),), True)])
def test_one_clause_that_holds_whole_is_enough(permissions, clauses, granted):
    permissions({"thing:see": clauses})

    assert permits("thing:see", OUTSIDER, None, NOW) is granted


def test_naming_a_permission_twice_is_a_mistake(permissions):
    permissions({"thing:see": ((yes,),)})

    with pytest.raises(ValueError, match="thing:see"):
        permissions({"thing:see": ((no,),)})


def test_actor_acts_for_one_at_a_time():
    clerk = Actor(2, "Sien", ActsFor.MUNICIPALITY, 3, "Maastricht", frozenset({"secretary"}))

    assert (SOMEBODY.party_id, SOMEBODY.municipality_id) == (7, None)
    assert (clerk.party_id, clerk.municipality_id) == (None, 3)
    assert not OUTSIDER.is_known
