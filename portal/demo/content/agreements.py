"""The three agreements in their first version. The wording is the demonstration's own; no party signed it."""

from portal.demo.content.shapes import AgreementText
from portal.networks.rules import AgreementKind, Law, Result

SHARED = AgreementText(
    slug="afspraken-inkoopnetwerk",
    title="Afspraken inkoopnetwerk Zuid-Limburg",
    kind=AgreementKind.SHARED,
    laws=frozenset({Law.JEUGDWET, Law.WMO, Law.PARTICIPATIEWET}),
    articles=(
        ("Begrippen", (
            "Aanbieder: een organisatie of zelfstandige die jeugdhulp, maatschappelijke ondersteuning of hulp bij "
            "participatie geeft aan inwoners van Zuid-Limburg en deze afspraken heeft ondertekend.",
            "Centrumgemeente: de gemeente Maastricht, die deze afspraken namens alle deelnemende gemeenten uitvoert.",
            "Virtuele overlegtafel: deze website, waar partijen en inwoners stukken lezen, voorstellen doen en reageren.",
            "Fysieke overlegtafel: de bijeenkomst van de gemeenten met een afspiegeling van de aanbieders, per thema.",
            "Voorlopig voorstel: een voorstel dat de fysieke overlegtafel rijp vindt om aan het hele netwerk voor te leggen.",
            "Uitgewerkt voorstel: een voorstel waarover het netwerk kan stemmen, omdat alle reacties zijn beantwoord.",
            "80-20-regel: de grootste aanbieders die samen 80 procent van de cliënten helpen, zijn groot. Op de "
            "overige cliënten wordt de regel nogmaals toegepast; dat levert de middelgrote aanbieders op. De rest is klein.",
        )),
        ("Doel", (
            "Partijen leggen met deze afspraken vast hoe zij met elkaar overleggen en hoe besluiten tot stand komen.",
            "Partijen gebruiken deze afspraken om de raamovereenkomsten voor te bereiden, te beheren en te verbeteren.",
            "Deze afspraken maken deel uit van elke raamovereenkomst die in het netwerk geldt.",
        )),
        ("Uitgangspunten", (
            "Partijen handelen te goeder trouw. Het resultaat voor de inwoner gaat voor.",
            "Alle partijen krijgen dezelfde informatie op hetzelfde moment.",
            "De aanbieder bewaart de stukken die bij deze afspraken horen volgens de wet en de geldende normen.",
            "De aanbieder meldt elk belang of elke verplichting die zijn deelname in de weg kan staan. Een melding kan "
            "later worden aangevuld.",
            "De aanbieder geeft de gemeente op verzoek binnen vier weken inzage in de stukken van lid 3, tenzij de wet of "
            "een rechter dat verbiedt.",
        )),
        ("Deelname en vertegenwoordiging", (
            "Een aanbieder die deze afspraken ondertekent en aan de kwaliteitseisen voldoet, is lid van het netwerk.",
            "De centrumgemeente beslist binnen vier weken over een aanmelding. Een weigering heeft een reden.",
            "Iedere partij laat weten wie haar mag vertegenwoordigen en op welke grond: wet, statuten of volmacht.",
            "Iedere partij wijst een contactpersoon en een vervanger aan. Zij mogen namens de partij overleggen en stemmen.",
        )),
        ("Virtuele overlegtafel", (
            "Iedereen kan de voortgang en de stukken lezen, ook de verslagen. Daar is geen account voor nodig.",
            "Iedereen kan een voorstel doen voor verbetering, aanpassing of verwijdering van (een deel van) deze afspraken "
            "of van een raamovereenkomst, of voor een nieuwe raamovereenkomst.",
            "Iedereen kan een signaal geven: positief, neutraal of negatief.",
            "De centrumgemeente beoordeelt of een voorstel of signaal op een agenda komt en laat de afzender de reden weten.",
        )),
        ("Reactieronde", (
            "Een voorlopig voorstel staat twee weken open voor reacties. Valt de laatste dag in een weekend of op een "
            "feestdag, dan loopt de termijn door tot de eerstvolgende werkdag.",
            "De centrumgemeente kan de termijn met een reden verlengen. Verkorten kan niet.",
            "De fysieke overlegtafel beantwoordt elke reactie en zegt wat ermee is gedaan.",
            "Een reactie die te laat komt, wordt bewaard. De fysieke overlegtafel beslist of zij nog meetelt.",
        )),
        ("Fysieke overlegtafel", (
            "De gemeenten stellen per thema een fysieke overlegtafel in en leveren de voorzitter en de secretaris.",
            "De centrumgemeente stelt de tafel samen met de 80-20-regel, zodat zij een afspiegeling is van grote, "
            "middelgrote en kleine aanbieders, van de soorten hulp en van de geldstromen.",
            "De samenstelling wordt met de redenen gepubliceerd en ten minste één keer per jaar geëvalueerd.",
            "De fysieke overlegtafel vergadert op een plaats in Zuid-Limburg. Deelnemers zijn lichamelijk aanwezig.",
            "Mist een aanbieder een bijeenkomst zonder reden, of meer dan drie bijeenkomsten in een kalenderjaar, dan kan de "
            "centrumgemeente met redenen een vervanger uit dezelfde klasse uitnodigen.",
            "Derden, zoals een adviesraad, een zorgverzekeraar of een woningcorporatie, kunnen op verzoek aanschuiven.",
        )),
        ("Werkgroepen", (
            "De fysieke overlegtafel kan een werkgroep instellen voor een onderwerp dat meer tijd vraagt.",
            "Een werkgroep krijgt een afgebakende opdracht en een einddatum, en brengt advies uit aan de tafel.",
        )),
        ("Stemmen en besluiten", (
            "Alle partijen kunnen stemmen over een uitgewerkt voorstel: voor of tegen. Zij streven naar unanimiteit.",
            "De stemming duurt twee weken. Per partij telt de laatste stem.",
            "Wat de stemverhouding ook is, de centrumgemeente besluit met redenen of zij het voorstel aan de colleges voorlegt.",
            "Een wijziging van deze afspraken of van een raamovereenkomst geldt pas als alle colleges haar hebben vastgesteld.",
            "Na een wijziging laat elke aanbieder weten of hij wil blijven deelnemen.",
        )),
        ("Vertrouwelijkheid", (
            "Kosten, prijzen, innovatieve ideeën en wat een aanbieder als vertrouwelijk aanmerkt, worden niet gepubliceerd.",
            "Bij de openbare tekst staat dat een deel is weggelaten en op welke grond.",
        )),
        ("Einde van de deelname", (
            "Een partij kan haar deelname met redenen beëindigen, met een termijn van zes maanden.",
            "Het einde van de deelname raakt lopende hulp aan inwoners niet.",
        )),
    ),
)

