"""The house rules over the templates: words are translated, nothing is inline, nothing is left over."""

import re
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


def source(path):
    return path.read_text(encoding="utf-8")


def test_nothing_on_screen_is_untranslated():
    assert list(catalogue_problems()) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_word_is_marked_for_translation(app, path):
    text = "".join(" ".join(node.nodes[i].data for i in range(len(node.nodes)) if isinstance(node.nodes[i], nodes.TemplateData))
                   for node in app.jinja_env.parse(source(path)).find_all(nodes.Output))
    visible = re.sub(r"<[^>]*>?|&\w+;|[^<]*>", " ", text)

    assert not re.findall(r"[A-Za-zé]{3,}", visible)
    assert not SPOKEN_ATTRIBUTES.findall(source(path))


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".html"], ids=name_of)
def test_nothing_is_inline(path):
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=|javascript:", source(path))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imported_macros_are_used(path):
    for names in re.findall(r"{%-? *from [^%]* import ([^%]+?)(?: with context)? *-?%}", source(path)):
        for name in names.split(","):
            assert len(re.findall(rf"\b{name.strip()}\b", source(path))) > 1, name


def test_every_folder_belongs_to_a_package():
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}

    assert folders <= set(registry.PACKAGES) | SHARED
    assert {path.name for path in (TEMPLATES / "mail").iterdir() if path.is_dir()} <= set(registry.PACKAGES)


def test_every_template_is_asked_for():
    everything = "".join(source(path) for path in FILES) + "".join(
        path.read_text(encoding="utf-8") for path in (TEMPLATES.parent / "portal").rglob("*.py"))
    left_over = [name_of(path) for path in FILES
                 if f'"{name_of(path)}"' not in everything and f"'{name_of(path)}'" not in everything
                 and path.parent.name != "errors" and "mail" not in path.parts]

    assert not left_over


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES if "mail" in p.parts and p.name == "body.txt"}), ids=name_of)
def test_every_letter_has_a_subject_and_is_sent(folder):
    kind = f"{folder.parent.name}/{folder.name}"
    code = "".join(path.read_text(encoding="utf-8") for path in (TEMPLATES.parent / "portal").rglob("*.py"))

    assert (folder / "subject.txt").exists()
    assert f'"{kind}"' in code or kind.startswith("accounts/reset")
