"""The form for a spreadsheet, and the one that says: apply it."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField
from wtforms.validators import Length, StopValidation

from portal.core.forms import DayField, Form, RadioField, required
from portal.core.language import gettext
from portal.intake.register import NewRows


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


class NeededForMembers:
    """The day is asked of who makes new providers members, and of nobody else."""

    def __call__(self, form: Any, field: DayField) -> None:
        is_empty = not any(text.strip() for text in field.raw_data or ())
        if form.new_rows.data != NewRows.MEMBERS or is_empty:
            field.errors = []
        if form.new_rows.data != NewRows.MEMBERS:
            raise StopValidation
        if is_empty:
            raise StopValidation(gettext("Give the day from which they take part, such as 1-1-2024."))


class RegisterForm(Form):
    """The file, and what becomes of providers that are not known yet."""

    file = FileField(
        _l("File with the providers"), [FileRequired(_l("Choose the file with the providers."))],
        description=_l("CSV or Excel (xlsx, xls, ods), at most 5 MB and 20,000 rows. The columns may stand in any order."))
    new_rows = RadioField(
        _l("What do new providers become?"), [required(_l("Choose what new providers become."))], kind=NewRows,
        description=_l("About providers that the portal does not know yet. Of the others only what differs changes."))
    member_from = DayField(_l("Members since"), [NeededForMembers()], format=["%Y-%m-%d", "%d-%m-%Y"],
                           description=_l("Needed for members: the day from which they take part."))

    @property
    def since(self) -> date | None:
        return self.member_from.data if self.new_rows.data == NewRows.MEMBERS else None


class ApplyRegisterForm(Form):
    """`seen`: the fingerprint of what was shown, so that nothing else is taken over."""

    seen = HiddenField(validators=[Length(max=64)])
