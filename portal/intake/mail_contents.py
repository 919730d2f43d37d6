"""What a message says when it becomes a signal, a proposal or a reaction: as if its sender had filled in the form.

Its sender is somebody without an account, whatever the address; who it speaks for is the secretary's to confirm. The address
need not be confirmed by its owner, as one in a form is: the message came by that address, and reached us (Awb 2:17).
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from portal.contributions.operations import attach, keep_apart, senders
from portal.contributions.rules import Ground
from portal.core.access import SYSTEM
from portal.core.forms import MAX_TEXT
from portal.core.language import DEFAULT_LANGUAGE, gettext, listing, speaking
from portal.core.revisions import Paragraph
from portal.intake.mail_models import IncomingMail
from portal.intake.mail_rules import Becomes, MailFlag, cut, in_pieces, title_of
from portal.networks.models import Network
from portal.networks.rules import Law
from portal.notifications.operations import Letter, queue
from portal.proposals import messages as proposal_messages
from portal.proposals.forms import MAX_PARAGRAPH, MAX_SUMMARY
from portal.proposals.models import Proposal
from portal.proposals.operations import submit_proposal
from portal.proposals.rules import ProposalKind
from portal.rounds import messages as round_messages
from portal.rounds.models import CommentRound, Reaction
from portal.rounds.operations import give_reaction
from portal.rounds.rules import WHOLE, Position, RoundPhase
from portal.signals import messages as signal_messages
from portal.signals.models import Signal
from portal.signals.operations import give_signal
from portal.signals.rules import Channel, Sentiment, Subject


def contents_of(session: Session, network: Network, mail: IncomingMail, becomes: Becomes, round_: CommentRound | None, title: str
                ) -> Signal | Proposal | Reaction:
    """Take the message in as what it becomes, with its documents, and send the receipt. Confidential words are stored apart (IN 5.7)."""
    said, apart = text_of(mail), ""
    if MailFlag.CONFIDENTIAL in mail.flags:
        with speaking(DEFAULT_LANGUAGE):
            said, apart = gettext("The sender asks to keep this message confidential."), said
    if becomes == Becomes.REACTION and round_ is not None:
        sent: Signal | Proposal | Reaction = _reaction(session, round_, mail, said)
    elif becomes == Becomes.SIGNAL:
        sent = _signal(session, network, mail, said, title or heading_of(mail))
    else:
        sent = _proposal(session, network, mail, said, title or heading_of(mail))
    session.flush()
    keep_apart(session, sent, apart, Ground.OTHER)
    attach(session, network, sent, [file.document for file in mail.files if file.document and not file.document.is_infected], confidential=bool(apart))
    if mail.can_be_answered:
        sent.sender_email = mail.sender_email
        queue(session, _receipt(session, sent), now=mail.arrived_at)
    return sent


def _receipt(session: Session, sent: Signal | Proposal | Reaction) -> Iterable[Letter]:
    to = senders(session, sent)
    if isinstance(sent, Reaction):
        return round_messages.receipt(sent, sent.round.proposal, to)
    return signal_messages.receipt(sent, to) if isinstance(sent, Signal) else proposal_messages.receipt(sent, to)


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
        if MailFlag.CONFIDENTIAL in mail.flags:
            return gettext("Confidential message")
        return title_of(mail.subject, mail.text, gettext("Message by e-mail"))


def _sender(mail: IncomingMail) -> dict[str, Any]:
    return {"sender_name": mail.sender_name, "actor": SYSTEM, "now": mail.arrived_at}


def _signal(session: Session, network: Network, mail: IncomingMail, text: str, title: str) -> Signal:
    return give_signal(session, network, title=title, text=text, sentiment=Sentiment.NEUTRAL, subject=Subject.OTHER,
                       channel=Channel.EMAIL, **_sender(mail))


def _proposal(session: Session, network: Network, mail: IncomingMail, text: str, title: str) -> Proposal:
    """A proposal in the sender's own words; the table makes articles of it."""
    summary = " ".join(text.split())
    summary = summary if len(summary) <= MAX_SUMMARY else f"{summary[: MAX_SUMMARY - 1].rstrip()}…"
    articles = tuple(Paragraph(str(number), piece) for number, piece in enumerate(in_pieces(text, MAX_PARAGRAPH), start=1))
    return submit_proposal(session, network, title=title, summary=summary, kind=ProposalKind.NEW, agreement_id=None,
                           laws=frozenset(Law), paragraphs=articles, explanation="", **_sender(mail))


def _reaction(session: Session, round_: CommentRound, mail: IncomingMail, text: str) -> Reaction:
    """On the whole proposal, as a question: an e-mail has no boxes to tick, and a question takes no side."""
    return give_reaction(session, round_, position=Position.QUESTION, labels=[WHOLE], text=text,
                         late=round_.phase(mail.arrived_at) == RoundPhase.CLOSED, **_sender(mail))
