"""Giving a signal as anyone, and judging it as the secretary."""

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.networks.models import Publication
from portal.notifications.models import OutboxMail
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, SignalState
from tests import world

ANSWERS = {
    "sentiment": "negative", "title": "Busje komt te laat", "text": "Het busje komt elke week een uur te laat.",
    "subject": "residents", "publish_as": "place", "sender_place": "Vaals", "sender_email": "inwoner@example.nl",
}


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


def test_signal_of_a_resident_is_read_over_then_sent(session, network, visit):
    overview = visit.get("/signalen/nieuw").submit(ANSWERS, "Verder")
    assert overview.h1 == "Lees uw signaal na"
    assert session.scalar(select(func.count(Signal.id))) == 0

    sent = overview.submit(button="Verstuur")

    signal = session.scalars(select(Signal)).one()
    assert (signal.number, signal.sentiment, signal.sender_place) == ("2026-01", Sentiment.NEGATIVE, "Vaals")
    assert sent.h1 == "Kijk in uw mail"
    assert signal.follow_key not in sent.text
    assert session.execute(select(OutboxMail.kind, OutboxMail.email)).all() == [("contributions/confirm", "inwoner@example.nl")]


def test_secretary_sees_a_signal_once_its_address_is_confirmed(session, network, visit):
    visit.get("/signalen/nieuw").submit(ANSWERS, "Verder").submit(button="Verstuur")
    secretary = world.secretary(session, world.municipality(session, network))
    session.commit()
    signal = session.scalars(select(Signal)).one()
    assert "Busje" not in visit.logged_in(secretary).get("/bureau/signalen").text

    receipt = visit.get(f"/signalen/volg/{signal.follow_key}").submit(button="Bevestig en verstuur")

    assert receipt.h1 == "Uw signaal 2026-01"
    assert "Busje" in visit.logged_in(secretary).get("/bureau/signalen").text
    assert session.scalars(select(OutboxMail.kind).order_by(OutboxMail.id)).all() == ["contributions/confirm", "signals/receipt"]
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == ["signal:give", "signal:confirm-address"]


def test_double_click_gives_one_signal(session, network, visit):
    overview = visit.get("/signalen/nieuw").submit(ANSWERS, "Verder")

    first, second = overview.submit(button="Verstuur"), overview.submit(button="Verstuur")

    assert first.path == second.path
    assert session.scalar(select(func.count(Signal.id))) == 1


@pytest.mark.parametrize(("field", "value", "error"), [
    ("text", "Bij mijn moeder (123456782) ging het mis.", "burgerservicenummer"),
    ("sender_email", "inwoner@voorbeeld", "niet compleet"),
    ("title", "", "in één regel"),
    ("sentiment", "purple", "Kies"),
])
def test_wrong_answer_is_told_at_the_field_and_kept(session, network, visit, field, value, error):
    page = visit.get("/signalen/nieuw").submit(ANSWERS | {field: value}, "Verder", status=422)

    assert error in page.errors[0]
    assert page.one("#text").etree_element.text.strip() == (ANSWERS | {field: value})["text"]
    assert session.scalar(select(func.count(Signal.id))) == 0


def test_party_is_not_asked_who_it_is(session, network, visit):
    provider = world.member(session, network)
    person = world.contact(session, provider)
    session.commit()
    answers = {name: ANSWERS[name] for name in ("sentiment", "title", "text", "subject")}

    page = visit.logged_in(person).get("/signalen/nieuw")
    assert not page.all("#sender_email")
    page.submit(answers, "Verder").submit(button="Verstuur")

    signal = session.scalars(select(Signal)).one()
    assert (signal.party_id, signal.person_id) == (provider.id, person.id)


def test_outsider_may_not_where_the_profile_says_so(session, visit):
    world.municipality(session, world.network(session, outsiders_may_contribute=False), "Vaals")
    session.commit()

    page = visit.get("/signalen/nieuw", status=403)

    assert page.h1 == "Wie hier signalen geeft"
    assert "Vaals" in page.text and "tafel@example.nl" in page.text
    visit.post("/signalen/nieuw", {"act": "send"}, status=400)
    assert session.scalar(select(func.count(Signal.id))) == 0


def _judge(session, network, visit, status=None, **answers):
    visit.get("/signalen/nieuw").submit(ANSWERS, "Verder").submit(button="Verstuur")
    secretary = world.secretary(session, world.municipality(session, network))
    session.commit()
    signal = session.scalars(select(Signal)).one()
    visit.get(f"/signalen/volg/{signal.follow_key}").submit(button="Bevestig en verstuur")
    return visit.logged_in(secretary).get(f"/bureau/signalen/{signal.id}").submit(answers, status=status), signal


def test_relevant_signal_is_published_with_the_cleared_text_only(session, network, visit):
    _judge(session, network, visit, judgement="table", reason="Meer mensen melden dit.", public_text="Het busje is laat.")

    page = visit.get("/signalen/2026-01")
    assert "Het busje is laat." in page.text
    assert "elke week" not in page.text
    assert "Inwoner van Vaals" in page.text
    assert session.scalars(select(Publication.kind)).all() == ["signal:published"]
    assert [mail.kind for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id))] == [
        "contributions/confirm", "signals/receipt", "signals/judged"]


def test_signal_set_aside_needs_a_reason_and_stays_off_the_site(session, network, visit):
    page, signal = _judge(session, network, visit, judgement="set_aside", reason="", status=422)
    assert "Geef de reden" in page.errors[0]

    page.submit({"judgement": "set_aside", "reason": "Dit gaat over vervoer van school."})

    session.expire_all()
    assert signal.state == SignalState.SET_ASIDE
    visit.get("/signalen/2026-01", status=404)


def test_signal_of_a_party_names_it_and_cannot_be_judged_twice(session, network, visit):
    provider = world.member(session, network)
    person, secretary = world.contact(session, provider), world.secretary(session, world.municipality(session, network))
    session.commit()
    answers = {name: ANSWERS[name] for name in ("sentiment", "title", "text", "subject")}
    visit.logged_in(person).get("/signalen/nieuw").submit(answers, "Verder").submit(button="Verstuur")
    address = f"/bureau/signalen/{session.scalars(select(Signal.id)).one()}"
    first, second = (visit.logged_in(secretary).get(address) for _ in range(2))
    assert provider.name in first.text

    first.submit({"judgement": "set_aside", "reason": "Dit gaat over school."})
    again = second.submit({"judgement": "table", "reason": "Dit is voor de tafel."}, status=422)

    assert provider.name in again.text
    assert session.scalars(select(Signal)).one().reason == "Dit gaat over school."


def test_unjudged_signal_is_nowhere_public(session, network, visit):
    visit.get("/signalen/nieuw").submit(ANSWERS, "Verder").submit(button="Verstuur")

    assert "Busje" not in visit.get("/signalen").text
    visit.get("/signalen/2026-01", status=404)


def test_provider_and_outsider_may_not_judge(session, network, visit):
    person = world.contact(session, world.member(session, network))
    session.commit()

    visit.logged_in(person).get("/bureau/signalen", status=403)
    assert "/inloggen" in visit.get("/bureau/signalen", status=302).location
