"""What machines ask: alive, ready, figures; and whom to tell of a weakness."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.core import clock, documents, quarantine
from portal.core.database import transaction
from portal.core.documents import Upload
from portal.hosting import health, metrics
from portal.notifications.models import MailState, OutboxMail
from portal.notifications.operations import Letter, queue
from tests import world
from tests.clamd import PDF, running, silent

TOKEN = "a1b2c3d4e5f6" * 3


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


@pytest.fixture
def migrated(monkeypatch):
    monkeypatch.setitem(health.PARTS, "migrations", lambda: True)


def wait_for_worker(app, at):
    began = clock.now()
    with app.test_request_context(method="POST"), transaction() as work:
        queue(work.session, [Letter("accounts/invitation", "x", "geheim@example.nl")], now=began)
    at(began + timedelta(hours=1))


def test_process_answers_whatever_the_database_does(visit, monkeypatch):
    monkeypatch.setattr(health, "database_answers", lambda: False)

    answer = visit.ask("get", "/healthz")

    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "ok\n", "no-store")


def test_ready_when_every_part_works(visit, session, migrated):
    answer = visit.ask("get", "/readyz")

    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "migrations": "ok", "documents": "ok", "outbox": "ok", "scanner": "ok"}


def test_not_ready_without_this_versions_tables(visit, session):
    answer = visit.ask("get", "/readyz")

    assert answer.status_code == 503
    assert answer.json["migrations"] == "failed"


def test_not_ready_when_letters_wait_for_a_worker(app, visit, session, migrated, at):
    wait_for_worker(app, at)

    assert visit.ask("get", "/readyz").json["outbox"] == "failed"


def test_mail_server_that_is_down_does_not_make_the_portal_unready(app, visit, session, migrated, at):
    wait_for_worker(app, at)
    with app.test_request_context(method="POST"), transaction() as work:
        work.session.scalars(select(OutboxMail)).one().due_at = work.now + timedelta(minutes=64)  # put back after a try

    assert visit.ask("get", "/readyz").status_code == 200


def test_not_ready_when_the_database_is_gone(visit, session, monkeypatch):
    def gone():
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setitem(health.PARTS, "database", gone)

    answer = visit.ask("get", "/readyz")

    assert (answer.status_code, answer.json["database"]) == (503, "failed")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer iets-anders"}, {"Authorization": "Bearer één"}])
def test_figures_are_for_who_has_the_token(app, visit, network, monkeypatch, headers):
    assert visit.ask("get", "/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    monkeypatch.setitem(app.config, "METRICS_TOKEN", TOKEN)

    answer = visit.ask("get", "/metrics", headers={name: value.encode().decode("latin-1") for name, value in headers.items()})

    assert answer.status_code == 404
    assert "portal_letters" not in answer.text


def test_figures_tell_what_waits_and_name_nobody(app, visit, network, monkeypatch, at):
    monkeypatch.setitem(app.config, "METRICS_TOKEN", TOKEN)
    wait_for_worker(app, at)
    monkeypatch.setattr(metrics, "last_backup", lambda: clock.now() - timedelta(minutes=1))

    figures = visit.ask("get", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text

    assert f'portal_letters{{state="{MailState.WAITING}"}} 1.0' in figures
    assert "portal_oldest_letter_seconds 3600.0" in figures
    assert "portal_last_backup_seconds 60.0" in figures
    assert "portal_answers" in figures
    assert "geheim" not in figures


def test_figures_tell_how_the_virus_scanner_does(app, visit, session, network, monkeypatch, now):
    monkeypatch.setitem(app.config, "METRICS_TOKEN", TOKEN)
    silent(app, monkeypatch)
    documents.keep(session, quarantine.looked_at(Upload.of("geheim.pdf", PDF)), now=now)
    session.commit()

    def figures():
        return visit.ask("get", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text

    assert 'portal_files{state="waiting"} 1.0' in figures()
    assert "portal_scanner_up 0.0" in figures()
    with running(app, monkeypatch):
        assert "portal_scanner_up 1.0" in figures()


def test_answers_are_counted_where_somebody_reads_them(installation):
    here = installation(METRICS_TOKEN=TOKEN)
    here.migrate()
    client = here.app.test_client()
    client.get("/healthz")

    figures = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text

    assert 'portal_answers_total{endpoint="hosting.alive",method="GET",status="200"} 1.0' in figures
    assert f'portal_version{{version="{here.app.config["VERSION"]}"}} 1.0' in figures


def test_security_txt_names_a_contact_and_a_day_on_which_it_lapses(app, visit, network, now, monkeypatch):
    lines = dict(line.split(": ", 1) for line in visit.ask("get", "/.well-known/security.txt").text.splitlines())

    assert lines["Contact"] == "mailto:tafel@example.nl"
    assert now + timedelta(days=100) < datetime.fromisoformat(lines["Expires"]) < now + timedelta(days=365)
    assert lines["Canonical"] == "http://localhost/.well-known/security.txt"
    monkeypatch.setitem(app.config, "SECURITY_CONTACT", "https://www.zuid-limburg.nl/kwetsbaarheid")
    assert "Contact: https://www.zuid-limburg.nl/kwetsbaarheid" in visit.ask("get", "/.well-known/security.txt").text


def test_explanation_page_shows_the_version(app, visit, network):
    assert f"versie {app.config['VERSION']}" in visit.get("/hulp").html
