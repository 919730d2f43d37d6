"""The record is chained and sealed; what is changed, removed or inserted afterwards is found and named."""

import json
import threading
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update

from portal.audit import sealing
from portal.audit.models import AuditEntry, AuditLink, AuditSeal
from portal.audit.operations import record
from portal.audit.rules import SETTLED_AFTER, START, Finding, Link, Sealed, Wrong, first_wrong, linked
from portal.audit.sealing import check_record, seal_record, waiting
from portal.core.access import SYSTEM
from portal.core.database import transaction
from portal.networks.models import Network
from tests import world
from tests.conftest import NOW

FIRST = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


# The chain, without a database

entries = st.builds(
    Sealed, st.integers(1, 10**6), st.datetimes(timezones=st.just(UTC)), st.none() | st.integers(1, 9), st.text(max_size=5),
    st.sampled_from(["party", "municipality"]), st.none() | st.integers(1, 9), st.text(max_size=5), st.text(max_size=5),
    st.text(max_size=5), st.integers(1, 9), st.text(max_size=5), st.dictionaries(st.text(max_size=3), st.integers(), max_size=2))
records = st.lists(entries, min_size=1, max_size=12, unique_by=lambda entry: entry.id)


def chained(rows):
    links, before = [], START
    for position, entry in enumerate(rows, start=1):
        before = linked(before, entry)
        links.append(Link(position, entry.id, before, entry))
    return links


@given(records)
def test_what_was_not_touched_is_right(rows):
    links = chained(rows)

    assert first_wrong(links, {len(rows): links[-1].hash}) == (len(rows), None)


OTHER = {int: lambda value: (value or 0) + 1, str: lambda value: f"{value}x", datetime: lambda value: value.replace(
    microsecond=(value.microsecond + 1) % 1_000_000), dict: lambda value: value | {"nieuw": [1]}, type(None): lambda _value: 7}


@given(records, st.data())
def test_any_change_of_any_field_is_named(rows, data):
    links = chained(rows)
    place = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from([field.name for field in fields(Sealed) if field.name != "id"]))
    value = getattr(rows[place], field)
    links[place] = replace(links[place], entry=replace(rows[place], **{field: OTHER[type(value)](value)}))

    assert first_wrong(links, {}) == (place, Finding(Wrong.CHANGED, place + 1, rows[place].id))


@given(records, st.data())
def test_any_removal_is_named_with_or_without_its_link(rows, data):
    place = data.draw(st.integers(0, len(rows) - 1))
    links = chained(rows)
    seals = {len(rows): links[-1].hash}
    gone = [replace(link, entry=None) if link.position == place + 1 else link for link in links]
    cut = links[:place] + links[place + 1:]

    assert first_wrong(gone, seals) == (place, Finding(Wrong.REMOVED, place + 1, rows[place].id))
    assert first_wrong(cut, seals) == (place, Finding(Wrong.REMOVED, place + 1))


@given(records, entries, st.data())
def test_a_record_that_was_wholly_rewritten_does_not_fit_a_seal_that_was_kept(rows, other, data):
    kept = {len(rows): chained(rows)[-1].hash}
    place = data.draw(st.integers(0, len(rows) - 1))
    forged = chained([*rows[:place], replace(other, id=10**6 + 1), *rows[place + 1:]])

    assert first_wrong(forged, {len(rows): forged[-1].hash})[1] is None
    assert first_wrong(forged, kept)[1] == Finding(Wrong.REWRITTEN, len(rows))


# In the database

@pytest.fixture
def written(session):
    """Eight acts, a minute apart."""
    network = world.network(session)
    for number in range(8):
        record(session, network, "network:try", actor=SYSTEM, now=FIRST + number * MINUTE, reason=f"Reden {number}",
               number=(number, number + 1))
        session.flush()
    session.commit()
    return list(session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))


@pytest.fixture
def seal(app, session):
    """What the command does, in a request of its own; then the test looks afresh."""
    def act(**options):
        session.commit()
        with app.test_request_context(method="POST"):
            made = seal_record(**options)
        session.rollback()
        session.info["writing"] = True
        return made

    return act


def check(session, **options):
    session.commit()
    session.expire_all()
    return check_record(session, **options)


