"""`make bench`: every goal of speed as a ratio of one run, beside its limit.

Starts the portal on generated databases and, for each of its pages, the bare parts that make the same bytes (`bare_parts.py`), on the
same server; measures in alternating rounds, so that whatever else the machine does hits both; and tells per goal what was seen, the
limit, and whether it was reached. Figures go to bench/results.json. `--quick` is two short rounds and no 100,000 proposals.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path
from statistics import median

from sqlalchemy import event, func, select

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import bare_parts  # noqa: E402
import load  # noqa: E402
import machine  # noqa: E402
import rush  # noqa: E402

MIDDLE = 10_000
"""The size at which pages are held against the bare parts."""
SIZES, QUICK_SIZES = (100, MIDDLE, 100_000), (100, MIDDLE)
FIRST_PORT = 8400
SECRET = "measuring-only-measuring-only-measuring-only"
ROW, REACTION = ("<li class=\"ot-board__row", "</li>"), ("<article class=\"ot-reaction", "</article>")
COUNT = 20
"""Requests of one page before it is the other one's turn."""
POSTS, BARE_POSTS = 200, 1_000
PSS_MIB = 68


@dataclass
class Goal:
    """What was seen beside its limit. `least`: at least the limit; otherwise at most."""

    name: str
    seen: float
    limit: float
    least: bool = False
    more: str = ""

    @property
    def is_reached(self) -> bool:
        return self.seen >= self.limit if self.least else self.seen <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.least else "≤"
        return f"| {self.name} | {self.seen:g} | {sign} {self.limit:g} | {'yes' if self.is_reached else '**no**'} | {self.more} |"


@dataclass
class Filled:
    """A portal with a database of a size."""

    app: object
    folder: Path
    made: dict
    size: int

    @property
    def provider(self) -> dict[str, str]:
        return {"Cookie": f"session={cookie(self.app, self.made['people']['provider'])}"}

    @property
    def dossier(self) -> str:
        return f"/voorstellen/{self.made['number']}"


@dataclass
class Run:
    rounds: int
    seconds: float
    connections: int
    goals: list[Goal] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def tell(self, goal: Goal) -> None:
        self.goals.append(goal)
        print(f"[{time.monotonic() - self.began:4.0f} s] {goal}", flush=True)

    def rates(self, portal: str, limit: str) -> tuple[float, float, float]:
        """Requests a second of the portal, of the limit, and the median of the rounds' ratios."""
        wrk = [(machine.wrk(portal, self.connections, self.seconds)["rps"], machine.wrk(limit, self.connections, self.seconds)["rps"])
               for _ in range(self.rounds + 1)][1:]  # the first one warms up
        return median(one for one, _ in wrk), median(other for _, other in wrk), round(median(one / other for one, other in wrk), 2)

    def costs(self, targets: list[dict]) -> dict[str, list[float]]:
        return load.counted(targets, self.rounds * 2, COUNT)



def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--sizes", default="")
    parser.add_argument("--only", default="kept,made,growth,rush", help="parts of the run")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        subprocess.run([str(ROOT / ".ci" / "install"), "wrk"], check=True)
    run = Run(options.rounds or (2 if options.quick else 5), options.seconds or (1 if options.quick else 2), 8)
    sizes = tuple(map(int, options.sizes.split(","))) if options.sizes else QUICK_SIZES if options.quick else SIZES
    parts = options.only.split(",")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        filled = {size: fill(Path(name) / str(size), size) for size in (sizes if "growth" in parts else (MIDDLE,))}
        print(f"[{time.monotonic() - run.began:4.0f} s] databases of {', '.join(f'{size:,}' for size in filled)} proposals", flush=True)
        one = filled.get(MIDDLE) or next(iter(filled.values()))
        for part in parts:
            {"kept": kept_pages, "made": made_pages, "growth": growth, "rush": writers}[part](run, filled if part == "growth" else one)
    (ROOT / "bench" / "results.json").write_text(json.dumps([asdict(goal) | {"reached": goal.is_reached} for goal in run.goals], indent=1))
    print("\n| goal | seen | limit | reached | figures of this run |\n|---|---|---|---|---|")
    print("\n".join(map(str, run.goals)))


def fill(folder: Path, size: int) -> Filled:
    folder.mkdir()
    os.environ |= {"INSTANCE": str(folder), "SECRET_KEY": SECRET}
    from bench import data
    from portal.application import create_app

    app = create_app({"RATELIMIT_ENABLED": False})
    with app.test_request_context(method="POST"):
        made = data.fill(size)
    return Filled(app, folder, made, size)


