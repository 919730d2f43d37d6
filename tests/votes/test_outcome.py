"""One calculation: the page, the files and the list say the same, by name and without names; the picture is those figures."""

import csv
import io
import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.proposals.rules import Stage
from portal.tables.rules import SizeClass
from portal.votes import queries
from portal.votes.drawing import WIDTH, chart
from portal.votes.models import RollEntry, VoteRecusal
from portal.votes.rules import Choice, Count, Tally, tells_about_few
from portal.votes.sheets import groups, sheet
from tests import world

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
VOTES = [Choice.FOR, Choice.AGAINST, Choice.FOR, None, Choice.ABSTAIN, Choice.FOR, None, Choice.AGAINST, Choice.FOR, Choice.FOR]


@pytest.fixture
def held(session, now):
    """Ten parties: five for (one changed its mind and one stands aside after it voted), two against, one abstention."""
    network = world.network(session)
    proposal = world.proposal(session, network, Stage.IN_VOTE)
    parties = [world.member(session, network, f"Partij {number:02d}") for number in range(10)]
    vote = world.vote(session, proposal)
    vote.may_abstain = True
    for number, party in enumerate(parties):
        world.add(session, RollEntry(vote_id=vote.id, party_id=party.id, party_name=party.name, at_table=number < 4,
                                     size_class=(SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL)[number % 3]))
    world.ballot(session, vote, parties[0], Choice.AGAINST)
    for party, choice in zip(parties, VOTES, strict=True):
        if choice:
            world.ballot(session, vote, party, choice)
    interest = world.disclosure(session, network, parties[9])
    world.add(session, VoteRecusal(vote=vote, party_id=parties[9].id, disclosure_id=interest.id, noted_at=world.OPENED,
                                   person_name="Sien Roelofs", by_secretary=True))
    session.commit()
    return vote


NETWORK = Count(voters=10, in_favour=4, against=2, aside=1, abstained=1)


def recount(cells):
    """What somebody adds up who only has the list."""
    said = Counter(cells)
    return Count(len(cells), said["Voor"], said["Tegen"], said["Neemt niet deel"], said["Onthouding"])


def csv_cells(visit, vote):
    text = visit.ask("get", f"/voorstellen/{vote.proposal.number}/stemming.csv").data.decode("utf-8-sig")
    return [row["Stem"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]


def xlsx_cells(visit, vote):
    body = visit.ask("get", f"/voorstellen/{vote.proposal.number}/stemming.xlsx").data
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    return [row[header.index("Stem")] for row in rows]


def page_cells(page):
    rows = [["".join(cell.etree_element.itertext()) for cell in row.query_all("td")] for row in page.all("tbody tr")]
    return rows[0]


@pytest.mark.parametrize("by_name", [True, False])
def test_files_and_page_add_up_to_the_same_counts(session, held, visit, at, by_name):
    held.by_name = by_name
    session.commit()
    at(CLOSES)

    assert recount(csv_cells(visit, held)) == NETWORK
    assert recount(xlsx_cells(visit, held)) == NETWORK
    page = visit.get(f"/voorstellen/{held.proposal.number}/stemming")
    assert page_cells(page) == ["10", "4", "2", "1", "2", "1", "78%"]
    assert queries.outcome_of(session, held).tally.network == NETWORK


def test_the_list_without_names_names_nobody(session, held, visit, at):
    held.by_name = False
    session.commit()
    at(CLOSES)

    for kind in ("", ".csv"):
        text = visit.ask("get", f"/voorstellen/{held.proposal.number}/stemming{kind}").text
        assert "Partij 0" not in text
    page = visit.get(f"/voorstellen/{held.proposal.number}/stemming")
    numbers = {ballot.number for ballot in queries.outcome_of(session, held).ballots}
    assert len(numbers) == 7
    assert {number for number in numbers if number in page.text} == numbers


def test_without_names_a_class_of_two_is_not_counted_apart():
    small = Tally(Count(10, 5), Count(4, 2), ((SizeClass.LARGE, Count(2, 1, 1)), (SizeClass.SMALL, Count(8, 4))))
    enough = Tally(Count(10, 5), Count(4, 2), ((SizeClass.LARGE, Count(3, 1, 1)), (SizeClass.SMALL, Count(7, 4))))

    assert (tells_about_few(small), tells_about_few(enough)) == (True, False)


def test_table_and_classes_are_part_of_the_network(session, held):
    counted = groups(queries.outcome_of(session, held))

    assert [name for name, _count in counted] == ["Het hele netwerk", "Waarvan aan tafel", "Groot", "Middelgroot", "Klein"]
    assert counted[1][1] == Count(4, 2, 1)
    assert sum(count.voters for _name, count in counted[2:]) == counted[0][1].voters == 10


def test_outcome_is_one_query_and_one_page_of_paper(session, held, visit, at, count_queries):
    assert held.by_name
    with count_queries() as asked:
        outcome = queries.outcome_of(session, held)
    at(CLOSES)

    body = visit.ask("get", f"/voorstellen/{held.proposal.number}/stemming.pdf").data

    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
    assert len(outcome.lines) == 10
    assert body.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", body)) <= 1  # none where the page objects are compressed


def test_picture_on_paper_has_the_colours_of_the_screen(held, visit, at):
    at(CLOSES)

    body = visit.ask("get", f"/voorstellen/{held.proposal.number}/stemming.pdf").data

    drawn = b"".join(page.get_contents().get_data() for page in PdfReader(io.BytesIO(body)).pages)
    accent = b"0 0.372549 0.419608 rg"  # --ot-accent, #005f6b
    assert accent in drawn


def test_there_is_no_paper_before_the_end(held, visit, at):
    at(world.OPENED)

    visit.get(f"/voorstellen/{held.proposal.number}/stemming.pdf", status=404)


counts = st.tuples(*[st.integers(0, 60)] * 5).map(
    lambda n: Count(n[0] + n[1] + n[2] + n[3] + n[4], n[0], n[1], n[2], n[3]))


@given(st.lists(st.tuples(st.text(max_size=5), counts), max_size=6))
def test_bars_are_as_long_as_the_figures_say(rows):
    drawn = chart(rows)

    assert [bar.count for bar in drawn.bars] == [count for _name, count in rows if count.entitled]
    for bar in drawn.bars:
        assert sum(part.count for part in bar.parts) == bar.count.entitled
        assert sum(part.width for part in bar.parts) == pytest.approx(WIDTH, abs=0.5)
        for before, after in zip(bar.parts, bar.parts[1:], strict=False):
            assert before.x + before.width == pytest.approx(after.x, abs=0.2)


def test_sheet_has_a_row_for_every_party_on_the_roll(session, held):
    outcome = queries.outcome_of(session, held)

    assert len(sheet(outcome)[1]) == len(outcome.lines) == outcome.tally.network.voters
