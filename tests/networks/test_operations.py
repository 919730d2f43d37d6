"""Agreements in versions, and the municipalities of a network, on a real database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core.errors import Refused
from portal.core.revisions import Paragraph, fingerprint
from portal.networks import operations, queries
from portal.networks.models import Publication
from portal.networks.rules import AgreementKind
from tests import world

TODAY = date(2026, 3, 20)


@pytest.fixture
def network(session):
    network = world.network(session)
    world.agreement(session, network)
    shared = world.agreement(session, network, "Afspraken inkoopnetwerk", "afspraken")
    shared.kind = AgreementKind.SHARED
    return network


@pytest.fixture
def secretary(session, network):
    place = world.municipality(session, network, is_host=True)
    return world.actor(world.secretary(session, place), place, Role.SECRETARY)


def test_new_version_is_numbered_bound_and_published(session, network, secretary, now):
    agreement = queries.agreements(session, network)[1]
    text = [Paragraph("1.1", "Nieuw.", before="Oud."), Paragraph("1.2", "", before="Dit vervalt.")]

    version = operations.publish_agreement_version(session, agreement, paragraphs=text, in_force_from=date(2026, 7, 1),
                                                   proposal_id=None, actor=secretary, now=now)

    assert version.number == 2
    assert version.paragraphs == (Paragraph("1.1", "Nieuw."),)
    assert version.fingerprint == fingerprint(version.paragraphs)
    assert queries.latest_version(session, agreement) is version
    publication = session.scalars(select(Publication)).one()
    assert publication.path == "/overeenkomsten/begeleiding?versie=2"
    assert queries.in_force(agreement.versions, TODAY).number == 1


def test_new_version_cannot_begin_before_the_one_it_replaces(session, network, secretary, now):
    agreement = queries.agreements(session, network)[0]
    earlier = queries.latest_version(session, agreement).in_force_from - timedelta(days=1)

    with pytest.raises(Refused, match="agreement:starts-too-early"):
        operations.publish_agreement_version(session, agreement, paragraphs=[Paragraph("1", "Nieuw.")],
                                             in_force_from=earlier, proposal_id=None, actor=secretary, now=now)
    with pytest.raises(Refused, match="agreement:without-text"):
        operations.publish_agreement_version(session, agreement, paragraphs=[Paragraph("1", " ")], in_force_from=TODAY,
                                             proposal_id=None, actor=secretary, now=now)


def test_municipality_that_merged_is_stood_for_by_its_successor(session, network, now):
    """RN 12.3, ZL note 1: Nuth, Onderbanken and Schinnen became Beekdaelen."""
    beekdaelen = world.municipality(session, network, "Beekdaelen")
    for name in ("Nuth", "Schinnen"):
        place = world.municipality(session, network, name)
        place.until, place.successor_id = date(2018, 12, 31), beekdaelen.id
    session.flush()

    assert [place.name for place in queries.municipalities(session, network)] == ["Beekdaelen"]
