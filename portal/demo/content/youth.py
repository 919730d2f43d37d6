"""Dossiers of the table Jeugd en gezin."""

from portal.contributions.rules import Ground
from portal.demo.content.shapes import Board, Dossier, Polled, Resident, Said, SaidAnswer, Talk
from portal.networks.rules import Law
from portal.parties.rules import PublishAs
from portal.rounds.rules import Adopted, Position
from portal.votes.rules import Choice

FOR, AMEND, AGAINST, QUESTION = Position.FOR, Position.AMEND, Position.AGAINST, Position.QUESTION
YES, PARTLY, NO = Adopted.YES, Adopted.PARTLY, Adopted.NO
YOUTH_ACT = frozenset({Law.JEUGDWET})
AGREEMENT = "raamovereenkomst-jeugdhulp"

REPORT = Dossier(
    key="report",
    by="Zorggroep Lindehof",
    title="Verslag om het half jaar, op één bladzijde",
    summary="Jeugdhulpverleners schrijven nu elke drie maanden een verslag van zes bladzijden. Dat kost tijd die naar het "
            "gezin kan gaan. Het voorstel: twee keer per jaar één bladzijde.",
    agreement=AGREEMENT, laws=YOUTH_ACT,
    changes={
        "6.1": "De aanbieder stuurt de gemeente elke zes maanden een verslag over de doelen uit het gezinsplan. Verandert er "
               "iets wat niet kan wachten, dan meldt hij dat meteen.",
        "6.2": "Het verslag beslaat ten hoogste één bladzijde en volgt het model in bijlage 3. Wat niet van toepassing is, "
               "blijft leeg.",
    },
    context=("6.3",),
    explanation="""Wij telden een kwartaal lang mee: een verslag kost onze medewerkers gemiddeld twee uur en tien minuten.
De gemeente leest vooral de laatste alinea. Dat vertelden de consulenten ons zelf.

Met een half jaar en één bladzijde houden wij per gezin ongeveer zeven uur per jaar over. Gaat het ineens slechter
met een kind, dan bellen wij. Dat doen wij nu ook en dat blijft zo.""",
    revised={
        "6.3": "De ouders en de jeugdige vanaf twaalf jaar krijgen het verslag tegelijk met de gemeente.",
    },
    revised_because="Na de reactieronde is lid 3 toegevoegd: het gezin krijgt het verslag altijd, en niet alleen op verzoek.",
    relevant="Het voorstel raakt alle jeugdhulpaanbieders en alle gezinnen met een gezinsplan. In het afgelopen jaar kwamen "
             "er zes signalen over dubbel schrijfwerk.",
    talks={
        "J1": Talk(
            "Zorggroep Lindehof licht het voorstel toe. Consulenten van drie gemeenten zeggen dat zij met één bladzijde "
            "genoeg weten. Een aanbieder vraagt hoe snelle achteruitgang dan in beeld komt. De tafel vult lid 1 daarom aan.",
            "De tafel vindt het voorstel rijp voor het netwerk. Een half jaar past bij de duur van de meeste beschikkingen.",
            "make_preliminary"),
        "J2": Talk(
            "De tafel loopt de zes reacties langs. Twee ouders en een aanbieder vragen of het gezin het verslag altijd kan "
            "krijgen. Niemand aan tafel heeft daar bezwaar tegen.",
            "Alle reacties zijn beantwoord. De tafel neemt het verslag voor het gezin over in lid 3.",
            "work_out"),
    },
    reactions=(
        Said("Dagbesteding Tussen de Beken", FOR,
             "Wij schrijven zo'n negenhonderd verslagen per jaar. De helft daarvan besteden wij liever aan gesprekken.",
             answer=SaidAnswer(YES, "Dit is precies het doel van het voorstel. De tafel neemt het ongewijzigd over.")),
        Said("Praktijk Meidoorn", AMEND,
             "Eén bladzijde is goed, maar laat ons kiezen hoe wij de doelen beschrijven. Het model in bijlage 3 past niet bij "
             "speltherapie.", ("6.2",),
             answer=SaidAnswer(PARTLY, "Het model blijft, zodat gezinnen verslagen kunnen vergelijken. Velden die niet passen, "
                                       "mogen leeg blijven. Dat staat nu in lid 2.")),
        Said(Resident("Marleen Souren", "Brunssum", PublishAs.NAME, "marleen.souren@thuis.example"), AMEND,
             "Ik krijg de verslagen over mijn dochter alleen als ik erom vraag. Stuur ze de ouders ook gewoon toe.", ("6.1",),
             answer=SaidAnswer(YES, "De tafel is het hiermee eens. In lid 3 staat nu dat ouders en jongeren vanaf twaalf jaar "
                                    "het verslag tegelijk met de gemeente krijgen.")),
        Said("Jeugdzorg Wilgenrijk", FOR,
             "Eens. Vraag wel aan de verwijzers of zij hun eigen formulier ook willen schrappen.",
             answer=SaidAnswer(PARTLY, "Dit valt buiten de overeenkomst. De centrumgemeente bespreekt het met de huisartsen en "
                                       "de gecertificeerde instellingen.")),
        Said(Resident("", "Kerkrade"), AGAINST,
             "Met een half jaar ertussen merkt niemand het als de hulp stilvalt. Bij mijn zoon gebeurde dat vorig jaar.",
             ("6.1",),
             answer=SaidAnswer(PARTLY, "De tafel begrijpt deze zorg. Daarom staat in lid 1 dat de aanbieder meteen meldt wat niet "
                                       "kan wachten. Hulp die stilvalt, hoort daarbij.")),
        Said("Zorggroep Ganzenbloem", QUESTION,
             "Wij hebben berekend wat het voorstel ons oplevert. De berekening staat in het vertrouwelijke deel.",
             ground=Ground.COST,
             confidential="Per verslag rekenen wij intern € 96 aan loonkosten. Op jaarbasis gaat het bij ons om € 41.000.",
             answer=SaidAnswer(NO, "De tafel beslist op grond van de openbare tekst. Het voorstel verandert er niet door.")),
    ),
    vote=Polled(74, 9, (
        ("Zorgboerderij Zilverlinde", Choice.FOR, "Minder papier, meer tijd voor het kind."),
        ("Begeleiding Watermolen", Choice.AGAINST, "Wij willen zelf kiezen welk model wij gebruiken."),
        ("Jeugdzorg Zilverlinde", Choice.FOR, ""),
        ("Zorggroep De Brug", Choice.FOR, "Vooral lid 3 is een verbetering: het gezin leest mee."),
    )),
    submission="Ruim negen van de tien uitgebrachte stemmen zijn voor. Het voorstel bespaart schrijfwerk en het gezin krijgt "
               "meer informatie dan nu. De kosten blijven gelijk.",
)

