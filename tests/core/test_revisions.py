"""Texts in versions: the fingerprint that a signature binds to, and the difference between two versions."""

from hypothesis import given
from hypothesis import strategies as st

from portal.core.differences import Change
from portal.core.revisions import Paragraph, compared, fingerprint

texts = st.lists(st.builds(Paragraph, label=st.text(min_size=1, max_size=4), text=st.text(min_size=1)), max_size=8,
                 unique_by=lambda paragraph: paragraph.label).map(tuple)


@given(texts)
def test_fingerprint_is_of_the_text_alone(text):
    assert fingerprint(text) == fingerprint(tuple(Paragraph(p.label, p.text, p.heading, "anders") for p in text))
    assert len(fingerprint(text)) == 64


@given(texts, texts)
def test_fingerprint_tells_texts_apart(one, other):
    plain = [[(p.label, p.heading, p.text) for p in text] for text in (one, other)]

    assert (fingerprint(one) == fingerprint(other)) == (plain[0] == plain[1])


@given(texts, texts)
def test_compared_text_holds_both_versions_whole(old, new):
    merged = compared(old, new)

    assert [(p.label, p.text) for p in merged if p.text] == [(p.label, p.text) for p in new]
    assert {p.label: p.before for p in merged if p.before} == {p.label: p.text for p in old}


def test_what_went_stands_in_its_former_place():
    old = tuple(Paragraph(label, label.upper()) for label in "abcd")
    new = (Paragraph("a", "A"), Paragraph("e", "E"), Paragraph("d", "D!"))

    assert [(p.label, p.before, p.text) for p in compared(old, new)] == [
        ("a", "A", "A"), ("b", "B", ""), ("c", "C", ""), ("e", "", "E"), ("d", "D", "D!")]


def test_differences_are_told_in_whole_words():
    pieces = Paragraph("1", "langer dan vier weken", before="langer dan zes weken").differences()

    assert [(piece.change, piece.text) for piece in pieces] == [
        (Change.SAME, "langer dan "), (Change.GONE, "zes"), (Change.NEW, "vier"), (Change.SAME, " weken")]
