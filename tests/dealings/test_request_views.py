"""Pages of information requests: asking, answering together, and who sees what."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.dealings import information
from portal.dealings.models import InformationRequest, Respondent
from portal.dealings.rules import MoreTime, RequestState
from tests import world
from tests.dealings.test_information import CLOSES

OWN = {"contact", "substitute", "representative", "colleague", "party_admin"}
SPEAK = {"contact", "substitute", "representative"}
PDF = b"%PDF-1.7 jaarrekening"


@pytest.fixture
def boat(session, house, now):
    """Only De Boot is asked."""
    request = information.ask(session, house.network, subject="Jaarrekening", text="VRAAG-GEHEIM", ground="Artikel 3.2 c", days=14,
                              party_ids=[house.boat.id], documents=[world.document(session)], actor=house.office, now=now)
    session.commit()
    return request.respondents[0]


def statuses(visitors, path):
    return {name: visitor.ask("get", path).status_code for name, visitor in visitors.items()}


def fresh(session, respondent):
    session.expire_all()
    return session.get(Respondent, respondent.id)


@pytest.mark.parametrize(("path", "allowed"), [("/{id}", OWN), ("/stukken/{document}", OWN), ("/{id}/meer-tijd", SPEAK)])
def test_request_exists_for_who_is_asked_alone(visitors, boat, path, allowed):
    found = statuses(visitors, "/mijn/informatieverzoeken" + path.format(
        id=boat.id, document=boat.request.attachments[0].document_id))

    assert {name for name, status in found.items() if status == 200} == allowed
    assert found["other party"] == found["secretary"] == found["board staff"] == 404


@pytest.mark.parametrize("path", ["", "/nieuw", "/{request}", "/{request}.csv", "/{request}.xlsx", "/antwoorden/{id}",
                                  "/antwoorden/{id}/meer-tijd", "/stukken/{document}"])
def test_the_desk_is_the_secretarys(visitors, boat, path):
    found = statuses(visitors, "/bureau/informatieverzoeken" + path.format(
        request=boat.request_id, id=boat.id, document=boat.request.attachments[0].document_id))

    assert {name for name, status in found.items() if status == 200} == {"secretary"}
    assert found["anyone"] == 302 and found["contact"] == found["board staff"] == 403


def test_asking_is_read_over_with_its_term(session, house, visitors):
    form = visitors["secretary"].get("/bureau/informatieverzoeken/nieuw")
    answers = {"subject": "Wachtlijst", "text": "Hoeveel wachten er?", "whom": "some", "parties": [str(house.lantern.id)]}

    over = form.submit(answers, "Verder", files={"document_2": (BytesIO(PDF), "model.pdf")})
    assert "Eén aanbieder krijgt dit verzoek." in over.text and "dinsdag 7 april 2026, 24:00 uur" in over.text
    assert "Goede Vrijdag" in over.text and "De Lantaarn" in over.text and "model.pdf" in over.text
    page = over.submit(button="Verstuur dit verzoek")

    request = session.scalars(select(InformationRequest)).one()
    assert [row.party_id for row in request.respondents] == [house.lantern.id] and len(request.documents) == 1
    assert page.path == f"/bureau/informatieverzoeken/{request.id}" and "0 van de 1" in page.text
    assert "Wachtlijst" in visitors["other party"].get("/mijn").text
    assert "Wachtlijst" not in visitors["contact"].get("/mijn").text


def test_all_members_are_asked_at_once(session, house, visitors):
    form = visitors["secretary"].get("/bureau/informatieverzoeken/nieuw")
    form.submit({"subject": "x", "text": "x", "whom": "everyone", "days": "7"}, "Verder").submit(button="Verstuur dit verzoek")

    request = session.scalars(select(InformationRequest)).one()
    assert {row.party_id for row in request.respondents} == {house.boat.id, house.lantern.id} and request.days == 7


@pytest.mark.parametrize(("answers", "error"), [
    ({"whom": "some"}, "Kies minstens één lid, of alle leden."),
    ({"days": "0"}, "Geef een aantal dagen van 1 tot 366."),
    ({"days": "veel"}, "Schrijf het aantal dagen in cijfers, zoals 14."),
    ({"ground": ""}, "Geef de grond waarop u dit mag vragen."),
    ({"text": "Over 123456782"}, "burgerservicenummer")])
def test_wrong_question_is_told_at_its_place(visitors, answers, error):
    filled_in = {"subject": "x", "text": "x", "whom": "everyone"}
    page = visitors["secretary"].get("/bureau/informatieverzoeken/nieuw").submit(filled_in | answers, "Verder", status=422)

    assert len(page.errors) == 1 and error in page.errors[0]


def test_profile_says_how_many_days(session, house, visitors):
    house.network.settings = {"information_days": 21}
    session.commit()

    assert visitors["secretary"].get("/bureau/informatieverzoeken/nieuw").one('[name="days"]').etree_element.get("value") == "21"


def test_colleague_drafts_and_contact_person_sends(session, boat, visitors):
    path = f"/mijn/informatieverzoeken/{boat.id}"
    page = visitors["colleague"].get(path)
    assert "Verder: nalezen" not in page.text and "kan dit doen" in page.text.replace("kunnen", "kan")
    page = page.submit({"text": "Half klaar"}, "Bewaar als concept", files={"document": (BytesIO(PDF), "rekening.pdf")})
    assert "Uw concept is bewaard." in page.html and "rekening.pdf" in page.text
    assert "Half klaar" not in visitors["secretary"].get(f"/bureau/informatieverzoeken/antwoorden/{boat.id}").html

    over = visitors["contact"].get(path).submit({"text": "Helemaal klaar"}, "Verder")
    assert "rekening.pdf" in over.text and "Helemaal klaar" in over.text
    assert fresh(session, boat).draft == "Half klaar"
    page = over.submit(button="Stuur dit antwoord")
    row = fresh(session, boat)
    assert row.state(row.answered_at) == RequestState.ANSWERED and "Helemaal klaar" in page.text
    assert "Jaarrekening" not in visitors["contact"].get("/mijn").text
    document = row.entries[0].documents[0]
    assert visitors["secretary"].get(f"/bureau/informatieverzoeken/stukken/{document.id}").response.data == PDF


def test_colleague_cannot_send(session, boat, visitors):
    visitors["colleague"].get(f"/mijn/informatieverzoeken/{boat.id}").submit({"text": "Stiekem", "act": "send"})

    assert fresh(session, boat).answered_at is None


def test_conflict_shows_both_texts_and_sends_on_the_second_try(session, boat, visitors):
    path = f"/mijn/informatieverzoeken/{boat.id}"
    first, second = visitors["contact"].get(path), visitors["substitute"].get(path)
    first.submit({"text": "Van de een"}, "Bewaar als concept")

    page = second.submit({"text": "Van de ander"}, "Bewaar als concept", status=422)
    assert "Van de een" in page.text and "Van de ander" in page.html
    page.submit({"text": "Van beiden"}, "Bewaar als concept")
    assert fresh(session, boat).draft == "Van beiden"


def test_document_leaves_the_draft(session, boat, visitors):
    page = visitors["contact"].get(f"/mijn/informatieverzoeken/{boat.id}").submit(
        {"text": ""}, "Bewaar als concept", files={"document": (BytesIO(PDF), "fout.pdf")})
    assert "fout.pdf" in page.text
    file = fresh(session, boat).draft_files[0]
    token = page.all("[name=csrf_token]")[0].etree_element.get("value")
    visitors["other party"].post(f"/mijn/informatieverzoeken/concept/{file.id}/weghalen", status=400)

    assert "fout.pdf" not in page.submit(form="main .ot-documents form").text and token


def test_late_is_said_and_still_asked(session, boat, visitors, at):
    at(CLOSES + timedelta(hours=1))
    own = visitors["contact"].get("/mijn")
    assert "Te laat" in own.text and "Jaarrekening" in own.text
    page = own.visitor.get(f"/mijn/informatieverzoeken/{boat.id}")
    assert "Een antwoord kan nog, gemarkeerd als te laat." in page.text and "meer-tijd" not in page.html

    page.submit({"text": "Toch nog"}, "Verder").submit(button="Stuur dit antwoord")
    assert "Te laat binnengekomen" in visitors["secretary"].get(f"/bureau/informatieverzoeken/{boat.request_id}").text


def test_more_time_from_wish_to_decision(session, boat, visitors):
    path = f"/mijn/informatieverzoeken/{boat.id}"
    assert visitors["contact"].get(f"{path}/meer-tijd").submit(
        {"until": "2026-04-01", "reason": "x"}, status=422).errors == [
            "Kies een dag na dinsdag 7 april 2026: tot dan loopt de termijn al."]
    page = visitors["contact"].get(f"{path}/meer-tijd").submit({"until": "17-04-2026", "reason": "WENS-GEHEIM"})
    assert "U vroeg tijd tot en met vrijdag 17 april 2026." in page.text
    assert "Dat kan één keer." in visitors["contact"].get(f"{path}/meer-tijd").text
    desk = visitors["secretary"]
    assert any("Besluit over meer tijd: 1" in row for row in tasks(desk))

    decide = desk.get(f"/bureau/informatieverzoeken/antwoorden/{boat.id}/meer-tijd")
    assert "WENS-GEHEIM" in decide.text
    assert decide.submit({"choice": "refuse"}, status=422).errors == ["Geef de reden: de aanbieder leest die."]
    decide.submit({"choice": "grant"})
    row = fresh(session, boat)
    assert row.more_time == MoreTime.GRANTED and date(2026, 4, 17) == row.entries[-1].until
    assert "Besluit over meer tijd" not in desk.get("/bureau").text


def tasks(desk):
    return ["".join(e.etree_element.itertext()) for e in desk.get("/bureau").all(".ot-queue__item")]


def test_desk_reads_asks_on_and_closes(session, house, boat, visitors, now):
    information.answer(session, boat, text="ANTWOORD", version=boat.version, actor=house.boat_actor, now=now)
    session.commit()
    desk, path = visitors["secretary"], f"/bureau/informatieverzoeken/antwoorden/{boat.id}"
    assert any("Lees wat binnenkwam: 1" in row for row in tasks(desk))

    page = desk.get(path)
    assert "ANTWOORD" in page.text
    assert page.submit({"choice": "ask_on", "text": ""}, status=422).errors == ["Schrijf wat er nog ontbreekt: de aanbieder leest het."]
    page.submit({"choice": "ask_on", "text": "Ook de begroting", "days": "7"})
    assert "Ook de begroting" in visitors["contact"].get(f"/mijn/informatieverzoeken/{boat.id}").text
    assert not any("Lees wat binnenkwam" in row for row in tasks(desk))
    desk.get(path).submit({"choice": "close", "text": "Niet meer nodig"})
    own = visitors["contact"].get(f"/mijn/informatieverzoeken/{boat.id}")
    assert "De gemeente heeft dit verzoek afgesloten" in own.text and 'name="text"' not in own.html


def test_reminding_from_the_grid(boat, visitors, at, now):
    at(CLOSES + timedelta(hours=1))
    desk = visitors["secretary"]
    assert any("Herinner wie niet antwoordde: 1" in row for row in tasks(desk))

    page = desk.get(f"/bureau/informatieverzoeken/{boat.request_id}").submit(button="Herinner")
    assert "Er is één bericht verstuurd aan wie niet antwoordde." in page.html


def test_export_holds_the_grid(session, house, boat, visitors, now):
    information.answer(session, boat, text="ANTWOORD", version=boat.version, actor=house.boat_actor, now=now)
    session.commit()
    sheet = visitors["secretary"].get(f"/bureau/informatieverzoeken/{boat.request_id}.csv")

    assert "De Boot;Beantwoord;dinsdag 7 april 2026, 24:00 uur;20-03-2026;Nee;Niet gevraagd;ANTWOORD;0" in sheet.html
    assert "informatieverzoek" in sheet.response.headers["Content-Disposition"]


def test_empty_pages_say_what_comes(visitors):
    assert "Er is nog niets gevraagd." in visitors["secretary"].get("/bureau/informatieverzoeken").text
    assert "Zodra dat gebeurt, krijgt u een e-mail" in visitors["contact"].get("/mijn/informatieverzoeken").text


def test_number_of_queries_does_not_grow(session, house, visitors, count_queries, now):
    def asked(role, path):
        visitors[role].get(path)
        with count_queries() as queried:
            visitors[role].get(path)
        return len(queried)

    def more(count):
        for number in range(count):
            party = world.member(session, house.network, f"Lid {number}")
            request = information.ask(session, house.network, subject=f"v{number}", text="x", ground="x", days=14, actor=house.office,
                                      party_ids=[house.boat.id, party.id], documents=[world.document(session)], now=now)
            for row in request.respondents:
                information.answer(session, row, text="x", document=world.document(session), version=row.version,
                                   actor=house.boat_actor, now=now)
        session.commit()
        return request

    few = more(1)
    pages = [("secretary", "/bureau/informatieverzoeken"), ("contact", "/mijn/informatieverzoeken"), ("secretary", "/bureau"),
             ("contact", "/mijn"), ("secretary", f"/bureau/informatieverzoeken/{few.id}")]
    before = [asked(*page) for page in pages]
    for number in range(6):
        party = world.member(session, house.network, f"Erbij {number}")
        session.add(Respondent(request_id=few.id, party_id=party.id, asked_at=now, closes_at=few.closes_at))
    more(6)
    assert [asked(*page) for page in pages] == before
