"""Signing on as a provider, judging as the secretary, and the public lists and texts."""

import io
from datetime import timedelta

import pyotp
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from portal.accounts.models import Role, RoleGrant
from portal.core import clock
from portal.core.revisions import Paragraph
from portal.members.forms import STEP_FIELDS, SignOnStep
from portal.members.models import Membership, Signature, SignOnDraft
from portal.members.rules import Condition, Declaration, MembershipState
from portal.networks import operations as network_operations
from portal.networks import queries as network_queries
from portal.networks.rules import AgreementKind
from portal.notifications.models import OutboxMail
from portal.parties.models import ContactPerson
from portal.parties.rules import Domain
from tests import world
from tests.conftest import NOW

STEPS = list(SignOnStep)
ANSWERS = {
    "name": "De Vliegende Koe", "kvk": "12 34 56 78", "street": "Brusselsestraat 1", "postcode": "6211pa",
    "city": "Maastricht", "branches": "", "agb_codes": "12 34 56 78\n87654321", "postal_street": "Postbus 1",
    "postal_postcode": "6200aa", "postal_city": "Maastricht", "domains": ["youth", "wmo"], "streams": ["zin"],
    "contact_name": "Carla Mertens", "contact_email": "carla@koe.example", "contact_phone": "043 123 45 67",
    "contact_address": "Postbus 1, 6200 AA Maastricht", "substitute_name": "Daan Smeets",
    "substitute_email": "daan@koe.example", "substitute_phone": "06-12345678",
    "substitute_address": "Postbus 1, 6200 AA Maastricht", "declarations": [d.value for d in Declaration],
    "disclosure": "Wij bezitten een pand dat de gemeente huurt.", "signer_name": "Dirk Directeur",
    "signer_job_title": "bestuurder", "signer_email": "dirk@koe.example", "ground": "statutes", "statement": "y",
}
CHECKED = [condition.value for condition in Condition]


@pytest.fixture
def network(session):
    network = world.network(session)
    world.agreement(session, network)
    world.agreement(session, network, "Afspraken inkoopnetwerk", "afspraken").kind = AgreementKind.SHARED
    session.commit()
    return network


@pytest.fixture
def secretary(session, network):
    person = world.secretary(session, world.municipality(session, network, is_host=True))
    session.commit()
    return person


def walk(visit, answers, until=4, status=200):
    """Fill in the form up to a step; answers the page after it."""
    page = visit.get("/deelnemen")
    for place, step in enumerate(STEPS[:until], start=1):
        some = {name: answers[name] for name in STEP_FIELDS[step]}
        page = page.submit(some, "Verder", "main form[novalidate]", status=status if place == until else 200)
    return page


def code_for(session, email):
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == "accounts/code", OutboxMail.email == email)
                           .order_by(OutboxMail.id.desc())).first()
    return mail.data["code"]


def apply(session, visit, **answers):
    answers = ANSWERS | answers
    proof = walk(visit, answers).submit(button="Verder")
    return proof.submit({"code": code_for(session, answers["signer_email"])}, "Onderteken")


def step_with(field):
    return next(place for place, step in enumerate(STEPS, start=1) if field in STEP_FIELDS[step])


def test_provider_fills_in_step_by_step_reads_over_and_signs_with_a_code(session, network, visit):
    first = visit.get("/deelnemen")
    assert "Stap 1 van 4" in first.text
    assert "andere zijn er niet" in first.text and "binnen 28 dagen" in first.text
    last = walk(visit, ANSWERS, 3)
    assert "Stap 4 van 4" in last.text
    assert "De melding gebeurt schriftelijk." in last.text and "Versie 1" in last.text

    overview = last.submit({name: ANSWERS[name] for name in STEP_FIELDS[STEPS[3]]}, "Verder")
    assert overview.h1 == "Lees na en onderteken"
    proof = overview.submit(button="Verder")
    assert proof.h1 == "Onderteken met een code"
    assert session.scalar(select(func.count(Membership.id))) == 0
    receipt = proof.submit({"code": code_for(session, "dirk@koe.example")}, "Onderteken")

    membership = session.scalars(select(Membership)).one()
    assert receipt.h1 == f"Uw aanmelding {membership.number}"
    assert "Wacht op de secretaris" in receipt.text
    assert "vrijdag 17 april 2026" in receipt.text
    assert all(signature.fingerprint in receipt.text for signature in membership.signatures)
    assert "10:00" in receipt.text
    assert (membership.party.kvk, membership.party.postcode) == ("12345678", "6211 PA")
    assert session.scalars(select(Signature.disclosure)).all() == [ANSWERS["disclosure"]] * 2


