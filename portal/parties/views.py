"""How senders and what providers deliver are shown, as words for templates."""

from flask import Flask

from portal.parties.products import by_law
from portal.parties.queries import public_name


def init(app: Flask) -> None:
    app.jinja_env.globals.update(public_name=public_name, products_by_law=by_law)
