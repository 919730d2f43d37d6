"""Dossiers of the table Wmo en participatie."""

from portal.contributions.rules import Ground
from portal.demo.content.shapes import Board, Dossier, Polled, Resident, Said, SaidAnswer, Talk
from portal.networks.rules import Law
from portal.parties.rules import PublishAs
from portal.rounds.rules import Adopted, Position
from portal.votes.rules import Choice

FOR, AMEND, AGAINST, QUESTION = Position.FOR, Position.AMEND, Position.AGAINST, Position.QUESTION
YES, PARTLY, NO = Adopted.YES, Adopted.PARTLY, Adopted.NO
WMO = frozenset({Law.WMO})
AGREEMENT = "raamovereenkomst-begeleiding"
EVERY_LAW = frozenset({Law.JEUGDWET, Law.WMO, Law.PARTICIPATIEWET})

HILLS = Dossier(
    key="hills",
    by="Huishoudhulp Mergelland",
    title="Reistijd in het heuvelland apart betalen",
    summary="Tussen twee adressen in het heuvelland zit soms veertig minuten. Het voorstel betaalt die reistijd apart, zodat "
            "aanbieders ook in kleine kernen blijven komen.",
    agreement=AGREEMENT, laws=WMO,
    changes={
        "7.1": "De tarieven staan in bijlage 1. De reistijd van de begeleider is in het tarief begrepen. Duurt de reis naar een "
               "inwoner langer dan twintig minuten, dan betaalt de gemeente de minuten daarboven apart.",
    },
    context=("7.2",),
    explanation="""Een begeleider die van Noorbeek naar Vijlen rijdt, zit langer in de auto dan bij de inwoner. In het tarief is
met gemiddeld elf minuten gerekend. Steeds meer aanbieders nemen adressen buiten de kernen daarom niet meer aan.""",
    relevant="In vier gemeenten in het heuvelland wachten inwoners langer dan elders. De tafel kan beoordelen of geld daar iets aan verandert.",
    talks={
        "W1": Talk(
            "Huishoudhulp Mergelland toont een kaart met reistijden. Aanbieders uit de stad vragen of hun parkeertijd dan ook "
            "meetelt. De gemeenten willen weten wat het kost.",
            "De tafel legt het voorstel voor en vraagt het netwerk om cijfers over reistijd.",
            "make_preliminary"),
        "W2": Talk(
            "De vier reacties zijn besproken. De gemeenten ramen de kosten op ruim vier ton per jaar. De meerderheid van de "
            "tafel vindt dat aanvaardbaar.",
            "Alle reacties zijn beantwoord. De tekst gaat ongewijzigd naar de stemming.",
            "work_out"),
    },
    reactions=(
        Said("Begeleiding Wegwijs", FOR, "Wij zegden vorig jaar elf inwoners af in kernen zonder bus. Met deze regel hoeft dat niet meer.",
             answer=SaidAnswer(YES, "De tafel ziet dit als de kern van het voorstel.")),
        Said("Praktijk Limietzicht", AGAINST,
             "In Maastricht zoekt een begeleider een kwartier naar een plek voor de auto. Dat is ook reistijd.",
             answer=SaidAnswer(NO, "Parkeertijd zit in het tarief. Het voorstel gaat alleen over lange ritten.")),
        Said(Resident("Truus Lemmens", "Gulpen-Wittem", PublishAs.NAME, "truus.lemmens@thuis.example"), FOR,
             "Ik woon in Epen en heb drie maanden gezocht naar iemand die bij mijn man wilde komen.",
             answer=SaidAnswer(YES, "Uw ervaring past bij wat de aanbieders vertellen. De tafel neemt haar mee.")),
        Said("Thuiszorg Watermolen", AMEND, "Reken met de snelste route van een openbare routeplanner. Dat voorkomt discussie.",
             ("7.1",), ground=Ground.COST,
             confidential="Onze gemiddelde reistijd in Gulpen-Wittem is 27 minuten; per uur kost dat ons € 9,40.",
             answer=SaidAnswer(PARTLY, "De rekenwijze komt in bijlage 2, als de colleges het voorstel vaststellen.")),
    ),
    vote=Polled(69, 21, (
        ("Huishoudhulp Mergelland", Choice.FOR, "Zonder deze regel trekken wij ons terug uit drie kernen."),
        ("Praktijk Limietzicht", Choice.AGAINST, "De stad betaalt mee en krijgt er niets voor terug."),
        ("Begeleiding Wegwijs", Choice.FOR, ""),
    )),
    submission="Bijna vier van de vijf stemmen zijn voor. De wachttijd in het heuvelland is een knelpunt. De colleges wegen de kosten.",
    boards=(
        Board("Maastricht", True, "De toegankelijkheid in de hele regio weegt zwaarder dan het nadeel voor onze stad."),
        Board("Gulpen-Wittem", True, "Noodzakelijk om hulp in onze kernen te houden."),
        Board("Vaals", True, "Akkoord. Ook in Vaals haken aanbieders af vanwege de reistijd."),
        Board("Heerlen", False, "De kosten zijn niet begroot en de maatregel verkort de wachttijd niet aantoonbaar. Wij vragen de "
                                "centrumgemeente om een voorstel voor vaste routes per wijk."),
    ),
)

