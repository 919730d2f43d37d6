"""Signals in every state: some for the table, some set aside, some that still wait to be read."""

from portal.demo.content.shapes import Resident, SaidSignal
from portal.parties.rules import PublishAs
from portal.signals.rules import Sentiment, Subject

POSITIVE, NEUTRAL, NEGATIVE = Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE

TABLED = (
    SaidSignal(
        Resident("Corrie Meertens", "Voerendaal", PublishAs.PLACE, "corrie.meertens@thuis.example"),
        "Busje naar de dagbesteding rijdt een lange omweg",
        "Mijn vader wordt om acht uur opgehaald en is er om kwart over negen. Hij woont 9 kilometer verderop. Hij heet Sjef en is 84.",
        NEGATIVE, Subject.RESIDENTS,
        public_text="Mijn vader wordt om acht uur opgehaald en is er om kwart over negen. Hij woont 9 kilometer verderop.",
        relevant="Er kwamen meer signalen over lange ritten. De tafel neemt dit mee bij het voorstel over reistijd.",
        municipality="Voerendaal"),
    SaidSignal(
        "Begeleiding Lindehof",
        "Toewijzingen komen sneller binnen dan vroeger",
        "Een jaar geleden wachtten wij gemiddeld zes dagen op een toewijzing. Nu zijn dat er twee. Dat merken inwoners meteen.",
        POSITIVE, Subject.OPERATIONS,
        public_text="Een jaar geleden wachtten wij gemiddeld zes dagen op een toewijzing. Nu zijn dat er twee. Dat merken inwoners meteen.",
        relevant="Goed nieuws over de uitvoering. De tafel bespreekt wat er veranderd is, zodat alle gemeenten het kunnen doen."),
    SaidSignal(
        Resident("Jean Nelissen", "Heerlen", PublishAs.NAME, "jean.nelissen@thuis.example"),
        "In onze buurt is geen inloop meer",
        "De inloop in het buurthuis is gestopt. Mensen die er koffie dronken, zitten nu thuis. Een paar krijgen daardoor weer begeleiding.",
        NEGATIVE, Subject.NEIGHBOURHOOD,
        public_text="De inloop in het buurthuis is gestopt. Mensen die er koffie dronken, zitten nu thuis. Een paar krijgen daardoor weer begeleiding.",
        relevant="Het laat zien hoe voorzieningen in de wijk en begeleiding samenhangen. De gemeente Heerlen komt ermee naar de tafel.",
        municipality="Heerlen"),
    SaidSignal(
        "Jeugdzorg Stroomdal",
        "Scholen bellen de aanbieder in plaats van de toegang",
        "Steeds vaker vraagt een school ons om morgen te beginnen. De ouders weten dan nog van niets en er is geen beschikking.",
        NEUTRAL, Subject.OPERATIONS,
        public_text="Steeds vaker vraagt een school ons om morgen te beginnen. De ouders weten dan nog van niets en er is geen beschikking.",
        relevant="De route naar hulp moet voor scholen duidelijk zijn. De tafel vraagt de gemeenten om één telefoonnummer."),
)

SET_ASIDE = (
    SaidSignal(
        Resident("", "Meerssen", PublishAs.PLACE, "inwoner.meerssen@thuis.example"),
        "Leerlingenvervoer komt te laat",
        "De taxi naar school komt elke week een keer te laat.",
        NEGATIVE, Subject.OTHER,
        set_aside="Vervoer naar school valt buiten deze overeenkomsten. Wij stuurden uw signaal door naar de gemeente Meerssen. Zij belt u.",
        municipality="Meerssen"),
    SaidSignal(
        "Huishoudhulp De Sleutel",
        "Een andere aanbieder belt onze cliënten",
        "Een collega-aanbieder benadert onze cliënten aan huis met een cadeaubon.",
        NEGATIVE, Subject.OPERATIONS,
        set_aside="Dit gaat over één aanbieder en hoort niet op een openbare tafel. De contractmanager zoekt het uit en laat u weten wat eruit komt."),
)

WAITING = (
    SaidSignal(
        Resident("Tiny Moonen", "Landgraaf", PublishAs.PLACE, "tiny.moonen@thuis.example"),
        "Brief van de gemeente is niet te begrijpen",
        "Ik kreeg een beschikking van zeven bladzijden. Pas op de laatste bladzijde staat dat mijn hulp doorgaat. Mijn buurvrouw "
        "heeft het ook.",
        NEGATIVE, Subject.RESIDENTS, municipality="Landgraaf"),
    SaidSignal(
        "Zorgboerderij Korenbloem",
        "Wachtlijst voor plekken met dieren groeit",
        "Wij hebben dertig mensen op de lijst en plaats voor vier. Wie kan er uitbreiden?",
        NEUTRAL, Subject.OPERATIONS),
    SaidSignal(
        Resident("Roel Vroomen", "Eijsden-Margraten", PublishAs.NAME, "roel.vroomen@thuis.example"),
        "Begeleidster van mijn zus verdient een pluim",
        "Al vier jaar komt dezelfde mevrouw op dinsdag. Mijn zus kookt nu zelf. Dat wilde ik een keer zeggen.",
        POSITIVE, Subject.RESIDENTS),
)
