"""What advice must hold, and where a request is."""

import pytest

from portal.advice.rules import AdviceState, Advises, Hands, Said, check_said, state_of
from portal.core.errors import Refused


@pytest.mark.parametrize(("instants", "state"), [
    ((None, None, None), AdviceState.ASKED),
    ((1, None, None), AdviceState.ANSWERED),
    ((1, 2, None), AdviceState.RESPONDED),
    ((None, None, 3), AdviceState.WITHDRAWN),
])
def test_state_follows_from_what_was_recorded(instants, state):
    assert state_of(*instants) == state


@pytest.mark.parametrize(("said", "code", "field"), [
    (Said(Advises.POSITIVE, " "), "advice:text-missing", "text"),
    (Said(Advises.DIVIDED, "Er zijn twee meningen."), "advice:views-missing", "minority"),
    (Said(Advises.POSITIVE, "Ja.", hands=Hands(0, 0, 0)), "advice:hands", "in_favour"),
    (Said(Advises.POSITIVE, "Ja.", hands=Hands(3, -1, 0)), "advice:hands", "in_favour"),
])
def test_what_is_not_whole_is_refused_at_its_field(said, code, field):
    with pytest.raises(Refused) as refusal:
        check_said(said)

    assert (refusal.value.code, refusal.value.field) == (code, field)


@pytest.mark.parametrize("said", [
    Said(Advises.NEGATIVE, "Nee."), Said(Advises.DIVIDED, "Ja.", "Anderen: nee.", Hands(3, 3, 1))])
def test_whole_advice_is_right(said):
    check_said(said)
