"""What the agreements oblige the municipality to, public: due, late and done, out of the same list as the desk."""

from datetime import date, timedelta

import pytest

from portal.core.access import SYSTEM
from portal.desk.duty_rules import ARTICLES, DUTY_OF, Duty, Owed, kept
from portal.desk.messages import SENTENCES
from portal.meetings.rules import MeetingState, owed_meetings
from portal.networks.operations import publish
from portal.proposals.operations import take_step
from portal.proposals.rules import Stage
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, SignalState, Subject
from portal.tables.models import Reconsideration
from portal.tables.rules import ReviewOutcome
from tests import world


@pytest.fixture
def network(session):
    network = world.network(session, network_meetings=2)
    world.municipality(session, network, is_host=True)
    session.commit()
    return network


def _rows(page, section):
    return [" ".join(" ".join(e.etree_element.itertext()).split()) for e in page.all(f'section[aria-labelledby="{section}"] tbody tr')]


def _signal(session, network, received_at, **options):
    defaults = {"network_id": network.id, "year": 2026, "sequence": 1, "title": "Mevrouw Jansen wacht", "text": "Geheim",
                "sentiment": Sentiment.NEGATIVE, "subject": next(iter(Subject)), "received_at": received_at,
                "follow_key": f"sleutel{options.get('sequence', 1)}"}
    return world.add(session, Signal(**defaults | options))


def test_every_duty_has_its_article_and_work_at_the_desk():
    assert set(ARTICLES) == set(Duty) == set(DUTY_OF.values())
    assert all(todo in SENTENCES for todo in DUTY_OF) and all(f"Duty.{duty.value}" in SENTENCES for duty in Duty)


def test_how_a_duty_was_kept(now):
    due = now + timedelta(days=3)
    rows = [Owed(Duty.BOARDS, due, None, done_at=due + timedelta(days=late)) for late in (-2, 1, 5)]

    row, = kept(rows, now)

    assert (row.done, row.late, row.most_days) == (3, 2, 5)


@pytest.mark.parametrize(("count", "ends"), [(1, [date(2026, 12, 31)]), (2, [date(2026, 6, 30), date(2026, 12, 31)]),
                                             (4, [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]), (0, [])])
def test_owed_meetings_are_spread_over_the_year(count, ends):
    held = [date(2026, 7, 9), date(2025, 3, 1)]

    found = owed_meetings(2026, count, held)

    assert [one.due_on for one in found] == ends
    assert [one.held_on for one in found] == [date(2026, 7, 9), None, None, None][:count]


def test_empty_page_says_so(session, visit):
    world.network(session)
    session.commit()

    page = visit.get("/verplichtingen")

    assert "Er is nu niets te laat." in page.text and "Er wacht nu niets." in page.text
    assert "hoefde er niets" in page.text


def test_what_is_late_stands_with_article_term_and_place(session, network, visit, now):
    row = world.proposal(session, network, Stage.SUBMITTED, title="Bij de colleges", stage_since=now - timedelta(days=60), published_at=now)
    session.commit()

    page = visit.get("/verplichtingen")

    late = next(line for line in _rows(page, "te-laat") if "Bij de colleges" in line)
    assert "ZL 7.7" in late and "dagen te laat" in late
    assert page.all(f'a[href="{row.path}"]')


def test_what_nobody_read_is_not_named(session, network, visit, now):
    _signal(session, network, now - timedelta(days=1))
    session.commit()

    page = visit.get("/verplichtingen")

    waits, = [line for line in _rows(page, "komt") if "signaal" in line]
    assert "Binnengekomen op donderdag 19 maart 2026" in waits and "Jansen" not in page.text


def test_done_counts_in_time_or_late_by_the_desks_term(session, network, visit, now):
    for sequence, days in ((1, 3), (2, 40)):
        _signal(session, network, now - timedelta(days=50), sequence=sequence, state=SignalState.SET_ASIDE, reason="Nee.",
                decided_at=now - timedelta(days=50 - days))
    _signal(session, network, now - timedelta(days=500), sequence=3, state=SignalState.SET_ASIDE, reason="Nee.",
            decided_at=now - timedelta(days=400))
    session.commit()

    page = visit.get("/verplichtingen")

    kept_row, = [line for line in _rows(page, "gehouden") if "signaal" in line]
    assert kept_row.split("ZL 6.5, 7.6")[1].split()[:3] == ["2", "1", "1"]
    late, = _rows(page, "te-laat-gedaan")
    assert "26 dagen te laat" in late
    assert "mevrouw" not in page.text.casefold() and "Mevrouw" not in (csv := visit.ask("get", "/verplichtingen.csv").text) and csv.count("signaal") == 2


def test_a_judged_proposal_counts_by_the_step_in_the_record(session, network, visit, now):
    row = world.proposal(session, network, Stage.RECEIVED, title="Op tijd beoordeeld", received_at=now - timedelta(days=5), published_at=now)
    for name in ("schedule", "make_preliminary"):
        take_step(session, row, name, reason="Ja.", actor=SYSTEM, now=now)
    session.commit()

    kept_row, = [line for line in _rows(visit.get("/verplichtingen"), "gehouden") if "voorstel beoordelen" in line]

    assert kept_row.split("ZL 6.5, 7.6")[1].split()[:3] == ["1", "1", "0"]


def test_owed_meeting_waits_until_it_is_planned(session, network, visit, now):
    publish(session, "table:founded", network_id=network.id, title="Jeugd", path="/tafels/jeugd", name="Jeugd", now=now - timedelta(days=800))
    session.commit()
    assert any("bijeenkomst 1 van 2026" in line for line in _rows(visit.get("/verplichtingen"), "komt"))

    world.meeting(session, network, state=MeetingState.INVITED, starts_at=now + timedelta(days=20), ends_at=now + timedelta(days=20, hours=2))
    session.commit()

    assert not any("bijeenkomst 1 van 2026" in line for line in _rows(visit.get("/verplichtingen"), "komt"))
    assert any("bijeenkomst 1 van 2025" in line for line in _rows(visit.get("/verplichtingen"), "te-laat"))


def test_who_asked_to_look_again_is_not_said(session, network, visit, now):
    composition = world.compose(session, world.seated_table(session, network), number=2)
    asks = world.member(session, network, "Zorg Vraagt Door")
    world.add(session, Reconsideration(composition_id=composition.id, party_id=asks.id, text="Waarom?", person_name="C", asked_at=now,
                                       outcome=None))
    world.add(session, Reconsideration(composition_id=composition.id, party_id=world.member(session, network, "Zorg Klaar").id, text="Waarom?",
                                       person_name="C", asked_at=now - timedelta(days=9), outcome=next(iter(ReviewOutcome)),
                                       answer="Daarom.", answered_at=now))
    session.commit()

    page = visit.get("/verplichtingen")

    assert any("IN 7.6" in line for line in _rows(page, "komt")) and any("IN 7.6" in line for line in _rows(page, "gehouden"))
    assert "Vraagt Door" not in page.text and "Zorg Klaar" not in page.text


def test_number_of_queries_does_not_grow(session, network, visit, count_queries, now):
    def asked(more):
        for _ in range(more):
            world.proposal(session, network, Stage.SUBMITTED, stage_since=now - timedelta(days=60), published_at=now)
            world.reaction(session, world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY),
                                                        opened_at=now - timedelta(days=20)))
        session.commit()
        visit.get("/verplichtingen")
        with count_queries() as queried:
            visit.get("/verplichtingen")
        return len(queried)

    assert asked(1) == asked(6)
