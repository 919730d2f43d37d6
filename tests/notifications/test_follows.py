"""Following: nothing before the owner of the address says yes, and nothing left after stopping."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.core.access import OUTSIDER
from portal.core.errors import Refused
from portal.notifications import follows
from portal.notifications.models import Follow, Follower, OutboxMail
from portal.notifications.operations import Letter, queue
from portal.notifications.rules import Rhythm, Topic
from tests import world

ALL, TABLE = (Topic.EVERYTHING, ""), (Topic.TABLE, "jeugd")


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def ask(session, network, now):
    def asking(email="anne@example.nl", wishes=(ALL,), rhythm=Rhythm.DAILY, is_proven=False, now=now):
        return follows.ask_to_follow(session, network_id=network.id, email=email, wishes=wishes, rhythm=rhythm, language="nl",
                                     is_proven=is_proven, actor=OUTSIDER, now=now)
    return asking


def counted(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_an_address_follows_only_after_its_owner_confirms(session, ask, now):
    follower = ask(" Anne@Example.NL ", [ALL, TABLE, ALL])

    assert (follower.email, len(follower.unconfirmed), follower.confirmed) == ("anne@example.nl", 2, [])
    follows.confirm(session, follower, now=now + timedelta(hours=1))
    assert {follow.told_until for follow in follower.confirmed} == {now + timedelta(hours=1)}
    assert not follower.unconfirmed


def test_a_proven_address_follows_at_once(ask):
    assert len(ask(is_proven=True).confirmed) == 1


def test_nothing_chosen_is_refused(ask):
    with pytest.raises(Refused, match="follow:nothing-chosen"):
        ask(wishes=())


@pytest.mark.parametrize(("email", "fits"), [(f"{'a' * 109}@example.nl", True), (f"{'a' * 110}@example.nl", False)])
def test_an_address_that_does_not_fit_the_outbox_is_refused(ask, email, fits):
    if fits:
        assert ask(email).email == email
        return
    with pytest.raises(Refused, match="follow:address-too-long"):
        ask(email)


def test_somebody_else_cannot_change_what_an_address_follows(session, ask):
    follower = ask(is_proven=True, rhythm=Rhythm.WEEKLY)
    again = ask(rhythm=Rhythm.AT_ONCE, wishes=[ALL, TABLE])

    assert again is follower
    assert [(follow.rhythm, bool(follow.confirmed_at)) for follow in follower.follows] == [
        (Rhythm.WEEKLY, True), (Rhythm.AT_ONCE, False)]
    ask(rhythm=Rhythm.DAILY, is_proven=True)
    assert follower.follows[0].rhythm == Rhythm.DAILY


def test_a_mailbox_is_not_filled_with_requests(session, ask, now):
    for minute in range(9):
        follows.ask_to_confirm(session, ask(), ["Alles"], now=now + timedelta(minutes=minute))
    session.flush()

    assert counted(session, OutboxMail) == follows.MOST_LETTERS
    follows.ask_to_confirm(session, ask(), ["Alles"], now=now + timedelta(days=2))
    session.flush()
    assert counted(session, OutboxMail) == follows.MOST_LETTERS + 1


def test_stopping_one_keeps_the_other_and_stopping_the_last_forgets_all(session, ask, now):
    follower = ask(wishes=[ALL, TABLE], is_proven=True)
    kinds = [follows.NEWS, follows.DIGEST, "rounds/opened"]
    queue(session, [Letter(kind, f"e:{kind}", "Anne@example.nl") for kind in kinds], now=now)
    session.flush()

    assert follows.stop_one(session, follower.follows[0], now=now)
    assert [follow.name for follow in follower.follows] == ["jeugd"]
    assert not follows.stop_one(session, follower.follows[0], now=now)
    session.flush()

    assert (counted(session, Follower), counted(session, Follow)) == (0, 0)
    assert session.scalars(select(OutboxMail.kind)).all() == ["rounds/opened"]


def test_the_record_never_holds_the_address(session, ask, now):
    follower = ask()
    follows.confirm(session, follower, now=now)
    follows.change_rhythm(session, follower.follows[0], Rhythm.WEEKLY, now=now)
    follows.stop_all(session, follower, now=now)
    session.flush()

    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["follow:ask", "follow:confirm", "follow:change-rhythm", "follow:stop"]
    assert not [entry for entry in entries if "anne" in f"{entry.changes}{entry.person_name}{entry.reason}"]


def test_what_nobody_confirms_is_forgotten_after_two_weeks(session, ask, now):
    never, half = ask("nooit@example.nl"), ask("half@example.nl", is_proven=True)
    ask("half@example.nl", [TABLE])
    follows.ask_to_confirm(session, never, ["Alles"], now=now)
    session.flush()

    assert follows.forget_unconfirmed(session, now=now + timedelta(days=14) - timedelta(seconds=1)) == 0
    assert follows.forget_unconfirmed(session, now=now + timedelta(days=14)) == 1
    session.flush()
    assert session.scalars(select(Follower.email)).all() == ["half@example.nl"]
    assert [follow.topic for follow in half.follows] == [Topic.EVERYTHING]
    assert counted(session, OutboxMail) == 0


def test_a_signed_token_is_of_one_follower_alone(session, ask, now):
    anne, bert = ask("anne@example.nl"), ask("bert@example.nl")
    token = follows.stop_token(anne)

    assert follows.follower_of_token(session, token) is anne
    assert anne.key not in token
    follows.stop_all(session, anne, now=now)
    bert.id, reused = bert.id, anne.id
    assert follows.follower_of_token(session, token) is None
    # A number that is given out again is another follower: the old token is not its.
    session.add(Follower(id=reused, network_id=bert.network_id, email="carla@example.nl", language="nl", key="k" * 30))
    session.flush()
    assert follows.is_stop_token(token)
    assert follows.follower_of_token(session, token) is None


@pytest.mark.parametrize("token", ["", "x", "WzEsImEiXQ.forged", "é"])
def test_a_forged_token_is_nobodys(session, token):
    assert not follows.is_stop_token(token)
    assert follows.follower_of_token(session, token) is None