STEADY_FACE = Dossier(
    key="steady-face",
    by="Zorggroep De Brug",
    title="Eén vast gezicht voor het gezin",
    summary="Sommige gezinnen zien in een jaar vijf verschillende hulpverleners. Het voorstel geeft elk gezin één vaste "
            "hulpverlener, met een vervanger die het gezin al kent.",
    agreement=AGREEMENT, laws=YOUTH_ACT,
    changes={
        "3.1": "De aanbieder werkt volgens het gezinsplan. Is er nog geen gezinsplan, dan maakt hij het met de jeugdige en de "
               "ouders. In het plan staat wie de vaste hulpverlener is.",
        "3.5": "De jeugdige en de ouders leren de vervanger van de vaste hulpverlener kennen binnen zes weken na de start. "
               "Wisselt de vaste hulpverlener, dan is er een gesprek waarin de oude en de nieuwe hulpverlener samen aanwezig zijn.",
    },
    context=("3.2", "3.3"),
    explanation="""Kinderen vertellen hun verhaal niet graag voor de derde keer. Wij hielden vorig jaar bij waarom hulp
vroegtijdig stopte. In een op de vijf gevallen noemden ouders de wisseling van hulpverlener als reden.

Ziekte en nieuw werk kunnen wij niet voorkomen. Een goede overdracht wel.""",
    revised={
        "3.5": "De jeugdige en de ouders leren de vervanger van de vaste hulpverlener kennen binnen acht weken na de start. "
               "Wisselt de vaste hulpverlener, dan is er een gesprek waarin de oude en de nieuwe hulpverlener samen aanwezig "
               "zijn, tenzij dat door ziekte of vertrek niet kan.",
    },
    revised_because="In deze tekst zijn twee reacties verwerkt: acht weken in plaats van zes, en een uitzondering bij ziekte of vertrek.",
    relevant="Vaste gezichten komen terug in veel signalen van ouders. Het onderwerp raakt de kwaliteit van alle ambulante hulp.",
    talks={
        "J3": Talk(
            "Zorggroep De Brug vertelt hoe het bij hen werkt met een kennismaking vooraf. Kleine aanbieders vragen of een "
            "vervanger van buiten mag komen. Dat mag, als het gezin hem kent.",
            "De tafel legt het voorstel aan het netwerk voor. De termijn van zes weken is een vraag aan alle partijen.",
            "make_preliminary"),
        "J4": Talk(
            "De vijf reacties zijn verdeeld over de termijn. Een zelfstandige zonder personeel regelt de vervanging met een "
            "collega-praktijk; dat past binnen de tekst.",
            "Alle reacties zijn beantwoord. De tafel kiest voor acht weken en neemt een uitzondering op voor ziekte en vertrek.",
            "work_out"),
    },
    reactions=(
        Said("Jeugdzorg Wilgenrijk", AMEND,
             "Zes weken is te kort als de start in de zomervakantie valt. Met acht weken lukt het ons altijd.", ("3.5",),
             answer=SaidAnswer(YES, "De tafel neemt acht weken over.")),
        Said("Begeleiding Watermolen", AMEND,
             "Een gezamenlijk gesprek kan niet als een collega plotseling uitvalt. Neem daar een uitzondering voor op.", ("3.5",),
             answer=SaidAnswer(YES, "Overgenomen. Bij ziekte of vertrek mag het gesprek zonder de oude hulpverlener.")),
        Said(Resident("Jos Ploum", "Heerlen", PublishAs.NAME, "jos.ploum@thuis.example"), FOR,
             "Onze pleegzoon had in twee jaar zeven begeleiders. Bij de vijfde zei hij niets meer. Doe dit alstublieft.",
             answer=SaidAnswer(YES, "Uw ervaring is besproken. Zij laat goed zien waarom de tafel dit voorstel wil.")),
        Said("Praktijk Meidoorn", QUESTION,
             "Wij zijn met zijn tweeën. Telt een collega van een andere praktijk als vervanger?", ("3.1", "3.5"),
             answer=SaidAnswer(YES, "Ja, als het gezin die persoon heeft leren kennen. De tekst hoeft daarvoor niet anders.")),
        Said("Zorgboerderij De Kersenbongerd", FOR, "Zo werken wij al. Goed dat het voor iedereen gaat gelden.",
             answer=SaidAnswer(YES, "Dit laat zien dat het uitvoerbaar is. De tekst blijft op dit punt gelijk.")),
    ),
)

