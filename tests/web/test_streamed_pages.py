"""A very long page on its way: its beginning goes out first, it is kept when all of it has gone, and holds no place."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from memorial.web.overload import BusyPages, Overload
from memorial.web.page_cache import EDITION, STREAMED, PageCache
from memorial.web.rooms import Gate

PATH = f"/en/lake/interviews/{'0' * 32}"
BEGINNING, REST = b"<p>beginning</p>" * 10, b"<p>rest</p>" * 100


class Pages:
    """A reader, and an application whose pages come in two pieces; it notes what it made."""

    def __init__(self) -> None:
        self.edition, self.made, self.closed = 1, list[str](), 0
        self.breaks = ""

    def edition_of(self, slug: str) -> tuple[str, int]:
        return ("m1", self.edition)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ[EDITION], environ[STREAMED] = ("m1", self.edition), True
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache")])
        return _Body(self)


class _Body:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def __iter__(self) -> Iterator[bytes]:
        for name, piece in (("beginning", BEGINNING), ("rest", REST)):
            if self._pages.breaks == name:
                raise RuntimeError(name)
            self._pages.made.append(name)
            yield piece

    def close(self) -> None:
        self._pages.closed += 1


@pytest.fixture
def pages() -> Pages:
    return Pages()


def ask(app: Any, **headers: str) -> tuple[Iterable[bytes], dict[str, str]]:
    given: dict[str, str] = {}

    def start(status: str, named: list[tuple[str, str]], *_more: Any) -> Any:
        assert status in ("200 OK", "304 Not Modified")
        given.update(named)

    return app(EnvironBuilder(PATH, headers=headers).get_environ(), start), given


def close(answer: Any) -> None:
    if hasattr(answer, "close"):
        answer.close()


def test_the_beginning_goes_out_before_the_rest_is_made(pages: Pages) -> None:
    answer, headers = ask(PageCache(pages, pages, limit=10**6))

    pieces = iter(answer)
    assert (next(pieces), pages.made) == (BEGINNING, ["beginning"])
    assert next(pieces) == REST
    assert "ETag" not in headers
    assert "Content-Length" not in headers


def test_a_compressed_beginning_can_be_read_by_itself(pages: Pages) -> None:
    answer, headers = ask(PageCache(pages, pages, limit=10**6), Accept_Encoding="gzip")

    pieces = iter(answer)
    first = next(pieces)
    assert headers["Content-Encoding"] == "gzip"
    assert zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(first) == BEGINNING
    assert pages.made == ["beginning"]
    assert gzip.decompress(first + b"".join(pieces)) == BEGINNING + REST


def test_what_has_gone_out_whole_is_kept_for_the_next_reader(pages: Pages) -> None:
    cache = PageCache(pages, pages, limit=10**6)
    answer, _ = ask(cache)
    whole = b"".join(answer)
    close(answer)

    kept, headers = ask(cache)
    assert b"".join(kept) == whole
    assert headers["ETag"]
    assert len(pages.made) == 2
    assert (pages.closed, len(cache)) == (1, 1)
    assert b"".join(ask(cache, If_None_Match=headers["ETag"])[0]) == b""

    pages.edition = 2
    assert b"".join(ask(cache)[0]) == whole
    assert len(pages.made) == 4


def test_what_a_reader_left_in_the_middle_is_not_kept(pages: Pages) -> None:
    cache = PageCache(pages, pages, limit=10**6)
    answer, _ = ask(cache)
    next(iter(answer))
    close(answer)

    assert (pages.closed, len(cache)) == (1, 0)


def test_the_rest_is_handed_over_at_once_and_the_place_given_back(pages: Pages) -> None:
    gate = Gate(1)
    door = Overload(PageCache(pages, pages, limit=10**6), gate, BusyPages({"en": b"busy"}, {"en": b"busy"}))

    answer, _ = ask(door)
    pieces = iter(answer)
    assert (next(pieces), pages.made) == (BEGINNING, ["beginning"])
    assert gate._working == 1
    assert next(pieces) == REST
    assert gate._working == 0
    close(answer)
    assert pages.closed == 1


@pytest.mark.parametrize("breaks", ["beginning", "rest"])
def test_a_page_that_breaks_gives_its_place_back(pages: Pages, breaks: str) -> None:
    gate, pages.breaks = Gate(1), breaks
    door = Overload(PageCache(pages, pages, limit=10**6), gate, BusyPages({"en": b"busy"}, {"en": b"busy"}))
    answered = list[str]()

    answer = door(EnvironBuilder(PATH).get_environ(), lambda status, *_more: answered.append(status))  # type: ignore[arg-type,return-value]
    if breaks == "rest":
        with pytest.raises(RuntimeError):
            b"".join(answer)
        close(answer)
    else:
        assert answered[0].startswith("503")
    assert gate._working == 0
