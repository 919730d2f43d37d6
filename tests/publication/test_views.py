"""The public pages in every stage and for every reader; a fixed number of queries; feeds that readers understand."""

from datetime import timedelta

import feedparser
import pytest

from portal.accounts.models import Role
from portal.contributions.models import ConfidentialPart
from portal.contributions.rules import Ground
from portal.core.access import OUTSIDER
from portal.core.revisions import Paragraph
from portal.decisions.models import BoardDecision, Submission
from portal.networks.operations import publish
from portal.proposals.models import ProposalVersion
from portal.proposals.operations import confirm_proposal, judge_proposal, submit_proposal, take_step
from portal.proposals.rules import ProposalKind, Stage
from portal.rounds.rules import ReactionState
from portal.votes.rules import Choice
from tests import world


@pytest.fixture
def network(session):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    session.commit()
    return network


def _published(session, network, title, path="/voorstellen", kind="proposal:set_aside", now=world.OPENED, **options):
    row = publish(session, kind, network_id=network.id, title=title, path=path, now=now, **options)
    session.flush()
    return row


@pytest.fixture
def secretary(session, network):
    person = world.secretary(session, world.municipality(session, network, "Beek"))
    session.commit()
    return person


# The front page

def test_empty_front_page_says_so_and_what_is_possible(session, network, visit):
    page = visit.get("/")

    assert "Er is nu geen reactieronde of stemming open." in page.text
    assert "Er is nog niets besloten." in page.text
    assert "0 voorstellen op tafel" in page.text.replace("0voorstellen", "0 voorstellen")


def test_front_page_shows_what_is_open_first_to_close_on_top(session, network, visit):
    member = world.member(session, network)
    late = world.proposal(session, network, Stage.PRELIMINARY, title="Sluit als laatste")
    world.comment_round(session, late, days=20)
    soon = world.proposal(session, network, Stage.PRELIMINARY, title="Sluit als eerste")
    world.comment_round(session, soon, days=5)
    world.vote(session, world.proposal(session, network, Stage.IN_VOTE, title="Sluit in het midden"), member, days=10)
    session.commit()

    page = visit.get("/")

    titles = ["".join(e.etree_element.itertext()) for e in page.all("#nu-open ~ * h3, .ot-board__row--wide h3")]
    assert titles == ["Sluit als eerste", "Sluit in het midden", "Sluit als laatste"]
    assert "0 van de 1 partijen hebben gestemd" in page.text
    assert "woensdag 25 maart 2026, 24:00 uur" in page.text


def test_closed_round_and_withdrawn_proposal_are_not_open(session, network, visit, at):
    for stage in (Stage.PRELIMINARY, Stage.WITHDRAWN):
        world.comment_round(session, world.proposal(session, network, stage, title=f"Titel {stage.value}"))
    session.commit()
    assert "Titel preliminary" in visit.get("/").text
    assert "Titel withdrawn" not in visit.get("/").text

    at(world.OPENED + timedelta(days=30))

    assert "Titel preliminary" not in visit.get("/").text


def test_decisions_show_their_reason(session, network, visit):
    place = world.municipality(session, network, "Stein")
    kept = world.proposal(session, network, Stage.ADOPTED, title="Verslag na zes maanden")
    session.add(Submission(proposal_id=kept.id, submitted=True, reason="Aanbieders houden meer tijd over.", deviates=False,
                           decided_at=world.OPENED))
    _published(session, network, kept.title, kind="proposal:adopt", proposal_id=kept.id, number=kept.number)
    gone = world.proposal(session, network, Stage.REJECTED, title="Eerste gesprek thuis")
    lay = world.add(session, Submission(proposal_id=gone.id, submitted=True, reason="De tafel vraagt het.", deviates=False,
                                        decided_at=world.OPENED))
    session.add(BoardDecision(proposal_id=gone.id, submission_id=lay.id, municipality_id=place.id, adopted=False, decided_on=world.OPENED.date(),
                              number="B1", reason="Niet iedereen wil bezoek thuis.", recorded_at=world.OPENED))
    _published(session, network, gone.title, kind="proposal:reject", proposal_id=gone.id, number=gone.number)
    session.commit()

    for address in ("/", "/besluiten"):
        page = visit.get(address)
        assert "Waarom: Aanbieders houden meer tijd over." in page.text
        assert "Waarom: Niet iedereen wil bezoek thuis." in page.text
        assert page.all(".ot-chip--good") and page.all(".ot-chip--bad")


# The list

