"""The file of a service contract: public once both sides signed; drafts, earlier versions, persons and letters apart."""

import json

import pytest

from portal.contracts import operations, signing
from portal.dossier.kinds import CONTRACT, subject
from portal.dossier.rules import Edition
from tests import world
from tests.contracts.conftest import SECRET, house, play  # noqa: F401 - fixtures

PERSONS = ("Ria Dohmen", "Wim Raven")


def address(contract):
    return f"/bureau/dossiers/dienstverleningsovereenkomst/{contract.number}"


@pytest.fixture
def revised(session, house, play):  # noqa: F811
    """Sent with one tariff, taken back, and signed with another."""
    contract = play.fill(play.draft(), tariffs="OUD-TARIEF begeleiding; uur; 99,99")
    play.send(contract)
    operations.revise(session, house.network, contract, reason="Het tarief klopt niet.", actor=house.office, now=play.now)
    session.commit()
    play.fill(contract)
    play.send(contract)
    play.sign(contract)
    play.countersign(contract)
    return contract


def test_everyone_gets_what_both_sides_signed_and_nothing_else(house, revised, take):  # noqa: F811
    unpacked = take(house.network, revised.number, kind=CONTRACT)
    everything = unpacked.everything

    (tariff,) = json.loads(unpacked.text("contract/tarieven.json"))
    assert tariff == {"Dienst": f"{SECRET} begeleiding", "Eenheid": "uur", "Tarief": "61.20"}
    assert "Afspraak e" in everything
    assert not [hidden for hidden in ("OUD-TARIEF", *PERSONS) if hidden.lower() in everything.lower()]


@pytest.mark.parametrize("state", ["draft", "sent"])
def test_before_that_there_is_no_public_file(session, house, play, visit, state):  # noqa: F811
    contract = play.sent() if state == "sent" else play.fill(play.draft())

    assert not subject(session, house.network, CONTRACT, contract.number, play.now).is_public
    visit.get(f"/dossiers/dienstverleningsovereenkomst/{contract.number}.zip", status=404)
    for reader in (house.secretary, house.people["De Boot"]):
        visit.logged_in(reader).get(f"/dossiers/dienstverleningsovereenkomst/{contract.number}.zip", status=404)


def test_the_complete_file_of_a_draft_holds_its_tariffs(house, play, take):  # noqa: F811
    unpacked = take(house.network, play.fill(play.draft()).number, Edition.COMPLETE, kind=CONTRACT)

    assert SECRET in unpacked.text("vertrouwelijk/concept/tarieven.csv")
    assert [path for path in unpacked.paths if path.startswith("contract/")] == []


def test_the_complete_file_holds_every_version_and_who_signed_apart(house, revised, take):  # noqa: F811
    unpacked = take(house.network, revised.number, Edition.COMPLETE, kind=CONTRACT)

    assert "OUD-TARIEF" in unpacked.text("vertrouwelijk/contract-versie-1/tarieven.json")
    signed = json.loads(unpacked.text("vertrouwelijk/contract-versie-2/handtekeningen.json"))
    assert [row["Naam"] for row in signed] == list(PERSONS) and all(len(row["Zegel"]) == 64 for row in signed)
    written = json.loads(unpacked.text("vertrouwelijk/vastlegging/verloop.json"))
    assert "Het tarief klopt niet." in [row["Tekst"] for row in written]


def test_a_municipality_gets_its_consent_and_mandate_in_its_own_edition(session, house, play, take):  # noqa: F811
    house.mandate.consent_before_signing = True
    session.commit()
    contract = play.sent()
    document = world.document(session, "akkoord.pdf", b"%PDF-1.7 AKKOORD-VAN-BEEK")
    signing.give_consent(session, house.network, contract, house.other, given_on=play.now.date(), given_by="Het college van Beek", document=document,
                         actor=house.office, now=play.now)
    session.commit()

    own = take(house.network, contract.number, Edition.COMPLETE, kind=CONTRACT, place=house.other)
    hosts = take(house.network, contract.number, Edition.COMPLETE, kind=CONTRACT, place=house.host)

    (consent,) = json.loads(own.text("eigen-besluit/eigen-instemmingen.json"))
    assert (consent["Gemeente"], consent["Door wie"]) == ("Beek", "Het college van Beek")
    assert any(path.startswith("eigen-instemming-") for path in own.paths)
    assert not [path for path in hosts.paths if path.startswith("eigen-instemming")]


def test_staff_of_a_municipality_that_it_is_not_for_gets_nothing(session, house, play, visit):  # noqa: F811
    elsewhere = world.municipality(session, house.network, "Stein")
    staff = world.board_staff(session, elsewhere, name="Anders")
    contract = play.sent()
    contract.municipalities.remove(elsewhere)
    session.commit()

    stein, beek = visit.logged_in(staff), visit.logged_in(house.staff)
    stein.get(address(contract), status=403)
    assert contract.title not in stein.get("/bureau/dossiers?soort=dienstverleningsovereenkomst").text
    assert contract.title in beek.get("/bureau/dossiers?soort=dienstverleningsovereenkomst").text
    page = beek.get(address(contract))
    assert [button.etree_element.get("value") for button in page.all("main button")] == ["", house.other.code]
    assert page.submit(button="Beek", form="main section[aria-labelledby=gemeenten] form").response.data.startswith(b"PK")


def test_its_pages_lead_to_it(house, revised, visit):  # noqa: F811
    assert visit.get(revised.path).all(f"a[href='/dossiers/dienstverleningsovereenkomst/{revised.number}.zip']")
    desk = visit.logged_in(house.secretary)
    assert desk.get(f"/bureau/dienstverleningsovereenkomsten/{revised.id}").all(f"a[href='{address(revised)}']")
    assert "Stein" not in desk.get(address(revised)).text
