"""From a question to what the municipality does with the advice; who hears of it, and what is refused."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.advice.models import AdviceRequest
from portal.advice.operations import give_advice, respond, withdraw_request
from portal.advice.rules import AdviceState, Advises, Followed, Hands, Said
from portal.audit.models import AuditEntry
from portal.core.errors import Refused, Stale
from portal.desk.meeting_tasks import tasks_after_meetings
from portal.desk.rules import TaskKind
from portal.meetings import operations as meetings
from portal.meetings.advice_queries import waiting_advice
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.notifications.rules import Topic
from portal.proposals.rules import JUST_IN
from portal.publication.topics import published_about, subject_of
from tests import world
from tests.advice.conftest import START

SAID = Said(Advises.WITH_CHANGES, "Vier weken kan, met een melding vooraf.", "Een kleine aanbieder wil zes weken.", Hands(1, 1, 0))


def letters(session, kind):
    return sorted(session.scalars(select(OutboxMail.email).where(OutboxMail.kind == f"advice/{kind}")))


def told(session):
    return list(session.scalars(select(Publication.kind).where(Publication.kind.startswith("advice:")).order_by(Publication.id)))


def desk_lines(session, house, now):
    return [task.todo for task in tasks_after_meetings(session, house.network, now) if task.kind == TaskKind.ADVICE]


def test_whole_walk_from_question_to_response(session, house, ask, now):
    request = ask()
    assert letters(session, "asked") == sorted(person.email for person in house.contacts[:2])
    assert desk_lines(session, house, now) == ["todo:advice-agenda"]
    assert waiting_advice(session, house.network, house.meeting) == [request]

    item = meetings.add_item(session, house.meeting, advice=request, actor=house.desk, now=now)
    meetings.invite(session, house.meeting, actor=house.desk, now=now)
    assert desk_lines(session, house, now) == [] and waiting_advice(session, house.network) == []

    day = START + timedelta(hours=1)
    meetings.conclude_item(session, item, discussion="", conclusion=SAID.text, outcome="", facts=JUST_IN, version=item.version,
                           actor=house.desk, now=day)
    session.flush()
    assert desk_lines(session, house, day) == ["todo:advice-record"]

    give_advice(session, request, SAID, version=request.version, actor=house.desk, now=day)
    assert (request.state, request.hands) == (AdviceState.ANSWERED, Hands(1, 1, 0))
    assert letters(session, "answered") == sorted([house.network.email, house.secretary.email])
    assert desk_lines(session, house, day) == ["todo:advice-respond"]

    respond(session, request, followed=Followed.PARTLY, response="Vijf weken, want vier is te kort.", actor=house.desk, now=day)
    session.flush()
    assert desk_lines(session, house, day) == []
    assert letters(session, "responded") == sorted(person.email for person in house.contacts[:2])
    assert told(session) == ["advice:asked", "advice:answered", "advice:responded"]
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "advice_request").order_by(AuditEntry.id))
    assert list(acts) == ["advice:ask", "advice:give", "advice:respond"]


def test_the_whole_network_is_asked_where_no_table_is(session, house, ask, now):
    request = ask(table=None, agreement=None, articles=())

    assert letters(session, "asked") == sorted(person.email for person in house.contacts)
    with pytest.raises(Refused) as refusal:
        meetings.add_item(session, house.meeting, advice=request, actor=house.desk, now=now)
    assert refusal.value.code == "item:advice-elsewhere"
    whole = world.meeting(session, house.network, None, START)
    assert meetings.add_item(session, whole, advice=request, actor=house.desk, now=now).advice_id == request.id


@pytest.mark.parametrize(("options", "code", "field"), [
    ({"wish_on": date(2026, 3, 20)}, "advice:wish-behind", "wish_on"),
    ({"articles": ("4.3.1", "9.9")}, "advice:unknown-article", "articles"),
    ({"agreement": None}, "advice:articles-of-what", "agreement_id"),
])
def test_what_cannot_be_asked_is_refused_and_nothing_is_there(session, house, ask, options, code, field):
    with pytest.raises(Refused) as refusal:
        ask(**options)

    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert session.scalar(select(AdviceRequest.id)) is None and told(session) == []


def test_a_table_that_stopped_is_not_asked(session, house, ask, now):
    house.table.closed_at, house.table.close_reason = now, "Klaar."
    session.flush()

    with pytest.raises(Refused) as refusal:
        ask()
    assert refusal.value.code == "advice:table-closed"


def test_taken_back_with_a_reason_and_on_no_agenda_any_more(session, house, ask, now):
    request = ask()
    with pytest.raises(Refused):
        withdraw_request(session, request, reason=" ", actor=house.desk, now=now)

    withdraw_request(session, request, reason="De wet regelt dit nu.", actor=house.desk, now=now)

    assert request.state == AdviceState.WITHDRAWN and told(session) == ["advice:asked", "advice:withdrawn"]
    assert len(letters(session, "withdrawn")) == 2 and desk_lines(session, house, now) == []
    for act in (lambda: meetings.add_item(session, house.meeting, advice=request, actor=house.desk, now=now),
                lambda: give_advice(session, request, SAID, version=request.version, actor=house.desk, now=now),
                lambda: withdraw_request(session, request, reason="Nog eens.", actor=house.desk, now=now)):
        with pytest.raises(Refused):
            act()


def test_advice_is_corrected_until_the_response_and_two_people_see_each_other(session, house, ask, now):
    request = ask()
    seen = request.version
    give_advice(session, request, SAID, version=seen, actor=house.desk, now=now)
    with pytest.raises(Stale) as stale:
        give_advice(session, request, SAID, version=seen, actor=house.desk, now=now)
    assert stale.value.theirs == SAID.text

    give_advice(session, request, Said(Advises.NEGATIVE, "Nee."), version=request.version, actor=house.desk, now=now)
    assert (request.outcome, request.hands) == (Advises.NEGATIVE, None) and told(session)[-1] == "advice:mended"

    respond(session, request, followed=Followed.WHOLLY, response="Wij doen het niet.", actor=house.desk, now=now)
    session.flush()
    for act in (lambda: give_advice(session, request, SAID, version=request.version, actor=house.desk, now=now),
                lambda: respond(session, request, followed=Followed.NOT, response="Toch wel.", actor=house.desk, now=now)):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "advice:responded-already"


def test_no_response_before_there_is_advice(session, house, ask, now):
    with pytest.raises(Refused) as refusal:
        respond(session, ask(), followed=Followed.WHOLLY, response="Ja.", actor=house.desk, now=now)

    assert refusal.value.code == "advice:not-answered"


def test_who_follows_the_table_the_agreement_or_the_proposal_hears_of_it(session, house, ask):
    proposal = world.proposal(session, house.network)
    request = ask(proposal=proposal)

    for topic, name in ((Topic.TABLE, "jeugd"), (Topic.AGREEMENT, "begeleiding"), (Topic.PROPOSAL, proposal.number)):
        subject = subject_of(session, house.network, topic, name)
        assert request.path in [row.path for row in session.scalars(published_about(house.network, subject))]


def test_numbers_count_on_and_are_of_the_year(ask):
    assert [ask().slug, ask().slug] == ["2026-1", "2026-2"]
