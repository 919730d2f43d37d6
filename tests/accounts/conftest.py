"""People with passwords, letters with links, and an app whose codes are known."""

import re

import pyotp
import pytest
from flask_security import hash_password
from sqlalchemy import select

from portal.core import clock
from portal.notifications.delivery import compose
from portal.notifications.models import OutboxMail
from tests import world

PASSWORD = "vier-groene-fietsen"


@pytest.fixture
def network(session):
    network = world.network(session)
    session.commit()
    return network


@pytest.fixture
def contact(session, network):
    """Contact person of a provider: logs in with a password alone."""
    person = world.contact(session, world.member(session, network))
    person.password = hash_password(PASSWORD)
    session.commit()
    return person


@pytest.fixture
def secretary(session, network):
    """Logs in with a password and a code of the app that `world` gave."""
    person = world.secretary(session, world.municipality(session, network))
    person.password = hash_password(PASSWORD)
    session.commit()
    return person


@pytest.fixture
def world_clock(now, monkeypatch):
    """The clock of people's devices, set by the test: `world_clock(instant)`."""
    def move(instant):
        monkeypatch.setattr(clock, "actual", lambda: instant)

    move(now)
    return move


@pytest.fixture
def code(now):
    """The code that the app shows, so many half minutes from now."""
    return lambda later=0, key=world.APP_KEY: pyotp.TOTP(key).generate_otp(int(now.timestamp()) // 30 + later)


@pytest.fixture
def letters(session):
    """All letters so far: the address, the kind, the link in it, and its words."""
    def read(email=None):
        rows = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
        return [Read(row) for row in rows if email in (None, row.email)]

    return read


class Read:
    def __init__(self, row):
        message = compose(row)
        self.email, self.kind, self.subject, self.text = row.email, row.kind, message["Subject"], message.get_content()
        link = re.search(r"http://localhost(/\S+)", self.text)
        self.link = link and link[1]


def log_in(visit, email, password=PASSWORD, path="/inloggen", **options):
    return visit.get(path).submit({"email": email, "password": password}, **options)


def logged_in(visit):
    return bool(visit.get("/deelnemers").all('form[action="/uitloggen"]'))
