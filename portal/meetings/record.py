"""The minutes as they are read: filled in from what is on record, for everyone or with what is internal; never typed twice."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime

from docx.document import Document as WordDocument
from sqlalchemy.orm import Session

from portal.core.language import clock_time, gettext, long_day, say, short_day
from portal.core.markup import plain as plain_markup
from portal.core.revisions import Paragraph
from portal.core.word import document, facts, plain
from portal.meetings import record_queries
from portal.meetings.guests import attendance_of
from portal.meetings.messages import item_title, meeting_title
from portal.meetings.models import ActionPoint, AgendaItem, Attendance, GuestAttendance, Meeting
from portal.meetings.ratios import ratios_of
from portal.meetings.rules import MeetingState, Presence, Ratio

THERE = (Presence.PRESENT, Presence.SUBSTITUTE)
ATTENDANCE, REST, RUNNING = "0", "R", "A"
"""The labels of the paragraphs that are no point of the agenda."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point with what was recorded at it. `note` is only filled in for who may read it; `has_note`: a part is internal."""

    label: str
    item: AgendaItem
    ratio: Ratio | None
    note: str
    has_note: bool


@dataclass(frozen=True, slots=True)
class MinutesRecord:
    """A meeting's minutes. `carried`: actions of earlier meetings, as they stood at `as_of`."""

    meeting: Meeting
    as_of: datetime
    is_internal: bool
    points: list[Point]
    carried: list[ActionPoint]
    guests: list[GuestAttendance] = field(default_factory=list)

    @property
    def noted(self) -> list[Attendance]:
        return sorted((row for row in self.meeting.attendance if not row.is_announced), key=lambda row: row.party.name.casefold())

    @property
    def there(self) -> int:
        return len([row for row in self.noted if row.presence in THERE])

    @property
    def promised(self) -> list[ActionPoint]:
        return [action for point in self.points for action in point.item.actions]

    def is_open(self, action: ActionPoint) -> bool:
        """Whether the action was still to be done when these minutes were adopted."""
        return action.ended_at is None or action.ended_at > self.as_of

    @property
    def free_html(self) -> str:
        return self.meeting.minutes[-1].html if self.meeting.minutes else ""


def record_of(session: Session, meeting: Meeting, *, is_internal: bool, now: datetime) -> MinutesRecord:
    """What is on record, as it stood when the minutes were adopted, or stands now."""
    as_of = meeting.adopted_at or now
    notes = record_queries.internal_notes(session, meeting) if is_internal else {}
    noted = notes.keys() if is_internal else record_queries.items_with_notes(session, meeting)
    ratios = ratios_of(session, [item.proposal_id for item in meeting.items if item.proposal_id and item.handled_at], as_of)
    states = [MeetingState.ADOPTED, MeetingState.HELD] if is_internal else [MeetingState.ADOPTED]
    return MinutesRecord(
        meeting, as_of, is_internal,
        [Point(str(number), item, ratios.get(item.proposal_id or 0), notes.get(item.id, ""), item.id in noted)
         for number, item in enumerate(meeting.items, start=1)],
        record_queries.carried_actions(session, meeting.network, meeting, states),
        [row for row in attendance_of(session, meeting) if not row.is_announced])


def paragraphs(record: MinutesRecord) -> tuple[Paragraph, ...]:
    """The minutes as numbered paragraphs of plain text, without what is internal (DESIGN rule 10)."""
    return (
        Paragraph(ATTENDANCE, "\n".join(_attendance(record)), gettext("Who was there?")),
        *(Paragraph(point.label, "\n".join(_lines(point)), item_title(point.item)) for point in record.points),
        *([Paragraph(RUNNING, "\n".join(action_line(record, action) for action in record.carried), gettext("Actions from earlier meetings"))]
          if record.carried else []),
        Paragraph(REST, plain_markup(record.free_html), gettext("Also in the minutes")))


def _attendance(record: MinutesRecord) -> Iterator[str]:
    yield from (f"{row.party.name}: {say(row.presence)}" for row in record.noted)
    yield from (f"{guest_name(row)}: {say(row.presence)}" for row in record.guests)


