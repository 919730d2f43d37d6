"""A test client that reads every page as an inspector: valid HTML, one h1, labels, no inline code, ids once."""

import io
import re
import secrets
import time
import zipfile
from collections import Counter
from functools import cache, cached_property, lru_cache
from html import unescape
from urllib.parse import urlsplit

import cssselect2
from flask import has_app_context
from pypdf import PdfReader
from sqlalchemy import NullPool, create_engine, insert
from tinyhtml5 import inputstream
from tinyhtml5.parser import HTMLParser

from portal.accounts import sessions
from portal.accounts.models import LoginSession
from portal.accounts.rules import Browser, System
from portal.core import clock
from portal.core.database import db

FIELDS = "input, textarea, select"
FIELD_TAGS = set(FIELDS.split(", "))


class _Patterns(dict):
    """tinyhtml5 makes these anew for every piece of text: it keeps them under another key than it looks for. Half of reading a page."""

    def __missing__(self, key):
        characters, opposite = key
        within = "".join(f"\\x{ord(character):02x}" for character in characters)
        self[key] = re.compile(f"[{within}]+" if opposite else f"[^{within}]+")
        return self[key]


inputstream.characters_until_regex = _Patterns()


@cache
def _tests(selector):
    return [selector.test for selector in cssselect2.compile_selector_list(selector)]


@cache
def _beside(url):
    """A way to the rows that the counting of queries does not see."""
    return create_engine(url, poolclass=NullPool)


class Inspector:
    def __init__(self, app, user=None):
        self.app = app
        self.client = app.test_client()
        self.person = None if user is None else (user.id, user.fs_uniquifier)

    def logged_in(self, user):
        """Another visitor, logged in as this person."""
        return Inspector(self.app, user)

    def _log_in(self, user_id, uniquifier):
        """As if the person had just logged in with this browser: done at the first question, when the rows are there."""
        self.person, key = None, secrets.token_hex(16)
        with _beside(db.engine.url).begin() as connection:
            connection.execute(insert(LoginSession).values(
                key=key, user_id=user_id, browser=Browser.FIREFOX, system=System.LINUX, began_at=clock.actual()))
        with self.client.session_transaction() as session:
            session.update({"_user_id": uniquifier, "_fresh": True, sessions.KEY: key, "fs_paa": time.time()})

    def ask(self, method, path, **options):
        # A context of its own: the test's session and actor are not the visitor's.
        with self.app.app_context():
            if self.person:
                self._log_in(*self.person)
            response = getattr(self.client, method)(path, **options)
        response.request.environ["wsgi.input"].close()  # of a large upload: a file on disk
        if has_app_context():
            db.session.rollback()  # the test looks afresh: what the visitor did is there to be seen
        return response

    def get(self, path, status=200, **options):
        return self._page(self.ask("get", path, **options), path, status)

    def post(self, path, data=None, status=303, **options):
        """A bare post, without the fields that a page's form would carry: CSRF is off only through `submit`."""
        return self._page(self.ask("post", path, data=data or {}, **options), path, status)

    def _page(self, response, path, status):
        assert response.status_code == status, f"{path}: {response.status_code}, not {status}\n{response.text[:3000]}"
        page = Page(self, response, path)
        if response.content_type.startswith("text/html") and status not in (301, 302, 303, 308):
            page.inspect()
        return page


