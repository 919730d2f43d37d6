"""Asking the interface as a program does, and walking all of it."""

import json

from portal.api.resources import RESOURCES

API = "/api/v1"


def asking(visitor):
    """`ask("/voorstellen")` is the answer as it was read out of JSON; `ask.raw(…)` is the answer itself."""
    def ask(path, status=200, **options):
        response = raw(path, **options)
        assert response.status_code == status, response.text
        return json.loads(response.text)

    def raw(path, method="get", anywhere=False, **options):
        return visitor.ask(method, path if anywhere else API + path, **options)

    ask.raw = raw
    return ask


def everything(ask, size=100):
    """Every answer there is: each list page by page with every thing in it, and its file. Yields (path, text)."""
    for resource in RESOURCES:
        path = f"/{resource.name}?aantal={size}"
        while path:
            response = ask.raw(path)
            yield path, response.text
            found = json.loads(response.text)
            for row in found[resource.name]:
                own = row["_links"]["self"]["href"].partition(API)[2]
                yield own, ask.raw(own).text
            path = found["_links"].get("next", {"href": ""})["href"].partition(API)[2]
        yield f"/{resource.name}.csv", ask.raw(f"/{resource.name}.csv").text
