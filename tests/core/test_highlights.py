"""What was looked for is marked, in its other forms too; nothing in the text becomes markup."""

import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.highlights import AROUND, marked, piece
from portal.core.words import question


@pytest.mark.parametrize(("text", "typed", "html"), [
    ("De tarieven stijgen", "tarief", "De <mark>tarieven</mark> stijgen"),
    ("Cliënten wachten", "client", "<mark>Cliënten</mark> wachten"),
    ("Zes weken, en zes lange weken", '"zes weken"', "<mark>Zes weken</mark>, en zes lange weken"),
    ("Zie artikel 4.3.1 en 4.30", "4.3", "Zie artikel <mark>4.3.1</mark> en 4.30"),
    ("jeugdhulp en jeugd", "jeugd*", "<mark>jeugdhulp</mark> en <mark>jeugd</mark>"),
    ("zorg, geen jeugd", "zorg -jeugd", "<mark>zorg</mark>, geen jeugd"),
    ("lange wachttijd", '"lange wachttijd" wachttijd', "<mark>lange wachttijd</mark>"),
    ("<script>zorg</script>", "zorg script", "&lt;<mark>script</mark>&gt;<mark>zorg</mark>&lt;/<mark>script</mark>&gt;"),
    ("zorg & \"zorg\"", "zorg", "<mark>zorg</mark> &amp; &#34;<mark>zorg</mark>&#34;"),
    ("niets", "zorg", "niets"),
])
def test_words_are_marked(text, typed, html):
    assert str(marked(text, question(typed))) == html


def test_a_piece_is_taken_where_the_question_stands():
    text = "Begin. " + "vulling " * 100 + "hier staat de wachttijd van zes weken. " + "vulling " * 100

    found = piece(text, question("wachttijd weken"))

    assert "<mark>wachttijd</mark> van zes <mark>weken</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(unescape(found.striptags())) < AROUND + 20


def test_a_piece_prefers_the_place_with_most_of_the_question():
    text = "De jeugd. " + "vulling " * 100 + "De wachttijd voor de jeugd."

    assert "<mark>wachttijd</mark> voor de <mark>jeugd</mark>" in piece(text, question("jeugd wachttijd"))


def test_without_a_hit_a_piece_is_the_beginning_and_lines_are_told_apart():
    assert str(piece("Rondvraag\nWachttijd\nDe tafel sluit.\nEinde", question("onvindbaar"))) == (
        "Rondvraag · Wachttijd · De tafel sluit. Einde")
    assert str(piece("", question("zorg"))) == ""


@given(st.text(max_size=400), st.sampled_from(["zorg", '"a b"', "a* b*", "mark", "4.3 -x"]))
def test_marking_changes_no_letter(text, typed):
    html = str(marked(text, question(typed)))

    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == unicodedata.normalize("NFC", text)
    assert html.count("<") == html.count("<mark>") + html.count("</mark>")
