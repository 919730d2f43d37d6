"""Words about following, and what is open in the letters and feeds."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "Topic.tafel": _l("Table"),
    "Topic.overeenkomst": _l("Agreement"),
    "Topic.wet": _l("Law"),
    "Topic.pilot": _l("Pilot"),
    "Rhythm.meteen": _l("At once"),
    "Rhythm.dagelijks": _l("Every day"),
    "Rhythm.wekelijks": _l("Every week"),
    "open:round": _l("Everyone can react through %(closes_at)s."),
    "open:vote": _l("The parties in the network vote through %(closes_at)s."),
    "follow:address-too-long": _l("This e-mail address is too long for these messages: at most %(most)s characters."),
    "follow:nothing-chosen": _l("Choose what you want to follow."),
}
