"""What strangers try on every address: names of hosts, addresses to be sent to, headers, paths; and what every answer says to a browser."""

import io
import re
import zipfile
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from argon2 import low_level
from flask_security import hash_password
from wtforms import StringField
from wtforms.fields import HiddenField
from wtforms.validators import Length

from portal import config, registry
from portal.core import exports
from portal.core.database import SAFE_METHODS
from portal.core.forms import Digits, Form, Phone, Postcode
from portal.core.web import limiter
from tests import world

EVIL = "kwaad.example"
POLICY = {
    "default-src": {"'none'"}, "script-src": {"'self'"}, "style-src": {"'self'"}, "img-src": {"'self'"}, "font-src": {"'self'"},
    "connect-src": {"'self'"}, "form-action": {"'self'"}, "base-uri": {"'none'"}, "frame-ancestors": {"'none'"}}
UNTRUSTED = {
    "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "ftp", "X-Forwarded-Prefix": f"/{EVIL}", "Forwarded": f"host={EVIL}", "X-Original-URL": "/bureau",
    "X-Rewrite-URL": "/bureau", "X-HTTP-Method-Override": "POST", "X-Host": EVIL, "Origin": f"https://{EVIL}", "Referer": f"https://{EVIL}/"}
"""What a visitor may say of itself and a cache does not look at."""
PASSWORD = "vier-groene-fietsen"


@pytest.fixture
def network(session):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    session.commit()
    return network


@pytest.fixture
def contact(session, network):
    person = world.contact(session, world.member(session, network))
    person.password = hash_password(PASSWORD)
    session.commit()
    return person


@pytest.fixture(scope="module")
def pages(app):
    """Every address that has no parts and may be read."""
    return sorted({rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments - (rule.defaults or {}).keys()})


# What every answer says to a browser.

@pytest.mark.parametrize("path", ["/", "/bestaat-niet", "/bureau", "/inloggen", "/static/css/theme.css", "/.well-known/security.txt", "/healthz",
                                  "/api/v1/openapi.json", "/taal/nl"])
def test_every_answer_is_strict(visit, network, path):
    answer = visit.ask("get", path)
    answer.close()
    headers = answer.headers

    said = {name: set(values) for name, *values in (part.split() for part in headers["Content-Security-Policy"].split(";") if part.strip())}
    assert said == POLICY
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert (headers["Referrer-Policy"], headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("same-origin", "nosniff", "DENY")
    assert "Server" not in headers or "/" not in headers["Server"]


def test_cookies_are_for_this_site_and_no_script_reads_them(visit, contact):
    page = visit.get("/inloggen")
    answer = visit.ask("post", "/inloggen", data={"email": contact.email, "password": PASSWORD, "csrf_token": key(page)})
    spoken = visit.ask("get", "/taal/en")

    cookies = [one for given in (answer, spoken) for header in given.headers.getlist("Set-Cookie") for one in SimpleCookie(header).values()]
    assert {one.key for one in cookies} >= {"session", "language"}
    assert {(bool(one["httponly"]), one["samesite"], one["domain"]) for one in cookies} == {(True, "Lax", "")}


def test_in_production_cookies_go_over_https_alone(installation_settings):
    settings = installation_settings()

    assert (settings["SESSION_COOKIE_SECURE"], settings["REMEMBER_COOKIE_SECURE"]) == (True, True)


def test_personal_pages_are_kept_by_nobody(visit, contact):
    for path in ("/", "/account", "/mijn"):
        assert visit.logged_in(contact).ask("get", path).headers["Cache-Control"] == "no-store"


# Names that are not ours.

@pytest.fixture
def installation_settings(monkeypatch, tmp_path):
    def load(**settings):
        for name, value in {"PORTAL_ENV": "production", "SECRET_KEY": "Zq8r_3vXk1mN-0bHtY6wLcE9sPdUaFgJ2iO5",
                            "PUBLIC_URL": "https://tafel.zuid-limburg.nl", **settings}.items():
            monkeypatch.setenv(name, value)
        return config.load(tmp_path)

    return load


@pytest.mark.parametrize(("host", "status"), [
    ("tafel.zuid-limburg.nl", 200), ("tafel.zuid-limburg.nl:443", 200), ("127.0.0.1:5000", 200), (EVIL, 400), (f"tafel.zuid-limburg.nl.{EVIL}", 400),
    (f"{EVIL}:443", 400), ("sub.tafel.zuid-limburg.nl", 400), ("", 400), ("a b", 400), (f"tafel.zuid-limburg.nl@{EVIL}", 400)])
@pytest.mark.parametrize("path", ["/hulp", "/healthz", "/bestaat-niet-1", "/api/v1/voorstellen"])
def test_in_production_the_site_answers_to_its_own_name_alone(app, visit, network, monkeypatch, installation_settings, host, status, path):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", installation_settings()["TRUSTED_HOSTS"])

    answer = visit.ask("get", path, headers={"Host": host})

    assert answer.status_code == status or (status == 200 and path == "/bestaat-niet-1" and answer.status_code == 404)
    assert EVIL not in answer.text


def test_who_asks_too_much_under_another_name_is_told_so_too(app, visit, monkeypatch):
    """The form is read before an address is found: that it is too large is told without one."""
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["tafel.example"])

    answer = visit.ask("post", "/inloggen", headers={"Host": EVIL}, content_type="application/x-www-form-urlencoded",
                       environ_overrides={"CONTENT_LENGTH": str(13 * 1024 * 1024)})

    assert (answer.status_code, answer.text) == (400, "Deze site heeft een andere naam.")


