"""The secretary's forms: judging a signal, first and again, joining, splitting, entering what came otherwise, answering a reaction."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms import RadioField as PlainRadioField
from wtforms.validators import ValidationError

from portal.contributions.rules import Ground
from portal.core.access import Actor
from portal.core.calendar import start_of_day
from portal.core.differences import Piece, word_differences
from portal.core.forms import (
    MAX_TEXT,
    DayField,
    DocumentField,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    email_address,
    optional,
    required,
)
from portal.core.language import gettext
from portal.core.personal_data import possible_bsns
from portal.networks.models import Agreement
from portal.parties.candidates import Candidates
from portal.parties.fields import PartyField
from portal.region.models import Municipality
from portal.signals.forms import SignalForm
from portal.signals.models import Reply, Signal
from portal.signals.rules import ENTERED, Channel, Sentiment, Subject

_REASON = _l("The sender gets this reason by e-mail.")


def bsns_in(signal: Signal) -> list[str]:
    """Numbers that may be a burgerservicenummer, in all that was sent (DESIGN rule 8)."""
    kept_apart = signal.confidential.text if signal.confidential else ""
    return possible_bsns("\n".join((signal.title, signal.text, signal.district, signal.article, kept_apart)))


class Judgement(StrEnum):
    TABLE = "table"
    SET_ASIDE = "set_aside"


class JudgeForm(VersionedForm):
    """Relevant or not, with the reason that the sender reads, and the words that may be public."""

    judgement = RadioField(_l("Is this for the table?"), [required(_l("Choose what happens with the signal."))], kind=Judgement)
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason: the sender reads it.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("The sender gets this reason by e-mail. It is published with the signal."))
    public_title = StringField(_l("Title on the site"), [at_most(), NoBsn()])
    public_district = StringField(_l("District or neighbourhood on the site"), [at_most(), NoBsn()])
    public_text = TextAreaField(
        _l("Text for the site"), [at_most(MAX_TEXT), NoBsn()],
        description=_l("Take out everything that points to a person. Leave empty when the signal stays off the site."))

    def __init__(self, signal: Signal, **kwargs: Any) -> None:
        shown = signal.published_at is not None
        super().__init__(version=str(signal.version), public_title=signal.public_title if shown else signal.title,
                         public_district=signal.public_district if shown else signal.district, public_text=signal.public_text, **kwargs)
        if not signal.district:
            del self.public_district
        self.warnings = bsns_in(signal)
        self.sent_title, self.sent_text = signal.title, signal.text
        if self.step == "take":
            self.public_text.data = signal.text

    @property
    def cleared(self) -> dict[str, str]:
        """The words for the site, by the names that the verb takes."""
        district = self.public_district.data if self.public_district else ""
        return {"public_title": self.public_title.data, "public_text": self.public_text.data, "public_district": district}

    @property
    def differences(self) -> list[Piece]:
        """What the text for the site leaves out of what was sent, and what it adds; nothing without such a text."""
        if not self.public_text.data:
            return []
        return word_differences(f"{self.sent_title}\n\n{self.sent_text}",
                                f"{self.public_title.data or self.sent_title}\n\n{self.public_text.data}")


class JudgeAgainForm(JudgeForm):
    """Reconsidering; what the sender said of the first judgement may stand on the site too."""

    reply_text = TextAreaField(
        _l("The sender's reaction, for the site"), [at_most(MAX_TEXT), NoBsn()],
        description=_l("Take out everything that points to a person. Leave empty when the reaction stays off the site."))

    def __init__(self, signal: Signal, **kwargs: Any) -> None:
        super().__init__(signal, **kwargs)
        if signal.reply is None or signal.reply.read_at is not None:
            del self.reply_text


class MergeForm(VersionedForm):
    """With which signal: one that is like it, or another one by its number."""

    other_id = PlainRadioField(_l("With which signal?"), validate_choice=False)
    number = StringField(_l("Or the number of another signal"), [at_most(12)], description=_l("For example 2026-04."))
    reason = TextAreaField(_l("Why do these belong together?"),
                           [required(_l("Write why these belong together: both senders can read it.")), at_most(MAX_TEXT), NoBsn()])

    def __init__(self, signal: Signal, alike: list[Signal], **kwargs: Any) -> None:
        super().__init__(version=str(signal.version), **kwargs)
        self.alike = {str(row.id): row for row in alike}
        self.other_id.choices = [(key, f"{row.number}: {row.title}") for key, row in self.alike.items()]
        if not alike:
            del self.other_id
            self.number.label.text = gettext("The number of the other signal")


class SplitForm(VersionedForm):
    """The second thing that the signal is about."""

    title = StringField(_l("What is the second part about, in one line?"),
                        [required(_l("Write in one line what it is about.")), at_most(), NoBsn()])
    text = TextAreaField(_l("The sender's words about it"),
                         [required(_l("Take over what the sender writes about it.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("Take out what belongs to the first part. Do not change the words."))
    sentiment = RadioField(_l("How does it go?"), [required(_l("Choose how it goes."))], kind=Sentiment)
    subject = RadioField(_l("What does it concern?"), [required(_l("Choose what it concerns."))], kind=Subject)
    reason = TextAreaField(_l("Why do you split the signal?"),
                           [required(_l("Write why you split the signal: the sender reads it.")), at_most(MAX_TEXT), NoBsn()],
                           description=_REASON)

    def __init__(self, signal: Signal, **kwargs: Any) -> None:
        super().__init__(version=str(signal.version), text=signal.text, sentiment=signal.sentiment, subject=signal.subject, **kwargs)


class PartyForm(VersionedForm):
    """Whose signal it is."""

    party_id = PartyField(_l("Which provider is it from?"), [required(_l("Choose which provider it is from."))])
    reason = TextAreaField(_l("How do you know?"), [required(_l("Write how you know.")), at_most(MAX_TEXT), NoBsn()],
                           description=_l("For the file. For example: the address is that of the contact person."))

    def __init__(self, signal: Signal, parties: Candidates, **kwargs: Any) -> None:
        super().__init__(version=str(signal.version), **kwargs)
        self.party_id.offer(parties, gettext("Choose a provider"))


class EnterForm(SignalForm):
    """What came by telephone or on paper, entered by the secretary for who gave it."""

    channel = RadioField(_l("How did it come in?"), [required(_l("Choose how it came in."))], kind=Channel,
                         only=tuple(channel for channel in Channel if channel in ENTERED))
    came_on = DayField(_l("On which day did it come in?"), [required(_l("Give the day on which it came in."))])
    party_id = PartyField(_l("Is it from a provider?"))
    sender_email = StringField(_l("E-mail address"), [optional(), email_address(), at_most()],
                               description=_l("With an address the sender gets a receipt and hears what happens with it."))
    file_1 = DocumentField(_l("Scan of the letter"), description=_l(
        "PDF, Word, Excel or a picture, at most 10 MB. You choose afterwards whether it comes on the site."))
    confidential_text = TextAreaField(_l("The confidential part"), [at_most(MAX_TEXT), NoBsn()])
    ground = RadioField(_l("Why is this confidential?"), kind=Ground)
    confidential_file = DocumentField(_l("Confidential document"), description=_l("It never comes on the site."))

    FIRST = ("channel", "came_on", "party_id")
    _fields: dict[str, Field]

    def __init__(self, actor: Actor, places: list[Municipality], agreements: list[Agreement], parties: Candidates, today: date,
                 **kwargs: Any) -> None:
        super().__init__(actor, places, agreements, **kwargs)
        del self.file_2, self.file_3
        self.today = today
        self.party_id.offer(parties, gettext("No, from somebody else"))
        self._fields = dict(sorted(self._fields.items(), key=lambda item: item[0] not in self.FIRST))

    def validate_came_on(self, field: Any) -> None:
        if field.data and field.data > self.today:
            raise ValidationError(gettext("This day has not come yet."))

    @property
    def answers(self) -> dict[str, Any]:
        answers = super().answers
        day = answers.pop("came_on")
        # The day is what counts: an instant within it.
        return answers | {"came_at": start_of_day(day) + timedelta(hours=12) if day < self.today else None}


class LeaveForm(VersionedForm):
    """The judgement stays as it is, with an answer to what the sender said of it."""

    note = TextAreaField(_l("Your answer"), [required(_l("Write your answer: the sender reads it.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("The sender gets it by e-mail. With the reaction it comes on the site, if you fill that in."))
    public_text = TextAreaField(
        _l("The sender's reaction, for the site"), [at_most(MAX_TEXT), NoBsn()],
        description=_l("Take out everything that points to a person. Leave empty when the reaction stays off the site."))

    def __init__(self, reply: Reply, **kwargs: Any) -> None:
        super().__init__(version=str(reply.version), **kwargs)
        self.warnings = possible_bsns(reply.text)

