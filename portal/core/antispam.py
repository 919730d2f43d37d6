"""Against robots that fill in forms, without puzzles for people: a trap that nobody sees, and the time that filling in takes.

`class GiveForm(AgainstSpam)` instead of `Form` is all a form needs: `hidden(form)` in its template writes both. Who is too fast for a
person reads that, keeps what was filled in, and presses the button once more: nothing is thrown away silently.
Beside it stand the limit per address (`limiter`) and a confirmed e-mail address. Who is logged in is not asked.
"""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, StringField

from portal.core import clock
from portal.core.access import current_actor
from portal.core.forms import Form


class AgainstSpam(Form):
    """A form for everyone, without an account."""

    # The trap has a name that robots know and that none of our questions has.
    homepage = StringField(_l("Leave this empty"))
    opened = HiddenField(default=lambda: _signer().dumps(int(clock.now().timestamp())))

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything else first: what a person has to put right is not hidden behind these."""
        is_right: bool = super().validate(extra_validators)
        return self.is_by_hand() and is_right

    def is_by_hand(self) -> bool:
        """Asked by itself where a form goes on in steps; what is wrong stands in `form_errors`."""
        if current_actor().is_known:
            return True  # somebody with an account is no robot, and may have a single button to press
        if self.homepage.data:
            self.form_errors.append(str(_l("A field that people do not see was filled in. Clear what was filled in by "
                                           "itself, and try again.")))
            self.homepage.data = ""
            return False
        if not self._took_its_time():
            self.form_errors.append(str(_l("That went faster than a person types. Wait a few seconds and press the "
                                           "button once more.")))
            return False
        return True

    def _took_its_time(self) -> bool:
        try:
            opened: int = _signer().loads(self.opened.data or "")
        except BadSignature:
            self.opened.data = _signer().dumps(int(clock.now().timestamp()))
            return False
        return clock.now().timestamp() - opened >= current_app.config["FORM_SECONDS"]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form-opened")
