"""The form for a spreadsheet, and the one that says: apply it."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField

from portal.core.forms import Form, required


class UploadForm(Form):
    """The file, and the day of which it tells."""

    file = FileField(
        _l("File with the client counts"), [FileRequired(_l("Choose the file with the client counts."))],
        description=_l("CSV or Excel (xlsx, xls, ods), at most 5 MB. With the columns KVK number, name of the provider, "
                       "domain, funding and number of clients, in any order."))
    data_date = DateField(
        _l("Date of the counts"), [required(_l("Give the date of the counts, such as 31-12-2025."))],
        format=["%Y-%m-%d", "%d-%m-%Y"], description=_l("The day on which these clients were counted. This date is published."))


class ApplyForm(Form):
    """Nothing to fill in: what is applied was shown."""
