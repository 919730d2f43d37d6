"""Words about providers and senders."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "Domain.youth": _l("Youth"),
    "Domain.wmo": _l("Wmo"),
    "Domain.participation": _l("Participation Act"),
    "Domain.sheltered_housing": _l("Sheltered housing"),
    "FundingStream.zin": _l("Care in kind"),
    "FundingStream.pgb": _l("Personal budget (pgb)"),
    "AuthorityGround.law": _l("By law: I am the owner or the only director"),
    "AuthorityGround.statutes": _l("By the statutes: I am a director who may sign"),
    "AuthorityGround.power_of_attorney": _l("By power of attorney: the board lets me sign"),
    "PublishAs.name": _l("With my name and place"),
    "PublishAs.place": _l("Without my name: 'a resident of …'"),
    "PublishAs.hidden": _l("Not on the site"),
    "Stays.colleague": _l("Stays, as a colleague"),
    "Stays.leaves": _l("Leaves: no access and no mail any more"),
    "contact:same-person": _l("Contact person and substitute are two persons, each with an e-mail address of their own."),
    "sender:resident-of": _l("Resident of %(place)s"),
    "sender:resident": _l("A resident"),
    "sender:name-and-place": _l("%(name)s, %(place)s"),
}
