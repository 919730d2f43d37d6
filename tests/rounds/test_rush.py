"""Fifty people send at once in the last seconds: what was accepted is stored once, who was refused is told, nothing comes in after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Lock

from sqlalchemy import select

from portal.core import clock
from portal.rounds.models import Reaction
from tests.inspector import Inspector

WRITERS = 50


def test_fifty_writers_in_the_last_seconds(app, session, scene, round_, monkeypatch):
    closes_at, path = round_.closes_at, f"/voorstellen/{scene.proposal.number}/reageren"
    page = Inspector(app).get(path)
    token = {field.etree_element.get("name"): field.etree_element.get("value") or ""
             for field in page.all("main form input[type=hidden]")}
    session.rollback()
    turns, turn = count(), Lock()

    def ticking():
        """Every question for the time comes a moment later; the end passes halfway."""
        with turn:
            return closes_at - timedelta(seconds=2) + next(turns) * timedelta(milliseconds=8)

    def send(number):
        answers = {"position": "for", "labels": "all", "text": f"Stem {number}", "confidential": "no", "publish_as": "place",
                   "sender_place": "Vaals", "sender_email": f"inwoner{number}@example.nl", "act": "send"}
        with app.app_context():
            answer = page.visitor.app.test_client(use_cookies=False).post(
                path, data=token | answers | {"once": f"keer-{number}"}, headers={"Cookie": cookies})
        return answer.status_code, answer.text

    cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in page.visitor.client._cookies.values())
    monkeypatch.setattr(clock, "now", ticking)
    with ThreadPoolExecutor(WRITERS) as crowd:
        answers = list(crowd.map(send, range(WRITERS)))

    accepted = {f"Stem {number}" for number, (status, _text) in enumerate(answers) if status == 303}
    refused = [text for status, text in answers if status == 422]
    assert len(accepted) + len(refused) == WRITERS, {status for status, _text in answers}
    assert 0 < len(accepted) < WRITERS
    assert all("niet verstuurd" in text for text in refused)
    stored = session.scalars(select(Reaction)).all()
    assert sorted(row.text for row in stored) == sorted(accepted)
    assert all(row.received_at < closes_at for row in stored)
    assert len({row.number for row in stored}) == len(stored)
