"""Words about people and their roles."""

from flask_babel import lazy_gettext as _l


def _(sentence: str) -> str:
    """Mark for the catalogue: Flask-Security itself looks the Dutch up at the moment of speaking."""
    return sentence


SENTENCES = {
    "Role.contact": _l("contact person"),
    "Role.substitute": _l("substitute"),
    "Role.representative": _l("representative"),
    "Role.colleague": _l("colleague"),
    "Role.party_admin": _l("administrator of the provider"),
    "Role.secretary": _l("secretary"),
    "Role.board_staff": _l("board staff"),
    "Role.administrator": _l("administrator"),
    "proof:wrong": _l("This code is not right. Look in the letter and fill in the six digits."),
    "proof:expired": _l("This code is too old. Ask for a new one."),
    "proof:too-often": _l("A wrong code was filled in too often. Ask for a new one."),
    "proof:too-many": _l("You asked for a code too often. Wait half an hour and try again."),
}

LIBRARY = {
    "GENERIC_AUTHN_FAILED": (_("The e-mail address or the password is not right."), "error"),
    "GENERIC_RECOVERY": (_("If there is an account with this address, we have sent you a link."), "info"),
    "PASSWORD_RESET_REQUEST": (_("If there is an account with the address %(email)s, we have sent you a link."), "info"),
    "PASSWORD_RESET_EXPIRED": (_("This link is too old. Ask for a new one here."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_("This link no longer works. Ask for a new one here."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (_("Your password is saved. You can log in now."), "success"),
    "PASSWORD_RESET": (_("Your password is saved and you are logged in."), "success"),
    "PASSWORD_IS_THE_SAME": (_("Choose another password than the one you had."), "error"),
    "PASSWORD_INVALID_LENGTH": (_("Use at least %(length)s characters."), "error"),
    "PASSWORD_TOO_SIMPLE": (_("This password is too easy to guess. Make it longer."), "error"),
    "PASSWORD_BREACHED": (_("This password is known to others. Choose another one."), "error"),
    "PASSWORD_MISMATCH": (_("The two passwords are not the same."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_("The two passwords are not the same."), "error"),
    "PASSWORD_NOT_PROVIDED": (_("Fill in your password."), "error"),
    "INVALID_PASSWORD": (_("The e-mail address or the password is not right."), "error"),
    "EMAIL_NOT_PROVIDED": (_("Fill in your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (_("This e-mail address is not complete. It looks like name@example.nl."), "error"),
    "USER_DOES_NOT_EXIST": (_("The e-mail address or the password is not right."), "error"),
    "DISABLED_ACCOUNT": (_("This account is closed. Call the secretary."), "error"),
    "ANONYMOUS_USER_REQUIRED": (_("You are logged in already."), "info"),
    "LOGIN": (_("Log in first."), "info"),
    "REFRESH": (_("Log in again first."), "info"),
    "UNAUTHENTICATED": (_("Log in first."), "error"),
    "UNAUTHORIZED": (_("You may not see this page."), "error"),
    "REAUTHENTICATION_REQUIRED": (_("Log in again first."), "error"),
    "INVALID_REDIRECT": (_("This address is not on this site."), "error"),
    "API_ERROR": (_("This was not understood. Try again."), "error"),
    "INVALID_INPUT": (_("This was not understood. Try again."), "error"),
}
"""What the library for accounts can say on screen, by its own codes."""
