"""The house rules over the routes: each declares its access, addresses are Dutch, typed and without a trailing slash."""

import re

import pytest

from portal.core.access import known_permissions
from portal.core.database import SAFE_METHODS

LIBRARY = {"static"}
"""Endpoints that are not ours; Flask-Security's are named by its blueprint."""


@pytest.fixture(scope="module")
def rules(app):
    return [rule for rule in app.url_map.iter_rules()
            if rule.endpoint not in LIBRARY and not rule.endpoint.startswith("security.")]


def test_every_endpoint_declares_its_access(app, rules):
    undeclared = [rule.endpoint for rule in rules if not hasattr(app.view_functions[rule.endpoint], "access")]

    assert not undeclared


def test_every_declared_permission_exists(app, rules):
    declared = {app.view_functions[rule.endpoint].access for rule in rules} - {"public"}

    assert declared <= known_permissions()


def test_addresses_are_permanent_and_typed(rules):
    for rule in rules:
        assert rule.rule == "/" or not rule.rule.endswith("/"), rule.rule
        assert re.fullmatch(r"[a-z0-9/._-]*", re.sub(r"<[a-z]+:[a-z_]+>", "", rule.rule)), rule.rule
        assert "<" not in re.sub(r"<(string|int|path|uuid):[a-z_]+>", "", rule.rule), rule.rule


def test_desk_and_own_pages_are_never_public(app, rules):
    private = [rule for rule in rules if rule.rule.startswith(("/bureau", "/mijn"))]

    assert private
    assert not [rule.rule for rule in private if app.view_functions[rule.endpoint].access == "public"]


def test_a_post_without_the_forms_key_is_refused(app, rules, session):
    from tests import world

    world.network(session)
    session.commit()
    client = app.test_client()
    posts = [rule for rule in app.url_map.iter_rules() if rule.methods - SAFE_METHODS]

    assert posts
    for rule in posts:
        address = re.sub(r"<int:[a-z_]+>", "1", re.sub(r"<string:[a-z_]+>", "x", rule.rule))
        with app.app_context():
            response = client.post(address)
        assert response.status_code == 400, address
