"""The page cache: as fresh as the last publication in whatever process, never past a turn, nothing of anybody in it."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portal.core.database import PublicationMark, db, transaction
from portal.core.keeping import next_turn, turns
from portal.core.web import address
from portal.meetings.rules import MeetingState
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from tests import world
from tests.inspector import Inspector

WRITE = """
import sys
from portal.application import create_app
from portal.core.database import transaction
from portal.proposals.models import Proposal
app = create_app({"SQLALCHEMY_ENGINES": {"default": {"url": sys.argv[1]}}, "INSTANCE": sys.argv[2], "SECRET_KEY": "test" * 10})
with app.test_request_context(method="POST"), transaction() as work:
    work.session.get_one(Proposal, int(sys.argv[3])).written_title = "Wat een ander proces schreef"
"""


@pytest.fixture(autouse=True)
def keeper(app):
    app.keeper.enabled = True
    yield app.keeper
    app.keeper.enabled = False
    app.keeper.empty()


@pytest.fixture
def network(session):
    network = world.network(session)
    world.municipality(session, network, is_host=True)
    session.commit()
    return network


@pytest.fixture
def proposal(session, network):
    found = world.proposal(session, network, Stage.PRELIMINARY, title="Wachttijd eerder melden")
    session.commit()
    return found


@pytest.fixture
def is_kept(app, count_queries):
    """Whether the next answer comes out of the memory: it asks the database nothing through SQLAlchemy."""

    def ask(visitor, path, **options):
        with count_queries() as queried:
            response = visitor.ask("get", path, **options)
        assert response.status_code in (200, 304), path
        return not queried and bool(response.headers.get("ETag"))

    return ask


def mark(session):
    return session.scalar(select(PublicationMark.mark))


# The mark

def test_every_turn_that_changed_something_replaces_the_mark(app, session, proposal):
    before = mark(session)
    with app.test_request_context(method="POST"), transaction() as work:
        work.session.get_one(Proposal, proposal.id).written_title = "Anders"
    session.rollback()

    assert mark(session) != before


def test_a_turn_that_changed_nothing_leaves_the_mark(app, session, proposal):
    before = mark(session)
    with app.test_request_context(method="POST"), transaction() as work:
        work.session.scalars(select(Proposal)).all()
        work.session.execute(text("UPDATE proposal SET version = version WHERE id = -1"))
    session.rollback()

    assert mark(session) == before


def test_an_act_that_was_undone_leaves_the_mark(app, session, proposal):
    before = mark(session)
    with app.test_request_context(method="POST"), pytest.raises(ValueError), transaction() as work:
        work.session.get_one(Proposal, proposal.id).written_title = "Anders"
        work.session.flush()
        raise ValueError
    session.rollback()

    assert mark(session) == before


# Kept, and no longer than it holds

def test_a_page_is_kept_until_somebody_publishes(session, proposal, visit, is_kept):
    assert [is_kept(visit, "/voorstellen") for _ in range(3)] == [False, True, True]

    proposal.written_title = "Iets heel anders"
    session.commit()

    assert "Iets heel anders" in visit.get("/voorstellen").text
    assert is_kept(visit, "/voorstellen")


def test_what_another_process_publishes_shows_at_once(app, session, proposal, visit, is_kept, tmp_path):
    """The way that two workers, a worker and a command, or two machines share a database."""
    visit.get("/voorstellen")
    assert is_kept(visit, "/voorstellen")
    url = db.engine.url.render_as_string(hide_password=False)
    session.rollback()

    subprocess.run([sys.executable, "-c", WRITE, url, str(tmp_path), str(proposal.id)], check=True, timeout=120,
                   env=os.environ | {"PYTHONPATH": str(app.root_path) + "/.."})

    assert "Wat een ander proces schreef" in visit.get("/voorstellen").text


def test_a_round_is_open_until_the_very_instant_that_it_closes(session, proposal, visit, at, is_kept):
    round_ = world.comment_round(session, proposal)
    session.commit()
    closes_at, second = round_.closes_at, timedelta(seconds=1)
    pages = ("/", "/voorstellen", "/reactierondes", f"/voorstellen/{proposal.number}", "/reactierondes/atom.xml")

    said = {}
    for moment in (closes_at - second, closes_at, closes_at + second):
        at(moment)
        said[moment] = [visit.ask("get", path).text for path in pages]
        assert all(is_kept(visit, path) for path in pages)

    assert "Reactieronde open" in said[closes_at - second][3] and "Reactieronde open" not in said[closes_at][3]
    assert all(before != after for before, after in zip(said[closes_at - second], said[closes_at], strict=True))
    assert said[closes_at] == said[closes_at + second]


def test_a_vote_and_a_meeting_turn_their_pages(session, network, proposal, visit, at):
    member = world.member(session, network)
    vote = world.vote(session, world.proposal(session, network, Stage.IN_VOTE, title="In stemming"), member, days=3)
    meeting = world.meeting(session, network, state=MeetingState.INVITED)
    session.commit()
    second = timedelta(seconds=1)

    for path, instant in (("/", vote.closes_at), (f"/bijeenkomsten/{meeting.slug}", meeting.starts_at),
                          (f"/bijeenkomsten/{meeting.slug}", meeting.ends_at), ("/bijeenkomsten", meeting.ends_at)):
        at(instant - second)
        before = visit.ask("get", path).text
        at(instant)
        assert visit.ask("get", path).text != before, path


def test_days_left_change_at_midnight_in_amsterdam(session, proposal, visit, at):
    round_ = world.comment_round(session, proposal)
    session.commit()
    midnight = round_.closes_at - timedelta(days=3)

    at(midnight - timedelta(seconds=1))
    before = visit.get("/voorstellen").text
    at(midnight)

    assert "3 dagen over" in before and "2 dagen over" in visit.get("/voorstellen").text


def test_a_clock_that_jumps_back_is_not_answered_from_the_future(session, proposal, visit, at, now):
    round_ = world.comment_round(session, proposal)
    session.commit()
    at(round_.closes_at)
    closed = visit.get("/reactierondes").text
    at(now)

    assert visit.get("/reactierondes").text != closed


def test_the_next_turn_is_midnight_or_an_instant_of_the_models(session, network, now):
    assert next_turn(session, now) == now.replace(hour=23, minute=0)  # Amsterdam is an hour ahead

    meeting = world.meeting(session, network, starts_at=now + timedelta(hours=2), state=MeetingState.INVITED)
    session.commit()

    assert next_turn(session, now) == meeting.starts_at
    assert next_turn(session, meeting.starts_at) == meeting.ends_at


def test_every_term_is_an_instant_at_which_pages_turn():
    found = {f"{column.table.name}.{column.name}" for column in turns()}

    assert {"comment_round.opened_at", "comment_round.closes_at", "vote.opened_at", "vote.closes_at", "meeting.starts_at", "meeting.ends_at",
            "meeting.remarks_close_at", "evaluation.closes_at"} <= found


# For readers

def test_who_has_the_page_gets_304_and_who_does_not_the_page(session, proposal, visit):
    first = visit.ask("get", "/voorstellen")
    tag = first.headers["ETag"]

    for _ in range(2):
        assert visit.ask("get", "/voorstellen", headers={"If-None-Match": tag}).status_code == 304
    proposal.written_title = "Iets anders"
    session.commit()
    assert visit.ask("get", "/voorstellen", headers={"If-None-Match": tag}).status_code == 200


def test_first_and_later_answers_have_the_same_headers(visit, proposal):
    first, later = (dict(visit.ask("get", "/voorstellen", headers={"Accept-Encoding": "gzip"}).headers) for _ in range(2))

    assert first.pop("X-Request-ID") != later.pop("X-Request-ID")
    later.pop("Last-Modified", None)
    assert first == later
    assert first["Cache-Control"] == "no-cache" and first["Content-Encoding"] == "gzip"
    assert {name.strip() for name in first["Vary"].split(",")} == {"Cookie", "Accept-Encoding"}
    assert "Content-Security-Policy" in first


def test_head_says_what_get_would(visit, proposal):
    length = visit.ask("get", "/voorstellen").headers["Content-Length"]
    head = visit.ask("head", "/voorstellen")

    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", length)


def test_each_language_has_its_own(app, proposal, visit, is_kept):
    english = Inspector(app)
    english.client.set_cookie("language", "en")
    visit.get("/voorstellen")

    assert '<html lang="en">' in english.get("/voorstellen").html
    assert is_kept(english, "/voorstellen") and is_kept(visit, "/voorstellen")
    assert '<html lang="nl">' in visit.get("/voorstellen").html


# Never kept

def test_who_has_a_session_is_answered_afresh_and_leaves_nothing(session, network, proposal, visit, keeper, is_kept):
    person = world.contact(session, world.member(session, network))
    session.commit()
    member = visit.logged_in(person)

    page = member.get("/voorstellen")

    assert person.name in page.html and page.response.headers["Cache-Control"] == "no-store"
    assert len(keeper.pages) == 0
    visit.get("/voorstellen")
    assert person.name in member.get("/voorstellen").html
    assert person.name not in visit.get("/voorstellen").html


def test_a_page_with_a_form_is_not_kept_and_not_compressed(network, visit, keeper):
    page = visit.ask("get", "/signalen/nieuw", headers={"Accept-Encoding": "br, gzip"})

    assert "csrf_token" in page.text and "Content-Encoding" not in page.headers
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert len(keeper.pages) == len(keeper.asked) == 0


@pytest.mark.parametrize("path", ["/voorstellen?x=1", "/voorstellen?na=1&na=2", "/voorstellen?utm_source=brief", "/voorstellen?na=" + "1" * 300,
                                  "/zoeken?q=jan", "/deelnemers?naam=jansen", "/voorstellen/bestaat-niet", "/voorstellen?stap=onzin"])
def test_questions_that_a_stranger_makes_up_are_not_kept(path, proposal, visit, keeper):
    visit.ask("get", path)

    assert len(keeper.pages) == len(keeper.asked) == 0


def test_questions_cannot_push_out_the_pages(proposal, visit, keeper, is_kept):
    visit.get("/")
    most, keeper.asked.most = keeper.asked.most, 100_000
    for number in range(30):
        visit.ask("get", f"/voorstellen?na={number}")

    assert 0 < keeper.asked.bytes <= 100_000
    assert is_kept(visit, "/")
    keeper.asked.most = most


@pytest.mark.parametrize("headers", [
    {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Proto": "evil"}, {"X-Forwarded-Prefix": "/evil"},
    {"Forwarded": "host=evil.example"}, {"X-Original-URL": "/evil"}, {"X-Request-ID": "evil.example"}, {"Accept-Language": "evil"},
    {"User-Agent": "evil"}, {"Referer": "http://evil.example/"}, {}])
def test_nothing_that_a_stranger_sends_along_gets_into_what_others_read(headers, proposal, app, visit):
    stranger = app.test_client()
    if not headers:
        stranger.set_cookie("language", "evil")
        stranger.set_cookie("x", "evil")
    for path in ("/", "/voorstellen", "/atom.xml"):
        stranger.get(path, headers=headers)
        answer = visit.ask("get", path)

        assert "evil" not in answer.text and "evil" not in str(answer.headers).lower()


@pytest.mark.parametrize(("headers", "cookie"), [({"Authorization": "Bearer x"}, ""), ({"Range": "bytes=0-10"}, ""),
                                                 ({"Host": "tafel.example"}, ""), ({}, "session"), ({}, "remember_token")])
def test_who_shows_a_proof_or_comes_by_another_name_is_answered_afresh(headers, cookie, proposal, app, keeper):
    client = app.test_client()
    if cookie:
        client.set_cookie(cookie, "nonsense")
    client.get("/voorstellen", headers=headers)

    assert len(keeper.pages) == 0


def test_nothing_is_kept_while_the_database_does_not_answer(proposal, visit, keeper, monkeypatch):
    visit.get("/voorstellen")
    monkeypatch.setattr("portal.core.keeping.MARK", "SELECT nonsense FROM nowhere")

    assert keeper.mark() is None
    assert visit.get("/voorstellen").status == 200
    assert len(keeper.pages) == 0


def test_a_worker_can_be_told_to_keep_nothing(app):
    from portal.application import create_app

    none = create_app(dict(app.config) | {"PAGE_CACHE_MEGABYTES": 0, "INSTANCE": app.instance_path})

    assert not none.keeper.enabled


def test_addresses_in_pages_are_the_portals_own(app):
    with app.test_request_context(headers={"Host": "evil.example"}):
        assert address("publication.front") == "http://localhost/"


# Which views

SECRETS = {"key", "token", "reply_key"}
UNKEPT = {
    "accounts.registered": "part of making an account", "accounts.welcome": "part of an invitation", "accounts.language": "sets a cookie",
    "members.check": "has a form", "votes.check": "has a form", "publication.search": "what people look for is theirs",
    "publication.asked_to_follow": "part of asking", "publication.stopped": "part of stopping",
    "contributions.sent": "part of sending", "tables.thanks": "part of answering", "signals.confirm": "a secret address",
    "hosting.alive": "about this moment", "hosting.ready": "about this moment", "hosting.figures": "about this moment",
    "hosting.security_contact": "a line of text", "tables.evaluation": "leads to the form while it runs",
}
"""Public pages that are not kept, and why. Files for downloading, the interface for machines and secret addresses never are."""


def test_every_public_page_is_kept_or_has_a_reason_not_to_be(app):
    unsaid = set()
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        is_file = "." in rule.rule.rsplit("/", 1)[-1] or rule.endpoint.startswith("api.") or rule.rule.endswith("_id>")
        if getattr(view, "access", "") != "public" or "POST" in rule.methods or is_file or SECRETS & rule.arguments:
            continue
        if hasattr(view, "kept") == (rule.endpoint in UNKEPT):
            unsaid.add(rule.endpoint)

    assert not unsaid


def test_no_secret_address_is_kept(app):
    kept = [rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "kept")]

    assert len(kept) > 30
    assert not [rule.rule for rule in kept if SECRETS & rule.arguments or "POST" in rule.methods
                or app.view_functions[rule.endpoint].access != "public"]
