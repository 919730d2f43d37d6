"""A provider's record: what it says about itself, who may represent it, other contacts, a number after a takeover."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.core.documents import Upload, keep
from portal.core.errors import Refused, Stale
from portal.notifications.models import OutboxMail
from portal.parties import record as verbs
from portal.parties.models import Representation
from portal.parties.operations import update_party
from portal.parties.queries import lapsing, recipients_about, served_by, subject_contacts
from portal.parties.rules import (
    AuthorityGround,
    Domain,
    FundingStream,
    Organisation,
    RepresentativeDetails,
    Scope,
    Subject,
)
from portal.region.models import Municipality
from tests import world

TODAY = date(2026, 3, 20)
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def party(session, network):
    return world.member(session, network)


@pytest.fixture
def actor(session, party):
    return world.actor(world.contact(session, party), party, "contact")


@pytest.fixture
def secretary(session, network):
    place = world.municipality(session, network, is_host=True)
    return world.actor(world.secretary(session, place), place, "secretary")


def said(party, **changes):
    return replace(Organisation(party.name, party.kvk, "Markt 1", "6211 AB", "Maastricht", frozenset({Domain.WMO}),
                                frozenset({FundingStream.PGB})), **changes)


def details(**changes):
    return replace(RepresentativeDetails("Ria Dohmen", "bestuurder", AuthorityGround.STATUTES, Scope.ALL, "", date(2025, 1, 1), None),
                   **changes)


def entries(session, action):
    return [(entry.reason, entry.changes) for entry in session.scalars(
        select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))]


def test_every_fact_is_kept_and_recorded_old_and_new(session, network, party, actor, now):
    places = frozenset({world.municipality(session, network, "Beek").id, world.municipality(session, network, "Stein").id})

    update_party(session, party, said(
        party, branches=("000012345678",), agb_codes=("41123456",), postal_street="Postbus 1", postal_postcode="6200 AA",
        postal_city="Maastricht", website="https://a.example", products=("07",), municipalities=places), actor=actor, now=now)

    assert (party.branches, party.agb_codes, party.products) == (("000012345678",), ("41123456",), ("07",))
    assert party.postal_address == ("Postbus 1", "6200 AA", "Maastricht")
    assert [place.name for place in party.municipalities] == ["Beek", "Stein"]
    ((_, changes),) = entries(session, "party:update")
    assert changes["branches"] == [[], ["000012345678"]]
    assert changes["municipalities"] == [[], ["Beek", "Stein"]]
    assert changes["products"] == [[], ["07 Dagbesteding"]]


def test_what_was_not_asked_stays(session, party, actor, now):
    """Who signs on again says nothing about branches: they are not wiped."""
    update_party(session, party, said(party, branches=("000012345678",), website="https://a.example"), actor=actor, now=now)
    update_party(session, party, said(party, name="Anders"), actor=actor, now=now)

    assert (party.name, party.branches, party.website) == ("Anders", ("000012345678",), "https://a.example")


def test_the_number_never_changes_by_an_update(session, party, actor, now):
    before = party.kvk
    update_party(session, party, said(party, kvk="00000001"), actor=actor, now=now)

    assert party.kvk == before


def test_who_changes_what_somebody_else_changed_sees_both(session, party, actor, now):
    seen = party.version
    update_party(session, party, said(party, name="De eerste"), seen=seen, actor=actor, now=now)
    session.flush()

    with pytest.raises(Stale) as stale:
        update_party(session, party, said(party, name="De tweede"), seen=seen, actor=actor, now=now)

    assert "Naam: De eerste" in stale.value.theirs
    with pytest.raises(Stale):
        verbs.confirm_record(session, party, seen=seen, actor=actor, now=now)


def test_a_municipality_that_merged_is_shown_as_its_successor(session, network, party):
    """RN 12.3."""
    big = world.municipality(session, network, "Beekdaelen")
    gone = world.add(session, Municipality(code="GM9999", name="Nuth", until=date(2018, 12, 31), successor_id=big.id))
    party.municipalities = [gone]
    session.flush()

    assert [place.name for place in served_by(party, TODAY)] == ["Beekdaelen"]
    assert [place.name for place in served_by(party, date(2018, 12, 31))] == ["Nuth"]


def test_a_correction_needs_a_reason_and_is_told(session, party, actor, secretary, now):
    with pytest.raises(Refused, match="party:reason-missing"):
        verbs.correct_record(session, party, said(party), reason=" ", seen=party.version, actor=secretary, now=now)

    verbs.correct_record(session, party, said(party, name="Recht gezet"), reason="Zo staat het in het handelsregister.",
                         seen=party.version, actor=secretary, now=now)

    ((reason, _),) = entries(session, "party:update")
    (letter,) = session.scalars(select(OutboxMail)).all()
    assert reason == "Zo staat het in het handelsregister."
    assert {"what": "Naam", "old": "De Papieren Boot", "new": "Recht gezet"} in letter.data["changes"]
    assert letter.data["by"] == "Maastricht"


def test_a_takeover_gives_a_new_number_that_nobody_has(session, network, party, secretary, now):
    other, old = world.member(session, network, "Regenlaarzen"), party.kvk
    for kvk, code in ((other.kvk, "party:kvk-known"), (old, "party:kvk-same")):
        with pytest.raises(Refused, match=code):
            verbs.take_over_number(session, party, kvk, reason="Overname", actor=secretary, now=now)
    with pytest.raises(Refused, match="party:reason-missing"):
        verbs.take_over_number(session, party, "00000001", reason="", actor=secretary, now=now)

    verbs.take_over_number(session, party, "00000001", reason="Overname", actor=secretary, now=now)

    assert party.kvk == "00000001"
    assert entries(session, "party:take-over-number") == [("Overname", {"kvk": [old, "00000001"]})]


@pytest.mark.parametrize(("changes", "code", "field"), [
    ({"ends_on": date(2024, 12, 31)}, "representation:dates", "ends_on"),
    ({"scope": Scope.LIMITED, "limits": " "}, "representation:limits-missing", "limits"),
    ({"ground": AuthorityGround.POWER_OF_ATTORNEY}, "representation:document-missing", "document"),
])
def test_a_representation_that_says_too_little_is_refused(session, party, actor, now, changes, code, field):
    with pytest.raises(Refused) as refused:
        verbs.add_representation(session, party, details(**changes), actor=actor, now=now)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_representation_is_stated_extended_and_ended_and_stays_readable(session, party, actor, now):
    """IN 4.1."""
    deed = keep(session, Upload.of("volmacht.pdf", PDF), now=now)
    row = verbs.add_representation(session, party, details(
        ground=AuthorityGround.POWER_OF_ATTORNEY, scope=Scope.LIMITED, limits="tot € 5.000", ends_on=date(2026, 4, 1)), deed,
        actor=actor, now=now)
    verbs.change_representation(session, row, replace(row.details, ends_on=date(2027, 4, 1)), seen=row.version, actor=actor, now=now)
    session.flush()
    with pytest.raises(Stale):
        verbs.change_representation(session, row, row.details, seen=1, actor=actor, now=now)
    verbs.end_representation(session, row, actor=actor, now=now)

    assert (row.document, row.ends_on, row.ended_at) == (deed, date(2027, 4, 1), now)
    ((_, changed),) = entries(session, "representation:change")
    assert changed["ends_on"] == [{"$day": "2026-04-01"}, {"$day": "2027-04-01"}]
    with pytest.raises(Refused, match="representation:ended"):
        verbs.change_representation(session, row, row.details, seen=row.version, actor=actor, now=now)
    with pytest.raises(Refused, match="representation:ended"):
        verbs.end_representation(session, row, actor=actor, now=now)


@pytest.mark.parametrize(("ends", "ended", "later", "is_found"), [
    (60, False, None, True), (61, False, None, False), (-5, False, None, True), (10, True, None, False), (10, False, 400, False),
    (10, False, 5, True), (None, False, None, False),
])
def test_who_is_warned(session, party, now, ends, ended, later, is_found):
    """Not when it was ended, and not when the same person goes on by a newer one."""
    def on(days):
        return None if days is None else TODAY + timedelta(days=days)

    row = world.representation(session, party, ends_on=on(ends), ended_at=now if ended else None)
    if later is not None:
        world.representation(session, party, name="RIA DOHMEN", ends_on=on(later))

    assert (row in session.scalars(lapsing(TODAY)).all()) is is_found


def test_the_database_refuses_a_representation_that_cannot_be(session, party):
    from sqlalchemy.exc import IntegrityError

    for wrong in ({"ends_on": date(2020, 1, 1)}, {"scope": Scope.LIMITED}, {"limits": "iets"}):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(Representation(party_id=party.id, name="x", ground=AuthorityGround.LAW, begins_on=date(2025, 1, 1), **wrong))


def test_letters_about_a_subject_go_to_who_was_named_for_it(session, network, party, actor, now):
    """IN 5.2, ZL 5.2: others per subject; who named nobody is reached through its contact person."""
    other = world.member(session, network, "Regenlaarzen")
    world.contact(session, other, "Oda Regen")
    row = verbs.add_subject_contact(session, party, subject=Subject.INVOICES, name="Ans", email="ans@example.nl", phone="1",
                                    actor=actor, now=now)
    ids = [party.id, other.id]

    assert [person.name for person in recipients_about(session, ids, Subject.INVOICES)] == ["Ans", "Oda Regen"]
    assert [person.name for person in recipients_about(session, ids, Subject.QUALITY)] == ["Carla Mertens", "Oda Regen"]

    changed = verbs.change_subject_contact(session, row, subject=Subject.INVOICES, name="Bea", email="bea@example.nl", phone="2",
                                           actor=actor, now=now)
    assert [person.name for person in recipients_about(session, ids, Subject.INVOICES)] == ["Bea", "Oda Regen"]
    verbs.end_subject_contact(session, changed, actor=actor, now=now)
    assert subject_contacts(session, party.id) == []
    assert [person.name for person in recipients_about(session, ids, Subject.INVOICES)] == ["Carla Mertens", "Oda Regen"]


def test_confirming_says_who_and_when(session, party, actor):
    later = datetime(2026, 5, 1, 9, tzinfo=UTC)
    verbs.confirm_record(session, party, seen=party.version, actor=actor, now=later)

    assert (party.confirmed_at, party.confirmed_by) == (later, "Carla Mertens")
    assert len(entries(session, "party:confirm")) == 1
