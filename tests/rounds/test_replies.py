"""Replies to a published reaction: who gives them, who reads them first, where they stand."""

import pytest
from sqlalchemy import select

from portal.core.access import OUTSIDER
from portal.core.errors import Refused
from portal.notifications.models import OutboxMail
from portal.rounds import changes, queries, replies
from portal.rounds.models import ReactionReply
from portal.rounds.rules import ReactionState
from tests import world


@pytest.fixture
def reaction(session, scene, round_):
    row = world.reaction(session, round_, scene.boot, text="Vier weken is genoeg.")
    session.commit()
    return row


def letters(session):
    return session.execute(select(OutboxMail.kind, OutboxMail.email).order_by(OutboxMail.id)).all()


def test_inhabitant_replies_and_the_secretary_reads_first(session, scene, round_, reaction, visit):
    page, public = visit.get(f"/reacties/{reaction.id}/reageren"), f"/voorstellen/{scene.proposal.number}"
    assert page.h1 == "Reageer op de reactie van Boot"
    overview = page.submit({"text": "Bij mij was het acht weken.", "publish_as": "place", "sender_place": "Gulpen",
                            "sender_email": "mia@example.nl"}, "Verder")
    assert overview.submit(button="Verstuur").h1 == "Kijk in uw mail"
    assert letters(session) == [("contributions/confirm", "mia@example.nl")]
    office = visit.logged_in(scene.secretary)
    reply = session.scalars(select(ReactionReply)).one()
    office.get(f"/bureau/reacties/hierop/{reply.id}", status=404)

    link = session.scalars(select(OutboxMail.data)).one()["link"].removeprefix("http://localhost")
    assert "De secretaris leest het eerst" in visit.get(link).submit(button="Bevestig").text
    assert "acht weken" not in visit.get(public).text
    assert "Lees wat iemand schreef bij een reactie" in office.get("/bureau").text

    office.get(f"/bureau/reacties/hierop/{reply.id}").submit({"reading": "publish"})
    text = visit.get(public).text
    assert "1 reactie hierop" in text
    assert "Bij mij was het acht weken." in text
    assert "Inwoner uit Gulpen" in text or "Gulpen" in text
    assert letters(session)[1:] == [("rounds/reply_read", "mia@example.nl"), ("rounds/replied", scene.carla.email)]


def test_reply_that_stays_off_the_site_tells_its_sender_why(session, scene, reaction, visit, now):
    reply = replies.give_reply(session, reaction, text="Over mijn buurvrouw.", actor=scene.as_citer, now=now)
    with pytest.raises(Refused, match="reaction:reason-missing"):
        replies.read_reply(session, reply, publish=False, actor=scene.office, now=now)
    replies.read_reply(session, reply, publish=False, reason="Het gaat over iemand.", actor=scene.office, now=now)
    session.commit()

    assert letters(session) == [("rounds/reply_read", scene.cas.email)]
    assert "Over mijn buurvrouw" not in visit.get(f"/voorstellen/{scene.proposal.number}").html
    assert "Het gaat over iemand." in visit.get(f"/reacties/hierop/{reply.follow_key}").text


def test_reply_needs_no_answer_and_counts_for_nothing(session, scene, round_, reaction, now):
    before = queries.counts(session, round_), queries.unanswered(session, round_)
    reply = replies.give_reply(session, reaction, text="Eens.", actor=scene.as_citer, now=now)
    replies.read_reply(session, reply, publish=True, actor=scene.office, now=now)

    assert (queries.counts(session, round_), queries.unanswered(session, round_)) == before


@pytest.mark.parametrize("state", [ReactionState.NEW, ReactionState.WITHHELD])
def test_only_what_is_on_the_site_gets_a_reply(session, scene, round_, now, visit, state):
    reaction = world.reaction(session, round_, state=state)
    session.commit()

    visit.get(f"/reacties/{reaction.id}/reageren", status=404)
    with pytest.raises(Refused, match="reply:not-possible"):
        replies.give_reply(session, reaction, text="Hé.", actor=scene.as_boot, now=now)


def test_withdrawn_in_the_meantime_refuses_and_keeps_the_words(session, scene, reaction, visit, now):
    form = visit.logged_in(scene.cas).get(f"/reacties/{reaction.id}/reageren")
    changes.withdraw_reaction(session, reaction, actor=scene.as_boot, now=now)
    session.commit()

    assert form.visitor.ask("get", f"/reacties/{reaction.id}/reageren").status_code == 404
    assert session.scalars(select(ReactionReply)).all() == []


def test_after_the_end_the_page_says_so(session, scene, round_, reaction, visit, at):
    form = visit.logged_in(scene.cas).get(f"/reacties/{reaction.id}/reageren")
    at(round_.closes_at)

    refused = form.submit({"text": "Net te laat.", "act": "send"}, status=422)
    assert "Net te laat." in refused.one("#text").etree_element.text
    assert visit.get(f"/reacties/{reaction.id}/reageren").h1 == "De reactieronde is gesloten"
    assert session.scalars(select(ReactionReply)).all() == []


def test_robot_and_number_of_a_citizen_are_stopped(session, scene, reaction, visit):
    form = visit.logged_in(scene.cas).get(f"/reacties/{reaction.id}/reageren")

    assert any("burgerservicenummer" in error for error in form.submit({"text": "123456782"}, "Verder", status=422).errors)
    assert replies.must_confirm(OUTSIDER, "mia@example.nl")
