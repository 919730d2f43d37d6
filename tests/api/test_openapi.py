"""openapi.json is true: whatever is asked by it, the answer is one that it describes."""

import json

import pytest
import schemathesis
from schemathesis.engine import Status, events, from_schema

from portal.api.resources import RESOURCES


@pytest.fixture
def described(app, filled):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    schema.config.generation.update(max_examples=3)
    schema.config.phases.stateful.enabled = False
    schema.config.seed = 20260320
    return schema


def test_schemathesis_finds_nothing(described):
    """Examples, the edges of each schema, and made-up questions, right ones and wrong ones, at every address."""
    wrong, asked = [], set()
    for event in from_schema(described).execute():
        if isinstance(event, events.ScenarioFinished) and event.recorder:
            asked.add(event.recorder.label)
            wrong += [f"{event.recorder.label}: {check.name}: {check.failure_info.failure}" for checks in event.recorder.checks.values()
                      for check in checks if check.status == Status.FAILURE]
        if isinstance(event, events.NonFatalError | events.FatalError):
            wrong.append(f"{event}")

    assert not wrong, "\n".join(sorted(set(wrong)))
    assert len(asked) == 3 * len(RESOURCES)


def test_everything_that_there_is_fits(described, app):
    for resource in RESOURCES:
        listed = described[f"/{resource.name}"]["GET"].Case()
        rows = json.loads(listed.call_and_validate().content)[resource.name]
        assert rows
        for row in rows:
            key = row["_links"]["self"]["href"].rpartition("/")[2]
            described[f"/{resource.name}/{{{resource.key.name}}}"]["GET"].Case(path_parameters={resource.key.name: key}).call_and_validate()


def test_it_tells_whom_to_ask(described):
    assert described.raw_schema["info"]["contact"]["email"] == "tafel@example.nl"
    assert described.raw_schema["servers"] == [{"url": "http://localhost/api/v1"}]
