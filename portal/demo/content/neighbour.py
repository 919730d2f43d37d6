"""A second network, that uses two agreements of the first: a change of them needs its approval, and its parties are asked too (IN 5.4)."""

from portal.parties.rules import Domain, FundingStream
from portal.tables.rules import Provider

NAME, SLUG = "Westelijke Mijnstreek", "westelijke-mijnstreek"
EMAIL, PHONE = "inkoopnetwerk@sittard-geleen.example", "046 000 00 00"
HOST, OTHERS = "Sittard-Geleen", ("Beek", "Stein")
SECRETARY = ("Toon Schreurs", "secretaris@sittard-geleen.example")
USES = ("raamovereenkomst-jeugdhulp", "afspraken-inkoopnetwerk")

_YOUTH, _BOTH = frozenset({Domain.YOUTH}), frozenset({Domain.YOUTH, Domain.WMO})
_ZIN, _PGB = frozenset({FundingStream.ZIN}), frozenset({FundingStream.PGB})
ITS_OWN = (
    Provider("97000101", "Stichting Graetheide", 0, _BOTH, _ZIN),
    Provider("97000112", "Jeugdhulp Swentibold", 0, _YOUTH, _ZIN),
    Provider("97000123", "Begeleiding Absbroek", 0, _YOUTH, _ZIN | _PGB),
    Provider("97000134", "Zorgboerderij Danikerberg", 0, _BOTH, _PGB),
    Provider("97000145", "Praktijk Limbrichterbos", 0, _YOUTH, _PGB),
)
"""Providers that take part in this network alone."""
IN_BOTH = ("Zorggroep De Brug", "Jeugdzorg Zilverlinde", "Zorggroep Lindehof")

VOTED_FOR, VOTED_AGAINST = 6, 1
"""Its own vote about the change that was adopted in the first network."""
APPROVAL = ("Zes van de zeven partijen die stemden zijn voor. De gemeenten in onze streek zien dezelfde besparing op schrijfwerk. "
            "Wij vragen Zuid-Limburg om het model van één bladzijde samen vast te stellen.")
TAKING_PART = ("Stichting Graetheide", "Jeugdhulp Swentibold", "Zorgboerderij Danikerberg")
LEAVING = {"Praktijk Limbrichterbos": "Onze praktijk stopt aan het eind van het jaar; een collega neemt de gezinnen over."}
