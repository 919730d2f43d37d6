"""Pages of service contracts for everyone, for a provider and for the desk; and what nobody else may see before both signed."""

from io import BytesIO

import pytest
from docx import Document as WordDocument
from pypdf import PdfReader
from sqlalchemy import select, update

from portal.contracts.models import ServiceContract
from portal.contracts.rules import WRITTEN, ContractState
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world
from tests.contracts.conftest import SECRET, TARIFFS

LIST, OWN, DESK = (f"{start}/dienstverleningsovereenkomsten" for start in ("", "/mijn", "/bureau"))
ANSWERS = {"ground": "statutes", "signer_name": "Carla Mertens", "signer_job_title": "bestuurder", "statement": "y"}


@pytest.fixture
def visitors(house, visit):
    people = {"secretary": house.secretary, "board staff": house.staff, "colleague": house.colleague, "boat": house.people["De Boot"],
              "lantern": house.people["De Lantaarn"], "neighbours": house.people["De Buren"]}
    return {name: visit.logged_in(person) for name, person in people.items()} | {"anyone": visit}


def statuses(visitors, path):
    return {name: visitor.ask("get", path).status_code for name, visitor in visitors.items()}


def allowed(visitors, path):
    return {name for name, status in statuses(visitors, path).items() if status == 200}


def fresh(session, contract):
    session.expire_all()
    return session.get_one(ServiceContract, contract.id)


def pdf_text(response):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(response.data)).pages)


def word_text(response):
    paper = WordDocument(BytesIO(response.data))
    return " ".join([*(p.text for p in paper.paragraphs), *(c.text for t in paper.tables for r in t.rows for c in r.cells)])


def code_for(session, email):
    rows = select(OutboxMail).where(OutboxMail.kind == "accounts/code", OutboxMail.email == email).order_by(OutboxMail.id.desc())
    return session.scalars(rows.limit(1)).one().data["code"]


def test_the_desk_says_once_in_which_year_a_contract_ends(visitors, play):
    play.signed(ends="2029-07-31")

    page = visitors["secretary"].get(DESK)

    assert "tot en met 31 juli 2029" in page.text
    assert "2029 2029" not in page.text


# Who gets in

@pytest.mark.parametrize("end", ["", ".pdf", ".docx"])
def test_a_contract_that_waits_for_signatures_exists_for_its_sides_alone(visitors, play, end):
    contract = play.sent("De Boot", "De Lantaarn")

    assert allowed(visitors, f"{OWN}/{contract.id}{end}") == {"boat", "colleague", "lantern"}
    assert allowed(visitors, f"{DESK}/{contract.id}{end}") == {"secretary"}
    assert set(statuses(visitors, f"{LIST}/{contract.number}{end}").values()) == {404}


@pytest.mark.parametrize("page", ["wijziging", "weigeren"])
def test_who_speaks_for_a_side_writes_for_it(visitors, play, page):
    contract = play.sent("De Boot")
    found = statuses(visitors, f"{OWN}/{contract.id}/{page}")
    assert {name for name, status in found.items() if status == 200} == {"boat"}
    assert found["colleague"] == 403 and found["neighbours"] == found["lantern"] == 404


@pytest.mark.parametrize("page", ["versturen", "antwoord", "terugnemen", "intrekken", "ondertekenen", "verlengen", "beeindigen"])
def test_steps_of_the_municipality_are_the_secretarys(visitors, play, page):
    contract = play.sent("De Boot")
    assert allowed(visitors, f"{DESK}/{contract.id}/{page}") == {"secretary"}


def test_draft_exists_for_the_secretary_alone(visitors, play):
    contract = play.fill(play.draft())
    for path in (f"{OWN}/{contract.id}", f"{OWN}/{contract.id}.pdf", f"{LIST}/{contract.number}"):
        assert set(statuses(visitors, path).values()) <= {404, 403, 302}
    for letter in "abcdefghij":
        assert allowed(visitors, f"{DESK}/{contract.id}/onderwerpen/{letter}") == {"secretary"}
    visitors["secretary"].get(f"{DESK}/{contract.id}/onderwerpen/k", status=404)
    assert contract.title not in visitors["boat"].get(OWN).text


