"""Words about tables, seats and their reasons, and the letters to who asked for a seat."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.codec import Code
from portal.core.language import listing, say
from portal.core.web import address
from portal.notifications.operations import Letter
from portal.parties.queries import Recipient
from portal.parties.rules import Domain
from portal.tables.evaluation_messages import EVALUATION
from portal.tables.models import Composition, PhysicalTable, SeatRequest, Standing

SENTENCES = {
    "seat:took-over": _l("Stood on the reserve list, and took the seat of %(name)s."),
    "Left.attendance": _l("No longer invited: the attendance rule (IN 7.5)"),
    "Left.network": _l("No longer takes part in the network"),
    "Left.composition": _l("Got no seat in this composition"),
    "SizeClass.large": _l("Large"),
    "SizeClass.medium": _l("Medium-sized"),
    "SizeClass.small": _l("Small"),
    "CompositionState.draft": _l("Draft"),
    "CompositionState.published": _l("Published"),
    "CountBasis.all": _l("All help in the counts"),
    "CountBasis.own": _l("Only the help that this table is about"),
    "GuestKind.social_council": _l("Social domain council"), "GuestKind.inhabitants": _l("Representative of inhabitants"),
    "GuestKind.client_council": _l("Client council"), "GuestKind.insurer": _l("Health insurer"),
    "GuestKind.housing": _l("Housing corporation"), "GuestKind.other": _l("Another organisation"),
    "GuestState.asked": _l("Asked for"), "GuestState.admitted": _l("Guest"), "GuestState.refused": _l("Not admitted"),
    "GuestDecision.admit": _l("Yes, it becomes a guest"), "GuestDecision.refuse": _l("No"),
    "guest:only-members": _l("Only parties in the network can ask for a guest."),
    "guest:decided": _l("This was decided already."),
    "guest:reason-missing": _l("Give the reason: who asked reads it."),
    "guest:ends-before-begin": _l("The last day is not before the first."),
    "table:guest": _l("%(organisation)s is a guest at this table, at the request of %(asked_by)s and with consent of the municipality."),
    "within:large": _l("large"), "within:medium": _l("medium-sized"), "within:small": _l("small"),
    "within:youth": _l("youth help"), "within:wmo": _l("Wmo help"), "within:participation": _l("help under the Participation Act"),
    "within:sheltered_housing": _l("sheltered housing"),
    "within:zin": _l("care in kind"), "within:pgb": _l("personal budgets (pgb)"),
    "short:youth": _l("Youth"), "short:wmo": _l("Wmo"), "short:participation": _l("Participation Act"),
    "short:sheltered_housing": _l("sheltered housing"), "short:zin": _l("care in kind"), "short:pgb": _l("pgb"),
    "seat:all": _l("All %(size_class)s providers that wanted to take part have a seat."),
    "seat:lot": _l("Chosen by lot out of %(equal)s equal providers."),
    "seat:only": _l("Needed for %(kinds)s: nobody else at the table offers it."),
    "seat:brings": _l("Brings %(kind)s to %(places)s of %(all)s seats."),
    "out:lot": _l("Mirrors the network as well as %(other)s. The lot chose the other."),
    "out:mirror": _l("There was enough of it: %(kind)s already had %(places)s of %(all)s seats."),
    "out:less": _l("With this provider the table would look less like the network."),
    "out:no-seats": _l("There are no seats for %(size_class)s providers."),
    "out:elsewhere": _l("Offers no help that this table is about."),
    "seat:deviation": _l("The municipality deviates from the calculation: %(reason)s"),
    "table:founded": _l("New table: %(name)s. Every party in the network may ask for a seat."),
    "table:seed": _l("The seed of the draw for the seats at this table is %(seed)s."),
    "composition:published": _l("The composition is published: %(seats)s providers have a seat, each with the reason."),
    "table:was-closed": _l("The table is closed. Its page and its minutes stay readable."),
    "table:closed": _l("This table is closed."),
    "table:was-changed": _l("The table is now called '%(name)s' and is about: %(theme)s"),
    "table:domains-stay": _l("Seats at this table were divided by these kinds of help, so they stay. Set up another table for other help."),
    "table:name-taken": _l("There is a table with this name already. Choose another name."),
    "table:seed-announced": _l("The seed is on the site already. It cannot be changed before the composition is published."),
    "table:only-members": _l("Only parties in the network can ask for a seat."),
    "table:not-asked": _l("Your request for a seat was withdrawn already."),
    "counts:empty": _l("There are no rows with clients to apply."),
    "counts:wrong": _l("The number of clients of %(name)s is not right."),
    "composition:no-counts": _l("There are no client counts yet. Upload them first."),
    "composition:no-seed": _l("Publish the seed of the draw first."),
    "composition:other-seed": _l("The seed on the site is %(seed)s. Use that one."),
    "composition:no-seats": _l("Give at least one seat."),
    "composition:seats": _l("Give 0 to %(most)s seats per class."),
    "composition:no-candidates": _l("No member of the network asked for a seat yet."),
    "composition:is-published": _l("This composition is published. Make a new one to change it."),
    "composition:did-not-ask": _l("%(name)s did not ask for a seat."),
    "composition:same-seat": _l("This is how it stands already."),
    "composition:reason-missing": _l("Give the reason. It is published."),
    "composition:nobody": _l("Nobody has a seat in this composition."),
    "composition:left": _l("%(name)s is no longer a member of the network. Take the seat away first."),
    "composition:evaluate-by": _l("The next evaluation is after today, and within a year."),
} | EVALUATION


def reason_of(standing: Any) -> str:
    """Why a provider has its seat or not: the municipality's own reason where it deviated, else the calculation's."""
    if standing.deviation:
        return say("seat:deviation", reason=standing.deviation)
    return calculated_reason(standing.reason_code, standing.because)


def calculated_reason(code: str, data: Mapping[str, Any]) -> str:
    return say(code, **{name: _within(value) for name, value in data.items()}) if code else ""


def _within(value: Any) -> Any:
    """A kind or class as it stands within a sentence."""
    if isinstance(value, list | tuple):
        return listing([_within(item) for item in value])
    name = value.value if isinstance(value, Enum) else str(value).partition(".")[2]
    return say(f"within:{name}") if isinstance(value, Enum | Code) else value


def request_received(request: SeatRequest, table: PhysicalTable, to: list[Recipient], occasion: str) -> list[Letter]:
    """To the party: its request is in, or withdrawn. `occasion` tells one time from another."""
    kind = "tables/withdrawn" if request.withdrawn_at else "tables/request"
    data = {"table": table.name, "motivation": request.motivation, "asked_at": request.asked_at,
            "wants": [*sorted(request.domains), *sorted(request.streams)], "subjects": request.subjects,
            "link": address("tables.request_seat", slug=table.slug)}
    return [Letter(kind, f"{kind}:{request.id}:{occasion}", person.email, person.name, data=data) for person in to]


def table_as_text(table: PhysicalTable) -> str:
    """A table as it stands now, for who meant to change it at the same time."""
    return "\n".join((table.name, table.theme, listing([say(domain) for domain in Domain if domain in table.domains])))


def table_closed(table: PhysicalTable, to: list[Recipient]) -> list[Letter]:
    """To who sits there or wanted to: the table is done, and why."""
    data = {"table": table.name, "reason": table.close_reason, "link": address("tables.show", slug=table.slug)}
    return [Letter("tables/closed", f"tables/closed:{table.id}:{person.email}", person.email, person.name, data=data)
            for person in {person.email: person for person in to}.values()]


def composed(composition: Composition, candidates: list[Standing], to: list[Recipient]) -> list[Letter]:
    """To everyone who asked: a seat or a place on the reserve list, with the reason (IN 7.4, ZL 4.2)."""
    own = {standing.party_id: standing for standing in candidates}
    return [_outcome(composition, own[person.party_id], person) for person in to]


def _outcome(composition: Composition, standing: Standing, person: Recipient) -> Letter:
    kind = "tables/seated" if standing.seat else "tables/reserve"
    table = composition.table
    data = {"table": table.name, "party": standing.name, "seat": standing.seat, "rank": standing.rank,
            "size_class": standing.size_class, "code": standing.reason_code, "because": standing.because,
            "deviation": standing.deviation, "reason": composition.reason, "evaluate_by": composition.evaluate_by,
            "link": address("tables.show", slug=table.slug)}
    return Letter(kind, f"tables/outcome:{composition.id}:{standing.id}", person.email, person.name, data=data)