BILLING = Dossier(
    key="billing",
    by="Stichting Maasoever",
    title="Drie maanden de tijd voor de rekening",
    summary="Een rekening die na een maand komt, wordt niet betaald. Het voorstel geeft aanbieders drie maanden, zodat een fout "
            "in het berichtenverkeer geen geld meer kost.",
    agreement=AGREEMENT, laws=WMO,
    changes={
        "7.3": "De aanbieder stuurt de rekening binnen drie maanden na de maand waarin de hulp is gegeven.",
        "7.4": "De gemeente betaalt binnen dertig dagen. Een rekening die later komt dan lid 3 zegt, betaalt zij niet, tenzij de "
               "vertraging niet aan de aanbieder ligt.",
    },
    context=("7.2",),
    explanation="""Een startbericht dat een week te laat verwerkt is, houdt de rekening tegen. Wij sturen hem dan opnieuw, maar de
maand is voorbij. Vorig jaar ging het bij ons om 164 rekeningen. Wij hadden de hulp wel gegeven.""",
    relevant="Afgekeurde rekeningen zijn voor aanbieders en gemeenten veel werk. De regel staat in onze eigen overeenkomst.",
    talks={
        "W3": Talk(
            "Stichting Maasoever laat zien waar rekeningen blijven hangen. De administratie van de gemeenten wil een harde grens "
            "houden vanwege de jaarrekening.",
            "Met drie maanden is de jaarrekening op tijd. De tafel legt het voorstel aan het netwerk voor.",
            "make_preliminary"),
        "W5": Talk(
            "Vijf reacties, alle beantwoord. De vraag om een half jaar is niet overgenomen. De uitzondering in lid 4 blijft: "
            "een storing bij de gemeente mag een aanbieder geen geld kosten.",
            "De tafel stelt het uitgewerkte voorstel vast. De tekst is gelijk aan het voorlopige voorstel.",
            "work_out"),
    },
    reactions=(
        Said("Begeleiding Lindehof", FOR, "Wij missen per jaar zo'n dertig rekeningen door fouten die niet van ons zijn.",
             answer=SaidAnswer(YES, "Daarvoor is de uitzondering in lid 4 bedoeld.")),
        Said("Stichting Oude Molen", AMEND, "Maak er zes maanden van. Sommige gemeenten hebben drie maanden nodig om te antwoorden.",
             ("7.3",),
             answer=SaidAnswer(NO, "Dan past het niet meer in de jaarrekening. Duurt een antwoord lang, dan helpt lid 4.")),
        Said("Praktijk Geuldal", FOR, "Akkoord. Spreek ook af wie bewijst dat de vertraging niet aan de aanbieder ligt.", ("7.4",),
             answer=SaidAnswer(PARTLY, "Het tijdstip van het eerste bericht telt. Dat staat straks in de toelichting bij lid 4.")),
        Said("Zorggroep Lichtpunt", QUESTION, "Wat gebeurt er met hulp uit december? De rekening komt dan in maart.", ("7.3",),
             answer=SaidAnswer(YES, "Die rekening is op tijd. De gemeenten sluiten het jaar in april af.")),
        Said(Resident("", "Sittard-Geleen"), QUESTION, "Merk ik hier als cliënt iets van, bijvoorbeeld bij de eigen bijdrage?",
             answer=SaidAnswer(YES, "Nee. De eigen bijdrage hangt niet af van het moment waarop de rekening komt.")),
    ),
    vote=Polled(38, 12, (
        ("Stichting Maasoever", Choice.FOR, "Een fout in een bericht mag geen hulp onbetaald maken."),
        ("Stichting Oude Molen", Choice.FOR, "Liever zes maanden, maar dit is een verbetering."),
        ("Huishoudhulp De Sleutel", Choice.AGAINST, "Wij willen dat de gemeente zelf eerst sneller antwoordt."),
        ("Begeleiding Lindehof", Choice.FOR, ""),
    )),
)

