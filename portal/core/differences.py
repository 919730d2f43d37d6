"""Differences between two texts, per word. difflib takes unbounded time; diff-match-patch stops by itself."""

import re
from dataclasses import dataclass
from enum import StrEnum

from diff_match_patch import diff_match_patch


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    change: Change
    text: str


_KINDS = {0: Change.SAME, -1: Change.GONE, 1: Change.NEW}
_FIRST_CODE = 0x100
_SURROGATES = range(0xD800, 0xE000)


def word_differences(before: str, after: str) -> list[Piece]:
    """The pieces that, read in order, tell how `before` became `after`. Words are never cut in two."""
    words: dict[str, str] = {}
    engine = diff_match_patch()
    engine.Diff_Timeout = 1.0
    found = engine.diff_main(_as_characters(before, words), _as_characters(after, words), False)
    engine.diff_cleanupSemantic(found)
    spelled = {character: word for word, character in words.items()}
    return [Piece(_KINDS[kind], "".join(spelled[c] for c in run)) for kind, run in found]


def _as_characters(text: str, words: dict[str, str]) -> str:
    return "".join(words.setdefault(word, _character(len(words))) for word in re.findall(r"\s+|\w+|[^\w\s]", text))


def _character(index: int) -> str:
    code = _FIRST_CODE + index
    return chr(code if code < _SURROGATES.start else code + len(_SURROGATES))
