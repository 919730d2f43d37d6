"""Words about spreadsheets: why a file cannot be read, and what is wrong in a row."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.language import say
from portal.intake import mail_messages
from portal.intake.register import Field
from portal.intake.rules import Finding
from portal.parties.products import BY_CODE

SENTENCES = {
    "Column.kvk": _l("KVK number"), "Column.name": _l("Name of the provider"), "Column.domain": _l("Domain"),
    "Column.stream": _l("Funding"), "Column.clients": _l("Number of clients"),
    "file:empty": _l("The file is empty. Choose the file with the client counts."),
    "file:too-large": _l("The file is larger than %(megabytes)s MB. Save only the sheet with the client counts."),
    "file:too-many-rows": _l("The sheet has more than %(most)s rows. Remove what is no client count."),
    "file:not-a-list": _l("This is no list that can be read. Save it in Excel as CSV or XLSX."),
    "file:not-readable": _l("This workbook cannot be read. Save the sheet in Excel as CSV and upload that."),
    "file:no-rows": _l("There are headings, but no rows with clients under them."),
    "file:columns-missing": _l("These columns are missing: %(missing)s. Put these words above the columns."),
    "file:column-twice": _l("The column '%(column)s' is in the file twice. Remove one."),
    "upload:applied": _l("These counts were applied already."),
    "upload:has-findings": _l("The file has rows that are not right. Correct them and upload the file again."),
    "upload:future": _l("The date of the counts is not in the future."),
    "kvk:missing": _l("The KVK number is missing."),
    "kvk:wrong": _l("'%(value)s' is no KVK number. That has 8 digits."),
    "kvk:seven": _l("'%(value)s' has 7 digits. A KVK number has 8: Excel may have dropped a zero at the start."),
    "name:missing": _l("The name is missing."),
    "name:long": _l("The name is longer than %(most)s characters."),
    "name:other": _l("KVK number %(kvk)s is called '%(value)s' here, and '%(name)s' in row %(row)s."),
    "domain:missing": _l("The domain is missing."),
    "domain:wrong": _l("'%(value)s' is no domain. Choose Jeugdwet, Wmo 2015, Participatiewet or Beschermd wonen."),
    "stream:missing": _l("The funding is missing."),
    "stream:wrong": _l("'%(value)s' is no funding. Choose ZIN or PGB."),
    "clients:missing": _l("The number of clients is missing. Nobody? Then fill in 0."),
    "clients:wrong": _l("'%(value)s' is no whole number of clients."),
    "clients:negative": _l("'%(value)s' is less than zero."),
    "clients:too-many": _l("'%(value)s' is more clients than possible."),
    "rows:left-out": _l("%(rows)s rows with '%(value)s' are left out, as you said."),
    "upload:not-read": _l("The file was not read whole yet."),
    "upload:is-read": _l("The file is being read, or was read already."),
    "row:twice": _l("%(value)s with %(domain)s and %(stream)s is in row %(row)s too."),
    "total:differs": _l("The totals row says %(value)s, but the rows together are %(together)s. Was the file cut off?"),
    "Field.kvk": _l("KVK number"), "Field.name": _l("Name"), "Field.branches": _l("Branch numbers"),
    "Field.agb_codes": _l("AGB codes"), "Field.street": _l("Street and number"), "Field.postcode": _l("Postcode"),
    "Field.city": _l("Place"), "Field.postal_street": _l("Postal address: street or PO box"),
    "Field.postal_postcode": _l("Postal address: postcode"), "Field.postal_city": _l("Postal address: place"),
    "Field.website": _l("Website"), "Field.domains": _l("Kinds of help"), "Field.streams": _l("Money flows"),
    "Field.products": _l("Product categories"), "Field.municipalities": _l("Municipalities"),
    "Field.contact_name": _l("Contact person: name"), "Field.contact_email": _l("Contact person: e-mail address"),
    "Field.contact_phone": _l("Contact person: telephone"), "Field.contact_address": _l("Contact person: postal address"),
    "Field.substitute_name": _l("Substitute: name"), "Field.substitute_email": _l("Substitute: e-mail address"),
    "Field.substitute_phone": _l("Substitute: telephone"), "Field.substitute_address": _l("Substitute: postal address"),
    "NewRows.register": _l("They come in the register only"),
    "NewRows.members": _l("They become members: they signed before this portal existed"),
    "Outcome.new": _l("New"), "Outcome.changed": _l("Changes"), "Outcome.unchanged": _l("Stays the same"), "Outcome.refused": _l("Refused"),
    "register:number": _l("'%(value)s' is no number of %(count)s digits."),
    "register:padded": _l("%(value)s became %(padded)s: Excel takes zeros from the start of a number."),
    "register:letters": _l("There are letters in this name that are not Latin: %(value)s. Write it as in the trade register."),
    "register:long": _l("This is longer than %(most)s characters."),
    "register:postcode": _l("'%(value)s' is no postcode. That is four digits and two letters."),
    "register:website": _l("'%(value)s' is no address of a website."),
    "register:unknown": _l("'%(value)s' is not known here."),
    "register:successor": _l("%(value)s merged into %(name)s: that one is taken over."),
    "register:postal-part": _l("A postal address needs a street or PO box, a postcode and a place."),
    "register:person-part": _l("Of a person the name, e-mail address, telephone and postal address are needed."),
    "register:person-missing": _l("A member has a contact person and a substitute. This one is missing."),
    "register:same-person": _l("The substitute must be somebody else than the contact person, with another e-mail address."),
    "register:email": _l("'%(value)s' is no e-mail address."),
    "register:phone": _l("'%(value)s' is no telephone number. That has ten digits."),
    "register:twice": _l("KVK number %(value)s is in row %(row)s too."),
    "register:future": _l("They take part already: the day is not in the future."),
    "register:nothing": _l("No row would change anything."),
    "register:changed-meanwhile": _l("Something changed after this page was shown. Look once more at what each row would do."),
    "finding:line": _l("row %(row)s, %(column)s: %(sentence)s"),
} | mail_messages.SENTENCES


def sentence_of(finding: Finding) -> str:
    return say(finding.code, **finding.data)


def line_of(finding: Finding) -> str:
    """A finding as one line of text."""
    return say("finding:line", row=finding.row, column=finding.column, sentence=sentence_of(finding))


def register_header() -> list[str]:
    """The columns of the register, as they are read again."""
    return [say(field) for field in Field]


def cell_of(field: Field, value: Any, places: Mapping[int, str]) -> str:
    """A value as it stands in a cell: several of them with commas between."""
    if isinstance(value, str):
        return value
    if field == Field.MUNICIPALITIES:
        return ", ".join(sorted(places.get(place, str(place)) for place in value))
    if field == Field.PRODUCTS:
        return ", ".join(BY_CODE[code].label for code in sorted(value) if code in BY_CODE)
    kind = {Field.DOMAINS: "Domain", Field.STREAMS: "FundingStream"}.get(field)
    return ", ".join(say(f"{kind}.{code}") for code in sorted(value)) if kind else ", ".join(value)
