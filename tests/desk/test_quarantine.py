"""Files that the scanner keeps apart, on the desk: what, who, when; seen, or checked again."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.core import documents, quarantine
from portal.core.documents import DocumentCheck, Outcome, Scan, Upload
from portal.networks.models import Network
from tests import world
from tests.clamd import INFECTED, running, silent

FOUND = Scan(Outcome.INFECTED, "Win.Test.EICAR_HDB-1")


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


@pytest.fixture
def desk(session, network, visit):
    person = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return visit.logged_in(person)


@pytest.fixture
def apart(session, network, now):
    document = documents.keep(session, Upload("rooster.pdf", "pdf", INFECTED, FOUND), now=now, refused=True)
    session.get_one(DocumentCheck, document.id).person_name = "Carla Mertens"
    session.get_one(DocumentCheck, document.id).acts_for_name = "De Papieren Boot"
    session.commit()
    return document


def test_the_desk_has_a_line_until_somebody_saw_it(session, desk, apart):
    assert "Bekijk wat apart staat: 1" in desk.get("/bureau").text
    page = desk.get("/bureau/quarantaine")
    for word in ("rooster.pdf", FOUND.malware, "Carla Mertens, De Papieren Boot", "20 maart 2026", "Geweigerd bij het versturen"):
        assert word in page.text

    page = page.submit(form=f'form[action$="/{apart.id}/gezien"]')

    assert "Gezien door Sien Roelofs" in page.text
    assert "Bekijk wat apart staat" not in desk.get("/bureau").text
    assert session.scalars(select(AuditEntry.action)).all() == ["document:seen"]


def test_what_came_to_the_site_of_another_network_is_on_its_desk_alone(app, session, desk, apart, now, monkeypatch):
    other = world.add(session, Network(slug="parkstad", name="Parkstad", settings={}))
    neighbour = world.secretary(session, world.municipality(session, other, "Heerlen", is_host=True))
    with monkeypatch.context() as there:
        there.setitem(app.config, "NETWORK", "parkstad")
        strange = documents.keep(session, Upload("geheim.pdf", "pdf", INFECTED, FOUND), now=now, refused=True)
        session.commit()
        page = desk.logged_in(neighbour).get("/bureau/quarantaine")
        assert "geheim.pdf" in page.text and "rooster.pdf" not in page.text
        assert "Bekijk wat apart staat: 1" in desk.logged_in(neighbour).get("/bureau").text

    assert "geheim.pdf" not in desk.get("/bureau/quarantaine").text
    assert desk.ask("post", f"/bureau/quarantaine/{strange.id}/gezien").status_code in (404, 400)
    assert session.get_one(DocumentCheck, strange.id).seen_at is None


def test_checked_again_it_comes_back_when_nothing_is_found(app, session, desk, apart, monkeypatch):
    page = desk.get("/bureau/quarantaine").submit(form=f'form[action$="/{apart.id}/opnieuw"]')
    assert "Wordt nog gecontroleerd" in page.text
    assert apart.key in documents.keys_apart()
    with running(app, monkeypatch) as clamd, app.test_request_context(method="POST"):
        clamd.says = b"stream: OK\0"
        assert quarantine.check_waiting() == 1

    session.expire_all()
    assert documents.content_of(apart) == INFECTED
    assert (apart.check.person_name, apart.key in documents.keys_apart()) == ("", False)
    assert "Er staat geen bestand apart." in desk.get("/bureau/quarantaine").text


def test_found_once_more_it_waits_on_the_desk_again(app, session, desk, apart, monkeypatch):
    page = desk.get("/bureau/quarantaine").submit(form=f'form[action$="/{apart.id}/gezien"]')
    page.submit(form=f'form[action$="/{apart.id}/opnieuw"]')
    with running(app, monkeypatch), app.test_request_context(method="POST"):
        quarantine.check_waiting()

    assert "Bekijk wat apart staat: 1" in desk.get("/bureau").text


def test_two_who_look_at_once(session, desk, apart):
    page = desk.get("/bureau/quarantaine")
    page.submit(form=f'form[action$="/{apart.id}/opnieuw"]')

    late = page.submit(form=f'form[action$="/{apart.id}/gezien"]')

    assert "Dit bestand staat niet meer apart." in late.text
    assert session.get_one(DocumentCheck, apart.id).seen_at is None


def test_what_waits_for_the_scanner_is_listed(app, session, desk, now, monkeypatch):
    silent(app, monkeypatch)
    documents.keep(session, quarantine.looked_at(Upload.of("plan.pdf", INFECTED)), now=now)
    session.commit()

    assert "plan.pdf" in desk.get("/bureau/quarantaine").text


def test_nobody_but_the_municipality_sees_it(session, network, visit, apart):
    person = world.contact(session, world.member(session, network))
    session.commit()

    assert visit.logged_in(person).get("/bureau/quarantaine", status=403).status == 403
    assert "/inloggen" in visit.get("/bureau/quarantaine", status=302).location


def test_a_list_takes_the_same_number_of_queries_whatever_is_in_it(session, desk, apart, now, count_queries):
    desk.get("/bureau/quarantaine")
    with count_queries() as one:
        desk.get("/bureau/quarantaine")
    for _ in range(5):
        documents.keep(session, Upload("nog-een.pdf", "pdf", INFECTED, FOUND), now=now)
    session.commit()
    with count_queries() as six:
        desk.get("/bureau/quarantaine")

    assert len(six) == len(one)
