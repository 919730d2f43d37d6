"""Searching: each kind, the words, the order, the filters, and above all who finds what; the same on both databases."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text

from portal.accounts.models import Role
from portal.contributions.models import ConfidentialPart
from portal.contributions.rules import Ground
from portal.core import finding, indexing
from portal.core.indexing import SearchEntry
from portal.core.revisions import Paragraph, fingerprint
from portal.decisions.models import BoardDecision, Submission
from portal.meetings.models import ActionPoint, AgendaItem, Minutes
from portal.meetings.rules import MeetingState
from portal.members.models import Membership
from portal.members.rules import MembershipState
from portal.networks.models import AgreementVersion
from portal.networks.operations import publish, publish_agreement_version
from portal.parties.rules import PublishAs
from portal.proposals.models import ProposalVersion
from portal.proposals.operations import judge_proposal
from portal.proposals.rules import Stage
from portal.publication.rules import STAGE_ADDRESSES, Kind
from portal.rounds.models import Answer, Extension, Rejoinder
from portal.rounds.operations import read_reaction
from portal.rounds.rules import Adopted, ReactionState
from portal.signals.models import Signal
from portal.signals.operations import judge_signal
from portal.signals.rules import Sentiment, SignalState, Subject
from tests import world


@pytest.fixture
def scene(session):
    """A network of two members with its secretary, its board staff and one proposal in a round."""
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    secretary, board = world.secretary(session, place), world.board_staff(session, place)
    boot, citer = world.member(session, network, "Boot"), world.member(session, network, "Citer")
    carla, cas = world.contact(session, boot, "Carla"), world.contact(session, citer, "Cas")
    proposal = world.proposal(session, network, Stage.PRELIMINARY, party=boot, sequence=14)
    round_ = world.comment_round(session, proposal)
    session.commit()
    return SimpleNamespace(
        network=network, place=place, secretary=secretary, board=board, boot=boot, citer=citer, carla=carla, cas=cas,
        proposal=proposal, round=round_, office=world.actor(secretary, place, Role.SECRETARY))


def results(page):
    """The kind line and title of each hit, in order."""
    return [tuple(" ".join("".join(e.etree_element.itertext()).split()) for e in row.query_all(".ot-kind, h3"))
            for row in page.all(".ot-found > li")]


def kinds(page):
    return [kind for kind, _title in results(page)]


def count(page):
    found = re.search(r"(\d+) resulta", page.text)
    return int(found[1]) if found else None


# Every kind is found

def signal(session, network, **options):
    defaults = {"network_id": network.id, "year": 2026, "sequence": 7, "title": "Bus rijdt niet", "text": "RUW",
                "sentiment": Sentiment.NEGATIVE, "subject": Subject.OTHER, "state": SignalState.SCHEDULED,
                "decided_at": world.LONG_AGO, "reason": "Raakt velen.", "public_title": "Bus rijdt niet", "public_text": "Geen bus", "public_html": "<p>Geen bus</p>",
                "published_at": world.LONG_AGO, "received_at": world.LONG_AGO, "follow_key": f"volg{options}"[:32]}
    return world.add(session, Signal(**defaults | options))


def test_each_kind_is_found_and_leads_to_its_page(session, scene, visit):
    world.reaction(session, scene.round, scene.citer, text="Toverwoord in een reactie")
    world.add(session, Extension(round_id=scene.round.id, extended_at=world.OPENED, old_closes_at=scene.round.closes_at,
                                 new_closes_at=scene.round.closes_at + timedelta(days=7), reason="Toverwoord: een storing."))
    signal(session, scene.network, public_html="<p>Toverwoord</p>", municipality_id=scene.place.id)
    world.seated_table(session, scene.network, scene.boot).theme = "Toverwoord"
    world.meeting(session, scene.network, state=MeetingState.INVITED, place="Zaal Toverwoord")
    made = world.add(session, Submission(proposal_id=scene.proposal.id, submitted=True, reason="Toverwoord", deviates=False,
                                  decided_at=world.OPENED))
    world.add(session, BoardDecision(proposal_id=scene.proposal.id, submission_id=made.id, municipality_id=scene.place.id, adopted=True, number="B1",
                                     decided_on=date(2026, 3, 20), reason="Toverwoord", recorded_at=world.OPENED))
    world.agreement(session, scene.network, slug="toverwoord", paragraphs=(Paragraph("9.1", "Het toverwoord.", "Woorden"),))
    world.member(session, scene.network, "Toverwoord BV")
    publish(session, "signal:published", network_id=scene.network.id, title="Toverwoord", path="/signalen/2026-07",
            now=world.OPENED, number="2026-07")
    scene.proposal.summary = "Toverwoord"
    session.commit()

    page = visit.get("/zoeken?q=toverwoorden")

    found = {link.etree_element.get("href"): "".join(link.etree_element.itertext()) for link in page.all(".ot-found h3 a")}
    assert sorted(kinds(page)) == sorted([
        "Voorstel 2026-14", "Reactie op voorstel 2026-14", "Reactieronde over voorstel 2026-14", "Signaal 2026-07", "Tafel",
        "Bijeenkomst", "Besluit over voorstel 2026-14", "Besluit over voorstel 2026-14",
        "Overeenkomst: Raamovereenkomst begeleiding, versie 1", "Deelnemer", "Bekendmaking"])
    assert found["/overeenkomsten/toverwoord?versie=1#lid-9-1"] == "Artikel 9.1 Woorden"
    for address in found:
        there = visit.get(address, status=302).location if address.startswith("/reacties/") else address
        page = visit.get(there.partition("#")[0])
        if "#" in there:
            assert page.all(f"#{there.partition('#')[2]}"), address


def test_every_kind_has_its_words(app):
    assert {kind.code for kind in Kind} == {source.kind for source in indexing.sources()}
    assert set(STAGE_ADDRESSES) == set(Stage)


def test_minutes_are_found_once_adopted_and_only_what_was_concluded(session, scene, visit):
    meeting = world.meeting(session, scene.network, state=MeetingState.HELD)
    done = world.add(session, AgendaItem(meeting_id=meeting.id, position=1, title="Punt", discussion="Besproken", conclusion="Afgerond",
                                         handled_at=world.OPENED))
    world.add(session, AgendaItem(meeting_id=meeting.id, position=2, title="Open", discussion="Halverwege"))
    world.add(session, ActionPoint(item_id=done.id, what="Rekenvoorbeeld", who="Boot", due_on=date(2026, 4, 1)))
    world.add(session, Minutes(meeting_id=meeting.id, number=1, text="Kladversie", html="<p>Kladversie</p>", written_at=world.OPENED,
                               written_by="Sien"))
    session.commit()
    for word in ("besproken", "afgerond", "rekenvoorbeeld", "kladversie", "halverwege"):
        assert count(visit.logged_in(scene.secretary).get(f"/zoeken?q={word}")) == 0

    meeting.state = MeetingState.ADOPTED
    session.commit()

    found = [word for word in ("besproken", "afgerond", "rekenvoorbeeld", "kladversie", "halverwege")
             if count(visit.get(f"/zoeken?q={word}"))]
    assert found == ["besproken", "afgerond", "rekenvoorbeeld", "kladversie"]


def test_a_coming_text_is_found_beside_the_one_in_force_and_takes_its_place(session, scene, visit, now, at):
    agreement = world.agreement(session, scene.network, slug="jeugd", paragraphs=(
        Paragraph("1.1", "Het kompas blijft."), Paragraph("1.2", "Het kompas wijst noord.")))
    publish_agreement_version(session, agreement, paragraphs=(
        Paragraph("1.1", "Het kompas blijft."), Paragraph("1.2", "Het kompas wijst zuid.")), in_force_from=date(2026, 7, 1),
        proposal_id=None, actor=scene.office, now=now)
    session.commit()

    def paths():
        page = visit.get("/zoeken?q=kompas&soort=overeenkomsten")
        return sorted(link.etree_element.get("href") for link in page.all(".ot-found h3 a"))

    assert paths() == [f"/overeenkomsten/jeugd?versie={place}" for place in ("1#lid-1-1", "1#lid-1-2", "2#lid-1-2")]
    at(now + timedelta(days=120))
    assert paths() == [f"/overeenkomsten/jeugd?versie={place}" for place in ("2#lid-1-1", "2#lid-1-2")]


def test_only_the_newest_text_of_a_proposal_is_found(session, scene, visit):
    world.add(session, ProposalVersion(
        proposal_id=scene.proposal.id, number=2, paragraphs=(Paragraph("4.3.1", "Nieuwe woorden"),), explanation="", explanation_html="",
        created_at=world.OPENED, created_by=""))
    session.commit()

    assert kinds(visit.get("/zoeken?q=%22nieuwe+woorden%22")) == ["Voorstel 2026-14"]
    assert count(visit.get("/zoeken?q=%22vier+weken%22&soort=voorstellen")) == 0


# The words

@pytest.mark.parametrize(("typed", "is_found"), [
    ("tarief", True), ("TARIEVEN", True), ("client", True), ("clienten", True), ("coordinatie", True), ("zorg", True),
    ('"hoge tarieven"', True), ('"tarieven hoge"', False), ('"hoge tarief"', False), ("tarief -client", False),
    ("tarief -jeugd", True), ("tar*", True), ("iev*", False), ("tarief wolkenkrabber", False), ("2026-14", True),
    ("2026-014", True), ("2026-1", False), ("4.3", True), ("4.3.1", True), ("4.30", False), ("artikel 4.3", True), ("art. 4.3", True),
    ("de hoge", True), ("zorg-coordinatie", True),
])
def test_what_a_question_finds(session, scene, visit, typed, is_found):
    scene.proposal.summary = "Hoge tarieven voor cliënten in zorg-coördinatie, zie artikel 4.3.1."
    session.commit()

    page = visit.get("/zoeken", query_string={"q": typed, "soort": "voorstellen"})

    assert count(page) == int(is_found)
    assert bool(page.all("mark")) == is_found


@pytest.mark.parametrize("typed", [
    '"', "'", "*", "NEAR(", "zorg AND", "title:zorg", "{title} : zorg", "zorg OR 1=1; DROP TABLE party", "^zorg", "zorg NOT", "a:*b",
    "\x00zorg\x1b", "zorg \\ ' & | ! <-> :* ()", "%27%22", "ß ﷺ ½ ㏂ \U0001d11e", "zorg " * 2500, "x" * 10_000, "'=zorg':A", "\ud83d\ude00".encode(
        "utf-16", "surrogatepass").decode("utf-16"), "1.2.3.4.5.6", "0" * 5000, "-" * 300, '"' * 301, "1-" * 3000,
])
def test_no_question_breaks_anything(session, scene, visit, typed):
    page = visit.get("/zoeken", query_string={"q": typed})

    assert page.h1 == "Zoeken"


def test_what_cannot_be_looked_for_is_told(session, scene, visit):
    assert "Typ minstens één woord van twee letters" in visit.get("/zoeken?q=a").text
    assert "Typ ook een woord dat er wel in staat" in visit.get("/zoeken?q=-zorg").text
    assert "Uw vraag is lang" in visit.get("/zoeken?q=" + "wachttijd+" * 50).text
    assert "Zo zoekt u preciezer" in visit.get("/zoeken").text


def test_nothing_found_says_what_one_can_do(session, scene, visit):
    page = visit.get("/zoeken?q=plofkip+wachttijd&soort=voorstellen")

    links = {link.etree_element.get("href") for link in page.all("main a")}
    assert "Er is niets gevonden" in page.text
    assert {"/zoeken?q=plofkip+wachttijd", "/zoeken?q=plofkip*+wachttijd*", "/zoeken?q=wachttijd", "mailto:tafel@example.nl"} <= links


def test_markup_in_a_title_stays_text(session, scene, visit):
    scene.proposal.title = "<b>Wachttijd</b> & <script>alert(1)</script>"
    session.commit()

    page = visit.get("/zoeken?q=wachttijd+script&soort=voorstellen")

    assert "&lt;b&gt;<mark>Wachttijd</mark>&lt;/b&gt; &amp; &lt;<mark>script</mark>&gt;alert(1)" in page.html
    assert "<script>alert" not in page.html


def test_the_question_itself_is_shown_as_text(session, scene, visit):
    page = visit.get("/zoeken", query_string={"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.html


# Order, filters, pages

def titled(session, scene, title, summary="Vulling", **options):
    return world.proposal(session, scene.network, title=title, summary=summary, **options)


def test_title_before_text_as_written_before_other_forms_newest_first(session, scene, visit):
    day = timedelta(days=1)
    titled(session, scene, "In de tekst, andere vorm", "Tarieven", received_at=world.LONG_AGO + 9 * day)
    titled(session, scene, "In de tekst", "Tarief", received_at=world.LONG_AGO + 8 * day)
    titled(session, scene, "Tarieven", received_at=world.LONG_AGO + 7 * day)
    titled(session, scene, "Oud tarief", received_at=world.LONG_AGO)
    titled(session, scene, "Nieuw tarief", received_at=world.LONG_AGO + day)
    session.commit()

    order = ["Nieuw tarief", "Oud tarief", "Tarieven", "In de tekst", "In de tekst, andere vorm"]
    by_date = ["In de tekst, andere vorm", "In de tekst", "Tarieven", "Nieuw tarief", "Oud tarief"]
    assert [title for _kind, title in results(visit.get("/zoeken?q=tarief"))] == order
    assert [title for _kind, title in results(visit.get("/zoeken?q=tarief&volgorde=datum"))] == by_date


def test_the_number_brings_the_thing_itself_first(session, scene, visit):
    world.reaction(session, scene.round, text="Over 2026-14", received_at=world.OPENED + timedelta(days=2))
    session.commit()

    for typed in ("2026-14", "voorstel 2026-14", "voorstellen 2026-014"):
        assert kinds(visit.get("/zoeken", query_string={"q": typed}))[0] == "Voorstel 2026-14"


def test_filters_narrow_and_count_each_other(session, scene, visit):
    signal(session, scene.network, title="Wachttijd in de wijk", public_title="Wachttijd in de wijk", municipality_id=scene.place.id)
    titled(session, scene, "Wachttijd in stemming", stage=Stage.IN_VOTE, received_at=world.LONG_AGO.replace(year=2024))
    session.commit()

    page = visit.get("/zoeken?q=wachttijd")
    everything = count(page)
    options = {option.etree_element.get("value"): "".join(option.etree_element.itertext()) for option in page.all("option")}
    assert options["stemming"] == "In stemming (1)"
    assert options["2024"] == "2024 (1)"
    assert options[scene.place.name] == f"{scene.place.name} (1)"
    assert kinds(visit.get("/zoeken?q=wachttijd&stap=stemming&wet=wmo2015")) == [f"Voorstel {number_of(session, 'Wachttijd in stemming')}"]
    assert kinds(visit.get("/zoeken?q=wachttijd&gemeente=Maastricht")) == ["Signaal 2026-07"]
    assert count(visit.get("/zoeken?q=wachttijd&jaar=2024")) == 1
    narrowed = visit.get("/zoeken?q=wachttijd&soort=signalen")
    assert count(narrowed) == 1 < everything
    assert f"Voorstellen ({sum(kind.startswith('Voorstel ') for kind in kinds(page))})" in narrowed.text
    assert count(visit.get("/zoeken?q=wachttijd&wet=jeugdwet")) == 0


def number_of(session, title):
    return session.scalars(select(SearchEntry.label).where(SearchEntry.title == title, SearchEntry.kind == "proposal")).one()


def test_a_filter_that_cannot_be_is_not_there(session, scene, visit):
    for address in ("soort=geheim", "wet=nep", "stap=x", "gemeente=Atlantis", "jaar=0"):
        visit.get(f"/zoeken?q=zorg&{address}", status=404)


def test_pages_follow_each_other_without_a_gap(session, scene, visit):
    for number in range(finding.ON_A_PAGE + 5):
        titled(session, scene, f"Kompas {number}")
    session.commit()

    first, second = visit.get("/zoeken?q=kompas"), visit.get("/zoeken?q=kompas&pagina=2")

    seen = [title for page in (first, second) for _kind, title in results(page)]
    assert len(seen) == len(set(seen)) == finding.ON_A_PAGE + 5
    assert "pagina 2 van 2" in "".join(second.one("head > title").etree_element.itertext())
    assert results(visit.get("/zoeken?q=kompas&pagina=99999")) == results(second)
    assert results(visit.get("/zoeken?q=kompas&pagina=x")) == results(first)


def test_more_than_can_be_ranked_is_told_and_a_filter_finds_the_old_ones(session, scene, visit, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    old = titled(session, scene, "Kompas van vroeger", stage=Stage.ADOPTED)
    for number in range(5):
        world.reaction(session, scene.round, text=f"Kompas {number}")
    session.commit()

    page = visit.get("/zoeken?q=kompas")
    assert "Meer dan 3 resultaten" in page.text or "Meer dan 4 resultaten" in page.text
    assert "Reacties (" not in page.text
    assert [title for _kind, title in results(visit.get("/zoeken?q=kompas&soort=voorstellen"))] == [old.title]


def test_a_fixed_number_of_queries(session, scene, visit, count_queries):
    def asked():
        with count_queries() as queried:
            visit.get("/zoeken?q=kompas&wet=wmo2015")
        return [statement for statement in queried if not statement.startswith(("BEGIN", "PRAGMA"))]

    titled(session, scene, "Kompas")
    session.commit()
    few = asked()
    for number in range(30):
        titled(session, scene, f"Kompas {number}")
        world.reaction(session, scene.round, text="Kompas")
    session.commit()

    assert len(asked()) == len(few) <= 5


@pytest.mark.parametrize("address", ["/", "/voorstellen", "/hulp", "/inloggen"])
def test_the_box_is_on_every_page(session, scene, visit, address):
    form = visit.get(address).one("header form[role=search]").etree_element

    assert form.get("action") == "/zoeken"
    assert form.get("method") == "get"


def test_the_box_is_on_the_pages_behind_the_log_in_and_where_nothing_is(session, scene, visit):
    assert visit.logged_in(scene.secretary).get("/bureau").one("header form[role=search]")
    assert visit.logged_in(scene.carla).get("/mijn").one("header form[role=search]")
    assert visit.get("/nergens", status=404).one("header form[role=search]")


# Who finds what

SECRETS = {
    "rauwsignaal": "a signal that waits", "rauwvoorstel": "a proposal that only just came in", "rauwreactie": "a reaction nobody read",
    "teruggehouden": "a withheld reaction", "geheimdeel": "a confidential part", "conceptantwoord": "a draft of an answer",
    "conceptvergadering": "a meeting nobody was called to", "kladnotulen": "minutes that are not adopted",
    "geheimadres": "an e-mail address", "aanmelder": "an application", "redenafwezig": "what was cut from a text",
}


@pytest.fixture
def secrets(session, scene):
    """One marker in everything that is not everyone's."""
    signal(session, scene.network, title="Rauwsignaal", text="Rauwsignaal", state=SignalState.RECEIVED, decided_at=None, reason="",
           public_text="", public_html="", published_at=None, party_id=scene.citer.id)
    world.proposal(session, scene.network, Stage.RECEIVED, party=scene.citer, title="Rauwvoorstel", sequence=15)
    new = world.reaction(session, scene.round, scene.citer, ReactionState.NEW, text="Rauwreactie")
    kept = world.reaction(session, scene.round, scene.citer, ReactionState.WITHHELD, text="Teruggehouden")
    shown = world.reaction(session, scene.round, scene.citer, sender_email="geheimadres@example.nl")
    shown.text = "Dit is redenafwezig geknipt"
    for row in (new, kept, shown):
        world.add(session, ConfidentialPart(reaction_id=row.id, ground=Ground.COST, text="Geheimdeel"))
        world.add(session, Answer(reaction_id=row.id, adopted=Adopted.YES, text="Conceptantwoord", html="<p>Conceptantwoord</p>",
                                  written_at=world.OPENED))
    world.meeting(session, scene.network, place="Conceptvergadering")
    held = world.meeting(session, scene.network, state=MeetingState.HELD)
    world.add(session, Minutes(meeting_id=held.id, number=1, text="Kladnotulen", html="<p>Kladnotulen</p>", written_at=world.OPENED,
                               written_by="Sien"))
    applied = world.party(session, "Aanmelder")
    world.add(session, Membership(network_id=scene.network.id, party_id=applied.id, state=MembershipState.APPLIED, applied_at=world.OPENED))
    session.commit()


