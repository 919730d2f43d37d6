"""What the secretary does beside judging: joining what is alike, taking off the site, and documents that still wait to be read."""

from portal.demo.content.shapes import Resident, SaidSignal
from portal.parties.rules import PublishAs
from portal.signals.rules import Sentiment, Subject

JOINED = SaidSignal(
    Resident("Ine Schols", "Heerlen", PublishAs.PLACE, "ine.schols@thuis.example"),
    "Taxi haalt eerst drie anderen op",
    "De taxi naar de dagbesteding haalt eerst drie anderen op. Ik zit vijf kwartier in de auto voor een rit van een kwartier.",
    Sentiment.NEGATIVE, Subject.RESIDENTS, municipality="Heerlen")
JOINED_BECAUSE = "Dit gaat over hetzelfde als het signaal over het busje: lange ritten. De tafel bespreekt ze samen."

ADVERTISED = SaidSignal(
    Resident("Ralf", "Landgraaf", PublishAs.PLACE, "ralf@liften.example"),
    "Te weinig trapliften in de regio",
    "Er zijn te weinig trapliften in de regio. Bel ons voor een gratis offerte aan huis, deze maand met korting.",
    Sentiment.NEUTRAL, Subject.OTHER, municipality="Landgraaf",
    public_text="Er zijn te weinig trapliften in de regio. Bel ons voor een gratis offerte aan huis, deze maand met korting.",
    set_aside="Trapliften vallen onder een andere overeenkomst. Het signaal is doorgestuurd naar de gemeente Landgraaf.")
ADVERTISED_NOTE = "Bij nader inzien is dit reclame van een bedrijf. Dat past niet op deze site."

WITH_FILES = SaidSignal(
    "Zorgboerderij Korenbloem",
    "Rolstoelbus past niet op ons erf",
    "De nieuwe rolstoelbus is te breed voor onze oprit. De chauffeur laat mensen nu op straat uitstappen. Wij stuurden foto's mee.",
    Sentiment.NEGATIVE, Subject.OPERATIONS,
    public_text="De nieuwe rolstoelbus is te breed voor onze oprit. De chauffeur laat mensen nu op straat uitstappen. Wij stuurden foto's mee.",
    relevant="Het raakt de veiligheid van inwoners. De tafel bespreekt het met het voorstel over reistijd.")
FILES = ("foto-oprit.pdf", "maten-van-de-bus.pdf")

SUPPORTS = (  # proposal, party, days from today, why
    ("evening", "Zorgboerderij Korenbloem", -10, "Wij zouden meteen één avond openen."),
    ("evening", "Zorggroep De Brug", -8, ""),
    ("evening", "Begeleiding Kompas-Zuid", -7, "Jongeren die overdag naar school gaan, vragen hier al een jaar om."),
    ("youth-voice", "Begeleiding Kompas-Zuid", -12, "Jongeren weten zelf het best wat werkt."),
    ("youth-voice", "Jeugdzorg Stroomdal", -11, ""),
)

SATURDAY_TITLE = "Dagbesteding ook op zaterdag"
SATURDAY_SUMMARY = "Op zaterdag is er geen dagbesteding. Voor mantelzorgers die dan werken is dat een gat in de week."
SATURDAY_TEXT = ("De dagbesteding is op werkdagen open tussen 9.00 uur en 16.00 uur. Een aanbieder mag ook op zaterdag open zijn, tegen "
                 "hetzelfde tarief.")
SATURDAY_WHY = "Zes van onze gezinnen vroegen erom. Wij hebben er de mensen en de ruimte voor."
SATURDAY_BY = "Zorgboerderij Korenbloem"
SATURDAY_RELEVANT = "Het gaat over de openingstijden. De tafel bespreekt het samen met de avonden."
SATURDAY_INTO = "Het gaat over hetzelfde artikel als het voorstel over de avond. De tafel bespreekt beide in één voorstel."
