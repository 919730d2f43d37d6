"""Who is somebody else, and organisations that come back as they were sent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.parties.products import LAWS, PRODUCTS, by_law
from portal.parties.rules import (
    ContactDetails,
    Domain,
    FundingStream,
    Organisation,
    confirmation_due,
    confirmed_before,
    identifiers,
    representation_state,
    same_person,
    warning_of,
    web_address,
)

CARLA = ContactDetails("Carla Mertens", "carla@koe.example", "043 123 45 67", "Markt 1, 6211 AB Maastricht")


@pytest.mark.parametrize(("changes", "same"), [
    ({}, True), ({"email": "CARLA@koe.example", "name": "Daan Smeets"}, True),
    ({"name": "CARLA  Mertens", "email": "daan@koe.example"}, True),
    ({"name": "Daan Smeets", "email": "daan@koe.example"}, False),
])
def test_a_substitute_has_another_name_and_another_address(changes, same):
    """IN 5.2."""
    assert same_person(CARLA, replace(CARLA, **changes)) is same
    assert same_person(replace(CARLA, **changes), CARLA) is same


def test_organisation_comes_back_from_plain_data():
    sent = Organisation("De Vliegende Koe", "12345678", "Markt 1", "6211 AB", "Maastricht",
                        frozenset({Domain.YOUTH, Domain.WMO}), frozenset({FundingStream.PGB}))

    assert sent.to_data()["domains"] == ["wmo", "youth"]
    assert Organisation.of(sent.to_data()) == sent


def test_organisation_with_everything_comes_back_and_an_old_one_asks_nothing_more():
    sent = Organisation("De Koe", "12345678", "Markt 1", "6211 AB", "Maastricht", frozenset({Domain.WMO}), frozenset(),
                        ("000012345678",), ("41123456",), "Postbus 1", "6200 AA", "Maastricht", "https://koe.example", ("07", "40"),
                        frozenset({3, 1}))
    old = {name: sent.to_data()[name] for name in ("name", "kvk", "street", "postcode", "city", "domains", "streams")}

    assert Organisation.of(sent.to_data()) == sent
    assert Organisation.of(old).products is None and Organisation.of(old).municipalities is None


DAY = date(2026, 3, 20)


@pytest.mark.parametrize(("begins", "ends", "ended", "state"), [
    (-10, None, False, "valid"), (1, None, False, "coming"), (-10, 61, False, "valid"), (-10, 60, False, "lapsing"),
    (-10, 0, False, "lapsing"), (-10, -1, False, "lapsed"), (-10, 300, True, "ended"), (-10, -1, True, "ended"), (0, 0, False, "lapsing"),
])
def test_where_a_representation_stands(begins, ends, ended, state):
    """IN 4.1."""
    last = None if ends is None else DAY + timedelta(days=ends)

    assert representation_state(DAY + timedelta(days=begins), last, datetime(2026, 3, 1, tzinfo=UTC) if ended else None, DAY) == state


@pytest.mark.parametrize(("left", "warning"), [(61, None), (60, 60), (15, 60), (14, 14), (0, 14), (-1, 0), (-400, 0)])
def test_warnings_come_sixty_and_fourteen_days_before_and_when_it_has_lapsed(left, warning):
    assert warning_of(DAY + timedelta(days=left), DAY) == warning


@pytest.mark.parametrize(("text", "found"), [
    ("", ()), ("000012345678", ("000012345678",)), ("0000 1234 5678\n0000.8765.4321", ("000012345678", "000087654321")),
    ("41123456, 41123456;42000001", ("41123456", "42000001")), (" ,;\n ", ()),
])
def test_identifiers_are_read_as_people_type_them(text, found):
    assert identifiers(text) == found


@pytest.mark.parametrize(("typed", "address"), [
    ("www.debrug.nl", "https://www.debrug.nl"), ("http://debrug.nl/zorg?x=1", "http://debrug.nl/zorg?x=1"), ("debrug", None),
    ("javascript:alert(1)", None), ("https://a.nl/\"onload=", None), ("https://jan@debrug.nl", None), ("data:text/html,x.nl", None),
    ("HTTPS://debrug.nl", "HTTPS://debrug.nl"), ("debrug.nl:8080/x", None),
])
def test_only_addresses_of_sites_are_taken(typed, address):
    assert web_address(typed) == address


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 60))
def test_the_list_of_who_must_confirm_and_the_day_itself_agree(since, today, days):
    """What the database is asked (`confirmed_before`) is what each record's own day says."""
    within = timedelta(days=days)

    assert (since < confirmed_before(within, today)) == (confirmation_due(None, since) <= today + within)


def test_the_last_of_confirmation_and_admission_counts():
    confirmed = datetime(2026, 3, 1, 12, tzinfo=UTC)

    assert confirmation_due(confirmed, date(2025, 1, 1)) == date(2027, 3, 1)
    assert confirmation_due(confirmed, date(2026, 3, 10)) == date(2027, 3, 10)


def test_categories_stand_below_their_law():
    assert LAWS == ("Wmo 2015", "Jeugdwet")
    assert len({product.code for product in PRODUCTS}) == len(PRODUCTS) == 29
    assert [(law, [product.code for product in some]) for law, some in by_law(("40", "07", "99"))] == [
        ("Wmo 2015", ["07"]), ("Jeugdwet", ["40"])]
