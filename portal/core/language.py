"""Dutch and English: choosing, saying, writing dates.

Codes travel through the portal; sentences live in the phrasebooks, one `SENTENCES` per package in its
messages.py. `say(code, **data)` is the only way from one to the other, on screen, in mail and on the command line.
Names of data tell how a value is written: `closes_at` is a last moment, other instants are moments, dates are days.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations
from flask import Flask, request
from flask_babel import Babel, LazyString, force_locale
from flask_babel import lazy_gettext as _l
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from portal.core import clock
from portal.core.calendar import AMSTERDAM, Deadline, last_day_of
from portal.core.codec import Code

LANGUAGES = {"nl": "Nederlands", "en": "English"}
DEFAULT_LANGUAGE = "nl"
COOKIE = "language"
TRANSLATIONS = Path(__file__).parents[2] / "translations"

_phrases: dict[str, LazyString] = {}
_spoken: dict[tuple[str, str], str] = {}
_CALLED_BY = frozenset({"kvk", "line", "number", "row", "seed", "version", "year"})
_language: ContextVar[str | None] = ContextVar("language", default=None)


def register(sentences: Mapping[str, LazyString]) -> None:
    """Take up a package's phrasebook; one code has one sentence."""
    if twice := {code for code in _phrases.keys() & sentences.keys() if _phrases[code] is not sentences[code]}:
        raise ValueError(f"sentence given twice: {sorted(twice)}")
    _phrases.update(sentences)


def say(code: str | Enum, **data: Any) -> str:
    """The sentence of a code, or the label of an enum member, in the reader's language. Unknown: KeyError."""
    key = f"{type(code).__name__}.{code.value}" if isinstance(code, Enum) else code
    sentence = _spoken.get((language(), key))
    if sentence is None:
        sentence = _spoken[language(), key] = translate(str(_phrases[key]._args[0]))
    return sentence % {name: _write(name, value) for name, value in data.items()}


def _write(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return last_moment(value) if name.endswith("closes_at") else moment(value)
    if isinstance(value, date):
        return long_day(value)
    if isinstance(value, Enum | Code):
        return say(value)
    if isinstance(value, tuple | list | frozenset):
        return listing([str(_write(name, item)) for item in value])
    return _counted(name, value)


def _counted(name: str, value: Any) -> Any:
    """A count gets its point, 1.020; what things are called by, a year or the row of a sheet, stays as it is."""
    return number(value) if type(value) is int and name not in _CALLED_BY else value


def init(app: Flask) -> None:
    """Set up Flask-Babel and the template words; catalogues are compiled when their text is newer."""
    compile_catalogues()
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT_LANGUAGE
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Amsterdam"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.before_request(_listen)
    app.teardown_request(_forget)
    app.jinja_env.globals.update({"_": _of_page, "gettext": _of_page, "ngettext": _plural_of_page}, say=say, language=language, LANGUAGES=LANGUAGES)
    app.jinja_env.filters.update(
        day=time_tag(long_day), short_day=time_tag(short_day), day_month=time_tag(day_month), day_year=time_tag(day_year), moment=time_tag(moment),
        last_moment=time_tag(last_moment), exact=time_tag(exact), clock_time=clock_time, listing=listing, few=few, number=number,
        percent=percent, month=time_tag(month), weekday_and_month=time_tag(weekday_and_month), spoken=spoken, oneline=oneline,
    )


def _listen() -> None:
    _language.set(choose_language(request.cookies.get(COOKIE)))


def _forget(_error: BaseException | None) -> None:
    _language.set(None)


def translate(message: str) -> str:
    """The sentence in the language in force, its placeholders untouched."""
    return _catalogue(language()).gettext(message)


def gettext(message: str, /, **values: Any) -> str:
    """The sentence with its values in it; counts have their point."""
    return translate(message) % _filled(values) if values else translate(message)


def ngettext(one: str, many: str, count: int, /, **values: Any) -> str:
    """Likewise, in the plural that the count asks for; `%(num)s` is the count itself."""
    return _plural(one, many, count) % _filled(values | {"num": count})


def _plural(one: str, many: str, count: int) -> str:
    return _catalogue(language()).ngettext(one, many, count)


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _counted(name, value) for name, value in values.items()}


@pass_eval_context
def _of_page(page: EvalContext, message: str, /, **values: Any) -> str:
    """`gettext` of the templates: what is put in is escaped where the page is HTML."""
    return _marked(page, translate(message)) % _filled(values)


@pass_eval_context
def _plural_of_page(page: EvalContext, one: str, many: str, count: int, /, **values: Any) -> str:
    return _marked(page, _plural(one, many, count)) % _filled(values | {"num": count})


