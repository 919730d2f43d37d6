"""Files whose headings or words are not known: somebody says once what they mean. And large files, that show how far they are."""

import io
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.core.errors import Refused
from portal.intake import operations, reading
from portal.intake.files import cells_of
from portal.intake.layout import choices, guess, headings_key, letter_of, packed, recognised, unknown_words, unpacked
from portal.intake.models import SheetLayout, Upload
from portal.intake.rules import Column, Layout, read
from portal.parties.rules import Domain, FundingStream
from portal.tables.models import ClientCount, CountSet
from portal.tables.rules import CountRow
from tests import world
from tests.intake.conftest import REAL

PAGE = "/bureau/clientaantallen"
HEADING = ["Reg.nr.", "Wie", "Perceel", "Soort", "Unieke personen", "Opmerking"]
ROWS = [["90000001", "De Brug", "Perceel J", "natura", "1.204", "x"], ["90000002", "De Sluis", "Perceel W", "PGB", "12", ""]]
PLACES = {"kvk": "0", "name": "1", "domain": "2", "stream": "3", "clients": "4"}
ODD = "\r\n".join(";".join(row) for row in (["Telling 2025"], [], HEADING, *ROWS, ["Totaal", "", "", "", "1.216"])).encode("cp1252")


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def secretary(session, network, visit):
    person = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return visit.logged_in(person)


def send(secretary, content, name="telling.csv", day="2025-12-31", status=None):
    return secretary.get(PAGE).submit({"data_date": day}, files={"file": (io.BytesIO(content), name)}, status=status)


def say_all(page):
    page = page.submit(PLACES, "Lees het bestand zo", form="main form[method=post]")
    meant = page.visitor.get(page.path + "/kolommen")
    return meant.submit({"word_domain_0": "youth", "word_domain_1": "wmo"}, form="main form[method=post]")


def counted(session):
    rows = session.execute(select(ClientCount.kvk, ClientCount.domain, ClientCount.stream, ClientCount.clients).order_by(ClientCount.kvk))
    return [tuple(row) for row in rows]


def test_unknown_headings_and_words_are_said_by_hand_and_the_counts_applied(session, secretary):
    page = send(secretary, ODD)
    assert page.h1 == "Welke kolom is wat?"
    assert "1.204" in page.text and "Unieke personen" in page.text  # sample values
    assert session.scalar(select(func.count(CountSet.id))) == 0

    page = page.submit(PLACES, "Lees het bestand zo", form="main form[method=post]")
    assert "Perceel J, Perceel W" in page.text
    meant = secretary.get(page.path + "/kolommen")
    page = meant.submit({"word_domain_0": "youth", "word_domain_1": "wmo"}, form="main form[method=post]")
    assert "Elke rij klopt" in page.text
    page.submit(button="Neem deze cijfers over")

    assert counted(session) == [("90000001", Domain.YOUTH, FundingStream.ZIN, 1204), ("90000002", Domain.WMO, FundingStream.PGB, 12)]
    assert [e.action for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        "upload:receive", "upload:columns", "upload:columns", "counts:apply"]


def test_the_next_file_with_the_same_headings_is_read_by_itself(session, secretary):
    say_all(send(secretary, ODD))
    shifted = ODD.replace(b"Telling 2025\r\n\r\n", b"").replace(b"Unieke personen", b"UNIEKE  personen")

    page = send(secretary, shifted, "volgend jaar.csv")

    assert "Elke rij klopt" in page.text and page.h1 == "volgend jaar.csv"
    assert session.scalar(select(func.count(SheetLayout.id))) == 1


def test_another_network_does_not_know_what_this_one_said(session, network, secretary):
    say_all(send(secretary, ODD))
    row = session.scalars(select(SheetLayout)).one()

    assert row.network_id == network.id
    assert row.headings_key == headings_key(HEADING)


@pytest.mark.parametrize(("values", "error"), [
    ({"name": "0"}, "Deze kolom koos u al voor ‘KVK-nummer’."), ({"clients": ""}, "Kies de kolom voor ‘Aantal cliënten’."),
    ({"clients": "99"}, None), ({"domain": "whole:niets"}, None)])
def test_what_is_not_right_in_the_columns_is_told_at_the_field(session, secretary, values, error):
    page = send(secretary, ODD).submit(PLACES | values, form="main form[method=post]", status=422)

    assert len(page.errors) == 1 and (error is None or page.errors == [error])
    assert session.scalar(select(func.count(SheetLayout.id))) == 0


