"""Everything about one proposal on one page: text, reactions, vote, decisions and the one timeline (IN 6.1)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from portal.contributions.models import Attachment
from portal.core import codec
from portal.core.access import Actor
from portal.core.calendar import local_day, start_of_day
from portal.core.differences import Piece, word_differences
from portal.core.language import gettext
from portal.core.revisions import Paragraph
from portal.core.transitions import StepMark
from portal.decisions.queries import ApprovalRow, approval_grid, to_state
from portal.meetings.messages import meeting_title
from portal.meetings.models import Meeting
from portal.meetings.queries import meetings_of
from portal.networks.models import AgreementVersion, Publication
from portal.networks.queries import municipalities
from portal.networks.rules import Order
from portal.pilots.queries import Origin, origin_of
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal, Support
from portal.proposals.queries import Merged
from portal.proposals.rules import ENDED, ROUND_STAGE, Stage
from portal.publication import queries
from portal.publication.messages import read_on, sentence
from portal.publication.queries import Text
from portal.publication.rules import reached_stages, stepper
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.queries import add_more, counts, reactions_for_page, visible_rows
from portal.rounds.reading import has_read
from portal.rounds.rules import Counts, takes_reactions
from portal.votes.models import Ballot, Vote
from portal.votes.queries import Outcome, last_ballot, outcome_after, recusals_of, roll_entry

REACTIONS = 300
"""So many reactions are on a page."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `link` is the text of the link to `path`; empty means no link."""

    when: datetime | date
    sentence: str
    reason: str = ""
    path: str = ""
    link: str = ""
    is_last_moment: bool = False


@dataclass(frozen=True, slots=True)
class BoardLine:
    """What one board decided, as it was made known."""

    municipality: str
    adopted: str
    decided_on: date
    number: str
    reason: str


@dataclass
class Own:
    """What the reader's own party did here and can still do."""

    reactions: list[Reaction] = field(default_factory=list)
    is_on_roll: bool = False
    stands_aside: bool = False
    ballot: Ballot | None = None
    to_state: AgreementVersion | None = None
    has_read: bool = False