def test_list_by_step_and_law(session, network, visit):
    world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="In een ronde"))
    world.proposal(session, network, Stage.PRELIMINARY, title="Wordt beantwoord")
    world.proposal(session, network, Stage.ADOPTED, title="Is besloten")
    session.commit()

    def titles(address):
        return ["".join(e.etree_element.itertext()) for e in visit.get(address).all(".ot-board__title")]

    assert titles("/voorstellen") == ["Is besloten", "Wordt beantwoord", "In een ronde"]
    assert titles("/voorstellen?stap=ronde") == ["In een ronde"]
    assert titles("/voorstellen?stap=antwoorden") == ["Wordt beantwoord"]
    assert titles("/voorstellen?stap=besloten&wet=wmo2015") == ["Is besloten"]
    assert titles("/voorstellen?wet=jeugdwet") == []
    assert "18 dagen over" in visit.get("/voorstellen?stap=ronde").text


@pytest.mark.parametrize("address", ["/voorstellen?stap=onzin", "/voorstellen?wet=x", "/voorstellen/1", "/voorstellen/2026-99",
                                     "/voorstellen/2026-01?versie=nul", "/voorstellen/x/atom.xml"])
def test_what_is_not_there_is_not_found(session, network, visit, address):
    visit.get(address, status=404)


def test_pages_of_fifty_by_key(session, network, visit):
    for number in range(52):
        world.proposal(session, network, title=f"Nummer {number}")
    session.commit()

    page = visit.get("/voorstellen")
    older = visit.get(page.one('[rel="next"]').etree_element.get("href"))

    assert (len(page.all(".ot-board__row")), len(older.all(".ot-board__row"))) == (50, 2)


# The dossier

@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.RECEIVED])
@pytest.mark.parametrize("reader", ["outsider", "own party", "other party", "secretary", "board"])
def test_dossier_reads_in_every_stage_for_everyone(session, network, visit, secretary, stage, reader):
    own, other = world.member(session, network), world.member(session, network, "Regenlaarzen")
    row = world.proposal(session, network, stage, party=own)
    people = {"own party": world.contact(session, own), "other party": world.contact(session, other),
              "secretary": secretary, "board": world.board_staff(session, world.municipality(session, network, "Vaals"))}
    session.commit()
    visitor = visit.logged_in(people[reader]) if reader in people else visit

    page = visitor.get(f"/voorstellen/{row.number}")

    assert page.h1 == "Wachttijd eerder melden"
    assert len(page.all('.ot-stepper [aria-current="step"]')) == 1
    assert bool(page.all(f'a[href="/bureau/voorstellen/{row.id}"]')) == (reader == "secretary")


def test_what_only_came_in_is_seen_by_its_party_and_the_secretary(session, network, visit, secretary):
    own, other = world.member(session, network), world.member(session, network, "Regenlaarzen")
    row = world.proposal(session, network, Stage.RECEIVED, party=own, title="Nog GEHEIM")
    own_person, other_person = world.contact(session, own), world.contact(session, other)
    session.commit()
    address = f"/voorstellen/{row.number}"

    visit.get(address, status=404)
    visit.logged_in(other_person).get(address, status=404)
    assert visit.logged_in(own_person).get(address).h1 == "Nog GEHEIM"
    assert visit.logged_in(secretary).get(address).h1 == "Nog GEHEIM"
    visit.get(f"{address}/atom.xml", status=404)
    for public in ("/", "/voorstellen", "/reactierondes", "/besluiten", "/atom.xml"):
        assert "GEHEIM" not in visit.get(public).html


def test_open_round_says_until_when_and_why(session, network, visit):
    row = world.proposal(session, network, Stage.PRELIMINARY)
    world.comment_round(session, row)
    session.commit()

    page = visit.get(f"/voorstellen/{row.number}")
    box = " ".join("".join(page.one(".ot-now").etree_element.itertext()).split())

    assert "18 dagen over" in box
    assert "dinsdag 7 april 2026, 24:00 uur" in box
    assert "Goede Vrijdag" in box
    assert page.one(".ot-now .ot-button").etree_element.get("href") == f"/voorstellen/{row.number}/reageren"
    assert page.all(f'a[href="/voorstellen/{row.number}/reageren?lid=4.3.1"]')


def test_round_closes_at_its_instant(session, network, visit, at):
    row = world.proposal(session, network, Stage.PRELIMINARY)
    round_ = world.comment_round(session, row)
    closes_at, address = round_.closes_at, f"/voorstellen/{row.number}"
    session.commit()

    at(closes_at - timedelta(seconds=1))
    assert "Vandaag" in visit.get(address).text
    assert visit.get(address).all(f'.ot-now a[href="{address}/reageren"]')
    at(closes_at)
    assert not visit.get(address).all(f'a[href^="{address}/reageren"]')
    assert "De reactieronde sloot op dinsdag 7 april 2026, 24:00 uur." in visit.get(address).text


