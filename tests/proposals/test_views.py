"""Writing a proposal as anyone, following it, changing and withdrawing it as its party, judging it as the secretary."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from portal.audit.models import AuditEntry
from portal.core.database import db
from portal.networks.models import Publication
from portal.networks.rules import Law
from portal.notifications.models import OutboxMail
from portal.proposals.models import Proposal, ProposalVersion
from portal.proposals.queries import latest_version
from portal.proposals.rules import ProposalKind, Stage
from portal.rounds.models import CommentRound
from tests import world

CHANGE = "/voorstellen/nieuw?soort=change&overeenkomst=begeleiding&artikel=4.3.1"
NEW_TEXT = "De aanbieder meldt het als een inwoner langer dan vier weken op hulp wacht."
ANSWERS = {
    "title": "Wachttijd eerder melden", "summary": "Wie wacht, hoort dat al na vier weken.", "text_p0": NEW_TEXT,
    "explanation": "Nu hoort een inwoner pas na **zes** weken iets.", "laws": ["wmo2015", "jeugdwet"],
    "publish_as": "place", "sender_place": "Vaals", "sender_email": "inwoner@example.nl",
}
TEXT = {name: ANSWERS[name] for name in ("title", "summary", "text_p0", "explanation", "laws")}


@pytest.fixture
def network(session):
    network = world.network(session)
    world.agreement(session, network)
    session.commit()
    return network


@pytest.fixture
def secretary(session, network, visit):
    person = world.secretary(session, world.municipality(session, network))
    session.commit()
    return visit.logged_in(person)


@pytest.fixture
def provider(session, network):
    provider = world.member(session, network)
    session.commit()
    return provider


@pytest.fixture
def party(session, provider, visit):
    person = world.contact(session, provider)
    session.commit()
    return visit.logged_in(person)


@pytest.fixture
def make(session, network, provider):
    def make(stage=Stage.SCHEDULED, **options):
        row = world.proposal(session, network, stage, **{"party": provider} | options)
        session.commit()
        return row

    return make


def count(session, model=Proposal):
    return session.scalar(select(func.count()).select_from(model))


def value(page, name):
    element = page.one(f"#{name}").etree_element
    return (element.text or "").strip() if element.tag == "textarea" else element.get("value")


# Sending one in


def test_choosing_comes_first_and_says_what_is_missing(session, network, visit):
    page = visit.get("/voorstellen/nieuw")
    assert page.h1 == "Doe een voorstel"

    assert "Kies wat u wilt" in visit.get("/voorstellen/nieuw?soort=purple", status=422).errors[0]
    assert "Kies de overeenkomst" in visit.get("/voorstellen/nieuw?soort=change&overeenkomst=geen", status=422).errors[0]


def test_proposal_of_a_resident_is_written_read_over_and_sent(session, network, visit):
    page = visit.get(CHANGE)
    assert "zes weken" in value(page, "text_p0")

    overview = page.submit(ANSWERS, "Verder")
    assert overview.h1 == "Lees uw voorstel na"
    assert "[weg: zes]" in overview.text
    assert "[nieuw: vier]" in overview.text
    assert "inwoner@example.nl" in overview.text
    assert count(session) == 0

    sent = overview.submit(button="Verstuur")

    proposal = session.scalars(select(Proposal)).one()
    assert sent.h1 == "Kijk in uw mail"
    assert proposal.follow_key not in sent.text
    receipt = visit.get(f"/voorstellen/volg/{proposal.follow_key}").submit(button="Bevestig en verstuur")
    assert receipt.h1 == f"Uw voorstel {proposal.number}"
    assert "Ontvangen" in receipt.text
    assert (proposal.kind, proposal.laws, proposal.sender_place) == (ProposalKind.CHANGE, {Law.WMO, Law.JEUGDWET}, "Vaals")
    paragraph, = latest_version(session, proposal).paragraphs
    assert (paragraph.label, paragraph.heading, paragraph.before, paragraph.text) == (
        "4.3.1", "Wachttijd melden", world.ARTICLES[0].text, NEW_TEXT)
    assert session.execute(select(OutboxMail.kind, OutboxMail.email).order_by(OutboxMail.id)).all() == [
        ("contributions/confirm", "inwoner@example.nl"), ("proposals/receipt", "inwoner@example.nl")]
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == ["proposal:receive", "proposal:confirm-address"]


def test_double_click_sends_one_proposal(session, network, visit):
    overview = visit.get(CHANGE).submit(ANSWERS, "Verder")

    first, second = overview.submit(button="Verstuur"), overview.submit(button="Verstuur")

    assert first.path == second.path
    assert (count(session), count(session, OutboxMail)) == (1, 1)


def test_going_back_from_the_overview_keeps_everything(session, network, visit):
    page = visit.get(CHANGE).submit(ANSWERS, "Verder").submit(button="Iets veranderen")

    assert (value(page, "title"), value(page, "text_p0"), value(page, "sender_email")) == (
        ANSWERS["title"], NEW_TEXT, "inwoner@example.nl")
    assert not page.errors


@pytest.mark.parametrize(("field", "given", "error"), [
    ("title", "", "in één regel"),
    ("summary", "x" * 501, "500"),
    ("explanation", "", "Leg uit"),
    ("explanation", "Mijn moeder (123456782) wachtte lang.", "burgerservicenummer"),
    ("text_p0", "Bel 123456782.", "burgerservicenummer"),
    ("text_p0", f"  {world.ARTICLES[0].text} ", "nog hetzelfde"),
    ("sender_email", "inwoner@voorbeeld", "niet compleet"),
    ("laws", [], "ten minste één wet"),
])
def test_wrong_answer_is_told_at_the_field_and_kept(session, network, visit, field, given, error):
    page = visit.get(CHANGE).submit(ANSWERS | {field: given}, "Verder", status=422)

    assert len(page.errors) == 1
    assert error in page.errors[0]
    assert value(page, "title") == (ANSWERS | {field: given})["title"]
    assert count(session) == 0


def test_explanation_that_is_made_to_be_slow_is_refused_at_the_field(session, network, visit):
    page = visit.get(CHANGE).submit(ANSWERS | {"explanation": "[" * 5_000 + "x" * 4_000}, "Verder", status=422)

    assert "te lang of te ingewikkeld" in page.errors[0]


def test_articles_are_taken_up_and_out_without_losing_what_was_typed(session, network, visit):
    page = visit.get("/voorstellen/nieuw?soort=change&overeenkomst=begeleiding")
    assert not page.all("textarea[name^=text_]")

    page = page.submit({"title": "Eerste woorden", "pick": "p1"}, "Neem dit artikel op", status=200)
    assert value(page, "text_p1") == world.ARTICLES[1].text
    page = page.submit({"text_p1": "Getypt.", "pick": "p0"}, "Neem dit artikel op", status=200)
    assert (value(page, "title"), value(page, "text_p1"), value(page, "text_p0")) == (
        "Eerste woorden", "Getypt.", world.ARTICLES[0].text)
    page = page.submit(button="Haal 4.3.2 weg", status=200)
    assert not page.all("#text_p1")
    assert not page.errors


def test_article_that_was_picked_but_not_taken_up_is_not_lost(session, network, visit):
    page = visit.get(CHANGE).submit(ANSWERS | {"pick": "p1"}, "Verder", status=422)

    assert value(page, "text_p1") == world.ARTICLES[1].text
    assert "nog hetzelfde" in page.errors[0]


def test_proposal_without_an_article_is_asked_for_one(session, network, visit):
    page = visit.get("/voorstellen/nieuw?soort=change&overeenkomst=begeleiding").submit(ANSWERS, "Verder", status=422)

    assert "verandert nog niets" in page.errors[0]


def test_new_article_in_an_agreement_gets_its_own_number(session, network, visit):
    page = visit.get(CHANGE).submit({"pick": "new"}, "Neem dit artikel op", status=200)
    new = {"heading_n1": "Telefoonnummer", "text_n1": "Het bericht noemt een telefoonnummer."}
    twice = page.submit(ANSWERS | new | {"label_n1": "4.3.1"}, "Verder", status=422)
    assert "twee keer" in twice.errors[0]

    twice.submit({"label_n1": "4.3.3"}, "Verder").submit(button="Verstuur")

    paragraphs = latest_version(session, session.scalars(select(Proposal)).one()).paragraphs
    assert [(p.label, p.heading, p.before) for p in paragraphs][1:] == [("4.3.3", "Telefoonnummer", "")]


def test_article_goes_when_its_text_is_emptied(session, network, visit):
    overview = visit.get(CHANGE).submit(ANSWERS | {"text_p0": ""}, "Verder")
    assert "Deze tekst gaat eruit." in overview.text

    overview.submit(button="Verstuur")

    assert latest_version(session, session.scalars(select(Proposal)).one()).paragraphs[0].text == ""


def test_removing_asks_for_no_text(session, network, visit):
    page = visit.get(CHANGE.replace("change", "remove"))
    assert not page.all("[name^=text_]")
    answers = {name: answer for name, answer in ANSWERS.items() if name != "text_p0"}

    page.submit(answers, "Verder").submit(button="Verstuur")

    proposal = session.scalars(select(Proposal)).one()
    paragraph, = latest_version(session, proposal).paragraphs
    assert (proposal.kind, paragraph.text, paragraph.before) == (ProposalKind.REMOVE, "", world.ARTICLES[0].text)


def test_new_agreement_is_written_article_by_article(session, network, visit):
    page = visit.get("/voorstellen/nieuw?soort=new").submit({"text_n1": "Het doel."}, "Voeg een artikel toe", status=200)
    answers = {name: answer for name, answer in ANSWERS.items() if name != "text_p0"}

    page.submit(answers | {"heading_n2": "Duur", "text_n2": "Een jaar."}, "Verder").submit(button="Verstuur")

    proposal = session.scalars(select(Proposal)).one()
    assert proposal.agreement_id is None
    assert [(p.label, p.heading, p.text) for p in latest_version(session, proposal).paragraphs] == [
        ("1", "", "Het doel."), ("2", "Duur", "Een jaar.")]


@pytest.mark.parametrize("keys", [["p99"], ["n1" * 40], ["<script>"], ["p0"] * 50, [f"n{i}" for i in range(80)]])
def test_fields_that_no_page_made_do_no_harm(session, network, visit, keys):
    page = visit.get(CHANGE).submit({"artikel": keys, "act": "add"}, status=200)

    assert len(page.all("[name=artikel]")) <= 10


def test_party_is_not_asked_who_it_is(session, network, provider, party):
    page = party.get(CHANGE)
    assert not page.all("#sender_email")

    page.submit(TEXT, "Verder").submit(button="Verstuur")

    assert session.scalars(select(Proposal.party_id)).all() == [provider.id]


def test_where_only_parties_propose_others_read_that(session, network, visit, party):
    network.settings = {"outsiders_may_contribute": False}
    session.commit()

    page = visit.get("/voorstellen/nieuw", status=403)
    assert page.h1 == "Hier doen de partijen de voorstellen"
    assert page.all('a[href^="/inloggen"]')
    assert page.all('a[href="mailto:tafel@example.nl"]')
    assert visit.get(CHANGE, status=403).h1 == page.h1  # no form to fill in
    assert count(session) == 0
    assert party.get("/voorstellen/nieuw").h1 == "Doe een voorstel"


# Following it


def test_key_opens_the_receipt_and_nothing_else_does(session, make, visit):
    proposal = make(Stage.RECEIVED)

    assert visit.get(f"/voorstellen/volg/{proposal.follow_key}").h1 == f"Uw voorstel {proposal.number}"
    visit.get("/voorstellen/volg/geraden", status=404)


def test_who_is_set_aside_reads_why(session, make, visit):
    proposal = make(Stage.SET_ASIDE, stage_reason="Dit gaat over vervoer van school.", published_at=None)

    page = visit.get(f"/voorstellen/volg/{proposal.follow_key}")

    assert "Terzijde gelegd" in page.text
    assert "Dit gaat over vervoer van school." in page.text
    assert not page.all(f'a[href="/voorstellen/{proposal.number}"]')


@pytest.mark.parametrize("stage", Stage)
def test_receipt_shows_every_stage_and_offers_what_may_be_done(session, make, visit, party, stage):
    proposal = make(stage)
    address = f"/voorstellen/volg/{proposal.follow_key}"

    assert not visit.get(address).all('a[href$="/intrekken"]')  # who has a party logs in for it
    links = {a.etree_element.get("href").rsplit("/", 1)[1] for a in party.get(address).all("main a")}
    assert ("intrekken" in links) == (stage in {
        Stage.RECEIVED, Stage.SCHEDULED, Stage.IN_WORKING_GROUP, Stage.PRELIMINARY, Stage.WORKED_OUT})
    assert ("aanpassen" in links) == (stage in {Stage.RECEIVED})


# The next version


def test_author_writes_the_next_version(session, make, party):
    proposal = make(Stage.RECEIVED)
    page = party.get(f"/voorstellen/{proposal.number}/aanpassen")
    assert "vier weken" in value(page, "text_p0")

    overview = page.submit({"text_p0": "Al na drie weken."}, "Verder")
    assert count(session, ProposalVersion) == 1
    done = overview.submit(button="Leg de nieuwe tekst vast")

    assert "Versie 2" in done.text
    version = latest_version(session, proposal)
    assert (version.number, version.paragraphs[0].text) == (2, "Al na drie weken.")
    assert session.scalars(select(Publication.kind)).all() == []


def test_paragraphs_around_the_change_may_stay_as_they_are(session, network, make, party):
    proposal = make(Stage.RECEIVED)
    around = world.ARTICLES[1]
    session.info["writing"] = True
    world.add(session, ProposalVersion(
        proposal_id=proposal.id, number=2, explanation="Wachten duurt lang.", explanation_html="", created_by="",
        created_at=world.LONG_AGO, paragraphs=(*world.CHANGED, replace(around, before=around.text))))
    session.commit()

    page = party.get(f"/voorstellen/{proposal.number}/aanpassen").submit({"text_p0": "Al na drie weken."}, "Verder")
    assert "Niet gewijzigd" in page.text
    page.submit(button="Leg de nieuwe tekst vast")

    assert [p.text for p in latest_version(session, proposal).paragraphs] == ["Al na drie weken.", around.text]


def test_recording_an_unchanged_text_makes_no_version(session, make, party):
    page = party.get(f"/voorstellen/{make(Stage.RECEIVED).number}/aanpassen").submit(button="Verder")

    done = page.submit(button="Leg de nieuwe tekst vast")

    assert "Er is niets gewijzigd" in done.text
    assert count(session, ProposalVersion) == 1


def test_second_writer_is_told_and_shown_the_other_text(session, make, party, secretary):
    address = f"/voorstellen/{make(Stage.RECEIVED).number}/aanpassen"
    mine = party.get(address)
    secretary.get(address).submit({"text_p0": "Al na drie weken."}, "Verder").submit(button="Leg de nieuwe tekst vast")

    told = mine.submit({"text_p0": "Al na twee weken."}, "Verder").submit(button="Leg de nieuwe tekst vast", status=422)

    assert "Iemand anders" in told.text
    assert "Al na drie weken." in told.text
    assert value(told, "text_p0") == "Al na twee weken."
    assert count(session, ProposalVersion) == 2
    told.submit(button="Verder").submit(button="Leg de nieuwe tekst vast")
    assert count(session, ProposalVersion) == 3


def test_text_cannot_change_while_people_react(session, make, secretary, now):
    proposal = make(Stage.PRELIMINARY)
    world.add(session, CommentRound(
        proposal_id=proposal.id, version_id=latest_version(session, proposal).id, opened_at=now, published_on=now.date(),
        days=14, last_day=now.date(), closes_at=now + timedelta(days=14), skipped=[]))
    session.commit()

    page = secretary.get(f"/voorstellen/{proposal.number}/aanpassen", status=409)

    assert "De reactieronde is nog open." in page.text


def test_others_may_not_change_or_withdraw_it(session, network, make, visit):
    other = visit.logged_in(world.contact(session, world.member(session, network, "Tante Tulband")))
    public, hidden = make(), make(Stage.RECEIVED)

    for act in ("aanpassen", "intrekken"):
        other.get(f"/voorstellen/{public.number}/{act}", status=403)
        other.get(f"/voorstellen/{hidden.number}/{act}", status=404)
        assert "/inloggen" in visit.get(f"/voorstellen/{public.number}/{act}", status=302).location


# Taking it back


def test_author_takes_it_back_with_a_reason(session, make, party):
    proposal = make()
    page = party.get(f"/voorstellen/{proposal.number}/intrekken")
    assert "Schrijf op waarom" in page.submit({"reason": " "}, "Verder", status=422).errors[0]

    overview = page.submit({"reason": "Wij werken het eerst uit."}, "Verder")
    assert session.get(Proposal, proposal.id).stage == Stage.SCHEDULED
    done = overview.submit(button="Trek het voorstel in")

    assert "Ingetrokken" in done.text
    assert "Wij werken het eerst uit." in done.text
    assert session.scalars(select(Publication.kind)).all() == ["proposal:withdraw"]
    party.get(f"/voorstellen/{proposal.number}/intrekken", status=403)


def test_vote_that_opened_meanwhile_keeps_the_proposal(session, make, party):
    proposal = make(Stage.WORKED_OUT)
    overview = party.get(f"/voorstellen/{proposal.number}/intrekken").submit({"reason": "Toch niet."}, "Verder")
    proposal = session.get(Proposal, proposal.id)
    proposal.stage = Stage.IN_VOTE
    session.info["writing"] = True
    session.commit()

    overview.submit(button="Trek het voorstel in", status=403)

    assert session.get(Proposal, proposal.id).stage == Stage.IN_VOTE


# Judging


def test_queue_shows_what_waits_and_how_long(session, make, secretary, now):
    make(Stage.RECEIVED, title="Drie dagen", received_at=now - timedelta(days=3))
    make(Stage.RECEIVED, title="Van vandaag", received_at=now, summary="Bel mij op 123456782.")
    make(Stage.PRELIMINARY, title="Onderweg")
    make(Stage.ADOPTED, title="Klaar")

    page = secretary.get("/bureau/voorstellen")

    rows = [" ".join("".join(row.etree_element.itertext()).split()) for row in page.all(".ot-queue__item")]
    assert rows[0].startswith("Wacht 3 dagen")
    assert rows[1].startswith("Vandaag binnen")
    assert "mogelijk BSN" in rows[1]
    assert "mogelijk BSN" not in rows[0]
    assert "Voorlopig voorstel" in page.text
    assert "Klaar" not in page.text


def test_empty_queue_says_so(network, secretary):
    page = secretary.get("/bureau/voorstellen")

    assert "Er wacht geen voorstel" in page.text
    assert "geen voorstel onderweg" in page.text


def test_queue_asks_the_same_number_of_questions_whatever_it_holds(app, session, make, secretary):
    def questions():
        asked = []
        with app.app_context():
            engine = db.engine
        listener = lambda *_: asked.append(1)
        event.listen(engine, "before_cursor_execute", listener)
        secretary.get("/bureau/voorstellen")
        event.remove(engine, "before_cursor_execute", listener)
        return len(asked)

    make(Stage.RECEIVED), make(Stage.PRELIMINARY)
    few = questions()
    for _ in range(4):
        make(Stage.RECEIVED), make(Stage.PRELIMINARY), make(Stage.IN_VOTE, party=None)

    assert questions() == few


def test_relevant_proposal_goes_on_the_agenda(session, make, secretary, visit):
    proposal = make(Stage.RECEIVED)
    page = secretary.get(f"/bureau/voorstellen/{proposal.id}/beoordelen")
    assert "[nieuw: vier]" in page.text

    page.submit({"judgement": "schedule", "reason": "Er zijn veel signalen over."})

    proposal = session.get(Proposal, proposal.id)
    assert (proposal.stage, proposal.published_at is not None) == (Stage.SCHEDULED, True)
    assert "Er zijn veel signalen over." in visit.get(f"/voorstellen/volg/{proposal.follow_key}").text


@pytest.mark.parametrize(("judgement", "public"), [("set_aside", True), ("set_aside_unseen", False)])
def test_set_aside_is_public_unless_the_secretary_says_otherwise(session, make, secretary, judgement, public):
    proposal = make(Stage.RECEIVED)

    secretary.get(f"/bureau/voorstellen/{proposal.id}/beoordelen").submit(
        {"judgement": judgement, "reason": "Dit gaat over één persoon."})

    proposal = session.get(Proposal, proposal.id)
    assert (proposal.stage, proposal.published_at is not None) == (Stage.SET_ASIDE, public)


def test_judgement_needs_a_choice_and_a_reason(session, make, secretary):
    proposal = make(Stage.RECEIVED)

    page = secretary.get(f"/bureau/voorstellen/{proposal.id}/beoordelen").submit({"judgement": "x", "reason": ""}, status=422)

    assert [error.split()[0] for error in page.errors] == ["Kies", "Geef"]
    assert session.get(Proposal, proposal.id).stage == Stage.RECEIVED


def test_two_people_judge_at_once(session, make, secretary, visit, network):
    proposal = make(Stage.RECEIVED)
    colleague = visit.logged_in(world.secretary(session, world.municipality(session, network, "Vaals")))
    session.commit()
    address = f"/bureau/voorstellen/{proposal.id}/beoordelen"
    mine, theirs = secretary.get(address), colleague.get(address)

    mine.submit({"judgement": "schedule", "reason": "Er zijn signalen over."})
    told = theirs.submit({"judgement": "set_aside", "reason": "Hoort hier niet."}, status=422)

    assert "intussen al beoordeeld" in told.text
    assert "Er zijn signalen over." in told.text
    assert session.get(Proposal, proposal.id).stage == Stage.SCHEDULED
    assert "al beoordeeld" in colleague.get(address).text


def test_double_click_judges_once(session, make, secretary, party):
    proposal = make(Stage.RECEIVED)
    page = secretary.get(f"/bureau/voorstellen/{proposal.id}/beoordelen")
    answers = {"judgement": "schedule", "reason": "Er zijn signalen over."}

    page.submit(answers), page.submit(answers)

    kinds = session.scalars(select(Publication.kind).order_by(Publication.id)).all()
    assert kinds == ["proposal:receive", "proposal:schedule"]
    assert count(session, OutboxMail) == 1


def test_nobody_else_sees_the_queue(make, party, visit):
    proposal = make(Stage.RECEIVED)

    for path in ("/bureau/voorstellen", f"/bureau/voorstellen/{proposal.id}/beoordelen"):
        party.get(path, status=403)
        assert "/inloggen" in visit.get(path, status=302).location
    visit.get("/bureau/voorstellen/999/beoordelen", status=404)
