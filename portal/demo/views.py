"""On the page for the second step, the demonstration shows the code: nobody needs a telephone to walk in."""

from flask import Flask, session
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.second_factor import second_step
from portal.core.database import db
from portal.demo.content.people import APP_KEY


def init(app: Flask) -> None:
    if not app.config["PRODUCTION"]:
        app.extensions["security"].tf_token_validation_context_processor(_hint)


def _hint() -> dict[str, str]:
    """Only where the key is the demonstration's own: the code of a real app is its owner's."""
    user = db.session.scalar(select(User).where(User.fs_uniquifier == session.get("tf_user_id", "")))
    if user is None or not user.has_app or second_step().key_of(user.tf_totp_secret) != APP_KEY.replace(" ", ""):
        return {}
    return {"demonstration_code": second_step().generate_totp_password(user.tf_totp_secret)}
