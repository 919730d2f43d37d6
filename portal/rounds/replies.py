"""The verbs of replies to a published reaction, and of taking a reply or a rejoinder off the site."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import confirm_address, must_confirm, senders, take_off
from portal.contributions.rules import HiddenGround, counts_from
from portal.core.access import Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.notifications.operations import queue
from portal.parties.rules import PublishAs
from portal.rounds import messages
from portal.rounds.models import Reaction, ReactionReply, Rejoinder
from portal.rounds.operations import check_term, show_or_withhold
from portal.rounds.rules import ReactionState


def give_reply(session: Session, reaction: Reaction, *, text: str, sender_name: str = "", sender_place: str = "",
               sender_email: str = "", publish_as: PublishAs = PublishAs.PLACE, actor: Actor, now: datetime) -> ReactionReply:
    """Say something about a published reaction while the round is open. One level: nobody replies to a reply.

    Who has no account first confirms the address (`confirm_reply`). The secretary reads it before it is on the site.
    """
    lock(session, reaction.round)
    lock(session, reaction)
    check_term(reaction.round, False, now)
    if reaction.state != ReactionState.PUBLISHED or reaction.is_withdrawn or reaction.is_hidden:
        raise Refused("reply:not-possible")
    reply = ReactionReply(
        reaction=reaction, text=text, party_id=actor.party_id, person_id=actor.person_id, sender_name=sender_name,
        sender_place=sender_place, sender_email=sender_email, publish_as=publish_as, follow_key=secrets.token_urlsafe(18),
        received_at=now, awaits_address=must_confirm(actor, sender_email))
    session.add(reply)
    # The record is for ever: it says that something came in, never what it says.
    record(session, reply, "reply:give", actor=actor, now=now, reaction=reaction.id)
    if reply.awaits_address:
        queue(session, messages.confirm_reply(reply, reaction.round.proposal), now=now)
    return reply


def confirm_reply(session: Session, reply: ReactionReply, *, now: datetime) -> None:
    """The sender confirmed the address: the secretary sees the reply. Refused when it counts from after the end."""
    round_ = reply.reaction.round
    lock(session, round_)
    confirm_address(session, reply, now=now)
    if counts_from(reply.received_at, now) >= round_.closes_at:
        raise Refused("reply:too-late", closes_at=round_.closes_at)


def read_reply(session: Session, reply: ReactionReply, *, publish: bool, public_text: str = "", reason: str = "",
               version: int | None = None, actor: Actor, now: datetime) -> None:
    """Show it beneath the reaction with the cleared text, or keep it off the site with a reason (DESIGN rule 8).

    Its sender is told; who sent the reaction is told once, when it is on the site.
    """
    lock(session, reply)
    if version is not None and version != reply.version:
        raise Stale(reply.public_text or reply.withheld_reason)
    if reply.awaits_address:
        raise Refused("reaction:not-confirmed")
    if publish and reply.publish_as == PublishAs.HIDDEN and reply.party_id is None:
        raise Refused("reaction:wants-no-name", field="reading")
    old = show_or_withhold(reply, publish=publish, public_text=public_text, reason=reason, now=now)
    record(session, reply, "reply:read", actor=actor, now=now, reason=reply.withheld_reason, state=(old, reply.state))
    proposal = reply.reaction.round.proposal
    queue(session, messages.reply_read(reply, proposal, senders(session, reply), now), now=now)
    if publish and not reply.reaction.is_withdrawn:
        queue(session, messages.replied(reply, proposal, senders(session, reply.reaction)), now=now)


def hide_text(session: Session, said: ReactionReply | Rejoinder, *, ground: HiddenGround, note: str, actor: Actor, now: datetime) -> None:
    """Take a reply or a rejoinder off the site; the file keeps it, the site says that and why, the sender is told."""
    take_off(session, said, ground=ground, note=note, actor=actor, now=now)
    sent = said if isinstance(said, ReactionReply) else said.reaction
    queue(session, messages.text_hidden(said, senders(session, sent)), now=now)
