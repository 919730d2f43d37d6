"""Word files: a title, facts, headings, tables and paragraphs in the reader's language; what people typed is only ever text."""

import io
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from flask import Response

from portal.core.language import language

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

INK, LINE = "14232B", "8A9AA0"
WIDTH, MARGIN = Mm(210), Mm(24)
TEXT_WIDTH = Length(WIDTH - 2 * MARGIN)
NAMES = Mm(42)
"""Where the value of a fact begins."""
STYLES = {"Normal": ("Calibri", 11, False, 0, 6), "Title": ("Cambria", 20, True, 0, 6), "Heading 1": ("Calibri", 13, True, 14, 4),
          "Heading 2": ("Calibri", 11.5, True, 10, 3), "Heading 3": ("Calibri", 11, True, 8, 2), "Quote": ("Cambria", 11, False, 0, 6)}
"""Per style: letter, size, bold, points before and after. The two voices of the site: the portal speaks, the title lies on the table."""


def document(title: str, head: str = "") -> WordDocument:
    """An empty paper with its title, also in its properties, and its language, which a screen reader reads it in.

    `head` stands above each page; the title and the number of the page below it.
    """
    paper = Document()
    paper.core_properties.title, paper.core_properties.language = plain(title), language()
    paper.core_properties.author = paper.core_properties.comments = ""
    fonts = paper.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    if fonts is not None:
        fonts.set(qn("w:val"), {"nl": "nl-NL", "en": "en-GB"}[language()])
    for name, look in STYLES.items():
        _dress(paper.styles[name], *look)  # type: ignore[arg-type]
    _lay_out(paper, title, head)
    paper.add_heading(plain(title), 0)
    return paper


def _dress(style: ParagraphStyle, letter: str, size: float, bold: bool, before: float, after: float) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = letter, Pt(size), bold, False, RGBColor.from_string(INK)
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # the template's own letters go before ours
        fonts.attrib.pop(qn(f"w:{name}"), None)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in style.element.iter(qn("w:pBdr")):
        border[0].set(qn("w:color"), INK)


def _lay_out(paper: WordDocument, title: str, head: str) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = WIDTH, Mm(297)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Mm(22)
    for name in ("Header", "Footer"):
        style = paper.styles[name]
        style.font.size = Pt(9)  # type: ignore[attr-defined]
        tabs = style.paragraph_format.tab_stops  # type: ignore[attr-defined]
        tabs.clear_all()
        tabs.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    section.header.paragraphs[0].add_run(plain(head))
    below = section.footer.paragraphs[0]
    below.add_run(f"{plain(title)}\t")
    for number, between in (("PAGE", " / "), ("NUMPAGES", "")):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), number)
        below._p.append(field)
        below.add_run(between)


def facts(paper: WordDocument, rows: Iterable[tuple[str, Any]]) -> None:
    """What one wants to know first, a line each: the names below each other, and what belongs to them."""
    for name, value in rows:
        line = paper.add_paragraph()
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = NAMES, Length(-NAMES)
        line.paragraph_format.tab_stops.add_tab_stop(NAMES)
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{plain(name)}:\t").bold = True
        line.add_run(plain(str(value)))


def lines(paper: WordDocument, first: str, *others: str) -> None:
    """A few lines that belong together and stay on one page, the first one bold."""
    block = paper.add_paragraph()
    block.paragraph_format.keep_together = True
    block.add_run(plain(first)).bold = True
    for line in others:
        block.add_run().add_break()
        block.add_run(plain(line))


def table(paper: WordDocument, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], *,
          numbers: Collection[int] = ()) -> None:
    """A table under its name, with lines between its rows, its header on every page, and room by what stands in it. `numbers`: columns to the right."""
    lines(paper, caption)
    above = paper.paragraphs[-1].paragraph_format
    above.space_before, above.space_after, above.keep_with_next = Pt(6), Pt(2), True
    grid = paper.add_table(rows=0, cols=len(header))
    grid.autofit = False
    _rule(grid)
    longest = [max(min(len(row[place]), 60) + 4 for row in (header, *rows)) for place in range(len(header))]
    for at, row in enumerate((header, *rows)):
        made = grid.add_row()
        for name in ("w:cantSplit", *(["w:tblHeader"] if at == 0 else [])):
            made._tr.get_or_add_trPr().append(OxmlElement(name))
        for place, (cell, text) in enumerate(zip(made.cells, row, strict=True)):
            cell.width = Length(TEXT_WIDTH * longest[place] // sum(longest))
            said = cell.paragraphs[0]
            said.paragraph_format.space_before = said.paragraph_format.space_after = Pt(3)
            said.paragraph_format.keep_with_next = at < len(rows) and len(rows) < 12
            said.alignment = WD_ALIGN_PARAGRAPH.RIGHT if place in numbers else None
            said.add_run(plain(text)).bold = at == 0
    paper.add_paragraph().paragraph_format.space_after = Pt(0)


def _rule(grid: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    grid._tbl.tblPr.append(borders)


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
