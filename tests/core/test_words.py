"""Words: plural beside singular, accents and case left out, numbers whole; and what a question asks for."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.core.words import LONGEST_QUESTION, LONGEST_WORD, MOST_TERMS, Trouble, forms, places, question


def stem(word):
    return forms(word)[0].stem


@pytest.mark.parametrize("words", [
    "tarief tarieven", "voorstel voorstellen", "overleg overleggen", "verslag verslagen", "dag dagen", "week weken",
    "reactieronde reactierondes", "gemeente gemeenten gemeentes", "kind kinderen", "cliënt cliënten client clienten",
    "coördinator coordinatoren", "foto foto's foto’s", "idee ideeën", "categorie categorieën", "lid leden", "stad steden",
    "advies adviezen", "begeleiding begeleiden begeleid begeleider", "probleem problemen", "inwoner inwoners",
    "Wachttijd WACHTTIJDEN", "artikel artikelen art", "besluit besluiten", "jaar jaren", "prijs prijzen", "regio regio's",
    "antwoord antwoorden", "voorwaarde voorwaarden", "melden meldt meld melding", "standaard standaarden", "uur uren",
])
def test_these_words_are_one(words):
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [
    ("begeleiding", "beleid"), ("gemeente", "men"), ("gezin", "zin"), ("wachttijd", "wachtlijst"), ("jeugd", "jeugdhulp"),
    ("eenheid", "en")])
def test_these_words_are_not(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(("text", "words"), [
    ("Artikel 4.3.1, lid 2.", ["artikel", "4.3.1", "lid", "2"]), ("voorstel 2026-07", ["voorstel", "2026-7"]),
    ("van 4.3-4.5", ["van", "4.3", "4.5"]), ("één cliënt’s e-mail", ["een", "clients", "e", "mail"]),
    ("de jaren 80's, 0’0", ["de", "jaren", "80s", "00"]), ("snake_case <b>vet</b>", ["snake", "case", "b", "vet", "b"]), ("€ 12,50 … !", ["12", "50"]), ("", []),
])
def test_a_text_is_cut_into_words(text, words):
    assert [form.exact for form in forms(text)] == words


@example("0'0")
@given(st.text(max_size=300))
def test_words_are_bare_and_stand_where_they_are(text):
    composed = unicodedata.normalize("NFC", text)
    for place in places(composed):
        assert composed[place.start : place.end]
        for word in (place.form.exact, place.form.stem):
            assert 0 < len(word) <= LONGEST_WORD
            assert not set(word) & set(" '\"*:()\\\t\n#=&|!<>")


def said(typed):
    return [("-" if term.is_excluded else "") + " ".join(form.exact for form in term.words) + ("*" if term.is_beginning else "")
            for term in question(typed).terms]


@pytest.mark.parametrize(("typed", "terms"), [
    ("wachttijd jeugd", ["wachttijd", "jeugd"]), ("de wachttijd van de jeugd", ["wachttijd", "jeugd"]), ("voor", ["voor"]),
    ('"de lange wachttijd" -jeugd', ["de lange wachttijd", "-jeugd"]), ("“zes weken”", ["zes weken"]), ("tarief*", ["tarief*"]),
    ("zorg/jeugd", ["zorg", "jeugd"]), ("e-mail", ["mail"]), ("zorg zorg Zorg", ["zorg"]), ('-"lange wachttijd" zorg', ["-lange wachttijd", "zorg"]),
    ('"open zonder einde', ["open zonder einde"]), ("2026-014", ["2026-14"]), ("lid 4", ["lid", "4"]),
    ("zorg AND NOT jeugd OR NEAR(x)", ["zorg", "and", "not", "jeugd", "or", "near"]), ("- -- \"\" * ()", []), ("a b", []),
])
def test_a_question_is_read(typed, terms):
    assert said(typed) == terms


@pytest.mark.parametrize(("typed", "trouble"), [
    ("", Trouble.EMPTY), (" \t\x00 ", Trouble.EMPTY), ("a", Trouble.TOO_SHORT), ("!?", Trouble.TOO_SHORT),
    ("-zorg", Trouble.ONLY_EXCLUDED), ("zorg", None)])
def test_what_cannot_be_looked_for(typed, trouble):
    assert question(typed).trouble == trouble


def test_a_long_question_is_shortened_and_says_so():
    long = question("wachttijd " * 1000)
    many = question(" ".join(f"woord{n}" for n in range(MOST_TERMS + 1)))

    assert len(long.text) <= LONGEST_QUESTION
    assert long.is_shortened
    assert len(many.terms) == MOST_TERMS
    assert many.is_shortened
    assert not question("wachttijd").is_shortened


@given(st.text())
def test_no_question_is_an_error(typed):
    asked = question(typed)

    assert len(asked.terms) <= MOST_TERMS
    assert asked.text.isprintable()