ONLINE = Dossier(
    key="online",
    by="Stichting Heuvelzicht",
    title="Ook online meedoen aan de fysieke overlegtafel",
    summary="Een kleine aanbieder is voor een bijeenkomst een halve dag kwijt. Het voorstel: wie aan tafel zit, mag twee van de "
            "vijf keer online meedoen.",
    agreement="afspraken-inkoopnetwerk", laws=EVERY_LAW,
    changes={
        "7.4": "De fysieke overlegtafel vergadert op een plaats in Zuid-Limburg. Een deelnemer mag per kalenderjaar twee "
               "bijeenkomsten online bijwonen. Hij telt dan als aanwezig.",
    },
    context=("7.5",),
    explanation="""Wij zijn met zes mensen. Ga ik een middag naar Maastricht, dan vallen er twee afspraken uit. Online kan ik tot vijf
minuten voor de vergadering bij een inwoner zijn.""",
    relevant="Kleine aanbieders missen vaker een bijeenkomst. Dat maakt de tafel minder een afspiegeling.",
    talks={
        "W2": Talk(
            "De meeste deelnemers zien het zitten. De voorzitter vraagt hoe vertrouwelijke stukken dan worden besproken. Twee "
            "aanbieders vrezen dat de tafel leeg raakt.",
            "De tafel legt het voorstel voor, met een grens van twee keer per jaar.",
            "make_preliminary"),
        "W3": Talk(
            "Vier reacties. De tafel spreekt af dat vertrouwelijke onderwerpen aan het eind komen en zonder verbinding worden besproken.",
            "Alle reacties zijn beantwoord. De tekst gaat ongewijzigd naar de stemming.",
            "work_out"),
    },
    reactions=(
        Said("Zorgboerderij De Schans", FOR, "Eens. In het oogstseizoen kan onze bedrijfsleider niet weg.",
             answer=SaidAnswer(YES, "De tafel neemt de tekst ongewijzigd over.")),
        Said("Praktijk Roode Beek", AGAINST,
             "Aan tafel los je dingen op in de pauze. Online zegt iedereen zijn tekst op en gaat weer verder.",
             answer=SaidAnswer(PARTLY, "Daarom blijft het bij twee keer per jaar.")),
        Said("Jeugdzorg Stroomdal", AMEND, "Maak het drie keer voor aanbieders uit Vaals en Eijsden.", ("7.4",),
             answer=SaidAnswer(NO, "De tafel wil één regel voor iedereen.")),
        Said(Resident("Harry Packbier", "Eijsden-Margraten", PublishAs.NAME, "harry.packbier@thuis.example"), QUESTION,
             "Kan ik als inwoner ook online meekijken?",
             answer=SaidAnswer(NO, "De bijeenkomsten zijn niet openbaar, de verslagen wel. U kunt als gast aanschuiven.")),
    ),
    vote=Polled(64, 56, (
        ("Stichting Heuvelzicht", Choice.FOR, "Zo kunnen ook kleine aanbieders blijven meedoen."),
        ("Praktijk Roode Beek", Choice.AGAINST, "De kracht van de tafel is dat we bij elkaar zitten."),
        ("Zorgboerderij De Schans", Choice.FOR, ""),
    )),
    submission="Een kleine meerderheid is tegen. Wij leggen het voorstel toch voor. Wie tegen is, vreest dat de tafel leeg raakt; met "
               "een grens van twee keer per jaar en een proef van een jaar nemen wij die zorg weg. Voor kleine aanbieders wordt de "
               "drempel lager.",
    boards=(
        Board("Maastricht", True, "Wij zien het als een proef van een jaar. De zaal krijgt een goede verbinding."),
    ),
)

