"""The secretary's post, as an inspector sees it; and nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.intake.mail_models import IncomingMail
from portal.intake.mail_rules import PostState
from portal.notifications.models import OutboxMail
from portal.notifications.operations import Letter, queue
from portal.proposals.rules import Stage
from portal.rounds.models import Reaction
from portal.signals.models import Signal
from tests import world
from tests.intake.post import corpus, deliver, written


@pytest.fixture
def network(session):
    return world.network(session)


@pytest.fixture
def desk(session, network, visit):
    place = world.municipality(session, network, is_host=True)
    person = world.secretary(session, place)
    session.commit()
    return visit.logged_in(person)


@pytest.fixture
def taken(session, network, now):
    """Take messages in: out of the corpus by name, or written; answers the last one's address."""

    def take(*messages, **options):
        for each in messages:
            mail = deliver(session, network, corpus(each) if isinstance(each, str) else each, now, **options)
        session.commit()
        return f"/bureau/post/{mail.id}"

    return take


def test_an_empty_post_says_so(desk):
    page = desk.get("/bureau/post")

    assert page.h1 == "Post"
    assert "Er wachten geen berichten." in page.text


def test_what_waits_stands_oldest_first_with_how_long(desk, taken, now):
    taken(written(subject="Jong"), arrived_at=now - timedelta(days=1))
    taken(written(subject="Oud", text="Anders"), arrived_at=now - timedelta(days=5))
    taken("iphone", "out_of_office")

    page = desk.get("/bureau/post")

    assert [" ".join(link.etree_element.text.split()) for link in page.all(".ot-queue__what a")] == ["Oud", "Jong"]
    assert "5 dagen" in page.text
    assert "Taxi komt te laat" not in page.text
    assert "Taxi komt te laat" in desk.get("/bureau/post/afgehandeld").text


def test_the_desk_says_what_waits(desk, taken):
    taken(written(), "bounce")

    text = desk.get("/bureau").text
    assert "Berichten per e-mail" in text
    assert "Berichten die terugkwamen" in text


def test_a_message_shows_what_was_said_and_what_came_with_it(desk, taken):
    page = desk.get(taken("nested_forward"))

    assert "Zie hieronder de brief van mijn buurvrouw." in page.text
    assert "Waarom rijdt bus 350 niet meer" in page.text
    assert "dienstregeling.pdf" in page.text
    file = desk.ask("get", page.one("a[href*='/bijlagen/']").etree_element.get("href"))
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.data.startswith(b"%PDF")


def test_the_message_as_received_is_a_download_of_plain_text(desk, taken):
    page = desk.get(taken("rtl"))
    raw = desk.ask("get", f"{page.path}/bericht.txt")

    assert raw.content_type == "text/plain"
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert raw.headers["Content-Security-Policy"].startswith("sandbox")
    assert raw.data == corpus("rtl")
    assert "rekeningfdp.exe" in page.text
    assert "Dit soort bestand wordt niet aangenomen." in page.text


@pytest.mark.parametrize(("name", "words"), [
    ("bsn", "burgerservicenummer"), ("winmail", "winmail.dat"), ("confidential", "vertrouwelijk"), ("broken_mime", "zoals het hoort"),
])
def test_the_secretary_is_warned(desk, taken, name, words):
    assert any(words in " ".join(alert.etree_element.itertext()) for alert in desk.get(taken(name)).all(".ot-alert--warn"))


def test_html_of_a_sender_is_never_html_of_ours(desk, taken):
    page = desk.get(taken(written(text="<script>alert(1)</script> <b>vet</b>", subject="<i>schuin</i>", sender='"<u>x</u>" <x@example.com>')))

    assert "<script>alert" not in page.html
    assert "<i>schuin" not in page.html
    assert "<u>x" not in page.html


def test_a_message_becomes_a_signal(session, desk, taken):
    page = desk.get(taken(written(subject="Re: De bus"))).submit({"handling": "signal", "title": "De bus komt niet"})

    assert "Signaal 2026-01: De bus komt niet" in page.text
    assert session.scalars(select(Signal.sender_email)).one() == "jan@example.com"
    assert "Er wachten geen berichten." in desk.get("/bureau/post").text


def test_a_message_becomes_a_reaction_in_a_closed_round(session, network, desk, at, now, taken):
    round_ = world.comment_round(session, world.proposal(session, network, stage=Stage.PRELIMINARY))
    closes_at = round_.closes_at
    session.commit()
    at(closes_at + timedelta(days=1))
    mail = deliver(session, network, written(), closes_at + timedelta(days=1))
    session.commit()

    page = desk.get(f"/bureau/post/{mail.id}").submit({"handling": "reaction", "round_id": str(round_.id)})

    assert "Te laat" in page.text
    assert session.scalars(select(Reaction.late)).one() is True


def test_a_reply_to_a_letter_suggests_its_round(session, network, desk, taken, now):
    world.comment_round(session, world.proposal(session, network, stage=Stage.PRELIMINARY, sequence=7))
    queue(session, [Letter("rounds/receipt", "rounds/receipt:1", "jan@example.com", data={"proposal": "2026-07"})], now=now)
    session.flush()
    letter = session.scalars(select(OutboxMail.id)).one()

    page = desk.get(taken(written(In_Reply_To=f"<outbox-{letter}@localhost>")))

    assert page.one("input[value=reaction]").etree_element.get("checked") is not None
    assert page.one("#round_id option[selected]").etree_element.text.startswith("2026-07")


