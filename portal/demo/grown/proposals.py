"""The proposals with their texts, and every step that they took."""

from datetime import datetime, timedelta

from portal.core.access import OUTSIDER, Actor
from portal.core.calendar import local_day
from portal.core.revisions import Paragraph
from portal.demo.content import grown as said
from portal.demo.grown.chance import Chance, html_of
from portal.demo.grown.land import Land, Member
from portal.demo.grown.roads import Fate, Road
from portal.demo.grown.store import Store
from portal.networks.rules import Law
from portal.parties.rules import PublishAs
from portal.proposals.models import Proposal, ProposalVersion, Support
from portal.proposals.rules import ProposalKind, Stage


class Numbers:
    """The next number of a year, after those that were given."""

    def __init__(self, last: dict[int, int]) -> None:
        self._last = last

    def next(self, instant: datetime) -> tuple[int, int]:
        year = local_day(instant).year
        self._last[year] = self._last.get(year, 0) + 1
        return year, self._last[year]


class Written:
    """A proposal as far as the other files need it."""

    def __init__(self, proposal_id: int, number: str, title: str, labels: list[str], versions: list[int]) -> None:
        self.id, self.number, self.title, self.labels, self.versions = proposal_id, number, title, labels, versions
        self.path = f"/voorstellen/{number}"


def write(land: Land, store: Store, chance: Chance, road: Road, numbers: Numbers) -> Written:
    """The proposal, its versions, and its steps before the round."""
    year, sequence = numbers.next(road.received)
    title, kind = chance.title(), _kind(chance, road)
    agreement, version = chance.one(land.agreements)
    member = a_member(land, chance, road.received) if chance.happens(.8) else None
    about = agreement if kind != ProposalKind.NEW else None
    proposal_id = store.add(
        Proposal, network_id=land.network.id, year=year, sequence=sequence, title=title, summary=chance.sentences(said.WHY, 2, 3), kind=kind,
        agreement_id=about.id if about else None, laws=agreement.laws or frozenset({chance.one(list(Law))}),
        municipality_id=chance.one(land.places).id if chance.happens(.3) else None, stage=road.stage, stage_since=road.since,
        stage_reason=chance.one(said.REASONS), published_at=road.judged, **sender(chance, member, road.received))
    by = member.contact if member else OUTSIDER
    paragraphs = _paragraphs(chance, version.paragraphs if about else (), kind)
    versions = [_version(store, chance, proposal_id, 1, paragraphs, road.received, by.person_name or "een inwoner")]
    if road.revised:
        versions.append(_version(store, chance, proposal_id, 2, _revised(paragraphs), road.revised, land.secretary.person_name))
    if road.worked_out:
        versions.append(_version(store, chance, proposal_id, len(versions) + 1, _revised(paragraphs), road.worked_out,
                                 land.secretary.person_name))
    written = Written(proposal_id, f"{year}-{sequence:02d}", title, [paragraph.label for paragraph in paragraphs], versions)
    store.record(Proposal, proposal_id, "proposal:receive", by, road.received, number=written.number, confidential=False)
    _tell_steps(land, store, chance, road, written)
    _supports(land, store, chance, road, written, member)
    return written


def _kind(chance: Chance, road: Road) -> ProposalKind:
    # What is adopted here makes no agreement's next text: the texts are those of the history that was played.
    return ProposalKind.NEW if road.fate == Fate.ADOPTED or chance.happens(.15) else ProposalKind.CHANGE


def a_member(land: Land, chance: Chance, instant: datetime) -> Member | None:
    """Somebody who had joined by then."""
    most = land.members_at(instant)
    return land.members[int(chance.dice.random() * most)] if most else None


def sender(chance: Chance, member: Member | None, received: datetime) -> dict[str, object]:
    """The sender's columns: a party, or an inhabitant who confirmed an address."""
    return {
        "party_id": member.id if member else None, "person_id": member.contact.person_id if member else None,
        "sender_name": "" if member else chance.person(), "sender_place": "" if member else "Vaals",
        "sender_email": "" if member else f"inwoner{int(chance.dice.random() * 10 ** 6)}@inwoners.example",
        "publish_as": PublishAs.PLACE, "follow_key": chance.key(), "received_at": received,
        "confirmed_at": None if member else received + timedelta(minutes=9)}


