"""Feeds that readers understand: per subject, the meetings, the open rounds; nothing that is not public."""

from datetime import timedelta

import feedparser
import pytest

from portal.meetings.models import AgendaItem
from portal.networks.operations import publish
from portal.proposals.rules import Stage
from portal.rounds.models import Extension
from tests import world
from tests.conftest import NOW


@pytest.fixture
def network(session):
    network = world.network(session)
    world.seated_table(session, network)
    session.commit()
    return network


@pytest.fixture
def tell(session, network):
    def telling(title, path="/voorstellen", proposal=None, kind="proposal:set_aside", **data):
        return publish(session, kind, network_id=network.id, title=title, path=proposal.path if proposal else path,
                       proposal_id=proposal and proposal.id, now=NOW, **data or {"number": "2026-01"})
    return telling


def read(visit, address):
    feed = feedparser.parse(visit.get(address).response.data)
    assert (feed.bozo, feed.version) == (False, "atom10"), address
    return feed


def titles(feed):
    return [entry.title.partition(":")[0] for entry in feed.entries]


def test_a_subject_has_its_own_feed(session, network, visit, tell):
    table = session.merge(world.seated_table(session, network, name="Overlegtafel Wmo", slug="wmo"))
    meeting = world.meeting(session, network, table, state="invited")
    spoken, other = (world.proposal(session, network, title=title) for title in ("Besproken", "Ander"))
    session.add(AgendaItem(meeting_id=meeting.id, position=1, proposal_id=spoken.id))
    tell("Besproken", proposal=spoken)
    tell("Ander", proposal=other)
    tell("Bijeenkomst", f"/bijeenkomsten/{meeting.slug}", kind="meeting:invited", starts_at=meeting.starts_at)
    tell("Tekst", f"/overeenkomsten/{other.agreement.slug}?versie=2", kind="agreement:new-version", agreement="Tekst",
         number=2, in_force_from=NOW.date())
    session.commit()

    assert titles(read(visit, "/atom.xml?tafel=wmo")) == ["Bijeenkomst", "Besproken"]
    assert titles(read(visit, f"/atom.xml?overeenkomst={other.agreement.slug}")) == ["Tekst", "Ander"]
    assert titles(read(visit, "/atom.xml?wet=wmo2015")) == ["Tekst", "Ander", "Besproken"]
    assert titles(read(visit, "/atom.xml?wet=participatiewet")) == []
    assert titles(read(visit, f"/atom.xml?voorstel={spoken.number}")) == ["Besproken"]
    assert titles(read(visit, "/bijeenkomsten/atom.xml")) == titles(read(visit, "/bijeenkomsten/atom.xml?tafel=wmo")) == ["Bijeenkomst"]
    assert titles(read(visit, "/bijeenkomsten/atom.xml?tafel=jeugd")) == []


def test_feeds_are_told_apart_and_the_same_news_is_the_same_everywhere(session, network, visit, tell):
    proposal = world.proposal(session, network)
    tell("Een", proposal=proposal)
    session.commit()
    addresses = ["/atom.xml", "/atom.xml?wet=wmo2015", f"/voorstellen/{proposal.number}/atom.xml", "/bijeenkomsten/atom.xml",
                 "/reactierondes/atom.xml"]

    feeds = [read(visit, address) for address in addresses]

    assert len({feed.feed.id for feed in feeds}) == 5
    assert len({feed.entries[0].id for feed in feeds[:3]}) == 1
    assert [next(link.href for link in feed.feed.links if link.rel == "self") for feed in feeds] == [
        f"http://localhost{address}" for address in addresses]


def test_open_rounds_are_a_feed_and_leave_it_when_they_close(session, network, visit, at):
    row = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Eerste & <b>"))
    world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, title="Tweede"),
                        opened_at=world.OPENED - timedelta(days=1))
    session.commit()

    feed = read(visit, "/reactierondes/atom.xml")
    assert titles(feed) == ["Eerste & <b>", "Tweede"]
    assert feed.entries[0].summary.startswith("Iedereen kan reageren tot en met dinsdag 7 april 2026, 24:00 uur.")
    assert feed.entries[0].updated == "2026-03-20T08:00:00+00:00"
    old = row.closes_at
    session.add(Extension(round_id=row.id, extended_at=NOW + timedelta(hours=1), old_closes_at=old,
                          new_closes_at=old + timedelta(days=7), reason="Storing"))
    session.commit()
    changed = read(visit, "/reactierondes/atom.xml")
    assert (changed.entries[0].id, changed.entries[0].updated) == (feed.entries[0].id, "2026-03-20T10:00:00+00:00")
    at(old + timedelta(days=30))
    assert read(visit, "/reactierondes/atom.xml").entries == []


def test_what_nobody_may_see_is_in_no_feed(session, network, visit):
    hidden = world.proposal(session, network, Stage.RECEIVED, title="MERKTEKEN")
    session.commit()

    for address in ("/atom.xml", "/atom.xml?wet=wmo2015", f"/atom.xml?overeenkomst={hidden.agreement.slug}",
                    "/reactierondes/atom.xml", "/bijeenkomsten/atom.xml"):
        assert "MERKTEKEN" not in visit.get(address).html
    visit.get(f"/atom.xml?voorstel={hidden.number}", status=404)


def test_hostile_titles_are_words_in_a_feed(session, network, visit, tell):
    title = 'A&B "x" ]]> <script>alert(1)</script> \ufffe\x0b\x00 é'.replace("\x00", "")
    tell(title, reason_data="x", number="2026-01")
    session.commit()

    [entry] = read(visit, "/atom.xml").entries
    assert entry.title.startswith('A&B "x" ]]> <script>alert(1)</script>')


@pytest.mark.parametrize(("page", "feed"), [
    ("/tafels/jeugd", "/atom.xml?tafel=jeugd"), ("/bijeenkomsten", "/bijeenkomsten/atom.xml"),
    ("/reactierondes", "/reactierondes/atom.xml"), ("/voorstellen?wet=wmo2015", "/atom.xml?wet=wmo2015"), ("/", "/atom.xml")])
def test_pages_name_their_feed(network, visit, page, feed):
    named = [link.etree_element.get("href") for link in visit.get(page).all("link[rel='alternate']")]

    assert feed in named


@pytest.mark.parametrize("address", ["/atom.xml?wet=wmo2015", "/reactierondes/atom.xml", "/bijeenkomsten/atom.xml?tafel=jeugd"])
def test_number_of_queries_of_a_feed_does_not_grow(session, network, visit, tell, count_queries, address):
    def asked():
        with count_queries() as queried:
            visit.get(address)
        return len([one for one in queried if one != "BEGIN"])

    world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY))
    session.commit()
    few = asked()
    for _ in range(9):
        proposal = world.proposal(session, network, Stage.PRELIMINARY)
        world.comment_round(session, proposal)
        tell("Meer", proposal=proposal)
    session.commit()

    assert asked() == few <= 6
