"""Data of a sentence in a JSON column: it comes back as what it was, so that any language can write it later."""

from datetime import date, datetime
from enum import Enum
from typing import Any


class Code(str):
    """A phrasebook code that came out of the database: `say` writes it as a word."""


def pack(value: Any) -> Any:
    """Instants, days and enum members marked; everything else plain JSON."""
    if isinstance(value, datetime):
        return {"$instant": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, Enum):
        return {"$code": f"{type(value).__name__}.{value.value}"}
    if isinstance(value, dict):
        return {name: pack(item) for name, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [pack(item) for item in value]
    return value


def unpack(value: Any) -> Any:
    if isinstance(value, dict):
        if "$instant" in value:
            return datetime.fromisoformat(value["$instant"])
        if "$day" in value:
            return date.fromisoformat(value["$day"])
        return Code(value["$code"]) if "$code" in value else {name: unpack(item) for name, item in value.items()}
    return [unpack(item) for item in value] if isinstance(value, list) else value