@pytest.mark.parametrize(("who", "finds"), [
    ("nobody", set()), ("board", set()), ("carla", set()),
    ("cas", {"rauwsignaal", "rauwvoorstel", "rauwreactie", "teruggehouden"}),
    ("secretary", {"rauwsignaal", "rauwvoorstel", "rauwreactie", "teruggehouden", "aanmelder"}),
])
def test_a_marker_is_found_by_who_may_see_it_and_counted_for_nobody_else(session, scene, secrets, visit, who, finds):
    visitor = visit if who == "nobody" else visit.logged_in(getattr(scene, who))
    found = set()
    for word in SECRETS:
        for address in (f"q={word}", f"q={word[:8]}*", f"q={word}&volgorde=datum", f"q=%22{word}%22"):
            page = visitor.get(f"/zoeken?{address}")
            if word in finds:
                assert count(page) == len(results(page)) >= 1, address
                found.add(word)
            else:
                assert count(page) == 0, address
                assert not page.all(".ot-found, .ot-filter, option"), address
    assert found == finds


def test_what_only_some_find_says_so_and_leads_to_their_page(session, scene, secrets, visit):
    for user, chip in ((scene.cas, "Alleen Citer ziet dit"), (scene.secretary, "Alleen de gemeente ziet dit")):
        visitor = visit.logged_in(user)
        for word in ("rauwsignaal", "rauwvoorstel", "rauwreactie", "teruggehouden"):
            page = visitor.get(f"/zoeken?q={word}")
            assert chip in page.text
            visitor.get(page.one(".ot-found h3 a").etree_element.get("href").partition("#")[0])


