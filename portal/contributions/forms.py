"""The questions that every form for sending something in shares, and the secretary's forms about documents and hiding.

A form takes the questions it needs as class members, in its own order, by calling the functions here, and `GiveForm` as its base.
"""

from enum import StrEnum
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from portal.contributions.models import Attachment, Draft
from portal.contributions.rules import MOST_FILES, Ground, HiddenGround
from portal.core.access import Actor
from portal.core.antispam import AgainstSpam
from portal.core.documents import Document
from portal.core.forms import (
    MAX_TEXT,
    DocumentField,
    Form,
    NoBsn,
    RadioField,
    VersionedForm,
    at_most,
    email_address,
    required,
)
from portal.core.language import gettext
from portal.parties.rules import PublishAs

OUTSIDER_FIELDS = ("publish_as", "sender_name", "sender_place", "sender_email")
FILE_FIELDS = tuple(f"file_{number}" for number in range(1, MOST_FILES + 1))
NOT_KEPT = frozenset({"csrf_token", "acting", "once", "act", "opened", "homepage"})
"""What a draft does not hold: it is of one opening of the form."""


class Confidential(StrEnum):
    NO = "no"
    YES = "yes"


class WhenConfidential:
    """The answer is needed by who wants a part to stay confidential, and asked of nobody else."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if form.confidential.data != Confidential.YES:
            raise StopValidation
        if not field.data:
            raise StopValidation(str(self.message))


class NamedWhenShown:
    """Who wants to be named must say the name."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.publish_as.data == PublishAs.NAME and not field.data:
            raise StopValidation(gettext("Fill in your name, or choose to stay without a name."))


def file_question(number: int) -> DocumentField:
    """An open document: `file_1 = file_question(1)`, up to MOST_FILES."""
    return DocumentField(_l("Document %(number)d", number=number), description=_l(
        "PDF, Word, Excel or a picture, at most 10 MB. The secretary reads it before it comes on the site.") if number == 1 else "")


def confidential_question() -> RadioField:
    return RadioField(
        _l("Should a part stay confidential?"), [required(_l("Choose whether a part should stay confidential."))],
        kind=Confidential, default=Confidential.NO,
        notes={Confidential.YES: _l("Only the municipality reads that part. The site does say that a part is missing, and why.")})


def confidential_text_question() -> TextAreaField:
    return TextAreaField(_l("The confidential part"), [
        WhenConfidential(_l("Write down the confidential part, or choose 'No'.")), at_most(MAX_TEXT), NoBsn()])


def ground_question() -> RadioField:
    return RadioField(_l("Why is this confidential?"), [WhenConfidential(_l("Choose why a part is confidential."))], kind=Ground)


def confidential_file_question() -> DocumentField:
    return DocumentField(_l("Confidential document"), description=_l("It never comes on the site."))


def publish_as_question(label: Any, missing: Any, notes: dict[Any, Any] | None = None, description: Any = "") -> RadioField:
    return RadioField(label, [required(missing)], kind=PublishAs, default=PublishAs.PLACE, notes=notes, description=description)


def name_question() -> StringField:
    return StringField(_l("Name"), [NamedWhenShown(), at_most()])


def place_question() -> StringField:
    return StringField(_l("Place where you live"), [at_most()])


def email_question() -> StringField:
    return StringField(
        _l("E-mail address"), [required(_l("Give your e-mail address, for the receipt and the answer.")), email_address(), at_most()],
        description=_l("We send a letter with a link to this address. After you open it, the secretary sees what you sent. "
                       "The address never comes on the site."))


