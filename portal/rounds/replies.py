"""The verbs of replies to a published reaction, and of taking a reply or a rejoinder off the site."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.contributions.operations import must_confirm, senders
from portal.contributions.rules import HiddenGround, counts_from
from portal.core.access import OUTSIDER, Actor
from portal.core.database import lock
from portal.core.errors import Refused, Stale
from portal.core.markup import render
from portal.notifications.operations import queue
from portal.parties.rules import PublishAs
from portal.rounds import messages
from portal.rounds.models import Reaction, ReactionReply, Rejoinder
from portal.rounds.operations import check_term
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
    lock(session, reply)
    if not reply.awaits_address:
        raise Refused("contribution:confirmed")
    if counts_from(reply.received_at, now) >= round_.closes_at:
        raise Refused("reply:too-late", closes_at=round_.closes_at)
    reply.awaits_address, reply.confirmed_at = False, now
    record(session, reply, "reply:confirm-address", actor=OUTSIDER, now=now)


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
    if not publish and not reason.strip():
        raise Refused("reaction:reason-missing", field="reason")
    old, text = reply.state, (public_text or reply.text) if publish else ""
    reply.state, reply.read_at = (ReactionState.PUBLISHED if publish else ReactionState.WITHHELD), now
    reply.public_text, reply.public_html = text, render(text, "public_text") if publish else ""
    reply.withheld_reason = "" if publish else reason
    record(session, reply, "reply:read", actor=actor, now=now, reason=reply.withheld_reason, state=(old, reply.state))
    proposal = reply.reaction.round.proposal
    queue(session, messages.reply_read(reply, proposal, senders(session, reply), now), now=now)
    if publish and not reply.reaction.is_withdrawn:
        queue(session, messages.replied(reply, proposal, senders(session, reply.reaction)), now=now)


def hide_text(session: Session, said: ReactionReply | Rejoinder, *, ground: HiddenGround, note: str, actor: Actor, now: datetime) -> None:
    """Take a reply or a rejoinder off the site; the file keeps it, the site says that and why, the sender is told."""
    lock(session, said)
    if said.is_hidden:
        raise Refused("contribution:already-hidden")
    said.hidden_at, said.hidden_ground, said.hidden_note = now, ground, note
    record(session, said, f"{_name(said)}:hide", actor=actor, now=now, reason=note, ground=ground)
    sent = said if isinstance(said, ReactionReply) else said.reaction
    queue(session, messages.text_hidden(said, senders(session, sent)), now=now)


def show_text_again(session: Session, said: ReactionReply | Rejoinder, *, note: str, actor: Actor, now: datetime) -> None:
    """Put it back on the site, with the reason on record."""
    lock(session, said)
    if not said.is_hidden:
        raise Refused("contribution:not-hidden")
    ground = said.hidden_ground
    said.hidden_at, said.hidden_ground, said.hidden_note = None, None, ""
    record(session, said, f"{_name(said)}:show-again", actor=actor, now=now, reason=note, ground=(ground, None))


def _name(said: ReactionReply | Rejoinder) -> str:
    return "reply" if isinstance(said, ReactionReply) else "rejoinder"
