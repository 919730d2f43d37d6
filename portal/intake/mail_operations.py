"""The verbs of incoming messages: taking one in, sorting it, setting it aside, saying for whom it speaks.

The term of a reaction is judged at the instant when the message reached the mailbox (Awb 2:17, DESIGN rule 1).
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.messages import follow_link
from portal.contributions.models import Attachment
from portal.contributions.queries import owner_of
from portal.contributions.rules import Kind
from portal.core import documents
from portal.core.access import SYSTEM, Actor, permits
from portal.core.database import lock
from portal.core.documents import MESSAGE, Upload
from portal.core.errors import Refused
from portal.intake import mail_messages, mail_queries
from portal.intake.mail_contents import contents_of
from portal.intake.mail_models import IncomingMail, MailFile
from portal.intake.mail_parser import File, identity_of
from portal.intake.mail_reading import Arrival, Reading, domains_of
from portal.intake.mail_rules import (
    RECEIPTS,
    Becomes,
    MailFlag,
    PostState,
    Route,
    Why,
    WrittenBy,
    route_of,
)
from portal.members.queries import is_member
from portal.networks.models import Network
from portal.notifications.models import OutboxMail
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.parties.queries import recipients
from portal.rounds.models import CommentRound
from portal.rounds.queries import round_of

MOST_FILES = 50
_REFUSALS = {"document:many": "mail:file-many", "document:empty": "mail:file-empty", "document:too-large": "mail:file-large",
             "document:kind": "mail:file-kind"}
_QUIET = frozenset({WrittenBy.ANSWER, WrittenBy.DELAY, WrittenBy.OURS})
"""Programs that ask nothing of anybody."""
_WAITS = {WrittenBy.BOUNCE: Why.BOUNCE, WrittenBy.CALENDAR: Why.CALENDAR, WrittenBy.LIST: Why.PROGRAM}
_ASKS = {Becomes.SIGNAL: "signal:give", Becomes.PROPOSAL: "proposal:submit", Becomes.REACTION: "reaction:give"}


def take_in(session: Session, network: Network, arrival: Arrival, reading: Reading, *, now: datetime) -> IncomingMail | None:
    """Keep a message as it was received and bring it where it wants to go; None when it was taken in before (IN 6.2, 6.3).

    What cannot be brought anywhere waits for the secretary. A person gets one receipt, a program never.
    """
    lock(session, network)
    identity = identity_of(arrival.raw, reading.parsed)
    if mail_queries.same_mail(session, network, identity):
        return None
    letter = mail_queries.letter_by_id(session, reading.letter)
    mail = _kept(session, network, arrival, reading, identity, now)
    mail.letter_id = letter.id if letter else None
    record(session, mail, "mail:receive", actor=SYSTEM, now=now, arrived_at=mail.arrived_at, written_by=mail.written_by)
    if mail.written_by in _QUIET:
        mail.state = PostState.AUTOMATIC
        return mail
    mail.why = _WAITS.get(mail.written_by) or _brought(session, network, mail, arrival, reading, letter, now)
    if mail.can_be_answered and mail.why not in (Why.OFTEN, None):
        queue(session, mail_messages.received(mail), now=now)
    if mail.can_be_answered and mail.why != Why.OFTEN and MailFlag.MALWARE in mail.flags:
        queue(session, mail_messages.infected(mail, [file for file in mail.files if file.document and file.document.is_infected]), now=now)
    mail.receipted = mail.can_be_answered and mail.why != Why.OFTEN
    session.flush()
    return mail


def _kept(session: Session, network: Network, arrival: Arrival, reading: Reading, identity: str, now: datetime) -> IncomingMail:
    raw = documents.keep(session, Upload("bericht.txt", MESSAGE, arrival.raw, arrival.scan), now=now)
    mail = IncomingMail(
        network_id=network.id, identity=identity, message_id=reading.parsed.message_id, raw_id=raw.id,
        arrived_at=min(arrival.arrived_at, now), taken_at=now, written_by=reading.written_by, sender_name=reading.sender_name,
        sender_email=reading.sender_email, subject=reading.parsed.subject[:500], text=reading.words.text,
        signature=reading.words.signature, history=reading.words.history, status=reading.parsed.status, flags=reading.flags,
        state=PostState.WAITING)
    session.add(mail)
    session.flush()
    mail.files = [_file(session, file, number, now) for number, file in enumerate(reading.parsed.files)]
    if any(file.refusal for file in mail.files):
        mail.flags |= {MailFlag.FILES}
    return mail


def _file(session: Session, file: File, number: int, now: datetime) -> MailFile:
    try:
        if number >= MOST_FILES:
            raise Refused("document:many")
        document = documents.keep(session, replace(Upload.of(file.name, file.content), scan=file.scan), now=now)
    except Refused as refusal:
        return MailFile(name=file.name, size=len(file.content), refusal=_REFUSALS[refusal.code])
    return MailFile(name=file.name, size=len(file.content), document_id=document.id)


def _brought(session: Session, network: Network, mail: IncomingMail, arrival: Arrival, reading: Reading, letter: OutboxMail | None,
             now: datetime) -> Why | None:
    """Bring it where it wants to go; or why that is for the secretary."""
    route = route_of(reading.addressed(domains_of(network.email), arrival.envelope_to), _of_letter(letter), reading.asked)
    if isinstance(route, Route):
        mail.becomes, mail.number = route.becomes, route.number
    elif letter is not None and route == Why.NO_KEY:
        mail.number = str(letter.data.get("proposal") or "")[:16]
        route = Why.LETTER
    if why := _held(session, network, mail, reading, now):
        return why
    if not isinstance(route, Route):
        return route
    return _taken(session, network, mail, route, now)


def _of_letter(letter: OutboxMail | None) -> Route | None:
    """Who answers the letter about a round reacts in it; what other letters ask is not answered by e-mail."""
    if letter is None or letter.kind not in ("rounds/opened", "rounds/extended"):
        return None
    return Route(Becomes.REACTION, str(letter.data.get("number", "")))


def _held(session: Session, network: Network, mail: IncomingMail, reading: Reading, now: datetime) -> Why | None:
    """What keeps any message from being brought anywhere: the first that holds."""
    is_often = bool(mail.sender_email) and mail_queries.receipts_lately(session, mail.sender_email, now) >= RECEIPTS
    holds = {
        Why.NO_SENDER: not mail.sender_email,
        Why.OFTEN: is_often,
        Why.CUT: MailFlag.CUT in mail.flags,
        Why.EMPTY: MailFlag.EMPTY in mail.flags and not reading.parsed.files,
        Why.PARTIES_ONLY: mail.becomes is not None and not permits(_ASKS[mail.becomes], SYSTEM, network, now),
    }
    return next((why for why, is_so in holds.items() if is_so), None)


def _taken(session: Session, network: Network, mail: IncomingMail, route: Route, now: datetime) -> Why | None:
    round_ = None
    if route.becomes == Becomes.REACTION:
        proposal = mail_queries.proposal_by_number(session, network, route.number)
        if proposal is None:
            return Why.UNKNOWN_PROPOSAL
        round_ = round_of(session, proposal)
        if round_ is None or mail.arrived_at < round_.opened_at:
            return Why.NO_ROUND
    try:
        with session.begin_nested():
            _become(session, network, mail, route.becomes, round_, "", actor=SYSTEM, now=now)
    except Refused:
        session.refresh(mail)
        return Why.REFUSED
    return None


def _become(session: Session, network: Network, mail: IncomingMail, becomes: Becomes, round_: CommentRound | None, title: str, *,
            actor: Actor, now: datetime) -> None:
    """Take it in as what anyone sends in with a form: not published, with the arrival as its moment."""
    if becomes == Becomes.REACTION:
        if round_ is None:
            raise Refused("mail:no-round", field="round_id")
        mail.number = round_.proposal.number
    sent = contents_of(session, network, mail, becomes, round_, title)
    setattr(mail, f"{becomes}_id", sent.id)
    mail.state, mail.becomes, mail.why, mail.decided_at, mail.decided_by, mail.reason = (
        PostState.SORTED, becomes, None, now, actor.person_name, "")
    record(session, mail, "mail:sort", actor=actor, now=now, becomes=becomes)


def sort_mail(session: Session, network: Network, mail: IncomingMail, *, becomes: Becomes, round_: CommentRound | None = None,
              title: str = "", actor: Actor, now: datetime) -> None:
    """The secretary says what a message is. A reaction in a closed round is late when it arrived after the end."""
    lock(session, mail)
    if mail.state == PostState.SORTED:
        raise Refused("mail:already-sorted")
    if round_ is not None and mail.arrived_at < round_.opened_at:
        raise Refused("mail:before-round", field="round_id")
    _become(session, network, mail, becomes, round_, title, actor=actor, now=now)


def set_mail_aside(session: Session, mail: IncomingMail, *, reason: str, actor: Actor, now: datetime) -> None:
    """Nothing becomes of it, for this reason; a person that can be answered reads it (ZL 6.5)."""
    lock(session, mail)
    if mail.state == PostState.SORTED:
        raise Refused("mail:already-sorted")
    if mail.state == PostState.SET_ASIDE:
        raise Refused("mail:already-set-aside")
    if not reason.strip():
        raise Refused("step:reason-missing", field="reason")
    old = mail.state
    mail.state, mail.decided_at, mail.decided_by, mail.reason = PostState.SET_ASIDE, now, actor.person_name, reason
    record(session, mail, "mail:set-aside", actor=actor, now=now, reason=reason, state=(old, mail.state))
    if mail.can_be_answered:
        queue(session, mail_messages.set_aside(mail), now=now)


def attribute_mail(session: Session, network: Network, mail: IncomingMail, party: Party, *, reason: str, actor: Actor, now: datetime
                   ) -> None:
    """The secretary confirms that what came in by e-mail speaks for a party; an address alone proves nothing (DESIGN rule 9).

    The party is told, and who it stood for before. Raises Refused for who is no member.
    """
    lock(session, mail)
    sent = mail.became
    if sent is None:
        raise Refused("mail:not-sorted")
    lock(session, sent)
    if not is_member(session, network, party.id):
        raise Refused("mail:no-member", field="party_id")
    if sent.party_id == party.id:
        raise Refused("mail:same-party", field="party_id")
    old, sent.party_id = sent.party_id, party.id
    kind = sent.__tablename__
    session.execute(update(Attachment).where(owner_of(Kind(kind)) == sent.id).values(party_id=party.id))
    entry = record(session, sent, f"{kind}:attribute", actor=actor, now=now, reason=reason, party=(old, party.id))
    session.flush()
    title = getattr(sent, "title", "") or mail.subject
    for party_id, is_theirs in ((party.id, True), (old, False)):
        if party_id is not None:
            link = follow_link(sent) if is_theirs else ""
            queue(session, mail_messages.attributed(mail, recipients(session, [party_id]), title=title, link=link, reason=reason,
                                                    is_theirs=is_theirs, change=entry.id), now=now)
