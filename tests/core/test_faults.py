"""When the machine fails: a page in Dutch that needs no database, nothing half stored, and it goes on by itself."""

import errno
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from flask import redirect
from sqlalchemy import NullPool, create_engine, event, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry
from portal.core import documents, faults
from portal.core.database import Base, db, transaction
from portal.core.documents import Document, Upload
from portal.networks.models import Network
from tests import world


def failing(error):
    def fail(*_args, **_more):
        raise error
    return fail


@pytest.mark.parametrize(("error", "status", "says"), [
    (OperationalError("INSERT", {}, Exception("attempt to write a readonly database")), 503, "De site werkt nu niet"),
    (OperationalError("INSERT", {}, Exception("connection refused")), 503, "De site werkt nu niet"),
    (OperationalError("INSERT", {}, Exception("database or disk is full")), 507, "Opslaan lukt nu niet"),
    (OSError(errno.ENOSPC, "No space left on device"), 507, "Opslaan lukt nu niet"),
    (OSError(errno.EROFS, "Read-only file system"), 503, "De site werkt nu niet"),
    (documents.obstore.exceptions.GenericError("LocalFileSystem: No space left on device (os error 28)"), 507, "Opslaan lukt nu niet"),
])
def test_page_says_that_nothing_was_saved_and_what_to_do(app, visit, session, monkeypatch, error, status, says):
    monkeypatch.setitem(app.view_functions, "publication.help", failing(error))

    page = visit.get("/hulp", status=status)

    assert page.h1 == says
    assert "storing bij ons" in page.html
    assert page.response.headers["Retry-After"] == "60"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert str(error) not in page.html


def test_who_sent_something_reads_that_it_was_not_saved_and_where_it_still_is(app):
    with app.test_request_context(method="POST"):
        answer = faults.page(OSError(errno.ENOSPC, "full"), is_full=True)

    said = answer.get_data(as_text=True)
    assert answer.status_code == 507
    assert "niet opgeslagen" in said
    assert "Ga terug in uw browser" in said
    assert "Mail het dan ook naar de secretaris" in said


def test_database_that_is_gone_needs_no_row_for_its_page(app, visit, session, monkeypatch):
    """The tables are not there at all: not even the network's name can be read."""
    session.commit()
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    name = Network.__tablename__
    with db.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {name} RENAME TO {name}_away"))
    try:
        page = visit.get("/hulp", status=503)
    finally:
        with db.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {name}_away RENAME TO {name}"))

    assert page.h1 == "De site werkt nu niet"


@pytest.mark.sqlite_only
def test_read_only_database_is_read_and_writes_are_told_and_later_go_on(app, visit, session):
    world.network(session)
    session.commit()
    engine = db.engine

    def closed(connection, _record):
        connection.execute("PRAGMA query_only=ON")

    event.listen(engine, "connect", closed)
    db.session.close()
    engine.dispose()
    try:
        assert visit.get("/hulp").h1
        with app.test_request_context(method="POST"), pytest.raises(OperationalError), transaction() as work:
            world.user(work.session)
        assert db.session.scalar(select(func.count(Network.id))) == 1
    finally:
        event.remove(engine, "connect", closed)
        db.session.close()
        engine.dispose()

    with app.test_request_context(method="POST"), transaction() as work:
        world.user(work.session)


@pytest.mark.sqlite_only
def test_full_disk_stores_nothing_and_goes_on_when_there_is_room(tmp_path, app):
    """SQLite that may not grow, as on a disk without room."""
    engine = create_engine(f"sqlite:///{tmp_path}/full.sqlite")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(OperationalError, match="full"):
            connection.execute(text("INSERT INTO handled_form (key, location, handled_at) VALUES ('a', :long, '2026-01-01')"),
                               {"long": "x" * 100_000})
        connection.rollback()
        assert connection.scalar(text("SELECT count(*) FROM handled_form")) == 0
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        connection.execute(text("INSERT INTO handled_form (key, location, handled_at) VALUES ('a', 'b', '2026-01-01')"))
    engine.dispose()


def test_store_without_room_leaves_no_row(app, session, now, monkeypatch):
    session.commit()
    monkeypatch.setattr(documents.obstore, "put", failing(documents.obstore.exceptions.GenericError("No space left on device")))

    with app.test_request_context(method="POST"), pytest.raises(documents.obstore.exceptions.GenericError), transaction() as work:
        documents.keep(work.session, Upload("a.pdf", "pdf", b"%PDF-1.7"), now=now)

    assert db.session.scalar(select(func.count(Document.id))) == 0


@pytest.fixture
def cut(app, request):
    """`cut("commit")`: PostgreSQL ends our connection at that point, as when it crashes; other connections stay. Answers how often it did."""
    with app.app_context():
        engine, done = db.engine, []

    def end(connection):
        other = create_engine(engine.url, poolclass=NullPool)
        with other.connect() as beside:
            number = connection.connection.driver_connection.info.backend_pid
            beside.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        done.append(number)

    def at(point):
        def before_commit(connection):
            if point == "commit" and not done:
                end(connection)

        def before_execute(connection, _cursor, statement, *_rest):
            if point != "commit" and point in statement and not done:
                end(connection)

        for name, listener in (("commit", before_commit), ("before_cursor_execute", before_execute)):
            event.listen(engine, name, listener)
            request.addfinalizer(lambda name=name, listener=listener: event.remove(engine, name, listener))
        return done

    return at


