"""Every link of the demonstration leads somewhere, for everyone who sees it: anonymous, provider, board staff, secretary."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from portal.accounts.queries import user_by_email
from portal.demo.content import people
from tests.inspector import Inspector, Page

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
PER_KIND = 2
"""Pages that are looked at of each kind: an endpoint, with or without a question mark."""


def links(page):
    for href in LINK.findall(page.html):
        address = urlsplit(urljoin(page.path, unescape(href)))
        if address.netloc in ("", "localhost") and address.scheme in ("", "http") and not address.path.startswith("/static"):
            yield address.path + (f"?{address.query}" if address.query else "")


def crawl(visitor, start):
    """Walk the links and answer what is wrong with them."""
    adapter = visitor.app.url_map.bind("localhost")
    seen, kinds, wrong, queue = set(), Counter(), [], deque((path, "") for path in start)
    while queue:
        path, found_on = queue.popleft()
        if path in seen:
            continue
        seen.add(path)
        try:
            kind = (adapter.match(path.partition("?")[0])[0], "?" in path)
        except HTTPException:
            wrong.append(f"{found_on} leads to {path}, which does not exist")
            continue
        kinds[kind] += 1
        if kinds[kind] > PER_KIND or kind[0] == "accounts.language":
            continue
        try:
            response = visitor.ask("get", path)
        except Exception as error:  # noqa: BLE001 - told with the address, and the walk goes on
            wrong.append(f"{found_on} leads to {path}: {error!r}")
            continue
        if response.status_code not in (200, 302):
            wrong.append(f"{found_on} leads to {path}: {response.status_code}")
        elif response.status_code == 200 and response.content_type.startswith("text/html"):
            page = Page(visitor, response, path)
            wrong += remarks(page) if kinds[kind] == 1 else []  # reading as an inspector takes its time
            queue.extend((link, path) for link in links(page))
    return wrong, kinds


def remarks(page):
    try:
        page.inspect()
    except AssertionError as remark:
        return [str(remark)]
    return []


@pytest.mark.parametrize(("email", "start"), [
    ("", "/"), (people.PROVIDER_PEOPLE[0][1], "/mijn"), (people.BOARD_STAFF["Heerlen"][1], "/bureau"),
    (people.SECRETARY[1], "/bureau")])
def test_every_link_leads_somewhere(demonstration, session, email, start):
    visitor = Inspector(demonstration, user_by_email(session, email)) if email else Inspector(demonstration)
    wrong, kinds = crawl(visitor, [start, "/"])

    assert not wrong, "\n".join(wrong)
    assert len(kinds) > 10
