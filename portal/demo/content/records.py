"""What the provider whose log-in is printed has on record: who may represent it, and whom it named for a subject."""

from dataclasses import dataclass

from portal.parties.rules import AuthorityGround, Scope, Subject

WEBSITE = "https://www.zorggroep-de-brug.example"
PO_BOX = ("Postbus 4711", "6200 AS", "Maastricht")


@dataclass(frozen=True, slots=True)
class Representative:
    """`ends` is so many days from today; None has no end."""

    name: str
    job_title: str
    ground: AuthorityGround
    scope: Scope = Scope.ALL
    limits: str = ""
    begins: int = -500
    ends: int | None = None
    has_document: bool = False


REPRESENTATIVES = (
    Representative("Ria Dohmen", "bestuurder", AuthorityGround.STATUTES),
    Representative("Tom Pricken", "manager inkoop", AuthorityGround.POWER_OF_ATTORNEY, Scope.LIMITED,
                   "Dienstverleningsopdrachten tot € 50.000 per jaar.", -353, 12, True),
)
FORMER = Representative("Hans Jongen", "interim-bestuurder", AuthorityGround.STATUTES, begins=-700)
CONTACTS = (
    (Subject.INVOICES, "Afdeling declaraties", "declaraties@zorggroep-de-brug.example", "043 000 00 21"),
    (Subject.QUALITY, "Joep Vaessen", "joep@zorggroep-de-brug.example", "043 000 00 22"),
)
"""Subject, name, e-mail address, telephone."""

NOT_CONFIRMED = ("Zorgboerderij De Schans", "Praktijk Geuldal", "Stichting Roode Beek", "Begeleiding Wegwijs")
"""Providers that let the year go by."""
TOO_LONG_AGO = -374
"""When those confirmed it last: the year is over since a week."""
CONFIRMED_BEFORE = -345
"""When the provider whose log-in is printed confirmed its record: it is asked again now."""
