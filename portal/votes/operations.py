"""The verbs of votes: opening one with a frozen roll, casting, and recording what was voted in a meeting."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit.operations import record
from portal.core.access import Actor
from portal.core.calendar import deadline, local_day
from portal.core.database import lock
from portal.core.errors import Refused
from portal.meetings.queries import table_of
from portal.members.queries import members
from portal.members.signatures import new_number
from portal.notifications.operations import queue
from portal.parties.queries import recipients
from portal.proposals.models import Proposal
from portal.proposals.operations import take_step
from portal.proposals.queries import latest_version
from portal.proposals.rules import Facts
from portal.tables.queries import seated, size_classes
from portal.votes import messages
from portal.votes.models import Ballot, RollEntry, Vote
from portal.votes.queries import last_ballot, recusals_of, roll_entry
from portal.votes.rules import Choice, choices
from portal.votes.sealing import SealedBallot, seal


def open_vote(session: Session, proposal: Proposal, *, facts: Facts, actor: Actor, now: datetime) -> Vote:
    """Let the network vote on the text as it stands (IN 9.1). Roll and rules are frozen here and everyone is told at once.

    Raises Refused when the proposal is not ready for it or there is nobody to vote.
    """
    lock(session, proposal)
    profile = proposal.network.profile
    term = deadline(local_day(now), profile.vote_days)
    roll = _roll(session, proposal)
    page = f"/voorstellen/{proposal.number}/stemming"
    take_step(session, proposal, "open_vote", facts=facts, actor=actor, now=now, path=page,
              closes_at=term.closes_at)
    vote = Vote(proposal=proposal, text_version=latest_version(session, proposal), opened_at=now,
                may_abstain=profile.abstention, by_name=profile.vote_by_name, shows_progress=profile.vote_progress,
                asks_proof=profile.proof_of_vote)
    vote.set_deadline(term)
    session.add(vote)
    session.flush()
    for entry in roll:
        entry.vote_id = vote.id
    session.add_all(roll)
    record(session, vote, "vote:open", actor=actor, now=now, closes_at=vote.closes_at, voters=len(roll),
           version=vote.text_version.number, may_abstain=vote.may_abstain, by_name=vote.by_name)
    queue(session, messages.opened(vote, recipients(session, [entry.party_id for entry in roll])), now=now)
    return vote


def _roll(session: Session, proposal: Proposal) -> list[RollEntry]:
    """The members of this moment, with their class and whether they sit at the table that handled the proposal."""
    parties = members(session, proposal.network)
    if not parties:
        raise Refused("vote:no-members")
    table = table_of(session, proposal)
    at_table = seated(session, table) if table else {}
    classes = size_classes(session, proposal.network)
    return [RollEntry(party_id=party.id, party_name=party.name, at_table=party.id in at_table,
                      size_class=classes.get(party.id) or at_table.get(party.id)) for party in parties]


def cast_ballot(session: Session, vote: Vote, *, choice: Choice, explanation: str = "", actor: Actor, now: datetime
                ) -> Ballot:
    """Vote for one's own party; voting again replaces the vote until the end (DESIGN rule 6).

    Raises Refused when the party is not on the roll, stands aside, or the vote is not open at `now`.
    """
    ballot = _put_in(session, vote, party_id=actor.party_id, choice=choice, explanation=explanation, by_secretary=False,
                     actor=actor, now=now)
    queue(session, messages.receipt(vote, ballot, recipients(session, [ballot.party_id])), now=now)
    return ballot


def record_ballot(session: Session, vote: Vote, *, party_id: int, choice: Choice, explanation: str = "", actor: Actor,
                  now: datetime) -> Ballot:
    """Write down what a party voted in the meeting, marked as such; the party is told and may change it.

    Raises Refused as `cast_ballot` does.
    """
    ballot = _put_in(session, vote, party_id=party_id, choice=choice, explanation=explanation, by_secretary=True,
                     actor=actor, now=now)
    queue(session, messages.recorded(vote, ballot, recipients(session, [ballot.party_id])), now=now)
    return ballot


def _put_in(session: Session, vote: Vote, *, party_id: int | None, choice: Choice, explanation: str, by_secretary: bool,
            actor: Actor, now: datetime) -> Ballot:
    lock(session, vote)
    entry = open_entry(session, vote, party_id, now)
    if entry.party_id in recusals_of(session, vote):
        raise Refused("vote:stands-aside")
    if choice not in choices(vote.may_abstain):
        raise Refused("vote:no-abstaining", field="choice")
    earlier = last_ballot(session, vote, entry.party_id)
    ballot = sealed(vote, entry, Ballot(
        choice=choice, explanation=explanation, cast_at=now, person_id=actor.person_id, person_name=actor.person_name,
        by_secretary=by_secretary))
    session.add(ballot)
    record(session, ballot, "vote:record" if by_secretary else "vote:cast", actor=actor, now=now, vote=vote.id,
           party=entry.party_id, number=ballot.number, choice=(earlier.choice if earlier else None, choice))
    return ballot


def sealed(vote: Vote, entry: RollEntry, ballot: Ballot) -> Ballot:
    """The ballot of this party, with the number and the seal of its receipt."""
    ballot.vote_id, ballot.party_id, ballot.number = vote.id, entry.party_id, new_number("S")
    ballot.by_secretary, ballot.explanation = bool(ballot.by_secretary), ballot.explanation or ""
    ballot.seal = seal(facts_of(vote, entry, ballot))
    return ballot


def facts_of(vote: Vote, entry: RollEntry, ballot: Ballot) -> SealedBallot:
    """What the row says now: its seal is right when nothing in it was changed."""
    return SealedBallot(
        number=ballot.number, proposal=vote.proposal.number, version=vote.text_version.number, party=entry.party_name,
        choice=ballot.choice, explanation=ballot.explanation, cast_at=ballot.cast_at, in_meeting=ballot.by_secretary)


def open_entry(session: Session, vote: Vote, party_id: int | None, now: datetime) -> RollEntry:
    """The party's place on the roll. Raises Refused when it has none, or when the vote is not open at `now`."""
    if now < vote.opened_at:
        raise Refused("vote:not-open-yet", opens=vote.opened_at)
    if not vote.is_open(now):
        raise Refused("vote:closed", closes_at=vote.closes_at)
    entry = roll_entry(session, vote, party_id)
    if entry is None:
        raise Refused("vote:not-on-roll")
    return entry