def test_staff_of_another_municipality_reads_what_it_must_consent_to_and_no_more(session, visitors, play, house):
    house.mandate.consent_before_signing = True
    session.commit()
    contract = play.sent()
    assert allowed(visitors, f"{DESK}/{contract.id}/akkoord") == {"secretary", "board staff"}
    assert allowed(visitors, f"{DESK}/{contract.id}/akkoord/{house.other.id}") == {"secretary", "board staff"}
    assert allowed(visitors, f"{DESK}/{contract.id}/akkoord/{house.host.id}") == {"secretary"}


# Confidential until both signed

PLACES = ("/", "/voorstellen", "/bekendmakingen", "/atom.xml", "/kalender", "/verantwoording", LIST, f"{LIST}.csv", f"{LIST}/2026-01",
          f"{LIST}/2026-01.pdf", f"{LIST}/2026-01.docx", "/mijn", OWN, f"{OWN}/{{}}", f"{OWN}/{{}}.pdf", f"{OWN}/{{}}.docx",
          f"{OWN}/{{}}/ondertekenen", "/bureau", DESK, f"{DESK}/{{}}", f"{DESK}/{{}}.pdf", f"{DESK}/{{}}/onderwerpen/j", f"{DESK}/{{}}/akkoord",
          "/zoeken?q=begeleiding")
"""All that somebody can ask for in which a tariff could stand."""


def shown(response):
    if response.content_type == "application/pdf":
        return pdf_text(response)
    return word_text(response) if "wordprocessing" in response.content_type else response.text


def test_tariffs_stay_with_the_two_sides_until_both_have_signed(session, visitors, play):
    contract = play.sent("De Boot", "De Lantaarn")
    play.sign(contract, "De Boot")

    for name in ("anyone", "neighbours"):
        seen = [path for path in PLACES if SECRET in shown(visitors[name].ask("get", path.format(contract.id)))]
        assert seen == [], name
        assert contract.title not in visitors[name].get(f"/zoeken?q={SECRET}").text
    letters = [compose(mail).as_string() for mail in session.scalars(select(OutboxMail))]
    assert letters and not [letter for letter in letters if SECRET in letter]
    for name in ("boat", "lantern", "colleague"):
        for end in ("", ".pdf", ".docx"):
            assert SECRET in shown(visitors[name].ask("get", f"{OWN}/{contract.id}{end}")), (name, end)


def test_search_finds_a_contract_for_its_sides_and_never_by_its_tariffs(visitors, play):
    contract = play.sent()
    for name in ("boat", "secretary"):
        assert contract.title in visitors[name].get("/zoeken?q=Begeleiding+huis").text
        assert contract.title not in visitors[name].get(f"/zoeken?q={SECRET}").text
    for name in ("anyone", "neighbours", "board staff"):
        assert contract.title not in visitors[name].get("/zoeken?q=Begeleiding+huis").text
    play.sign(contract)
    play.countersign(contract)
    assert f"{LIST}/2026-01" in visitors["anyone"].get("/zoeken?q=Begeleiding+huis").html