def guest_name(row: GuestAttendance) -> str:
    """The organisation; a guest of a table is called so, who is in the working group is no guest there."""
    return f"{row.visitor.organisation} ({say('Presence.guest')})" if row.guest else row.visitor.organisation


def internal_paragraphs(record: MinutesRecord) -> tuple[Paragraph, ...]:
    """What only the table and the municipality read, under the labels of the points."""
    return tuple(Paragraph(point.label, point.note, item_title(point.item)) for point in record.points if point.note)


def _lines(point: Point) -> Iterator[str]:
    """A point in plain lines, without its note."""
    item = point.item
    yield from (f"{recusal.party.name}: {say('recusal:public')}" for recusal in item.recusals)
    if not item.handled_at:
        yield gettext("Not discussed in this meeting.")
        return
    if item.dispute_id:
        yield gettext("Talked over. What was said stays between the two.")
    if item.discussion:
        yield item.discussion
    if item.outcome:
        yield say(f"outcome:{item.outcome}")
    if item.conclusion:
        yield gettext("Conclusion: %(text)s", text=item.conclusion)
    yield from decision_lines(point)
    if point.has_note:
        yield gettext("A part of this point is internal: only the table and the municipality read it.")
    yield from (gettext("Action: %(what)s (%(who)s, %(day)s)", what=action.what, who=action.who, day=short_day(action.due_on))
                for action in item.actions)


def decision_lines(point: Point) -> Iterator[str]:
    """What was decided by hands, by a vote in the portal, and about a table of its own."""
    item = point.item
    if hands := item.hands:
        yield say("record:hands", in_favour=hands.in_favour, against=hands.against, abstained=hands.abstained)
    if point.ratio:
        yield ratio_line(point)
    if item.own_table:
        yield say(item.own_table)


def ratio_line(point: Point) -> str:
    """How the vote in the portal went; empty without one."""
    return say("record:ratio", **asdict(point.ratio)) if point.ratio else ""


def action_line(record: MinutesRecord, action: ActionPoint) -> str:
    """An action that ran on, with how it stands."""
    return f"{action.what} ({action.who}, {short_day(action.due_on)}): {action_state(record, action)}"


def action_state(record: MinutesRecord, action: ActionPoint) -> str:
    if record.is_open(action) or action.ended_at is None:
        return say("action:still-open")
    told = say("action:done" if action.was_done else "action:dropped", ended_at=action.ended_at, by=action.ended_by)
    return f"{told} {action.end_note}".strip()


def as_word(record: MinutesRecord) -> WordDocument:
    """The minutes as a Word file, with headings that a screen reader and a table of contents follow."""
    meeting = record.meeting
    paper = document(gettext("Minutes: %(title)s", title=meeting_title(meeting)),
                     gettext("Procurement network %(name)s", name=meeting.network.name))
    facts(paper, [(gettext("Day"), long_day(meeting.starts_at)),
                  (gettext("Time"), gettext("%(start)s to %(end)s", start=clock_time(meeting.starts_at), end=clock_time(meeting.ends_at))),
                  (gettext("Place"), meeting.place), (gettext("State"), version_of(record))])
    for paragraph in paragraphs(record):
        number = f"{paragraph.label}. " if paragraph.label.isdigit() and paragraph.label != ATTENDANCE else ""
        if not paragraph.text and paragraph.label == REST:
            continue
        paper.add_heading(plain(f"{number}{paragraph.heading}"), 1)
        for line in paragraph.text.split("\n"):
            paper.add_paragraph(plain(line))
        if note := next((point.note for point in record.points if point.label == paragraph.label and point.note), ""):
            paper.add_heading(gettext("Internal: only for the table and the municipality"), 2)
            for line in note.split("\n"):
                paper.add_paragraph(plain(line), style="Quote")
    return paper


def version_of(record: MinutesRecord) -> str:
    """Which version of the minutes this is: a draft or adopted, for everyone or for the table."""
    state = gettext("Adopted minutes") if record.meeting.state == MeetingState.ADOPTED else gettext("Draft of the minutes")
    version = gettext("With internal parts: do not pass on.") if record.is_internal else gettext("Public version.")
    return f"{state}. {version}"
