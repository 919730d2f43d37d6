"""Who gets a seat: what must always hold, and the complaints that people would make."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.parties.rules import Domain, FundingStream
from portal.tables.composition import KINDS, Candidate, compose, lot, mirror
from portal.tables.rules import SizeClass

YOUTH, WMO, WORK, HOUSING = Domain
ZIN, PGB = FundingStream
LARGE, MEDIUM, SMALL = SizeClass
kind_sets = st.frozensets(st.sampled_from(KINDS))
crowds = st.lists(st.tuples(st.sampled_from(SizeClass), kind_sets), max_size=16).map(
    lambda people: [Candidate(f"{90_000_000 + n}", f"Aanbieder {n}", *person) for n, person in enumerate(people)])
places = st.fixed_dictionaries({size: st.integers(0, 4) for size in SizeClass})


def candidate(number, *kinds, size=LARGE):
    return Candidate(f"{90_000_000 + number}", f"Aanbieder {number}", size, frozenset(kinds))


def seated(verdicts):
    return {verdict.kvk for verdict in verdicts if verdict.seat}


def kinds_of(crowd):
    return [person.kinds for person in crowd]


@settings(deadline=None)
@given(crowds, places, st.text(max_size=5), st.randoms())
def test_the_order_of_input_does_not_matter(crowd, seats, seed, random):
    shuffled = random.sample(crowd, len(crowd))

    assert compose(crowd, kinds_of(crowd), seats, seed) == compose(shuffled, kinds_of(shuffled), seats, seed)


@settings(deadline=None)
@given(crowds, places, st.text(max_size=5))
def test_everyone_gets_one_verdict_with_a_reason_and_seats_are_as_asked(crowd, seats, seed):
    verdicts = compose(crowd, kinds_of(crowd), seats, seed)
    size_of = {person.kvk: person.size_class for person in crowd}
    fitting = Counter(person.size_class for person in crowd if person.kinds & frozenset(Domain))
    taken = Counter(size_of[kvk] for kvk in seated(verdicts))

    assert sorted(verdict.kvk for verdict in verdicts) == sorted(size_of)
    assert all(verdict.code for verdict in verdicts)
    assert taken == Counter({size: min(seats[size], fitting[size]) for size in SizeClass})
    assert sorted(v.seat for v in verdicts if v.seat) == list(range(1, len(seated(verdicts)) + 1))
    for size in SizeClass:
        ranks = [v.rank for v in verdicts if v.rank and size_of[v.kvk] == size]
        assert ranks == list(range(1, len(ranks) + 1))


@settings(deadline=None)
@given(crowds, places, st.text(max_size=5))
def test_equals_are_decided_by_lot_alone(crowd, seats, seed):
    verdicts = {verdict.kvk: verdict for verdict in compose(crowd, kinds_of(crowd), seats, seed)}

    for one in crowd:
        for other in crowd:
            alike = (one.size_class, one.kinds) == (other.size_class, other.kinds)
            if alike and verdicts[one.kvk].seat and verdicts[other.kvk].rank:
                assert lot(seed, one.kvk) < lot(seed, other.kvk)


@settings(deadline=None)
@given(crowds, places, st.text(max_size=5))
def test_no_exchange_would_bring_the_table_nearer(crowd, seats, seed):
    verdicts = compose(crowd, kinds_of(crowd), seats, seed)
    fits = [person for person in crowd if person.kinds & frozenset(Domain)]
    inside = [person for person in fits if person.kvk in seated(verdicts)]
    outside = [person for person in fits if person.kvk not in seated(verdicts)]

    def distance(table):
        has, everyone = Counter(k for p in table for k in p.kinds), Counter(k for p in fits for k in p.kinds)
        return sum((everyone[k] * len(table) - has[k] * len(fits)) ** 2 for k in KINDS)

    for leaves in inside:
        for comes in outside:
            if comes.size_class == leaves.size_class:
                assert distance([p for p in inside if p != leaves] + [comes]) >= distance(inside)


def test_another_seed_can_draw_another_of_two_equals():
    crowd = [candidate(1, WMO, ZIN), candidate(2, WMO, ZIN)]
    winners = {min(seated(compose(crowd, kinds_of(crowd), {LARGE: 1}, str(seed)))) for seed in range(20)}

    assert winners == {"90000001", "90000002"}


def test_the_lot_is_told_to_both():
    crowd = [candidate(1, WMO, ZIN), candidate(2, WMO, ZIN)]
    winner, loser = compose(crowd, kinds_of(crowd), {LARGE: 1}, "7")

    assert (winner.code, winner.data) == ("seat:lot", {"equal": 2})
    assert (loser.code, loser.rank) == ("out:lot", 1)
    assert loser.data == {"other": next(person.name for person in crowd if person.kvk == winner.kvk)}


def test_a_rare_kind_of_help_gets_its_seat():
    crowd = [*(candidate(n, WMO, ZIN) for n in range(6)), candidate(8, HOUSING, ZIN), candidate(9, HOUSING, ZIN)]
    verdicts = compose(crowd, kinds_of(crowd), {LARGE: 4}, "7")
    by_lot = next(verdict for verdict in verdicts if verdict.kvk in ("90000008", "90000009") and verdict.seat)

    assert Counter(verdict.seat is not None for verdict in verdicts) == {True: 4, False: 4}
    assert by_lot.code == "seat:lot"


def test_the_only_one_of_its_kind_is_told_so():
    crowd = [*(candidate(n, WMO, ZIN) for n in range(3)), candidate(8, HOUSING, WMO, ZIN)]
    verdicts = {v.kvk: v for v in compose(crowd, kinds_of(crowd), {LARGE: 2}, "7")}
    crowd_with_two_homes = [*crowd, candidate(9, HOUSING, WMO, PGB)]

    assert verdicts["90000008"].seat is None or verdicts["90000008"].code in ("seat:only", "seat:lot")
    assert {v.code for v in compose(crowd_with_two_homes, kinds_of(crowd_with_two_homes), {LARGE: 5}, "7")} == {"seat:all"}


def test_who_would_unbalance_the_table_reads_what_there_is_enough_of():
    crowd = [*(candidate(n, WMO, ZIN) for n in range(3)), *(candidate(10 + n, YOUTH, ZIN) for n in range(3)),
             candidate(20, WMO, YOUTH, WORK, HOUSING, ZIN, PGB)]
    network = [frozenset({WMO, ZIN})] * 10 + [frozenset({YOUTH, ZIN})] * 10
    verdicts = {v.kvk: v for v in compose(crowd, network, {LARGE: 4}, "7")}

    assert verdicts["90000020"].seat is None
    assert (verdicts["90000020"].code, verdicts["90000020"].data) == ("out:mirror", {"kind": YOUTH, "places": 2, "all": 4})
    assert sum(v.seat is not None for v in verdicts.values()) == 4


def test_a_class_without_seats_is_told_so():
    assert compose([candidate(1, WMO, size=SMALL)], [frozenset({WMO})], {LARGE: 2}, "7")[0].code == "out:no-seats"


def test_who_gives_no_help_that_the_table_is_about_does_not_sit():
    crowd = [candidate(1, WMO, ZIN), candidate(2, YOUTH, ZIN)]
    verdicts = compose(crowd, kinds_of(crowd), {LARGE: 2}, "7", frozenset({YOUTH}))

    assert [(v.kvk, v.code) for v in verdicts] == [("90000002", "seat:all"), ("90000001", "out:elsewhere")]


def test_the_mirror_counts_both_sides():
    rows = mirror([frozenset({WMO, ZIN})], [frozenset({WMO, ZIN}), frozenset({YOUTH, ZIN})], KINDS)
    wmo = next(row for row in rows if row.kind == WMO)

    assert (wmo.at_table, wmo.seats, wmo.in_network, wmo.members) == (1, 1, 1, 2)
    assert (wmo.table_percent, wmo.network_percent, wmo.difference) == (100, 50, 50)
