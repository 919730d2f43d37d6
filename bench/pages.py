"""`bench/pages.py`: every page that somebody can reach on the large demonstration network: milliseconds in the portal, and queries.

Links are followed from the start pages of each role, and what no link leads to is asked with identifiers out of the database. Each
page is asked without a server in between and past the page cache, three times when it is slow: the best one counts, by the time of the
processor. Files hold all there is and are sent while they are made: they are asked once, by the first role that gets one, and told apart.
INSTANCE (or DATABASE_URL) names a portal that has the network; without it one is made, which takes minutes.
"""

import argparse
import gc
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from contextlib import nullcontext
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from sqlalchemy import event, text
from werkzeug.exceptions import HTTPException

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

BASE = "http://127.0.0.1:5000"
MOST_MS = 300
MOST_QUERIES = 40
"""Nothing on a page is asked row by row: more than this says that something is."""
PER_KIND = 2
FILE = re.compile(r"\.(pdf|docx|xlsx|csv|zip|ics|json|xml)$")
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
ROLES = {"visitor": None, "provider": "wies@zorggroep-de-brug.example", "newest provider": "newest", "board": "college@heerlen.example",
         "chair": "voorzitter@maastricht.example", "admin": "beheer@ontwikkeltafel.example", "secretary": "secretaris@maastricht.example"}
STARTS = {"visitor": ["/"], "provider": ["/mijn", "/"], "newest provider": ["/mijn", "/"]}
CROWDED = {
    "the round with most reactions": "SELECT '/voorstellen/' || p.year || '-' || CASE WHEN p.sequence < 10 THEN '0' ELSE '' END || p.sequence FROM proposal p "
        "JOIN comment_round r ON r.proposal_id = p.id JOIN (SELECT round_id, count(*) c FROM reaction GROUP BY round_id ORDER BY c DESC LIMIT 6) m ON m.round_id = r.id",
    "its desk": "SELECT '/bureau/rondes/' || round_id FROM (SELECT round_id, count(*) c FROM reaction GROUP BY round_id ORDER BY c DESC LIMIT 6) m",
    "the vote with the longest roll": "SELECT '/voorstellen/' || p.year || '-' || CASE WHEN p.sequence < 10 THEN '0' ELSE '' END || p.sequence || '/stemming' FROM proposal p "
        "JOIN vote v ON v.proposal_id = p.id JOIN (SELECT vote_id, count(*) c FROM roll_entry GROUP BY vote_id ORDER BY c DESC LIMIT 4) m ON m.vote_id = v.id",
    "a vote that runs": "SELECT '/bureau/stemmingen/' || v.id FROM vote v ORDER BY closes_at DESC LIMIT 3",
    "decided by all boards": "SELECT '/besluiten/' || p.year || '-' || p.sequence FROM proposal p JOIN submission s ON s.proposal_id = p.id "
        "JOIN board_decision b ON b.submission_id = s.id WHERE p.sequence > 9 GROUP BY p.id, p.year, p.sequence ORDER BY p.id DESC LIMIT 3",
}
BY_NAME = {"proposal": ("year || '-' || CASE WHEN sequence < 10 THEN '0' ELSE '' END || sequence", "proposal"), "meeting": ("slug", "meeting"),
           "table": ("slug", "physical_table")}
TABLES = {"round_id": "comment_round", "version_id": "agreement_version", "user_id": "person", "item_id": "agenda_item",
          "request_id": "information_request", "contract_id": "service_contract", "group_id": "working_group", "remark_id": "minutes_remark",
          "grant_id": "role_grant", "guest_id": "guest", "action_id": "action_point", "decision_id": "board_decision",
          "mail_id": "incoming_mail", "upload_id": "upload"}
