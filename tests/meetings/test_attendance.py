"""The attendance rule: what the municipality decides, the letter, the free seat, and who is asked for it (IN 7.5, DESIGN rule 5)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.core.errors import Refused, Stale
from portal.desk.meeting_tasks import meeting_tasks, tasks_after_meetings
from portal.meetings import queries, seat_queries, seats
from portal.meetings.facts import facts_of
from portal.meetings.models import Attendance
from portal.meetings.rules import MeetingState, Presence
from portal.networks.models import Publication
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.tables.models import SeatDecision, SeatOffer, Standing
from portal.tables.queries import current_composition, seated
from portal.tables.rules import SizeClass
from tests import world
from tests.meetings.conftest import START

DAY = timedelta(days=1)
REASON = "Vier keer gemist, ondanks twee gesprekken."


def missed(session, house, party, *presences, table=None, since=START):
    """Meetings of the table, a week apart, with this presence of the party at each."""
    for number, presence in enumerate(presences):
        meeting = world.meeting(session, house.network, table or house.table, since + number * 7 * DAY, state=MeetingState.HELD)
        world.add(session, Attendance(meeting_id=meeting.id, party_id=party.id, presence=presence, reason="", noted_at=since))


def reserve(session, house, *parties, size=SizeClass.LARGE):
    composition = current_composition(session, house.table)
    for rank, party in enumerate(parties, start=1):
        world.add(session, Standing(composition_id=composition.id, kvk=party.kvk, name=party.name, party_id=party.id, clients=5,
                                    size_class=size, domains=frozenset(), streams=frozenset(), is_candidate=True, rank=rank))


def found(session, house, party, year=2026):
    return seat_queries.record_of_party(session, house.network, house.table.slug, party.id, year)


def decide(session, house, party, stops=True, seen=None, now=START + 40 * DAY):
    decision = seats.decide_attendance(session, found(session, house, party), stops=stops, reason=REASON, seen=seen, actor=house.desk,
                                       now=now)
    session.flush()
    return decision


def todos(session, house, now=START + 41 * DAY):
    return [task.todo for tasks in (meeting_tasks, tasks_after_meetings) for task in tasks(session, house.network, now) if task.kind == "attendance"]


@pytest.fixture
def late(session, house):
    """Boot missed four meetings with reasons; two others are on the reserve list of the same class."""
    E = Presence.EXCUSED
    missed(session, house, house.parties[0], E, E, E, E)
    house.spare = world.member(session, house.network, "Reserve Een")
    house.second = world.member(session, house.network, "Reserve Twee")
    for party in (house.spare, house.second):
        world.contact(session, party, f"Contact van {party.name}")
    reserve(session, house, house.spare, house.second)
    return house


@pytest.mark.parametrize(("presences", "waits"), [
    ([Presence.EXCUSED] * 3, False), ([Presence.EXCUSED] * 4, True), ([Presence.ABSENT], True), ([Presence.SUBSTITUTE] * 9, False)])
def test_rule_proposes_and_nothing_happens(session, house, presences, waits):
    missed(session, house, house.parties[0], *presences)

    assert found(session, house, house.parties[0]).waits == waits
    assert todos(session, house) == (["todo:attendance"] if waits else [])
    assert house.parties[0].id in seated(session, house.table)
    assert session.scalar(select(func.count(OutboxMail.id))) == 0


def test_each_table_and_each_calendar_year_counts_by_itself(session, house):
    E = Presence.EXCUSED
    other = world.seated_table(session, house.network, *house.parties, name="Tafel Wmo", slug="wmo")
    missed(session, house, house.parties[0], E, E)
    missed(session, house, house.parties[0], E, E, table=other, since=START + DAY)
    missed(session, house, house.parties[0], E, E, since=START.replace(year=2025))

    assert [one.counts.missed for one in seat_queries.records(session, house.network, 2026)] == [2, 2]
    assert todos(session, house) == []


def test_cancelled_meeting_is_nobodys_absence(session, house):
    missed(session, house, house.parties[0], *[Presence.EXCUSED] * 4)
    meeting = session.scalars(select(Attendance)).first().meeting
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, START, "Ziek."
    session.flush()
    assert not found(session, house, house.parties[0]).waits


def test_decision_to_stop_frees_the_seat_with_a_letter_and_a_public_line(session, late):
    decide(session, late, late.parties[0])

    assert late.parties[0].id not in seated(session, late.table)
    later = world.meeting(session, late.network, late.table, START + 60 * DAY)
    assert late.parties[0] not in queries.invited_parties(session, later)
    assert late.parties[0] in queries.attending_parties(session, late.meeting)  # it sat there on that day
    assert queries.to_attend(session, late.network, late.parties[0].id, START - DAY) == []
    mail = session.scalars(select(OutboxMail)).one()
    body = compose(mail).get_content()
    assert (mail.kind, mail.email) == ("meetings/attendance", late.contacts[0].email)
    assert REASON in body and "niet meer uitgenodigd" in body and "/mijn/geschillen" in body
    assert f"In 2026 miste uw organisatie 4 bijeenkomsten van de tafel ‘{late.table.name}’. Elke keer met een reden." in body
    told = session.scalars(select(Publication)).one()
    assert (told.kind, told.reason) == ("seat:freed", "")
    assert todos(session, late) == ["todo:ask-replacement"]


def test_letter_about_one_meeting_speaks_of_one(session, house):
    missed(session, house, house.parties[0], Presence.ABSENT)
    decide(session, house, house.parties[0], stops=False)

    body = compose(session.scalars(select(OutboxMail)).one()).get_content()
    assert f"In 2026 miste uw organisatie één bijeenkomst van de tafel ‘{house.table.name}’. Daarvoor gaf zij geen reden." in body
    assert "geschil" not in body


def test_decision_to_go_on_holds_until_more_is_missed(session, late):
    decide(session, late, late.parties[0], stops=False)
    assert todos(session, late) == [] and late.parties[0].id in seated(session, late.table)
    assert "blijft uitgenodigd" in compose(session.scalars(select(OutboxMail)).one()).get_content()
    with pytest.raises(Refused, match="seat:decided"):
        decide(session, late, late.parties[0])

    missed(session, late, late.parties[0], Presence.EXCUSED, since=START + 60 * DAY)
    assert todos(session, late) == ["todo:attendance"]


def test_decision_without_a_finding_or_on_old_figures_is_refused(session, late):
    missed(session, late, late.parties[1], Presence.PRESENT)
    with pytest.raises(Refused, match="seat:no-finding"):
        decide(session, late, late.parties[1])
    with pytest.raises(Stale) as stale:
        decide(session, late, late.parties[0], seen="3-0")
    assert "4" in stale.value.theirs
    assert session.scalar(select(func.count(SeatDecision.id))) == 0


def offer(session, house, decision, party, reason="", now=START + 42 * DAY):
    made = seats.offer_seat(session, decision, party, reason=reason, actor=house.desk, now=now)
    session.flush()
    return made


def test_first_of_the_reserve_list_is_asked_takes_the_seat_and_is_invited(session, late):
    decision = decide(session, late, late.parties[0])
    assert [party.name for party in seat_queries.reserve_of(session, decision)] == ["Reserve Een", "Reserve Twee"]
    with pytest.raises(Refused, match="seat:reason-missing"):
        offer(session, late, decision, late.second)
    with pytest.raises(Refused, match="seat:not-on-reserve"):
        offer(session, late, decision, late.outside)

    made = offer(session, late, decision, late.spare)
    assert todos(session, late, START + 43 * DAY) == [] and late.spare.id not in seated(session, late.table)
    with pytest.raises(Refused, match="seat:asked-already"):
        offer(session, late, decision, late.second, "Sneller")
    assert todos(session, late, START + 60 * DAY) == ["todo:seat-silent"]

    seats.answer_offer(session, made, accepts=True, actor=late.desk, now=START + 43 * DAY)
    session.flush()
    assert seated(session, late.table)[late.spare.id] == SizeClass.LARGE
    later = world.meeting(session, late.network, late.table, START + 60 * DAY)
    assert late.spare in queries.invited_parties(session, later)
    assert late.spare not in queries.attending_parties(session, late.meeting)  # nobody was absent before it had the seat
    assert todos(session, late, START + 60 * DAY) == []
    assert [row.kind for row in session.scalars(select(Publication).order_by(Publication.id))] == ["seat:freed", "seat:taken"]


def test_who_declines_makes_room_for_the_next(session, late):
    decision = decide(session, late, late.parties[0])
    made = offer(session, late, decision, late.spare)
    seats.answer_offer(session, made, accepts=False, actor=late.desk, now=START + 43 * DAY)
    session.flush()

    assert todos(session, late) == ["todo:ask-replacement"]
    assert [party.name for party in seat_queries.reserve_of(session, decision)] == ["Reserve Twee"]
    with pytest.raises(Refused, match="seat:answered"):
        seats.answer_offer(session, made, accepts=True, actor=late.desk, now=START + 44 * DAY)


def test_new_composition_says_who_sits_and_closes_what_was_asked(session, late):
    decision = decide(session, late, late.parties[0])
    made = offer(session, late, decision, late.spare)
    world.compose(session, late.table, *late.parties, number=2, published_at=START + 43 * DAY)

    assert late.parties[0].id in seated(session, late.table) and todos(session, late) == []
    with pytest.raises(Refused, match="seat:composed-anew"):
        seats.answer_offer(session, made, accepts=True, actor=late.desk, now=START + 44 * DAY)


def test_pages_from_overview_to_the_answer_of_the_replacement(session, late, visit, at):
    at(START + 40 * DAY)
    session.commit()
    secretary = visit.logged_in(late.secretary)
    overview = secretary.get("/bureau/bijeenkomsten/aanwezigheid")
    assert "Vervanging mogelijk" in overview.text and "Er gebeurt niets vanzelf" in overview.text
    path = f"/bureau/bijeenkomsten/aanwezigheid/{late.table.slug}/2026/{late.parties[0].id}"
    page = secretary.get(path)
    assert "Reserve Een: de eerste op de reservelijst" in page.text
    assert len(page.submit({"verdict": "stop", "reason": ""}, "Verder", status=422).errors) == 1

    read_over = page.submit({"verdict": "stop", "reason": REASON}, "Verder")
    assert REASON in read_over.text and "de plaats vrij is vanwege de aanwezigheidsregel" in read_over.text
    assert session.scalar(select(func.count(SeatDecision.id))) == 0
    after = read_over.submit(button="Leg het besluit vast")
    assert "Besloten: niet meer uitnodigen" in after.text and "Er is nog niemand gevraagd." in after.text
    decision = session.scalars(select(SeatDecision)).one()
    choose = secretary.get(f"/bureau/bijeenkomsten/vervanging/{decision.id}")
    assert len(choose.submit({"party": str(late.second.id)}, "Verder", status=422).errors) == 1
    read_over = choose.submit({"party": str(late.second.id), "reason": "Kan sneller."}, "Verder")
    assert "U vraagt Reserve Twee" in read_over.text and "niet de eerste op de reservelijst" in read_over.text
    assert session.scalar(select(func.count(SeatOffer.id))) == 0
    read_over = choose.submit(button="Verder")
    assert "U vraagt Reserve Een" in read_over.text and "de eerste op de reservelijst" in read_over.text
    asked = read_over.submit(button="Vraag deze partij")
    assert "gevraagd op" in asked.text and "Wat antwoordde de partij?" in asked.text

    made = session.scalars(select(SeatOffer)).one()
    contact = session.scalars(select(OutboxMail.email).where(OutboxMail.kind == "meetings/seat")).one()
    from portal.accounts.models import User

    spare = visit.logged_in(session.scalars(select(User).where(User.email == contact)).one())
    assert "Er is een plaats vrij" in spare.get("/mijn").text
    assert spare.get(f"/mijn/plaats/{made.id}").submit({"takes": "yes"}).text.count("neemt de plaats in") == 1
    visit.logged_in(late.contacts[1]).get(f"/mijn/plaats/{made.id}", status=404)
    assert "Reserve Een neemt de plaats in." in secretary.get("/bureau/bijeenkomsten/aanwezigheid").text


@pytest.mark.parametrize(("role", "status"), [("outsider", 302), ("seated", 403), ("board_staff", 403), ("secretary", 200)])
def test_deciding_is_the_secretarys(session, late, visit, role, status):
    staff = world.board_staff(session, late.place)
    decision = decide(session, late, late.parties[0])
    session.commit()
    people = {"seated": late.contacts[1], "board_staff": staff, "secretary": late.secretary}
    visitor = visit.logged_in(people[role]) if role in people else visit
    for path in (f"aanwezigheid/{late.table.slug}/2026/{late.parties[0].id}", f"vervanging/{decision.id}"):
        visitor.get(f"/bureau/bijeenkomsten/{path}", status=status)


def test_a_composition_that_comes_after_a_meeting_asks_nothing_of_who_sits_there_since(session, house):
    A, B, C = house.parties
    late = world.meeting(session, house.network, house.table, START, state=MeetingState.HELD)
    world.compose(session, house.table, A, house.outside, number=2, published_at=START + 3 * DAY)
    assert queries.attending_parties(session, late) == [A, B, C]
    assert facts_of(session, late, START + 4 * DAY).unnoted == 3
    assert queries.invited_parties(session, world.meeting(session, house.network, house.table, START + 7 * DAY)) == [A, house.outside]
