"""Which role of a party may do what: a colleague proposes and reacts, three roles bind the party, one names its people."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.accounts.models import PARTY_ROLES, Role
from portal.networks.models import AgreementVersion
from portal.proposals.models import Proposal
from portal.proposals.rules import Stage
from portal.votes.models import Ballot
from tests import world

SPEAKERS = {Role.CONTACT, Role.SUBSTITUTE, Role.REPRESENTATIVE}
EVERYONE = SPEAKERS | {Role.COLLEAGUE, Role.PARTY_ADMIN}
ACTS = {
    "propose": ("/voorstellen/nieuw", EVERYONE),
    "revise": ("/voorstellen/{received}/aanpassen", EVERYONE),
    "withdraw": ("/voorstellen/{received}/intrekken", EVERYONE),
    "give a signal": ("/signalen/nieuw", EVERYONE),
    "react": ("/voorstellen/{preliminary}/reageren", EVERYONE),
    "ask for a seat": ("/tafels/jeugd/aanmelden", EVERYONE),
    "answer an invitation": ("/mijn/bijeenkomsten/{meeting}", EVERYONE),
    "vote": ("/voorstellen/{in_vote}/stemmen", SPEAKERS),
    "say whether it takes part": ("/mijn/deelname/{version}", SPEAKERS),
}
WHO = "Uw contactpersoon, uw vervanger of een vertegenwoordiger kan dit doen."
FORM = "main form"


@pytest.fixture
def house(session):
    """A provider of which everything is asked, with a person in each role and in no other."""
    network = world.network(session)
    party = world.member(session, network)
    table = world.seated_table(session, network, party)
    received = world.proposal(session, network, Stage.RECEIVED, party)
    preliminary = world.proposal(session, network, Stage.PRELIMINARY)
    world.comment_round(session, preliminary)
    in_vote = world.proposal(session, network, Stage.IN_VOTE)
    vote = world.vote(session, in_vote, party)
    meeting = world.meeting(session, network, table, state="invited")
    people = {}
    for role in sorted(PARTY_ROLES):
        people[role] = world.user(session, f"Iemand als {role}")
        world.grant(session, people[role], role, party)
    found = SimpleNamespace(party=party, people=people, vote=vote, proposals=[received, preliminary, in_vote], meeting=meeting,
                            version=_adopted(session, network))
    session.commit()
    return found


def _adopted(session, network):
    proposal = world.proposal(session, network, Stage.ADOPTED)
    version = session.scalars(select(AgreementVersion).where(AgreementVersion.agreement_id == proposal.agreement_id)).one()
    return world.add(session, AgreementVersion(
        agreement_id=proposal.agreement_id, number=2, paragraphs=version.paragraphs, fingerprint=version.fingerprint,
        in_force_from=world.OPENED.date().replace(month=12), published_at=world.OPENED, proposal_id=proposal.id))


def path_of(house, path):
    numbers = {proposal.stage.value: proposal.number for proposal in house.proposals}
    return path.format(**numbers, meeting=house.meeting.id, version=house.version.id)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", sorted(PARTY_ROLES))
def test_role_and_act(session, house, visit, role, act):
    path, allowed = ACTS[act]
    page = visit.logged_in(house.people[role]).get(path_of(house, path))

    assert bool(page.all(FORM)) == (role in allowed)
    assert (WHO in page.text) == (role not in allowed)


@pytest.mark.parametrize("act", [act for act, (_, allowed) in ACTS.items() if allowed != EVERYONE])
@pytest.mark.parametrize("role", sorted(EVERYONE - SPEAKERS))
def test_what_binds_the_party_is_refused_without_the_page_too(app, session, house, visit, role, act):
    path, form = path_of(house, ACTS[act][0]), visit.logged_in(house.people[Role.CONTACT])
    sent = form.get(path)
    colleague = visit.logged_in(house.people[role])
    sent.visitor = colleague
    key = colleague.get("/voorstellen/nieuw").one(".ot-account [name=csrf_token]").etree_element.get("value")

    sent.submit({"csrf_token": key, "choice": "for", "act": "send"}, status=403)

    assert session.scalars(select(Ballot)).all() == []


@pytest.mark.parametrize("role", sorted(PARTY_ROLES))
def test_own_page_offers_what_the_role_may_do(session, house, visit, role):
    page = visit.logged_in(house.people[role]).get("/mijn")
    binding = [path_of(house, ACTS[act][0]) for act in ("vote", "say whether it takes part")]

    for path in binding:
        assert bool(page.all(f'.ot-button[href="{path}"]')) == (role in SPEAKERS)
    assert page.text.count(WHO) == (0 if role in SPEAKERS else 2)
    assert page.all(f'.ot-button[href="{path_of(house, ACTS["react"][0])}"]')


@pytest.mark.parametrize("role", sorted(PARTY_ROLES))
def test_pages_about_a_vote_say_who_votes(session, house, visit, role):
    number = session.scalars(select(Proposal).where(Proposal.stage == Stage.IN_VOTE)).one().number
    visitor = visit.logged_in(house.people[role])

    for path in (f"/voorstellen/{number}", f"/voorstellen/{number}/stemming"):
        assert (WHO in visitor.get(path).text) == (role not in SPEAKERS)
