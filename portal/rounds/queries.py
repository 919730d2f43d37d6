"""Rounds, and the reactions that a reader may see. `visible_rows` is the one place that decides it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session, contains_eager, defer, joinedload, load_only, selectinload, with_expression

from portal.accounts.models import Role, User
from portal.contributions.models import Attachment, ConfidentialPart
from portal.core.access import OUTSIDER, Actor
from portal.core.database import only_compared
from portal.core.prepared import prepared
from portal.networks.models import Network, Publication
from portal.networks.rules import Order
from portal.parties.models import Party
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import CARD, belongs_to
from portal.proposals.queries import visible_rows as proposals_visible
from portal.proposals.rules import ENDED, ROUND_STAGE
from portal.rounds.models import Answer, CommentRound, Reaction, ReactionReply, Rejoinder, Theme
from portal.rounds.rules import Adopted, Counts, ReactionState, Voice, tally


def visible_rows(actor: Actor) -> Select[Reaction]:
    """Which reactions an actor may know of, in whatever round: the bare rule, with which every other query begins.

    What awaits the confirmation of its address is there for nobody.
    """
    reactions = select(Reaction).where(~Reaction.awaits_address)
    if Role.SECRETARY in actor.roles:
        return reactions
    published = Reaction.state == ReactionState.PUBLISHED
    return reactions.where(published if actor.party_id is None else or_(published, Reaction.party_id == actor.party_id))


def counted() -> ColumnElement[bool]:
    """Reactions that are there for numbers and answers: confirmed and not withdrawn."""
    return ~Reaction.awaits_address & Reaction.withdrawn_at.is_(None)


def reactions_visible_to(actor: Actor, round_: CommentRound) -> Select[Reaction]:
    """THE visibility query of reactions, newest first: published ones, the reader's party's own, all for the secretary.

    Pages, feed and exports start here, and ask for `unique()` rows: replies and documents come along. Late ones are in it: show them apart. For anyone but the secretary a
    row cannot tell the text as it was sent, the address of its sender or the confidential part: asking raises; and a
    draft of an answer is no answer.
    """
    replies = _replies(joinedload, ~ReactionReply.awaits_address) if Role.SECRETARY in actor.roles else _public_replies(joinedload)
    return _alone(actor, round_).options(_documents(), replies)


def reactions_for_page(actor: Actor, round_: CommentRound) -> Select[Reaction]:
    """The same rows without replies and documents, which few have: `add_more` brings them. One row each."""
    return _alone(actor, round_).options(with_expression(Reaction.has_more, _HAS_MORE))


def add_more(session: Session, actor: Actor, round_: CommentRound, rows: Iterable[Reaction]) -> None:
    """To the rows of a page on which replies or documents hang, those. One query, or none."""
    if some := [row.id for row in rows if row.has_more]:
        session.scalars(reactions_visible_to(actor, round_).where(Reaction.id.in_(some))).unique().all()


_HAS_MORE = (select(ReactionReply.id).where(ReactionReply.reaction_id == Reaction.id).exists()
             | select(Attachment.id).where(Attachment.reaction_id == Reaction.id).exists())


def _alone(actor: Actor, round_: CommentRound) -> Select[Reaction]:
    reactions = (visible_rows(actor).options(joinedload(Reaction.party).load_only(Party.name, raiseload=True))
                 .where(Reaction.round_id == round_.id).order_by(Reaction.number.desc()))
    if Role.SECRETARY in actor.roles:
        return reactions.options(joinedload(Reaction.confidential), joinedload(Reaction.answer), joinedload(Reaction.theme),
                                 joinedload(Reaction.rejoinder))
    return reactions.options(*_for_others())


def _for_others() -> tuple[Any, ...]:
    """What anyone but the secretary can be told of a reaction."""
    return (
        defer(Reaction.text, raiseload=True), defer(Reaction.sender_email, raiseload=True),
        joinedload(Reaction.confidential).defer(ConfidentialPart.text, raiseload=True),
        joinedload(Reaction.answer.and_(Answer.published_at.is_not(None))),
        joinedload(Reaction.rejoinder.and_(Rejoinder.state == ReactionState.PUBLISHED)).options(
            defer(Rejoinder.text, raiseload=True), defer(Rejoinder.withheld_reason, raiseload=True)))


def _public_replies(load: Any) -> Any:
    return _replies(load, reply_is_public(), defer(ReactionReply.text, raiseload=True), defer(ReactionReply.sender_email, raiseload=True))


def _of_network(network: Network) -> ColumnElement[bool]:
    """The round is about a proposal that everyone may see.

    SQLite would begin with all proposals: a page of the newest rows is found by walking back.
    """
    return only_compared(CommentRound.proposal_id).in_(proposals_visible(OUTSIDER, network).with_only_columns(Proposal.id))


def public_rounds(network: Network, now: datetime) -> Select[CommentRound]:
    """The rounds of a network that began, unordered, with their proposal and the number of its text."""
    return (select(CommentRound).join(CommentRound.proposal)
            .options(contains_eager(CommentRound.proposal), joinedload(CommentRound.text_version).load_only(ProposalVersion.number))
            .where(_of_network(network), CommentRound.opened_at <= now))


def public_reactions(network: Network) -> Select[Reaction]:
    """What everyone may read in all rounds of a network, unordered, one row each; the public part of what hangs on it too."""
    return (visible_rows(OUTSIDER).join(Reaction.round).join(CommentRound.proposal).where(_of_network(network)).options(
        contains_eager(Reaction.round).contains_eager(CommentRound.proposal),
        joinedload(Reaction.party).load_only(Party.name, raiseload=True), *_for_others(), _public_replies(selectinload)))


def public_answers(network: Network, *, of_one: bool = False) -> Select[Answer]:
    """The answers that were published to reactions which everyone may read, unordered.

    SQLite walks back from the newest answer of all proposals; `of_one` is about to ask for a single one.
    """
    reaction_id = Answer.reaction_id if of_one else only_compared(Answer.reaction_id)
    seen = visible_rows(OUTSIDER).where(Reaction.withdrawn_at.is_(None)).whereclause
    assert seen is not None  # noqa: S101 - the rule has conditions
    return (select(Answer).join(Reaction, Reaction.id == reaction_id).join(Reaction.round).join(CommentRound.proposal)
            .options(contains_eager(Answer.reaction).options(
                load_only(Reaction.id), contains_eager(Reaction.round).contains_eager(CommentRound.proposal)))
            .where(_of_network(network), Answer.published_at.is_not(None), seen))


def reply_is_public() -> ColumnElement[bool]:
    return (ReactionReply.state == ReactionState.PUBLISHED) & ~ReactionReply.awaits_address


def _replies(load: Any, which: ColumnElement[bool], *options: Any) -> Any:
    """With the replies and their senders. Joined, in the same query: a dossier asks eight at most. Rows come more than once then."""
    return load(Reaction.replies.and_(which)).options(joinedload(ReactionReply.party).load_only(Party.name, raiseload=True), *options)


def _documents() -> Any:
    return joinedload(Reaction.attachments).options(joinedload(Attachment.document), joinedload(Attachment.public_document))


class InMemo(NamedTuple):
    """A reaction that the memo holds: under which theme, empty for none, and since when its answer is public."""

    id: int
    theme: str
    published_at: datetime


def in_memo(session: Session, round_: CommentRound) -> list[InMemo]:
    """What the reaction memo holds: public reactions with a published answer, in order of arrival. One query, of nothing but this."""
    rows = session.execute(
        visible_rows(OUTSIDER).join(Answer, Answer.reaction_id == Reaction.id).outerjoin(Theme, Theme.id == Reaction.theme_id)
        .where(Reaction.round_id == round_.id, Answer.published_at.is_not(None), counted()).order_by(Reaction.number)
        .with_only_columns(Reaction.id, func.coalesce(Theme.title, ""), Answer.published_at))
    return [InMemo(number, theme, published_at) for number, theme, published_at in rows if published_at]


def memo_rows(session: Session, round_: CommentRound, ids: Sequence[int]) -> dict[int, Reaction]:
    """These reactions of a round as everyone may read them."""
    rows = reactions_visible_to(OUTSIDER, round_).order_by(None)
    return {row.id: row for start in range(0, len(ids), 1000)
            for row in session.scalars(rows.where(Reaction.id.in_(ids[start : start + 1000]))).unique()}


def answered_round(session: Session, proposal: Proposal, version: int | None = None) -> CommentRound | None:
    """The round of this version, or the newest one, that has published answers."""
    has_answers = (select(Answer.id).join(Answer.reaction)
                   .where(Reaction.round_id == CommentRound.id, Answer.published_at.is_not(None)).exists())
    query = (select(CommentRound).join(CommentRound.text_version)
             .options(contains_eager(CommentRound.text_version), joinedload(CommentRound.proposal))
             .where(CommentRound.proposal_id == proposal.id, has_answers).order_by(CommentRound.id.desc()).limit(1))
    return session.scalar(query.where(ProposalVersion.number == version) if version is not None else query)


def themes(session: Session, round_: CommentRound) -> list[Theme]:
    return list(session.scalars(select(Theme).where(Theme.round_id == round_.id).order_by(func.lower(Theme.title))))


def rejoinder_to_read(session: Session, rejoinder_id: int) -> Rejoinder | None:
    """A rejoinder for the secretary, with the reaction and the answer that it is about."""
    about = joinedload(Rejoinder.reaction)
    return session.scalar(select(Rejoinder).where(Rejoinder.id == rejoinder_id).options(
        about.joinedload(Reaction.party), about.joinedload(Reaction.answer),
        about.joinedload(Reaction.round).joinedload(CommentRound.proposal)))


def unread_rejoinders(session: Session, network: Network) -> list[Rejoinder]:
    """What senders said about the handling and nobody read yet, the oldest first."""
    return list(session.scalars(*_unread_rejoinders(network)))


@prepared
def _unread_rejoinders(network: Network) -> Select[Rejoinder]:
    return (select(Rejoinder).join(Rejoinder.reaction).join(Reaction.round).join(CommentRound.proposal)
            .options(contains_eager(Rejoinder.reaction).contains_eager(Reaction.round).contains_eager(CommentRound.proposal))
            .where(belongs_to(network.id), Rejoinder.state == ReactionState.NEW)
            .order_by(Rejoinder.id).limit(200))


def reaction_by_key(session: Session, key: str) -> Reaction | None:
    """A reaction by the secret of its receipt, with what its sender may know: no draft of an answer."""
    return session.scalar(
        select(Reaction).where(Reaction.follow_key == key).options(
            joinedload(Reaction.party), joinedload(Reaction.confidential), joinedload(Reaction.rejoinder),
            joinedload(Reaction.round).options(joinedload(CommentRound.proposal), joinedload(CommentRound.text_version)),
            joinedload(Reaction.answer.and_(Answer.published_at.is_not(None))), selectinload(Reaction.earlier),
            selectinload(Reaction.replies.and_(reply_is_public())).joinedload(ReactionReply.party)))


def reaction_to_judge(session: Session, reaction_id: int) -> Reaction | None:
    """A reaction for the secretary, with everything."""
    return session.scalar(
        select(Reaction).where(Reaction.id == reaction_id, ~Reaction.awaits_address).options(
            joinedload(Reaction.party), joinedload(Reaction.confidential), joinedload(Reaction.answer),
            joinedload(Reaction.theme), joinedload(Reaction.rejoinder), selectinload(Reaction.earlier),
            selectinload(Reaction.replies.and_(~ReactionReply.awaits_address)).joinedload(ReactionReply.party),
            joinedload(Reaction.round).options(joinedload(CommentRound.proposal), joinedload(CommentRound.text_version))))


def writers(session: Session, reaction: Reaction) -> dict[int, str]:
    """The names of who wrote each text of a reaction, by their id: for the secretary."""
    ids = {reaction.person_id, reaction.changed_by_id, *(text.person_id for text in reaction.earlier)}
    return {person_id: name for person_id, name in session.execute(  # noqa: C416 - a row is no pair to the type checker
        select(User.id, User.name).where(User.id.in_([person_id for person_id in ids if person_id is not None])))}


def neighbours(session: Session, reaction: Reaction) -> tuple[int | None, int]:
    """For the secretary: the next reaction of this round that nobody read yet, and how many those are."""
    waits = and_(Reaction.round_id == reaction.round_id, counted(), Reaction.state == ReactionState.NEW, Reaction.id != reaction.id)
    count, first = session.execute(select(func.count(Reaction.id), func.min(Reaction.id)).where(waits)).one()
    return first, count


def round_of(session: Session, proposal: Proposal) -> CommentRound | None:
    """The proposal's newest round, with the text that it is about."""
    return session.scalar(
        select(CommentRound).where(CommentRound.proposal_id == proposal.id).options(joinedload(CommentRound.text_version))
        .order_by(CommentRound.id.desc()).limit(1))