def test_everything_is_sealed_once_in_its_order(session, written, seal):
    made = seal()

    assert (made.entries, made.sealed_at, made.through) == (8, NOW, NOW - SETTLED_AFTER)
    assert list(session.scalars(select(AuditLink.entry_id).order_by(AuditLink.position))) == written
    assert seal() is None
    assert check(session) == (8, [])
    assert waiting(session) == 0


def test_what_is_added_later_is_chained_behind_the_rest(session, written, seal, at):
    first = seal()
    record(session, world.party(session), "party:try", actor=SYSTEM, now=NOW)
    at(NOW + SETTLED_AFTER)

    second = seal()

    assert (second.entries, second.hash != first.hash) == (9, True)
    assert check(session, kept={first.entries: first.hash, second.entries: second.hash}) == (9, [])


def test_an_act_that_may_still_be_under_way_waits(session, written, seal, at):
    record(session, world.party(session), "party:try", actor=SYSTEM, now=NOW)
    session.commit()

    assert seal().entries == 8
    assert waiting(session) == 1
    assert check(session) == (8, [])


@pytest.mark.parametrize("back", [timedelta(seconds=3), timedelta(minutes=40), timedelta(hours=5)])
def test_acts_on_a_clock_that_was_set_back_come_behind_the_seal_in_their_order(session, written, seal, at, back):
    """A clock that goes back after a seal makes no act look slipped in, and keeps none out of the next seal."""
    through = seal().through
    network = session.scalars(select(Network)).one()
    acts = [record(session, network, "network:try", actor=SYSTEM, now=through - back + number * MINUTE, reason=f"Later {number}")
            for number in range(3)]
    session.commit()

    assert check(session) == (len(written), [])
    at(NOW + timedelta(days=1))
    assert seal().entries == len(written) + 3
    assert check(session) == (len(written) + 3, [])
    assert [act.id for act in acts] == list(session.scalars(
        select(AuditLink.entry_id).order_by(AuditLink.position).offset(len(written))))


def test_once_a_day_is_once_a_day(session, written, seal, at):
    assert seal(once_a_day=True)
    record(session, world.party(session), "party:try", actor=SYSTEM, now=NOW)
    at(NOW + timedelta(hours=1))
    assert seal(once_a_day=True) is None
    at(NOW + timedelta(days=1))
    assert seal(once_a_day=True).entries == 9


def test_batches_make_the_same_chain(session, written, seal, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)

    assert seal().entries == 8
    assert check(session) == (8, [])


CHANGES = {"reason": "Anders", "person_name": "Iemand anders", "action": "network:other", "subject_id": 99, "changes": {"number": [1, 3]},
           "happened_at": FIRST + timedelta(seconds=7), "person_id": 5, "acts_for_name": "Elders"}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("place", [0, 3, 7])
def test_changed_entry_is_named(session, written, seal, field, place):
    seal()

    session.execute(update(AuditEntry).where(AuditEntry.id == written[place]).values({field: CHANGES[field]}))

    assert check(session) == (place, [Finding(Wrong.CHANGED, place + 1, written[place])])


@pytest.mark.parametrize("place", [0, 3, 7])
@pytest.mark.parametrize("with_link", [False, True])
def test_removed_entry_is_named(session, written, seal, place, with_link):
    seal()
    session.execute(delete(AuditEntry).where(AuditEntry.id == written[place]))
    if with_link:
        session.execute(delete(AuditLink).where(AuditLink.entry_id == written[place]))

    assert check(session) == (place, [Finding(Wrong.REMOVED, place + 1, None if with_link else written[place])])


def inserted(session, happened_at):
    row = {column.name: getattr(session.scalars(select(AuditEntry)).first(), column.name) for column in AuditEntry.__table__.columns}
    return session.execute(insert(AuditEntry).values(row | {"id": 9000, "happened_at": happened_at})).inserted_primary_key[0]


@pytest.mark.parametrize("minutes", [-5, 0, 4.5, 60])
def test_inserted_entry_is_named_and_never_taken_in(session, written, seal, at, minutes):
    seal()
    entry = inserted(session, FIRST + minutes * MINUTE)

    assert check(session) == (8, [Finding(Wrong.INSERTED, entry_id=entry)])
    at(NOW + timedelta(days=1))
    record(session, world.party(session), "party:try", actor=SYSTEM, now=NOW)
    assert seal().entries == 9
    assert check(session) == (9, [Finding(Wrong.INSERTED, entry_id=entry)])


