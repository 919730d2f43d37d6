"""Numbers that may be a burgerservicenummer, pointed out before sending and at intake (DESIGN rule 8)."""

import re

from stdnum.nl import bsn

_CANDIDATE = re.compile(r"(?<![\d.,])(?:\d[ .]?){8,9}(?![\d])")


def possible_bsns(text: str) -> list[str]:
    """The numbers in a text that pass the eleven-test, as they were typed, each once."""
    found = (match[0].strip(" .") for match in _CANDIDATE.finditer(text))
    return list(dict.fromkeys(number for number in found if bsn.is_valid(re.sub(r"\D", "", number))))
