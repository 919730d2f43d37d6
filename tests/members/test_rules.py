"""Signing on asks for two persons and every declaration; a place is given once; profiles and anchors."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import Refused
from portal.members.rules import Application, Declaration, MembershipState, check_application, check_is_free
from portal.parties.rules import Domain, FundingStream
from tests.members import application, signed_by


def test_contact_person_and_substitute_are_two_persons():
    """IN 5.2: also a vervanger, who is somebody else."""
    right = application()
    check_application(right, signed_by())

    same_address = replace(right, substitute=replace(right.substitute, email=right.contact.email.upper()))
    same_name = replace(right, substitute=replace(right.substitute, name=" carla  mertens "))
    for wrong in (same_address, same_name):
        with pytest.raises(Refused, match="membership:same-person") as refusal:
            check_application(wrong, signed_by())
        assert refusal.value.field == "substitute_name"


@pytest.mark.parametrize("missing", list(Declaration))
def test_every_declaration_is_needed(missing):
    """IN 3.1 a, 3.2 a-c, ZL 3.2."""
    with pytest.raises(Refused, match="membership:declarations-missing") as refusal:
        check_application(application(), signed_by(declarations=frozenset(Declaration) - {missing}))
    assert refusal.value.data == {"count": 1}


@pytest.mark.parametrize(("standing", "code"), [
    (MembershipState.ADMITTED, "membership:already-member"), (MembershipState.APPLIED, "membership:already-applied")])
def test_a_place_is_given_once(standing, code):
    with pytest.raises(Refused, match=code) as refusal:
        check_is_free(standing)
    assert refusal.value.field == "kvk"


@pytest.mark.parametrize("standing", [None, MembershipState.REFUSED])
def test_after_a_refusal_one_may_apply_again(standing):
    check_is_free(standing)


@given(domains=st.frozensets(st.sampled_from(Domain)), streams=st.frozensets(st.sampled_from(FundingStream)),
       name=st.text())
def test_application_comes_back_as_it_was_sent(domains, streams, name):
    sent = application(domains=domains, streams=streams, name=name)

    assert Application.of(sent.to_data()) == sent