def test_a_row_that_fell_behind_is_still_not_found(session, scene, secrets, visit):
    """Past the index: whatever a row says of its audience, the visibility query of its kind decides."""
    session.execute(text("UPDATE search_entry SET audience = 'public', part = 'behind-' || CAST(id AS TEXT)"))
    table = "search_words"
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"UPDATE {table} SET marks = replace(replace(marks, 'municipality', 'public'), 'party-' || :id, 'public')"),
                        {"id": scene.citer.id})
    else:
        session.execute(text(f"UPDATE {table} SET words = words || CAST(:mark AS tsvector)"),
                        {"mark": f"'#for:{scene.network.id}:public'"})
    session.commit()

    for word in SECRETS:
        assert count(visit.get(f"/zoeken?q={word}")) == 0
        assert count(visit.logged_in(scene.carla).get(f"/zoeken?q={word}")) == 0


def test_what_is_published_is_found_at_once_and_what_is_withheld_is_gone(session, scene, secrets, visit, now):
    def seen(word):
        return count(visit.get(f"/zoeken?q={word}"))

    row = session.scalars(select(Signal).where(Signal.title == "Rauwsignaal")).one()
    judge_signal(session, row, relevant=True, reason="Raakt velen.", public_text="Vrijgegeven", actor=scene.office, now=now)
    session.commit()
    assert seen("vrijgegeven") == 1

    reaction = world.reaction(session, scene.round, scene.citer, ReactionState.NEW, text="Eerst gelezen")
    session.commit()
    assert seen("gelezen") == 0
    read_reaction(session, reaction, publish=True, actor=scene.office, now=now)
    session.commit()
    assert seen("gelezen") == 1
    read_reaction(session, reaction, publish=False, reason="Toch een naam.", actor=scene.office, now=now)
    session.commit()
    assert seen("gelezen") == 0
    assert count(visit.logged_in(scene.cas).get("/zoeken?q=gelezen")) == 1


