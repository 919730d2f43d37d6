"""What is said of the tables once a year, who is a guest there, and why somebody asks to look again."""

from dataclasses import dataclass

from portal.tables.guest_operations import GuestDetails
from portal.tables.rules import GuestKind


@dataclass(frozen=True, slots=True)
class GuestText:
    """A third party that a provider asks for."""

    table: str
    asked_by: str
    details: GuestDetails
    why: str


COUNCIL = GuestText("W", "Stichting Oude Molen", GuestDetails(
    GuestKind.SOCIAL_COUNCIL, "Adviesraad Sociaal Domein Heuvelland", "inwoners die hulp van de gemeente krijgen", "Mia Leunissen",
    "mia.leunissen@adviesraad-heuvelland.example", True), "De adviesraad hoort van inwoners hoe regels uitpakken. Dat missen wij nu aan tafel.")
HOUSING = GuestText("W", "Begeleiding Hoogland", GuestDetails(
    GuestKind.HOUSING, "Woonbedrijf De Mergelsteen", "huurders", "Rob Packbier", "rob.packbier@mergelsteen.example"),
    "Wie uit beschermd wonen gaat, heeft een huis nodig. De corporatie weet wat er kan.")
WHY_ADMITTED = "De tafel gaat over hulp aan inwoners; hun adviesraad hoort daarbij."


@dataclass(frozen=True, slots=True)
class OpinionText:
    """What a provider (`who`) or an inhabitant says: four points on the scale, and words."""

    who: str
    scores: tuple[int, int, int, int]
    good: str = ""
    better: str = ""


PERSONAL = "buurvrouw"
WHY_LEFT_OUT = "Dit zegt iets over een persoon."
SUPPORT = (
    OpinionText("Stichting Oude Molen", (4, 4, 5, 3), "De agenda komt op tijd en iedereen komt aan het woord."),
    OpinionText("Praktijk Vaeshartelt", (2, 3, 4, 3), "", "Kleine aanbieders hebben weinig tijd om zich voor te bereiden."),
    OpinionText("Zorgboerderij De Schans", (4, 5, 4, 4), "Er is echt iets gedaan met onze ervaring met vervoer."),
    OpinionText("Huishoudhulp Mergelland", (3, 4, 4, 4)),
    OpinionText("", (3, 3, 2, 3), "Fijn dat de verslagen te lezen zijn.", "Gebruik minder afkortingen."),
    OpinionText("", (2, 2, 3, 2), "", "Mijn buurvrouw uit de Dorpsstraat krijgt nog steeds geen vervoer."),
)
YOUTH = (
    OpinionText("Zorggroep Lindehof", (4, 4, 4, 4), "Wij merken dat de tafel luistert.", "Nodig ook eens een school uit."),
    OpinionText("Stichting Roode Beek", (3, 4, 4, 3)),
    OpinionText("", (3, 4, 3, 3), "Ik vond de uitleg over de stemming duidelijk."),
)
REPORT = ("De tafel werkt. Aanbieders vinden dat zij worden gehoord. Inwoners kunnen de verslagen vinden, maar niet altijd volgen.\n\n"
          "Wij doen twee dingen. De stukken komen voortaan twee weken eerder, zodat kleine aanbieders zich kunnen voorbereiden. En elk "
          "verslag begint met een samenvatting zonder afkortingen. De samenstelling blijft zoals zij is.")
LOOK_AGAIN = ("Wij hebben evenveel cliënten als een aanbieder die wel een plaats heeft. Wij zijn de enige in het heuvelland met dagbesteding "
              "op zaterdag. Wilt u nog eens kijken?")
