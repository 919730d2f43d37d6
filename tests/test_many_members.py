"""Every form in which one provider is chosen, in a network with more members than a list holds: typed, asked back, chosen, kept."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, RoleGrant
from portal.contracts import drafting
from portal.contracts.models import ContractParty
from portal.dealings.models import Dispute, Respondent
from portal.groups.models import GroupMember, WorkingGroup
from portal.parties import candidates
from portal.pilots.models import Pilot, PilotPartner
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.rounds.models import Reaction
from portal.signals.models import Signal
from portal.signals.rules import Sentiment, SignalState, Subject
from portal.votes.models import Ballot
from tests import world
from tests.intake.post import corpus, deliver
from tests.test_lists import questions

NAMES = ("De Boot", "De Boot Noord", "Het Anker")
SEVERAL = "Meer dan één aanbieder heeft 'boot' in de naam. Kies welke u bedoelt."
PROPOSED = {"title": "Wachttijd eerder melden", "summary": "Wie wacht, hoort dat al na vier weken.", "text_p0": "Na vier weken.", "explanation": "Nu pas laat.",
            "laws": ["wmo2015"]}
PLANNED = {"title": "Eerder melden", "summary": "Drie maanden eerder melden.", "begins_on": "2026-06-01", "ends_on": "2026-11-30", "most": "2",
           "choosing": "first_come", **world.PLAN}
ENTERED = {"channel": "phone", "came_on": "2026-03-18", "sentiment": "negative", "title": "De bus rijdt niet", "text": "De bus komt niet.", "subject": "other"}


def form(path, values, stored, field="party_id", send=""):
    """`stored`: where it comes to stand. `send`: the button after reading over; without it the form is sent at once."""
    return SimpleNamespace(path=path, values=values, stored=stored, field=field, send=send)


FORMS = {
    "dispute": form("/bureau/geschillen/nieuw", {"subject": "Dossiers", "text": "Te laat."}, Dispute.party_id, send="Stel dit geschil op schrift"),
    "signal's party": form("/bureau/signalen/{signal.id}/aanbieder", {"reason": "Gebeld."}, Signal.party_id),
    "signal entered": form("/bureau/signalen/invoeren", ENTERED, Signal.party_id),
    "group": form("/bureau/werkgroepen/{group.id}/leden", {"person_name": "Noor", "email": "noor@example.nl"}, GroupMember.party_id, "party"),
    "role": form("/bureau/personen/uitnodigen", {"name": "Piet Bak", "email": "piet@example.nl", "role": "colleague"}, RoleGrant.party_id, "party"),
    "contract": form("/bureau/dienstverleningsovereenkomsten/nieuw", {"title": "Dagbesteding"}, ContractParty.party_id),
    "contract's other party": form("/bureau/dienstverleningsovereenkomsten/{contract.id}/onderwerpen/b", {}, ContractParty.party_id, "added"),
    "mail": form("/bureau/post/{mail.id}/partij", {"reason": "Gebeld."}, Reaction.party_id),
    "vote": form("/bureau/stemmingen/{vote.id}/partij", {"explanation": "Mondeling.", "choice": "for"}, Ballot.party_id),
    "pilot": form("/pilots/nieuw", PLANNED, Pilot.party_id, send="Verstuur mijn plan"),
    "proposal": form("/voorstellen/nieuw?soort=change&overeenkomst=begeleiding&artikel=4.3.1", PROPOSED, Proposal.party_id, send="Verstuur"),
}
LISTS = {
    "information": form("/bureau/informatieverzoeken/nieuw", {"subject": "Wachttijd", "text": "Hoe lang?", "whom": "some"}, Respondent.party_id, "parties",
                        send="Verstuur dit verzoek"),
    "pilot": form("/pilots/nieuw", PLANNED, PilotPartner.party_id, "partner_ids", send="Verstuur mijn plan"),
}


@pytest.fixture
def house(session, now, monkeypatch):
    """A network with a contract, a vote, a group, a signal and a message by mail; a list holds two."""
    monkeypatch.setattr(candidates, "FEW", 2)
    network = world.network(session, service_contracts=True)
    place = world.municipality(session, network, is_host=True)
    office = world.secretary(session, place)
    world.agreement(session, network)
    lead = world.member(session, network, "Eerste")
    parties = {name: world.member(session, network, name) for name in NAMES}
    for party in (lead, *parties.values()):
        world.contact(session, party, f"Contact van {party.name}")
    round_ = world.comment_round(session, world.proposal(session, network, Stage.PRELIMINARY, sequence=7))
    mail = deliver(session, network, corpus("outlook_html"), now)
    found = SimpleNamespace(
        network=network, office=office, lead=lead, parties=parties, round=round_, mail=mail,
        signal=world.add(session, Signal(
            network_id=network.id, year=2026, sequence=1, title="Bus", text="Ruw", sentiment=Sentiment.NEGATIVE, subject=Subject.OTHER,
            state=SignalState.RECEIVED, received_at=world.LONG_AGO, follow_key="volg-1")),
        group=world.add(session, WorkingGroup(network_id=network.id, slug="groep", name="Groep", assignment="Zoek uit.", founded_at=world.OPENED,
                                              ends_on=date(2026, 5, 1))),
        vote=world.vote(session, world.proposal(session, network, Stage.IN_VOTE), lead, *parties.values()),
        contract=drafting.draw_up(session, network, title="Begeleiding", agreement_id=None, party_ids=[lead.id],
                                  actor=world.actor(office, place, Role.SECRETARY), now=now))
    session.commit()
    return found


@pytest.fixture
def desk(house, visit):
    return visit.logged_in(house.office)


def newest(session, column):
    return session.scalars(select(column).where(column.is_not(None)).order_by(column.class_.__table__.primary_key.columns[0].desc(), column.desc())).first()


def kept(page, asked):
    """What the page shows of the answers that were typed."""
    return {name: (found.etree_element.get("value") or found.etree_element.text or "").strip() for name, value in asked.values.items()
            if isinstance(value, str) for found in page.all(f"input[name={name}]:not([type=radio]), textarea[name={name}]")}


def press(page, asked, values, status=None):
    """As people do: read over where the form has that step."""
    return page.submit(values, "Verder" if asked.send else None, status=status)


@pytest.mark.parametrize("asked", FORMS.values(), ids=FORMS)
def test_who_is_typed_is_asked_back_and_chosen(session, house, desk, asked):
    page = desk.get(asked.path.format(**vars(house)))
    assert not page.all(f"select[name={asked.field}]")
    again = press(page, asked, {**asked.values, f"{asked.field}-typed": "boot"}, status=422)
    assert again.errors == [SEVERAL]
    radios = [box.etree_element.get("value") for box in again.all(f"fieldset#{asked.field} input[type=radio]")]
    assert radios == [str(house.parties[name].id) for name in ("De Boot", "De Boot Noord")]
    assert again.one(f"fieldset#{asked.field}").etree_element.get("aria-describedby") == f"{asked.field}-hint {asked.field}-fout"
    typed = kept(again, asked)
    assert typed.items() <= asked.values.items() and (typed or not asked.values)

    done = press(again, asked, {asked.field: radios[1]})
    if asked.send:
        assert f"De Boot Noord, KVK {house.parties['De Boot Noord'].kvk}" in done.text
        done.submit(button=asked.send)
    session.expire_all()
    assert newest(session, asked.stored) == house.parties["De Boot Noord"].id


@pytest.mark.parametrize("asked", FORMS.values(), ids=FORMS)
def test_a_whole_name_is_taken_at_once_and_who_is_not_there_is_told(session, house, desk, asked):
    world.party(session, "Geen lid")
    session.commit()
    page = desk.get(asked.path.format(**vars(house)))
    again = press(page, asked, {**asked.values, f"{asked.field}-typed": "geen lid"}, status=422)
    assert again.errors[0].startswith("Geen aanbieder die u hier kunt kiezen heeft 'geen lid'")
    assert again.one(f"#{asked.field}").etree_element.get("value") == "geen lid"

    done = press(again, asked, {f"{asked.field}-typed": "het anker"})
    if asked.send:
        done.submit(button=asked.send)
    session.expire_all()
    assert newest(session, asked.stored) == house.parties["Het Anker"].id


@pytest.mark.parametrize("asked", LISTS.values(), ids=LISTS)
def test_more_than_one_are_typed_a_line_each(session, house, visit, asked):
    person = session.scalars(select(world.User).where(world.User.name == "Contact van Eerste")).one()
    page = (visit.logged_in(person) if "pilots" in asked.path else visit.logged_in(house.office)).get(asked.path)
    assert not page.all(f"[name={asked.field}]")
    again = page.submit({**asked.values, f"{asked.field}-typed": "boot\nhet anker"}, "Verder", status=422)
    assert again.errors == ["Vink hieronder aan wie u bedoelt met 'boot'."]
    boxes = again.all(f"fieldset#{asked.field} input[type=checkbox]")
    assert [(box.etree_element.get("value"), box.etree_element.get("checked") is not None) for box in boxes] == [
        (str(house.parties[name].id), name == "Het Anker") for name in ("Het Anker", "De Boot", "De Boot Noord")]
    assert kept(again, asked).items() <= asked.values.items()

    chosen = [str(house.parties[name].id) for name in ("Het Anker", "De Boot Noord")]
    over = again.submit({asked.field: chosen}, "Verder")
    assert "De Boot Noord en Het Anker" in over.text
    over.submit(button=asked.send)
    assert {str(one) for one in session.scalars(select(asked.stored))} == set(chosen)


def test_who_is_known_by_the_address_stands_there_already(session, house, desk):
    session.scalars(select(world.ContactPerson).where(world.ContactPerson.party_id == house.parties["Het Anker"].id)).one().email = house.mail.sender_email
    session.commit()
    page = desk.get(f"/bureau/post/{house.mail.id}/partij")
    assert page.one("#party_id").etree_element.get("value") == f"Het Anker, KVK {house.parties['Het Anker'].kvk}"

    page.submit({"reason": "Gebeld."})
    assert session.scalars(select(Reaction.party_id)).one() == house.parties["Het Anker"].id


def test_who_goes_back_from_reading_over_finds_what_was_chosen(house, desk):
    asked = FORMS["dispute"]
    over = desk.get(asked.path).submit({**asked.values, "party_id-typed": "noord"}, "Verder")
    back = over.submit(button="Iets veranderen")

    assert back.one("#party_id").etree_element.get("value") == f"De Boot Noord, KVK {house.parties['De Boot Noord'].kvk}"
    assert kept(back, asked) == asked.values


def test_forms_ask_and_hold_no_more_in_a_large_network(session, house, desk, count_queries):
    asked = [(desk, one.path.format(**vars(house))) for one in (*FORMS.values(), *LISTS.values())]
    before = questions(asked, count_queries)
    for number in range(300):
        world.member(session, house.network, f"Stichting Zorg aan huis en in de buurt {number}")
    session.commit()

    assert questions(asked, count_queries) == before
    assert max(len(desk.get(path).html) for _, path in asked) < 60_000
