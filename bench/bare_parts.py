"""The bare parts, making the very bytes of one of the portal's pages: what any page of ours must be held against.

PAGE is a file with the page as the portal made it, ROWS the element that a row is (`li.ot-board__row`, say `li`). The page is cut in
a frame and its rows; a row's texts become columns of a table, its mark-up a Jinja template. Then:
  bare   (bare:wsgi)   the bytes, from WSGI alone
  /const               the bytes, from Flask
  /rows                Flask + SQLAlchemy's ORM + Jinja: the rows from SQLite, rendered, in the frame
"""

import os
import re
from html import unescape
from itertools import pairwise
from pathlib import Path

from flask import Flask, Response, render_template
from jinja2 import DictLoader
from markupsafe import Markup
from sqlalchemy import create_engine, event, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

COLUMNS = 40
TEXT = re.compile(r">([^<]+)<")


class Base(DeclarativeBase):
    pass


Row = type("Row", (Base,), {
    "__tablename__": "row", "__annotations__": {"id": Mapped[int], "kind": Mapped[int]}
    | {f"c{n}": Mapped[str | None] for n in range(COLUMNS)},
    "id": mapped_column(primary_key=True), "kind": mapped_column(),
    **{f"c{n}": mapped_column() for n in range(COLUMNS)},
})


def cut(page: str, opening: str, closing: str) -> tuple[str, list[str], str]:
    """Before the rows, the rows with what stands between them, and after."""
    first, last = page.index(opening), page.rindex(opening)
    end = page.index(closing, last) + len(closing)
    starts = [match.start() for match in re.finditer(re.escape(opening), page[:end])] + [end]
    rows = [page[a:b] for a, b in pairwise(starts)]
    return page[:first], rows, page[end:]


def as_data(rows: list[str]) -> tuple[list[dict], dict[str, str]]:
    """Rows as records, and one template per kind of mark-up."""
    kinds: dict[str, int] = {}
    records = []
    for number, row in enumerate(rows, start=1):
        texts = TEXT.findall(row)[:COLUMNS]
        template = _template(row)
        kind = kinds.setdefault(template, len(kinds))
        records.append({"id": number, "kind": kind} | {f"c{n}": unescape(text) for n, text in enumerate(texts)})
    templates = {f"row{kind}.html": template for template, kind in kinds.items()}
    choose = "".join(f"{{% {'if' if kind == 0 else 'elif'} r.kind == {kind} %}}{template}" for template, kind in kinds.items())
    templates["page.html"] = "{{ before }}{% for r in rows %}" + choose + "{% endif %}{% endfor %}{{ after }}"
    return records, templates


def _template(row: str) -> str:
    column = iter(range(COLUMNS))
    return TEXT.sub(lambda m: f">{{{{ r.c{n} }}}}<" if (n := next(column, None)) is not None else m[0], row)


def make(page_file: str, opening: str, closing: str) -> Flask:
    """The limit application for one page; its database stands beside the page."""
    page = Path(page_file).read_text()
    before, rows, after = cut(page, opening, closing)
    records, templates = as_data(rows)
    engine = create_engine(f"sqlite:///{page_file}.sqlite")
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA journal_mode=WAL"))
    Base.metadata.create_all(engine)
    empty = {f"c{n}": None for n in range(COLUMNS)}
    with engine.begin() as connection:
        if connection.scalar(select(Row.id).limit(1)) is None:
            connection.execute(insert(Row), [empty | record for record in records])
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = DictLoader(templates)
    app.jinja_env.autoescape = True

    @app.get("/const")
    def const() -> Response:
        return Response(page, mimetype="text/html")

    @app.get("/rows")
    def made() -> str:
        with Session(engine) as session:
            found = session.scalars(select(Row).order_by(Row.id)).all()
            return render_template("page.html", rows=found, before=Markup(before), after=Markup(after))

    return app


def bare(environ, start_response):
    start_response("200 OK", HEAD)
    return [BODY]


if "PAGE" in os.environ:
    BODY = Path(os.environ["PAGE"]).read_bytes()
    HEAD = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]
    app = make(os.environ["PAGE"], os.environ["OPENING"], os.environ["CLOSING"])
