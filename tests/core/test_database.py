"""The one transaction: one writer at a time, nothing half done, nothing twice, no write on a read."""

import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, literal, select, text

from portal.core.codec import Code, pack, unpack
from portal.core.database import HandledForm, UTCDateTime, db, transaction
from portal.core.errors import AlreadyDone
from portal.networks.models import Network
from portal.parties.rules import Domain
from tests import world


def test_what_raises_leaves_nothing(app, now):
    with app.test_request_context(method="POST"):
        with pytest.raises(ValueError, match="no"), transaction() as work:
            world.network(work.session)
            raise ValueError("no")

        assert db.session.scalar(select(func.count(Network.id))) == 0


def test_a_read_may_not_write(app, now):
    with app.test_request_context(method="GET"), pytest.raises(RuntimeError, match="read"), transaction():
        pass


def test_writing_outside_a_transaction_is_refused(app, now):
    with app.test_request_context(method="POST"):
        db.session.add(Network(slug="x", name="X", settings={}))
        with pytest.raises(RuntimeError, match="transaction"):
            db.session.flush()


def test_a_form_is_handled_once(app, now):
    with app.test_request_context(method="POST"):
        with transaction("key") as work:
            world.network(work.session)
            work.location = "/done"

        with pytest.raises(AlreadyDone) as done, transaction("key") as work:
            world.network(work.session)

        assert done.value.location == "/done"
        assert db.session.scalar(select(func.count(Network.id))) == 1


def test_a_form_that_failed_may_be_sent_again(app, now):
    with app.test_request_context(method="POST"):
        with pytest.raises(ValueError), transaction("key"):
            raise ValueError
        with transaction("key") as work:
            world.network(work.session)

        assert db.session.scalars(select(HandledForm.key)).all() == ["key"]


def test_writers_wait_for_each_other_and_none_is_lost(app):
    with app.test_request_context(method="POST"), transaction() as work:
        network_id = world.network(work.session, count=0).id

    def add_one():
        for _ in range(10):
            with app.test_request_context(method="POST"), transaction() as work:
                network = work.session.get(Network, network_id, with_for_update=True)
                network.settings = {"count": network.settings["count"] + 1}

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.test_request_context():
        assert db.session.get(Network, network_id).settings == {"count": 80}


def test_instants_come_back_aware_and_naive_ones_are_refused(app):
    with app.app_context():
        dialect = db.engine.dialect
    with pytest.raises(ValueError, match="zone"):
        UTCDateTime().process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001
    there = datetime(2026, 1, 1, 12, 30, 1, 5, tzinfo=ZoneInfo("Europe/Amsterdam"))
    with app.app_context():
        back, nothing = db.session.execute(select(literal(there, UTCDateTime()), literal(None, UTCDateTime()))).one()
    assert (back, back.tzinfo, nothing) == (there, UTC, None)


def test_the_database_refuses_nonsense(session):
    with pytest.raises(Exception, match=r"(?i)check|constraint"):
        session.execute(text("INSERT INTO party (name, kvk, street, postcode, city, domains, streams, created_at)"
                             " VALUES ('x', '123', '', '', '', ',', ',', '2026-01-01 00:00:00')"))


def test_data_of_a_sentence_comes_back_as_it_was():
    moment = datetime(2026, 4, 7, 22, tzinfo=UTC)
    data = {"closes_at": moment, "domain": Domain.YOUTH, "names": ("a", "b"), "count": 3, "day": moment.date()}

    back = unpack(pack(data))

    assert back == {"closes_at": moment, "domain": "Domain.youth", "names": ["a", "b"], "count": 3, "day": moment.date()}
    assert isinstance(back["domain"], Code)
