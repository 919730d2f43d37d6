"""The pages of tables as visitors, parties and the secretary see them; and what nobody may read from them."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.core.calendar import start_of_day
from portal.members.models import Membership
from portal.networks.models import Network
from portal.notifications.delivery import compose as write_letter
from portal.notifications.models import OutboxMail
from portal.parties.rules import Domain
from portal.tables import operations, queries, views
from portal.tables.holder_queries import free_seats
from portal.tables.models import Composition, PhysicalTable, SeatRequest, Standing
from portal.tables.rules import CompositionState, SizeClass
from tests import world
from tests.inspector import text_of
from tests.tables.conftest import CLIENTS, apply_counts, composed, draft

PAGE = "/tafels/jeugd-en-wmo"
DESK = "/bureau/tafels/jeugd-en-wmo"


@pytest.fixture
def secretary(visit, town):
    return visit.logged_in(town.secretary)


def test_without_a_composition_the_page_says_how_it_will_go(session, town, visit):
    session.commit()
    page = visit.get(PAGE)

    assert page.h1 == "Jeugd en Wmo: wie zit er aan tafel?"
    assert "De gemeente heeft de plaatsen nog niet verdeeld" in page.text
    assert "Nog geen plaatsen" in visit.get("/tafels").text


def test_a_network_without_tables_has_its_page(session, visit):
    world.network(session)
    session.commit()

    assert "Er zijn nog geen tafels" in visit.get("/tafels").text


def test_the_page_shows_seats_reasons_mirror_curve_and_reserve(session, town, visit):
    composition = composed(session, town)
    seated = queries.in_order(queries.standings(session, composition))
    names = [standing.name for standing in seated]
    session.commit()
    page = visit.get(PAGE)

    for name in names:
        assert name in page.text
    assert "Waarom deze samenstelling?" in page.text
    assert len(page.all(".ot-seats circle")) == len(names)
    assert len(page.all("#lijst-kop ~ tbody tr")) == len(names)
    assert len(page.all(".ot-chart__line")) == 1
    assert "niet getoond" in page.text  # four large providers are fewer than five
    assert "4 aanbieders. Zij staan op de reservelijst" in page.text


def test_a_long_reserve_list_has_pages_of_its_own(session, town, visit, monkeypatch):
    composition = composed(session, town)
    names = [standing.name for standing in queries.reserve(session, composition)]
    session.commit()

    def listed(page):
        return [text_of(cell) for cell in page.all("#reserve-kop ~ tbody th")]

    assert len(names) == 4 and listed(visit.get(PAGE)) == listed(visit.get(f"{PAGE}/reservelijst")) == names

    monkeypatch.setattr(views, "RESERVES", 3)
    page = visit.get(PAGE)
    assert listed(page) == [] and page.all(f'a[href="{PAGE}/reservelijst"]')
    first = visit.get(f"{PAGE}/reservelijst?samenstelling=1")
    assert listed(first) == names[:3] and "Pagina 1 van 2." in first.text
    onward, = first.all('a[rel="next"]')
    assert listed(visit.get(onward.etree_element.get("href"))) == names[3:]
    for wrong in ("deel=3", "deel=0", "samenstelling=9"):
        visit.get(f"{PAGE}/reservelijst?{wrong}", status=404)


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/reservelijst", f"{PAGE}/samenstelling.csv", "/tafels"])
def test_nobody_reads_a_number_of_clients_from_what_is_public(session, town, visit, path):
    composed(session, town)
    session.commit()
    numbers = set(re.findall(r"(?<![\d.])\d[\d.]*", visit.ask("get", path).text))

    assert not {form for clients in CLIENTS if clients > 100 for form in (f"{clients}", f"{clients:,}".replace(",", "."))} & numbers


def test_the_list_opens_in_excel_with_the_numbers_for_the_draw(session, town, visit):
    composed(session, town)
    session.commit()
    csv = visit.ask("get", f"{PAGE}/samenstelling.csv")
    lines = csv.data.decode("utf-8-sig").splitlines()

    assert lines[0].startswith("Plaats;Reserve;Aanbieder;KVK-nummer;Grootte")
    assert len(lines) == 1 + 8
    assert visit.ask("get", f"{PAGE}/samenstelling.xlsx").data.startswith(b"PK")
    assert visit.ask("get", f"{PAGE}/samenstelling.csv?samenstelling=2").status_code == 404


def test_a_draft_is_nowhere_public(session, town, visit):
    apply_counts(session, town)
    draft(session, town)
    session.commit()

    assert "Aanbieder A" not in visit.get(PAGE).text
    visit.get(f"{PAGE}?samenstelling=1", status=404)
    assert visit.ask("get", f"{PAGE}/samenstelling.csv").status_code == 404


def test_an_earlier_composition_can_be_read_and_says_that_it_is_over(session, town, visit):
    composed(session, town)
    second = draft(session, town, seed="12")
    operations.publish_composition(session, second, reason="Nieuw.", evaluate_by=town.now.date().replace(year=2027), actor=town.actor,
                                   now=town.now)
    session.commit()

    assert "geldt niet meer" in visit.get(f"{PAGE}?samenstelling=1").text
    assert "geldt niet meer" not in visit.get(PAGE).text
    for wrong in ("3", "x", "01"):
        visit.get(f"{PAGE}?samenstelling={wrong}", status=404)


def test_the_pages_ask_the_same_number_of_questions_whatever_the_rows(session, town, visit, count_queries):
    composed(session, town)
    session.commit()
    for path, most in ((PAGE, 10), ("/tafels", 6)):
        with count_queries() as queried:
            visit.get(path)
        assert len(queried) <= most, queried


def test_a_party_asks_changes_and_withdraws(session, town, visit):
    session.commit()
    party = visit.logged_in(town.people[3])
    page = party.get(f"{PAGE}/aanmelden").submit({"motivation": ""}, "Vraag een plaats aan", status=422)
    assert "waarom uw organisatie wil meedoen" in page.errors[0]

    page = page.submit({"motivation": "Wij kennen de wijk."}, "Vraag een plaats aan")
    assert page.h1 == "Uw aanvraag voor een plaats"
    assert "Bekijk uw aanvraag" in party.get(PAGE).text
    page = page.submit(button="Trek de aanvraag in")

    assert page.h1 == "Vraag een plaats aan"
    request = session.scalars(select(SeatRequest).where(SeatRequest.party_id == town.members[3].id)).one()
    assert (request.motivation, request.withdrawn_at) == ("Wij kennen de wijk.", town.now)


def test_a_double_click_asks_once(session, town, visit):
    session.commit()
    page = visit.logged_in(town.people[3]).get(f"{PAGE}/aanmelden")
    before = session.scalar(select(func.count(OutboxMail.id)))
    for _ in range(2):
        page.submit({"motivation": "Wij kennen de wijk."}, "Vraag een plaats aan")

    assert session.scalar(select(func.count(OutboxMail.id))) == before + 1


@pytest.mark.parametrize("path", [f"{PAGE}/aanmelden", DESK, f"{DESK}/publiceren", "/bureau/tafels", "/bureau/tafels/nieuw"])
def test_strangers_log_in_first(session, town, visit, path):
    session.commit()

    assert "/inloggen" in visit.get(path, status=302).location


@pytest.mark.parametrize(("who", "path", "status"), [
    ("party", f"{PAGE}/aanmelden", 200), ("party", DESK, 403), ("party", "/bureau/tafels", 403),
    ("secretary", DESK, 200), ("secretary", "/bureau/tafels", 200), ("secretary", f"{PAGE}/aanmelden", 403),
    ("staff", "/bureau/tafels", 200), ("staff", DESK, 403), ("staff", "/bureau/tafels/nieuw", 403),
    ("secretary", "/bureau/tafels/bestaat-niet", 404), ("party", "/tafels/bestaat-niet/aanmelden", 404),
])
def test_who_may_see_which_page(session, town, visit, who, path, status):
    people = {"party": town.people[0], "secretary": town.secretary, "staff": world.board_staff(session, town.place)}
    session.commit()

    visit.logged_in(people[who]).get(path, status=status)


def test_the_secretary_walks_from_seed_to_publication(session, town, secretary, visit):
    apply_counts(session, town)
    session.commit()
    page = secretary.get(DESK).submit({"seed": "4711"})
    page = page.submit({"large": "2", "medium": "1", "small": "1"})
    assert "Voorgestelde plaatsen" in page.text
    composition = session.scalars(select(Composition)).one()
    given = next(s for s in queries.standings(session, composition) if s.is_candidate and not s.seat)

    page = secretary.get(f"/bureau/tafels/plaatsen/{given.id}").submit({"reason": "Enige met dagbesteding."})
    assert "Afwijking door de gemeente: Enige met dagbesteding." in page.text
    overview = secretary.get(f"{DESK}/publiceren").submit(
        {"reason": "Zo lijkt de tafel op het netwerk.", "evaluate_by": "2026-11-26"}, "Verder")
    assert "donderdag 26 november 2026" in overview.text
    assert "Enige met dagbesteding." in overview.text
    overview.submit(button="Zet deze samenstelling")

    session.expire_all()
    assert composition.state == CompositionState.PUBLISHED
    page = visit.get(PAGE)
    assert "Afwijking door de gemeente: Enige met dagbesteding." in page.text
    assert "5 plaatsen" in visit.get("/tafels").text


@pytest.mark.parametrize("values", [{"large": "veel"}, {"large": "-1"}, {"large": "41"}, {"large": ""}])
def test_impossible_seats_are_told_at_the_field(session, town, secretary, values):
    apply_counts(session, town)
    operations.announce_seed(session, town.table, seed="4711", actor=town.actor, now=town.now)
    session.commit()
    page = secretary.get(DESK).submit(values, status=422)

    assert page.errors == ["Vul een getal in van 0 tot en met 40."]
    assert session.scalar(select(func.count(Composition.id))) == 0


def test_shares_of_clients_are_on_the_desk_alone(session, town, secretary):
    apply_counts(session, town)
    draft(session, town)
    session.commit()

    assert "39%" in secretary.get(DESK).text  # 4,000 of 10,369
    assert "39%" not in secretary.get(f"{DESK}/publiceren").text


def test_the_second_of_two_sees_what_the_first_did(session, town, secretary):
    apply_counts(session, town)
    composition = draft(session, town)
    rows = [s for s in queries.standings(session, composition) if s.is_candidate]
    given, taken = next(s for s in rows if not s.seat), next(s for s in rows if s.seat)
    session.commit()
    mine = secretary.get(f"/bureau/tafels/plaatsen/{taken.id}")
    publishing = secretary.get(f"{DESK}/publiceren")
    secretary.get(f"/bureau/tafels/plaatsen/{given.id}").submit({"reason": "Enige."})

    page = mine.submit({"reason": "Vol."}, status=422)
    assert "Iemand anders" in page.text
    assert given.name in page.text
    late = publishing.submit({"reason": "Zo.", "evaluate_by": "2026-11-26"}, "Verder").submit(button="Zet deze", status=422)
    assert "Iemand anders" in late.text
    session.expire_all()
    assert composition.state == CompositionState.DRAFT


def test_publishing_without_a_draft_goes_back(session, town, secretary):
    session.commit()

    assert secretary.get(f"{DESK}/publiceren", status=303).location.endswith(DESK)


@pytest.mark.parametrize(("values", "error"), [
    ({"reason": "", "evaluate_by": "2026-11-26"}, "Geef de reden"), ({"evaluate_by": "ooit"}, "Geef de datum"),
    ({"evaluate_by": ""}, "Geef de datum"), ({"evaluate_by": "2035-01-01"}, "De volgende evaluatie is na vandaag"),
    ({"evaluate_by": "2020-01-01"}, "De volgende evaluatie is na vandaag")])
def test_what_is_missing_before_publication_is_told(session, town, secretary, values, error):
    apply_counts(session, town)
    draft(session, town)
    session.commit()
    page = secretary.get(f"{DESK}/publiceren").submit({"reason": "Zo."} | values, "Verder", status=422)

    assert error in page.errors[0]


def test_a_late_evaluation_is_told_on_the_desk(session, town, secretary, at):
    composed(session, town)
    session.commit()
    assert "Te laat" not in secretary.get("/bureau/tafels").text
    at(datetime(2026, 11, 27, 8, tzinfo=UTC))

    assert "Te laat: donderdag 26 november 2026" in secretary.get("/bureau/tafels").text


def test_the_secretary_sets_up_a_table(session, town, secretary):
    session.commit()
    page = secretary.get("/bureau/tafels/nieuw").submit({"name": "Jeugd en Wmo", "theme": "Wonen", "domains": ["youth"]}, status=422)
    assert "al een tafel met deze naam" in page.errors[0]
    page.submit({"name": "Wonen", "theme": "Wonen met hulp", "domains": ["sheltered_housing"]})

    assert session.scalar(select(PhysicalTable.theme).where(PhysicalTable.slug == "wonen")) == "Wonen met hulp"


def test_the_secretary_changes_what_a_table_is_called_and_about(session, town, secretary, visit):
    found = {"name": "Wonen", "theme": "Wonen", "domains": ["youth"]}
    session.commit()
    secretary.get("/bureau/tafels/nieuw").submit(found)
    form = secretary.get("/bureau/tafels/wonen/wijzigen")
    assert "Het adres van de pagina blijft hetzelfde" in form.text and "komt in het adres" not in form.text
    page = form.submit({"name": "Jeugd en Wmo"}, status=422)
    assert "al een tafel met deze naam" in page.errors[0]
    page.submit({"name": "Wonen en hulp", "theme": "Wonen met hulp", "domains": ["sheltered_housing"]})

    changed = visit.get("/tafels/wonen").text
    assert "Wonen en hulp" in changed
    assert "Wonen met hulp" in changed
    table = session.scalars(select(PhysicalTable).where(PhysicalTable.slug == "wonen")).one()
    assert table.domains == {Domain.SHELTERED_HOUSING}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "table:change")).one()
    assert entry.changes["name"] == ["Wonen", "Wonen en hulp"]


def test_the_second_of_two_who_change_a_table_sees_what_stands(session, town, secretary):
    session.commit()
    mine = secretary.get(f"{DESK}/wijzigen")
    secretary.get(f"{DESK}/wijzigen").submit({"name": "Jeugd", "theme": "Jeugd thuis"})

    page = mine.submit({"name": "Wmo", "theme": "Hulp aan volwassenen"}, status=422)
    assert "Iemand anders veranderde dit" in page.text
    assert text_of(page.one("blockquote")).strip().split("\n")[:2] == ["Jeugd", "Jeugd thuis"]
    assert page.one("#theme").etree_element.get("value") == "Hulp aan volwassenen"
    session.expire_all()
    assert town.table.name == "Jeugd"

    page.submit()
    session.expire_all()
    assert (town.table.name, town.table.theme) == ("Wmo", "Hulp aan volwassenen")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "table:change").order_by(AuditEntry.id.desc())).first()
    assert entry.changes["name"] == ["Jeugd", "Wmo"]


def test_closing_a_table_is_read_over(session, town, secretary):
    composed(session, town)
    session.commit()
    overview = secretary.get(f"{DESK}/sluiten").submit({"reason": "Het onderwerp is afgerond."}, "Verder")
    assert "Het onderwerp is afgerond." in overview.text
    assert "8 aanbieders krijgen een brief met de reden" in overview.text
    session.expire_all()
    assert town.table.closed_at is None

    again = overview.submit(button="Iets veranderen")
    assert text_of(again.one("#reason")).strip() == "Het onderwerp is afgerond."
    again.submit(button="Verder").submit(button="Sluit deze tafel")
    session.expire_all()
    assert town.table.close_reason == "Het onderwerp is afgerond."


def test_a_closed_table_asks_nobody_for_a_seat(session, town, secretary, visit):
    session.commit()
    assert "mag een plaats vragen" in visit.get(PAGE).text
    secretary.get(f"{DESK}/sluiten").submit({"reason": "Het onderwerp is afgerond."}, "Verder").submit(button="Sluit deze tafel")

    page = visit.get(PAGE).text
    assert "Het onderwerp is afgerond." in page
    assert "mag een plaats vragen" not in page
    assert "Hoe worden de plaatsen verdeeld" not in page


def test_kinds_of_help_stay_once_seats_were_divided(session, town, secretary):
    composed(session, town)
    session.commit()
    page = secretary.get(f"{DESK}/wijzigen").submit({"domains": ["participation"], "theme": "Iets anders"}, status=422)
    assert "dus die blijven" in page.errors[0]
    assert page.one("#theme").etree_element.get("value") == "Iets anders"

    session.expire_all()
    assert town.table.theme != "Iets anders"


def test_letters_tell_the_outcome_the_reason_and_why_one_gets_them(session, town):
    composed(session, town)
    letters = {mail.kind: write_letter(mail) for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()))}
    seated, reserve = letters["tables/seated"].get_content(), letters["tables/reserve"].get_content()

    assert "heeft plaats" in seated
    assert "Reden: " in seated
    assert "donderdag 26 november 2026" in seated
    assert "op plek" in reserve
    assert "aanbieders. Valt er iemand af?" in reserve
    assert "Wij werken in elke gemeente." in letters["tables/request"].get_content()
    assert all("omdat uw organisatie een plaats vroeg" in letter.get_content() for letter in letters.values())


def test_the_page_can_be_read_in_english(session, town, visit):
    composed(session, town)
    session.commit()
    visit.ask("get", "/taal/en")

    assert visit.get(PAGE).h1 == "Jeugd en Wmo: who sits at the table?"


def test_seat_of_a_party_that_left_is_free_with_who_is_next_and_waits_at_the_desk(session, town, visit, at):
    network = session.scalars(select(Network)).one()
    boat = world.member(session, network, "Papieren Boot")
    kite = world.member(session, network, "Vlieger")
    table = world.seated_table(session, network, boat, kite, slug="wmo-2", name="Tafel Wmo 2")
    composition = queries.current_composition(session, table)
    reserve = world.member(session, network, "Reserve")
    world.add(session, Standing(composition_id=composition.id, kvk=reserve.kvk, name=reserve.name, party_id=reserve.id, clients=5,
                                size_class=SizeClass.LARGE, domains=frozenset(), streams=frozenset(), is_candidate=True, rank=1))
    membership = session.scalars(select(Membership).where(Membership.party_id == boat.id)).one()
    membership.member_until = date(2026, 3, 20)
    session.commit()
    assert "is vrij" not in visit.get("/tafels/wmo-2").text

    at(start_of_day(date(2026, 3, 21)))

    page = visit.get("/tafels/wmo-2")
    assert "Plaats 1 is vrij: Papieren Boot doet niet meer mee." in page.text
    assert "Eerste op de reservelijst van haar klasse is Reserve." in page.text
    free = free_seats(session, network, date(2026, 3, 21))
    assert [(row.table.slug, row.count, row.since) for row in free] == [("wmo-2", 1, date(2026, 3, 20))]