class GiveForm(AgainstSpam):
    """Sending something in. Who acts for a party is not asked who it is.

    `draft`: what this person kept here before; it fills the form in until something is sent.
    """

    def __init__(self, actor: Actor, *args: Any, draft: Draft | None = None, **kwargs: Any) -> None:
        if draft is not None and not request.form:
            kwargs["formdata"] = MultiDict([(name, value) for name, value in draft.fields])
        super().__init__(*args, **kwargs)
        if actor.party_id is not None:
            for name in OUTSIDER_FIELDS:
                if name in self:
                    delattr(self, name)
        if "ground" in self:
            self.ground.choices = [SelectChoice(ground.value, label) for ground, label in _grounds()]
            self.ground.spoken = lambda: dict(_grounds()).get(self.ground.data, "")

    @property
    def is_kept(self) -> bool:
        """The button that keeps it as a draft was pressed: nothing is checked but that its documents can be kept."""
        return self.is_submitted() and self.step == "keep" and not self.wrong_fields

    @property
    def kept_fields(self) -> list[list[str]]:
        """All that was filled in, as a draft holds it; documents that were sent are kept first."""
        self.keep_files()
        files = {field.name: field for field in self if isinstance(field, DocumentField)}
        typed = [[name, value] for name, values in request.form.lists() if name not in NOT_KEPT | files.keys() for value in values]
        return typed + [[name, field.token] for name, field in files.items() if field.token]

    @property
    def shown_fields(self) -> list[list[str]]:
        """Question and answer, as colleagues read a draft."""
        spoken = ((field, field.spoken() if hasattr(field, "spoken") else field.data) for field in self.asked_fields
                  if field.name not in self.unasked)
        return [[str(field.label.text), str(words)] for field, words in spoken if words]

    @property
    def unasked(self) -> list[str]:
        """What reading over leaves out: the confidential part of who has none."""
        if "confidential" not in self or self.confidential.data == Confidential.YES:
            return []
        return [name for name in ("confidential_text", "ground", "confidential_file") if name in self]

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in, by the names that the verb takes; documents are asked for with `documents`."""
        answers = {name: value for name, value in super().answers.items() if name not in (*FILE_FIELDS, "confidential_file")}
        if "confidential" in answers and answers.pop("confidential") != Confidential.YES:
            answers |= {name: empty for name, empty in (("confidential_text", ""), ("ground", None)) if name in answers}
        return answers

    def documents(self, session: Session) -> dict[str, Any]:
        """The documents that came along, stored: `documents` and `confidential_documents`, as the verb takes them."""
        is_confidential = "confidential" in self and self.confidential.data == Confidential.YES
        return {"documents": self._stored(session, FILE_FIELDS),
                "confidential_documents": self._stored(session, ("confidential_file",)) if is_confidential else ()}

    def _stored(self, session: Session, names: tuple[str, ...]) -> tuple[Document, ...]:
        return tuple(found for name in names if name in self and (found := self[name].keep(session)) is not None)


def _grounds() -> list[tuple[Ground, str]]:
    return [(Ground.COST, gettext("It is about costs or prices")),
            (Ground.INNOVATION, gettext("It is about a new idea of a provider")),
            (Ground.OTHER, gettext("Another reason"))]


class Shown(StrEnum):
    AS_SENT = "as_sent"
    REDACTED = "redacted"
    OFF = "off"


class ClearForm(VersionedForm):
    """A document on the site, in a version with parts made unreadable, or not."""

    shown = RadioField(_l("Does this document come on the site?"), [required(_l("Choose whether the document comes on the site."))], kind=Shown)
    redacted = DocumentField(_l("The version for the site"), description=_l("Only when parts were made unreadable. Who opens the "
                                                                            "file must not be able to read them any more."))
    reason = TextAreaField(_l("Reason"), [at_most(MAX_TEXT), NoBsn()],
                           description=_l("Needed when it stays off the site or parts were made unreadable. Everyone can read it."))

    def __init__(self, attachment: Attachment, **kwargs: Any) -> None:
        super().__init__(version=str(attachment.version), reason=attachment.reason, **kwargs)
        if attachment.is_confidential:
            self.shown.choices = self.shown.choices[-1:]

    def validate_redacted(self, field: Any) -> None:
        if self.shown.data == Shown.REDACTED and not field.has_file:
            raise StopValidation(gettext("Add the version in which parts were made unreadable."))

    def validate_reason(self, field: Any) -> None:
        if self.shown.data in (Shown.REDACTED, Shown.OFF) and not field.data:
            raise StopValidation(gettext("Write the reason: everyone can read it."))


class HideForm(Form):
    """Take something off the site: a reason from the short list, and a note for the sender and the file."""

    ground = RadioField(_l("Why is it hidden?"), [required(_l("Choose why it is hidden."))], kind=HiddenGround,
                        description=_l("This reason stands on the site, in the place of the text."))
    note = TextAreaField(_l("Explanation for the sender"), [required(_l("Write what the sender should know.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("It goes to the sender by e-mail and into the file. It does not come on the site."))


class ShowAgainForm(Form):
    note = TextAreaField(_l("Why does it come back on the site?"), [required(_l("Write why it comes back.")), at_most(MAX_TEXT), NoBsn()],
                         description=_l("For the file."))