SUPPORT = AgreementText(
    slug="raamovereenkomst-begeleiding",
    title="Raamovereenkomst begeleiding Wmo 2015",
    kind=AgreementKind.FRAMEWORK,
    laws=frozenset({Law.WMO, Law.PARTICIPATIEWET}),
    results=frozenset({Result.WMO_B, Result.PARTICIPATIEWET_B}),
    articles=(
        ("Voorwerp", (
            "Deze overeenkomst gaat over begeleiding, dagbesteding en beschermd wonen voor inwoners van achttien jaar en ouder.",
            "De begeleiding is gericht op het resultaat dat de gemeente en de inwoner samen hebben vastgesteld.",
            "De gemeente garandeert geen aantal inwoners of uren.",
        )),
        ("Toegang en start", (
            "De gemeente geeft de inwoner een beschikking en stuurt de aanbieder een toewijzing.",
            "De aanbieder laat binnen vijf werkdagen na de toewijzing weten of hij de inwoner kan helpen.",
            "De begeleiding start zo spoedig mogelijk na de toewijzing.",
            "Kan de aanbieder niet starten, dan meldt hij dat aan de gemeente. De gemeente zoekt met de inwoner een andere aanbieder.",
        )),
        ("Uitvoering", (
            "De aanbieder maakt met de inwoner een begeleidingsplan. Het plan volgt de doelen uit de beschikking.",
            "De inwoner heeft een vaste begeleider en weet wie de vervanger is.",
            "De aanbieder legt vast wanneer de begeleiding is gegeven. De inwoner kan dat nakijken.",
            "De aanbieder betrekt de mantelzorger bij het plan, als de inwoner dat wil.",
        )),
        ("Dagbesteding en vervoer", (
            "Dagbesteding vindt plaats op een locatie die past bij wat de inwoner wil en kan leren.",
            "De dagbesteding is op werkdagen open tussen 9.00 uur en 16.00 uur.",
            "Is vervoer nodig, dan regelt de aanbieder dat. De reis duurt niet langer dan redelijk is.",
            "De aanbieder vraagt de inwoner één keer per jaar wat hij van de dagbesteding en het vervoer vindt.",
        )),
        ("Samenwerking", (
            "De aanbieder werkt samen met het wijkteam, de huisarts en andere aanbieders die dezelfde inwoner helpen.",
            "Partijen delen persoonsgegevens alleen als dat nodig is voor de hulp en als de wet het toestaat.",
            "De aanbieder kan een onderaannemer inzetten na toestemming van de gemeente. Hij vraagt die toestemming per onderaannemer aan.",
        )),
        ("Verslag en verantwoording", (
            "De aanbieder stuurt de gemeente voor het einde van de beschikking een verslag over de doelen.",
            "De aanbieder levert jaarlijks voor 1 april een productieverantwoording aan.",
            "De productieverantwoording gaat vergezeld van een controleverklaring van een accountant als de omzet bij de "
            "gemeenten samen hoger is dan € 125.000.",
        )),
        ("Tarieven en betaling", (
            "De tarieven staan in bijlage 1. De reistijd van de begeleider is in het tarief begrepen.",
            "De tarieven worden elk jaar per 1 januari geïndexeerd volgens bijlage 2.",
            "De aanbieder stuurt de rekening binnen een maand na de maand waarin de hulp is gegeven.",
            "De gemeente betaalt binnen dertig dagen. Een rekening die later komt dan lid 3 zegt, betaalt zij niet.",
        )),
        ("Looptijd", (
            "Deze overeenkomst loopt vier jaar en kan twee keer met twee jaar worden verlengd.",
            "Aanbieders kunnen het hele jaar toetreden.",
        )),
    ),
)

