"""How senders are shown, as a word for templates."""

from flask import Flask

from portal.parties.queries import public_name


def init(app: Flask) -> None:
    app.jinja_env.globals["public_name"] = public_name