def sent(app, key="de-sleutel"):
    """A form that is sent: its answer, as a browser gets it."""
    with app.test_request_context(method="POST"):
        try:
            with transaction(key) as work:
                work.session.add(Network(slug="zuid", name="Zuid", settings={}))
                work.location = "/ontvangen"
            return app.make_response(redirect(work.location, 303))
        except Exception as error:  # noqa: BLE001 - whatever it is, the portal's own handlers answer it
            return app.make_response(app.handle_user_exception(error))


@pytest.mark.parametrize("point", ["INSERT INTO handled_form", "INSERT INTO network", "UPDATE handled_form", "commit"])
def test_form_whose_database_dies_is_answered_and_is_done_once_when_it_is_sent_again(app, cut, point):
    with app.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
    if is_sqlite:
        return  # there is no connection that another can end
    done = cut(point)

    first, second, third = sent(app), sent(app), sent(app)

    assert done
    assert first.status_code == 503
    assert ("We kunnen niet zeggen of" in first.get_data(as_text=True)) == (point == "commit")
    assert [(answer.status_code, answer.location) for answer in (second, third)] == [(303, "/ontvangen")] * 2
    with app.app_context():
        assert db.session.scalar(select(func.count(Network.id))) == 1


def test_answer_that_was_made_is_given_though_the_database_died_since(app, visit, monkeypatch):
    """What was read or stored is told: taking leave of the database is not part of the answer."""
    def read():
        db.session.execute(text("SELECT 41"))
        if db.engine.dialect.name == "postgresql":
            number = db.session.connection().connection.driver_connection.info.backend_pid
            with db.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        return "gelezen"

    monkeypatch.setitem(app.view_functions, "publication.help", read)

    answer = visit.ask("get", "/hulp")

    assert (answer.status_code, answer.text) == (200, "gelezen")
    assert visit.ask("get", "/hulp").text == "gelezen"


def test_answer_that_got_lost_after_the_commit_is_found_when_the_form_is_sent_again(app, monkeypatch):
    """The database stored it and died before it could say so: nobody is told that nothing was saved."""
    commit = Session.commit

    def store_and_die(self):
        commit(self)
        raise OperationalError("COMMIT", {}, Exception("server closed the connection"), connection_invalidated=True)

    monkeypatch.setattr(Session, "commit", store_and_die)
    first = sent(app)
    monkeypatch.setattr(Session, "commit", commit)
    again = sent(app)

    assert first.status_code == 503
    assert "We kunnen niet zeggen of" in first.get_data(as_text=True)
    assert "niet opgeslagen" not in first.get_data(as_text=True)
    assert (again.status_code, again.location) == (303, "/ontvangen")
    with app.app_context():
        assert db.session.scalar(select(func.count(Network.id))) == 1


WRITER = textwrap.dedent("""
    import sys
    from portal.application import create_app
    from portal.audit.operations import record
    from portal.core.access import SYSTEM
    from portal.core.database import HandledForm, transaction
    from portal.networks.models import Network
    app = create_app({"INSTANCE": sys.argv[1], "SECRET_KEY": "test" * 10, "TESTING": True,
                      "SQLALCHEMY_ENGINES": {"default": {"url": sys.argv[2]}}})
    number = 0
    with app.app_context(), app.test_request_context(method="POST"):
        while True:
            key = f"{sys.argv[3]}-{number}"
            with transaction(key) as work:
                network = Network(slug=key, name=key, settings={})
                work.session.add(network)
                record(work.session, network, "network:begin", actor=SYSTEM, now=work.now)
            print(key, flush=True)
            number += 1
""")
"""A worker that writes a row, an entry and the key of its form in one act, and says each act that was accepted."""


def test_killed_worker_loses_nothing_that_it_said_and_leaves_nothing_half(app, session, database, tmp_path):
    """kill -9 in the middle of writes: what was told as stored is there, once; others go on at once."""
    session.commit()
    workers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), db.engine.url.render_as_string(hide_password=False), str(n)],
                                stdout=subprocess.PIPE, text=True) for n in range(2)]
    try:
        said = [worker.stdout.readline().strip() for _turn in range(20) for worker in workers]
        os.kill(workers[0].pid, signal.SIGKILL)
        said += workers[0].stdout.read().split()
        reached = db.session.scalar(select(func.count(Network.id)).where(Network.slug.startswith("1-")))
        db.session.rollback()
        while said[-1] != f"1-{reached + 3}":
            said.append(workers[1].stdout.readline().strip())
            assert said[-1]  # who waits in vain for the turn gives up, and says no more
    finally:
        for worker in workers:
            worker.kill()
        said += workers[1].stdout.read().split()
        for worker in workers:
            worker.wait()
            worker.stdout.close()
    stored = list(db.session.scalars(select(Network.slug)))

    assert len(stored) == len(set(stored))
    assert set(filter(None, said)) <= set(stored)
    assert len(stored) - len(set(filter(None, said))) <= len(workers)  # stored, and killed before it could say so
    assert db.session.scalar(select(func.count(AuditEntry.id))) == len(stored)
    with app.test_request_context(method="POST"), transaction() as work:
        world.user(work.session)
