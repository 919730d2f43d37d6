"""A member reads, declares, types its name, reads over, fills in the code that was mailed, and has a receipt."""

import io

import pytest
from pyotp import TOTP
from pypdf import PdfReader
from sqlalchemy import func, select, text

from portal.accounts.models import Role
from portal.decisions.models import Participation
from portal.members.models import Signature
from portal.members.rules import Declaration
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Stage
from tests import world

BOAT, BOOTS = "De Papieren Boot", "Regenlaarzen"
ANSWERS = {"ground": "statutes", "declarations": [code.value for code in Declaration], "signer_name": "Carla Mertens",
           "signer_job_title": "bestuurder", "statement": "y", "disclosure": "Wij huren een PAND-GEHEIM."}


@pytest.fixture
def carla(visit, signing):
    return visit.logged_in(signing.people[BOAT])


def path(signing):
    return f"/mijn/overeenkomsten/{signing.version.id}/ondertekenen"


def code_for(session, email):
    rows = select(OutboxMail).where(OutboxMail.kind == "accounts/code", OutboxMail.email == email).order_by(OutboxMail.id.desc())
    return session.scalars(rows.limit(1)).one().data["code"]


def sign(session, signing, visitor, name=BOAT):
    overview = visitor.get(path(signing)).submit(ANSWERS, "Verder")
    return overview.submit({"code": code_for(session, signing.people[name].email)}, "Onderteken")


def test_the_question_stands_on_the_own_page_until_it_is_answered(session, signing, carla):
    page = carla.get("/mijn")
    assert "Te ondertekenen" in page.text and "Raamovereenkomst begeleiding" in page.text

    sign(session, signing, carla)

    assert "Te ondertekenen" not in carla.get("/mijn").text
    assert "Er wacht nu niets op uw organisatie." in carla.get("/mijn").text


def test_a_version_out_of_a_decision_is_asked_once_first_the_statement(session, signing, carla, now):
    proposal = world.proposal(session, signing.network, Stage.ADOPTED)
    session.execute(text(f"UPDATE agreement_version SET proposal_id = {proposal.id} WHERE number = 2"))
    session.commit()

    page = carla.get("/mijn")
    assert len(page.all(".ot-board__row--wide")) == 1 and "Te ondertekenen" not in page.text
    assert "Zeg eerst of u meedoet" in carla.get("/mijn/overeenkomsten").text
    closed = carla.get(path(signing))
    assert "Deze tekst kunt u nu niet ondertekenen." in closed.text and not closed.all("main form")

    session.add(Participation(agreement_version_id=signing.version.id, party_id=signing.places[BOAT].party_id, takes_part=True,
                              reason="", stated_at=now, person_name="Carla"))
    session.commit()
    page = carla.get("/mijn")
    assert len(page.all(".ot-board__row--wide")) == 1 and "Te ondertekenen" in page.text


def test_text_with_what_changed_then_read_over_then_code_then_receipt(session, signing, carla):
    sign(session, signing, carla)
    world.version(session, signing.agreement, number=3)
    session.commit()
    newest = signing.agreement.versions[-1]

    form = carla.get(f"/mijn/overeenkomsten/{newest.id}/ondertekenen")

    assert "Uw organisatie heeft eerder versie 2 ondertekend" in form.text
    overview = form.submit(ANSWERS, "Verder")
    assert overview.h1 == "Lees na en onderteken" and "Carla Mertens" in overview.text
    assert session.scalar(select(func.count(Signature.id))) == 1
    receipt = overview.submit({"code": code_for(session, signing.people[BOAT].email)}, "Onderteken")

    signature = session.scalars(select(Signature).order_by(Signature.id.desc()).limit(1)).one()
    assert receipt.h1 == f"Ontvangstbewijs {signature.number}"
    assert signature.fingerprint in receipt.text and signature.seal in receipt.text
    assert "vrijdag 20 maart 2026, 10:00:00 uur (UTC+01:00)" in receipt.text
    assert "U hebt ondertekend." in receipt.html


def test_first_time_the_differences_are_not_there_but_the_text_is(signing, carla):
    page = carla.get(path(signing))

    assert "eerder versie" not in page.text
    assert "De aanbieder meldt het na vier weken." in page.text
    assert page.all("details.ot-to-sign")[0].etree_element.get("open") is not None


@pytest.mark.parametrize(("field", "value", "error"), [
    ("ground", "", "Kies waarom u uw organisatie mag vertegenwoordigen."), ("declarations", [], "Vink alle verklaringen aan."),
    ("declarations", ["archive"], "Er ontbreken er nog: 4."), ("signer_name", "", "Typ uw naam."),
    ("signer_job_title", " ", "Typ uw functie."), ("statement", [], "Vink aan dat u de tekst hebt gelezen en ondertekent."),
])
def test_wrong_answers_are_told_at_their_field_and_no_code_is_sent(session, signing, carla, field, value, error):
    page = carla.get(path(signing)).submit(ANSWERS | {field: value}, "Verder", status=422)

    assert any(error in said for said in page.errors) or error in page.text
    assert page.one("#fouten").etree_element.get("tabindex") == "-1"
    assert session.scalar(select(func.count(OutboxMail.id))) == 0


