"""Infected files: refused at the field, kept apart, given to nobody; and what waits while the scanner is silent."""

import io
import json
import logging

import pytest
from sqlalchemy import func, select

from portal.contributions.models import Attachment, Draft
from portal.core import documents, logs, quarantine, scanner
from portal.core.documents import Document, DocumentCheck, Outcome, Upload
from portal.core.errors import Refused
from portal.hosting import health
from portal.notifications import commands as worker
from portal.signals.models import Signal
from tests import world
from tests.clamd import INFECTED, PDF, running, silent
from tests.signals.test_views import ANSWERS

FOUND = "Eicar-Test-Signature"
REFUSED = "De virusscanner vond schadelijke software in dit bestand. Het is niet aangenomen en staat apart. Laat uw computer nakijken en stuur een ander bestand."


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


@pytest.fixture
def contact(session, network):
    person = world.contact(session, world.member(session, network))
    session.commit()
    return person


@pytest.fixture
def secretary(session, network):
    person = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return person


@pytest.fixture
def clamd(app, session, monkeypatch):
    with running(app, monkeypatch) as clamd:
        yield clamd


@pytest.fixture
def down(app, session, monkeypatch):
    silent(app, monkeypatch)
    return app


def pdf(content=PDF, name="rooster.pdf"):
    return {"file_1": (io.BytesIO(content), name)}


def kept(session, content=PDF):
    document = documents.keep(session, quarantine.looked_at(Upload.of("rooster.pdf", content)), now=world.LONG_AGO)
    session.commit()
    session.info["writing"] = True
    return document


def turn(app):
    """One look of the worker at files that wait."""
    with app.test_request_context(method="POST"):
        return quarantine.check_waiting()


def test_infected_file_is_told_at_its_field_and_kept_apart(session, network, clamd, visit):
    page = visit.get("/signalen/nieuw").submit(ANSWERS, "Verder", files=pdf(INFECTED), status=422)

    assert page.errors == [REFUSED]
    assert page.one("[name=title]").etree_element.get("value") == ANSWERS["title"]
    document, check = session.execute(select(Document, DocumentCheck).join(DocumentCheck)).one()
    assert (document.file_name, check.outcome, check.malware, check.refused) == ("rooster.pdf", Outcome.INFECTED, FOUND, True)
    assert documents.stored(document.key) == INFECTED
    assert document.key in documents.keys_apart()
    sent = page.submit(button="Verder").submit(button="Verstuur")
    assert sent.h1 == "Kijk in uw mail"
    assert session.scalar(select(func.count(Attachment.id))) == 0


def test_infected_file_is_given_to_nobody(session, clamd):
    document = kept(session, INFECTED)

    for ask in (documents.download, documents.content_of):
        with pytest.raises(Refused) as refused:
            ask(document)
        assert refused.value.code == "document:infected"


def test_clean_file_goes_its_way_and_nobodys_name_is_kept_with_it(session, network, contact, clamd, visit):
    overview = visit.logged_in(contact).get("/signalen/nieuw").submit(ANSWERS, "Verder", files=pdf())
    overview.submit(button="Verstuur")

    check = session.scalars(select(DocumentCheck)).one()
    assert (check.outcome, check.person_id, check.person_name) == (Outcome.CLEAN, None, "")
    assert documents.content_of(session.scalars(select(Attachment)).one().document) == PDF
    assert clamd.seen == [PDF]  # once, not again at every step


def test_draft_is_not_kept_as_if_the_infected_file_were_in_it(session, network, contact, clamd, visit):
    page = visit.logged_in(contact).get("/signalen/nieuw").submit(ANSWERS, "Bewaar als concept", files=pdf(INFECTED), status=422)

    assert page.errors == [REFUSED]
    assert session.scalar(select(func.count(Draft.id))) == 0


def test_while_the_scanner_is_silent_files_wait_and_nobody_opens_them(app, session, network, contact, down, visit, secretary):
    visitor = visit.logged_in(contact)
    visitor.get("/signalen/nieuw").submit(ANSWERS, "Verder", files=pdf()).submit(button="Verstuur")
    attachment, signal = session.scalars(select(Attachment)).one(), session.scalars(select(Signal)).one()
    address = f"/bijlagen/{attachment.id}/ontvangen"

    answer = visitor.get(address, status=409)

    assert "Dit bestand wordt nog gecontroleerd op schadelijke software." in answer.text
    assert "rooster.pdf (wordt nog gecontroleerd)" in visit.logged_in(secretary).get(f"/bureau/signalen/{signal.id}").text
    assert turn(app) == 0


@pytest.mark.parametrize(("content", "outcome"), [(PDF, Outcome.CLEAN), (INFECTED, Outcome.INFECTED)])
def test_the_worker_asks_again_and_then_it_is_clean_or_kept_apart(app, session, network, monkeypatch, content, outcome, contact):
    silent(app, monkeypatch)
    document = kept(session, content)
    assert turn(app) == 0

    with running(app, monkeypatch):
        assert (turn(app), turn(app)) == (1, 0)

    session.expire_all()
    assert document.check.outcome == outcome
    assert (document.key in documents.keys_apart()) == (outcome == Outcome.INFECTED)
    assert documents.stored(document.key) == content


def test_every_turn_of_the_worker_now_and_then_looks_at_waiting_files(app, session, network, monkeypatch):
    silent(app, monkeypatch)
    document = kept(session)

    with running(app, monkeypatch), app.test_request_context(method="POST"):
        worker._work(app, 0)

    session.expire_all()
    assert document.can_be_read


