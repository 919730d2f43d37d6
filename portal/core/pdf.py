"""Pages as PDF: the same templates, laid out for paper, with a structure that screen readers follow (PDF/UA).

For an archive as PDF/A-2a: the same structure, and nothing in it that a reader of later needs from elsewhere.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, render_template

from portal.core.errors import Refused

STYLES = ("theme.css", "base.css", "components.css", "portal.css", "print.css", "document.css")
READ_ALOUD, KEPT = "pdf/ua-1", "pdf/a-2a"


@cache
def is_installed() -> bool:
    """Whether this machine can lay out PDF files."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - as below
    except OSError:
        return False
    return True


def pdf_of(template: str, *, variant: str = READ_ALOUD, **context: Any) -> bytes:
    """The document that this template makes. Raises Refused where the library for it is not installed."""
    return laid_out(render_template(template, **context), variant)


def laid_out(text: str, variant: str) -> bytes:
    """A page as PDF. Raises Refused where the library for it is not installed."""
    try:
        # Imported late: it takes a second, and without Pango on the machine it cannot be imported at all.
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError:
        raise Refused("pdf:not-installed") from None
    sheets, drawing = _styles(Path(current_app.static_folder or "") / "css")
    text = re.sub(r"<svg\b[^>]*>", lambda begins: f"{begins[0]}<style>{drawing}</style>", text)
    page = HTML(string=text, url_fetcher=URLFetcher(allowed_protocols={"data"}), base_url=current_app.config["PUBLIC_URL"])
    return bytes(page.write_pdf(stylesheets=list(sheets), pdf_variant=variant))


@cache
def _styles(folder: Path) -> tuple[tuple[Any, ...], str]:
    """Our style sheets as the library reads them, once a process: that takes longer than most documents do."""
    from weasyprint import CSS  # noqa: PLC0415

    texts = [(folder / name).read_text(encoding="utf-8") for name in STYLES]
    return tuple(CSS(string=text, media_type="print") for text in texts), _drawing_styles("".join(texts))


def _drawing_styles(styles: str) -> str:
    """What fills and strokes pictures, for inside each of them: the library looks in no other place, and knows no variables there."""
    styles = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
    by_day: dict[str, str] = {}  # the first value of each: what follows is for dark screens
    for name, value in re.findall(r"(--ot-[\w-]+):\s*([^;]+);", styles):
        by_day.setdefault(name, value)
    rules = re.findall(r"[^{}]+\{[^{}]*\b(?:fill|stroke):[^{}]*\}", styles)
    within = re.sub(r"\.ot-(?:chart|votes) (?=svg|text|\.)", "", "".join(rule for rule in rules if "Canvas" not in rule))
    told_apart = re.sub(r"font: (\d+) (\d+px)[^;]*;", r"font-weight: \1; font-size: \2;", within)
    return re.sub(r"var\((--ot-[\w-]+)\)", lambda named: by_day[named[1]], told_apart)


def pdf_file(name: str, template: str, **context: Any) -> Response:
    """The document as a download, kept by no cache: it may hold names."""
    answer = Response(pdf_of(template, **context), content_type="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer
