"""The forms after sending: changing a reaction, replying to one, reading a reply."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from portal.contributions.forms import (
    GiveForm,
    email_question,
    name_question,
    place_question,
    publish_as_question,
)
from portal.core.access import Actor
from portal.core.forms import MAX_TEXT, NoBsn, RadioField, at_most, required
from portal.core.personal_data import possible_bsns
from portal.parties.rules import PublishAs
from portal.rounds.forms import ClearingForm, Reading, SayingForm
from portal.rounds.models import Reaction, ReactionReply
from portal.rounds.rules import ReactionState


class ChangeForm(SayingForm):
    """What a sender says instead. `version`: of the row that was on the page. Documents come beside those that were sent."""

    version = HiddenField()

    def __init__(self, reaction: Reaction, actor: Actor, **kwargs: Any) -> None:
        super().__init__(reaction.round, actor, reaction.labels, version=str(reaction.version), position=reaction.position,
                         text=reaction.text, **kwargs)


class ReplyForm(GiveForm):
    """What somebody says about a reaction. A party is not asked who it is."""

    text = TextAreaField(
        _l("Your reply"), [required(_l("Write down your reply.")), at_most(MAX_TEXT), NoBsn()],
        description=_l("It stands beneath the reaction, after the secretary read it. The table does not answer it. "
                       "Do not write names, dates of birth or numbers of people."))
    publish_as = publish_as_question(_l("How may your reply be on the site?"), _l("Choose how your reply may be on the site."))
    sender_name = name_question()
    sender_place = place_question()
    sender_email = email_question()

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        super().__init__(actor, **kwargs)
        if "publish_as" in self:  # a reply that may not be on the site is no reply
            self.publish_as.choices = [choice for choice in self.publish_as.choices if choice.value != PublishAs.HIDDEN]


class ReadReplyForm(ClearingForm):
    """Reading a reply."""

    reading = RadioField(_l("Does this reply come on the site?"), [required(_l("Choose whether it comes on the site."))], kind=Reading)

    def __init__(self, reply: ReactionReply, **kwargs: Any) -> None:
        known: dict[str, Any] = {"public_text": reply.public_text or reply.text, "reason": reply.withheld_reason}
        if reply.state != ReactionState.NEW:
            known["reading"] = Reading.PUBLISH if reply.state == ReactionState.PUBLISHED else Reading.WITHHOLD
        super().__init__(version=str(reply.version), **known, **kwargs)
        self.warnings = possible_bsns(reply.text)
