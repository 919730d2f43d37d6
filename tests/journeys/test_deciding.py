"""Deciding in a real browser: unanimous, against the vote, with one board that refuses, in two networks. Axe looks at every page."""

from datetime import UTC, datetime, timedelta

import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.core.calendar import local_day
from portal.networks.models import AgreementVersion, Network
from portal.notifications.models import OutboxMail
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.votes.rules import Choice
from tests import world

PASSWORD = "een lange zin die niemand raadt"
START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.browser


@pytest.fixture
def town(app, act, server):
    """Two municipalities where all boards must adopt; a proposal whose vote closed: most votes are against. Parkstad uses
    the agreement too when a test says so."""
    app.config["CLOCK_SHIFT"] = START - datetime.now(UTC)

    def build(session):
        network = world.network(session)
        host = world.municipality(session, network, "Maastricht", is_host=True)
        other = world.municipality(session, network, "Heerlen")
        people = {"secretary": world.secretary(session, host), "maastricht": world.board_staff(session, host, "Mia Bastiaens"),
                  "heerlen": world.board_staff(session, other)}
        parties = [world.member(session, network, name) for name in ("Zorggroep De Brug", "Thuiszorg Kompas", "Het Anker")]
        people["provider"] = world.contact(session, parties[0], "Contact van De Brug")
        people["colleague"] = world.contact(session, parties[1], "Contact van Kompas")
        proposal = world.proposal(session, network, Stage.IN_VOTE)
        vote = world.vote(session, proposal, *parties, opened_at=START - timedelta(days=20), days=14)
        for party, choice in zip(parties, (Choice.AGAINST, Choice.AGAINST, Choice.FOR), strict=True):
            world.ballot(session, vote, party, choice, cast_at=vote.opened_at)
        for person in people.values():
            person.password = hash_password(PASSWORD)
        return {name: person.email for name, person in people.items()} | {"number": proposal.number, "id": proposal.id}

    return act(build)


@pytest.fixture
def come(town, visitor):
    """Somebody logs in with a browser of their own."""
    def arrive(who):
        person = visitor()
        person.log_in(town[who], PASSWORD)
        return person

    return arrive


def submit(come, town):
    secretary = come("secretary")
    secretary.go(f"/bureau/voorstellen/{town['id']}/voorleggen")
    secretary.choose(choice="submit")
    secretary.fill(reason="Inwoners horen nu te laat dat zij moeten wachten.", in_force_from="2026-07-01")
    secretary.press("Verder: nalezen")
    secretary.press("Leg vast en publiceer")
    return secretary


def decide(come, town, board, choice="adopted", reason="Het college volgt de gemeente.", decided_on="2026-03-18"):
    staff = come(board)
    staff.go("/bureau/besluiten")
    staff.press("Wachttijd eerder melden")
    staff.choose(choice=choice)
    staff.fill(decided_on=decided_on, number=f"B-{board}", reason=reason)
    staff.page.set_input_files("main [name='document']", {"name": "besluit.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 besluit"})
    staff.press("Verder: nalezen")
    staff.press("Leg vast en publiceer")
    return staff


def versions(act):
    return act(lambda session: len(session.scalars(select(AgreementVersion)).all()))


def letters(act, kind):
    return act(lambda session: [mail.email for mail in session.scalars(select(OutboxMail).where(OutboxMail.kind == kind))])


def cast(come, act, town, who, *choices):
    """A contact person votes, thinks again where there are more choices, and confirms each time with the code from the mail."""
    person = come(who)
    for choice in choices:
        person.go(f"/voorstellen/{town['number']}/stemmen")
        person.choose(choice=choice)
        person.fill(explanation=f"Daarom stemmen wij {choice}.")
        person.press("Verder: nalezen")
        person.fill(code=act(lambda session: session.scalars(
            select(OutboxMail).where(OutboxMail.kind == "accounts/code", OutboxMail.email == town[who])
            .order_by(OutboxMail.id.desc()).limit(1)).one().data["code"]))
        person.press("Verstuur mijn stem")
        assert "Ontvangstbewijs" in person.h1
    return person


