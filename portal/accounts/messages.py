"""Words about people and their roles, and the letters about them."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l

from portal.accounts.models import Invitation, Role, RoleGrant, User
from portal.core.access import Actor, Place
from portal.core.web import address
from portal.notifications.operations import Letter


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
    "Role.chair": _l("chair"),
    "Role.administrator": _l("administrator"),
    "note:colleague": _l("Makes proposals, reacts, gives signals, asks for seats and answers invitations."),
    "note:representative": _l("As a colleague, and also binds your organisation: votes, and says whether it takes part."),
    "note:party_admin": _l("As a colleague, and also invites and removes people."),
    "note:contact": _l("Gets all mail of the network and binds your organisation."),
    "note:substitute": _l("Gets all mail of the network and binds your organisation."),
    "role:none-left": _l("Choose at least one role. Does this person leave? Then remove them."),
    "role:has-it-already": _l("This person has this role already, or is invited for it. Look in the list."),
    "role:contact-is-replaced": _l("A contact person or substitute is replaced: name the new one, then the old one ends in the same act."),
    "role:own-administrator": _l("You cannot end your own role as administrator. Another administrator can."),
    "role:last-administrator": _l("This is the last administrator of the provider. First make somebody else administrator."),
    "invitation:until": _l("The link works once, until %(until)s. Is this not for you? Then you need not do anything."),
    "privileged:given": _l("%(by)s gave %(who)s (%(email)s) this role on %(at)s:"),
    "privileged:ended": _l("%(by)s ended this role of %(who)s (%(email)s) on %(at)s:"),
    "invitation:used": _l("This invitation was accepted already. Log in to go on."),
    "invitation:withdrawn": _l("This invitation was withdrawn."),
    "invitation:lapsed": _l("This invitation is older than 14 days. Ask for a new one."),
    "Language.nl": _l("Dutch"),
    "Language.en": _l("English"),
    "Browser.chrome": _l("Chrome"),
    "Browser.edge": _l("Edge"),
    "Browser.firefox": _l("Firefox"),
    "Browser.safari": _l("Safari"),
    "Browser.other": _l("An unknown browser"),
    "System.windows": _l("Windows"),
    "System.macos": _l("Mac"),
    "System.linux": _l("Linux"),
    "System.android": _l("Android"),
    "System.ios": _l("iPhone or iPad"),
    "System.other": _l("an unknown device"),
    "Notice.app-on": _l("An authenticator app was set up for your account. From now on you log in with a code of it."),
    "Notice.app-off": _l("The authenticator app was taken off your account."),
    "Notice.passkey-on": _l("A passkey was added to your account. You can log in with it."),
    "Notice.passkey-off": _l("A passkey was taken off your account."),
    "Notice.recovery-codes": _l("New recovery codes were made for your account. Codes of before no longer work."),
    "Notice.recovery-code-used": _l("Somebody logged in to your account with a recovery code. Codes that are left: %(left)s."),
    "Notice.second-factor-reset": _l("The administrator took the authenticator app, the passkeys and the recovery codes off your "
                                     "account. You are logged out everywhere. Set up the second step again when you log in."),
    "passkey:used": _l("This answer of your passkey was used already, or is too old. Try again."),
    "session:ended": _l("You are logged out: your log-in was ended, or it was older than 12 hours."),
    "email:same": _l("This is your address already. Fill in another one."),
    "email:link": _l("This link no longer works. Ask for the change again on the page of your account."),
    "proof:wrong-app": _l("This code is not right, or it was used already. Wait for the next code in your app."),
    "proof:too-many-tries": _l("A wrong code was filled in too often. Wait half an hour and try again."),
    "proof:wrong": _l("This code is not right. Look in the letter and fill in the six digits."),
    "proof:expired": _l("This code is too old. Ask for a new one."),
    "proof:too-often": _l("A wrong code was filled in too often. Ask for a new one."),
    "proof:too-many": _l("You asked for a code too often. Wait half an hour and try again."),
}

LIBRARY = {
    "ALREADY_CONFIRMED": (_("This address is confirmed already. You can log in."), "info"),
    "ANONYMOUS_USER_REQUIRED": (_("You are logged in already."), "info"),
    "API_ERROR": (_("This was not understood. Try again."), "error"),
    "CONFIRMATION_EXPIRED": (_("This link is too old. Ask for a new one here."), "error"),
    "CONFIRMATION_REQUEST": (_("Is there an account to confirm with the address %(email)s? Then we have sent a link to it."), "info"),
    "CONFIRMATION_REQUIRED": (_("Confirm your e-mail address first. Open the link in the letter that we sent you."), "error"),
    "CONFIRM_REGISTRATION": (_("We have sent a letter to %(email)s."), "success"),
    "DISABLED_ACCOUNT": (_("This account is closed. Call the secretary."), "error"),
    "EMAIL_ALREADY_ASSOCIATED": (_("This e-mail address cannot be used."), "error"),
    "EMAIL_CONFIRMED": (_("Your e-mail address is confirmed. You can log in now."), "success"),
    "EMAIL_NOT_PROVIDED": (_("Fill in your e-mail address."), "error"),
    "FORGOT_PASSWORD": (_("I do not know my password"), "info"),
    "GENERIC_AUTHN_FAILED": (_("The e-mail address or the password is not right."), "error"),
    "GENERIC_RECOVERY": (_("If there is an account with this address, we have sent you a link."), "info"),
    "INVALID_CODE": (_("This code is not right."), "error"),
    "INVALID_CONFIRMATION_TOKEN": (_("This link no longer works. Ask for a new one here."), "error"),
    "INVALID_EMAIL_ADDRESS": (_("This e-mail address is not complete. It looks like name@example.nl."), "error"),
    "INVALID_INPUT": (_("This was not understood. Try again."), "error"),
    "INVALID_INPUT_LENGTH": (_("Use at most %(length)s characters."), "error"),
    "INVALID_PASSWORD": (_("The password is not right."), "error"),
    "INVALID_RECOVERY_CODE": (_("This recovery code is not right, or it was used already."), "error"),
    "INVALID_REDIRECT": (_("This address is not on this site."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_("This link no longer works. Ask for a new one here."), "error"),
    "LOGIN": (_("Log in first."), "info"),
    "NO_RECOVERY_CODES_SETUP": (_("There are no recovery codes yet."), "info"),
    "PASSWORD_BREACHED": (_("This password is known to others. Choose another one."), "error"),
    "PASSWORD_CHANGE": (_("Your password is changed. You are logged out in every other browser."), "success"),
    "PASSWORD_INVALID_LENGTH": (_("Use at least %(length)s characters."), "error"),
    "PASSWORD_IS_THE_SAME": (_("Choose another password than the one you had."), "error"),
    "PASSWORD_MISMATCH": (_("The two passwords are not the same."), "error"),
    "PASSWORD_NOT_PROVIDED": (_("Fill in your password."), "error"),
    "PASSWORD_RESET": (_("Your password is saved and you are logged in."), "success"),
    "PASSWORD_RESET_EXPIRED": (_("This link is too old. Ask for a new one here."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (_("Your password is saved. You can log in now."), "success"),
    "PASSWORD_RESET_REQUEST": (_("If there is an account with the address %(email)s, we have sent you a link."), "info"),
    "PASSWORD_TOO_LONG": (_("Use at most %(length)s characters."), "error"),
    "PASSWORD_TOO_SIMPLE": (_("This password is easy to guess: it is made of words, names or figures that many people use. "
                              "Choose a sentence that only you would think of."), "error"),
    "REAUTHENTICATION_REQUIRED": (_("Fill in your password again first. It is an hour ago that you did."), "error"),
    "REAUTHENTICATION_SUCCESSFUL": (_("Thank you. You can go on."), "info"),
    "REFRESH": (_("Log in again first."), "info"),
    "RETYPE_PASSWORD_MISMATCH": (_("The two passwords are not the same."), "error"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_("Your authenticator app is set up."), "success"),
    "TWO_FACTOR_DISABLED": (_("The authenticator app is taken off your account."), "success"),
    "TWO_FACTOR_INVALID_TOKEN": (_("This code is not right, or it was used already. Wait for the next code in your app."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("You are logged in."), "success"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_("This is not possible. Choose again."), "error"),
    "TWO_FACTOR_PERMISSION_DENIED": (_("Log in first."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (_("This took more than half an hour. Start again."), "error"),
    "UNAUTHENTICATED": (_("Log in first."), "error"),
    "UNAUTHORIZED": (_("You may not see this page."), "error"),
    "USER_DOES_NOT_EXIST": (_("There is no account with this address."), "error"),
    "WEBAUTHN_CREDENTIAL_DELETED": (_("The passkey '%(name)s' is taken off your account."), "info"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_("This passkey is on an account already."), "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_("This passkey is not for this."), "error"),
    "WEBAUTHN_EXPIRED": (_("This took too long. Start again."), "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_("This passkey does not belong to this account."), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (_("Use only letters, figures, spaces and dashes in the name."), "error"),
    "WEBAUTHN_NAME_INUSE": (_("You have a passkey that is called '%(name)s' already. Choose another name."), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (_("You have no passkey that is called '%(name)s'."), "error"),
    "WEBAUTHN_NAME_REQUIRED": (_("Give the passkey a name."), "error"),
    "WEBAUTHN_NO_VERIFY": (_("This passkey could not be checked. Try again."), "error"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (_("This passkey does not belong to an account here."), "error"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (_("The passkey '%(name)s' is added."), "info"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_("This passkey is not known here."), "error"),
}
"""What the library for accounts can say on screen, by its own codes: everything of what is switched on."""


def to_accept(invitation: Invitation, place: Place, key: str, by: Actor) -> Letter:
    """The offer, with the link that accepts it. The same words whether or not there is an account."""
    user = invitation.user
    return Letter("accounts/to-accept", f"invitation:{invitation.id}:{invitation.key_hash[:16]}", user.email, invitation.name,
                  user.language, {"link": address("accounts.accept", key=key), "for_name": place.name, "by": by.person_name,
                                  "roles": _codes(invitation.offered), "until": invitation.lapses_at})


def roles_changed(user: User, place: Place, left: Iterable[RoleGrant], cause: RoleGrant) -> Letter:
    return Letter("accounts/roles-changed", f"roles-changed:{cause.id}:{cause.ends_at}", user.email, user.name, user.language,
                  {"for_name": place.name, "roles": _codes(left)})


def farewell(user: User, place: Place, cause: RoleGrant, reason: str) -> Letter:
    """To who no longer acts for a place: what that means."""
    return Letter("accounts/farewell", f"farewell:{cause.id}", user.email, user.name, user.language,
                  {"for_name": place.name, "role": cause.role, "reason": reason})


def privileged(user: User, place: Place, roles: list[Role], to: Iterable[User], by: Actor, now: datetime, *, given: bool
               ) -> list[Letter]:
    """To the other administrators: who got or lost the rights of a secretary or administrator."""
    return [Letter("accounts/privileged", f"privileged:{user.id}:{now.isoformat()}:{given}", one.email, one.name, one.language,
                   {"who": user.name, "email": user.email, "roles": roles, "for_name": place.name, "by": by.person_name,
                    "at": now, "given": given})
            for one in to]


def _codes(grants: Iterable[RoleGrant]) -> list[Role]:
    held = {grant.role for grant in grants}
    return [role for role in Role if role in held]
