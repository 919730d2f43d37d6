"""Letters to followers: each news once, grouped, newest first, never empty, and never to who is gone."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core.access import OUTSIDER
from portal.core.codec import unpack
from portal.core.database import transaction
from portal.meetings.models import AgendaItem
from portal.networks.operations import publish
from portal.notifications import follows
from portal.notifications.announcements import announce_due
from portal.notifications.delivery import compose
from portal.notifications.models import Follow, Follower, MailState, OutboxMail
from portal.notifications.operations import Letter, deliver_due, queue
from portal.notifications.rules import Rhythm, Topic
from portal.proposals.rules import Stage
from portal.publication.announcements import REST
from portal.rounds.operations import open_round
from tests import world

MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = (Topic.EVERYTHING, "")


@pytest.fixture
def network(session, now):
    network = world.network(session)
    session.commit()
    return network


@pytest.fixture
def follow(session, network):
    """Somebody follows since a moment: `follow("anne", ALL, Rhythm.DAILY)`."""
    def following(name, wish=ALL, rhythm=Rhythm.AT_ONCE, since=MONDAY - HOUR, language="nl"):
        return follows.ask_to_follow(session, network_id=network.id, email=f"{name}@example.nl", wishes=[wish], rhythm=rhythm,
                                     language=language, is_proven=True, actor=OUTSIDER, now=since)
    return following


@pytest.fixture
def tell(session, network):
    """Something is made known: `tell("Jeugd", at=…)`."""
    def telling(title="Wachttijd", at=MONDAY, proposal=None, kind="proposal:set_aside", path="/voorstellen", reason="", **data):
        data = data or {"number": proposal.number if proposal else "2026-01"}
        return publish(session, kind, network_id=network.id, title=title, path=proposal.path if proposal else path, now=at,
                       proposal_id=proposal.id if proposal else None, reason=reason, **data)
    return telling


@pytest.fixture
def work(session, app, at):
    """The worker's look at a moment; answers the letters that are new."""
    def working(moment):
        session.commit()
        at(moment)
        before = set(session.scalars(select(OutboxMail.id)))
        session.rollback()
        with app.app_context(), app.test_request_context(method="POST"):
            announce_due()
        return [mail for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id)) if mail.id not in before]
    return working


def told(mails):
    """(address, titles of the dossiers) of each letter."""
    return [(mail.email, [group["title"] for group in unpack(mail.data)["groups"]]) for mail in mails]


# At once

def test_at_once_is_one_letter_per_publication_and_address(session, network, follow, tell, work):
    follow("anne")
    proposal = world.proposal(session, network)
    tell("Een", proposal=proposal)
    tell("Twee", at=MONDAY + timedelta(seconds=5))
    follow("anne", (Topic.PROPOSAL, proposal.number))

    assert work(MONDAY) == []  # an act that began earlier may still be storing its own
    assert told(work(MONDAY + REST + HOUR)) == [("anne@example.nl", [proposal.title]), ("anne@example.nl", ["Twee"])]
    assert work(MONDAY + 2 * HOUR) == []


def test_who_follows_later_gets_no_old_news(follow, tell, work):
    tell("Oud")
    follow("anne", since=MONDAY + HOUR)
    tell("Nieuw", at=MONDAY + 2 * HOUR)

    assert told(work(MONDAY + 3 * HOUR)) == [("anne@example.nl", ["Nieuw"])]


def test_unconfirmed_gets_nothing(session, network, tell, work):
    follows.ask_to_follow(session, network_id=network.id, email="anne@example.nl", wishes=[ALL], rhythm=Rhythm.AT_ONCE,
                          language="nl", is_proven=False, actor=OUTSIDER, now=MONDAY - HOUR)
    tell()

    assert work(MONDAY + HOUR) == []


# Once a day, once a week

