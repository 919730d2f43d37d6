"""Days as people write them, with the year where it is not this one; counts with their points."""

from datetime import UTC, date, datetime

import pytest

from portal.core.language import (
    day_month,
    day_year,
    gettext,
    ngettext,
    number,
    out_of,
    say,
    speaking,
    weekday_and_month,
)

NEW_YEAR_IN_AMSTERDAM = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "short", "with_weekday"), [
    (date(2026, 4, 7), "7 april", "di 7 april"),
    (date(2026, 12, 31), "31 december", "do 31 december"),
    (date(2024, 1, 7), "7 januari 2024", "zo 7 januari 2024"),
    (date(2027, 1, 1), "1 januari 2027", "vr 1 januari 2027"),
    (NEW_YEAR_IN_AMSTERDAM, "1 januari 2027", "vr 1 januari 2027"),
])
def test_a_day_of_another_year_has_its_year(app, now, day, short, with_weekday):
    with app.test_request_context():
        assert (day_month(day), weekday_and_month(day)) == (short, with_weekday)


def test_this_year_begins_in_amsterdam(app, at):
    at(NEW_YEAR_IN_AMSTERDAM)
    with app.test_request_context():
        assert (day_month(date(2026, 12, 31)), day_month(date(2027, 1, 1))) == ("31 december 2026", "1 januari")


def test_the_year_of_an_instant_is_the_one_in_amsterdam(app):
    with app.test_request_context():
        assert day_year(NEW_YEAR_IN_AMSTERDAM) == "1 januari 2027"
        with speaking("en"):
            assert day_year(NEW_YEAR_IN_AMSTERDAM) == "1 January 2027"


@pytest.mark.parametrize(("count", "dutch", "english"), [
    (0, "0 taken", "0 tasks"), (1, "1 taak", "1 task"), (999, "999 taken", "999 tasks"), (1020, "1.020 taken", "1,020 tasks"),
    (1_234_567, "1.234.567 taken", "1,234,567 tasks")])
def test_a_count_is_written_as_people_write_it_on_pages_and_in_letters(app, count, dutch, english):
    template = app.jinja_env.from_string('{{ ngettext("%(num)s task", "%(num)s tasks", count) }}')
    with app.test_request_context():
        for wanted, said in (("nl", dutch), ("en", english)):
            with speaking(wanted):
                assert ngettext("%(num)s task", "%(num)s tasks", count) == template.render(count=count) == said
                assert number(count) == said.partition(" ")[0]


def test_every_count_in_a_sentence_has_its_point_and_what_something_is_called_by_has_none(app):
    template = app.jinja_env.from_string('{{ _("Part %(part)s of %(name)s, in %(year)s", part=part, name=name, year=2026) }}')
    page = app.jinja_env.from_string('{% autoescape true %}{{ _("%(name)s", name=name) }}{% endautoescape %}')
    with app.test_request_context():
        assert template.render(part=1020, name="3") == "Part 1.020 of 3, in 2026"
        assert page.render(name="<b>1020</b>") == "&lt;b&gt;1020&lt;/b&gt;"
        assert out_of(1020, 5129) == "1.020 van 5.129"
        for name in ("kvk", "line", "number", "row", "seed", "version", "year"):
            assert gettext(f"%({name})s", **{name: 2026}) == "2026"
        assert gettext("%(yes)s", yes=True) == "True"
        assert say("round:answered", yes=963, partly=1021, no=971).startswith("De reacties hebben een antwoord. Overgenomen: 963, deels: 1.021")
