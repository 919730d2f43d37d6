"""The reaction memo: every public reaction of a round with what was done with it and why, by theme (ZL 5.5, 7.7).

Made of what everyone may read; the page, the PDF, the Word file and the table are the same memo.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from docx.document import Document as WordDocument
from sqlalchemy.orm import Session

from portal.core.language import day_year, gettext, last_moment, listing, say
from portal.core.paging import parts_of
from portal.core.word import document, facts, plain
from portal.proposals.models import Proposal
from portal.rounds import queries
from portal.rounds.messages import ReactionWords
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.rules import Counts

PART = 100
"""So many reactions are on one page of the site; on paper and in a file all of them."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A theme in the whole memo: its title, empty for what has none, how many reactions, and on which part it begins."""

    number: int
    title: str
    reactions: int
    part: int


@dataclass(frozen=True, slots=True)
class Memo:
    """A round's answers, together: all, or a part of them. `published_at`: when the last answer became public; None when all
    reactions stay off the site.
    """

    proposal: Proposal
    round: CommentRound
    themes: list[Chapter]
    groups: list[tuple[Chapter, list[Reaction]]]
    parts: int
    published_at: datetime | None
    totals: dict[str, int]
    counts: Counts

    @property
    def rows(self) -> list[Reaction]:
        return [reaction for _theme, reactions in self.groups for reaction in reactions]


def memo_of(session: Session, round_: CommentRound, part: int | None = None) -> Memo:
    """The memo of a round with published answers, whole; or one part of it, counted from 1. Four queries, one more for each thousand."""
    held = _in_order(session, round_)
    themes = _chapters(held)
    some = held if part is None else held[(part - 1) * PART : part * PART]
    rows = queries.memo_rows(session, round_, [one.id for one in some])
    named = {theme.title: theme for theme in themes}
    groups = [(named[title], [rows[one.id] for one in under if one.id in rows]) for title, under in groupby(some, key=lambda one: one.theme)]
    return Memo(round_.proposal, round_, themes, groups, parts_of(len(held), PART), max((one.published_at for one in held), default=None),
                queries.answer_counts(session, round_), queries.counts(session, round_))


def part_with(session: Session, round_: CommentRound, reaction_id: int) -> int | None:
    """On which part of the memo this reaction stands; None when it is in no part."""
    ids = [one.id for one in _in_order(session, round_)]
    return ids.index(reaction_id) // PART + 1 if reaction_id in ids else None


def _in_order(session: Session, round_: CommentRound) -> list[queries.InMemo]:
    """By theme, those without one last; within it in order of arrival."""
    return sorted(queries.in_memo(session, round_), key=lambda one: (not one.theme, one.theme.casefold(), one.theme))


def _chapters(held: list[queries.InMemo]) -> list[Chapter]:
    titles = [one.theme for one in held]
    return [Chapter(number, title, count, titles.index(title) // PART + 1) for number, (title, count) in enumerate(Counter(titles).items(), 1)]


def table(memo: Memo) -> tuple[list[str], list[list[Any]]]:
    """One row a reaction, for a spreadsheet."""
    words = ReactionWords()
    header = [gettext("Number"), gettext("Theme"), gettext("Received"), gettext("From"), gettext("Who"), gettext("Position"),
              gettext("About"), gettext("Reaction"), gettext("Done with it"), gettext("Answer"), gettext("Changed articles"),
              gettext("What the sender says of it"), gettext("Replies")]
    return header, [_cells(row, theme.title, words) for theme, rows in memo.groups for row in rows]


def _cells(row: Reaction, title: str, words: ReactionWords) -> list[Any]:
    answer, rejoinder = row.answer, row.rejoinder
    return [row.number, title, row.received_at, words.name(row), words.party_or_other(row), say(row.position),
            words.about(row.labels), words.shown(row), say(answer.adopted) if answer else "", answer.text if answer else "",
            listing(answer.changed) if answer and answer.changed else "", words.shown(rejoinder) if rejoinder else "",
            "\n".join(f"{words.reply(reply)[0]}: {words.shown(reply)}" for reply in row.replies)]


def as_word(memo: Memo) -> WordDocument:
    """The memo as a Word file, with headings that a screen reader and a table of contents follow."""
    title = gettext("Reaction memo: %(title)s", title=memo.proposal.title)
    paper = document(title, gettext("Procurement network %(name)s", name=memo.proposal.network.name))
    words = ReactionWords()
    facts(paper, _facts(memo))
    for theme, rows in memo.groups:
        paper.add_heading(plain(theme.title) or (gettext("Other reactions") if len(memo.themes) > 1 else gettext("Reactions")), 1)
        for row in rows:
            _write(paper, row, words)
    return paper


def _facts(memo: Memo) -> Iterator[tuple[str, str]]:
    yield gettext("Proposal"), f"{memo.proposal.number}, {gettext('version %(number)s', number=memo.round.text_version.number)}"
    yield gettext("Last moment of the round"), last_moment(memo.round.closes_at)
    yield gettext("Answers"), say("round:answered", **memo.totals)


def _write(paper: WordDocument, row: Reaction, words: ReactionWords) -> None:
    shown = words.row(row)
    paper.add_heading(plain(gettext("Reaction %(number)s: %(name)s", number=row.number, name=shown.name)), 2)
    late = f" {words.late}." if row.late else ""
    paper.add_paragraph(f"{shown.kind}. {day_year(row.received_at)}. {shown.position}. {shown.about}.{late}")
    paper.add_paragraph(plain(words.shown(row)), style="Quote")
    if row.answer:
        paper.add_heading(words.answers[row.answer.adopted], 3)
        paper.add_paragraph(plain(row.answer.text))
        if row.answer.changed:
            paper.add_paragraph(gettext("Changed because of this: article %(labels)s.", labels=listing(row.answer.changed)))
    if row.rejoinder:
        paper.add_heading(gettext("What the sender says of the answer"), 3)
        paper.add_paragraph(plain(words.shown(row.rejoinder)))
    if row.replies:
        paper.add_heading(gettext("Replies"), 3)
        for reply in row.replies:
            who, kind = words.reply(reply)
            paper.add_paragraph(f"{who} ({kind.lower()}): {plain(words.shown(reply))}")
