"""From the first release with all its data to this version: nothing is lost on the way, and the portal shows it.

`tests/data/release-0.1.0.zip` is a backup of the demonstration network as the portal of 0.1.0 made it: a network with a year of its
process. It is restored as docs/backup.md says, which brings its tables to this version one migration after another.
"""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.application import alembic
from portal.audit.models import AuditEntry
from portal.audit.sealing import check_record, seal_record
from portal.core import indexing
from portal.core.database import db
from portal.hosting.rows import lines, tables
from portal.members.models import Signature
from portal.members.sealing import seal
from portal.members.signatures import facts_of
from portal.proposals.models import Proposal
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.queries import unanswered
from portal.votes.models import Vote
from tests.hosting.conftest import installation  # noqa: F401 - a fixture
from tests.inspector import Inspector

KEPT = Path(__file__).parent / "data" / "release-0.1.0.zip"
PASSWORD = "zeven bruggen over de Geul"
PEOPLE = ("secretaris@maastricht.example", "wies@zorggroep-de-brug.example")
FIRST_RELEASE = "1795322362"


@pytest.fixture(scope="module")
def upgraded(installation):  # noqa: F811
    here = installation(SERVER_NAME="localhost", FORM_SECONDS=0)
    result = here.run("restore", KEPT)
    assert result.exit_code == 0, result.output
    return here


def of_the_release():
    """Per table its rows, as the first release had them."""
    with zipfile.ZipFile(KEPT) as held:
        for name, table in json.loads(held.read("manifest.json"))["tables"].items():
            yield name, [dict(zip(table["columns"], json.loads(line), strict=True))
                         for line in held.read(f"tables/{name}.jsonl").splitlines()]


def of_now(connection):
    for name, table in tables(connection).items():
        columns, keys = [column.name for column in table.columns], [column.name for column in table.primary_key.columns]
        rows = (dict(zip(columns, json.loads(line), strict=True)) for line in lines(connection, table))
        yield name, {tuple(row[key] for key in keys): row for row in rows}, keys


MEANT = {
    # An address that a letter was sent to counted as confirmed.
    "person.confirmed_at": lambda old, new, row: old is None and new == row["created_at"],
    # Who chose nothing asked something, which is a choice of its own since.
    "reaction.position": lambda old, new, row: (old, new) == ("none", "question"),
}
"""What migrations changed on purpose in rows that were there."""


def test_every_row_is_there_and_says_what_it_said(upgraded):
    with upgraded.app.app_context(), db.engine.connect() as connection:
        now = {name: (rows, keys) for name, rows, keys in of_now(connection)}
    seen = 0
    for name, rows in of_the_release():
        here, keys = now[name]
        for old in rows:
            new = here[tuple(old[key] for key in keys)]
            assert old.keys() <= new.keys(), name
            for column in old:
                as_meant = MEANT.get(f"{name}.{column}")
                assert old[column] == new[column] or (as_meant and as_meant(old[column], new[column], old)), (name, column, old[column])
            seen += 1

    assert seen > 4000


def test_rounds_know_when_their_answers_became_public(upgraded):
    with upgraded.app.app_context():
        told = dict(db.session.execute(select(Reaction.round_id, func.max(Answer.published_at)).join(Reaction.answer)
                                       .group_by(Reaction.round_id)).all())
        rounds = db.session.scalars(select(CommentRound)).all()

        assert any(told.values()) and all(row.answered_at == (None if unanswered(db.session, row) else told.get(row.id)) for row in rounds)


def test_what_came_since_is_right_for_what_was_there(upgraded):
    with upgraded.app.app_context(), upgraded.app.test_request_context(method="POST"):
        signatures = db.session.scalars(select(Signature)).all()
        assert all(row.number and row.seal == seal(facts_of(row)) for row in signatures)
        assert list(indexing.differences(db.session)) == []
        assert seal_record().entries == db.session.scalar(select(func.count(AuditEntry.id)))
        assert check_record(db.session) == (db.session.scalar(select(func.count(AuditEntry.id))), [])
        db.session.rollback()


def test_pages_show_it(upgraded):
    visit = Inspector(upgraded.app)
    with upgraded.app.app_context():
        proposals = db.session.scalars(select(Proposal).where(Proposal.published_at.is_not(None))).all()
        about = [(proposal.number, proposal.title) for proposal in proposals]
        voted = [vote.proposal.number for vote in db.session.scalars(select(Vote)).unique()]
        db.session.rollback()

    assert len(about) > 10
    for number, title in about:
        assert visit.get(f"/voorstellen/{number}").h1 == title
    for number in voted:
        assert visit.get(f"/voorstellen/{number}/stemming").h1
    for path in ("/", "/voorstellen", "/signalen", "/reactierondes", "/tafels", "/bijeenkomsten", "/deelnemers", "/overeenkomsten",
                 "/besluiten", "/zoeken?q=wachttijd"):
        assert visit.get(path).h1


@pytest.mark.parametrize("email", PEOPLE)
def test_people_log_in_with_the_password_that_they_had(upgraded, email):
    visit = Inspector(upgraded.app)

    went = visit.get("/inloggen").submit({"email": email, "password": PASSWORD}, status=302)

    assert went.status == 302
    assert went.follow().h1


def test_tables_go_back_to_the_first_release_with_all_their_rows(upgraded):
    """Last: it takes the installation down."""
    before = {name: len(rows) for name, rows in of_the_release()}
    with upgraded.app.app_context():
        alembic.downgrade(FIRST_RELEASE)
        with db.engine.connect() as connection:
            assert {name: len(rows) for name, rows, _keys in of_now(connection)} == before
        db.session.close()