def test_signed_contract_is_for_everyone_with_its_tariffs_and_without_names_of_people(visitors, play):
    contract = play.signed("De Boot", "De Lantaarn")
    page = visitors["anyone"].get(LIST)
    assert contract.title in page.text and "De Boot en De Lantaarn" in page.text and "Geldt nu" in page.text
    show = page.visitor.get(f"{LIST}/2026-01")
    assert SECRET in show.text and "€ 61,20" in show.text.replace("\u00a0", " ")
    assert "Ook namens Beek" in show.text and "zoals ze verzegeld zijn" in show.text
    for end in ("", ".pdf", ".docx"):
        found = shown(visitors["anyone"].ask("get", f"{LIST}/2026-01{end}"))
        assert SECRET in found and "Ria Dohmen" not in found and "Wim Raven" not in found
    for name in ("boat", "lantern"):
        own = visitors[name].get(f"{OWN}/{contract.id}").text
        assert own.count("Ria Dohmen") == 1 and "Wim Raven" in own
        assert ("Contact van De Lantaarn" in own) == (name == "lantern")
        assert word_text(visitors[name].ask("get", f"{OWN}/{contract.id}.docx")).count("Ria Dohmen") == 1
    assert "De Boot en De Lantaarn" in visitors["anyone"].ask("get", f"{LIST}.csv").text
    assert "Dienstverleningsovereenkomst 2026-01 is ondertekend met De Boot en De Lantaarn." in visitors["anyone"].get("/").text


def test_public_list_can_be_narrowed_and_says_when_it_is_empty(visitors, play):
    assert "Er is nog geen contract ondertekend." in visitors["anyone"].get(LIST).text
    play.signed("De Lantaarn")
    assert "Begeleiding aan huis" in visitors["anyone"].get(f"{LIST}?naam=lantaarn").text
    assert "Geen contract met deze woorden." in visitors["anyone"].get(f"{LIST}?naam=boot").text
    assert visitors["anyone"].ask("get", f"{LIST}/2026-99").status_code == visitors["anyone"].ask("get", f"{LIST}/x").status_code == 404


# Drawing up

def test_draft_is_written_subject_by_subject_until_it_can_be_sent(session, house, visitors):
    desk = visitors["secretary"]
    form = desk.get(f"{DESK}/nieuw")
    assert form.submit({"title": "x"}, status=422).errors == ["Kies de aanbieder."]
    page = form.submit({"title": "Dagbesteding", "party_id": str(house.parties["De Boot"].id), "agreement_id": str(house.agreement.id)})
    contract = session.scalars(select(ServiceContract)).one()
    assert "Er ontbreken nog 9 dingen" in page.text and "Raamovereenkomst begeleiding" in page.text
    for subject in WRITTEN:
        desk.get(f"{DESK}/{contract.id}/onderwerpen/{subject.value}").submit({"text": f"Afspraak <b>{subject.value}</b>"})
    page = desk.get(f"{DESK}/{contract.id}/onderwerpen/j").submit({
        "begins_on": "01-04-2026", "ends_on": "2027-12-31", "extensions": "1", "extension_months": "12", "notice_months": "6",
        "tariffs": TARIFFS})

    assert "Alle tien onderwerpen zijn er." in page.text and "Afspraak <b>c</b>" in page.text
    over = desk.get(f"{DESK}/{contract.id}/versturen").submit(button="Verder")
    page = over.submit(button="Versturen om te ondertekenen")
    assert "Het contract is verstuurd" in page.html and fresh(session, contract).state == ContractState.SENT


def test_wrong_input_stays_on_the_form_and_changes_nothing(session, visitors, play):
    contract = play.fill(play.draft())
    form = visitors["secretary"].get(f"{DESK}/{contract.id}/onderwerpen/j")
    page = form.submit({"tariffs": "Begeleiding; uur; 61,20\nDagbesteding; dag"}, status=422)
    assert page.errors and "Regel 2 klopt niet" in page.errors[0] and "Dagbesteding; dag" in page.html
    assert form.submit({"begins_on": "2028-01-01"}, status=422).errors == ["De laatste dag ligt voor de eerste."]
    assert form.submit({"extensions": "veel"}, status=422).errors == ["Geef een heel getal van 0 tot en met 20."]
    assert fresh(session, contract).draft.tariffs[0].service.startswith(SECRET)