def test_no_answer_repeats_what_a_visitor_says_of_itself(visit, network, pages):
    """Neither in its words nor in its headers: a cache would give it to the next."""
    for path in pages:
        answer = visit.ask("get", path, headers=UNTRUSTED)
        assert EVIL not in f"{answer.headers}{answer.text if answer.mimetype.startswith('text') else ''}", path


def test_what_a_visitor_says_of_itself_changes_no_page(visit, network):
    for path in ("/", "/voorstellen", "/signalen", "/hulp", "/privacy", "/zoeken?q=zorg"):
        plain, told = (visit.ask("get", path, headers=headers) for headers in ({}, UNTRUSTED))
        assert (told.status_code, without_keys(told.text)) == (plain.status_code, without_keys(plain.text)), path


def without_keys(text):
    return re.sub(r'name="(csrf_token|once|opened)" value="[^"]*"', "", re.sub(r'value="[^"]*" name="(csrf_token|once|opened)"', "", text))


# Addresses to be sent to.

@pytest.mark.parametrize("elsewhere", [
    f"https://{EVIL}", f"//{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"///{EVIL}", f"/%09/{EVIL}", f"\t//{EVIL}", f"https:{EVIL}", f"javascript:alert('{EVIL}')",
    f"/\r\nLocation: https://{EVIL}", f"/\n//{EVIL}", f"https://localhost@{EVIL}", f"//localhost:80@{EVIL}/"])
def test_nobody_is_sent_to_another_site(visit, network, pages, elsewhere):
    for path in [*pages, "/taal/nl", "/taal/en"]:
        if path == "/uitloggen":
            continue
        answer = visit.ask("get", path, query_string=dict.fromkeys(("next", "terug", "back", "url", "redirect", "return_to"), elsewhere))
        if location := answer.headers.get("Location"):
            assert urlsplit(location.replace("\\", "/")).netloc in ("", "localhost"), (path, location)
            assert not re.match(r"[/\\\s]{2}|[a-z]+:(?!//localhost)", location), (path, location)
        assert len(answer.headers.getlist("Location")) <= 1
        assert EVIL not in str(answer.headers.get("Refresh", ""))


@pytest.mark.parametrize("path", ["/taal/nl?terug=/%0d%0aSet-Cookie:%20kwaad=1", "/taal/nl?terug=/%0aX-Kwaad:%201", "/inloggen?next=%0d%0aX-Kwaad:1",
                                  "/zoeken?q=%0d%0aX-Kwaad:1", "/%0d%0aX-Kwaad:%201"])
def test_a_line_break_in_an_address_is_no_other_header(visit, network, path):
    answer = visit.ask("get", path)

    assert answer.status_code < 500
    assert "X-Kwaad" not in answer.headers
    assert "kwaad" not in "".join(answer.headers.getlist("Set-Cookie"))


# Paths.

@pytest.mark.parametrize("path", [
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/....//app.py", "/static/css/../../pyproject.toml", "/static//etc/passwd",
    "/static/%2fetc%2fpasswd", "/static/..\\app.py", "/static/%5c..%5capp.py", "/../../etc/passwd", "/voorstellen/../../etc/passwd",
    "/bijlagen/..%2f..%2finstance%2fsecret", "/api/v1/..%2f..%2fsecret", "/voorstellen/2026-01%00.html", "/static/css/theme.css%00.png"])
def test_no_path_leads_out_of_the_site(visit, network, path):
    answer = visit.ask("get", path)
    if answer.status_code == 308:  # a slash too many
        assert urlsplit(answer.headers["Location"]).netloc in ("", "localhost")
        answer = visit.ask("get", urlsplit(answer.headers["Location"]).path)

    assert answer.status_code in (400, 404), answer.status_code
    assert "create_app" not in answer.text and "root:" not in answer.text


