"""Texts that lie on the table: numbered versions of numbered paragraphs, written once (DESIGN rule 10)."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import JSON, Dialect
from sqlalchemy.types import TypeDecorator

from portal.core.differences import Piece, word_differences


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. In a proposal `before` is how it reads now: empty for a new one; `text` is empty when it goes."""

    label: str
    text: str
    heading: str = ""
    before: str = ""

    @property
    def is_changed(self) -> bool:
        return self.text != self.before

    def differences(self) -> list[Piece]:
        return word_differences(self.before, self.text)


class Paragraphs(TypeDecorator[tuple[Paragraph, ...]]):
    """A version's paragraphs, in order, in one column."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Paragraph, ...] | None, dialect: Dialect) -> list[dict[str, Any]]:
        return [asdict(paragraph) for paragraph in value or ()]

    def process_result_value(self, value: list[dict[str, Any]] | None, dialect: Dialect) -> tuple[Paragraph, ...]:
        return tuple(Paragraph(**paragraph) for paragraph in value or ())


def compared(old: tuple[Paragraph, ...], new: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """The new text with, per label, how it read in the old one; what went stands, empty, in its former place."""
    before = {paragraph.label: paragraph for paragraph in old}
    kept = {paragraph.label for paragraph in new}
    merged = [replace(p, before=before[p.label].text if p.label in before else "") for p in new]
    for position, gone in enumerate(old):
        if gone.label in kept:
            continue
        earlier = old[position - 1].label if position else None
        place = next((i + 1 for i, p in enumerate(merged) if p.label == earlier), 0)
        merged.insert(place, replace(gone, text="", before=gone.text))
    return tuple(merged)


def fingerprint(paragraphs: tuple[Paragraph, ...]) -> str:
    """SHA-256 of a text, the same on every machine: what a signature binds to."""
    plain = json.dumps([[p.label, p.heading, p.text] for p in paragraphs], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
