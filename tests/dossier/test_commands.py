"""`flask dossier ID`: the same files, written to disk."""

import json

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from tests.dossier.checks import Unpacked


@pytest.fixture
def flask(app):
    return lambda *words: app.test_cli_runner().invoke(args=["dossier", *map(str, words)])


def test_the_public_file_without_anything_asked(session, rich, flask, tmp_path):
    done = flask(rich.proposal.number, "--to", tmp_path / "uit")

    assert done.exit_code == 0, done.output
    (path,) = (tmp_path / "uit").iterdir()
    assert path.name == f"voorstel-{rich.proposal.number}-openbaar.zip"
    assert str(path) in done.stdout
    assert "1 Over dit voorstel" in done.stderr
    assert "GEHEIM-DEEL" not in Unpacked(path, tmp_path / "los").check().everything


def test_one_for_every_municipality_each_written_down(session, rich, flask, tmp_path):
    done = flask(rich.proposal.number, "--for-each", "--complete", "--to", tmp_path)

    assert done.exit_code == 0, done.output
    names = sorted(path.name.removeprefix(f"voorstel-{rich.proposal.number}-") for path in tmp_path.glob("*.zip"))
    assert names == ["gemeente-beek.zip", "gemeente-maastricht.zip", "volledig.zip"]
    taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "dossier:take").order_by(AuditEntry.id)).all()
    assert [(entry.person_name, entry.changes["municipality"]) for entry in taken] == [
        ("portal", None), ("portal", "Beek"), ("portal", "Maastricht")]


def test_for_one_municipality_by_its_code(rich, flask, tmp_path):
    done = flask(f"voorstel/{rich.proposal.number}", "--for", rich.beek.code.lower(), "--to", tmp_path)

    assert done.exit_code == 0, done.output
    unpacked = Unpacked(next(tmp_path.glob("*.zip")), tmp_path / "los").check()
    assert json.loads(unpacked.text("eigen-besluit/eigen-besluiten.json"))[0]["Gemeente"] == "Beek"


def test_a_year_of_meetings(rich, flask, tmp_path):
    assert flask("bijeenkomsten/2026", "--to", tmp_path).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["bijeenkomsten-2026-openbaar.zip"]


@pytest.mark.parametrize(("words", "told"), [
    (["2026-9999"], "there is no 2026-9999"), (["pilot/x"], "there is no pilot/x"), (["geheim/x"], "there is no geheim/x"), (["bijeenkomsten/2026", "--for", "GM9999"], "takes no part")])
def test_what_is_not_there_is_said(rich, flask, tmp_path, words, told):
    done = flask(*words, "--to", tmp_path)

    assert done.exit_code == 1
    assert told in done.output
    assert list(tmp_path.iterdir()) == []
