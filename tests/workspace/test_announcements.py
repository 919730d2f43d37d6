"""Reminders that the calendar asks for: each once, to who acts for the party now, and to members alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core.database import db
from portal.notifications.announcements import announce_due
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world
from tests.conftest import NOW


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def announce(app, session, at):
    """Look at the calendar on an instant, twice; answers what the letters of the first look say."""
    def look(instant=NOW):
        session.commit()
        at(instant)
        known = set(session.scalars(select(OutboxMail.id)))
        session.rollback()
        with app.test_request_context(method="POST"):
            announce_due()
            assert announce_due() == 0
            letters = db.session.scalars(select(OutboxMail).where(OutboxMail.id.not_in(known)).order_by(OutboxMail.id)).all()
            session.info["writing"] = True  # the same session: the worker's transaction closed it
            return [(letter.email, str(compose(letter)["Subject"]), compose(letter).get_content()) for letter in letters]

    return look


def test_a_provider_is_asked_once_a_year_then_late_then_once_more(session, network, announce):
    party = world.member(session, network, confirmed_at=NOW - timedelta(days=340))
    person = world.contact(session, party)
    due = NOW + timedelta(days=25)

    ((email, subject, text),) = announce()
    assert (email, subject) == (person.email, "Kloppen de gegevens van De Papieren Boot nog?")
    assert "http://localhost/mijn/gegevens" in text and "dinsdag 14 april 2026" in text
    assert announce(due) == []
    ((_, late, _),) = announce(due + timedelta(days=1))
    assert late.startswith("Nog niet bevestigd")
    assert len(announce(due + timedelta(days=15))) == 1
    assert announce(due + timedelta(days=90)) == []

    party.confirmed_at = due + timedelta(days=91)
    assert announce(due + timedelta(days=92)) == []
    assert len(announce(due + timedelta(days=91 + 340))) == 1


def test_who_was_admitted_a_year_ago_is_asked_and_who_is_no_member_is_not(session, network, announce):
    never = {"confirmed_at": None, "confirmed_by": ""}
    world.contact(session, world.party(session, "Geen lid", **never))
    world.contact(session, world.member(session, network, "Lang lid", **never))

    assert ["Lang lid" in subject for _, subject, _ in announce()] == [True]


def test_authority_that_lapses_is_told_sixty_and_fourteen_days_before_and_when_it_has(session, network, announce):
    """IN 4.1."""
    party = world.member(session, network)
    world.contact(session, party)
    world.representation(session, party, name="Tom Pricken", ends_on=(NOW + timedelta(days=61)).date())
    world.representation(session, world.party(session, "Geen lid"), ends_on=NOW.date())

    assert announce() == []
    ((_, subject, text),) = announce(NOW + timedelta(days=1))
    assert subject == "Vertegenwoordiging verloopt: Tom Pricken"
    assert "woensdag 20 mei 2026" in text
    assert announce(NOW + timedelta(days=46)) == []
    assert len(announce(NOW + timedelta(days=47))) == 1
    assert announce(NOW + timedelta(days=61)) == []
    ((_, lapsed, _),) = announce(NOW + timedelta(days=62))
    assert lapsed == "Vertegenwoordiging verlopen: Tom Pricken"


def test_another_last_day_is_announced_anew_and_former_contacts_hear_nothing(session, network, announce):
    party = world.member(session, network)
    world.contact(session, party)
    row = world.representation(session, party, ends_on=(NOW + timedelta(days=10)).date())
    assert len(announce()) == 1

    row.ends_on = (NOW + timedelta(days=40)).date()
    assert len(announce()) == 1
    party.contacts[0].ends_at = datetime(2026, 3, 20, tzinfo=UTC)
    assert announce(NOW + timedelta(days=30)) == []
