"""The pages of advice: asking, reading, recording and responding; who may, and what is told at the field."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.advice.models import AdviceRequest
from portal.advice.operations import give_advice
from portal.advice.rules import Advises, Followed, Hands, Said
from portal.meetings import operations as meetings
from portal.proposals.rules import JUST_IN
from tests import world
from tests.advice.conftest import START

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def desk(session, house, visit):
    session.commit()
    return visit.logged_in(house.secretary)


@pytest.fixture
def question(house):
    return {"whom": str(house.table.id), "subject": "Wachttijd melden", "agreement_id": str(house.agreement.id), "articles": "4.3.1, 4.3.2",
            "question": "Is vier weken haalbaar?", "background": f"Nu is het zes weken. {HOSTILE}", "wish_on": "2026-05-01"}


def test_asked_by_hand_is_read_over_and_public_with_its_document(session, house, desk, visit, question):
    page = desk.get("/bureau/adviezen/nieuw")
    over = page.submit(question, "Verder", files={"file_1": (BytesIO(b"%PDF-1.7 notitie"), "notitie.pdf")})
    assert over.h1 == "Lees de vraag na" and session.scalar(select(func.count(AdviceRequest.id))) == 0

    over.submit(button="Vraag dit advies")

    request = session.scalars(select(AdviceRequest)).one()
    assert (request.articles, request.table_id) == (("4.3.1", "4.3.2"), house.table.id)
    shown = visit.get("/adviezen/2026-1")
    assert "Is vier weken haalbaar?" in shown.text and HOSTILE in shown.text and "Artikelen 4.3.1, 4.3.2" in shown.text
    assert "Wachttijd melden" in visit.get("/adviezen").text
    assert visit.ask("get", f"/adviezen/2026-1/stukken/{request.papers[0].id}").data == b"%PDF-1.7 notitie"


@pytest.mark.parametrize(("field", "value", "error"), [
    ("subject", "", "in één regel"), ("question", "", "Schrijf op wat u vraagt"), ("question", "Kind met nummer 111222333", "burgerservicenummer"),
    ("wish_on", "", "Vul de dag"), ("wish_on", "2026-03-19", "ligt achter ons"), ("articles", "4.3.9", "geen artikel 4.3.9"),
    ("proposal_number", "2026-99", "geen voorstel"), ("whom", "99999", "Kies een tafel"), ("agreement_id", "99999", "Kies een overeenkomst"),
])
def test_wrong_question_is_told_at_the_field_and_kept(session, desk, question, field, value, error):
    page = desk.get("/bureau/adviezen/nieuw").submit(question | {field: value}, "Verder", status=422)

    assert error in page.errors[0] and question["background"].split(" <")[0] in page.text
    assert session.scalar(select(func.count(AdviceRequest.id))) == 0


def test_from_the_list_on_the_agenda_and_from_the_point_on_record(session, house, ask, visit, at, now):
    request = ask()
    session.commit()
    desk = visit.logged_in(house.secretary)
    assert "Zet de adviesvraag op de agenda" in desk.get("/bureau").text
    desk.get(f"/bureau/adviezen/{request.id}/agenda").submit({"meeting": str(house.meeting.id)}, "Leg dit vast")
    assert "Advies gevraagd: Wachttijd melden" in desk.get(f"/bureau/bijeenkomsten/{house.meeting.id}").text
    session.expire_all()
    meetings.invite(session, house.meeting, actor=house.desk, now=now)
    session.commit()

    at(START)
    day = desk.get(f"/bureau/bijeenkomsten/{house.meeting.id}/bezig")
    assert "Is vier weken haalbaar?" in day.text and "Leg eerst het punt vast" in day.text
    item = house.meeting.items[0]
    meetings.conclude_item(session, item, discussion="", conclusion="Ja, dat kan.", outcome="", facts=JUST_IN, version=item.version,
                           actor=house.desk, now=START)
    session.commit()
    form = desk.get(f"/bureau/adviezen/{request.id}/advies")
    assert "Ja, dat kan." in form.text
    form.submit({"outcome": "positive", "in_favour": "2", "against": "0", "abstained": "0"}, "Verder").submit(button="Maak dit advies openbaar")

    session.expire_all()
    assert (request.advice, request.hands) == ("Ja, dat kan.", Hands(2, 0, 0))
    assert "2 voor, 0 tegen, 0 onthouden" in visit.get("/adviezen/2026-1").text


@pytest.mark.parametrize(("values", "error"), [
    ({"outcome": "", "text": "Ja."}, "Kies waar het advies op neerkomt"),
    ({"outcome": "positive", "text": ""}, "Schrijf het advies op"),
    ({"outcome": "positive", "text": "Ja.", "in_favour": "2"}, "alle drie"),
    ({"outcome": "positive", "text": "Ja.", "in_favour": "twee", "against": "0", "abstained": "0"}, "in cijfers"),
])
def test_wrong_advice_is_told_at_the_field(session, ask, house, visit, values, error):
    request = ask()
    session.commit()

    page = visit.logged_in(house.secretary).get(f"/bureau/adviezen/{request.id}/advies").submit(values, "Verder", status=422)

    session.expire_all()
    assert error in page.errors[0] and request.advised_at is None


def test_divided_advice_needs_the_other_view(session, ask, house, visit):
    request = ask()
    session.commit()
    over = visit.logged_in(house.secretary).get(f"/bureau/adviezen/{request.id}/advies").submit(
        {"outcome": "divided", "text": "Wij kwamen er niet uit."}, "Verder")

    page = over.submit(button="Maak dit advies openbaar", status=422)

    assert "meningen lopen uiteen" in page.errors[0] and "Wij kwamen er niet uit." in page.text


def test_response_is_read_over_and_stands_with_the_advice(session, ask, house, visit, now):
    request = ask()
    give_advice(session, request, Said(Advises.DIVIDED, "Wij kwamen er niet uit.", "De helft wil zes weken."), version=request.version,
                actor=house.desk, now=now)
    session.commit()
    desk = visit.logged_in(house.secretary)
    assert "De helft wil zes weken." in desk.get(f"/bureau/adviezen/{request.id}/reactie").text
    empty = desk.get(f"/bureau/adviezen/{request.id}/reactie").submit({"followed": "wholly", "response": " "}, "Verder", status=422)
    assert "Vul de reden in" in empty.errors[0]

    desk.get(f"/bureau/adviezen/{request.id}/reactie").submit({"followed": "not", "response": "Zes weken blijft."}, "Verder").submit(
        button="Maak deze reactie openbaar")

    session.expire_all()
    assert request.followed == Followed.NOT
    page = visit.get("/adviezen/2026-1")
    assert "De gemeente volgt het advies niet" in page.text and "Zes weken blijft." in page.text
    assert not desk.get(f"/bureau/adviezen/{request.id}/reactie").all("main form")


def test_taken_back_stays_on_the_site_with_the_reason(session, ask, house, visit):
    request = ask()
    session.commit()
    desk = visit.logged_in(house.secretary)

    desk.get(f"/bureau/adviezen/{request.id}/intrekken").submit({"reason": "De wet regelt dit nu."}, "Trek de vraag in")

    assert "De wet regelt dit nu." in visit.get("/adviezen/2026-1").text
    assert "Intrekken kan niet meer" in desk.get(f"/bureau/adviezen/{request.id}/intrekken").text


def test_only_the_secretary_asks_and_records(session, ask, house, visit):
    request = ask()
    staff = world.board_staff(session, house.place)
    session.commit()

    for person in (house.contacts[0], staff):
        for page in ("nieuw", f"{request.id}/advies", f"{request.id}/reactie", f"{request.id}/agenda", f"{request.id}/intrekken"):
            visit.logged_in(person).get(f"/bureau/adviezen/{page}", status=403)
    assert "Trek de vraag in" not in visit.logged_in(house.contacts[0]).get("/adviezen/2026-1").text


def test_list_is_narrowed_to_a_table_or_an_agreement(session, ask, house, visit):
    ask()
    ask(table=None, agreement=None, articles=(), subject="Beschermd wonen")
    session.commit()

    assert "Beschermd wonen" not in visit.get("/adviezen?tafel=jeugd").text
    page = visit.get("/adviezen?overeenkomst=begeleiding")
    assert "Wachttijd melden" in page.text and "Beschermd wonen" not in page.text
    visit.get("/adviezen?tafel=bestaat-niet", status=404)
    visit.get("/adviezen/2026-9", status=404)


def test_long_list_costs_the_same_queries(session, ask, visit, count_queries):
    ask()
    session.commit()
    visit.get("/adviezen")
    with count_queries() as few:
        visit.get("/adviezen")
    for _number in range(60):
        ask()
    session.commit()
    with count_queries() as many:
        assert len(visit.get("/adviezen").all("h2.ot-board__title")) == 50

    assert len(many) <= max(len(few), 6)


def test_is_found_by_what_was_asked_and_advised(session, ask, house, visit, now):
    request = ask()
    give_advice(session, request, Said(Advises.NEGATIVE, "Pannenkoekenhuis is geen dagbesteding."), version=request.version,
                actor=house.desk, now=now)
    session.commit()

    assert "Wachttijd melden" in visit.get("/zoeken?q=pannenkoekenhuis").text
