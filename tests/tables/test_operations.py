"""Asking for a seat, counts, drafting, deviating and publishing: what changes, what is refused, who is told."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.core.errors import Refused, Stale
from portal.members.models import Membership
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.parties.rules import Domain
from portal.tables import operations, queries
from portal.tables.models import ClientCount, Composition, Standing
from portal.tables.rules import CompositionState, SizeClass
from tests import world
from tests.tables.conftest import SEATS, apply_counts, ask, composed, draft

LARGE, MEDIUM, SMALL = SizeClass


def codes(refusal):
    return refusal.value.code, refusal.value.field


def seats_of(session, composition):
    return {s.name: s.seat for s in queries.standings(session, composition) if s.seat}


def publish(session, town, composition, **changes):
    options = {"reason": "Zo lijkt de tafel op het netwerk.", "evaluate_by": date(2026, 11, 26)}
    operations.publish_composition(session, composition, **options | changes, actor=town.actor, now=town.now)


def test_founding_a_table_makes_its_address_and_is_published(session, town):
    table = operations.found_table(session, town.network, name="Beschermd wonen & opvang", theme="Wonen",
                                   domains=frozenset({Domain.SHELTERED_HOUSING}), actor=town.actor, now=town.now)

    assert table.slug == "beschermd-wonen-opvang"
    assert session.scalars(select(Publication.kind)).all() == ["table:founded"]


@pytest.mark.parametrize("name", ["Jeugd en Wmo", "jeugd  EN wmo", "&&"])
def test_two_tables_never_share_an_address(session, town, name):
    with pytest.raises(Refused) as refusal:
        operations.found_table(session, town.network, name=name, theme="", domains=frozenset(), actor=town.actor, now=town.now)

    assert codes(refusal) == ("table:name-taken", "name")


def test_a_request_gets_its_receipt_and_can_be_withdrawn_and_asked_again(session, town):
    actor = world.actor(town.people[3], town.members[3], Role.CONTACT)
    request = ask(session, town, 3)
    before = session.scalar(select(func.count(OutboxMail.id)))

    operations.withdraw_request(session, town.table, actor=actor, now=town.now.replace(hour=10))
    assert town.members[3].id not in {r.party_id for r in queries.requests(session, town.table)}
    again = operations.request_seat(session, town.table, wish=operations.Wish("Toch wel."), actor=actor, now=town.now.replace(hour=11))

    assert (again.id, again.motivation, again.withdrawn_at) == (request.id, "Toch wel.", None)
    assert session.scalar(select(func.count(OutboxMail.id))) == before + 2


def test_asking_the_same_twice_does_nothing_twice(session, town):
    before = session.scalar(select(func.count(AuditEntry.id)))
    ask(session, town, 0)

    assert session.scalar(select(func.count(AuditEntry.id))) == before


def test_only_members_ask_for_a_seat(session, town):
    stranger = world.party(session, "Geen lid")
    actor = world.actor(world.contact(session, stranger), stranger, Role.CONTACT)

    with pytest.raises(Refused) as refusal:
        operations.request_seat(session, town.table, wish=operations.Wish(), actor=actor, now=town.now)
    assert codes(refusal) == ("table:only-members", None)


def test_withdrawing_what_was_not_asked_is_refused(session, town):
    actor = world.actor(town.people[4], town.members[4], Role.CONTACT)

    with pytest.raises(Refused, match="table:not-asked"):
        operations.withdraw_request(session, town.table, actor=actor, now=town.now)


def test_counts_are_kept_row_by_row(session, town):
    counts = apply_counts(session, town)

    assert queries.count_rows(session, counts) == town.rows
    assert queries.latest_counts(session, town.network.id) == counts


@pytest.mark.parametrize("clients", [-1, 10_000_001])
def test_impossible_counts_are_refused(session, town, clients):
    with pytest.raises(Refused, match="counts:wrong"):
        apply_counts(session, town, [*town.rows, replace(town.rows[0], kvk="91000000", clients=clients)])
    assert session.scalar(select(func.count(ClientCount.id))) == 0


def test_a_draft_freezes_counts_classes_and_candidates(session, town):
    apply_counts(session, town)
    composition = draft(session, town)
    standings = queries.standings(session, composition, with_counts=True)

    assert [sum(s.size_class == size for s in standings) for size in SizeClass] == [4, 2, 8]
    assert len(seats_of(session, composition)) == 4
    assert all(s.reason_code for s in standings if s.is_candidate)
    assert not any(s.seat or s.reason_code for s in standings if not s.is_candidate)
    assert (composition.rule_version, composition.seed, composition.seed_published_at) == ("2026-1", "4711", town.now)

    ask(session, town, 4)
    apply_counts(session, town, town.rows[:3])
    assert len(queries.standings(session, composition)) == 14


def test_who_is_no_member_counts_in_the_market_but_cannot_sit(session, town):
    stranger = replace(town.rows[0], kvk="91000000", name="Geen lid", clients=50_000)
    apply_counts(session, town, [*town.rows, stranger])
    composition = draft(session, town)
    outside = next(s for s in queries.standings(session, composition) if s.kvk == "91000000")

    assert (outside.size_class, outside.party_id, outside.is_candidate, outside.seat) == (LARGE, None, False, None)
    with pytest.raises(Refused, match="composition:did-not-ask"):
        operations.change_seat(session, outside, give=True, reason="Groot.", actor=town.actor, now=town.now)


def test_a_member_without_counts_is_small(session, town):
    apply_counts(session, town, town.rows[1:])
    composition = draft(session, town)
    uncounted = next(s for s in queries.standings(session, composition) if s.party_id == town.members[0].id)

    assert uncounted.size_class == SMALL
    assert sum(tier["providers"] for tier in composition.tiers.values()) == 13


@pytest.mark.parametrize(("seats", "code", "field"), [
    ({LARGE: 0, MEDIUM: 0, SMALL: 0}, "composition:no-seats", "large"),
    ({LARGE: 1, MEDIUM: -1, SMALL: 0}, "composition:seats", "medium"),
    ({LARGE: 1, MEDIUM: 1, SMALL: 41}, "composition:seats", "small"),
])
def test_impossible_seats_are_refused(session, town, seats, code, field):
    apply_counts(session, town)
    with pytest.raises(Refused) as refusal:
        draft(session, town, seats)
    assert codes(refusal) == (code, field)


def test_without_counts_or_candidates_there_is_no_draft(session, town):
    with pytest.raises(Refused, match="composition:no-counts"):
        draft(session, town)
    apply_counts(session, town)
    for request in queries.requests(session, town.table):
        request.withdrawn_at = town.now
    with pytest.raises(Refused, match="composition:no-candidates"):
        draft(session, town)


def test_the_seed_is_published_before_and_cannot_be_tried_again(session, town):
    apply_counts(session, town)
    with pytest.raises(Refused, match="composition:no-seed"):
        operations.draft_composition(session, town.table, seats=SEATS, seed="1", actor=town.actor, now=town.now)
    draft(session, town)

    with pytest.raises(Refused, match="table:seed-announced"):
        operations.announce_seed(session, town.table, seed="2", actor=town.actor, now=town.now)
    with pytest.raises(Refused, match="composition:other-seed"):
        operations.draft_composition(session, town.table, seats=SEATS, seed="2", actor=town.actor, now=town.now)
    assert session.scalars(select(Publication.kind)).all() == ["table:seed"]


def test_drafting_again_replaces_the_draft(session, town):
    apply_counts(session, town)
    first = draft(session, town)
    second = draft(session, town, {LARGE: 1, MEDIUM: 0, SMALL: 0})

    assert (first.id, len(seats_of(session, second))) == (second.id, 1)
    assert session.scalar(select(func.count(Composition.id))) == 1
    assert session.scalar(select(func.count(Standing.id))) == 14


def _standing(session, composition, seated):
    return next(s for s in queries.standings(session, composition) if s.is_candidate and (s.seat is not None) == seated)


def test_the_municipality_deviates_with_a_reason_per_seat(session, town):
    apply_counts(session, town)
    composition = draft(session, town)
    given, taken = _standing(session, composition, False), _standing(session, composition, True)

    operations.change_seat(session, given, give=True, reason="Enige met dagbesteding.", actor=town.actor, now=town.now)
    operations.change_seat(session, taken, give=False, reason="Vroeg zelf om uitstel.", actor=town.actor, now=town.now)

    assert (given.deviation, taken.deviation) == ("Enige met dagbesteding.", "Vroeg zelf om uitstel.")
    assert sorted(seats_of(session, composition).values()) == [1, 2, 3, 4]
    assert taken.seat is None
    assert taken.rank
    assert [e.reason for e in session.scalars(select(AuditEntry).where(AuditEntry.action.like("composition:%-seat")).order_by(AuditEntry.id))] == [
        "Enige met dagbesteding.", "Vroeg zelf om uitstel."]


def test_going_back_to_the_calculation_is_no_deviation(session, town):
    apply_counts(session, town)
    composition = draft(session, town)
    standing = _standing(session, composition, True)
    operations.change_seat(session, standing, give=False, reason="Eerst niet.", actor=town.actor, now=town.now)
    operations.change_seat(session, standing, give=True, reason="Toch wel.", actor=town.actor, now=town.now)

    assert (standing.deviation, standing.seat is not None) == ("", True)


@pytest.mark.parametrize(("changes", "code"), [
    ({"reason": " "}, "composition:reason-missing"),
    ({"give": True}, "composition:same-seat"),
])
def test_a_deviation_that_says_nothing_is_refused(session, town, changes, code):
    apply_counts(session, town)
    standing = _standing(session, draft(session, town), True)
    with pytest.raises(Refused, match=code):
        operations.change_seat(session, standing, **{"give": False, "reason": "Zo."} | changes, actor=town.actor, now=town.now)


def test_the_second_of_two_who_change_the_draft_sees_the_seats_as_they_are(session, town):
    apply_counts(session, town)
    composition = draft(session, town)
    seen = composition.version
    given, taken = _standing(session, composition, False), _standing(session, composition, True)
    operations.change_seat(session, given, give=True, reason="Enige.", version=seen, actor=town.actor, now=town.now)

    with pytest.raises(Stale) as stale:
        operations.change_seat(session, taken, give=False, reason="Zo.", version=seen, actor=town.actor, now=town.now)
    assert given.name in stale.value.theirs
    with pytest.raises(Stale):
        publish(session, town, composition, version=seen)


def test_publishing_tells_everyone_who_asked_and_frees_the_seed(session, town):
    composition = composed(session, town)

    assert (composition.state, composition.published_at) == (CompositionState.PUBLISHED, town.now)
    assert town.table.seed == ""
    assert session.scalars(select(Publication.kind).order_by(Publication.id)).all() == ["table:seed", "composition:published"]
    letters = session.scalars(select(OutboxMail.kind).where(OutboxMail.kind.in_(("tables/seated", "tables/reserve")))).all()
    assert sorted(letters) == ["tables/reserve"] * 4 + ["tables/seated"] * 4
    assert not any("clients" in mail.data for mail in session.scalars(select(OutboxMail)))


def test_what_is_published_does_not_change_any_more(session, town):
    composition = composed(session, town)

    with pytest.raises(Refused, match="composition:is-published"):
        operations.change_seat(session, _standing(session, composition, True), give=False, reason="Zo.", actor=town.actor, now=town.now)
    with pytest.raises(Refused, match="composition:is-published"):
        publish(session, town, composition)


@pytest.mark.parametrize(("evaluate_by", "fits"), [
    (date(2026, 3, 20), False), (date(2026, 3, 21), True), (date(2027, 3, 21), True), (date(2027, 3, 22), False)])
def test_the_evaluation_comes_within_a_year(session, town, evaluate_by, fits):
    apply_counts(session, town)
    composition = draft(session, town)
    if fits:
        publish(session, town, composition, evaluate_by=evaluate_by)
        assert composition.evaluate_by == evaluate_by
        return
    with pytest.raises(Refused) as refusal:
        publish(session, town, composition, evaluate_by=evaluate_by)
    assert codes(refusal) == ("composition:evaluate-by", "evaluate_by")


def test_a_party_that_left_is_not_published_in_a_seat(session, town):
    apply_counts(session, town)
    composition = draft(session, town)
    leaver = _standing(session, composition, True)
    membership = session.scalars(select(Membership).where(Membership.party_id == leaver.party_id)).one()
    membership.member_until = date(2026, 3, 19)

    with pytest.raises(Refused) as refusal:
        publish(session, town, composition)
    assert refusal.value.data == {"name": leaver.name}


def test_the_newest_published_composition_is_the_one_that_counts(session, town):
    composed(session, town)
    first = set(queries.seated(session, town.table))
    second = draft(session, town, {LARGE: 1, MEDIUM: 0, SMALL: 0}, seed="12")
    assert set(queries.seated(session, town.table)) == first

    publish(session, town, second)

    assert queries.current_composition(session, town.table) == second
    assert len(queries.seated(session, town.table)) == 1
    assert [c.number for c in queries.published_compositions(session, town.table)] == [2, 1]


def test_size_classes_are_of_every_member(session, town):
    composed(session, town)
    classes = queries.size_classes(session, town.network)

    assert set(classes) == {member.id for member in town.members}
    assert classes[town.members[0].id] == LARGE


def test_who_sits_is_found_in_one_query_each(session, town, count_queries):
    composed(session, town)
    for question in (lambda: queries.seated(session, town.table), lambda: queries.size_classes(session, town.network)):
        session.flush()
        with count_queries() as asked:
            question()
        assert len(asked) == 1
