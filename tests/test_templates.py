"""The house rules over the templates: words are translated, nothing is inline, nothing is left over."""

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import nodes

from portal import registry
from portal.core.commands import catalogue_problems

TEMPLATES = Path(__file__).parents[1] / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt", ".xml"))
SHARED = {"layouts", "components", "errors", "mail"}
SPOKEN_ATTRIBUTES = re.compile(r'(?:aria-label|title|alt|placeholder|data-label)="([^"{]*[A-Za-z]{2}[^"{]*)"')


def name_of(path):
    return str(path.relative_to(TEMPLATES))


@cache
def source(path):
    return path.read_text(encoding="utf-8")


@cache
def code():
    """All of the portal's Python."""
    return "".join(source(path) for path in (TEMPLATES.parent / "portal").rglob("*.py"))


def breaches(rule, files=FILES):
    """Per file what is wrong with it by this rule: nothing at all, in a good house."""
    assert len(files) > 100
    return {name_of(path): wrong for path in files if (wrong := rule(path))}


def test_nothing_on_screen_is_untranslated():
    assert list(catalogue_problems()) == []


def test_every_word_is_marked_for_translation(app):
    def unmarked(path):
        text = "".join(" ".join(node.nodes[i].data for i in range(len(node.nodes)) if isinstance(node.nodes[i], nodes.TemplateData))
                       for node in app.jinja_env.parse(source(path)).find_all(nodes.Output))
        visible = re.sub(r"<[^>]*>?|&\w+;|[^<]*>", " ", text)
        return re.findall(r"[A-Za-zé]{3,}", visible) + SPOKEN_ATTRIBUTES.findall(source(path))

    assert breaches(unmarked) == {}


def test_nothing_is_inline():
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=|javascript:")

    assert breaches(lambda path: inline.findall(source(path)), [path for path in FILES if path.suffix == ".html"]) == {}


def test_imported_macros_are_used():
    def unused(path):
        imports = re.findall(r"{%-? *from [^%]* import ([^%]+?)(?: with context)? *-?%}", source(path))
        return [name for names in imports for name in names.split(",") if len(re.findall(rf"\b{name.strip()}\b", source(path))) < 2]

    assert breaches(unused) == {}


def test_every_folder_belongs_to_a_package():
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}

    assert folders <= set(registry.PACKAGES) | SHARED
    assert {path.name for path in (TEMPLATES / "mail").iterdir() if path.is_dir()} <= set(registry.PACKAGES)


def test_every_template_is_asked_for():
    everything = "".join(source(path) for path in FILES) + code()
    left_over = [name_of(path) for path in FILES
                 if f'"{name_of(path)}"' not in everything and f"'{name_of(path)}'" not in everything
                 and path.parent.name != "errors" and "mail" not in path.parts]

    assert not left_over


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES if "mail" in p.parts and p.name == "body.txt"}), ids=name_of)
def test_every_letter_has_a_subject_and_is_sent(folder):
    kind = f"{folder.parent.name}/{folder.name}"

    assert (folder / "subject.txt").exists()
    assert f'"{kind}"' in code() or kind.startswith("accounts/reset")
