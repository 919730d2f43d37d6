"""What people of a grown network are called and say: parts of sentences, put together by lot."""

FIRST = (
    "Aafke", "Bouke", "Cees", "Dineke", "Evert", "Fenna", "Gerrit", "Hanneke", "Ids", "Janneke", "Klaas", "Lotte", "Meindert", "Noor",
    "Okke", "Pleun", "Quinten", "Renske", "Siebe", "Tjitske", "Ubbo", "Veerle", "Wobbe", "Xandra", "Ymke", "Zwaan", "Annemiek", "Berend",
    "Corrie", "Durk", "Eelco", "Froukje", "Geesje", "Hidde", "Iris", "Jelle", "Kirsten", "Lieuwe", "Maaike", "Nynke",
)
LAST = (
    "van Aalsburg", "Bakelaar", "Coldewey", "Dijkgraaf", "Elzenaar", "Fokkema", "Groenhart", "Hoogesteger", "IJsbrandy", "Jaarsma",
    "Kloosterziel", "Landheer", "Middelkoop", "Noorlander", "Oudshoorn", "Poelgeest", "Quispel", "Rietdijk", "Schaafstra", "Tolsma",
    "Uithof", "Veenhuizen", "Wouterse", "Ypma", "Zandstra", "Ter Borgh", "Van Zwieten", "De Rooy", "Blokdijk", "Postmus", "Haarsma",
    "Kamerbeek", "Vlietstra", "Overdiep", "Snoekstra", "Winterkamp", "Doornbosch", "Terpstra", "Boswinkel", "Havermans",
)
KINDS = ("Zorggroep", "Stichting", "Begeleiding", "Thuiszorg", "Jeugdhulp", "Dagbesteding", "Praktijk", "Hulpverlening", "Woonzorg", "Huishoudhulp")
CALLED = ("Westerlicht", "Duinrand", "De Brug", "Hoogland", "Lindehof", "Waterpoort", "De Linde", "Sterrenbos", "Weidezicht", "Kompas",
          "De Vuurtoren", "Samenloop", "Heidehof", "De Schakel", "Molenzicht", "Veenkracht", "De Ommeloop", "Zonnewende", "Dijkhuis", "Het Anker")
