"""Pages as PDF: the same templates, laid out for paper, with a structure that screen readers follow (PDF/UA)."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, render_template

from portal.core.errors import Refused

STYLES = ("theme.css", "base.css", "components.css", "portal.css", "print.css", "document.css")


def pdf_of(template: str, **context: Any) -> bytes:
    """The document that this template makes. Raises Refused where the library for it is not installed."""
    try:
        # Imported late: it takes a second, and without Pango on the machine it cannot be imported at all.
        from weasyprint import CSS, HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError:
        raise Refused("pdf:not-installed") from None
    fetcher = URLFetcher(allowed_protocols={"data"})
    folder = Path(current_app.static_folder or "") / "css"
    sheets = [CSS(filename=str(folder / name), media_type="print", url_fetcher=fetcher) for name in STYLES]
    page = HTML(string=render_template(template, **context), url_fetcher=fetcher, base_url=current_app.config["PUBLIC_URL"])
    return bytes(page.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1"))


def pdf_file(name: str, template: str, **context: Any) -> Response:
    """The document as a download, kept by no cache: it may hold names."""
    answer = Response(pdf_of(template, **context), content_type="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer
