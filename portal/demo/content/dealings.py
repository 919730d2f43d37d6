"""What the municipality and one provider have with each other: disclosed interests, information that was asked, a dispute."""

ASIDE = "Coöperatie De Kersenbongerd"
"""It has an interest in the proposal "small-statement", and takes no part in it."""
ASIDE_FROM = "small-statement"
ASIDE_ABOUT = "Belang in een kantoor dat jaarrekeningen controleert"
ASIDE_TEXT = """Onze penningmeester is mede-eigenaar van een administratiekantoor in Gulpen. Dat kantoor controleert de jaarrekening
van zes kleine aanbieders in dit netwerk. Het voorstel over de accountantsverklaring raakt dus aan zijn inkomen."""
ASIDE_NOTE = "Wij praten en stemmen niet mee over de eigen verklaring."

OWN_ABOUT = "Onze bestuurder zit in de raad van toezicht van een woningcorporatie"
OWN_TEXT = """Onze bestuurder is lid van de raad van toezicht van woningcorporatie De Maasoever. De corporatie verhuurt panden voor
beschermd wonen, ook aan ons."""
OWN_ADDED = "De bestuurder is per 1 juli herbenoemd voor vier jaar. Het rooster van aftreden staat op de site van de corporatie."

NEW_BY = "Praktijk Roode Beek"
NEW_ABOUT = "Familieband met de eigenaar van een onderaannemer"
NEW_TEXT = """De broer van onze directeur is eigenaar van een vervoersbedrijf. Wij willen dat bedrijf dagbesteding laten vervoeren en
vragen ons af of dat mag."""

GROUND = "Artikel 3.2 onder c van de gezamenlijke afspraken"
ANSWERED_SUBJECT = "Verzuim en verloop van personeel in het vorige jaar"
ANSWERED_TEXT = """Stuur ons het ziekteverzuim en het verloop van uw medewerkers in het vorige jaar, in procenten per kwartaal.
Wij gebruiken de cijfers voor het gesprek over de tarieven. Noem geen namen."""
ANSWERS = {
    "Zorggroep De Brug": "Het verzuim was 6,1, 5,4, 5,0 en 7,2 procent. Het verloop was over het hele jaar 14 procent.",
    "Coöperatie De Kersenbongerd": "Ons verzuim lag elk kwartaal onder de 5 procent. Het verloop was 9 procent.",
    "Praktijk Roode Beek": "Wij hebben drie medewerkers. Niemand was langer dan een week ziek en niemand ging weg.",
}
ASKED_ON = "Dank voor de cijfers per kwartaal. Kunt u het verloop ook per kwartaal geven?"
ASKED_ON_ANSWER = "Het verloop per kwartaal was 3, 4, 2 en 5 procent."
CLOSED = "De cijfers zijn volledig."

OPEN_SUBJECT = "Jaarrekening van het vorige boekjaar"
OPEN_TEXT = """Stuur ons uw vastgestelde jaarrekening van het vorige boekjaar, met de verklaring van uw accountant. Hebt u nog geen
vastgestelde jaarrekening? Stuur dan de voorlopige cijfers en schrijf wanneer de jaarrekening klaar is."""
OPEN_OF = ("Zorggroep De Brug", "Coöperatie De Kersenbongerd", "Praktijk Roode Beek", "Stichting Lichtpunt")
OPEN_DRAFT = "De jaarrekening is vastgesteld in juni. Wij voegen haar toe zodra de accountant het laatste blad heeft getekend."
MORE_TIME = "Onze accountant is met verlof. Zij tekent de verklaring in de tweede week na het einde van de termijn."

DISPUTE_SUBJECT = "Afgekeurde rekeningen van begeleiding in de avond"
DISPUTE_TEXT = """De gemeente keurde in het voorjaar 41 rekeningen af voor begeleiding na 18.00 uur. Volgens ons valt die begeleiding
onder het gewone tarief: artikel 6 zegt niets over het uur van de dag. Wij vragen om de rekeningen alsnog te betalen, samen
11.300 euro."""
DISPUTE_ANSWER = """Wij lezen artikel 6 anders. De indicaties van deze inwoners noemen begeleiding overdag. Voor zorg in de avond is een
nieuwe indicatie nodig. Wij willen graag met u langs de dossiers."""
DISPUTE_TALK = """Samen zijn wij langs twaalf dossiers gegaan. Over zeven zijn wij het eens: die worden betaald. Over de uitleg van artikel 6
blijven wij het oneens. Beide partijen willen een mediator."""
DISPUTE_MEDIATOR = """Mevrouw Bergmans uit Roermond is mediator. Het eerste gesprek is geweest. Zij spreekt beide partijen nog twee keer."""
DISPUTE_LATEST = "Wij hebben de overige 29 dossiers klaargelegd voor het volgende gesprek. Het overzicht volgt deze week."
