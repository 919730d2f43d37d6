"""The stages of a proposal: one table of steps, read by guard, buttons, help text and tests (DESIGN 2)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from portal.core.transitions import Transition, Unmet, steps_from
from portal.networks.rules import Order


class ProposalKind(StrEnum):
    """IN 5.4: improve, change or remove (a part of) an agreement, or make a new one."""

    CHANGE = "change"
    REMOVE = "remove"
    NEW = "new"


class Stage(StrEnum):
    RECEIVED = "received"
    SCHEDULED = "scheduled"
    PRELIMINARY = "preliminary"
    WORKED_OUT = "worked_out"
    IN_VOTE = "in_vote"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    SET_ASIDE = "set_aside"
    IN_WORKING_GROUP = "in_working_group"
    NOT_SUBMITTED = "not_submitted"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({Stage.ADOPTED, Stage.REJECTED, Stage.SET_ASIDE, Stage.NOT_SUBMITTED, Stage.WITHDRAWN})
ROAD = (Stage.RECEIVED, Stage.SCHEDULED, Stage.PRELIMINARY, Stage.WORKED_OUT, Stage.IN_VOTE, Stage.SUBMITTED,
        Stage.ADOPTED)
"""The stages in the order of the stepper."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rest of the house knows about a proposal. The defaults are those of one that just came in.

    `in_vote` follows from the stage: `seen_from` fills it in. `text_moved` are the articles that no longer read as they did
    when the proposal was written; `text_gone`: with it nothing of the agreement would be left.
    """

    has_round: bool = False
    round_is_closed: bool = False
    unanswered: int = 0
    round_version: int | None = None
    latest_version: int = 1
    in_vote: bool = False
    vote_is_closed: bool = False
    vote_closes_at: datetime | None = None
    table_concluded: bool = False
    boards_missing: tuple[str, ...] = ()
    boards_allow_adoption: bool = False
    boards_forbid_adoption: bool = False
    networks_missing: tuple[str, ...] = ()
    networks_refusing: tuple[str, ...] = ()
    text_moved: tuple[str, ...] = ()
    text_gone: bool = False
    in_force: bool = False


JUST_IN = Facts()


def _round_was_held(facts: Facts) -> Unmet | None:
    if not facts.has_round:
        return Unmet("unmet:no-round")
    return None if facts.round_is_closed else Unmet("unmet:round-open")


def _all_answered(facts: Facts) -> Unmet | None:
    return Unmet("unmet:unanswered", (("count", facts.unanswered),)) if facts.unanswered else None


def _no_open_round(facts: Facts) -> Unmet | None:
    return Unmet("unmet:round-open") if facts.has_round and not facts.round_is_closed else None


def _vote_is_closed(facts: Facts) -> Unmet | None:
    return None if facts.vote_is_closed else Unmet("unmet:vote-open", (("closes_at", facts.vote_closes_at),))


def _no_open_vote(facts: Facts) -> Unmet | None:
    return _vote_is_closed(facts) if facts.in_vote else None


def _table_or_vote(facts: Facts) -> Unmet | None:
    """ZL 7.7: without a vote it is the table that concludes, once the round is over."""
    if facts.in_vote or facts.table_concluded or not facts.round_is_closed:
        return None
    return Unmet("unmet:no-conclusion")


def _boards_adopt(facts: Facts) -> Unmet | None:
    if facts.boards_allow_adoption:
        return None
    return Unmet("unmet:boards", (("boards", facts.boards_missing),)) if facts.boards_missing else Unmet("unmet:no-board")


def _boards_reject(facts: Facts) -> Unmet | None:
    return None if facts.boards_forbid_adoption else Unmet("unmet:not-rejected")


def _networks_agree(facts: Facts) -> Unmet | None:
    """IN 5.4, last sentence: every other network that uses the shared arrangements."""
    if facts.networks_refusing:
        return Unmet("unmet:networks-refuse", (("networks", facts.networks_refusing),))
    return Unmet("unmet:networks", (("networks", facts.networks_missing),)) if facts.networks_missing else None


def _text_stands(facts: Facts) -> Unmet | None:
    if facts.text_moved:
        return Unmet("unmet:text-moved", (("labels", facts.text_moved),))
    return Unmet("unmet:text-gone") if facts.text_gone else None


def _cannot_go_on(facts: Facts) -> Unmet | None:
    """The only way out of the boards' hands that is not theirs: no decision of theirs can change the agreement any more."""
    stuck = facts.text_moved or facts.text_gone or facts.networks_refusing
    return None if stuck else Unmet("unmet:goes-on")


