"""Somebody without an account follows a proposal in a real browser: asks, confirms, gets the news, stops with one click."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.networks.operations import publish
from portal.notifications.announcements import announce_due
from portal.notifications.delivery import compose
from portal.notifications.models import Follower, OutboxMail
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from tests import world

START = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.browser


@pytest.fixture
def number(app, act, server):
    """A network with one proposal in its comment round, and a table that meets about it."""
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        table = world.seated_table(session, network, world.member(session, network))
        world.meeting(session, network, table, state="invited", invited_at=START)
        proposal = world.proposal(session, network, Stage.PRELIMINARY, title="Wachttijd eerder melden")
        world.comment_round(session, proposal)
        return proposal.number

    return act(build)


@pytest.fixture
def look(app):
    """The worker's look, in a thread of its own as the browser's event loop runs in this one."""
    def inside():
        with app.app_context():
            return announce_due()

    def run():
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(inside).result()

    return run


def publish_answers(session):
    proposal = session.scalars(select(Proposal)).one()
    publish(session, "round:answered", network_id=proposal.network_id, title=proposal.title, path=proposal.path,
            proposal_id=proposal.id, now=clock.now(), yes=1, partly=0, no=0)


def newest_letter(session):
    return compose(session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first())


def test_from_the_dossier_to_the_last_letter(visitor, act, look, pass_time, number):
    anne = visitor()
    anne.go(f"/voorstellen/{number}")
    anne.page.select_option("main [name='ritme']", "wekelijks")
    anne.press("Volg per e-mail")
    anne.press("Stuur mij de link om te bevestigen")
    assert "Eén ding klopt nog niet" in anne.text
    anne.fill(email="anne@example.nl")
    anne.press("Stuur mij de link om te bevestigen")
    assert anne.h1 == "Kijk in uw e-mail"

    letter = act(lambda session: newest_letter(session).get_content())
    address = next(line for line in letter.splitlines() if "/volgen/" in line)
    anne.go(urlsplit(address).path)
    assert "Elke week" in anne.text
    anne.press("Ja, stuur mij berichten")
    assert "Het is bevestigd." in anne.text

    pass_time(hours=1)
    act(publish_answers)
    pass_time(days=4)
    look()
    message = act(newest_letter)
    assert message["Subject"] == "Deze week: nieuws over 1 onderwerp"
    stop = message["List-Unsubscribe"].strip("<>")
    anne.go(urlsplit(stop).path)
    anne.press("Stop alle berichten")
    assert anne.h1 == "U volgt niets meer"
    assert act(lambda session: session.scalars(select(Follower)).all()) == []



def test_the_calendar_and_the_meetings_lead_to_each_other(visitor, number):
    anne = visitor()
    anne.go("/bijeenkomsten")
    anne.press("Alle datums, en hoe u ze in uw eigen agenda krijgt")
    assert "Laatste dag om te reageren" in anne.text and "Bijeenkomst" in anne.text
    anne.press("Overlegtafel Jeugd")
    assert "webcal://" in anne.page.content()
