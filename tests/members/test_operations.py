"""Signing on, being admitted or refused, and new versions of an agreement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Role, RoleGrant
from portal.accounts.queries import user_by_email
from portal.audit.models import AuditEntry
from portal.core.access import OUTSIDER
from portal.core.errors import Refused
from portal.core.revisions import Paragraph, fingerprint
from portal.members import operations, queries
from portal.members.models import Membership, Signature
from portal.members.rules import Condition, MembershipState
from portal.networks import operations as network_operations
from portal.networks import queries as network_queries
from portal.networks.models import Publication
from portal.networks.rules import AgreementKind
from portal.notifications.models import OutboxMail
from portal.parties.models import ContactPerson, Party
from portal.parties.queries import recipients
from tests import world
from tests.members import application, signed_by

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


def read(session, network):
    return [version.id for version in network_queries.versions_to_sign(session, network, TODAY)]


def apply(session, network, now, **organisation):
    return operations.apply_for_membership(
        session, network, application=application(**organisation), signed_by=signed_by(disclosure="Wij bezitten een pand."),
        read=read(session, network), actor=OUTSIDER, now=now)


def mails(session, kind=None):
    return [(mail.kind, mail.email) for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id))
            if kind in (None, mail.kind)]


def test_signing_on_signs_every_agreement_in_force(session, network, now):
    membership = apply(session, network, now)

    signatures = session.scalars(select(Signature).order_by(Signature.id)).all()
    assert [s.agreement_version.agreement.slug for s in signatures] == ["afspraken", "begeleiding"]
    assert all(s.fingerprint == fingerprint(s.agreement_version.paragraphs) for s in signatures)
    assert all(s.signed_at == now for s in signatures)
    assert (membership.state, membership.party.kvk) == (MembershipState.APPLIED, "12345678")
    assert mails(session) == [("members/receipt", "carla@koe.example"), ("members/receipt", "dirk@koe.example")]


def test_disclosed_interests_stay_out_of_the_record_and_the_letters(session, network, now):
    """IN 3.2 b: to the municipality, and to nobody else."""
    apply(session, network, now)

    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["party:register", "signature:sign", "signature:sign", "membership:apply"]
    assert "pand" not in str([entry.changes for entry in entries])
    assert "pand" not in str([mail.data for mail in session.scalars(select(OutboxMail))])


def test_applying_gives_no_access_and_no_membership(session, network, now):
    membership = apply(session, network, now)

    assert queries.members(session, network) == []
    assert session.scalar(select(func.count(RoleGrant.id))) == 0
    assert recipients(session, [membership.party_id]) == []


def test_text_that_was_not_read_is_not_signed(session, network, now):
    before = read(session, network)
    agreement = network_queries.agreements(session, network)[0]
    network_operations.publish_agreement_version(session, agreement, paragraphs=[Paragraph("1", "Nieuw.")], in_force_from=TODAY,
                                         proposal_id=None, actor=OUTSIDER, now=now)

    with pytest.raises(Refused, match="membership:text-changed"):
        operations.apply_for_membership(session, network, application=application(), signed_by=signed_by(), read=before,
                                        actor=OUTSIDER, now=now)


def test_a_version_that_is_still_coming_is_not_signed(session, network, now):
    agreement = network_queries.agreements(session, network)[0]
    network_operations.publish_agreement_version(
        session, agreement, paragraphs=[Paragraph("1", "Nieuw.")], in_force_from=TODAY + timedelta(days=1),
        proposal_id=None, actor=OUTSIDER, now=now)

    assert [v.number for v in network_queries.versions_to_sign(session, network, TODAY)] == [1, 1]
    assert [v.number for v in network_queries.versions_to_sign(session, network, TODAY + timedelta(days=1))] == [2, 1]


def test_without_an_agreement_nothing_can_be_signed(session, now):
    with pytest.raises(Refused, match="membership:nothing-to-sign"):
        apply(session, world.network(session), now)


def test_a_kvk_number_has_one_place(session, network, secretary, now):
    membership = apply(session, network, now)
    with pytest.raises(Refused, match="membership:already-applied"):
        apply(session, network, now, name="Iemand anders")

    operations.admit(session, membership, actor=secretary, now=now)
    with pytest.raises(Refused, match="membership:already-member"):
        apply(session, network, now)


def test_the_database_holds_one_place_per_party_too(session, network, now):
    membership = apply(session, network, now)

    session.add(Membership(network_id=network.id, party_id=membership.party_id, applied_at=now))
    with pytest.raises(IntegrityError):
        session.flush()


def test_admission_makes_a_member_with_accounts(session, network, secretary, now):
    membership = apply(session, network, now)

    operations.admit(session, membership, actor=secretary, now=now)

    assert [party.name for party in queries.members(session, network)] == ["De Vliegende Koe"]
    assert queries.member_ids(session, network) == [membership.party_id]
    assert membership.member_since == TODAY
    assert {r.email for r in queries.network_recipients(session, network)} == {"carla@koe.example", "daan@koe.example"}
    grants = session.scalars(select(RoleGrant).where(RoleGrant.party_id == membership.party_id).order_by(RoleGrant.id)).all()
    assert [(grant.user.name, grant.role) for grant in grants] == [
        ("Carla Mertens", Role.CONTACT), ("Carla Mertens", Role.PARTY_ADMIN), ("Daan Smeets", Role.SUBSTITUTE)]
    assert mails(session, "accounts/invitation") == [
        ("accounts/invitation", "carla@koe.example"), ("accounts/invitation", "daan@koe.example")]
    assert [email for _, email in mails(session, "members/admitted")] == [
        "carla@koe.example", "daan@koe.example", "dirk@koe.example"]
    publication = session.scalars(select(Publication)).one()
    assert (publication.kind, publication.path) == ("member:admitted", "/deelnemers")


def test_member_since_is_the_day_in_amsterdam(session, network, secretary, now):
    membership = apply(session, network, now)

    operations.admit(session, membership, actor=secretary, now=datetime(2026, 3, 20, 23, 30, tzinfo=UTC))

    assert membership.member_since == date(2026, 3, 21)


def test_admission_needs_every_condition(session, network, secretary, now):
    membership = apply(session, network, now)

    with pytest.raises(Refused, match="membership:conditions-missing") as refusal:
        operations.admit(session, membership, actor=secretary, now=now, checked=frozenset({Condition.IDENTITY}))
    assert refusal.value.data == {"count": 4}


def test_refusal_needs_a_reason_and_makes_no_account(session, network, secretary, now):
    membership = apply(session, network, now)
    with pytest.raises(Refused, match="membership:reason-missing"):
        operations.refuse(session, membership, reason=" ", actor=secretary, now=now)

    operations.refuse(session, membership, reason="Het kwaliteitsplan ontbreekt.", actor=secretary, now=now)

    assert (membership.state, membership.member_since) == (MembershipState.REFUSED, None)
    assert user_by_email(session, "carla@koe.example") is None
    assert session.scalar(select(func.count(Publication.id))) == 0
    assert [email for _, email in mails(session, "members/refused")] == ["carla@koe.example", "dirk@koe.example"]


def test_second_judgement_is_refused_and_says_what_the_first_was(session, network, secretary, now):
    membership = apply(session, network, now)
    operations.admit(session, membership, actor=secretary, now=now)

    for judge in (operations.admit, operations.refuse):
        with pytest.raises(Refused, match="membership:already-admitted"):
            judge(session, membership, reason="Toch niet.", actor=secretary, now=now)


def test_after_a_refusal_a_new_application_stands_beside_the_old_one(session, network, secretary, now):
    first = apply(session, network, now)
    operations.refuse(session, first, reason="Het kwaliteitsplan ontbreekt.", actor=secretary, now=now)

    second = apply(session, network, now, name="De Vliegende Koe BV")

    assert first.party_id == second.party_id
    assert (first.state, first.name) == (MembershipState.REFUSED, "De Vliegende Koe")
    assert session.scalar(select(Party.name)) == "De Vliegende Koe"
    assert queries.memberships_of(session, network, first.party_id) == [second, first]
    operations.admit(session, second, actor=secretary, now=now)
    assert session.scalar(select(Party.name)) == "De Vliegende Koe BV"


def test_former_member_may_come_back_with_other_contacts(session, network, secretary, now):
    """ZL 3.4: who left is a member no more; its former contact persons get nothing."""
    first = apply(session, network, now)
    operations.admit(session, first, actor=secretary, now=now)
    first.member_since = first.member_until = TODAY - timedelta(days=1)
    session.flush()
    assert queries.members(session, network) == []

    again = replace(application(), contact=replace(application().contact, name="Eva Nieuw", email="eva@koe.example"))
    second = operations.apply_for_membership(session, network, application=again, signed_by=signed_by(),
                                             read=read(session, network), actor=OUTSIDER, now=now)
    operations.admit(session, second, actor=secretary, now=now)

    assert {r.email for r in queries.network_recipients(session, network)} == {"eva@koe.example", "daan@koe.example"}
    former = session.scalars(select(ContactPerson).where(ContactPerson.email == "carla@koe.example")).one()
    assert former.ends_at == now
    carla = user_by_email(session, "carla@koe.example")
    assert {grant.ends_at for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == carla.id))} == {now}


def test_what_was_signed_never_changes(session, network, now):
    membership = apply(session, network, now)

    membership.signatures[0].name = "Iemand anders"
    with pytest.raises(RuntimeError, match="never changed"):
        session.flush()
    session.rollback()


def test_lists_for_a_whole_network_are_one_query_each(session, network, now, count_queries):
    for number in range(5):
        world.contact(session, world.member(session, network, f"Aanbieder {number}"))
    session.commit()
    session.refresh(network)

    for ask in (queries.members, queries.member_ids, queries.network_recipients, network_queries.municipalities):
        with count_queries() as queried:
            ask(session, network)
        assert len(queried) == 1, ask.__name__