def test_text_of_a_colleague_is_shown_before_it_is_written_over(session, visitors, play):
    contract = play.draft()
    mine = visitors["secretary"].get(f"{DESK}/{contract.id}/onderwerpen/c")
    visitors["secretary"].get(f"{DESK}/{contract.id}/onderwerpen/c").submit({"text": "Van een collega"})
    page = mine.submit({"text": "Van mij"}, status=422)
    assert "Van een collega" in page.text and fresh(session, contract).texts["c"] == "Van een collega"
    page.submit()
    assert fresh(session, contract).texts["c"] == "Van mij"


def test_providers_and_municipalities_are_chosen(session, house, visitors, play):
    contract = play.draft()
    visitors["secretary"].get(f"{DESK}/{contract.id}/onderwerpen/b").submit({"added": str(house.parties["De Lantaarn"].id)})
    form = visitors["secretary"].get(f"{DESK}/{contract.id}/onderwerpen/a")
    form.submit({"municipalities": str(house.other.id)})
    row = fresh(session, contract)
    assert [party.name for party in row.parties] == ["De Boot", "De Lantaarn"] and [place.name for place in row.municipalities] == ["Beek"]
    assert form.submit({"municipalities": "999999"}, status=422).errors
    titled = visitors["secretary"].get(f"{DESK}/{contract.id}/titel").submit({"title": "Logeeropvang"})
    assert titled.h1 == "Logeeropvang"


def test_hostile_text_is_only_ever_text(visitors, play, session):
    contract = play.signed()
    session.execute(update(ServiceContract).values(title="<script>alert(1)</script>"))
    session.commit()
    for name, path in (("anyone", LIST), ("anyone", f"{LIST}/2026-01"), ("boat", f"{OWN}/{contract.id}"), ("secretary", f"{DESK}/{contract.id}")):
        assert "<script>alert" not in visitors[name].get(path).html


# Signing, asking, refusing

def test_provider_reads_reads_over_and_signs_with_a_code(session, house, visitors, play):
    contract = play.sent("De Boot", "De Lantaarn")
    own = visitors["boat"].get("/mijn")
    assert "Begeleiding aan huis" in own.text and "Dienstverleningsovereenkomst" in own.text
    form = visitors["boat"].get(f"{OWN}/{contract.id}/ondertekenen")
    assert SECRET in form.text and len(form.submit({}, "Verder", status=422).errors) == 4
    over = form.submit(ANSWERS, "Verder")
    assert over.h1 == "Lees na en onderteken" and not fresh(session, contract).newest.signatures
    assert over.submit({"code": "000000"}, "Onderteken", status=422).errors
    page = over.submit({"code": code_for(session, house.people["De Boot"].email)}, "Onderteken")

    row = fresh(session, contract).newest.signatures[0]
    assert (row.name, row.organisation) == ("Carla Mertens", "De Boot") and row.number in page.text
    assert "Begeleiding aan huis" not in visitors["boat"].get("/mijn").text
    assert "Begeleiding aan huis" in visitors["lantern"].get("/mijn").text
    receipt = session.scalars(select(OutboxMail).where(OutboxMail.kind == "contracts/signed")).one()
    assert receipt.data["number"] == row.number and receipt.email == house.people["De Boot"].email


def test_colleague_reads_along_and_cannot_sign(session, visitors, play):
    contract = play.sent()
    page = visitors["colleague"].get(f"{OWN}/{contract.id}/ondertekenen")
    assert SECRET in page.text and not page.all("main form")
    visitors["colleague"].post(f"{OWN}/{contract.id}/ondertekenen", ANSWERS, status=400)
    assert not fresh(session, contract).newest.signatures


