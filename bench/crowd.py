"""People at their browsers: log in, fill in, read over, send; and send once more when no answer came."""

import contextlib
import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import lxml.html

from bench.machines import PORTAL

PASSWORD = "zeven bruggen over de Geul"
TIMEOUT = 60.0
"""Seconds after which a proxy gives up (`proxy_read_timeout`)."""
LOST = 0
"""The status of a question that got no answer."""


@dataclass
class Answer:
    status: int
    text: str = ""
    location: str = ""


@dataclass
class Act:
    """One reaction or vote of somebody: what became of it as its sender saw it, and the words by which it is found back."""

    kind: str
    words: str
    late: bool = False
    presses: int = 0
    sent_at: float = 0.0
    outcome: str = "unknown"
    location: str = ""
    locations: set[str] = field(default_factory=set)


class Notes:
    """What everybody saw, kept by all threads together."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.asked: list[tuple[float, str, int, float]] = []
        self.acts: list[Act] = []
        self.wrong: list[str] = []

    def note(self, began: float, what: str, status: int, seconds: float) -> None:
        with self.lock:
            self.asked.append((began, what, status, seconds))

    def count(self, outcome: str) -> int:
        with self.lock:
            return sum(act.outcome == outcome for act in self.acts)

    def statuses(self) -> Counter[int]:
        return Counter(status for _, _, status, _ in self.asked)


class Browser:
    """Cookies, and questions to 127.0.0.1 as the proxy passes them on: with the address of the visitor."""

    def __init__(self, port: int, address: str, notes: Notes) -> None:
        self.port, self.address, self.notes = port, address, notes
        self.cookies: dict[str, str] = {}

    def ask(self, what: str, path: str, fields: list[tuple[str, str]] | None = None) -> Answer:
        began = time.time()
        try:
            answer = self._ask(path, fields)
        except (OSError, http.client.HTTPException):
            answer = Answer(LOST)
        self.notes.note(began, what, answer.status, time.time() - began)
        return answer

    def _ask(self, path: str, fields: list[tuple[str, str]] | None) -> Answer:
        headers = {"Host": urlsplit(PORTAL).netloc, "X-Forwarded-For": self.address, "X-Forwarded-Proto": "https",
                   "X-Forwarded-Host": urlsplit(PORTAL).netloc, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{PORTAL}{path}"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)) as connection:
            connection.request("GET" if fields is None else "POST", path, None if fields is None else urlencode(fields), headers)
            response = connection.getresponse()
            body = response.read().decode()
            for cookie in response.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: held.value for name, held in SimpleCookie(cookie).items()}
        location = urlsplit(response.headers.get("Location", ""))._replace(scheme="", netloc="").geturl()
        return Answer(response.status, body, location)


def form_of(page: str, has: str) -> list[tuple[str, str]] | None:
    """What a browser would send of the form on this page that has this field, or None where there is no such form."""
    for form in lxml.html.fromstring(page).forms:
        if has in form.fields:
            return [(name, value) for name, value in form.form_values()]
    return None


def filled(fields: list[tuple[str, str]], **answers: str) -> list[tuple[str, str]]:
    return [pair for pair in fields if pair[0] not in answers] + list(answers.items())


class Person:
    """Reacts and votes in turn until both have closed, pressing the last button again whenever no answer came.

    One in three sits in the same hall, behind one address.
    """

    def __init__(self, number: int, email: str, port: int, notes: Notes, pace: Callable[[], float]) -> None:
        self.number, self.email, self.notes, self.pace = number, email, notes, pace
        self.browser = Browser(port, "203.0.113.7" if number % 3 == 0 else f"198.51.100.{number % 250}", notes)
        self.random = random.Random(number)
        self.stopped = threading.Event()
        self.made = 0

    def log_in(self) -> bool:
        page = self._patiently("log-in page", "/inloggen")
        fields = form_of(page.text, "password")
        answer = self._patiently("log-in", "/inloggen", filled(fields, email=self.email, password=PASSWORD))
        return answer.status in (302, 303)

    def take_part(self, paths: dict[str, str]) -> None:
        """Until everything was refused because it closed: then this person has been told."""
        left = dict(paths)
        while left and not self.stopped.is_set():
            kind = list(left)[self.made % len(left)]
            if self._act(kind, left[kind]) == "refused":
                del left[kind]

    def _act(self, kind: str, path: str) -> str:
        self.made += 1
        act = Act(kind, f"woorden-{self.number:03d}-{self.made:03d}-van-{kind}")
        said = {"choice": self.random.choice(["for", "against"]), "explanation": act.words} if kind == "vote" else {
            "position": "for", "labels": "all", "text": act.words}
        page = self._patiently(f"{kind} page", path)
        fields = form_of(page.text, "once")
        has_form = fields is not None and any(name in dict(fields) for name in ("text", "explanation"))
        if not has_form:
            return self._told_closed(act, page) if kind == "reaction" or "gesloten" in page.text else self._wrong(act, page)
        self._think()
        return self._read_over(act, path, filled(fields, **said, act="check"))

    def _read_over(self, act: Act, path: str, fields: list[tuple[str, str]]) -> str:
        page = self._patiently(f"{act.kind} read over", path, fields)
        if page.status == 422:
            return self._told_closed(act, page, path)
        if page.status != 200:
            return self._wrong(act, page)
        self._think()
        with self.notes.lock:
            self.notes.acts.append(act)
        return self._send(act, path, filled(form_of(page.text, "once"), act="send"))

    def _send(self, act: Act, path: str, fields: list[tuple[str, str]]) -> str:
        act.sent_at = time.time()
        again = self._press_twice(act, path, fields) if self.random.random() < 0.2 else None
        answer = self._patiently(f"{act.kind} sent", path, fields, act)
        if again:
            again.join()
        act.location = answer.location
        if answer.status == 422:
            return self._told_closed(act, answer, path)
        if answer.status != 303:
            return self._wrong(act, answer)
        act.outcome = "accepted"
        act.locations.add(answer.location)
        receipt = self._patiently("receipt", answer.location)
        if receipt.status != 200:
            self._wrong(act, receipt)
        return act.outcome

    def _press_twice(self, act: Act, path: str, fields: list[tuple[str, str]]) -> threading.Thread:
        """A double click: the same form in a second question at the same moment."""
        def press() -> None:
            answer = self.browser.ask(f"{act.kind} pressed twice", path, fields)
            if answer.status == 303:
                act.locations.add(answer.location)
            elif answer.status not in (LOST, 422, 503):
                self._wrong(act, answer)

        thread = threading.Thread(target=press)
        thread.start()
        return thread

    def _patiently(self, what: str, path: str, fields: list[tuple[str, str]] | None = None, act: Act | None = None) -> Answer:
        """Once more after no answer, or after the page that says that the site does not work now."""
        while True:
            answer = self.browser.ask(what, path, fields)
            if act:
                act.presses += 1
            if answer.status not in (LOST, 502, 503) or self.stopped.is_set():
                return answer
            if answer.status == 503 and "De site werkt nu niet" not in answer.text:
                self.notes.wrong.append(f"{what}: 503 that does not say what to do")
            self.stopped.wait(0.2 + self.random.random() * 0.6)

    def _told_closed(self, act: Act, page: Answer, path: str = "") -> str:
        act.outcome = "refused"
        if "gesloten" not in page.text and "sloot" not in page.text:
            return self._wrong(act, page)
        if path and act.kind == "reaction" and not act.late and self.number % 3 == 0:
            self._send_late(act, path, page)
        return "refused"

    def _send_late(self, earlier: Act, path: str, page: Answer) -> None:
        act = Act("reaction", earlier.words.replace("woorden", "laat"), late=True)
        fields = filled(form_of(page.text, "once") or [], text=act.words, late="y", act="check")
        self._read_over(act, path, fields)

    def _wrong(self, act: Act, answer: Answer) -> str:
        if self.stopped.is_set() and answer.status in (LOST, 502, 503):
            return "refused"
        with self.notes.lock:
            self.notes.wrong.append(f"{act.kind} {act.words}: {answer.status} {answer.location} {' '.join(_said(answer.text).split())[:300]}")
        act.outcome = "wrong"
        return "refused"

    def _think(self) -> None:
        self.stopped.wait(self.pace())


def _said(page: str) -> str:
    return str(lxml.html.fromstring(page).text_content()) if page.strip() else ""