def test_a_file_without_domain_and_money_flow_is_of_one_as_a_whole(session, secretary):
    content = b"nr;instelling;aantal\r\n90000001;De Brug;3\r\n"
    page = send(secretary, content)
    page = page.submit({"kvk": "0", "name": "1", "clients": "2", "domain": "whole:sheltered_housing", "stream": "whole:zin"},
                       form="main form[method=post]")
    page.submit(button="Neem deze cijfers over")

    assert counted(session) == [("90000001", Domain.SHELTERED_HOUSING, FundingStream.ZIN, 3)]


def test_another_row_can_be_the_one_with_the_headings(session, secretary):
    page = send(secretary, ODD)
    at_title = secretary.get(f"{page.path}?rij=1")
    secretary.get(f"{page.path}?rij=99", status=404)

    assert "Het bestand vanaf rij 1" in at_title.text
    assert "Het bestand vanaf rij 3" in page.text


def test_applied_counts_stay_as_they_were_read(session, secretary):
    say_all(send(secretary, ODD)).submit(button="Neem deze cijfers over")
    upload = session.scalars(select(Upload)).one()

    assert secretary.get(f"{PAGE}/{upload.id}/kolommen", status=303).location.endswith(f"{PAGE}/{upload.id}")


def test_strangers_see_no_columns(session, network, secretary, visit):
    page = send(secretary, ODD)

    assert "/inloggen" in visit.get(page.path, status=302).location


LAYOUT = Layout(0, {column: place for place, column in enumerate(Column)})


def row(kvk="90000001", name="De Brug", domain="Jeugd", stream="ZIN", clients="3"):
    return [kvk, name, domain, stream, clients]


def test_rows_of_one_provider_are_added_up_when_they_are_parts():
    cells = [["kop"] * 5, row(), row(clients="4"), row(stream="PGB", clients="1")]

    assert [finding.code for finding in read(cells, LAYOUT).findings] == ["row:twice"]
    parts = read(cells, unpacked(packed(LAYOUT) | {"adds_up": True}))
    assert [count.clients for count in parts.rows] == [7, 1] and not parts.findings


def test_rows_that_are_left_out_are_told_and_count_in_the_totals_row():
    layout = Layout(0, LAYOUT.columns, words={Column.DOMAIN: {"wlz": None}})
    result = read([["kop"] * 5, row(), row("90000002", "De Sluis", "Wlz", clients="5"), ["Totaal", "", "", "", "8"]], layout)

    assert result.rows == [CountRow("90000001", "De Brug", Domain.YOUTH, FundingStream.ZIN, 3)]
    assert [(n.row, n.code, n.data) for n in result.notices] == [(3, "rows:left-out", {"value": "Wlz", "rows": 1})]


def test_a_layout_comes_back_from_the_database_as_it_went_in():
    layout = Layout(2, {Column.KVK: 4}, {Column.STREAM: "zin"}, {Column.DOMAIN: {"perceelj": "youth", "wlz": None}}, True)

    assert packed(unpacked(packed(layout))) == packed(layout)
    assert unpacked(packed(layout), 7).heading == 7


