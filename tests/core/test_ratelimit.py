"""Tries are counted once for all workers, by the database, and known by a hash alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.application import create_app
from portal.core import clock, ratelimit
from portal.core.database import db, transaction
from portal.core.ratelimit import InDatabase, RateCount


@pytest.fixture
def stores(app):
    """Two workers."""
    with app.app_context():
        yield InDatabase(), InDatabase()


def test_two_workers_count_together(stores):
    one, other = stores

    assert [one.incr("LIMITER/inloggen", 60), other.incr("LIMITER/inloggen", 60), one.incr("LIMITER/inloggen", 60)] == [1, 2, 3]
    assert other.get("LIMITER/inloggen") == 3
    assert 0 < other.get_expiry("LIMITER/inloggen") - clock.actual().timestamp() <= 60
    assert one.get("LIMITER/iets-anders") == 0


def test_a_new_window_begins_at_one(stores, monkeypatch):
    one, _other = stores
    one.incr("a", 60, 5)
    later = clock.actual() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "actual", lambda: later)

    assert one.get("a") == 0
    assert one.incr("a", 60) == 1


def test_what_is_past_is_thrown_away(stores, monkeypatch):
    one, _other = stores
    one.incr("a", 60)
    later = clock.actual() + timedelta(hours=1)
    monkeypatch.setattr(clock, "actual", lambda: later)
    monkeypatch.setattr(ratelimit.secrets, "randbelow", lambda _most: 0)

    one.incr("b", 60)

    assert len(list(db.session.scalars(select(RateCount)))) == 1


def test_no_address_stands_in_the_database(stores):
    stores[0].incr("LIMITER/127.0.0.1|carla@example.nl/inloggen", 60)

    assert "carla" not in db.session.scalars(select(RateCount.key)).one()


def test_counts_can_be_taken_back(stores):
    one, other = stores
    one.incr("a", 60)
    one.incr("b", 60)

    one.clear("a")
    assert (other.get("a"), other.get("b")) == (0, 1)
    other.reset()
    assert one.get("b") == 0


def test_a_count_stays_when_the_act_fails(app, stores):
    stores[0].incr("a", 60)
    with app.test_request_context(method="POST"), pytest.raises(RuntimeError), transaction():
        raise RuntimeError

    assert stores[1].get("a") == 1


@pytest.mark.parametrize(("settings", "store"), [
    ({}, "memory://"), ({"WORKERS": 2}, "database://"), ({"PRODUCTION": True}, "database://")])
def test_several_processes_count_in_the_database(tmp_path, settings, store):
    app = create_app({"INSTANCE": str(tmp_path), "TESTING": True, "SECRET_KEY": "test" * 10} | settings)

    assert app.config["RATELIMIT_STORAGE_URI"] == store
