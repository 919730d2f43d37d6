"""The seal over a signature's facts."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.members.rules import Declaration, SigningChannel
from portal.members.sealing import SealedFacts, seal
from portal.parties.rules import AuthorityGround

FACTS = SealedFacts(
    number="H-7K3M-9QPX", agreement="afspraken", version=2, text="ab" * 32, organisation="De Vliegende Koe", kvk="12345678",
    signed_at=datetime(2026, 3, 20, 9, 0, 5, tzinfo=UTC), name="Dirk Directeur", job_title="bestuurder",
    ground=AuthorityGround.STATUTES, declarations=tuple(Declaration), channel=SigningChannel.ONLINE, scan="")
OTHER = {
    "number": "H-7K3M-9QPY", "agreement": "begeleiding", "version": 3, "text": "cd" * 32, "organisation": "De Koe",
    "kvk": "12345679", "signed_at": FACTS.signed_at + timedelta(seconds=1), "name": "Dirk", "job_title": "",
    "ground": AuthorityGround.LAW, "declarations": tuple(Declaration)[1:], "channel": SigningChannel.PAPER, "scan": "ef" * 32,
}


def test_a_seal_stays_the_same_for_ever():
    """Receipts were printed with it: another way of computing it would call them all false."""
    assert seal(FACTS) == "b17d753bb0ddf20ad6d28fdec16994e2219ed23d9c838a4a0cf751a2d68b4542"


def test_every_fact_is_under_the_seal():
    assert OTHER.keys() == {field.name for field in fields(SealedFacts)}
    assert len({seal(FACTS), *(seal(replace(FACTS, **{name: value})) for name, value in OTHER.items())}) == len(OTHER) + 1


@given(st.permutations(list(Declaration)), st.integers(-12, 12), st.integers(0, 999_999))
def test_zone_order_and_fractions_do_not_count(declarations, hours, fraction):
    same = FACTS.signed_at.replace(microsecond=fraction).astimezone(timezone(timedelta(hours=hours)))

    assert seal(replace(FACTS, declarations=tuple(declarations), signed_at=same)) == seal(FACTS)


@pytest.mark.parametrize(("one", "other"), [
    ({"name": "A", "job_title": "B, C"}, {"name": "A, B", "job_title": "C"}),
    ({"organisation": "", "kvk": "12345678"}, {"organisation": "12345678", "kvk": ""}),
])
def test_what_stands_in_one_field_cannot_move_to_another(one, other):
    assert seal(replace(FACTS, **one)) != seal(replace(FACTS, **other))