def test_a_day_is_told_at_eight_by_dossier_newest_first(session, network, follow, tell, work):
    one, two = world.proposal(session, network, title="Een"), world.proposal(session, network, title="Twee")
    follow("anne", rhythm=Rhythm.DAILY)
    tell(proposal=one, at=MONDAY)
    tell(proposal=two, at=MONDAY + HOUR)
    tell(proposal=one, at=MONDAY + 2 * HOUR, kind="proposal:receive", received_on=MONDAY.date())
    eight = datetime(2026, 3, 17, 7, 0, tzinfo=UTC)

    assert work(eight - timedelta(seconds=1)) == []
    [mail] = work(eight + REST)
    groups = unpack(mail.data)["groups"]
    assert [(group["title"], [row["kind"] for row in group["news"]]) for group in groups] == [
        ("Een", ["proposal:receive", "proposal:set_aside"]), ("Twee", ["proposal:set_aside"])]
    assert work(eight + HOUR) == work(eight + DAY) == []


def test_nothing_to_tell_is_no_letter(session, network, follow, tell, work):
    other = world.proposal(session, network)
    follow("anne", (Topic.PROPOSAL, other.number), Rhythm.DAILY)
    tell()

    assert [work(MONDAY + n * DAY) for n in range(3)] == [[], [], []]


def test_after_standing_still_one_letter_tells_all_of_it(follow, tell, work, session):
    follow("anne", rhythm=Rhythm.DAILY)
    follow("bert", rhythm=Rhythm.WEEKLY)
    for day in range(4):
        tell(f"Dag {day}", at=MONDAY + day * DAY)
    friday = datetime(2026, 3, 20, 13, 0, tzinfo=UTC)

    assert told(work(friday)) == [("anne@example.nl", [f"Dag {day}" for day in (3, 2, 1, 0)])]
    assert work(friday + HOUR) == []
    assert [mail.email for mail in work(datetime(2026, 3, 23, 7, 5, tzinfo=UTC))] == ["bert@example.nl"]


