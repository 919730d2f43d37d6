"""What can be found of members: name, place and kinds of help of those who take part; for the municipality who applied."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import false, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Role
from portal.core.calendar import start_of_day
from portal.core.indexing import MUNICIPALITY, Entry, Source, Touched, has_changed
from portal.core.language import spoken
from portal.members.models import Membership
from portal.members.queries import memberships
from portal.members.rules import MembershipState
from portal.parties.models import Party


def _members(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for membership in _of_state(session, ids, MembershipState.ADMITTED):
        party = membership.party
        yield Entry(
            membership.network_id, "member", membership.id, f"/deelnemers?{urlencode({'naam': party.name})}", party.name,
            "\n".join([party.city, spoken(party.domains), party.kvk]),
            start_of_day(membership.member_since) if membership.member_since else membership.applied_at)


def _applications(session: Session, ids: Sequence[int]) -> Iterator[Entry]:
    for membership in _of_state(session, ids, MembershipState.APPLIED):
        application = membership.application
        place = [application.organisation.city, application.organisation.kvk] if application else []
        yield Entry(membership.network_id, "application", membership.id, f"/bureau/deelnemers/{membership.id}",
                    membership.name, "\n".join(place), membership.applied_at, MUNICIPALITY, label=membership.number)


def _of_state(session: Session, ids: Sequence[int], state: MembershipState) -> Sequence[Membership]:
    return session.scalars(
        select(Membership).options(joinedload(Membership.party)).where(Membership.id.in_(ids), Membership.state == state)
        .execution_options(populate_existing=True)).all()


def _of_party(party: Party) -> Touched:
    shown = has_changed(party, "name", "city", "domains", "kvk")
    return select(Membership.id).where(Membership.party_id == party.id) if shown else ()


def _visible_applications(actor: Any, network: Any) -> Any:
    for_secretary = Membership.network_id == network.id if Role.SECRETARY in actor.roles else false()
    return select(Membership.id).where(for_secretary)


_TOUCHED = {Membership: lambda membership: [membership.id], Party: _of_party}
_SUBJECTS = select(Membership.id, Membership.applied_at)
SOURCES = [
    Source("member", _SUBJECTS, _members, touched_by=_TOUCHED,
           visible=lambda _actor, network: memberships(network).with_only_columns(Membership.id)),
    Source("application", _SUBJECTS, _applications, touched_by=_TOUCHED, visible=_visible_applications),
]
