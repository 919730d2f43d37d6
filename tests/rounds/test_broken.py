"""The connection to the database breaks at every statement of an act in turn: each answer is the truth, and sent again it is done once."""

from itertools import count

import pytest
from sqlalchemy import NullPool, create_engine, event, func, select, text

from portal.audit.models import AuditEntry
from portal.core.database import db
from portal.notifications.models import OutboxMail
from portal.rounds.models import Reaction
from tests.inspector import Inspector, _filled


@pytest.fixture
def cut(app, request):
    """`cut(7)`: PostgreSQL ends the connection that is about to run its seventh statement from now, COMMIT among them. Answers which."""
    with app.app_context():
        engine = db.engine
    beside = create_engine(engine.url, poolclass=NullPool)
    state = {"left": 0, "at": ""}

    def tick(connection, what):
        state["left"] -= 1
        if state["left"] == 0:
            state["at"] = what
            number = connection.connection.driver_connection.info.backend_pid
            with beside.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})

    def on_statement(connection, _cursor, statement, *_rest):
        tick(connection, statement)

    def on_commit(connection):
        tick(connection, "COMMIT")

    for name, listener in (("before_cursor_execute", on_statement), ("commit", on_commit)):
        event.listen(engine, name, listener)
        request.addfinalizer(lambda name=name, listener=listener: event.remove(engine, name, listener))

    def after(statements):
        state.update(left=statements, at="")
        return state

    return after


def test_wherever_the_connection_breaks_the_answer_is_true_and_sent_again_it_is_done_once(app, session, scene, round_, cut, monkeypatch):
    if db.engine.dialect.name != "postgresql":
        return  # no other can end a connection of SQLite
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    path, visitor, answers = f"/voorstellen/{scene.proposal.number}/reageren", Inspector(app, scene.carla), []
    session.rollback()
    for statement in count(1):
        overview = visitor.get(path).submit({"position": "for", "labels": "all", "text": f"Reactie {statement}"}, button="Verder")
        form = next(form for form in overview.all("main form") if list(form.query_all("[name=once]")))
        fields = _filled(form) | {"act": "send"}
        state = cut(statement)
        first = visitor.ask("post", path, data=fields)
        was_cut, _ = state["at"], cut(0)
        again = visitor.ask("post", path, data=fields)

        answers.append((first.status_code, was_cut[:60]))
        assert first.status_code in (303, 503), answers[-1]
        assert first.status_code == 303 or "De site werkt nu niet" in first.text
        assert again.status_code == 303, (answers[-1], again.status_code)
        assert db.session.scalar(select(func.count(Reaction.id)).where(Reaction.text == f"Reactie {statement}")) == 1, answers[-1]
        db.session.rollback()
        if not was_cut:
            break

    assert "COMMIT" in [at for _status, at in answers]
    assert [status for status, at in answers if not at] == [303]
    assert db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "reaction:give")) == len(answers)
    assert db.session.scalar(select(func.count(OutboxMail.id)).where(OutboxMail.kind == "rounds/receipt")) == len(answers)