SMALL_STATEMENT = Dossier(
    key="small-statement",
    by="Praktijk Meidoorn",
    title="Kleine aanbieders: eigen verklaring in plaats van accountant",
    summary="Een controleverklaring kost een kleine praktijk al snel een maand omzet. Het voorstel laat kleine aanbieders zelf "
            "verklaren dat hun cijfers kloppen. De gemeente controleert een steekproef.",
    agreement=AGREEMENT, laws=YOUTH_ACT,
    changes={
        "6.4": "De aanbieder levert jaarlijks voor 1 april een productieverantwoording aan, met een controleverklaring van een "
               "accountant als de omzet bij de gemeenten samen hoger is dan € 250.000. Is de omzet lager, dan volstaat een "
               "verklaring van het bestuur van de aanbieder.",
        "6.5": "De centrumgemeente controleert elk jaar bij een op de tien aanbieders met een bestuursverklaring of de cijfers "
               "kloppen. Het lot wijst deze aanbieders aan.",
    },
    context=("6.3",),
    explanation="""Het landelijke protocol laat gemeenten vrij om een hogere grens te kiezen. Onze accountant vroeg vorig jaar
vier keer zoveel als toen wij begonnen. Twee collega-praktijken vonden geen accountant meer die de opdracht wilde.

Met een steekproef houdt de gemeente zicht op de cijfers.""",
    relevant="De kosten van verantwoording zijn een bekende drempel voor kleine aanbieders. De tafel kan de gevolgen wegen.",
    talks={
        "J3": Talk(
            "De tafel bespreekt de grens. Grote aanbieders vragen of de steekproef streng genoeg is. De gemeenten zeggen dat "
            "een op de tien per jaar uitvoerbaar is.",
            "De tafel legt het voorstel met een grens van € 250.000 aan het netwerk voor.",
            "make_preliminary"),
        "J4": Talk(
            "Zes reacties, waarvan vier van kleine aanbieders. De vraag om loting openbaar te doen, is overgenomen in de "
            "werkwijze van de centrumgemeente. De tekst hoeft daarvoor niet anders.",
            "Alle reacties zijn beantwoord. De tekst gaat ongewijzigd naar de stemming.",
            "work_out"),
    },
    reactions=(
        Said("Stichting Roode Beek", FOR,
             "Wij helpen drieëntwintig kinderen. De accountant kostte ons vorig jaar meer dan onze huur.",
             answer=SaidAnswer(YES, "Voor aanbieders van deze omvang is het voorstel bedoeld.")),
        Said("Coöperatie Vlierbes", AMEND,
             "Leg de grens bij € 500.000. Dan vallen ook praktijken met vier of vijf medewerkers eronder.", ("6.4",),
             answer=SaidAnswer(NO, "Boven € 250.000 is het risico voor de gemeenten te groot. De tafel kijkt na twee jaar opnieuw.")),
        Said("Zorggroep Lindehof", AGAINST,
             "Gelijke regels voor iedereen. Wie publiek geld krijgt, moet zijn cijfers laten controleren.",
             answer=SaidAnswer(NO, "De steekproef is ook een controle. De tafel vindt dat kosten en risico in verhouding moeten zijn.")),
        Said("Jeugdzorg Lindehof", FOR, "Doe de loting wel in het openbaar, dan gelooft iedereen de uitkomst.", ("6.5",),
             answer=SaidAnswer(YES, "De centrumgemeente loot voortaan tijdens een bijeenkomst van het netwerk.")),
        Said(Resident("Wiel Crutzen", "Simpelveld", PublishAs.NAME, "wiel.crutzen@thuis.example"), QUESTION,
             "Komt er een lijst met wie gecontroleerd is? Als belastingbetaler wil ik dat kunnen zien.", ("6.5",),
             answer=SaidAnswer(PARTLY, "Het aantal controles en de uitkomst komen in het jaarverslag, zonder namen.")),
        Said("Stichting Lichtpunt", AMEND,
             "Wij hebben in het vertrouwelijke deel onze offertes bijgevoegd. Daaruit blijkt hoe scheef het is.", ("6.4",),
             ground=Ground.COST,
             confidential="Offerte kantoor A: € 6.850 voor een omzet van € 148.000. Kantoor B wilde geen offerte uitbrengen.",
             answer=SaidAnswer(PARTLY, "De grens gaat omhoog. De bedragen zelf blijven vertrouwelijk en tellen in de afweging niet mee.")),
    ),
    vote=Polled(61, 28, (
        ("Stichting Roode Beek", Choice.FOR, "Dit scheelt ons een maand werk."),
        ("Zorggroep Lindehof", Choice.AGAINST, "Gelijke regels voor groot en klein."),
        ("Coöperatie Ganzenbloem", Choice.AGAINST, "De steekproef is te klein om fouten te vinden."),
        ("Praktijk Meidoorn", Choice.FOR, ""),
        ("Jeugdzorg Wilgenrijk", Choice.FOR, "Redelijk, zolang de steekproef echt gebeurt."),
    )),
)

