"""Names that the eye takes for one another: letters of other scripts that look like ours, accents, figures for letters. Pure."""

import re
import unicodedata
from functools import lru_cache

_LATIN = ("LATIN ", "FEMININE ORDINAL", "MASCULINE ORDINAL")
_AS = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "8": "b", "|": "l", "!": "l", "ı": "l", "i": "l", "j": "l", "ł": "l", "ø": "o", "đ": "d",
                     "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ß": "ss", "æ": "ae", "œ": "oe", "ɑ": "a", "ɡ": "g", "ɩ": "l", "ʋ": "v", "ɴ": "n",
                     "q": "g", "u": "v"})
"""Small Latin letters and figures, as what they look like from some way off."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_FORMS = re.compile(r"\b(?:b ?v|n ?v|stichting|vereniging|cooperatie|maatschap|vof|v o f)\b")


def strange_letters(text: str) -> str:
    """The letters in it that are not Latin, in their order, each once: a name in the trade register has none."""
    return "".join(dict.fromkeys(c for c in text if c.isalpha() and not unicodedata.name(c, "").startswith(_LATIN)))


@lru_cache(maxsize=20_000)
def skeleton(name: str) -> str:
    """What is left when all that the eye may miss is made equal: two names with one skeleton can be taken for each other."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = re.sub(r"[^\w|!]+", " ", "".join(c for c in plain if not unicodedata.combining(c)))
    bare = _FORMS.sub(" ", plain).translate(_AS)
    bare = re.sub(r"[\W_]+", "", bare)
    for pair, one in _PAIRS:
        bare = bare.replace(pair, one)
    return bare