def test_going_back_and_forth_loses_nothing(session, network, visit):
    third = walk(visit, ANSWERS, 2)

    second = third.submit({"disclosure": "Wij bezitten een pand."}, "Vorige stap")
    assert second.one("#contact_name").etree_element.get("value") == "Carla Mertens"
    first = second.submit({"substitute_name": ""}, "Vorige stap")
    assert first.one("#name").etree_element.get("value") == "De Vliegende Koe"
    again = first.submit(button="Verder")
    assert again.one("#substitute_name").etree_element.get("value") == ""
    third = again.submit({"substitute_name": "Daan Smeets"}, "Verder")
    assert third.one("#disclosure").etree_element.text.strip() == "Wij bezitten een pand."


def test_each_group_can_be_changed_from_the_overview(session, network, visit):
    overview = walk(visit, ANSWERS)

    people = overview.submit(button="Wijzig: Contactpersoon")
    assert "Stap 2 van 4" in people.text
    page = people.submit({"contact_name": "Carla Nieuw"}, "Verder")
    for _ in range(2):
        page = page.submit({"statement": "y"} if "Stap 4" in page.text else {}, "Verder")
    assert page.h1 == "Lees na en onderteken"
    assert "Carla Nieuw" in page.text


def test_wrong_code_signs_nothing_and_another_text_needs_another_code(session, network, visit):
    proof = walk(visit, ANSWERS).submit(button="Verder")
    code = code_for(session, "dirk@koe.example")
    wrong = proof.submit({"code": "000000" if code != "000000" else "111111"}, "Onderteken", status=422)
    assert "Deze code klopt niet" in wrong.errors[0]

    changed = proof.submit({"code": code, "disclosure": "Toch iets anders."}, "Onderteken", status=422)
    assert changed.errors
    assert session.scalar(select(func.count(Membership.id))) == 0
    proof.submit({"code": code}, "Onderteken")
    assert session.scalar(select(func.count(Membership.id))) == 1


def test_the_trap_stops_a_robot_before_a_letter_goes_out_and_again_before_it_signs(session, network, visit):
    trap = {"homepage": "https://koop.example"}
    overview = walk(visit, ANSWERS)

    caught = overview.submit(trap, "Verder", status=422)
    assert "Er is een vak ingevuld dat mensen niet zien" in caught.text
    assert caught.one("#homepage").etree_element.get("value") == ""
    assert session.scalar(select(func.count(OutboxMail.id))) == 0

    proof = caught.submit(button="Verder")
    signing = {"code": code_for(session, "dirk@koe.example")}
    again = proof.submit(signing | trap, "Onderteken", status=422)
    assert "Er is een vak ingevuld dat mensen niet zien" in again.text
    assert session.scalar(select(func.count(Membership.id))) == 0


def test_step_that_is_skipped_is_asked_after_all(session, network, visit):
    page = visit.get("/deelnemen").submit({name: ANSWERS[name] for name in STEP_FIELDS[STEPS[0]]} | {"act": "send"}, status=422)

    assert "Stap 2 van 4" in page.text
    assert session.scalar(select(func.count(Membership.id))) == 0


def test_draft_of_who_is_logged_in_survives_a_closed_browser(session, network, visit, at):
    person = world.user(session, "Carla Mertens", "carla@koe.example")
    other = world.user(session, "Iemand Anders")
    session.commit()
    first = visit.logged_in(person).get("/deelnemen")
    assert "bewaren we wat u invulde" in first.text
    first.submit({name: ANSWERS[name] for name in STEP_FIELDS[STEPS[0]]}, "Verder").submit(
        {"contact_phone": "043 123 45 67"}, "Vorige stap")

    later = visit.logged_in(person).get("/deelnemen")
    assert "U vulde eerder al een deel in" in later.text and "Stap 1 van 4" in later.text
    assert later.one("#name").etree_element.get("value") == "De Vliegende Koe"
    people = later.submit(button="Verder", form="main form[novalidate]")
    assert people.one("#contact_phone").etree_element.get("value") == "043 123 45 67"
    assert "De Vliegende Koe" not in visit.logged_in(other).get("/deelnemen").html
    assert "De Vliegende Koe" not in visit.get("/deelnemen").html

    at(NOW + timedelta(days=91))
    assert "U vulde eerder" not in visit.logged_in(person).get("/deelnemen").text


