"""Disclosed interests: given, added to, ended and read; never changed or removed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.core.errors import Refused, Stale
from portal.dealings import disclosures, queries
from portal.members.models import Membership
from portal.members.signatures import sign
from portal.notifications.models import OutboxMail
from tests import world
from tests.members import signed_by

SINCE = date(2026, 1, 5)


def disclose(session, house, now, **other):
    return disclosures.disclose(session, house.network, **{
        "text": "MELDING-GEHEIM", "about": "Bestuur", "since": SINCE, "actor": house.boat_actor, "now": now} | other)


def test_disclosure_is_on_record_without_what_it_is(session, house, now):
    row = disclose(session, house, now)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "interest:disclose")).one()

    assert (row.party_id, row.person_name, row.ended_on) == (house.boat.id, "Contact van De Boot", None)
    assert entry.subject_id == row.id and "GEHEIM" not in f"{entry.reason} {entry.changes}"
    assert session.scalars(select(OutboxMail)).all() == []


def test_what_was_written_stays_when_more_is_said(session, house, now):
    row = disclose(session, house, now)
    disclosures.add_to_disclosure(session, row, text="Meer", actor=house.boat_actor, now=now + timedelta(days=1))
    disclosures.end_disclosure(session, row, ended_on=date(2026, 3, 1), text="Klaar", actor=house.boat_actor,
                               now=now + timedelta(days=2))

    assert (row.text, [a.text for a in row.additions], row.ended_on) == ("MELDING-GEHEIM", ["Meer", "Klaar"], date(2026, 3, 1))
    for change in (lambda: setattr(row, "text", "Anders"), lambda: session.delete(row.additions[0])):
        change()
        with pytest.raises(RuntimeError, match="is never"):
            session.flush()
        session.expire_all()


def test_an_end_is_said_once(session, house, now):
    row = disclose(session, house, now)
    disclosures.end_disclosure(session, row, ended_on=date(2026, 3, 1), actor=house.boat_actor, now=now)

    with pytest.raises(Refused) as refusal:
        disclosures.end_disclosure(session, row, ended_on=date(2026, 3, 2), actor=house.boat_actor, now=now)
    assert refusal.value.code == "interest:ended"


def test_new_is_what_was_written_after_it_was_read(session, house, now):
    row, hour = disclose(session, house, now), timedelta(hours=1)
    assert queries.unread(session, house.network) == [row]

    disclosures.mark_read(session, row, seen=0, actor=house.office, now=now + hour)
    assert queries.unread(session, house.network) == []

    disclosures.add_to_disclosure(session, row, text="Meer", actor=house.boat_actor, now=now + 2 * hour)
    assert queries.unread(session, house.network) == [row]
    with pytest.raises(Stale) as stale:
        disclosures.mark_read(session, row, seen=0, actor=house.office, now=now + 3 * hour)
    assert stale.value.theirs == "Meer"


def test_interests_that_play_are_those_that_did_not_end(session, house, now):
    row, ended = disclose(session, house, now), disclose(session, house, now, about="Voorbij")
    disclosures.end_disclosure(session, ended, ended_on=SINCE, actor=house.boat_actor, now=now)
    world.disclosure(session, house.network, house.lantern)

    assert [each.disclosure_id for each in queries.interests(session, house.network, [house.boat.id])] == [row.id]


def test_disclosures_with_a_signature_are_found_once_per_signing(session, house, now):
    membership = session.scalars(select(Membership).where(Membership.party_id == house.boat.id)).one()
    for number in range(2):
        version = world.agreement(session, house.network, slug=f"o{number}").versions[0]
        sign(session, membership, version, signed_by(disclosure="BIJ-ONDERTEKENING"), actor=house.boat_actor, now=now)
    session.flush()

    found = session.scalars(queries.disclosed_at_signing(house.network, house.boat.id)).all()
    assert len(found) == 1
    assert queries.unread_at_signing(session, house.network) == found, "given after admission: new"
    disclosures.mark_signed_read(session, found[0], actor=house.office, now=now)
    assert queries.unread_at_signing(session, house.network) == []
    assert [each.signature_id for each in queries.interests(session, house.network, [house.boat.id])] == [found[0].id]


def test_document_belongs_to_the_disclosure_of_its_party(session, house, now):
    first, second, stray = (world.document(session) for _ in range(3))
    row = disclose(session, house, now, document=first)
    disclosures.add_to_disclosure(session, row, text="Meer", document=second, actor=house.boat_actor, now=now)
    session.flush()

    for document in (first, second):
        assert queries.disclosed_document(session, house.network, document.id, house.boat.id) is document
        assert queries.disclosed_document(session, house.network, document.id) is document
        assert queries.disclosed_document(session, house.network, document.id, house.lantern.id) is None
    assert queries.disclosed_document(session, house.network, stray.id) is None