def round_by_id(session: Session, round_id: int) -> CommentRound | None:
    """A round for the secretary's pages."""
    return session.scalar(select(CommentRound).where(CommentRound.id == round_id).options(
        joinedload(CommentRound.proposal).joinedload(Proposal.network), joinedload(CommentRound.text_version)))


@lru_cache(maxsize=64)
def _open_rounds(network_id: int) -> Select[CommentRound]:
    # Put together once: that takes longer than asking it.
    return (select(CommentRound).join(CommentRound.proposal)
            .options(joinedload(CommentRound.proposal), joinedload(CommentRound.text_version))
            .where(belongs_to(network_id), Proposal.stage.not_in(ENDED),
                   CommentRound.opened_at <= bindparam("now"), CommentRound.closes_at > bindparam("now"))
            .order_by(CommentRound.closes_at, CommentRound.id))


def open_rounds(session: Session, network: Network, now: datetime) -> list[CommentRound]:
    """Where everyone can react now, the first to close first; with the proposal and its text."""
    return list(session.scalars(_open_rounds(network.id), {"now": now}))


def first_to_close(session: Session, network: Network, now: datetime, most: int) -> tuple[list[CommentRound], int]:
    """The open rounds that close first, and how many are open in all. One query."""
    rows = session.execute(_first_to_close(network.id, most), {"now": now}).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


