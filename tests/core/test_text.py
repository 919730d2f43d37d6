"""Text of people: markup that cannot hurt, differences per word, numbers that may be a BSN."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.differences import Change, word_differences
from portal.core.errors import Refused
from portal.core.exports import csv_file
from portal.core.forms import tidy
from portal.core.markup import render
from portal.core.personal_data import possible_bsns


@pytest.mark.parametrize(("text", "wanted", "unwanted"), [
    ("**vet**", "<strong>vet</strong>", None),
    ("<script>alert(1)</script>", "", "<script"),
    ("[klik](javascript:alert(1))", "klik", "javascript:"),
    ("zie https://www.vng.nl", 'href="https://www.vng.nl"', None),
    ("<img src=x onerror=alert(1)>", "", "onerror"),
    ("# Kop", "<h3>Kop</h3>", "<h1"),
    ("a\nb", "<br>", None),
])
def test_markup_is_safe(text, wanted, unwanted):
    html = render(text)

    assert wanted in html
    assert unwanted is None or unwanted not in html


@pytest.mark.parametrize("text", ["[" * 8000, "![a][" * 4000, "x" * 50_001])
def test_text_made_to_be_slow_is_refused(text):
    with pytest.raises(Refused, match="too-heavy"):
        render(text)


def test_differences_are_whole_words():
    pieces = word_differences("langer dan zes weken wacht", "langer dan vier weken moet wachten")

    assert "".join(p.text for p in pieces if p.change != Change.NEW) == "langer dan zes weken wacht"
    assert "".join(p.text for p in pieces if p.change != Change.GONE) == "langer dan vier weken moet wachten"
    assert "zes" in [p.text for p in pieces if p.change == Change.GONE]


@given(st.text(max_size=200), st.text(max_size=200))
def test_differences_lead_from_one_text_to_the_other(before, after):
    pieces = word_differences(before, after)

    assert "".join(p.text for p in pieces if p.change != Change.NEW) == before
    assert "".join(p.text for p in pieces if p.change != Change.GONE) == after


@pytest.mark.parametrize(("text", "found"), [
    ("BSN 123456782 van mijn moeder", ["123456782"]),
    ("123 456 782", ["123 456 782"]),
    ("bel 043 350 40 40", []),
    ("123456789 klopt niet", []),
    ("KVK 92260466", []),
    ("rekening NL91ABNA0417164300", []),
])
def test_possible_citizen_service_numbers(text, found):
    assert possible_bsns(text) == found


def test_input_is_tidied():
    assert tidy("  a\u202eb\u200b\r\nc  ") == "ab\nc"
    assert tidy(None) is None


def test_csv_opens_in_dutch_excel_and_holds_no_formula(app):
    with app.test_request_context():
        body = csv_file("lijst", ["Naam", "Aantal"], [["=1+1", 3], ["De Brug", -2]]).data

    assert body == "\ufeffNaam;Aantal\r\n'=1+1;3\r\nDe Brug;-2\r\n".encode()


@pytest.mark.parametrize("mark", [
    "\u202e", "\u2066", "\u061c", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u115f", "\u3164", "\ufff9", "\U000e0041", "\U000e0100", "\x00",
    "\x1b", "\x9b"])
def test_what_cannot_be_seen_is_taken_out_of_input(mark):
    assert tidy(f"Zorg{mark}groep") == "Zorggroep"


def test_letters_are_spelt_in_one_way_and_lines_end_in_one_way():
    assert tidy("Cafe\u0301 \u0130stanbul") == "Café \u0130stanbul"
    assert tidy("een\r\ntwee\u2028drie\x85vier\rvijf") == "een\ntwee\ndrie\nvier\nvijf"


@given(st.text(max_size=80))
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)