def test_a_unanimous_vote_is_opened_cast_changed_recorded_checked_and_adopted(act, town, come, visitor, pass_time):
    def work_out(session):
        session.get_one(Proposal, town["id"]).network.settings = {"proof_of_vote": True}
        ready = world.proposal(session, session.get_one(Proposal, town["id"]).network, Stage.WORKED_OUT)
        return ready.id, ready.number

    town["id"], town["number"] = act(work_out)
    secretary = come("secretary")
    secretary.go(f"/bureau/voorstellen/{town['id']}/stemming")
    assert "3 partijen" in secretary.text
    secretary.press("Open de stemming nu")
    at_desk = secretary.page.url
    assert set(letters(act, "votes/opened")) == {town["provider"], town["colleague"]}

    provider = cast(come, act, town, "provider", "against", "for")
    provider.press("Controleer deze stem")
    checked = provider.page.url
    assert "Deze stem is bekend en onveranderd" in provider.text
    cast(come, act, town, "colleague", "for")
    secretary.go(f"{at_desk}/partij")
    secretary.page.select_option("main [name='party_id']", label="Het Anker")
    secretary.choose(choice="for")
    secretary.press("Leg deze stem vast")
    reader = visitor()
    reader.go(f"/voorstellen/{town['number']}/stemming")
    assert "3 van de 3 partijen hebben gestemd" in " ".join(reader.text.split())
    assert "Daarom stemmen wij" not in reader.text

    pass_time(days=15)
    reader.go(f"/voorstellen/{town['number']}/stemming")
    assert "Unaniem: alle 3 uitgebrachte stemmen zijn voor." in reader.text
    assert "Daarom stemmen wij for." in reader.text
    assert "Daarom stemmen wij against." not in reader.text
    reader.go(checked)
    assert "De gepubliceerde lijst bevat precies deze stem" in reader.text

    submit(come, town)
    for board in ("maastricht", "heerlen"):
        decide(come, town, board, decided_on="2026-04-02")
    reader.go(f"/besluiten/{town['number']}")
    assert "Vanaf woensdag 1 juli 2026 geldt de nieuwe tekst" in reader.text
    assert "Tegen de meerderheid" not in reader.text


def test_a_proposal_goes_to_the_boards_against_the_vote_and_parties_take_part_or_leave(act, town, come, visitor):
    submit(come, town)
    reader = visitor()
    reader.go(f"/besluiten/{town['number']}")
    assert "Tegen de meerderheid van de stemmen in" in reader.text
    assert "Inwoners horen nu te laat" in reader.text

    decide(come, town, "maastricht")
    decide(come, town, "heerlen")
    reader.go(f"/besluiten/{town['number']}")
    assert "Vanaf woensdag 1 juli 2026 geldt de nieuwe tekst" in reader.text
    assert reader.page.locator("a[href^='/besluiten/stukken/']").count() == 2

    provider = come("provider")
    provider.page.locator("main a[href^='/mijn/deelname/']").first.click()
    provider.choose(choice="leaves")
    provider.fill(reason="Wij kunnen dit niet op tijd inrichten.")
    provider.press("Verder: nalezen")
    provider.page.locator("main button[value='send']").click()
    provider.look()
    assert "zij neemt niet deel" in provider.text
    provider.press("Zeg op")
    assert provider.page.url.endswith("/mijn/deelname/beeindigen")

    secretary = come("secretary")
    secretary.go("/bureau/besluiten")
    secretary.page.locator("main a[href^='/bureau/deelname/']").first.click()
    secretary.look()
    assert "Nog niet opgezegd" in secretary.text
    reader.go("/besluiten/per-gemeente")
    assert "Ja" in reader.text


