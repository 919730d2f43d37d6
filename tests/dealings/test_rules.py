"""What may be said about an interest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.dealings.rules import check_end, check_since

TODAY = date(2026, 3, 20)
days = st.integers(-400, 400).map(lambda count: TODAY + timedelta(days=count))


def code(check, *arguments):
    try:
        check(*arguments)
    except Refused as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(("since", "refused"), [
    (TODAY - timedelta(days=1), None), (TODAY, None), (TODAY + timedelta(days=1), "interest:since-ahead")])
def test_what_is_disclosed_is_there_already(since, refused):
    assert code(check_since, since, TODAY) == refused


@given(days, days)
def test_an_end_lies_between_the_beginning_and_today(ended_on, since):
    assert (code(check_end, ended_on, since, TODAY) is None) == (since <= ended_on <= TODAY)
