"""The field for one file. What was sent once is kept while the form is read over or mended: a browser cannot send it again."""

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session
from wtforms import FileField
from wtforms.validators import ValidationError

from portal.core import clock, documents
from portal.core.database import db
from portal.core.documents import KINDS, Document, Outcome, Upload
from portal.core.errors import Refused
from portal.core.language import say
from portal.core.quarantine import looked_at

KEPT_FOR = 24 * 3600
"""Seconds that a form may be read over before its file must be sent again."""


class DocumentField(FileField):  # type: ignore[misc]
    """`data` is the Document, once `keep` was called, or what was kept before; None without a file, and with one that is refused.

    The virus scanner is asked when the form arrives; what is infected is kept apart by `keep`, as nothing of the sender's.
    """

    data: Any
    accept = ",".join(f".{ending}" for ending in KINDS)
    _upload: Upload | None = None
    _infected: Upload | None = None
    _refusal: Refused | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        for value in valuelist:
            if isinstance(value, str):
                self._take_kept(value)
            elif value.filename:
                self._take(value)

    def _take_kept(self, token: str) -> None:
        document = _kept(token)
        if document is not None and document.is_infected:
            self._refuse(Refused("document:infected"))
        else:
            self.data = self.data or document

    def _take(self, file: Any) -> None:
        try:
            upload = looked_at(Upload.of(file.filename, file.stream.read(documents.MAX_BYTES + 1)))
        except Refused as refusal:
            self._refuse(refusal)
            return
        if upload.scan and upload.scan.outcome == Outcome.INFECTED:
            self._infected = upload
            self._refuse(Refused("document:infected"))
        else:
            self._upload = upload

    def _refuse(self, refusal: Refused) -> None:
        """Told at the field whatever the button asks: who keeps a draft must know that the file is not in it."""
        self._refusal, self.errors = refusal, [say(refusal.code, **refusal.data)]

    def pre_validate(self, form: Any) -> None:
        if self._refusal:
            raise ValidationError(say(self._refusal.code, **self._refusal.data))

    @property
    def is_fresh(self) -> bool:
        """A file was just sent and is not stored yet."""
        return self._upload is not None or self._infected is not None

    @property
    def has_file(self) -> bool:
        return self._upload is not None or self.data is not None

    def keep(self, session: Session) -> Document | None:
        """The document: stored now when it was only just sent."""
        if self._infected:
            documents.keep(session, self._infected, now=clock.now(), refused=True)
            self._infected = None
        if self._upload:
            self.data, self._upload = documents.keep(session, self._upload, now=clock.now()), None
        return self.data

    @property
    def token(self) -> str:
        """What the form carries in the place of the file."""
        return _signer().dumps(self.data.id) if self.data is not None else ""

    def spoken(self) -> str:
        return self.data.file_name if self.data is not None else ""


class FileNeeded:
    """A file must have been sent, now or before."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: DocumentField) -> None:
        if not field.has_file and not field._refusal:
            raise ValidationError(str(self.message))


def _kept(token: str) -> Document | None:
    try:
        return db.session.get(Document, _signer().loads(token, max_age=KEPT_FOR))
    except BadSignature:
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept-document")
