"""Every list asks as many questions of the database with many rows as with few: nothing is looked up row by row."""

import inspect
from datetime import timedelta
from itertools import count

import pytest

from portal.advice.models import AdviceRequest
from portal.api.resources import RESOURCES
from portal.groups.models import GroupMember, WorkingGroup
from portal.meetings.rules import MeetingState
from portal.networks.operations import publish
from portal.pilots.rules import PilotStage
from portal.proposals.rules import Stage
from portal.rounds.models import Answer
from portal.rounds.rules import Adopted, ReactionState
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, SignalState, Subject
from tests import world

PUBLIC = ["/voorstellen", "/reactierondes", "/besluiten", "/besluiten/per-gemeente", "/signalen", "/deelnemers", "/bijeenkomsten", "/tafels",
          "/pilots", "/adviezen", "/werkgroepen", "/overeenkomsten", "/dienstverleningsovereenkomsten", "/deelname", "/verantwoording", "/kalender",
          "/atom.xml", "/"]
DESK = ["/bureau/rondes", "/bureau/stemmingen", "/bureau/besluiten", "/bureau/aanbieders", "/bureau/deelnemers",
        "/bureau/adviezen", "/bureau/werkgroepen", "/bureau/belangen", "/bureau/geschillen", "/bureau/informatieverzoeken",
        "/bureau/dienstverleningsovereenkomsten", "/bureau/bijeenkomsten", "/bureau/post/afgehandeld", "/bureau/dossiers", "/bureau/pilots", "/bureau/voorstellen", "/bureau/signalen", "/bureau/tafels", "/bureau"]
OWN = ["/mijn/belangen", "/mijn/geschillen", "/mijn/informatieverzoeken", "/mijn/werkgroepen", "/mijn/wendingen", "/mijn/dienstverleningsovereenkomsten"]
API = [f"/api/v1/{resource.name}" for resource in RESOURCES]
OTHERWISE = {"members.signed": "of one agreement", "decisions.participants": "of one version", "people.index": "for the administrator", "people.review": "for the administrator",
             "dossier.index": "asked of every kind"}
"""Paged lists that are asked in the tests of their own package."""

numbers = count(1)


def grow(session, network, place, table, times):
    """More of everything that a list shows."""
    for _ in range(times):
        number = next(numbers)
        provider = world.member(session, network, f"Aanbieder {number}")
        world.contact(session, provider, f"Contact {number}")
        world.disclosure(session, network, provider)
        for stage in Stage:
            _follow_up(session, network, provider, world.proposal(session, network, stage, party=provider, title=f"Voorstel {number}"))
        for stage in (PilotStage.PROPOSED, PilotStage.RECEIVED):
            world.pilot(session, network, stage, party=provider)
        for at, state in ((timedelta(days=30), MeetingState.INVITED), (timedelta(days=-30), MeetingState.HELD)):
            world.meeting(session, network, table, starts_at=world.OPENED + at + timedelta(hours=number), state=state)
        _signal(session, network, place, number)
        world.add(session, AdviceRequest(network_id=network.id, table_id=table.id, slug=f"2026-{number}", subject=f"Vraag {number}", question="Kan dit?",
                                         wish_on=world.OPENED.date(), asked_at=world.OPENED))
        group = world.add(session, WorkingGroup(network_id=network.id, slug=f"groep-{number}", name=f"Groep {number}", assignment="Zoek uit.",
                                                founded_at=world.OPENED, ends_on=world.OPENED.date() + timedelta(days=60)))
        world.add(session, GroupMember(group_id=group.id, organisation="De Paal", person_name="Noor", email=f"noor{number}@example.nl", joined_at=world.OPENED))


def _follow_up(session, network, provider, proposal):
    publish(session, "proposal:schedule", network_id=network.id, title=proposal.title, path=proposal.path, now=world.OPENED, proposal_id=proposal.id)
    if proposal.stage in (Stage.PRELIMINARY, Stage.WORKED_OUT):
        round_ = world.comment_round(session, proposal, opened_at=world.OPENED - timedelta(days=30 if proposal.stage == Stage.WORKED_OUT else 0))
        said = world.reaction(session, round_, provider)
        world.reaction(session, round_, state=ReactionState.NEW)
        world.add(session, Answer(reaction_id=said.id, adopted=Adopted.YES, text="Ja.", html="<p>Ja.</p>", written_at=world.OPENED,
                                  published_at=world.OPENED))
    if proposal.stage == Stage.IN_VOTE:
        world.ballot(session, world.vote(session, proposal, provider), provider)


def _signal(session, network, place, number):
    world.add(session, Signal(
        network_id=network.id, year=2026, sequence=number, title="Bus", text="Ruw", sentiment=Sentiment.NEGATIVE, subject=Subject.OTHER,
        state=SignalState.SCHEDULED, decided_at=world.LONG_AGO, reason="Raakt velen.", public_title="Bus", public_text="Geen bus", public_html="<p>Geen bus</p>",
        published_at=world.LONG_AGO, received_at=world.LONG_AGO, follow_key=f"volg-{number}", municipality_id=place.id))


@pytest.fixture
def people(session, visit):
    """Who asks for which lists; and a way to make them longer."""
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    provider = world.member(session, network, "Boot")
    table = world.seated_table(session, network, provider)
    office, contact = world.secretary(session, place), world.contact(session, provider)
    session.commit()
    lists = [(visit, path) for path in (*PUBLIC, *API)]
    lists += [(visit.logged_in(office), path) for path in DESK] + [(visit.logged_in(contact), path) for path in OWN]
    return lists, lambda times: (grow(session, network, place, table, times), session.commit())


def questions(lists, count_queries):
    """How many statements each list takes, by its address; the first look at anything is not counted."""
    found = {}
    for visitor, path in lists:
        visitor.ask("get", path)
        with count_queries() as queried:
            answer = visitor.ask("get", path)
        assert answer.status_code == 200, path
        found[path] = len([statement for statement in queried if not statement.startswith(("BEGIN", "PRAGMA", "INSERT INTO login_session"))])
    return found


def test_long_lists_ask_no_more_than_short_ones(people, count_queries):
    lists, more = people
    more(2)
    few = questions(lists, count_queries)
    more(4)
    many = questions(lists, count_queries)

    assert {path: (few[path], many[path]) for path in few if many[path] != few[path]} == {}


def test_every_paged_list_is_among_them(app):
    """Whoever writes a list that pages puts it here."""
    adapter = app.url_map.bind("localhost")
    asked = {adapter.match(path)[0] for path in (*PUBLIC, *DESK, *OWN, *API)} | OTHERWISE.keys()
    paged = {endpoint for endpoint, view in app.view_functions.items()
             if any(f"{pager}(" in inspect.getsource(inspect.unwrap(view)) for pager in ("newest_first", "by_name"))}
    assert paged - asked == set()
