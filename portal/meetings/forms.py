"""Forms of meetings: planning, the agenda, an answer to an invitation, and the record of the day."""

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms import RadioField as PlainRadioField
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import DateInput, TimeInput

from portal.advice.forms import CountedForm
from portal.core.calendar import AMSTERDAM, local_day, local_instant
from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, at_most, required, tidy
from portal.core.language import clock_time, say
from portal.core.transitions import Transition, Unmet
from portal.groups.models import WorkingGroup
from portal.meetings.guests import Visitor, key_of
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import GUEST_PRESENCES, MAX_MINUTES, OwnTable, Presence
from portal.parties.models import Party
from portal.proposals.rules import Facts
from portal.tables.models import PhysicalTable

WHOLE_NETWORK, GROUP = "network", "werkgroep-"
_DAY_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
_TIME_FORMATS = ("%H:%M", "%H.%M", "%H:%M:%S")
_YEARS = range(2000, 2101)


class DayField(StringField):  # type: ignore[misc]
    """A day, from the browser's own date field (2026-04-16) or typed as 16-04-2026. `day` holds it once it is valid."""

    widget = DateInput()
    day: date = date.min

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        found = _first(self.data, _DAY_FORMATS)
        if found is None or found.year not in _YEARS:
            raise ValidationError(str(_l("Write the day as 16-04-2026.")))
        self.day = found.date()


class ClockField(StringField):  # type: ignore[misc]
    """A time of the day, such as 13:30. `at` holds it once it is valid."""

    widget = TimeInput()
    at: time = time.min

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        found = _first(self.data, _TIME_FORMATS)
        if found is None:
            raise ValidationError(str(_l("Write the time as 13:30.")))
        self.at = found.time()


