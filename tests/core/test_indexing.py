"""The index says what is there, whatever happens to it: acts, undone acts, two at once, rows that nobody told it of."""

import threading

import pytest
from sqlalchemy import delete, select, text, update

from portal.core import commands, indexing
from portal.core.database import db, transaction
from portal.core.indexing import SearchEntry
from portal.core.word_tables import TABLE
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import MeetingState
from portal.proposals.models import Proposal
from tests import world


def rows(session, kind):
    return session.scalars(select(SearchEntry).where(SearchEntry.kind == kind).order_by(SearchEntry.id)).all()


def words(session):
    return session.scalar(text(f"SELECT count(*) FROM {TABLE}"))


@pytest.fixture
def proposal(session):
    proposal = world.proposal(session, world.network(session))
    session.commit()
    return proposal


def test_every_row_has_its_words_and_no_more(session, proposal):
    assert words(session) == len(session.scalars(select(SearchEntry.id)).all()) > 0

    proposal.title = "Een andere titel"
    session.commit()

    assert [row.title for row in rows(session, "proposal")] == ["Een andere titel"]
    assert words(session) == len(session.scalars(select(SearchEntry.id)).all())


def test_what_is_undone_is_not_found(session, proposal):
    proposal.title = "Nooit gezegd"
    session.flush()
    session.rollback()
    session.commit()

    assert [row.title for row in rows(session, "proposal")] == ["Wachttijd eerder melden"]


def test_a_part_that_is_undone_leaves_the_rest(session, proposal):
    proposal.title = "Wel gezegd"
    session.flush()
    with pytest.raises(RuntimeError), session.begin_nested():
        proposal.summary = "Nooit gezegd"
        session.flush()
        raise RuntimeError
    session.commit()

    assert [(row.title, "Nooit" in row.body) for row in rows(session, "proposal")] == [("Wel gezegd", False)]


def test_an_act_that_changes_nothing_to_find_keeps_the_row(session, proposal):
    before = rows(session, "proposal")[0].id

    proposal.stage_reason = "Een andere reden."
    session.commit()

    assert [row.id for row in rows(session, "proposal")] == [before]


def test_rebuilding_makes_the_same_in_the_order_of_time(session, proposal):
    world.proposal(session, proposal.network, title="Ouder", received_at=world.LONG_AGO.replace(year=2024))
    session.commit()
    before = {row.title for row in rows(session, "proposal")}

    indexing.rebuild(session)

    assert {row.title for row in rows(session, "proposal")} == before
    assert rows(session, "proposal")[0].title == "Ouder"
    assert list(indexing.differences(session)) == []


def test_differences_are_told(session, proposal):
    known = proposal.id
    session.execute(update(Proposal).values(title="Buiten de acten om"))
    assert sorted(line.split(":")[0] for line in indexing.differences(session)) == ["missing", "too much"]
    session.rollback()

    session.execute(text(f"DELETE FROM {TABLE}"))
    assert f"without words: proposal {known} public" in list(indexing.differences(session))
    session.rollback()

    session.execute(delete(SearchEntry).where(SearchEntry.kind == "proposal"))
    assert list(indexing.differences(session)) == [f"missing: proposal {known} public"]


def test_the_commands_check_and_mend(app):
    run = app.test_cli_runner().invoke
    with app.test_request_context(method="POST"), transaction() as work:
        world.proposal(work.session, world.network(work.session))
    assert run(commands.search, ["check"]).exit_code == 0
    with app.test_request_context(method="POST"), transaction() as work:
        work.session.execute(delete(SearchEntry))

    broken = run(commands.search, ["check"])
    assert broken.exit_code == 1
    assert "missing: proposal" in broken.stderr
    assert "rows in the index" in run(commands.search, ["rebuild", "--if-empty"]).output
    assert run(commands.search, ["rebuild", "--if-empty"]).output == ""
    assert "the index is complete" in run(commands.search, ["check"]).output


def test_two_at_once_on_one_thing_are_both_found(app, session):
    network = world.network(session)
    meeting = world.meeting(session, network, state=MeetingState.INVITED)
    items = [world.add(session, AgendaItem(meeting_id=meeting.id, position=n, title=f"Punt {n}")).id for n in range(6)]
    session.commit()

    def rename(item_id):
        with app.test_request_context(method="POST"), transaction() as work:
            work.session.get_one(AgendaItem, item_id).title = f"Nieuw{item_id}"

    threads = [threading.Thread(target=rename, args=[item_id]) for item_id in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.app_context():
        body = db.session.scalars(select(SearchEntry.body).where(SearchEntry.kind == "meeting")).one()
        assert all(f"Nieuw{item_id}" in body for item_id in items)
        assert list(indexing.differences(db.session)) == []


def test_what_is_deleted_is_gone(session):
    network = world.network(session)
    meeting = world.meeting(session, network, state=MeetingState.INVITED)
    item = world.add(session, AgendaItem(meeting_id=meeting.id, position=1, title="Rondvraag"))
    session.commit()
    assert "Rondvraag" in rows(session, "meeting")[0].body

    session.delete(item)
    session.commit()
    assert "Rondvraag" not in rows(session, "meeting")[0].body

    session.delete(session.get_one(Meeting, meeting.id))
    session.commit()
    assert rows(session, "meeting") == []


def test_one_kind_has_one_source(app):
    with pytest.raises(ValueError, match="two sources"):
        indexing.register(indexing.sources()[:1])
