"""Who gets which edition, and that taking a complete one is written down."""

from io import BytesIO

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.proposals.rules import Stage
from tests import world
from tests.dossier.checks import Unpacked

TAKEN = select(AuditEntry).where(AuditEntry.action == "dossier:take").order_by(AuditEntry.id)


def file_of(page, tmp_path):
    assert page.response.content_type == "application/zip"
    assert page.response.headers["Cache-Control"] == "no-store"
    return Unpacked(BytesIO(page.response.data), tmp_path / "uit").check()


def link_in(page, selector):
    return page.one(selector).etree_element.get("href")


def test_everyone_takes_the_public_file_from_the_page_of_the_proposal(session, rich, visit, tmp_path):
    page = visit.get(rich.proposal.path)
    taken = visit.get(link_in(page, "a[href^='/dossiers/voorstel/']"))

    assert taken.response.headers["Content-Disposition"] == f"attachment; filename=voorstel-{rich.proposal.number}-openbaar.zip"
    assert "OPENBARE-REACTIE" in file_of(taken, tmp_path).everything
    assert session.scalars(TAKEN).all() == []


def test_the_meetings_of_a_year_lead_to_their_file(rich, visit, tmp_path):
    page = visit.get("/bijeenkomsten?jaar=2026")

    assert "VERSLAG-TEKST" in file_of(visit.get(link_in(page, "a[href^='/dossiers/']")), tmp_path).everything


def test_a_file_is_in_dutch_whatever_the_reader_speaks(rich, visit, tmp_path):
    visit.client.set_cookie("language", "en")

    assert file_of(visit.get(f"/dossiers/voorstel/{rich.proposal.number}.zip"), tmp_path).text("leesmij.txt").startswith("Voorstel ")


@pytest.mark.parametrize("address", ["/dossiers/voorstel/2026-9999.zip", "/dossiers/voorstel/x.zip", "/dossiers/geheim/2026.zip",
                                     "/dossiers/bijeenkomsten/1999.zip"])
def test_what_is_not_there_is_not_found(rich, visit, address):
    visit.get(address, status=404)


def test_of_what_is_not_public_there_is_no_public_file(session, rich, visit):
    fresh = world.proposal(session, rich.network, Stage.RECEIVED, party=rich.boot)
    session.commit()
    own = visit.logged_in(world.contact(session, rich.boot))
    session.commit()

    for reader in (visit, own, visit.logged_in(rich.secretary)):
        reader.get(f"/dossiers/voorstel/{fresh.number}.zip", status=404)
    page = visit.logged_in(rich.secretary).get(f"/bureau/dossiers/voorstel/{fresh.number}")
    assert "er is dus geen openbaar dossier" in page.text.lower()


def test_the_secretary_takes_the_complete_file_and_that_is_written_down(session, rich, visit, tmp_path):
    page = visit.logged_in(rich.secretary).get(
        f"/bureau/dossiers/voorstel/{rich.proposal.number}")

    taken = page.submit(button="Volledig dossier downloaden")

    assert "GEHEIM-DEEL" in file_of(taken, tmp_path).everything
    (entry,) = session.scalars(TAKEN)
    assert (entry.person_name, entry.subject_id, entry.changes["edition"], entry.changes["municipality"]) == (
        "Sien Roelofs", rich.proposal.id, "volledig", None)
    again = visit.logged_in(rich.secretary).get(f"/bureau/dossiers/voorstel/{rich.proposal.number}")
    assert "Sien Roelofs" in again.text


def test_the_secretary_takes_the_file_for_a_municipality(session, rich, visit, tmp_path):
    page = visit.logged_in(rich.secretary).get(f"/bureau/dossiers/voorstel/{rich.proposal.number}")

    taken = page.submit(button="Beek", form="main section[aria-labelledby=gemeenten] form")

    assert "eigen-besluit/eigen-besluit.html" in file_of(taken, tmp_path).paths
    assert session.scalars(TAKEN).one().changes["municipality"] == "Beek"


def test_the_staff_of_a_board_takes_its_own_and_no_others(session, rich, visit, tmp_path):
    staff = visit.logged_in(world.board_staff(session, rich.beek))
    session.commit()
    page = staff.get(f"/bureau/dossiers/voorstel/{rich.proposal.number}")

    assert [button.etree_element.get("value") for button in page.all("main button")] == ["", rich.beek.code]
    assert "GEHEIM-DEEL" in file_of(page.submit(button="Beek", form="main section[aria-labelledby=gemeenten] form"), tmp_path).everything
    page.submit({"voor": rich.place.code}, status=403)
    page.submit({"voor": "GM9999"}, status=404)
    assert len(session.scalars(TAKEN).all()) == 1


def test_staff_of_a_municipality_that_takes_no_part_gets_nothing(session, rich, visit):
    other = world.add(session, type(rich.beek)(code="GM9998", name="Elders", inhabitants=1))
    staff = visit.logged_in(world.board_staff(session, other))
    session.commit()

    staff.get(f"/bureau/dossiers/voorstel/{rich.proposal.number}", status=403)


def test_the_administrator_takes_it_too(session, rich, visit):
    person = world.user(session)
    world.grant(session, person, Role.ADMINISTRATOR, None)
    session.commit()
    page = visit.logged_in(person).get("/bureau/dossiers")

    assert rich.proposal.title in page.text
    taken = visit.logged_in(person).get(f"/bureau/dossiers/voorstel/{rich.proposal.number}").submit()
    assert taken.response.data.startswith(b"PK")


def test_nobody_else_sees_that_there_is_a_complete_file(session, rich, visit):
    contact = world.contact(session, rich.boot)
    session.commit()
    provider = visit.logged_in(contact)

    for address in ("/bureau/dossiers", f"/bureau/dossiers/voorstel/{rich.proposal.number}"):
        provider.get(address, status=403)
        visit.get(address, status=302)
    assert "/bureau/dossiers" not in provider.get(rich.proposal.path).html
    assert session.scalars(TAKEN).all() == []


def test_every_way_to_the_files(session, rich, visit):
    secretary = visit.logged_in(rich.secretary)

    for address in (rich.proposal.path, "/bijeenkomsten?jaar=2026", f"/bureau/voorstellen/{rich.proposal.id}", "/bureau/besluiten", "/bureau"):
        assert secretary.get(address).all("a[href^='/bureau/dossiers']"), address
    for kind in ("advies", "werkgroep", "dienstverleningsovereenkomst", "pilot"):
        assert "Hiervan is er nog niets" in secretary.get(f"/bureau/dossiers?soort={kind}").text
    assert secretary.get("/bureau/dossiers?soort=bijeenkomsten").all("a[href='/bureau/dossiers/bijeenkomsten/2026']")
