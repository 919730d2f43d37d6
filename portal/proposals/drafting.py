"""The texts that somebody is writing a proposal about: which paragraphs are in the form, and what they start from.

A block is one paragraph in the form. Its key stays the same while blocks come and go: `p3` is the fourth paragraph of
the agreement, `n1` the first new one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.core.revisions import Paragraph
from portal.networks.models import AgreementVersion
from portal.proposals.rules import ProposalKind

MOST_BLOCKS = 10
ADD_NEW = "new"

_NEW_KEY = re.compile(r"n[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Block:
    """`before` is how it reads now, empty for a new one; `text` is what the form starts with.

    Context stands beside the changes so that people understand them: it may stay as it is.
    """

    key: str
    label: str = ""
    heading: str = ""
    before: str = ""
    text: str = ""
    is_context: bool = False

    @property
    def is_new(self) -> bool:
        return not self.before

    @property
    def name(self) -> str:
        return f"{self.label} {self.heading}".strip()


def available(version: AgreementVersion | None) -> dict[str, Block]:
    """Every paragraph of the agreement as it is now, by its key."""
    paragraphs = version.paragraphs if version else ()
    return {f"p{i}": Block(f"p{i}", p.label, p.heading, p.text, p.text) for i, p in enumerate(paragraphs)}


def by_label(known: dict[str, Block], labels: Iterable[str]) -> list[str]:
    """The keys of these paragraphs; what the agreement does not know is left out."""
    keys = {block.label: key for key, block in known.items()}
    return [keys[label] for label in dict.fromkeys(labels) if label in keys]


def of_version(known: dict[str, Block], paragraphs: tuple[Paragraph, ...]) -> dict[str, Block]:
    """The blocks of a proposal's own text, set against the agreement as it is now."""
    blocks: dict[str, Block] = {}
    for paragraph in paragraphs:
        found = by_label(known, [paragraph.label] if paragraph.before else [])
        key = found[0] if found else f"n{len(blocks) + 1}"
        before = known[key].before if found else paragraph.before
        blocks[key] = Block(key, paragraph.label, paragraph.heading, before, paragraph.text, not paragraph.is_changed)
    return blocks


def chosen(known: dict[str, Block], keys: Iterable[str]) -> list[Block]:
    """The blocks of a form, in its order: keys that cannot be are left out, each once, never more than `MOST_BLOCKS`."""
    wanted = [key for key in dict.fromkeys(keys) if key in known or _NEW_KEY.fullmatch(key)]
    return [known.get(key, Block(key)) for key in wanted[:MOST_BLOCKS]]


def after(act: str, pick: str, keys: list[str], kind: ProposalKind) -> list[str]:
    """The keys after a button was pressed: `add` takes up what was picked, `drop-p3` lets one go."""
    if act.startswith("drop-"):
        return [key for key in keys if key != act.removeprefix("drop-")]
    if act == "add" and kind == ProposalKind.NEW:
        pick = ADD_NEW
    if act not in ("add", "check") or not pick:
        return keys
    return [*keys, _next_new(keys) if pick == ADD_NEW else pick]


def _next_new(keys: list[str]) -> str:
    used = [int(key[1:]) for key in keys if _NEW_KEY.fullmatch(key)]
    return f"n{max(used, default=0) + 1}"
