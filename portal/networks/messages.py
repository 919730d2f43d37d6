"""Words about the network and its agreements."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "Law.jeugdwet": _l("Youth Act"),
    "Law.wmo2015": _l("Social Support Act 2015"),
    "Law.participatiewet": _l("Participation Act"),
    "AgreementKind.shared": _l("Shared arrangements"),
    "AgreementKind.framework": _l("Framework agreement"),
    "agreement:starts-too-early": _l("The new version cannot be in force before the version that it replaces: %(earliest)s."),
    "agreement:without-text": _l("The new version has no text."),
    "agreement:article": _l("Article %(label)s %(heading)s"),
    "agreement:in-version": _l("%(title)s, version %(number)s"),
    "agreement:new-version": _l("%(agreement)s: version %(number)s, in force from %(in_force_from)s."),
}