@lru_cache(maxsize=64)
def _first_to_close(network_id: int, most: int) -> Select[Any]:
    return _open_rounds(network_id).add_columns(func.count().over()).limit(most)


def round_facts(session: Session, proposal: Proposal, now: datetime) -> dict[str, Any]:
    """What the steps of a proposal ask about its newest round; the names are those of `proposals.rules.Facts`."""
    round_ = round_of(session, proposal)
    if round_ is None or _is_before_rework(session, round_):
        return {"has_round": False, "round_is_closed": False, "unanswered": 0, "round_version": None}
    return {"has_round": True, "round_is_closed": now >= round_.closes_at, "unanswered": unanswered(session, round_),
            "round_version": round_.text_version.number}


def _is_before_rework(session: Session, round_: CommentRound) -> bool:
    """A proposal that came back to be worked out on another text needs a round on that text (IN 5.6)."""
    return session.scalar(select(Publication.id).where(
        Publication.proposal_id == round_.proposal_id, Publication.kind == "proposal:rework",
        Publication.published_at >= round_.opened_at).limit(1)) is not None


def unanswered(session: Session, round_: CommentRound) -> int:
    """In-time reactions without a published answer; withheld ones too: their sender gets an answer."""
    return _without(session, round_, Answer.published_at.is_not(None))


