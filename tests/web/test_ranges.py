"""Which bytes of a file are answered: one range as RFC 9110 has it, and a bound for those who play it."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import Headers

from memorial.web.ranges import PLAYED_BYTES, NoSuchRange, Part, Pieces, asked_part

HOUR = 28_800_000  # an hour of 64 kbit/s
TAG = "one"


def asked(asked_for: str, length: int = 100, **others: str) -> tuple[int, int] | None:
    headers = Headers({"Range": asked_for, **{name.replace("_", "-"): value for name, value in others.items()}})
    part = asked_part(headers, length=length, etag=TAG)
    return (part.start, part.length) if part else None


@pytest.mark.parametrize(
    ("asked_for", "start", "length"),
    [
        ("bytes=0-0", 0, 1), ("bytes=10-19", 10, 10), ("bytes=0-", 0, 100), ("bytes=99-", 99, 1),
        ("bytes=90-500", 90, 10), ("bytes=-5", 95, 5), ("bytes=-500", 0, 100), ("Bytes = 1-2 ", 1, 2),
        ("bytes=0-99", 0, 100),
    ],
)  # fmt: skip
def test_one_range_is_answered_as_far_as_the_file_goes(asked_for: str, start: int, length: int) -> None:
    assert asked(asked_for) == (start, length)


@pytest.mark.parametrize("asked_for", ["bytes=100-", "bytes=100-200", "bytes=-0", f"bytes={10**17}-"])
def test_a_range_that_has_no_byte_of_the_file_is_refused(asked_for: str) -> None:
    with pytest.raises(NoSuchRange):
        asked(asked_for)


@pytest.mark.parametrize("asked_for", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_an_empty_file_has_no_range(asked_for: str) -> None:
    with pytest.raises(NoSuchRange):
        asked(asked_for, length=0)


@pytest.mark.parametrize(
    "asked_for",
    [
        "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,5-6", "bytes=0-1, 0-1", "pages=1-2",
        "bytes=0-1x", "bytes=+1-2", "bytes=1 - 2", "bytes=٣-٤", "bytes=1-2-3", f"bytes={'9' * 40}-", "bytes=0--1",
    ],
)  # fmt: skip
def test_what_is_no_single_range_of_bytes_gets_the_whole_file(asked_for: str) -> None:
    assert asked(asked_for) is None


@pytest.mark.parametrize(
    ("condition", "met"),
    [('"one"', True), (' "one" ', True), ('"two"', False), ('W/"one"', False), ("one", False), ("", False),
     ("Tue, 25 Feb 2025 00:00:00 GMT", False)],
)  # fmt: skip
def test_a_range_of_another_file_is_not_answered_with_a_part_of_this_one(condition: str, met: bool) -> None:
    assert asked("bytes=10-19", If_Range=condition) == ((10, 10) if met else None)


@pytest.mark.parametrize("element", ["audio", "video"])
def test_a_player_gets_a_bounded_part_and_its_next_question_goes_on_where_that_ended(element: str) -> None:
    at, parts = 0, 0
    while at < HOUR:
        part = asked_part(Headers({"Range": f"bytes={at}-", "Sec-Fetch-Dest": element}), length=HOUR, etag=TAG)
        assert part is not None
        assert part.start == at
        assert 0 < part.length <= PLAYED_BYTES
        assert part.content_range == f"bytes {at}-{at + part.length - 1}/{HOUR}"
        at, parts = at + part.length, parts + 1
    assert (at, parts) == (HOUR, 55)


@pytest.mark.parametrize("destination", ["", "document", "empty", "image"])
def test_who_stores_the_file_gets_all_that_it_asked_for(destination: str) -> None:
    assert asked("bytes=1000-", HOUR, Sec_Fetch_Dest=destination) == (1000, HOUR - 1000)


def test_the_bytes_of_a_part_come_in_small_pieces_and_the_file_is_closed() -> None:
    file = io.BytesIO(bytes(range(256)) * 1000)
    pieces = Pieces(file, 100, 200_000)

    got = list(pieces)
    pieces.close()

    assert b"".join(got) == (bytes(range(256)) * 1000)[100:200_100]
    assert max(map(len, got)) <= 64 * 1024
    assert file.closed


def test_a_file_that_ends_early_ends_the_answer() -> None:
    assert b"".join(Pieces(io.BytesIO(b"short"), 2, 100)) == b"ort"


def test_whether_anything_is_there_is_known_before_the_answer_begins() -> None:
    assert Pieces(io.BytesIO(b"short"), 2, 1).there
    assert Pieces(io.BytesIO(b""), 0, 0).there
    assert not Pieces(io.BytesIO(b""), 0, 5).there


def test_a_part_says_where_it_stands() -> None:
    assert Part(5, 10, 100).content_range == "bytes 5-14/100"
