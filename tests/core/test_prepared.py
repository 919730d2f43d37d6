"""A question that is put together once asks each time with the values of who asks: never those of who asked first."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.core.prepared import prepared
from portal.members.models import Membership
from portal.networks.models import Network
from portal.proposals.models import Proposal
from tests import world
from tests.conftest import NOW


@prepared
def since(network: Network, instant: datetime, ids: list[int], *, newest_first: bool = False):
    order = Proposal.id.desc() if newest_first else Proposal.id
    return select(Proposal.id).where(Proposal.network_id == network.id, Proposal.received_at >= instant, Proposal.id.in_(ids)).order_by(order)


def test_two_networks_and_two_moments_get_their_own_answers(session):
    one, other = world.network(session), world.add(session, Network(slug="ander", name="Ander", email="ander@example.nl", settings={}))
    early = world.proposal(session, one, received_at=NOW - timedelta(days=9))
    late, elsewhere = world.proposal(session, one, received_at=NOW), world.proposal(session, other, received_at=NOW)
    session.commit()
    every = [early.id, late.id, elsewhere.id]

    def asked(network, instant, ids=every, **choice):
        return list(session.scalars(*since(network, instant, ids, **choice)))

    assert asked(one, NOW - timedelta(days=30)) == [early.id, late.id]
    assert asked(other, NOW - timedelta(days=30)) == [elsewhere.id]
    assert asked(one, NOW) == [late.id]
    assert asked(one, NOW - timedelta(days=30), [early.id]) == [early.id]
    assert asked(one, NOW - timedelta(days=30), newest_first=True) == [late.id, early.id]
    assert asked(one, NOW - timedelta(days=30), []) == []


def test_it_is_put_together_once():
    times = []

    @prepared
    def build(network_id, *, flag=False):
        times.append(flag)
        return select(Proposal.id).where(Proposal.network_id == network_id)

    for network_id in (1, 2, 1):
        assert build(network_id)[1] == {"network_id": network_id}
    build(1, flag=True)

    assert times == [False, True]


@pytest.mark.parametrize("build", [
    lambda now: select(Proposal.id).where(Proposal.received_at >= now - timedelta(days=1)),
    lambda now: select(Proposal.id).where(Proposal.received_at >= timedelta(days=1) - now),
    lambda now: select(Proposal.id).where(now == Proposal.received_at),
    lambda now: select(Proposal.id).where(Proposal.received_at >= now) if now else select(Proposal.id),
], ids=["minus", "minus from the right", "on the left", "whether it is there"])
def test_nothing_is_worked_out_with_a_place(build):
    with pytest.raises(TypeError):
        prepared(build)(NOW)


@pytest.mark.parametrize("build", [
    lambda now: select(Proposal.id).where(Proposal.received_at.between(now, NOW)),
    lambda now: select(Proposal.id).where(Proposal.received_at >= now, Proposal.stage_since.in_([NOW])),
    lambda now: select(Proposal.id).where(Proposal.received_at >= now, Proposal.party_id.in_(
        select(Membership.party_id).where(Membership.member_since <= date(2026, 3, 1)))),
], ids=["beside it", "in a list", "in another question"])
def test_a_day_of_the_first_who_asked_does_not_stay(build):
    with pytest.raises(TypeError, match="for ever"):
        prepared(build)(NOW)


@pytest.mark.parametrize("build", [
    lambda now: select(Proposal.id),
    lambda now: select(Proposal.id).where(Proposal.title == f"since {now}"),
    lambda now: select(Proposal.id).where(func.coalesce(Proposal.received_at, now) >= Proposal.stage_since),
    lambda now: select(Proposal.id).join(Membership, Membership.member_since >= now).where(Proposal.received_at >= now),
], ids=["not in it", "in words", "of no type", "of two types"])
def test_each_value_stands_in_it_in_the_form_of_its_column(build):
    with pytest.raises(TypeError, match="one type"):
        prepared(build)(NOW)


def test_of_a_row_only_the_id_is_there(session):
    @prepared
    def build(network):
        return select(Proposal.id).where(Proposal.network_id == network.id, Proposal.title == network.name)

    network = world.network(session)
    with pytest.raises(AttributeError):
        build(network)
    with pytest.raises(ValueError, match="zip"):
        since(network)
