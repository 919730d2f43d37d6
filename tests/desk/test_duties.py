"""What the agreements oblige the municipality to, public: due, late and done, out of the same list as the desk."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.contributions.rules import HiddenGround
from portal.core.access import SYSTEM
from portal.decisions.models import BoardDecision, Submission
from portal.desk import rules
from portal.desk.duty_done import DONE
from portal.desk.duty_queries import waiting_duties
from portal.desk.duty_rules import ADDRESSES, ARTICLES, DUTY_OF, Duty, Owed, kept, part
from portal.desk.messages import SENTENCES
from portal.desk.queries import tasks
from portal.meetings.rules import MeetingState, owed_meetings
from portal.networks.operations import publish
from portal.proposals.operations import take_step
from portal.proposals.rules import Stage
from portal.region.models import Municipality
from portal.rounds.answers import answer_reaction, publish_answers
from portal.rounds.queries import progress
from portal.rounds.rules import Adopted
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
    return [" ".join(" ".join(e.etree_element.itertext()).split()) for e in page.all(f'[aria-labelledby="{section}"] tbody tr')]


def _signal(session, network, received_at, **options):
    defaults = {"network_id": network.id, "year": 2026, "sequence": 1, "title": "Mevrouw Jansen wacht", "text": "Geheim",
                "sentiment": Sentiment.NEGATIVE, "subject": next(iter(Subject)), "received_at": received_at,
                "follow_key": f"sleutel{options.get('sequence', 1)}"}
    return world.add(session, Signal(**defaults | options))


def test_every_duty_has_its_article_and_work_at_the_desk():
    assert set(ARTICLES) == set(Duty) == set(DUTY_OF.values())
    assert all(todo in SENTENCES for todo in DUTY_OF) and all(f"Duty.{duty.value}" in SENTENCES for duty in Duty)
    assert set(DONE) == set(ADDRESSES) and len(set(ADDRESSES.values())) == len(ADDRESSES)


def test_how_a_duty_was_kept(now):
    due = now + timedelta(days=3)
    rows = [Owed(Duty.BOARDS, due, None, done_at=due + timedelta(days=late), times=times) for late, times in ((-2, 4), (1, 2), (5, 1))]

    row = kept(Duty.BOARDS, rows, now)

    assert (row.done, row.late, row.most_days) == (7, 3, 5)


@pytest.mark.parametrize(("number", "at", "skipped"), [(1, [0, 1], 0), (2, [1, 2], 2), (3, [2], 3), (4, [], 0)])
def test_a_page_begins_in_the_middle_of_a_day(now, number, at, skipped):
    rows = [Owed(Duty.BOARDS, now, None, done_at=now, times=times) for times in (2, 3, 4)]

    found, before = part(rows, number, 4)

    assert (found, before) == ([rows[index] for index in at], skipped)


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
    assert ["26 dagen te laat" in row for row in _rows(visit.get("/verplichtingen/gedaan/signalen"), "lijst")] == [True, False]
    late, = _rows(visit.get("/verplichtingen/gedaan/signalen?stand=te-laat"), "lijst")
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


def _decided(session, network, now, boards):
    """A proposal on which so many boards decided, the even ones in time."""
    row = world.proposal(session, network, Stage.SUBMITTED, published_at=now)
    asked = world.add(session, Submission(proposal_id=row.id, submitted=True, reason="Ja.", deviates=False, decided_at=now - timedelta(days=200)))
    for number in range(boards):
        world.add(session, BoardDecision(
            proposal_id=row.id, submission_id=asked.id, municipality_id=world.municipality(session, network, f"Gemeente {row.id}-{number}").id, adopted=True, number="",
            reason="Ja.", decided_on=date(2025, 10, 1 + number % 2) + timedelta(days=90 * (number % 2)), recorded_at=now))
    return row


def test_every_board_stands_on_one_page_of_the_list(session, network, visit, now):
    row = _decided(session, network, now, 120)
    session.commit()

    pages = [_rows(visit.get(f"/verplichtingen/gedaan/besluiten?deel={number}"), "lijst") for number in (1, 2, 3)]
    late = _rows(visit.get("/verplichtingen/gedaan/besluiten?stand=te-laat"), "lijst")

    assert [len(rows) for rows in pages] == [50, 50, 20] and len({line for rows in pages for line in rows}) == 120
    assert all("te laat" in line for line in late) and len(late) == 50
    kept_row, = [line for line in _rows(visit.get("/verplichtingen"), "gehouden") if "ZL 7.7, RN 12.2" in line]
    assert kept_row.split("RN 12.2")[1].split()[:3] == ["120", "60", "60"]
    assert visit.ask("get", "/verplichtingen.csv").text.count(f"{row.title} (") == 120
    visit.get("/verplichtingen/gedaan/besluiten?deel=4", status=404)


def test_decision_that_was_corrected_counts_once(session, network, visit, now):
    row = _decided(session, network, now, 1)
    first = session.scalars(select(BoardDecision).where(BoardDecision.proposal_id == row.id)).one()
    world.add(session, BoardDecision(
        proposal_id=row.id, submission_id=first.submission_id, municipality_id=first.municipality_id, adopted=False, number="", reason="Nee.",
        decided_on=date(2025, 10, 3), recorded_at=now, replaces_id=first.id, correction_reason="Verkeerd overgenomen."))
    session.commit()

    line, = _rows(visit.get("/verplichtingen/gedaan/besluiten"), "lijst")

    assert "3 okt" in line


def test_round_was_answered_when_its_last_answer_came_on_the_site(session, network, visit, now):
    round_ = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Beantwoord"),
                                 opened_at=now - timedelta(days=40))
    for late in (False, True):
        row = world.reaction(session, round_, None, late=late)
        session.flush()
        answer_reaction(session, row, adopted=Adopted.YES, text="Overgenomen.", actor=SYSTEM, now=now - timedelta(days=2))
        publish_answers(session, round_, actor=SYSTEM, now=now - timedelta(days=2 - late))
    session.commit()

    line, = _rows(visit.get("/verplichtingen/gedaan/antwoorden"), "lijst")

    assert "Beantwoord" in line and "18 maart" in line


def test_what_is_hidden_is_in_no_list_by_its_title(session, network, visit, now):
    row = _decided(session, network, now, 1)
    row.written_title, row.hidden_at, row.hidden_ground = "Over mevrouw Jansen", now, HiddenGround.PERSONAL_DATA
    session.commit()

    assert "Jansen" not in visit.get("/verplichtingen/gedaan/besluiten").text
    assert "Jansen" not in visit.ask("get", "/verplichtingen.csv").text


def test_more_than_a_page_that_waits_has_a_list_of_its_own(session, network, visit, now):
    for number in range(60):
        world.proposal(session, network, Stage.SUBMITTED, title=f"Voorstel nummer {number:02d}", stage_since=now - timedelta(days=100), published_at=now)
    session.commit()

    page = visit.get("/verplichtingen")

    assert len(_rows(page, "te-laat")) == 15 and page.all('a[href="/verplichtingen/te-laat"]')
    lines = [line for number in (1, 2) for line in _rows(visit.get(f"/verplichtingen/te-laat?deel={number}"), "lijst")]
    assert len([line for line in lines if "Voorstel nummer" in line]) == 60


def test_public_duties_are_all_those_of_the_desk(session, network, now):
    for stage in Stage:
        world.proposal(session, network, stage, stage_since=now - timedelta(days=60), published_at=now)
    _signal(session, network, now - timedelta(days=1))
    world.meeting(session, network)
    session.commit()

    found = [DUTY_OF[task.todo] for task in tasks(session, network, progress(session, network, now), now) if task.todo in DUTY_OF]

    assert sorted(one.duty for one in waiting_duties(session, network, now)) == sorted(found) and len(set(found)) > 3


def test_number_of_queries_does_not_grow(session, network, visit, count_queries, now):
    def asked(more):
        for _ in range(more):
            world.proposal(session, network, Stage.SUBMITTED, stage_since=now - timedelta(days=60), published_at=now)
            world.reaction(session, world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY),
                                                        opened_at=now - timedelta(days=20)))
            _decided(session, network, now, 2)
        session.commit()
        counts = []
        for address in ("", "/te-laat", "/gedaan/besluiten"):
            visit.get(f"/verplichtingen{address}")
            with count_queries() as queried:
                visit.get(f"/verplichtingen{address}")
            counts.append(len(queried))
        return counts

    assert asked(1) == asked(6)


def test_where_more_may_wait_than_is_asked_every_page_says_so(session, network, visit, now, monkeypatch):
    desk = visit.logged_in(world.secretary(session, session.scalar(select(Municipality))))
    for sequence in (1, 2):
        _signal(session, network, now - timedelta(days=sequence), sequence=sequence)
    session.commit()
    pages = (visit, "/verplichtingen"), (visit, "/verplichtingen/komt"), (visit, "/verplichtingen/te-laat"), (desk, "/bureau")
    sentence = "Er kan meer wachten. Van elk soort werk staan hier de 2 die het langst wachten"

    assert not any(sentence in browser.get(path).text for browser, path in pages)

    monkeypatch.setattr(rules, "MOST", 2)

    assert all(sentence in browser.get(path).text for browser, path in pages)
