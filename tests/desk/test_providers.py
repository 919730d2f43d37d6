"""The secretary's list of providers, the page of one, corrections on behalf, reminders."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.core.documents import Upload, keep
from portal.notifications.models import OutboxMail
from portal.parties.models import Party
from portal.parties.rules import Domain, FundingStream
from portal.region.models import Municipality
from tests import world
from tests.conftest import NOW

LIST = "/bureau/aanbieders"
NEVER = {"confirmed_at": None, "confirmed_by": ""}


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def desk(session, network, visit):
    secretary = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return visit.logged_in(secretary)


def names(page):
    return [" ".join("".join(e.etree_element.itertext()).split()) for e in page.all("tbody th a[href^='/bureau/aanbieders/']")]


def test_an_empty_list_says_so(desk):
    assert "Er is nog geen aanbieder bekend." in desk.get(LIST).text


@pytest.mark.parametrize(("asked", "found"), [
    ("", ["Alfa", "Beta", "Gamma"]), ("?naam=ALF", ["Alfa"]), ("?domein=wmo", ["Beta"]), ("?geldstroom=pgb", ["Beta"]),
    ("?product=07", ["Alfa"]), ("?gemeente={beek}", ["Alfa", "Beta"]), ("?stand=leden", ["Alfa", "Beta"]), ("?stand=geen-lid", ["Gamma"]),
    ("?stand=niet-bevestigd", ["Beta"]), ("?stand=vertegenwoordiging", ["Alfa"]), ("?domein=wmo&naam=alfa", []),
    ("?domein=onzin&gemeente=x&product=zz&stand=q", ["Alfa", "Beta", "Gamma"]),
])
def test_the_list_is_narrowed(session, network, desk, asked, found):
    beek = world.municipality(session, network, "Beek")
    old = world.add(session, Municipality(code="GM9998", name="Nuth", until=date(2018, 12, 31), successor_id=beek.id))
    alfa = world.member(session, network, "Alfa", products=("07",))
    beta = world.member(session, network, "Beta", domains=frozenset({Domain.WMO}), streams=frozenset({FundingStream.PGB}), **NEVER)
    world.party(session, "Gamma", **NEVER)
    alfa.municipalities, beta.municipalities = [beek], [old]
    world.representation(session, alfa, ends_on=NOW.date())
    session.commit()

    assert [name.split(" Vertegenwoordiging")[0] for name in names(desk.get(LIST + asked.format(beek=beek.id))) if name[:1] in "ABG"] == found


def test_the_list_is_for_the_secretary_alone(session, network, visit):
    place = world.municipality(session, network)
    party = world.member(session, network)
    people = [world.board_staff(session, place), world.contact(session, party)]
    session.commit()

    for path in (LIST, f"{LIST}/{party.id}", f"{LIST}/{party.id}/wijzigen", f"{LIST}/{party.id}/kvk-nummer"):
        for person in people:
            visit.logged_in(person).get(path, status=403)
    assert "/inloggen" in visit.get(LIST, status=302).location


def test_one_page_tells_all_that_is_known(session, network, desk):
    party = world.member(session, network, agb_codes=("41123456",))
    world.contact(session, party)
    session.info["writing"] = True
    document = keep(session, Upload.of("Volmacht.pdf", b"%PDF-1.7\n%%EOF\n"), now=NOW)
    row = world.representation(session, party, document=document, ends_on=(NOW + timedelta(days=5)).date())
    world.subject_contact(session, party)
    stranger = world.member(session, network, "Regenlaarzen")
    session.commit()

    page = desk.get(f"{LIST}/{party.id}")

    for words in ("41123456", "Carla Mertens", "Ans Factuur", "Ria Dohmen", "Verloopt binnenkort", "Volmacht.pdf", "lid sinds"):
        assert words in page.text
    assert desk.ask("get", f"{LIST}/{party.id}/vertegenwoordiging/{row.id}/document").data == b"%PDF-1.7\n%%EOF\n"
    desk.get(f"{LIST}/{stranger.id}/vertegenwoordiging/{row.id}/document", status=404)
    desk.get(f"{LIST}/{party.id + 1000}", status=404)


def test_a_correction_on_behalf_is_marked_so_with_its_reason(session, network, desk):
    party = world.member(session, network, street="Markt 1", postcode="6211 AB")
    world.contact(session, party)
    session.commit()
    form = desk.get(f"{LIST}/{party.id}/wijzigen")
    assert "Vul de reden in. De aanbieder leest die." in form.submit({"name": "Recht gezet"}, status=422).errors

    page = form.submit({"name": "Recht gezet", "reason": "Zo staat het in het handelsregister."})

    assert page.h1 == "Recht gezet"
    assert "namens de aanbieder" in page.text and "Zo staat het in het handelsregister." in page.text and "Sien Roelofs" in page.text
    letter = session.scalars(select(OutboxMail).where(OutboxMail.kind == "parties/corrected")).one()
    assert letter.data["reason"] == "Zo staat het in het handelsregister."


def test_a_takeover_gives_a_new_number(session, network, desk):
    party, other = world.member(session, network), world.member(session, network, "Regenlaarzen")
    session.commit()
    form = desk.get(f"{LIST}/{party.id}/kvk-nummer")

    assert any("Regenlaarzen" in error for error in form.submit({"kvk": other.kvk, "reason": "Overname"}, "Verder", status=422).errors)
    overview = form.submit({"kvk": "0123 4567", "reason": "Overgenomen op 1 maart."}, "Verder")
    session.expire_all()
    assert (overview.h1, party.kvk == "01234567") == ("Is dit het nieuwe KVK-nummer?", False)
    page = overview.submit(button="Leg")

    assert "KVK-nummer 01234567" in page.text and "Overgenomen op 1 maart." in page.text


def test_who_did_not_confirm_is_reminded_all_at_once_at_most_once_a_day(session, network, desk, at):
    late = world.member(session, network, "Laat", **NEVER)
    world.contact(session, late)
    world.contact(session, world.member(session, network, "Op tijd"), "Oda Tijd")
    session.commit()
    assert "Herinner aanbieders die niet bevestigden: 1" in desk.get("/bureau").text
    page = desk.get(f"{LIST}?stand=niet-bevestigd")

    told = page.submit(form='form[action$="herinneren"]')
    told.submit(form='form[action$="herinneren"]')

    assert "1 aanbieder is herinnerd." in told.text and "herinnerd op 20 maart" in told.text
    letters = session.scalars(select(OutboxMail).where(OutboxMail.kind == "parties/still-right")).all()
    assert [letter.key.split("|")[0] for letter in letters] == [f"record:reminded:2026-03-20:{late.id}"]
    session.refresh(late)
    assert late.version == 1  # whoever has the form open need not look at a reminder
    assert "Herinner aanbieders die niet bevestigden" not in desk.get("/bureau").text
    at(NOW + timedelta(days=14))
    assert "Herinner aanbieders die niet bevestigden: 1" in desk.get("/bureau").text


def test_authority_that_lapses_stands_on_the_desk_until_it_ends(session, network, desk):
    party = world.member(session, network)
    row = world.representation(session, party, ends_on=(NOW + timedelta(days=14)).date())
    world.representation(session, party, name="Ver weg", ends_on=(NOW + timedelta(days=15)).date())
    session.commit()

    text = desk.get("/bureau").text
    assert "De Papieren Boot: Ria Dohmen" in text and "Ver weg" not in text
    row.ended_at = NOW
    session.info["writing"] = True
    session.commit()
    assert "Ria Dohmen" not in desk.get("/bureau").text


def test_number_of_queries_does_not_grow(session, network, desk, count_queries):
    def asked(path):
        desk.get(path)
        with count_queries() as queried:
            desk.get(path)
        return len(queried)

    def more(count):
        for number in range(count):
            party = world.member(session, network, f"Aanbieder {number}", **NEVER)
            world.contact(session, party)
            world.representation(session, party, ends_on=NOW.date())
        session.commit()

    more(2)
    paths = (LIST, f"{LIST}?stand=niet-bevestigd&domein=jeugd", "/bureau", f"{LIST}/{session.scalars(select(Party.id)).first()}")
    few = [asked(path) for path in paths]
    more(60)

    assert [asked(path) for path in paths] == few
    assert max(few[:2]) <= 10
    assert len(names(desk.get(LIST))) >= 50 and "Volgende pagina" in desk.get(LIST).text
