"""The comment rounds: reactions of parties and inhabitants, read by the secretary, answered by the table."""

from datetime import datetime, timedelta
from typing import Any

from portal.core.access import OUTSIDER
from portal.core.calendar import Deadline
from portal.demo.content import grown as said
from portal.demo.grown.chance import Chance, html_of
from portal.demo.grown.land import Land
from portal.demo.grown.proposals import Written, sender, step
from portal.demo.grown.roads import Road
from portal.demo.grown.store import Store, Tick
from portal.notifications.models import MailState
from portal.proposals.rules import Stage
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.rules import WHOLE, Adopted, Position, ReactionState

READ_WITHIN = timedelta(days=2)
"""So long the secretary lets a reaction lie."""
WITHHELD = .01
A_RARE_ONE = 50_000
KEPT = timedelta(days=60)
"""How far back the letters lie: older ones have been cleared away."""


def term_of(term: Deadline, opened_at: datetime) -> dict[str, Any]:
    """The columns of a term that runs."""
    return {"opened_at": opened_at, "published_on": term.published_on, "days": term.days, "last_day": term.last_day,
            "closes_at": term.closes_at, "skipped": [[day.isoformat(), code] for day, code in term.skipped]}


def hold(land: Land, store: Store, chance: Chance, road: Road, written: Written, tick: Tick) -> None:
    """The round, if it was opened, with what became of it."""
    if road.opened is None or road.term is None:
        return
    version = written.versions[1 if road.revised else 0]
    is_over = road.term.closes_at < land.now
    round_id = store.add(CommentRound, proposal_id=written.id, version_id=version, reminded_at=None,
                         end_announced_at=road.term.closes_at if is_over else None, answered_at=road.answered,
                         **term_of(road.term, road.opened))
    store.record(CommentRound, round_id, "round:open", land.secretary, road.opened, text=version, closes_at=road.term.closes_at)
    store.tell("round:open", road.opened, network_id=land.network.id, title=written.title, path=written.path, proposal_id=written.id,
               closes_at=road.term.closes_at)
    counts = _react(land, store, chance, road, written, round_id)
    tick(road.reactions)
    if road.answered:
        store.record(CommentRound, round_id, "round:answer", land.secretary, road.answered, count=sum(counts.values()),
                     yes=counts[Adopted.YES], partly=counts[Adopted.PARTLY], no=counts[Adopted.NO])
        store.tell("round:answered", road.answered, network_id=land.network.id, title=written.title, path=written.path,
                   proposal_id=written.id, yes=counts[Adopted.YES], partly=counts[Adopted.PARTLY], no=counts[Adopted.NO])
    if road.worked_out:
        step(land, store, chance, written, "work_out", (Stage.PRELIMINARY, Stage.WORKED_OUT), road.worked_out)
    if road.stage == Stage.SET_ASIDE and road.ended:
        step(land, store, chance, written, "set_aside", (Stage.PRELIMINARY, Stage.SET_ASIDE), road.ended)


def _react(land: Land, store: Store, chance: Chance, road: Road, written: Written, round_id: int) -> dict[Adopted, int]:
    """All reactions in the order in which they came; answers how many were adopted, in part or not."""
    assert road.opened and road.term  # noqa: S101 - `hold` looked
    until = min(road.term.closes_at, land.now) - timedelta(minutes=1)
    members, counts = land.members_at(road.opened), dict.fromkeys(Adopted, 0)
    for number in range(1, road.reactions + 1):
        received = road.opened + (until - road.opened) * (number / (road.reactions + 1))
        reaction_id, state = _reaction(land, store, chance, written, round_id, number, received, members)
        if road.answered and state != ReactionState.NEW:  # who was withheld gets an answer too
            counts[_answer(store, chance, written, reaction_id, road.answered)] += 1
    return counts


def _reaction(land: Land, store: Store, chance: Chance, written: Written, round_id: int, number: int, received: datetime,
              members: int) -> tuple[int, ReactionState]:
    member = land.members[int(chance.dice.random() * members)] if members and chance.happens(.6) else None
    text = chance.sentences(said.SAID, 2, 6, place=chance.one(land.places).name)
    if (round_id * 31 + number) % A_RARE_ONE == 7:
        text = f"{text} {said.RARE}"
    read_at = received + READ_WITHIN * chance.dice.random()
    state = ReactionState.WITHHELD if chance.happens(WITHHELD) else ReactionState.PUBLISHED
    if read_at >= land.now:
        state = ReactionState.NEW
    shown = text if state == ReactionState.PUBLISHED else ""
    reaction_id = store.add(
        Reaction, round_id=round_id, number=number, position=chance.one(list(Position)),
        labels=[WHOLE] if chance.happens(.5) else [chance.one(written.labels)], text=text, public_text=shown,
        public_html=html_of(shown) if shown else "", state=state, read_at=None if state == ReactionState.NEW else read_at,
        withheld_reason="De reactie noemt een persoon." if state == ReactionState.WITHHELD else "", **sender(chance, member, received))
    by = member.contact if member else OUTSIDER
    store.record(Reaction, reaction_id, "reaction:give", by, received, number=number, late=False, confidential=False)
    if state != ReactionState.NEW:
        store.record(Reaction, reaction_id, "reaction:read", land.secretary, read_at, state=(ReactionState.NEW, state), cleared=False)
    if member and received > land.now - KEPT:
        _receipt(store, written, number, received, f"contact@{member.kvk}.example", member.contact.person_name, reaction_id)
    return reaction_id, state


def _receipt(store: Store, written: Written, number: int, received: datetime, email: str, name: str, reaction_id: int) -> None:
    store.letter(received, key=f"rounds/receipt:{reaction_id}|{email}", kind="rounds/receipt", email=email, name=name, language="nl",
                 state=MailState.SENT, attempts=1, error="",
                 data={"number": number, "proposal": written.number, "title": written.title, "link": written.path, "late": False})


def _answer(store: Store, chance: Chance, written: Written, reaction_id: int, published_at: datetime) -> Adopted:
    adopted = chance.one(list(Adopted))
    text = chance.sentences(said.ANSWERED, 1, 1, label=chance.one(written.labels))
    store.add(Answer, reaction_id=reaction_id, adopted=adopted, text=text, html=html_of(text),
              changed=[written.labels[0]] if adopted != Adopted.NO else [], written_at=published_at - timedelta(days=1),
              published_at=published_at)
    return adopted
