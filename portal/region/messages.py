"""Words about municipalities and their mandates."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "MandateTask.procurement": _l("Prepare and carry out the procurement"),
    "MandateTask.contracts": _l("Sign framework agreements with providers"),
    "MandateTask.contract_management": _l("Manage the contracts"),
    "MandateTask.supplier_management": _l("Manage the relation with providers"),
    "MandateTask.supervision": _l("Supervision"),
    "municipality:columns": _l("The list lacks these columns: %(missing)s."),
    "municipality:line": _l("Line %(line)s cannot be read."),
    "municipality:successor": _l("%(name)s ended without a successor in the list, or has a successor and no last day."),
    "mandate:task-missing": _l("Choose at least one task."),
    "mandate:own": _l("A municipality gives no mandate to itself."),
    "mandate:ends-too-early": _l("The last day cannot be before the first day: %(begins)s."),
    "mandate:already": _l("There is a mandate of %(name)s for these tasks in this time already. End it first."),
    "mandate:ended": _l("This mandate was ended already."),
    "mandate:reason-missing": _l("Give the reason."),
}
