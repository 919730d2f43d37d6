"""What somebody wrote now, apart from what stood there before: quoted history, signature. Pure, and nothing is lost.

A message is cut into three pieces of consecutive lines; together they are the whole message again.
"""

import re
from dataclasses import dataclass

MOST_LOOKED_AT = 5_000
"""Lines in which a beginning of history is looked for: nobody types more above it."""
MOST_BEGINNINGS = 20
"""Answers between the quotes of so many messages: then it is no history but a text."""

_DAY = r"(?:ma|di|wo|do|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|mon|tue|wed|thu|fri|sat|sun)"
_ONE_LINE = re.compile(r"""(?ix)^[>\s]*(?:
    op\ .{4,200}\ (?:schreef|het\ volgende\ geschreven)\b.{0,200}:      # Gmail, Apple Mail, Thunderbird
  | op\ .{4,200}\ heeft\ .{1,200}\ (?:het\ volgende\ )?geschreven\s*:
  | on\ .{4,200}\ wrote\s*:
  | am\ .{4,200}\ schrieb\ .{0,200}:
  | le\ .{4,200}\ a\ écrit\s*:
  | .{2,150}\ schreef\ op\ .{4,100}:
  | -{2,}\s*(?:oorspronkelijk\ bericht|original\ message|doorgestuurd\ bericht|forwarded\ message|doorgestuurd\ door\ .{1,80})\s*-{2,}.{0,10}
  | begin\ (?:doorgestuurd\ bericht|forwarded\ message)\s*:?
  | -{2,}\s*schrijf\ uw\ antwoord\ boven\ deze\ regel\s*-{2,}
)\s*$""")
_BEGUN = re.compile(rf"(?i)^[>\s]*(?:op\s+(?:{_DAY}\b|\d)|on\s+(?:{_DAY}\b|\w{{3}}\b)|am\s+\d).{{3,}}$")
_BLOCK = re.compile(r"(?i)^[>\s*]*(?:van|from|de|von)\s*:\**\s*\S")
_BLOCK_NEXT = re.compile(r"(?i)^[>\s*]*(?:verzonden|verstuurd|datum|sent|date|gesendet|envoyé|aan|to|an|à|onderwerp|subject|betreff|objet|cc|antwoord\ aan|reply-to)\s*:")
_LINE_ABOVE = re.compile(r"^[\s>]*[_\-=]{5,}\s*$")
_SIGNATURE = re.compile(r"""(?ix)^\s*(?:
    --\s?
  | _{2,}
  | (?:verstuurd|verzonden)\ (?:vanaf|vanuit|met|via|door)\ (?:mijn\ |een\ )?\S.{0,60}
  | sent\ from\ (?:my\ |an?\ )?\S.{0,60}
  | (?:download|haal)\ outlook\ (?:voor|for)\ \S.{0,60}
  | get\ outlook\ for\ \S.{0,60}
)\s*$""")
_GREETING = re.compile(r"""(?ix)^\s*(?:
    (?:met\ )?(?:vriendelijke|hartelijke|beste|warme)\ groet(?:en|jes)?
  | hoogachtend | groet(?:en|jes)? | m\.?v\.?g\.? | mvg | (?:kind|best|warm)?\ ?regards | hartelijks | gr\.?
)\s*,?\s*.{0,60}$""")
_DISCLAIMER = re.compile(r"(?i)^\s*(?:dit (?:e-?mail)?bericht|de inhoud van dit|this (?:e-?mail|message)|disclaimer\b|de informatie (?:in|verzonden))")
MOST_SIGNATURE = 25
"""Lines below a greeting that are still a signature; more is a text that goes on."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` was written now; `signature` and `history` stood below it."""

    text: str
    signature: str = ""
    history: str = ""

    @property
    def whole(self) -> str:
        return "\n".join(piece for piece in (self.text, self.signature, self.history) if piece)


