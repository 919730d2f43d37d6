"""Themes, one answer for many, the reaction memo in all its forms, and what a sender says of the handling."""

import csv
import io

import pytest
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from portal.core.access import OUTSIDER
from portal.core.errors import Refused, Stale
from portal.rounds import answers, memo, queries
from portal.rounds.models import Answer, Rejoinder, Theme
from portal.rounds.rules import Adopted, ReactionState
from tests import world

HOSTILE = "=1+1 <script>alert('x')</script> & \"aanhaling\""


@pytest.fixture
def rows(session, scene, round_):
    """Three reactions in time: of Boot, of Citer, of somebody from Vaals."""
    rows = [world.reaction(session, round_, scene.boot), world.reaction(session, round_, scene.citer), world.reaction(session, round_)]
    session.commit()
    return rows


@pytest.fixture
def office(scene, visit):
    return visit.logged_in(scene.secretary)


def answer_all(session, scene, round_, rows, **options):
    for row in rows:
        answers.answer_reaction(session, row, adopted=Adopted.YES, text="Dit komt in de tekst.", actor=scene.office,
                                now=round_.closes_at, **options)
    answers.publish_answers(session, round_, actor=scene.office, now=round_.closes_at)
    session.commit()


# Themes


def test_theme_is_made_once_and_goes_with_its_last_reaction(session, scene, round_, rows, now):
    first = answers.put_under_theme(session, round_, [rows[0].id, rows[1].id], "Termijn", actor=scene.office, now=now)
    again = answers.put_under_theme(session, round_, [rows[2].id], "termijn", actor=scene.office, now=now)

    assert first.id == again.id
    assert {row.theme_id for row in rows} == {first.id}
    answers.put_under_theme(session, round_, [row.id for row in rows], "", actor=scene.office, now=now)
    assert session.scalar(select(func.count(Theme.id))) == 0


def test_reactions_of_another_round_stay_where_they_are(session, scene, round_, rows, now):
    other = world.comment_round(session, world.proposal(session, scene.network))
    stranger = world.reaction(session, other)

    with pytest.raises(Refused) as refused:
        answers.put_under_theme(session, round_, [stranger.id], "Termijn", actor=scene.office, now=now)
    assert refused.value.code == "answer:none-chosen"


def test_secretary_ticks_reactions_and_names_their_theme(session, scene, round_, rows, office):
    page = office.get(f"/bureau/rondes/{round_.id}")

    page = page.submit({"reactie": [rows[0].id, rows[2].id], "theme": "Termijn"}, "Zet ze bij dit thema")

    assert "2 reacties staan nu onder 'Termijn'" in page.text
    only = office.get(f"/bureau/rondes/{round_.id}?thema=Termijn")
    assert [e.etree_element.get("value") for e in only.all("[name=reactie]")] == [str(rows[0].id), str(rows[2].id)]


# Many at once


def test_one_answer_is_written_for_all_that_were_ticked(session, scene, round_, rows, office):
    page = office.get(f"/bureau/rondes/{round_.id}").submit({"reactie": [rows[0].id, rows[1].id]}, "Beantwoord ze samen")
    assert page.h1 == "Beantwoord 2 reacties samen"

    page.submit({"adopted": "partly", "answer_text": "Zes weken wordt vijf weken.", "changed": ["4.3.1"]}, "Bewaar")

    found = session.scalars(select(Answer).order_by(Answer.reaction_id)).all()
    assert [(a.reaction_id, a.adopted, a.changed) for a in found] == [
        (rows[0].id, Adopted.PARTLY, ["4.3.1"]), (rows[1].id, Adopted.PARTLY, ["4.3.1"])]
    assert all(answer.published_at is None for answer in found)


def test_draft_that_somebody_wrote_meanwhile_is_not_overwritten(session, scene, round_, rows, now):
    seen = {rows[0].id: 0, rows[1].id: 0}
    answers.answer_reaction(session, rows[1], adopted=Adopted.NO, text="Van een collega.", actor=scene.office, now=now)
    session.commit()

    with pytest.raises(Stale) as stale:
        answers.answer_together(session, round_, seen, adopted=Adopted.YES, text="Goed.", actor=scene.office, now=now)

    assert stale.value.theirs == "Van een collega."
    session.rollback()
    assert session.scalars(select(Answer.text)).all() == ["Van een collega."]