def test_text_that_was_taken_back_meanwhile_is_not_signed(session, visitors, play, house):
    contract = play.sent()
    over = visitors["boat"].get(f"{OWN}/{contract.id}/ondertekenen").submit(ANSWERS, "Verder")
    visitors["secretary"].get(f"{DESK}/{contract.id}/terugnemen").submit({"reason": "Anders"}, "Verder").submit(button="Neem dit contract terug")
    page = over.submit({"code": code_for(session, house.people["De Boot"].email)}, "Onderteken")
    assert "Er wordt een nieuwe versie gemaakt" in page.text and not fresh(session, contract).newest.signatures


def test_question_goes_to_the_desk_and_the_answer_back(session, visitors, play):
    contract = play.sent("De Boot", "De Lantaarn")
    visitors["boat"].get(f"{OWN}/{contract.id}/wijziging").submit({"text": "VRAAG-GEHEIM"}, "Verder").submit(button="Verstuur deze vraag")
    assert "Beantwoord de vraag om een wijziging" in visitors["secretary"].get("/bureau").text
    desk = visitors["secretary"].get(f"{DESK}/{contract.id}")
    assert "VRAAG-GEHEIM" in desk.text
    desk.visitor.get(f"{DESK}/{contract.id}/antwoord").submit({"text": "Het blijft zo."}, "Verder").submit(button="Verstuur het antwoord")
    assert "Het blijft zo." in visitors["lantern"].get(f"{OWN}/{contract.id}").text
    assert "Beantwoord de vraag om een wijziging" not in visitors["secretary"].get("/bureau").text


def test_refusal_is_read_over_and_waits_on_the_desk(session, visitors, play):
    contract = play.sent()
    form = visitors["boat"].get(f"{OWN}/{contract.id}/weigeren")
    assert form.submit({}, "Verder", status=422).errors == ["Geef de reden: de andere partij leest die."]
    form.submit({"reason": "De tarieven zijn te laag."}, "Verder").submit(button="Weiger te ondertekenen")
    assert fresh(session, contract).state == ContractState.REFUSED
    assert "Een aanbieder weigerde" in visitors["secretary"].get("/bureau").text
    assert "De tarieven zijn te laag." in visitors["secretary"].get(f"{DESK}/{contract.id}").text


def test_municipality_signs_and_what_is_missing_stands_on_the_page(session, visitors, play, house):
    house.mandate.consent_before_signing = True
    session.commit()
    contract = play.sent()
    assert "Eerst is de handtekening van De Boot nodig." in visitors["secretary"].get(f"{DESK}/{contract.id}/ondertekenen").text
    play.sign(contract)
    assert "schriftelijke akkoord van Beek ontbreekt" in visitors["secretary"].get(f"{DESK}/{contract.id}/ondertekenen").text
    assert "Begeleiding aan huis" in visitors["board staff"].get("/bureau").text
    form = visitors["board staff"].get(f"{DESK}/{contract.id}/akkoord/{house.other.id}")
    form.submit({"given_on": "2026-03-19", "given_by": "college van Beek"}, "Verder").submit(button="Leg het akkoord vast")
    assert "college van Beek" in visitors["secretary"].get(f"{DESK}/{contract.id}/akkoord").text
    assert "Alle aanbieders tekenden: onderteken voor de gemeente" in visitors["secretary"].get("/bureau").text
    over = visitors["secretary"].get(f"{DESK}/{contract.id}/ondertekenen").submit(
        {"name": "Wim Raven", "job_title": "wethouder", "statement": "y"}, "Verder")
    over.submit(button="Onderteken dit contract")
    assert fresh(session, contract).state == ContractState.SIGNED


# The term