def test_inserted_with_a_link_of_its_own_is_named(session, written, seal):
    seal()
    entry = inserted(session, FIRST)
    session.add(AuditLink(position=9, entry_id=entry, hash="0" * 64))

    assert [finding.wrong for finding in check(session)[1]] == [Wrong.CHANGED, Wrong.INSERTED]


def test_rewritten_record_does_not_fit_the_seal_that_somebody_kept(session, written, seal):
    kept = seal()
    session.execute(update(AuditEntry).where(AuditEntry.id == written[2]).values(reason="Anders"))
    session.execute(delete(AuditLink))
    session.execute(delete(AuditSeal))
    forged = seal()

    assert check(session) == (8, [])
    assert forged.hash != kept.hash
    assert check(session, kept={kept.entries: kept.hash})[1] == [Finding(Wrong.REWRITTEN, 8)]


def test_links_and_seals_are_never_changed(session, written, seal):
    seal()
    session.scalars(select(AuditSeal)).one().entries = 3

    with pytest.raises(RuntimeError):
        session.flush()
    session.rollback()


def test_two_seal_at_once_and_writers_go_on(app, session, written):
    """One of two makes the seal; who writes meanwhile loses nothing and is sealed later."""
    network = session.scalars(select(world.Network.id)).one()
    gate = threading.Barrier(3)

    def in_thread(act):
        with app.test_request_context(method="POST"):
            gate.wait()
            act()

    def write():
        for _ in range(5):
            with transaction() as work:
                record(work.session, work.session.get_one(world.Network, network), "network:try", actor=SYSTEM, now=work.now)

    session.rollback()
    threads = [threading.Thread(target=in_thread, args=[act]) for act in (seal_record, seal_record, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    session.rollback()
    assert session.scalar(select(func.count(AuditEntry.id))) == 13
    assert session.scalars(select(AuditSeal.entries)).all() == [8]
    assert check_record(session) == (8, [])


# Command and page

def test_commands_seal_and_name_what_is_wrong(app, session, written):
    runner = app.test_cli_runner()
    session.rollback()
    assert "8 entries under seal" in runner.invoke(args=["audit", "seal"]).output
    assert "nothing new" in runner.invoke(args=["audit", "seal"]).output
    assert "8 entries are as they were sealed, 0 wait" in runner.invoke(args=["audit", "verify"]).output
    wrong = runner.invoke(args=["audit", "verify", "--kept", "8", "0" * 64])
    assert (wrong.exit_code, "does not fit" in wrong.output) == (1, True)

    session.info["writing"] = True
    session.execute(update(AuditEntry).where(AuditEntry.id == written[3]).values(reason="Anders"))
    session.commit()
    told = runner.invoke(args=["audit", "verify"])

    assert told.exit_code == 1
    assert f"entry {written[3]}, number 4 of the chain, was changed after it was sealed: it says network:try" in told.output
    assert "3 entries before it are as they were sealed" in told.output


def test_seals_are_published_as_a_page_and_for_machines(session, written, visit, seal):
    assert "Er is nog geen zegel" in visit.get("/verantwoording").text
    made = seal()

    page = visit.get("/verantwoording")
    data = json.loads(visit.ask("get", "/verantwoording.json").text)

    for part in (made.hash, "vrijdag 20 maart 2026", f"flask audit verify --kept 8 {made.hash}"):
        assert part in page.text
    assert [(row["entries"], row["hash"]) for row in data["seals"]] == [(8, made.hash)]
    assert "Reden" not in page.text


def test_page_asks_as_much_of_the_database_for_many_seals(session, visit, count_queries):
    world.network(session)
    session.add_all(AuditSeal(sealed_at=NOW, through=FIRST, entries=number, hash=f"{number:064d}") for number in range(1, 121))
    session.commit()
    with count_queries() as asked:
        page = visit.get("/verantwoording")

    assert len(page.all("tbody tr")) == 50
    assert len([statement for statement in asked if statement.startswith("SELECT")]) <= 4
