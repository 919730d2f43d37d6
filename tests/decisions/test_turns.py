"""Unexpected turns: to all other parties at once, to the public only that it was told (IN 9.4)."""

import pytest
from sqlalchemy import func, select

from portal.contributions.rules import Ground
from portal.decisions import turns
from portal.decisions.models import TurnSecret, UnexpectedTurn
from portal.networks.models import Publication
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.proposals.rules import Stage
from tests import world
from tests.decisions.test_operations import letters, refused

TEXT, SECRET = "Onze raad van toezicht stemt niet in.", "GEHEIM-BEDRAG van 40 euro"


def report(session, scene, now, name="Boot", about=None, text=TEXT, secret=None):
    return turns.report_turn(session, scene.network, about or scene.proposal, text=text, secret=secret, actor=scene.actor(name), now=now)


@pytest.fixture
def told(session, submitted, now):
    """The Boot told of a turn, with a confidential part; the Citer is a third party."""
    submitted.parties["Citer"] = world.member(session, submitted.network, "Citer")
    submitted.contacts["Citer"] = world.contact(session, submitted.parties["Citer"], "Contact van Citer")
    session.commit()
    submitted.turn = report(session, submitted, now, secret=turns.Secret(Ground.COST, SECRET))
    session.commit()
    return submitted


def test_all_others_get_it_at_once_and_nobody_gets_the_confidential_part(session, told):
    sent = {kind: letters(session, kind) for kind in ("decisions/turn", "decisions/turn-receipt", "decisions/turn-desk")}

    assert {letter.email for letter in sent["decisions/turn"]} == {told.contacts[name].email for name in ("Atlas", "Citer")}
    assert [letter.email for letter in sent["decisions/turn-receipt"]] == [told.contacts["Boot"].email]
    assert [letter.email for letter in sent["decisions/turn-desk"]] == [told.secretary.email]
    for letter in (row for rows in sent.values() for row in rows):
        assert TEXT in compose(letter).get_content()
        assert "GEHEIM" not in compose(letter).get_content()


def test_the_public_reads_that_it_was_told_and_not_what(session, told, visit):
    publication = session.scalars(select(Publication).where(Publication.kind == "turn:reported")).one()
    assert (publication.proposal_id, publication.reason) == (told.proposal.id, "")

    for address in (f"/voorstellen/{told.proposal.number}", "/", "/atom.xml"):
        body = visit.ask("get", address).get_data(as_text=True)
        assert "Boot meldde de andere partijen een onverwachte wending" in body
        assert TEXT not in body and "GEHEIM" not in body


@pytest.mark.parametrize(("who", "reads", "secret"), [("Atlas", True, False), ("Boot", True, True), ("secretary", True, True)])
def test_who_reads_what(told, visit, who, reads, secret):
    person = told.secretary if who == "secretary" else told.contacts[who]
    page = visit.logged_in(person).get(f"/mijn/wendingen/{told.turn.id}")

    assert (TEXT in page.text, "GEHEIM" in page.html) == (reads, secret)
    if who == "Atlas":
        assert "Een deel is weggelaten: kosten en prijzen" in page.text


def test_who_is_no_member_reads_nothing(session, told, visit):
    stranger = world.contact(session, world.party(session, "Vreemd"), "Van buiten")
    session.commit()

    assert TEXT not in visit.logged_in(stranger).get("/mijn/wendingen").text
    visit.logged_in(stranger).get(f"/mijn/wendingen/{told.turn.id}", status=404)
    visit.logged_in(told.staff["Beek"]).get(f"/mijn/wendingen/{told.turn.id}", status=404)
    visit.get(f"/mijn/wendingen/{told.turn.id}", status=302)


def test_it_stands_on_the_page_of_the_others_and_on_the_desk(told, visit):
    assert TEXT in visit.logged_in(told.contacts["Atlas"]).get("/mijn").text
    assert "Onverwachte wendingen bij andere partijen" not in visit.logged_in(told.contacts["Boot"]).get("/mijn").text
    assert "Onverwachte wendingen die partijen meldden" in visit.logged_in(told.secretary).get("/bureau/besluiten").text


@pytest.mark.parametrize(("options", "code"), [({"text": " "}, "turn:text-missing")])
def test_a_turn_needs_a_text(session, submitted, now, options, code):
    assert refused(lambda: report(session, submitted, now, **options)).code == code


def test_nothing_is_told_about_what_ended(session, scene, now):
    ended = world.proposal(session, scene.network, Stage.REJECTED)
    session.commit()

    assert refused(lambda: report(session, scene, now, about=ended)).code == "turn:nothing-to-decide"


def test_it_can_be_about_an_agreement(session, scene, now):
    turn = report(session, scene, now, about=scene.proposal.agreement)
    session.commit()

    assert (turn.proposal_id, turn.subject) == (None, scene.proposal.agreement.title)
    assert session.scalars(select(Publication.path).where(Publication.kind == "turn:reported")).one() == (
        f"/overeenkomsten/{scene.proposal.agreement.slug}")


def test_only_members_tell(session, scene, now):
    scene.parties["Vreemd"] = world.party(session, "Vreemd")
    scene.contacts["Vreemd"] = world.contact(session, scene.parties["Vreemd"])
    session.commit()

    assert refused(lambda: report(session, scene, now, name="Vreemd")).code == "turn:not-a-party"


def test_form_is_read_over_sent_once_and_answers_with_a_receipt(session, submitted, visit):
    page = visit.logged_in(submitted.contacts["Atlas"]).get(f"/mijn/wendingen/nieuw?over=voorstel-{submitted.proposal.id}")
    wrong = page.submit({"text": TEXT, "withheld": "yes"}, "Verder", status=422)
    assert len(wrong.errors) >= 2
    overview = wrong.submit({"text": TEXT, "withheld": "yes", "secret": SECRET, "ground": "cost"}, "Verder")
    assert SECRET in overview.text
    assert session.scalar(select(func.count(UnexpectedTurn.id))) == 0

    receipt = overview.submit(button="Meld het")
    again = overview.submit(button="Meld het")

    assert "Dit is uw ontvangstbewijs" in receipt.text
    assert receipt.path == again.path
    assert session.scalars(select(TurnSecret.text)).one() == SECRET
    assert session.scalar(select(func.count(OutboxMail.id)).where(OutboxMail.kind == "decisions/turn")) == 1


def test_without_a_confidential_part_none_is_kept(session, submitted, visit):
    page = visit.logged_in(submitted.contacts["Atlas"]).get("/mijn/wendingen/nieuw")

    page.submit({"about": f"overeenkomst-{submitted.proposal.agreement_id}", "text": TEXT, "withheld": "no", "secret": "toch niet"},
                "Verder").submit(button="Meld het")

    assert session.scalar(select(func.count(TurnSecret.id))) == 0
    assert session.scalar(select(func.count(UnexpectedTurn.id))) == 1


@pytest.mark.parametrize("about", ["", "voorstel-0", "x"])
def test_it_must_be_about_something_that_is_there(submitted, visit, about):
    page = visit.logged_in(submitted.contacts["Atlas"]).get("/mijn/wendingen/nieuw")

    assert "Kies waar het over gaat" in page.submit({"about": about, "text": TEXT, "act": "check"}, status=422).errors[0]
