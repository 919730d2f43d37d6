"""The house rules over the code: the order of import, one place to commit, one clock, sizes one can read."""

import ast
from pathlib import Path

import pytest

from portal import registry

ROOT = Path(__file__).parents[1]
PORTAL = ROOT / "portal"
SOURCES = sorted(path for path in PORTAL.rglob("*.py") if "migrations" not in path.parts)
FRAME = {"application", "config", "registry"}
"""What stands around the packages: it may know them all."""
MAY_COMMIT = {"portal/core/database.py"}
MAY_ASK_THE_TIME = {"portal/core/clock.py"}
LONGEST_FILE, LONGEST_FUNCTION = 450, 50


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path):
    return str(path.relative_to(ROOT))


def imports(path):
    """The portal's modules that a file imports, as ("signals", "models")."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "portal":
            parts = node.module.split(".")[1:]
            yield from ([tuple(parts)] if len(parts) > 1 else [(*parts, alias.name) for alias in node.names])
        elif isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")[1:]) for alias in node.names if alias.name.startswith("portal."))


def calls(path):
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def package_of(path):
    return path.relative_to(PORTAL).parts[0].removesuffix(".py")


def test_every_package_is_in_the_registry():
    folders = {path.name for path in PORTAL.iterdir() if path.is_dir() and path.name not in ("__pycache__", "migrations")}

    assert folders == set(registry.PACKAGES)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_package_imports_only_from_packages_above_it(path):
    package = package_of(path)
    if package in FRAME | {"__init__"}:
        return
    above = set(registry.PACKAGES[: registry.PACKAGES.index(package) + 1])

    assert {module[0] for module in imports(path)} <= above


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_imports_only_from_files_to_its_left(path):
    package, file = package_of(path), path.stem
    if file not in registry.FILES:
        return
    right = set(registry.FILES[registry.FILES.index(file) + 1 :])

    assert not {module[1] for module in imports(path) if module[0] == package and len(module) > 1} & right


@pytest.mark.parametrize("path", [p for p in SOURCES if p.stem == "rules"], ids=name_of)
def test_rules_are_pure(path):
    """Standard library, the pure part of core, and other rules."""
    pure = {"calendar", "transitions", "errors"}

    assert all(module[1] == "rules" or (module[0] == "core" and module[1] in pure) for module in imports(path))
    outside = {(n.module or "").split(".")[0] for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom)}
    assert not outside & {"flask", "sqlalchemy", "flask_babel", "wtforms"}


@pytest.mark.parametrize("path", [p for p in SOURCES if p.stem == "operations"], ids=name_of)
def test_operations_never_see_the_request(path):
    names = {alias.name for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.module == "flask"
             for alias in node.names}

    assert not names & {"request", "session", "g", "flash", "redirect", "render_template"}


@pytest.mark.parametrize("path", [p for p in SOURCES if name_of(p) not in MAY_COMMIT], ids=name_of)
def test_only_the_transaction_commits(path):
    assert not [call.lineno for call in calls(path)
                if isinstance(call.func, ast.Attribute) and call.func.attr in ("commit", "begin")]


@pytest.mark.parametrize("path", [p for p in SOURCES if name_of(p) not in MAY_ASK_THE_TIME], ids=name_of)
def test_only_the_clock_knows_the_time(path):
    asks = {"now", "utcnow", "today", "time"}
    modules = {"datetime", "date", "time"}

    assert not [call.lineno for call in calls(path)
                if isinstance(call.func, ast.Attribute) and call.func.attr in asks
                and isinstance(call.func.value, ast.Name) and call.func.value.id in modules and not call.args]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_can_be_read_in_a_sitting(path):
    if "content" in path.parts:
        return
    source = tree(path)
    functions = [node for node in ast.walk(source) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    assert not [f.name for f in functions if f.end_lineno - f.lineno >= LONGEST_FUNCTION]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_says_what_it_is(path):
    assert ast.get_docstring(tree(path))
