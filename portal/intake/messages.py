"""Words about spreadsheets: why a file cannot be read, and what is wrong in a row."""

from flask_babel import lazy_gettext as _l

from portal.core.language import say
from portal.intake.rules import Finding

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
    "row:twice": _l("%(value)s with %(domain)s and %(stream)s is in row %(row)s too."),
    "total:differs": _l("The totals row says %(value)s, but the rows together are %(together)s. Was the file cut off?"),
    "finding:line": _l("row %(row)s, %(column)s: %(sentence)s"),
}


def sentence_of(finding: Finding) -> str:
    return say(finding.code, **finding.data)


def line_of(finding: Finding) -> str:
    """A finding as one line of text."""
    return say("finding:line", row=finding.row, column=finding.column, sentence=sentence_of(finding))
