"""Days as people write them, with the year where it is not this one; counts with their points."""

from datetime import UTC, date, datetime

import pytest

from portal.core.language import day_month, day_year, ngettext, number, speaking, weekday_and_month

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
