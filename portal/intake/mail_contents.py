"""What a message says when it becomes a signal, a proposal or a reaction: as if its sender had filled in the form.

Its sender is somebody without an account, whatever the address; who it speaks for is the secretary's to confirm.
"""

from typing import Any

from sqlalchemy.orm import Session

from portal.core.access import SYSTEM
from portal.core.forms import MAX_TEXT
from portal.core.language import DEFAULT_LANGUAGE, gettext, listing, speaking
from portal.core.revisions import Paragraph
from portal.intake.mail_models import IncomingMail
from portal.intake.mail_rules import MailFlag, cut, in_pieces, title_of
from portal.networks.models import Network
from portal.networks.rules import Law
from portal.proposals.forms import MAX_PARAGRAPH, MAX_SUMMARY
from portal.proposals.models import Proposal
from portal.proposals.operations import submit_proposal
from portal.proposals.rules import ProposalKind
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.operations import give_reaction
from portal.rounds.rules import WHOLE, Ground, Position, RoundPhase
from portal.signals.models import Signal
from portal.signals.operations import give_signal
from portal.signals.rules import Sentiment, Subject


def text_of(mail: IncomingMail) -> str:
    """The words that are taken in: at most what a form takes, with a mark where they were cut."""
    with speaking(DEFAULT_LANGUAGE):
        if not mail.text.strip():
            names = [file.name for file in mail.files]
            return gettext("The message has no text, only attachments: %(names)s.", names=listing(names)) if names else gettext("(no text)")
        mark = gettext("[Cut off here: the message is longer. The secretary has the whole text.]")
        return cut(mail.text, MAX_TEXT, mark)


def heading_of(mail: IncomingMail) -> str:
    with speaking(DEFAULT_LANGUAGE):
        return title_of(mail.subject, mail.text, gettext("Message by e-mail"))


def _sender(mail: IncomingMail) -> dict[str, Any]:
    # A program is never answered, not even when the secretary finds that it brought somebody's words.
    return {"sender_name": mail.sender_name, "sender_email": mail.sender_email if mail.can_be_answered else "",
            "actor": SYSTEM, "now": mail.arrived_at}


def signal_of(session: Session, network: Network, mail: IncomingMail, title: str = "") -> Signal:
    return give_signal(session, network, title=title or heading_of(mail), text=text_of(mail), sentiment=Sentiment.NEUTRAL,
                       subject=Subject.OTHER, **_sender(mail))


def proposal_of(session: Session, network: Network, mail: IncomingMail, title: str = "") -> Proposal:
    """A proposal in the sender's own words; the table makes articles of it."""
    text = text_of(mail)
    summary = " ".join(text.split())
    summary = summary if len(summary) <= MAX_SUMMARY else f"{summary[: MAX_SUMMARY - 1].rstrip()}…"
    articles = tuple(Paragraph(str(number), piece) for number, piece in enumerate(in_pieces(text, MAX_PARAGRAPH), start=1))
    return submit_proposal(session, network, title=title or heading_of(mail), summary=summary, kind=ProposalKind.NEW,
                           agreement_id=None, laws=frozenset(Law), paragraphs=articles, explanation="",
                           **_sender(mail))


def reaction_of(session: Session, round_: CommentRound, mail: IncomingMail) -> Reaction:
    """On the whole proposal, without a position: an e-mail has no boxes to tick. Confidential words are stored apart (IN 5.7)."""
    text, apart = text_of(mail), ""
    if MailFlag.CONFIDENTIAL in mail.flags:
        with speaking(DEFAULT_LANGUAGE):
            text, apart = gettext("The sender asks to keep this reaction confidential."), text
    return give_reaction(session, round_, position=Position.NONE, labels=[WHOLE], text=text, confidential_text=apart,
                         ground=Ground.OTHER if apart else None, late=round_.phase(mail.arrived_at) == RoundPhase.CLOSED,
                         **_sender(mail))
