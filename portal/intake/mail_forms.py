"""The secretary's forms for a message: what becomes of it, and for whom it speaks."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from portal.core.forms import MAX_TEXT, NoBsn, RadioField, VersionedForm, at_most, required
from portal.core.language import gettext, last_moment
from portal.intake.mail_contents import heading_of
from portal.intake.mail_models import IncomingMail
from portal.parties.candidates import Candidates
from portal.parties.fields import PartyField
from portal.parties.models import Party
from portal.rounds.models import CommentRound


class Handling(StrEnum):
    """What the secretary does with a message: what it becomes, or nothing."""

    REACTION = "reaction"
    SIGNAL = "signal"
    PROPOSAL = "proposal"
    SET_ASIDE = "set_aside"


class NeededFor:
    """Asked when the message is handled so, and of nobody else."""

    def __init__(self, message: Any, *handlings: Handling) -> None:
        self.message, self.handlings = message, handlings

    def __call__(self, form: Any, field: Any) -> None:
        if form.handling.data not in self.handlings:
            field.errors = []
            raise StopValidation
        if not field.data:
            raise StopValidation(str(self.message))


class SortForm(VersionedForm):
    """Signal, proposal, reaction in a round, or nothing with the reason."""

    handling = RadioField(_l("What becomes of this message?"), [required(_l("Choose what becomes of this message."))], kind=Handling,
                          notes={Handling.REACTION: _l("When it arrived after the end it is kept as late, and the table decides on it.")})
    round_id = SelectField(_l("In which comment round?"), [NeededFor(_l("Choose the comment round."), Handling.REACTION)],
                           validate_choice=False, description=_l("Needed for a reaction."))
    title = StringField(_l("What is it about, in one line?"),
                        [NeededFor(_l("Write in one line what it is about."), Handling.SIGNAL, Handling.PROPOSAL), at_most(), NoBsn()],
                        description=_l("Needed for a signal or proposal. The sender reads it in the receipt."))
    reason = TextAreaField(_l("Why is it set aside?"),
                           [NeededFor(_l("Give the reason: the sender reads it."), Handling.SET_ASIDE), at_most(MAX_TEXT), NoBsn()],
                           description=_l("Needed when it is set aside."))

    def __init__(self, mail: IncomingMail, rounds: list[CommentRound], **kwargs: Any) -> None:
        suggested = next((row for row in rounds if row.proposal.number == mail.number), None) if mail.number else None
        wants = Handling(mail.becomes) if mail.becomes else Handling.REACTION if suggested else None
        super().__init__(version=str(mail.version), title=heading_of(mail), handling=wants,
                         round_id=str(suggested.id) if suggested else "", **kwargs)
        self.rounds = {str(row.id): row for row in rounds}
        self.round_id.choices = [("", gettext("Choose the comment round")), *((key, _name(row)) for key, row in self.rounds.items())]
        if not mail.can_be_answered:
            self.reason.description = gettext("Needed when it is set aside. This sender gets no answer.")

    @property
    def round(self) -> CommentRound | None:
        return self.rounds.get(self.round_id.data or "")


def _name(row: CommentRound) -> str:
    return gettext("%(number)s %(title)s (through %(last)s)", number=row.proposal.number, title=row.proposal.title,
                   last=last_moment(row.closes_at))


class AttributeForm(VersionedForm):
    """The party for which the sender turns out to speak. The address alone proves nothing."""

    party_id = PartyField(_l("For which party does this message speak?"), [required(_l("Choose a party of the network."))])
    reason = TextAreaField(_l("How do you know?"), [required(_l("Write how you know: it stays on record and the party reads it.")),
                                                   at_most(MAX_TEXT), NoBsn()],
                           description=_l("For example: called the contact person, who confirmed having sent it. An address can be forged."))

    def __init__(self, mail: IncomingMail, parties: Candidates, known: list[Party], **kwargs: Any) -> None:
        super().__init__(version=str(mail.version), party_id=known[0].id if len(known) == 1 else None, **kwargs)
        self.party_id.offer(parties, gettext("Choose a party"))


