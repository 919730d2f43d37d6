"""What makes a password one that others guess: known words, names, years, keyboard rows and repeats, and little beside them.

No rules of composition: a long password of whatever kind is good, as long as something in it is one's own.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_security.password_util import PasswordUtil
from flask_security.utils import get_message
from sqlalchemy import select

from portal.core.database import Base, db

MAX_LENGTH = 128
"""Argon2 takes more, but nobody should keep a server busy with a book."""
OWN_CHARACTERS = 5
"""What must be left of a password when all that is known is taken out."""

_WORDS = """
    wachtwoord welkom geheim geheimpje hallo hoi inloggen login toegang openen sesam sleutel gebruiker beheer beheerder kantoor
    computer laptop internet telefoon nederland holland limburg oranje koning koningin vakantie voetbal fiets fietsen
    ikhouvanjou ikhouvan houvan liefde liefje schatje schat lieverd lekker knuffel prinses prins engel zonnetje bloem bloemen
    moeder vader mama papa oma opa kind kinderen familie hond poes kat paard konijn vlinder
    feyenoord ajax psv vitesse roda fortuna mvv
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    januari februari maart april mei juni juli augustus september oktober november december
    lente zomer herfst winter voorjaar najaar zon zomers kerst pasen
    monday tuesday wednesday thursday friday saturday sunday january february march may june july august october
    spring summer autumn fall easter christmas
    password passwort passw pass pwd letmein welcome admin administrator root user guest test testen demo default changeme secret
    iloveyou loveyou love sunshine princess dragon monkey football baseball superman batman starwars pokemon shadow master
    hello freedom whatever trustno hunter killer ninja jordan michael jennifer charlie thomas daniel ashley jessica
    google facebook microsoft windows office outlook linkedin whatsapp
    ontwikkeltafel ontwikkel overlegtafel inkoopnetwerk inkoop netwerk openhouse open house raamovereenkomst overeenkomst
    gemeente gemeentehuis stadhuis provincie regio ambtenaar secretaris secretariaat college wethouder burgemeester
    zorg zorgaanbieder aanbieder zorgverlener thuiszorg jeugdzorg jeugd jeugdwet wmo participatie participatiewet pgb
    begeleiding inwoner client clienten portaal tafel
    amsterdam rotterdam denhaag utrecht eindhoven groningen tilburg almere breda nijmegen arnhem haarlem enschede zwolle leiden
    maastricht heerlen sittard geleen kerkrade roermond venlo weert brunssum landgraaf vaals gulpen valkenburg meerssen stein
    jan piet klaas kees henk anna maria johan peter marieke sanne lisa emma sophie daan lucas
"""
KNOWN = frozenset(_WORDS.split())
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qwertzuiop", "abcdefghijklmnopqrstuvwxyz", "01234567890")
_LOOKS_LIKE = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i",
                             "|": "i", "+": "t", "€": "e"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_REPEAT = re.compile(r"(.{1,4}?)\1{2,}")


def is_guessable(password: str, own_words: Iterable[str] = ()) -> bool:
    """Whether little is left of it besides what everybody knows, or what is known of this person."""
    plain = _plain(password)
    words = KNOWN | {part for word in own_words for part in re.split(r"[^a-z0-9]+", _plain(word)) if len(part) >= 3}
    return any(len(_left(text, words)) < OWN_CHARACTERS for text in _readings(plain))


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _readings(plain: str) -> Iterable[str]:
    """As it is; with figures read as letters; and so without the figures that only decorate its ends."""
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return [plain, plain.translate(_LOOKS_LIKE), *([bare.translate(_LOOKS_LIKE)] if bare else [])]


def _left(text: str, words: Iterable[str]) -> str:
    """The characters that no known word, year, row of keys or repetition explains, each counted once."""
    text = re.sub(r"[\W_]+", "", text)
    found = [word for word in words if word in text]
    for word in sorted(found, key=len, reverse=True):
        text = text.replace(word, " ")
    text = _REPEAT.sub(" ", _without_rows(_YEAR.sub(" ", text)))
    if found:  # figures behind a word are what everybody puts there
        text = re.sub(r"\d{1,4}(?=\s|$)|(?<=\s)\d{1,4}", " ", text)
    return "".join(set(text.replace(" ", "")))


def _without_rows(text: str) -> str:
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for size in range(len(row), 3, -1):
            for start in range(len(row) - size + 1):
                text = text.replace(row[start : start + size], " ")
    return text


class Passwords(PasswordUtil):  # type: ignore[misc]
    """The library asks here whether a new password will do."""

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        known = self.normalize(password)
        if len(known) > MAX_LENGTH:
            return [get_message("PASSWORD_TOO_LONG", length=MAX_LENGTH)[0]], known
        problems, known = super().validate(password, is_register, **about)
        if not problems and is_guessable(known, (*_said_about(about), *_municipalities())):
            problems = [get_message("PASSWORD_TOO_SIMPLE")[0]]
        return problems, known


def _said_about(about: dict[str, Any]) -> Iterable[str]:
    user = about.get("user")
    return (user.name, user.email) if user else (str(about.get("name") or ""), str(about.get("email") or ""))


def _municipalities() -> Iterable[str]:
    # Municipalities live below this package: the table is named, its class is not imported.
    return db.session.scalars(select(Base.metadata.tables["municipality"].c.name))
