"""Reads a workbook, as a process of its own: `python -m portal.intake.sheet_reader < book.xlsx`.

A crafted workbook of a few kilobytes makes the parser ask for hundreds of gigabytes and abort. Here that ends this
process, with its memory and time limited, and never the portal. Answers the cells of the first sheet with a list as JSON;
exit code 2 for what is no workbook, 3 for too many rows.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 1024**3
SECONDS = 10
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LIST_COLUMNS = 3
"""A sheet with two rows of so many filled cells holds a list."""
NO_WORKBOOK, TOO_MANY_ROWS = 2, 3


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only once the limits hold

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        rows = _list(book)
    except TooManyRows:
        return TOO_MANY_ROWS
    except (CalamineError, ValueError, KeyError, IndexError):
        return NO_WORKBOOK
    json.dump([[_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows], sys.stdout)
    return 0


class TooManyRows(Exception):
    """More than is read of a list."""


def _list(book: Any) -> list[list[Any]]:
    """The first visible sheet that holds a list: before it there may be a sheet with an explanation."""
    shown = [number for number, sheet in enumerate(book.sheets_metadata) if str(sheet.visible).endswith("Visible")] or [0]
    first: list[list[Any]] | None = None
    for number in shown:
        sheet = book.get_sheet_by_index(number)
        if (sheet.total_height or 0) > MOST_ROWS:
            raise TooManyRows
        rows = sheet.to_python(skip_empty_area=False)
        if len(rows) > MOST_ROWS:
            raise TooManyRows
        if sum(sum(cell != "" for cell in row) >= LIST_COLUMNS for row in rows[:200]) > 1:
            return list(rows)
        first = rows if first is None else first
    return list(first or [])


def _text(cell: object) -> str:
    """A cell as a Dutch Excel would show it. Numbers come as floats, whole ones too."""
    if isinstance(cell, bool):
        return "WAAR" if cell else "ONWAAR"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return "" if isinstance(cell, timedelta) else str(cell)


if __name__ == "__main__":
    sys.exit(main())
