"""A text of articles in one text area: read, written, and what is wrong with it by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.revisions import Paragraph
from portal.networks.notation import parse, write

TEXT = """Artikel 4 Wachttijd
4.1 De aanbieder meldt een wachttijd.
4.2. De melding gebeurt schriftelijk:
a) per brief; of
b) per e-mail.

Artikel 5. Slot
Deze afspraken gelden voor één jaar.
 2.5 jaar kan niet."""


def codes(text):
    return [(finding.line, finding.code) for finding in parse(text)[1]]


def test_articles_paragraphs_and_what_belongs_to_them():
    assert parse(TEXT) == ((
        Paragraph("4.1", "De aanbieder meldt een wachttijd.", "Wachttijd"),
        Paragraph("4.2", "De melding gebeurt schriftelijk:\na) per brief; of\nb) per e-mail.", "Wachttijd"),
        Paragraph("5", "Deze afspraken gelden voor één jaar.\n2.5 jaar kan niet.", "Slot"),
    ), [])


@pytest.mark.parametrize(("text", "found"), [
    ("", [(1, "notation:nothing")]),
    ("Zomaar een regel.", [(1, "notation:before-article")]),
    ("4.1 Zonder artikel.", [(1, "notation:before-article")]),
    ("Artikel 4 Titel\n5.1 Tekst.", [(1, "notation:empty"), (2, "notation:other-article")]),
    ("Artikel 4 Titel\n4.1 Een.\n4.1 Twee.", [(3, "notation:twice")]),
    ("Artikel 4 Titel\n4.10 Tien.\n4.9 Negen.", [(3, "notation:order")]),
    ("Artikel 4 Titel\n4.1\n4.2 Tekst.", [(2, "notation:empty")]),
    ("Artikel 4 Titel", [(1, "notation:empty")]),
    ("Artikel 4 Titel\n4.1 Een.\nArtikel 3 Titel\n3.1 Drie.", [(4, "notation:order")]),
    ("Artikel 1 T\n1.1.1.1.1.1.1.1.1.1.1.1 Tekst.", [(2, "notation:long-label")]),
])
def test_what_is_wrong_is_told_by_line(text, found):
    assert codes(text) == found


def test_what_comes_between_and_undivided_articles_are_right():
    assert codes("Artikel 4 T\n4.3 Een.\n4.3a Twee.\n4.10 Drie.\nArtikel 10 U\nTekst.") == []


_words = st.text("abé1.)–€", min_size=1, max_size=6)
_line = st.one_of(_words, st.lists(_words, min_size=1, max_size=5).map(" ".join),
                  st.sampled_from(["4.1 op nul", "Artikel 7 Iets", "2.5", "a) een"]))
_text = st.lists(_line, min_size=1, max_size=4).map("\n".join)


@st.composite
def _agreements(draw):
    rows = []
    for article in range(1, draw(st.integers(1, 4)) + 1):
        heading = draw(st.one_of(st.just(""), st.lists(_words, min_size=1, max_size=3).map(" ".join)))
        count = draw(st.integers(0, 3))
        labels = [f"{article}.{n}" for n in range(1, count + 1)] or [str(article)]
        rows += [Paragraph(label, draw(_text), heading) for label in labels]
    return tuple(rows)


@given(_agreements())
def test_what_is_written_is_read_again_as_it_was(paragraphs):
    assert parse(write(paragraphs)) == (paragraphs, [])


def test_paragraphs_with_a_title_each_are_kept_too():
    paragraphs = (Paragraph("4.3.1", "Een.", "Wachttijd"), Paragraph("4.3.2", "Twee.", "Melding"))

    assert parse(write(paragraphs)) == (paragraphs, [])


@given(st.text(max_size=200))
def test_anything_can_be_read(text):
    paragraphs, findings = parse(text)

    assert paragraphs or findings
