"""Fifty people send at once in the last seconds: what was accepted is stored once, who was refused is told, nothing comes in after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier, Lock

from sqlalchemy import select

from portal.core import clock
from portal.rounds.models import Reaction
from portal.rounds.rules import ReactionState
from tests import world
from tests.inspector import Inspector, _filled

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


def test_two_secretaries_judge_the_same_reaction_at_the_same_moment_and_one_is_told(app, session, scene, round_):
    reaction = world.reaction(session, round_, state=ReactionState.NEW)
    colleague = world.secretary(session, scene.place, "Tom Kerkhofs")
    session.commit()
    path, both = f"/bureau/reacties/{reaction.id}", Barrier(2)
    forms = []
    for person in (scene.secretary, colleague):
        visitor = Inspector(app, person)
        form = next(form for form in visitor.get(path).all("main form") if list(form.query_all("[name=public_text]")))
        forms.append((visitor.client, _filled(form) | {"form": "read", "reading": "publish", "public_text": f"Gelezen door {person.name}"}))
    session.rollback()

    def save(form):
        client, fields = form
        both.wait()
        with app.app_context():
            answer = client.post(path, data=fields)
        return answer.status_code, fields["public_text"], answer.text

    with ThreadPoolExecutor(2) as at_once:
        answers = list(at_once.map(save, forms))

    saved = [text for status, text, _page in answers if status == 303]
    told = [page for status, _text, page in answers if status == 422]
    assert len(saved) == len(told) == 1, [status for status, *_ in answers]
    assert session.get_one(Reaction, reaction.id, populate_existing=True).public_text == saved[0]
    assert saved[0] in told[0]  # who came second reads what stands there now
