"""The inspector itself: what it must remark on a page, it remarks."""

from types import SimpleNamespace

import pytest

from tests.inspector import Page

GOOD = ('<!doctype html><html lang="nl"><head><title>Signalen - Zuid-Limburg</title></head><body><a href="#inhoud">Naar de inhoud</a>'
        '<main id="inhoud"><h1>Signalen</h1><form method="post"><input type="hidden" name="csrf_token" value="x">'
        '<label for="naam">Naam</label><input id="naam" name="naam" aria-describedby="uitleg"><p id="uitleg">Voluit</p>'
        '<label>Plaats <select name="plaats"><option>Beek</option></select></label></form>'
        "<table><caption>Allemaal</caption><tbody><tr><td>1</td></tr></tbody></table></main></body></html>")


def inspected(html):
    response = SimpleNamespace(text=html, status_code=200, headers={}, content_type="text/html")
    Page(None, response, "/signalen").inspect()


def test_a_good_page_gets_no_remark():
    inspected(GOOD)


@pytest.mark.parametrize(("there", "wrong", "remark"), [
    ("<h1>Signalen</h1>", "<h2>Signalen</h2>", "0 times h1"),
    ("<h1>Signalen</h1>", "<h1>Signalen</h1><h1>Nog een</h1>", "2 times h1"),
    ('lang="nl"', 'lang="fr"', "no language"),
    ("Signalen - Zuid", " - Zuid", "empty title"),
    ('id="uitleg"', 'id="naam"', "id naam twice"),
    ('id="uitleg"', 'id="anders"', "naam described by missing uitleg"),
    ('href="#inhoud"', 'href="#nergens"', "#nergens leads nowhere"),
    ("<caption>Allemaal</caption>", "", "table without caption"),
    ('for="naam"', 'for="ander"', "field naam without label"),
    ("<label>Plaats ", "Plaats <label></label>", "field plaats without label"),
    ('name="csrf_token"', 'name="anders"', "form without csrf_token"),
    ("<h1>", '<h1 style="color:red">', "inline style"),
    ("<h1>", "<script>1</script><h1>", "inline script"),
    ("<td>1", "<td><p><div>1</p></div>", "unexpected-end-tag"),
])
def test_each_fault_is_remarked(there, wrong, remark):
    assert there in GOOD
    with pytest.raises(AssertionError, match=remark):
        inspected(GOOD.replace(there, wrong))
