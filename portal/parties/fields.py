"""The question which provider: a list where there are few, and where there are many the name or the KVK number, typed."""

from collections.abc import Collection, Iterable
from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from portal.core.forms import MAX_LINE, one_line, tidy
from portal.core.language import gettext, listing, say
from portal.parties.candidates import SHOWN, Candidate, Candidates, Found

MOST_LINES = 30
"""Each line that was typed is a question to the database."""


def _row_id(value: Any) -> int | None:
    return int(value) if str(value).isascii() and str(value).isdecimal() and len(str(value)) < 10 else None


def _place(row: Candidate) -> str:
    return f"KVK {row.kvk}, {row.city}" if row.city else f"KVK {row.kvk}"


def _quoted(lines: Iterable[str]) -> str:
    return listing([f"'{line}'" for line in lines])


class _Typed:
    """What is typed comes beside the ids, in a box of its own."""

    name: str
    data: Any
    raw_data: Any
    process_data: Any
    process_formdata: Any
    description: Any
    is_typed = False
    typed = ""

    @property
    def typed_name(self) -> str:
        return f"{self.name}-typed"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Where the box stood in the form, its answer is all there is: what was filled in beforehand counts no more."""
        super().process(formdata, *args, **kwargs)  # type: ignore[misc]
        if formdata is not None and self.typed_name in formdata:
            self.typed = str(tidy(formdata[self.typed_name]))
            self.process_data(None)
            self.process_formdata(formdata.getlist(self.name))

    def ask_to_type(self, *hints: str) -> None:
        self.is_typed = True
        self.description = " ".join(filter(None, [*hints, str(self.description)]))

    def take(self, ids: Collection[int]) -> None:
        """Reading over carries what was found, not what was typed."""
        self.raw_data = [str(row_id) for row_id in ids]


class PartyField(_Typed, SelectField):  # type: ignore[misc]
    """One provider, or nobody; `data` is its id and `chosen` all there is to know.

    What was typed is taken when it is a KVK number or a whole name. What fits one name in part is taken where the sender reads it over,
    and asked back where nobody does.
    """

    data: Any
    chosen: Candidate | None = None
    found: Found

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, coerce=_row_id, validate_choice=False, **options)
        self.type = "SelectField"

    def offer(self, candidates: Candidates, nobody: str) -> None:
        """Who can be chosen; `nobody`: what the list says first."""
        self.asked, few = self.data, candidates.few()
        if few is None:
            self.ask_to_type(gettext("Type the name, a part of it, or the KVK number."),
                             "" if self.flags.required else gettext("Leave it empty for '%(nobody)s'.", nobody=nobody))
            self._look_up(candidates)
        else:
            self.choices = [("", nobody), *((row.id, row.name) for row in few)]
            self._choose(next((row for row in few if row.id == self.data), None))

    def _look_up(self, candidates: Candidates) -> None:
        self.type = "PartyField"
        self.typed = str(one_line(self.typed))[:MAX_LINE]
        self.found = candidates.named(self.typed) if self.typed else Found(candidates.by_ids([self.data] if self.data else []))
        self._choose(next((row for row in self.found.rows if row.id == self.data), self.found.exact))

    def _choose(self, row: Candidate | None) -> None:
        self.chosen, self.data = row, row.id if row else None
        if row is not None and self.is_typed:
            self.typed = row.written
            self.take([row.id])

    def pre_validate(self, form: Any) -> None:
        """Somebody else than who can be chosen is no answer."""
        if self.chosen is None and self.is_typed and self.typed:
            self._choose(self.found.settled(is_read_over=form.step == "check"))
            if self.chosen is None:
                self._ask_back(self.found)
        elif self.chosen is None and self.asked is not None:
            raise StopValidation(say("party:not-to-choose"))

    def _ask_back(self, found: Found) -> None:
        if not found.rows:
            raise StopValidation(say("party:not-found", typed=_quoted([self.typed])))
        self.type = "RadioField"
        self.choices = [SelectChoice(row.id, row.name) for row in found.rows]
        self.notes = {row.id: _place(row) for row in found.rows}
        code = "party:very-many" if found.has_more else "party:several" if len(found.rows) > 1 else "party:perhaps"
        raise StopValidation(say(code, typed=_quoted([self.typed]), shown=SHOWN))

    def spoken(self) -> str:
        """Of many there can be two whose names are nearly the same."""
        if self.chosen is None:
            return self.typed
        return self.chosen.written if self.is_typed else self.chosen.name


class PartiesField(_Typed, SelectMultipleField):  # type: ignore[misc]
    """Any number of providers, as boxes to tick; `data` holds their ids. Of many, those that were chosen, and a line to type for each other one.

    A line that fits more than one becomes boxes to tick; one that fits none, or very many, stays.
    """

    is_choices = True
    data: list[int]

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, coerce=_row_id, validate_choice=False, **options)

    def offer(self, candidates: Candidates) -> None:
        wanted = [row_id for row_id in self.data or [] if row_id is not None]
        few = candidates.few()
        self.rows = {row.id: row for row in (candidates.by_ids(wanted) if few is None else few)}
        self.data = [row_id for row_id in self.rows if row_id in wanted]
        if few is None:
            self.ask_to_type(gettext("Type the name, a part of it, or the KVK number: each provider on a line of its own."))
        lines = list(dict.fromkeys(filter(None, map(str.strip, self.typed.splitlines())))) if few is None else []
        self.found = {line: candidates.named(line[:MAX_LINE]) for line in lines[:MOST_LINES]}
        self.rest = lines[MOST_LINES:]
        self._show()

    def _show(self) -> None:
        rows = sorted(self.rows.values(), key=lambda row: self.is_typed and row.id not in self.data)
        self.choices = [SelectChoice(row.id, row.name) for row in rows]
        self.notes = {row.id: _place(row) for row in rows} if self.is_typed else {}
        self.take(self.data)

    def pre_validate(self, form: Any) -> None:
        """What was typed is taken, becomes boxes, or stays with what is wrong about it."""
        wrong: dict[str, list[str]] = {"party:not-found": [], "parties:very-many": [], "parties:several": []}
        for line, found in self.found.items():
            if row := found.settled(is_read_over=form.step == "check"):
                self.rows[row.id], self.data = row, [*self.data, row.id]
            elif not found.rows or found.has_more:
                wrong["parties:very-many" if found.rows else "party:not-found"].append(line)
            else:
                wrong["parties:several"].append(line)
                self.rows |= {row.id: row for row in found.rows}
        self.data = list(dict.fromkeys(self.data))
        self.typed = "\n".join([*wrong["party:not-found"], *wrong["parties:very-many"], *self.rest])
        self._show()
        told = [say(code, typed=_quoted(lines)) for code, lines in wrong.items() if lines]
        if self.rest:
            told.append(say("parties:at-once", most=MOST_LINES))
        if told:
            raise StopValidation(" ".join(told))

    def spoken(self) -> str:
        return listing([row.name for row in self.rows.values() if row.id in self.data])
