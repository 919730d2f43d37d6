"""A code by mail proves one act of one address, for half an hour and a few tries."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import proof
from portal.accounts.models import ProofCode
from portal.core.errors import Refused
from portal.notifications.models import OutboxMail
from tests import world


@pytest.fixture(autouse=True)
def posted(app, session):
    """Codes are checked where a form is sent."""
    with app.test_request_context(method="POST"):
        yield


@pytest.fixture
def mailed(session, now):
    def mail(purpose="sign:1", email="dirk@koe.example", at=now):
        proof.mail_code(session, purpose=purpose, email=email, name="Dirk", about="Raamovereenkomst", now=at)
        session.commit()
        letter = session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
        return letter.data["code"]

    return mail


def refusal(**asked):
    with pytest.raises(Refused) as refused:
        proof.check_code(**asked)
    return refused.value.code


def test_code_of_the_letter_proves_its_own_act(session, mailed):
    code = mailed()

    proof.check_code(purpose="sign:1", email="Dirk@Koe.example", code=f" {code[:3]} {code[3:]} ")

    assert refusal(purpose="sign:2", email="dirk@koe.example", code=code) == "proof:expired"
    assert refusal(purpose="sign:1", email="eva@koe.example", code=code) == "proof:expired"


def test_code_is_not_kept_in_readable_form(session, mailed):
    code = mailed()

    assert code not in session.scalars(select(ProofCode.code_hash)).one()


def test_wrong_tries_are_counted_and_end(session, mailed):
    code = mailed()
    wrong = "000000" if code != "000000" else "111111"

    told = [refusal(purpose="sign:1", email="dirk@koe.example", code=wrong) for _ in range(proof.MAX_TRIES + 1)]

    assert told == ["proof:wrong"] * proof.MAX_TRIES + ["proof:too-often"]
    assert refusal(purpose="sign:1", email="dirk@koe.example", code=code) == "proof:too-often"


@pytest.mark.parametrize(("later", "works"), [(timedelta(minutes=30, seconds=-1), True), (timedelta(minutes=30), False)])
def test_code_works_for_half_an_hour(session, mailed, at, now, later, works):
    code = mailed()
    at(now + later)

    asked = {"purpose": "sign:1", "email": "dirk@koe.example", "code": code}
    assert (proof.check_code(**asked) is None) if works else refusal(**asked) == "proof:expired"


def test_new_code_takes_the_place_of_the_old(session, mailed):
    first, second = mailed(), mailed()

    proof.check_code(purpose="sign:1", email="dirk@koe.example", code=second)
    if first != second:
        assert refusal(purpose="sign:1", email="dirk@koe.example", code=first) == "proof:wrong"


def test_nobody_fills_a_mailbox_with_codes(session, mailed, now):
    for _ in range(proof.MAX_CODES):
        mailed()

    with pytest.raises(Refused) as refused:
        mailed()
    assert refused.value.code == "proof:too-many"


@pytest.fixture
def with_app(session, world_clock):
    """Somebody who has the app, so gets no code by mail."""
    person = world.user(session, email="sien@koe.example")
    world.give_app(person)
    session.commit()
    return person


def prove(user, code):
    proof.check(user, purpose="sign:1", email="sien@koe.example", code=code)


def told(user, code):
    with pytest.raises(Refused) as refused:
        prove(user, code)
    assert refused.value.field == "code"
    return refused.value.code


def test_who_has_the_app_proves_with_it_once(with_app, code):
    assert proof.by_second_factor(with_app)

    prove(with_app, f"{code()[:3]} {code()[3:]}")

    assert told(with_app, code()) == "proof:wrong-app"
    prove(with_app, code(1))


def test_code_by_mail_does_not_stand_in_for_the_app(with_app, mailed):
    assert told(with_app, mailed(email="sien@koe.example")) == "proof:wrong-app"


def test_guesses_at_the_app_end(with_app, code):
    assert [told(with_app, "000000") for _ in range(proof.MAX_TRIES)] == ["proof:wrong-app"] * proof.MAX_TRIES

    assert told(with_app, code()) == "proof:too-many-tries"


def test_everybody_else_proves_with_the_code_by_mail(session, mailed):
    person = world.user(session, email="sien@koe.example")
    session.commit()
    code = mailed(email="sien@koe.example")

    assert not proof.by_second_factor(person) and not proof.by_second_factor(None)
    prove(None, code)
    assert told(person, "000000") == "proof:wrong"
