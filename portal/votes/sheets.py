"""The groups that a vote counts, and its list as a table: what each party voted, or where no names are published, what each receipt says."""

from typing import Any

from portal.core.calendar import local_day
from portal.core.language import gettext, say
from portal.votes.queries import Line, Outcome
from portal.votes.rules import Count, tells_about_few


def sheet(outcome: Outcome) -> tuple[list[str], list[list[Any]]]:
    """A row for every party on the roll, so that counting the rows gives the counts of the page."""
    return _by_name(outcome.lines) if outcome.vote.by_name else _by_number(outcome)


def groups(outcome: Outcome) -> list[tuple[str, Count]]:
    """What is counted, with its name: the network, the table as part of it, and the classes.

    Where no names are published, the classes are left out when they would tell what one or two parties voted.
    """
    counted = outcome.tally
    rows = [(gettext("The whole network"), counted.network)]
    if counted.table.voters:
        rows.append((gettext("Of which at the table"), counted.table))
    if outcome.vote.by_name or not tells_about_few(counted):
        rows += [(say(size) if size else gettext("Class not known"), count) for size, count in counted.classes]
    return rows


def _by_name(lines: list[Line]) -> tuple[list[str], list[list[Any]]]:
    header = [gettext("Party"), gettext("Class"), gettext("At the table"), gettext("Vote cast"), gettext("Explanation"),
              gettext("Cast on"), gettext("Recorded in the meeting"), gettext("Receipt number")]
    return header, [[line.entry.party_name, say(line.entry.size_class) if line.entry.size_class else "",
                     _yes(line.entry.at_table), *_cells(line)] for line in lines]


def _cells(line: Line) -> list[Any]:
    if line.is_aside:
        return [gettext("Takes no part"), say("recusal:public"), "", "", ""]
    if line.ballot is None:
        return [gettext("Not voted"), "", "", "", ""]
    ballot = line.ballot
    return [say(ballot.choice), ballot.explanation, local_day(ballot.cast_at), _yes(ballot.by_secretary), ballot.number]


def _by_number(outcome: Outcome) -> tuple[list[str], list[list[Any]]]:
    """Without days and classes: both would say who."""
    header = [gettext("Receipt number"), gettext("Vote cast"), gettext("Explanation")]
    count = outcome.tally.network
    return header, [*([ballot.number, say(ballot.choice), ballot.explanation] for ballot in outcome.ballots),
                    *(["", gettext("Not voted"), ""] for _ in range(count.not_voted)),
                    *(["", gettext("Takes no part"), ""] for _ in range(count.aside))]


def _yes(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")