def _first(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(text, form).replace(tzinfo=AMSTERDAM)
        except ValueError:
            continue
    return None


class MomentForm(Form):
    """When and where; both plan a meeting and move one."""

    day = DayField(_l("Which day?"), [required(_l("Give the day of the meeting."))])
    begins = ClockField(_l("From what time?"), [required(_l("Give the time at which it begins."))])
    ends = ClockField(_l("To what time?"), [required(_l("Give the time at which it ends."))])
    place = StringField(_l("Where?"), [required(_l("Give the place: building, room, town.")), at_most()],
                        description=_l("Building, room and town. Who takes part in an online meeting looks here too."))
    version = HiddenField()

    @property
    def moment(self) -> dict[str, Any]:
        """What the verbs take."""
        day, begins, ends = self.day.day, self.begins.at, self.ends.at
        return {"starts_at": local_instant(day, begins), "ends_at": local_instant(day, ends), "place": self.place.data}

    def show(self, meeting: Meeting) -> None:
        """Fill in what stands now."""
        self.day.data, self.place.data = local_day(meeting.starts_at).isoformat(), meeting.place
        self.begins.data, self.ends.data = clock_time(meeting.starts_at).zfill(5), clock_time(meeting.ends_at).zfill(5)


class PlanForm(MomentForm):
    """A new meeting: of one table, of a working group, or of the whole network."""

    table = PlainRadioField(_l("Who meets?"), [required(_l("Choose a table, or the whole network."))], validate_choice=False)

    def __init__(self, tables: list[PhysicalTable], groups: list[WorkingGroup], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table.choices = [*((str(table.id), table.name) for table in tables),
                              *((f"{GROUP}{group.id}", say("group:name", name=group.name)) for group in groups),
                              (WHOLE_NETWORK, say("meeting:of-the-network"))]
        # The first question is who: the class it inherits from asks when.
        self._fields: dict[str, Any] = {"table": self._fields.pop("table")} | self._fields

    def validate_table(self, field: Any) -> None:
        if field.data not in {value for value, _ in field.choices}:
            raise ValidationError(str(_l("Choose a table, or the whole network.")))

    @property
    def who(self) -> dict[str, Any]:
        """What the verb takes."""
        chosen = self.table.data
        if chosen.startswith(GROUP):
            return {"table_id": None, "group_id": int(chosen.removeprefix(GROUP))}
        return {"table_id": None if chosen == WHOLE_NETWORK else int(chosen)}


class MinutesField(IntegerField):  # type: ignore[misc]
    """A whole number of minutes."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(_l("Write the number of minutes in digits, such as 15."))) from None


class ItemForm(Form):
    """A point of the agenda."""

    title = StringField(_l("Subject"), [at_most()])
    planned_minutes = MinutesField(
        _l("How many minutes?"),
        [InputRequired(_l("Give the number of minutes.")),
         NumberRange(1, MAX_MINUTES, message=_l("A point takes 1 to %(max)s minutes."))], default=15)


class OwnItemForm(ItemForm):
    """A point about a subject of its own needs a title."""

    title = StringField(_l("Subject"), [required(_l("Write in one line what this point is about.")), at_most()])


class Reply(StrEnum):
    """What a party says beforehand; the values are those of Presence."""

    COMES = "present"
    SUBSTITUTE = "substitute"
    APOLOGY = "excused"


class AnswerForm(Form):
    """Does the party come?"""

    presence = RadioField(_l("Does your organisation come?"), [required(_l("Choose one of these three answers."))], kind=Reply)
    substitute = StringField(_l("Name of the substitute, if that person comes"), [at_most()],
                             description=_l("Only the municipality and your own organisation see this name."))
    reason = TextAreaField(_l("Reason, if nobody can come"), [at_most(1000)],
                           description=_l("Only the municipality and your own organisation see this reason."))

    @property
    def said(self) -> dict[str, Any]:
        """What the verb takes."""
        return {"presence": Presence(self.presence.data.value), "reason": self.reason.data, "substitute": self.substitute.data}


class GuestReply(StrEnum):
    """What a guest says beforehand; the values are those of Presence."""

    COMES = "present"
    APOLOGY = "excused"


class GuestAnswerForm(Form):
    """Does the guest come?"""

    presence = RadioField(_l("Do you come?"), [required(_l("Choose one of these two answers."))], kind=GuestReply)
    reason = TextAreaField(_l("Reason, if you cannot come"), [at_most(1000)],
                           description=_l("You need not give one. Only the municipality sees it."))


def _unsent(fresh: bool) -> dict[str, Any]:
    """For the second form of a page: what was sent belongs to the first one."""
    return {"formdata": None} if fresh else {}


class ConcludeForm(CountedForm):
    """What was said about a point, and what comes of it."""

    discussion = TextAreaField(_l("What was said"), [at_most(MAX_TEXT), NoBsn()])
    outcome = PlainRadioField(_l("What is the outcome?"), validate_choice=False, default="")
    conclusion = TextAreaField(_l("Conclusion and reason, for the minutes"), [at_most(MAX_TEXT), NoBsn()],
                               description=_l("With an outcome this is needed: it is published as the reason."))
    own_table = PlainRadioField(_l("Does the subject get a table of its own?"), validate_choice=False, default="")
    note = TextAreaField(_l("Internal note"), [at_most(MAX_TEXT), NoBsn()],
                         description=_l("Only the table and the municipality read this. The public minutes say that a part is internal."))

    facts: Facts
    waiting: list[tuple[Transition, list[Unmet]]]

    def __init__(self, item: AgendaItem, outcomes: list[str], fresh: bool = False) -> None:
        """`fresh`: as it stands now, whatever was sent (that was the other form of the page)."""
        texts = {"discussion": item.discussion, "conclusion": item.conclusion, "version": str(item.version),
                 "note": item.note.text if item.note else "", "in_favour": item.in_favour, "against": item.against,
                 "abstained": item.abstained, "own_table": item.own_table.value if item.own_table else ""}
        super().__init__(data=texts, **_unsent(fresh))
        if item.dispute_id is not None:
            del self.discussion, self.conclusion, self.note, self.in_favour, self.against, self.abstained
        if item.proposal_id is None or item.founded_table_id:
            del self.own_table
        else:
            self.own_table.choices = [("yes", _l("Yes")), ("no", _l("No")), ("", _l("This was not decided"))]
            self.own_table.flags.required = True
        self.founded = item.own_table if item.founded_table_id else None
        if outcomes and not item.outcome:
            self.outcome.choices = [(name, say(f"outcome:{name}")) for name in (*outcomes, "")]
            self.outcome.flags.required = True
        else:
            del self.outcome

    @property
    def texts(self) -> dict[str, Any]:
        """What was filled in, as the verbs take it; at a dispute nothing but the decision."""
        return {
            **{name: self[name].data if name in self else "" for name in ("discussion", "conclusion")},
            "note": self.note.data if "note" in self else None, "hands": self.hands, "own_table": self.decided}

    @property
    def decided(self) -> OwnTable | None:
        """What was decided about a table of its own; what led to one already stays."""
        if "own_table" not in self:
            return self.founded
        return OwnTable(self.own_table.data) if self.own_table.data in set(OwnTable) else None

    @property
    def chosen(self) -> str:
        """The step to take, "" for none."""
        return (self.outcome.data or "") if self.outcome else ""


class AttendanceForm(Form):
    """Who was there: one row of ticks per party, with what the row showed before, and a reason or the substitute's name."""

    def __init__(self, parties: list[Party], guests: Sequence[Visitor] = (), fresh: bool = False) -> None:
        super().__init__(**_unsent(fresh))
        self.parties, self.guests = parties, guests

    @property
    def chosen(self) -> dict[int, Presence]:
        """What the rows have to show again after a refusal."""
        return {party_id: presence for party_id, (presence, _) in self.presences.items()} if self.form_errors else {}

    @property
    def presences(self) -> dict[int, tuple[Presence, str]]:
        return {party.id: (presence, self._words(party.id, presence)) for party in self.parties
                if (presence := _presence(f"aanwezig-{party.id}"))}

    def _words(self, party_id: int, presence: Presence) -> str:
        name = "vervanger" if presence == Presence.SUBSTITUTE else "reden"
        return str(tidy(request.form.get(f"{name}-{party_id}", "")))[:1000]

    @property
    def seen(self) -> dict[int, Presence | None]:
        return {party.id: _presence(f"was-{party.id}") for party in self.parties}

    @property
    def guest_presences(self) -> dict[str, tuple[Presence, Presence | None]]:
        """By `key_of` a guest what was ticked, and what stood there before."""
        return {key: (presence, _presence(f"was-{key}")) for guest in self.guests
                if (presence := _presence(key := key_of(guest))) in GUEST_PRESENCES}


def _presence(name: str) -> Presence | None:
    value = request.form.get(name, "")
    return Presence(value) if value in set(Presence) else None


class ActionForm(Form):
    """What somebody promised to do."""

    what = StringField(_l("What"), [required(_l("Write what will be done.")), at_most(), NoBsn()])
    who = StringField(_l("Who"), [required(_l("Write which organisation or role does it.")), at_most()],
                      description=_l("An organisation or a role, not a person's name: the minutes are public. "
                                     "A party of this meeting finds its action on its own page."))
    due_on = DayField(_l("Before which day?"), [required(_l("Give the day on which it must be done."))])


class MinutesForm(Form):
    """The free text of the minutes; all the rest is the record itself."""

    text = TextAreaField(
        _l("Remarks for the minutes"), [at_most(MAX_TEXT), NoBsn()],
        description=_l("Opening, announcements, questions at the end: all that is not said at a point of the agenda. "
                       "Presence, points and outcomes are filled in already."))
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        return int(self.version.data) if (self.version.data or "").isdigit() else 0

