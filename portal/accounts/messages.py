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
