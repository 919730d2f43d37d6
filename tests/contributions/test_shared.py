"""Documents, drafts and hiding, walked with a signal: what is sent in, who reads it, and what becomes of it."""

from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.contributions.announcements import old_drafts
from portal.contributions.models import Attachment, ConfidentialPart, Draft
from portal.contributions.rules import CONFIRM_WITHIN, DRAFT_KEPT_FOR, counts_from
from portal.core.database import transaction
from portal.notifications.models import OutboxMail
from portal.signals.models import Signal
from tests import world
from tests.conftest import NOW

ANSWERS = {"sentiment": "negative", "title": "Busje komt te laat", "text": "Het busje komt elke week een uur te laat.", "subject": "residents"}
SECRET = "Een rit kost 45 euro."


@pytest.fixture
def scene(session):
    network = world.network(session)
    brug, kompas = world.member(session, network, "De Brug"), world.member(session, network, "Kompas")
    people = {"anne": world.contact(session, brug), "colleague": world.contact(session, brug, "Bo Blom"),
              "other": world.contact(session, kompas),
              "secretary": world.secretary(session, world.municipality(session, network))}
    session.commit()
    return people


def give(visit, person, files=None, **answers):
    page = visit.logged_in(person).get("/signalen/nieuw")
    return page.submit(ANSWERS | answers, "Verder", files=files).submit(button="Verstuur")


def file(name, content):
    return (BytesIO(content), name)


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>"


def test_document_is_read_by_its_sender_and_the_secretary_until_it_is_on_the_site(session, scene, visit):
    give(visit, scene["anne"], {"file_1": file("klacht.pdf", PDF)})
    attachment = session.scalars(select(Attachment)).one()
    sent, shown = f"/bijlagen/{attachment.id}/ontvangen", f"/bijlagen/{attachment.id}"

    assert visit.logged_in(scene["anne"]).ask("get", sent).data == PDF
    assert visit.ask("get", shown).status_code == 404
    assert visit.logged_in(scene["other"]).ask("get", sent).status_code == 403

    office = visit.logged_in(scene["secretary"])
    signal = session.scalars(select(Signal)).one()
    assert "klacht.pdf" in office.get(f"/bureau/signalen/{signal.id}").text
    office.get(f"/bureau/bijlagen/{attachment.id}").submit({"shown": "redacted", "reason": "Een naam is weggehaald."}, status=422)
    office.get(f"/bureau/bijlagen/{attachment.id}").submit(
        {"shown": "redacted", "reason": "Een naam is weggehaald."}, files={"redacted": file("schoon.pdf", PDF + b" ")})

    assert visit.ask("get", shown).data == PDF + b" "


def test_confidential_part_and_document_never_come_on_the_site(session, scene, visit):
    give(visit, scene["anne"], {"confidential_file": file("prijs.pdf", PDF)}, confidential="yes", confidential_text=SECRET,
         ground="cost")
    attachment, part = session.scalars(select(Attachment)).one(), session.scalars(select(ConfidentialPart)).one()
    assert (part.text, attachment.is_confidential) == (SECRET, True)

    office = visit.logged_in(scene["secretary"])
    page = office.get(f"/bureau/bijlagen/{attachment.id}")
    assert [option.etree_element.get("value") for option in page.all("[name=shown]")] == ["off"]
    signal = session.scalars(select(Signal)).one()
    office.get(f"/bureau/signalen/{signal.id}").submit(
        {"judgement": "table", "reason": "Ja.", "public_text": "Het busje is laat."})

    page = visit.logged_in(scene["other"]).get("/signalen/2026-01")
    assert "Een deel is vertrouwelijk" in page.text
    assert SECRET not in page.text
    assert visit.ask("get", f"/bijlagen/{attachment.id}").status_code == 404


def test_draft_is_kept_filled_in_again_read_by_colleagues_and_gone_once_sent(session, scene, visit):
    anne = visit.logged_in(scene["anne"])
    anne.get("/signalen/nieuw").submit({"title": "Half", "text": "Een begin."}, "Bewaar als concept")
    page = anne.get("/signalen/nieuw")
    assert page.one("#text").etree_element.text.strip() == "Een begin."
    assert session.scalar(select(func.count(Signal.id))) == 0

    draft = session.scalars(select(Draft)).one()
    assert "Een begin." in visit.logged_in(scene["colleague"]).get(f"/mijn/concepten/{draft.id}").text
    visit.logged_in(scene["other"]).get(f"/mijn/concepten/{draft.id}", status=404)

    give(visit, scene["anne"])
    assert session.scalar(select(func.count(Draft.id))) == 0


def test_colleague_cannot_throw_a_draft_away(session, scene, visit):
    visit.logged_in(scene["anne"]).get("/signalen/nieuw").submit({"title": "Half"}, "Bewaar als concept")
    draft = session.scalars(select(Draft)).one()
    colleague = visit.logged_in(scene["colleague"])
    colleague.get("/signalen/nieuw").submit({"title": "Eigen"}, "Bewaar als concept")
    page = colleague.get("/mijn/concepten")
    page.one("main form").etree_element.set("action", f"/mijn/concepten/{draft.id}/verwijderen")

    page.submit(status=403)

    assert session.scalar(select(func.count(Draft.id))) == 2


def test_what_is_hidden_leaves_its_reason_and_comes_back(session, scene, visit):
    give(visit, scene["anne"])
    signal = session.scalars(select(Signal)).one()
    office = visit.logged_in(scene["secretary"])
    office.get(f"/bureau/signalen/{signal.id}").submit(
        {"judgement": "table", "reason": "Ja.", "public_text": "Piet de chauffeur is laat."})

    office.get(f"/bureau/verbergen/signal/{signal.id}").submit({"ground": "personal_data", "note": "Er staat een naam in."})
    page = visit.logged_in(scene["other"]).get("/signalen/2026-01")
    assert "Van de site gehaald" in page.text
    assert "er staan gegevens over een persoon in" in page.text
    assert "Piet" not in page.text + visit.get("/signalen").text
    assert session.scalar(select(func.count(OutboxMail.id)).where(OutboxMail.kind == "contributions/hidden")) == 2

    visit.logged_in(scene["secretary"]).get(f"/bureau/verbergen/signal/{signal.id}").submit({"note": "De naam is eruit."})
    assert "Piet" in visit.logged_in(scene["other"]).get("/signalen/2026-01").text


def test_old_drafts_go(app, session, scene, visit):
    visit.logged_in(scene["anne"]).get("/signalen/nieuw").submit({"title": "Half"}, "Bewaar als concept")
    with app.test_request_context(method="POST"), transaction() as work:
        old_drafts(work.session, NOW + DRAFT_KEPT_FOR - timedelta(seconds=1))
        assert work.session.scalar(select(func.count(Draft.id))) == 1
        old_drafts(work.session, NOW + DRAFT_KEPT_FOR + timedelta(days=1))
        assert work.session.scalar(select(func.count(Draft.id))) == 0


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))
def test_sending_counts_when_the_address_is_confirmed_soon(wait):
    counted = counts_from(NOW, NOW + wait)

    assert counted == (NOW if wait <= CONFIRM_WITHIN else NOW + wait)