EIGHTEEN = Dossier(
    key="eighteen",
    by="Jeugdzorg Wilgenrijk",
    title="Hulp loopt door als een jongere achttien wordt",
    summary="Op de achttiende verjaardag stopt de jeugdhulp, ook als nieuwe hulp nog niet is geregeld. Het voorstel: de hulp "
            "loopt door tot er een besluit is, ten hoogste drie maanden.",
    agreement=AGREEMENT, laws=frozenset({Law.JEUGDWET, Law.WMO}),
    changes={
        "4.1": "De aanbieder maakt met de jeugdige en de ouders uiterlijk zes maanden voor de achttiende verjaardag een "
               "toekomstplan. Daarin staan in elk geval wonen, school of werk, inkomen en gezondheid.",
        "4.2": "Is de hulp na de achttiende verjaardag nog nodig en is er nog geen besluit over hulp daarna, dan loopt de hulp "
               "door tot dat besluit er is, ten hoogste zes maanden.",
        "4.4": "De gemeente betaalt hulp die op grond van lid 2 doorloopt volgens het tarief van de dag voor de achttiende verjaardag.",
    },
    context=("4.3",),
    explanation="""Vorig jaar werden in ons werkgebied 212 jongeren achttien terwijl zij nog hulp kregen. Bij een op de drie was
er op die dag geen vervolg geregeld. Hun begeleider kwam dan toch, onbetaald, of kwam niet meer.

Met een toekomstplan dat zes maanden vooraf klaar is, wordt een gat zeldzaam. Voor wie er toch een krijgt, loopt de hulp door.""",
    revised={
        "4.1": "De aanbieder maakt met de jeugdige en de ouders uiterlijk zes maanden voor de achttiende verjaardag een "
               "toekomstplan. Daarin staan in elk geval wonen, school of werk, inkomen, gezondheid en wie de jongere kan bellen.",
        "4.2": "Is de hulp na de achttiende verjaardag nog nodig en is er nog geen besluit over hulp daarna, dan loopt de hulp "
               "door tot dat besluit er is, ten hoogste drie maanden.",
    },
    revised_because="De tafel maakte van zes maanden drie. Langer doorlopen neemt de prik weg om op tijd te beginnen. "
                    "Op verzoek van jongeren staat ook in het plan wie zij kunnen bellen.",
    relevant="Het gat rond achttien jaar raakt jongeren in alle gemeenten. Het voorstel verandert ook de betaling en hoort aan tafel.",
    talks={
        "J4": Talk(
            "Jeugdzorg Wilgenrijk licht de cijfers toe. De gemeenten vragen om een kortere termijn, omdat zes maanden "
            "doorlopen de Wmo-toegang onder druk zet. Twee jongeren van de Jongerenraad vertellen wat zij misten.",
            "De tafel maakt er een voorlopig voorstel van, met drie maanden en een contactpersoon in het toekomstplan.",
            "make_preliminary"),
    },
    reactions=(
        Said("Begeleiding Kompas-Zuid", FOR,
             "Wij begeleiden jongeren vanaf zestien. Een plan zes maanden vooraf is haalbaar als de gemeente ons op tijd laat "
             "weten wie de Wmo-consulent wordt.", ("4.1",)),
        Said("Zorggroep De Brug", AMEND,
             "Drie maanden is te kort voor jongeren die op een woning wachten. Maak een uitzondering voor beschermd wonen.", ("4.2",),
             replies=(("Begeleiding Kompas-Zuid", "Ook bij ons wachten jongeren langer dan drie maanden op een woning."),)),
        Said(Resident("Sanne Wetzels", "Landgraaf", PublishAs.PLACE, "sanne.w@thuis.example"), FOR,
             "Ik werd in juli achttien. Mijn begeleidster mocht de dag erna niet meer komen. In november kreeg ik weer hulp. "
             "Toen was ik mijn kamer al kwijt."),
        Said("Zorgboerderij Zilverlinde", AMEND,
             "Neem ook dagbehandeling op. Daar loopt nu niets door, ook niet als school nog niet kan starten.", ("4.2",)),
        Said("Thuiszorg Vlierbes", AGAINST,
             "Het risico ligt nu bij de aanbieder: wij weten pas achteraf of de gemeente betaalt.", ("4.4",),
             ground=Ground.COST,
             confidential="Vorig jaar leverden wij 1.140 uur na de achttiende verjaardag die wij niet betaald kregen (€ 79.800)."),
        Said(Resident("Paul Kessels", "Meerssen", PublishAs.NAME, "paul.kessels@thuis.example"), AMEND,
             "Laat de jongere zelf kiezen of de ouders bij het toekomstplan zitten. Bij ons thuis werkte dat beter zonder mij.",
             ("4.1",)),
        Said("Stichting Lichtpunt", FOR, "Eens met het hele voorstel.", unread=True),
        Said(Resident("Els Voncken", "Voerendaal", PublishAs.PLACE, "els.voncken@thuis.example"), FOR,
             "Mijn kleinzoon wordt volgende maand achttien. Zijn nummer bij de gemeente is 123456782. Kunt u kijken of dit voor "
             "hem al geldt?", unread=True),
        Said("Zorggroep Ganzenbloem", QUESTION,
             "Wij werken aan een eigen werkwijze rond achttien. De gemeente mag die lezen, andere aanbieders liever nog niet.",
             ("4.1",), ground=Ground.INNOVATION, unread=True,
             confidential="Proef met een ‘achttien-maatje’: een ervaringsdeskundige die van zeventien tot negentien meeloopt. "
                          "Start in Sittard-Geleen met twaalf jongeren."),
    ),
)

