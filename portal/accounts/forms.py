"""The library's forms with what we add, and the forms of the own account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security.forms import (
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    SendConfirmationForm,
    TwoFactorVerifyCodeForm,
)
from flask_security.forms import Form as LibraryForm
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import get_message, hash_password
from wtforms import EmailField, StringField
from wtforms.validators import DataRequired, Length

from portal.accounts.letters import tell_stranger
from portal.accounts.rules import Language
from portal.core.forms import Form, RadioField, at_most, email_address, required, tidy

MAX_NAME = 100


class LogIn(LoginForm):  # type: ignore[misc]
    """Without "remember me": a log-in lasts a working day."""

    remember = None

    def validate(self, **options: Any) -> bool:
        if super().validate(**options):
            return True
        if self.user_authenticated and self.requires_confirmation:
            # The password was right, so this is told to nobody but the owner.
            self.email.errors = []
            self.form_errors.append(get_message("CONFIRMATION_REQUIRED")[0])
        return False


class Register(RegisterFormV2):  # type: ignore[misc]
    """Name, address and password. Somebody without a name cannot be told from another."""

    name = StringField(filters=[tidy], validators=[DataRequired(_l("Fill in your name.")), Length(
        max=MAX_NAME, message=_l("Use at most %(max)d characters."))])


class _SameForEveryone:
    """An address without an account gets a letter too: who asks sees nothing of it, and it costs the same time."""

    user: Any
    email: Any

    def _is_known(self) -> bool:
        valid = LibraryForm.validate(self)  # type: ignore[arg-type]
        if valid and self.user.is_active:
            return True
        if valid or get_message("USER_DOES_NOT_EXIST")[0] in self.email.errors:
            tell_stranger(self.email.data)
        return False


class AskPassword(_SameForEveryone, ForgotPasswordForm):  # type: ignore[misc]
    """A link by mail proves the address too, so one may ask for it before having confirmed."""

    def validate(self, **_options: Any) -> bool:
        known = self._is_known()
        if known:
            hash_password("not-a-password")  # the library does so for who is unknown
        return known


class AskConfirmation(_SameForEveryone, SendConfirmationForm):  # type: ignore[misc]
    """The letter with which an address is confirmed, once more."""

    def validate(self, **_options: Any) -> bool:
        known = self._is_known()
        if known and self.user.confirmed_at:
            tell_stranger(self.user.email)
            return False
        return known


class AppCode(TwoFactorVerifyCodeForm):  # type: ignore[misc]
    """Six digits of the app, with or without the space in the middle."""

    code = StringField(filters=[tidy], validators=[DataRequired(_l("Fill in the code.")), Length(max=20)])


class RecoveryCode(MfRecoveryForm):  # type: ignore[misc]
    code = StringField(filters=[tidy], validators=[DataRequired(_l("Fill in the code.")), Length(max=40)])


class DetailsForm(Form):
    """How somebody is called, and in which language our letters are."""

    name = StringField(_l("Your name"), [required(_l("Fill in your name.")), at_most(MAX_NAME)],
                       description=_l("So you are shown to the people you work with."))
    language = RadioField(_l("Language of our letters"), [required(_l("Choose a language."))], kind=Language)


class NewAddressForm(Form):
    """Where somebody wants to be reached from now on."""

    email = EmailField(_l("New e-mail address"), [required(_l("Fill in the new e-mail address.")), email_address(), at_most()])