# Tables as files.

def test_tables_are_written_in_one_place():
    writers = [path for path in (config.ROOT / "portal").rglob("*.py") if re.search(r"csv\.(writer|DictWriter)|xlsxwriter", path.read_text())]

    assert writers == [config.ROOT / "portal" / "core" / "exports.py"]


FORMULAS = ["=1+1", "+1", "-1+cmd|'/C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\uff1d1+1", "=HYPERLINK(\"http://kwaad\";\"x\")",
            "https://kwaad.example", "mailto:x@kwaad.example", "{=1}", "%0A=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_file_is_a_formula(text):
    line = b"".join(exports.csv_lines(["Kop"], [[text]])).decode("utf-8-sig").split("\r\n", 1)[1]

    assert not re.match(r'"?[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]', line)


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(app):
    with app.test_request_context():
        body = exports.xlsx_file("x", ["Kop"], [[text] for text in FORMULAS]).data

    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "hyperlink" not in sheet.lower()
        assert not [name for name in book.namelist() if "_rels/sheet" in name]


# Input without end.

READ_AT_ONCE = {"homepage", "day", "begins", "ends", "due_on"}
"""A trap, and what is read as a day or a time: none of it is ever stored as it was typed."""


def test_every_line_and_text_that_people_fill_in_has_a_length(app):
    for package in registry.PACKAGES:
        for name in ("forms", "views"):
            registry.part(package, name)
    bounded = (Length, Digits, Phone, Postcode)
    endless = []
    for form in (one for one in _all(Form) if one.__module__.startswith("portal.")):
        for name, field in vars(form).items():
            kind = getattr(field, "field_class", None)
            if kind and issubclass(kind, StringField) and not issubclass(kind, HiddenField) and name not in READ_AT_ONCE:
                validators = [*(field.args[1] if len(field.args) > 1 else ()), *(field.kwargs.get("validators") or ())]
                if not any(isinstance(one, bounded) or hasattr(one, "max") for one in validators):
                    endless.append(f"{form.__module__}.{form.__name__}.{name}")

    assert not endless


def _all(kind):
    for one in kind.__subclasses__():
        yield one
        yield from _all(one)


# Guessing.

def key(page):
    return page.all('main [name="csrf_token"]')[0].etree_element.get("value")


def test_one_account_is_not_guessed_at_from_many_places(app, visit, contact, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    token = key(visit.get("/inloggen"))

    def attempt(place, email=contact.email, password="iets-heel-anders"):
        return visit.ask("post", "/inloggen", data={"email": email, "password": password, "csrf_token": token},
                         environ_overrides={"REMOTE_ADDR": place}).status_code

    first = [attempt(f"10.0.{number // 5}.1") for number in range(50)]
    after = [attempt("10.9.9.9"), attempt("10.9.9.9", email=contact.email.upper()), attempt("10.9.9.9", password=PASSWORD)]
    other = attempt("10.9.9.9", email="iemand@anders.example")
    limiter.reset()

    assert (set(first), after, other) == ({200}, [429] * 3, 200)


@pytest.mark.parametrize("state", ["unknown", "closed", "without password", "unconfirmed", "wrong"])
def test_a_log_in_that_fails_hashes_one_password_whoever_is_behind_it(session, visit, contact, monkeypatch, state):
    hashed = []

    def counted(name):
        original = getattr(low_level, name)
        monkeypatch.setattr(low_level, name, lambda *args, **more: hashed.append(name) or original(*args, **more))

    counted("hash_secret")
    counted("verify_secret")
    contact.active = state != "closed"
    contact.password = None if state == "without password" else contact.password
    contact.confirmed_at = None if state == "unconfirmed" else contact.confirmed_at
    session.commit()
    page = visit.get("/inloggen")
    hashed.clear()

    page.submit({"email": "niemand@koe.example" if state == "unknown" else contact.email, "password": "iets-heel-anders-nog"})

    assert len(hashed) == 1, hashed


def test_posts_need_a_key_of_this_browser(app, visit, contact):
    """The key of another visitor's page is worth nothing here, nor is one in the address."""
    theirs = key(visit.get("/inloggen"))
    mine = visit.logged_in(contact)
    mine.get("/account")

    assert mine.ask("post", "/account/sessies/andere", data={"csrf_token": theirs}).status_code == 400
    assert mine.ask("post", f"/account/sessies/andere?csrf_token={theirs}").status_code == 400
    assert [rule.rule for rule in app.url_map.iter_rules() if rule.methods - SAFE_METHODS and rule.endpoint == "accounts.language"] == []
