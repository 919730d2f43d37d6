"""What an incoming message is, what it becomes, and what the secretary must know of it. Pure (IN 6.2, 6.3; DESIGN rule 8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

RECEIPTS = 5
"""So many receipts to one address within `RECEIPTS_WITHIN`: two programs that answer each other stop there."""
RECEIPTS_WITHIN = timedelta(hours=1)
LINE = 200


class PostState(StrEnum):
    """Where an incoming message is. `automatic`: from a program, kept, and nothing is asked of anybody."""

    WAITING = "waiting"
    SORTED = "sorted"
    SET_ASIDE = "set_aside"
    AUTOMATIC = "automatic"


class WrittenBy(StrEnum):
    """Who wrote it: a person, or a program that gets no answer (RFC 3834). `list`: perhaps a person, through a program."""

    PERSON = "person"
    BOUNCE = "bounce"
    DELAY = "delay"
    ANSWER = "answer"
    CALENDAR = "calendar"
    LIST = "list"
    OURS = "ours"


class Becomes(StrEnum):
    """What a message can become."""

    SIGNAL = "signal"
    PROPOSAL = "proposal"
    REACTION = "reaction"


class MailFlag(StrEnum):
    """What the secretary must know before doing anything with it."""

    BSN = "bsn"
    CONFIDENTIAL = "confidential"
    LONG = "long"
    CUT = "cut"
    BROKEN = "broken"
    FILES = "files"
    WINMAIL = "winmail"
    EMPTY = "empty"
    MALWARE = "malware"


class Why(StrEnum):
    """Why the portal leaves a message to the secretary."""

    NO_KEY = "no_key"
    MORE_KEYS = "more_keys"
    UNKNOWN_PROPOSAL = "unknown_proposal"
    NO_ROUND = "no_round"
    LETTER = "letter"
    REFUSED = "refused"
    OFTEN = "often"
    EMPTY = "empty"
    NO_SENDER = "no_sender"
    CUT = "cut"
    PARTIES_ONLY = "parties_only"
    PROGRAM = "program"
    BOUNCE = "bounce"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message wants to go. `number` is the proposal's ('2026-07'); empty when it is not about one."""

    becomes: Becomes
    number: str = ""


_WORDS = {"signaal": Becomes.SIGNAL, "signalen": Becomes.SIGNAL, "signal": Becomes.SIGNAL, "voorstel": Becomes.PROPOSAL,
          "voorstellen": Becomes.PROPOSAL, "proposal": Becomes.PROPOSAL, "reactie": Becomes.REACTION,
          "reacties": Becomes.REACTION, "reaction": Becomes.REACTION}
_NUMBER = re.compile(r"(?<!\d)(20\d\d-\d{2,5})(?!\d)")
_IN_SUBJECT = re.compile(r"(?i)\[(20\d\d-\d{2,5})\]|\b(?:voorstel|proposal|reactie(?:ronde)?(?:\s+op)?)\s+(?:nr\.?\s*|nummer\s+)?(20\d\d-\d{2,5})(?!\d)")
_ANSWERED = re.compile(r"(?i)^\s*(?:(?:re|fw|fwd|antw|antwoord|doorst|tr|aw|wg|betr)\s*(?:\[\d+\])?\s*:\s*)+")
_FIRST_WORD = re.compile(r"(?i)^\s*\[?(signaal|voorstel)\]?\s*[:\-–]\s*\S")


def from_address(address: str, domains: Iterable[str]) -> Route | None:
    """What one of our own addresses asks: signaal@, reactie+2026-07@, tafel+voorstel@. None for other people's."""
    local, _, domain = address.casefold().rpartition("@")
    if domain not in {each.casefold() for each in domains}:
        return None
    words = re.split(r"[+.=_]", local)
    kind = next((_WORDS[part] for word in words for part in (word, word.split("-")[0]) if part in _WORDS), None)
    found = _NUMBER.search(local)
    if kind is None:
        return Route(Becomes.REACTION, found[1]) if found and "+" in local else None
    if found:
        return Route(Becomes.REACTION, found[1]) if kind != Becomes.SIGNAL else None
    return Route(kind)


def from_subject(subject: str) -> set[Route]:
    """The proposals that a subject names: every one of them; or that it is a signal or proposal itself."""
    numbers = {one or other for one, other in _IN_SUBJECT.findall(subject)}
    if numbers:
        return {Route(Becomes.REACTION, number) for number in numbers}
    first = _FIRST_WORD.match(without_prefixes(subject))
    return {Route(_WORDS[first[1].casefold()])} if first else set()


def route_of(addresses: Iterable[Route], letter: Route | None, subject: Iterable[Route]) -> Route | Why:
    """One way to go, or why there is none. Proposals named in different places must be the same one.

    An address or subject with a number says more than an address without: 'signaal@' with '[2026-07]' in the subject
    is left to the secretary, as is a message to two of our addresses.
    """
    found = {*addresses, *subject, *([letter] if letter else [])}
    if any(route.number for route in found):
        found.discard(Route(Becomes.REACTION))
    if not found or found == {Route(Becomes.REACTION)}:
        return Why.NO_KEY
    return found.pop() if len(found) == 1 else Why.MORE_KEYS


