"""Words about files."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "Edition.openbaar": _l("Public"),
    "Edition.volledig": _l("Complete"),
    "dossier:of:voorstel": _l("Proposals"), "dossier:of:pilot": _l("Pilots"), "dossier:of:advies": _l("Advice"),
    "dossier:of:werkgroep": _l("Working groups"), "dossier:of:dienstverleningsovereenkomst": _l("Service contracts"),
    "dossier:of:bijeenkomsten": _l("Meetings, by year"),
    "dossier:no-place": _l("Choose a municipality that takes part in this network."),
}
