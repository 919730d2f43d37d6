"""A preliminary proposal in a network of two members, with its secretary."""

from types import SimpleNamespace

import pytest

from portal.accounts.models import Role
from portal.proposals.rules import Stage
from tests import world


@pytest.fixture
def scene(session):
    """Boot sent the proposal in; Citer is another member. Nobody has reacted, no round was opened."""
    network = world.network(session)
    place = world.municipality(session, network, is_host=True)
    secretary = world.secretary(session, place)
    boot, citer = world.member(session, network, "Boot"), world.member(session, network, "Citer")
    carla, cas = world.contact(session, boot, "Carla"), world.contact(session, citer, "Cas")
    proposal = world.proposal(session, network, Stage.PRELIMINARY, party=boot)
    session.commit()
    return SimpleNamespace(
        network=network, place=place, secretary=secretary, boot=boot, citer=citer, carla=carla, cas=cas, proposal=proposal,
        office=world.actor(secretary, place, Role.SECRETARY), as_boot=world.actor(carla, boot, Role.CONTACT),
        as_citer=world.actor(cas, citer, Role.CONTACT))


@pytest.fixture
def round_(session, scene):
    """Open through Tuesday 7 April 2026: Good Friday, Easter and the weekend pass."""
    round_ = world.comment_round(session, scene.proposal)
    session.commit()
    return round_