def test_nothing_ticked_is_told(session, scene, round_, rows, office):
    page = office.get(f"/bureau/rondes/{round_.id}").submit({"theme": "Termijn"}, "Zet ze bij dit thema")

    assert "Vink eerst de reacties aan" in page.text
    assert "Er is geen reactie gekozen" in office.get(f"/bureau/rondes/{round_.id}/samen").text


def test_what_is_not_taken_over_changed_nothing(session, scene, rows, now):
    answer = answers.answer_reaction(session, rows[0], adopted=Adopted.NO, text="Nee.", changed=["4.3.1"], actor=scene.office, now=now)

    assert answer.changed == []


# The memo


def test_memo_is_there_once_the_answers_are_public(session, scene, round_, rows, visit):
    path = f"/voorstellen/{scene.proposal.number}/reactienota"
    visit.get(path, status=404)
    answers.put_under_theme(session, round_, [rows[1].id], "Termijn", actor=scene.office, now=round_.closes_at)
    answer_all(session, scene, round_, rows, changed=["4.3.1"])

    page = visit.get(path)

    assert page.h1 == "Wachttijd eerder melden"
    assert [" ".join("".join(e.etree_element.itertext()).split()) for e in page.all("h2")][:2] == ["Termijn", "Overige reacties"]
    assert page.text.count("Dit komt in de tekst.") == 3
    assert "Hierdoor gewijzigd: artikel 4.3.1." in page.text
    assert not [row.sender_email for row in rows if row.sender_email and row.sender_email in page.html]


def test_dossier_leads_to_the_memo(session, scene, round_, rows, visit, at):
    answer_all(session, scene, round_, rows)
    at(round_.closes_at)

    page = visit.get(f"/voorstellen/{scene.proposal.number}")

    assert "Reactienota bij versie 1" in page.text


def test_all_forms_of_the_memo_say_the_same_and_are_harmless(session, scene, round_, rows, visit):
    rows[2].public_text, rows[2].public_html = HOSTILE, "<p>x</p>"
    answer_all(session, scene, round_, rows)
    path = f"/voorstellen/{scene.proposal.number}/reactienota"

    table = list(csv.reader(io.StringIO(visit.ask("get", f"{path}.csv").data.decode("utf-8-sig")), delimiter=";"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(visit.ask("get", f"{path}.xlsx").data)).get_sheet_by_index(0).to_python()
    word = visit.ask("get", f"{path}.docx")
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(visit.ask("get", f"{path}.pdf").data)).pages)

    assert [row[0] for row in table[1:]] == [str(row.number) for row in rows]
    assert table[3][7] == f"'{HOSTILE}"
    assert sheet[3][7] == HOSTILE
    paper = Document(io.BytesIO(word.data))
    assert HOSTILE in [paragraph.text for paragraph in paper.paragraphs]
    assert [p.text for p in paper.paragraphs if p.style.name == "Heading 2"] == [
        f"Reactie {row.number}: {name}" for row, name in zip(rows, ("Boot", "Citer", "Inwoner van Vaals"), strict=True)]
    assert paper.core_properties.title == "Reactienota: Wachttijd eerder melden"
    assert pdf.count("Dit komt in de tekst.") == 3
    assert "example" not in "".join(cell for row in table for cell in row)


def test_memo_holds_what_everyone_may_read_and_no_more(session, scene, round_, rows, visit):
    withheld = world.reaction(session, round_, state=ReactionState.WITHHELD, text="MARKERINGRAUW")
    answer_all(session, scene, round_, [*rows, withheld])

    assert [row.id for row in queries.in_memo(session, round_)] == [row.id for row in rows]
    for visitor in (visit, visit.logged_in(scene.carla), visit.logged_in(scene.secretary)):
        for ending in ("", ".csv"):
            assert "MARKERINGRAUW" not in visitor.ask("get", f"/voorstellen/{scene.proposal.number}/reactienota{ending}").text


def test_memo_asks_as_much_for_many_as_for_few(session, scene, round_, rows, visit, count_queries):
    answer_all(session, scene, round_, rows)
    path = f"/voorstellen/{scene.proposal.number}/reactienota"
    with count_queries() as few:
        visit.get(path)
    more = [world.reaction(session, round_) for _ in range(20)]
    answer_all(session, scene, round_, more)

    with count_queries() as many:
        visit.get(path)
    assert len(many) == len(few) <= 8


