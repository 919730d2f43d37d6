"""Invitations, updates and cancellations as another calendar program reads them: written with icalendar, opened with vobject."""

from datetime import date, datetime, time, timedelta

import pytest
import vobject
from sqlalchemy import select

from portal.core.calendar import AMSTERDAM, local_instant
from portal.meetings import operations
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world
from tests.meetings.conftest import START

MOMENTS = [
    (date(2026, 3, 28), time(13, 30), time(16, 0)),     # the day before the clock goes forward
    (date(2026, 3, 29), time(1, 30), time(3, 30)),      # across it: one hour long
    (date(2026, 3, 30), time(13, 30), time(16, 0)),
    (date(2026, 10, 24), time(13, 30), time(16, 0)),
    (date(2026, 10, 25), time(1, 30), time(3, 30)),     # across it: three hours long
    (date(2026, 10, 26), time(9, 0), time(11, 0)),
    (date(2026, 12, 10), time(13, 30), time(16, 0)),    # planned in spring for winter
]


def opened(text):
    """The only event of a calendar file, and the method of the file."""
    calendar = vobject.readOne(text)
    return calendar.vevent, getattr(calendar, "method", None) and calendar.method.value


def mails(session, kind="meetings/invitation"):
    return list(session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)))


def called_at(session, house, now, day, begins, ends):
    meeting = operations.plan_meeting(session, house.network, table_id=house.table.id, starts_at=local_instant(day, begins),
                                      ends_at=local_instant(day, ends), place="Stadhuis", actor=house.desk, now=now)
    operations.add_item(session, meeting, title="Rondvraag", actor=house.desk, now=now)
    operations.invite(session, meeting, actor=house.desk, now=now)
    session.flush()
    return meeting


@pytest.mark.parametrize(("day", "begins", "ends"), MOMENTS)
def test_invitation_stands_at_the_hour_of_the_wall_clock(session, house, now, day, begins, ends):
    called_at(session, house, now, day, begins, ends)

    event, method = opened(mails(session)[0].calendar)

    there = [moment.value.astimezone(AMSTERDAM) for moment in (event.dtstart, event.dtend)]
    assert [(moment.date(), moment.time()) for moment in there] == [(day, begins), (day, ends)]
    assert (method, event.status.value, event.location.value) == ("REQUEST", "CONFIRMED", "Stadhuis")


@pytest.mark.parametrize(("asked_on", "day"), [
    (datetime(2026, 3, 20, 9, 0, tzinfo=AMSTERDAM), date(2026, 11, 5)),   # from winter to winter, past a summer
    (datetime(2026, 7, 1, 9, 0, tzinfo=AMSTERDAM), date(2026, 11, 5)),    # from summer to winter
    (datetime(2026, 11, 20, 9, 0, tzinfo=AMSTERDAM), date(2027, 5, 12)),  # from winter to summer
])
def test_season_in_which_it_was_planned_makes_no_difference(session, house, asked_on, day):
    called_at(session, house, asked_on, day, time(13, 30), time(16, 0))

    event, _method = opened(mails(session)[0].calendar)
    assert event.dtstart.value.astimezone(AMSTERDAM).time() == time(13, 30)


def test_update_replaces_and_cancellation_removes_what_calendars_have(session, called, now):
    operations.change_meeting(session, called.meeting, starts_at=START + timedelta(hours=1), ends_at=called.meeting.ends_at,
                              place="Zaal 4", actor=called.desk, now=now)
    operations.invite(session, called.meeting, actor=called.desk, now=now)
    operations.cancel_meeting(session, called.meeting, reason="De zaal; die is dicht,\nechter.", actor=called.desk, now=now)
    session.flush()

    asked, moved = (opened(mail.calendar) for mail in (mails(session)[0], mails(session)[3]))
    gone = opened(mails(session, "meetings/cancelled")[0].calendar)

    assert len({event.uid.value for event, _ in (asked, moved, gone)}) == 1
    assert [int(event.sequence.value) for event, _ in (asked, moved, gone)] == [0, 1, 2]
    assert [method for _, method in (asked, moved, gone)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event.status.value for event, _ in (asked, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert moved[0].dtstart.value == gone[0].dtstart.value == START + timedelta(hours=1)
    assert "De zaal; die is dicht,\nechter." in gone[0].description.value
    people = {mail.email for mail in mails(session, "meetings/cancelled")}
    assert people == {person.email for person in called.contacts[:3]}
    assert gone[0].attendee.value == f"mailto:{mails(session, 'meetings/cancelled')[0].email}"
    assert gone[0].organizer.value == asked[0].organizer.value


def test_letter_of_a_cancellation_carries_its_method(session, called, now):
    operations.cancel_meeting(session, called.meeting, reason="De zaal is dicht.", actor=called.desk, now=now)
    session.flush()

    message = compose(mails(session, "meetings/cancelled")[0])

    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar" and not part.get_filename())
    assert part.get_param("method") == "CANCEL"
    body = message.get_body(("plain",)).get_content()
    assert message["Subject"].startswith("Afgezegd: Overlegtafel Jeugd") and "De zaal is dicht." in body


def test_subscribed_calendars_show_it_as_cancelled(session, called, visit, now):
    key = "sleutel-van-boot-12345678"
    world.add(session, world_address(called, key))
    operations.cancel_meeting(session, called.meeting, reason="De zaal is dicht.", actor=called.desk, now=now)
    session.commit()

    for path in ("/kalender.ics", f"/kalender/{key}.ics", f"/bijeenkomsten/{called.meeting.slug}.ics"):
        events = [event for event in vobject.readOne(visit.ask("get", path).text).vevent_list if event.uid.value.startswith("meeting-")]
        assert [(event.status.value, int(event.sequence.value)) for event in events] == [("CANCELLED", 1)], path
        assert "De zaal is dicht." in events[0].description.value


def world_address(house, key):
    from portal.workspace.models import CalendarAddress

    return CalendarAddress(person_id=house.contacts[0].id, party_id=house.parties[0].id, key=key, made_at=world.LONG_AGO)
