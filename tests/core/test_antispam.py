"""Robots fill in what nobody sees, or are too fast; a person who is stopped keeps the input and reads what to do."""

from datetime import timedelta

import pytest
from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from portal.core.antispam import AgainstSpam
from portal.core.language import speaking
from tests.conftest import NOW


class NoteForm(AgainstSpam):
    note = StringField("Note")


@pytest.fixture
def filled_in(app, at, monkeypatch):
    """The form as it comes back: `filled_in(after=…, homepage=…)`."""
    monkeypatch.setitem(app.config, "FORM_SECONDS", 3)

    def fill(after=timedelta(minutes=1), **typed):
        at(NOW)
        with app.test_request_context():
            opened = NoteForm(meta={"csrf": False}).opened.data
        at(NOW + after)
        with app.test_request_context(method="POST", data=MultiDict({"note": "Dag", "opened": opened} | typed)), speaking("en"):
            form = NoteForm(request.form, meta={"csrf": False})
            return form.validate(), form

    return fill


def test_a_person_notices_nothing(filled_in):
    is_right, form = filled_in()

    assert is_right
    assert form.answers == {"note": "Dag"}


def test_the_trap_refuses_and_is_emptied(filled_in):
    is_right, form = filled_in(homepage="https://koop.example")

    assert not is_right
    assert form.homepage.data == "" and form.note.data == "Dag"
    assert "do not see" in form.form_errors[0]


@pytest.mark.parametrize(("seconds", "is_right"), [(0, False), (2, False), (3, True), (90_000, True)])
def test_faster_than_a_person_types_is_refused(filled_in, seconds, is_right):
    answer, form = filled_in(after=timedelta(seconds=seconds))

    assert answer is is_right
    assert bool(form.form_errors) is not is_right


@pytest.mark.parametrize("stamp", ["", "1", "MTcwMDAwMDAwMA.forged"])
def test_a_forged_opening_is_refused_and_replaced(filled_in, stamp):
    is_right, form = filled_in(opened=stamp)

    assert not is_right
    again, _form = filled_in(after=timedelta(hours=1), opened=form.opened.data)
    assert not again or form.opened.data != stamp
