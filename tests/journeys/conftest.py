"""A real browser against a real server: Debian's Chromium, axe on every page that a journey visits."""

import os
import re
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from werkzeug.serving import make_server

from portal.core.database import transaction
from tests import world

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


@pytest.fixture
def chromium():
    """Debian's Chromium, for one journey: its event loop must not outlive it."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        reason = "Debian's Chromium is not installed and we may not install it: apt-get install chromium-headless-shell"
        pytest.fail(reason) if os.environ.get("REQUIRE_ALL") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server(app):
    """The portal on a free port of this machine, with its own clock; shifted back to the present afterwards."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    name, app.config["SERVER_NAME"] = app.config["SERVER_NAME"], None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    app.config["CLOCK_SHIFT"], app.config["SERVER_NAME"] = timedelta(0), name
    server.shutdown()
    thread.join()


@pytest.fixture
def pass_time(app):
    """Move the portal's clock on: `pass_time(days=15)`."""
    def move(**time):
        app.config["CLOCK_SHIFT"] += timedelta(**time)

    return move


@pytest.fixture
def act(app):
    """Do something to the rows in one transaction: `act(lambda session: world.network(session))`.

    In a thread of its own: the browser's event loop runs in this one, and an application context may not end there.
    """
    def inside(do):
        with app.test_request_context(method="POST"), transaction() as work:
            return do(work.session)

    def run(do):
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(inside, do).result()

    return run


_codes_used = {}


def next_code(email, key):
    """A code works once: who logs in twice in half a minute takes the one that comes after it. The one before now works as well,
    but not to the end of its half minute."""
    now, seconds = divmod(int(time.time()), 30)
    _codes_used[email] = max(now - 1 if seconds < 15 else now, _codes_used.get(email, 0) + 1)
    return pyotp.TOTP(key).generate_otp(_codes_used[email])


_spotless = set()
"""The pages that axe found nothing on: who comes past the same one again, as all do who log in, need not hold it against axe again."""
_legible = set()
"""The colours of words on pages that axe found nothing on. Contrast is two thirds of its work: the same on the same ground is as legible."""
KEYS = re.compile(r'value="[\w.-]{30,}"')
"""What differs between two of the same pages: the key against forged posts and the one of the form."""
COLOURS = """() => {
  const grounds = new Map([[null, ""]]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(element);
      grounds.set(element, `${ground(element.parentElement)} ${backgroundColor} ${backgroundImage} ${opacity}`
        .replace(" rgba(0, 0, 0, 0) none 1", ""));
    }
    return grounds.get(element);
  };
  const found = new Set(), words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const {color, fontSize, fontWeight} = getComputedStyle(words.currentNode.parentElement);
    found.add(`${color} ${fontSize} ${fontWeight}${ground(words.currentNode.parentElement)}`);
  }
  return [...found];
}"""
AXE = "options => axe.run(options).then(found => found.violations)"


class Visitor:
    """Somebody with a browser of their own. Every page they see is held against axe."""

    def __init__(self, chromium, base):
        from axe_playwright_python.base import AXE_SCRIPT

        self.base = base
        self.context = chromium.new_context(base_url=base, viewport={"width": 1280, "height": 900})
        self.context.add_init_script(AXE_SCRIPT)
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()
        self.remarks = []

    def go(self, path):
        self.page.goto(path)
        self.look()

    def look(self):
        from playwright.sync_api import Error

        self.page.wait_for_load_state()
        try:
            found = self._violations()
        except Error:  # the page was still on its way to the next one: look at that one
            self.page.wait_for_load_state("load")
            found = self._violations()
        self.remarks += [f"{self.page.url}: {v['id']}: {[n['html'] for n in v['nodes']][:2]}" for v in found]

    def _violations(self):
        page = self._as_it_is()
        if page in _spotless:
            return []
        colours = set(self.page.evaluate(COLOURS))
        found = self.page.evaluate(AXE, {"resultTypes": ["violations"], "preload": False,
                                         "rules": {"color-contrast": {"enabled": not colours <= _legible}}})
        if not found and page == self._as_it_is():
            _spotless.add(page)
            _legible.update(colours)
        return found

    def _as_it_is(self):
        return self.page.viewport_size["width"], KEYS.sub("", self.page.content())

    def press(self, name):
        """Press the button or link that is called so, and look at what comes. A page that is still arriving has no buttons yet."""
        self.page.wait_for_load_state()
        button = self.page.get_by_role("button", name=name)
        (button if button.count() else self.page.get_by_role("link", name=name)).first.click()
        self.look()

    def fill(self, **answers):
        for name, value in answers.items():
            self.page.fill(f"main [name='{name}']", value)

    def choose(self, **answers):
        for name, value in answers.items():
            self.page.check(f"main [name='{name}'][value='{value}']")

    def log_in(self, email, password, key=world.APP_KEY):
        """With the password, and with the next code of the app when it is asked for."""
        self.go("/inloggen")
        self.fill(email=email, password=password)
        self.page.get_by_role("button", name="Inloggen", exact=True).click()
        self.look()
        if self.page.url.partition("?")[0].endswith("/inloggen/code"):
            self.fill(code=next_code(email, key))
            self.press("Inloggen")

    @property
    def text(self):
        return self.page.inner_text("main")

    @property
    def h1(self):
        return self.page.inner_text("h1")


@pytest.fixture
def visitor(chromium, server):
    """A new visitor each time it is called; afterwards axe must have found nothing."""
    visitors = []

    def arrive():
        visitors.append(Visitor(chromium, server))
        return visitors[-1]

    yield arrive
    remarks = [remark for visitor in visitors for remark in visitor.remarks]
    for person in visitors:
        person.context.close()
    assert not remarks, "\n".join(sorted(set(remarks)))


