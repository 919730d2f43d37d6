"""The whole interface for machines over the demonstration, every page of every list: nothing confidential is in it."""

import io
import json
import re

from python_calamine import CalamineWorkbook
from sqlalchemy import or_, select

from portal.contributions.models import ConfidentialPart
from portal.dealings.models import DisputeEntry
from portal.decisions.models import Participation, TurnSecret
from portal.meetings.models import InternalNote, MeetingPaper
from portal.networks.models import Publication
from portal.notifications.models import Follower
from portal.parties.rules import PublishAs
from portal.proposals.models import Objection, Proposal
from portal.rounds.models import Answer, Reaction, ReactionReply
from portal.rounds.rules import ReactionState
from portal.signals.models import Signal
from portal.tables.models import ClientCount, PhysicalTable, Reconsideration, SeatRequest
from tests.api.asking import asking, everything
from tests.inspector import Inspector
from tests.matrix.test_access import _confidential

LONG = 8
"""Shorter texts say nothing: they stand in other words too."""


def not_public(session):
    """(what it is, text): what pages keep to some, and what no page shows at all."""
    yield from ((what, text) for what, text, _may in _confidential(session))
    for what, rows in _kept():
        yield from ((what, text) for text in session.scalars(rows))


def _kept():
    yield "confidential part", select(ConfidentialPart.text)
    yield "confidential turn", select(TurnSecret.text)
    yield "internal note", select(InternalNote.text)
    yield "paper for the table", select(MeetingPaper.title).where(~MeetingPaper.is_public)
    yield "dispute", select(DisputeEntry.text)
    yield "objection", select(Objection.text)
    yield "why a party leaves", select(Participation.reason)
    yield "reconsideration", select(Reconsideration.text)
    yield "why a party wants a seat", select(SeatRequest.motivation)
    yield "follower", select(Follower.email)
    yield "proposal that is not public", select(Proposal.written_title).where(Proposal.published_at.is_(None))
    yield "hidden proposal", select(Proposal.written_title).where(Proposal.hidden_at.is_not(None))
    yield "signal as it was sent, not public", select(Signal.text).where(Signal.published_at.is_(None))
    yield "reaction off the site", select(Reaction.text).where(or_(Reaction.state != ReactionState.PUBLISHED, Reaction.hidden_at.is_not(None)))
    yield "reply that was not read", select(ReactionReply.text).where(ReactionReply.state != ReactionState.PUBLISHED)
    yield "draft of an answer", select(Answer.text).where(Answer.published_at.is_(None))
    yield "news of what is off the site", select(Publication.reason).where(Publication.is_hidden)


def is_said(text, answer):
    """As it is, as JSON writes it, or as a cell of a CSV file."""
    return text in answer or json.dumps(text, ensure_ascii=False)[1:-1] in answer or text.replace('"', '""') in answer


def test_nothing_confidential_is_in_the_open_data(demonstration, session):
    chosen = set(session.scalars(select(Reaction.sender_name).where(Reaction.publish_as == PublishAs.NAME)))  # people share names
    secrets = {(what, text) for what, text in not_public(session) if text and len(text) >= LONG} - {("name of a contact person", name) for name in chosen}
    answers = dict(everything(asking(Inspector(demonstration))))

    leaks = [f"{path}: {what}: {text[:60]}" for path, said in answers.items() for what, text in secrets if is_said(text, said)]
    assert len(answers) > 300 and len(secrets) > 100
    assert not leaks, "\n".join(sorted(leaks))


def test_client_counts_are_nowhere(demonstration, session):
    """Not as a number beside a provider either: the only numbers of a seat are its place and rank."""
    most = max(session.scalars(select(ClientCount.clients)))
    visitor = Inspector(demonstration)
    for row in json.loads(visitor.ask("get", "/api/v1/samenstellingen").text)["samenstellingen"]:
        whole = json.loads(visitor.ask("get", row["_links"]["self"]["href"].removeprefix("http://localhost")).text)
        numbers = {value for seat in whole["plaatsen"] for value in seat.values() if isinstance(value, int)}
        assert numbers and max(numbers) < most
        assert {tuple(seat) for seat in whole["plaatsen"]} == {("plaats", "reserve", "naam", "kvkNummer", "klasse", "soorten", "reden")}


def test_client_counts_are_on_no_page_and_in_no_file(demonstration, session):
    """Wherever the composition of a table is shown to everyone, with what can be taken along."""
    counts = {str(number) for number in session.scalars(select(ClientCount.clients)) if number >= 300}
    visitor = Inspector(demonstration)
    slugs = list(session.scalars(select(PhysicalTable.slug).order_by(PhysicalTable.id)))
    pages = ["/tafels", "/api/v1/samenstellingen.csv", *(f"/tafels/{slug}{part}" for slug in slugs for part in ("", "/samenstelling.csv"))]
    books = [f"/tafels/{slug}/samenstelling.xlsx" for slug in slugs]

    assert counts
    for path in pages:
        answer = visitor.ask("get", path)
        said = answer.get_data(as_text=True)  # read before the next one is asked: files are sent while they are made
        shown = visitor.get(path).text if answer.mimetype == "text/html" else said  # a drawing has numbers of its own
        assert answer.status_code == 200 and not counts & set(re.findall(r"\d+", shown)), path
    for path in books:
        book = CalamineWorkbook.from_object(io.BytesIO(visitor.ask("get", path).get_data()))
        cells = {cell for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for cell in row}
        assert cells and not counts & {str(int(cell)) if isinstance(cell, float) else str(cell) for cell in cells}, path
