"""An OpenDocument spreadsheet as LibreOffice saves it, made by hand: a zip with content.xml (ODF 1.3, part 3)."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_HEAD = ('<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3" '
         'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
         'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
         '<office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
         '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
         "</office:automatic-styles><office:body><office:spreadsheet>")
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
EMPTY_REST = ('<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>')
"""With this LibreOffice ends each sheet: all rows and columns that there can be."""


class Shown(float):
    """A number that the sheet shows with a point between the thousands."""


def ods(*sheets, hidden=()):
    """The file. A sheet is (name, rows); None as a row is thirty empty ones; cells are texts, numbers or None."""
    tables = "".join(
        f'<table:table table:name={quoteattr(name)} table:style-name="{"ta2" if name in hidden else "ta1"}">'
        f'{"".join(map(_row, rows))}{EMPTY_REST}</table:table>' for name, rows in sheets)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), MIME)
        book.writestr("META-INF/manifest.xml", (
            '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'))
        book.writestr("content.xml", _HEAD + tables + _TAIL)
    return out.getvalue()


def _row(cells):
    if cells is None:
        return '<table:table-row table:number-rows-repeated="30"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    return f'<table:table-row>{"".join(map(_cell, cells))}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'


def _cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        text = f"{value:,.0f}".replace(",", ".") if isinstance(value, Shown) else str(value)
        return f'<table:table-cell office:value-type="float" office:value="{float(value):.10g}"><text:p>{text}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