def test_wrong_code_signs_nothing_and_can_be_mended(session, signing, carla):
    overview = carla.get(path(signing)).submit(ANSWERS, "Verder")

    wrong = overview.submit({"code": "000000x"}, "Onderteken", status=422)
    assert wrong.h1 == "Lees na en onderteken" and "U hebt nog niet ondertekend" in wrong.text and len(wrong.errors) == 1
    assert session.scalar(select(func.count(Signature.id))) == 0
    again = wrong.submit(button="Stuur een nieuwe code")
    done = again.submit({"code": code_for(session, signing.people[BOAT].email)}, "Onderteken")
    assert done.h1.startswith("Ontvangstbewijs")


def test_code_of_another_form_proves_nothing(session, signing, carla):
    carla.get(path(signing)).submit(ANSWERS, "Verder")
    earlier = code_for(session, signing.people[BOAT].email)
    overview = carla.get(path(signing)).submit(ANSWERS, "Verder")

    assert earlier != code_for(session, signing.people[BOAT].email)
    overview.submit({"code": earlier}, "Onderteken", status=422)
    assert session.scalar(select(func.count(Signature.id))) == 0


def test_who_has_the_app_signs_with_its_code_and_gets_none_by_mail(session, signing, carla):
    world.give_app(signing.people[BOAT])
    session.commit()

    overview = carla.get(path(signing)).submit(ANSWERS, "Verder")

    assert "authenticator-app" in overview.text and "Stuur een nieuwe code" not in overview.text
    assert session.scalar(select(func.count(OutboxMail.id))) == 0
    overview.submit({"code": "000000"}, "Onderteken", status=422)
    done = overview.submit({"code": TOTP(world.APP_KEY).now()}, "Onderteken")
    assert done.h1.startswith("Ontvangstbewijs")


def test_double_click_signs_once(session, signing, carla):
    overview = carla.get(path(signing)).submit(ANSWERS, "Verder")
    code = {"code": code_for(session, signing.people[BOAT].email)}

    first, second = overview.submit(code, "Onderteken"), overview.submit(code, "Onderteken")

    assert first.path == second.path and first.h1.startswith("Ontvangstbewijs")
    assert session.scalar(select(func.count(Signature.id))) == 1


def test_text_that_was_replaced_after_the_page_opened_is_not_signed(session, signing, carla, now):
    overview = carla.get(path(signing)).submit(ANSWERS, "Verder")
    code = {"code": code_for(session, signing.people[BOAT].email)}
    world.version(session, signing.agreement, number=3, in_force_from=now.date())
    session.commit()

    page = overview.submit(code, "Onderteken", status=422)

    assert "is veranderd nadat u deze pagina opende" in page.text
    assert session.scalar(select(func.count(Signature.id))) == 0


@pytest.mark.parametrize(("role", "may_sign"), [
    (Role.SUBSTITUTE, True), (Role.REPRESENTATIVE, True), (Role.COLLEAGUE, False), (Role.PARTY_ADMIN, False)])
def test_only_who_speaks_for_the_party_signs(session, signing, visit, role, may_sign):
    person = world.user(session, "Iemand")
    world.grant(session, person, role, signing.places[BOAT].party)
    session.commit()

    visitor = visit.logged_in(person)
    page = visitor.get(path(signing))
    assert bool(page.all("main form")) == may_sign
    assert ("U kunt zelf niet ondertekenen" in page.text) != may_sign
    token = visitor.get("/signalen/nieuw").one('main [name="csrf_token"]').etree_element.get("value")
    visitor.post(path(signing), ANSWERS | {"csrf_token": token, "act": "check"}, status=422 if may_sign else 403)


def test_receipts_are_for_the_own_party_alone(session, signing, carla, visit):
    receipt = sign(session, signing, carla)

    boots, secretary = visit.logged_in(signing.people[BOOTS]), visit.logged_in(signing.secretary)
    for address in (receipt.path, f"{receipt.path}.pdf", f"{receipt.path}/scan"):
        boots.get(address, status=404)
    secretary.get(receipt.path, status=404)
    visit.get(receipt.path, status=302)
    number = receipt.path.rsplit("/", 1)[1]
    page = secretary.get(f"/bureau/ondertekeningen/{number}")
    assert "PAND-GEHEIM" in page.text and "PAND-GEHEIM" in receipt.text
    boots.get(f"/bureau/ondertekeningen/{number}", status=403)


