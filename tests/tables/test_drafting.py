"""What a party wants to speak for, whose clients count, what other seats would change, and who sat before."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.core.errors import Refused
from portal.notifications.models import OutboxMail
from portal.parties.models import PartyMunicipality
from portal.parties.rules import Domain, FundingStream
from portal.tables import operations, queries
from portal.tables.drafting import calculate
from portal.tables.models import Composition, PhysicalTable, Standing
from portal.tables.rules import CountBasis, CountRow, SizeClass, basis_of, by_provider, counting
from portal.tables.tiers import classify
from tests import world
from tests.tables.conftest import SEATS, YOUTH, ZIN, apply_counts, ask, composed, draft

DESK = "/bureau/tafels/jeugd-en-wmo"


@pytest.fixture
def secretary(visit, town):
    return visit.logged_in(town.secretary)


def row(number, clients, domain=Domain.YOUTH, stream=FundingStream.ZIN):
    return CountRow(f"{90000000 + number}", f"Aanbieder {number}", domain, stream, clients)


rows = st.lists(st.builds(row, st.integers(0, 30), st.integers(0, 500), st.sampled_from(Domain), st.sampled_from(FundingStream)), max_size=40)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_changes_a_class(some, random):
    shuffled = list(some)
    random.shuffle(shuffled)

    def classes(those):
        tiers = classify(by_provider(those))
        return {provider.kvk: tiers.class_of(provider.clients) for provider in by_provider(those)}

    assert classes(some) == classes(shuffled)


@given(rows)
def test_nobody_and_no_client_is_lost_between_the_classes(some):
    tiers = classify(by_provider(some))

    assert sum(tier.clients for tier in tiers) == sum(row.clients for row in some)
    assert sum(tier.providers for tier in tiers) == len({row.kvk for row in some})


@given(rows)
def test_we_have_as_many_clients_as_they_so_we_are_in_the_same_class(some):
    """The complaint by name: equal counts, equal class; and who has more is never in a lower class."""
    providers = by_provider(some)
    tiers = classify(providers)
    order = list(SizeClass)

    for one in providers:
        for other in providers:
            if one.clients == other.clients:
                assert tiers.class_of(one.clients) == tiers.class_of(other.clients)
            elif one.clients > other.clients:
                assert order.index(tiers.class_of(one.clients)) <= order.index(tiers.class_of(other.clients))


@given(rows)
def test_the_domains_together_hold_every_client_once(some):
    parts = [counting(some, frozenset({domain}), CountBasis.OWN) for domain in Domain]

    assert sum(row.clients for part in parts for row in part) == sum(row.clients for row in some)
    assert counting(some, frozenset({Domain.YOUTH}), CountBasis.ALL) == some


def test_a_table_of_one_kind_of_help_counts_only_its_own_clients_by_itself():
    assert basis_of(frozenset({Domain.YOUTH})) == CountBasis.OWN
    assert basis_of(frozenset({Domain.YOUTH, Domain.WMO})) == basis_of(frozenset()) == CountBasis.ALL


def test_large_in_everything_may_be_small_in_one_kind_of_help(session, town):
    """Aanbieder B has 2,500 clients, all Wmo: at a table about youth it has none."""
    apply_counts(session, town)
    ask(session, town, 1)
    youth = world.add(session, PhysicalTable(network_id=town.network.id, slug="jeugd", name="Jeugd", theme="Jeugd", domains=frozenset({YOUTH})))
    ask(session, town, 0, table=youth)

    both, own = (calculate(session, youth, SEATS, "4711", basis) for basis in CountBasis)

    def class_of(drafted, kvk):
        return next(s.size_class for s in drafted.standings if s.kvk == kvk)

    kvk = town.members[1].kvk
    assert (class_of(both, kvk), class_of(own, kvk)) == (SizeClass.LARGE, SizeClass.SMALL)
    assert own.tiers.clients == sum(row.clients for row in town.rows if row.domain == YOUTH)


def test_a_draft_keeps_whose_clients_counted_and_the_page_says_it(session, town, visit):
    apply_counts(session, town)
    operations.announce_seed(session, town.table, seed="4711", actor=town.actor, now=town.now)
    composition = operations.draft_composition(session, town.table, seats=SEATS, seed="4711", basis=CountBasis.OWN, actor=town.actor, now=town.now)
    operations.publish_composition(session, composition, reason="Zo.", evaluate_by=date(2026, 11, 26), actor=town.actor, now=town.now)
    session.commit()

    assert composition.basis == CountBasis.OWN
    assert "Voor deze tafel tellen alleen de cliënten van" in visit.get("/tafels/jeugd-en-wmo").text


def test_who_wants_to_speak_for_one_kind_brings_only_that_to_the_table(session, town):
    apply_counts(session, town, [*town.rows, CountRow(town.members[0].kvk, town.members[0].name, Domain.WMO, ZIN, 5)])
    ask(session, town, 0, domains=frozenset({Domain.WMO}))
    composition = draft(session, town)
    standing = next(s for s in queries.standings(session, composition) if s.kvk == town.members[0].kvk)

    assert standing.domains == {Domain.YOUTH, Domain.WMO}
    assert standing.speaks_for == {Domain.WMO, ZIN}


def test_a_wish_for_what_one_does_not_offer_says_nothing():
    standing = Standing(domains=frozenset({YOUTH}), streams=frozenset({ZIN}), for_domains=frozenset({Domain.WMO}), for_streams=frozenset())

    assert standing.speaks_for == {YOUTH, ZIN}


def test_a_party_says_for_what_it_wants_a_seat(session, town, visit):
    session.commit()
    page = visit.logged_in(town.people[3]).get("/tafels/jeugd-en-wmo/aanmelden")
    assert len(page.all("#domains input")) == 2  # only what the table is about
    page = page.submit({"motivation": "Wij kennen de wijk.", "domains": ["wmo"], "streams": ["pgb"], "subjects": "Wachttijden"}, "Vraag")

    request = queries.request_of(session, town.table, town.members[3].id)
    assert (request.domains, request.streams, request.subjects) == ({Domain.WMO}, {FundingStream.PGB}, "Wachttijden")
    assert [e.etree_element.get("value") for e in page.all("#domains input[checked]")] == ["wmo"]
    mail = session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail.data["subjects"] == "Wachttijden"


def test_other_numbers_show_who_comes_and_goes_and_keep_nothing(session, town, secretary):
    apply_counts(session, town)
    composition = draft(session, town)
    before = {s.name for s in queries.standings(session, composition) if s.seat}
    session.commit()
    page = secretary.get(f"{DESK}/proef")
    page = page.visitor.get(f"{DESK}/proef?large=3&medium=0&small=1&basis=all")
    after = {s.name for s in calculate(session, town.table, {SizeClass.LARGE: 3, SizeClass.MEDIUM: 0, SizeClass.SMALL: 1}, "4711",
                                       CountBasis.ALL).standings if s.seat}

    for name in before ^ after:
        assert name in page.text
    assert f"{len(before & after)} aanbieders houden hun plaats" in page.text
    assert len(page.all("#soorten-kop ~ tbody tr")) == 6
    session.expire_all()
    assert {s.name for s in queries.standings(session, composition) if s.seat} == before
    assert session.scalar(select(func.count(Composition.id))) == 1

    page.submit(button="Maak een concept met deze aantallen", form="main form[method=post]")
    assert {s.name for s in queries.standings(session, composition) if s.seat} == after


@pytest.mark.parametrize(("query", "error"), [
    ("large=0&medium=0&small=0&basis=all", "Geef ten minste"), ("large=x&medium=0&small=0&basis=all", "van 0 tot en met 40"),
    ("large=1&medium=0&small=0&basis=x", "Kies welke cliënten")])
def test_impossible_numbers_are_told_when_trying_too(session, town, secretary, query, error):
    apply_counts(session, town)
    draft(session, town)
    session.commit()

    assert error in secretary.get(f"{DESK}/proef?{query}", status=422).text


def test_trying_needs_something_to_put_beside_it(session, town, secretary):
    apply_counts(session, town)
    session.commit()

    assert secretary.get(f"{DESK}/proef", status=303).location.endswith(DESK)


def test_the_secretary_sees_who_sat_before(session, town, secretary):
    first = composed(session, town)
    seated = {s.party_id for s in queries.standings(session, first) if s.seat}
    second = draft(session, town, seed="12")
    session.commit()

    assert queries.terms_before(session, town.table, second.number) == dict.fromkeys(seated, 1)
    assert queries.terms_before(session, town.table, first.number) == {}
    assert "1 keer" in secretary.get(DESK).text


def test_the_mirror_shows_where_the_table_works(session, town, visit):
    vaals = world.municipality(session, town.network, "Vaals")
    for number in (0, 1, 2):
        world.add(session, PartyMunicipality(party_id=town.members[number].id, municipality_id=vaals.id))
    composed(session, town)
    session.commit()
    page = visit.get("/tafels/jeugd-en-wmo")

    assert "3 van 3" in " ".join("".join(e.etree_element.itertext()) for e in page.all("#plaatsen-kop ~ tbody tr"))


def test_a_closed_table_stays_readable_and_takes_no_requests(session, town, secretary, visit):
    composed(session, town)
    session.commit()
    secretary.get(f"{DESK}/sluiten").submit({"reason": ""}, status=422)
    page = secretary.get(f"{DESK}/sluiten").submit({"reason": "Het thema is klaar."}, "Verder").submit(button="Sluit deze tafel")
    assert "gesloten" in page.text

    assert "Het thema is klaar." in visit.get("/tafels/jeugd-en-wmo").text
    assert "Gesloten" in visit.get("/tafels").text
    session.refresh(town.table)
    for act in (lambda: ask(session, town, 3), lambda: draft(session, town, seed="12"),
                lambda: operations.close_table(session, town.table, reason="x", actor=town.actor, now=town.now)):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "table:closed"
    asked = {person.email for person in (town.people[n] for n in (0, 1, 2, 5, 6, 8, 9, 10))}
    assert set(session.scalars(select(OutboxMail.email).where(OutboxMail.kind == "tables/closed"))) == asked
    assert queries.tables(session, town.network) == []
