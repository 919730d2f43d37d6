"""`flask tiers FILE` as people and machines call it."""

import json

import pytest

from tests.intake.conftest import REAL, WRONG


@pytest.fixture
def tiers(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["tiers", *map(str, arguments)])


def test_the_classes_of_the_real_file(tiers):
    answer = tiers(REAL)

    assert answer.exit_code == 0
    assert [line.split(" aanbieders")[0] for line in answer.stdout.splitlines()[:3]] == ["Groot: 35", "Middelgroot: 35", "Klein: 59"]
    assert "80%" in answer.stdout.splitlines()[0]


def test_machines_get_every_provider_highest_first(tiers):
    answer = json.loads(tiers("--json", REAL).stdout)
    providers = answer.pop("providers")

    assert answer == {"large": 35, "medium": 35, "small": 59}
    assert list(providers[0]) == ["kvk", "name", "clients", "class"]
    assert [p["clients"] for p in providers] == sorted((p["clients"] for p in providers), reverse=True)
    assert [sum(p["class"] == size for p in providers) for size in ("large", "medium", "small")] == [35, 35, 59]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_wrong_rows_are_named_one_a_line_and_nothing_else_is_said(tiers, tmp_path, options):
    file = tmp_path / "telling.csv"
    file.write_bytes(WRONG)
    answer = tiers(*options, file)

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert [line.split(":")[0] for line in answer.stderr.splitlines()] == [
        "rij 3, KVK-nummer", "rij 3, Domein", "rij 3, Aantal cliënten"]


def test_what_is_no_list_is_told_in_one_line(tiers, tmp_path):
    file = tmp_path / "telling.csv"
    file.write_bytes(b"a;b\r\n1;2\r\n")
    answer = tiers(file)

    assert (answer.exit_code, answer.stdout, len(answer.stderr.splitlines())) == (1, "", 1)