@pytest.mark.parametrize(("values", "error"), [
    ({}, "Kies wat er van dit bericht wordt."), ({"handling": "reaction"}, "Kies de reactieronde."),
    ({"handling": "reaction", "round_id": "999"}, "Kies de reactieronde."),
    ({"handling": "signal", "title": ""}, "Schrijf in één regel waar het over gaat."), ({"handling": "set_aside"}, "Geef de reden: de afzender leest die."),
])
def test_what_is_missing_is_asked_and_nothing_happens(session, desk, taken, values, error):
    page = desk.get(taken(written())).submit(values, status=422)

    assert page.errors == [error]
    session.rollback()
    assert session.scalars(select(IncomingMail.state)).one() == PostState.WAITING


def test_setting_aside_and_after_all_taking_in(session, desk, taken):
    path = taken(written())
    page = desk.get(path).submit({"handling": "set_aside", "reason": "Dit gaat over een andere gemeente."})
    assert "Dit gaat over een andere gemeente." in page.text

    desk.get(path).submit({"handling": "proposal", "title": "Toch een voorstel"})

    assert session.scalars(select(IncomingMail.state)).one() == PostState.SORTED


def test_two_secretaries_at_once(session, desk, taken):
    page = desk.get(taken(written()))
    desk.get(page.path).submit({"handling": "signal", "title": "De eerste"})

    page.submit({"handling": "proposal", "title": "De tweede"}, status=422)

    assert session.scalar(select(func.count(Signal.id))) == 1


def test_putting_it_in_the_name_of_a_party(session, network, desk, taken, now):
    world.comment_round(session, world.proposal(session, network, stage=Stage.PRELIMINARY, sequence=7))
    member = world.member(session, network, "Zorggroep De Brug")
    world.contact(session, member, "Wies Notermans").email = "wies@zorggroep-de-brug.example"
    session.commit()
    page = desk.get(taken("outlook_html"))
    assert "Dit adres hoort bij" in page.text

    form = desk.get(f"{page.path}/partij")
    assert form.one("#party_id option[selected]").etree_element.text == "Zorggroep De Brug"
    assert form.submit({"reason": ""}, status=422).errors == ["Schrijf op hoe u dat weet: het blijft bewaard en de partij leest het."]
    page = form.submit({"reason": "Gebeld met Wies, zij stuurde het."})

    assert "Het staat op naam van Zorggroep De Brug." in page.text
    assert session.scalars(select(Reaction.party_id)).one() == member.id


def test_a_waiting_message_is_in_nobodys_name_yet(desk, taken):
    path = taken(written())

    assert desk.get(f"{path}/partij", status=303).location.endswith(path)


def test_what_came_back_stands_with_the_letters_that_did_not_arrive(session, network, desk, taken, now):
    queue(session, [Letter("rounds/opened", "rounds/opened:1", "weg@example.com", "Wies Weg", data={"title": "Wachttijd"})], now=now)
    session.flush()
    letter = session.scalars(select(OutboxMail.id)).one()
    deliver(session, network, corpus("bounce", letter), now)
    session.commit()

    page = desk.get("/bureau/post/niet-bezorgd")
    assert "Wies Weg" in page.text
    message = desk.get(page.one("tbody a[href^='/bureau/post/']").etree_element.get("href"))
    assert "weg@example.com" in message.text
    assert "550 5.1.1 User unknown" in message.text
    assert "aan Wies Weg" in desk.get("/bureau/post").text


def test_nobody_but_the_secretary_reads_the_post(session, network, visit, desk, taken):
    path = taken("empty_with_pdf")
    file = session.scalars(select(IncomingMail)).one().files[0].id
    member = world.member(session, network)
    people = [world.contact(session, member), world.board_staff(session, world.municipality(session, network, "Heerlen"))]
    session.commit()

    for page in ("/bureau/post", "/bureau/post/afgehandeld", path, f"{path}/partij", f"{path}/bericht.txt", f"{path}/bijlagen/{file}"):
        assert visit.ask("get", page).status_code == 302
        for person in people:
            visit.logged_in(person).get(page, status=403)


def test_messages_of_another_network_are_not_there(session, network, desk, now):
    other = world.add(session, type(network)(slug="elders", name="Elders", email="tafel@elders.nl", settings={}))
    mail = deliver(session, other, corpus("empty_with_pdf"), now)
    file = mail.files[0].id
    session.commit()

    for part in ("", "/partij", "/bericht.txt", f"/bijlagen/{file}"):
        desk.get(f"/bureau/post/{mail.id}{part}", status=404)


def test_a_list_takes_the_same_number_of_queries_whatever_waits(session, network, desk, taken, count_queries, now):
    taken(written(text="Eerste"))
    with count_queries() as one:
        desk.get("/bureau/post")
    for number in range(12):
        deliver(session, network, written(text=f"Bericht {number}", sender=f"p{number}@example.com"), now)
    session.commit()
    with count_queries() as many:
        desk.get("/bureau/post")

    assert len(one) == len(many)


@pytest.mark.parametrize(("name", "page"), [("iphone", "/bureau/signalen/{0.signal_id}"), ("gmail", "/bureau/reacties/{0.reaction_id}"),
                                            ("utf16", "/bureau/voorstellen/{0.proposal_id}/beoordelen")])
def test_who_judges_finds_the_message(session, network, desk, now, name, page):
    world.comment_round(session, world.proposal(session, network, stage=Stage.PRELIMINARY, sequence=7))
    mail = deliver(session, network, corpus(name), now)
    session.commit()

    assert desk.get(page.format(mail)).one(f"a[href='/bureau/post/{mail.id}']") is not None