@dataclass
class Dossier:
    """A proposal with what the reader may see of it at this moment; `shown` is the version that is read.

    `reactions` are those of one page; `reaction_count` and `by_label` are about all that are there, without what was withdrawn.
    """

    proposal: Proposal
    now: datetime
    texts: list[Text]
    shown: Text
    publications: list[Publication]
    meetings: list[Meeting] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    counts: Counts | None = None
    reaction_count: int = 0
    by_label: Counter[str] = field(default_factory=Counter)
    older: int | None = None
    newer: int | None = None
    outcome: Outcome | None = None
    boards_missing: list[str] = field(default_factory=list)
    approvals: list[ApprovalRow] = field(default_factory=list)
    own: Own = field(default_factory=Own)
    merged: Merged = field(default_factory=lambda: Merged(None, []))
    origin: Origin | None = None

    @property
    def readable(self) -> list[Text]:
        """The versions that everyone may read: what was written before data about persons was taken out is not among them."""
        return [text for text in self.texts if text.version.number >= self.proposal.public_from]

    @property
    def supports(self) -> list[Support]:
        return self.proposal.supports

    @property
    def documents(self) -> list[Attachment]:
        """What was sent along; which of it everyone may read, the page asks of each."""
        return self.proposal.attachments

    @property
    def latest(self) -> Text:
        return self.texts[-1]

    @property
    def round(self) -> CommentRound | None:
        """The newest round, on whatever version."""
        return next((text.round for text in reversed(self.texts) if text.round), None)

    @property
    def vote(self) -> Vote | None:
        return next((text.vote for text in reversed(self.texts) if text.vote), None)

    @property
    def round_is_open(self) -> bool:
        return bool(self.round and self.round.is_open(self.now) and takes_reactions(self.proposal.stage))

    @property
    def vote_is_open(self) -> bool:
        return bool(self.vote and self.vote.is_open(self.now) and self.proposal.stage == Stage.IN_VOTE)

    @property
    def situation(self) -> str:
        """Which words the box "what can you do now" needs."""
        if self.round_is_open:
            return "round"
        if self.vote_is_open:
            return "vote"
        stage = self.proposal.stage
        if stage == ROUND_STAGE[self.proposal.network.profile.order]:
            return "answers" if self.round and not self._was_reworked_since(self.round) else "before_round"
        return "weighing" if stage == Stage.IN_VOTE else stage.value

    def _was_reworked_since(self, last: CommentRound) -> bool:
        return any(told.kind == "proposal:rework" and told.published_at >= last.opened_at for told in self.publications)

    @property
    def meeting_ahead(self) -> Meeting | None:
        """The first meeting to come that has it on the agenda."""
        return next((meeting for meeting in reversed(self.meetings) if meeting.ends_at > self.now), None)

    @property
    def table_meeting(self) -> Meeting | None:
        """The newest meeting of a table that talks about it."""
        return next((meeting for meeting in self.meetings if meeting.table), None)

    @property
    def memos(self) -> list[Text]:
        """The versions whose round has its answers: each has a reaction memo."""
        answered = [p.published_at for p in self.publications if p.kind == "round:answered"]
        rounds = [text for text in self.texts if text.round]
        ends: list[datetime | None] = [text.round.opened_at for text in rounds[1:] if text.round]
        ends.append(None)
        return [text for text, end in zip(rounds, ends, strict=False) if text.round and any(
            text.round.closes_at <= at and (end is None or at < end) for at in answered)]

    @property
    def stepper(self) -> list[StepMark]:
        order: Order = self.proposal.network.profile.order
        events = [(publication.kind, publication.published_at) for publication in reversed(self.publications)]
        return stepper(order, self.proposal.stage, reached_stages(order, self.proposal.received_at, events))

    @property
    def boards(self) -> list[BoardLine]:
        return board_lines(self.publications)

    @property
    def in_force_from(self) -> date | None:
        """From when the change holds, once it is adopted."""
        told = next((p for p in self.publications if p.kind == "agreement:new-version"), None) \
            if self.proposal.stage == Stage.ADOPTED else None
        return codec.unpack(told.data)["in_force_from"] if told else None

    @property
    def ended_with(self) -> Publication | None:
        """The step that ended it, with its reason."""
        return next((p for p in self.publications if p.kind.startswith("proposal:")), None) \
            if self.proposal.stage in ENDED else None

    @property
    def past(self) -> list[Event]:
        """What was made known and which terms ended, the newest first."""
        here = f"/voorstellen/{self.proposal.number}"
        told = [Event(_when(publication), sentence(publication), publication.reason, publication.path,
                      read_on(publication.path, here)) for publication in self.publications]
        came_from = [Event(self.proposal.received_at, gettext("It comes from the result of pilot %(number)s.", number=self.origin.number), "",
                           self.origin.path, read_on(self.origin.path))] if self.origin else []
        return sorted([*self._ended_terms, *came_from, *told], key=lambda event: _instant(event.when), reverse=True)

    @property
    def _ended_terms(self) -> list[Event]:
        """Nothing is published when a term runs out; the record tells it all the same."""
        rounds = [text.round for text in self.texts if text.round]
        votes = [text.vote for text in self.texts if text.vote]
        return [Event(term.closes_at, words, is_last_moment=True)
                for terms, words in ((rounds, gettext("The comment round is closed.")),
                                     (votes, gettext("The vote is closed.")))
                for term in terms if term.closes_at <= self.now]

    @property
    def ahead(self) -> list[Event]:
        """What is to come, the furthest first, as far as its day is known; then what has no day yet."""
        events = [Event(meeting.starts_at, gettext("Meeting: %(title)s.", title=meeting_title(meeting)), "",
                        f"/bijeenkomsten/{meeting.slug}", gettext("See the agenda"))
                  for meeting in self.meetings if meeting.starts_at > self.now]
        if self.round_is_open and self.round:
            events.append(Event(self.round.closes_at, gettext("The comment round closes."), is_last_moment=True))
        if self.vote_is_open and self.vote:
            events.append(Event(self.vote.closes_at, gettext("The vote closes. The outcome comes on this page."),
                                is_last_moment=True))
        if self.in_force_from and self.in_force_from > local_day(self.now):
            events.append(Event(self.in_force_from, gettext("The new text is in force.")))
        return sorted(events, key=lambda event: _instant(event.when), reverse=True)


def _instant(when: datetime | date) -> datetime:
    return when if isinstance(when, datetime) else start_of_day(when)


def _when(publication: Publication) -> datetime | date:
    """A proposal is made known when it is judged; on its timeline it stands on the day it came in."""
    data: dict[str, Any] = codec.unpack(publication.data)
    came_in: date | None = data.get("received_on")
    return came_in or publication.published_at


def board_lines(publications: Iterable[Publication]) -> list[BoardLine]:
    """The decisions of the boards on what was put to them last, by municipality; of a corrected one what is right.

    `publications`: what was made known about a proposal, the newest first.
    """
    lines: dict[str, BoardLine] = {}
    for publication in publications:
        if publication.kind == "proposal:submit":
            break
        if publication.kind in ("decision:board", "decision:board-corrected"):
            line = _board(publication)
            lines.setdefault(line.municipality, line)
    return sorted(lines.values(), key=lambda line: line.municipality.casefold())


