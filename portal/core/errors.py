"""What a verb may answer instead of doing its work. Codes and data; `language.say` makes the sentence."""

from typing import Any


class Refused(Exception):
    """A rule says no. `code` is a key of a phrasebook, `field` the form field it belongs to, if any.

    Nothing was changed: the transaction around it is rolled back.
    """

    def __init__(self, code: str, *, field: str | None = None, **data: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.data = code, field, data


class Stale(Refused):
    """Somebody else changed the subject after this form was opened. `theirs` is the text that stands now."""

    def __init__(self, theirs: str = "") -> None:
        super().__init__("stale")
        self.theirs = theirs


class InDoubt(Exception):
    """The database went away while it stored this: it is there whole or not at all, and nobody can say which.

    Sending the same form again tells: what was stored raises AlreadyDone, what was not is done now.
    """


class AlreadyDone(Exception):
    """This very form was handled before (a double click, a reload): go and look at what it did."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location