def _nothing_in_force(facts: Facts) -> Unmet | None:
    return Unmet("unmet:in-force") if facts.in_force else None


def _no_longer_adopted(facts: Facts) -> Unmet | None:
    return Unmet("unmet:still-adopted") if facts.boards_allow_adoption else None


def _no_longer_rejected(facts: Facts) -> Unmet | None:
    return Unmet("unmet:still-rejected") if facts.boards_forbid_adoption else None


JUDGE, TABLE, GROUP, WITHDRAW = "proposal:judge", "proposal:record-table", "group:manage", "proposal:withdraw"
OPEN_VOTE, SUBMIT, CONCLUDE = "vote:open", "decision:submit", "decision:conclude"


def _step(name: str, sources: set[Stage], target: Stage, permission: str, *conditions: object, reason: bool = False
          ) -> Transition:
    return Transition(name, frozenset(sources), target, permission, reason, conditions)  # type: ignore[arg-type]


ROUND_STAGE = {Order.ROUND_THEN_WORKED_OUT: Stage.PRELIMINARY, Order.WORKED_OUT_THEN_ROUND: Stage.WORKED_OUT}
"""The stage in which a network's comment round is held, on a text that is the table's."""

BY_CORRECTION = frozenset({"undo_adoption", "undo_rejection"})
"""Steps that a corrected decision of a board takes by itself (a record that was typed wrong); nobody chooses them."""

BY_GROUP = frozenset({"return_from_group"})
"""The way back to the table that a working group's advice, or its end, takes by itself (IN 8.2)."""

ON_REQUEST = frozenset({"reconsider"})
"""The secretary takes these when the sender objects; the desk does not offer them."""

_BEFORE_THE_TABLE = frozenset({Stage.RECEIVED, Stage.SCHEDULED, Stage.IN_WORKING_GROUP})


def _common(order: Order) -> tuple[Transition, ...]:
    """The steps that the agreements share. `at_table` is where the table's own text lies open."""
    at_table = ROUND_STAGE[order]
    return (
        _step("schedule", {Stage.RECEIVED}, Stage.SCHEDULED, JUDGE, reason=True),
        _step("set_aside", {*_BEFORE_THE_TABLE, at_table}, Stage.SET_ASIDE, JUDGE, _no_open_round, reason=True),
        _step("to_working_group", {Stage.SCHEDULED, at_table}, Stage.IN_WORKING_GROUP, TABLE, _no_open_round,
              reason=True),
        _step("return_from_group", {Stage.IN_WORKING_GROUP}, Stage.SCHEDULED, GROUP, reason=True),
        _step("reconsider", {Stage.SET_ASIDE}, Stage.SCHEDULED, JUDGE, reason=True),
        _step("withdraw", {*_BEFORE_THE_TABLE, at_table, Stage.WORKED_OUT}, Stage.WITHDRAWN, WITHDRAW, reason=True),
        _step("adopt", {Stage.SUBMITTED}, Stage.ADOPTED, CONCLUDE, _boards_adopt, _networks_agree, _text_stands),
        _step("reject", {Stage.SUBMITTED}, Stage.REJECTED, CONCLUDE, _boards_reject),
        # Another change came first, or a network refuses: back to the table on the text of now, or the end (IN 5.4, 9.1).
        _step("rework", {Stage.WORKED_OUT, Stage.IN_VOTE, Stage.SUBMITTED} - {at_table}, at_table, SUBMIT, _no_open_vote,
              _cannot_go_on, reason=True),
        _step("end", {Stage.SUBMITTED}, Stage.SET_ASIDE, SUBMIT, _cannot_go_on, reason=True),
        _step("undo_adoption", {Stage.ADOPTED}, Stage.SUBMITTED, CONCLUDE, _no_longer_adopted, _nothing_in_force, reason=True),
        _step("undo_rejection", {Stage.REJECTED}, Stage.SUBMITTED, CONCLUDE, _no_longer_rejected, reason=True),
    )