def test_a_proposal_becomes_everyones_when_it_is_judged(session, scene, visit, now):
    proposal = world.proposal(session, scene.network, Stage.RECEIVED, title="Windvaan", sender_name="Jansen", publish_as=PublishAs.HIDDEN)
    session.commit()
    assert count(visit.get("/zoeken?q=windvaan")) == 0

    judge_proposal(session, proposal, relevant=True, reason="Raakt velen.", title="Weerhaan", actor=scene.office, now=now)
    session.commit()

    assert count(visit.get("/zoeken?q=windvaan")) == 0
    assert "Voorstel" in kinds(visit.get("/zoeken?q=weerhaan"))[0]
    assert count(visit.get("/zoeken?q=jansen")) == 0


def test_an_answer_is_found_once_it_is_published(session, scene, visit):
    row = world.reaction(session, scene.round, scene.citer)
    answer = world.add(session, Answer(reaction_id=row.id, adopted=Adopted.YES, text="x", html="<p>Wederwoord</p>", written_at=world.OPENED))
    session.commit()
    assert count(visit.logged_in(scene.secretary).get("/zoeken?q=wederwoord")) == 0

    answer.published_at = world.OPENED
    session.commit()

    assert kinds(visit.get("/zoeken?q=wederwoord")) == ["Reactie op voorstel 2026-14"]


