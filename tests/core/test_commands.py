"""`flask deadline`, as people and programs use it."""

import json

import pytest


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def test_deadline_for_machines(run):
    answer = json.loads(run("deadline", "2026-03-20", "--json").output)

    assert answer["last_day"] == "2026-04-07"
    assert answer["closes_at"] == "2026-04-07T22:00:00Z"
    assert "Goede Vrijdag" in answer["explanation"]


def test_deadline_for_people(run):
    assert run("deadline", "2026-04-21").output.startswith("woensdag 6 mei 2026, 24:00 uur\n")


def test_deadline_of_another_length(run):
    assert json.loads(run("deadline", "2026-03-24", "--days", "7", "--json").output)["last_day"] == "2026-03-31"


@pytest.mark.parametrize("words", [("20-03-2026",), ("2026-02-30",), ("2026-03-20", "--days", "0"), ("9999-12-31",)])
def test_deadline_of_nonsense_is_refused(run, words):
    result = run("deadline", *words)

    assert result.exit_code == 2
    assert result.exception.__class__ is SystemExit
