"""Reacting as anyone, around the end and in an old tab; the secretary's pages."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from portal.contributions.models import ConfidentialPart
from portal.contributions.rules import Ground
from portal.core.database import db
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.parties.rules import PublishAs
from portal.proposals.rules import Stage
from portal.rounds import answers, queries
from portal.rounds.models import Answer, CommentRound, Reaction
from portal.rounds.rules import Adopted, Position, ReactionState
from tests import world

SECOND = timedelta(seconds=1)
ANSWERS = {
    "position": "amend", "labels": ["4.3.1"], "text": "Zet er ook een telefoonnummer in.", "confidential": "no",
    "publish_as": "place", "sender_place": "Vaals", "sender_email": "inwoner@example.nl",
}


@pytest.fixture
def path(scene):
    return f"/voorstellen/{scene.proposal.number}/reageren"


@pytest.fixture
def office(scene, visit):
    return visit.logged_in(scene.secretary)


def confirmed(session, visit):
    """The page after the link of the one letter and its button."""
    link = session.scalars(select(OutboxMail.data).where(OutboxMail.kind == "contributions/confirm")).one()["link"]
    return visit.get(link.removeprefix("http://localhost")).submit(button="Bevestig")


def stored(session):
    return session.scalar(select(func.count(Reaction.id)))


# Reacting


def test_resident_reads_over_then_sends(session, scene, round_, visit, path):
    form = visit.get(path)
    assert form.h1 == "Reageer op: Wachttijd eerder melden"
    assert "dinsdag 7 april 2026, 24:00 uur" in form.text
    assert "18 dagen" in form.text

    overview = form.submit(ANSWERS, "Verder")
    assert overview.h1 == "Lees uw reactie na"
    assert "Artikel 4.3.1: Wachttijd melden" in overview.text
    assert "Ik ben voor, met een aanpassing" in overview.text
    assert stored(session) == 0
    look = overview.submit(button="Verstuur")
    assert look.h1 == "Kijk in uw mail"
    receipt = confirmed(session, visit)

    reaction = session.scalars(select(Reaction)).one()
    assert (reaction.position, reaction.labels, reaction.late) == (Position.AMEND, ["4.3.1"], False)
    assert receipt.h1 == "Uw reactie is binnen"
    assert receipt.response.headers["Cache-Control"] == "no-store"
    letters = session.execute(select(OutboxMail.kind, OutboxMail.email).order_by(OutboxMail.id)).all()
    assert letters == [("contributions/confirm", "inwoner@example.nl"), ("rounds/receipt", "inwoner@example.nl")]
    assert reaction.follow_key not in look.html


def test_double_click_gives_one_reaction(session, scene, round_, visit, path):
    overview = visit.get(path).submit(ANSWERS, "Verder")

    first, second = overview.submit(button="Verstuur"), overview.submit(button="Verstuur")

    assert first.path == second.path
    assert stored(session) == 1


def test_second_click_after_the_end_leads_to_the_receipt(session, scene, round_, visit, path, at):
    overview = visit.get(path).submit(ANSWERS, "Verder")
    first = overview.submit(button="Verstuur")
    at(round_.closes_at)

    assert overview.submit(button="Verstuur").path == first.path


def test_going_back_keeps_everything(session, scene, round_, visit, path):
    page = visit.get(path).submit(ANSWERS | {"confidential": "yes", "confidential_text": "45 euro", "ground": "cost"}, "Verder")
    assert "45 euro" in page.text

    form = page.submit(button="Iets veranderen")

    assert form.one("#text").etree_element.text.strip() == ANSWERS["text"]
    assert form.one("#confidential_text").etree_element.text.strip() == "45 euro"
    checked = {e.etree_element.get("value") for e in form.all("input[checked]")}
    assert {"amend", "4.3.1", "yes", "cost", "place"} <= checked


def test_chosen_article_is_ticked(session, scene, round_, visit, path):
    page = visit.get(f"{path}?lid=4.3.1&lid=9.9")

    assert [e.etree_element.get("value") for e in page.all('input[name="labels"][checked]')] == ["4.3.1"]


@pytest.mark.parametrize(("field", "value", "error"), [
    ("text", "Bij mijn moeder (123456782) ging het mis.", "burgerservicenummer"),
    ("text", "", "Schrijf uw reactie op"),
    ("text", "x" * 10_001, "10000"),
    ("position", "purple", "Kies wat u van het voorstel vindt"),
    ("labels", ["9.9"], "Kies waar uw reactie over gaat"),
    ("labels", [], "Kies waar uw reactie over gaat"),
    ("sender_email", "inwoner@voorbeeld", "niet compleet"),
    ("sender_email", "", "Vul uw e-mailadres in"),
    ("publish_as", "name", "Vul uw naam in"),
    ("confidential", "yes", "Schrijf het vertrouwelijke deel op"),
])
def test_wrong_answer_is_told_at_the_field_and_kept(session, scene, round_, visit, path, field, value, error):
    answers = ANSWERS | {field: value}

    page = visit.get(path).submit(answers, "Verder", status=422)

    assert any(error in told for told in page.errors)
    assert (page.one("#text").etree_element.text or "").strip() == answers["text"]
    assert page.one("title").etree_element.text.startswith("Fout")
    assert stored(session) == 0


def test_everything_that_is_wrong_is_told_at_once(session, scene, round_, visit, path):
    page = visit.get(path).submit(ANSWERS | {
        "text": "Mijn nummer is 123456782.", "confidential": "yes", "confidential_text": "45 euro",
        "sender_email": "inwoner@voorbeeld"}, "Verder", status=422)

    assert "3 dingen kloppen niet" in page.text
    assert len(page.errors) == 3


def test_confidential_part_is_stored_apart_with_its_ground(session, scene, round_, visit, path):
    page = visit.get(path).submit(ANSWERS | {"confidential": "yes", "confidential_text": "45 euro", "ground": "cost"}, "Verder")
    page.submit(button="Verstuur")
    receipt = confirmed(session, visit)

    part = session.scalars(select(ConfidentialPart)).one()
    assert (part.text, part.ground) == ("45 euro", Ground.COST)
    assert "45 euro" not in receipt.text
    assert "kosten en prijzen" in receipt.text


def test_confidential_part_of_who_changed_his_mind_is_not_sent(session, scene, round_, visit, path):
    page = visit.get(path).submit(ANSWERS | {"confidential": "no", "confidential_text": "45 euro", "ground": "cost"}, "Verder")
    assert "45 euro" not in page.text

    page.submit(button="Verstuur")

    assert session.scalar(select(func.count(ConfidentialPart.id))) == 0


def test_party_reacts_under_its_name(session, scene, round_, visit, path):
    page = visit.logged_in(scene.cas).get(path)
    assert "U reageert namens Citer." in page.text
    assert not page.all("#sender_email")

    receipt = page.submit({"position": "for", "labels": ["all"], "text": "Wij doen mee.", "confidential": "yes",
                           "confidential_text": "45 euro", "ground": "cost"}, "Verder").submit(button="Verstuur")

    reaction = session.scalars(select(Reaction)).one()
    assert (reaction.party_id, reaction.person_id) == (scene.citer.id, scene.cas.id)
    assert "45 euro" in receipt.text


def test_own_words_are_shown_as_words(session, scene, round_, visit, path):
    page = visit.get(path).submit(ANSWERS | {"text": "<script>alert(1)</script> **vet**"}, "Verder").submit(button="Verstuur")
    page = confirmed(session, visit)

    assert "<script>alert(1)" in page.text
    assert "<script>alert" not in page.html


# Around the end


@pytest.mark.parametrize(("moment", "is_open"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)])
def test_form_around_the_end(session, scene, round_, visit, path, at, moment, is_open):
    at(round_.closes_at + moment)

    page = visit.get(path)

    assert bool(page.all("form textarea")) is is_open
    assert "dinsdag 7 april 2026, 24:00 uur" in page.text
    assert ("U heeft nog de tijd" in page.text) is is_open


@pytest.mark.parametrize("button", ["Verder", "Verstuur"])
def test_old_tab_after_the_end_stores_nothing_and_keeps_what_was_typed(session, scene, round_, visit, path, at, button):
    page = visit.get(path)
    if button == "Verstuur":
        page = page.submit(ANSWERS, "Verder")
    at(round_.closes_at)

    refused = page.submit(ANSWERS, button, status=422)

    assert stored(session) == 0
    assert session.scalar(select(func.count(OutboxMail.id))) == 0
    assert "Uw reactie is niet verstuurd" in refused.errors[0]
    assert refused.one("#text").etree_element.text.strip() == ANSWERS["text"]

    overview = refused.submit({"late": "y"}, "Verder")
    assert "te laat" in overview.text
    overview.submit(button="Verstuur")
    receipt = confirmed(session, visit)
    assert session.scalars(select(Reaction.late)).one() is True
    assert "Te laat binnengekomen" in receipt.text


def test_deep_link_to_send_after_the_end_stores_nothing(session, scene, round_, visit, path, at):
    form = visit.get(path)
    at(round_.closes_at + timedelta(days=3))

    form.submit(ANSWERS | {"act": "send"}, status=422)

    assert stored(session) == 0


def test_being_late_is_chosen_by_oneself(session, scene, round_, visit, path, at):
    at(round_.closes_at)
    closed = visit.get(path)
    assert closed.h1 == "De reactieronde is gesloten"

    form = visit.get(closed.all('a[href*="te-laat"]')[0].etree_element.get("href"))
    form.submit(ANSWERS, "Verder").submit(button="Verstuur")

    assert session.scalars(select(Reaction.late)).one() is True


def test_late_while_the_round_is_open_is_refused(session, scene, round_, visit, path):
    page = visit.get(path).submit(ANSWERS | {"late": "y", "act": "send"}, status=422)

    assert "u bent op tijd" in page.text
    assert stored(session) == 0


def test_without_a_round_the_page_says_what_is_possible(session, scene, visit, path):
    assert visit.get(path).h1 == "Reageren kan nu niet"
    visit.get("/voorstellen/1999-01/reageren", status=404)


def test_withdrawn_proposal_takes_no_reaction(session, scene, round_, visit, path):
    page = visit.get(path)
    scene.proposal.stage = Stage.WITHDRAWN
    session.commit()

    assert page.submit(ANSWERS | {"act": "send"}).h1 == "Reageren kan nu niet"
    assert stored(session) == 0


def test_unpublished_proposal_is_not_known(session, scene, visit):
    hidden = world.proposal(session, scene.network, Stage.RECEIVED, party=scene.boot)
    session.commit()

    visit.get(f"/voorstellen/{hidden.number}/reageren", status=404)
    visit.logged_in(scene.cas).get(f"/voorstellen/{hidden.number}/reageren", status=404)


# Following


def test_follow_page_tells_the_answer_when_it_is_public(session, scene, round_, visit, at, now):
    reaction = world.reaction(session, round_)
    answers.answer_reaction(session, reaction, adopted=Adopted.PARTLY, text="Zeven dagen kan.", actor=scene.office, now=now)
    session.commit()
    path = f"/reacties/volg/{reaction.follow_key}"
    assert "Zeven dagen" not in visit.get(path).text

    answers.publish_answers(session, round_, actor=scene.office, now=round_.closes_at)
    session.commit()

    text = visit.get(path).text
    assert "Antwoord van de tafel: deels overgenomen" in text
    assert "Zeven dagen kan." in text
    visit.get("/reacties/volg/bestaat-niet", status=404)


def test_follow_page_tells_why_a_reaction_stays_off_the_site(session, scene, round_, visit):
    reaction = world.reaction(session, round_, state=ReactionState.WITHHELD)
    session.commit()

    assert "Hier staat iets persoonlijks in." in visit.get(f"/reacties/volg/{reaction.follow_key}").text


# Opening and extending


def test_opening_shows_the_last_moment_and_who_is_told(session, scene, office):
    page = office.get(f"/bureau/voorstellen/{scene.proposal.id}/ronde")
    assert "tot en met dinsdag 7 april 2026, 24:00 uur" in page.text
    assert "Goede Vrijdag" in page.text
    assert "Adressen: 2. Partijen: 2." in page.text

    opened = page.submit(button="Open de reactieronde")

    assert opened.h1 == "Reactieronde: Wachttijd eerder melden"
    assert session.scalars(select(Publication.kind)).all() == ["round:open"]
    again = page.submit(button="Open de reactieronde")
    assert again.path == opened.path
    assert session.scalar(select(func.count(CommentRound.id))) == 1


def test_two_secretaries_open_one_round(session, scene, office, visit):
    path = f"/bureau/voorstellen/{scene.proposal.id}/ronde"
    first, second = office.get(path), visit.logged_in(scene.secretary).get(path)
    first.submit(button="Open de reactieronde")

    told = second.submit(button="Open de reactieronde", status=422) if second.all("main form button") else second

    assert session.scalar(select(func.count(CommentRound.id))) == 1
    assert "Dit kan nu niet" in told.text


def test_opening_after_midnight_asks_again(session, scene, office, at):
    at(datetime(2026, 3, 20, 22, 59, tzinfo=UTC))
    page = office.get(f"/bureau/voorstellen/{scene.proposal.id}/ronde")
    at(datetime(2026, 4, 20, 22, 1, tzinfo=UTC))

    again = page.submit(button="Open de reactieronde", status=422)
    assert "nieuwe dag begonnen" in again.text
    assert session.scalar(select(func.count(CommentRound.id))) == 0

    again.submit(button="Open de reactieronde")
    assert session.scalars(select(CommentRound)).one().last_day.isoformat() == "2026-05-06"


def test_opening_says_what_is_still_needed(session, scene, office):
    scene.proposal.stage = Stage.SCHEDULED
    session.commit()

    page = office.get(f"/bureau/voorstellen/{scene.proposal.id}/ronde")

    assert "Dit kan nu niet" in page.text
    assert not page.all("main form")


def test_extending_is_read_over_with_the_real_last_day(session, scene, round_, office):
    form = office.get(f"/bureau/rondes/{round_.id}/verlengen")
    overview = form.submit({"last_day": "2026-04-11", "reason": "Storing."}, "Verder")
    assert "maandag 13 april 2026, 24:00 uur" in overview.text

    page = overview.submit(button="Verleng")

    assert "Storing." in page.text
    session.expire_all()
    assert session.get(CommentRound, round_.id).last_day.isoformat() == "2026-04-13"


@pytest.mark.parametrize(("answers", "error"), [
    ({"last_day": "2026-04-07", "reason": "Storing."}, "Kies een latere dag"),
    ({"last_day": "2026-04-20", "reason": ""}, "Geef de reden"),
    ({"last_day": "", "reason": "Storing."}, "Kies de nieuwe laatste dag"),
    ({"last_day": "31-31-2026", "reason": "Storing."}, "Kies de nieuwe laatste dag"),
])
def test_wrong_extension_changes_nothing(session, scene, round_, office, answers, error):
    page = office.get(f"/bureau/rondes/{round_.id}/verlengen").submit(answers, "Verder", status=422)

    assert any(error in told for told in page.errors)
    assert session.scalar(select(func.count(Publication.id))) == 0


def test_closed_round_cannot_be_extended(session, scene, round_, office, at):
    at(round_.closes_at)

    page = office.get(f"/bureau/rondes/{round_.id}/verlengen")

    assert "gaat niet opnieuw open" in page.text
    assert not page.all("main form")


# Reading and answering


def test_reading_and_answering_on_one_page(session, scene, round_, office):
    reaction = world.reaction(session, round_, state=ReactionState.NEW, text="Mijn zoon Jan wachtte.")
    session.commit()
    path = f"/bureau/reacties/{reaction.id}"

    saved = office.get(path).submit({"reading": "publish", "public_text": "Mijn zoon wachtte."}, "Bewaar wat")
    assert "De reactie staat op de site" in saved.text
    forms = saved.all("main form")
    assert len(forms) == 2
    saved.submit({"adopted": "yes", "answer_text": "Nemen we over."}, "Bewaar het antwoord", form="#antwoord-formulier")

    session.expire_all()
    assert (reaction.state, reaction.public_text) == (ReactionState.PUBLISHED, "Mijn zoon wachtte.")
    assert session.scalars(select(Answer.text)).all() == ["Nemen we over."]


def test_possible_bsn_is_pointed_out_and_kept_off_the_site(session, scene, round_, office):
    reaction = world.reaction(session, round_, state=ReactionState.NEW, text="Bij 123456782 ging het mis.")
    session.commit()

    page = office.get(f"/bureau/reacties/{reaction.id}")
    assert "Dit kan een burgerservicenummer zijn: 123456782." in page.text
    wrong = page.submit({"reading": "publish"}, "Bewaar wat", status=422)

    assert "123456782" in wrong.errors[0]
    session.expire_all()
    assert reaction.state == ReactionState.NEW


@pytest.mark.parametrize(("answers", "error"), [
    ({"reading": "withhold", "reason": ""}, "Geef de reden"), ({"reading": "publish", "public_text": ""}, "tekst voor de site"),
    ({}, "Kies of de reactie op de site komt")])
def test_wrong_reading_is_told_and_changes_nothing(session, scene, round_, office, answers, error):
    reaction = world.reaction(session, round_, scene.citer, state=ReactionState.NEW)
    session.commit()

    page = office.get(f"/bureau/reacties/{reaction.id}").submit(answers, "Bewaar wat", status=422)

    assert any(error in told for told in page.errors)
    session.expire_all()
    assert reaction.state == ReactionState.NEW


def test_reaction_that_must_stay_off_the_site_offers_nothing_else(session, scene, round_, office):
    reaction = world.reaction(session, round_, state=ReactionState.NEW, publish_as=PublishAs.HIDDEN)
    session.commit()

    page = office.get(f"/bureau/reacties/{reaction.id}")
    assert [e.etree_element.get("value") for e in page.all('input[name="reading"]')] == ["withhold"]
    page.submit(button="Bewaar wat")

    session.expire_all()
    assert (reaction.state, reaction.withheld_reason) == (ReactionState.WITHHELD, "De afzender vroeg hierom.")


def test_two_secretaries_answer_at_once_and_the_second_sees_both(session, scene, round_, office, visit):
    reaction = world.reaction(session, round_, scene.citer)
    session.commit()
    path, form = f"/bureau/reacties/{reaction.id}", "#antwoord-formulier"
    one, two = office.get(path), visit.logged_in(scene.secretary).get(path)
    one.submit({"adopted": "yes", "answer_text": "Eerste."}, form=form)

    told = two.submit({"adopted": "no", "answer_text": "Tweede."}, form=form, status=422)

    assert "Eerste." in told.text
    assert told.one("#answer_text").etree_element.text.strip() == "Tweede."
    assert session.scalars(select(Answer.text)).all() == ["Eerste."]


def test_published_answer_has_no_form(session, scene, round_, office, at):
    reaction = world.reaction(session, round_)
    answers.answer_reaction(session, reaction, adopted=Adopted.YES, text="Goed.", actor=scene.office, now=world.OPENED)
    answers.publish_answers(session, round_, actor=scene.office, now=round_.closes_at)
    session.commit()

    page = office.get(f"/bureau/reacties/{reaction.id}")

    assert not page.all("#antwoord-formulier")
    assert "Openbaar sinds" in page.text


# The secretary's overviews


def test_queue_shows_each_round_in_its_place(session, scene, round_, office, at):
    world.reaction(session, round_, state=ReactionState.NEW)
    world.reaction(session, round_, scene.citer, late=True)
    ready = world.proposal(session, scene.network, Stage.PRELIMINARY, title="Eén formulier")
    session.commit()

    page = office.get("/bureau/rondes")
    assert "Wachttijd eerder melden" in page.text
    assert "18 dagen" in page.text
    assert page.all(f'a[href="/bureau/voorstellen/{ready.id}/ronde"]')
    assert not page.all("#wachten")

    at(round_.closes_at)
    page = office.get("/bureau/rondes")
    assert page.all("#wachten")
    assert "Er is geen reactieronde open." in page.text
    assert "0 van 1" in page.text


def test_who_has_very_many_rounds_to_answer_reads_them_in_parts_the_longest_waiting_first(session, scene, round_, office, at):
    for number in range(51):
        proposal = world.proposal(session, scene.network, Stage.PRELIMINARY, title=f"Voorstel {number}")
        world.reaction(session, world.comment_round(session, proposal))
    session.commit()
    at(round_.closes_at + timedelta(days=1))

    first, second = office.get("/bureau/rondes"), office.get("/bureau/rondes?deel=2")

    assert "Pagina 1 van 2." in first.text
    assert [row.etree_element.findtext("a") for row in first.all("tbody th")[:2]] == ["Voorstel 0", "Voorstel 1"]
    assert "Voorstel 50" in second.text and "Voorstel 49" not in second.text
    assert first.all('nav a[rel=next][href="/bureau/rondes?deel=2"]') and second.all('nav a[rel=prev][href="/bureau/rondes"]')
    assert "Voorstel 50" in office.get("/bureau/rondes?deel=3").text  # who answered the last of a part, and comes back to it
    for nowhere in ("0", "x", "999999"):
        office.get(f"/bureau/rondes?deel={nowhere}", status=404)


def test_a_round_that_waits_for_answers_is_never_out_of_sight(session, scene, round_, now):
    """However many rounds closed since: only one that was answered, or that nobody reacted to in time, makes room."""
    def old(title, days):
        return world.comment_round(session, world.proposal(session, scene.network, title=title), opened_at=now - timedelta(days=days))

    answered = old("Beantwoord", 80)
    answers.answer_reaction(session, world.reaction(session, answered), adopted=Adopted.YES, text="Ja.", actor=scene.office, now=now)
    answers.publish_answers(session, answered, actor=scene.office, now=now)
    old("Niemand", 70)
    world.reaction(session, old("Te laat", 60), late=True)
    world.reaction(session, old("Wacht", 90))
    old("Loopt nog", 2)
    session.commit()

    def seen(done):
        return [row.round.proposal.title for row in queries.progress(session, scene.network, now, done=done)]

    assert seen(0) == ["Wacht", "Loopt nog", round_.proposal.title]
    assert seen(2) == ["Wacht", "Niemand", "Te laat", "Loopt nog", round_.proposal.title]
    assert len(seen(9)) == 6


def test_a_round_with_very_many_reactions_is_worked_through_in_parts(session, round_, office):
    for number in range(101):
        world.reaction(session, round_, text=f"Inwoner {number:03d} vindt dit goed.")
    session.commit()
    path = f"/bureau/rondes/{round_.id}"

    first, second = office.get(path), office.get(f"{path}?deel=2")

    assert "Pagina 1 van 2." in first.text
    assert "Inwoner 099" in first.text and "Inwoner 100" not in first.text
    assert "Inwoner 100" in second.text and "Inwoner 099" not in second.text
    assert first.all(f'nav a[rel=next][href="{path}?deel=2#reacties"]') and second.all(f'nav a[rel=prev][href="{path}#reacties"]')
    assert "Inwoner 100" in office.get(f"{path}?deel=3").text


def test_answers_are_published_from_the_round(session, scene, round_, office, at):
    reaction = world.reaction(session, round_)
    session.commit()
    at(round_.closes_at)
    path = f"/bureau/rondes/{round_.id}"
    assert "Reacties zonder antwoord: 1." in office.get(path).text
    assert not office.get(f"{path}/antwoorden").all("main form")

    answers.answer_reaction(session, reaction, adopted=Adopted.YES, text="Goed.", actor=scene.office, now=world.OPENED)
    session.commit()
    confirm = office.get(f"{path}/antwoorden")
    assert "1 antwoord wordt openbaar" in confirm.text
    done = confirm.submit(button="Maak alle antwoorden")

    assert "Alle antwoorden zijn openbaar." in done.text
    assert confirm.submit(button="Maak alle antwoorden").path == path
    assert session.scalars(select(Publication.kind)).all() == ["round:answered"]


def test_late_reactions_stand_apart(session, scene, round_, office):
    world.reaction(session, round_, late=True)
    session.commit()

    page = office.get(f"/bureau/rondes/{round_.id}")

    assert page.all("#te-laat")
    assert "Er zijn nog geen reacties." in page.text


@pytest.mark.parametrize("path", ["/bureau/rondes", "/bureau/rondes/{round}", "/bureau/rondes/{round}/antwoorden",
                                  "/bureau/rondes/{round}/verlengen", "/bureau/reacties/{reaction}",
                                  "/bureau/voorstellen/{proposal}/ronde"])
def test_desk_is_for_the_secretary(session, scene, round_, visit, path):
    reaction = world.reaction(session, round_)
    session.commit()
    address = path.format(round=round_.id, reaction=reaction.id, proposal=scene.proposal.id)

    assert "/inloggen" in visit.get(address, status=302).location
    visit.logged_in(scene.cas).get(address, status=403)


def queries_of(visitor, path):
    """How many statements a page takes."""
    statements = []
    with visitor.app.app_context():
        engine = db.engine
    listen = lambda _c, _cursor, statement, *_rest: statements.append(statement)
    event.listen(engine, "before_cursor_execute", listen)
    try:
        visitor.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return len(statements)


@pytest.mark.parametrize("path", ["/bureau/rondes/{round}", "/bureau/rondes", "/bureau/rondes/{round}/antwoorden"])
def test_number_of_queries_does_not_grow(session, scene, round_, office, at, path):
    def fill(count):
        for number in range(count):
            party = world.member(session, scene.network, f"Partij {number}")
            row = world.reaction(session, round_, party)
            world.add(session, ConfidentialPart(reaction_id=row.id, ground=Ground.OTHER, text="Geheim."))
            answers.answer_reaction(session, row, adopted=Adopted.YES, text="Goed.", actor=scene.office, now=world.OPENED)
        session.commit()

    at(round_.closes_at)
    fill(1)
    address = path.format(round=round_.id)
    office.get(address)
    one = queries_of(office, address)
    fill(9)

    assert queries_of(office, address) == one
