"""What the municipality asks the tables and the network about, what they advise, and what it does with that."""

from dataclasses import dataclass

from portal.advice.rules import Advises, Followed


@dataclass(frozen=True, slots=True)
class AdviceText:
    """A question; `meeting` is the key of the meeting on whose agenda it stood, `table` of the table, "" for the network.

    `before` and `ahead`: how many days before that meeting (or today) it was asked, and in how many days the advice is wished.
    """

    table: str
    meeting: str
    subject: str
    question: str
    background: str
    agreement: str
    articles: tuple[str, ...]
    before: int
    ahead: int
    outcome: Advises | None = None
    discussion: str = ""
    advice: str = ""
    minority: str = ""
    hands: tuple[int, int, int] | None = None
    followed: Followed | None = None
    response: str = ""


ASKED = (
    AdviceText(
        "W", "W4", "Wie bewaakt de reistijd naar de dagbesteding?",
        "Wij willen vastleggen wie de reistijd bijhoudt: de aanbieder, de vervoerder of de gemeente. Wat raadt u aan?",
        "Artikel 4.3 zegt dat een reis niet langer duurt dan redelijk is. Wie dat meet, staat er niet. De gemeenten krijgen elk "
        "kwartaal vragen van inwoners die langer dan een uur onderweg zijn.\n\nVast staat dat het vervoer bij de aanbieder blijft.",
        "raamovereenkomst-begeleiding", ("4.3", "4.4"), 25, 30, Advises.WITH_CHANGES,
        "De tafel besprak drie manieren. Meten door de vervoerder kost het minst, want die weet al wanneer iemand instapt.",
        "Laat de vervoerder meten en de aanbieder elk kwartaal de cijfers geven. Vraag alleen naar reizen van meer dan drie kwartier: "
        "dan blijft het werk klein.",
        "Twee kleine aanbieders rijden zelf. Zij hebben geen systeem om te meten en vragen om een eenvoudig formulier.",
        (7, 2, 0), Followed.PARTLY,
        "Wij nemen het meten door de vervoerder over. De grens leggen wij bij een uur, omdat kortere reizen zelden een klacht geven. "
        "Voor aanbieders die zelf rijden komt er een formulier van één bladzijde."),
    AdviceText(
        "W", "W5", "Hoe kondigen wij de indexatie van de tarieven aan?",
        "Hoeveel weken voor 1 januari wilt u de nieuwe tarieven weten, en in welke vorm?",
        "De tarieven worden elk jaar geïndexeerd volgens bijlage 2. De index is half oktober bekend.",
        "raamovereenkomst-begeleiding", ("7.2",), 20, 12, Advises.POSITIVE,
        "Aanbieders maken hun begroting in november. Later dan 1 november is te laat.",
        "Maak de tarieven uiterlijk op 1 november bekend, als tabel die iedereen in het eigen systeem kan inlezen.", "", (8, 0, 1)),
    AdviceText(
        "J", "J5", "Wanneer is jeugdhulp bij een overgang naar achttien jaar klaar?",
        "Welke drie dingen moeten geregeld zijn voordat de jeugdhulp stopt?",
        "Jongeren vertellen dat hulp op hun verjaardag ophoudt. Wij willen dit in de raamovereenkomst jeugdhulp vastleggen.",
        "raamovereenkomst-jeugdhulp", (), 17, 20),
    AdviceText(
        "", "", "Een gezamenlijke raamovereenkomst voor beschermd wonen",
        "Wat moet er zeker in staan, en wat zeker niet?",
        "De gemeenten willen beschermd wonen in een eigen raamovereenkomst regelen, per 1 januari over een jaar.",
        "", (), 3, 60),
)