MORE = ["/zoeken?q=begeleiding", "/zoeken?q=begel*", '/zoeken?q="binnen+vier+weken"', "/sitemap.xml", "/atom.xml", "/voorstellen?na=5000",
        "/signalen?na=900", "/bureau/logboek?na=900000", "/deelnemers?na=2500", "/bekendmakingen?na=100000"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as somebody saw it."""

    role: str
    path: str
    endpoint: str
    status: int
    ms: float
    cpu_ms: float
    queries: int
    kilobytes: float
    found_on: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1, help="so much of the large network")
    parser.add_argument("--roles", default=",".join(ROLES))
    parser.add_argument("--only", default="", help="only addresses or endpoints in which this stands")
    parser.add_argument("--top", type=int, default=25)
    parser.add_argument("--tsv", default="")
    options = parser.parse_args()
    given = os.environ.get("INSTANCE") or os.environ.get("DATABASE_URL")
    with nullcontext(os.environ.get("INSTANCE", "")) if given else tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        if not given:
            os.environ["INSTANCE"] = folder
            make(options.share)
        walk(options)


def make(share: float) -> None:
    flask = [sys.executable, "-m", "flask", "--app", "app"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, check=True, capture_output=True)
    began = time.perf_counter()
    subprocess.run([*flask, "demo", "--size", "large", "--share", str(share)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    print(f"network made in {time.perf_counter() - began:.0f} s")


def walk(options: argparse.Namespace) -> None:
    from portal.application import create_app

    app = create_app({"RATELIMIT_ENABLED": False, "PAGE_CACHE_MEGABYTES": 0})
    counter = Counted(app)
    # As `python app.py` does before it answers: without it the collector looks through the whole portal again and again.
    gc.collect()
    gc.freeze()
    seen: list[Seen] = []
    files: set[str] = set()
    for role in options.roles.split(","):
        client = logged_in(app, role)
        seen += Walk(app, client, role, counter, options.only, files).go(starts(app, role))
    report(seen, options.top)
    if options.tsv:
        Path(options.tsv).write_text("\n".join("\t".join(map(str, (
            one.role, one.path, one.endpoint, one.status, round(one.ms), round(one.cpu_ms), one.queries, round(one.kilobytes), one.found_on))) for one in seen))


class Counted:
    """How many statements ran, BEGIN and ROLLBACK not counted."""

    def __init__(self, app) -> None:
        from portal.core.database import db

        self.statements: list[str] = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._note)

    def _note(self, *words) -> None:
        if not words[2].startswith(("BEGIN", "PRAGMA")):
            self.statements.append(words[2])


class Walk:
    """One role's walk through the portal."""

    def __init__(self, app, client, role: str, counter: Counted, only: str, files: set[str]) -> None:
        self.client, self.role, self.counter, self.only, self.files = client, role, counter, only, files
        self.adapter = app.url_map.bind("localhost")
        self.kinds: Counter[tuple[str, tuple[str, ...]]] = Counter()

    def go(self, start: list[str]) -> list[Seen]:
        queue, known, seen = deque((path, "start") for path in start), set(start), []
        while queue:
            path, found_on = queue.popleft()
            kind = self._kind(path)
            if kind is None or (self.kinds[kind] >= PER_KIND and found_on != "start"):
                continue
            self.kinds[kind] += 1
            one, html = self._ask(path, kind[0], found_on)
            seen.append(one)
            print(f"{one.role} {one.status} {one.ms:.0f} ms {one.cpu_ms:.0f} CPU {one.queries} q {one.path} {one.endpoint}", file=sys.stderr, flush=True)
            for link in links(path, html):
                if link not in known:
                    known.add(link)
                    queue.append((link, path))
        return seen

    def _kind(self, path: str):
        address = urlsplit(path)
        try:
            endpoint = self.adapter.match(address.path)[0]
        except HTTPException:
            return None
        if endpoint in ("accounts.language", "static", "security.logout") or self.only not in f"{path} {endpoint}":
            return None
        if FILE.search(address.path):
            return None if endpoint in self.files or self.kinds[endpoint, ()] else (endpoint, ())
        return endpoint, tuple(sorted(re.findall(r"(?:^|&)([^=]+)=", address.query)))

    def _ask(self, path: str, endpoint: str, found_on: str) -> tuple[Seen, str]:
        best = (float("inf"), float("inf"))
        for turn in range(3):
            self.counter.statements.clear()
            began, cpu = time.perf_counter(), time.process_time()
            response = self.client.get(path, base_url=BASE)
            data = response.get_data()
            took = (1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu))
            best = min(best, took, key=lambda one: one[1])
            # What is fast when it is cold needs no second look; what takes seconds says enough.
            if best[1] < MOST_MS / 3 or FILE.search(path) or (turn and took[1] > 10 * MOST_MS):
                break
        if FILE.search(path) and response.status_code == 200:
            self.files.add(endpoint)
        html = data.decode("utf-8", "replace") if response.content_type.startswith("text/html") and response.status_code == 200 else ""
        return Seen(self.role, path, endpoint, response.status_code, *best, len(self.counter.statements), len(data) / 1000, found_on), html


