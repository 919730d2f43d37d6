"""Stating an outage: from when until when, and why."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField, TimeField

from portal.core.calendar import local_instant
from portal.core.forms import MAX_TEXT, DayField, Form, at_most, required


class ClockField(TimeField):  # type: ignore[misc]
    """A time of the day in Amsterdam; what is none is asked again in the question's own words."""

    def spoken(self) -> str:
        return f"{self.data.hour}:{self.data.minute:02d}" if self.data else ""


_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S"]


class OutageForm(Form):
    """From when until when people could not reach the portal, and why."""

    began_day = DayField(_l("On which day did it begin?"), [required(_l("Give the day on which it began."))])
    began_time = ClockField(_l("At what time?"), [required(_l("Give the time at which it began, such as 9:30."))], format=_FORMATS)
    ended_day = DayField(_l("On which day did it end?"), [required(_l("Give the day on which it ended."))])
    ended_time = ClockField(_l("At what time did it end?"), [required(_l("Give the time at which it ended, such as 9:30."))], format=_FORMATS)
    reason = TextAreaField(_l("What happened?"), [required(_l("Write what happened. Everyone can read it.")), at_most(MAX_TEXT)],
                           description=_l("It stands on the site with every round and vote that gets more time, and in the messages to the parties."))

    @property
    def moments(self) -> dict[str, datetime]:
        """From when until when, as the verb takes them."""
        return {"began_at": local_instant(self.began_day.data, self.began_time.data),
                "ended_at": local_instant(self.ended_day.data, self.ended_time.data)}
