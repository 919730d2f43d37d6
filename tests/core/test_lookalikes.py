"""Names that can be taken for one another, and letters that only look like ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.lookalikes import skeleton, strange_letters


@pytest.mark.parametrize("other", [
    "Thuiszorg Vlierbes", "THUISZORG VLIERBES", "Thuiszorg Vlierbès", "Thuiszorg-Vlierbes B.V.", "Stichting Thuiszorg Vlierbes", "Thui5zorg V1ierbes",
    "Thuiszorg VIierbes", "Thuisz0rg  Vlierbes", "Thuıszorg Vlierbes", "Ｔhuiszorg Vlierbes"])
def test_these_look_the_same(other):
    assert skeleton(other) == skeleton("Thuiszorg Vlierbes")


@pytest.mark.parametrize("other", ["Thuiszorg Vlierboom", "Thuiszorg", "Vlierbes", "Thuiszorg Vlierbes Noord"])
def test_these_do_not(other):
    assert skeleton(other) != skeleton("Thuiszorg Vlierbes")


def test_two_letters_that_look_like_one():
    assert skeleton("Zorg rnet hart") == skeleton("Zorg met hart")


@pytest.mark.parametrize(("name", "strange"), [
    ("Zorggroep De Brug", ""), ("Çağ Café Zorg & Co. 24/7 – één", ""), ("Zоrggroep", "о"), ("Ζorg", "Ζ"), ("Zorg 力", "力")])
def test_letters_of_another_script_are_told(name, strange):
    assert strange_letters(name) == strange


@given(st.text(max_size=60))
def test_any_name_has_a_skeleton_whatever_case_it_is_written_in(name):
    assert skeleton(name) == skeleton(name.casefold())