def test_letters_of_columns_are_those_of_a_spreadsheet():
    assert [letter_of(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_the_guess_takes_the_row_with_most_known_headings_and_no_doubtful_column():
    cells = [["Overzicht"], ["KVK", "Naam", "Naam", "Aantal"], ["90000001", "De Brug", "x", "3"]]

    assert recognised(cells) is None
    assert (guess(cells).heading, guess(cells).columns) == (1, {Column.KVK: 0, Column.CLIENTS: 3})
    assert [(one.letter, one.values) for one in choices(cells, 1)] == [("A", ("90000001",)), ("B", ("De Brug",)), ("C", ("x",)), ("D", ("3",))]


def test_what_cannot_be_a_list_of_clients_is_still_refused():
    with pytest.raises(Refused):
        recognised([["a", "b"], ["1", "2"]])


def test_unknown_words_are_named_once_as_they_stand():
    findings = read([["kop"] * 5, row(domain="Wlz"), row("90000002", "B", "WLZ"), row("90000003", "C", stream="los")], LAYOUT).findings

    assert unknown_words(findings) == {Column.DOMAIN: ["Wlz"], Column.STREAM: ["los"]}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_dutch_offices_save_it_in_every_way(separator, encoding):
    lines = [["KVK-nummer", "Naam aanbieder", "Domein", "Financiering", "Aantal cliënten"],
             ["90000001", "Coöperatie, De Brug en Zn.; Maastricht", "Jeugdwet", "ZIN", "1.204,00"], ["", "", "", "", ""]]
    content = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines).encode(encoding)

    result = read(cells_of(content))

    assert [(count.name, count.clients) for count in result.rows] == [("Coöperatie, De Brug en Zn.; Maastricht", 1204)]


def test_commas_in_names_do_not_make_columns():
    cells = cells_of(b"KVK;Naam;Aantal\n90000001;A, B, C, D en E;3\n90000002;F, G, H, I en J;4\n")

    assert [len(line) for line in cells] == [3, 3, 3]


def test_the_first_sheet_with_a_list_is_read_and_hidden_ones_never():
    book = openpyxl.Workbook()
    book.active.append(["Toelichting: peildatum 31 december"])
    hidden = book.create_sheet("oud")
    hidden.sheet_state = "hidden"
    for line in (["KVK", "Naam", "Aantal"], ["90000009", "Verborgen", 1]):
        hidden.append(line)
    for line in (["KVK", "Naam", "Aantal"], ["90000001", "De Brug", 1204]):
        book.create_sheet("telling") if "telling" not in book.sheetnames else None
        book["telling"].append(line)
    out = io.BytesIO()
    book.save(out)

    assert cells_of(out.getvalue()) == [["KVK", "Naam", "Aantal"], ["90000001", "De Brug", "1204"]]


@pytest.fixture
def large(monkeypatch):
    """What is large is small here, and the reading beside the request can be waited for."""
    threads, begin = [], reading.begin
    monkeypatch.setattr(reading, "LARGE", 100)
    for module in ("portal.intake.views", "portal.intake.layout_views"):
        monkeypatch.setattr(f"{module}.LARGE", 100)
        monkeypatch.setattr(f"{module}.begin", threads.append)

    def finish():
        begin(threads.pop()).join()

    return finish


def test_a_large_file_shows_how_far_it_is_and_then_what_it_says(session, secretary, large):
    page = send(secretary, REAL.read_bytes())
    upload = session.scalars(select(Upload)).one()
    assert page.h1 == "Het bestand wordt gelezen"
    assert page.response.headers["Refresh"] == "2"
    operations.tell_progress(upload, 1000, 4000, upload.told_at)
    session.commit()
    assert "1.000 van de 4.000 rijen zijn gelezen." in secretary.get(page.path).text

    large()

    page = secretary.get(page.path)
    assert "129 aanbieders, 109.685 cliënten" in page.text
    page.submit(button="Neem deze cijfers over")
    assert session.scalar(select(func.count(ClientCount.id))) == 251


def test_a_large_file_with_unknown_headings_asks_for_the_columns(session, secretary, large):
    page = send(secretary, ODD)
    large()
    page = secretary.get(page.path, status=303).follow().submit(PLACES, form="main form[method=post]")
    assert page.h1 == "Het bestand wordt gelezen"

    large()

    assert "Perceel J, Perceel W" in secretary.get(page.path).text


def test_a_large_file_that_is_no_list_says_so(session, secretary, large):
    page = send(secretary, b"a;b\n" + b"1;2\n" * 100)
    large()

    assert "Deze kolommen ontbreken" in secretary.get(page.path).text
    assert session.scalar(select(func.count(CountSet.id))) == 0


def test_a_reading_that_stopped_is_begun_again_and_not_before(session, secretary, large, at, now):
    page = send(secretary, REAL.read_bytes())
    at(now + timedelta(minutes=2))
    page = secretary.get(page.path)
    assert "Refresh" not in page.response.headers
    page.submit(button="Lees het opnieuw")
    large()

    assert "129 aanbieders" in secretary.get(page.path).text


def test_a_file_that_was_not_read_is_not_applied(session, network, secretary, now):
    person = world.actor(world.user(session), world.municipality(session, network, "Vaals"))
    upload = operations.receive_upload(session, network, filename="x.csv", content=b"x", reading=None, data_date=now.date(), actor=person,
                                       now=now)
    session.flush()

    with pytest.raises(Refused) as refusal:
        operations.apply_upload(session, network, upload, actor=person, now=now)
    assert refusal.value.code == "upload:not-read"