def undrafted(session: Session, round_: CommentRound) -> int:
    """In-time reactions for which no answer was written yet."""
    return _without(session, round_, Answer.id.is_not(None))


def _without(session: Session, round_: CommentRound, is_there: Any) -> int:
    return session.scalar(
        select(func.count(Reaction.id)).outerjoin(Answer, and_(Answer.reaction_id == Reaction.id, is_there))
        .where(Reaction.round_id == round_.id, counted(), Reaction.late.is_(False), Answer.id.is_(None))) or 0


def counts(session: Session, round_: CommentRound) -> Counts:
    """Positions of parties and of others, out of the reactions that came in time and were read. One query.

    Withheld ones count: who asked to stay off the site was promised so. Unread and late ones are only numbers here.
    A person without an account is known by the e-mail address.
    """
    rows = session.execute(
        select(Reaction.id, Reaction.party_id, Reaction.sender_email, Reaction.position, Reaction.state, Reaction.late)
        .where(Reaction.round_id == round_.id, counted()).order_by(Reaction.number)).all()
    read = [row for row in rows if not row.late and row.state != ReactionState.NEW]
    voices = (Voice(str(row.party_id or row.sender_email.casefold() or row.id), row.party_id is not None, row.position)
              for row in read)
    return tally(voices, unread=sum(row.state == ReactionState.NEW and not row.late for row in rows),
                 withheld=sum(row.state == ReactionState.WITHHELD for row in read),
                 late=sum(row.late for row in rows))


def drafts(session: Session, round_: CommentRound) -> list[Reaction]:
    """Reactions whose answer waits to be published, with it and the sender."""
    return list(session.scalars(
        select(Reaction).join(Reaction.answer).options(contains_eager(Reaction.answer), joinedload(Reaction.party))
        .where(Reaction.round_id == round_.id, counted(), Answer.published_at.is_(None)).order_by(Reaction.number)))


def answer_counts(session: Session, round_: CommentRound) -> dict[str, int]:
    """How many published answers took a reaction over: by the codes of `Adopted`."""
    rows = session.execute(
        select(Answer.adopted, func.count(Answer.id)).join(Answer.reaction)
        .where(Reaction.round_id == round_.id, Answer.published_at.is_not(None)).group_by(Answer.adopted))
    found = {adopted: count for adopted, count in rows}  # noqa: C416 - a row is no pair to the type checker
    return {adopted.value: found.get(adopted, 0) for adopted in Adopted}


