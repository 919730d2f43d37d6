"""Pilots of invented providers: one that is over, one that runs, one to sign up for, one before the municipalities, one to complete."""

from dataclasses import dataclass
from typing import Any

from portal.pilots.rules import Choosing, Finding


@dataclass(frozen=True, slots=True)
class PilotText:
    """A plan with who leads it and who signs up after it; days count from today."""

    by: str
    agreement: str
    places: tuple[str, ...]
    words: dict[str, Any]
    articles: tuple[str, ...]
    sent: int
    begins: int
    ends: int
    most: int
    choosing: Choosing
    signed: tuple[str, ...] = ()
    consents: tuple[tuple[str, str], ...] = ()


def _words(title: str, summary: str, *parts: str) -> dict[str, Any]:
    return dict(zip(("title", "summary", "departure", "innovation", "question", "named_result", "measuring"), (title, summary, *parts), strict=True))


OVER = PilotText(
    "Dagbesteding Morgenster", "raamovereenkomst-begeleiding", ("Maastricht", "Heerlen"), _words(
        "Dagbesteding tot half zes", "Drie locaties bleven een half jaar open tot 17.30 uur, zodat mantelzorgers een hele dag kunnen werken.",
        "De dagbesteding is open tot 17.30 uur in plaats van tot 16.00 uur. De extra uren worden als gewone uren betaald.",
        "Mantelzorgers houden de zorg langer vol als zij hun baan kunnen houden. Dat kan nu niet op een gewone werkdag.",
        "Gebruiken inwoners de langere dag, en verandert dat hoe zwaar mantelzorgers hun taak vinden?",
        "Een kwart van de inwoners blijft ten minste één dag per week tot na 16.00 uur, en mantelzorgers geven een half punt minder belasting aan.",
        "De locaties tellen elke dag de uren. Mantelzorgers vullen aan het begin en het einde dezelfde vijf vragen in."),
    ("4.2",), -390, -300, -75, 3, Choosing.LOT, ("Dagbesteding Heuvelzicht", "Thuiszorg Watermolen", "Stichting Heuvelzicht"),
    (("Maastricht", "Wij horen al langer dat de sluitingstijd knelt, en willen weten of een langere dag helpt."),
     ("Heerlen", "Drie locaties is een omvang die wij kunnen overzien.")))
RESULT = (Finding.REACHED, (
    "In zes maanden bleef 31% van de inwoners ten minste één dag per week tot na 16.00 uur. Mantelzorgers gaven hun belasting eerst een 6,8 en "
    "daarna een 6,1. Op vrijdag kwam bijna niemand. Het vervoer was het lastigst: twee locaties moesten een tweede rit regelen."))
PROPOSED_TEXT = "De dagbesteding is op werkdagen open tussen 9.00 uur en 16.00 uur. Op ten minste twee dagen per week is zij open tot 17.30 uur."
WHY_SCHEDULED = "De pilot laat zien dat dit werkt. De tafel kan bespreken op welke dagen."
RUNS = PilotText(
    "Begeleiding Hoogland", "raamovereenkomst-begeleiding", ("Maastricht",), _words(
        "Eerste gesprek voor de beschikking", "Wie begeleiding vraagt, spreekt binnen een week met een begeleider, ook als de beschikking er nog niet is.",
        "De aanbieder voert het eerste gesprek al na de aanvraag. De gemeente betaalt dat gesprek, ook als er geen beschikking volgt.",
        "Inwoners wachten nu op een brief. Met een eerste gesprek weten zij meteen waar zij aan toe zijn.",
        "Komt er minder vaak crisishulp als het eerste gesprek eerder is?",
        "De tijd tussen aanvraag en eerste gesprek is gemiddeld ten hoogste zeven dagen.",
        "De wijkteams noteren de dag van de aanvraag, de aanbieders de dag van het gesprek. De gemeente legt ze elke maand naast elkaar."),
    ("2.1", "2.3"), -240, -150, 24, 4, Choosing.FIRST_COME, ("Zorggroep De Brug", "Stichting Oude Molen", "Thuiszorg Watermolen", "Stichting Maasoever"),
    (("Maastricht", "De wachttijd is ons grootste zorgpunt. Voor een half jaar en vier aanbieders nemen wij het risico."),))
OPEN = PilotText(
    "Stichting Oude Molen", "raamovereenkomst-begeleiding", ("Heerlen",), _words(
        "Eén plan voor het hele gezin", "Krijgt een gezin hulp van meer aanbieders, dan schrijven zij samen één plan in plaats van elk een eigen plan.",
        "De aanbieders maken één gezamenlijk begeleidingsplan. Een van hen houdt het bij.",
        "Gezinnen vertellen nu hetzelfde verhaal soms drie keer. Eén plan spaart hen en de begeleiders tijd.",
        "Ervaren gezinnen meer samenhang met één plan, en kost het begeleiders minder tijd?",
        "Gezinnen geven de samenhang ten minste een 7, en het plan kost per gezin een kwart minder uren.",
        "Gezinnen krijgen aan het begin en het einde drie vragen. Begeleiders schrijven hun uren aan het plan op."),
    ("3.1",), -45, 40, 220, 3, Choosing.FIRST_COME, ("Begeleiding Hoogland",),
    (("Heerlen", "Gezinnen vragen hier zelf om. Drie aanbieders is genoeg om van te leren."),))
PROPOSED = PilotText(
    "Dagbesteding Heuvelzicht", "raamovereenkomst-begeleiding", ("Maastricht", "Heerlen"), _words(
        "Vervoer met een deelauto", "Vrijwilligers rijden inwoners met een deelauto naar de dagbesteding, in plaats van de taxibus.",
        "De aanbieder regelt het vervoer niet zelf, maar betaalt een buurtvereniging per rit.",
        "De taxibus is duur en rijdt een lange ronde. Een buur die rijdt, kent de inwoner.",
        "Is vervoer door de buurt even veilig en op tijd, en wat kost het?",
        "Ten minste negen van de tien ritten zijn op tijd, tegen ten hoogste driekwart van de kosten.",
        "De vereniging houdt per rit de tijd en de kosten bij. Inwoners beantwoorden na een maand vier vragen."),
    ("4.3",), -26, 60, 240, 2, Choosing.LOT, (),
    (("Heerlen", "Wij willen dit proberen, als de verzekering van de vrijwilligers is geregeld."),))
INCOMPLETE = PilotText(
    "Zorggroep De Brug", "raamovereenkomst-jeugdhulp", (), _words(
        "Korter verslag", "Elke drie maanden één bladzijde in plaats van het hele model.",
        "Het verslag is één bladzijde. Het model uit bijlage 3 vervalt tijdens de pilot.", "Begeleiders houden meer tijd over voor jeugdigen.",
        "Mist de gemeente iets als het verslag korter is?", "", ""),
    ("6.1", "6.2"), -8, 90, 270, 5, Choosing.FIRST_COME)
QUESTION = "Welk resultaat zoekt u, en hoe meet u dat? Zonder dat kunnen de gemeenten niet beoordelen of de pilot slaagt."
CONFIDENTIAL = "Ons eigen verslag kost nu gemiddeld 3,4 uur per jeugdige per kwartaal, tegen een kostprijs van € 71 per uur."