def test_a_long_memo_is_read_in_parts_and_its_files_are_whole(session, scene, round_, rows, visit, monkeypatch):
    monkeypatch.setattr(memo, "PART", 2)
    answers.put_under_theme(session, round_, [rows[2].id], "Termijn", actor=scene.office, now=round_.closes_at)
    answer_all(session, scene, round_, rows)
    path = f"/voorstellen/{scene.proposal.number}/reactienota"
    first, second = visit.get(path), visit.get(f"{path}?deel=2")

    on = [[article.etree_element.get("id") for article in page.all("article")] for page in (first, second)]
    assert on == [[f"r{rows[2].id}", f"r{rows[0].id}"], [f"r{rows[1].id}"]]
    assert "deel 1 van 2" in first.text and "Overige reacties (2)" in second.text
    leads = {link.etree_element.get("href") for link in second.all(".ot-jump a")}
    assert {f"{path}?versie=1#thema-1", f"{path}?versie=1#thema-2", f"{path}?deel=2&versie=1"} <= {one.replace("versie=1&deel=2", "deel=2&versie=1") for one in leads}
    assert [memo.part_with(session, round_, row.id) for row in rows] == [1, 2, 1]
    assert len(visit.ask("get", f"{path}.csv").data.splitlines()) == 4
    for nowhere in ("0", "3", "x"):
        visit.get(f"{path}?deel={nowhere}", status=404)


# What the sender says of it


def test_sender_says_once_what_it_thinks_and_the_secretary_reads_first(session, scene, round_, rows, visit, office):
    answer_all(session, scene, round_, rows)
    path = f"/reacties/volg/{rows[2].follow_key}"
    form = visit.get(path).visitor.get(f"{path}/weerwoord")
    receipt = form.submit({"text": "Dit antwoord mist de kern."}, "Verder").submit(button="Verstuur dit")
    assert "De secretaris leest het eerst" in receipt.text
    memo = f"/voorstellen/{scene.proposal.number}/reactienota"
    assert "Dit antwoord mist de kern." not in visit.get(memo).text

    rejoinder = session.scalars(select(Rejoinder)).one()
    assert f"/bureau/weerwoorden/{rejoinder.id}" in office.get("/bureau").html
    office.get(f"/bureau/weerwoorden/{rejoinder.id}").submit({"reading": "publish", "public_text": "Het antwoord mist de kern."})

    assert "Het antwoord mist de kern." in visit.get(memo).text
    assert f"/bureau/weerwoorden/{rejoinder.id}" not in office.get("/bureau").html
    assert visit.ask("get", f"{path}/weerwoord").headers["Location"] == path


def test_second_rejoinder_and_one_without_an_answer_are_refused(session, scene, round_, rows, now):
    with pytest.raises(Refused) as early:
        answers.give_rejoinder(session, rows[0], text="Nu al.", actor=OUTSIDER, now=now)
    answer_all(session, scene, round_, rows)
    answers.give_rejoinder(session, rows[0], text="Een keer.", actor=OUTSIDER, now=round_.closes_at)
    with pytest.raises(Refused) as twice:
        answers.give_rejoinder(session, rows[0], text="Nog een keer.", actor=OUTSIDER, now=round_.closes_at)

    assert (early.value.code, twice.value.code) == ("rejoinder:no-answer", "rejoinder:given")


def test_rejoinder_that_stays_off_the_site_is_its_senders_alone(session, scene, round_, rows, visit):
    answer_all(session, scene, round_, rows)
    rejoinder = answers.give_rejoinder(session, rows[0], text="MARKERING over mevrouw Jansen", actor=scene.as_boot, now=round_.closes_at)
    with pytest.raises(Refused) as refused:
        answers.read_rejoinder(session, rejoinder, publish=False, actor=scene.office, now=round_.closes_at)
    answers.read_rejoinder(session, rejoinder, publish=False, reason="Noemt een inwoner.", actor=scene.office, now=round_.closes_at)
    session.commit()

    assert refused.value.code == "reaction:reason-missing"
    assert "Noemt een inwoner." in visit.get(f"/reacties/volg/{rows[0].follow_key}").text
    for path in (f"/voorstellen/{scene.proposal.number}", f"/voorstellen/{scene.proposal.number}/reactienota", "/atom.xml"):
        assert "MARKERING" not in visit.ask("get", path).text


@pytest.mark.parametrize("who", ["carla", "cas"])
def test_answering_is_the_secretarys_alone(session, scene, round_, rows, visit, who):
    visitor = visit.logged_in(getattr(scene, who))

    visitor.get(f"/bureau/rondes/{round_.id}/samen", status=403)
    visit.get(f"/bureau/rondes/{round_.id}/samen", status=302)