def test_who_is_logged_in_is_proposed_as_contact_person_and_the_draft_goes_when_it_is_sent(session, network, visit):
    person = world.user(session, "Carla Mertens", "carla@koe.example")
    session.commit()
    visitor = visit.logged_in(person)
    people = visitor.get("/deelnemen").submit({name: ANSWERS[name] for name in STEP_FIELDS[STEPS[0]]}, "Verder")
    assert people.one("#contact_email").etree_element.get("value") == "carla@koe.example"

    page = people
    for step in STEPS[1:]:
        page = page.submit({name: ANSWERS[name] for name in STEP_FIELDS[step]}, "Verder")
    assert session.scalar(select(func.count(SignOnDraft.person_id))) == 1
    page.submit(button="Verder").submit({"code": code_for(session, "dirk@koe.example")}, "Onderteken")

    assert session.scalar(select(func.count(SignOnDraft.person_id))) == 0


def test_signer_with_an_app_signs_with_its_code_and_gets_none_by_mail(session, network, visit, monkeypatch):
    monkeypatch.setattr(clock, "actual", lambda: NOW)
    person = world.user(session, "Dirk Directeur", "dirk@koe.example")
    world.give_app(person)
    session.commit()

    overview = walk(visit.logged_in(person), ANSWERS)
    proof = overview.submit(button="Verder: onderteken met uw app")
    assert "die uw app nu toont" in proof.text and "Stuur een nieuwe code" not in proof.text
    assert not session.scalars(select(OutboxMail).where(OutboxMail.kind == "accounts/code")).all()
    wrong = proof.submit({"code": "000000"}, "Onderteken", status=422)
    assert wrong.errors
    code = {"code": pyotp.TOTP(world.APP_KEY).generate_otp(int(NOW.timestamp()) // 30)}
    first, second = proof.submit(code, "Onderteken"), proof.submit(code, "Onderteken")

    assert first.path == second.path
    assert session.scalar(select(func.count(Membership.id))) == 1


def test_who_applied_with_the_own_address_gets_the_roles_on_that_account(session, network, secretary, visit):
    person = world.user(session, "Carla Mertens", "carla@koe.example")
    session.commit()
    apply(session, visit.logged_in(person))
    membership = session.scalars(select(Membership)).one()

    visit.logged_in(secretary).get(f"/bureau/deelnemers/{membership.id}").submit({"checked": CHECKED, "admission": "admit"})

    roles = {grant.role for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == person.id))}
    assert roles == {Role.CONTACT, Role.PARTY_ADMIN}
    assert visit.logged_in(person).get("/mijn/deelname").h1 == "Hoe uw organisatie meedoet"


def test_draft_can_be_thrown_away(session, network, visit):
    person = world.user(session)
    session.commit()
    visitor = visit.logged_in(person)
    visitor.get("/deelnemen").submit({name: ANSWERS[name] for name in STEP_FIELDS[STEPS[0]]}, "Verder")

    page = visitor.get("/deelnemen").submit(button="Gooi het concept weg")

    assert "De Vliegende Koe" not in page.html


def test_receipt_is_for_who_has_the_link_and_is_not_kept(session, network, visit):
    receipt = apply(session, visit)

    assert receipt.response.headers["Cache-Control"] == "no-store"
    assert "carla@koe.example" not in receipt.html
    assert ANSWERS["disclosure"] not in receipt.html
    visit.get("/deelnemen/volg/iets-anders", status=404)


def test_receipt_is_a_document_that_names_texts_and_fingerprints(session, network, visit):
    receipt = apply(session, visit)

    document = visit.ask("get", f"{receipt.path}.pdf")

    reader = PdfReader(io.BytesIO(document.data))
    said = "".join(reader.pages[0].extract_text().split())
    signatures = session.scalars(select(Signature)).all()
    assert document.headers["Content-Type"] == "application/pdf"
    assert document.headers["Cache-Control"] == "no-store"
    assert all(fact in said for signature in signatures for fact in (signature.fingerprint, signature.seal, signature.number))
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert "DeVliegendeKoe" in said


