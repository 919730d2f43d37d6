"""The letters to who follows something: one per publication, or what was published in a day or a week together.

What is told is what `Publication` holds: it was made known to everyone, nothing else is. The worker asks, as often as it
likes: each follow knows until when it was told, and the outbox takes each letter once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.core.calendar import AMSTERDAM
from portal.core.codec import unpack
from portal.networks.models import Network, Publication
from portal.notifications.announcements import register
from portal.notifications.follows import DIGEST, KINDS, NEWS, forget_unconfirmed, page_of, stop_address
from portal.notifications.models import Follow, Follower, OutboxMail
from portal.notifications.operations import Letter
from portal.notifications.rules import Rhythm, Topic, faster_than, tells_until
from portal.proposals.models import Proposal
from portal.publication.queries import Term, open_terms
from portal.publication.topics import published_about, subject_of

REST = timedelta(minutes=1)
"""What was published less than this ago waits for the next look: an act that began earlier may still be storing its own."""

Wish = tuple[Topic, str]


@dataclass
class News:
    """What is to be told now: publications with their dossiers, and which of them belong to what is followed."""

    network: Network
    until: datetime
    publications: list[Publication]
    proposals: dict[int, Proposal]
    terms: dict[int, Term]
    told: set[tuple[datetime, str]]
    matches: dict[Wish, set[int]] = field(default_factory=dict)

    def about(self, follow: Follow) -> set[int]:
        return self.matches.get((follow.topic, follow.name), set())


@register
def letters_to_followers(session: Session, now: datetime) -> list[Letter]:
    """Every letter to followers that is due, of every network; notes in the same transaction until when each was told."""
    forget_unconfirmed(session, now=now)
    return [letter for network in session.scalars(select(Network).order_by(Network.id)).all() for rhythm in Rhythm
            for letter in _due(session, network, rhythm, now - REST)]


def _due(session: Session, network: Network, rhythm: Rhythm, horizon: datetime) -> list[Letter]:
    until = tells_until(rhythm, horizon)
    follows = _to_tell(session, network, rhythm, until)
    if not follows:
        return []
    since = min(follow.told_until for follow in follows if follow.told_until)
    followers = {follow.follower.id: follow.follower for follow in follows}
    news = _news(session, network, since, until)
    _match(session, news, {(f.topic, f.name) for follower in followers.values() for f in follower.confirmed})
    letters = []
    for follower in followers.values():
        mine = _for(follower, rhythm, news)
        letters += _one_each(follower, news, mine) if rhythm == Rhythm.AT_ONCE else _together(follower, rhythm, news, mine)
    for follow in follows:
        follow.told_until = until
    return letters


def _to_tell(session: Session, network: Network, rhythm: Rhythm, until: datetime) -> Sequence[Follow]:
    """The follows of this rhythm that do not know the newest publication yet; another worker's are left to it."""
    newest = session.scalar(select(func.max(Publication.published_at)).where(
        Publication.network_id == network.id, Publication.published_at <= until))
    if newest is None:
        return []
    return session.scalars(
        select(Follow).join(Follow.follower).options(joinedload(Follow.follower).selectinload(Follower.follows))
        .where(Follower.network_id == network.id, Follow.rhythm == rhythm, Follow.told_until < newest)
        .order_by(Follow.id).with_for_update(of=Follow, skip_locked=True)).unique().all()


def _news(session: Session, network: Network, since: datetime, until: datetime) -> News:
    rows = session.scalars(
        select(Publication).where(Publication.network_id == network.id, Publication.published_at > since,
                                  Publication.published_at <= until, ~Publication.is_hidden)
        .order_by(Publication.published_at.desc(), Publication.id.desc())).all()
    proposals = {proposal.id: proposal for proposal in session.scalars(select(Proposal).where(
        Proposal.id.in_({row.proposal_id for row in rows if row.proposal_id}), Proposal.published_at.is_not(None)))}
    public = [row for row in rows if row.proposal_id is None or row.proposal_id in proposals]
    return News(network, until, public, proposals, open_terms(session, list(proposals.values()), until),
                _told_in_the_act(session, public))