def _marked(page: EvalContext, sentence: str) -> str:
    return Markup(sentence) if page.autoescape else sentence  # noqa: S704 - sentences are ours


@cache
def _catalogue(wanted: str) -> NullTranslations:
    return Translations.load(str(TRANSLATIONS), [wanted])


def choose_language(wanted: str | None) -> str:
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE


def language() -> str:
    """The language in force: "nl" or "en"."""
    return _language.get() or DEFAULT_LANGUAGE


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Say things in this language: the recipient's of a letter, not the actor's."""
    before = _language.set(wanted)
    try:
        with force_locale(wanted):
            yield
    finally:
        _language.reset(before)


def long_day(day: date) -> str:
    """'dinsdag 7 april 2026'."""
    return _formatted(_local(day), "EEEE d MMMM y", language())


def short_day(day: date) -> str:
    """'di 7 april 2026'."""
    return _formatted(_local(day), "EEE d MMMM y", language()).replace(".", "", 1)


def day_year(day: date) -> str:
    """'7 april 2026'."""
    return _formatted(_local(day), "d MMMM y", language())


def day_month(day: date) -> str:
    """'7 april'; with its year when that is not this one."""
    return _formatted(_local(day), "d MMMM", language()) if _is_this_year(day) else day_year(day)


def _is_this_year(day: date) -> bool:
    return _local(day).year == _local(clock.now()).year


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, wanted: str) -> str:
    # Pages hold the same days again and again, and Babel takes its time.
    return format_date(day, pattern, locale=wanted)


def weekday_and_month(day: date) -> str:
    """'di 7 april'; with its year when that is not this one."""
    return _formatted(_local(day), "EEE d MMMM", language()).replace(".", "", 1) if _is_this_year(day) else short_day(day)


def month(day: date) -> str:
    """'april 2026'."""
    return format_skeleton("yMMMM", _local(day), locale=language())


def clock_time(instant: datetime) -> str:
    """'16:40'."""
    return instant.astimezone(AMSTERDAM).strftime("%-H:%M")


def moment(instant: datetime) -> str:
    """'dinsdag 24 maart 2026, 16:40 uur'."""
    return gettext("%(day)s, %(time)s", day=long_day(instant), time=clock_time(instant))


def exact(instant: datetime) -> str:
    """'dinsdag 24 maart 2026, 16:40:05 uur (UTC+01:00)': a moment that must be proved."""
    local = instant.astimezone(AMSTERDAM)
    zone = local.isoformat(timespec="minutes")[-6:]
    return gettext("%(day)s, %(time)s (UTC%(zone)s)", day=long_day(instant), time=local.strftime("%-H:%M:%S"), zone=zone)


def last_moment(closes_at: datetime) -> str:
    """'dinsdag 7 april 2026, 24:00 uur': a term that ends with the day is never written as 0:00."""
    if closes_at.astimezone(AMSTERDAM).time() != time():
        return moment(closes_at)
    return gettext("%(day)s, %(time)s", day=long_day(last_day_of(closes_at)), time="24:00")


def _local(value: date) -> date:
    return value.astimezone(AMSTERDAM).date() if isinstance(value, datetime) else value


def time_tag(write: Any) -> Any:
    """A template filter that puts the written moment in a <time> that machines can read."""

    def tag(value: date) -> Markup:
        local = value.astimezone(AMSTERDAM) if isinstance(value, datetime) else value
        return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), write(value))

    return tag


def listing(items: list[str]) -> str:
    """'Beek, Stein en Sittard-Geleen'."""
    return format_list([str(item) for item in items], locale=language())


def few(names: list[str], most: int = 3) -> str:
    """'Beek, Stein, Vaals en 339 andere': of many names the first ones; all of them where hardly any would be left out."""
    if len(names) <= most + 1:
        return listing(names)
    others = len(names) - most
    return ngettext("%(names)s and %(num)s other", "%(names)s and %(num)s others", others, names=", ".join(names[:most]))


def spoken(members: Iterable[Enum]) -> str:
    """The labels of some members of one enum, in the enum's order: 'Jeugdwet en Wmo 2015'."""
    found = list(members)
    return listing([say(member) for member in type(found[0]) if member in found]) if found else ""


def oneline(text: str) -> str:
    """What somebody typed, on one line: in a letter nobody else's words begin a line of their own."""
    return " ".join(str(text).split())


def number(value: float) -> str:
    """As it is written in the language in force: 1.020. Most counts are small, and for those Babel would take the longest of a row."""
    return str(value) if isinstance(value, int) and 0 <= value < 1000 else format_decimal(value, locale=language())


def percent(share: float) -> str:
    """A share from 0 to 1 as whole per cents."""
    return format_percent(share, locale=language())


