"""Asking for more, answering, withdrawing, deciding in time; joining per 1 January; applications on paper."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.queries import actor_of
from portal.core.access import OUTSIDER
from portal.core.calendar import start_of_day
from portal.core.errors import Refused, Stale
from portal.desk.queries import tasks
from portal.members import operations, queries
from portal.members.models import Membership
from portal.members.rules import Condition, MembershipState, Phase, SigningChannel
from portal.networks.models import Publication
from portal.networks.queries import versions_to_sign
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from portal.parties.models import ContactPerson
from tests import world
from tests.conftest import NOW
from tests.members import application, signed_by

TODAY = date(2026, 3, 20)
UNTIL = date(2026, 4, 2)
CHECKED = [condition.value for condition in Condition]
YEARLY = {"joining": "yearly", "apply_until": "10-01"}


@pytest.fixture
def network(session):
    network = world.network(session)
    world.agreement(session, network)
    return network


@pytest.fixture
def secretary(session, network):
    place = world.municipality(session, network, is_host=True)
    person = world.secretary(session, place)
    session.commit()
    return person


@pytest.fixture
def desk(session, secretary):
    return actor_of(session, secretary, NOW)


@pytest.fixture
def membership(session, network, now):
    row = operations.apply_for_membership(
        session, network, application=application(), signed_by=signed_by(), actor=OUTSIDER, now=now,
        read=[version.id for version in versions_to_sign(session, network, TODAY)])
    session.commit()
    return row


def ask(session, membership, desk, until=UNTIL, now=NOW, **options):
    return operations.ask_for_more(session, membership, missing="Het kwaliteitsplan.", until=until, actor=desk, now=now, **options)


def letters(session, kind):
    return session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)).all()


def test_applicant_is_asked_for_more_and_the_term_stands_still_until_it_answers(session, membership, desk):
    question = ask(session, membership, desk)

    assert question.closes_at == start_of_day(date(2026, 4, 3))
    assert membership.phase(NOW) == Phase.ASKED
    assert membership.decides_by(NOW) is None
    assert {mail.email for mail in letters(session, "members/asked")} == {"carla@koe.example", "dirk@koe.example"}

    later = NOW + timedelta(days=3)
    operations.answer_question(session, membership, answer="Hierbij.", actor=OUTSIDER, now=later)

    assert membership.phase(later) == Phase.WAITS
    assert membership.decides_by(later).last_day == date(2026, 4, 20)
    assert not question.was_late
    assert len(letters(session, "members/answered")) == 2


def test_last_day_for_the_answer_that_is_a_rest_day_moves_on(session, membership, desk):
    assert ask(session, membership, desk, until=date(2026, 4, 3)).closes_at == start_of_day(date(2026, 4, 8))


@pytest.mark.parametrize("until", [None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=367)])
def test_the_day_until_which_one_may_answer_must_come(session, membership, desk, until):
    with pytest.raises(Refused, match="membership:until-wrong"):
        ask(session, membership, desk, until=until)


def test_more_than_once_but_one_question_at_a_time(session, membership, desk):
    ask(session, membership, desk)
    with pytest.raises(Refused, match="membership:answer-awaited"):
        ask(session, membership, desk)
    with pytest.raises(Refused, match="membership:answer-awaited"):
        operations.refuse(session, membership, reason="Onvolledig.", actor=desk, now=NOW)

    operations.answer_question(session, membership, document=world.document(session), actor=OUTSIDER, now=NOW)
    ask(session, membership, desk)

    assert len(membership.supplements) == 2


def test_without_an_answer_the_term_runs_on_and_what_comes_late_is_kept(session, membership, desk):
    question = ask(session, membership, desk)
    lapsed = question.closes_at

    assert membership.decides_by(lapsed - timedelta(seconds=1)) is None
    assert membership.decides_by(lapsed).last_day == date(2026, 4, 30)  # 28 + 13 days
    operations.answer_question(session, membership, answer="Alsnog.", actor=OUTSIDER, now=lapsed)

    assert question.was_late
    assert membership.decides_by(lapsed).last_day == date(2026, 4, 30)
    assert question.answer == "Alsnog."


def test_an_answer_needs_words_or_a_document_and_a_question(session, membership, desk):
    with pytest.raises(Refused, match="membership:nothing-asked"):
        operations.answer_question(session, membership, answer="Zomaar.", actor=OUTSIDER, now=NOW)
    ask(session, membership, desk)
    with pytest.raises(Refused, match="membership:answer-missing"):
        operations.answer_question(session, membership, answer=" ", actor=OUTSIDER, now=NOW)


def test_the_database_holds_no_answer_without_its_instant(session, membership, desk):
    question = ask(session, membership, desk)
    question.answer = "Zonder tijd."
    with pytest.raises(IntegrityError):
        session.flush()


def test_who_decides_while_the_applicant_answers_is_told_so(session, membership, desk):
    ask(session, membership, desk)
    seen = membership.version
    operations.answer_question(session, membership, answer="Hierbij het plan.", actor=OUTSIDER, now=NOW)
    session.flush()

    with pytest.raises(Stale) as stale:
        operations.admit(session, membership, version=seen, actor=desk, now=NOW)
    assert stale.value.theirs == "Hierbij het plan."
    operations.admit(session, membership, version=membership.version, actor=desk, now=NOW)


def test_application_is_withdrawn_and_another_may_follow(session, network, membership, desk):
    operations.withdraw_application(session, membership, reason="Toch niet.", actor=OUTSIDER, now=NOW)

    assert membership.phase(NOW) == Phase.WITHDRAWN
    assert len(letters(session, "members/withdrawn")) == 2
    for verb in (operations.admit, operations.refuse, ask):
        with pytest.raises(Refused, match="membership:already-withdrawn"):
            verb(session, membership, reason="Nee.", actor=desk, now=NOW) if verb is not ask else ask(session, membership, desk)
    again = operations.apply_for_membership(
        session, network, application=application(), signed_by=signed_by(), actor=OUTSIDER, now=NOW,
        read=[version.id for version in versions_to_sign(session, network, TODAY)])
    assert again.party_id == membership.party_id


def test_who_was_admitted_withdraws_nothing(session, membership, desk):
    operations.admit(session, membership, actor=desk, now=NOW)

    with pytest.raises(Refused, match="membership:already-admitted"):
        operations.withdraw_application(session, membership, actor=OUTSIDER, now=NOW)


def test_admitted_for_1_january_is_no_member_before_that_day(session, network, membership, desk, at):
    """ZL 10: not counted, mailed or on a roll before the day; from its first second on it is."""
    network.settings = YEARLY
    session.flush()
    operations.admit(session, membership, actor=desk, now=NOW)
    session.commit()

    assert (membership.member_since, membership.phase(NOW)) == (date(2027, 1, 1), Phase.COMING)
    publication = session.scalars(select(Publication)).one()
    assert publication.kind == "member:coming"
    assert session.scalars(select(ContactPerson)).first() is not None
    begins = start_of_day(date(2027, 1, 1))
    for moment, is_there in ((NOW, False), (begins - timedelta(seconds=1), False), (begins, True)):
        at(moment)
        assert (queries.member_ids(session, network) == [membership.party_id]) is is_there
        assert bool(queries.network_recipients(session, network)) is is_there
        assert (queries.member_counts(session, network)[None] == 1) is is_there
        assert (len(queries.soon_listed(session, network)) == 0) is is_there


def test_list_names_who_begins_later_apart(session, network, membership, desk, visit):
    network.settings = YEARLY
    session.flush()
    operations.admit(session, membership, actor=desk, now=NOW)
    session.commit()

    page = visit.get("/deelnemers")
    assert "Er doet nog geen aanbieder mee" in page.text
    assert "Doet mee vanaf" in page.text and "1 januari 2027" in page.text
    assert "01-01-2027" in visit.get("/deelnemers.csv").response.get_data().decode("utf-8-sig")
    assert "donderdag 1 oktober 2026" in page.text


def test_form_letters_and_desk_say_from_when(session, network, secretary, membership, visit):
    network.settings = YEARLY
    session.commit()

    assert "vrijdag 1 januari 2027" in visit.get("/deelnemen").text
    page = visit.logged_in(secretary).get(f"/bureau/deelnemers/{membership.id}")
    assert "dan doet hij mee vanaf vrijdag 1 januari 2027" in page.text
    page.submit({"checked": CHECKED, "admission": "admit"})
    follow = visit.get(f"/deelnemen/volg/{membership.follow_key}")
    assert "U bent toegelaten" in follow.text and "U doet mee vanaf vrijdag 1 januari 2027" in follow.text
    assert all(mail.data["is_coming"] for mail in letters(session, "members/admitted"))


def test_desk_task_has_the_deciding_day_and_is_gone_while_an_answer_is_awaited(session, network, membership, desk, at):
    def found(moment):
        return [(task.due, task.todo) for task in tasks(session, network, [], moment) if task.kind == "admission"]

    assert found(NOW) == [(start_of_day(date(2026, 4, 18)), "todo:admission")]
    question = ask(session, membership, desk)
    assert found(NOW) == []
    assert found(question.closes_at) == [(start_of_day(date(2026, 5, 1)), "todo:no-answer")]


def test_page_walks_from_question_to_answer_to_decision(session, network, secretary, membership, visit):
    desk = visit.logged_in(secretary)
    page = desk.get(f"/bureau/deelnemers/{membership.id}")
    wrong = page.submit({"admission": "ask", "reason": "Het plan ontbreekt."}, status=422)
    assert "Geef een dag die nog komt" in wrong.errors[0]
    told = page.submit({"admission": "ask", "reason": "Het plan ontbreekt.", "until": "2026-04-02"})
    assert "Mag antwoorden tot en met die dag" in told.text

    seen_before = desk.get(f"/bureau/deelnemers/{membership.id}")

    follow = visit.get(f"/deelnemen/volg/{membership.follow_key}")
    assert "Er ontbreekt iets" in follow.text and "Het plan ontbreekt." in follow.text
    form = visit.get(f"/deelnemen/volg/{membership.follow_key}/aanvullen")
    assert "Schrijf uw antwoord" in form.submit({"answer_text": ""}, "Verder").submit(button="Verstuur", status=422).errors[0]
    overview = form.submit({"answer_text": "Hier is het plan."}, "Verder", files={"document": (pdf(), "plan.pdf")})
    assert "plan.pdf" in overview.text
    done = overview.submit(button="Verstuur het antwoord")
    assert "Hier is het plan." in done.text

    stale = seen_before.submit({"checked": CHECKED, "admission": "admit"}, status=422)
    assert "Iemand anders" in stale.text
    assert "Hier is het plan." in stale.text
    supplement = session.scalars(select(Membership)).one().supplements[0]
    for path in (f"/bureau/deelnemers/{membership.id}/documenten/{supplement.id}",):
        assert desk.ask("get", path).data == pdf().getvalue()
        visit.get(path, status=302)
    key = f"/deelnemen/volg/{membership.follow_key}/documenten"
    assert visit.ask("get", f"{key}/{supplement.id}").data == pdf().getvalue()
    visit.get(f"{key}/{supplement.id + 1}", status=404)
    stale.submit({"checked": CHECKED, "admission": "admit"})
    assert "De Vliegende Koe" in visit.get("/deelnemers").text


def pdf():
    return io.BytesIO(b"%PDF-1.7 een plan")


def test_late_decision_shows_on_the_desk_and_on_the_applicants_page(session, network, secretary, membership, visit, at):
    at(start_of_day(date(2026, 4, 18)))

    assert "Te laat" in visit.logged_in(secretary).get("/bureau/deelnemers").text
    assert "De gemeente is te laat" in visit.get(f"/deelnemen/volg/{membership.follow_key}").text


def test_letters_say_what_is_missing_until_when_and_from_when(session, network, membership, desk):
    network.settings = YEARLY
    ask(session, membership, desk)
    operations.answer_question(session, membership, answer="Hierbij.", document=world.document(session), actor=OUTSIDER, now=NOW)
    operations.admit(session, membership, actor=desk, now=NOW)
    session.flush()

    def said(kind):
        return compose(letters(session, kind)[0]).get_content()

    assert "voor het einde van vrijdag 17 april 2026 of u bent toegelaten" in said("members/receipt")
    assert "Het kwaliteitsplan." in said("members/asked") and "tot donderdag 2 april 2026, 24:00 uur" in said("members/asked")
    assert "Hierbij." in said("members/answered") and "scan.pdf" in said("members/answered")
    assert "U doet mee in het netwerk vanaf vrijdag 1 januari 2027." in said("members/admitted")


def test_applicant_withdraws_on_its_page(session, network, membership, visit):
    page = visit.get(f"/deelnemen/volg/{membership.follow_key}/intrekken").submit({"reason": "Toch niet."}, "Verder")

    done = page.submit(button="Trek de aanmelding in")

    assert "Ingetrokken" in done.text
    assert "is ingetrokken" in compose(letters(session, "members/withdrawn")[0]).get_content()
    again = visit.get(f"/deelnemen/volg/{membership.follow_key}/intrekken")
    assert "al besloten" in again.text


PAPER = {
    "name": "De Vliegende Koe", "kvk": "12345678", "street": "Brusselsestraat 1", "postcode": "6211 PA", "city": "Maastricht",
    "domains": ["youth"], "streams": ["zin"], "contact_name": "Carla Mertens", "contact_email": "carla@koe.example",
    "contact_phone": "043 123 45 67", "contact_address": "Postbus 1", "substitute_name": "Daan Smeets",
    "substitute_email": "daan@koe.example", "substitute_phone": "043 123 45 68", "substitute_address": "Postbus 1",
    "declarations": ["quality", "good_faith", "archive", "disclosure", "information"], "signer_name": "Dirk Directeur",
    "signer_job_title": "bestuurder", "signer_email": "dirk@koe.example", "ground": "law", "signed_on": "2026-03-10",
}


def test_secretary_enters_an_application_on_paper_with_its_scan(session, network, secretary, visit):
    form = visit.logged_in(secretary).get("/bureau/deelnemers/op-papier")
    assert "Voeg de scan" in form.submit(PAPER, "Verder", status=422).errors[0]

    overview = form.submit(PAPER, "Verder", files={"document": (pdf(), "handtekening.pdf")})
    assert "dinsdag 10 maart 2026" in overview.text and "handtekening.pdf" in overview.text
    page = overview.submit(button="Voer de aanmelding in")

    membership = session.scalars(select(Membership)).one()
    signature = membership.signatures[0]
    assert (membership.state, signature.channel) == (MembershipState.APPLIED, SigningChannel.PAPER)
    assert signature.signed_at == start_of_day(date(2026, 3, 10))
    assert signature.document.file_name == "handtekening.pdf"
    assert signature.entered_by_id == secretary.id
    assert "op papier" in page.text
    scan = page.one("a[href$='/scan']").etree_element.get("href")
    assert page.visitor.ask("get", scan).data == pdf().getvalue()
    assert {mail.email for mail in letters(session, "members/receipt")} == {"carla@koe.example", "dirk@koe.example"}


def test_paper_of_a_day_to_come_is_refused(session, network, secretary, visit):
    form = visit.logged_in(secretary).get("/bureau/deelnemers/op-papier")

    page = form.submit(PAPER | {"signed_on": "2026-03-21"}, "Verder", status=422, files={"document": (pdf(), "scan.pdf")})

    assert "moet nog komen" in page.errors[0]


@pytest.mark.parametrize("path", ["/bureau/deelnemers/op-papier", "/bureau/deelnemers/eerder"])
def test_desk_pages_are_for_the_secretary_alone(session, network, membership, visit, path):
    person = world.contact(session, world.member(session, network))
    board = world.board_staff(session, world.municipality(session, network, "Vaals"))
    session.commit()

    for somebody in (person, board):
        visit.logged_in(somebody).get(path, status=403)
    assert "/inloggen" in visit.get(path, status=302).location


def test_the_secretary_is_warned_of_a_name_that_can_be_taken_for_anothers(session, network, membership, secretary, visit):
    page = f"/bureau/deelnemers/{membership.id}"
    assert "te verwarren" not in visit.logged_in(secretary).get(page).text
    other = world.member(session, network, membership.name.upper().replace("O", "0"))
    session.commit()

    said = visit.logged_in(secretary).get(page).text

    assert f"te verwarren met die van een andere aanbieder: {other.name} (KVK {other.kvk})" in said