APP = Dossier(
    key="app",
    by="Coöperatie Ganzenbloem",
    title="Uren tekenen met één verplichte app",
    summary="Ouders tekenen nu op papier of in het systeem van de aanbieder. Het voorstel verplicht één app voor alle aanbieders.",
    agreement=AGREEMENT, laws=YOUTH_ACT,
    changes={
        "3.4": "De aanbieder legt vast wanneer de hulp is gegeven met de app die de gemeenten aanwijzen. De ouders tekenen in de app.",
    },
    explanation="""Elke aanbieder heeft een eigen manier om uren te laten tekenen. Gezinnen met drie aanbieders hebben drie apps.
Met één app is het voor het gezin duidelijk en kan de gemeente sneller controleren.""",
    relevant="Dubbel tekenen is een bekende ergernis van ouders. De tafel kan beoordelen of één app helpt.",
    talks={
        "J1": Talk(
            "De meningen lopen uiteen. Grote aanbieders hebben al een systeem, kleine aanbieders vrezen kosten. Ouders van de "
            "adviesraad willen vooral niet inloggen met DigiD voor elke handtekening.",
            "De tafel legt het voorstel voor om te horen hoe het netwerk erover denkt.",
            "make_preliminary"),
        "J2": Talk(
            "De meeste reacties zijn kritisch. De tafel houdt de tekst zoals hij is, zodat het netwerk een duidelijke keus heeft.",
            "Alle reacties zijn beantwoord. Het voorstel gaat ongewijzigd naar de stemming.",
            "work_out"),
    },
    reactions=(
        Said("Praktijk Meidoorn", AGAINST, "Wij hebben één laptop. Wie betaalt de app en wie legt hem uit aan de ouders?",
             answer=SaidAnswer(PARTLY, "De gemeenten zouden de app betalen. Uitleg aan ouders is inderdaad niet geregeld.")),
        Said("Dagbesteding Tussen de Beken", AGAINST,
             "Ons systeem hangt aan het rooster en aan de rekening. Een tweede app betekent alles dubbel invoeren.",
             answer=SaidAnswer(NO, "De tafel legt dit bezwaar bij de stemming aan het netwerk voor.")),
        Said(Resident("", "Stein"), AGAINST, "Niet iedereen heeft een telefoon. Laat mensen op papier tekenen als zij dat willen.",
             answer=SaidAnswer(PARTLY, "Tekenen op papier zou voor wie dat wil mogelijk blijven. Dat staat niet in de tekst.")),
        Said("Jeugdzorg Zilverlinde", FOR, "Voor gezinnen met meer aanbieders is dit een grote verbetering.",
             answer=SaidAnswer(YES, "Dit is het doel van de indiener.")),
        Said("Coöperatie Ganzenbloem", AMEND,
             "Wij hebben zelf een app ontwikkeld die hiervoor kan dienen. Details staan in het vertrouwelijke deel.",
             ground=Ground.INNOVATION,
             confidential="De app koppelt met drie cliëntsystemen. Wij stellen de broncode aan de gemeenten beschikbaar.",
             answer=SaidAnswer(NO, "De keuze van een app volgt pas na een besluit en staat los van dit voorstel.")),
    ),
    vote=Polled(66, 58, (
        ("Praktijk Meidoorn", Choice.AGAINST, "Een verplichting past niet bij een kleine praktijk."),
        ("Coöperatie Ganzenbloem", Choice.FOR, "Eén manier van tekenen voor alle gezinnen."),
        ("Dagbesteding Tussen de Beken", Choice.AGAINST, "Alles dubbel invoeren kost ons twee voltijdsbanen."),
    )),
    submission="Meer dan de helft van de partijen stemde tegen. Voor kleine aanbieders is de stap te groot en het nut voor "
               "gezinnen is nog niet aangetoond. De centrumgemeente vraagt de tafel om eerst een proef te bespreken.",
)

