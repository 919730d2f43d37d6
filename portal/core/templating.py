"""Templates compiled once per language: what is the same on every page of a language is written when the template is read.

Rendering is what a page costs. `_("…")` without values, `url_for("…")` without parts and `asset("…")` become constants, which
Jinja then joins with the text around them. Everything else works as usual.
"""

from typing import Any

from flask import Flask, url_for
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from portal.core import language

_GETTEXT = frozenset({"_", "gettext"})
_ADDRESSES = frozenset({"url_for", "asset"})


class Environment(FlaskEnvironment):
    """One environment to the application; behind it one per language, each with its own compiled templates."""

    folded_in: str | None = None

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        if self.folded_in is None and isinstance(name, str):
            return self.in_language(language.language()).get_template(name, parent, globals)
        return super().get_template(name, parent, globals)

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


def plain_addresses(app: Flask) -> Any:
    """`url_for` for templates: an endpoint without parts has one address, which is built once."""
    kept: dict[str, str] = {}

    def address(endpoint: str, **parts: Any) -> str:
        if parts or endpoint.startswith("."):
            return url_for(endpoint, **parts)
        if endpoint not in kept:
            kept[endpoint] = app.url_map.bind("").build(endpoint)
        return kept[endpoint]

    return address
