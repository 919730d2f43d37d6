"""Signatures under a version: online and on paper, numbered and sealed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.core.errors import Refused
from portal.members.models import Membership, Signature
from portal.members.rules import SigningChannel
from portal.members.sealing import seal
from portal.members.signatures import facts_of, sign
from tests import world
from tests.members import signed_by


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def version(session, network):
    return world.agreement(session, network).versions[0]


@pytest.fixture
def membership(session, network):
    world.member(session, network)
    return session.scalars(select(Membership)).one()


@pytest.fixture
def secretary(session, network):
    place = world.municipality(session, network, is_host=True)
    return world.actor(world.secretary(session, place), place, Role.SECRETARY)


@pytest.fixture
def speaker(session, membership):
    return world.actor(world.contact(session, membership.party), membership.party, Role.CONTACT)


def test_a_signature_has_a_number_and_a_seal_over_what_it_says(session, membership, version, speaker, now):
    signature = sign(session, membership, version, signed_by(), actor=speaker, now=now)

    assert (signature.organisation, signature.kvk) == (membership.party.name, membership.party.kvk)
    assert (signature.channel, signature.entered_by_id, signature.document_id) == (SigningChannel.ONLINE, None, None)
    session.expire_all()
    assert signature.seal == seal(facts_of(signature))
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.changes["seal"]) == ("signature:sign", signature.seal)


def test_a_later_name_of_the_party_leaves_the_seal_right(session, membership, version, speaker, now):
    signature = sign(session, membership, version, signed_by(), actor=speaker, now=now)
    membership.party.name = "De Nieuwe Naam"
    session.flush()
    session.expire_all()

    assert signature.seal == seal(facts_of(signature))


def test_a_row_that_was_tampered_with_is_told(session, membership, version, speaker, now):
    signature = sign(session, membership, version, signed_by(), actor=speaker, now=now)
    session.execute(text("UPDATE signature SET job_title = 'directeur'"))
    session.expire_all()

    assert signature.seal != seal(facts_of(signature))


def test_a_version_is_signed_once(session, membership, version, speaker, now):
    sign(session, membership, version, signed_by(), actor=speaker, now=now)

    with pytest.raises(Refused, match="signature:already"):
        sign(session, membership, version, signed_by(), actor=speaker, now=now)


def test_on_paper_it_has_the_scan_the_day_and_who_entered_it(session, membership, version, secretary, now):
    scan = world.document(session)

    signature = sign(session, membership, version, signed_by(), channel=SigningChannel.PAPER, document=scan,
                     signed_on=date(2026, 3, 2), actor=secretary, now=now)

    assert signature.signed_at == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert (signature.document, signature.entered_by_id, signature.entered_at) == (scan, secretary.person_id, now)
    assert facts_of(signature).scan == scan.sha256
    assert signature.seal == seal(facts_of(signature))


def test_paper_without_a_scan_or_of_tomorrow_is_refused(session, membership, version, secretary, now):
    with pytest.raises(Refused, match="signature:scan-missing"):
        sign(session, membership, version, signed_by(), channel=SigningChannel.PAPER, actor=secretary, now=now)
    with pytest.raises(Refused, match="signature:still-to-come"):
        sign(session, membership, version, signed_by(), channel=SigningChannel.PAPER, document=world.document(session),
             signed_on=now.date() + timedelta(days=1), actor=secretary, now=now)
    assert session.scalars(select(Signature)).all() == []


def test_the_database_refuses_paper_without_a_scan(session, membership, version, speaker, now):
    sign(session, membership, version, signed_by(), actor=speaker, now=now)

    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE signature SET channel = 'paper'"))
