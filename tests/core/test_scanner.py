"""clamd's protocol: what it says is believed, and everything else is no answer."""

import pytest

from portal.core import scanner
from tests.clamd import EICAR, INFECTED, PDF, running, silent


@pytest.fixture
def clamd(app, session, monkeypatch):
    with running(app, monkeypatch) as clamd:
        yield clamd


def test_malware_is_found_by_its_name_and_what_is_clean_has_none(clamd):
    assert scanner.malware_in(INFECTED) == "Eicar-Test-Signature"
    assert scanner.malware_in(PDF) == ""
    assert clamd.seen == [INFECTED, PDF]


def test_every_byte_of_a_large_file_is_looked_at(clamd):
    large = b"x" * (scanner.CHUNK - 10) + EICAR + b"y" * (3 * scanner.CHUNK)

    assert scanner.malware_in(large)
    assert clamd.seen == [large]


def test_an_empty_file_and_a_socket_in_a_folder_will_do(app, session, monkeypatch, tmp_path):
    with running(app, monkeypatch, folder=tmp_path):
        assert scanner.malware_in(b"") == ""
        assert scanner.answers()


def test_what_is_too_large_for_the_scanner_is_told_apart(app, session, monkeypatch, tmp_path):
    with running(app, monkeypatch, folder=tmp_path, most=100_000), pytest.raises(scanner.TooLarge):
        scanner.malware_in(bytes(5_000_000))


@pytest.mark.parametrize("said", [b"", b"stream: OKAY\0", b"OK\0", b"stream: lstat() failed: No such file. ERROR\0", b"\xff\xfe\0", b"x" * 10_000])
def test_another_answer_is_no_answer(clamd, said):
    clamd.says = said

    with pytest.raises(scanner.Unavailable):
        scanner.malware_in(PDF)


@pytest.mark.parametrize(("said", "name"), [
    (b"stream: Win.Test/EICAR_HDB-1(44d88612:68) FOUND\0", "Win.Test/EICAR_HDB-1(44d88612:68)"),
    (b"stream: <b>x</b>\r\nSet-Cookie: FOUND\0", "b-x-/b-Set-Cookie:"), (b"stream:  FOUND\0", "malware"),
    (b"stream: " + b"a" * 3_000 + b" FOUND\0", "a" * 100)])
def test_name_of_malware_is_a_short_name_whatever_the_scanner_says(clamd, said, name):
    clamd.says = said

    assert scanner.malware_in(PDF) == name


def test_nobody_waits_for_a_scanner_that_is_silent(clamd, monkeypatch):
    clamd.says = None
    monkeypatch.setattr(scanner, "SECONDS", 0.2)
    monkeypatch.setattr(scanner, "HELLO_SECONDS", 0.1)

    with pytest.raises(scanner.Unavailable):
        scanner.malware_in(PDF)
    assert not scanner.answers()


def test_a_scanner_that_is_not_there_gives_no_answer(app, session, monkeypatch, tmp_path):
    silent(app, monkeypatch)
    with pytest.raises(scanner.Unavailable):
        scanner.malware_in(PDF)

    monkeypatch.setitem(app.config, "CLAMD_URL", f"unix:{tmp_path}/nobody.ctl")
    assert not scanner.answers()
