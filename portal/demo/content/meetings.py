"""Meetings of the two tables: where they are, what is said besides the proposals, and the text of the minutes."""

from dataclasses import dataclass

from portal.demo.content.shapes import Talk


@dataclass(frozen=True, slots=True)
class MeetingText:
    """A meeting by its key ("J4": the fourth of the table J). `signals` are numbers in `signals.TABLED`."""

    key: str
    place: str
    proposals: tuple[str, ...]
    signals: tuple[int, ...] = ()
    signal_talk: Talk | None = None
    subjects: tuple[tuple[str, Talk], ...] = ()
    minutes: str = ""


OPENING = Talk("De voorzitter opent en stelt vast wie er zijn.", "De agenda is vastgesteld.")
CLOSING = Talk("Er zijn geen vragen meer.", "De voorzitter sluit de bijeenkomst.")
MOSA, HEERLEN = "Gemeentehuis Maastricht, zaal Sint Pieter", "Gemeentehuis Heerlen, zaal De Mijn"
SITTARD, GULPEN = "Gemeentehuis Sittard, zaal De Markt", "Gemeentehuis Gulpen, zaal De Geul"
LANDGRAAF = "Gemeentehuis Landgraaf, zaal De Wilhelmina"

HELD = (
    MeetingText("W1", HEERLEN, ("hills",), minutes="""De tafel kwam voor het eerst in de nieuwe samenstelling bij elkaar. Iedereen
stelde zich voor en noemde één onderwerp dat dit jaar niet mag blijven liggen. Genoemd zijn reistijd, verlate starts en afgekeurde
rekeningen.

De voorzitter wees op de afspraak dat deelnemers namens het hele netwerk spreken en niet alleen namens de eigen organisatie."""),
    MeetingText("J1", MOSA, ("report", "app"), minutes="""Eerste bijeenkomst in de nieuwe samenstelling. De tafel sprak af dat
stukken een week vooraf op de site staan en dat elke bijeenkomst met een korte ronde langs de wijken begint.

Twee voorstellen over schrijfwerk en tekenen lijken op elkaar. De tafel behandelt ze los, omdat het ene zonder het andere kan."""),
    MeetingText("W2", SITTARD, ("hills", "online"), subjects=(
        ("Nieuwe bijlage 2: hoe de indexatie werkt", Talk(
            "De contractmanager legt uit hoe de lonen en de prijzen in de index doorwerken. Aanbieders vragen om de cijfers eerder.",
            "De centrumgemeente publiceert de index voortaan in oktober.")),),
        minutes="""De kosten van het voorstel over reistijd kwamen uitgebreid aan bod. De gemeenten deelden hun raming aan tafel;
de bedragen per aanbieder zijn vertrouwelijk en staan niet in dit verslag."""),
    MeetingText("J2", HEERLEN, ("report", "app"), minutes="""De tafel behandelde alle reacties op twee voorstellen. Bij het voorstel
over de app bleef het verschil van mening groot. De tafel vindt dat het netwerk zich daarover mag uitspreken."""),
    MeetingText("W3", GULPEN, ("online", "billing"), signals=(1,), signal_talk=Talk(
        "De toegang van Sittard-Geleen vertelt dat zij aanvragen nu dezelfde dag verdeelt. Andere gemeenten gaan kijken of dat ook bij hen kan.",
        "De gemeenten laten in de volgende bijeenkomst horen wat zij overnemen."),
        minutes="""De bijeenkomst was op verzoek van aanbieders in het heuvelland. Twee deelnemers kwamen later door een
wegafsluiting; de agenda is daarop aangepast."""),
    MeetingText("J3", MOSA, ("steady-face", "small-statement", "border"), subjects=(
        ("Wachttijden in de jeugdhulp: de cijfers van dit kwartaal", Talk(
            "De gemeenten tonen de cijfers. Ambulante hulp start gemiddeld na vijf weken, specialistische hulp na elf.",
            "De cijfers komen elk kwartaal terug. Aanbieders leveren ze voor de tiende van de maand aan.")),),
        minutes="""Een inwoner van Vaals was te gast bij het onderwerp over gezinnen aan de grens. De tafel stelde daarvoor een
werkgroep in.

De bespreking van de accountantsverklaring was scherp maar goed: grote en kleine aanbieders luisterden naar elkaars bezwaren."""),
    MeetingText("W4", MOSA, ("start",), subjects=(
        ("Beschermd wonen: doorstroom naar een eigen woning", Talk(
            "Twee corporaties waren te gast. Er zijn dit jaar veertig woningen voor mensen die beschermd wonen verlaten.",
            "De corporaties en de aanbieders maken samen een lijst van wie kan verhuizen.")),),
        minutes="""De inwoner die het voorstel over de start deed, lichtte het zelf toe. De tafel vond dat verhelderend en wil vaker
een indiener uitnodigen."""),
    MeetingText("J4", LANDGRAAF, ("eighteen", "steady-face", "small-statement"), minutes="""Twee leden van de Jongerenraad waren te
gast. Zij vroegen om stukken in gewone taal en om een later begin. De secretaris zoekt uit of de volgende bijeenkomst om half vier
kan beginnen.

De tafel werkte twee voorstellen uit en maakte van één voorstel een voorlopig voorstel."""),
    MeetingText("W5", HEERLEN, ("billing", "travel-time"), signals=(0,), signal_talk=Talk(
        "Het signaal komt overeen met de metingen van Dagbesteding Heuvelzicht. De vervoerder bekijkt de route in Voerendaal.",
        "De inwoner krijgt bericht over de route. Het signaal hoort bij het voorstel over reistijd."),
        minutes="""De vervoerder was te gast. De tafel besprak vooral hoe begintijden gespreid kunnen worden zonder dat ouders en
mantelzorgers daar last van hebben.

Dit is een conceptverslag. Het wordt in de volgende bijeenkomst vastgesteld."""),
)