START = Dossier(
    key="start",
    by=Resident("Annie Dohmen", "Kerkrade", PublishAs.NAME, "annie.dohmen@thuis.example"),
    title="Binnen tien werkdagen beginnen met begeleiding",
    summary="Nu staat er dat begeleiding ‘zo spoedig mogelijk’ begint. Het voorstel maakt daar tien werkdagen van, en een bericht "
            "aan de inwoner als dat niet lukt.",
    agreement=AGREEMENT, laws=WMO,
    changes={
        "2.3": "De begeleiding start binnen tien werkdagen na de toewijzing.",
        "2.4": "Kan de aanbieder niet binnen die termijn starten, dan meldt hij dat voor het einde van de termijn aan de gemeente "
               "en aan de inwoner, met de datum waarop hij wel kan. De inwoner mag dan een andere aanbieder kiezen.",
    },
    context=("2.2",),
    explanation="""Ik wachtte elf weken op begeleiding voor mijn broer. Elke keer als ik belde, was het antwoord ‘zo snel mogelijk’.
Noem gewoon een aantal dagen. Dan weet iedereen waar hij aan toe is.""",
    relevant="Dit voorstel van een inwoner raakt de kern van de overeenkomst. In een jaar kwamen elf signalen over late starts.",
    talks={
        "W4": Talk(
            "De inwoner licht haar voorstel zelf toe. Aanbieders zeggen dat tien werkdagen in de zomer niet altijd lukt. De "
            "gemeenten willen de keuze van de inwoner uitdrukkelijk in de tekst.",
            "De tafel legt tien werkdagen aan het netwerk voor en vraagt aanbieders om hun huidige wachttijd te noemen.",
            "make_preliminary"),
    },
    reactions=(
        Said("Begeleiding Hoogland", AMEND,
             "Bij beschermd wonen hangt de start af van een vrije kamer. Zonder die uitzondering melden wij altijd een overschrijding.",
             ("2.3",),
             answer=SaidAnswer(PARTLY, "Voor beschermd wonen wil de tafel een eigen lid. De secretaris werkt een tekst uit.")),
        Said("Begeleiding Wegwijs", FOR, "Onze gemiddelde start is nu acht werkdagen. Het kan dus.",
             answer=SaidAnswer(YES, "De tafel gebruikt dit cijfer bij de uitwerking.")),
        Said("Praktijk Vaeshartelt", AGAINST,
             "Wij zijn met drie mensen. Is er één ziek, dan halen wij dit niet en staan wij te boek als onbetrouwbaar.", ("2.3",),
             answer=SaidAnswer(NO, "Een melding met een datum is geen fout. De termijn geldt voor iedereen.")),
        Said(Resident("Ger Bemelmans", "Brunssum", PublishAs.NAME, "ger.bemelmans@thuis.example"), FOR,
             "Het bericht aan de inwoner is het belangrijkste. Nu bel je zelf achter iedereen aan.", ("2.4",),
             answer=SaidAnswer(YES, "De tafel houdt het bericht aan de inwoner in lid 4.")),
        Said("Stichting Grensland", AMEND, "Maak er vijftien werkdagen van in juli en augustus.", ("2.3",)),
        Said("Zorggroep De Brug", AMEND,
             "Laat de termijn pas lopen als het toewijzingsbericht goed is verwerkt. Bij ons duurt dat soms vier dagen.", ("2.3",)),
        Said("Huishoudhulp Vaeshartelt", QUESTION,
             "Onze wachttijd staat in het vertrouwelijke deel. Wij willen die niet naast die van anderen zien.", ("2.3",),
             ground=Ground.OTHER,
             confidential="Gemiddeld 19 werkdagen in het afgelopen half jaar; in het heuvelland 31."),
        Said("Coöperatie Akkerwinde", FOR, "Eens, mits de inwoner echt mag overstappen zonder nieuwe aanvraag.", ("2.4",)),
        Said(Resident("", "Beek", PublishAs.HIDDEN), QUESTION,
             "Deze aanbieder van mijn buurvrouw deugt niet. Zij heet mevrouw Kicken en woont op nummer 14.",
             withheld="In de reactie staan gegevens van een ander persoon. De afzender heeft bericht gekregen."),
        Said("Thuiszorg Kompas-Zuid", FOR, "Voor de Participatiewet werken wij al met tien werkdagen.", unread=True),
        Said(Resident("Lei Schiffelers", "Nuth, Beekdaelen", PublishAs.PLACE, "lei.schiffelers@thuis.example"), AMEND,
             "Zet er ook bij dat de begeleider belt voordat hij komt.", unread=True),
        Said("Zorgboerderij Korenbloem", AGAINST,
             "Wij zagen dit te laat. Op een boerderij kun je niet elke week iemand laten beginnen.", ("2.3",), late=True),
    ),
)

