"""The copy of somebody's data as a file that people and programs can read."""

import json
from base64 import b64encode
from datetime import date, datetime
from enum import Enum
from typing import Any

from portal.core.language import gettext


def as_text(found: list[dict[str, Any]], email: str, now: datetime) -> str:
    """JSON, with what it is about on top; instants in UTC."""
    return json.dumps({"about": email, "made_at": now.isoformat(timespec="seconds"),
                       "note": gettext("Everything that this site stores about you. Passwords and keys are left out."),
                       "data": found}, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set | tuple):
        return sorted(value, key=str)
    return getattr(value, "text", str(value))
