"""The question which provider, in a list and typed: what is taken, what is asked back, what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.core.forms import Form, required
from portal.members.models import Membership
from portal.members.queries import candidates
from portal.parties import candidates as choosing
from portal.parties import fields
from portal.parties.fields import PartiesField, PartyField
from tests import world

NAMES = ("De Boot", "De Boot Noord", "Élan Zorg & Wonen", "Het Anker", "'t Huis aan de Maas", "Zorg (Zuid) 24/7")


class One(Form):
    class Meta(Form.Meta):
        csrf = False

    who = PartyField("Wie?", [required("Kies de aanbieder.")])


class Perhaps(Form):
    class Meta(Form.Meta):
        csrf = False

    who = PartyField("Wie?")


class Any(Form):
    class Meta(Form.Meta):
        csrf = False

    who = PartiesField("Wie?")


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def known(session, network):
    """The members by name: more than fit a list."""
    found = {name: world.member(session, network, name, kvk=f"1000000{number}") for number, name in enumerate(NAMES, start=1)}
    session.flush()
    return found


@pytest.fixture
def few(monkeypatch):
    return lambda number: monkeypatch.setattr(choosing, "FEW", number)


@pytest.fixture
def sent(app, session, network, few):
    """The form as it was sent, with its field; `act`: the button that was pressed."""
    few(2)

    def send(kind, act="send", chosen=(), typed=None):
        data = MultiDict([("act", act), *(("who", str(one)) for one in chosen), *([] if typed is None else [("who-typed", typed)])])
        with app.test_request_context(method="POST", data=data):
            form = kind()
            form.who.offer(candidates(session, network), *([] if kind is Any else ["Niemand"]))
            form.is_right = form.validate()
            return form

    return send


def labels(field):
    return [choice.label for choice in field.choices]


@pytest.mark.parametrize(("typed", "name"), [
    ("10000004", "Het Anker"), ("1000 0004", "Het Anker"), ("1000.00.04", "Het Anker"), ("KVK 10000004", "Het Anker"), ("Het Anker, KVK 10000004", "Het Anker"),
    ("het anker", "Het Anker"), ("  HET   ANKER ", "Het Anker"), ("de boot", "De Boot"), ("De Boot Noord", "De Boot Noord"),
    ("élan zorg & wonen", "Élan Zorg & Wonen"), ("ELAN ZORG & WONEN", "Élan Zorg & Wonen"), ("’t huis aan de maas", "'t Huis aan de Maas"),
    ("zorg (zuid) 24/7", "Zorg (Zuid) 24/7")])
def test_a_number_and_a_whole_name_are_taken_at_once(known, sent, typed, name):
    form = sent(One, typed=typed)

    assert form.is_right and form.who.data == known[name].id
    assert form.who.typed == form.who.spoken() == f"{name}, KVK {known[name].kvk}"


@pytest.mark.parametrize(("typed", "name"), [("anker", "Het Anker"), ("wonen elan", "Élan Zorg & Wonen"), ("noord", "De Boot Noord"), ("maas 't", "'t Huis aan de Maas")])
def test_a_part_of_one_name_is_asked_back_where_nobody_reads_it_over(known, sent, typed, name):
    form = sent(One, typed=typed)
    assert form.who.errors == [f"Eén aanbieder heeft '{typed}' in de naam. Bedoelt u deze? Kies hem dan."]
    assert (form.who.type, labels(form.who), form.who.data, form.who.typed) == ("RadioField", [name], None, typed)
    assert form.who.notes == {known[name].id: f"KVK {known[name].kvk}, Maastricht"}

    assert sent(One, typed=typed, chosen=[known[name].id]).who.data == known[name].id
    read_over = sent(One, "check", typed=typed)
    assert read_over.is_right and (read_over.who.data, read_over.who.raw_data) == (known[name].id, [str(known[name].id)])


def test_who_fits_more_than_one_is_asked_which_one(known, sent):
    for act in ("send", "check"):
        form = sent(One, act, typed="boot")
        assert form.who.errors == ["Meer dan één aanbieder heeft 'boot' in de naam. Kies welke u bedoelt."]
        assert labels(form.who) == ["De Boot", "De Boot Noord"]

    assert sent(One, typed="boot", chosen=[known["De Boot Noord"].id]).who.data == known["De Boot Noord"].id
    assert sent(One, typed="", chosen=[known["De Boot Noord"].id]).who.data == known["De Boot Noord"].id


def test_what_was_typed_anew_counts_and_not_what_is_still_ticked(known, sent):
    assert sent(One, typed="Het Anker", chosen=[known["De Boot"].id]).who.data == known["Het Anker"].id
    form = sent(One, typed="zorg", chosen=[known["De Boot"].id])
    assert form.who.data is None and set(labels(form.who)) == {"Élan Zorg & Wonen", "Zorg (Zuid) 24/7"}


def test_of_two_with_the_same_name_one_is_chosen_by_its_number(session, network, known, sent):
    twin = world.member(session, network, "het anker", kvk="20000000", city="Heerlen")
    form = sent(One, "check", typed="Het Anker")

    assert sorted(form.who.notes.values()) == ["KVK 10000004, Maastricht", "KVK 20000000, Heerlen"]
    assert sent(One, typed="20000000").who.data == twin.id


def test_of_very_many_the_first_twenty_are_shown_the_whole_name_first(session, network, known, sent):
    for number in range(30):
        world.member(session, network, f"Aan de boot {number:02}")
    form = sent(One, typed="boot")
    assert len(form.who.choices) == 20 and labels(form.who)[0] == "Aan de boot 00"
    assert form.who.errors == ["Heel veel aanbieders hebben 'boot' in de naam. De eerste 20 staan hier. Kies er een, of typ meer van de naam."]

    assert sent(One, typed="de boot").who.data == known["De Boot"].id


@pytest.mark.parametrize("typed", ["qqq", "99999999", "Het Anker Noord", "Een ander", "Vertrokken", ".*", "[", "(noord", "\\", "a|b", "^", "De_Boot", "%", "1000000", "1" * 300])
def test_who_is_not_there_is_told(session, network, known, few, sent, now, typed):
    world.party(session, "Een ander")
    gone = world.member(session, network, "Vertrokken", kvk="30000000")
    session.scalars(select(Membership).where(Membership.party_id == gone.id)).one().member_until = now.date() - timedelta(days=1)
    session.flush()

    form = sent(One, "check", typed=typed)
    assert form.who.errors == [f"Geen aanbieder die u hier kunt kiezen heeft '{typed[:200]}' in de naam of als nummer. "
                               "Kijk of u het goed hebt getypt, of typ het KVK-nummer."]
    assert (form.who.type, form.who.typed) == ("PartyField", typed[:200])
    for number in (2, 100):
        few(number)
        assert sent(Perhaps, chosen=[gone.id]).who.errors == ["Deze aanbieder kunt u hier niet kiezen. Kies een andere."]


def test_nobody_is_an_answer_where_it_may_be(known, sent):
    assert sent(One, typed=" ").who.errors == ["Kies de aanbieder."]
    form = sent(Perhaps, typed="")
    assert form.is_right and form.who.data is None and form.who.spoken() == ""
    assert form.who.description == "Typ de naam, een deel daarvan of het KVK-nummer. Laat dit leeg voor 'Niemand'."
    assert sent(Perhaps, typed="qqq").who.errors


def test_what_was_filled_in_beforehand_stands_there_until_something_else_is_typed(session, network, known, few, app):
    few(2)
    for data, expected in ((MultiDict(), "De Boot, KVK 10000001"), (MultiDict([("who-typed", "")]), ""), (MultiDict([("who-typed", "boot")]), "boot")):
        form = Perhaps(formdata=data, who=known["De Boot"].id)
        form.who.offer(candidates(session, network), "Niemand")
        assert form.who.typed == expected


def test_few_stand_in_a_list(session, network, known, few):
    few(len(NAMES))
    form = One(formdata=MultiDict([("who", str(known["Het Anker"].id)), ("who-typed", "De Boot")]))
    form.who.offer(candidates(session, network, but=[known["De Boot Noord"].id]), "Kies")

    assert labels_of_list(form.who) == ["Kies", "'t Huis aan de Maas", "De Boot", "Het Anker", "Zorg (Zuid) 24/7", "Élan Zorg & Wonen"]
    assert form.validate() and (form.who.type, form.who.data, form.who.spoken()) == ("SelectField", known["Het Anker"].id, "Het Anker")


def labels_of_list(field):
    return [label for _, label in field.choices]


# Any number of them

def test_each_line_is_taken_or_asked_back(known, sent):
    form = sent(Any, chosen=[known["Zorg (Zuid) 24/7"].id], typed="10000004\r\nboot\nqqq\n\nnoord\nHet Anker")
    assert form.who.data == [known[name].id for name in ("Zorg (Zuid) 24/7", "Het Anker")]
    assert labels(form.who) == ["Zorg (Zuid) 24/7", "Het Anker", "De Boot", "De Boot Noord"]
    assert form.who.typed == "qqq"
    assert form.who.errors == ["Geen aanbieder die u hier kunt kiezen heeft 'qqq' in de naam of als nummer. Kijk of u het goed hebt getypt, of typ het "
                               "KVK-nummer. Vink hieronder aan wie u bedoelt met 'boot' en 'noord'."]

    again = sent(Any, "check", chosen=[*form.who.data, known["De Boot"].id], typed="noord")
    assert again.is_right and again.who.typed == ""
    assert again.who.spoken() == "De Boot, Het Anker, Zorg (Zuid) 24/7 en De Boot Noord"
    assert again.who.raw_data == [str(one) for one in again.who.data]


def test_lines_with_too_much_to_choose_from_stay(known, sent, monkeypatch):
    monkeypatch.setattr(choosing, "SHOWN", 1)
    monkeypatch.setattr(fields, "MOST_LINES", 2)
    form = sent(Any, "check", typed="boot\nHet Anker\nnoord")

    assert form.who.typed == "boot\nnoord" and form.who.spoken() == "Het Anker"
    assert form.who.errors == ["Heel veel aanbieders hebben 'boot' in de naam. Typ meer van de naam, of het KVK-nummer. "
                               "U kunt per keer hoogstens 2 regels typen. De andere staan er nog."]


def test_few_are_all_there_to_tick(session, network, known, few, sent):
    few(len(NAMES))
    form = Any(formdata=MultiDict([("who", str(known["Het Anker"].id)), ("who", "999"), ("who", "x")]))
    form.who.offer(candidates(session, network))

    assert form.validate() and form.who.data == [known["Het Anker"].id]
    assert (len(form.who.choices), form.who.is_typed) == (len(NAMES), False)


def test_however_many_there_are_the_same_few_rows_are_asked(session, network, known, sent, count_queries):
    def asked(typed):
        with count_queries() as queried:
            form = sent(One, typed=typed)
        return len(queried), len(form.who.choices or [])

    before = asked("boot")
    for number in range(150):
        world.member(session, network, f"Bootje {number}")
    session.flush()
    assert asked("boot") == (before[0], 20) == (2, 20)
