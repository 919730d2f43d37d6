"""What a party sent in, for who acts for it and for nobody else."""

import pytest

from portal.accounts.models import Role
from portal.core.access import OUTSIDER
from portal.proposals.rules import Stage
from portal.rounds import answers
from portal.rounds.rules import Adopted, ReactionState
from tests import world


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def own(session, network):
    return world.member(session, network)


@pytest.fixture
def reader(session, own, visit):
    person = world.contact(session, own)
    session.commit()
    return visit.logged_in(person)


def a_round(session, network, title):
    return world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title=title))


def titles(page):
    return [each.etree_element.findtext("a") for each in page.all(".ot-board__title")]


def test_reactions_stand_with_what_became_of_them(session, network, own, reader, now):
    for title, state, options in (
            ("Nog te lezen", ReactionState.NEW, {}), ("Op de site", ReactionState.PUBLISHED, {}), ("Ernaast", ReactionState.WITHHELD, {}),
            ("Te laat", ReactionState.NEW, {"late": True}),
            ("Weg", ReactionState.NEW, {"withdrawn_at": now})):
        world.reaction(session, a_round(session, network, title), own, state, **options)
    answered, drafted = (world.reaction(session, a_round(session, network, title), own) for title in ("Beantwoord", "In concept"))
    for reaction in (answered, drafted):
        answers.answer_reaction(session, reaction, adopted=Adopted.PARTLY, text="Voor de helft.", actor=OUTSIDER, now=now)
    answers.publish_answers(session, answered.round, actor=OUTSIDER, now=answered.round.closes_at)
    world.reaction(session, a_round(session, network, "Van een ander"), world.member(session, network, "Regenlaarzen"))
    session.commit()

    page = reader.get("/mijn/ingestuurd")

    marks = {title: "".join(each.etree_element.itertext()) for title, each in zip(titles(page), page.all(".ot-marks"), strict=True)}
    assert list(marks) == ["In concept", "Beantwoord", "Weg", "Te laat", "Ernaast", "Op de site", "Nog te lezen"]
    assert "Beantwoord" in marks["Beantwoord"] and "Deels" in marks["Beantwoord"]
    assert "Op de site" in marks["In concept"] and "eels" not in marks["In concept"]  # a draft is nobody's to know
    assert "Ingetrokken" in marks["Weg"] and "Te laat binnengekomen" in marks["Te laat"]
    assert len(set(marks.values())) == 7
    assert reader.get(page.all(".ot-board__title a")[1].etree_element.get("href")).h1 == "Uw reactie heeft antwoord"


def test_of_very_many_none_is_out_of_reach(session, network, own, reader):
    for number in range(51):
        world.proposal(session, network, Stage.RECEIVED, party=own, title=f"Voorstel {number:02d}")
    session.commit()

    start, first = reader.get("/mijn"), reader.get("/mijn/ingestuurd/voorstellen")
    assert "Voorstel 41" in start.text and "Voorstel 40" not in start.text
    assert start.all("a[href='/mijn/ingestuurd/voorstellen']") and not start.all("a[href='/mijn/ingestuurd/signalen']")
    second = reader.get(first.all("a[rel=next]")[0].etree_element.get("href"))

    assert titles(first) == [f"Voorstel {number:02d}" for number in range(50, 0, -1)]
    assert titles(second) == ["Voorstel 00"] and second.all("a[rel=prev]")


@pytest.mark.parametrize(("kind", "said", "way"), [
    ("", "reageerde nog niet op een voorstel", "/reactierondes"), ("/voorstellen", "heeft nog geen voorstel gedaan", "/voorstellen/nieuw"),
    ("/signalen", "heeft nog geen signaal gegeven", "/signalen/nieuw"),
])
def test_nothing_sent_yet_says_what_one_can_do(reader, kind, said, way):
    page = reader.get(f"/mijn/ingestuurd{kind}")

    assert said in page.text and page.all(f"main a[href='{way}']")


def test_who_acted_until_the_party_left_reads_all_of_it(session, network, own, reader, now):
    for number in range(11):
        world.reaction(session, a_round(session, network, f"Ronde {number:02d}"), own)
    own.leaves_at = now
    session.commit()

    start = reader.get("/mijn/eerder")
    all_of_it = reader.get(start.all("main a[href='/mijn/eerder/reacties']")[0].etree_element.get("href"))

    assert titles(start) == [f"Ronde {number:02d}" for number in range(10, 0, -1)]
    assert titles(all_of_it) == [f"Ronde {number:02d}" for number in range(10, -1, -1)]
    assert all_of_it.all("main a[href='/mijn/eerder']")


def test_who_acts_for_another_party_now_reads_each_apart(session, network, own, visit, now):
    new = world.member(session, network, "Regenlaarzen")
    person = world.contact(session, own)
    world.grant(session, person, Role.CONTACT, new)
    world.reaction(session, a_round(session, network, "Van toen"), own)
    world.reaction(session, a_round(session, network, "Van nu"), new)
    own.leaves_at = now
    session.commit()
    reader = visit.logged_in(person)

    assert titles(reader.get("/mijn/ingestuurd")) == ["Van nu"]
    before = reader.get("/mijn/eerder/reacties")
    assert titles(before) == ["Van toen"] and before.h1 == "Wat De Papieren Boot stuurde"
    assert before.all("main a[href='/mijn/eerder/signalen']") and not before.all("main a[href^='/mijn/ingestuurd']")
    assert "Geen." in reader.get("/mijn/eerder/signalen").text


def test_nobody_else_finds_it(session, network, reader, visit):
    secretary = world.secretary(session, world.municipality(session, network))
    session.commit()

    office = visit.logged_in(secretary)
    office.get("/mijn/ingestuurd", status=403)
    office.get("/mijn/eerder/reacties", status=404)
    reader.get("/mijn/eerder/reacties", status=404)
    reader.get("/mijn/ingestuurd/stemmen", status=404)