def test_what_is_said_of_an_answer_is_found_once_it_was_read(session, scene, visit):
    row = world.reaction(session, scene.round, scene.citer)
    said = world.add(session, Rejoinder(reaction_id=row.id, text="Weerklank", received_at=world.OPENED, state=ReactionState.NEW))
    session.commit()
    assert count(visit.get("/zoeken?q=weerklank")) == 0

    said.state, said.read_at, said.public_text, said.public_html = ReactionState.PUBLISHED, world.OPENED, "x", "<p>Weerklank</p>"
    session.commit()
    assert kinds(visit.get("/zoeken?q=weerklank")) == ["Reactie op voorstel 2026-14"]

    said.state, said.withheld_reason, said.public_html = ReactionState.WITHHELD, "Een naam.", ""
    session.commit()
    assert count(visit.get("/zoeken?q=weerklank")) == 0


def test_who_left_is_no_longer_found(session, scene, visit, now, at):
    session.scalars(select(Membership).where(Membership.party_id == scene.citer.id)).one().member_until = date(2026, 3, 31)
    session.commit()
    assert kinds(visit.get("/zoeken?q=citer")) == ["Deelnemer"]

    at(now + timedelta(days=20))

    assert count(visit.get("/zoeken?q=citer")) == 0


def test_another_network_is_not_searched(session, scene, visit):
    other = world.add(session, type(scene.network)(slug="elders", name="Elders"))
    world.proposal(session, other, title="Buitengaats")
    session.commit()

    assert count(visit.get("/zoeken?q=buitengaats")) == 0


def test_old_versions_of_an_agreement_are_not_found(session, scene, visit):
    agreement = world.agreement(session, scene.network, slug="oud", paragraphs=(Paragraph("1", "Vergeeld"),))
    paragraphs = (Paragraph("1", "Helder"),)
    world.add(session, AgreementVersion(agreement_id=agreement.id, number=2, paragraphs=paragraphs, fingerprint=fingerprint(paragraphs),
                                        in_force_from=date(2025, 6, 1), published_at=world.LONG_AGO))
    session.commit()

    assert count(visit.get("/zoeken?q=vergeeld")) == 0
    assert count(visit.get("/zoeken?q=helder")) == 1