def test_double_click_signs_once(session, network, visit):
    proof = walk(visit, ANSWERS).submit(button="Verder")
    code = {"code": code_for(session, "dirk@koe.example")}

    first, second = proof.submit(code, "Onderteken"), proof.submit(code, "Onderteken")

    assert first.path == second.path
    assert session.scalar(select(func.count(Membership.id))) == 1


@pytest.mark.parametrize(("field", "value", "error"), [
    ("kvk", "1234567", "acht cijfers"),
    ("kvk", "1234567a", "acht cijfers"),
    ("postcode", "1234", "vier cijfers en twee letters"),
    ("agb_codes", "1234", "geen AGB-code"),
    ("branches", "1234", "geen vestigingsnummer"),
    ("postal_city", "", "plaats van het postadres"),
    ("domains", [], "ten minste één soort hulp"),
    ("contact_email", "carla@koe", "niet compleet"),
    ("contact_phone", "12345", "tien cijfers"),
    ("substitute_name", "carla mertens", "iemand anders"),
    ("substitute_email", "Carla@Koe.example", "iemand anders"),
    ("declarations", ["quality"], "ontbreken er nog: 4"),
    ("declarations", [], "Vink alle verklaringen aan"),
    ("ground", "because", "op welke grond"),
    ("statement", [], "Vink aan dat u"),
])
def test_wrong_answer_is_told_at_the_field_and_kept(session, network, visit, field, value, error):
    page = walk(visit, ANSWERS | {field: value}, step_with(field), status=422)

    assert [e for e in page.errors if error in e]
    kept = next(name for name in STEP_FIELDS[STEPS[step_with(field) - 1]] if name not in (field, "domains", "declarations"))
    shown = page.one(f"#{kept}").etree_element
    assert (shown.get("value") or shown.text).strip() == ANSWERS[kept]
    assert session.scalar(select(func.count(Membership.id))) == 0


def test_hostile_text_is_shown_as_text(session, network, visit):
    page = walk(visit, ANSWERS | {"name": "<script>alert(1)</script>\u202e"})

    assert "<script>alert" not in page.html
    assert "\u202e" not in page.text


def test_kvk_number_with_a_place_is_told_at_the_field(session, network, visit):
    apply(session, visit)
    again = walk(visit, ANSWERS, 1, status=422)
    assert "ligt al bij de secretaris" in again.errors[0]

    provider = world.member(session, network)
    session.commit()
    member = walk(visit, ANSWERS | {"kvk": provider.kvk}, 1, status=422)
    assert "doet al mee" in member.errors[0]


def test_text_that_changed_in_the_meantime_must_be_read_first(session, network, visit):
    proof = walk(visit, ANSWERS).submit(button="Verder")
    network_operations.publish_agreement_version(
        session, network_queries.agreements(session, network)[0], paragraphs=[Paragraph("1", "Een nieuwe tekst.")],
        in_force_from=world.LONG_AGO.date(), proposal_id=None, actor=world.actor(world.user(session), world.party(session)),
        now=world.LONG_AGO)
    session.commit()

    page = proof.submit({"code": code_for(session, "dirk@koe.example")}, "Onderteken", status=422)

    assert "is veranderd" in page.text
    assert "Een nieuwe tekst." in page.text
    assert session.scalar(select(func.count(Membership.id))) == 0
    again = page.submit({"statement": "y"}, "Verder").submit(button="Verder")
    again.submit({"code": code_for(session, "dirk@koe.example")}, "Onderteken")
    assert {s.agreement_version.number for s in session.scalars(select(Signature))} == {1, 2}


def test_without_an_agreement_in_force_the_page_says_so(session, visit):
    world.network(session)
    session.commit()

    assert visit.get("/deelnemen").h1 == "Meedoen kan nu niet"


def test_member_is_told_that_it_takes_part_already(session, network, visit):
    person = world.contact(session, world.member(session, network))
    session.commit()

    page = visit.logged_in(person).get("/deelnemen")

    assert page.h1 == "U doet al mee"


