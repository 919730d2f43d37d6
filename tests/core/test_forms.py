"""Input: what is taken out, what is refused, and how answers are read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import ValidationError

from portal.core.forms import ChoicesField, Digits, Form, NoBsn, Phone, Postcode, RadioField, required, tidy
from portal.members.rules import Declaration
from portal.parties.rules import Domain


class Field:
    def __init__(self, data):
        self.data = data


@pytest.mark.parametrize("typed", ["12345678", "12 34 56 78", "12.34.56.78", " 1234-5678"])
def test_digits_are_taken_however_they_are_typed(typed):
    field = Field(typed)
    Digits(8, "acht")(None, field)

    assert field.data == "12345678"


@pytest.mark.parametrize("typed", ["", None, "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨", "12345678\n9"])
def test_other_than_so_many_digits_is_refused(typed):
    with pytest.raises(ValidationError, match="acht"):
        Digits(8, "acht")(None, Field(typed))


@pytest.mark.parametrize("typed", ["6211 AB", "6211ab", "6211AB"])
def test_postcode_is_written_in_one_way(app, typed):
    field = Field(typed)
    Postcode()(None, field)

    assert field.data == "6211 AB"


@pytest.mark.parametrize("typed", ["", None, "0211 AB", "62111 AB", "6211 A1", "AB 6211"])
def test_wrong_postcode_is_refused(app, typed):
    with app.test_request_context(), pytest.raises(ValidationError):
        Postcode()(None, Field(typed))


@pytest.mark.parametrize("typed", ["043 350 40 40", "06-12345678", "(043) 350 4040", "+32 2 123 45 67", "0032 2 1234567"])
def test_telephone_number_is_taken_as_people_write_it(typed):
    Phone()(None, Field(typed))


@pytest.mark.parametrize("typed", ["", None, "12345", "043 350 40 4", "bel mij", "0433504040 of 0612345678"])
def test_wrong_telephone_number_is_refused(app, typed):
    with app.test_request_context(), pytest.raises(ValidationError):
        Phone()(None, Field(typed))


def test_possible_bsn_is_pointed_out(app):
    with app.test_request_context(), pytest.raises(ValidationError, match="123456782"):
        NoBsn()(None, Field("Mijn moeder, 123456782, wacht."))


@given(st.text())
def test_tidy_text_has_no_marks_that_hide_or_turn(text):
    tidied = tidy(f"\u202e{text}\u200b\x00")

    assert not set(tidied) & set("\u202e\u200b\x00\u2066\ufeff")
    assert tidied == tidied.strip()
    assert tidy(tidied) == tidied


class Sample(Form):
    class Meta:
        csrf = False

    domains = ChoicesField("Hulp", [required("Kies.")], kind=Domain)
    one = RadioField("Een", [required("Kies er een.")], kind=Domain, only=(Domain.YOUTH, Domain.WMO))
    declared = ChoicesField("Verklaring", kind=Declaration)
    name = StringField("Naam")
    text = TextAreaField("Tekst")


@pytest.fixture
def filled(app, session):
    def fill(**answers):
        with app.test_request_context(method="POST"):
            form = Sample(MultiDict([(name, v) for name, given in answers.items()
                                     for v in (given if isinstance(given, list) else [given])]))
            form.validate()
            return form

    return fill


def test_choices_are_members_and_others_are_no_answer(filled):
    form = filled(domains=["wmo", "purple"], one="participation", name=" Anne\u200b ")

    assert form.domains.data == frozenset({Domain.WMO})
    assert form.one.data is None
    assert form.one.errors == ["Kies er een."]
    assert form.name.data == "Anne"


def test_no_choice_asks_the_question_again(filled):
    assert filled(one="wmo").domains.errors == ["Kies."]


def test_choices_are_read_back_in_their_own_order(filled):
    form = filled(domains=["wmo", "youth"], one="wmo", declared=["information", "quality"])

    assert form.domains.spoken() == "Jeugd en Wmo"
    assert form.declared.spoken().splitlines()[0].endswith("vraagt.")
    assert len(form.declared.spoken().splitlines()) == 2
