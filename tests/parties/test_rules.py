"""Who is somebody else, and organisations that come back as they were sent."""

from dataclasses import replace

import pytest

from portal.parties.rules import ContactDetails, Domain, FundingStream, Organisation, same_person

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
