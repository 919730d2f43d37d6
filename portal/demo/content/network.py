"""The network itself: its tables with the reasons for their composition, and providers that joined or want to."""

from dataclasses import dataclass

from portal.parties.rules import Domain, FundingStream
from portal.tables.rules import SizeClass

NAME, SLUG = "Zuid-Limburg", "zuid-limburg"
EMAIL, PHONE = "overlegtafel@maastricht.example", "043 000 00 00"
HOST = "Maastricht"


@dataclass(frozen=True, slots=True)
class TableText:
    """A table, the providers that asked for a seat, and why the municipality composed it as it did."""

    key: str
    name: str
    theme: str
    domains: frozenset[Domain]
    seats: dict[SizeClass, int]
    seed: str
    reason: str
    asked: dict[str, str]
    deviations: dict[str, str]


YOUTH = TableText(
    key="J",
    name="Jeugd en gezin",
    theme="Hulp aan kinderen, jongeren en hun ouders, tot en met de overgang naar achttien jaar.",
    domains=frozenset({Domain.YOUTH}),
    seats={SizeClass.LARGE: 4, SizeClass.MEDIUM: 3, SizeClass.SMALL: 3},
    seed="trekking-jeugd-4711",
    reason="Tien plaatsen is een tafel waaraan iedereen aan het woord komt. Grote aanbieders helpen de meeste kinderen en "
           "krijgen daarom vier plaatsen. Kleine aanbieders krijgen er drie: zij zijn met de meesten en voelen regels het eerst.",
    asked={
        "Zorgboerderij Zilverlinde": "Wij helpen veel gezinnen in de hele regio en willen die ervaring inbrengen.",
        "Thuiszorg Vlierbes": "Wij zien hoe jeugdhulp en zorg thuis in elkaar grijpen.",
        "Dagbesteding Tussen de Beken": "Dagbehandeling hoort ook aan deze tafel.",
        "Jeugdzorg Wilgenrijk": "Onze medewerkers begeleiden jongeren van twaalf tot drieëntwintig jaar.",
        "Zorgboerderij De Kersenbongerd": "Wij vertegenwoordigen graag de zorgboerderijen voor jeugd.",
        "Zorggroep Lindehof": "Wij werken met zorg in natura en met pgb en kennen de verschillen.",
        "Jeugdzorg Zilverlinde": "",
        "Coöperatie Ganzenbloem": "Als coöperatie spreken wij voor veertig zelfstandigen.",
        "Zorggroep De Brug": "Wij zitten in elf gemeenten en kennen elk wijkteam.",
        "Coöperatie De Kersenbongerd": "",
        "Zorgboerderij Tussen de Beken": "Kinderen die vastlopen op school komen bij ons tot rust.",
        "Zorggroep Ganzenbloem": "",
        "Dagbesteding Steenberg": "",
        "Zorggroep Zonnehoek": "",
        "Dagbesteding Akkerwinde": "Wij hebben ervaring met jongeren tussen school en werk.",
        "Begeleiding Kompas-Zuid": "Wij begeleiden jongeren op weg naar zelfstandig wonen.",
        "Praktijk Meidoorn": "Speltherapie en kleine praktijken zijn nu niet vertegenwoordigd.",
        "Begeleiding Watermolen": "",
        "Stichting Roode Beek": "Wij zijn klein en willen laten zien wat regels voor ons betekenen.",
        "Stichting Lichtpunt": "",
        "Jeugdzorg Lindehof": "Twee medewerkers, achttien kinderen. Ook dat is jeugdhulp.",
    },
    deviations={
        "Praktijk Meidoorn": "Speltherapie was anders niet vertegenwoordigd, terwijl een op de vijf kleine aanbieders dat geeft.",
        "Zorggroep De Brug": "De gemeente wil een aanbieder aan tafel die in bijna alle gemeenten werkt.",
    },
)

SUPPORT = TableText(
    key="W",
    name="Wmo en participatie",
    theme="Begeleiding, dagbesteding, beschermd wonen en hulp bij werk voor inwoners vanaf achttien jaar.",
    domains=frozenset({Domain.WMO, Domain.PARTICIPATION, Domain.SHELTERED_HOUSING}),
    seats={SizeClass.LARGE: 5, SizeClass.MEDIUM: 3, SizeClass.SMALL: 3},
    seed="trekking-wmo-0815",
    reason="Deze tafel gaat over drie soorten hulp en heeft daarom elf plaatsen. Vijf grote aanbieders dekken dagbesteding, "
           "begeleiding en beschermd wonen. Bij gelijke uitkomst besliste het lot; het begingetal stond vooraf op deze site.",
    asked={
        "Zorgboerderij De Schans": "Zorgboerderijen zijn de grootste groep in de dagbesteding.",
        "Praktijk Limietzicht": "Wij werken in de stad en kennen de drempels daar.",
        "Zorggroep Lichtpunt": "",
        "Praktijk Roode Beek": "Wij doen dit werk twintig jaar en denken graag mee.",
        "Praktijk Geuldal": "Wij verbinden begeleiding met werk.",
        "Stichting Oude Molen": "Wij bieden alle soorten hulp van deze tafel.",
        "Huishoudhulp Mergelland": "Het heuvelland moet een stem hebben.",
        "Begeleiding Wegwijs": "",
        "Stichting Grensland": "Beschermd wonen in de grensstreek vraagt eigen afspraken.",
        "Dagbesteding Heuvelzicht": "Vervoer en dagbesteding horen samen besproken te worden.",
        "Stichting Maasoever": "Wij brengen kennis van berichtenverkeer en rekeningen mee.",
        "Begeleiding Lindehof": "",
        "Huishoudhulp Vaeshartelt": "",
        "Zorgboerderij Korenbloem": "",
        "Begeleiding Zonnehoek": "Wij helpen mensen naar werk en naar een eigen woning.",
        "Begeleiding Hoogland": "Wij bieden beschermd wonen in vijf huizen.",
        "Praktijk Vaeshartelt": "Wij zijn met zijn drieën en merken elke regel meteen.",
        "Dagbesteding Morgenster": "",
        "Stichting Heuvelzicht": "Wij zijn klein en hebben weinig kans om gehoord te worden.",
        "Huishoudhulp De Sleutel": "",
        "Jeugdzorg Stroomdal": "",
    },
    deviations={
        "Stichting Heuvelzicht": "De enige kleine aanbieder die zich meldde met hulp bij werk, begeleiding en beschermd wonen samen.",
    },
)

