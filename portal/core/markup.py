"""Text that people type, made safe to show: Markdown, links, and nh3 always last. Rendered once, when saved."""

import re

import nh3
from bleach.linkifier import Linker
from markdown import Markdown
from markupsafe import Markup

from portal.core.errors import Refused

MAX_CHARACTERS = 50_000
MAX_EFFORT = 5_000_000
"""Python-Markdown's time follows (brackets × length) of a block; beyond this it is a denial of service."""

_TAGS = {"p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "h3", "h4", "a", "table", "thead", "tbody",
         "tr", "th", "td", "hr", "code", "pre"}


def render(text: str, field: str = "text") -> str:
    """Safe HTML of a Markdown text. Raises Refused for a text that is too long or made to be slow."""
    if len(text) > MAX_CHARACTERS or _effort(text) > MAX_EFFORT:
        raise Refused("text:too-heavy", field=field, most=MAX_CHARACTERS)
    # Made per call: neither Markdown nor bleach's linker may be shared between threads.
    try:
        html = Markdown(extensions=["sane_lists", "tables", "nl2br"]).convert(_lower_headings(text))
    except RecursionError:
        raise Refused("text:too-heavy", field=field, most=MAX_CHARACTERS) from None
    return nh3.clean(Linker().linkify(html), tags=_TAGS, attributes={"a": {"href"}},
                     url_schemes={"http", "https", "mailto"}, link_rel="nofollow ugc noopener")


def plain(html: str) -> str:
    """The words of what `render` made, without its marks."""
    return Markup(html).striptags()  # noqa: S704 - taken apart, not shown


def _effort(text: str) -> int:
    return max(((block.count("[") + block.count("<")) * len(block) for block in text.split("\n\n")), default=0)


def _lower_headings(text: str) -> str:
    # A page has one h1 and its own h2: what people head with # starts at h3.
    return re.sub(r"^#{1,6}(?=\s)", lambda m: "#" * min(4, len(m[0]) + 2), text, flags=re.MULTILINE)
