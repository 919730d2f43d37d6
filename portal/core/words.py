"""Words as people look for them: without case and accents, plural beside singular; and what a question asks for. Pure.

Every word has two forms: `exact`, as it is written, and its Dutch `stem`. Numbers with a dot or a dash, such as an article
(4.3.1) or the number of a proposal (2026-14), are one word.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

import snowballstemmer

LONGEST_QUESTION = 200
MOST_TERMS = 10
LONGEST_WORD = 60
_KEPT = 1 << 16

_WORD = re.compile(r"\d+(?:\.\d+)+|\d+(?:-\d+)+|[^\W_]+(?:['’][^\W_]+)*")
_PIECE = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')
_APOSTROPHES = "'’‘´`"
_QUOTES = str.maketrans("“”„«»", '"' * 5)
_SMALL = frozenset(["de", "het", "een", "en", "van", "in", "op", "te", "dat", "die", "is", "of", "voor", "met", "aan", "er", "om", "bij", "als", "zijn", "wat", "wie", "hoe"])
"""Words that stand everywhere: left out of a question that says more."""

# What the algorithm does not know, or would read as something else: "begeleiding" as "beleid".
_OWN_STEMS = {
    "gemeente": "gemeente", "gemeenten": "gemeente", "gemeentes": "gemeente", "gezin": "gezin", "gezinnen": "gezin",
    "kinderen": "kind", "leden": "lid", "steden": "stad", "advies": "advies", "art": "artikel",
    **{f"begeleid{ending}": "begeleid" for ending in ("", "en", "t", "de", "den", "ing", "ingen", "er", "ers")},
}
_ENDINGS = re.compile(r"(?<=[ei]e)en$|(?<=de)s$|(?<=[lnr]d)(en|e|t)$")
_DOUBLED = re.compile(r"([aeou])\1(?=[^aeiou]*$)")


@dataclass(frozen=True, slots=True)
class Form:
    """A word in both its forms."""

    exact: str
    stem: str


@dataclass(frozen=True, slots=True)
class Place:
    """A word where it stands in a text."""

    start: int
    end: int
    form: Form


def places(text: str) -> Iterator[Place]:
    """The words of a text, in order. `text` is composed (NFC), so that an accent is no end of a word."""
    for found in _WORD.finditer(text):
        form = _form(found[0])
        if form.exact:
            yield Place(found.start(), found.end(), form)


def forms(text: str) -> list[Form]:
    found = map(_form, _WORD.findall(unicodedata.normalize("NFC", text)))
    return [form for form in found if form.exact]


@lru_cache(maxsize=_KEPT)
def _form(word: str) -> Form:
    if "." in word or "-" in word:  # only numbers have these
        number = _plain_number(word[:LONGEST_WORD])
        return Form(number, number)
    exact = _folded(word)
    return Form(exact, _stem(_folded(re.sub("['’]s$", "", word))))


def loosely(text: str) -> str:
    """A regular expression, the same in Python and in PostgreSQL, that finds this text without minding case, accents and quotes."""
    return "".join(f"[{alike}]" if (alike := _alike().get(_base(c))) else re.escape(c) for c in text)


def each_word(typed: str) -> list[str]:
    """Such an expression for every word that was typed. A number is found from its first digit on: "Huis 1" is also Huis 12, and not Huis 21."""
    return [(r"(?<!\d)" if word[0].isdigit() else "") + loosely(word) for word in typed.split()[:MOST_TERMS]]


def _base(letter: str) -> str:
    return "'" if letter in _APOSTROPHES else _folded(letter)


@cache
def _alike() -> dict[str, str]:
    """Letters of Europe, large and small, by what they are without an accent."""
    found: dict[str, str] = {"'": _APOSTROPHES}
    for letter in filter(str.isalpha, map(chr, range(0x41, 0x250))):
        found[_folded(letter)] = found.get(_folded(letter), "") + letter
    return found


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[\W_]", "", "".join(c for c in decomposed if not unicodedata.combining(c)))[:LONGEST_WORD]


def _plain_number(word: str) -> str:
    # 2026-07 is the same number as 2026-7.
    return "-".join(part.lstrip("0") or "0" for part in word.split("-")) if "-" in word else word


def _stem(word: str) -> str:
    """The stem of a word without accents. A last vowel that the spelling doubles is single: 'verslag', 'verslagen'."""
    if word in _OWN_STEMS:
        return _OWN_STEMS[word]
    # Made per call: a stemmer holds the word that it works on, and threads would share it.
    stemmed = snowballstemmer.stemmer("dutch").stemWord(_ENDINGS.sub("", word))
    short = _DOUBLED.sub(r"\1", stemmed)
    return short if len(short) > 2 or len(word) < 6 else word


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a question asks: a word, words in a row, or the beginning of a word (`woord*`)."""

    words: tuple[Form, ...]
    is_excluded: bool = False
    is_beginning: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1

    @property
    def is_article(self) -> bool:
        """'4.3' also finds 4.3.1."""
        return not self.is_phrase and "." in self.words[0].exact

    def fits(self, form: Form) -> bool:
        """Whether this word is meant, for a term that is no phrase."""
        asked = self.words[0]
        if self.is_beginning:
            return form.exact.startswith(asked.exact)
        return form.stem == asked.stem or (self.is_article and form.exact.startswith(f"{asked.exact}."))


class Trouble(StrEnum):
    """Why nothing can be looked for."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    ONLY_EXCLUDED = "only_excluded"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed, read. `is_shortened`: it asked for more than is looked at."""

    text: str
    terms: tuple[Term, ...]
    is_shortened: bool = False

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def excluded(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_excluded)

    @property
    def trouble(self) -> Trouble | None:
        if not self.text:
            return Trouble.EMPTY
        if self.wanted:
            return None
        return Trouble.ONLY_EXCLUDED if self.terms else Trouble.TOO_SHORT


def question(typed: str) -> Question:
    """Read a question: words, "words in a row", -not, begin*. Whatever else is in it means nothing."""
    text = " ".join("".join(c if c.isprintable() else " " for c in typed[: 10 * LONGEST_QUESTION]).split())
    cut = text[:LONGEST_QUESTION]
    terms = list(dict.fromkeys(_terms(unicodedata.normalize("NFC", cut).translate(_QUOTES))))
    said = [term for term in terms if term.is_excluded or term.is_phrase or term.words[0].exact not in _SMALL]
    if any(not term.is_excluded for term in said):
        terms = said
    shortened = len(typed) > 10 * LONGEST_QUESTION or len(text) > len(cut) or len(terms) > MOST_TERMS
    return Question(cut, tuple(terms[:MOST_TERMS]), shortened)


def _terms(text: str) -> Iterator[Term]:
    for minus, phrase, plain_minus, plain in _PIECE.findall(text):
        words = forms(phrase or plain)
        excluded = bool(minus or plain_minus)
        if phrase:
            if words:
                yield Term(tuple(words), excluded)
            continue
        for place, word in enumerate(words, start=1):
            if len(word.exact) > 1 or word.exact.isdigit():
                yield Term((word,), excluded, plain.endswith("*") and place == len(words))
