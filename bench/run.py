"""`make bench`: the portal's pages beside the bare parts that make the same bytes, in one run on the same server.

For each page and size of data: queries, requests a second, CPU a request, memory a worker; and the ratios to bare WSGI, to
constant Flask and to Flask + ORM + Jinja with the same rows. Ratios pair the rounds of one run; they are the figures to trust.
Results go to bench/results.json and as a table to standard output.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import event

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

import bare_parts  # noqa: E402
import load  # noqa: E402
import machine  # noqa: E402

SIZES = (100, 10_000)
FIRST_PORT = 8400
SECRET = "measuring-only-measuring-only-measuring-only"
ROW, REACTION = ("<li class=\"ot-board__row", "</li>"), ("<article class=\"ot-reaction", "</article>")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        subprocess.run([str(ROOT / ".ci" / "install"), "wrk"], check=True)
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    try:
        results = [row for size in map(int, options.sizes.split(",")) for row in one_size(folder / str(size), size, options)]
    finally:
        shutil.rmtree(folder)
    (ROOT / "bench" / "results.json").write_text(json.dumps(results, indent=1))
    print(table(results))


def one_size(folder: Path, size: int, options: argparse.Namespace) -> list[dict]:
    folder.mkdir()
    os.environ |= {"INSTANCE": str(folder), "SECRET_KEY": SECRET}
    from bench import data
    from portal.application import create_app

    app = create_app({"RATELIMIT_ENABLED": False})
    with app.test_request_context(method="POST"):
        made = data.fill(size)
    cookies = {"": {}} | {who: {"Cookie": f"session={cookie(app, held)}"} for who, held in made["people"].items()}
    pages = [("front", "/", ROW), ("list", "/voorstellen", ROW), ("dossier", f"/voorstellen/{made['number']}", REACTION)]
    middle = f"/voorstellen?na={size // 2}"
    if size > 1000:
        pages.append(("list, middle", middle, ROW))
    server, _ = serve("app:app", FIRST_PORT, {"INSTANCE": str(folder), "SECRET_KEY": SECRET}, pages[0][1])
    try:
        return [measure(app, folder, size, page, who, headers, options)
                for page in pages for who, headers in cookies.items() if who != "secretary"]
    finally:
        machine.stop(server)


def measure(app, folder: Path, size: int, page: tuple, who: str, headers: dict, options: argparse.Namespace) -> dict:
    name, path, (opening, closing) = page
    address = f"http://127.0.0.1:{FIRST_PORT}{path}"
    status, body, _ = machine.request(address, headers)
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    file = folder / f"{name.replace(', ', '-')}-{who}.html"
    file.write_bytes(body)
    bare_parts.make(str(file), opening, closing)  # the rows are stored before two workers start at once
    bytes_of = {"PAGE": str(file), "OPENING": opening, "CLOSING": closing}
    limits = [serve(f"bare_parts:{what}", FIRST_PORT + n, bytes_of, path, cwd=ROOT / "bench")[0]
              for n, (what, path) in enumerate([("bare", "/"), ("app", "/const")], start=1)]
    try:
        targets = [{"name": "portal", "url": address, "headers": headers},
                   {"name": "wsgi", "url": f"http://127.0.0.1:{FIRST_PORT + 1}/"},
                   {"name": "flask", "url": f"http://127.0.0.1:{FIRST_PORT + 2}/const"},
                   {"name": "orm", "url": f"http://127.0.0.1:{FIRST_PORT + 2}/rows"}]
        found = load.measure(targets, [options.connections], options.rounds, options.seconds, 1, quiet=True)
        same = machine.request(targets[3]["url"])[1] == body
    finally:
        for limit in limits:
            machine.stop(limit)
    return summary(found, str(options.connections), {
        "size": size, "page": name, "who": who or "anonymous", "bytes": len(body), "same_bytes": same,
        "queries": queries(app, path, headers)})


def summary(found: dict, connections: str, row: dict) -> dict:
    figures = {name: result["summary"][connections] for name, result in found.items()}
    row |= {"rps": figures["portal"]["rps"]["median"], "cpu_ms": figures["portal"]["cpu_ms"]["median"],
            "p50_ms": figures["portal"]["p50_ms"]["median"], "p99_ms": figures["portal"]["p99_ms"]["median"],
            "bad": figures["portal"]["bad"], "pss_mib": max(m["pss"] for m in found["portal"]["memory_mb"])}
    for base in ("wsgi", "flask", "orm"):
        load.ratios(found, base)
        row[f"cpu_to_{base}"] = found["portal"][f"ratio_to_{base}"][connections]["cpu"]
        row[f"rps_to_{base}"] = found["portal"][f"ratio_to_{base}"][connections]["rps"]
    print(f"{row['size']:>6} {row['page']:12} {row['who']:9} {row['rps']:>8} /s {row['cpu_ms']:>7} ms  "
          f"{row['cpu_to_orm']}x orm, {row['queries']} queries, same bytes: {row['same_bytes']}", flush=True)
    return row


def serve(what: str, port: int, env: dict, path: str, cwd: Path = ROOT):
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "bench" / "gunicorn_conf.py"), "-b", f"127.0.0.1:{port}", what]
    return machine.start(command, port, path, env, str(cwd), log=os.environ.get("BENCH_LOG", "/dev/null"))


def cookie(app, held: dict[str, object]) -> str:
    """The session of somebody who is logged in."""
    signer = app.session_interface.get_signing_serializer(app)
    return signer.dumps(held)


def queries(app, path: str, headers: dict) -> int:
    """Statements of one request, BEGIN and ROLLBACK not counted."""
    from portal.core.database import db

    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*words) -> None:
        seen.append(words[2])

    event.listen(engine, "before_cursor_execute", note)
    app.test_client().get(path, headers=headers)
    event.remove(engine, "before_cursor_execute", note)
    return sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in seen)


def table(rows: list[dict]) -> str:
    head = "| proposals | page | who | kB | queries | req/s | CPU ms | p50 / p99 ms | PSS MiB | CPU to WSGI | to Flask | to ORM+Jinja |"
    lines = [head, "|" + "---|" * 12]
    lines += [f"| {r['size']:,} | {r['page']} | {r['who']} | {r['bytes'] / 1000:.0f} | {r['queries']} | {r['rps']:.0f} | {r['cpu_ms']:.2f} "
              f"| {r['p50_ms']:.1f} / {r['p99_ms']:.1f} | {r['pss_mib']:.0f} | {r['cpu_to_wsgi']} | {r['cpu_to_flask']} | {r['cpu_to_orm']} |"
              for r in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
