"""The house rules over the code: the order of import, one place to commit, one clock, sizes one can read."""

import ast
from collections import namedtuple
from functools import cache
from pathlib import Path

from portal import registry

ROOT = Path(__file__).parents[1]
PORTAL = ROOT / "portal"
SOURCES = sorted(path for path in PORTAL.rglob("*.py") if "migrations" not in path.parts)
FRAME = {"application", "config", "registry"}
"""What stands around the packages: it may know them all."""
MAY_COMMIT = {"portal/core/database.py"}
MAY_ASK_THE_TIME = {"portal/core/clock.py"}
LONGEST_FILE, LONGEST_FUNCTION = 450, 50


Code = namedtuple("Code", "docstring imported imports calls functions")
"""What the rules look at of a file: what it imports from where, the portal's own modules besides as ("signals", "models")."""
Call = namedtuple("Call", "line owner name has_arguments")


@cache
def code(path):
    """A file, read and parsed once for all rules."""
    nodes = list(ast.walk(tree := ast.parse(path.read_text(encoding="utf-8"))))
    return Code(
        docstring=ast.get_docstring(tree),
        imported={(node.module or "", alias.name) for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names},
        imports={module for node in nodes for module in imports(node)},
        calls=[Call(node.lineno, getattr(node.func.value, "id", ""), node.func.attr, bool(node.args))
               for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)],
        functions=[(node.name, node.end_lineno - node.lineno) for node in nodes
                   if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)])


def name_of(path):
    return str(path.relative_to(ROOT))


def imports(node):
    """The portal's modules that are imported here."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "portal":
        parts = node.module.split(".")[1:]
        yield from ([tuple(parts)] if len(parts) > 1 else [(*parts, alias.name) for alias in node.names])
    elif isinstance(node, ast.Import):
        yield from (tuple(alias.name.split(".")[1:]) for alias in node.names if alias.name.startswith("portal."))


def package_of(path):
    return path.relative_to(PORTAL).parts[0].removesuffix(".py")


def breaches(rule, but_not=()):
    """Per file what is wrong with it by this rule: nothing at all, in a good house."""
    found = {name_of(path): rule(path) for path in SOURCES if name_of(path) not in but_not}
    assert len(found) > 500
    return {name: wrong for name, wrong in found.items() if wrong}


def test_every_package_is_in_the_registry():
    folders = {path.name for path in PORTAL.iterdir() if path.is_dir() and path.name not in ("__pycache__", "migrations")}

    assert folders == set(registry.PACKAGES)


def test_a_package_imports_only_from_packages_above_it():
    def from_below(path):
        package = package_of(path)
        if package in FRAME | {"__init__"}:
            return set()
        above = set(registry.PACKAGES[: registry.PACKAGES.index(package) + 1])
        return {module[0] for module in code(path).imports} - above

    assert breaches(from_below) == {}


def test_a_file_imports_only_from_files_to_its_left():
    def from_the_right(path):
        package, file = package_of(path), path.stem
        if file not in registry.FILES:
            return set()
        right = set(registry.FILES[registry.FILES.index(file) + 1 :])
        return {module[1] for module in code(path).imports if module[0] == package and len(module) > 1} & right

    assert breaches(from_the_right) == {}


def test_rules_are_pure():
    """Standard library, the pure part of core, and other rules."""
    pure = {"calendar", "transitions", "errors"}

    def impure(path):
        if path.stem != "rules":
            return set()
        ours = {module for module in code(path).imports if module[1] != "rules" and not (module[0] == "core" and module[1] in pure)}
        return ours | {module.partition(".")[0] for module, _name in code(path).imported} & {"flask", "sqlalchemy", "flask_babel", "wtforms"}

    assert breaches(impure) == {}


def test_operations_never_see_the_request():
    def of_the_request(path):
        names = {name for module, name in code(path).imported if module == "flask"}
        return path.stem == "operations" and names & {"request", "session", "g", "flash", "redirect", "render_template"}

    assert breaches(of_the_request) == {}


def test_only_the_transaction_commits():
    assert breaches(lambda path: [call for call in code(path).calls if call.name in ("commit", "begin")], MAY_COMMIT) == {}


def test_only_the_clock_knows_the_time():
    asks = {"now", "utcnow", "today", "time"}
    modules = {"datetime", "date", "time"}

    assert breaches(lambda path: [call for call in code(path).calls if call.name in asks and call.owner in modules
                                  and not call.has_arguments], MAY_ASK_THE_TIME) == {}


def test_files_can_be_read_in_a_sitting():
    def lines(path):
        count = len(path.read_text(encoding="utf-8").splitlines())
        return count if count > LONGEST_FILE and "content" not in path.parts else 0

    assert breaches(lines) == {}


def test_functions_can_be_read_in_a_sitting():
    def long(path):
        return [name for name, lines in code(path).functions if lines >= LONGEST_FUNCTION and "content" not in path.parts]

    assert breaches(long) == {}


def test_every_module_says_what_it_is():
    assert breaches(lambda path: not code(path).docstring) == {}