@pytest.mark.parametrize(("change", "before", "eight"), [
    ((2026, 3, 29), datetime(2026, 3, 28, 7, 0, tzinfo=UTC), datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
    ((2026, 10, 25), datetime(2026, 10, 24, 6, 0, tzinfo=UTC), datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
])
def test_days_of_23_and_25_hours_have_one_letter_at_eight(follow, tell, work, change, before, eight):
    follow("anne", rhythm=Rhythm.DAILY, since=before - DAY)
    tell("Voor de klok", at=before + HOUR)
    tell("Erna", at=eight + HOUR)

    assert work(eight - timedelta(seconds=1)) == []
    assert told(work(eight + REST)) == [("anne@example.nl", ["Voor de klok"])]
    assert work(eight + DAY - timedelta(minutes=1)) == []
    assert told(work(eight + DAY + REST)) == [("anne@example.nl", ["Erna"])]


def test_the_same_news_is_not_told_twice_to_who_follows_two_ways(session, network, follow, tell, work):
    proposal = world.proposal(session, network, title="Een")
    follow("anne", (Topic.PROPOSAL, proposal.number), Rhythm.AT_ONCE)
    follow("anne", ALL, Rhythm.WEEKLY)
    tell(proposal=proposal)
    tell("Ander nieuws", at=MONDAY + HOUR)

    assert told(work(MONDAY + 2 * HOUR)) == [("anne@example.nl", ["Een"])]
    assert told(work(MONDAY + 7 * DAY)) == [("anne@example.nl", ["Ander nieuws"])]


def test_a_faster_rhythm_tells_what_waited(session, follow, tell, work):
    follower = follow("anne", rhythm=Rhythm.WEEKLY)
    tell("Een")
    assert work(MONDAY + HOUR) == []
    follows.change_rhythm(session, session.get(Follow, follower.follows[0].id), Rhythm.AT_ONCE, now=MONDAY + HOUR)

    assert told(work(MONDAY + 2 * HOUR)) == [("anne@example.nl", ["Een"])]


# What belongs to what is followed

def test_each_subject_has_its_own_news(session, network, follow, tell, work):
    table = world.seated_table(session, network)
    meeting = world.meeting(session, network, table, state="invited")
    draft = world.meeting(session, network, table)
    spoken, hidden = world.proposal(session, network, title="Op de agenda"), world.proposal(
        session, network, title="Op een concept", laws=frozenset())
    session.add_all([AgendaItem(meeting_id=meeting.id, position=1, proposal_id=spoken.id),
                     AgendaItem(meeting_id=draft.id, position=1, proposal_id=hidden.id)])
    session.flush()
    for name, wish in {"tafel": (Topic.TABLE, "jeugd"), "wet": (Topic.LAW, "wmo2015"), "jeugdwet": (Topic.LAW, "jeugdwet"),
                       "tekst": (Topic.AGREEMENT, spoken.agreement.slug), "weg": (Topic.TABLE, "bestaat-niet"),
                       "voorstel": (Topic.PROPOSAL, hidden.number), "alles": ALL}.items():
        follow(name, wish, Rhythm.DAILY)
    tell(proposal=spoken)
    tell(proposal=hidden, at=MONDAY + timedelta(seconds=1))
    tell("De tafel zelf", at=MONDAY + timedelta(seconds=2), kind="table:founded", path="/tafels/jeugd", name="Jeugd")
    tell("De bijeenkomst", at=MONDAY + timedelta(seconds=3), kind="meeting:invited", path=f"/bijeenkomsten/{meeting.slug}",
         starts_at=meeting.starts_at)
    tell("De tekst", at=MONDAY + timedelta(seconds=4), kind="agreement:new-version", agreement="De tekst", number=2,
         in_force_from=MONDAY.date(), path=f"/overeenkomsten/{spoken.agreement.slug}?versie=2")
    tell("Andere tekst", at=MONDAY + timedelta(seconds=5), path=f"/overeenkomsten/{spoken.agreement.slug}-meer?versie=2")

    found = {email.split("@")[0]: titles for email, titles in told(work(MONDAY + DAY))}

    table_news = ["De bijeenkomst", "De tafel zelf", "Op de agenda"]
    assert found.pop("alles") == ["Andere tekst", "De tekst", "De bijeenkomst", "De tafel zelf", "Op een concept", "Op de agenda"]
    assert found == {"tafel": table_news, "jeugdwet": table_news[:2], "wet": ["De tekst", "Op de agenda"],
                     "tekst": ["De tekst", "Op de agenda"], "voorstel": ["Op een concept"]}


def test_a_dossier_says_what_is_open_until_when(session, network, follow, tell, work, app):
    proposal = world.proposal(session, network, Stage.PRELIMINARY, title="Een")
    round_ = world.comment_round(session, proposal, opened_at=MONDAY)
    follow("anne", rhythm=Rhythm.DAILY)
    tell(proposal=proposal, kind="round:open", closes_at=round_.closes_at)

    [mail] = work(MONDAY + DAY)
    text = compose(mail).get_content()

    assert "Iedereen kan reageren tot en met maandag 30 maart 2026, 24:00 uur." in text
    assert f"http://localhost/voorstellen/{proposal.number}\n" in text


def test_what_is_not_public_is_never_told(session, network, follow, tell, work):
    follow("anne")
    tell(proposal=world.proposal(session, network, Stage.RECEIVED, title="Nog niet beoordeeld"))

    assert work(MONDAY + HOUR) == []


# One address, one copy

def test_who_got_the_legal_notice_at_once_does_not_get_the_news_as_well(session, network, follow, work):
    provider = world.member(session, network)
    carla, bert = world.contact(session, provider, "Carla"), world.contact(session, provider, "Bert", Role.SUBSTITUTE)
    for name, rhythm in (("anne", Rhythm.AT_ONCE), (carla.email.split("@")[0], Rhythm.AT_ONCE), (bert.email.split("@")[0], Rhythm.WEEKLY)):
        follow(name, ALL, rhythm)
    open_round(session, world.proposal(session, network, Stage.PRELIMINARY), actor=OUTSIDER, now=MONDAY)
    session.flush()
    assert set(session.scalars(select(OutboxMail.email))) == {carla.email, bert.email}

    assert [mail.email for mail in work(MONDAY + HOUR)] == ["anne@example.nl"]
    assert work(MONDAY + 8 * DAY) == []


def test_a_former_follower_gets_nothing_not_even_what_was_ready(session, app, follow, tell, work):
    follower = follow("anne")
    tell()
    assert len(work(MONDAY + HOUR)) == 1
    follows.stop_all(session, session.merge(follower), now=MONDAY + HOUR)
    session.commit()
    tell("Later", at=MONDAY + 2 * HOUR)
    assert work(MONDAY + 3 * HOUR) == []
    sent = []

    with app.app_context(), app.test_request_context(method="POST"):
        deliver_due(sent.append)

    assert sent == []


def test_a_letter_that_is_being_delivered_when_one_stops_breaks_nothing(session, app, follow, tell, work):
    follower_id = follow("anne").id
    follow("bert")
    tell()
    work(MONDAY + HOUR)
    delivered = []

    def carry(message):
        if "anne" in message["To"]:
            with app.app_context(), app.test_request_context(method="POST"), transaction() as inner:
                follows.stop_all(inner.session, inner.session.get(Follower, follower_id), now=inner.now)
        delivered.append(message["To"])

    with app.app_context(), app.test_request_context(method="POST"):
        deliver_due(carry)

    assert sorted(delivered) == ["anne@example.nl", "bert@example.nl"]
    session.rollback()
    assert [mail.state for mail in session.scalars(select(OutboxMail))] == [MailState.SENT]


def test_two_workers_at_once_tell_everything_once(session, app, follow, tell, at):
    for number in range(25):
        follow(f"volger{number}")
        follow(f"volger{number}", (Topic.LAW, "wmo2015"), Rhythm.DAILY)
    for number in range(4):
        tell(f"Nieuws {number}", at=MONDAY + timedelta(seconds=number))
    session.commit()
    at(MONDAY + HOUR)
    ready = threading.Barrier(3)

    def look():
        with app.app_context(), app.test_request_context(method="POST"):
            ready.wait()
            for _ in range(3):
                announce_due()

    workers = [threading.Thread(target=look) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    keys = session.scalars(select(OutboxMail.key)).all()
    assert len(keys) == len(set(keys)) == 100


# The letter itself

HOSTILE = 'Wacht"\r\nBcc: dief@example.nl\r\n\r\n<script>alert(1)</script>'


def test_hostile_words_stay_words(session, network, follow, tell, work):
    follow("anne")
    tell(HOSTILE, reason="Regel\n\n-- \nOntwikkeltafel")

    [mail] = work(MONDAY + HOUR)
    message = compose(mail)

    assert message["Bcc"] is None
    assert message["Subject"].startswith('Wacht" Bcc: dief@example.nl <script>alert(1)</script>: Het voorstel is terzijde')
    assert 'Wacht" Bcc: dief@example.nl <script>' in message.get_content()
    assert message.get_content_type() == "text/plain"


def test_a_letter_can_be_stopped_with_one_click(app, follow, tell, work, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://ontwikkeltafel.gemeente-met-een-lange-naam.example")
    follower = follow("anne", rhythm=Rhythm.WEEKLY)
    tell()
    [mail] = work(MONDAY + 8 * DAY)
    raw = bytes(compose(mail)).decode()

    [line] = [line for line in raw.splitlines() if line.startswith("List-Unsubscribe:")]
    assert line == f"List-Unsubscribe: <{follows.stop_address(follower)}>"
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in raw
    assert follows.page_of(follower) in compose(mail).get_content()


def test_other_letters_cannot_be_stopped(session, app, now):
    queue(session, [Letter("signals/receipt", "r:1", "anne@example.nl", data={"number": "2026-01", "title": "x", "link": "y"})],
          now=now)
    session.flush()

    assert compose(session.scalars(select(OutboxMail)).one())["List-Unsubscribe"] is None


def test_letters_are_in_the_followers_language(session, follow, tell, work):
    follow("john", rhythm=Rhythm.DAILY, language="en")
    tell()

    [mail] = work(MONDAY + DAY)
    message = compose(mail)

    assert message["Subject"] == "Today: news about 1 subject"
    assert "until Tuesday, 17 March 2026 at 8:00" in message.get_content() or "17 March 2026" in message.get_content()