TRAVEL_TIME = Dossier(
    key="travel-time",
    by="Dagbesteding Heuvelzicht",
    title="Hooguit 45 minuten in het busje",
    summary="Sommige inwoners zitten twee uur per dag in het busje naar de dagbesteding. Het voorstel stelt een grens van 45 "
            "minuten per rit.",
    agreement=AGREEMENT, laws=WMO,
    changes={
        "4.3": "Is vervoer nodig, dan regelt de aanbieder dat. De reis duurt ten hoogste 45 minuten per rit. Langer kan alleen als "
               "de inwoner dat wil.",
        "4.4": "De aanbieder vraagt de inwoner één keer per jaar wat hij van de dagbesteding en het vervoer vindt. De uitkomst "
               "stuurt hij aan de gemeente.",
    },
    context=("4.1",),
    explanation="""Wij reden zes weken mee op vier routes. De langste rit duurde 68 minuten, voor een man van 81. Twee inwoners
stopten met de dagbesteding vanwege de reis.

De vervoerder denkt dat 45 minuten kan als aanbieders hun begintijden spreiden.""",
    relevant="Er kwamen vier signalen over lange ritten. De overeenkomst zegt nu alleen ‘redelijk’ en dat is niet te toetsen.",
    talks={
        "W5": Talk(
            "Dagbesteding Heuvelzicht toont de gemeten routes. De vervoerder was te gast en zegt dat spreiding van begintijden "
            "helpt. Zorgboerderijen liggen verder weg en vragen om ruimte.",
            "De tafel maakt er een voorlopig voorstel van. Langer reizen mag, als de inwoner daar zelf voor kiest.",
            "make_preliminary"),
    },
    reactions=(
        Said("Zorgboerderij De Schans", AMEND,
             "Naar onze boerderij is het uit Kerkrade al 40 minuten. Reken vanaf de laatste opstapplaats.", ("4.3",),
             before="Naar onze boerderij is het al 40 minuten. Schrap de grens.", document="ritten-steekproef.pdf",
             replies=(("Dagbesteding Morgenster", "Bij ons telt de chauffeur juist vanaf de eerste opstapplaats. Spreek één manier af."),
                      (Resident("", "Simpelveld", PublishAs.PLACE, "rit.simpelveld@thuis.example"),
                       "Voor mijn vader telt de tijd in de bus, waar die ook begint."))),
        Said("Dagbesteding Morgenster", FOR, "Wij spreiden sinds dit jaar de begintijden. Dat scheelt bij ons een kwartier."),
        Said(Resident("Bertha Quaedvlieg", "Voerendaal", PublishAs.NAME, "bertha.quaedvlieg@thuis.example"), FOR,
             "Mijn man komt na de dagbesteding zo moe thuis dat hij de rest van de dag slaapt. De rit duurt een uur.", ("4.3",)),
        Said("Dagbesteding Steenberg", QUESTION, "Geldt de grens ook voor de ochtend- en de middagrit samen?", ("4.3",), unread=True),
    ),
)

