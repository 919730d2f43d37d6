"""The reaction memo: every public reaction of a round with what was done with it and why, by theme (ZL 5.5, 7.7).

Made of what everyone may read; the page, the PDF, the Word file and the table are the same memo.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx.document import Document as WordDocument
from sqlalchemy.orm import Session

from portal.core.language import day_month, gettext, last_moment, listing, say
from portal.core.word import document, facts, plain
from portal.proposals.models import Proposal
from portal.rounds import queries
from portal.rounds.messages import ReactionWords
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.rules import Counts


@dataclass(frozen=True, slots=True)
class Memo:
    """A round's answers, together. `groups`: a theme's title, empty for what has none, with its reactions."""

    proposal: Proposal
    round: CommentRound
    groups: list[tuple[str, list[Reaction]]]
    totals: dict[str, int]
    counts: Counts

    @property
    def rows(self) -> list[Reaction]:
        return [reaction for _title, reactions in self.groups for reaction in reactions]

    @property
    def published_at(self) -> datetime | None:
        """When the last of these answers became public; None when all reactions stay off the site."""
        return max((row.answer.published_at for row in self.rows if row.answer and row.answer.published_at), default=None)


def memo_of(session: Session, round_: CommentRound) -> Memo:
    """The memo of a round with published answers. Three queries."""
    rows = queries.memo_rows(session, round_)
    titles = sorted({row.theme.title for row in rows if row.theme}, key=str.casefold)
    groups = [(title, [row for row in rows if row.theme and row.theme.title == title]) for title in titles]
    if loose := [row for row in rows if row.theme is None]:
        groups.append(("", loose))
    return Memo(round_.proposal, round_, groups, queries.answer_counts(session, round_), queries.counts(session, round_))


def table(memo: Memo) -> tuple[list[str], list[list[Any]]]:
    """One row a reaction, for a spreadsheet."""
    words = ReactionWords()
    header = [gettext("Number"), gettext("Theme"), gettext("Received"), gettext("From"), gettext("Who"), gettext("Position"),
              gettext("About"), gettext("Reaction"), gettext("Done with it"), gettext("Answer"), gettext("Changed articles"),
              gettext("What the sender says of it"), gettext("Replies")]
    return header, [_cells(row, title, words) for title, rows in memo.groups for row in rows]


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
        paper.add_heading(plain(theme) or (gettext("Other reactions") if len(memo.groups) > 1 else gettext("Reactions")), 1)
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
    paper.add_paragraph(f"{shown.kind}. {day_month(row.received_at)} {row.received_at.year}. {shown.position}. {shown.about}.{late}")
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
