"""Words about files."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "Edition.openbaar": _l("Public"),
    "Edition.volledig": _l("Complete"),
    "dossier:no-place": _l("Choose a municipality that takes part in this network."),
}