BORDER = Dossier(
    key="border",
    by=Resident("Nadine Xhonneux", "Vaals", PublishAs.NAME, "nadine.xhonneux@thuis.example"),
    title="Kinderen met één ouder over de grens",
    summary="Woont een ouder in Aken of Luik, dan weet niemand wie de hulp regelt. Het voorstel vraagt aanbieders en "
            "gemeenten om één loket en om informatie in het Duits en het Frans.",
    agreement=AGREEMENT, laws=YOUTH_ACT,
    changes={
        "5.4": "Woont een ouder met gezag in België of Duitsland, dan wijst de gemeente binnen twee weken aan wie de hulp "
               "regelt. De ouder krijgt de informatie op verzoek in het Duits of het Frans.",
    },
    explanation="""Mijn dochter woont de ene week bij mij in Vaals en de andere week bij haar vader in Aken. Haar behandelaar mocht
niet met de Duitse school bellen. Het Jugendamt en de gemeente wezen naar elkaar. Dat duurde vijf maanden.""",
    relevant="In de grensgemeenten speelt dit bij tientallen gezinnen. Het vraagt kennis van buitenlands recht, dus eerst bespreken aan tafel.",
    talks={
        "J3": Talk(
            "De inwoner licht haar voorstel toe. Vaals en Kerkrade herkennen de situatie. Er is onduidelijkheid over gezag en "
            "over wat de Duitse en Belgische diensten mogen doen.",
            "Dit vraagt meer tijd dan de tafel heeft. Een werkgroep met de grensgemeenten, twee aanbieders en het "
            "Jugendamt van Aken zoekt uit wat kan en adviseert binnen een half jaar.",
            "to_working_group"),
    },
)

