"""Names that any disk can hold, whatever somebody typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.dossier.rules import LONGEST, Names, safe, safe_file


@given(st.text())
def test_a_name_is_plain_short_and_never_empty(text):
    name = safe(text)

    assert re.fullmatch(r"[a-z0-9]+(-+[a-z0-9]+)*-?", name)
    assert len(name) <= LONGEST + 1


@given(st.text(), st.text(max_size=8))
def test_the_name_of_a_file_has_one_ending_at_most_and_is_no_path(stem, ending):
    name = safe_file(f"{stem}.{ending}")

    assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9]{1,5})?", name)
    assert len(name) <= LONGEST + 7


@given(st.lists(st.text(alphabet="ab.", min_size=1, max_size=3), max_size=30))
def test_no_name_is_given_out_twice(wanted):
    names = Names()

    given_out = [names.one(name) for name in wanted]

    assert len(set(given_out)) == len(wanted)


@pytest.mark.parametrize(("typed", "name"), [
    ("Café de Rijstpap", "cafe-de-rijstpap"), ("../../etc/passwd", "etc-passwd"), ("", "bestand"), ("🦆", "bestand"), ("con", "con-"),
    ("LPT1", "lpt1-"), ("a" * 300, "a" * LONGEST), ("<script>alert(1)</script>", "script-alert-1-script"), ("-rf", "rf")])
def test_what_people_type(typed, name):
    assert safe(typed) == name


@pytest.mark.parametrize(("typed", "name"), [
    ("Begroting 2026.PDF", "begroting-2026.pdf"), ("kaal", "kaal"), (".htaccess", "htaccess"), ("a.tar.gz", "a-tar.gz"),
    ("con.txt", "con-.txt"), ("naam.p/../x", "naam-p-x")])
def test_names_of_files(typed, name):
    assert safe_file(typed) == name
