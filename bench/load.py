"""Alternating wrk runs over a list of loopback URLs; medians and ratios as JSON.

    python load.py targets.json --base NAME --out result.json
    python load.py --url ours=http://127.0.0.1:8000/ --url bare=http://127.0.0.1:8001/ --base bare

targets.json: {"targets": [{"name": "...", "url": "http://127.0.0.1:8000/", "headers": {"Cookie": "..."},
               "contains": "text that must be in the page", "status": 200, "extra_pids": [123]}]}

Each target is probed first (status, bytes, wanted text), warmed up, then measured in rounds: every round
visits every target once, in an order turned by one place, so that drift of the machine hits all alike.
Figures: requests/s, p50/p99, CPU milliseconds of the server per request (all processes that hold the
listening socket, plus the trees of extra_pids, e.g. the database's), memory of those processes.
"""
import argparse
import http.client
import json
import statistics
from pathlib import Path
from urllib.parse import urlsplit

import machine as c

NOISE = 0.25  # CPUs that others may use during a run before it is taken again


def probe(t: dict) -> dict:
    c.check_local(t["url"])
    status, body, headers = c.request(t["url"], t.get("headers"))
    if status != t.get("status", 200):
        raise SystemExit(f"{t['name']}: status {status}, wanted {t.get('status', 200)}: {headers.get('location', '')}")
    if t.get("contains") and t["contains"].encode() not in body:
        raise SystemExit(f"{t['name']}: the page lacks {t['contains']!r}")
    return {"body_bytes": len(body), "status": status, "server": headers.get("server"),
            "encoding": headers.get("content-encoding")}


def pids_of(t: dict) -> list[int]:
    pids = set(c.listeners(urlsplit(t["url"]).port or 80))
    for p in t.get("extra_pids", []):
        pids |= set(c.children(p))
    return sorted(pids)


def measure(targets, connections, rounds, seconds, warm, threads=1, quiet=False):
    if rounds * len(targets) * len(connections) * seconds > 3600:
        raise SystemExit("more than an hour of load was asked for")
    out = {}
    for t in targets:
        out[t["name"]] = {"url": t["url"], **probe(t), "runs": {}}
        c.wrk(t["url"], max(connections), warm, threads, t.get("headers"))
    for conn in connections:
        for i in range(rounds):
            for t in targets[i % len(targets):] + targets[:i % len(targets)]:
                for _ in range(3):  # again when somebody else used the machine meanwhile
                    c.wait_quiet()
                    before, busy = c.cpu_seconds(pids_of(t)), c.busy_seconds()
                    r = c.wrk(t["url"], conn, seconds, threads, t.get("headers"))
                    used = c.cpu_seconds(pids_of(t)) - before
                    r["cpu_ms"] = round(used * 1000 / max(1, r["requests"]), 4)
                    r["foreign_cpu"] = round((c.busy_seconds() - busy - used - r["wrk_cpu_s"]) / (r["duration_us"] / 1e6), 2)
                    if r["foreign_cpu"] < NOISE:
                        break
                out[t["name"]]["runs"].setdefault(str(conn), []).append(r)
                if not quiet:
                    print(f"{t['name']:34} c={conn:<3} {r['rps']:>9} /s  p50 {r['p50_ms']:>8} ms  p99 {r['p99_ms']:>8} ms"
                          f"  cpu {r['cpu_ms']:>7} ms"
                          f"  others {r['foreign_cpu']}  bad {r['bad_status'] + r['errors'] + r['timeouts']}", flush=True)
    for t in targets:
        o = out[t["name"]]
        o["memory_mb"] = c.memory_mb(pids_of(t))
        o["summary"] = {}
        for conn, runs in o["runs"].items():
            calm = [r for r in runs if r["foreign_cpu"] < NOISE] or runs
            o["summary"][conn] = {k: c.spread([r[k] for r in calm]) for k in ("rps", "p50_ms", "p99_ms", "cpu_ms")}
            o["summary"][conn]["bad"] = sum(r["bad_status"] + r["errors"] + r["timeouts"] for r in runs)
            o["summary"][conn]["noisy_runs"] = sum(r["foreign_cpu"] >= NOISE for r in runs)
    return out


def counted(targets: list[dict], rounds: int, count: int) -> dict[str, list[float]]:
    """CPU milliseconds a request of each target, round by round: `count` questions on a connection, then the next target.

    Short turns that change quickly: whatever else runs on the machine hits all alike, and no round has to be taken again.
    """
    found: dict[str, list[float]] = {t["name"]: [] for t in targets}
    for i in range(-1, rounds):  # the first one warms up
        for t in targets[i % len(targets):] + targets[:i % len(targets)]:
            place, pids = urlsplit(t["url"]), pids_of(t)
            connection = http.client.HTTPConnection(place.netloc, timeout=60)
            before = c.cpu_exactly(pids)
            for _ in range(count):
                connection.request("GET", place.path + (f"?{place.query}" if place.query else ""), headers=t.get("headers", {}))
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    raise SystemExit(f"{t['name']}: status {response.status}")
            if i >= 0:
                found[t["name"]].append((c.cpu_exactly(pids) - before) * 1000 / count)
            connection.close()
    return found


def paired(found: dict[str, list[float]], name: str, base: str) -> float:
    """The median of the rounds' ratios."""
    return round(statistics.median(x / y for x, y in zip(found[name], found[base], strict=True)), 2)


def ratios(out: dict, base: str) -> None:
    """Round by round, so that both sides saw the same moment of the machine; the median of the rounds."""
    for o in out.values():
        o["ratio_to_" + base] = {}
        for conn, runs in o["runs"].items():
            pairs = list(zip(runs, out[base]["runs"][conn], strict=True))
            pairs = [p for p in pairs if max(p[0]["foreign_cpu"], p[1]["foreign_cpu"]) < NOISE] or pairs
            o["ratio_to_" + base][conn] = {
                "rps": round(statistics.median(x["rps"] / y["rps"] for x, y in pairs), 4),
                "cpu": round(statistics.median(x["cpu_ms"] / max(y["cpu_ms"], 1e-6) for x, y in pairs), 3),
                "pairs": len(pairs)}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("targets", nargs="?")
    p.add_argument("--url", action="append", default=[], help="NAME=URL")
    p.add_argument("--header", action="append", default=[], help="sent to every --url, 'Name: value'")
    p.add_argument("--base")
    p.add_argument("--connections", default="1,16")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=float, default=5)
    p.add_argument("--warm", type=float, default=2)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--out")
    a = p.parse_args()
    targets = json.loads(Path(a.targets).read_text())["targets"] if a.targets else []
    headers = dict(h.split(": ", 1) for h in a.header)
    targets += [{"name": u.split("=", 1)[0], "url": u.split("=", 1)[1], "headers": headers} for u in a.url]
    out = measure(targets, [int(x) for x in a.connections.split(",")], a.rounds, a.seconds, a.warm, a.threads)
    if a.base:
        ratios(out, a.base)
    c.save(a.out, {"targets": out})


if __name__ == "__main__":
    main()
