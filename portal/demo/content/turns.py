"""Unexpected turns that providers told the others of (IN 9.4)."""

from dataclasses import dataclass

from portal.contributions.rules import Ground


@dataclass(frozen=True, slots=True)
class TurnText:
    """Who told it, of which proposal, how many days ago, and what of it is for the municipality alone."""

    by: str
    proposal: str
    days: int
    text: str
    ground: Ground | None = None
    secret: str = ""


TURNS = (
    TurnText("Jeugdzorg Zilverlinde", "report", 8,
             "Onze raad van toezicht heeft de invoering van het nieuwe model uitgesteld tot na de fusie met een andere aanbieder. Wij "
             "zegden toe dat wij meteen zouden beginnen; dat wordt waarschijnlijk drie maanden later.",
             Ground.OTHER, "De fusie is met een aanbieder in Heerlen. De ondernemingsraden hebben nog niet geadviseerd."),
    TurnText("Praktijk Meidoorn", "steady-face", 2,
             "Aan tafel steunden wij de tekst over de vaste hulpverlener. Onze maten hebben gisteren anders besloten: met drie mensen kunnen "
             "wij geen vervanger garanderen. Wij zullen tegen stemmen als artikel 3.5 zo blijft."),
)
