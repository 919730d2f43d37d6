"""Templates compiled once per language: what is the same on every page of a language is written when the template is read.

Rendering is what a page costs. `_("…")` without values, `url_for("…")` without parts and `asset("…")` become constants, which
Jinja then joins with the text around them. Everything else works as usual.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, url_for
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from portal.core import language

_GETTEXT = frozenset({"_", "gettext"})
_ADDRESSES = frozenset({"url_for", "asset"})
_AS_THEY_ARE = "!$'()*,/:;?@"
"""What `url_for` leaves as it is in a question: both make the same address."""


class Environment(FlaskEnvironment):
    """One environment to the application; behind it one per language, each with its own compiled templates."""

    folded_in: str | None = None

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        if self.folded_in is None and isinstance(name, str):
            return self.in_language(language.language()).get_template(name, parent, globals)
        return super().get_template(name, parent, globals)

    def make_globals(self, d: Any) -> Any:
        # A plain dict: every import of a macro takes its names out of another one's, and the library's chain of maps does that in Python.
        return {**self.globals, **(d or {})}

    def in_language(self, wanted: str) -> "Environment":
        kept: dict[str, Environment] = self.__dict__.setdefault("_languages", {})
        if wanted not in kept:
            kept[wanted] = self.overlay()  # type: ignore[assignment]
            kept[wanted].folded_in = wanted
        return kept[wanted]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.folded_in:
            with language.speaking(self.folded_in):
                _Folder(self).visit(tree)
        return tree


class _Folder(NodeTransformer):
    """Puts constants where a call can have only one answer."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the visitor's way
        self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and _is_constant(node)):
            return node
        argument: str = node.args[0].value  # type: ignore[attr-defined]
        if node.node.name in _GETTEXT:
            sentence = language.translate(argument) % {}
            return nodes.MarkSafeIfAutoescape(nodes.Const(sentence, lineno=node.lineno), lineno=node.lineno)
        if node.node.name in _ADDRESSES:
            return nodes.Const(self.environment.globals[node.node.name](argument), lineno=node.lineno)  # type: ignore[operator]
        return node


def _is_constant(node: nodes.Call) -> bool:
    return (len(node.args) == 1 and isinstance(node.args[0], nodes.Const) and isinstance(node.args[0].value, str)
            and not node.kwargs and not node.dyn_args and not node.dyn_kwargs)


def _plain(app: Flask, endpoint: str) -> str | None:
    """The address of an endpoint that has exactly one."""
    rules = [] if endpoint.startswith(".") else list(app.url_map.iter_rules(endpoint))
    is_one = len(rules) == 1 and not rules[0].arguments
    return app.url_map.bind("").build(endpoint) if is_one else None


def plain_addresses(app: Flask) -> Any:
    """`url_for` for templates: an endpoint whose address has no parts has one, which is built once; what is left is its question."""
    kept: dict[str, str] = {}

    def address(endpoint: str, **parts: Any) -> str:
        plain = kept.get(endpoint) or _plain(app, endpoint)
        if plain is None or any(name.startswith("_") for name in parts):
            return url_for(endpoint, **parts)
        kept[endpoint] = plain
        question = {name: value for name, value in parts.items() if value is not None} if parts else None
        return f"{plain}?{urlencode(question, doseq=True, safe=_AS_THEY_ARE)}" if question else plain

    return address
