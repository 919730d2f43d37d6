"""How Flask-Security is set: Dutch addresses, our pages, our letters, no rules of composition, a second factor."""

import hashlib
from datetime import timedelta
from typing import Any

from portal.accounts.messages import LIBRARY
from portal.accounts.proof import TOLERANCE
from portal.core import clock
from portal.core.language import TRANSLATIONS

ADDRESSES = {
    "LOGIN_URL": "/inloggen", "LOGOUT_URL": "/uitloggen", "REGISTER_URL": "/account-maken", "CONFIRM_URL": "/bevestigen",
    "RESET_URL": "/wachtwoord", "CHANGE_URL": "/account/wachtwoord", "VERIFY_URL": "/account/nog-eens",
    "TWO_FACTOR_SETUP_URL": "/account/app", "TWO_FACTOR_TOKEN_VALIDATION_URL": "/inloggen/code",
    "TWO_FACTOR_SELECT_URL": "/inloggen/tweede-stap", "TWO_FACTOR_RESCUE_URL": "/inloggen/kwijt",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/herstelcodes", "MULTI_FACTOR_RECOVERY_URL": "/inloggen/herstelcode",
    "WAN_REGISTER_URL": "/account/passkeys", "WAN_DELETE_URL": "/account/passkeys-weg", "WAN_SIGNIN_URL": "/inloggen/passkey",
}
AFTERWARDS = {
    "POST_LOGIN_VIEW": "accounts.welcome", "POST_LOGOUT_VIEW": "/", "POST_RESET_VIEW": "security.login",
    "POST_REGISTER_VIEW": "accounts.registered", "POST_CONFIRM_VIEW": "security.login", "POST_CHANGE_VIEW": "accounts.show",
    "POST_VERIFY_VIEW": "accounts.show", "TWO_FACTOR_POST_SETUP_VIEW": "accounts.secured",
    "WAN_POST_REGISTER_VIEW": "accounts.secured", "TWO_FACTOR_ERROR_VIEW": "security.login",
}
TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "accounts/login.html", "REGISTER_USER_TEMPLATE": "accounts/register.html",
    "SEND_CONFIRMATION_TEMPLATE": "accounts/send_confirmation.html",
    "FORGOT_PASSWORD_TEMPLATE": "accounts/forgot_password.html", "RESET_PASSWORD_TEMPLATE": "accounts/reset_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "accounts/change_password.html", "VERIFY_TEMPLATE": "accounts/verify.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "accounts/app.html", "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/app_code.html",
    "TWO_FACTOR_SELECT_TEMPLATE": "accounts/which_factor.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "accounts/recovery_codes.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/recovery_code.html",
    "WAN_REGISTER_TEMPLATE": "accounts/passkeys.html", "WAN_SIGNIN_TEMPLATE": "accounts/passkey_log_in.html",
}
LETTERS = {
    "EMAIL_PLAINTEXT": False, "EMAIL_HTML": False,  # letters are rendered when they are delivered
    "EMAIL_TEMPLATE_PASSWORD_RESET": "accounts/reset-instructions",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "accounts/reset-notice",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "accounts/reset-notice",
    "REGISTER_EMAIL_TEMPLATE": "accounts/confirm", "EMAIL_TEMPLATE_CONFIRM": "accounts/confirm",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "accounts/exists",
    # An address is looked at, never asked of the mail server behind it.
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
}
RULES = {
    "REGISTERABLE": True, "CONFIRMABLE": True, "RECOVERABLE": True, "CHANGEABLE": True, "TRACKABLE": False,
    "RETURN_GENERIC_RESPONSES": True, "JOIN_USER_ROLES": False, "FLASH_MESSAGES": True, "DEFAULT_REMEMBER_ME": False,
    "LOGOUT_METHODS": ["POST"], "STATIC_FOLDER": None, "API_ENABLED_METHODS": ["session"],
    "CONFIRM_EMAIL_WITHIN": timedelta(days=2), "RESET_PASSWORD_WITHIN": timedelta(days=14),
    # What touches the safety of the account asks for the password again when that is an hour ago.
    "FRESHNESS": timedelta(hours=1), "FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
    "PASSWORD_LENGTH_MIN": 12, "PASSWORD_HASH": "argon2", "PASSWORD_SCHEMES": ["argon2"], "DEPRECATED_PASSWORD_SCHEMES": [],
    # In links, which are signed: a costly hash would only tell, by the time it takes, who has an account.
    "HASHING_SCHEMES": ["hex_sha256", "sha256_crypt"],
    "TWO_FACTOR": True, "TWO_FACTOR_ENABLED_METHODS": ["authenticator"], "TWO_FACTOR_ALWAYS_VALIDATE": True,
    "TWO_FACTOR_RESCUE_EMAIL": False, "TWO_FACTOR_AUTHENTICATOR_VALIDITY": TOLERANCE, "TOTP_ISSUER": "Ontwikkeltafel",
    "MULTI_FACTOR_RECOVERY_CODES": True, "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "WEBAUTHN": True, "WAN_RP_NAME": "Ontwikkeltafel", "WAN_ALLOW_AS_FIRST_FACTOR": True, "WAN_ALLOW_AS_MULTI_FACTOR": True,
    "WAN_ALLOW_USER_HINTS": False, "WAN_ALLOW_AS_VERIFY": None, "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "DATETIME_FACTORY": clock.now,
    "I18N_DOMAIN": "messages", "I18N_DIRNAME": [str(TRANSLATIONS)],
}


def settings(config: dict[str, Any]) -> dict[str, Any]:
    """Everything, with the keys that follow from the installation's own secret where it gives no others."""
    chosen = ADDRESSES | AFTERWARDS | TEMPLATES | LETTERS | RULES | {f"MSG_{code}": said for code, said in LIBRARY.items()}
    chosen["PASSWORD_SALT"] = config["SECRET_KEY"]
    chosen["TOTP_SECRETS"] = {"1": config.get("TOTP_SECRET") or _derived(config["SECRET_KEY"])}
    return {f"SECURITY_{name}": value for name, value in chosen.items()} | {
        "REMEMBER_COOKIE_HTTPONLY": True, "REMEMBER_COOKIE_SAMESITE": "Lax"}


def _derived(secret: str) -> str:
    return hashlib.sha256(b"codes of authenticator apps|" + secret.encode()).hexdigest()