SUBJECTS = (
    "Begeleiding thuis", "Dagbesteding voor ouderen", "Vervoer naar de dagbesteding", "Jeugdhulp op school", "Verslag over de voortgang",
    "Wachttijd voor een gezin", "Huishoudelijke hulp", "Kortdurend verblijf", "Hulp bij schulden", "Beschermd wonen", "Toegang tot zorg",
    "Toewijzing van hulp", "Overdracht tussen aanbieders", "Tarief voor reistijd", "Hulp voor mantelzorgers", "Indicatie voor een jaar",
    "Groepsbegeleiding", "Nazorg na behandeling", "Crisishulp in het weekend", "Gezinsplan", "Persoonsgebonden budget", "Declaraties",
    "Hulp na school", "Overleg met de wijk", "Begeleid werken", "Respijtzorg", "Aanmelding door de huisarts", "Kwaliteit van verblijf",
)
CHANGES = (
    "met één aanspreekpunt", "zonder nieuw onderzoek", "binnen vier weken", "met een korter verslag", "ook in de avond", "op één formulier",
    "voor het hele gezin", "met vaste dagdelen", "met een eigen termijn", "op proef in de wijk", "zonder dubbele vragen", "per kwartaal",
    "met een vast tarief", "dichter bij huis", "met een plan vooraf", "en afspraken over uitval", "na overleg met de school",
    "met een jaarlijkse evaluatie", "voor kleine aanbieders", "in gewone taal", "met een overgangstijd", "ook bij verhuizing",
)
WHY = (
    "Gezinnen vertellen nu drie keer hetzelfde.", "De huidige afspraak kost elke maand veel uren.", "In de wijk zien wij dat hulp te laat begint.",
    "Kleine aanbieders halen de termijn niet.", "Met deze afspraak weet iedereen waar hij aan toe is.", "De verwijzer hoort te laat wat er gebeurt.",
    "Ouderen wachten langer op vervoer dan op zorg.", "Het verschil tussen gemeenten is groot.", "Scholen vragen al twee jaar om één aanspreekpunt.",
    "Een vast tarief maakt de planning van begeleiding mogelijk.", "De jeugd in het buitengebied valt buiten de regeling.",
    "Wie verhuist, begint nu weer van voren af aan.", "Medewerkers schrijven meer dan zij helpen.", "Inwoners begrijpen de brief niet.",
)
SAID = (
    "Wij zijn het hiermee eens, want het scheelt wachttijd.", "In onze gemeente werkt dit al zo en dat bevalt goed.",
    "De termijn van {days} dagen is voor een kleine aanbieder te kort.", "Kan de toegang dit ook zelf aanvragen?",
    "Let op de samenloop met de Jeugdwet.", "Wij missen een afspraak over vervoer.", "Het tarief dekt de reistijd niet in {place}.",
    "Voor gezinnen met meer dan één indicatie is dit een verbetering.", "Wij vragen om een overgangstijd van {days} dagen.",
    "De begeleiding wordt hier beter van, de administratie niet.", "Wie houdt bij of de afspraak wordt nagekomen?",
    "Onze medewerkers in {place} herkennen het probleem.", "Wij stellen voor om met een proef in {place} te beginnen.",
    "Dit past niet bij beschermd wonen.", "De tekst is duidelijk en kort.", "Een verslag per half jaar is genoeg.",
    "Vraag eerst de cliëntenraad om advies.", "Wij zien het risico dat kleine locaties sluiten.", "De evaluatie moet binnen een jaar komen.",
    "Ouders willen vooral weten wie zij kunnen bellen.", "Het voorstel lost het probleem van de dagbesteding niet op.",
    "Met {days} cliënten in {place} is dit voor ons uitvoerbaar.", "Wij steunen dit, als de gemeente de kosten van het systeem draagt.",
    "Bij ouderen met dementie werkt een vast dagdeel niet.", "Huisartsen moeten dit op tijd weten.", "Hoe zit het met het persoonsgebonden budget?",
)
RARE = "Het woord zeldzaamheid staat hier met opzet."
ANSWERED = (
    "Dank voor uw reactie. De termijn is in de tekst langer geworden.", "De tafel deelt dit en heeft artikel {label} aangepast.",
    "De tafel heeft dit besproken en houdt de tekst zoals hij is: de afspraak geldt voor alle aanbieders gelijk.",
    "Wij nemen dit mee bij de evaluatie na een jaar.", "Uw vraag is beantwoord in de toelichting.",
)
REASONS = (
    "Het voorstel raakt alle aanbieders in de regio.", "Er zijn meer signalen over hetzelfde onderwerp.", "De tafel vindt de tekst rijp.",
    "De gemeente wil eerst weten wat het netwerk vindt.", "Het onderwerp hoort bij een andere afspraak.", "De kosten wegen niet op tegen de winst.",
    "Het netwerk steunt dit in ruime meerderheid.", "De raad heeft hier geld voor gereserveerd.",
)
TABLES = ("Toegang en toewijzing", "Begeleiding", "Dagbesteding en vervoer", "Verblijf", "Crisishulp", "Huishoudelijke hulp", "Schoolgaande jeugd",
          "Administratie", "Beschermd wonen en uitstroom", "Tarieven en kwaliteit", "Werk en participatie", "Ouderen")
HALLS = ("Raadzaal", "Wijkcentrum De Kern", "Cultuurhuis, zaal 2", "Gemeentehuis, zaal De Eik")
TALK = ("De tafel bespreekt de reacties en loopt de tekst per artikel door.", "De aanbieders vragen om een rekenvoorbeeld.",
        "De voorzitter vat samen: de richting is goed, de termijn nog niet.", "De tafel is het eens over de tekst.")
PROMISED = ("Een rekenvoorbeeld maken", "De tekst aan de cliëntenraad voorleggen", "Cijfers over wachttijd opvragen", "De brief in gewone taal zetten")
