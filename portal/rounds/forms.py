"""The form for a reaction; and for the secretary reading, answering, opening and extending."""

from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from portal.core.access import Actor
from portal.core.forms import MAX_TEXT, DayField, Form, NoBsn, RadioField, at_most, email_address, required
from portal.core.language import gettext, listing
from portal.core.personal_data import possible_bsns
from portal.core.revisions import Paragraph
from portal.parties.rules import PublishAs
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.rules import WHOLE, Ground, Position, ReactionState


class Confidential(StrEnum):
    NO = "no"
    YES = "yes"


class WhenConfidential:
    """The answer is needed by who wants a part to stay confidential, and asked of nobody else."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if form.confidential.data != Confidential.YES:
            raise StopValidation
        if not field.data:
            raise StopValidation(str(self.message))


class NamedWhenShown:
    """Who wants to be named must say the name."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.publish_as.data == PublishAs.NAME and not field.data:
            raise StopValidation(gettext("Fill in your name, or choose to stay without a name."))


class PartsField(SelectMultipleField):  # type: ignore[misc]
    """The paragraphs that a text changes, and the whole; `data` holds their labels."""

    is_choices = True
    data: list[str] | None

    def offer(self, paragraphs: tuple[Paragraph, ...], chosen: list[str]) -> None:
        """Offer what changes. `chosen` is ticked beforehand."""
        changed = [paragraph for paragraph in paragraphs if paragraph.is_changed]
        self.choices = [SelectChoice(WHOLE, gettext("The whole proposal")),
                        *(SelectChoice(paragraph.label, part_name(paragraph)) for paragraph in changed)]
        if self.data is None:
            self.data = [label for label in chosen if label in {choice.value for choice in self.choices}]

    def spoken(self) -> str:
        return listing([choice.label for choice in self.choices if choice.value in (self.data or ())])

    def pre_validate(self, form: Any) -> None:
        """A paragraph that this text does not have is no answer."""
        known = {choice.value for choice in self.choices}
        self.data = [label for label in self.data or () if label in known]


def part_name(paragraph: Paragraph) -> str:
    """'Artikel 4.3.1: wachttijd melden'."""
    if paragraph.heading:
        return gettext("Article %(label)s: %(heading)s", label=paragraph.label, heading=paragraph.heading)
    return gettext("Article %(label)s", label=paragraph.label)