TABLES = (YOUTH, SUPPORT)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A provider that signs on by itself. `admitted` or `refused` holds the reason; without either it still waits."""

    kvk: str
    name: str
    signer: str
    contact: str
    substitute: str
    domains: frozenset[Domain]
    streams: frozenset[FundingStream]
    admitted: str = ""
    refused: str = ""
    disclosure: str = ""


ADMITTED = {
    "Stichting Limietzicht": "Alle voorwaarden zijn gecontroleerd. De stichting werkt al voor twee gemeenten.",
    "Zorggroep Geuldal": "Alle voorwaarden zijn gecontroleerd.",
    "Zorgboerderij Stroomdal": "Alle voorwaarden zijn gecontroleerd. Het kwaliteitskeurmerk is op de boerderij bekeken.",
}
"""Providers of the counts that joined lately, by signing on this site; the reason of their admission."""

REFUSED = Newcomer(
    kvk="97000013", name="Snelhulp Direct", signer="Dion Verkooijen", contact="Dion Verkooijen", substitute="Kim Verkooijen",
    domains=frozenset({Domain.WMO}), streams=frozenset({FundingStream.PGB}),
    refused="Uit het register blijkt geen activiteit in de zorg en de verklaring over kwaliteit is niet onderbouwd. U kunt zich "
            "opnieuw aanmelden met een jaarplan en een bewijs van kwaliteit.")
WAITING = Newcomer(
    kvk="97000024", name="Stichting De Vuursteen", signer="Aniek Mommers", contact="Aniek Mommers", substitute="Joep Hounjet",
    domains=frozenset({Domain.YOUTH, Domain.WMO}), streams=frozenset({FundingStream.ZIN}),
    disclosure="Onze bestuurder is ook lid van de cliëntenraad van Zorggroep Lichtpunt.")
ASKED = Newcomer(
    kvk="97000035", name="Praktijk Sleutelbloem", signer="Roos Janssen", contact="Roos Janssen", substitute="Thijs Cuypers",
    domains=frozenset({Domain.YOUTH}), streams=frozenset({FundingStream.ZIN}))
MISSING = ("Stuur het kwaliteitsplan van dit jaar. In uw aanmelding staat dat het er is, maar in het register vinden wij alleen "
           "dat van vorig jaar.")
ON_PAPER = Newcomer(
    kvk="97000046", name="Zorgboerderij De Hazelaar", signer="Wiel Habets", contact="Wiel Habets", substitute="Mia Habets",
    domains=frozenset({Domain.WMO, Domain.PARTICIPATION}), streams=frozenset({FundingStream.ZIN, FundingStream.PGB}))
PAPER_MISSING = "Op de scan is niet te lezen wie de vervanger is. Geef diens naam, telefoonnummer en e-mailadres."
PAPER_ANSWER = "De vervanger is Mia Habets, 045 000 00 00, mia@zorgboerderij-de-hazelaar.example. Zij werkt elke dag op de boerderij."
WITHDRAWN = Newcomer(
    kvk="97000057", name="Begeleiding Maanlicht", signer="Sil Franssen", contact="Sil Franssen", substitute="Noor Franssen",
    domains=frozenset({Domain.WMO}), streams=frozenset({FundingStream.PGB}),
    refused="Wij gaan verder onder de naam van Zorggroep Kasteelbeek en hebben geen eigen plaats meer nodig.")
"""One that was asked for more, one on paper that answered, and one that took its application back."""
GIVES_NOTICE = "Praktijk Ravelijn"
WHY_NOTICE = "Onze behandelaar gaat met pensioen. Wij nemen geen nieuwe cliënten meer aan en dragen de laatste over voor de einddatum."
ENDED = "Huishoudhulp Akkerwinde"
WHY_ENDED = ("De onderneming is failliet verklaard en de curator zet de zorg niet voort. De gemeenten hebben voor alle cliënten een "
             "andere aanbieder gevonden.")
"""A member that leaves soon, and one whose participation the municipality ended."""
