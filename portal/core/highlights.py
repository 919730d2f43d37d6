"""What was looked for, marked in a text: escaped first, so that no text can bring markup of its own."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from portal.core.words import Place, Question, Term, places

AROUND = 260
"""Characters of a piece of text around what was found."""
_BEFORE = 60
_LINE_END = re.compile(r"(?<![.!?:;,·\s])\s*\n\s*")
_LOOKED_AT = 60


def marked(text: str, question: Question) -> Markup:
    """The whole text with what was found in <mark>."""
    text = unicodedata.normalize("NFC", text)
    return _write(text, _hits(list(places(text)), question), 0, len(text))


def piece(text: str, question: Question) -> Markup:
    """The part of a text where most of the question stands together; its beginning when nothing of it does."""
    text = unicodedata.normalize("NFC", text).strip()
    text = " ".join(_LINE_END.sub(" · ", text).split())
    hits = _hits(list(places(text)), question)
    start, end = _window(text, hits)
    inside = [hit for hit in hits if hit[0] >= start and hit[1] <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Markup("{}{}{}").format(before, _write(text, inside, start, end), after)


Hit = tuple[int, int, int]
"""Where it begins, where it ends, and the number of the term."""


def _hits(words: Sequence[Place], question: Question) -> list[Hit]:
    found = [hit for number, term in enumerate(question.wanted) for hit in _of_term(words, term, number)]
    return sorted(found)


def _of_term(words: Sequence[Place], term: Term, number: int) -> Iterator[Hit]:
    if not term.is_phrase:
        yield from ((word.start, word.end, number) for word in words if term.fits(word.form))
        return
    asked = [form.exact for form in term.words]
    for place, word in enumerate(words):
        if word.form.exact == asked[0]:
            row = words[place : place + len(asked)]
            if [one.form.exact for one in row] == asked:
                yield row[0].start, row[-1].end, number


def _window(text: str, hits: Sequence[Hit]) -> tuple[int, int]:
    """Where the piece begins and ends: around the hit that has the most different terms close behind it."""
    best, most = 0, 0
    for begin, _end, _number in hits[:_LOOKED_AT]:
        together = len({number for start, end, number in hits if begin <= start and end <= begin + AROUND - _BEFORE})
        if together > most:
            best, most = begin, together
    start = _word_start(text, best - _BEFORE) if best > _BEFORE else 0
    return start, _word_end(text, start + AROUND)


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + _BEFORE // 2)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - _BEFORE, at)
    return space if space >= 0 else at


def _write(text: str, hits: Sequence[Hit], start: int, end: int) -> Markup:
    parts, here = [], start
    for begin, stop, _number in hits:
        if begin < here:
            continue  # a word that is found twice, in a phrase and alone, is marked once
        parts += [escape(text[here:begin]), Markup("<mark>{}</mark>").format(text[begin:stop])]
        here = stop
    return Markup("").join([*parts, escape(text[here:end])])
