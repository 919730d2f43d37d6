"""Invented people and addresses. Every address ends in .example, so that no letter can ever reach anybody."""

FIRST_NAMES = (
    "Marlies", "Guus", "Ine", "Paul", "Yvonne", "Roger", "Anouk", "Huub", "Monique", "Ralf", "Petra", "Jos", "Lieke", "Math",
    "Karin", "Sjef", "Britt", "Leon", "Fieke", "Harrie", "Desi", "Wim", "Nicole", "Bram", "Els", "Rob", "Jolanda", "Twan",
    "Mieke", "Stijn", "Sandra",
)
LAST_NAMES = (
    "Claessens", "Frissen", "Heijnen", "Habets", "Ploum", "Dohmen", "Schiffelers", "Wetzels", "Crutzen", "Meertens", "Geurten",
    "Kerckhoffs", "Pluijmen", "Souren", "Hamers", "Theunissen", "Lemmens", "Bemelmans", "Quaedvlieg", "Moonen", "Voncken",
    "Lardinois", "Packbier", "Goossens", "Nelissen", "Smeets", "Vroomen", "Gulikers", "Hanssen", "Jongen", "Kicken", "Leunissen",
    "Mertens", "Nijsten", "Offermans", "Pinckaers",
)
JOB_TITLES = ("bestuurder", "directeur", "voorzitter van het bestuur", "eigenaar")
STREETS = ("Lindelaan", "Kapelweg", "Bronstraat", "Molenpad", "Oude Baan", "Holstraat", "Hoogweg", "Dorpsplein", "Parallelweg")
PLACES = (
    ("6211 AB", "Maastricht"), ("6411 CD", "Heerlen"), ("6131 EG", "Sittard"), ("6461 HJ", "Kerkrade"), ("6371 KL", "Landgraaf"),
    ("6441 MN", "Brunssum"), ("6231 PR", "Meerssen"), ("6171 ST", "Stein"), ("6191 VW", "Beek"), ("6361 XZ", "Nuth"),
    ("6245 BA", "Eijsden"), ("6271 DC", "Gulpen"), ("6301 GE", "Valkenburg"), ("6291 JH", "Vaals"), ("6369 LK", "Simpelveld"),
    ("6367 NM", "Voerendaal"),
)

PASSWORD = "zeven bruggen over de Geul"  # noqa: S105 - printed by `flask demo`, refused in production

APP_KEY = "ZUID LIMB URGT AFEL ZUID LIMB URGT AFEL"
"""What an authenticator app takes for the municipal staff of the demonstration: they cannot do without one."""

SECRETARY = ("Lieke Brouns", "secretaris@maastricht.example")
CHAIR = ("Harrie Lemmens", "voorzitter@maastricht.example")
ADMINISTRATOR = ("Maurice Dreessen", "beheer@ontwikkeltafel.example")
BOARD_STAFF = {
    "Maastricht": ("Frank Senden", "college@maastricht.example"),
    "Heerlen": ("Yvonne Dautzenberg", "college@heerlen.example"),
}
PROVIDER = "Zorggroep De Brug"
"""The provider whose contact person and substitute have a log-in that is printed."""
PROVIDER_PEOPLE = (("Wies Notermans", "wies@zorggroep-de-brug.example"), ("Luc Debie", "luc@zorggroep-de-brug.example"))
COLLEAGUE = ("Pien Raven", "pien@zorggroep-de-brug.example")
"""Proposes and reacts for that provider; a vote is for others."""
OF_TWO = ("Marit Hendrix", "marit@zorggroep-de-brug.example")
"""Represents that provider and helps another one: chooses for whom she acts."""
INVITED = ("Joep Kessels", "joep@zorggroep-de-brug.example")
LEFT = ("Ans Verheij", "ans@zorggroep-de-brug.example")
ADVISER = ("Roos Thewissen", "beleid@heerlen.example")
"""Board staff whose role begins next month."""
