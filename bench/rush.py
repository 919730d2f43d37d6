"""Fifty writers at once: every accepted post is stored, none else; how many a second, and how long the slowest waited.

The posts are counted beforehand, so that nothing is under way at the end. Each writer has a connection, a log-in and a form's fields of
its own; a key is made for every post.
"""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import machine

ACCEPTED = 303
PATIENCE = 60.0


def rush(address: str, writers: list[dict], posts: int, stored: Callable[[], int]) -> dict:
    """`writers`: of each the headers and the fields it sends."""
    machine.check_local(address)
    pids = machine.listeners(urlsplit(address).port or 80)
    todo, log, before, cpu = list(range(posts)), [], stored(), machine.cpu_seconds(pids)
    began = time.perf_counter()

    async def everybody() -> None:
        await asyncio.gather(*(_write(address, one, todo, log) for one in writers))

    asyncio.run(everybody())
    took = time.perf_counter() - began
    statuses = Counter(status for status, _ in log)
    waits = sorted(wait for _, wait in log)
    return {"accepted": statuses[ACCEPTED], "stored": stored() - before, "statuses": dict(statuses),
            "rate": statuses[ACCEPTED] / took, "p50_ms": 1000 * waits[len(waits) // 2], "max_ms": 1000 * waits[-1],
            "cpu_ms": 1000 * (machine.cpu_seconds(pids) - cpu) / posts}


async def _write(address: str, one: dict, todo: list[int], log: list[tuple[int, float]]) -> None:
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    while todo:
        number = todo.pop()
        body = urlencode(one["fields"] | {"once": secrets.token_urlsafe(16), "text": f"Reactie {number} van een schrijver"}).encode()
        headers = {"Host": place.netloc, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))} | one["headers"]
        head = f"POST {place.path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        began = time.perf_counter()
        writer.write(f"{head}\r\n".encode() + body)
        status, closes = await asyncio.wait_for(_answer(reader), PATIENCE)
        log.append((status, time.perf_counter() - began))
        if closes:
            writer.close()
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((int(line.split(":")[1]) for line in head.splitlines() if line.startswith("content-length:")), 0)
    await reader.readexactly(length)
    return int(head.split(" ", 2)[1]), "connection: close" in head