def _told_in_the_act(session: Session, rows: Iterable[Publication]) -> set[tuple[datetime, str]]:
    """Who got a letter out of the very act that published: a legal notice, an invitation, an answer (DESIGN rule 12)."""
    moments = {row.published_at for row in rows}
    sent = session.execute(select(OutboxMail.queued_at, func.lower(OutboxMail.email)).where(
        OutboxMail.queued_at.in_(moments), OutboxMail.kind.not_in(KINDS)))
    return {(queued_at, email) for queued_at, email in sent}


def _match(session: Session, news: News, wishes: set[Wish]) -> None:
    """Which publications belong to what is followed: from memory for a proposal, else one query for each."""
    ids = [row.id for row in news.publications]
    by_number = {proposal.number: proposal.id for proposal in news.proposals.values()}
    for topic, name in wishes:
        if topic == Topic.EVERYTHING:
            news.matches[topic, name] = set(ids)
        elif topic == Topic.PROPOSAL:
            news.matches[topic, name] = {row.id for row in news.publications if row.proposal_id
                                         and row.proposal_id == by_number.get(name)}
        elif subject := subject_of(session, news.network, topic, name):
            found = published_about(news.network, subject).where(Publication.id.in_(ids)).with_only_columns(Publication.id)
            news.matches[topic, name] = set(session.scalars(found))


def _for(follower: Follower, rhythm: Rhythm, news: News) -> list[Publication]:
    """What this letter tells this follower: not what a faster letter tells, nor what the act itself told."""
    mine = [follow for follow in follower.confirmed if follow.rhythm == rhythm]
    faster = [follow for follow in follower.confirmed if follow.rhythm in faster_than(rhythm)]
    return [row for row in news.publications
            if (row.published_at, follower.email) not in news.told
            and any(row.id in news.about(follow) and _is_after(row, follow.told_until) for follow in mine)
            and not any(row.id in news.about(follow) and _is_after(row, follow.confirmed_at) for follow in faster)]


def _is_after(row: Publication, instant: datetime | None) -> bool:
    return instant is not None and row.published_at > instant


def _one_each(follower: Follower, news: News, rows: list[Publication]) -> list[Letter]:
    return [_letter(NEWS, f"news:{row.id}", follower, {"groups": _groups(news, [row])}) for row in reversed(rows)]


def _together(follower: Follower, rhythm: Rhythm, news: News, rows: list[Publication]) -> list[Letter]:
    if not rows:
        return []
    day = news.until.astimezone(AMSTERDAM).date()
    data = {"groups": _groups(news, rows), "rhythm": rhythm, "day": day}
    return [_letter(DIGEST, f"digest:{news.network.id}:{rhythm.value}:{day.isoformat()}", follower, data)]


def _letter(kind: str, event: str, follower: Follower, data: dict[str, Any]) -> Letter:
    return Letter(kind, event, follower.email, "", follower.language, data | {"manage": page_of(follower)},
                  unsubscribe=stop_address(follower))


def _groups(news: News, rows: list[Publication]) -> list[dict[str, Any]]:
    """By dossier, the one with the newest on top; in each the newest first, and what is open until when."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        proposal = news.proposals.get(row.proposal_id or 0)
        title, page = (proposal.title, proposal.path) if proposal else (row.title, row.path)
        group = groups.setdefault((title, page), _group(title, page, proposal, news))
        # The data stays packed as it was stored: it is unpacked when the letter is written, in its reader's language.
        group["news"].append({"kind": row.kind, "data": row.data, "reason": row.reason, "at": row.published_at})
        if unpack(row.data).get("closes_at") == group["closes_at"]:
            group["closes_at"] = None  # the news says it itself
    return list(groups.values())


def _group(title: str, page: str, proposal: Proposal | None, news: News) -> dict[str, Any]:
    term = news.terms.get(proposal.id) if proposal else None
    return {"title": title, "number": proposal.number if proposal else "", "path": page,
            "closes_at": term and term.closes_at, "is_vote": bool(term and term.is_vote), "news": []}
