"""Word files: a title, facts, headings and paragraphs in the reader's language; what people typed is only ever text."""

import io
import re
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from flask import Response

from portal.core.language import language

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(title: str) -> WordDocument:
    """An empty paper with its title, also in its properties, and its language, which a screen reader reads it in."""
    paper = Document()
    paper.core_properties.title, paper.core_properties.language = plain(title), language()
    paper.core_properties.author = paper.core_properties.comments = ""
    fonts = paper.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    if fonts is not None:
        fonts.set(qn("w:val"), {"nl": "nl-NL", "en": "en-GB"}[language()])
    paper.add_heading(plain(title), 0)
    return paper


def facts(paper: WordDocument, rows: Iterable[tuple[str, Any]]) -> None:
    """What one wants to know first, a line each."""
    for name, value in rows:
        line = paper.add_paragraph()
        line.add_run(f"{plain(name)}: ").bold = True
        line.add_run(plain(str(value)))


def plain(text: str) -> str:
    """Text that XML can hold."""
    return _NOT_IN_XML.sub("", text)


def word_file(name: str, paper: WordDocument) -> Response:
    """The paper as a download."""
    out = io.BytesIO()
    paper.save(out)
    answer = Response(out.getvalue(), content_type=KIND)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.docx")
    return answer
