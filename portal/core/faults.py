"""What people see when the machine fails: a page that needs no database, and what to do now. Nothing was stored; it mends itself.

503 while the database does not answer, may not be written or is overloaded; 507 while a disk is full. Both ask to come back later.
"""

import contextlib
import errno
import logging
from typing import Any

from flask import Flask, Response, current_app, make_response, request
from obstore.exceptions import BaseError
from sqlalchemy import exc

from portal.core.database import db
from portal.core.errors import InDoubt

FULL = (errno.ENOSPC, errno.EDQUOT)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
NO_ROOM = ("database or disk is full", "No space left on device", "os error 28")
"""What SQLite, PostgreSQL and the store of documents say of a full disk."""
AGAIN_AFTER = 60
"""Seconds after which a program may try again."""


def init(app: Flask) -> None:
    for kind in (exc.OperationalError, exc.InternalError, exc.TimeoutError, exc.PendingRollbackError, InDoubt):
        app.register_error_handler(kind, _database)
    app.register_error_handler(OSError, _disk)
    app.teardown_appcontext(_let_go)
    app.register_error_handler(BaseError, _store)


def _let_go(_error: BaseException | None) -> None:
    """The answer is made: that the database went away since is for the next question to find out.

    Closing lets go of the rows first. Undoing would first mark each of them to be read again, which nobody does: a tenth of a list.
    """
    try:
        db.session.close()
    except exc.SQLAlchemyError:
        db.session.invalidate()


def _database(error: Exception) -> Response:
    said = str(getattr(error, "orig", ""))
    return page(error, is_full=any(words in said for words in NO_ROOM), in_doubt=isinstance(error, InDoubt))


def _disk(error: OSError) -> Response:
    if error.errno not in (*FULL, *CLOSED):
        raise error
    return page(error, is_full=error.errno in FULL)


def _store(error: BaseError) -> Response:
    return page(error, is_full=any(words in str(error) for words in NO_ROOM))


def page(error: Any, *, is_full: bool = False, in_doubt: bool = False) -> Response:
    """The answer, with a line in the log for whoever mends it."""
    with contextlib.suppress(exc.SQLAlchemyError):
        db.session.rollback()
    logging.getLogger("portal").error("the machine refuses: %s", type(getattr(error, "orig", None) or error).__name__,
                                      exc_info=(type(error), error, error.__traceback__))
    # Without what our other pages get: who is logged in and what the network is called would be asked of the database.
    template = current_app.jinja_env.get_template("errors/machine.html")
    answer = make_response(template.render(request=request, is_full=is_full, in_doubt=in_doubt), 507 if is_full else 503)
    answer.headers["Retry-After"] = str(AGAIN_AFTER)
    answer.headers["Cache-Control"] = "no-store"
    return answer
