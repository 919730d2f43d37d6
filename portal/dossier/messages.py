"""Words about files."""

from flask_babel import lazy_gettext as _l

from portal.core.language import gettext, long_day, ngettext, say
from portal.dossier.event_messages import EVENTS
from portal.dossier.retention import Appraisal, Retention

SENTENCES = {
    "Edition.openbaar": _l("Public"),
    "Edition.volledig": _l("Complete"),
    "dossier:of:voorstel": _l("Proposals"), "dossier:of:pilot": _l("Pilots"), "dossier:of:advies": _l("Advice"),
    "dossier:of:werkgroep": _l("Working groups"), "dossier:of:dienstverleningsovereenkomst": _l("Service contracts"),
    "dossier:of:gedeeld": _l("Changes by other networks"),
    "dossier:of:bijeenkomsten": _l("Meetings, by year"),
    "Keeping.blijvend": _l("For good"),
    "Keeping.jaren": _l("A number of years, and then it is destroyed"),
    "Closure.voorstel-aangenomen": _l("Proposal that was adopted"),
    "Closure.voorstel-niet-aangenomen": _l("Proposal that was not adopted"),
    "Closure.bijeenkomsten": _l("Meetings of a year"),
    "Closure.pilot-afgerond": _l("Pilot with a result"),
    "Closure.pilot-niet-doorgegaan": _l("Pilot that did not go on"),
    "Closure.advies-gegeven": _l("Advice that was given"),
    "Closure.advies-ingetrokken": _l("Question for advice that was taken back"),
    "Closure.werkgroep-met-advies": _l("Working group that advised"),
    "Closure.werkgroep-zonder-advies": _l("Working group that was closed without advice"),
    "Closure.contract-ondertekend": _l("Service contract that was signed"),
    "Closure.contract-niet-gesloten": _l("Service contract that did not come about"),
    "retention:same": _l("This holds already. Choose something else, or leave it as it is."),
    "retention:not-known": _l("Not known yet: it follows from how it ends"),
    "retention:for-good": _l("For good"),
    "dossier:no-place": _l("Choose a municipality that takes part in this network."),
} | EVENTS


def term_of(rule: Retention) -> str:
    """How long, in words."""
    if rule.years is None:
        return say("retention:for-good")
    return ngettext("%(num)s year after it ended", "%(num)s years after it ended", rule.years)


def kept_for(appraisal: Appraisal) -> str:
    """The same of one file: until when, where that is known."""
    if appraisal.rule is None:
        return say("retention:not-known")
    if until := appraisal.until:
        return gettext("Until %(day)s", day=long_day(until))
    return term_of(appraisal.rule)