class Page:
    def __init__(self, visitor, response, path):
        self.visitor, self.response, self.path = visitor, response, path
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.html = response.text if not response.content_type.startswith(("application/zip", "application/vnd")) else ""

    @cached_property
    def parsed(self):
        """The page as a tree, parsed once, and what a browser would have to guess at."""
        parser = HTMLParser(namespace_html_elements=False)
        return parser.parse(self.html), parser.errors

    @property
    def root(self):
        return self.parsed[0]

    @cached_property
    def elements(self):
        """Every element in its order. Kept: a page is asked tens of things, and wrapping its elements costs the most of each."""
        return list(cssselect2.ElementWrapper.from_html_root(self.root).iter_subtree())

    def all(self, selector):
        tests = _tests(selector)
        return [element for element in self.elements if any(test(element) for test in tests)]

    def one(self, selector):
        found = self.all(selector)
        assert len(found) == 1, f"{self.path}: {len(found)} times {selector}"
        return found[0]

    @property
    def text(self):
        """All that is read on the page, white space folded."""
        return " ".join(" ".join(text_of(element) for element in self.all("main")).split())

    @property
    def h1(self):
        return " ".join(text_of(self.one("h1")).split())

    @property
    def errors(self):
        return [" ".join(text_of(e).split()).removeprefix("Fout: ") for e in self.all(".ot-error")]

    def follow(self):
        """Go where this answer sends us, and on from there until there is a page."""
        path = urlsplit(self.location)._replace(scheme="", netloc="").geturl()
        response = self.visitor.ask("get", path)
        if response.status_code in (302, 303):
            return Page(self.visitor, response, path).follow()
        return self.visitor._page(response, path, 200)

    def submit(self, values=None, button=None, form="main form", status=None, files=None):
        """Fill in the page's form and press a button: by its text, or the first one.

        Answers the next page; a redirect is followed unless `status` asks for something else.
        """
        element = next(iter(self.all(form)))
        data = _filled(element)
        pressed = _button(element, button)
        if pressed is not None and pressed.get("name"):
            data[pressed.get("name")] = pressed.get("value")
        data |= values or {}
        data |= files or {}
        action = element.etree_element.get("action") or self.path
        options = {"content_type": "multipart/form-data"} if files else {}
        response = self.visitor.ask("post", action, data=data, **options)
        if status is None and response.status_code in (302, 303):
            return Page(self.visitor, response, action).follow()
        return self.visitor._page(response, action, status or 200)

    def inspect(self):
        """Raise AssertionError with all that an inspector would remark."""
        remarks = [*self._parse_errors(), *self._structure(), *self._fields(), *self._inline()]
        assert not remarks, f"{self.path}:\n" + "\n".join(remarks)

    def _parse_errors(self):
        lines = self.html.splitlines()
        return [f"{code} at {place}: {lines[place[0] - 1][:120]}" for place, code, *_ in self.parsed[1]]

    def _structure(self):
        root = self.root
        if root.get("lang") not in ("nl", "en"):
            yield "no language"
        if (count := len(list(root.iter("h1")))) != 1:
            yield f"{count} times h1"
        title = " ".join(root.findtext("head/title").split())
        if not title or title.startswith("- "):
            yield f"empty title: {title}"
        ids = Counter(e.get("id") for e in root.iter() if e.get("id") is not None)
        yield from (f"id {name} twice" for name, count in ids.items() if count > 1)
        yield from (f"#{target[1:]} leads nowhere" for link in root.iter("a")
                    if (target := link.get("href", "")).startswith("#") and target[1:] not in ids)
        if any(next(table.iter("caption"), None) is None for table in root.iter("table")):
            yield "table without caption"

    def _fields(self):
        root = self.root
        labels = list(root.iter("label"))
        labelled = {label.get("for") for label in labels}
        inside = {element for label in labels for element in label.iter() if element.tag in FIELD_TAGS}
        ids = {e.get("id") for e in root.iter()}
        for field in (e for e in root.iter() if e.tag in FIELD_TAGS and e.get("type") != "hidden"):
            if field.get("id") not in labelled - {None} and field not in inside and not field.get("aria-label"):
                yield f"field {field.get('name')} without label"
            yield from (f"{field.get('name')} described by missing {name}"
                        for name in (field.get("aria-describedby") or "").split() if name not in ids)
        for form in root.iter("form"):
            if form.get("method") == "post" and not any(e.get("name") == "csrf_token" for e in form.iter()):
                yield "form without csrf_token"

    def _inline(self):
        root = self.root
        if any(e.tag == "style" or e.get("style") is not None for e in root.iter()):
            yield "inline style"
        if any(not script.get("src") for script in root.iter("script")):
            yield "inline script"


def text_of(element):
    return "".join(element.etree_element.itertext())


def _filled(form):
    """What a browser would send without anybody typing."""
    data = {}
    for field in form.query_all(FIELDS):
        element = field.etree_element
        name, kind = element.get("name"), element.get("type")
        if not name or kind in ("file", "submit") or element.get("disabled") is not None:
            continue
        if kind in ("radio", "checkbox"):
            if element.get("checked") is not None:
                data.setdefault(name, []).append(element.get("value", "on"))
        elif element.tag == "textarea":
            data.setdefault(name, []).append((element.text or "").removeprefix("\n"))
        elif element.tag == "select":
            data.setdefault(name, []).extend(_selected(element))
        else:
            data.setdefault(name, []).append(element.get("value", ""))
    return data


def _selected(select):
    options = list(select.iter("option"))
    chosen = [o for o in options if o.get("selected") is not None] or options[:1]
    return [option.get("value", option.text) for option in chosen]


def _button(form, wanted):
    for button in form.query_all("button"):
        if wanted is None or wanted in " ".join(text_of(button).split()):
            return button.etree_element
    assert wanted is None, f"no button {wanted}"
    return None


def readable(response):
    """Whatever a reader gets out of an answer: a page, the cells of a workbook, the words of a PDF, all that is in a ZIP."""
    if response.content_type.startswith(("application/vnd.", "application/zip")):
        with zipfile.ZipFile(io.BytesIO(response.data)) as book:
            return unescape("".join(book.read(name).decode(errors="replace") for name in book.namelist()))
    if response.content_type == "application/pdf" and b"/Producer" in response.data:  # made here, not one that was sent in
        return _words_of(response.data)
    return unescape(response.data.decode(errors="replace"))


@lru_cache(maxsize=512)
def _words_of(document):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
