"""A passkey made in software: its answer logs in once, and only as an answer to the question that was asked here."""

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from portal.accounts.models import Passkey
from tests.inspector import Inspector

RIGHT = {"origin": "http://localhost", "host": b"localhost", "flags": 0b101}
"""What a browser on this site says, of an owner who was there and was recognised."""


def _b64(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass
class Device:
    """A key that counts no uses, as passkeys that are kept in sync do not."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    name: bytes = b"een-sleutel-van-zestien-tekens"

    @property
    def public(self):
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def answer(self, question, origin, host, flags):
        said = json.dumps({"type": "webauthn.get", "challenge": question["challenge"], "origin": origin}).encode()
        about = hashlib.sha256(host).digest() + bytes([flags]) + bytes(4)
        signature = self.key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps({"id": _b64(self.name), "rawId": _b64(self.name), "type": "public-key", "clientExtensionResults": {}, "response": {
            "clientDataJSON": _b64(said), "authenticatorData": _b64(about), "signature": _b64(signature), "userHandle": None}})


@pytest.fixture
def device(session, secretary):
    device = Device()
    session.add(Passkey(user_id=secretary.id, credential_id=device.name, public_key=device.public, name="laptop", sign_count=0, transports=[],
                        backup_state=True, device_type="multi_device", extensions=None, lastuse_datetime=datetime(2026, 1, 1, tzinfo=UTC)))
    session.commit()
    return device


def asked(visitor):
    """The site's question to a passkey, and the form that its answer goes back in."""
    page = visitor.get("/inloggen/passkey").submit()
    question = page.one("form[data-passkey]").etree_element.get("data-options")
    return json.loads(question), page


def answered(page, answer, **options):
    return page.submit({"credential": answer}, form="form[data-passkey]", **options)


def is_in(visitor):
    return visitor.ask("get", "/bureau").status_code == 200


def test_the_right_answer_logs_in(device, visit):
    question, page = asked(visit)

    answered(page, device.answer(question, **RIGHT), status=302)

    assert is_in(visit)


def test_an_answer_that_was_overheard_opens_nothing(app, device, visit):
    question, page = asked(visit)
    answer = device.answer(question, **RIGHT)
    answered(page, answer, status=302)
    thief = Inspector(app)
    _question, other_page = asked(thief)

    told = thief.post(page.one("form[data-passkey]").etree_element.get("action"),
                      {"credential": answer, "csrf_token": other_page.one('form[data-passkey] [name="csrf_token"]').etree_element.get("value")})

    assert told.location.endswith("/inloggen")
    assert not is_in(thief)
    assert "Dit antwoord van uw passkey is al gebruikt" in thief.get("/inloggen").text


def test_the_address_of_a_question_written_otherwise_is_still_the_same_question(app, device, visit):
    question, page = asked(visit)
    answer = device.answer(question, **RIGHT)
    form = page.one("form[data-passkey]").etree_element
    answered(page, answer, status=302)
    path, _, _end = form.get("action").partition("?")
    thief = Inspector(app)
    key = asked(thief)[1].one('form[data-passkey] [name="csrf_token"]').etree_element.get("value")

    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        thief.ask("post", path[:-1] + last, data={"credential": answer, "csrf_token": key})
        assert not is_in(thief)


def test_a_wrong_answer_uses_the_question_up_too(device, visit):
    question, page = asked(visit)

    answered(page, device.answer(question, "https://kwaad.example", RIGHT["host"], RIGHT["flags"]), status=302)
    answered(page, device.answer(question, **RIGHT), status=303)

    assert not is_in(visit)


@pytest.mark.parametrize("otherwise", [{"origin": "https://kwaad.example"}, {"host": b"kwaad.example"}, {"flags": 0b001}])
def test_answer_of_another_site_or_of_nobody_in_particular_opens_nothing(device, visit, otherwise):
    question, page = asked(visit)

    answered(page, device.answer(question, **(RIGHT | otherwise)), status=302)

    assert not is_in(visit)


def test_answer_to_another_question_opens_nothing(device, visit):
    first, _page = asked(visit)
    _second, page = asked(visit)

    answered(page, device.answer(first, **RIGHT), status=302)

    assert not is_in(visit)


def test_question_is_too_old_after_five_minutes(device, visit, monkeypatch):
    question, page = asked(visit)
    long_after = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: long_after)

    answered(page, device.answer(question, **RIGHT), status=302)

    assert not is_in(visit)
