"""Support, merging, data about persons, the reaction to a judgement, drafts, what is confidential and what is hidden."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.contributions.models import Attachment, ConfidentialPart, Draft
from portal.core.errors import Refused
from portal.core.revisions import Paragraph
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.proposals import judging, operations, supports
from portal.proposals.models import Objection, Proposal, ProposalVersion, Support
from portal.proposals.rules import Stage
from tests import world

CHANGE = "/voorstellen/nieuw?soort=change&overeenkomst=begeleiding&artikel=4.3.1"
TEXT = {"title": "Wachttijd eerder melden", "summary": "Wie wacht, hoort dat al na vier weken.", "text_p0": "Na vier weken.",
        "explanation": "Nu hoort een inwoner pas laat iets.", "laws": ["wmo2015"]}
SECRET = "Een traject kost 4.500 euro."
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>"
HOSTILE = "<script>alert(1)</script><b>vet</b>"


@pytest.fixture
def scene(session):
    network = world.network(session)
    world.agreement(session, network)
    place = world.municipality(session, network)
    brug, kompas = world.member(session, network, "De Brug"), world.member(session, network, "Kompas")
    people = {"network": network, "brug": brug, "kompas": kompas, "anne": world.contact(session, brug), "bo": world.contact(session, brug, "Bo Blom"),
              "kim": world.contact(session, kompas, "Kim"), "secretary": world.secretary(session, place),
              "stranger": world.contact(session, world.party(session, "Geen lid"), "Gast")}
    people |= {"as_kim": world.actor(people["kim"], kompas, Role.CONTACT), "as_anne": world.actor(people["anne"], brug, Role.CONTACT),
               "office": world.actor(people["secretary"], place, Role.SECRETARY)}
    session.commit()
    return people


def make(session, scene, stage=Stage.SCHEDULED, **options):
    row = world.proposal(session, scene["network"], stage, **{"party": scene["brug"]} | options)
    session.commit()
    return row


def count(session, model, *where):
    return session.scalar(select(func.count()).select_from(model).where(*where))


def test_other_party_supports_once_and_takes_it_back_until_the_vote(session, scene, visit):
    row = make(session, scene)
    kim = visit.logged_in(scene["kim"])
    kim.get(f"/voorstellen/{row.number}/steunen").submit({"reason": f"Dit helpt. {HOSTILE}"}, "Steun dit voorstel")

    page = visit.get(f"/voorstellen/{row.number}")
    assert "1 partij steunt het" in page.text
    assert "Kompas: Dit helpt." in page.text.replace(" : ", ": ")
    assert not page.all("main script")
    assert count(session, OutboxMail, OutboxMail.kind == "proposals/support") == 2

    kim.get(f"/voorstellen/{row.number}/steunen").submit(button="Trek de steun in")
    assert count(session, Support) == 0
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.action.contains("support")).order_by(AuditEntry.id)).all() == [
        "proposal:support", "proposal:unsupport"]
    assert count(session, OutboxMail, OutboxMail.kind == "proposals/support") == 4


def test_who_may_not_support(session, scene, visit):
    row, voted, hidden = make(session, scene), make(session, scene, Stage.IN_VOTE), make(session, scene, Stage.RECEIVED)

    visit.logged_in(scene["anne"]).get(f"/voorstellen/{row.number}/steunen", status=403)
    visit.logged_in(scene["secretary"]).get(f"/voorstellen/{row.number}/steunen", status=403)
    visit.logged_in(scene["kim"]).get(f"/voorstellen/{voted.number}/steunen", status=403)
    visit.logged_in(scene["kim"]).get(f"/voorstellen/{hidden.number}/steunen", status=404)
    page = visit.logged_in(scene["stranger"]).get(f"/voorstellen/{row.number}/steunen").submit({}, "Steun dit voorstel", status=422)
    assert "Alleen partijen in dit netwerk" in page.text
    assert count(session, Support) == 0


def test_merging_leaves_a_trace_on_both_and_takes_supporters_along(session, scene, visit, now):
    one, other = make(session, scene, title="Wachttijd"), make(session, scene, party=scene["kompas"], title="Wachten korter")
    session.info["writing"] = True
    world.add(session, Support(proposal_id=one.id, party_id=world.member(session, scene["network"], "Anker").id, given_at=now))
    world.add(session, Support(proposal_id=one.id, party_id=scene["kompas"].id, given_at=now))
    session.commit()
    office = visit.logged_in(scene["secretary"])

    page = office.get(f"/bureau/voorstellen/{one.id}/samenvoegen").submit({"into": other.id, "reason": "Ze willen hetzelfde."}, "Verder")
    page.submit(button="Voeg de voorstellen samen")

    session.expire_all()
    assert (one.stage, one.merged_into_id) == (Stage.SET_ASIDE, other.id)
    assert session.scalars(select(Support.came_from_id).where(Support.proposal_id == other.id)).all() == [one.id]
    assert f"Het gaat verder in voorstel {other.number}" in visit.get(f"/voorstellen/{one.number}").text
    assert f"Hierin opgenomen: voorstel {one.number}" in visit.get(f"/voorstellen/{other.number}").text
    letters = session.execute(select(OutboxMail.email, OutboxMail.kind)).all()
    assert {email for email, kind in letters if kind == "proposals/step"} == {
        scene["anne"].email, scene["bo"].email, scene["kim"].email}


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.IN_VOTE, Stage.SET_ASIDE, Stage.WITHDRAWN])
def test_nothing_is_merged_into_what_cannot_go_on(session, scene, now, stage):
    one, into = make(session, scene), make(session, scene, stage)
    session.info["writing"] = True

    with pytest.raises(Refused) as refusal:
        judging.merge_proposal(session, one, into, reason="Zelfde.", actor=scene["office"], now=now)

    assert (refusal.value.code, one.stage) == ("merge:not-into-this", Stage.SCHEDULED)


def test_data_about_persons_goes_out_of_the_text_and_what_was_sent_is_not_public(session, scene, visit):
    row = make(session, scene, Stage.RECEIVED, title="Mevrouw Pieters wacht")
    office = visit.logged_in(scene["secretary"])
    page = office.get(f"/bureau/voorstellen/{row.id}/schonen").submit(
        {"title": "Wachttijd", "text_0": "De aanbieder meldt het na vier weken.", "explanation": "Iemand wacht lang."}, "Verder")
    assert "[weg: Mevrouw Pieters" in page.text
    page.submit(button="Leg de tekst voor de site vast")
    office.get(f"/bureau/voorstellen/{row.id}/beoordelen").submit({"judgement": "schedule", "reason": "Dit raakt velen."})

    public = visit.get(f"/voorstellen/{row.number}")
    assert "Pieters" not in public.html + visit.get("/voorstellen").html + visit.get("/atom.xml").html
    assert "inwoner langer dan vier" not in public.text
    visit.get(f"/voorstellen/{row.number}?versie=1", status=404)
    visit.get(f"/voorstellen/{row.number}/verschil?van=1&naar=2", status=404)
    own = visit.get(f"/voorstellen/volg/{row.follow_key}?versie=1").text
    assert "Mevrouw Pieters wacht" in own
    assert "langer dan vier weken" in own.replace("[nieuw: vier]", "vier")
    assert "Mevrouw Pieters" in office.get(f"/bureau/voorstellen/{row.id}/beoordelen").text
    assert "Pieters" not in str(session.scalars(select(AuditEntry.changes)).all())


def test_second_clearing_at_once_is_told_and_changes_nothing(session, scene, visit):
    row = make(session, scene, Stage.RECEIVED)
    office = visit.logged_in(scene["secretary"])
    mine, theirs = (office.get(f"/bureau/voorstellen/{row.id}/schonen") for _ in range(2))
    theirs.submit({"explanation": "Kort."}, "Verder").submit(button="Leg de tekst")

    mine.submit({"explanation": "Anders."}, "Verder").submit(button="Leg de tekst", status=422)

    assert count(session, ProposalVersion) == 2


def test_sender_reacts_once_and_the_secretary_judges_again(session, scene, visit):
    row = make(session, scene, Stage.SET_ASIDE, published_at=None)
    address = f"/voorstellen/volg/{row.follow_key}"
    visit.get(f"{address}/weerwoord").submit({"text": f"Het gaat om velen. {HOSTILE}"}, "Verder").submit(button="Verstuur mijn reactie")
    assert visit.get(f"{address}/weerwoord", status=303).location.endswith(row.follow_key)
    office = visit.logged_in(scene["secretary"])
    assert row.number in office.get("/bureau/voorstellen").text

    office.get(f"/bureau/voorstellen/{row.id}/weerwoord").submit({"outcome": "reconsider", "answer_text": "U hebt gelijk."})

    session.expire_all()
    assert (row.stage, row.published_at is not None, count(session, Objection)) == (Stage.SCHEDULED, True, 1)
    assert session.scalars(select(Publication.kind).order_by(Publication.id)).all() == ["proposal:receive", "proposal:reconsider"]
    assert "U hebt gelijk." in visit.get(address).text
    assert "Het gaat om velen" not in visit.get(f"/voorstellen/{row.number}").html


def test_merged_proposal_is_not_reconsidered(session, scene, now):
    row, into = make(session, scene), make(session, scene)
    session.info["writing"] = True
    judging.merge_proposal(session, row, into, reason="Zelfde.", actor=scene["office"], now=now)
    said = judging.object_to_judgement(session, row, text="Nee.", actor=scene["as_anne"], now=now)
    session.flush()

    with pytest.raises(Refused) as refusal:
        judging.answer_objection(session, said, answer="Toch.", reconsider=True, version=said.version, actor=scene["office"], now=now)

    assert refusal.value.code == "objection:nothing-to-reconsider"


def test_draft_keeps_its_articles_is_read_by_colleagues_and_goes_when_sent(session, scene, visit):
    anne, bo = visit.logged_in(scene["anne"]), visit.logged_in(scene["bo"])
    page = anne.get(CHANGE).submit({"pick": "p1"}, "Neem dit artikel op")
    page.submit({"title": "Half af", "text_p1": "Mondeling."}, "Bewaar als concept")

    again = anne.get("/voorstellen/nieuw?soort=change&overeenkomst=begeleiding")
    assert [e.etree_element.get("value") for e in again.all("[name=artikel]")] == ["p0", "p1"]
    assert again.one("#text_p1").etree_element.text.strip() == "Mondeling."
    draft = session.scalars(select(Draft)).one()
    assert "Mondeling." in bo.get(f"/mijn/concepten/{draft.id}").text
    visit.logged_in(scene["kim"]).get(f"/mijn/concepten/{draft.id}", status=404)
    assert count(session, Proposal) == 0

    again.submit({**TEXT, "text_p1": "Mondeling."}, "Verder").submit(button="Verstuur")
    assert (count(session, Proposal), count(session, Draft)) == (1, 0)


def test_confidential_part_and_documents_stay_off_the_site_until_cleared(session, scene, visit):
    page = visit.logged_in(scene["anne"]).get(CHANGE)
    page.submit(TEXT | {"confidential": "yes", "confidential_text": SECRET, "ground": "cost"}, "Verder", files={
        "file_1": (BytesIO(PDF), "cijfers.pdf"), "confidential_file": (BytesIO(PDF + b" "), "prijs.pdf")}).submit(button="Verstuur")
    row = session.scalars(select(Proposal)).one()
    assert session.scalars(select(ConfidentialPart.text)).one() == SECRET
    open_one, secret = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    office = visit.logged_in(scene["secretary"])
    assert SECRET in office.get(f"/bureau/voorstellen/{row.id}/beoordelen").text
    office.get(f"/bureau/voorstellen/{row.id}/beoordelen").submit({"judgement": "schedule", "reason": "Ja."})

    assert "cijfers.pdf" not in visit.get(f"/voorstellen/{row.number}").text
    office.get(f"/bureau/bijlagen/{open_one.id}").submit({"shown": "as_sent"})
    page = visit.logged_in(scene["kim"]).get(f"/voorstellen/{row.number}")
    assert "cijfers.pdf" in page.text
    assert "Een deel is vertrouwelijk: kosten" in page.text
    assert SECRET not in page.html
    assert "prijs.pdf" not in page.html
    visit.logged_in(scene["kim"]).get(f"/bijlagen/{secret.id}/ontvangen", status=403)


def test_hidden_proposal_shows_its_number_and_the_reason_everywhere(session, scene, visit):
    row = make(session, scene, title="Piet doet het fout", summary="Piet weer.")
    office = visit.logged_in(scene["secretary"])
    session.info["writing"] = True
    session.add(Publication(network_id=scene["network"].id, proposal_id=row.id, published_at=world.LONG_AGO, kind="proposal:schedule",
                            title=row.title, path=row.path, data={}))
    session.commit()
    office.get(f"/bureau/verbergen/proposal/{row.id}").submit({"ground": "personal_data", "note": "Er staat een naam in."})

    for path in ("/", "/voorstellen", row.path, "/atom.xml", f"{row.path}/atom.xml", "/zoeken?q=Piet", "/kalender"):
        assert "Piet doet" not in visit.get(path).html, path
        assert "Piet weer" not in visit.get(path).html, path
    page = visit.get(row.path)
    assert page.h1 == f"Voorstel {row.number}"
    assert "Van de site gehaald" in page.text
    assert "vier weken" not in page.text

    office.get(f"/bureau/verbergen/proposal/{row.id}").submit({"note": "Toch goed."})
    assert visit.get(row.path).h1 == "Piet doet het fout"


def test_paper_is_entered_for_a_party_with_its_day(session, scene, visit):
    page = visit.logged_in(scene["secretary"]).get(CHANGE)
    page.submit(TEXT | {"party_id": scene["kompas"].id, "came_in_on": "2030-01-01"}, "Verder").submit(button="Verstuur", status=422)
    assert count(session, Proposal) == 0

    page.submit(TEXT | {"party_id": scene["kompas"].id, "came_in_on": "2026-03-17"}, "Verder").submit(button="Verstuur")

    row = session.scalars(select(Proposal)).one()
    assert (row.party_id, row.received_at.date().isoformat(), row.awaits_address) == (scene["kompas"].id, "2026-03-16", False)


def test_sender_without_account_withdraws_with_the_link(session, scene, visit):
    row, party_row = make(session, scene, party=None), make(session, scene)
    visit.get(f"/voorstellen/volg/{party_row.follow_key}/intrekken", status=404)
    visit.get(f"/voorstellen/volg/{row.follow_key}/aanpassen", status=404)  # it is on the agenda

    visit.get(f"/voorstellen/volg/{row.follow_key}/intrekken").submit({"reason": "Toch niet."}, "Verder").submit(button="Trek het voorstel in")

    session.expire_all()
    assert row.stage == Stage.WITHDRAWN


def test_versions_are_compared_word_by_word(session, scene, visit, now):
    row = make(session, scene)
    session.info["writing"] = True
    operations.add_version(session, row, paragraphs=(Paragraph("4.3.1", world.CHANGED[0].text.replace("vier", "drie"), "Wachttijd melden",
                                                               world.CHANGED[0].before),), explanation="Anders.", actor=scene["office"], now=now)
    session.commit()

    page = visit.get(f"/voorstellen/{row.number}/verschil?van=1&naar=2")

    assert "[weg: vier]" in page.text
    assert "[nieuw: drie]" in page.text
    visit.get(f"/voorstellen/{row.number}/verschil?van=2&naar=1", status=404)
    assert supports.support_of(session, row, None) is None