def kept_pages(run: Run, one: Filled) -> None:
    """Pages out of the cache, beside a constant answer of Flask with the same bytes."""
    with portal(one, 0, 8) as place:
        for name, path, row in (("front page", "/", ROW), ("list of 50", "/voorstellen", ROW), ("300 reactions", one.dossier, REACTION)):
            with bare(one, f"{place}{path}", {}, row, f"kept-{name}") as limit:
                ours, bare_one, ratio = run.rates(f"{place}{path}", f"{limit}/const")
            run.tell(Goal(f"kept {name}: requests a second to constant Flask", ratio, 0.5, True, f"{ours:.0f}/s, constant {bare_one:.0f}/s"))
        memory(run, place, "after the kept pages")


def made_pages(run: Run, one: Filled) -> None:
    """Pages that are made for every request, beside Flask, ORM and Jinja making the same rows; and their queries."""
    pages = [("list of 50", "/voorstellen", ROW, 2.0, 6), ("300 reactions", one.dossier, REACTION, 2.0, 8), ("front page", "/", ROW, 2.0, 10)]
    with portal(one, 0, 0) as place:
        for name, path, row, limit_of_cpu, limit_of_queries in pages:
            for who, headers in (("anonymous", {}), ("signed in", one.provider)):
                with bare(one, f"{place}{path}", headers, row, f"{name}-{who}") as limit:
                    found = run.costs([{"name": "portal", "url": f"{place}{path}", "headers": headers}, {"name": "bare", "url": f"{limit}/rows"}])
                run.tell(Goal(f"{name}, {who}: CPU to Flask + ORM + Jinja", load.paired(found, "portal", "bare"), limit_of_cpu, False,
                              f"{median(found['portal']):.1f} ms, bare {median(found['bare']):.1f} ms"))
                run.tell(Goal(f"{name}, {who}: queries", queries(one, path, headers), limit_of_queries))
        memory(run, place, "after the pages that were made")


def growth(run: Run, filled: dict[int, Filled]) -> None:
    """The same page of a small and of a large list, each with 50 rows."""
    smallest = min(filled)
    with servers(filled) as places:
        for name, key in (("first", None), ("middle", lambda size: size // 2 + 25), ("last", lambda _size: 51)):
            targets = [{"name": str(size), "url": f"{place}/voorstellen{f'?na={key(size)}' if key else ''}"} for size, place in places.items()]
            found = run.costs(targets)
            for size in filled:
                if size != smallest:
                    run.tell(Goal(f"{name} page, {smallest} → {size:,} proposals: CPU", load.paired(found, str(size), str(smallest)), 1.15, False,
                                  f"{median(found[str(size)]):.1f} ms"))


def writers(run: Run, one: Filled) -> None:
    """Fifty providers who react at once, each with a log-in and a form; beside bare commits behind the same kind of file lock."""
    bare_database = {"BARE_DATABASE": str(one.folder / "bare.sqlite")}
    with portal(one, 0, 8) as place, server("bare_commits:app", 1, bare_database, "/stored") as limit:
        address = f"{place}{one.dossier}/reageren"
        people = [form_of(address, cookie(one.app, held)) for held in one.made["writers"]]
        bare_people = [{"headers": {}, "fields": {}}] * len(people)
        seen = []
        for turn in range(run.rounds + 1):
            machine.wait_quiet(patience=2)
            ours = rush.rush(address, people, POSTS, lambda: stored(one))
            bare_ones = rush.rush(f"{limit}/comment", bare_people, BARE_POSTS, lambda: json.loads(machine.request(f"{limit}/stored")[1])["stored"])
            for found, posts in ((ours, POSTS), (bare_ones, BARE_POSTS)):
                assert found["accepted"] == found["stored"] == posts, f"accepted is not stored: {found}"
            if turn:  # the first one warms up
                seen.append((ours, bare_ones))
        more = (f"{median(ours['rate'] for ours, _ in seen):.0f}/s, {median(ours['cpu_ms'] for ours, _ in seen):.1f} ms; "
                f"bare {median(other['rate'] for _, other in seen):.0f}/s; {len(seen) * POSTS} accepted, each stored once")
        run.tell(Goal("rush of 50 writers: accepted a second to bare commits", round(median(a["rate"] / b["rate"] for a, b in seen), 3), 0.3, True, more))
        more = f"{median(ours['max_ms'] for ours, _ in seen):.0f} ms, bare {median(other['max_ms'] for _, other in seen):.0f} ms"
        run.tell(Goal("rush: slowest answer to the slowest bare one", round(median(a["max_ms"] / b["max_ms"] for a, b in seen), 2), 4, False, more))
        memory(run, place, "after the rush")


def memory(run: Run, place: str, when: str) -> None:
    workers = machine.memory_mb(machine.listeners(int(place.rsplit(":", 1)[1])))[: 2]
    run.tell(Goal(f"memory of a worker {when}, MiB PSS", max(one["pss"] for one in workers), PSS_MIB))


@contextmanager
def server(what: str, offset: int, env: dict, path: str):
    """gunicorn with an application of this folder; answers its address."""
    port = FIRST_PORT + offset
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "bench" / "gunicorn_conf.py"), "-b", f"127.0.0.1:{port}", what]
    process, _seconds = machine.start(command, port, path, env, str(ROOT / "bench"), log=os.environ.get("BENCH_LOG", "/dev/null"))
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        machine.stop(process)