STEPS = {
    # IN 5.6, 9.1: round on the preliminary proposal, then worked out, then the vote.
    Order.ROUND_THEN_WORKED_OUT: (
        *_common(Order.ROUND_THEN_WORKED_OUT),
        _step("make_preliminary", {Stage.SCHEDULED, Stage.IN_WORKING_GROUP}, Stage.PRELIMINARY, TABLE, reason=True),
        _step("work_out", {Stage.PRELIMINARY}, Stage.WORKED_OUT, TABLE, _round_was_held, _all_answered, reason=True),
        _step("open_vote", {Stage.WORKED_OUT}, Stage.IN_VOTE, OPEN_VOTE),
        _step("submit", {Stage.IN_VOTE}, Stage.SUBMITTED, SUBMIT, _vote_is_closed, reason=True),
        _step("not_submit", {Stage.IN_VOTE}, Stage.NOT_SUBMITTED, SUBMIT, _vote_is_closed, reason=True),
    ),
    # ZL 7.7: worked out by the table, then the round, then the table concludes; a vote is not needed.
    Order.WORKED_OUT_THEN_ROUND: (
        *_common(Order.WORKED_OUT_THEN_ROUND),
        _step("work_out", {Stage.SCHEDULED, Stage.IN_WORKING_GROUP}, Stage.WORKED_OUT, TABLE, reason=True),
        _step("open_vote", {Stage.WORKED_OUT}, Stage.IN_VOTE, OPEN_VOTE, _round_was_held, _all_answered),
        _step("submit", {Stage.WORKED_OUT, Stage.IN_VOTE}, Stage.SUBMITTED, SUBMIT, _round_was_held, _all_answered,
              _table_or_vote, _no_open_vote, reason=True),
        _step("not_submit", {Stage.WORKED_OUT, Stage.IN_VOTE}, Stage.NOT_SUBMITTED, SUBMIT, _round_was_held,
              _all_answered, _table_or_vote, _no_open_vote, reason=True),
    ),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that leaves a stage, and what is still needed before it can be taken."""

    step: Transition
    unmet: tuple[Unmet, ...]

    @property
    def is_possible(self) -> bool:
        return not self.unmet


def seen_from(stage: Stage, facts: Facts) -> Facts:
    """The facts with what the stage itself tells."""
    return replace(facts, in_vote=stage == Stage.IN_VOTE)


def next_steps(stage: Stage, order: Order, facts: Facts) -> list[NextStep]:
    """The steps that leave this stage, in the table's order, each with what is still needed."""
    facts = seen_from(stage, facts)
    return [NextStep(step, tuple(step.unmet(facts))) for step in steps_from(STEPS[order], stage)
            if step.name not in BY_CORRECTION | BY_GROUP | ON_REQUEST]


def road(order: Order) -> tuple[Stage, ...]:
    """The stages of the stepper in a network's order: without the ones that its agreement does not know."""
    targets = {step.target for step in STEPS[order]} | {Stage.RECEIVED}
    return tuple(stage for stage in ROAD if stage in targets)


def author_may_write(stage: Stage) -> bool:
    """Until it is on the agenda: from then on people prepare for the text that they read."""
    return stage == Stage.RECEIVED


def may_be_supported(stage: Stage, order: Order) -> bool:
    """Once it was judged, until the vote: then every party says itself what it wants."""
    return stage != Stage.RECEIVED and stage in step_named("withdraw", order).sources


def takes_others_in(stage: Stage, order: Order) -> bool:
    """Whether a proposal like this one may be merged into it: it is judged, and its text is not fixed."""
    return may_be_supported(stage, order) and text_may_change(stage, order)


def may_be_merged(stage: Stage) -> bool:
    return stage in _BEFORE_THE_TABLE


def may_be_objected_to(stage: Stage) -> bool:
    """While the judgement is the last that was done with it."""
    return stage in (Stage.SCHEDULED, Stage.SET_ASIDE)


def draft_about(kind: ProposalKind, agreement_id: int | None) -> str:
    """What tells the drafts of one person apart."""
    return f"{kind}-{agreement_id or 0}"


def text_may_change(stage: Stage, order: Order) -> bool:
    """Until it is voted on or, without a vote, submitted; never while a round is open, which is for others to say.

    What the table marked as worked out after the round is what the network votes on: it stays as it is (IN 5.6).
    """
    return stage in _BEFORE_THE_TABLE or stage == ROUND_STAGE[order]


def step_named(name: str, order: Order) -> Transition:
    """The step of this name in a network's order. Raises KeyError for a name that is no step there."""
    return {step.name: step for step in STEPS[order]}[name]
