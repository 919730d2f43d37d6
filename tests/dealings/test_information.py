"""Information requests: asked of some, answered together, late all the same, more time once, closed or asked on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditEntry
from portal.core.errors import Refused, Stale
from portal.dealings import information
from portal.dealings import request_queries as queries
from portal.dealings.announcements import request_reminders
from portal.dealings.models import Respondent
from portal.dealings.rules import MoreTime, RequestAct, RequestState
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.notifications.operations import queue
from tests import world

CLOSES = datetime(2026, 4, 7, 22, 0, tzinfo=UTC)
"""14 days from 20 March 2026, past Easter."""
DAY = timedelta(days=1)


@pytest.fixture
def request_(session, house, now):
    row = information.ask(session, house.network, subject="Jaarrekening", text="VRAAG-GEHEIM", ground="Artikel 3.2 c", days=14,
                          party_ids=[house.boat.id, house.lantern.id], actor=house.office, now=now)
    session.commit()
    return row


@pytest.fixture
def boat(request_, house):
    return next(row for row in request_.respondents if row.party_id == house.boat.id)


def refused(call):
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.code


def answer(session, house, row, now, text="ANTWOORD-GEHEIM", **other):
    return information.answer(session, row, **{"text": text, "version": row.version, "actor": house.boat_actor, "now": now} | other)


def letters(session, kind):
    return session.scalars(select(OutboxMail).where(OutboxMail.kind == f"dealings/{kind}").order_by(OutboxMail.id)).all()


def test_each_party_is_asked_apart_by_the_calendar(session, house, request_, boat):
    assert [(row.party_id, row.closes_at, row.state(CLOSES - DAY)) for row in request_.respondents] == [
        (house.boat.id, CLOSES, RequestState.OPEN), (house.lantern.id, CLOSES, RequestState.OPEN)]
    told = letters(session, "asked")
    assert len(told) == 2 and all("VRAAG-GEHEIM" not in str(compose(letter)) for letter in told)
    assert f"/mijn/informatieverzoeken/{boat.id}" in compose(told[0]).get_content()
    assert "dinsdag 7 april 2026, 24:00 uur" in compose(told[0]).get_content()


@pytest.mark.parametrize(("parties", "code"), [([], "request:of-nobody"), ([99999], "request:no-member")])
def test_only_members_are_asked(session, house, now, parties, code):
    assert refused(lambda: information.ask(session, house.network, subject="x", text="x", ground="x", days=14, party_ids=parties,
                                           actor=house.office, now=now)) == code


def test_record_of_acts_holds_no_question_and_no_answer(session, house, boat, now):
    information.keep_draft(session, boat, text="CONCEPT-GEHEIM", version=boat.version, actor=house.boat_actor, now=now)
    session.flush()
    answer(session, house, boat, now)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("request:")).order_by(AuditEntry.id)).all()

    assert [entry.action for entry in entries] == ["request:ask", "request:keep-draft", "request:answer"]
    assert not any("GEHEIM" in f"{entry.reason} {entry.changes}" for entry in entries)


def test_draft_is_kept_with_documents_and_goes_with_the_answer(session, house, boat, now):
    first, second = world.document(session, "een.pdf"), world.document(session, "twee.pdf")
    information.keep_draft(session, boat, text="Half", document=first, version=boat.version, actor=house.boat_actor, now=now)
    session.flush()
    assert (boat.draft, [file.document_id for file in boat.draft_files]) == ("Half", [first.id])

    entry = answer(session, house, boat, now, document=second)
    session.flush()
    session.refresh(entry)
    assert (boat.draft, boat.draft_files, boat.answered_at) == ("", [], now)
    assert [document.file_name for document in entry.documents] == ["een.pdf", "twee.pdf"]
    assert "Met 2 documenten." in compose(letters(session, "answered")[0]).get_content()


def test_two_people_at_once_are_told_what_the_other_wrote(session, house, boat, now):
    seen = boat.version
    information.keep_draft(session, boat, text="Van de een", version=seen, actor=house.boat_actor, now=now)
    session.flush()

    for act in (lambda: information.keep_draft(session, boat, text="x", version=seen, actor=house.boat_actor, now=now),
                lambda: answer(session, house, boat, now, version=seen)):
        with pytest.raises(Stale) as stale:
            act()
        assert stale.value.theirs == "Van de een"


def test_document_is_taken_out_of_a_draft_and_never_of_an_answer(session, house, boat, now):
    information.keep_draft(session, boat, text="", document=world.document(session), version=boat.version, actor=house.boat_actor, now=now)
    information.drop_file(session, boat.draft_files[0], actor=house.boat_actor, now=now)
    session.flush()
    session.expire_all()
    assert boat.files == []

    answer(session, house, boat, now, document=world.document(session))
    assert refused(lambda: information.drop_file(session, boat.files[0], actor=house.boat_actor, now=now)) == "request:file-sent"


@pytest.mark.parametrize(("instant", "late"), [(CLOSES - timedelta(seconds=1), False), (CLOSES, True)])
def test_late_answer_is_taken_in_and_stamped(session, house, boat, instant, late):
    entry = answer(session, house, boat, instant)

    assert (entry.is_late, boat.is_answered_late, boat.state(instant)) == (late, late, RequestState.ANSWERED)
    assert ("te laat" in compose(letters(session, "answered")[0]).get_content()) == late


def test_answer_can_be_added_to_until_it_is_closed_and_is_never_empty(session, house, boat, now):
    assert refused(lambda: answer(session, house, boat, now, text=" ")) == "request:empty"
    answer(session, house, boat, now)
    answer(session, house, boat, now + DAY, text="Nog iets")
    assert boat.answered_at == now

    information.close(session, boat, actor=house.office, now=now + DAY)
    assert [entry.act for entry in boat.entries] == [RequestAct.ANSWER, RequestAct.ANSWER, RequestAct.CLOSE]
    assert refused(lambda: answer(session, house, boat, now + DAY)) == "request:closed"
    assert refused(lambda: information.close(session, boat, actor=house.office, now=now)) == "request:closed"


def test_closing_without_an_answer_needs_a_reason(session, house, boat, now):
    assert refused(lambda: information.close(session, boat, actor=house.office, now=now)) == "request:reason-missing"
    information.close(session, boat, reason="Niet meer nodig", actor=house.office, now=now)

    assert boat.state(CLOSES + DAY) == RequestState.CLOSED
    assert queries.to_answer(session, house.network, house.boat.id) == []


# More time

def wish(session, house, row, now, until=date(2026, 4, 17)):
    information.ask_more_time(session, row, until=until, reason="De accountant is ziek", actor=house.boat_actor, now=now)


def test_more_time_is_asked_once_and_given_past_rest_days(session, house, boat, now):
    wish(session, house, boat, now, date(2026, 4, 18))
    assert (boat.more_time, boat.wished_until, boat.closes_at) == (MoreTime.ASKED, date(2026, 4, 20), CLOSES)
    assert refused(lambda: wish(session, house, boat, now)) == "request:asked-already"

    information.decide_more_time(session, boat, granted=True, actor=house.office, now=now)
    assert (boat.more_time, boat.closes_at) == (MoreTime.GRANTED, datetime(2026, 4, 20, 22, 0, tzinfo=UTC))
    assert "maandag 20 april 2026, 24:00 uur" in compose(letters(session, "more_time")[0]).get_content()
    assert refused(lambda: wish(session, house, boat, now)) == "request:asked-already"
    assert refused(lambda: information.decide_more_time(session, boat, granted=True, actor=house.office, now=now)) == "request:nothing-asked"


def test_no_more_time_needs_a_reason_and_leaves_the_term(session, house, boat, now):
    wish(session, house, boat, now)
    assert refused(lambda: information.decide_more_time(session, boat, granted=False, actor=house.office, now=now)) == "request:reason-missing"
    information.decide_more_time(session, boat, granted=False, reason="REDEN-GEHEIM", actor=house.office, now=now)

    assert (boat.more_time, boat.closes_at) == (MoreTime.REFUSED, CLOSES)
    assert "GEHEIM" not in str(compose(letters(session, "more_time")[0]))


@pytest.mark.parametrize(("change", "code"), [
    (lambda row, now: setattr(row, "closes_at", now), "request:too-late-for-more"),
    (lambda row, now: setattr(row, "answered_at", now), "request:answered"),
    (lambda row, now: setattr(row, "closed_at", now), "request:answered")])
def test_more_time_is_for_who_still_has_time(session, house, boat, now, change, code):
    change(boat, now)
    session.flush()

    assert refused(lambda: wish(session, house, boat, now)) == code


def test_wish_lapses_with_the_answer(session, house, boat, now):
    wish(session, house, boat, now)
    answer(session, house, boat, now)

    assert boat.more_time == MoreTime.NONE
    assert [row.wishes for row in queries.waiting(session, house.network, now)] == [0]


def test_asking_on_begins_a_new_term(session, house, boat, now):
    assert refused(lambda: information.ask_on(session, boat, text="x", days=7, actor=house.office, now=now)) == "request:not-answered"
    wish(session, house, boat, now)
    answer(session, house, boat, now)
    later = CLOSES + DAY
    information.ask_on(session, boat, text="Ook de begroting", days=7, actor=house.office, now=later)

    assert (boat.state(later), boat.more_time) == (RequestState.OPEN, MoreTime.NONE)
    assert boat.closes_at == datetime(2026, 4, 16, 22, 0, tzinfo=UTC)
    assert queries.to_answer(session, house.network, house.boat.id) == [boat]
    assert "Ook de begroting" not in str(compose(letters(session, "asked_on")[0]))


def test_database_knows_one_side_per_party_and_no_wish_of_a_closed_one(session, request_, boat, now):
    for wrong in ({"party_id": boat.party_id}, {"party_id": boat.party_id + 100}):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(Respondent(request_id=request_.id, asked_at=now, closes_at=CLOSES, **wrong))
            session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        boat.closed_at, boat.more_time = now, MoreTime.ASKED
        session.flush()


# Reminders

def test_calendar_reminds_who_did_not_answer_once_of_each_kind(session, house, boat, now):
    answer(session, house, boat, now)
    told = []
    for instant in (now, CLOSES - 6 * DAY, CLOSES - 5 * DAY, CLOSES - 4 * DAY, CLOSES - DAY, CLOSES, CLOSES + DAY, CLOSES + 8 * DAY):
        due = request_reminders(session, instant)
        queue(session, due, now=instant)
        told.append(len(due))

    assert told == [0, 1, 1, 1, 1, 1, 1, 0]
    assert [letter.email for letter in letters(session, "reminder")] == 3 * [house.others["other party"].email]
    assert [compose(letter)["Subject"] for letter in letters(session, "reminder")] == [
        "Herinnering: Jaarrekening", "Herinnering: Jaarrekening", "Termijn is voorbij: Jaarrekening"]


def test_secretary_reminds_by_hand_once_a_day(session, house, request_, boat, now):
    answer(session, house, boat, now)
    assert information.remind(session, request_, actor=house.office, now=now) == 1
    assert refused(lambda: information.remind(session, request_, actor=house.office, now=now)) == "request:reminded-today"
    assert information.remind(session, request_, actor=house.office, now=now + DAY) == 1
    assert {letter.email for letter in letters(session, "reminder")} == {house.others["other party"].email}

    information.close(session, request_.respondents[1], reason="Klaar", actor=house.office, now=now)
    assert refused(lambda: information.remind(session, request_, actor=house.office, now=now + 2 * DAY)) == "request:all-answered"


def test_what_waits_for_the_secretary_is_counted_per_request(session, house, request_, boat, now):
    assert queries.waiting(session, house.network, now) == []
    wish(session, house, request_.respondents[1], now)
    answer(session, house, boat, now)

    row = queries.waiting(session, house.network, CLOSES + DAY)[0]
    assert (row.subject, row.answers, row.first_answer, row.wishes, row.first_end, row.late) == ("Jaarrekening", 1, now, 1, CLOSES, 0)
    information.decide_more_time(session, request_.respondents[1], granted=False, reason="Nee", actor=house.office, now=now)
    row = queries.waiting(session, house.network, CLOSES + DAY)[0]
    assert (row.wishes, row.first_end, row.late, row.late_since) == (0, None, 1, CLOSES)
    information.remind(session, request_, actor=house.office, now=CLOSES + DAY)
    assert queries.waiting(session, house.network, CLOSES + DAY)[0].late_since == CLOSES + DAY


def test_documents_are_for_the_own_party_and_drafts_for_nobody_else(session, house, boat, now):
    attached, drafted, sent = (world.document(session) for _ in range(3))
    request = information.ask(session, house.network, subject="x", text="x", ground="x", days=14, party_ids=[house.boat.id],
                              documents=[attached], actor=house.office, now=now)
    row = request.respondents[0]
    answer(session, house, row, now, document=sent)
    session.flush()
    information.keep_draft(session, row, text="", document=drafted, version=row.version, actor=house.boat_actor, now=now)
    session.flush()

    def found(party_id):
        return [queries.request_document(session, house.network, document.id, party_id) is not None
                for document in (attached, drafted, sent)]

    assert found(house.boat.id) == [True, True, True]
    assert found(None) == [True, False, True]
    assert found(house.lantern.id) == [False, False, False]