def fold(text: str) -> Folded:
    """Cut at the first line that begins the history, and above it at the signature.

    Who answers below or between the quoted lines has no clear history: then nothing is folded but what stands below
    the last own words.
    """
    lines = text.split("\n")
    start = _history_starts(lines)
    own = lines[:start]
    if not _says_something(own):  # a forwarded message, or history alone: all of it is what was sent
        start, own = len(lines), lines
    cut = _signature_starts(own)
    return Folded(_joined(own[:cut]), _joined(own[cut:]), _joined(lines[start:]))


def _history_starts(lines: list[str]) -> int:
    seen = 0
    quoted_from = _quoted_to_the_end(lines)
    for number, line in enumerate(lines[:MOST_LOOKED_AT]):
        if _begins_history(lines, number):
            seen += 1
            if not _own_words_below(lines, number):
                return _with_line_above(lines, number)
        if number >= quoted_from and line.startswith(">"):
            return number
        if seen > MOST_BEGINNINGS:
            break
    return len(lines)


def _quoted_to_the_end(lines: list[str]) -> int:
    """From here on there is nothing but quoted lines."""
    number = len(lines)
    while number and _is_quoted(lines[number - 1]):
        number -= 1
    return number


def _begins_history(lines: list[str], number: int) -> bool:
    line = lines[number]
    if len(line) > 600 or not line.strip():
        return False
    if _ONE_LINE.match(line):
        return True
    if _BEGUN.match(line):  # a line that the mail program wrapped
        return any(_ONE_LINE.match(" ".join([line, *lines[number + 1 : number + 1 + more]])[:600]) for more in (1, 2))
    if _BLOCK.match(line):
        following = [each for each in lines[number + 1 : number + 8] if each.strip()][:4]
        return sum(bool(_BLOCK_NEXT.match(each)) for each in following) >= 2
    return False


def _own_words_below(lines: list[str], number: int) -> bool:
    """After 'Op … schreef X:' come quoted lines, and after those somebody's own words again: an answer below the quote."""
    rest = lines[number + 1 :]
    first = next((place for place, line in enumerate(rest) if line.startswith(">")), None)
    if first is None or first > 3 or _BLOCK.match(lines[number]):
        return False
    return any(line.strip() and not line.startswith(">") for line in _before_signature(rest[first:]))


def _before_signature(lines: list[str]) -> list[str]:
    return lines[: next((place for place, line in enumerate(lines) if _SIGNATURE.match(line) and line.strip()), len(lines))]


def _with_line_above(lines: list[str], number: int) -> int:
    above = number - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and _LINE_ABOVE.match(lines[above]) else number


def _is_quoted(line: str) -> bool:
    return not line.strip() or line.startswith(">")


def _says_something(lines: list[str]) -> bool:
    return any(line.strip() and not line.startswith(">") for line in lines[: _signature_starts(lines)])


def _signature_starts(lines: list[str]) -> int:
    first = _last_lines(lines)
    for number in range(first, len(lines)):
        line, below = lines[number], [each for each in lines[number + 1 :] if each.strip()]
        if not line.strip():
            continue
        if _SIGNATURE.match(line) or (_GREETING.match(line) and not _goes_on(below)):
            return number
        if _DISCLAIMER.match(line) and number and not lines[number - 1].strip():
            return number
    return len(lines)


def _last_lines(lines: list[str]) -> int:
    """Where the last lines begin in which a signature can stand."""
    number = left = len(lines)
    found = 0
    while number and found < MOST_SIGNATURE:
        number -= 1
        if lines[number].strip():
            found, left = found + 1, number
    return left


def _goes_on(lines: list[str]) -> bool:
    """Long lines that are no disclaimer: somebody writes on below the greeting, with a P.S. for instance."""
    words = [line for line in lines if not _DISCLAIMER.match(line)]
    return any(re.match(r"(?i)\s*(?:p\.?\s?s\b|n\.?\s?b\b)", line) for line in words) or (
        not any(_DISCLAIMER.match(line) for line in lines) and any(len(line.split()) > 14 for line in words))


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")
