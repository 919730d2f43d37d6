"""What providers deliver, as words for templates; contacts follow when an address changes."""

from flask import Flask

from portal.accounts.email_change import when_changed
from portal.parties import operations
from portal.parties.products import by_law


def init(app: Flask) -> None:
    when_changed(operations.follow_address)
    app.jinja_env.globals.update(products_by_law=by_law)