def out_of(part: int, whole: int) -> str:
    """How many of how many, in the same words on every page."""
    return gettext("%(part)s of %(all)s", part=part, all=whole)


def time_left(days: int) -> str:
    """How long a term still runs, in the same words on every page: `days` of `calendar.days_left`, 0 on the last day."""
    return ngettext("%(num)s day left", "%(num)s days left", days) if days else gettext("Today is the last day")


_WEEKEND = {"saturday", "sunday", "easter-sunday", "pentecost"}


def explain(term: Deadline) -> str:
    """The sentence that explains a term: its days, and what moved its last day."""
    start = gettext("The term is %(days)s days. Day 1 is %(day)s.", days=term.days, day=long_day(term.first_day))
    if not term.skipped:
        last = gettext("The last day is %(day)s.", day=long_day(term.last_day))
        return f"{start} {last}"
    codes = dict.fromkeys("weekend" if code in _WEEKEND else code for _, code in term.skipped)
    reasons = listing([str(REST_DAYS[code]) for code in codes])
    nominal = term.published_on + timedelta(days=term.days)
    moved = gettext("Day %(days)s is %(nominal)s. Because of %(reasons)s the last day moves to %(day)s.",
                    days=term.days, nominal=long_day(nominal), reasons=reasons, day=long_day(term.last_day))
    return f"{start} {moved}"


REST_DAYS = {
    "weekend": _l("the weekend"), "equated": _l("a day that counts as a rest day by law"),
    "new-years-day": _l("New Year's Day"), "good-friday": _l("Good Friday"), "easter-monday": _l("Easter Monday"),
    "kings-day": _l("King's Day"), "liberation-day": _l("Liberation Day"), "ascension-day": _l("Ascension Day"),
    "pentecost-monday": _l("Whit Monday"), "christmas-day": _l("Christmas Day"),
    "second-day-of-christmas": _l("Boxing Day"),
}

SENTENCES = {
    "stale": _l("Somebody else changed this after you opened it. Both texts are shown below."),
    "collided": _l("Somebody did the same thing at this very moment. Nothing of yours was saved. Go back, look at what "
                   "stands there now, and try again if it is still needed."),
    "step:not-from-here": _l("This step is no longer possible: the matter has moved on since you opened the page."),
    "step:reason-missing": _l("Give the reason. It is published with the step."),
    "host:unknown": _l("This site is not known by this name."),
    "document:empty": _l("This file is empty. Choose another one."),
    "document:too-large": _l("This file is larger than %(most)s MB. Choose a smaller one."),
    "document:kind": _l("This kind of file is not taken. Send a PDF, a Word or Excel file, an OpenDocument file, or a PNG or JPG picture."),
    "document:infected": _l("The virus scanner found harmful software in this file. It was not taken and is kept apart. Have your computer "
                            "checked, and send another file."),
    "document:waiting": _l("This file is still being checked for harmful software. Try again in a few minutes."),
    "document:not-checked": _l("Files cannot be checked for harmful software now, and are not taken before they are. Send the form without "
                               "this file, or try again in an hour."),
    "document:infected-left-out": _l("%(name)s is not here: the virus scanner found harmful software in it. It is kept apart."),
    "document:waiting-left-out": _l("%(name)s is not here: the virus scanner has not checked it yet."),
    "document:not-apart": _l("This file is not kept apart any more."),
    "pdf:not-installed": _l("This portal cannot make PDF files yet. Print the page, or ask the administrator."),
    "text:too-heavy": _l("This text is too long or too complicated. Use at most %(most)s characters and fewer brackets."),
}


def merged_catalogue(language: str = "nl") -> Catalog:
    """All translations of a language: one small catalogue per package, together. A double must say the same."""
    merged = Catalog(locale=language)
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string, flags=message.flags)
    return merged


def compile_catalogues() -> None:
    """Write messages.mo where a text catalogue is newer; a read-only installation was compiled by `make setup`."""
    for folder in (path for path in TRANSLATIONS.iterdir() if path.is_dir()):
        compiled = folder / "LC_MESSAGES" / "messages.mo"
        sources = list(folder.glob("*.po"))
        newest = max((path.stat().st_mtime for path in sources), default=0)
        if sources and (not compiled.exists() or compiled.stat().st_mtime < newest):
            compiled.parent.mkdir(exist_ok=True)
            fresh = compiled.with_suffix(f".{os.getpid()}")  # several workers may start at once
            with fresh.open("wb") as file:
                write_mo(file, merged_catalogue(folder.name))
            fresh.replace(compiled)


__all__ = ["LANGUAGES", "explain", "gettext", "last_moment", "listing", "moment", "ngettext", "say", "speaking"]
