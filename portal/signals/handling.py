"""What the secretary may do with a signal beside judging it: join, split, give to a party, judge again, make it a proposal."""

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.models import Attachment
from portal.contributions.operations import senders
from portal.core.access import Actor
from portal.core.calendar import local_day
from portal.core.database import lock
from portal.core.errors import Refused
from portal.networks.models import Network
from portal.notifications.operations import queue
from portal.parties.models import Party
from portal.signals import messages
from portal.signals.models import Signal
from portal.signals.operations import check_version, make_known, put_on_site, still_waits, tell_judgement
from portal.signals.queries import merged_into, next_sequence
from portal.signals.rules import JUDGED, ReplyOutcome, Sentiment, SignalState, Subject
from portal.signals.traces import is_on_open_agenda


def merge_signal(session: Session, signal: Signal, other: Signal, *, reason: str, version: int | None = None, actor: Actor,
                 now: datetime) -> None:
    """Let a signal follow another one, which stays for both. Both senders are told; so are those that followed this one.

    What was joined with this one follows the other from now on too.
    """
    still_waits(session, signal, version)
    lock(session, other)
    if other.id == signal.id:
        raise Refused("signal:merge-itself", field="other_id")
    if other.network_id != signal.network_id or other.awaits_address:
        raise Refused("signal:merge-which", field="other_id")
    if other.state == SignalState.MERGED:
        raise Refused("signal:merge-merged", field="other_id")
    followers = merged_into(session, signal)
    signal.state, signal.merged_into_id, signal.decided_at, signal.reason = SignalState.MERGED, other.id, now, reason
    record(session, signal, "signal:merge", actor=actor, now=now, reason=reason, into=other.number)
    for follower in followers:
        follower.merged_into_id = other.id
        record(session, follower, "signal:merge", actor=actor, now=now, reason=reason, into=other.number)
    session.flush()
    for told in (signal, *followers):
        queue(session, messages.merged(told, other, senders(session, told)), now=now)
    queue(session, messages.joined(other, signal, senders(session, other)), now=now)


def split_signal(session: Session, network: Network, signal: Signal, *, title: str, text: str, sentiment: Sentiment,
                 subject: Subject, reason: str, version: int | None = None, actor: Actor, now: datetime) -> Signal:
    """Make a second signal of a part, with a number of its own and the same sender, who is told. The first keeps what was sent.

    `title` and `text`: the sender's words about the second thing. Documents and the confidential part stay with the first.
    """
    lock(session, network)
    still_waits(session, signal, version)
    year = local_day(now).year
    part = Signal(
        network_id=network.id, year=year, sequence=next_sequence(session, network, year), title=title, text=text,
        sentiment=sentiment, subject=subject, laws=signal.laws, result=signal.result, municipality_id=signal.municipality_id,
        district=signal.district, agreement_id=signal.agreement_id, article=signal.article, channel=signal.channel,
        entered_by_id=signal.entered_by_id, split_from_id=signal.id, party_id=signal.party_id, person_id=signal.person_id,
        sender_name=signal.sender_name, sender_place=signal.sender_place, sender_email=signal.sender_email,
        publish_as=signal.publish_as, follow_key=secrets.token_urlsafe(18), received_at=signal.received_at,
        confirmed_at=signal.confirmed_at)
    session.add(part)
    record(session, part, "signal:split", actor=actor, now=now, reason=reason, number=part.number, of=signal.number)
    record(session, signal, "signal:split", actor=actor, now=now, reason=reason, part=part.number)
    queue(session, messages.split(signal, part, reason, senders(session, signal)), now=now)
    return part


def give_to_party(session: Session, signal: Signal, party: Party, *, reason: str, version: int | None = None, actor: Actor,
                  now: datetime) -> None:
    """It came from somebody who speaks for a party, such as by e-mail: from now on it is the party's, under its name."""
    lock(session, signal)
    check_version(signal, version)
    if signal.party_id == party.id:
        raise Refused("signal:its-party", field="party_id")
    old, signal.party_id = signal.party_id, party.id
    session.execute(update(Attachment).where(Attachment.signal_id == signal.id).values(party_id=party.id))
    record(session, signal, "signal:give-to-party", actor=actor, now=now, reason=reason, party=(old, party.id))


def judge_again(session: Session, signal: Signal, *, relevant: bool, reason: str, public_text: str, public_title: str = "",
                public_district: str | None = None, reply_text: str = "", version: int | None = None, actor: Actor,
                now: datetime) -> None:
    """Reconsider a judgement, with a reason; what the sender said of it is read with this, and public as `reply_text`.

    Raises Refused while it stands on an agenda, and for what is no signal of its own any more because it became a proposal.
    """
    lock(session, signal)
    session.refresh(signal, ["reply"])
    if signal.state not in JUDGED:
        raise Refused("signal:not-judged")
    check_version(signal, version)
    if not relevant and is_on_open_agenda(session, signal):
        raise Refused("signal:on-agenda", field="judgement")
    old, was_public = signal.state, signal.is_on_site
    signal.state = SignalState.SCHEDULED if relevant else SignalState.SET_ASIDE
    signal.merged_into_id, signal.decided_at, signal.reason = None, now, reason
    put_on_site(signal, public_title, public_text, public_district, now)
    if signal.reply is not None and signal.reply.read_at is None:
        signal.reply.read_at, signal.reply.outcome = now, ReplyOutcome.RECONSIDERED
        signal.reply.public_text = reply_text
    record(session, signal, "signal:judge-again", actor=actor, now=now, reason=reason, state=(old, signal.state),
           published=bool(public_text))
    if not (was_public and old == SignalState.SCHEDULED):
        make_known(session, signal, now=now)
    tell_judgement(session, signal, now=now)


def becomes_proposal(session: Session, signal: Signal, proposal_id: int, *, number: str, reason: str, version: int | None = None,
                     actor: Actor, now: datetime) -> None:
    """The secretary made a proposal of it: the signal follows that from now on, and its sender is told."""
    lock(session, signal)
    if signal.awaits_address or signal.state not in (SignalState.RECEIVED, SignalState.SCHEDULED, SignalState.SET_ASIDE):
        raise Refused("signal:already-judged")
    check_version(signal, version)
    old, signal.state, signal.proposal_id = signal.state, SignalState.PROPOSAL, proposal_id
    signal.decided_at, signal.reason = now, reason
    record(session, signal, "signal:become-proposal", actor=actor, now=now, reason=reason, proposal=number,
           state=(old, signal.state))
    tell_judgement(session, signal, now=now)
