"""A ZIP that is written while it is sent: whole, of flat memory, with days for times, and broken off where it fails."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest

from memorial.adapters.zip_stream import Entry, stream_zip

DAY = date(2026, 3, 2)
PIECE = bytes(range(256)) * 256


def test_what_went_in_comes_out_whole_with_a_day_for_a_time() -> None:
    entries = [Entry("a.txt", DAY, [b"one ", b"two"]), Entry("ب/empty", date(1970, 1, 1), []), Entry("b", DAY, [PIECE])]

    archive = zipfile.ZipFile(io.BytesIO(b"".join(stream_zip(entries))))

    assert archive.testzip() is None
    assert [archive.read(name) for name in archive.namelist()] == [b"one two", b"", PIECE]
    assert archive.namelist() == ["a.txt", "ب/empty", "b"]
    midnights = [one.date_time for one in archive.infolist()]
    assert midnights == [(year, month, day, 0, 0, 0) for year, month, day in ((2026, 3, 2), (1980, 1, 1), (2026, 3, 2))]
    assert {one.extra for one in archive.infolist() if one.extra[:2] == b"UT"} == set()


@pytest.mark.parametrize("megabytes", [64])
def test_memory_stays_flat_however_large_the_files_are(megabytes: int) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(megabytes * 16):
            yield PIECE

    tracemalloc.start()
    sent = sum(len(piece) for piece in stream_zip([Entry(f"files/{n}", DAY, pieces()) for n in range(2)]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sent > 2 * megabytes * 1024 * 1024 and peak < 4 * 1024 * 1024


def test_what_is_sent_begins_before_the_last_file_is_read() -> None:
    read: list[str] = []

    def noted(name: str) -> Iterator[bytes]:
        read.append(name)
        yield PIECE

    stream = stream_zip([Entry("one", DAY, noted("one")), Entry("two", DAY, noted("two"))])
    first = next(stream)

    assert read == ["one"] and len(first) > len(PIECE)


def test_a_file_that_breaks_ends_the_stream_so_that_no_program_takes_it_for_whole() -> None:
    def breaking() -> Iterator[bytes]:
        yield PIECE
        raise OSError("gone")

    sent = io.BytesIO()
    with pytest.raises(OSError, match="gone"):
        sent.writelines(stream_zip([Entry("one", DAY, [PIECE]), Entry("two", DAY, breaking())]))

    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(sent)
