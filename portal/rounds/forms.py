"""The form for a reaction; and for the secretary reading, answering, opening and extending."""

from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from portal.contributions.forms import (
    GiveForm,
    confidential_file_question,
    confidential_question,
    confidential_text_question,
    email_question,
    file_question,
    ground_question,
    name_question,
    place_question,
    publish_as_question,
)
from portal.core.access import Actor
from portal.core.forms import MAX_TEXT, DayField, Form, NoBsn, RadioField, at_most, required
from portal.core.language import gettext, listing
from portal.core.personal_data import possible_bsns
from portal.core.revisions import Paragraph
from portal.parties.rules import PublishAs
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.rules import WHOLE, Position, ReactionState


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


class SayingForm(GiveForm):
    """What somebody thinks of the proposal, in its own words and with documents."""

    position = RadioField(_l("What do you think of the proposal?"), [required(_l("Choose what you think of the proposal."))],
                          kind=Position, notes={Position.AMEND: _l("Write below what should be different."),
                                                Position.QUESTION: _l("You ask something and take no position.")})
    labels = PartsField(_l("What is your reaction about?"), [required(_l("Choose what your reaction is about."))],
                        description=_l("You may choose more than one."))
    text = TextAreaField(
        _l("Your reaction"), [required(_l("Write down your reaction.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("Do not write names, dates of birth or numbers of people. At most 10,000 characters."))
    file_1, file_2, file_3 = (file_question(number) for number in (1, 2, 3))

    def __init__(self, round_: CommentRound, actor: Actor, chosen: list[str], **kwargs: Any) -> None:
        super().__init__(actor, **kwargs)
        self.labels.offer(round_.text_version.public_paragraphs, chosen)
        _word(self.position, _stances(actor.party_id is not None))


class ReactionForm(SayingForm):
    """A reaction with its sender and what may stay confidential. A party is not asked who it is."""

    confidential = confidential_question()
    confidential_text = confidential_text_question()
    ground = ground_question()
    confidential_file = confidential_file_question()
    publish_as = publish_as_question(
        _l("How may your reaction be on the site?"), _l("Choose how your reaction may be on the site."),
        notes={PublishAs.HIDDEN: _l("The table does read your reaction and counts it.")},
        description=_l("The secretary reads every reaction before it comes on the site."))
    sender_name = name_question()
    sender_place = place_question()
    sender_email = email_question()
    late = BooleanField(_l("Send my reaction in as too late"))

    @property
    def unasked(self) -> list[str]:
        return super().unasked if self.late.data else ["late", *super().unasked]


def _word(field: RadioField, words: list[tuple[Any, str]]) -> None:
    """Give choices the words of this question; they are read over in the same words."""
    field.choices = [SelectChoice(member.value, label) for member, label in words]
    field.spoken = lambda: dict(words).get(field.data, "")  # type: ignore[method-assign]


def _stances(as_party: bool) -> list[tuple[Any, str]]:
    if as_party:
        return [(Position.FOR, gettext("We are for")), (Position.AMEND, gettext("We are for, with a change")),
                (Position.AGAINST, gettext("We are against")), (Position.QUESTION, gettext("We have a question"))]
    return [(Position.FOR, gettext("I am for")), (Position.AMEND, gettext("I am for, with a change")),
            (Position.AGAINST, gettext("I am against")), (Position.QUESTION, gettext("I have a question"))]



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