class ReactionForm(Form):
    """What somebody thinks of the proposal. A party is not asked who it is."""

    position = RadioField(_l("What do you think of the proposal?"), [required(_l("Choose what you think of the proposal."))],
                          kind=Position, notes={Position.AMEND: _l("Write below what should be different."),
                                                Position.NONE: _l("For example when you only ask a question.")})
    labels = PartsField(_l("What is your reaction about?"), [required(_l("Choose what your reaction is about."))],
                        description=_l("You may choose more than one."))
    text = TextAreaField(
        _l("Your reaction"), [required(_l("Write down your reaction.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("Do not write names, dates of birth or numbers of people. At most 10,000 characters."))
    confidential = RadioField(
        _l("Should a part stay confidential?"), [required(_l("Choose whether a part should stay confidential."))],
        kind=Confidential, default=Confidential.NO,
        notes={Confidential.YES: _l("Only the municipality reads that part. The site does say that a part is missing, and why.")})
    confidential_text = TextAreaField(
        _l("The confidential part"),
        [WhenConfidential(_l("Write down the confidential part, or choose 'No'.")), at_most(MAX_TEXT), NoBsn()])
    ground = RadioField(_l("Why is this confidential?"), [WhenConfidential(_l("Choose why a part is confidential."))],
                        kind=Ground)
    publish_as = RadioField(
        _l("How may your reaction be on the site?"), [required(_l("Choose how your reaction may be on the site."))],
        kind=PublishAs, default=PublishAs.PLACE, notes={PublishAs.HIDDEN: _l("The table does read your reaction and counts it.")},
        description=_l("The secretary reads every reaction before it comes on the site."))
    sender_name = StringField(_l("Name"), [NamedWhenShown(), at_most()])
    sender_place = StringField(_l("Place where you live"), [at_most()])
    sender_email = StringField(
        _l("E-mail address"),
        [required(_l("Give your e-mail address, for the receipt and the answer.")), email_address(), at_most()],
        description=_l("Only for your receipt and the answer of the table. The address never comes on the site."))
    late = BooleanField(_l("Send my reaction in as too late"))

    def __init__(self, round_: CommentRound, actor: Actor, chosen: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.labels.offer(round_.text_version.paragraphs, chosen)
        as_party = actor.party_id is not None
        _word(self.position, _stances(as_party))
        _word(self.ground, _grounds())
        if as_party:
            del self.publish_as, self.sender_name, self.sender_place, self.sender_email

    @property
    def unasked(self) -> list[str]:
        """What reading over leaves out: the confidential part of who has none."""
        left_out = ["late"] if not self.late.data else []
        return left_out if self.confidential.data == Confidential.YES else [*left_out, "confidential_text", "ground"]

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in, by the names that the verb takes."""
        answers = super().answers
        if answers.pop("confidential") != Confidential.YES:
            answers |= {"confidential_text": "", "ground": None}
        return answers


def _word(field: RadioField, words: list[tuple[Any, str]]) -> None:
    """Give choices the words of this question; they are read over in the same words."""
    field.choices = [SelectChoice(member.value, label) for member, label in words]
    field.spoken = lambda: dict(words).get(field.data, "")  # type: ignore[method-assign]


def _stances(as_party: bool) -> list[tuple[Any, str]]:
    if as_party:
        return [(Position.FOR, gettext("We are for")), (Position.AMEND, gettext("We are for, with a change")),
                (Position.AGAINST, gettext("We are against")), (Position.NONE, gettext("We take no position"))]
    return [(Position.FOR, gettext("I am for")), (Position.AMEND, gettext("I am for, with a change")),
            (Position.AGAINST, gettext("I am against")), (Position.NONE, gettext("I take no position"))]


def _grounds() -> list[tuple[Any, str]]:
    return [(Ground.COST, gettext("It is about costs or prices")),
            (Ground.INNOVATION, gettext("It is about a new idea of a provider")),
            (Ground.OTHER, gettext("Another reason"))]


class OpenForm(Form):
    """One button, on the term that the page showed."""

    last_day = HiddenField()

    @property
    def confirmed_day(self) -> date | None:
        try:
            return date.fromisoformat(self.last_day.data or "")
        except ValueError:
            return None


class ExtendForm(Form):
    """More time, with the reason."""

    last_day = DayField(_l("New last day"), [required(_l("Choose the new last day."))],
                         description=_l("Is it a weekend or rest day? Then the round runs through the next working day."))
    reason = TextAreaField(_l("Reason"), [required(_l("Give the reason. Everyone can read it.")), at_most(MAX_TEXT)],
                           description=_l("The reason stands on the site and in the message to all parties."))


class Reading(StrEnum):
    PUBLISH = "publish"
    WITHHOLD = "withhold"


_READINGS = {ReactionState.PUBLISHED: Reading.PUBLISH, ReactionState.WITHHELD: Reading.WITHHOLD}


class ClearingForm(Form):
    """On the site with the cleared text, or not, with the reason. `version` is what the secretary had before him."""

    version = HiddenField()
    reading = RadioField(_l("Does this reaction come on the site?"), [required(_l("Choose whether it comes on the site."))],
                         kind=Reading)
    public_text = TextAreaField(_l("Text for the site"), [at_most(MAX_TEXT)],
                                description=_l("Take out everything that points to a person. Change nothing else."))
    reason = TextAreaField(_l("Why does it stay off the site?"), [at_most(MAX_TEXT)],
                           description=_l("Only when you choose no. The sender reads this reason."))

    def validate_public_text(self, field: Any) -> None:
        """What comes on the site is not empty and holds no citizen service number."""
        if self.reading.data != Reading.PUBLISH:
            return
        if not field.data:
            raise StopValidation(gettext("Write down the text for the site, or choose no."))
        NoBsn()(self, field)


class ReadForm(ClearingForm):
    """Reading one reaction; who asked to stay off the site stays off it."""

    def __init__(self, reaction: Reaction, **kwargs: Any) -> None:
        wants_no_site = reaction.publish_as == PublishAs.HIDDEN and reaction.party_id is None
        known: dict[str, Any] = {"public_text": reaction.public_text or reaction.text, "reason": reaction.withheld_reason}
        if wants_no_site:
            known |= {"reading": Reading.WITHHOLD, "reason": reaction.withheld_reason or gettext("The sender asked for this.")}
        elif reaction.state != ReactionState.NEW:
            known["reading"] = _READINGS[reaction.state]
        super().__init__(version=str(reaction.version), **known, **kwargs)
        if wants_no_site:
            self.reading.choices = self.reading.choices[1:]
        self.warnings = possible_bsns(reaction.text)


def version_of(form: Any) -> int:
    """The version that the form was made with; what is no number matches none."""
    typed = form.version.data or ""
    return int(typed) if is_number(typed) else -1


def is_number(typed: str) -> bool:
    """Whether a hidden field still holds the whole number that a page of ours put there."""
    return typed.isascii() and typed.isdigit() and len(typed) < 10
