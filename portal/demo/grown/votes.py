"""The votes with roll and ballots, the municipality's choice, and what every board decided."""

from datetime import datetime, timedelta

from portal.core.access import SYSTEM
from portal.core.calendar import local_day
from portal.decisions.models import BoardDecision, Submission
from portal.decisions.rules import BoardChoice
from portal.demo.content import grown as said
from portal.demo.grown.chance import Chance
from portal.demo.grown.land import Land, Place
from portal.demo.grown.proposals import Written, step
from portal.demo.grown.roads import Fate, Road
from portal.demo.grown.rounds import term_of
from portal.demo.grown.store import Store
from portal.proposals.rules import Stage
from portal.tables.rules import SizeClass
from portal.votes.models import Ballot, RollEntry, Vote
from portal.votes.rules import Choice
from portal.votes.sealing import SealedBallot, seal

TURNOUT = .7
EXPLAINED = .04
SIZES = (SizeClass.SMALL, SizeClass.SMALL, SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.MEDIUM, SizeClass.LARGE, None)


def decide(land: Land, store: Store, chance: Chance, road: Road, written: Written) -> None:
    """From the vote on: as far as the road goes."""
    if road.vote_opened is None:
        return
    _vote(land, store, chance, road, written)
    if road.decided is None:
        return
    page, submitted = f"/besluiten/{written.number}", road.fate != Fate.NOT_SUBMITTED
    step(land, store, chance, written, "submit" if submitted else "not_submit",
         (Stage.IN_VOTE, Stage.SUBMITTED if submitted else Stage.NOT_SUBMITTED), road.decided, path=page)
    starts = local_day(road.decided + timedelta(days=90)).replace(day=1) if submitted else None
    submission_id = store.add(Submission, proposal_id=written.id, submitted=submitted, reason=chance.one(said.REASONS),
                              deviates=False, decided_at=road.decided, in_force_from=starts)
    store.record(Submission, submission_id, "decision:submit", land.secretary, road.decided, proposal=written.id, submitted=submitted,
                 deviates=False, in_force_from=starts)
    if road.boards:
        _boards(land, store, chance, road, written, submission_id, page)


def _vote(land: Land, store: Store, chance: Chance, road: Road, written: Written) -> None:
    assert road.vote_opened and road.vote_term  # noqa: S101 - `decide` looked
    most, version = land.members_at(road.vote_opened), written.versions[-1]
    vote_id = store.add(Vote, proposal_id=written.id, version_id=version, **term_of(road.vote_term, road.vote_opened))
    closes_at = road.vote_term.closes_at
    step(land, store, chance, written, "open_vote", (Stage.WORKED_OUT, Stage.IN_VOTE), road.vote_opened,
         path=f"{written.path}/stemming", closes_at=closes_at)
    store.record(Vote, vote_id, "vote:open", land.secretary, road.vote_opened, closes_at=closes_at, voters=most, version=version,
                 may_abstain=False, by_name=True)
    until, against = min(closes_at, land.now) - timedelta(minutes=1), .15 + chance.dice.random() * .4
    for number, member in enumerate(land.members[:most]):
        store.add(RollEntry, vote_id=vote_id, party_id=member.id, party_name=member.name, size_class=SIZES[number % len(SIZES)],
                  at_table=number % 40 == 0)
        if chance.happens(TURNOUT):
            choice = Choice.AGAINST if chance.happens(against) else Choice.FOR
            _ballot(store, chance, written, vote_id, number, land, choice, chance.between(road.vote_opened, until))


def _ballot(store: Store, chance: Chance, written: Written, vote_id: int, place: int, land: Land, choice: Choice, cast_at: datetime) -> None:
    member, number = land.members[place], chance.receipt("S")
    words = chance.one(said.WHY) if chance.happens(EXPLAINED) else ""
    sealed = seal(SealedBallot(number=number, proposal=written.number, version=len(written.versions), party=member.name, choice=choice,
                               explanation=words, cast_at=cast_at, in_meeting=False))
    ballot_id = store.add(Ballot, number=number, seal=sealed, vote_id=vote_id, party_id=member.id, choice=choice, explanation=words,
                          cast_at=cast_at, person_id=member.contact.person_id, person_name=member.contact.person_name,
                          by_secretary=False)
    store.record(Ballot, ballot_id, "vote:cast", member.contact, cast_at, vote=vote_id, party=member.id, number=number,
                 choice=(None, choice))


def _boards(land: Land, store: Store, chance: Chance, road: Road, written: Written, submission_id: int, page: str) -> None:
    """Every municipality decides; where some have yet to do so, the proposal still lies with the boards."""
    assert road.decided and road.boards  # noqa: S101 - `decide` looked
    after = road.decided + timedelta(days=2)
    last = road.ended or after + timedelta(days=60)
    for number, place in enumerate(land.places):
        moment = after + (last - after) * ((number + 1) / len(land.places))
        if moment < land.now:
            _board(land, store, chance, road, written, submission_id, page, place, moment)
    if road.ended:
        name = "adopt" if road.stage == Stage.ADOPTED else "reject"
        step(land, store, chance, written, name, (Stage.SUBMITTED, road.stage), road.ended, path=page, actor=SYSTEM)


def _board(land: Land, store: Store, chance: Chance, road: Road, written: Written, submission_id: int, page: str, place: Place,
           moment: datetime) -> None:
    adopted, decided_on = road.fate == Fate.ADOPTED, local_day(moment - timedelta(days=1))
    reason, number = chance.one(said.REASONS), f"B{decided_on.year}-{written.number}"
    decision_id = store.add(
        BoardDecision, proposal_id=written.id, submission_id=submission_id, municipality_id=place.id, adopted=adopted,
        decided_on=decided_on, number=number, reason=reason, recorded_at=moment, recorded_by=place.staff.person_name)
    store.record(BoardDecision, decision_id, "decision:record-board", place.staff, moment, reason, proposal=written.id,
                 municipality=place.id, adopted=BoardChoice.of(adopted), decided_on=decided_on, number=number, mandate=None, document=None)
    store.tell("decision:board", moment, network_id=land.network.id, title=written.title, path=page, proposal_id=written.id,
               reason=reason, municipality=place.name, adopted=BoardChoice.of(adopted), number=number, decided_on=decided_on)