def portal(one: Filled, offset: int, megabytes: float):
    return server("portal_app:app", offset, {"INSTANCE": str(one.folder), "SECRET_KEY": SECRET, "PAGE_CACHE_MEGABYTES": str(megabytes),
                                             "PUBLIC_URL": f"http://127.0.0.1:{FIRST_PORT + offset}"}, "/")


@contextmanager
def servers(filled: dict[int, Filled]):
    """A portal on each of the databases, none of them keeping pages."""
    if not filled:
        yield {}
        return
    (size, one), *others = filled.items()
    with portal(one, 10 + len(others), 0) as place, servers(dict(others)) as places:
        yield {size: place, **places}


@contextmanager
def bare(one: Filled, address: str, headers: dict, row: tuple[str, str], name: str):
    """The bare parts that make the very bytes of this page."""
    status, body, _ = machine.request(address, headers)
    if status != 200:
        raise SystemExit(f"{address}: {status}")
    file = one.folder / f"{name.replace(' ', '-')}.html"
    file.write_bytes(body)
    bare_parts.make(str(file), *row)  # the rows are stored before two workers start at once
    with server("bare_parts:app", 1, {"PAGE": str(file), "OPENING": row[0], "CLOSING": row[1]}, "/const") as limit:
        assert machine.request(f"{limit}/rows")[1] == body, f"the bare parts make other bytes than {address}"
        yield limit


def cookie(app, held: dict[str, object]) -> str:
    """The session of somebody who is logged in, as the browser has it after the first page: that page puts its key for forms in it."""
    started = app.session_interface.get_signing_serializer(app).dumps(held)
    first = app.test_client(use_cookies=False).get("/voorstellen", headers={"Cookie": f"session={started}"})
    sent = re.search(r"session=([^;]+)", first.headers.get("Set-Cookie", ""))
    return sent[1] if sent else started


def form_of(address: str, session: str) -> dict:
    """What this person's browser sends along with every post: the cookie as the form's page set it, and the fields nobody types."""
    status, body, headers = machine.request(address, {"Cookie": f"session={session}"})
    assert status == 200, f"{address}: {status}"
    page = body.decode()
    form = page[page.index('<form method="post" enctype', page.index("<main")):]
    fields = {}
    for tag in re.findall(r"<input\b[^>]*type=\"hidden\"[^>]*>", form):
        found = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        fields[found["name"]] = unescape(found.get("value", ""))
    sent = re.search(r"session=([^;]+)", headers.get("set-cookie", ""))
    return {"headers": {"Cookie": f"session={sent[1] if sent else session}"},
            "fields": fields | {"position": "for", "labels": "all", "act": "send"}}


def stored(one: Filled) -> int:
    from portal.core.database import db
    from portal.rounds.models import Reaction

    with one.app.app_context():
        return db.session.scalar(select(func.count(Reaction.id)))


def queries(one: Filled, path: str, headers: dict) -> int:
    """Statements of one request when nothing is kept, BEGIN not counted. A write among them ends the run."""
    from portal.core.database import db

    seen: list[str] = []
    with one.app.app_context():
        engine = db.engine

    def note(*words) -> None:
        seen.append(words[2])

    one.app.keeper.enabled = False
    event.listen(engine, "before_cursor_execute", note)
    one.app.test_client().get(path, headers=headers)
    event.remove(engine, "before_cursor_execute", note)
    asked = [statement for statement in seen if not statement.startswith(("BEGIN", "PRAGMA"))]
    assert all(statement.startswith(("SELECT", "WITH")) for statement in asked), f"a write on a read: {asked}"
    return len(asked)


if __name__ == "__main__":
    main()
