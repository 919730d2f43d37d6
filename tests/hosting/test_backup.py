"""A backup restored elsewhere is the same portal; it writes over nothing and believes nothing that it did not check."""

import json
import stat
import threading
import zipfile
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from portal.audit.models import AuditEntry
from portal.audit.operations import record
from portal.audit.sealing import check_record, seal_record
from portal.core import clock, documents, indexing
from portal.core.access import SYSTEM
from portal.core.database import db, transaction
from portal.core.documents import Document, Outcome, Scan, Upload
from portal.hosting.backup import last_backup
from portal.hosting.rows import lines, tables
from portal.networks.models import Network
from portal.parties.models import Party
from tests import world


@pytest.fixture(scope="module")
def filled(installation):
    """A portal with people, a document, JSON, bytes, an index and a sealed record."""
    here = installation()
    here.migrate()
    with here.app.app_context(), here.app.test_request_context(method="POST"):
        with transaction() as work:
            network = world.network(work.session, colour="blauw", words=["één", "\u2019s avonds", 'een "aanhaling"'])
            world.document(work.session, content=b"%PDF-1.7 volmacht")
            maastricht = world.municipality(work.session, network)
            beek = world.municipality(work.session, network, "Beek")
            # A row that names a later one: it has to come first all the same.
            maastricht.until, maastricht.successor_id = date(2025, 1, 1), beek.id
            world.give_app(world.user(work.session))
            record(work.session, network, "network:begin", actor=SYSTEM, now=work.now, name="Zuid-Limburg", old=None)
        with transaction() as work:
            work.session.execute(text("UPDATE audit_entry SET happened_at = '2026-01-01 00:00:00'"))
        seal_record()
    return here


def rows_of(app):
    with app.app_context(), db.engine.connect() as connection:
        return {name: sorted(lines(connection, table)) for name, table in tables(connection).items()}


def test_restored_portal_has_the_same_rows_documents_and_seals(filled, installation, tmp_path):
    file = tmp_path / "portal.zip"
    made = filled.run("backup", file)
    assert made.exit_code == 0, made.output
    with filled.app.app_context():
        assert clock.now() - last_backup() < timedelta(minutes=1)
    there = installation()  # without a table: they are made on the way

    result = there.run("restore", file)

    assert result.exit_code == 0, result.output
    assert "restored and compared" in result.output
    with there.app.app_context():
        assert last_backup() is None
    assert rows_of(there.app) == rows_of(filled.app)
    with there.app.app_context():
        assert documents.content_of(db.session.scalars(select(Document)).one()) == b"%PDF-1.7 volmacht"
        assert check_record(db.session) == (1, [])
        assert list(indexing.differences(db.session)) == []
        assert db.session.scalars(select(Network)).one().settings["words"][0] == "één"


def test_what_is_kept_apart_comes_back_apart(filled, installation, tmp_path):
    infected = Upload("rooster.pdf", "pdf", b"%PDF-1.7 besmet", Scan(Outcome.INFECTED, "Test.Eicar"))
    with filled.app.app_context(), filled.app.test_request_context(method="POST"), transaction() as work:
        key = documents.keep(work.session, infected, now=work.now, refused=True).key
    filled.run("backup", tmp_path / "portal.zip")
    there = installation()

    result = there.run("restore", tmp_path / "portal.zip")

    assert result.exit_code == 0, result.output
    with there.app.app_context():
        assert list(documents.keys_apart()) == [key]
        assert documents.stored(key) == infected.content
    with filled.app.app_context(), filled.app.test_request_context(method="POST"), transaction() as work:
        documents.forget(work.session, [work.session.scalars(select(Document.id).where(Document.key == key)).one()])


def test_restored_portal_goes_on_with_new_numbers(filled, installation, tmp_path):
    filled.run("backup", tmp_path / "portal.zip")
    there = installation()
    there.migrate()
    there.run("restore", tmp_path / "portal.zip")

    with there.app.app_context(), there.app.test_request_context(method="POST"):
        with transaction() as work:
            world.user(work.session)
        assert db.session.scalar(text("SELECT count(*) FROM person")) == 2


def test_backup_is_for_its_owner_alone_and_writes_over_nothing(filled, tmp_path):
    file = tmp_path / "portal.zip"
    filled.run("backup", file)
    before = file.read_bytes()

    again = filled.run("backup", file)

    assert again.exit_code == 1
    assert "exists already" in again.output
    assert file.read_bytes() == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part"))


def test_manifest_says_what_is_in_it_and_no_secret(filled, tmp_path):
    filled.run("backup", tmp_path / "portal.zip")

    with zipfile.ZipFile(tmp_path / "portal.zip") as held:
        manifest = json.loads(held.read("manifest.json"))
        names = held.namelist()

    assert manifest["format"] == 1
    assert manifest["tables"]["municipality"]["rows"] == 2
    assert len(manifest["documents"]) == 1
    assert manifest["revision"].isdigit()
    assert "test" * 10 not in json.dumps(manifest)
    assert not [name for name in names if "search_" in name or "rate_count" in name]


