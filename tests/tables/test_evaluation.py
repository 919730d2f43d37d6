"""Once a year: how does the table work? Asked, read, reported, due again. And looking again at a composition (IN 7.3, 7.4, 7.6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.core.errors import Refused, Stale
from portal.notifications.delivery import compose as write_letter
from portal.notifications.models import OutboxMail
from portal.tables import evaluation_operations as operations
from portal.tables import evaluation_queries as found
from portal.tables import queries
from portal.tables.evaluation import GROUPS, figures, scores
from portal.tables.models import Evaluation, EvaluationAnswer, Reconsideration
from portal.tables.rules import SCALE, CountRow, Question, ReadState, ReviewOutcome, SizeClass
from tests import world
from tests.tables.conftest import apply_counts, ask, composed

PAGE = "/tafels/jeugd-en-wmo"
DESK = "/bureau/tafels/jeugd-en-wmo/evaluatie"
LAST = date(2026, 4, 10)
SCORES = {"mirror": "4", "heard": "5", "follow": "2", "effect": "3"}
WORDS = operations.Opinion(dict.fromkeys(Question, 4), "De sfeer.", "Meer kleine aanbieders.")
ANSWERS = st.lists(st.tuples(st.booleans(), st.fixed_dictionaries({question.value: st.sampled_from(SCALE) for question in Question})))


@pytest.fixture
def secretary(visit, town):
    return visit.logged_in(town.secretary)


@pytest.fixture
def evaluation(session, town):
    row = operations.open_evaluation(session, composed(session, town), last_day=LAST, actor=town.actor, now=town.now)
    session.commit()
    return row


def speaker(town, number=0):
    return world.actor(town.people[number], town.members[number], "contact")


def say(session, town, evaluation, actor=None, opinion=WORDS):
    return operations.give_opinion(session, evaluation, opinion=opinion, actor=actor or speaker(town), now=town.now)


@given(ANSWERS)
def test_every_answer_is_in_the_figures_once(answers):
    frozen = figures(answers)

    assert sum(frozen[group]["answers"] for group in GROUPS) == len(answers)
    for score in scores(frozen):
        assert score.answers == frozen[score.group]["answers"]
        assert score.mean is None or 1 <= score.mean <= 5


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_no_figure(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)

    assert figures(shuffled) == figures(answers)


def test_a_year_in_full_from_due_to_due_again(session, town, secretary, visit, at):
    composed(session, town)
    session.commit()
    at(town.now.replace(month=10, day=20))
    desk = secretary.get("/bureau")
    assert "Begin de jaarlijkse evaluatie" in desk.text
    page = secretary.get(DESK).submit({"last_day": "2026-11-10"})
    assert "Lees wat er binnenkwam" in page.text
    assert session.scalar(select(func.count(OutboxMail.id)).where(OutboxMail.kind == "tables/evaluation")) == 14
    evaluation = session.scalars(select(Evaluation)).one()
    asked = f"{PAGE}/evaluaties/{evaluation.id}"

    form = visit.get(asked).visitor.get(f"{asked}/meedoen")
    at(town.now.replace(month=10, day=20, minute=5))
    form.submit(SCORES | {"good": "Het gaat over ons.", "better": "Buurvrouw Toos weet meer."})
    party = visit.logged_in(town.people[0])
    assert "Evaluatie van een tafel" in party.get("/mijn").text
    party.get(f"{asked}/meedoen").submit(SCORES | {"good": "Wij worden gehoord."})
    assert "Evaluatie van een tafel" not in party.get("/mijn").text

    assert "Het gaat over ons." not in visit.get(asked).text  # nothing unread, and nothing before the report
    unread = session.scalars(select(EvaluationAnswer).order_by(EvaluationAnswer.id)).all()
    assert "Lees wat er over de tafel is gezegd: 2" in secretary.get("/bureau").text
    secretary.get(f"/bureau/tafels/evaluaties/antwoorden/{unread[0].id}").submit({"reading": "withhold", "reason": "Over een persoon."})
    secretary.get(f"/bureau/tafels/evaluaties/antwoorden/{unread[1].id}").submit({"reading": "publish"})

    at(town.now.replace(month=12, day=1))
    desk = secretary.get("/bureau")
    assert "Schrijf het verslag van de evaluatie" in desk.text and "dagen te laat" in desk.text  # promised by 26 November
    assert "Te laat: donderdag 26 november 2026" in visit.get(PAGE).text
    secretary.get(DESK).submit({"report": "De tafel werkt. Er komen meer kleine aanbieders.", "next_on": "2027-11-20"})

    report = visit.get(asked)
    assert "Er komen meer kleine aanbieders." in report.text and "Wij worden gehoord." in report.text
    assert "Toos" not in report.html and "Het gaat over ons." not in report.html
    assert "Antwoorden van aanbieders: 1, van inwoners en anderen: 1" in report.text
    assert len(report.all("#cijfers-kop ~ tbody tr")) == 8
    assert "Te laat" not in visit.get(PAGE).text
    assert "Evaluatie van samenstelling 1" in visit.get(PAGE).text
    assert queries.current_composition(session, town.table).evaluate_by == date(2027, 11, 20)
    assert "verslag van de evaluatie" not in secretary.get("/bureau").text


def test_a_party_answers_once_and_may_change_it(session, town, evaluation):
    first = say(session, town, evaluation)
    session.flush()
    operations.read_opinion(session, first, may_be_public=True, actor=town.actor, now=town.now)
    again = say(session, town, evaluation, opinion=operations.Opinion(dict.fromkeys(Question, 1), "Anders."))
    session.flush()

    assert again is first
    assert (first.good, first.state, first.scores["mirror"]) == ("Anders.", ReadState.NEW, 1)  # read anew
    assert session.scalar(select(func.count(EvaluationAnswer.id))) == 1


def test_figures_alone_hold_nothing_to_read(session, town, evaluation):
    answer = say(session, town, evaluation, opinion=operations.Opinion(dict.fromkeys(Question, 3)))

    assert answer.state == ReadState.PUBLISHED


def test_nothing_counts_after_the_last_day_and_nobody_reports_before_it(session, town, evaluation, secretary, visit, at):
    with pytest.raises(Refused) as refusal:
        operations.publish_evaluation(session, evaluation, report="x", next_on=date(2027, 1, 1), version=evaluation.version, actor=town.actor,
                                      now=evaluation.closes_at - timedelta(seconds=1))
    assert refusal.value.code == "evaluation:is-open"
    with pytest.raises(Refused) as refusal:
        operations.give_opinion(session, evaluation, opinion=WORDS, actor=speaker(town), now=evaluation.closes_at)
    assert refusal.value.code == "evaluation:is-closed"
    session.rollback()
    at(evaluation.closes_at)
    assert "termijn van deze evaluatie is voorbij" in visit.get(f"{PAGE}/evaluaties/{evaluation.id}/meedoen").text


def test_no_report_while_words_are_unread(session, town, evaluation):
    say(session, town, evaluation)
    session.flush()

    with pytest.raises(Refused) as refusal:
        operations.publish_evaluation(session, evaluation, report="x", next_on=date(2027, 1, 1), version=evaluation.version, actor=town.actor,
                                      now=evaluation.closes_at)
    assert refusal.value.code == "evaluation:unread"


def test_two_secretaries_and_one_report(session, town, evaluation):
    seen = evaluation.version
    operations.publish_evaluation(session, evaluation, report="Eén.", next_on=date(2027, 1, 1), version=seen, actor=town.actor,
                                  now=evaluation.closes_at)
    session.flush()

    with pytest.raises(Stale) as stale:
        operations.publish_evaluation(session, evaluation, report="Twee.", next_on=date(2027, 1, 1), version=seen, actor=town.actor,
                                      now=evaluation.closes_at)
    assert stale.value.theirs == "Eén."


def test_the_municipality_does_not_answer_its_own_questions(session, town, evaluation, secretary):
    with pytest.raises(Refused) as refusal:
        say(session, town, evaluation, town.actor)

    assert refusal.value.code == "evaluation:not-the-municipality"
    session.rollback()
    assert not secretary.get(f"{PAGE}/evaluaties/{evaluation.id}/meedoen").all("main form")


@pytest.mark.parametrize("day", [6, 63])
def test_people_get_time_to_answer_but_not_for_ever(session, town, day):
    composition = composed(session, town)

    with pytest.raises(Refused) as refusal:
        operations.open_evaluation(session, composition, last_day=date(2026, 3, 20) + timedelta(days=day), actor=town.actor, now=town.now)
    assert refusal.value.code == "evaluation:term"


def test_one_evaluation_at_a_time(session, town, evaluation):
    with pytest.raises(Refused) as refusal:
        operations.open_evaluation(session, evaluation.composition, last_day=LAST, actor=town.actor, now=town.now)
    assert refusal.value.code == "evaluation:running"


def test_a_robot_is_asked_to_take_its_time_and_missing_answers_are_named(session, town, evaluation, visit, at):
    page = visit.get(f"{PAGE}/evaluaties/{evaluation.id}/meedoen").submit({"mirror": "4"}, status=422)

    assert page.errors == ["Kies hoe ver u het eens bent."] * 3
    assert session.scalar(select(func.count(EvaluationAnswer.id))) == 0


def test_an_evaluation_stands_under_its_own_table_alone(session, town, evaluation, visit):
    world.seated_table(session, town.network, town.members[0], slug="andere")
    session.commit()

    for path in ("", "/meedoen", "/bedankt"):
        visit.get(f"/tafels/andere/evaluaties/{evaluation.id}{path}", status=404)


def test_the_composition_is_held_against_the_newest_counts(session, town, evaluation):
    large = next(row for row in queries.standings(session, evaluation.composition) if row.seat and row.size_class == SizeClass.LARGE)
    _, before = found.seats_by_the_newest_counts(session, evaluation.composition)
    rows = [CountRow(row.kvk, row.name, row.domain, row.stream, 1 if row.kvk == large.kvk else row.clients) for row in town.rows]
    apply_counts(session, town, rows)
    _, after = found.seats_by_the_newest_counts(session, evaluation.composition)

    assert all(check.is_same for check in before)
    assert next((check.then, check.now) for check in after if check.name == large.name) == (SizeClass.LARGE, SizeClass.SMALL)


def test_who_was_left_out_reads_why_and_asks_to_look_again(session, town, secretary, visit):
    composition = composed(session, town)
    out = next(s for s in queries.standings(session, composition) if s.is_candidate and not s.seat)
    number = next(n for n, member in enumerate(town.members) if member.id == out.party_id)
    session.commit()
    party = visit.logged_in(town.people[number])
    assert "Geen plaats" in party.get("/mijn").text
    page = party.get(f"{PAGE}/herziening")
    assert "op de reservelijst" in page.text
    page.submit({"text": "Wij hebben evenveel cliënten als zij."})
    assert "herziening" not in visit.get(PAGE).text.casefold()

    desk = secretary.get("/bureau")
    assert "Beantwoord het verzoek om opnieuw naar de samenstelling te kijken" in desk.text
    review = session.scalars(select(Reconsideration)).one()
    secretary.get(f"/bureau/tafels/herzieningen/{review.id}").submit(
        {"outcome": "stands", "reply": "U zit in dezelfde klasse als zij. Het lot wees de ander aan."}, "Verder").submit(
            button="Verstuur het antwoord")

    page = party.get(f"{PAGE}/herziening")
    assert "Het lot wees de ander aan." in page.text and not page.all("main form")
    letter = write_letter(session.scalars(select(OutboxMail).where(OutboxMail.kind == "tables/review_answered")).first()).get_content()
    assert "Het lot wees de ander aan." in letter and "blijft zoals zij is" in letter
    assert "opnieuw naar de samenstelling" not in secretary.get("/bureau").text


def test_a_request_to_look_again_is_asked_and_answered_once(session, town):
    composed(session, town)
    review = operations.ask_to_look_again(session, town.table, text="x", actor=speaker(town), now=town.now)
    session.flush()
    with pytest.raises(Refused) as refusal:
        operations.ask_to_look_again(session, town.table, text="y", actor=speaker(town), now=town.now)
    assert refusal.value.code == "review:asked"
    seen = review.version
    operations.answer_review(session, review, outcome=ReviewOutcome.CHANGES, answer="U heeft gelijk.", version=seen, actor=town.actor, now=town.now)
    session.flush()

    with pytest.raises(Stale):
        operations.answer_review(session, review, outcome=ReviewOutcome.STANDS, answer="Nee.", version=seen, actor=town.actor, now=town.now)
    assert review.answer == "U heeft gelijk."


def test_without_a_composition_there_is_nothing_to_look_at_again(session, town, visit):
    with pytest.raises(Refused):
        operations.ask_to_look_again(session, town.table, text="x", actor=speaker(town), now=town.now)
    session.commit()

    assert "nog geen samenstelling" in visit.logged_in(town.people[0]).get(f"{PAGE}/herziening").text


def test_a_table_without_a_composition_waits_at_the_desk(session, town, secretary):
    ask(session, town, 3)
    session.commit()

    assert "Stel deze tafel samen: 9 willen meedoen" in secretary.get("/bureau").text


@pytest.mark.parametrize(("who", "path", "status"), [
    ("party", DESK, 403), (None, DESK, 302), ("secretary", DESK, 200), ("secretary", f"{PAGE}/herziening", 403), (None, f"{PAGE}/herziening", 302),
    ("party", "/bureau/tafels/herzieningen/1", 404), (None, f"{PAGE}/evaluaties/99", 404), ("secretary", "/bureau/tafels/evaluaties/antwoorden/9", 404)])
def test_who_sees_what_of_evaluations(session, town, visit, who, path, status):
    people = {"party": town.people[0], "secretary": town.secretary}
    session.commit()

    (visit.logged_in(people[who]) if who else visit).get(path, status=status)
