"""What is refused as a password, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.passwords import is_guessable

LIEKE = ("Lieke Brouns", "lieke.brouns@maastricht.example")


@pytest.mark.parametrize("password", [
    "Welkom2026!!!!", "wachtwoord1234", "W@chtw00rd1234", "!!!P@ssw0rd!!!1", "Welkom01Welkom01", "zomer2026zomer",
    "qwertyuiop123", "asdfghjkl;123", "azertyuiop12", "poiuytrewq12", "aaaaaaaaaaaa", "abcabcabcabc", "123456789012",
    "19851985198519", "OntwikkelTafel1", "Ontwikkeltafel-2026", "Maastricht2026!", "ikhouvanjou123", "Gemeente Heerlen 01",
    "Wélkóm-wélkóm-2", "Lieke.Brouns1!", "brounsbrouns99", "wachtwoord wachtwoord"])
def test_what_everybody_thinks_of_is_refused(password):
    assert is_guessable(password, LIEKE)


@pytest.mark.parametrize("password", [
    "vier-groene-fietsen", "een lange zin die niemand raadt", "zeven bruggen over de Geul", "nog-veel-meer-fietsen",
    "correct horse battery", "G7#kq9!vLmZ2pX", "winter in amsterdam met jan", "mijn kat slaapt op zolder", "830174629583"])
def test_something_of_ones_own_is_good_whatever_it_is_made_of(password):
    assert not is_guessable(password, LIEKE)


@given(st.text(max_size=150))
def test_any_text_gets_an_answer(password):
    assert is_guessable(password, LIEKE) in (True, False)


@given(st.sampled_from(["welkom", "wachtwoord", "ontwikkeltafel"]), st.integers(0, 9999), st.text("!?.-_ ", max_size=8))
def test_figures_and_marks_around_a_known_word_help_nothing(word, figures, marks):
    assert is_guessable(f"{word.title()}{figures}{marks}")
