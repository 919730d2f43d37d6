"""Who is logged in walks past the identifiers of others: by every address with a number in it, through the numbers that there are."""

from tests.inspector import readable
from tests.matrix.test_access import SECRET_LINKS, addresses, cast, confidential, outcome, visitor_for

HIGHEST = 10
"""Numbers that are tried in each place."""
ANSWERS = {"200", "301", "302", "303", "308", "403", "404", "409", "410", "log in"}
WHO = "other provider"
__all__ = ["addresses", "cast", "confidential"]


def walks(app, found):
    """Each address that was sampled, with other numbers in the place of its own."""
    adapter = app.url_map.bind("localhost")
    for (endpoint, _label), (path, methods) in found.items():
        here = path.partition("?")[0]
        if "GET" in methods and endpoint not in SECRET_LINKS and adapter.test(here):
            _endpoint, parts = adapter.match(here)
            yield from (adapter.build(endpoint, parts | {name: number})
                        for name, value in parts.items() if isinstance(value, int) for number in range(1, HIGHEST + 1))


def test_no_number_of_another_opens_what_is_confidential(demonstration, cast, addresses, confidential):
    visitor, paths = visitor_for(demonstration, cast, WHO), set(walks(demonstration, addresses))
    hidden = [(what, text) for what, text, may in confidential if WHO not in may]
    leaks, opened = [], 0

    for path in sorted(paths):
        response = visitor.ask("get", path)
        assert outcome(response) in ANSWERS, (path, outcome(response))
        if response.status_code == 200:
            opened += 1
            said = readable(response)
            leaks += [f"{path}: {what}: {text[:60]}" for what, text in hidden if text in said]

    assert not leaks, "\n".join(leaks)
    assert len(paths) > 500 and opened > 20
