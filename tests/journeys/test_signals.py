"""A signal on its way: an inhabitant sends it with a document and confirms by mail; the secretary joins another one with it and puts
it on an agenda; the inhabitant reads why, and reacts once. Everybody has a browser of their own."""

import re
from datetime import UTC, datetime

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.core.access import OUTSIDER
from portal.notifications.models import OutboxMail
from portal.signals.operations import confirm_signal, give_signal
from portal.signals.rules import Sentiment, Subject
from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
EMAIL = "inwoner@example.nl"

pytestmark = pytest.mark.browser


@pytest.fixture
def town(app, act, server):
    """A network with a secretary, an agreement, a meeting to come, and a signal that came in before."""
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        secretary = world.secretary(session, world.municipality(session, network, "Vaals", is_host=True))
        secretary.password = hash_password(PASSWORD)
        world.agreement(session, network)
        world.meeting(session, network)
        other = give_signal(session, network, title="Busje naar dagbesteding laat", sentiment=Sentiment.NEGATIVE,
                            text="Het busje naar de dagbesteding komt steeds later.", subject=Subject.RESIDENTS,
                            sender_email="ander@example.nl", actor=OUTSIDER, now=START)
        confirm_signal(session, other, now=START)
        return secretary.email

    return act(build)


def test_signal_of_an_inhabitant_to_the_agenda_and_back(act, town, visitor, tmp_path):
    inhabitant, secretary = visitor(), visitor()
    _send(inhabitant, tmp_path)
    _confirm(act, inhabitant)
    secretary.log_in(town, PASSWORD)
    _join(secretary)
    _plan(secretary)
    _react(inhabitant)
    _answer(secretary)
    inhabitant.go("/signalen/2026-02")
    assert "Vanaf mei rijdt er een tweede busje." in inhabitant.text and "Hiermee samengevoegd: 2026-01" in inhabitant.text


def _send(inhabitant, folder):
    (folder / "rooster.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n")
    inhabitant.go("/signalen/nieuw?overeenkomst=begeleiding&artikel=4.3.1")
    inhabitant.press("Verder")
    assert inhabitant.page.evaluate("document.activeElement.id") == "fouten"
    inhabitant.choose(sentiment="negative", subject="residents", publish_as="place")
    inhabitant.fill(title="Busje komt te laat", text="Het busje naar de dagbesteding komt een uur te laat.", sender_place="Vaals",
                    sender_email=EMAIL)
    inhabitant.page.set_input_files("main [name='file_1']", folder / "rooster.pdf")
    inhabitant.press("Verder")
    assert "rooster.pdf" in inhabitant.text and "4.3.1" in inhabitant.text
    inhabitant.press("Verstuur mijn signaal")
    assert inhabitant.h1 == "Kijk in uw mail"


def _confirm(act, inhabitant):
    letter = act(lambda session: session.scalars(select(OutboxMail.data).where(OutboxMail.kind == "contributions/confirm",
                                                                              OutboxMail.email == EMAIL)).one())
    inhabitant.go(re.sub(r"^https?://[^/]+", "", letter["link"]))
    inhabitant.press("Bevestig en verstuur")
    assert inhabitant.h1 == "Uw signaal 2026-02"


def _join(secretary):
    """The other signal follows that of the inhabitant."""
    secretary.go("/bureau/signalen")
    secretary.press("Busje naar dagbesteding laat")
    assert "2026-02: Busje komt te laat" in secretary.text
    secretary.press("Voeg het samen met een ander signaal")
    secretary.page.get_by_label("2026-02: Busje komt te laat").check()
    secretary.fill(reason="Het gaat over hetzelfde busje.")
    secretary.press("Voeg deze signalen samen")
    assert "De signalen zijn samengevoegd." in secretary.page.inner_text("body")


def _plan(secretary):
    """Start from what was sent, compare, judge, and choose the meeting."""
    secretary.go("/bureau/signalen")
    secretary.press("Busje komt te laat")
    secretary.press("Begin met wat is gestuurd")
    secretary.fill(public_text="Het busje komt een uur te laat.")
    secretary.press("Vergelijk met wat is gestuurd")
    assert "naar de dagbesteding" in secretary.page.inner_text("#verschil .ot-quote")
    secretary.choose(judgement="table")
    secretary.fill(reason="Meer mensen melden dit.")
    secretary.press("Leg het oordeel vast")
    assert "De eerstvolgende" in secretary.text
    secretary.press("Leg dit vast")
    assert "staat op de agenda" in secretary.page.inner_text("body")


def _react(inhabitant):
    inhabitant.page.reload()
    inhabitant.look()
    assert "Meer mensen melden dit." in inhabitant.text and "Hiermee samengevoegd: 2026-01" in inhabitant.text
    inhabitant.fill(text="Het gaat ook om de terugreis.")
    inhabitant.press("Verstuur mijn reactie")
    assert "De secretaris heeft uw reactie nog niet gelezen." in inhabitant.text
    assert not inhabitant.page.get_by_role("button", name="Verstuur mijn reactie").count()


def _answer(secretary):
    secretary.go("/bureau")
    assert "Lees wat de afzender van het oordeel zegt" in secretary.text
    secretary.go("/bureau/signalen")
    secretary.page.locator("[aria-labelledby='reacties'] a").click()
    secretary.look()
    secretary.fill(note="Vanaf mei rijdt er een tweede busje.", public_text="Het gaat ook om de terugreis.")
    secretary.press("Verstuur het antwoord")
    assert "Het gaat ook om de terugreis." in secretary.text
