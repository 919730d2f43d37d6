"""Three service contracts: one that holds, one that waits for signatures, one of which not everything is written."""

AGREEMENT = "raamovereenkomst-begeleiding"
SIGNED_TITLE = "Begeleiding aan huis voor volwassenen"
SENT_TITLE = "Dagbesteding met vervoer"
DRAFT_TITLE = "Logeeropvang voor kinderen in het weekend"
DRAFT_WITH = "Stichting Lichtpunt"
SENT_WITH = "Coöperatie De Kersenbongerd"

TEXTS = {
    "c": """Inwoners vanaf 18 jaar met een beschikking voor begeleiding op grond van de Wmo 2015 kunnen de hulp krijgen.
Het resultaat: de inwoner regelt zijn dagen zo veel mogelijk zelf en houdt een veilig thuis.""",
    "d": """De dienstverlener heeft een keurmerk voor kwaliteit in de zorg en werkt met opgeleide mensen. Hij is een goed
werkgever: hij volgt de cao en zorgt dat mensen scholing krijgen.""",
    "e": """Een dienstverlener die aan dezelfde eisen voldoet, kan per 1 januari toetreden. Uittreden kan met een opzegtermijn
van zes maanden, met redenen. Lopende hulp wordt overgedragen.""",
    "f": """De dienstverlener komt bij de inwoner thuis, maakt met hem een plan en kijkt elk half jaar of de doelen zijn
gehaald. Bij ten minste drie van de vier inwoners worden de doelen gehaald.""",
    "g": """De gemeenten geven binnen acht weken een beschikking af, wijzen per inwoner één contactpersoon aan en betalen op
tijd.""",
    "h": """De dienstverlener levert elk kwartaal cijfers aan. Twee keer per jaar bespreken partijen samen hoe het gaat.""",
    "i": """De gemeenten betalen per geleverd uur, binnen dertig dagen na de rekening. De dienstverlener verantwoordt zich
jaarlijks met een verklaring van een accountant.""",
}
INDICATORS = """Behaalde doelen; ten minste 75 procent; elk half jaar
Tevreden inwoners; ten minste een 7,5; elk jaar
Wachttijd tot het eerste gesprek; hoogstens 3 weken; elk kwartaal"""
SIGNED_TARIFFS = """Begeleiding individueel; uur; 61,20
Begeleiding specialistisch; uur; 78,45"""
SENT_TARIFFS = """Dagbesteding in een groep; dagdeel; 43,10
Vervoer naar de dagbesteding; dag; 14,75"""
SENT_QUESTION = """Bij onderwerp g missen wij de termijn waarbinnen de gemeente een klacht over het vervoer doorgeeft. Kunt u die
toevoegen?"""
SENT_ANSWER = """Een klacht over het vervoer geeft de gemeente altijd binnen twee werkdagen door. Dat staat in de gezamenlijke
afspraken, dus de tekst blijft zoals die is."""
DRAFT_TEXTS = ("c", "f")
SIGNER_ROLE = "directeur"