EVENING = Dossier(
    key="evening",
    by="Dagbesteding Morgenster",
    title="Dagbesteding ook in de avond",
    summary="Dagbesteding is open tot 16.00 uur. Voor mensen die overdag werken of zorgen is dat te vroeg. Het voorstel laat "
            "twee avonden per week toe.",
    agreement=AGREEMENT, laws=frozenset({Law.WMO, Law.PARTICIPATIEWET}),
    changes={
        "4.2": "De dagbesteding is op werkdagen open tussen 9.00 uur en 16.00 uur. Een aanbieder mag op ten hoogste twee dagen per "
               "week ook tussen 18.00 uur en 21.00 uur open zijn, tegen hetzelfde tarief.",
    },
    context=("4.1",),
    explanation="Wij probeerden een eetclub op donderdagavond. Elf mensen kwamen elke week. Overdag hadden wij hen nooit gezien.",
    relevant="Het voorstel verruimt het aanbod zonder ander tarief. De tafel bespreekt toezicht en vervoer in de avond.",
)

SUBCONTRACT = Dossier(
    key="subcontract",
    by="Thuiszorg Watermolen",
    title="Onderaannemers één keer per jaar melden",
    summary="Voor elke onderaannemer is nu apart toestemming nodig. Het voorstel maakt daar één lijst per jaar van.",
    agreement=AGREEMENT, laws=WMO,
    changes={
        "5.3": "De aanbieder stuurt elk jaar voor 1 december een lijst van zijn onderaannemers aan de gemeente. Heeft de gemeente "
               "binnen vier weken geen bezwaar, dan mag hij hen in het volgende jaar inzetten.",
    },
    context=("5.2",),
    explanation="Vorig jaar vroegen wij 23 keer toestemming. Twintig keer ging het om dezelfde zes zelfstandigen.",
)

SUBSTITUTE = Dossier(
    key="substitute",
    by=Resident("Ria Geurten", "Simpelveld", PublishAs.PLACE, "ria.geurten@thuis.example"),
    title="Een bericht als de begeleider niet komt",
    summary="Als de begeleider ziek is, hoor ik dat vaak pas achteraf. Ik stel voor dat de aanbieder dezelfde ochtend belt en "
            "zegt wie er wel komt.",
    agreement=AGREEMENT, laws=WMO,
    changes={
        "3.2": "De inwoner heeft een vaste begeleider en weet wie de vervanger is. Kan de begeleider niet komen, dan belt de "
               "aanbieder de inwoner voor 9.30 uur.",
    },
    explanation="Ik zit dan klaar met koffie en er komt niemand. Een telefoontje is genoeg.",
)

INDEX = Dossier(
    key="index",
    by="Huishoudhulp Limietzicht",
    title="Tarieven met acht procent omhoog",
    summary="De cao-lonen stijgen sneller dan onze tarieven. Het voorstel verhoogt alle tarieven eenmalig met acht procent.",
    agreement=AGREEMENT, laws=WMO,
    changes={
        "7.2": "De tarieven worden elk jaar per 1 januari geïndexeerd volgens bijlage 2. In het lopende jaar komt daar eenmalig "
               "acht procent bij.",
    },
    explanation="Onze loonkosten stegen in twee jaar met elf procent, de tarieven met vijf.",
    set_aside="De hoogte van de tarieven volgt uit bijlage 2, die de loonontwikkeling al volgt. Vindt u dat bijlage 2 niet klopt, "
              "dan kunt u voorstellen die bijlage te wijzigen. De contractmanager neemt hierover contact met u op.",
)

DOSSIERS = (HILLS, BILLING, ONLINE, START, TRAVEL_TIME, EVENING, SUBCONTRACT, SUBSTITUTE, INDEX)