def test_contract_is_extended_and_ended_on_the_site(session, visitors, play):
    contract = play.signed()
    visitors["secretary"].get(f"{DESK}/{contract.id}/verlengen").submit({"reason": "Het gaat goed."}, "Verder").submit(button="Verleng dit contract")
    page = visitors["anyone"].get(f"{LIST}/2026-01")
    assert "zondag 31 december 2028" in page.text and "Dit contract is verlengd." in page.text
    form = visitors["secretary"].get(f"{DESK}/{contract.id}/beeindigen")
    late = form.submit({"ground": "provider", "last_day": "2026-04-01", "reason": "x"}, "Verder").submit(
        button="Leg dit einde vast", status=422)
    assert "De opzegtermijn is 6 maanden." in late.errors[0]
    form.submit({"ground": "together", "last_day": "2026-04-01", "reason": "Te weinig vraag."}, "Verder").submit(button="Leg dit einde vast")
    page = visitors["anyone"].get(f"{LIST}/2026-01")
    assert "Partijen zijn het eens over het einde" in page.text and "Te weinig vraag." in page.text and "Geldt nog, eindigt" in page.text


def test_desk_reminds_of_the_end_until_somebody_decides(visitors, play):
    contract = play.signed(ends="2026-06-30", notice=2)
    assert "De looptijd is bijna om" in visitors["secretary"].get("/bureau").text
    visitors["secretary"].get(f"{DESK}/{contract.id}/verlengen").submit({"reason": "Goed."}, "Verder").submit(button="Verleng dit contract")
    assert "De looptijd is bijna om" not in visitors["secretary"].get("/bureau").text


def test_chair_who_reads_along_is_told_of_an_unsigned_contract_without_its_name(session, house, visit, visitors, play):
    chair = visit.logged_in(world.chair(session, house.host))
    house.mandate.consent_before_signing = True
    contract = play.sent()
    play.sign(contract)
    for _state in ("consent is missing", "the municipality signs"):
        assert contract.title in visitors["secretary"].get("/bureau").text
        assert contract.title not in chair.get("/bureau").text and contract.title not in chair.get("/zoeken?q=Begeleiding").text
        assert statuses({"chair": chair}, f"{DESK}/{contract.id}") == {"chair": 403}
        house.mandate.consent_before_signing = False
        session.commit()


# Networks without such contracts, many rows

def test_menus_show_contracts_only_where_the_profile_has_them(session, house, visitors):
    places = (("anyone", "/"), ("boat", "/mijn"), ("secretary", "/bureau"))
    assert all("Contracten" in visitors[name].get(path).html or "Uw contracten" in visitors[name].get(path).html for name, path in places)
    house.network.settings = {}
    session.commit()
    assert not any("contracten" in visitors[name].get(path).html.casefold() for name, path in places)
    assert "tekenen aanbieders geen eigen contract" in visitors["secretary"].get(f"{DESK}/nieuw").text


def test_providers_page_on_the_desk_lists_its_contracts_drafts_too(session, house, visitors, play):
    contract = play.draft("De Boot")
    page = visitors["secretary"].get(f"/bureau/aanbieders/{house.parties['De Boot'].id}")
    assert contract.title in page.text
    assert contract.title not in visitors["secretary"].get(f"/bureau/aanbieders/{house.parties['De Buren'].id}").text
    house.network.settings = {}
    session.commit()
    assert "Contracten" not in visitors["secretary"].get(f"/bureau/aanbieders/{house.parties['De Buren'].id}").html


def test_long_lists_page_by_key_with_few_queries(session, visitors, play, count_queries):
    play.signed()
    row = session.scalars(select(ServiceContract)).one()
    names = [c.name for c in ServiceContract.__table__.columns if c.name not in ("id", "sequence", "title")]
    session.add_all(ServiceContract(sequence=n, title=f"Contract {n}", **{name: getattr(row, name) for name in names}) for n in range(2, 62))
    session.commit()
    with count_queries() as queried:
        page = visitors["anyone"].get(LIST)
    assert len(queried) <= 6 and "Contract 61" in page.text and "Begeleiding aan huis" not in page.text
    assert "Begeleiding aan huis" in visitors["anyone"].get(page.all("a[rel=next]")[0].etree_element.get("href")).text
    for name, path in (("boat", OWN), ("secretary", DESK)):
        visitors[name].get(path)