def _board(publication: Publication) -> BoardLine:
    data = codec.unpack(publication.data)
    return BoardLine(data["municipality"], data["adopted"], data["decided_on"], data["number"], publication.reason)


def dossier(session: Session, proposal: Proposal, actor: Actor, now: datetime, number: int | None = None, newest: int | None = None
            ) -> Dossier | None:
    """The dossier as this reader sees it, in at most eight queries; None when there is no public version of that number.

    Of a round with more reactions than a page has, those up to the number `newest`; one query more then, two for a party.

    Only what the stage asks for is looked up: meetings until it lies with the boards, boards from then on.
    """
    texts = queries.texts(session, proposal)
    shown = next((text for text in texts if text.version.number == number), None) if number else texts[-1]
    if shown is None or shown.version.number < proposal.public_from:
        return None
    found = Dossier(proposal, now, texts, shown, queries.publications_of(session, proposal))
    if proposal.stage == Stage.SUBMITTED:
        decided = {line.municipality for line in found.boards}
        found.approvals = approval_grid(session, proposal, now)
        found.boards_missing = [place.name for place in municipalities(session, proposal.network)
                                if place.name not in decided]
    elif proposal.stage not in ENDED:
        found.meetings = meetings_of(session, proposal)
    if found.round:
        _reactions(session, found, actor, newest)
        found.counts = counts(session, found.round)
    if found.vote:
        found.outcome = outcome_after(session, found.vote, now)
    if proposal.merged_into_id or any(p.kind == "proposal:take-in" for p in found.publications):
        found.merged = proposals.merged(session, proposal)
    found.origin = origin_of(session, proposal.pilot_id)
    if actor.party_id is not None:
        found.own = _own(session, found, actor.party_id)
    return found


def _reactions(session: Session, found: Dossier, actor: Actor, newest: int | None) -> None:
    """A page of reactions. Most rounds fit on one: then what is there says itself how many there are and about what."""
    assert found.round  # noqa: S101 - who calls looked
    visible = reactions_for_page(actor, found.round)
    some = visible.where(Reaction.number <= newest) if newest else visible
    rows = list(session.scalars(some.limit(REACTIONS + 1)))
    found.reactions, is_more = rows[:REACTIONS], len(rows) > REACTIONS
    add_more(session, actor, found.round, found.reactions)
    if is_more:
        found.older = rows[REACTIONS].number
    if newest is None and not is_more:
        there = [reaction.labels for reaction in rows if not reaction.is_withdrawn]
        found.own.reactions = [row for row in rows if row.party_id is not None and row.party_id == actor.party_id and not row.is_withdrawn]
    else:
        found.newer = _page_before(session, visible, newest) if newest else None
        there = list(session.scalars(visible_rows(actor).with_only_columns(Reaction.labels).where(
            Reaction.round_id == found.round.id, Reaction.withdrawn_at.is_(None))))
        if actor.party_id is not None:
            found.own.reactions = list(session.scalars(
                visible.where(Reaction.party_id == actor.party_id, Reaction.withdrawn_at.is_(None)).limit(REACTIONS)))
    found.reaction_count, found.by_label = len(there), Counter(label for labels in there for label in labels)


def _page_before(session: Session, visible: Select[Reaction], newest: int) -> int | None:
    """The number with which the page of newer reactions begins, where there are any."""
    numbers = list(session.scalars(visible.with_only_columns(Reaction.number).where(Reaction.number > newest)
                                   .order_by(None).order_by(Reaction.number).limit(REACTIONS)))
    return numbers[-1] if numbers else None


def _own(session: Session, found: Dossier, party_id: int) -> Own:
    own = found.own
    if found.round_is_open and found.round and not own.reactions:
        own.has_read = has_read(session, found.round, party_id)
    if found.vote_is_open and found.vote:
        own.is_on_roll = roll_entry(session, found.vote, party_id) is not None
        own.stands_aside = party_id in recusals_of(session, found.vote)
        own.ballot = last_ballot(session, found.vote, party_id)
    if found.proposal.stage == Stage.ADOPTED:
        asked = to_state(session, found.proposal.network, party_id, found.now)
        own.to_state = next((version for version in asked if version.proposal_id == found.proposal.id), None)
    return own


@lru_cache(maxsize=1024)
def differences(paragraph: Paragraph) -> list[Piece]:
    """The pieces of a paragraph; versions never change, so neither do these."""
    return word_differences(paragraph.before, paragraph.text)
