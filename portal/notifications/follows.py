"""The verbs of following: asking, confirming, how often, stopping. Who stops is forgotten, address and letters too."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from portal.audit.operations import record
from portal.core.access import SYSTEM, Actor
from portal.core.database import lock
from portal.core.errors import Refused
from portal.core.web import address
from portal.notifications.models import Follow, Follower, OutboxMail
from portal.notifications.operations import Letter, queue
from portal.notifications.rules import LONGEST_ADDRESS, UNCONFIRMED_FOR, Rhythm, Topic

CONFIRM, NEWS, DIGEST = "notifications/confirm", "notifications/news", "notifications/digest"
KINDS = (CONFIRM, NEWS, DIGEST)
"""The letters that one gets because one follows, and for no other reason."""
MOST_LETTERS = 5
"""Letters a day that ask an address to confirm: more is somebody who fills another's mailbox."""

Wish = tuple[Topic, str]
"""What somebody wants to follow: the kind, and its name in addresses."""


def follower_by_key(session: Session, key: str) -> Follower | None:
    return session.scalar(select(Follower).options(selectinload(Follower.follows)).where(Follower.key == key))


def follower_by_email(session: Session, network_id: int, email: str) -> Follower | None:
    return session.scalar(select(Follower).options(selectinload(Follower.follows))
                          .where(Follower.network_id == network_id, Follower.email == _plain(email)))


def ask_to_follow(session: Session, *, network_id: int, email: str, wishes: Iterable[Wish], rhythm: Rhythm, language: str,
                  is_proven: bool, actor: Actor, now: datetime) -> Follower:
    """Follow from now on when the address is proven; otherwise when its owner confirms.

    What this address follows already stays as it is until its owner says otherwise. Raises Refused without a wish, and for
    an address that is too long.
    """
    chosen = list(dict.fromkeys(wishes))
    if not chosen:
        raise Refused("follow:nothing-chosen", field="what")
    if len(_plain(email)) > LONGEST_ADDRESS:
        raise Refused("follow:address-too-long", field="email", most=LONGEST_ADDRESS)
    follower = _ensure_follower(session, network_id, _plain(email), language)
    known = {(follow.topic, follow.name): follow for follow in follower.follows}
    for topic, name in chosen:
        follow = known.get((topic, name))
        if follow is None:
            follower.follows.append(Follow(topic=topic, name=name, rhythm=rhythm, asked_at=now))
        elif is_proven or follow.confirmed_at is None:
            follow.rhythm, follow.asked_at = rhythm, now
    if is_proven:
        follower.language = language
        _confirm(follower, now)
    # No address in the record: it is never erased, and the address is when its owner stops.
    record(session, follower, "follow:ask", actor=actor, now=now, rhythm=rhythm, confirmed=is_proven,
           what=[f"{topic.value} {name}".strip() for topic, name in chosen])
    return follower


def _plain(email: str) -> str:
    return email.strip().lower()


def _ensure_follower(session: Session, network_id: int, email: str, language: str) -> Follower:
    follower = follower_by_email(session, network_id, email)
    if follower is None:
        try:
            with session.begin_nested():
                session.add(Follower(network_id=network_id, email=email, language=language, key=secrets.token_urlsafe(24)))
        except IntegrityError:
            pass  # somebody asked for the same address at the same moment
        follower = follower_by_email(session, network_id, email)
    assert follower is not None  # noqa: S101 - it was there or has just been made
    lock(session, follower)
    return follower


def ask_to_confirm(session: Session, follower: Follower, titles: list[str], *, now: datetime) -> None:
    """Mail the link to the follower's own page. Not too often: others get no mailbox filled with it."""
    event = f"follow-confirm:{follower.id}:"
    sent = session.scalar(select(func.count()).select_from(OutboxMail).where(
        OutboxMail.key.startswith(event, autoescape=True), OutboxMail.queued_at > now - timedelta(days=1))) or 0
    if sent < MOST_LETTERS:
        data = {"titles": titles, "manage": page_of(follower)}
        queue(session, [Letter(CONFIRM, f"{event}{now.isoformat()}", follower.email, "", follower.language, data)], now=now)