def test_filled_installation_is_not_restored_over(filled, installation, tmp_path):
    filled.run("backup", tmp_path / "portal.zip")
    there = installation()
    there.migrate()
    with there.app.app_context(), there.app.test_request_context(method="POST"), transaction() as work:
        world.network(work.session)

    result = there.run("restore", tmp_path / "portal.zip")

    assert result.exit_code == 1
    assert "not empty: there are rows in network" in result.output
    assert len(rows_of(there.app)["network"]) == 1


def test_store_with_other_documents_is_not_restored_over(filled, installation, tmp_path):
    filled.run("backup", tmp_path / "portal.zip")
    there = installation()
    with there.app.app_context():
        documents.put_back("van-een-ander", b"%PDF-1.7")

    result = there.run("restore", tmp_path / "portal.zip")

    assert result.exit_code == 1
    assert "store of documents is not empty" in result.output


def test_database_that_has_tables_already_may_be_empty(filled, installation, tmp_path):
    filled.run("backup", tmp_path / "portal.zip")
    there = installation()
    there.migrate()

    assert there.run("restore", tmp_path / "portal.zip").exit_code == 0
    assert rows_of(there.app) == rows_of(filled.app)


def changed(source, target, member, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name.startswith(member) else old.read(name))
    return target


@pytest.mark.parametrize(("member", "old", "new", "told"), [
    ("tables/municipality", b"Beek", b"Meek", "table municipality in this file is not what was written"),
    ("documents/", b"volmacht", b"volmagt!", "in this file is not what was written"),
    ("manifest.json", b'"format": 1', b'"format": 9', "format 9 of this backup is not known"),
])
def test_changed_file_is_refused_before_anything_is_touched(filled, installation, tmp_path, member, old, new, told):
    filled.run("backup", tmp_path / "portal.zip")
    file = changed(tmp_path / "portal.zip", tmp_path / "changed.zip", member, lambda content: content.replace(old, new))
    there = installation()

    for words in (["restore", file], ["restore", "--check", file]):
        result = there.run(*words)

        assert result.exit_code == 1
        assert told in result.output
    with there.app.app_context(), db.engine.connect() as connection:
        assert tables(connection) == {}


@pytest.mark.parametrize("content", [b"", b"geen zip", b"PK\x05\x06" + 18 * b"\0"])
def test_file_that_is_no_backup_is_refused_in_words(installation, tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)

    result = installation().run("restore", tmp_path / "x.zip")

    assert result.exit_code == 1
    assert "no backup" in result.output
    assert "Traceback" not in result.output


def test_missing_document_is_told_and_the_rest_is_kept(filled, tmp_path):
    with filled.app.app_context():
        key = db.session.scalars(select(Document.key)).one()
        content = documents.stored(key)
        (filled.folder / "documents" / key).unlink()

        result = filled.run("backup", tmp_path / "portal.zip")
        documents.put_back(key, content)

    assert result.exit_code == 1
    assert f"document {key} is not in the store" in result.output
    assert filled.run("restore", "--check", tmp_path / "portal.zip").exit_code == 0


def test_other_secret_is_told(filled, installation, tmp_path):
    filled.run("backup", tmp_path / "portal.zip")

    there = installation(SECRET_KEY="andere" * 10)
    there.migrate()

    result = there.run("restore", tmp_path / "portal.zip")

    assert result.exit_code == 0
    assert "SECRET_KEY or TOTP_SECRET is not what it was" in result.output


def test_backup_while_everybody_writes_is_of_one_instant(filled, installation, tmp_path):
    """A party is written together with an entry that names it; a backup never holds one without the other."""
    stop, written = threading.Event(), []

    def write():
        with filled.app.app_context():
            while not stop.is_set():
                with filled.app.test_request_context(method="POST"), transaction() as work:
                    party = world.party(work.session)
                    record(work.session, party, "party:make", actor=SYSTEM, now=work.now)
                written.append(1)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        while len(written) < 20 and any(writer.is_alive() for writer in writers):
            stop.wait(0.01)
        before = len(written)
        result = filled.run("backup", tmp_path / "portal.zip")
        after = len(written)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    there = installation()
    there.migrate()
    restored = there.run("restore", tmp_path / "portal.zip")

    assert result.exit_code == restored.exit_code == 0, restored.output
    with there.app.app_context():
        parties = db.session.scalar(select(func.count(Party.id)))
        entries = db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "party:make"))
    assert parties == entries
    assert before <= parties <= after + len(writers)
