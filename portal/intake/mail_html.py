"""The words of an HTML message, as lines that one can read and fold. Nothing of its looks, nothing that it hides."""

import re
from collections import Counter
from html.parser import HTMLParser

MOST_CHARACTERS = 2_000_000
MOST_DEEP = 300
"""Elements within elements; what is deeper is read, and its own looks are not heeded."""
_UNSEEN = frozenset({"style", "script", "head", "title", "template", "noscript", "svg", "object"})
_BLOCKS = frozenset({"p", "div", "table", "tr", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote",
                     "pre", "hr", "address", "header", "footer", "center", "body"})
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "blockquote", "table"})
_EMPTY = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr"})


def text_of_html(html: str) -> str:
    """The text: paragraphs apart, list items with a dash, quotes behind '>', links with their address."""
    reader = _Reader()
    try:
        reader.feed(html[:MOST_CHARACTERS])
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        return re.sub(r"<[^<>]{0,2000}>", " ", html[:MOST_CHARACTERS])
    return reader.text + ("\n[…]" if len(html) > MOST_CHARACTERS else "")


class _Reader(HTMLParser):
    """`lines` are finished, `line` holds the pieces of the one that is being written; `link` what a link says, piece by piece."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.depth: Counter[str] = Counter()
        self.hidden = self.quotes = 0
        self.address = ""
        self.link: list[str] = []

    @property
    def text(self) -> str:
        lines = [*self.lines, self._written()]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _EMPTY and len(self.open) < MOST_DEEP:
            hides = tag in _UNSEEN or "display:none" in re.sub(r"\s", "", given.get("style", "")).casefold()
            self.open.append((tag, hides))
            self.depth[tag] += 1
            self.hidden += hides
        if not self.hidden:
            self._begin(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "blockquote":
            self._break(blank=True)
            self.quotes += 1
        elif tag == "br":
            self._end_line()
        elif tag in _BLOCKS:
            self._break(blank=tag in _PARAGRAPHS)
        elif tag == "li":
            self._break()
            self._add("- ")
        elif tag in ("td", "th"):
            self._add(" ")
        elif tag == "img" and given.get("alt", "").strip():
            self._add(f"[{given['alt'].strip()}]")
        elif tag == "a":
            self.address, self.link = given.get("href", ""), []

    def handle_endtag(self, tag: str) -> None:
        was_hidden = self.hidden
        if self.depth[tag]:
            self._close(tag)
        if was_hidden:
            return
        if tag == "a" and self.address:
            said, address = "".join(self.link), self.address
            self.address = ""
            if re.match(r"https?://", address) and said.strip() and address.rstrip("/") not in said:
                self._add(f" <{address}>")
        elif tag in _BLOCKS:
            self._break(blank=tag in _PARAGRAPHS)

    def _close(self, tag: str) -> None:
        name = ""
        while name != tag:
            name, hides = self.open.pop()
            self.depth[name] -= 1
            if name == "blockquote" and not self.hidden:
                self._break()
                self.quotes = max(0, self.quotes - 1)
            self.hidden -= hides

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        for number, piece in enumerate(data.split("\n") if self.depth["pre"] else [re.sub(r"\s+", " ", data)]):
            if number:
                self._end_line()
            self._add(piece)

    def _add(self, piece: str) -> None:
        piece = (piece if self.line else piece.lstrip()).replace("\xa0", " ")
        if piece:
            self.line.append(piece)
            self.link.append(piece)

    def _written(self) -> str:
        return "> " * min(self.quotes, 9) + "".join(self.line)

    def _end_line(self) -> None:
        self.lines.append(self._written())
        self.line = []

    def _break(self, blank: bool = False) -> None:
        """A new line unless we stand at the start of one; a blank one between paragraphs."""
        if self.line:
            self._end_line()
        if blank and self.lines and self.lines[-1].strip("> "):
            self._end_line()
