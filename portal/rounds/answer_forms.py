"""The forms of answering: one reaction, many at once, themes, publishing, and what a sender says of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from portal.core.forms import MAX_TEXT, Form, NoBsn, RadioField, at_most, required
from portal.core.personal_data import possible_bsns
from portal.core.revisions import Paragraph
from portal.rounds.forms import ClearingForm, PartsField, Reading, is_number, part_name
from portal.rounds.models import Reaction, Rejoinder
from portal.rounds.rules import Adopted, ReactionState


class ChangesField(PartsField):
    """The paragraphs of the newest text that an answer may say it changed."""

    def offer(self, paragraphs: tuple[Paragraph, ...], chosen: list[str]) -> None:
        self.choices = [SelectChoice(paragraph.label, part_name(paragraph)) for paragraph in paragraphs if paragraph.is_changed]
        if self.data is None:
            self.data = [label for label in chosen if label in {choice.value for choice in self.choices}]


class _Answering(Form):
    adopted = RadioField(_l("What is done with this reaction?"), [required(_l("Choose what is done with this reaction."))],
                         kind=Adopted)
    answer_text = TextAreaField(_l("Answer of the table"), [required(_l("Write down the answer, with the reason.")),
                                                       at_most(MAX_TEXT), NoBsn()],
                           description=_l("Say what is done with the reaction and why. Do not quote the confidential part."))
    changed = ChangesField(_l("What changed in the text because of it?"),
                           description=_l("The answer then leads to these articles. Only for what is taken over, whole or in part."))


class AnswerForm(_Answering):
    """What was done with the reaction and why. `version` is that of the draft that was on the page, 0 for none."""

    version = HiddenField()

    def __init__(self, reaction: Reaction, paragraphs: tuple[Paragraph, ...], **kwargs: Any) -> None:
        draft = reaction.answer
        known = {"adopted": draft.adopted, "answer_text": draft.text} if draft else {}
        super().__init__(version=str(draft.version if draft else 0), **known, **kwargs)
        self.changed.offer(paragraphs, draft.changed if draft else [])


class TogetherForm(_Answering):
    """One answer for several reactions. `seen` holds each with the version of its draft: "12:0.15:2"."""

    seen = HiddenField()
    adopted = RadioField(_l("What is done with these reactions?"), [required(_l("Choose what is done with these reactions."))], kind=Adopted)
    answer_text = TextAreaField(
        _l("Answer of the table"), [required(_l("Write down the answer, with the reason.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("Say what is done with the reactions and why: everyone who sent one reads it. Do not quote confidential parts."))
    changed = ChangesField(_l("What changed in the text because of them?"),
                           description=_l("The answer then leads to these articles. Only for what is taken over, whole or in part."))

    def __init__(self, reactions: list[Reaction], paragraphs: tuple[Paragraph, ...], **kwargs: Any) -> None:
        seen = ".".join(f"{r.id}:{r.answer.version if r.answer else 0}" for r in reactions)
        super().__init__(seen=seen, **kwargs)
        self.changed.offer(paragraphs, [])

    @property
    def versions(self) -> dict[int, int]:
        """Each reaction with the version of the draft that was on the page; what is no number is left out."""
        pairs = (pair.split(":") for pair in (self.seen.data or "").split("."))
        return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(is_number(part) for part in pair)}


class ThemeForm(Form):
    """Under which theme the chosen reactions come: a known one, or a new name."""

    theme = StringField(_l("Theme"), [at_most(100)], description=_l("A known theme or a new one. Leave empty to take them out of their theme."))


class ConfirmForm(Form):
    """One button."""


class RejoinderForm(Form):
    """What the sender thinks of how the reaction was handled."""

    text = TextAreaField(
        _l("What do you think of how your reaction was handled?"),
        [required(_l("Write down what you think of it.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("You can do this once. The secretary reads it first; then it stands below the answer. Do not write names, dates of birth or numbers of people."))


class ReadRejoinderForm(ClearingForm):
    """Reading what a sender says about the handling."""

    reading = RadioField(_l("Does this text come on the site?"), [required(_l("Choose whether it comes on the site."))], kind=Reading)

    def __init__(self, rejoinder: Rejoinder, **kwargs: Any) -> None:
        known: dict[str, Any] = {"public_text": rejoinder.public_text or rejoinder.text, "reason": rejoinder.withheld_reason}
        if rejoinder.state != ReactionState.NEW:
            known["reading"] = Reading.PUBLISH if rejoinder.state == ReactionState.PUBLISHED else Reading.WITHHOLD
        super().__init__(version=str(rejoinder.version), **known, **kwargs)
        self.warnings = possible_bsns(rejoinder.text)
