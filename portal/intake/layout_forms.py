"""The form that asks which column is what, made for the columns and the unknown words of one file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import StopValidation

from portal.core.forms import Form
from portal.core.language import gettext, say
from portal.intake.layout import CODED, Choice
from portal.intake.rules import Column, Layout, plain

NONE, LEAVE_OUT, WHOLE = "", "leave-out", "whole:"
"""Answers beside the place of a column and the code of a word."""


class LayoutForm(Form):
    """Which column is what. `words` holds (column, word, field) for what was not known in the file."""

    adds_up = BooleanField(
        _l("Add up rows of the same provider, domain and funding"), default=False,
        description=_l("When the file has more rows for one of them, such as one for each product or municipality."))
    words: list[tuple[Column, str, Any]]

    @property
    def columns(self) -> list[Any]:
        return [self[column.value] for column in Column]

    def validate(self, extra_validators: Any = None) -> bool:
        """Every column its own place."""
        is_right: bool = super().validate(extra_validators)
        taken: dict[str, str] = {}
        for column in Column:
            answer = self[column.value].data
            if answer.isdigit() and (first := taken.setdefault(answer, column.value)) != column.value:
                self[column.value].errors = [gettext("This column was chosen for '%(other)s' already.", other=say(Column(first)))]
                is_right = False
        return is_right

    def layout(self, heading: int, before: Layout) -> Layout:
        """What was said, with what was said before of other words."""
        columns = {column: int(answer) for column in Column if (answer := self[column.value].data).isdigit()}
        fixed = {column: self[column.value].data.removeprefix(WHOLE) for column in CODED
                 if self[column.value].data.startswith(WHOLE)}
        words: dict[Column, dict[str, str | None]] = {column: dict(before.words.get(column, {})) for column in CODED}
        for column, word, field in self.words:
            if field.data:
                words[column][plain(word)] = None if field.data == LEAVE_OUT else field.data
        return replace(before, heading=heading, columns=columns, fixed=fixed, words=words, adds_up=bool(self.adds_up.data))


class _Chosen:
    """An answer is needed; that there is none yet is not the reader's mistake, so the field says what to do."""

    field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(gettext("Choose the column for '%(what)s'.", what=field.label.text))


def layout_form(choices: Sequence[Choice], layout: Layout, words: Mapping[Column, Sequence[str]]) -> LayoutForm:
    """The form for these columns, with what is known already chosen."""
    fields: dict[str, Any] = {column.value: _column_field(column, choices, layout) for column in Column}
    asked = [(f"word_{column.value}_{number}", column, word) for column in CODED for number, word in enumerate(words.get(column, ()))]
    fields |= {name: _word_field(column, word) for name, column, word in asked}
    form: LayoutForm = type("LayoutForm", (LayoutForm,), fields)(data={"adds_up": layout.adds_up})
    form.words = [(column, word, form[name]) for name, column, word in asked]
    return form


def _column_field(column: Column, choices: Sequence[Choice], layout: Layout) -> SelectField:
    options = [(NONE, gettext("Choose a column")), *((str(one.place), _called(one)) for one in choices)]
    if column in CODED:
        options += [(f"{WHOLE}{code.value}", gettext("Not in the file: everything is %(what)s", what=say(code))) for code in CODED[column]]
    place = layout.columns.get(column)
    chosen = f"{WHOLE}{layout.fixed[column]}" if column in layout.fixed else "" if place is None else str(place)
    return SelectField(say(column), [_Chosen()], choices=options, default=chosen)


def _called(choice: Choice) -> str:
    heading = choice.heading or gettext("without a heading")
    return f"{choice.letter}: {heading}" + (f" ({', '.join(choice.values)})" if choice.values else "")


def _word_field(column: Column, word: str) -> SelectField:
    options = [(NONE, gettext("Not known yet")), *((code.value, say(code)) for code in CODED[column]),
               (LEAVE_OUT, gettext("Leave these rows out"))]
    return SelectField(gettext("'%(word)s' in the column %(column)s is", word=word, column=say(column)), choices=options)