def test_a_file_that_the_scanner_cannot_manage_holds_up_no_other(app, session, network, monkeypatch):
    silent(app, monkeypatch)
    large, small = kept(session, PDF + bytes(200_000)), kept(session)

    with running(app, monkeypatch, most=100_000):
        assert turn(app) == 1

    session.expire_all()
    assert (large.is_waiting, small.can_be_read) == (True, True)


def test_giant_file_is_refused_before_the_scanner_is_bothered(session, network, clamd, visit):
    page = visit.get("/signalen/nieuw").submit(ANSWERS, "Verder", files=pdf(PDF + bytes(documents.MAX_BYTES)), status=422)

    assert page.errors == ["Dit bestand is groter dan 10 MB. Kies een kleiner bestand."]
    assert clamd.seen == []


def test_where_files_must_not_wait_they_are_refused_and_the_rest_is_kept(app, session, network, down, visit, monkeypatch):
    monkeypatch.setitem(app.config, "CLAMD_DOWN", "refuse")

    page = visit.get("/signalen/nieuw").submit(ANSWERS, "Verder", files=pdf(), status=422)

    assert [error.split(",")[0] for error in page.errors] == ["Bestanden kunnen nu niet worden gecontroleerd op schadelijke software"]
    assert page.one("[name=title]").etree_element.get("value") == ANSWERS["title"]
    assert session.scalar(select(func.count(Document.id))) == 0
    assert page.submit(button="Verder").h1 == "Lees uw signaal na"


def test_file_that_turned_out_infected_while_the_form_was_read_over_is_refused(app, session, network, monkeypatch, visit):
    silent(app, monkeypatch)
    overview = visit.get("/signalen/nieuw").submit(ANSWERS, "Verder", files=pdf(INFECTED))
    with running(app, monkeypatch):
        turn(app)

    page = overview.submit(button="Verstuur", status=422)

    assert page.errors == [REFUSED]
    assert session.scalar(select(func.count(Signal.id))) == 0


def test_spreadsheet_is_looked_at_before_it_is_read(session, network, clamd, visit, secretary):
    page = visit.logged_in(secretary).get("/bureau/clientaantallen").submit(
        {"data_date": "31-12-2025"}, files={"file": (io.BytesIO(b"a;b\r\n" + INFECTED), "telling.csv")}, status=422)

    assert page.errors == [REFUSED]
    check = session.scalars(select(DocumentCheck)).one()
    assert (check.outcome, check.refused, check.person_name) == (Outcome.INFECTED, True, "Sien Roelofs")


def test_security_log_tells_it_without_the_name_of_the_file(app, session, network, clamd, visit, contact):
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.formatter(as_json=True))
    logger = logging.getLogger(logs.SECURITY)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        visit.logged_in(contact).get("/signalen/nieuw").submit(ANSWERS, "Verder", files=pdf(INFECTED, "Jansen-dossier.pdf"), status=422)
    finally:
        logger.removeHandler(handler)

    line = json.loads(out.getvalue().splitlines()[-1])
    assert (line["event"], line["outcome"], line["person"]) == ("malware", "refused", contact.id)
    assert "Jansen" not in out.getvalue()


def test_command_checks_everything_and_says_what_it_found(app, session, network, monkeypatch):
    monkeypatch.setitem(app.config, "CLAMD_URL", "")
    before = kept(session, INFECTED)

    def run(args):
        with app.test_request_context(method="POST"):
            return app.test_cli_runner().invoke(args=args)

    assert "CLAMD_URL is not set" in run(args=["documents", "scan"]).output
    with running(app, monkeypatch):
        assert run(args=["documents", "scan"]).output == "0 waiting, 0 clean, 0 infected\n"
        found = run(args=["documents", "scan", "--all"])
    silent(app, monkeypatch)
    assert run(args=["documents", "scan", "--all"]).exit_code == 1

    assert (found.output, found.exit_code) == ("0 waiting, 0 clean, 1 infected\n", 1)
    session.expire_all()
    assert before.is_infected


def test_crash_between_moving_and_noting_gives_the_file_to_nobody(app, session, network, monkeypatch):
    silent(app, monkeypatch)
    document = kept(session, INFECTED)
    with running(app, monkeypatch):
        monkeypatch.setattr(documents, "set_apart", lambda key, do=documents.set_apart: (do(key), 1 / 0))
        with pytest.raises(ZeroDivisionError):
            turn(app)
        monkeypatch.undo()
    session.expire_all()
    assert document.is_waiting

    with running(app, monkeypatch):
        assert turn(app) == 1
    session.expire_all()
    assert document.is_infected


def test_files_that_wait_too_long_are_told_by_readyz(app, session, network, down, at, now):
    kept(session)
    assert not health.files_are_checked()

    at(world.LONG_AGO)
    assert health.files_are_checked()


def test_mail_is_looked_at_until_the_scanner_is_silent_and_then_waits(app, session, monkeypatch):
    asked = []
    monkeypatch.setattr(scanner, "malware_in", lambda content: asked.append(content) or (_ for _ in ()).throw(scanner.Unavailable()))
    silent(app, monkeypatch)

    assert quarantine.scans_of([b"a", b"b", b"c"]) == [quarantine.LATER] * 3
    assert asked == [b"a"]