def next_number(session: Session, round_: CommentRound) -> int:
    return (session.scalar(select(func.max(Reaction.number)).where(Reaction.round_id == round_.id)) or 0) + 1


@dataclass(frozen=True, slots=True)
class Progress:
    """A round on the secretary's list: how many reactions came in time, and what was done with them."""

    round: CommentRound
    received: int
    unread: int
    drafted: int
    answered: int
    late: int

    @property
    def waits(self) -> bool:
        return self.answered < self.received


def progress(session: Session, network: Network, now: datetime, *, running: int | None = None, done: int = 0) -> list[Progress]:
    """The closed rounds that wait for answers, those that run, and the last ones that are done with; their numbers, the first to close first.

    `running` and `done`: at most so many of those, the nearest to now; None for all. One query whatever there is.
    """
    return [Progress(*row) for row in session.execute(*_rounds_at_work(network, now, running=running, done=done))]


@prepared
def _rounds_at_work(network: Network, now: datetime, *, running: int | None, done: int) -> Select[*tuple[Any, ...]]:
    """The rounds are chosen first: of all the reactions that ever were, those of these rounds are counted."""
    rounds = select(CommentRound.id).join(CommentRound.proposal).where(belongs_to(network.id))
    in_time = Reaction.late.is_(False)
    came_in = select(Reaction.id).where(Reaction.round_id == CommentRound.id, in_time, counted()).correlate(CommentRound).exists()
    is_open, waits = CommentRound.closes_at > now, and_(CommentRound.answered_at.is_(None), came_in)
    first = rounds.where(is_open).order_by(CommentRound.closes_at, CommentRound.id).limit(running).subquery()
    last = rounds.where(~is_open, ~waits).order_by(CommentRound.closes_at.desc(), CommentRound.id.desc()).limit(done).subquery()
    chosen = union_all(rounds.where(~is_open, waits), select(first.c.id), select(last.c.id)).cte("chosen")
    count = func.count(Reaction.id)
    numbers = (
        select(Reaction.round_id, count.filter(in_time), count.filter(Reaction.state == ReactionState.NEW),
               count.filter(in_time, Answer.id.is_not(None)), count.filter(in_time, Answer.published_at.is_not(None)),
               count.filter(Reaction.late))
        .where(counted(), Reaction.round_id.in_(select(chosen.c.id)))
        .outerjoin(Answer, Answer.reaction_id == Reaction.id).group_by(Reaction.round_id).subquery())
    return (select(CommentRound, *(func.coalesce(column, 0) for column in list(numbers.c)[1:]))
            .join(chosen, chosen.c.id == CommentRound.id).outerjoin(numbers, numbers.c.round_id == CommentRound.id)
            .options(joinedload(CommentRound.proposal).load_only(*CARD)).order_by(CommentRound.closes_at, CommentRound.id))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reaction stands, light: without its words."""

    id: int
    number: int
    state: ReactionState
    late: bool
    withdrawn_at: datetime | None
    theme_id: int | None
    answer: int | None
    answered_at: datetime | None


def standings(session: Session, round_: CommentRound) -> list[Standing]:
    """Every confirmed reaction of a round in the order of arrival. One query, light however many there are."""
    rows = session.execute(
        select(Reaction.id, Reaction.number, Reaction.state, Reaction.late, Reaction.withdrawn_at, Reaction.theme_id, Answer.id,
               Answer.published_at).outerjoin(Answer, Answer.reaction_id == Reaction.id)
        .where(Reaction.round_id == round_.id, ~Reaction.awaits_address).order_by(Reaction.number))
    return [Standing(*row) for row in rows]


def ready_for_round(session: Session, network: Network, order: Order) -> list[Proposal]:
    """Proposals in the stage of the round whose newest text had none yet, the longest waiting first."""
    return list(session.scalars(*_ready_for_round(network, order=order)))


@prepared
def _ready_for_round(network: Network, *, order: Order) -> Select[Proposal]:
    newest = (select(func.max(ProposalVersion.id)).where(ProposalVersion.proposal_id == Proposal.id)
              .correlate(Proposal).scalar_subquery())
    return (select(Proposal).options(load_only(*CARD))
            .where(Proposal.network_id == network.id, Proposal.stage == ROUND_STAGE[order])
            .where(~select(CommentRound.id).where(CommentRound.version_id == newest).exists())
            .order_by(Proposal.stage_since, Proposal.id).limit(100))


def version_had_round(session: Session, version: ProposalVersion) -> bool:
    return session.scalar(select(CommentRound.id).where(CommentRound.version_id == version.id)) is not None