def test_secretary_admits_and_the_provider_is_on_the_list(session, network, secretary, visit):
    receipt = apply(session, visit)
    desk = visit.logged_in(secretary)
    assert "De Vliegende Koe" in desk.get("/bureau/deelnemers").text
    membership = session.scalars(select(Membership)).one()
    page = desk.get(f"/bureau/deelnemers/{membership.id}")
    assert ANSWERS["disclosure"] in page.text
    assert "carla@koe.example" in page.text

    page.submit({"checked": CHECKED, "admission": "admit"})

    assert "De Vliegende Koe" in visit.get("/deelnemers").text
    assert "U bent lid van het netwerk" in visit.get(receipt.path).text
    assert "De Vliegende Koe" in desk.get("/bureau/deelnemers").text


def test_admission_needs_every_check_and_refusal_a_reason(session, network, secretary, visit):
    apply(session, visit)
    membership = session.scalars(select(Membership)).one()
    page = visit.logged_in(secretary).get(f"/bureau/deelnemers/{membership.id}")

    unchecked = page.submit({"checked": CHECKED[:3], "admission": "admit"}, status=422)
    assert "Nog open: 2" in unchecked.errors[0]
    unreasoned = page.submit({"admission": "refuse"}, status=422)
    assert "Geef de reden" in unreasoned.errors[0]
    undecided = page.submit({"reason": "Eerst bellen."}, status=422)
    assert "Kies of u" in undecided.errors[0]
    session.expire_all()
    assert membership.state == MembershipState.APPLIED


def test_refused_provider_reads_the_reason_and_may_apply_again(session, network, secretary, visit):
    receipt = apply(session, visit)
    membership = session.scalars(select(Membership)).one()

    visit.logged_in(secretary).get(f"/bureau/deelnemers/{membership.id}").submit(
        {"admission": "refuse", "reason": "Het kwaliteitsplan ontbreekt."})

    page = visit.get(receipt.path)
    assert "Het kwaliteitsplan ontbreekt." in page.text
    assert "De Vliegende Koe" not in visit.get("/deelnemers").text
    mails = session.scalars(select(OutboxMail).where(OutboxMail.kind == "members/refused")).all()
    assert {mail.email for mail in mails} == {"carla@koe.example", "dirk@koe.example"}
    apply(session, visit, name="De Vliegende Koe BV")
    second = session.scalars(select(Membership).order_by(Membership.id.desc())).first()
    desk = visit.logged_in(secretary).get(f"/bureau/deelnemers/{second.id}")
    assert "Andere aanmeldingen en deelnames" in desk.text
    assert "Het kwaliteitsplan ontbreekt." in desk.text


def test_second_secretary_is_told_what_the_first_decided(session, network, secretary, visit):
    apply(session, visit)
    membership = session.scalars(select(Membership)).one()
    first, second = (visit.logged_in(secretary).get(f"/bureau/deelnemers/{membership.id}") for _ in range(2))
    first.submit({"admission": "refuse", "reason": "Het kwaliteitsplan ontbreekt."})

    page = second.submit({"checked": CHECKED, "admission": "admit"}, status=422)

    assert "Iemand anders heeft intussen" in page.text
    assert "afgewezen" in page.text
    session.expire_all()
    assert membership.state == MembershipState.REFUSED


@pytest.mark.parametrize("path", ["/bureau/deelnemers", "/bureau/deelnemers/{id}"])
def test_contact_persons_are_for_the_secretary_alone(session, network, secretary, visit, path):
    provider = world.member(session, network)
    person = world.contact(session, provider)
    other = world.contact(session, world.member(session, network, "Regenlaarzen"))
    board = world.board_staff(session, world.municipality(session, network, "Vaals"))
    session.commit()
    path = path.format(id=session.scalar(select(Membership.id).where(Membership.party_id == provider.id)))

    assert person.email in visit.logged_in(secretary).get(path).html
    for somebody in (person, other, board):
        visit.logged_in(somebody).get(path, status=403)
    assert "/inloggen" in visit.get(path, status=302).location


def test_public_list_and_files_never_show_how_to_reach_people(session, network, visit):
    person = world.contact(session, world.member(session, network))
    session.commit()
    secrets = [person.email, person.name, "043 000 00 00"]
    assert session.scalar(select(ContactPerson.phone)) == secrets[2]

    for path in ("/deelnemers", "/deelnemers.csv"):
        assert not [secret for secret in secrets if secret in visit.get(path).response.text]


