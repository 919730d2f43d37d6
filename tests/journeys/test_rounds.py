"""A comment round in a real browser: colleagues draft, send, change and withdraw; an inhabitant confirms and replies; the secretary reads."""

import re
from datetime import UTC, datetime

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.notifications.models import OutboxMail
from portal.proposals.rules import Stage
from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.browser


@pytest.fixture
def town(app, act, server):
    """A network with one proposal in its round, a party with two people, and the secretary."""
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        party = world.member(session, network, "Zorggroep De Brug")
        people = {"anne": world.contact(session, party, "Anne Brug"), "bo": world.contact(session, party, "Bo Blom"),
                  "secretary": world.secretary(session, world.municipality(session, network, is_host=True))}
        for person in people.values():
            person.password = hash_password(PASSWORD)
        proposal = world.proposal(session, network, Stage.PRELIMINARY, title="Wachttijd eerder melden")
        world.comment_round(session, proposal)
        return {"number": proposal.number} | {name: person.email for name, person in people.items()}

    return act(build)


def link_in_letter(act, email, kind):
    wanted = select(OutboxMail.data).where(OutboxMail.email == email, OutboxMail.kind == kind).order_by(OutboxMail.id.desc())
    return re.sub(r"^https?://[^/]+", "", act(lambda session: session.scalars(wanted).first())["link"])


def test_a_round_from_draft_to_withdrawal(act, town, visitor, tmp_path):
    anne, bo, mia, secretary = visitor(), visitor(), visitor(), visitor()
    for person, name in ((anne, "anne"), (bo, "bo"), (secretary, "secretary")):
        person.log_in(town[name], PASSWORD)
    public = f"/voorstellen/{town['number']}"
    _draft_and_send(anne, bo, public, tmp_path)
    _read_first(secretary)
    _reply(act, mia, secretary, public)
    _change_and_withdraw(bo, secretary, mia, public)


def _draft_and_send(anne, bo, public, folder):
    """One drafts with a document, the other reads it, goes on and sends."""
    plan = folder / "plan.pdf"
    plan.write_bytes(b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>")
    anne.go(f"{public}/reageren")
    anne.choose(position="amend", labels="all")
    anne.fill(text="Vier weken is te kort.")
    anne.page.set_input_files("main [name='file_1']", plan)
    anne.press("Bewaar als concept")
    assert "Er is niets verstuurd" in anne.page.content()

    bo.go(f"{public}/reageren")
    assert "Anne Brug" in bo.text
    bo.press("Lees dit concept")
    assert "Vier weken is te kort." in bo.text
    bo.press("Open het formulier")
    bo.fill(text="Vier weken is te kort voor kleine aanbieders.")
    bo.press("Verder: nalezen")
    assert "plan.pdf" in bo.text
    bo.press("Verstuur mijn reactie")
    assert bo.h1 == "Uw reactie is binnen"
    anne.go("/mijn/concepten")
    assert "Vier weken" not in anne.page.content()


def _read_first(secretary):
    secretary.go("/bureau/rondes")
    secretary.press("Wachttijd eerder melden")
    secretary.press("Lees de eerste nieuwe reactie")
    secretary.choose(reading="publish")
    secretary.press("Bewaar wat op de site komt")
    secretary.page.locator("main a[href^='/bureau/bijlagen/']").first.click()
    secretary.look()
    secretary.choose(shown="as_sent")
    secretary.page.locator("main button[type=submit]").first.click()
    secretary.look()


def _reply(act, mia, secretary, public):
    """Without an account: look in the mail, confirm; read first; then beneath the reaction."""
    mia.go(public)
    assert "Vier weken is te kort voor kleine aanbieders." in mia.text
    assert "plan.pdf" in mia.text
    mia.press("Reageer hierop")
    mia.press("Verder: nalezen")
    assert "Eén ding" in mia.text or "dingen kloppen" in mia.text
    mia.fill(text="Voor mijn moeder waren zes weken te lang.", sender_place="Vaals", sender_email="mia@voorbeeld.example")
    mia.choose(publish_as="place")
    mia.press("Verder: nalezen")
    mia.press("Verstuur dit")
    assert mia.h1 == "Kijk in uw mail"
    mia.go(link_in_letter(act, "mia@voorbeeld.example", "contributions/confirm"))
    mia.press("Bevestig")

    secretary.go("/bureau")
    secretary.page.locator("main a[href^='/bureau/reacties/hierop/']").first.click()
    secretary.look()
    secretary.choose(reading="publish")
    secretary.press("Bewaar wat op de site komt")
    mia.go(public)
    assert "Voor mijn moeder waren zes weken te lang." in mia.text


def _change_and_withdraw(bo, secretary, mia, public):
    bo.go(public)
    bo.press("Reactie 1")
    bo.press("Wijzig mijn reactie")
    bo.fill(text="Vijf weken is haalbaar.")
    bo.press("Verder: nalezen")
    bo.press("Wijzig mijn reactie")
    assert "Vijf weken is haalbaar." in bo.text
    mia.go(public)
    assert "Vier weken is te kort" not in mia.page.content()

    secretary.go("/bureau/rondes")
    secretary.press("Wachttijd eerder melden")
    secretary.press("Lees de eerste nieuwe reactie")
    assert "Vier weken is te kort voor kleine aanbieders." in secretary.page.content()
    secretary.choose(reading="publish")
    secretary.press("Bewaar wat op de site komt")
    mia.go(public)
    assert "Vijf weken is haalbaar." in mia.text

    bo.go(public)
    bo.press("Reactie 1")
    bo.press("Trek mijn reactie in")
    bo.press("Trek mijn reactie in")
    assert bo.h1 == "Uw reactie is ingetrokken"
    mia.go(public)
    assert "De afzender heeft deze reactie ingetrokken." in mia.text
    assert "Vijf weken is haalbaar." not in mia.page.content()
    secretary.go("/bureau/rondes")
    secretary.press("Wachttijd eerder melden")
    assert "Ingetrokken door de afzender" in secretary.text
    secretary.go("/bureau/rondes/storing")
