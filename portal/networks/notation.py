"""How a text of numbered articles is written in one text area, and what is wrong with it, by line. Pure.

    Artikel 4 Wachttijd
    4.1 De aanbieder meldt een wachttijd.
    4.2 De melding gebeurt schriftelijk:
    a) per brief; of
    b) per e-mail.

"Artikel", a number and a title begin an article. A number of that article begins a paragraph. Every other line belongs
to the paragraph above it, and so does a line that begins with a space, whatever it begins with after that. An article
that is not divided has its text right below its title.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.core.revisions import Paragraph
from portal.networks.rules import label_order

EXAMPLE = """Artikel 4 Wachttijd
4.1 De aanbieder meldt …
4.2 De melding gebeurt:
a) per brief; of
b) per e-mail.

Artikel 5 Slot
Deze afspraken gelden …"""
"""Shown beside the text area."""

_ARTICLE = re.compile(r"(?:artikel|article)\s+([0-9][0-9a-z.]*)\.?(?:\s+(.*))?$", re.IGNORECASE)
_NUMBERED = re.compile(r"([0-9]+[a-z]?(?:\.[0-9]+[a-z]?)+)\.?(?:\s+(.*))?$", re.IGNORECASE)
WIDEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong on one line; `code` is a phrasebook code."""

    line: int
    code: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """A paragraph that is still being read."""

    line: int
    label: str
    heading: str
    lines: list[str]

    def close(self) -> Paragraph:
        return Paragraph(self.label, "\n".join(self.lines).strip("\n"), self.heading)


@dataclass
class _Reader:
    """Goes through the lines; what was read stands in `read`, what is wrong in `findings`."""

    article: str = ""
    heading: str = ""
    read: list[_Open] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        if found := _ARTICLE.match(line):
            self.article, self.heading = found[1].rstrip("."), (found[2] or "").strip()
            self.read.append(_Open(number, self.article, self.heading, []))
        elif found := _NUMBERED.match(line):
            self._paragraph(number, found[1], found[2] or "")
        elif self.read:
            self.read[-1].lines.append(line.strip())
        elif line.strip():
            self.findings.append(Finding(number, "notation:before-article"))

    def _paragraph(self, number: int, label: str, text: str) -> None:
        if not self.article:
            self.findings.append(Finding(number, "notation:before-article"))
        elif not label.startswith(f"{self.article}."):
            self.findings.append(Finding(number, "notation:other-article", {"label": label, "article": self.article}))
        else:
            self.read.append(_Open(number, label, self.heading, [text.strip()]))


def parse(text: str) -> tuple[tuple[Paragraph, ...], list[Finding]]:
    """The paragraphs of a text, and what is wrong with it: publish it only when nothing is."""
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), start=1):
        reader.take(number, line)
    kept = [row for i, row in enumerate(reader.read) if not _is_only_a_title(row, reader.read[i + 1 : i + 2])]
    findings = [*reader.findings, *_wrong(kept)]
    if not kept and not findings:
        findings.append(Finding(1, "notation:nothing"))
    return tuple(row.close() for row in kept), sorted(findings, key=lambda finding: finding.line)


def _is_only_a_title(row: _Open, following: list[_Open]) -> bool:
    # "Artikel 4 Wachttijd" above "4.1 …": the title is that of its paragraphs.
    return not "".join(row.lines) and any(each.label.startswith(f"{row.label}.") for each in following)


def _wrong(rows: list[_Open]) -> Iterable[Finding]:
    seen: dict[str, int] = {}
    before: _Open | None = None
    for row in rows:
        if row.label in seen:
            yield Finding(row.line, "notation:twice", {"label": row.label, "first": seen[row.label]})
        elif before and label_order(row.label) < label_order(before.label):
            yield Finding(row.line, "notation:order", {"label": row.label, "before": before.label})
        if not "".join(row.lines).strip():
            yield Finding(row.line, "notation:empty", {"label": row.label})
        if len(row.label) > WIDEST_LABEL:
            yield Finding(row.line, "notation:long-label", {"most": WIDEST_LABEL})
        seen.setdefault(row.label, row.line)
        before = row


def write(paragraphs: Iterable[Paragraph]) -> str:
    """The text area for these paragraphs: read again, it gives the same ones."""
    lines: list[str] = []
    title: tuple[str, str] | None = None
    for paragraph in paragraphs:
        whole = not _NUMBERED.fullmatch(paragraph.label)
        number = paragraph.label if whole else paragraph.label.split(".")[0]
        if whole or (number, paragraph.heading) != title:
            lines += ["", f"Artikel {number} {paragraph.heading}".rstrip()]
        title = None if whole else (number, paragraph.heading)
        first, *rest = paragraph.text.split("\n")
        lines += [first if whole and not _is_marked(first) else f" {first}" if whole else f"{paragraph.label} {first}".rstrip()]
        lines += [f" {line}" if _is_marked(line) else line for line in rest]
    return "\n".join(lines).strip("\n")


def _is_marked(line: str) -> bool:
    return bool(_ARTICLE.match(line) or _NUMBERED.match(line))