def test_differences_are_marked_and_older_versions_stay(session, network, visit):
    row = world.proposal(session, network)
    text = (Paragraph("4.3.1", "De aanbieder meldt het na drie weken.", "Melden", world.CHANGED[0].before),)
    session.add(ProposalVersion(proposal_id=row.id, number=2, paragraphs=text, explanation="", explanation_html="",
                                created_at=world.OPENED, created_by="Maastricht"))
    session.commit()

    page = visit.get(f"/voorstellen/{row.number}")
    assert page.all(".ot-versions del") and page.all(".ot-versions ins")
    assert "drie" in page.text and "versie 2" in page.text
    older = visit.get(f"/voorstellen/{row.number}?versie=1")
    assert "vier" in older.text and "Er is een nieuwere" in older.text
    visit.get(f"/voorstellen/{row.number}?versie=3", status=404)


def test_confidential_and_unread_never_leak(session, network, visit):
    member, other = world.member(session, network), world.member(session, network, "Regenlaarzen")
    row = world.proposal(session, network, Stage.PRELIMINARY)
    round_ = world.comment_round(session, row)
    shown = world.reaction(session, round_, member)
    session.add(ConfidentialPart(reaction_id=shown.id, ground=Ground.COST, text="MARKER-prijs"))
    world.reaction(session, round_, None, ReactionState.NEW, text="MARKER-ongelezen")
    world.reaction(session, round_, member, ReactionState.WITHHELD, text="MARKER-achtergehouden")
    reader = world.contact(session, other)
    session.commit()

    for visitor in (visit, visit.logged_in(reader)):
        page = visitor.get(f"/voorstellen/{row.number}")
        assert "kosten en prijzen" in page.text
        assert "MARKER" not in page.html


def test_outcome_of_a_vote_stays_secret_until_it_closes(session, network, visit, at):
    one, two = world.member(session, network), world.member(session, network, "Regenlaarzen")
    row = world.proposal(session, network, Stage.IN_VOTE)
    vote = world.vote(session, row, one, two)
    for party, choice in ((one, Choice.FOR), (two, Choice.FOR), (two, Choice.AGAINST)):
        world.ballot(session, vote, party, choice)
    closes_at, address = vote.closes_at, f"/voorstellen/{row.number}"
    session.commit()

    assert not visit.get(address).all(".ot-ratio")
    at(closes_at)
    page = visit.get(address)
    assert [e.etree_element.text for e in page.all(".ot-ratio b")] == ["1", "1"]
    assert "2 van de 2 partijen stemden" in page.text


def test_party_is_asked_to_vote_and_may_change_it(session, network, visit):
    one = world.member(session, network)
    row = world.proposal(session, network, Stage.IN_VOTE)
    vote = world.vote(session, row, one)
    person = world.contact(session, one)
    session.commit()
    visitor = visit.logged_in(person)

    assert "Stem namens De Papieren Boot" in visitor.get(f"/voorstellen/{row.number}").text
    world.ballot(session, vote, one)
    session.commit()
    assert "Wijzig de stem" in visitor.get(f"/voorstellen/{row.number}").text


def test_timeline_has_every_step_with_its_reason(session, network, visit, now):
    secretary = world.actor(world.user(session), world.municipality(session, network, "Stein"), Role.SECRETARY)
    agreement = world.agreement(session, network)
    row = submit_proposal(session, network, title="Wachttijd", summary="Korter.", kind=ProposalKind.CHANGE,
                          agreement_id=agreement.id, laws=frozenset(agreement.laws), paragraphs=world.CHANGED,
                          explanation="", sender_place="Vaals", sender_email="i@example.nl", actor=OUTSIDER, now=now)
    confirm_proposal(session, row, now=now)
    judge_proposal(session, row, relevant=True, reason="Dit raakt veel inwoners.", actor=secretary, now=now)
    take_step(session, row, "make_preliminary", reason="De tafel is het eens.", actor=secretary, now=now)
    number = row.number
    session.commit()

    page = visit.get(f"/voorstellen/{number}")
    events = [" ".join("".join(e.etree_element.itertext()).split()) for e in page.all(".ot-timeline__event")]

    assert "Vandaag" in events[0]
    assert "Waarom: De tafel is het eens." in events[1]
    assert "Waarom: Dit raakt veel inwoners." in events[2]
    assert "Het voorstel kwam binnen op vrijdag 20 maart 2026." in events[3]


# How much a page asks of the database

def _asked(count_queries, visitor, address):
    with count_queries() as queried:
        visitor.get(address)
    assert not [one for one in queried if one.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    return len([one for one in queried if one != "BEGIN"])


@pytest.mark.parametrize(("address", "most"), [("/", 8), ("/voorstellen", 6), ("/reactierondes", 6), ("/besluiten", 6),
                                               ("/hulp", 6), ("/atom.xml", 6)])
def test_number_of_queries_does_not_grow(session, network, visit, count_queries, address, most):
    def more(count):
        for number in range(count):
            world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY))
            done = world.proposal(session, network, Stage.ADOPTED, title=f"Klaar {number}")
            world.comment_round(session, done, opened_at=world.LONG_AGO)
            world.vote(session, world.proposal(session, network, Stage.IN_VOTE), world.party(session))
            _published(session, network, done.title, kind="proposal:adopt", proposal_id=done.id, number=done.number)
            world.meeting(session, network, state="invited")
        session.commit()

    more(1)
    visit.get(address)
    few = _asked(count_queries, visit, address)
    more(9)

    assert _asked(count_queries, visit, address) == few <= most


