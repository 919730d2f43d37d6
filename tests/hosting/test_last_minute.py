"""The last minute in small: a dozen people with real forms at a real portal of two processes, across the end of a round and of a vote.

`bench/last_minute.py` is the same with two hundred people; it says what is held against what.
"""

import os

import pytest

from bench import last_minute, machines


@pytest.fixture
def machine():
    """The database under test, of this test's own: it is going to break."""
    if not os.environ.get("TEST_DATABASE_URL"):
        return machines.SQLite
    if machines.binaries() is None:
        pytest.skip("PostgreSQL's own programs are not installed here: apt-get install postgresql")
    return machines.PostgreSQL


def test_what_was_accepted_is_stored_once_and_what_was_refused_is_not_though_a_worker_and_the_database_die(machine):
    report = last_minute.run(machine, last_minute.Course.small())

    assert report.wrong == [], last_minute.as_text(report)
    # Not for want of trying: some were stored, some were too late, and some had to press again.
    assert sum(report.accepted.values()) > 5
    assert sum(report.refused.values()) > 0
    assert report.stored["reaction"] == report.accepted["reaction"]
    assert report.statuses.keys() & {"0", "503"}
