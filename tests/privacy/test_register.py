"""The register is whole: whatever column can say something about a person stands in it, or is said to be about none."""

from portal.core.database import Base
from portal.privacy.register import NOT_ABOUT_PEOPLE, REGISTER, candidates, is_one_of, place_of
from portal.privacy.rules import LENGTHS, LegalGround, Term


def test_every_column_has_its_place(app):
    lost = [column for column in candidates() if place_of(column) is None and not is_one_of(column, NOT_ABOUT_PEOPLE)]

    assert not lost, "put these in REGISTER, with why and how long, or in NOT_ABOUT_PEOPLE"


def test_what_names_or_reaches_somebody_is_never_left_out(app):
    telling = ("*.email", "*.sender_email", "*.sender_name", "*.person_name", "*.phone", "*.address", "*.person_id", "*.user_id", "*.password")
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables if table.name != "network" for column in table.columns]

    assert not [column for column in columns if is_one_of(column, telling) and place_of(column) is None]


def test_every_record_names_columns_that_exist(app):
    columns = [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns]

    assert not [kept.code for kept in REGISTER if not any(place_of(column) is kept for column in columns)]


def test_what_is_kept_by_law_has_no_length_of_ours():
    assert set(LENGTHS) == set(Term) - {Term.STOP, Term.ARCHIVE}
    assert {kept.ground for kept in REGISTER} == set(LegalGround)


def test_the_page_says_all_of_it(visit, session):
    from tests import world

    world.municipality(session, world.network(session), is_host=True)
    session.commit()

    page = visit.get("/privacy")

    for kept in REGISTER:
        assert f'id="p-{kept.code}"' in page.html
    assert "90 dagen" in page.html and "tafel@example.nl" in page.html and "Maastricht" in page.html
    assert 'href="/privacy"' in visit.get("/").html