YOUTH = AgreementText(
    slug="raamovereenkomst-jeugdhulp",
    title="Raamovereenkomst jeugdhulp",
    kind=AgreementKind.FRAMEWORK,
    laws=frozenset({Law.JEUGDWET}),
    results=frozenset({Result.JEUGDWET_A, Result.JEUGDWET_B, Result.JEUGDWET_C}),
    articles=(
        ("Voorwerp", (
            "Deze overeenkomst gaat over ambulante jeugdhulp, dagbehandeling en kortdurend verblijf.",
            "De hulp is gericht op het resultaat dat in het gezinsplan staat.",
            "De gemeente garandeert geen aantal jeugdigen of uren.",
        )),
        ("Toegang en start", (
            "De jeugdige komt bij de aanbieder via de gemeente, de huisarts, de jeugdarts, de medisch specialist of de "
            "gecertificeerde instelling.",
            "De aanbieder laat binnen vijf werkdagen weten of en wanneer hij kan starten.",
            "Moet de jeugdige langer dan zes weken wachten, dan meldt de aanbieder dat aan de gemeente.",
            "De gemeente en de aanbieder zoeken dan samen naar hulp voor de tussentijd.",
        )),
        ("Gezinsplan en uitvoering", (
            "De aanbieder werkt volgens het gezinsplan. Is er nog geen gezinsplan, dan maakt hij het met de jeugdige en de ouders.",
            "Helpt meer dan één aanbieder het gezin, dan stemmen zij hun hulp op elkaar af.",
            "De aanbieder zet geregistreerde beroepskrachten in volgens de norm van de verantwoorde werktoedeling.",
            "De aanbieder legt vast wanneer de hulp is gegeven. De ouders kunnen dat nakijken.",
        )),
        ("Op weg naar achttien", (
            "De aanbieder bespreekt met de jeugdige en de ouders in het jaar voor de achttiende verjaardag welke hulp daarna "
            "nog nodig is.",
            "De hulp eindigt op de dag waarop de jeugdige achttien jaar wordt, tenzij de gemeente vooraf schriftelijk "
            "verlenging heeft toegekend.",
            "De aanbieder draagt het dossier met toestemming van de jeugdige over aan wie de hulp voortzet.",
        )),
        ("Samenwerking", (
            "De aanbieder werkt samen met school, huisarts, wijkteam en gecertificeerde instelling.",
            "De aanbieder werkt met de meldcode huiselijk geweld en kindermishandeling.",
            "Partijen delen persoonsgegevens alleen als dat nodig is voor de hulp en als de wet het toestaat.",
        )),
        ("Verslag en verantwoording", (
            "De aanbieder stuurt de gemeente elke drie maanden een verslag over elk doel uit het gezinsplan.",
            "Het verslag volgt het model in bijlage 3. Alle velden worden ingevuld.",
            "De ouders en de jeugdige vanaf twaalf jaar krijgen het verslag op verzoek.",
            "De aanbieder levert jaarlijks voor 1 april een productieverantwoording aan, met een controleverklaring van een "
            "accountant als de omzet bij de gemeenten samen hoger is dan € 125.000.",
        )),
        ("Tarieven en betaling", (
            "De tarieven staan in bijlage 1 en worden elk jaar per 1 januari geïndexeerd volgens bijlage 2.",
            "De aanbieder stuurt de rekening binnen een maand na de maand waarin de hulp is gegeven.",
            "De gemeente betaalt binnen dertig dagen.",
        )),
        ("Looptijd", (
            "Deze overeenkomst loopt vier jaar en kan twee keer met twee jaar worden verlengd.",
            "Aanbieders kunnen het hele jaar toetreden.",
        )),
    ),
)

AGREEMENTS = (SHARED, SUPPORT, YOUTH)
