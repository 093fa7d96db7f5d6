"""Pieces made in one thread and written in another: in order, all of them or none, and nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from memorial.adapters.files.feeding import feed

pytestmark = pytest.mark.timeout(20)


def endless() -> Iterator[bytes]:
    while True:
        yield b"x"


def test_all_pieces_arrive_in_order_in_another_thread_and_are_made_in_this_one() -> None:
    made: set[int] = set()
    written: list[bytes] = []
    wrote: set[int] = set()

    def pieces() -> Iterator[bytes]:
        for number in range(200):
            made.add(threading.get_ident())
            yield str(number).encode()

    def write(given: Iterator[bytes]) -> None:
        wrote.add(threading.get_ident())
        written.extend(given)

    feed(pieces(), write)

    assert written == [str(number).encode() for number in range(200)]
    assert made == {threading.get_ident()}
    assert not made & wrote


def test_a_source_that_breaks_off_is_told_to_both_sides() -> None:
    seen: list[BaseException] = []

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the source went away")

    def write(given: Iterator[bytes]) -> None:
        try:
            list(given)
        except BaseException as problem:
            seen.append(problem)
            raise

    with pytest.raises(OSError, match="went away"):
        feed(broken(), write)

    assert len(seen) == 1, "a writer that did not hear of it would keep the half as a whole"


@pytest.mark.parametrize("after", [0, 1, 50])
def test_a_writer_that_fails_ends_an_endless_source(after: int) -> None:
    def write(given: Iterator[bytes]) -> None:
        for number, _ in enumerate(given):
            if number >= after:
                raise ConnectionError("the store is away")

    with pytest.raises(ConnectionError, match="away"):
        feed(endless(), write)


def test_a_writer_that_fails_at_the_end_is_heard() -> None:
    def write(given: Iterator[bytes]) -> None:
        list(given)
        raise ConnectionError("not kept")

    with pytest.raises(ConnectionError, match="not kept"):
        feed([b"one"], write)
