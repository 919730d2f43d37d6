"""What providers say when they state whether they take part in a changed agreement (IN 9.3)."""

LEAVING = {
    "Begeleiding Zilverlinde": "Wij stoppen met jeugdhulp en dragen onze cliënten over aan een collega.",
    "Jeugdzorg Het Anker": "Wij zijn te klein om het model in te voeren en gaan verder als onderaannemer.",
}
SILENT = ("Zorggroep De Brug",)
"""Who has not said anything yet: the provider whose log-in is printed, so that it has something to do."""
STATED = 71
"""How many per cent of the members have stated that they take part."""
