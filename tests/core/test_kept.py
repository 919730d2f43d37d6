"""Answers in memory: never more than there is room for, sent compressed to who takes that, and 304 to who has them."""

import gzip
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.kept import Kept, Room, Validity, coding_for

MADE = datetime(2026, 3, 20, 9, 0, 0, 400_000, tzinfo=UTC)
PAGE = b"<!doctype html>" + b"<p>zorg voor de jeugd</p>" * 100


def kept(body=PAGE, mark=1):
    return Kept("publication.front", [("Content-Type", "text/html"), ("Set-Cookie", "session=x"), ("X-Request-ID", "abc")], body,
                Validity(mark, MADE, MADE + timedelta(hours=1)), MADE)


def asked(**headers):
    return {"REQUEST_METHOD": "GET"} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}


def answered(one, now=MADE + timedelta(seconds=2), **headers):
    status, sent, body = one.answer(asked(**headers), now)
    return int(status[:3]), dict(sent), body


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9_000), st.booleans())))
def test_room_never_holds_more_than_it_may(puts):
    room = Room(40_000)
    for name, size, is_compressed in puts:
        key, one = (f"/{name}", "", "nl"), kept(b"x" * size)
        room.put(key, one)
        if is_compressed:
            one.as_accepted("gzip")
            room.weigh(key, one)

        assert room.bytes <= 40_000
        assert room.bytes == sum(room._counted.values()) and set(room._counted) == set(room._held)


def test_what_was_asked_for_longest_ago_goes_first():
    room = Room(4 * (2_000 + 1_000))
    for name in "abcd":
        room.put((name, "", "nl"), kept(b"x" * 1_000))
    room.find(("a", "", "nl"))
    room.put(("e", "", "nl"), kept(b"x" * 1_000))

    assert [name for name in "abcde" if room.find((name, "", "nl"))] == ["a", "c", "d", "e"]


def test_an_answer_that_would_take_a_quarter_of_the_room_is_not_kept():
    room = Room(20_000)
    room.put(("a", "", "nl"), kept(b"x" * 100))
    room.put(("a", "", "nl"), kept(b"x" * 5_000))

    assert room.find(("a", "", "nl")) is None and room.bytes == 0


@pytest.mark.parametrize(("accepted", "coding"), [
    ("", ""), ("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", ""), ("*", "br"),
    ("gzip;q=0", ""), ("nonsense;;q=x", ""), ("GZIP", "gzip")])
def test_coding_is_the_smallest_that_the_reader_takes(accepted, coding):
    assert coding_for(accepted) == coding


def test_compressed_answers_are_the_same_page():
    one = kept()

    for accepted, opened in (("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)):
        status, headers, body = answered(one, accept_encoding=accepted)
        assert (status, opened(body), headers.get("Content-Encoding", "")) == (200, PAGE, accepted)
        assert headers["Content-Length"] == str(len(body)) and headers["ETag"] == one.tag


def test_what_is_small_is_not_compressed():
    assert "Content-Encoding" not in answered(kept(b"ok"), accept_encoding="br")[1]


def test_nothing_of_one_reader_is_kept():
    assert not {"Set-Cookie", "X-Request-ID"} & set(answered(kept())[1])


def test_who_has_the_page_gets_no_body():
    one = kept()

    for headers in ({"if_none_match": one.tag}, {"if_none_match": f'"x", {one.tag}'}, {"if_modified_since": answered(one)[1]["Last-Modified"]}):
        status, sent, body = answered(one, accept_encoding="br", **headers)
        assert (status, body) == (304, b"") and not [name for name in sent if name.startswith("Content-")]
    assert answered(one, if_none_match='W/"other"', if_modified_since=answered(one)[1]["Last-Modified"])[0] == 200


def test_a_page_of_this_very_second_has_no_date():
    """It could be followed by another one in the same second, and dates have no parts of seconds."""
    one = kept()

    assert "Last-Modified" not in answered(one, now=MADE + timedelta(milliseconds=500))[1]
    assert answered(one, now=MADE + timedelta(milliseconds=600))[1]["Last-Modified"] == "Fri, 20 Mar 2026 09:00:00 GMT"
    assert answered(one, now=MADE + timedelta(milliseconds=500), if_modified_since="Fri, 20 Mar 2026 09:00:00 GMT")[0] == 200


@pytest.mark.parametrize(("mark", "moment", "holds"), [
    (1, MADE, True), (1, MADE - timedelta(seconds=1), False), (1, MADE + timedelta(minutes=59, seconds=59), True),
    (1, MADE + timedelta(hours=1), False), (2, MADE, False), (None, MADE, False)])
def test_validity_ends_at_another_mark_at_the_turn_and_when_the_clock_jumps_back(mark, moment, holds):
    assert kept().validity.holds(mark, moment) is holds
