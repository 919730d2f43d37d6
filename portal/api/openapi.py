"""openapi.json, out of the table of resources: what is described is what is served."""

from typing import Any

from portal.api.answers import CSV, JSON, PROBLEM, TITLES
from portal.api.fields import Filter, Schema, described, whole
from portal.api.resource import Resource
from portal.api.resources import RESOURCES
from portal.api.rules import MOST, MOST_IN_A_FILE, ROOT, SIZE, VERSION
from portal.networks.models import Network

AFTER = whole("na", "Wat hierna komt, van nieuw naar oud: staat in `_links.next`.")
BEFORE = whole("voor", "Wat hiervoor komt: staat in `_links.prev`. Met `na` erbij telt alleen deze.")
AMOUNT = whole("aantal", f"Hoeveel er op een bladzijde staan; anders {SIZE}.", MOST)
AMOUNT_IN_A_FILE = whole("aantal", f"Hoeveel regels het bestand heeft; anders {MOST_IN_A_FILE}.", MOST_IN_A_FILE)
LICENCE = {"name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/deed.nl"}
LINK: Schema = {"type": "object", "required": ["href"], "properties": {"href": {"type": "string", "format": "uri"}}}
HEADERS = {"API-Version": {"description": "De volledige versie.", "schema": {"type": "string"}}}
CAN_BE_KEPT = {**HEADERS, "ETag": {"description": "Het merk van dit antwoord.", "schema": {"type": "string"}},
               "Last-Modified": {"description": "Sinds wanneer er niets veranderd is.", "schema": {"type": "string"}}}


def document(network: Network, site: str) -> dict[str, Any]:
    """The whole description. `site`: the address of the portal."""
    contact = {"name": f"Secretaris van inkoopnetwerk {network.name}", "url": f"{site}/hulp/open-data"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Ontwikkeltafel {network.name}", "version": VERSION, "license": LICENCE,
            "description": "Alles wat openbaar is op de ontwikkeltafel, om te lezen. Een sleutel is niet nodig.",
            "contact": {**contact, "email": network.email} if network.email else contact,
        },
        "servers": [{"url": f"{site}{ROOT}"}],
        "tags": [{"name": resource.name, "description": resource.about} for resource in RESOURCES],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {
        "/openapi.json": {"get": {"operationId": "beschrijving", "summary": "Deze beschrijving.", "parameters": [],
                                  "responses": _answers({"type": "object"}, 406)}},
    }
    for resource in RESOURCES:
        paths[f"/{resource.name}"] = {"get": {
            "operationId": f"{resource.name}Lijst", "tags": [resource.name], "summary": f"{resource.about} Van nieuw naar oud.",
            "parameters": [_asked(one) for one in (*resource.filters, AFTER, BEFORE, AMOUNT)],
            "responses": _answers(_list(resource), 400, 406)}}
        paths[f"/{resource.name}.csv"] = {"get": {
            "operationId": f"{resource.name}Csv", "tags": [resource.name], "summary": f"{resource.about} Als CSV-bestand.",
            "parameters": [_asked(one) for one in (*resource.filters, AFTER, BEFORE, AMOUNT_IN_A_FILE)],
            "responses": _answers({"type": "string"}, 400, 406, kind=CSV)}}
        paths[f"/{resource.name}/{{{resource.key.name}}}"] = {"get": {
            "operationId": f"{resource.name}Een", "tags": [resource.name], "summary": f"Eén {resource.one}, met alles wat erbij hoort.",
            "parameters": [{"name": resource.key.name, "in": "path", "required": True, "description": resource.key.about,
                            "schema": resource.key.schema}],
            "responses": _answers({"$ref": f"#/components/schemas/{_name(resource)}"}, 404, 406)}}
    return paths


def _asked(one: Filter) -> dict[str, Any]:
    return {"name": one.name, "in": "query", "required": False, "description": one.about, "schema": one.schema}


def _name(resource: Resource) -> str:
    return resource.one.capitalize()


def _list(resource: Resource) -> Schema:
    return {"type": "object", "required": ["_links", resource.name], "additionalProperties": False, "properties": {
        "_links": {"type": "object", "required": ["self"], "additionalProperties": False,
                   "properties": dict.fromkeys(("self", "next", "prev"), LINK)},
        resource.name: {"type": "array", "items": {"$ref": f"#/components/schemas/{_name(resource)}InLijst"}}}}


def _schemas() -> dict[str, Schema]:
    found: dict[str, Schema] = {"Probleem": {
        "type": "object", "required": ["type", "title", "status", "detail"], "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer", "maximum": 599, "minimum": 400},
            "detail": {"type": "string"}, "errors": {"type": "array", "description": "Elk deel van de vraag dat niet klopt.", "items": {
                "type": "object", "properties": {"name": {"type": "string"}, "detail": {"type": "string"}}}}}}}
    for resource in RESOURCES:
        for name, fields in ((_name(resource), resource.fields), (f"{_name(resource)}InLijst", resource.listed)):
            schema = described(fields)
            links = {"type": "object", "required": ["self"], "properties": {"self": LINK}}
            found[name] = {**schema, "required": ["_links", *schema["required"]], "properties": {"_links": links, **schema["properties"]}}
    return found


def _answers(schema: Schema, *problems: int, kind: str = JSON) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Gevonden.", "headers": CAN_BE_KEPT, "content": {kind: {"schema": schema}}}
    answers = {"200": good, "304": {"description": "Niet veranderd.", "headers": HEADERS}}
    for status in (*problems, 429):
        answers[str(status)] = {"description": TITLES[status], "headers": HEADERS,
                                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Probleem"}}}}
    return answers
