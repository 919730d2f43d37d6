"""More time with a reason, never less; and reminding who did not vote: by itself, by hand once, never twice a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.core.errors import Refused
from portal.dealings.queries import interests
from portal.networks.models import Publication
from portal.notifications.announcements import announce_due
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.votes import operations, recusals, terms
from portal.votes.models import VoteExtension, VoteReminder
from portal.votes.rules import Choice, reminder_is_due
from tests import world

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 14, 22, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def extend(session, scene, vote, now, last_day=date(2026, 4, 14), reason="Het portaal was een dag niet bereikbaar."):
    return terms.extend_vote(session, vote, last_day=last_day, reason=reason, actor=scene.office, now=now)


@pytest.fixture
def announce(app, session):
    """What the worker does, in a context of its own; the test then looks afresh."""
    def act():
        session.commit()
        with app.test_request_context(method="POST"):
            announce_due()
        session.rollback()
        session.info["writing"] = True

    return act


def letters(session, kind="votes/reminder"):
    return session.scalars(select(OutboxMail.email).where(OutboxMail.kind == kind).order_by(OutboxMail.id)).all()


def test_extension_gives_every_party_more_time_and_says_why(session, scene, vote, now):
    extend(session, scene, vote, now)
    session.commit()

    assert (vote.closes_at, vote.last_day) == (LATER, date(2026, 4, 14))
    operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor("Atlas"), now=LATER - timedelta(seconds=1))
    told = session.scalars(select(Publication).where(Publication.kind == "vote:extended")).one()
    assert told.reason == "Het portaal was een dag niet bereikbaar."
    assert set(letters(session, "votes/extended")) == {person.email for person in scene.contacts.values()}
    letter = compose(session.scalars(select(OutboxMail).where(OutboxMail.kind == "votes/extended")).first())
    for part in ("dinsdag 14 april 2026, 24:00 uur", "een dag niet bereikbaar"):
        assert part in letter.get_content()


@pytest.mark.parametrize(("last_day", "reason", "moment", "code"), [
    (date(2026, 4, 7), "Zo is het.", None, "vote:not-later"),
    (date(2026, 3, 30), "Zo is het.", None, "vote:not-later"),
    (date(2030, 1, 1), "Zo is het.", None, "vote:too-long"),
    (date(2026, 4, 14), "  ", None, "step:reason-missing"),
    (date(2026, 4, 14), "Zo is het.", CLOSES, "vote:closed"),
])
def test_vote_is_never_shortened_nor_opened_again(session, scene, vote, now, last_day, reason, moment, code):
    with pytest.raises(Refused) as refusal:
        extend(session, scene, vote, moment or now, last_day, reason)

    session.rollback()
    assert refusal.value.code == code
    assert vote.closes_at == CLOSES
    assert session.scalar(select(func.count(VoteExtension.id))) == 0


def test_database_refuses_a_shorter_term(session, vote, now):
    session.add(VoteExtension(vote_id=vote.id, extended_at=now, old_closes_at=CLOSES, new_closes_at=CLOSES, reason="x"))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_secretary_extends_after_reading_over(session, scene, vote, visit):
    page = visit.logged_in(scene.secretary).get(f"/bureau/stemmingen/{vote.id}/verlengen")
    assert "nooit minder" in page.text
    assert "nooit korter" in page.submit({"last_day": "2026-04-07", "reason": "Zo."}, "Verder", status=422).errors[0]
    overview = page.submit({"last_day": "2026-04-18", "reason": "De vakantie viel erin."}, "Verder")
    assert "maandag 20 april 2026, 24:00 uur" in overview.text
    assert vote.closes_at == CLOSES

    overview.submit(button="Verleng")

    public = visit.get(f"/voorstellen/{scene.proposal.number}/stemming")
    assert "maandag 20 april 2026, 24:00 uur" in public.text
    assert "De vakantie viel erin." in public.text


@pytest.mark.parametrize("kind", ["/kalender.ics"])
def test_calendar_counts_the_change(session, scene, vote, visit, now, kind):
    extend(session, scene, vote, now)
    session.commit()

    event = next(part for part in visit.ask("get", kind).text.split("BEGIN:VEVENT") if f"UID:vote-{vote.id}@" in part)
    assert "SEQUENCE:1" in event
    assert "DTSTART;VALUE=DATE:20260414" in event


# Reminding

def test_reminder_goes_by_itself_three_days_before_to_who_did_not_vote(session, scene, vote, now, at, announce):
    operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor("Atlas"), now=now)
    session.commit()
    at(datetime(2026, 4, 3, 21, 59, tzinfo=UTC))
    announce()
    assert letters(session) == []

    at(datetime(2026, 4, 3, 22, 0, tzinfo=UTC))  # Saturday 4 April, 0:00 in Amsterdam
    announce()
    announce()

    assert set(letters(session)) == {scene.contacts[name].email for name in ("Boot", "Citer")}
    text = compose(session.scalars(select(OutboxMail).where(OutboxMail.kind == "votes/reminder")).first()).get_content()
    for part in ("nog niet gestemd", "dinsdag 7 april 2026, 24:00 uur", f"/voorstellen/{scene.proposal.number}/stemmen"):
        assert part in text
    at(CLOSES - timedelta(seconds=1))
    announce()
    assert len(letters(session)) == 2


def test_who_stands_aside_is_not_reminded(session, scene, vote, now, at, announce):
    world.disclosure(session, scene.network, scene.parties["Boot"])
    interest = interests(session, scene.network, [scene.parties["Boot"].id])[0]
    recusals.stand_aside(session, vote, interest, actor=scene.office, now=now)
    session.commit()
    at(CLOSES - 2 * DAY)

    announce()

    assert set(letters(session)) == {scene.contacts[name].email for name in ("Atlas", "Citer")}


def test_worker_that_missed_the_day_makes_up_for_it_and_never_after_the_end(session, scene, vote, at, announce):
    at(CLOSES)
    announce()
    assert letters(session) == []
    at(CLOSES - timedelta(hours=1))
    announce()
    assert len(letters(session)) == 3


def test_after_an_extension_the_last_days_come_anew(session, scene, vote, now, at, announce):
    at(CLOSES - 2 * DAY)
    announce()
    extend(session, scene, vote, CLOSES - DAY)
    session.commit()
    at(LATER - 4 * DAY - timedelta(seconds=1))
    announce()
    assert len(letters(session)) == 3

    at(LATER - 4 * DAY)
    announce()

    assert len(letters(session)) == 6


def remind(session, scene, vote, now):
    count = terms.remind(session, vote, actor=scene.office, now=now)
    session.commit()
    return count


def refusal(session, scene, vote, now):
    with pytest.raises(Refused) as refused:
        terms.remind(session, vote, actor=scene.office, now=now)
    session.rollback()
    return refused.value.code


def test_secretary_reminds_once(session, scene, vote, now):
    assert remind(session, scene, vote, now) == 3
    assert len(letters(session)) == 3

    assert refusal(session, scene, vote, now) == "vote:reminded-before"
    assert refusal(session, scene, vote, now + 5 * DAY) == "vote:reminded-before"


def test_never_twice_on_one_day(session, scene, vote, now, at, announce):
    at(CLOSES - 3 * DAY)
    announce()
    assert refusal(session, scene, vote, CLOSES - 3 * DAY + timedelta(hours=1)) == "vote:reminded-today"
    assert remind(session, scene, vote, CLOSES - 2 * DAY) == 3

    at(CLOSES - 2 * DAY + timedelta(hours=1))
    announce()

    assert len(letters(session)) == 6


def test_by_hand_in_the_last_days_is_enough(session, scene, vote, at, announce):
    remind(session, scene, vote, CLOSES - 3 * DAY)
    at(CLOSES - DAY)

    announce()

    assert len(letters(session)) == 3


def test_nobody_to_remind_is_told(session, scene, vote, now):
    for name in scene.parties:
        operations.cast_ballot(session, vote, choice=Choice.FOR, actor=scene.actor(name), now=now)
    session.commit()

    assert refusal(session, scene, vote, now) == "vote:nobody-to-remind"
    assert refusal(session, scene, vote, CLOSES) == "vote:closed"


def test_two_secretaries_remind_once(session, vote, now):
    session.add_all([VoteReminder(vote_id=vote.id, day=date(2026, 3, 20), by_hand=True, parties=1),
                     VoteReminder(vote_id=vote.id, day=date(2026, 3, 21), by_hand=True, parties=1)])
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_button_is_there_until_it_was_used(session, scene, vote, visit):
    page = visit.logged_in(scene.secretary).get(f"/bureau/stemmingen/{vote.id}")
    assert "zaterdag 4 april 2026" in page.text

    after = page.submit(button="Herinner hen", form=f"form[action='/bureau/stemmingen/{vote.id}/herinneren']")

    assert "3 partijen krijgen een herinnering" in after.text
    assert not after.all(f"form[action='/bureau/stemmingen/{vote.id}/herinneren']")
    assert "De secretaris herinnerde hen op vrijdag 20 maart 2026" in after.text


LAST = date(2026, 4, 7)
offsets = st.integers(-20, 20)


@given(st.lists(offsets, max_size=4), offsets)
def test_reminder_is_due_in_the_last_days_and_once(reminded, today):
    due = reminder_is_due(LAST, [LAST + timedelta(days=n) for n in reminded], LAST + timedelta(days=today))

    assert due == (-3 <= today <= 0 and all(n < -3 for n in reminded))
