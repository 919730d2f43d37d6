"""Pages of pilots: proposing, judging, consenting, signing up, the result; by role, with hostile text, and what stays unseen."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from portal.contributions.models import Attachment, ConfidentialPart, Draft
from portal.contributions.rules import Ground
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.pilots.models import Pilot, PilotConsent, PilotResult, SignUp
from portal.pilots.rules import Choosing, Finding, PilotStage
from portal.proposals.models import Proposal
from tests import world

HOSTILE = '<script>alert("x")</script> "\'{{ 7*7 }}'
RUNS, AFTER = datetime(2026, 6, 10, 8, 0, tzinfo=UTC), datetime(2026, 12, 2, 8, 0, tzinfo=UTC)


def answers(scene, **options):
    given = {"title": "Eerder melden", "summary": "Drie maanden eerder melden.", "agreement_id": str(scene.agreement.id), "articles": "4.3.1, 4.3.2",
             "begins_on": "2026-06-01", "ends_on": "2026-11-30", "most": "2", "choosing": "first_come", **world.PLAN}
    return given | options


def stored(session):
    session.expire_all()
    return session.scalars(select(Pilot)).one()


def made(session, scene, stage=PilotStage.ADMITTED, **options):
    pilot = world.pilot(session, scene.network, stage, options.pop("party", scene.parties["Boot"]), agreement=scene.agreement, **options)
    session.commit()
    return pilot


# Proposing


def test_a_party_reads_over_its_plan_with_what_is_missing_and_sends_it(session, scene, visit):
    boot = visit.logged_in(scene.people["Boot"])

    overview = boot.get("/pilots/nieuw").submit(answers(scene, measuring=""), "Verder")
    assert overview.h1 == "Lees uw plan na"
    assert "6 van de 7 delen van het plan zijn er" in overview.text
    assert session.scalar(select(func.count(Pilot.id))) == 0
    sent = overview.submit(button="Verstuur mijn plan")

    pilot = stored(session)
    assert (pilot.number, pilot.articles, pilot.party_id) == ("2026-01", ("4.3.1", "4.3.2"), scene.parties["Boot"].id)
    assert sent.h1 == "Uw pilot 2026-01"
    assert "Vul het plan aan" in sent.text


@pytest.mark.parametrize(("field", "value", "error"), [
    ("title", "", "naam"), ("articles", "9.9", "geen artikel 9.9"), ("ends_on", "2026-05-01", "voor de eerste dag"),
    ("ends_on", "gisteren", "geen datum"), ("most", "0", "van 1 tot"), ("most", "veel", "van 1 tot"),
    ("question", "Bij mijn moeder (123456782) ging het mis.", "burgerservicenummer"), ("departure", "x" * 3001, "3000")])
def test_a_wrong_answer_is_told_at_the_field_and_kept(session, scene, visit, field, value, error):
    page = visit.logged_in(scene.people["Boot"]).get("/pilots/nieuw").submit(answers(scene, **{field: value}), "Verder", status=422)

    assert error in page.errors[0]
    assert page.one("#summary").etree_element.text.strip() == "Drie maanden eerder melden."
    assert session.scalar(select(func.count(Pilot.id))) == 0


def test_a_draft_is_kept_and_colleagues_read_it(session, scene, visit):
    colleague = world.contact(session, scene.parties["Boot"], "Bo", role=world.Role.SUBSTITUTE)
    session.commit()

    visit.logged_in(scene.people["Boot"]).get("/pilots/nieuw").submit({"title": "Half plan"}, "Bewaar als concept")

    assert session.scalars(select(Draft.title)).all() == ["Half plan"]
    assert "Lees dit concept" in visit.logged_in(colleague).get("/pilots/nieuw").text
    assert visit.logged_in(scene.people["Boot"]).get("/pilots/nieuw").one("#title").etree_element.get("value") == "Half plan"
    assert "Half plan" in visit.logged_in(scene.people["Boot"]).get("/mijn/pilots").text


def test_who_has_no_party_reads_who_proposes_pilots(scene, visit):
    assert visit.get("/pilots/nieuw", status=403).h1 == "Aanbieders stellen de pilots voor"
    visit.logged_in(scene.staff["Beek"]).get("/pilots/nieuw", status=403)


def test_the_secretary_proposes_for_the_municipality_or_enters_for_a_party(session, scene, visit):
    desk = visit.logged_in(scene.secretary)
    desk.get("/pilots/nieuw").submit(answers(scene, party_id=str(scene.parties["Dak"].id)), "Verder").submit(button="Verstuur mijn plan")

    assert stored(session).party_id == scene.parties["Dak"].id
    assert session.scalars(select(OutboxMail.email)).all() == [scene.people["Dak"].email]


# What is seen by whom


def test_a_plan_that_was_not_read_is_nowhere_public(session, scene, visit):
    pilot = made(session, scene, PilotStage.RECEIVED, title="Nog niet gelezen")

    for path in ("/pilots", "/pilots/atom.xml", "/zoeken?q=gelezen", "/atom.xml"):
        assert "Nog niet gelezen" not in visit.ask("get", path).text
        assert "Nog niet gelezen" not in visit.logged_in(scene.people["Atlas"]).ask("get", path).text
    visit.get(pilot.path, status=404)
    visit.get(f"{pilot.path}/plan.pdf", status=404)
    visit.logged_in(scene.people["Atlas"]).get(f"/mijn/pilots/{pilot.follow_key}", status=403)
    assert "Nog niet gelezen" in visit.logged_in(scene.people["Boot"]).get(pilot.path).text
    assert "Nog niet gelezen" in visit.logged_in(scene.secretary).get(f"/bureau/pilots/{pilot.id}").text


def test_the_confidential_part_is_read_by_the_sender_and_the_municipality_alone(session, scene, visit):
    pilot = made(session, scene)
    world.add(session, ConfidentialPart(pilot_id=pilot.id, ground=Ground.COST, text="TARIEF-GEHEIM"))
    session.commit()

    page = visit.get(pilot.path)
    assert "Een deel is vertrouwelijk: kosten en prijzen" in page.text
    for reader in (None, scene.people["Atlas"], scene.staff["Beek"]):
        visitor = visit if reader is None else visit.logged_in(reader)
        assert "TARIEF" not in visitor.ask("get", pilot.path).text
    assert "TARIEF-GEHEIM" in visit.logged_in(scene.people["Boot"]).get(f"/mijn/pilots/{pilot.follow_key}").text
    assert "TARIEF-GEHEIM" in visit.logged_in(scene.secretary).get(f"/bureau/pilots/{pilot.id}").text


def test_hostile_text_stays_text(session, scene, visit):
    pilot = made(session, scene, title=HOSTILE, departure=HOSTILE, named_result=HOSTILE)

    for page in (visit.get(pilot.path), visit.get("/pilots"), visit.logged_in(scene.secretary).get(f"/bureau/pilots/{pilot.id}")):
        assert "alert(" in page.text
        assert not page.all("main script")


def test_what_is_taken_off_the_site_leaves_its_number_and_why(session, scene, visit):
    pilot = made(session, scene, title="Over mevrouw Pieters")
    visit.logged_in(scene.secretary).get(f"/bureau/verbergen/pilot/{pilot.id}").submit(
        {"ground": "personal_data", "note": "Een naam."})

    page = visit.get(pilot.path)
    assert "Pieters" not in page.text and "Van de site gehaald" in page.text
    assert "Pieters" not in visit.get("/pilots").text
    visit.get(f"{pilot.path}/plan.pdf", status=404)


@pytest.mark.parametrize("path", ["/bureau/pilots/{id}", "/bureau/pilots/{id}/beoordelen", "/bureau/pilots/{id}/openen", "/bureau/pilots/{id}/verlengen",
                                  "/bureau/pilots/{id}/stoppen", "/bureau/pilots/{id}/resultaat", "/bureau/pilots/{id}/instemming"])
def test_the_desk_is_for_the_secretary(session, scene, visit, path):
    pilot = made(session, scene, PilotStage.PROPOSED)
    address = path.format(id=pilot.id)

    assert "/inloggen" in visit.get(address, status=302).location
    visit.logged_in(scene.people["Boot"]).get(address, status=403)
    if not path.endswith("instemming"):
        visit.logged_in(scene.staff["Beek"]).get(address, status=403)


# From the plan to signing up


def test_the_secretary_clears_a_plan_and_puts_it_before_the_municipalities(session, scene, visit):
    pilot = made(session, scene, PilotStage.RECEIVED, departure="Mevrouw Pieters meldt het.")
    desk = visit.logged_in(scene.secretary)
    assert "Lees het plan" in desk.get("/bureau").text

    wrong = desk.get(f"/bureau/pilots/{pilot.id}/beoordelen").submit({"judgement": "ask"}, status=422)
    assert "Schrijf wat er ontbreekt" in wrong.errors[0]
    desk.get(f"/bureau/pilots/{pilot.id}/beoordelen").submit({"judgement": "publish", "departure": "Een medewerker meldt het."})

    page = visit.get(pilot.path)
    assert "Een medewerker meldt het." in page.text and "Pieters" not in page.text
    assert "De gemeente heeft persoonsgegevens uit deze tekst gehaald." in page.text
    assert "Pieters" not in visit.ask("get", "/pilots/atom.xml").text
    assert "Leg vast of uw gemeente instemt" in visit.logged_in(scene.staff["Beek"]).get("/bureau").text


def test_two_secretaries_at_once_or_a_sender_that_changed_it(session, scene, visit):
    pilot = made(session, scene, PilotStage.RECEIVED)
    first, second = (visit.logged_in(scene.secretary).get(f"/bureau/pilots/{pilot.id}/beoordelen") for _ in range(2))
    first.submit({"judgement": "publish"})

    again = second.submit({"judgement": "set_aside", "reason": "Toch niet."}, status=422)

    assert "intussen beoordeeld" in again.text
    assert stored(session).stage == PilotStage.PROPOSED


def test_board_staff_record_for_their_own_municipality(session, scene, visit):
    pilot = made(session, scene, PilotStage.PROPOSED)
    clerk = visit.logged_in(scene.staff["Beek"])
    given = {"choice": "consents", "decided_on": "2026-03-19", "reason": "Wij willen dit weten."}

    forged = given | {"municipality_id": str(scene.places["Vaals"].id)}
    clerk.get(f"/bureau/pilots/{pilot.id}/instemming").submit(forged, "Verder").submit(button="Leg het besluit vast")

    row = session.scalars(select(PilotConsent)).one()
    assert (row.municipality_id, row.consents, row.mandate_id) == (scene.places["Beek"].id, True, None)
    assert "Wij willen dit weten." in visit.get(pilot.path).text
    assert "Er wacht of loopt nu geen pilot" in clerk.get("/bureau/pilots").text


def test_the_secretary_opens_once_all_have_decided(session, scene, visit):
    pilot = made(session, scene, PilotStage.PROPOSED, choosing=Choosing.LOT)
    desk = visit.logged_in(scene.secretary)
    nothing = desk.get(f"/bureau/pilots/{pilot.id}/instemming").submit({"choice": "consents"}, "Verder", status=422)
    assert nothing.errors[0] == "Kies de gemeente."
    for name in scene.places:
        desk.get(f"/bureau/pilots/{pilot.id}/instemming").submit(
            {"municipality_id": str(scene.places[name].id), "choice": "consents", "decided_on": "2026-03-19", "reason": "Goed."}, "Verder").submit(
            button="Leg het besluit vast")
    wrong = desk.get(f"/bureau/pilots/{pilot.id}/openen").submit({"sign_up_until": "2026-05-16"}, "Verder", status=422)
    assert "rustdag" in wrong.errors[0]

    desk.get(f"/bureau/pilots/{pilot.id}/openen").submit({"sign_up_until": "2026-05-13"}, "Verder").submit(button="Open het aanmelden")

    opened = stored(session)
    assert opened.stage == PilotStage.ADMITTED and opened.seed
    page = visit.get(pilot.path)
    assert opened.seed in page.text
    assert "13 mei" in visit.get("/kalender").text
    assert "Eerder melden, korter wachten" in visit.get("/zoeken?q=wachtdagen&soort=pilots").text
    assert session.scalar(select(func.count(OutboxMail.id)).where(OutboxMail.kind == "pilots/open")) == 4


def test_parties_take_the_places_and_one_too_many_waits(session, scene, visit):
    pilot = made(session, scene, takes_part=False)
    for name in ("Atlas", "Cirkel", "Dak"):
        party = visit.logged_in(scene.people[name])
        assert "Meld u aan voor deze pilot" in party.get(pilot.path).text
        empty = party.get(f"{pilot.path}/aanmelden").submit({"agreed": ""}, status=422)
        assert "Vink aan" in empty.errors[0]
        page = party.get(f"{pilot.path}/aanmelden").submit({"agreed": "y"})

    assert "nummer 1 op de wachtlijst" in page.text
    assert "2 van de 2 plaatsen zijn bezet" in visit.get(pilot.path).text
    visit.logged_in(scene.people["Atlas"]).get(f"{pilot.path}/afmelden").submit({"reason": "GEEN-TIJD"})
    assert "Uw organisatie doet mee" in visit.logged_in(scene.people["Dak"]).get(pilot.path).text
    assert "GEEN-TIJD" not in visit.get(pilot.path).text
    assert "GEEN-TIJD" in visit.logged_in(scene.secretary).get(f"/bureau/pilots/{pilot.id}").text


def test_a_colleague_cannot_bind_the_party(session, scene, visit):
    pilot = made(session, scene)
    colleague = world.user(session, "Kees")
    world.grant(session, colleague, world.Role.COLLEAGUE, scene.parties["Atlas"])
    session.commit()

    page = visit.logged_in(colleague).get(pilot.path)
    assert "Uw contactpersoon, uw vervanger of een vertegenwoordiger kan dit doen" in page.text
    visit.logged_in(colleague).get(f"{pilot.path}/aanmelden", status=403)
    assert "/inloggen" in visit.get(f"{pilot.path}/aanmelden", status=302).location


def test_the_lot_is_drawn_from_the_desk(session, scene, visit, at):
    pilot = made(session, scene, choosing=Choosing.LOT, seed="zaad", takes_part=False)
    for name in ("Atlas", "Cirkel", "Dak"):
        world.add(session, SignUp(pilot_id=pilot.id, party_id=scene.parties[name].id, signed_up_at=world.LONG_AGO))
    session.commit()
    at(datetime(2026, 5, 20, 8, 0, tzinfo=UTC))
    desk = visit.logged_in(scene.secretary)
    assert "Loot de plaatsen" in desk.get("/bureau").text

    page = desk.get(f"/bureau/pilots/{pilot.id}").submit(button="Loot de plaatsen")

    assert page.text.count("Neemt deel") == 2
    assert "1 aanbieder staat op de wachtlijst" in visit.get(pilot.path).text


# The end


def test_more_time_and_stopping_from_the_desk(session, scene, visit, at):
    pilot = made(session, scene)
    at(RUNS)
    desk = visit.logged_in(scene.secretary)
    desk.get(f"/bureau/pilots/{pilot.id}/verlengen").submit({"ends_on": "2026-12-31", "reason": "De cijfers zijn er later."}, "Verder").submit(
        button="Geef meer tijd")
    assert stored(session).ends_on == date(2026, 12, 31)
    page = visit.get(pilot.path)
    assert "Voordat er meer tijd kwam" in page.text and "De cijfers zijn er later." in page.text

    desk.get(f"/bureau/pilots/{pilot.id}/stoppen").submit({"reason": "Niet veilig."}, "Verder").submit(button="Stop de pilot")

    assert "Niet veilig." in visit.get(pilot.path).text
    assert "STATUS:CANCELLED" in visit.ask("get", "/kalender.ics").text


def test_from_the_result_to_a_proposal_that_both_pages_show(session, scene, visit, at):
    pilot = made(session, scene)
    at(AFTER)
    boot, desk = visit.logged_in(scene.people["Boot"]), visit.logged_in(scene.secretary)
    assert "Resultaat van uw pilot" in boot.get("/mijn").text
    assert "vraag om het resultaat" in desk.get("/bureau").text
    boot.get(f"/mijn/pilots/{pilot.follow_key}/resultaat").submit(
        {"finding": "partly", "text": "Zeven procent korter, zegt mevrouw Pieters."}, "Verder").submit(button="Verstuur het resultaat")
    assert "Pieters" not in visit.get(pilot.path).text
    assert "Resultaat van uw pilot" not in boot.get("/mijn").text

    desk.get(f"/bureau/pilots/{pilot.id}/resultaat/publiceren").submit({"text": "Zeven procent korter."})
    page = visit.get(pilot.path)
    assert "Het genoemde resultaat is voor een deel bereikt" in page.text and "Pieters" not in page.text

    unchanged = boot.get(f"{pilot.path}/voorstel").submit(status=422)
    assert "verandert nog niets" in unchanged.errors[0]
    boot.get(f"{pilot.path}/voorstel").submit({"text_0": "De aanbieder meldt het na twee weken."})
    proposal = session.scalars(select(Proposal)).one()
    assert proposal.pilot_id == pilot.id
    assert proposal.number not in visit.get(pilot.path).text  # nobody sees it before it was judged
    desk.get(f"/bureau/voorstellen/{proposal.id}/beoordelen").submit({"judgement": "schedule", "reason": "Goed plan."})

    assert f"Voorstel {proposal.number}" in visit.get(pilot.path).text
    dossier = visit.get(f"/voorstellen/{proposal.number}")
    assert f"Pilot {pilot.number}" in dossier.text
    assert f"Het komt uit het resultaat van pilot {pilot.number}." in dossier.text


def test_the_municipality_writes_the_result_of_a_pilot_that_it_leads(session, scene, visit, at):
    pilot = made(session, scene, party=None)
    at(AFTER)
    desk = visit.logged_in(scene.secretary)

    page = desk.get(f"/bureau/pilots/{pilot.id}/resultaat").submit({"finding": "reached", "text": "Het werkt."}, "Verder").submit(
        button="Leg het resultaat vast")
    page.submit()

    assert stored(session).stage == PilotStage.CONCLUDED
    assert session.scalars(select(PilotResult.finding)).all() == [Finding.REACHED]
    assert "Het werkt." in visit.get(pilot.path).text


def test_a_document_is_unseen_until_the_secretary_cleared_it(session, scene, visit, at):
    pilot = made(session, scene)
    result = world.add(session, PilotResult(pilot_id=pilot.id, finding=Finding.REACHED, text="Het werkt.", public_text="Het werkt.",
                                            published_at=world.LONG_AGO, received_at=world.LONG_AGO, follow_key="resultaat"))
    for column, sent in (("pilot_id", pilot), ("pilot_result_id", result)):
        world.add(session, Attachment(**{column: sent.id}, network_id=scene.network.id, party_id=scene.parties["Boot"].id,
                                      document_id=world.document(session, f"{column}.pdf").id))
    session.commit()
    desk = visit.logged_in(scene.secretary)
    assert "pilot_id.pdf" not in visit.get(pilot.path).text
    assert desk.get("/bureau").text.count("Eerder melden, korter wachten") == 2

    for attachment_id in session.scalars(select(Attachment.id)).all():
        desk.get(f"/bureau/bijlagen/{attachment_id}").submit({"shown": "as_sent"})

    assert desk.get(f"/bureau/pilots/resultaten/{result.id}", status=303).location.endswith(f"/bureau/pilots/{pilot.id}")
    assert "pilot_id.pdf" in visit.get(pilot.path).text and "pilot_result_id.pdf" in visit.get(pilot.path).text


# Lists, feeds, calendar


def test_the_list_is_narrowed_by_how_far_they_are(session, scene, visit, at):
    made(session, scene, PilotStage.PROPOSED, title="Wacht op besluit")
    made(session, scene, title="Staat open")
    made(session, scene, PilotStage.CONCLUDED, title="Is klaar")
    made(session, scene, PilotStage.WITHDRAWN, title="Ging niet door")

    for group, title in (("voorgesteld", "Wacht op besluit"), ("aanmelden", "Staat open"), ("afgelopen", "Is klaar"), ("gestopt", "Ging niet door")):
        page = visit.get(f"/pilots?stand={group}")
        assert [text for text in ("Wacht op besluit", "Staat open", "Is klaar", "Ging niet door") if text in page.text] == [title]
    at(RUNS)
    assert "Staat open" in visit.get("/pilots?stand=loopt").text
    visit.get("/pilots?stand=onzin", status=404)
    assert "Er zijn hier nu geen pilots" in visit.get("/pilots?stand=aanmelden").text


def test_the_list_and_a_pilot_ask_as_much_of_the_database_whatever_there_is(session, scene, visit, count_queries):
    pilot = made(session, scene)
    with count_queries() as one:
        visit.get("/pilots")
    with count_queries() as page:
        visit.get(pilot.path)
    for number in range(60):
        world.pilot(session, scene.network, PilotStage.ADMITTED, scene.parties["Boot"], agreement=scene.agreement, title=f"Pilot {number}")
    for name in ("Atlas", "Cirkel", "Dak"):
        world.add(session, SignUp(pilot_id=pilot.id, party_id=scene.parties[name].id, signed_up_at=world.LONG_AGO))
    session.commit()

    with count_queries() as many:
        listed = visit.get("/pilots")
    with count_queries() as fuller:
        visit.get(pilot.path)

    assert len(many) == len(one) <= 6
    assert len(fuller) == len(page) <= 18
    assert "Ouder" in listed.text


def test_the_agreement_says_that_a_pilot_departs_from_it(session, scene, visit):
    made(session, scene)

    page = visit.get("/overeenkomsten/begeleiding")

    assert "wijken enkele aanbieders een tijd af van artikel 4.3.1" in page.text


def test_who_follows_an_agreement_or_a_law_hears_of_its_pilots(session, scene, visit):
    pilot = made(session, scene)
    world.add(session, Publication(network_id=scene.network.id, published_at=world.LONG_AGO, kind="pilot:stop", title=pilot.title, path=pilot.path))
    session.commit()

    for path in ("/atom.xml?overeenkomst=begeleiding", "/atom.xml?wet=wmo2015", "/pilots/atom.xml"):
        assert pilot.title in visit.ask("get", path).text
    assert pilot.title not in visit.ask("get", "/atom.xml?wet=jeugdwet").text


def test_the_plan_is_there_on_paper(session, scene, visit):
    pilot = made(session, scene)

    answer = visit.ask("get", f"{pilot.path}/plan.pdf")

    assert answer.data.startswith(b"%PDF") and answer.content_type == "application/pdf"
