"""The desk: who signed, reminders, papers with a scan, and countersigning once every consent is on record."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, update

from portal.accounts.models import Role
from portal.core.errors import Refused
from portal.members import countersigning
from portal.members import signing as verbs
from portal.members.checking import Verdict, checked
from portal.members.models import Countersignature, Membership, Signature
from portal.members.rules import Declaration, SigningChannel
from portal.networks import consents
from portal.notifications.models import OutboxMail
from tests import world
from tests.inspector import text_of
from tests.members import signed_by

BOAT, BOOTS, SEA = "De Papieren Boot", "Regenlaarzen", "Zorg aan Zee"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
ANSWERS = {"signer_name": "Petra Papier", "signer_job_title": "directeur", "signer_email": "petra@zee.example",
           "signed_on": "2026-03-12", "ground": "law", "declarations": [code.value for code in Declaration]}


@pytest.fixture
def desk(visit, signing):
    return visit.logged_in(signing.secretary)


def sign(session, signing, now, name=BOAT):
    signature = verbs.sign_version(session, signing.network, signing.version, signed_by(), read=signing.version.fingerprint,
                                   actor=signing.actors[name], now=now)
    session.commit()
    return signature


def there(signing, state=""):
    return f"/bureau/overeenkomsten/{signing.agreement.id}/ondertekend" + (f"?staat={state}" if state else "")


def paper(signing, name=SEA):
    return f"/bureau/overeenkomsten/versies/{signing.version.id}/papier/{signing.places[name].id}"


def names(page):
    return ["".join(e.etree_element.itertext()) for e in page.all("tbody th")]


def test_list_of_agreements_says_how_many_signed(session, signing, desk, now):
    sign(session, signing, now)

    page = desk.get("/bureau/overeenkomsten")

    assert "1 van 3 deelnemers" in page.text and "Versie 2, 1 mei 2026" in page.text and "In gebruik" in page.text


def test_who_signed_and_who_did_not(session, signing, desk, now):
    signature = sign(session, signing, now)

    page = desk.get(there(signing))
    assert names(page) == [BOOTS, SEA]
    assert "Niet ondertekend (2)" in page.text and "Ondertekend (1)" in page.text and "Vertrokken (0)" in page.text
    assert "De volgende is op vrijdag 17 april 2026" in page.text
    page = desk.get(there(signing, "ondertekend"))
    assert names(page) == [BOAT] and signature.number in page.text and "Online" in page.text
    assert "Er is geen partij vertrokken" in desk.get(there(signing, "vertrokken")).text


def test_a_paper_is_entered_with_its_scan_read_over_and_marked(session, signing, desk, visit):
    page = desk.get(there(signing)).visitor.get(paper(signing))
    assert page.h1 == f"Voer een papier in: {SEA}"
    overview = page.submit(ANSWERS, "Verder", files={"document": (io.BytesIO(PDF), "akte.pdf")})
    assert "akte.pdf" in overview.text and "12 maart 2026" in overview.text
    done = overview.submit(button="Voer de ondertekening in")

    assert "is ingevoerd" in done.html
    signature = session.scalars(select(Signature)).one()
    assert (signature.channel, signature.name) == (SigningChannel.PAPER, "Petra Papier")
    assert "Op papier" in desk.get(there(signing, "ondertekend")).text
    party = visit.logged_in(signing.people[SEA])
    receipt = party.get(f"/mijn/ondertekeningen/{signature.number}")
    assert "donderdag 12 maart 2026, op papier" in receipt.text
    assert party.ask("get", f"{receipt.path}/scan").data == PDF
    assert desk.ask("get", f"/bureau/ondertekeningen/{signature.number}/scan").data == PDF
    visit.logged_in(signing.people[BOAT]).get(f"{receipt.path}/scan", status=404)
    assert {mail.email for mail in session.scalars(select(OutboxMail))} == {"petra@zee.example", signing.people[SEA].email}
    checked_page = visit.get(f"/ondertekening/controleren?nummer={signature.number}&zegel={signature.seal}")
    assert "op papier" in checked_page.text and "Petra" not in checked_page.html
    desk.get(paper(signing), status=409)


@pytest.mark.parametrize(("change", "error"), [
    ({"signed_on": "2026-03-21"}, "moet nog komen"), ({"declarations": ["archive"]}, "ontbreken er nog"),
    ({"signer_name": ""}, "Vul de naam in van wie heeft getekend."), ({"signed_on": ""}, "Vul de dag in die op het papier staat."),
])
def test_what_is_wrong_with_a_paper_is_told(session, signing, desk, change, error):
    page = desk.get(paper(signing)).submit(ANSWERS | change, "Verder", files={"document": (io.BytesIO(PDF), "akte.pdf")}, status=422)

    assert error in page.text
    assert session.scalar(select(func.count(Signature.id))) == 0


def test_paper_without_a_scan_is_refused(signing, desk):
    page = desk.get(paper(signing)).submit(ANSWERS, "Verder", status=422)

    assert "Voeg de scan van het ondertekende papier toe." in page.text


def test_reminders_go_to_the_others_alone_once_a_day(session, signing, desk, now):
    sign(session, signing, now)
    session.query(OutboxMail).delete()
    session.commit()

    page = desk.get(there(signing)).submit(button="Herinner 2 partijen nu")

    assert "2 herinneringen zijn onderweg." in page.html
    mails = session.scalars(select(OutboxMail)).all()
    assert {mail.email for mail in mails} == {signing.people[BOOTS].email, signing.people[SEA].email}
    again = desk.get(there(signing)).submit(button="Herinner 2 partijen nu")
    assert "kreeg vandaag al een herinnering" in again.html
    assert session.scalar(select(func.count(OutboxMail.id))) == 2


def test_whole_list_as_files(session, signing, desk, now):
    signature = sign(session, signing, now)

    text = desk.ask("get", f"/bureau/overeenkomsten/{signing.agreement.id}/ondertekend.csv").data.decode("utf-8-sig")
    rows = [line.split(";") for line in text.strip().split("\r\n")]
    assert [(row[0], row[2], row[5]) for row in rows[1:]] == [
        (BOAT, "Ondertekend", signature.number), (BOOTS, "Niet ondertekend", ""), (SEA, "Niet ondertekend", "")]
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(desk.ask(
        "get", f"/bureau/overeenkomsten/{signing.agreement.id}/ondertekend.xlsx?staat=niet-ondertekend").data))
    assert [row[0] for row in workbook.get_sheet_by_index(0).to_python()] == ["Naam", BOOTS, SEA]


def test_list_is_paged_with_a_fixed_number_of_queries(session, signing, desk, count_queries):
    for number in range(60):
        world.member(session, signing.network, f"Aanbieder {number:02d}")
    session.commit()

    with count_queries() as few:
        page = desk.get(there(signing))
    assert len(names(page)) == 50 and "Niet ondertekend (63)" in page.text
    for number in range(60, 100):
        world.member(session, signing.network, f"Aanbieder {number:02d}")
    session.commit()
    with count_queries() as many:
        desk.get(there(signing))
    assert len(many) == len(few) <= 14


def test_pages_are_the_secretarys_alone(session, signing, visit, now):
    signature = sign(session, signing, now)
    staff = world.board_staff(session, signing.host)
    session.commit()
    addresses = ("/bureau/overeenkomsten", there(signing), paper(signing), f"/bureau/ondertekeningen/{signature.number}",
                 f"/bureau/overeenkomsten/{signing.agreement.id}/ondertekend.csv",
                 f"/bureau/overeenkomsten/versies/{signing.version.id}/medeondertekenen")
    for address in addresses:
        visit.logged_in(signing.people[BOAT]).get(address, status=403)
        visit.logged_in(staff).get(address, status=403)
        visit.get(address, status=302)


# Countersigning (WM25 4.11)


@pytest.fixture
def region(session, signing):
    """Two other municipalities, one of which wants to give its written consent first; the profile asks to countersign."""
    signing.network.settings = {"countersign": True}
    signing.beek, signing.stein = (world.municipality(session, signing.network, name) for name in ("Beek", "Stein"))
    world.mandate(session, signing.beek, signing.host)
    world.mandate(session, signing.stein, signing.host, consent=True)
    signing.stein_staff = world.board_staff(session, signing.stein, "Stef Stein")
    session.commit()
    return signing


def consent(session, region, now, actor=None, place=None, **options):
    place = place or region.stein
    given = {"given_on": date(2026, 3, 19), "given_by": "College, besluit 12", "document": world.document(session)} | options
    return consents.give_consent(session, region.network, region.version, place, actor=actor or region.desk, now=now, **given)


def countersign(session, region, now):
    return countersigning.countersign(session, region.network, region.version, name="Wim Wethouder", job_title="wethouder",
                                      actor=region.desk, now=now)


def test_no_countersignature_before_every_mandate_and_consent_is_there(session, region, now):
    sign(session, region, now)
    vaals = world.municipality(session, region.network, "Vaals")

    with pytest.raises(Refused, match="countersignature:mandates") as refusal:
        countersign(session, region, now)
    assert refusal.value.data == {"names": ("Vaals",)}
    world.mandate(session, vaals, region.host)
    with pytest.raises(Refused, match="countersignature:consents") as refusal:
        countersign(session, region, now)
    assert refusal.value.data == {"names": ("Stein",)}

    consent(session, region, now)
    assert countersign(session, region, now) == 1
    with pytest.raises(Refused, match="countersignature:nothing-waits"):
        countersign(session, region, now)


def test_only_where_the_profile_asks_it(session, signing, now):
    sign(session, signing, now)

    with pytest.raises(Refused, match="countersignature:not-asked"):
        countersign(session, signing, now)


def test_countersignature_is_sealed_shown_and_told(session, region, now, visit):
    signature = sign(session, region, now)
    consent(session, region, now)
    session.query(OutboxMail).delete()
    countersign(session, region, now + timedelta(hours=1))
    session.commit()

    row = session.scalars(select(Countersignature)).one()
    assert (row.name, row.municipality.name, row.mandates) == ("Wim Wethouder", "Maastricht", ["Beek", "Stein"])
    assert [(m.kind, m.email) for m in session.scalars(select(OutboxMail))] == [
        ("members/countersigned", region.people[BOAT].email)]
    receipt = visit.logged_in(region.people[BOAT]).get(f"/mijn/ondertekeningen/{signature.number}")
    assert "Gemeente Maastricht: Wim Wethouder, wethouder" in receipt.text and "Ook namens Beek en Stein" in receipt.text
    page = visit.get(f"/ondertekening/controleren?nummer={signature.number}&zegel={signature.seal}")
    assert "Gemeente Maastricht" in page.text and "Wim" not in page.html
    session.execute(update(Countersignature).values(name="Een ander"))
    session.expire_all()
    assert checked(session, signature.number, signature.seal).verdict == Verdict.CHANGED


def test_applicants_are_not_countersigned(session, region, now):
    sign(session, region, now)
    session.execute(update(Membership).where(Membership.id == region.places[BOAT].id).values(
        state="applied", decided_at=None, member_since=None))
    consent(session, region, now)

    with pytest.raises(Refused, match="countersignature:nothing-waits"):
        countersign(session, region, now)


@pytest.mark.parametrize(("who", "options", "code"), [
    ("stein", {"document": None}, None), ("host", {}, None), ("host", {"document": None}, "consent:document-missing"),
    ("beek", {}, "consent:not-yours"), ("host", {"given_on": date(2026, 3, 21)}, "consent:day-ahead"),
])
def test_consent_is_given_by_the_municipality_itself_or_entered_with_the_letter(session, region, now, who, options, code):
    actors = {"host": region.desk, "stein": world.actor(region.stein_staff, region.stein, Role.BOARD_STAFF),
              "beek": world.actor(world.board_staff(session, region.beek), region.beek, Role.BOARD_STAFF)}
    if code:
        with pytest.raises(Refused, match=code):
            consent(session, region, now, actors[who], **options)
        return

    row = consent(session, region, now, actors[who], **options)
    assert row.by_host == (who == "host")
    with pytest.raises(Refused, match="consent:already"):
        consent(session, region, now, actors[who], **options)


def test_desk_says_what_is_missing_then_that_it_can_be_countersigned(session, region, desk, visit, now):
    sign(session, region, now)
    staff = visit.logged_in(region.stein_staff)

    assert "Vraag de ontbrekende schriftelijke akkoorden: 1" in desk.get("/bureau").text
    page = desk.get(f"/bureau/overeenkomsten/versies/{region.version.id}/medeondertekenen")
    assert "Het schriftelijke akkoord van Stein ontbreekt." in page.text and not page.all("main form")
    assert "Leg het schriftelijke akkoord van uw gemeente vast" in staff.get("/bureau").text

    form = staff.get(f"/bureau/overeenkomsten/versies/{region.version.id}/akkoord/{region.stein.id}")
    form.submit({"given_on": "2026-03-19", "given_by": "College, besluit 12"}, "Verder").submit(button="Leg het akkoord vast")

    assert "Leg het schriftelijke akkoord" not in staff.get("/bureau").text
    assert "Teken mee: 1 wachten" in desk.get("/bureau").text
    form = desk.get(f"/bureau/overeenkomsten/versies/{region.version.id}/medeondertekenen")
    overview = form.submit({"name": "Wim Wethouder", "job_title": "wethouder", "statement": "y"}, "Verder")
    assert "U tekent onder 1 ondertekening" in overview.text and "Beek en Stein" in overview.text
    done = overview.submit(button="Teken 1 ondertekening mee")
    assert "1 ondertekening heeft nu ook de handtekening van de gemeente." in done.html
    assert "Teken mee" not in desk.get("/bureau").text


def test_whose_mandate_is_enough_stands_in_one_line(session, region, desk, now):
    page = desk.get(f"/bureau/overeenkomsten/versies/{region.version.id}/akkoord")

    assert [text_of(name).strip() for name in page.all("tbody th")] == ["Stein"]
    assert "Het mandaat van één gemeente is genoeg, zonder apart akkoord: Beek." in page.text


def test_consents_of_others_cannot_be_given_nor_their_letters_read(session, region, visit, now):
    consent(session, region, now)
    beek = visit.logged_in(world.board_staff(session, region.beek))
    session.commit()
    base = f"/bureau/overeenkomsten/versies/{region.version.id}/akkoord"

    assert "College, besluit 12" in beek.get(base).text
    beek.get(f"{base}/{region.stein.id}", status=403)
    beek.get(f"{base}/{region.stein.id}/document", status=404)
    visit.logged_in(region.stein_staff).get(f"{base}/{region.stein.id}/document")
    visit.logged_in(region.people[BOAT]).get(base, status=403)
