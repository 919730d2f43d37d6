"""Choosing what to follow and how often."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from portal.core.antispam import AgainstSpam
from portal.core.forms import Form, RadioField, at_most, email_address, required
from portal.notifications.rules import LONGEST_ADDRESS, Rhythm
from portal.publication.topics import Subject


class SubjectsField(SelectMultipleField):  # type: ignore[misc]
    """What there is to follow; `data` holds codes such as 'tafel:jeugd'."""

    is_choices = True
    data: list[str] | None

    def offer(self, subjects: list[Subject], chosen: list[Subject]) -> None:
        """Offer these. `chosen` is ticked beforehand."""
        self.offered = {subject.code: subject for subject in subjects}
        self.choices = [SelectChoice(subject.code, subject.label) for subject in subjects]
        if self.data is None:
            self.data = [subject.code for subject in chosen]

    @property
    def subjects(self) -> list[Subject]:
        return [self.offered[code] for code in self.data or ()]

    def pre_validate(self, form: Any) -> None:
        """What is not there to follow is no answer."""
        self.data = [code for code in self.data or () if code in self.offered]


class FollowForm(AgainstSpam):
    """Who has an account is not asked for an address."""

    what = SubjectsField(_l("What do you want to follow?"), [required(_l("Choose what you want to follow."))],
                         description=_l("You may choose more than one."))
    rhythm = RadioField(_l("How often do you want a message?"), [required(_l("Choose how often you want a message."))],
                        kind=Rhythm, notes={Rhythm.AT_ONCE: _l("A message each time."), Rhythm.DAILY: _l("At 8:00, together."),
                                            Rhythm.WEEKLY: _l("On Monday at 8:00, together.")})
    email = StringField(
        _l("E-mail address"), [required(_l("Give the e-mail address where you want the messages.")), email_address(), at_most(LONGEST_ADDRESS)],
        description=_l("Only for these messages. The address never comes on the site. It is removed when you stop."))

    def __init__(self, *args: Any, ask_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_address:
            del self.email


class FollowingForm(Form):
    """The buttons of one's own page; how often, where that is what changes."""

    rhythm = RadioField(_l("How often do you want a message?"), kind=Rhythm)
