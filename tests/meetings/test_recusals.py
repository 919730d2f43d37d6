"""Standing aside at one point of an agenda: in the room and in the minutes it shows, and never because of what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core.access import permits
from portal.core.errors import Refused
from portal.dealings.queries import interests
from portal.meetings import operations, recusals
from portal.meetings.models import ItemRecusal
from portal.meetings.rules import Presence
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world
from tests.meetings.conftest import START

SENTENCE = "Neemt niet deel aan dit onderwerp wegens een gemeld belang."


@pytest.fixture
def interest(session, called):
    """Boot, at the table, disclosed an interest."""
    world.disclosure(session, called.network, called.parties[0], about="Aandelen GEHEIM")
    session.commit()
    return interests(session, called.network, [called.parties[0].id])[0]


@pytest.fixture
def aside(session, called, interest, now):
    recusal = recusals.stand_aside(session, called.item, interest, note="TOELICHTING-GEHEIM", actor=called.party_actor(0), now=now)
    session.commit()
    return recusal


def adopt(session, house):
    desk, meeting = house.desk, house.meeting
    operations.note_attendance(session, meeting, presences={p.id: (Presence.PRESENT, "") for p in house.parties}, actor=desk,
                               now=START)
    operations.write_minutes(session, meeting, text="Opmerking.", actor=desk, now=START)
    operations.send_draft(session, meeting, days=1, actor=desk, now=START)
    operations.adopt_minutes(session, meeting, actor=desk, now=START + timedelta(days=3))
    session.commit()


def refused(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


def test_it_shows_at_its_point_on_the_days_screen_and_in_the_minutes(session, called, aside, visit, at):
    desk = visit.logged_in(called.secretary)
    at(START)

    first, second = (desk.get(f"/bureau/bijeenkomsten/{called.meeting.id}/bezig?punt={n}").text for n in (1, 2))
    assert f"Boot: {SENTENCE}" in first and SENTENCE not in second
    assert SENTENCE not in visit.get(f"/bijeenkomsten/{called.meeting.slug}").text
    adopt(session, called)
    minutes = visit.get(f"/bijeenkomsten/{called.meeting.slug}")
    assert minutes.text.count(SENTENCE) == 1 and "GEHEIM" not in minutes.html


def test_undoing_is_possible_until_the_minutes_are_adopted(session, called, aside, interest, now):
    recusals.take_back(session, aside, actor=called.desk, now=now)
    assert called.item.recusals == []
    again = recusals.stand_aside(session, called.item, interest, actor=called.desk, now=now)
    assert [row.taken_back_by for row in session.scalars(select(ItemRecusal).order_by(ItemRecusal.id))] == ["Sien Roelofs", ""]

    adopt(session, called)
    assert refused(lambda: recusals.take_back(session, again, actor=called.desk, now=now)) == "meeting:adopted"
    assert refused(lambda: recusals.stand_aside(session, called.closing, interest, actor=called.desk, now=now)) == "meeting:adopted"


def test_twice_and_without_an_invitation_is_refused(session, called, aside, interest, now):
    assert refused(lambda: recusals.stand_aside(session, called.item, interest, actor=called.desk, now=now)) == "item:aside-already"
    world.disclosure(session, called.network, called.outside)
    other = interests(session, called.network, [called.outside.id])[0]
    assert refused(lambda: recusals.stand_aside(session, called.item, other, actor=called.desk, now=now)) == "meeting:unknown-party"


def test_point_that_leaves_the_agenda_takes_it_along(session, called, aside, now):
    operations.remove_item(session, called.item, actor=called.desk, now=now)
    session.commit()

    assert session.scalars(select(ItemRecusal)).all() == []


def test_party_hears_of_it_and_the_letter_does_not_say_why(session, called, aside, now):
    recusals.take_back(session, aside, actor=called.desk, now=now)
    letters = session.scalars(select(OutboxMail).where(OutboxMail.kind == "meetings/aside").order_by(OutboxMail.id)).all()

    assert {letter.email for letter in letters} == {called.contacts[0].email}
    assert ["weer deel" in compose(letter)["Subject"] for letter in letters] == [False, True]
    assert all("GEHEIM" not in str(compose(letter)) and "donderdag 16 april 2026" in compose(letter).get_content()
               for letter in letters)


def test_party_stands_aside_from_its_invitation(called, interest, visit):
    visitor = visit.logged_in(called.contacts[0])
    invitation = visitor.get(f"/mijn/bijeenkomsten/{called.meeting.id}")
    assert invitation.html.count("/niet-deelnemen") == 2

    page = visitor.get(f"/mijn/bijeenkomsten/punten/{called.item.id}/niet-deelnemen").submit({"ground": interest.key})
    assert "Uw organisatie neemt niet deel aan dit punt wegens een gemeld belang." in page.text
    assert "Uw organisatie neemt niet deel aan dit punt." in visitor.get(f"/mijn/bijeenkomsten/{called.meeting.id}").text
    assert 'name="ground"' in page.submit(form="main .ot-alert form").html


def test_secretary_records_and_undoes(session, called, interest, visit):
    desk = visit.logged_in(called.secretary)
    page = desk.get(f"/bureau/bijeenkomsten/punten/{called.item.id}/niet-deelnemen").submit({"ground": interest.key})
    assert "Aandelen GEHEIM" in page.text
    recusal = session.scalars(select(ItemRecusal)).one()
    own = visit.logged_in(called.contacts[0]).get(f"/mijn/bijeenkomsten/punten/{called.item.id}/niet-deelnemen")
    assert "De secretaris heeft dit vastgelegd." in own.text

    page = page.submit(form="main .ot-documents form")
    assert "Elke uitgenodigde partij neemt deel aan dit punt." in page.text
    assert session.get(ItemRecusal, recusal.id).taken_back_at


def test_who_sees_which_page(session, called, aside, visit):
    staff = world.board_staff(session, called.place)
    session.commit()
    people = {"own": called.contacts[0], "seated": called.contacts[1], "unseated": called.contacts[3],
              "secretary": called.secretary, "board staff": staff}
    visitors = {name: visit.logged_in(person) for name, person in people.items()} | {"anyone": visit}

    def statuses(path):
        return {name: visitor.ask("get", path).status_code for name, visitor in visitors.items()}

    mine, desk = (f"/{side}/bijeenkomsten/punten/{called.item.id}/niet-deelnemen" for side in ("mijn", "bureau"))
    assert statuses(mine) == {"own": 200, "seated": 200, "unseated": 404, "secretary": 404, "board staff": 404, "anyone": 404}
    assert statuses(desk) == {"own": 403, "seated": 403, "unseated": 403, "secretary": 200, "board staff": 403, "anyone": 302}
    for name in ("seated", "unseated", "board staff", "anyone"):
        for path in (mine, f"/bijeenkomsten/{called.meeting.slug}", f"/bijeenkomsten/{called.meeting.slug}.ics", "/", "/bureau"):
            assert "GEHEIM" not in visitors[name].ask("get", path).text


def test_taking_back_is_for_who_recorded_it(called, aside, now):
    colleague = world.actor(called.contacts[0], called.parties[0], Role.COLLEAGUE)

    assert permits("meeting:take-back", called.party_actor(0), aside, now)
    assert not any(permits("meeting:take-back", actor, aside, now) for actor in (colleague, called.party_actor(1), called.desk))
    aside.by_secretary = True
    assert not permits("meeting:take-back", called.party_actor(0), aside, now)