NETWORK = MeetingText("N0", "Cultuurhuis Heerlen, grote zaal", (), subjects=(
    ("Wat dit jaar veranderde in de afspraken, en wat nog komt", Talk(
        "De gemeenten laten zien welke voorstellen zijn aangenomen en welke niet, en waarom. Aanbieders vragen om de stukken vroeger in het jaar.",
        "De gemeenten zetten de planning van het komende jaar voor 1 december op de site.")),
    ("Hoe u met het portaal werkt", Talk("De secretaris doet voor hoe u reageert, stemt en uw gegevens bevestigt.", "De uitleg staat op de site."))),
    minutes="""Eén keer per jaar komt het hele netwerk bij elkaar. In de pauze konden aanbieders kennismaken met elkaar en met de
medewerkers van de gemeenten.""")
"""The meeting of the whole network, in the autumn of last year."""
AHEAD = MeetingText("J5", SITTARD, ("eighteen", "youth-voice", "border"), signals=(3,), subjects=(
    ("Planning van het komende halfjaar", OPENING),))
DRAFT = MeetingText("W6", GULPEN, ("start", "evening"), signals=(2,))

TIMES = ("13:30", "16:00")

EXCUSES = ("Ziekte van de contactpersoon; ook de vervanger was verhinderd.", "Inspectiebezoek op dezelfde middag.",
           "Begrafenis van een cliënt.", "Geen vervanging op de groep te vinden.")


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A meeting of the whole network that was called and then cancelled."""

    key: str
    place: str
    subject: str
    reason: str


CANCELLED = CalledOff("N1", "Cultuurhuis Heerlen, grote zaal", "Terugblik op het eerste jaar van de tafels",
                      "De zaal is door wateroverlast gesloten. Er komt een nieuwe datum in het voorjaar.")
BUSY = "Andere afspraken op deze middag."
SUBSTITUTES = ("Ilse Vroomen", "Tom Hendrix", "Mieke Savelberg")
ACTIONS = {
    "W3": (("De verdeling van aanvragen in Sittard-Geleen op papier zetten", "Toegang Sittard-Geleen", 40),),
    "W4": (("Een overzicht maken van woningen voor doorstroom", "Centrumgemeente Maastricht", 15),),
    "J3": (("De wachttijden van dit kwartaal aanleveren", "Alle aanbieders aan deze tafel", 20),),
    "J4": (("De Jongerenraad uitnodigen voor de volgende bijeenkomst", "Secretaris", 20),),
    "W5": (("Twee voorbeelden van reistijd in het heuvelland uitwerken", "Secretaris", 30),),
}
"""What was promised at the end of a meeting: what, who, and within how many days."""
NOTE = "Een deelnemer meldde vooraf waarom zij later kwam. Dat blijft aan deze tafel."
REMARK = "Wij zeiden ook dat kleine aanbieders meer tijd nodig hebben om hun rekeningen aan te passen. Wilt u dat toevoegen?"
