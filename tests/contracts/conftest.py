"""A network that knows service contracts: two municipalities, two providers in a contract, a third outside it."""

from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.contracts import drafting, operations, signing
from portal.contracts.rules import WRITTEN
from portal.parties.rules import AuthorityGround
from tests import world

SECRET = "TARIEF-GEHEIM"
TARIFFS = f"{SECRET} begeleiding; uur; 61,20"


@pytest.fixture
def house(session):
    network = world.network(session, service_contracts=True)
    host = world.municipality(session, network, is_host=True)
    other = world.municipality(session, network, "Beek")
    secretary, staff = world.secretary(session, host), world.board_staff(session, other)
    found = SimpleNamespace(network=network, host=host, other=other, secretary=secretary, staff=staff, parties={}, people={}, actors={},
                            agreement=world.agreement(session, network), office=world.actor(secretary, host, Role.SECRETARY))
    found.mandate = world.mandate(session, other, host)
    for name in ("De Boot", "De Lantaarn", "De Buren"):
        party = world.member(session, network, name)
        found.parties[name], found.people[name] = party, world.contact(session, party, f"Contact van {name}")
        found.actors[name] = world.actor(found.people[name], party, Role.CONTACT)
    found.colleague = world.user(session, "Collega van De Boot")
    world.grant(session, found.colleague, Role.COLLEAGUE, found.parties["De Boot"])
    session.commit()
    return found


@pytest.fixture
def play(session, house, now):
    """The acts of a contract, each in one word."""
    return Play(session, house, now)


class Play:
    def __init__(self, session, house, now):
        self.session, self.house, self.now = session, house, now

    def draft(self, *names, title="Begeleiding aan huis"):
        parties = [self.house.parties[name].id for name in names or ("De Boot",)]
        contract = drafting.draw_up(self.session, self.house.network, title=title, agreement_id=self.house.agreement.id,
                                    party_ids=parties, actor=self.house.office, now=self.now)
        self.session.commit()
        return contract

    def fill(self, contract, begins="2026-01-01", ends="2027-12-31", notice=6, extensions=1, tariffs=TARIFFS):
        day = type(self.now.date())
        for subject in WRITTEN:
            drafting.write_subject(self.session, contract, subject, text=f"Afspraak {subject.value}", seen=contract.version,
                                   actor=self.house.office, now=self.now)
            self.session.flush()
        drafting.set_term(
            self.session, contract, begins_on=day.fromisoformat(begins), ends_on=day.fromisoformat(ends), extensions=extensions,
            extension_months=12, notice_months=notice, tariffs=tariffs, seen=contract.version, actor=self.house.office, now=self.now)
        self.session.commit()
        return contract

    def send(self, contract):
        version = operations.send(self.session, self.house.network, contract, seen=contract.version, actor=self.house.office, now=self.now)
        self.session.commit()
        return version

    def sign(self, contract, name="De Boot", read=None):
        signer = signing.Signer("Ria Dohmen", "bestuurder", AuthorityGround.STATUTES)
        row = signing.sign_for_provider(self.session, self.house.network, contract, signer, actor=self.house.actors[name], now=self.now,
                                        read=contract.newest.fingerprint if read is None else read)
        self.session.commit()
        return row

    def countersign(self, contract):
        row = signing.sign_for_municipality(self.session, self.house.network, contract, name="Wim Raven", job_title="wethouder",
                                            actor=self.house.office, now=self.now)
        self.session.commit()
        return row

    def sent(self, *names, **term):
        contract = self.fill(self.draft(*names), **term)
        self.send(contract)
        return contract

    def signed(self, *names, **term):
        contract = self.sent(*names, **term)
        for name in names or ("De Boot",):
            self.sign(contract, name)
        self.countersign(contract)
        return contract