def _paragraphs(chance: Chance, text: tuple[Paragraph, ...], kind: ProposalKind) -> tuple[Paragraph, ...]:
    """Three paragraphs beside each other: of the agreement with what is changed in one or two, or all new."""
    if kind == ProposalKind.NEW or not text:
        return tuple(Paragraph(f"1.{number}", chance.sentences(said.WHY, 2, 3)) for number in (1, 2, 3))
    start = int(chance.dice.random() * max(len(text) - 3, 1))
    around = text[start : start + 3]
    return tuple(Paragraph(one.label, one.text if place == 1 else f"{one.text} {chance.one(said.WHY)}", one.heading, one.text)
                 for place, one in enumerate(around))


def _revised(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    first, *rest = paragraphs
    return (Paragraph(first.label, f"{first.text} Dit wordt na een jaar bekeken.", first.heading, first.before), *rest)


def _version(store: Store, chance: Chance, proposal_id: int, number: int, paragraphs: tuple[Paragraph, ...], created_at: datetime,
             created_by: str) -> int:
    explanation = chance.sentences(said.WHY, 3, 6)
    return store.add(ProposalVersion, proposal_id=proposal_id, number=number, paragraphs=paragraphs, explanation=explanation,
                     explanation_html=html_of(explanation), created_at=created_at, created_by=created_by)


def _tell_steps(land: Land, store: Store, chance: Chance, road: Road, written: Written) -> None:
    """What was decided up to the round, and the end of who never came so far."""
    if road.judged is None:
        return
    store.tell("proposal:receive", road.judged, network_id=land.network.id, title=written.title, path=written.path,
               proposal_id=written.id, received_on=local_day(road.received))
    if road.fate == Fate.SET_ASIDE:
        step(land, store, chance, written, "set_aside", (Stage.RECEIVED, Stage.SET_ASIDE), road.judged)
        return
    step(land, store, chance, written, "schedule", (Stage.RECEIVED, Stage.SCHEDULED), road.judged)
    if road.revised:
        store.record(Proposal, written.id, "proposal:revise", land.secretary, road.revised, version=(1, 2))
        store.tell("proposal:revise", road.revised, network_id=land.network.id, title=written.title, path=written.path,
                   proposal_id=written.id, version=2)
    if road.stage == Stage.WITHDRAWN and road.ended:
        step(land, store, chance, written, "withdraw", (Stage.SCHEDULED, Stage.WITHDRAWN), road.ended)
    if road.stage == Stage.IN_WORKING_GROUP and road.ended:
        step(land, store, chance, written, "to_working_group", (Stage.SCHEDULED, Stage.IN_WORKING_GROUP), road.ended)
    if road.preliminary:
        step(land, store, chance, written, "make_preliminary", (Stage.SCHEDULED, Stage.PRELIMINARY), road.preliminary)


def step(land: Land, store: Store, chance: Chance, written: Written, name: str, stages: tuple[Stage, Stage], moment: datetime, *,
         path: str = "", actor: Actor | None = None, **data: object) -> None:
    """A step on the record and on the site, as `take_step` leaves it."""
    reason = chance.one(said.REASONS)
    store.record(Proposal, written.id, f"proposal:{name}", actor or land.secretary, moment, reason, stage=stages)
    store.tell(f"proposal:{name}", moment, network_id=land.network.id, title=written.title, path=path or written.path,
               proposal_id=written.id, reason=reason, number=written.number, **data)


def _supports(land: Land, store: Store, chance: Chance, road: Road, written: Written, sent_by: Member | None) -> None:
    if road.judged is None or not chance.happens(.3):
        return
    most = land.members_at(road.judged)
    behind = {int(chance.dice.random() * most) for _ in range(4)} if most else set()
    for place in sorted(behind):
        member = land.members[place]
        if member is sent_by:
            continue
        given_at = min(road.judged + timedelta(hours=place % 90 + 1), land.now)
        support_id = store.add(Support, proposal_id=written.id, party_id=member.id, person_id=member.contact.person_id, reason="",
                               given_at=given_at, came_from_id=None)
        store.record(Proposal, written.id, "proposal:support", member.contact, given_at, party=member.id, support=support_id)
