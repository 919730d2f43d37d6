"""What commands share that write to the database."""

import click
from flask import current_app
from flask.ctx import RequestContext
from sqlalchemy import inspect

from portal.core.database import db


def must_be_migrated() -> None:
    """Stops the command where the database has no tables yet."""
    if not inspect(db.engine).has_table("role_grant"):
        raise click.ClickException("the database has no tables yet: run `flask db upgrade` first")


def as_if_asked() -> RequestContext:
    """Letters hold links: they are made as on a page of this portal."""
    return current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"], method="POST")
