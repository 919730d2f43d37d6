"""How the road of a proposal is shown: groups of stages for the lists, and the marks of the stepper. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from portal.core.transitions import Mark, StepMark, Transition
from portal.networks.rules import Law, Order
from portal.parties.rules import Domain
from portal.proposals.rules import ENDED, STEPS, Stage, road


class Group(StrEnum):
    """What people look for in the list of proposals. The values stand in addresses: ?stap=tafel."""

    TABLE = "tafel"
    ROUND = "ronde"
    ANSWERS = "antwoorden"
    VOTE = "stemming"
    BOARDS = "colleges"
    DECIDED = "besloten"
    STOPPED = "gestopt"


class Kind(StrEnum):
    """What one can look for, in the order of the filter. The values stand in addresses: ?soort=voorstellen."""

    PROPOSAL = "voorstellen"
    AGREEMENT = "overeenkomsten"
    REACTION = "reacties"
    ROUND = "reactierondes"
    SIGNAL = "signalen"
    MEETING = "bijeenkomsten"
    PILOT = "pilots"
    DECISION = "besluiten"
    ADVICE = "adviezen"
    GROUP = "werkgroepen"
    TABLE = "tafels"
    CONTRACT = "dienstverleningsovereenkomsten"
    MEMBER = "deelnemers"
    APPLICATION = "aanmeldingen"
    PUBLICATION = "bekendmakingen"

    @property
    def code(self) -> str:
        """The kind as the index knows it."""
        return self.name.lower()


_OPEN_TEXT = frozenset({Stage.PRELIMINARY, Stage.WORKED_OUT})
STAGES = {
    Group.TABLE: frozenset({Stage.RECEIVED, Stage.SCHEDULED, Stage.IN_WORKING_GROUP}),
    Group.ROUND: _OPEN_TEXT,
    Group.ANSWERS: _OPEN_TEXT,
    Group.VOTE: frozenset({Stage.IN_VOTE}),
    Group.BOARDS: frozenset({Stage.SUBMITTED}),
    Group.DECIDED: frozenset({Stage.ADOPTED, Stage.REJECTED, Stage.NOT_SUBMITTED}),
    Group.STOPPED: frozenset({Stage.SET_ASIDE, Stage.WITHDRAWN}),
}
"""The stages of each group; ROUND and ANSWERS differ in whether a comment round is open."""

CHIPS = {
    Stage.ADOPTED: "good", Stage.REJECTED: "bad", Stage.NOT_SUBMITTED: "set-aside", Stage.SET_ASIDE: "set-aside",
    Stage.WITHDRAWN: "set-aside",
}
"""The shape of a stage's chip; a stage that is not here has the plain one."""

STAGE_ADDRESSES = {
    Stage.RECEIVED: "ontvangen", Stage.SCHEDULED: "agenda", Stage.IN_WORKING_GROUP: "werkgroep",
    Stage.PRELIMINARY: "voorlopig", Stage.WORKED_OUT: "uitgewerkt", Stage.IN_VOTE: "stemming", Stage.SUBMITTED: "colleges",
    Stage.ADOPTED: "aangenomen", Stage.REJECTED: "afgewezen", Stage.NOT_SUBMITTED: "niet-voorgelegd",
    Stage.SET_ASIDE: "terzijde", Stage.WITHDRAWN: "ingetrokken",
}
"""Each stage as it stands in the addresses of the search page, in the order of the road."""

ENDS = {"proposal:adopt": Stage.ADOPTED, "proposal:reject": Stage.REJECTED, "proposal:not_submit": Stage.NOT_SUBMITTED,
        "proposal:end": Stage.SET_ASIDE, "proposal:undo_adoption": Stage.SUBMITTED, "proposal:undo_rejection": Stage.SUBMITTED}
"""The kinds of publication that end a proposal with a decision (IN 9), or tell that a decision was recorded wrongly."""

DOMAINS = {
    Law.JEUGDWET: frozenset({Domain.YOUTH}),
    Law.WMO: frozenset({Domain.WMO, Domain.SHELTERED_HOUSING}),
    Law.PARTICIPATIEWET: frozenset({Domain.PARTICIPATION}),
}
"""The kinds of help under each law: a table of these is about that law."""


def group_counts(stages: Mapping[Stage, int], in_round: int) -> dict[Group, int]:
    """How many proposals each group of the road holds, out of the numbers by stage; `in_round` have an open round."""
    counts = {group: sum(stages.get(stage, 0) for stage in STAGES[group]) for group in Group}
    return counts | {Group.ROUND: in_round, Group.ANSWERS: max(0, counts[Group.ANSWERS] - in_round)}


def stepper(order: Order, stage: Stage, reached: Mapping[Stage, datetime]) -> list[StepMark]:
    """The marks of a proposal's road. What ended on the way has what it passed, and then how it ended."""
    whole = road(order)
    if stage in ENDED and stage not in whole:
        passed = [StepMark(step, Mark.DONE, reached[step]) for step in whole if step in reached]
        return [*passed, StepMark(stage, Mark.NOW, reached.get(stage))]
    here = whole.index(Stage.SCHEDULED if stage == Stage.IN_WORKING_GROUP else stage)
    marks = []
    for place, step in enumerate(whole):
        mark = Mark.DONE if place < here else Mark.NOW if place == here else Mark.AHEAD
        name = stage if mark == Mark.NOW else step
        marks.append(StepMark(name, mark, reached.get(name) if mark != Mark.AHEAD else None))
    return marks


def reached_stages(order: Order, received_at: datetime, events: Iterable[tuple[str, datetime]]) -> dict[Stage, datetime]:
    """When a proposal came into each stage, out of its publications (kind, instant) from old to new."""
    steps: dict[str, Transition] = {f"proposal:{step.name}": step for step in STEPS[order]}
    reached = {Stage.RECEIVED: received_at}
    for kind, happened_at in events:
        if kind in steps:
            reached[Stage(steps[kind].target)] = happened_at
    return reached
