"""Agreements on the public site."""


import pytest

from portal.core.revisions import Paragraph
from portal.members.rules import Condition, Declaration
from portal.networks import operations, queries
from portal.networks.rules import AgreementKind
from tests import world

ANSWERS = {
    "name": "De Vliegende Koe", "kvk": "12 34 56 78", "street": "Brusselsestraat 1", "postcode": "6211pa",
    "city": "Maastricht", "domains": ["youth", "wmo"], "streams": ["zin"],
    "contact_name": "Carla Mertens", "contact_email": "carla@koe.example", "contact_phone": "043 123 45 67",
    "contact_address": "Postbus 1, 6200 AA Maastricht", "substitute_name": "Daan Smeets",
    "substitute_email": "daan@koe.example", "substitute_phone": "06-12345678",
    "substitute_address": "Postbus 1, 6200 AA Maastricht", "declarations": [d.value for d in Declaration],
    "disclosure": "Wij bezitten een pand dat de gemeente huurt.", "signer_name": "Dirk Directeur",
    "signer_job_title": "bestuurder", "signer_email": "dirk@koe.example", "ground": "statutes", "statement": "y",
}
CHECKED = [condition.value for condition in Condition]


@pytest.fixture
def network(session):
    network = world.network(session)
    world.agreement(session, network)
    world.agreement(session, network, "Afspraken inkoopnetwerk", "afspraken").kind = AgreementKind.SHARED
    session.commit()
    return network


@pytest.fixture
def secretary(session, network):
    person = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return person


def test_agreement_shows_the_text_in_force_older_ones_and_the_difference(session, network, visit):
    proposal = world.proposal(session, network)
    agreement = queries.agreements(session, network)[1]
    operations.publish_agreement_version(
        session, agreement, in_force_from=world.LONG_AGO.date(), proposal_id=proposal.id, now=world.LONG_AGO,
        actor=world.actor(world.user(session), world.party(session)),
        paragraphs=[Paragraph("4.3.1", "De aanbieder meldt het als een inwoner langer dan vier weken op hulp wacht.")])
    session.commit()

    page = visit.get("/overeenkomsten/begeleiding")
    assert "vier weken" in page.text
    assert f"Voorstel {proposal.number}" in page.text
    assert page.one("#lid-4-3-1")
    older = visit.get("/overeenkomsten/begeleiding?versie=1")
    assert "zes weken" in older.text
    assert "geldt niet meer" in older.text
    changed = visit.get("/overeenkomsten/begeleiding?versie=2&vergelijk=1")
    assert "[weg: zes]" in changed.text
    assert "[nieuw: vier]" in changed.text
    assert "Gaat eruit" in changed.text


@pytest.mark.parametrize("path", ["/overeenkomsten/onbekend", "/overeenkomsten/begeleiding?versie=9",
                                  "/overeenkomsten/begeleiding?vergelijk=x"])
def test_unknown_text_is_not_found(session, network, visit, path):
    visit.get(path, status=404)


def test_list_of_agreements_names_laws_and_versions(session, network, visit):
    page = visit.get("/overeenkomsten")

    assert "Wmo 2015" in page.text
    assert page.text.index("Afspraken inkoopnetwerk") < page.text.index("Raamovereenkomst begeleiding")


def test_portal_without_a_network_says_so(session, visit):
    assert visit.get("/", status=503).h1 == "Hier is nog geen netwerk"