def test_list_is_in_the_order_of_the_alphabet_and_pages_by_key(session, network, visit, monkeypatch):
    monkeypatch.setattr("portal.members.views.LIST_SIZE", 2)
    for name in ("Zon", "appel", "Maan", "Beek", "Ster"):
        world.member(session, network, name)
    session.commit()

    def names(page):
        return [name.etree_element.text for name in page.all("tbody th")]

    def link(page, words):
        return next(a.etree_element.get("href") for a in page.all(".ot-paging a") if words in a.etree_element.text)

    first = visit.get("/deelnemers")
    second = visit.get(link(first, "Volgende"))
    third = visit.get(link(second, "Volgende"))
    assert [names(page) for page in (first, second, third)] == [["appel", "Beek"], ["Maan", "Ster"], ["Zon"]]
    assert names(visit.get(link(third, "Vorige"))) == ["Maan", "Ster"]
    assert names(visit.get(link(second, "Vorige"))) == ["appel", "Beek"]
    assert names(visit.get("/deelnemers?na=999999")) == ["appel", "Beek"]


@pytest.mark.parametrize("asked", ["ecole", "ÉCOLE", "l'Ecole", "l’école", "zorg ecole", "ecol%20zor"])
def test_a_name_is_found_without_minding_accents_quotes_and_the_order_of_words(session, network, visit, asked):
    world.member(session, network, "L’École Zorg")
    world.member(session, network, "Zorg Maan")
    session.commit()

    page = visit.get(f"/deelnemers?naam={asked}")
    assert "L’École Zorg" in page.text and "Zorg Maan" not in page.text


def test_a_number_in_a_name_is_found_from_its_first_digit(session, network, visit):
    for name in ("Huis 1", "Huis 12", "Huis 21"):
        world.member(session, network, name)
    session.commit()

    page = visit.get("/deelnemers?naam=huis 1")
    assert "Huis 12" in page.text and "Huis 21" not in page.text


def test_list_is_filtered_by_domain_and_by_name(session, network, visit):
    world.member(session, network, "Beek", domains=frozenset({Domain.WMO}))
    world.member(session, network, "Maan", domains=frozenset({Domain.YOUTH, Domain.SHELTERED_HOUSING}))
    session.commit()

    page = visit.get("/deelnemers?domein=beschermd-wonen")
    assert "Maan" in page.text
    assert "Beek" not in page.text
    assert "Wmo (1)" in page.text
    assert "Alle (2)" in page.text
    assert "Beek" in visit.get("/deelnemers?naam=BEE").text
    assert "Geen aanbieder gevonden" in visit.get("/deelnemers?naam=100%25").text
    assert "Maan" in visit.get("/deelnemers?domein=onzin").text


def test_empty_list_says_so(session, network, visit):
    assert "Er doet nog geen aanbieder mee" in visit.get("/deelnemers").text


def test_files_hold_the_list_and_no_formulas(session, network, visit):
    world.member(session, network, "=1+1", domains=frozenset({Domain.YOUTH, Domain.WMO}))
    session.commit()

    table = visit.get("/deelnemers.csv").response.get_data().decode("utf-8-sig").splitlines()
    assert table[0] == "Naam;KVK-nummer;Plaats;Hulp;Doet mee sinds"
    assert table[1].startswith("'=1+1;")
    assert "Jeugd en Wmo" in table[1]
    book = CalamineWorkbook.from_filelike(io.BytesIO(visit.get("/deelnemers.xlsx").response.get_data()))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][0] == "=1+1"
    assert rows[1][4] == "01-01-2025"


def test_pages_ask_as_much_for_many_as_for_few(session, network, secretary, visit, count_queries):
    def ask():
        counts = []
        for visitor, path in ((visit, "/deelnemers"), (visit, "/overeenkomsten"), (visit, "/overeenkomsten/begeleiding"),
                              (visit.logged_in(secretary), "/bureau/deelnemers")):
            with count_queries() as queried:
                visitor.get(path)
            counts.append(len([statement for statement in queried if statement.lstrip().upper().startswith("SELECT")]))
        return counts

    few = ask()
    for number in range(20):
        world.contact(session, world.member(session, network, f"Aanbieder {number}"))
        world.agreement(session, network, f"Overeenkomst {number}", f"overeenkomst-{number}")
    session.commit()

    many = ask()
    assert all(now <= before + 1 for before, now in zip(few, many, strict=True))
    assert max(many) <= 8
