"""Third parties at a table: asked for by a party, with consent of the municipality, from one day to another (IN 7.7)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.core.errors import Refused, Stale
from portal.notifications.delivery import compose as write_letter
from portal.notifications.models import OutboxMail
from portal.tables import queries
from portal.tables.guest_operations import GuestDetails, ask_for_guest, decide_on_guest, end_guest, enter_guest
from portal.tables.models import Guest
from portal.tables.rules import GuestKind, GuestState
from tests import world
from tests.tables.conftest import composed

PAGE = "/tafels/jeugd-en-wmo"
DETAILS = GuestDetails(GuestKind.SOCIAL_COUNCIL, "Adviesraad Heuvelland", "inwoners met Wmo", "Mia Leunissen", "mia@raad.example")
TODAY = date(2026, 3, 20)


@pytest.fixture
def secretary(visit, town):
    return visit.logged_in(town.secretary)


def asked(session, town):
    actor = world.actor(town.people[0], town.members[0], "contact")
    return ask_for_guest(session, town.table, details=DETAILS, why="Zij kennen de inwoners.", actor=actor, now=town.now)


def decide(session, town, guest, **changes):
    options = {"admits": True, "reason": "", "begins_on": None, "ends_on": None, "version": guest.version}
    decide_on_guest(session, guest, **options | changes, actor=town.actor, now=town.now)


def test_a_party_asks_and_nothing_is_public_before_the_municipality_consents(session, town, secretary, visit):
    composed(session, town)
    session.commit()
    party = visit.logged_in(town.people[0])
    page = party.get(f"{PAGE}/gasten/vragen").submit({"kind": "social_council"}, status=422)
    assert len(page.errors) == 4
    page.submit({"kind": "social_council", "organisation": "Adviesraad Heuvelland", "person_name": "Mia Leunissen",
                 "email": "mia@raad.example", "why": "Zij kennen de inwoners."})
    assert "Adviesraad Heuvelland" not in visit.get(PAGE).text
    desk = secretary.get("/bureau")
    assert "Jeugd en Wmo: Adviesraad Heuvelland" in desk.text and "Stemt de gemeente in met deze gast?" in desk.text

    guest = session.scalars(select(Guest)).one()
    page = secretary.get(f"/bureau/tafels/gasten/{guest.id}")
    assert len(page.submit({"decision": "refuse"}, "Verder", status=422).errors) == 1
    refusal = page.submit({"decision": "refuse", "reason": "Er zit al een raad."}, "Verder")
    assert "Er komt niets op de site" in refusal.text and "Er zit al een raad." in refusal.text
    read_over = page.submit({"decision": "admit", "ends_on": "2026-12-31"}, "Verder")
    assert "Adviesraad Heuvelland als gast" in read_over.text and "31 december 2026" in read_over.text and "gast vanaf vandaag" in read_over.text
    assert "Adviesraad Heuvelland" not in visit.get(PAGE).text
    read_over.submit(button="Leg het besluit vast")

    page = visit.get(PAGE)
    assert "Adviesraad Heuvelland" in page.text and "Gevraagd door Aanbieder A." in page.text
    assert "Mia" not in page.html and "mia@raad" not in page.html
    assert "Adviesraad Heuvelland" not in secretary.get("/bureau").text


def test_a_person_is_named_only_by_choice(session, town, visit):
    for number, shows in enumerate((True, False)):
        details = GuestDetails(GuestKind.HOUSING, f"Woonbedrijf {number}", "", f"Persoon Gast {number}", f"g{number}@x.example", shows)
        enter_guest(session, town.table, details=details, asked_by="De tafel", why="Wonen.", begins_on=TODAY, ends_on=None, actor=town.actor,
                    now=town.now)
    session.commit()
    page = visit.get(PAGE)

    assert "Woonbedrijf 0, Persoon Gast 0" in page.text
    assert "Persoon Gast 1" not in page.html and "x.example" not in page.html


@pytest.mark.parametrize(("day", "there"), [(-1, False), (0, True), (10, True), (11, False)])
def test_a_guest_is_there_from_its_first_through_its_last_day(session, town, day, there):
    enter_guest(session, town.table, details=DETAILS, asked_by="De tafel", why="x", begins_on=TODAY, ends_on=TODAY + timedelta(days=10),
                actor=town.actor, now=town.now)
    session.flush()
    found = queries.guests_of(session, town.table, TODAY + timedelta(days=day))

    assert [(g.name, g.organisation, g.email) for g in found] == [("Mia Leunissen", "Adviesraad Heuvelland", "mia@raad.example")] * there


def test_who_was_refused_is_no_guest_and_the_party_reads_why(session, town, visit):
    guest = asked(session, town)
    session.flush()
    with pytest.raises(Refused):
        decide(session, town, guest, admits=False)
    decide(session, town, guest, admits=False, reason="Er zit al een raad aan tafel.")
    session.commit()

    assert guest.state == GuestState.REFUSED
    assert queries.guests_of(session, town.table, TODAY) == []
    letter = write_letter(session.scalars(select(OutboxMail).where(OutboxMail.kind == "tables/guest_outcome")).first())
    assert "Er zit al een raad aan tafel." in letter.get_content()
    assert not session.scalars(select(OutboxMail).where(OutboxMail.kind == "tables/guest_welcome")).all()


def test_the_guest_reads_what_is_kept_of_it_and_who_consented(session, town):
    guest = asked(session, town)
    session.flush()
    decide(session, town, guest)
    session.flush()
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == "tables/guest_welcome")).one()

    assert mail.email == "mia@raad.example"
    text = write_letter(mail).get_content()
    assert "niet uw naam of uw e-mailadres" in text and "Aanbieder A" in text
    assert (guest.decided_by, guest.decided_at) == ("Sien Roelofs", town.now)


def test_a_guest_is_decided_on_once_by_who_saw_the_latest(session, town):
    guest = asked(session, town)
    session.flush()
    seen = guest.version
    decide(session, town, guest)
    session.flush()

    with pytest.raises(Stale):
        decide(session, town, guest, version=seen)
    with pytest.raises(Refused):
        decide(session, town, guest)


def test_the_last_day_is_recorded_and_not_before_the_first(session, town, secretary):
    guest = enter_guest(session, town.table, details=DETAILS, asked_by="De tafel", why="x", begins_on=TODAY, ends_on=None, actor=town.actor,
                        now=town.now)
    session.flush()
    with pytest.raises(Refused):
        end_guest(session, guest, ends_on=TODAY - timedelta(days=1), reason="", version=guest.version, actor=town.actor, now=town.now)
    session.commit()
    secretary.get(f"/bureau/tafels/gasten/{guest.id}").submit({"ends_on": "2026-03-25"})

    session.refresh(guest)
    assert guest.ends_on == date(2026, 3, 25)
    assert queries.guests_of(session, town.table, date(2026, 3, 26)) == []


def test_the_secretary_enters_a_guest_that_was_asked_for_in_a_meeting(session, town, secretary):
    session.commit()
    page = secretary.get("/bureau/tafels/jeugd-en-wmo/gasten")
    assert "Deze tafel heeft nog geen gasten" in page.text
    page = page.submit({"kind": "insurer", "organisation": "Zorgpolis", "person_name": "Jan Polis", "email": "jan@polis.example",
                        "why": "Overgang naar Wlz.", "asked_by": "De tafel in maart", "begins_on": "2026-04-01"})

    assert "Zorgpolis" in page.text and "De tafel in maart" in page.text
    assert len(queries.guests_of(session, town.table, date(2026, 4, 1))) == 1


def test_who_is_no_member_asks_for_no_guest(session, town):
    outsider = world.party(session, "Buitenstaander")
    actor = world.actor(world.contact(session, outsider, "Piet"), outsider, "contact")

    with pytest.raises(Refused) as refusal:
        ask_for_guest(session, town.table, details=DETAILS, why="x", actor=actor, now=town.now)
    assert refusal.value.code == "guest:only-members"


@pytest.mark.parametrize(("who", "path", "status"), [
    ("party", f"{PAGE}/gasten/vragen", 200), ("secretary", f"{PAGE}/gasten/vragen", 403), ("party", "/bureau/tafels/jeugd-en-wmo/gasten", 403),
    ("secretary", "/bureau/tafels/jeugd-en-wmo/gasten", 200), ("secretary", "/bureau/tafels/gasten/99", 404),
    (None, f"{PAGE}/gasten/vragen", 302), (None, "/bureau/tafels/jeugd-en-wmo/gasten", 302)])
def test_who_sees_what_of_guests(session, town, visit, who, path, status):
    people = {"party": town.people[0], "secretary": town.secretary}
    session.commit()

    (visit.logged_in(people[who]) if who else visit).get(path, status=status)
