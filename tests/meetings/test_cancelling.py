"""A meeting that does not take place: what waits again, what no longer asks, where it is seen; papers, hands and tables of their own."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.core import documents
from portal.core.errors import Refused, Stale
from portal.desk.meeting_tasks import meeting_tasks
from portal.meetings import operations, own_tables, papers, queries, waiting_queries
from portal.meetings.models import AgendaItem, MeetingPaper
from portal.meetings.rules import Hands, MeetingState, OwnTable, Presence, new_order
from portal.networks.models import Publication
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.parties.rules import Domain
from portal.proposals.rules import Facts
from portal.rounds.models import Rejoinder
from portal.rounds.rules import ReactionState
from portal.tables.models import Guest, PhysicalTable
from portal.tables.rules import GuestKind, GuestState
from tests import world
from tests.meetings.conftest import START

WHY = "De voorzitter is ziek."


def cancel(session, house, now, reason=WHY):
    session.flush()
    return operations.cancel_meeting(session, house.meeting, reason=reason, actor=house.desk, now=now)


def mails(session):
    return session.scalar(select(func.count(OutboxMail.id)))


# Cancelling

def test_what_stood_on_the_agenda_waits_again(session, called, now):
    assert waiting_queries.waiting_proposals(session, called.network, now) == []

    assert cancel(session, called, now) == 3

    assert waiting_queries.waiting_proposals(session, called.network, now) == [called.proposal]
    assert queries.meetings_of(session, called.proposal) == []
    assert (called.meeting.state, called.meeting.cancel_reason, called.meeting.calendar_sequence) == (MeetingState.CANCELLED, WHY, 1)
    told = session.scalars(select(Publication).where(Publication.kind == "meeting:cancelled")).one()
    assert told.reason == WHY


def test_draft_goes_without_a_word(session, house, visit, now):
    operations.add_item(session, house.meeting, title="Rondvraag", actor=house.desk, now=now)
    assert cancel(session, house, now) == 0
    session.commit()

    assert mails(session) == 0 and not session.scalars(select(Publication)).all()
    visit.get(f"/bijeenkomsten/{house.meeting.slug}", status=404)
    assert house.meeting.slug not in visit.get("/bijeenkomsten").html


@pytest.mark.parametrize("reason", ["", "   "])
def test_reason_is_needed(session, called, now, reason):
    with pytest.raises(Refused, match="step:reason-missing"):
        cancel(session, called, now, reason)


def test_meeting_that_was_held_stays(session, called):
    operations.note_attendance(session, called.meeting, presences={called.parties[0].id: (Presence.PRESENT, "")}, actor=called.desk,
                               now=START)
    with pytest.raises(Refused, match="step:not-from-here"):
        cancel(session, called, START)


def test_nothing_asks_for_it_any_more_and_nobody_missed_it(session, called, visit, now):
    operations.answer_invitation(session, called.meeting, party_id=called.parties[1].id, presence=Presence.EXCUSED, reason="Griep",
                                 actor=called.party_actor(1), now=now)
    cancel(session, called, now)
    session.commit()

    assert meeting_tasks(session, called.network, START + timedelta(days=40)) == []
    assert queries.attendance_counts(session, called.network, 2026) == []
    page = visit.logged_in(called.contacts[0]).get("/mijn")
    assert "Laat ons weten" not in page.text and "Afgezegd" in page.text
    for act in (lambda: operations.answer_invitation(session, called.meeting, party_id=called.parties[0].id, presence=Presence.PRESENT,
                                                     actor=called.party_actor(0), now=now),
                lambda: operations.add_item(session, called.meeting, title="Nog iets", actor=called.desk, now=now),
                lambda: operations.note_attendance(session, called.meeting, presences={}, actor=called.desk, now=START)):
        with pytest.raises(Refused, match="meeting:cancelled"):
            act()


def test_pages_say_that_it_is_cancelled_and_why(session, called, visit, now):
    session.commit()
    secretary = visit.logged_in(called.secretary)
    form = secretary.get(f"/bureau/bijeenkomsten/{called.meeting.id}/afzeggen")
    assert "3 personen krijgen bericht" in form.text
    assert "Geef de reden" in form.submit({"reason": ""}, status=422).errors[0]
    before = mails(session)

    first, second = form.submit({"reason": WHY}), form.submit({"reason": WHY})

    assert first.path == second.path == "/bureau/bijeenkomsten" and mails(session) == before + 3
    for visitor in (visit, secretary, visit.logged_in(called.contacts[0])):
        read = visitor.get(f"/bijeenkomsten/{called.meeting.slug}")
        assert "gaat niet door" in read.text and WHY in read.text
    for path in ("/bijeenkomsten", "/", "/kalender"):
        assert "fgezegd" in visit.get(path).text, path
    assert WHY in visit.ask("get", "/bijeenkomsten/atom.xml").text
    assert "afgezegd op" in secretary.get(f"/bureau/bijeenkomsten/{called.meeting.id}/afzeggen").text


# The order of the agenda

@pytest.mark.parametrize(("ids", "wanted", "order"), [
    ([1, 2, 3], [3, 1, 2], [3, 1, 2]),
    ([1, 2, 3], [3], [3, 1, 2]),
    ([1, 2, 3], [9, 3, 3, 1], [3, 1, 2]),
    ([1, 2, 3], [], [1, 2, 3]),
])
def test_order_takes_what_is_known_and_loses_nothing(ids, wanted, order):
    assert new_order(ids, wanted) == order


def test_dragging_saves_what_the_buttons_save(session, called, visit, now):
    operations.add_item(session, called.meeting, title="Derde", actor=called.desk, now=now)
    session.commit()
    ids = [item.id for item in called.meeting.items]
    page = visit.logged_in(called.secretary).get(f"/bureau/bijeenkomsten/{called.meeting.id}")

    page.submit({"order": f"{ids[2]},{ids[0]},{ids[1]}"}, form="#volgorde")
    session.expire_all()
    assert [item.id for item in called.meeting.items] == [ids[2], ids[0], ids[1]]

    page = page.visitor.get(page.path).submit(form=f'form[action$="/{ids[0]}/verplaatsen"]', status=303)
    assert page.location.endswith(f"#punt-{ids[0]}")  # who works by keyboard goes on from the point that was moved
    session.expire_all()
    assert [item.id for item in called.meeting.items] == [ids[0], ids[2], ids[1]]
    assert operations.needs_update(called.meeting)


def test_nonsense_orders_nothing(session, called, visit):
    session.commit()
    page = visit.logged_in(called.secretary).get(f"/bureau/bijeenkomsten/{called.meeting.id}")
    page.submit({"order": "x,,-1,99999999999,²"}, form="#volgorde")
    session.expire_all()
    assert [item.title for item in called.meeting.items] == ["", "Rondvraag"]


def test_reactions_to_answers_wait_for_a_table_until_they_were_talked_about(session, house, now):
    def answered():
        round_ = world.comment_round(session, world.proposal(session, house.network), opened_at=now - timedelta(days=40))
        return round_, world.add(session, Rejoinder(
            reaction_id=world.reaction(session, round_).id, text="Niet eens.", received_at=now, state=ReactionState.NEW))

    (round_, rejoinder), (other, of_other) = answered(), answered()
    assert waiting_queries.waiting_answers(session, house.network) == []

    for row in (rejoinder, of_other):
        row.state, row.read_at = ReactionState.PUBLISHED, now
    session.flush()
    assert waiting_queries.waiting_answers(session, house.network) == [(round_, now), (other, now)]

    item = operations.add_item(session, house.meeting, answered=round_, actor=house.desk, now=now)
    operations.invite(session, house.meeting, actor=house.desk, now=now)
    session.flush()
    assert waiting_queries.waiting_answers(session, house.network) == [(other, now)]
    with pytest.raises(Refused, match="item:already-there"):
        operations.add_item(session, house.meeting, answered=round_, actor=house.desk, now=now)
    operations.conclude_item(session, item, discussion="", conclusion="Blijft zo.", outcome="", facts=Facts(), version=item.version,
                             actor=house.desk, now=START)
    session.flush()
    assert waiting_queries.waiting_answers(session, house.network) == [(other, now)], "what was talked about is one round, not the other"


def test_open_round_is_not_for_the_table_yet(session, house, now):
    with pytest.raises(Refused, match="item:round-not-ready"):
        operations.add_item(session, house.meeting, answered=world.comment_round(session, world.proposal(session, house.network)),
                            actor=house.desk, now=now)


# Show of hands

def note(session, house, *presences):
    chosen = {party.id: (presence, "") for party, presence in zip(house.parties, presences, strict=False)}
    operations.note_attendance(session, house.meeting, presences=chosen, actor=house.desk, now=START)
    session.flush()


def keep(session, house, hands, **options):
    session.flush()
    operations.keep_item(session, house.item, discussion="", conclusion="", hands=hands, version=house.item.version, actor=house.desk,
                         now=START, **options)
    session.flush()


@pytest.mark.parametrize(("hands", "fits"), [
    (Hands(1, 1, 0), True), (Hands(0, 0, 2), True), (Hands(2, 0, 0), True), (None, True),
    (Hands(2, 1, 0), False), (Hands(0, 0, 3), False), (Hands(-1, 0, 0), False),
])
def test_no_more_hands_than_parties_that_are_there(session, called, hands, fits):
    note(session, called, Presence.PRESENT, Presence.SUBSTITUTE, Presence.ABSENT)
    if fits:
        keep(session, called, hands)
        assert called.item.hands == hands
    else:
        with pytest.raises(Refused, match="item:hands"):
            keep(session, called, hands)


def test_who_leaves_the_attendance_takes_its_hand_along(session, called):
    note(session, called, Presence.PRESENT, Presence.PRESENT)
    keep(session, called, Hands(2, 0, 0))

    with pytest.raises(Refused, match="item:hands-at") as refusal:
        note(session, called, Presence.PRESENT, Presence.ABSENT)
    assert refusal.value.data["point"] == called.meeting.items.index(called.item) + 1


def test_hands_are_filled_in_whole_and_shown_in_the_minutes(session, called, visit, at):
    at(START)
    note(session, called, Presence.PRESENT, Presence.PRESENT, Presence.EXCUSED)
    session.commit()
    page = visit.logged_in(called.secretary).get(f"/bureau/bijeenkomsten/{called.meeting.id}/bezig?punt=1")
    assert "2 partijen zijn er" in page.text

    assert "alle drie" in page.submit({"in_favour": "1"}, "Bewaar alleen", form=".ot-meeting__item", status=422).errors[0]
    assert "U telde 3 handen" in page.submit({"in_favour": "2", "against": "1", "abstained": "0"}, "Bewaar alleen",
                                             form=".ot-meeting__item", status=422).errors[0]
    page.submit({"in_favour": "1", "against": "1", "abstained": "0"}, "Leg vast", form=".ot-meeting__item")

    for path in ("verslag", "scherm?punt=1"):
        assert "1" in visit.logged_in(called.secretary).get(f"/bureau/bijeenkomsten/{called.meeting.id}/{path}").text
    assert "Stemming met handopsteken: 1 voor, 1 tegen, 0 onthouding." in visit.logged_in(called.secretary).get(
        f"/bureau/bijeenkomsten/{called.meeting.id}/verslag").text


# A table of its own

def test_decision_on_an_own_table_waits_until_it_is_founded(session, called):
    session.flush()
    operations.conclude_item(session, called.item, discussion="", conclusion="Dit is groot.", outcome="", own_table=OwnTable.YES,
                             facts=Facts(), version=called.item.version, actor=called.desk, now=START)
    session.flush()
    later = START + timedelta(days=1)
    assert [task.todo for task in meeting_tasks(session, called.network, later) if "tafel" in task.path] == ["todo:found-table"]

    table = own_tables.give_table(session, called.item, table_id="new", name="Tafel Wachttijden", theme="Wachttijden",
                                  domains=frozenset({Domain.YOUTH}), actor=called.desk, now=later)
    session.flush()

    assert called.item.founded_table_id == table.id
    assert not [task for task in meeting_tasks(session, called.network, later) if task.todo == "todo:found-table"]
    with pytest.raises(Refused, match="item:table-founded"):
        own_tables.give_table(session, called.item, table_id="new", name="Nog een", theme="x", domains=frozenset(), actor=called.desk,
                              now=later)


def test_own_table_is_founded_from_its_page(session, called, visit, at):
    at(START)
    session.commit()
    secretary = visit.logged_in(called.secretary)
    path = f"/bureau/bijeenkomsten/punten/{called.item.id}/tafel"
    assert "niet besloten" in secretary.get(path).text and not secretary.get(path).all("main form")
    secretary.get(f"/bureau/bijeenkomsten/{called.meeting.id}/bezig?punt=1").submit(
        {"own_table": "yes", "conclusion": "Dit is groot."}, "Leg vast", form=".ot-meeting__item")

    form = secretary.get(path)
    assert "soort hulp" in form.submit({"name": "Tafel Wachttijden"}, status=422).errors[0]
    form.submit({"name": "Tafel Wachttijden", "theme": "Wachttijden", "domains": "youth"})

    assert session.scalar(select(func.count(PhysicalTable.id))) == 2
    session.expire_all()
    assert called.item.founded_table.name == "Tafel Wachttijden"


def test_own_table_is_about_a_proposal(session, called):
    session.flush()
    with pytest.raises(Refused, match="item:own-table-of-proposal"):
        operations.keep_item(session, called.closing, discussion="", conclusion="", own_table=OwnTable.NO, version=called.closing.version,
                             actor=called.desk, now=START)


# Papers

@pytest.fixture
def shelf(session, called, now):
    """A public paper with the meeting and an internal one with its first point."""
    def lay(name, is_public, item=None):
        document = documents.keep(session, documents.Upload(f"{name}.pdf", "pdf", f"%PDF-1.7 {name}".encode()), now=now)
        return papers.add_paper(session, called.meeting, document=document, title=name, is_public=is_public, item=item,
                                actor=called.desk, now=now)

    called.public, called.internal = lay("Cijfers", True), lay("INTERN-STUK", False, called.item)
    session.commit()
    return called


def test_who_may_read_a_paper(session, shelf, visit):
    staff = world.board_staff(session, shelf.place)
    session.commit()
    people = {"outsider": visit, "unseated": visit.logged_in(shelf.contacts[3]), "seated": visit.logged_in(shelf.contacts[0]),
              "board_staff": visit.logged_in(staff), "secretary": visit.logged_in(shelf.secretary)}
    base = f"/bijeenkomsten/{shelf.meeting.slug}"
    expected = {"outsider": 302, "unseated": 403, "seated": 200, "board_staff": 200, "secretary": 200}

    for role, visitor in people.items():
        answer = visitor.ask("get", f"{base}/stukken/{shelf.public.id}")
        assert (answer.status_code, answer.headers["Content-Disposition"].split(";")[0]) == (200, "attachment")
        assert visitor.ask("get", f"{base}/stukken/{shelf.internal.id}").status_code == expected[role], role
        text = visitor.get(base).text
        assert "Cijfers" in text and ("INTERN-STUK" in text) == (expected[role] == 200), role
        assert visitor.ask("get", f"/bijeenkomsten/elders/stukken/{shelf.public.id}").status_code == 404


def test_paper_of_a_draft_is_the_secretarys(session, house, visit, now):
    document = world.document(session)
    paper = papers.add_paper(session, house.meeting, document=document, title="Cijfers", is_public=True, actor=house.desk, now=now)
    session.commit()
    path = f"/bijeenkomsten/{house.meeting.slug}/stukken/{paper.id}"

    assert visit.ask("get", path).status_code == visit.logged_in(house.contacts[0]).ask("get", path).status_code == 404
    assert visit.logged_in(house.secretary).ask("get", path).status_code == 200


def test_internal_paper_is_in_no_search_feed_or_letter(session, shelf, visit, now):
    operations.change_meeting(session, shelf.meeting, starts_at=START + timedelta(hours=1), ends_at=shelf.meeting.ends_at, place="Zaal 9",
                              actor=shelf.desk, now=now)
    operations.invite(session, shelf.meeting, actor=shelf.desk, now=now)
    session.commit()

    for path in ("/atom.xml", "/bijeenkomsten/atom.xml", "/kalender.ics"):
        assert "INTERN-STUK" not in visit.ask("get", path).text, path
    assert "Er is niets gevonden" in visit.get("/zoeken?q=INTERN-STUK").text
    assert "INTERN-STUK" not in "".join(str(mail.data) + mail.calendar for mail in session.scalars(select(OutboxMail)))


def test_papers_are_laid_changed_and_taken_away(session, called, visit):
    session.commit()
    path = f"/bureau/bijeenkomsten/{called.meeting.id}/stukken"
    secretary = visit.logged_in(called.secretary)
    page = secretary.get(path)
    assert "Kies een document." in page.submit({"readers": "table"}, status=422).errors[0]

    import io
    page.submit({"title": "Cijfers", "readers": "table", "item": str(called.item.id)}, files={"document": (io.BytesIO(b"%PDF-1.7 x"), "c.pdf")})
    paper = session.scalars(select(MeetingPaper)).one()
    assert (paper.is_public, paper.item_id, paper.title) == (False, called.item.id, "Cijfers")

    older = secretary.get(path)
    secretary.get(path).submit(button="Maak openbaar", form=f'form[action$="/stukken/{paper.id}"]')
    session.expire_all()
    assert paper.is_public
    older.submit(button="Maak openbaar", form=f'form[action$="/stukken/{paper.id}"]', status=409)
    secretary.get(path).submit(button="Haal weg", form=f'form[action$="/stukken/{paper.id}"] ~ form')
    assert session.scalar(select(func.count(MeetingPaper.id))) == 0


def test_dispute_has_no_papers_here_and_a_point_with_papers_stays(session, shelf, now):
    with pytest.raises(Refused, match="item:has-papers"):
        operations.remove_item(session, shelf.item, actor=shelf.desk, now=now)
    with pytest.raises(Stale):
        papers.show_paper(session, shelf.public, is_public=False, version=99, actor=shelf.desk, now=now)
    assert session.scalar(select(func.count(AgendaItem.id))) == 2


# Guests

def test_guests_of_the_table_are_invited_and_told_of_a_cancellation(session, house, now):
    world.add(session, Guest(table_id=house.table.id, kind=next(iter(GuestKind)), organisation="Adviesraad", person_name="Gijs Gast",
                             email="gijs@raad.example", asked_by="Boot", why="Advies.", asked_at=now, state=GuestState.ADMITTED,
                             decided_at=now, decided_by="Sien", begins_on=START.date(), ends_on=START.date()))
    operations.add_item(session, house.meeting, title="Rondvraag", actor=house.desk, now=now)
    operations.invite(session, house.meeting, actor=house.desk, now=now)
    cancel(session, house, now)
    session.flush()

    asked, called_off = session.scalars(select(OutboxMail).where(OutboxMail.email == "gijs@raad.example").order_by(OutboxMail.id))
    bodies = [compose(mail).get_body(("plain",)).get_content() for mail in (asked, called_off)]
    assert "als gast" in bodies[0] and "/mijn/" not in bodies[0] and "als gast" in bodies[1]
    assert "METHOD:CANCEL" in called_off.calendar
    assert {party.name for party in queries.attending_parties(session, house.meeting)} == {"Boot", "Lantaarn", "Wolkenhuis"}
