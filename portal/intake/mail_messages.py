"""Words about messages that come in, and the letters to who sent one."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from portal.core.documents import MAX_BYTES
from portal.core.language import say
from portal.intake.mail_models import IncomingMail, MailFile
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient

SENTENCES = {
    "PostState.waiting": _l("Waits for the secretary"),
    "PostState.sorted": _l("Taken in"),
    "PostState.set_aside": _l("Set aside"),
    "PostState.automatic": _l("Automatic message, needs nothing"),
    "WrittenBy.person": _l("Message"),
    "WrittenBy.bounce": _l("Letter came back"),
    "WrittenBy.delay": _l("Letter is delayed"),
    "WrittenBy.answer": _l("Automatic reply"),
    "WrittenBy.calendar": _l("Reply from a calendar"),
    "WrittenBy.list": _l("Sent by a program"),
    "WrittenBy.ours": _l("From the portal itself"),
    "Becomes.signal": _l("A signal"),
    "Becomes.proposal": _l("A proposal"),
    "Becomes.reaction": _l("A reaction in a comment round"),
    "Handling.signal": _l("A signal"),
    "Handling.proposal": _l("A proposal"),
    "Handling.reaction": _l("A reaction in a comment round"),
    "Handling.set_aside": _l("Nothing: set it aside"),
    "MailFlag.bsn": _l("There is a number in it that may be a citizen service number (BSN). Do not take it over."),
    "MailFlag.confidential": _l("The sender says that this is confidential. Do not publish it (article 5.7)."),
    "MailFlag.long": _l("The text is longer than the portal takes. What is taken in ends with a mark; the whole text stands here."),
    "MailFlag.cut": _l("The message was too large. Its beginning is kept. Ask the sender to send the rest in another way."),
    "MailFlag.broken": _l("The message is not made as it should be. Look at the message as it was received."),
    "MailFlag.files": _l("Not every attachment can be taken. Those are named below."),
    "MailFlag.winmail": _l("Outlook packed the attachments in winmail.dat. Ask the sender to send them as ordinary files."),
    "MailFlag.malware": _l("The virus scanner found harmful software in it. What is infected is kept apart: nobody can open it."),
    "MailFlag.empty": _l("There is no text in the message itself."),
    "Why.no_key": _l("It does not say what it is: a signal, a proposal or a reaction."),
    "Why.more_keys": _l("It names more than one subject."),
    "Why.unknown_proposal": _l("It names a proposal that is not on the site."),
    "Why.no_round": _l("The proposal that it names has had no comment round."),
    "Why.letter": _l("It answers a letter of the portal."),
    "Why.refused": _l("It could not be taken in where it wants to go."),
    "Why.often": _l("This address sent many messages within an hour. It got no receipt."),
    "Why.empty": _l("There is nothing in it to take in."),
    "Why.no_sender": _l("There is no proper sender address. Nobody got a receipt."),
    "Why.cut": _l("It was too large to take in by itself."),
    "Why.parties_only": _l("In this network parties alone send this in. The municipality can ask for it to be taken in."),
    "Why.program": _l("A program sent it along. Nobody got a receipt."),
    "Why.bounce": _l("A letter of the portal did not arrive. Ask the receiver for the right address."),
    "Why.calendar": _l("An answer to an invitation, from a calendar. Note it with the meeting."),
    "mail:file-many": _l("There are too many attachments."),
    "mail:file-empty": _l("This file is empty."),
    "mail:file-large": _l("This file is larger than %(most)s MB."),
    "mail:file-kind": _l("This kind of file is not taken."),
    "mail:already-sorted": _l("This message was taken in already."),
    "mail:already-set-aside": _l("This message was set aside already."),
    "mail:no-round": _l("Choose the comment round."),
    "mail:before-round": _l("The message arrived before this comment round began. Choose another round, or set it aside."),
    "mail:same-party": _l("It stands in this party's name already."),
    "mail:not-sorted": _l("Take the message in first."),
    "mail:no-member": _l("Choose a party of the network."),
}


def refusal_of(file: MailFile) -> str:
    """Why an attachment is not kept by itself."""
    return say(file.refusal, most=MAX_BYTES // (1024 * 1024)) if file.refusal else ""


def received(mail: IncomingMail) -> list[Letter]:
    """To the sender, at once: it came in, a person reads it. Its subject is not repeated: a sender can be forged."""
    return [_letter("intake/received", f"{mail.id}", mail.sender_email, mail.sender_name, arrived=mail.arrived_at)]


def set_aside(mail: IncomingMail) -> list[Letter]:
    """To the sender: why nothing becomes of it."""
    return [_letter("intake/set-aside", f"{mail.id}", mail.sender_email, mail.sender_name, arrived=mail.arrived_at, reason=mail.reason)]


def infected(mail: IncomingMail, files: Iterable[MailFile]) -> list[Letter]:
    """To the sender: the virus scanner found something in these files, or else in the message; once for each. By their number, not
    by their name: a sender can be forged.
    """
    numbers = [mail.files.index(file) + 1 for file in files] or [0]
    return [_letter("intake/infected", f"{mail.id}:{number}", mail.sender_email, mail.sender_name, arrived=mail.arrived_at, number=number)
            for number in numbers]


def attributed(mail: IncomingMail, to: Iterable[Recipient], *, title: str, link: str, reason: str, is_theirs: bool, change: int
               ) -> list[Letter]:
    """To a party: what came in by e-mail stands in its name from now on, or no longer does."""
    return [_letter("intake/attributed", f"{mail.id}:{change}:{is_theirs}", person.email, person.name, title=title,
                    link=link, reason=reason, arrived=mail.arrived_at,
                    sender=mail.sender_email, is_theirs=is_theirs) for person in to]


def _letter(kind: str, event: str, email: str, name: str, **data: object) -> Letter:
    return Letter(kind, f"{kind}:{event}", email, name, data=data)