def test_dossier_takes_as_many_queries_with_many_reactions(session, network, visit, count_queries):
    row = world.proposal(session, network, Stage.PRELIMINARY)
    round_ = world.comment_round(session, row)
    world.reaction(session, round_, world.member(session, network))
    session.commit()
    address = f"/voorstellen/{row.number}"
    visit.get(address)
    few = _asked(count_queries, visit, address)
    for _ in range(10):
        world.reaction(session, round_, world.member(session, network))
    session.commit()

    assert _asked(count_queries, visit, address) == few <= 8


def test_dossier_that_is_with_the_boards_takes_eight_queries_at_most(session, network, visit, count_queries, at):
    party = world.member(session, network)
    row = world.proposal(session, network, Stage.SUBMITTED)
    round_ = world.comment_round(session, row)
    world.reaction(session, round_, party)
    world.vote(session, row, party)
    _published(session, network, row.title, kind="proposal:submit", proposal_id=row.id, number=row.number)
    session.commit()
    at(world.OPENED + timedelta(days=60))
    visit.get(f"/voorstellen/{row.number}")

    assert _asked(count_queries, visit, f"/voorstellen/{row.number}") <= 8


# The feeds

def test_feed_holds_the_newest_with_reasons_and_stable_ids(session, network, visit):
    for number in range(52):
        _published(session, network, f"Voorstel & <b>{number}</b>", reason="Te < duur", number="2026-01")
    session.commit()

    feed = feedparser.parse(visit.get("/atom.xml").response.data)
    ids = [entry.id for entry in feed.entries]

    assert (feed.bozo, feed.version, len(feed.entries)) == (False, "atom10", 50)
    assert feed.entries[0].title.startswith("Voorstel & <b>51</b>: Het voorstel is terzijde gelegd.")
    assert "Waarom: Te < duur" in feed.entries[0].summary
    assert len(set(ids)) == 50 and all(one.startswith("tag:localhost,2026:publicatie/") for one in ids)
    assert feed.feed.updated == feed.entries[0].updated == "2026-03-20T08:00:00+00:00"


def test_feed_of_a_proposal_has_its_own_events_only(session, network, visit):
    one, two = (world.proposal(session, network, title=title) for title in ("Een", "Twee"))
    for row in (one, two):
        _published(session, network, row.title, proposal_id=row.id, number=row.number)
    session.commit()

    page = visit.get(f"/voorstellen/{one.number}/atom.xml")

    assert "Een: " in page.html and "Twee: " not in page.html
    assert page.response.content_type == "application/atom+xml; charset=utf-8"


def test_who_has_the_feed_gets_no_second_copy(session, network, visit):
    _published(session, network, "Een", number="2026-01")
    session.commit()
    tag = visit.get("/atom.xml").response.headers["ETag"]

    assert visit.ask("get", "/atom.xml", headers={"If-None-Match": tag}).status_code == 304
    _published(session, network, "Twee", number="2026-02")
    session.commit()
    assert visit.ask("get", "/atom.xml", headers={"If-None-Match": tag}).status_code == 200


# The other pages

def test_rounds_open_and_closed(session, network, visit):
    world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Loopt nu"))
    world.comment_round(session, world.proposal(session, network, Stage.ADOPTED, title="Is voorbij"),
                        opened_at=world.LONG_AGO)
    session.commit()

    text = visit.get("/reactierondes").text

    assert text.index("Loopt nu") < text.index("Gesloten") < text.index("Is voorbij")


def test_explanation_counts_its_examples(session, network, visit):
    page = visit.get("/hulp")

    assert "dinsdag 7 april 2026, 24:00 uur" in page.text
    sizes = [["".join(cell.itertext()) for cell in row.etree_element] for row in page.all("[aria-labelledby='klassen-kop'] tbody tr")]
    assert sizes == [["Groot", "3", "800"], ["Middelgroot", "3", "160"], ["Klein", "3", "40"]]
    assert page.all("#reactieronde") and page.all("#termijnen")


@pytest.mark.parametrize("address", ["/", "/voorstellen", "/reactierondes", "/besluiten", "/hulp"])
def test_pages_speak_english_too(session, network, visit, address):
    visit.client.set_cookie("language", "en")

    assert visit.get(address).one("html").etree_element.get("lang") == "en"