YOUTH_VOICE = Dossier(
    key="youth-voice",
    by=Resident("Mila Frissen", "Maastricht", PublishAs.NAME, "mila.frissen@jongerenraad.example"),
    title="Jongeren aan de overlegtafel",
    summary="Aan de tafel Jeugd en gezin zit niemand die zelf jeugdhulp krijgt. Het voorstel geeft de Jongerenraad twee vaste "
            "stoelen en stukken in gewone taal.",
    agreement="afspraken-inkoopnetwerk", laws=YOUTH_ACT,
    changes={
        "7.7": "Aan een tafel over jeugdhulp nemen twee leden van de Jongerenraad deel. Zij krijgen bij elk stuk een "
               "samenvatting in gewone taal en een vergoeding voor hun reis.",
    },
    context=("7.6",),
    explanation="""Er wordt over ons gepraat. Dat is logisch, want wij zitten op school als de tafel vergadert. Begin om vier uur
en stuur ons de stukken op tijd. Dan komen wij.""",
    relevant="De afspraken vragen om een tafel die de belangen van inwoners spiegelt. Jongeren ontbreken nu.",
)

WAITING_LIST = Dossier(
    key="waiting-list",
    by="Begeleiding Watermolen",
    title="Eén gezamenlijke wachtlijst voor de regio",
    summary="Elke aanbieder houdt een eigen wachtlijst bij. Het voorstel maakt er één van, zodat een gezin zich één keer aanmeldt.",
    agreement=AGREEMENT, laws=YOUTH_ACT,
    changes={
        "2.3": "Kan de aanbieder niet binnen zes weken starten, dan plaatst hij de jeugdige met toestemming van de ouders op "
               "de gezamenlijke wachtlijst van de regio.",
    },
    explanation="Gezinnen staan soms op vier lijsten tegelijk. Niemand weet daardoor hoeveel kinderen echt wachten.",
    relevant="Wachttijd is voor gezinnen het belangrijkste onderwerp. De tafel bespreekt of één lijst uitvoerbaar is.",
    withdrawn="Het Rijk werkt aan een landelijke aanmelding. Wij wachten die af en dienen daarna zo nodig een nieuw voorstel in.",
)