def confirm(session: Session, follower: Follower, *, now: datetime) -> None:
    """The owner of the address says yes, with the link that only this address got."""
    lock(session, follower)
    _confirm(follower, now)
    record(session, follower, "follow:confirm", actor=SYSTEM, now=now)


def _confirm(follower: Follower, now: datetime) -> None:
    for follow in follower.unconfirmed:
        follow.confirmed_at = follow.told_until = now


def change_rhythm(session: Session, follow: Follow, rhythm: Rhythm, *, now: datetime) -> None:
    """From the next letter on. What was published since the last one comes in it."""
    old, follow.rhythm = follow.rhythm, rhythm
    record(session, follow.follower, "follow:change-rhythm", actor=SYSTEM, now=now, rhythm=(old, rhythm))


def stop_one(session: Session, follow: Follow, *, now: datetime) -> bool:
    """Follow this no longer; answers whether the address follows anything else. If not, it is forgotten."""
    follower = follow.follower
    if follower.follows == [follow]:
        stop_all(session, follower, now=now)
        return False
    follower.follows.remove(follow)
    record(session, follower, "follow:stop", actor=SYSTEM, now=now, what=f"{follow.topic.value} {follow.name}".strip())
    return True


def stop_all(session: Session, follower: Follower, *, now: datetime) -> None:
    """Forget the address: what it follows, and the letters that it got or was about to get for that."""
    record(session, follower, "follow:stop", actor=SYSTEM, now=now, what="")
    _forget(session, follower)


def _forget(session: Session, follower: Follower) -> None:
    # The worker holds these rows while it queues letters: it goes first, or finds nobody.
    session.execute(select(Follow.id).where(Follow.follower_id == follower.id).with_for_update())
    session.execute(delete(OutboxMail).where(OutboxMail.kind.in_(KINDS), func.lower(OutboxMail.email) == follower.email))
    session.delete(follower)
    session.flush()


def forget_unconfirmed(session: Session, *, now: datetime) -> int:
    """Remove what nobody confirmed in time; answers how many addresses were forgotten with it."""
    lapsed = Follow.confirmed_at.is_(None), Follow.asked_at <= now - UNCONFIRMED_FOR
    followers = session.scalars(
        select(Follower).options(selectinload(Follower.follows)).where(Follower.follows.any(lapsed[0] & lapsed[1]))).all()
    forgotten = 0
    for follower in followers:
        kept = [follow for follow in follower.follows
                if follow.confirmed_at or follow.asked_at > now - UNCONFIRMED_FOR]
        record(session, follower, "follow:lapse", actor=SYSTEM, now=now)
        if kept:
            follower.follows = kept
        else:
            _forget(session, follower)
            forgotten += 1
    return forgotten


def page_of(follower: Follower) -> str:
    """Where one sees and changes what one follows: a secret of who reads the mail of this address."""
    return address("publication.following", key=follower.key)


def stop_address(follower: Follower) -> str:
    """Where a mail program posts its one click. It stops the letters, and opens nothing else."""
    return address("publication.stop", token=stop_token(follower))


def stop_token(follower: Follower) -> str:
    return _signer().dumps([follower.id, _fingerprint(follower)])


def is_stop_token(token: str) -> bool:
    """Whether we signed it: for somebody who follows, or who did."""
    return _read(token) is not None


def follower_of_token(session: Session, token: str) -> Follower | None:
    """Whom a signed token is of; None when that follower is gone. A number that is used again is somebody else."""
    read = _read(token)
    follower = session.get(Follower, read[0]) if read else None
    return follower if read and follower and _fingerprint(follower) == read[1] else None


def _read(token: str) -> tuple[int, str] | None:
    try:
        number, fingerprint = _signer().loads(token)
    except BadSignature:
        return None
    return number, fingerprint


def _fingerprint(follower: Follower) -> str:
    return hashlib.sha256(follower.key.encode()).hexdigest()[:12]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="follow-stop")
