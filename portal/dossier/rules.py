"""Editions of a file, names that any disk can hold, and kinds of files. Pure."""

import re
import unicodedata
from enum import StrEnum

LONGEST = 60
"""Characters of a name before its ending: with the folders around it, short enough for every system."""
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))})
"""What Windows keeps for itself, whatever the ending."""


class Edition(StrEnum):
    """For whom a file is. The values stand in addresses and in the names of files."""

    PUBLIC = "openbaar"
    COMPLETE = "volledig"


class Keeping(StrEnum):
    """How long a file is kept."""

    FOR_GOOD = "blijvend"
    YEARS = "jaren"

    @classmethod
    def of(cls, years: int | None) -> "Keeping":
        return cls.FOR_GOOD if years is None else cls.YEARS


def safe(text: str) -> str:
    """A name of plain small letters, digits and hyphens for whatever somebody typed; never empty, never a path."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")
    return f"{name}-" if name in _DEVICES else name or "bestand"


def safe_file(name: str) -> str:
    """The same for the name of a file: its ending stays, when it is one."""
    stem, dot, ending = name.rpartition(".")
    known = re.fullmatch(r"[a-z0-9]{1,5}", ending.lower()) if dot else None
    return f"{safe(stem)}.{known[0]}" if known else safe(name)


class Names:
    """Gives out names, each of them once: the second one gets a number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def one(self, wanted: str) -> str:
        stem, dot, ending = wanted.rpartition(".") if "." in wanted else (wanted, "", "")
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}{dot}{ending}"
        self._taken.add(name)
        return name


PRONOM = {
    "html": ("Hypertext Markup Language 5", "fmt/471"), "css": ("Cascading Style Sheet", "x-fmt/224"),
    "csv": ("Comma Separated Values", "x-fmt/18"), "json": ("JSON Data Interchange Format", "fmt/817"),
    "pdf": ("Acrobat PDF/A - Portable Document Format 2a", "fmt/476"), "txt": ("Plain Text File", "x-fmt/111"),
}
"""What the portal makes itself, by its ending: name and number in the PRONOM register."""