def test_one_board_refuses_and_nothing_changes(act, town, come, visitor):
    submit(come, town)
    decide(come, town, "maastricht")
    decide(come, town, "heerlen", "rejected", "Heerlen heeft hier geen geld voor.")

    reader = visitor()
    reader.go(f"/besluiten/{town['number']}")
    assert "De overeenkomst blijft zoals zij is" in reader.text
    assert "Heerlen heeft hier geen geld voor." in reader.text
    assert (versions(act), letters(act, "decisions/adopted")) == (1, [])
    provider = come("provider")
    assert provider.page.locator("main a[href^='/mijn/deelname/']").count() == 0

    provider.go(f"/mijn/wendingen/nieuw?over=overeenkomst-{act(lambda s: s.get_one(Proposal, town['id']).agreement_id)}")
    provider.fill(text="Onze raad van toezicht wil nu zelf een wachttijd melden.")
    provider.press("Verder: nalezen")
    provider.press("Meld het alle andere partijen")
    assert "Dit is uw ontvangstbewijs" in provider.text
    assert letters(act, "decisions/turn") == [town["colleague"]]
    colleague = come("colleague")
    assert "Onze raad van toezicht" in colleague.text


def test_two_networks_agree_before_what_they_share_changes_and_the_parties_of_both_are_asked(act, app, town, come, visitor):
    def share(session):
        parkstad = world.add(session, Network(slug="parkstad", name="Parkstad", settings={}))
        place = world.municipality(session, parkstad, "Kerkrade", is_host=True)
        world.use(session, parkstad, session.get_one(Proposal, town["id"]).agreement)
        neighbour = world.secretary(session, place, "Noor Hendriks")
        person = world.contact(session, world.member(session, parkstad, "Zorg Parkstad"), "Contact van Parkstad")
        neighbour.password = person.password = hash_password(PASSWORD)
        return neighbour.email, person.email

    town["neighbour"], town["elsewhere"] = act(share)
    submit(come, town)
    assert letters(act, "decisions/approval-asked") == [town["neighbour"]]
    decide(come, town, "maastricht")
    secretary = decide(come, town, "heerlen")
    assert versions(act) == 1
    secretary.go(f"/voorstellen/{town['number']}")
    assert "Welk netwerk stemde in?" in secretary.text

    neighbour = come("neighbour")
    neighbour.go(f"/bureau/besluiten/{town['id']}/instemming")
    neighbour.choose(choice="approves")
    neighbour.fill(reason="Onze tafel is het eens.", voted_on=str(local_day(START)), votes_for="8", votes_against="1")
    neighbour.press("Verder: nalezen")
    neighbour.press("Leg vast en publiceer")
    assert "stemt in met de wijziging" in neighbour.text

    assert versions(act) == 2
    reader = visitor()
    for page in (f"/besluiten/{town['number']}", f"/besluiten/gedeeld/{town['id']}"):
        reader.go(page)
        assert "8 voor, 1 tegen" in reader.text
    assert letters(act, "decisions/approval-stated") == [town["secretary"]]

    assert town["elsewhere"] in letters(act, "decisions/adopted")
    app.config["NETWORK"] = "parkstad"
    try:
        elsewhere = come("elsewhere")
        elsewhere.press("Raamovereenkomst begeleiding")
        assert "Parkstad gebruikt de overeenkomst ook" in elsewhere.text
        elsewhere.choose(choice="leaves")
        elsewhere.fill(reason="Wij stoppen met deze hulp.")
        elsewhere.press("Verder: nalezen")
        elsewhere.press("Verstuur ons antwoord")
        assert "Uw antwoord is vastgelegd." in elsewhere.text
    finally:
        app.config["NETWORK"] = ""
    secretary = come("secretary")
    secretary.go(f"/besluiten/{town['number']}")
    assert "De partijen van elk netwerk dat de overeenkomst gebruikt worden gevraagd." in secretary.text
    secretary.press("Alles over wie deelneemt, voor het bureau")
    assert "Zorg Parkstad" in secretary.text
    assert "Wij stoppen met deze hulp." not in secretary.text