REPORT_BOARDS = (
    Board("Maastricht", True, "Minder schrijfwerk en meer informatie voor het gezin. Geen gevolgen voor de begroting."),
    Board("Heerlen", True, "Past bij ons actieplan tegen regeldruk. Wij evalueren na een jaar of meldingen op tijd komen."),
    Board("Sittard-Geleen", True, "De consulenten kunnen met één bladzijde uit de voeten."),
    Board("Kerkrade", True, "Akkoord. Wij vragen aanbieders om snelle achteruitgang telefonisch te melden."),
    Board("Landgraaf", True, "Het voorstel is zorgvuldig voorbereid en breed gedragen."),
    Board("Beekdaelen", True, "Akkoord conform het advies van de fysieke overlegtafel."),
    Board("Brunssum", True, "Goed voor gezinnen: zij krijgen het verslag nu zelf."),
    Board("Eijsden-Margraten", True, "Akkoord. De toegang past het model in bijlage 3 aan."),
    Board("Gulpen-Wittem", True, "Minder lasten voor kleine aanbieders in het heuvelland."),
    Board("Meerssen", True, "Akkoord, gelet op de uitkomst van de stemming."),
    Board("Stein", True, "Akkoord. Wij bespreken de ervaringen in de jaarlijkse evaluatie."),
    Board("Valkenburg aan de Geul", True, "De kosten blijven gelijk en het gezin wordt beter geïnformeerd."),
    Board("Voerendaal", True, "Akkoord conform het voorstel van de centrumgemeente."),
    Board("Simpelveld", True, "Akkoord, met de wens om na een jaar te horen hoeveel tijd het scheelt."),
    Board("Vaals", True, "Akkoord. Voor gezinnen over de grens vragen wij om een vertaling van het model."),
    Board("Beek", True, "Akkoord. Als laatste college stellen wij vast dat de wijziging kan ingaan."),
)

DOSSIERS = (REPORT, STEADY_FACE, SMALL_STATEMENT, EIGHTEEN, APP, BORDER, YOUTH_VOICE, WAITING_LIST)