def test_receipt_as_a_document_says_all_that_is_sealed_and_how_to_check_it(session, signing, carla):
    receipt = sign(session, signing, carla)

    document = carla.ask("get", f"{receipt.path}.pdf")

    signature = session.scalars(select(Signature)).one()
    reader = PdfReader(io.BytesIO(document.data))
    said = "".join("".join(page.extract_text() for page in reader.pages).split())
    for fact in (signature.number, signature.fingerprint, signature.seal, signature.kvk, "CarlaMertens", "bestuurder", "10:00:00"):
        assert fact in said
    assert "PAND-GEHEIM" not in said
    links = [a.get_object()["/A"]["/URI"] for page in reader.pages for a in page.get("/Annots", [])
             if "/A" in a.get_object() and "/URI" in a.get_object()["/A"]]
    assert f"http://localhost/ondertekening/controleren?nummer={signature.number}&zegel={signature.seal}" in links


def test_anyone_checks_a_receipt_and_reads_nothing_about_a_person(session, signing, carla, visit):
    sign(session, signing, carla)
    signature = session.scalars(select(Signature)).one()

    page = visit.get("/ondertekening/controleren")
    assert page.h1 == "Controleer een ondertekening"
    right = visit.get(f"/ondertekening/controleren?nummer={signature.number}&zegel={signature.seal}")

    assert "Deze ondertekening is bekend en onveranderd" in right.text
    assert "De Papieren Boot" in right.text and "versie 2" in right.text and "20 maart 2026" in right.text
    for secret in ("Carla", "bestuurder", "@example.nl", "PAND-GEHEIM"):
        assert secret not in right.html.replace("tafel@example.nl", "")
    assert right.response.headers["Cache-Control"] == "no-store"
    assert right.response.headers["X-Robots-Tag"] == "noindex"


def test_every_wrong_check_reads_the_same(session, signing, carla, visit):
    sign(session, signing, carla)
    signature = session.scalars(select(Signature)).one()

    pages = [visit.get(f"/ondertekening/controleren?nummer={number}&zegel={seal}") for number, seal in (
        ("H-2222-2222", signature.seal), (signature.number, "0" * 64), ("H-2222-2222", "0" * 64))]
    answers = {" ".join("".join(page.one(".ot-answer").etree_element.itertext()).split()) for page in pages}
    assert len(answers) == 1 and "horen niet bij een ondertekening" in answers.pop()
    visit.get(f"/ondertekening/controleren?nummer={signature.number}&zegel=", status=422)


def test_a_changed_row_is_told_to_who_holds_the_receipt(session, signing, carla, visit):
    sign(session, signing, carla)
    signature = session.scalars(select(Signature)).one()
    address = f"/ondertekening/controleren?nummer={signature.number}&zegel={signature.seal}"
    session.execute(text("UPDATE signature SET name = 'Iemand Anders'"))
    session.commit()

    page = visit.get(address)

    assert "wat is vastgelegd, is daarna veranderd" in page.text
    assert "Iemand Anders" not in page.html


def test_what_a_screen_reader_gets_on_the_signing_pages(session, signing, carla):
    """Headings in order, a legend for each group, a name for each field, errors that are announced and reached, the code's purpose."""
    form = carla.get(path(signing))
    overview = form.submit(ANSWERS, "Verder")
    wrong = carla.get(path(signing)).submit({**ANSWERS, "declarations": []}, "Verder", status=422)
    wrong_code = overview.submit({"code": "1"}, "Onderteken", status=422)
    for page in (form, overview, wrong, wrong_code, carla.get("/mijn/overeenkomsten")):
        levels = [int(element.etree_element.tag[1]) for element in page.all("main h1, main h2, main h3, main h4")]
        start = levels.index(1)
        assert all(later <= earlier + 1 for earlier, later in zip(levels[start:], levels[start + 1:], strict=False))
    legends = {"".join(e.etree_element.itertext()).strip() for e in form.all("main fieldset legend")}
    assert legends == {"Waarom mag u uw organisatie vertegenwoordigen?", "Wat verklaart u?"}
    for name, purpose in (("signer_name", "name"), ("signer_job_title", "organization-title")):
        assert form.one(f"[name='{name}']").etree_element.get("autocomplete") == purpose
        assert form.one(f"[name='{name}']").etree_element.get("aria-required") == "true"
    code = overview.one("input[name='code']").etree_element
    assert (code.get("autocomplete"), code.get("type"), code.get("inputmode")) == ("one-time-code", "text", "numeric")
    for page, field in ((wrong, "declarations"), (wrong_code, "code")):
        summary = page.one("[role='alert']")
        assert summary.etree_element.get("aria-labelledby") == "fouten"
        assert page.one("#fouten").etree_element.get("data-focus") is not None
        assert [a.etree_element.get("href") for a in summary.query_all("a")] == [f"#{field}"]
        assert page.one(f"#{field}").etree_element.get("aria-describedby")
        assert page.one("head > title").etree_element.text.strip().startswith("Fout")
    text_box = form.one(".ot-to-sign__text").etree_element
    assert (text_box.get("role"), text_box.get("tabindex")) == ("group", "0") and text_box.get("aria-label")
