"""Letters about guests: to the party that asked, and to the guest."""

from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.tables.models import Guest, PhysicalTable
from portal.tables.rules import GuestState


def asked(guest: Guest, table: PhysicalTable, to: list[Recipient]) -> list[Letter]:
    """To the party: what it asked."""
    return [Letter("tables/guest_asked", f"tables/guest_asked:{guest.asked_at.isoformat()}:{table.id}:{person.email}", person.email, person.name,
                   data=_facts(guest, table)) for person in to]


def outcome(guest: Guest, table: PhysicalTable, to: list[Recipient]) -> list[Letter]:
    """To the party: whether the municipality consents, and why not."""
    return [Letter("tables/guest_outcome", f"tables/guest_outcome:{guest.id}", person.email, person.name, data=_facts(guest, table))
            for person in to]


def welcome(guest: Guest, table: PhysicalTable) -> list[Letter]:
    """To the guest: what is on the site of it, and that invitations come."""
    return [Letter("tables/guest_welcome", f"tables/guest_welcome:{guest.id}", guest.email, guest.person_name, data=_facts(guest, table))]


def _facts(guest: Guest, table: PhysicalTable) -> dict[str, object]:
    return {"table": table.name, "organisation": guest.organisation, "asked_by": guest.asked_by, "why": guest.why,
            "admitted": guest.state == GuestState.ADMITTED, "reason": guest.reason, "begins_on": guest.begins_on, "ends_on": guest.ends_on,
            "shows_name": guest.shows_name, "person": guest.person_name, "municipality_email": table.network.email,
            "link": address("tables.show", slug=table.slug)}