def without_prefixes(subject: str) -> str:
    return _ANSWERED.sub("", subject)


def title_of(subject: str, text: str, otherwise: str) -> str:
    """One line that says what it is about: the subject without what programs put before it, or the first words."""
    line = re.sub(r"(?i)\[20\d\d-\d{2,5}\]", " ", without_prefixes(subject))
    line = re.sub(r"(?i)^\s*\[?(?:signaal|voorstel)\]?\s*[:\-–]\s*", "", line)
    line = " ".join(line.split()) or next((" ".join(each.split()) for each in text.split("\n") if each.strip()), otherwise)
    return line if len(line) <= LINE else f"{line[: LINE - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Marks:
    """What says whether a program wrote a message."""

    envelope_from: str | None = None
    auto_submitted: str = ""
    precedence: str = ""
    return_path: str = ""
    sender: str = ""
    subject: str = ""
    has_auto_header: bool = False
    has_list_header: bool = False
    suppresses: bool = False
    is_ours: bool = False
    report_type: str = ""
    calendar_method: str = ""
    media_types: frozenset[str] = frozenset()
    status: str = ""


_MACHINES = re.compile(r"(?i)^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@")
_AWAY = re.compile(r"""(?ix)^\s*(?:
    (?:automatisch\ antwoord|automatic\ reply|auto-?\ ?reply|afwezig|afwezigheids(?:melding|bericht)|buiten\ kantoor)\s*:
  | out\ of\ (?:the\ )?office\b
)""")
"""Replies of programs that say so in the subject alone; with the colon, since people write about absence too."""


def written_by(marks: Marks) -> WrittenBy:
    """Who wrote this. Programs are recognised before persons: an answer to one could go round for ever."""
    if marks.is_ours:
        return WrittenBy.OURS
    if "delivery-status" in marks.report_type or "message/delivery-status" in marks.media_types:
        return WrittenBy.DELAY if _only_delayed(marks.status) else WrittenBy.BOUNCE
    if "text/calendar" in marks.media_types and marks.calendar_method.upper() in ("REPLY", "COUNTER", "DECLINECOUNTER"):
        return WrittenBy.CALENDAR
    if _MACHINES.match(marks.sender):
        return WrittenBy.BOUNCE
    has_no_way_back = marks.envelope_from == "" or marks.return_path.strip() == "<>"
    if "multipart/report" in marks.media_types or _is_automatic(marks) or has_no_way_back:
        return WrittenBy.ANSWER
    in_bulk = marks.has_list_header or marks.suppresses or marks.precedence.casefold() in ("bulk", "list", "junk")
    return WrittenBy.LIST if in_bulk else WrittenBy.PERSON


def _is_automatic(marks: Marks) -> bool:
    said = marks.auto_submitted.casefold().split(";")[0].strip()
    return ((said not in ("", "no")) or marks.has_auto_header or marks.precedence.casefold() in ("auto_reply", "auto-reply")
            or _AWAY.match(marks.subject) is not None)


def _only_delayed(status: str) -> bool:
    actions = {action.casefold() for action in re.findall(r"(?im)^action:\s*(\w+)", status)}
    return bool(actions) and not actions & {"failed"}


def wants_confidence(subject: str, text: str, sensitivity: str) -> bool:
    """Whether the sender says that this is confidential (IN 5.7); what stands in a signature does not count."""
    return (re.search(r"(?i)\b(?:strikt\s+)?vertrouwelijk|\bconfidential|\bniet (?:openbaar|publiceren)\b", f"{subject}\n{text}") is not None
            or sensitivity.casefold() in ("private", "personal", "company-confidential"))


def letter_number(text: str, host: str) -> int | None:
    """The number of our letter that a message is about, by the Message-ID that every letter of ours has."""
    found = re.search(rf"<outbox-([0-9]{{1,15}})@{re.escape(host)}>", text)
    return int(found[1]) if found else None


def cut(text: str, most: int, mark: str) -> str:
    """At most so many characters, with a mark where something was left out."""
    return text if len(text) <= most else f"{text[: most - len(mark) - 2].rstrip()}\n\n{mark}"


def in_pieces(text: str, most: int) -> list[str]:
    """The text as pieces of at most so many characters, cut between lines where that can be."""
    pieces: list[str] = []
    while len(text) > most:
        at = max(text.rfind("\n\n", 1, most), text.rfind("\n", most // 2, most))
        at = at if at > 0 else most
        pieces, text = [*pieces, text[:at].rstrip()], text[at:].lstrip("\n")
    return [piece for piece in [*pieces, text] if piece.strip()]
