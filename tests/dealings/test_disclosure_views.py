"""Pages of disclosed interests: who sees what, and what is done there."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.dealings import disclosures
from portal.dealings.models import Disclosure
from tests import world

PDF = b"%PDF-1.7 statuten"
MAY_DISCLOSE = {"contact", "substitute", "representative", "party_admin"}


@pytest.fixture
def disclosure(session, house):
    row = world.disclosure(session, house.network, house.boat, document_id=world.document(session).id)
    session.commit()
    return row


def statuses(visitors, path):
    return {name: visitor.ask("get", path).status_code for name, visitor in visitors.items()}


@pytest.mark.parametrize("path", ["", "/nieuw"])
def test_own_list_is_for_who_speaks_or_administers(visitors, path):
    found = statuses(visitors, f"/mijn/belangen{path}")

    assert {name for name, status in found.items() if status == 200} == MAY_DISCLOSE | {"other party"}
    assert (found["anyone"], found["colleague"], found["secretary"], found["board staff"]) == (302, 403, 403, 403)


@pytest.mark.parametrize("path", ["/{id}", "/{id}/aanvullen", "/{id}/beeindigen", "/stukken/{document}"])
def test_a_disclosure_exists_for_its_own_party_alone(visitors, disclosure, path):
    found = statuses(visitors, "/mijn/belangen" + path.format(id=disclosure.id, document=disclosure.document_id))

    assert {name for name, status in found.items() if status == 200} == MAY_DISCLOSE
    assert found["other party"] == found["secretary"] == found["board staff"] == 404
    assert found["colleague"] == 403


@pytest.mark.parametrize("path", ["", "/{id}", "/stukken/{document}"])
def test_the_municipality_sees_all_and_nobody_else(visitors, disclosure, path):
    found = statuses(visitors, "/bureau/belangen" + path.format(id=disclosure.id, document=disclosure.document_id))

    assert {name for name, status in found.items() if status == 200} == {"secretary"}
    assert found.pop("anyone") == 302
    assert set(found.values()) == {200, 403}


def test_disclosing_is_read_over_and_then_kept_with_its_document(session, house, visitors):
    agreement = world.agreement(session, house.network)
    session.commit()
    page = visitors["party_admin"].get("/mijn/belangen").visitor.get("/mijn/belangen/nieuw")

    over = page.submit({"about": "Bestuur", "text": "Onze bestuurder zit ook bij Nacht BV.", "agreement_id": str(agreement.id),
                        "since": "05-01-2026"}, "Verder", files={"document": (BytesIO(PDF), "statuten.pdf")})
    assert "maandag 5 januari 2026" in over.text and "statuten.pdf" in over.text and agreement.title in over.text
    assert session.scalars(select(Disclosure)).all() == []

    done = over.submit(button="Meld dit belang")
    row = session.scalars(select(Disclosure)).one()
    assert (row.party_id, row.since, row.agreement_id) == (house.boat.id, date(2026, 1, 5), agreement.id)
    assert "Alleen de gemeente kan het lezen." in done.html and "Nacht BV" in done.text
    assert done.visitor.get(f"/mijn/belangen/stukken/{row.document_id}").response.data == PDF


@pytest.mark.parametrize(("answers", "error"), [
    ({"about": ""}, "Schrijf in één regel waar het belang over gaat."),
    ({"since": ""}, "Geef de dag sinds wanneer het speelt, zoals 01-03-2026."),
    ({"since": "gisteren"}, "Geef de dag sinds wanneer het speelt, zoals 01-03-2026."),
    ({"since": "20-03-2031", "act": "send"}, "Deze dag moet nog komen. Meld het belang als het er is."),
])
def test_what_is_not_right_is_said_at_the_question(visitors, answers, error):
    filled_in = {"about": "Bestuur", "text": "Iets", "since": "05-01-2026"}

    page = visitors["contact"].get("/mijn/belangen/nieuw").submit(filled_in | answers, "Verder", status=422)

    assert page.errors == [error]


def test_adding_and_ending_stand_with_the_disclosure(visitors, disclosure):
    visitor = visitors["contact"]
    visitor.get(f"/mijn/belangen/{disclosure.id}/aanvullen").submit({"text": "Nu ook de kinderopvang."})
    page = visitor.get(f"/mijn/belangen/{disclosure.id}/beeindigen").submit({"ended_on": "2026-03-01", "text": "Afgetreden."})

    assert "Nu ook de kinderopvang." in page.text and "Afgetreden." in page.text and "MELDING-GEHEIM" in page.text
    assert "Speelt niet meer sinds zondag 1 maart 2026" in page.text
    assert "beeindigen" not in page.html
    again = visitor.get(f"/mijn/belangen/{disclosure.id}/beeindigen").submit({"ended_on": "2026-03-02"}, status=422)
    assert again.errors == ["Er is al vastgelegd dat dit belang niet meer speelt, sinds zondag 1 maart 2026."]


def test_new_one_is_a_task_on_the_desk_until_it_is_read(session, house, visitors, disclosure, at, now):
    desk = visitors["secretary"]
    assert any("De Boot" in row for row in tasks(desk)) and "MELDING-GEHEIM" not in desk.get("/bureau").html

    page = desk.get(f"/bureau/belangen/{disclosure.id}").submit(button="Markeer als gelezen")
    assert page.path == "/bureau/belangen" and "Alles wat is gemeld, is gelezen." in page.text
    assert not any("De Boot" in row for row in tasks(desk))

    disclosures.add_to_disclosure(session, session.get(Disclosure, disclosure.id), text="Meer", actor=house.boat_actor,
                                  now=now + timedelta(hours=1))
    session.commit()
    at(now + timedelta(hours=2))
    assert any("De Boot" in row for row in tasks(desk))
    assert "Gelezen door de gemeente" in desk.get(f"/bureau/belangen/{disclosure.id}").text


def tasks(desk):
    return ["".join(e.etree_element.itertext()) for e in desk.get("/bureau").all(".ot-queue__item")
            if "Lees wat is gemeld" in "".join(e.etree_element.itertext())]


def test_list_is_filtered_by_provider_and_by_what_plays(session, house, visitors, disclosure, now):
    ended = world.disclosure(session, house.network, house.lantern, about="Vroeger")
    disclosures.end_disclosure(session, ended, ended_on=date(2025, 6, 1), actor=house.lantern_actor, now=now)
    for row in (disclosure, ended):
        disclosures.mark_read(session, row, seen=len(row.additions), actor=house.office, now=now + timedelta(hours=1))
    session.commit()
    desk = visitors["secretary"]

    def abouts(query):
        return [e.etree_element.text for e in desk.get(f"/bureau/belangen{query}").all("[aria-labelledby=alle] .ot-queue__what a")]

    assert abouts("") == ["Vroeger", disclosure.about]
    assert abouts("?toon=speelt") == [disclosure.about]
    assert abouts("?toon=beeindigd") == ["Vroeger"]
    assert abouts("?naam=lantaarn") == ["Vroeger"]
    assert "Er is geen melding gevonden." in desk.get("/bureau/belangen?naam=niemand").text


def test_empty_pages_say_what_comes(visitors):
    assert "Nog geen aanbieder heeft na de ondertekening een belang gemeld." in visitors["secretary"].get("/bureau/belangen").text
    own = visitors["contact"].get("/mijn/belangen").text
    assert "Komt er iets op? Meld het dan hier." in own and "Uw organisatie meldde niets bij de ondertekening." in own


def test_number_of_queries_does_not_grow(session, house, visitors, count_queries):
    def asked(role, path):
        visitors[role].get(path)
        with count_queries() as queried:
            visitors[role].get(path)
        return len(queried)

    def more(count):
        for number in range(count):
            row = world.disclosure(session, house.network, house.boat, about=f"Belang {number}")
            disclosures.add_to_disclosure(session, row, text="Meer", actor=house.boat_actor, now=world.LONG_AGO)
        session.commit()

    more(1)
    few = asked("secretary", "/bureau/belangen"), asked("contact", "/mijn/belangen"), asked("secretary", "/bureau")
    more(9)
    assert (asked("secretary", "/bureau/belangen"), asked("contact", "/mijn/belangen"), asked("secretary", "/bureau")) == few