def links(path: str, html: str):
    for href in LINK.findall(html):
        address = urlsplit(urljoin(path, unescape(href)))
        if address.netloc in ("", "localhost", "127.0.0.1:5000") and address.scheme in ("", "http"):
            yield address.path + (f"?{address.query}" if address.query else "")


def logged_in(app, role: str):
    """A browser in which this role logged in."""
    from portal.accounts import sessions
    from portal.accounts.models import User
    from portal.accounts.queries import user_by_email
    from portal.core.database import db, transaction

    client = app.test_client()
    email = ROLES[role]
    if email is None:
        return client
    with app.test_request_context(method="POST"), transaction() as work:
        user = user_by_email(db.session, email) if email != "newest" else db.session.get(User, db.session.scalar(text(
            "SELECT user_id FROM contact_person ORDER BY id DESC LIMIT 1")))
        held = {"_user_id": user.fs_uniquifier, "_fresh": True, sessions.KEY: sessions.start(work.session, user, "").key}
    with client.session_transaction(base_url=BASE) as session:
        session.update(held)
    return client


def starts(app, role: str) -> list[str]:
    """Where the walk begins: the role's own pages, the crowded ones, and every address filled in with identifiers."""
    from portal.core.database import db

    paths = [*STARTS.get(role, ["/bureau", "/"]), *MORE]
    with app.app_context():
        paths += [row for query in CROWDED.values() for row in db.session.scalars(text(query))]
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and (path := filled(db.session, rule)):
                paths.append(path)
    return list(dict.fromkeys(paths))


def filled(session, rule) -> str | None:
    """The address with the newest identifiers of the tables that its names speak of."""
    path = rule.rule
    for converter, name in re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", path):
        value = newest(session, rule.rule, name)
        if value is None:
            return None
        path = re.sub(rf"<(?:{converter}(?:\([^)]*\))?:)?{name}>", str(value), path, count=1)
    return path


def newest(session, rule: str, name: str):
    if name.endswith("_id"):
        table = TABLES.get(name, name.removesuffix("_id"))
        exists = session.bind.dialect.has_table(session.connection(), table)
        return session.scalar(text(f"SELECT max(id) FROM {table}")) if exists else None
    about = next((one for one, start in (("proposal", "/voorstellen"), ("proposal", "/besluiten"), ("meeting", "/bijeenkomsten"), ("table", "/tafels"),
                                         ("table", "/bureau/tafels")) if rule.startswith(start)), None)
    if name in ("number", "slug") and about:
        column, table = BY_NAME[about]
        return session.scalar(text(f"SELECT {column} FROM {table} ORDER BY id DESC LIMIT 1"))
    return None


def report(seen: list[Seen], top: int) -> None:
    """The slowest of what was seen, the worst first, and every page over a limit."""
    good = [one for one in seen if one.status == 200]
    pages = [one for one in good if not FILE.search(urlsplit(one.path).path)]
    print(f"{len(pages)} pages of {len({one.endpoint for one in pages})} kinds, {sum(one.cpu_ms > MOST_MS for one in pages)} over {MOST_MS} ms of CPU, "
          f"{sum(one.queries > MOST_QUERIES for one in pages)} over {MOST_QUERIES} queries; "
          f"refused or elsewhere: {Counter(one.status for one in seen if one.status != 200)}")
    table(pages, top, lambda one: one.cpu_ms > MOST_MS or one.queries > MOST_QUERIES)
    files = [one for one in good if one not in pages]
    print(f"\n{len(files)} files")
    table(files, top // 2, lambda _one: False)
    for one in seen:
        if one.status >= 500:
            print(f"FAILED {one.status} {one.role} {one.path}, found on {one.found_on}")


def table(rows: list[Seen], top: int, is_over) -> None:
    print("| ms | CPU ms | queries | kB | who | address |\n|---|---|---|---|---|---|")
    for number, one in enumerate(sorted(rows, key=lambda one: -one.cpu_ms)):
        if number < top or is_over(one):
            print(f"| {one.ms:.0f} | {one.cpu_ms:.0f} | {one.queries} | {one.kilobytes:.0f} | {one.role} | {one.path} ({one.endpoint}) |")


if __name__ == "__main__":
    main()
