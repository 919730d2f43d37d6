"""Lines for machines: with the request's number, without a word that people wrote."""

import io
import json
import logging

import pytest
from flask_security import hash_password
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Role
from portal.accounts.operations import grant_role
from portal.core import logs
from portal.core.access import SYSTEM
from portal.core.database import db, transaction
from tests import world

PASSWORD = "vier-groene-fietsen"


@pytest.fixture
def lines():
    """What the security log and the portal's own log get, as read back from JSON."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.formatter(as_json=True))
    loggers = [logging.getLogger(name) for name in (logs.SECURITY, "portal")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    for logger in loggers:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


@pytest.fixture
def provider(session):
    network = world.network(session)
    person = world.contact(session, world.member(session, network))
    person.password = hash_password(PASSWORD)
    session.commit()
    return person


def of(lines, *names):
    return [tuple(line.get(name) for name in names) for line in lines() if line["logger"] == "security"]


def test_answer_bears_the_number_that_the_proxy_gave(visit, session):
    world.network(session)
    session.commit()

    assert visit.ask("get", "/hulp", headers={"X-Request-ID": "0a1b-2c3d-4e5f"}).headers["X-Request-ID"] == "0a1b-2c3d-4e5f"


@pytest.mark.parametrize("forged", ["kort", "a" * 65, 'x" injected="1', "één-nummer"])
def test_number_that_could_break_a_line_is_replaced(visit, session, forged):
    world.network(session)
    session.commit()

    number = visit.ask("get", "/hulp", headers={"X-Request-ID": forged.encode().decode("latin-1")}).headers["X-Request-ID"]

    assert len(number) == 16
    assert number.isalnum()


def test_log_in_and_out_stand_in_the_security_log(visit, provider, lines):
    page = visit.get("/inloggen")
    page.submit({"email": provider.email, "password": "iets-heel-anders"}, status=200)
    page.submit({"email": "niemand@example.nl", "password": "iets-heel-anders"}, status=200)
    visit.get("/inloggen").submit({"email": provider.email, "password": PASSWORD})
    visit.get("/account").submit({}, form="[action='/uitloggen']", status=302)

    assert of(lines, "event", "outcome", "person") == [
        ("log-in", "refused", provider.id), ("log-in", "refused", None), ("log-in", "ok", provider.id), ("log-out", "ok", provider.id)]
    for line in lines():
        assert line["from"] == "127.0.0.1"
        assert line["request_id"]
        assert line["timestamp"].endswith("Z")
        assert provider.email not in json.dumps(line)
        assert "iets-heel-anders" not in json.dumps(line)


def test_refused_access_names_the_permission(visit, provider, lines):
    visit.logged_in(provider).get("/bureau", status=403)

    assert of(lines, "event", "outcome", "permission", "person") == [("access", "refused", "desk:look", provider.id)]


def test_role_stands_in_the_log_once_it_is_stored(app, session, lines):
    session.commit()
    with app.test_request_context(method="POST"):
        with pytest.raises(RuntimeError), transaction() as work:
            grant_role(work.session, world.user(work.session), Role.ADMINISTRATOR, place_id=None, actor=SYSTEM, now=work.now)
            raise RuntimeError
        assert of(lines, "event") == []
        with transaction() as work:
            person = world.user(work.session)
            grant_role(work.session, person, Role.ADMINISTRATOR, place_id=None, actor=SYSTEM, now=work.now)
            number = person.id

    assert of(lines, "event", "person", "acts_for", "whom", "role", "from") == [
        ("role:give", None, "portal", number, "administrator", "command")]


def test_error_is_told_without_what_people_wrote(app, session, lines):
    session.commit()
    try:
        db.session.execute(text("INSERT INTO person (email) VALUES (:email)"), {"email": "geheim@example.nl"})
    except IntegrityError:
        app.logger.exception("this went wrong")

    line = lines()[-1]
    assert line["error"] == "IntegrityError"
    assert line["at"]
    assert "geheim" not in json.dumps(line)


def test_error_outside_production_is_told_without_what_variables_held():
    def break_down(words):
        raise ValueError(len(words))

    try:
        break_down("wat iemand vertrouwelijk schreef")
    except ValueError as error:
        record = logging.LogRecord("portal", logging.ERROR, "", 0, "broken", (), (type(error), error, error.__traceback__))
    told = logs.formatter(as_json=False).format(record)

    assert "ValueError" in told and "in break_down" in told
    assert "vertrouwelijk" not in "".join(line for line in told.splitlines() if "break_down(" not in line)


def test_security_log_can_have_a_file_of_its_own(app, tmp_path):
    logger = logging.getLogger(logs.SECURITY)
    try:
        logs._apart(str(tmp_path / "security.jsonl"))
        with app.test_request_context():
            logs.security("log-in", "refused")
        assert json.loads((tmp_path / "security.jsonl").read_text())["outcome"] == "refused"
    finally:
        for handler in logger.handlers:
            handler.close()
        logger.handlers[:], logger.propagate = [], True
