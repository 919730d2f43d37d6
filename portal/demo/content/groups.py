"""Working groups: what they must find out, who is in them, and what they advise. People and organisations are invented."""

from dataclasses import dataclass

from portal.advice.rules import Advises


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a group, for a party by its name or for another `organisation`."""

    name: str
    email: str
    party: str = ""
    organisation: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class GroupText:
    """A group of the table with this key. Days are counted from today: set up, its end, and what was done when."""

    key: str
    table: str
    name: str
    assignment: str
    founded: int
    ends: int
    people: tuple[Person, ...]
    limits: str = ""
    proposal: str = ""
    paper: str = ""
    draft: str = ""
    meets: int = 0
    advised: int = 0
    outcome: Advises | None = None
    advice: str = ""
    minority: str = ""
    meeting: str = ""
    discussion: str = ""
    conclusion: str = ""
    closed: int = 0
    why_closed: str = ""


BORDER = GroupText(
    "border", "J", "Gezinnen aan de grens",
    "Zoek uit welke hulp een gezin kan krijgen dat in Duitsland of België woont en in Zuid-Limburg naar school gaat. Schrijf op wat de "
    "gemeente, de aanbieder en het gezin zelf moeten regelen.", -70, 6,
    (Person("Noortje Gielen", "noortje@roode-beek.example", "Stichting Roode Beek", leads=True),
     Person("Huub Bronckers", "huub@zorggroep-de-brug.example", "Zorggroep De Brug"),
     Person("Anke Lennarts", "anke.lennarts@basisschool-grenspaal.example", organisation="Basisschool De Grenspaal")),
    limits="De regels van Duitsland en België zelf: die kan dit netwerk niet veranderen.", proposal="border",
    paper="Overzicht van vragen van gezinnen",
    draft="Wij denken aan één aanspreekpunt voor drie gemeenten. Dat weet wie er in Aken en Luik gebeld kan worden.\n\n"
          "Nog uit te zoeken: wie betaalt het vervoer?", meets=3)
FLOW = GroupText(
    "flow", "W", "Doorstroom uit beschermd wonen",
    "Maak een lijst van wat iemand nodig heeft om van beschermd wonen naar een eigen woning te gaan, en wie wat doet.", -120, -50,
    (Person("Jeanne Habets", "jeanne@oude-molen.example", "Stichting Oude Molen", leads=True),
     Person("Rob Vleugels", "rob.vleugels@mergelsteen.example", organisation="Woonbedrijf De Mergelsteen")),
    limits="Nieuwbouw en huurprijzen.", advised=-56, outcome=Advises.POSITIVE,
    advice="Begin een half jaar voor de verhuizing. Wijs per bewoner één begeleider aan die het eerste jaar blijft. De corporatie houdt "
           "elk kwartaal tien woningen vrij.", meeting="W4",
    discussion="De tafel vindt de lijst bruikbaar. De corporatie bevestigt de tien woningen.",
    conclusion="De tafel neemt het advies over. De gemeenten werken het uit met de corporaties.", closed=-19,
    why_closed="De tafel nam het advies over. De gemeenten maken met de corporaties afspraken over tien woningen per kwartaal.")
PLAIN = GroupText(
    "plain", "W", "Verslagen in gewone taal",
    "Maak een voorbeeld van een verslag over doelen dat een inwoner zelf kan lezen. Niet langer dan twee bladzijden.", -55, -6,
    (Person("Lotte Swinkels", "lotte@praktijk-vaeshartelt.example", "Praktijk Vaeshartelt", leads=True),
     Person("Mia Leunissen", "mia.leunissen@adviesraad-heuvelland.example", organisation="Adviesraad Sociaal Domein Heuvelland")),
    advised=-7, outcome=Advises.WITH_CHANGES,
    advice="Gebruik drie kopjes: wat wilden wij bereiken, wat is gelukt, wat nog niet. Laat het verslag eerst aan de inwoner zien.",
    minority="Een lid wil ook een versie met plaatjes.")
GROUPS = (FLOW, BORDER, PLAIN)
