"""Rendered public pages in memory, answered before Flask. Each is asked for its edition number first, every time.

A page is kept under the edition that its own snapshot read before the rows (`environ[EDITION]`, set by the views that
may be kept). It is answered only while the database still gives that very number, so no answer begun after a commit
shows what the commit took down. Nothing is kept of searches, errors, answers with a cookie, or drafts.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import re
import time
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl

from memorial.web.theme import theme_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

EDITION = "memorial.edition"
"""Where a view leaves (memorial id, edition number) of the page it made; the id is '' for the installation's pages."""

VALID_UNTIL = "memorial.valid_until"
"""Where a view whose page depends on the clock leaves the time (seconds since 1970) after which it may be untrue."""

STREAMED = "memorial.streamed"
"""Set by a view whose answer comes in pieces, so that its reader can begin before the end of it is made."""

PARAMETERS = frozenset({"page", "after", "kind", "order", "view", "of", "open", "address", "session"})
"""What a kept page may depend on. A page asked for with words of the reader (`q`) is never kept."""

_LONGEST_QUERY = 200
_OVERHEAD = 3000
_COMPRESSION = 6
_GZIP = zlib.MAX_WBITS | 16
_MEMORIAL_PAGE = re.compile(
    r"/[a-z]{2,3}(?:-[A-Za-z]{2,4})?/([a-z0-9-]+)/"
    r"(?:|names|wall|days|timeline|map|on/[01][0-9]-[0-3][0-9]|calendar\.ics|feed\.atom|how-we-decide|help"
    r"|(?:people|remembrances|interviews)/[0-9a-f]{32}|interviews|record(?:/(?:sources/)?[A-Za-z0-9_.-]{1,80})?)"
)
_INSTALLATION_PAGE = re.compile(r"/(?:|[a-z]{2,3}(?:-[A-Za-z]{2,4})?/|sitemap\.xml|robots\.txt)")

Edition = tuple[str, int]
Query = tuple[tuple[str, str], ...]
Key = tuple[str | Query | None, ...]
Headers = list[tuple[str, str]]


class AsksEdition(Protocol):
    def edition_of(self, slug: str) -> tuple[str, int] | None: ...


class PageCache:
    """Stands before the wall. `limit`: how many bytes of pages are kept; 0 keeps none. Safe in many threads."""

    def __init__(
        self, app: WSGIApplication, reader: AsksEdition, *, limit: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._app, self._reader, self._limit, self._clock = app, reader, limit, clock
        self._pages: OrderedDict[Key, _Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = _key_of(environ)
        if key is None:
            return self._app(environ, start_response)
        edition = self._edition(_slug_of(environ.get("PATH_INFO", "")) or "")
        with self._lock:
            kept = self._pages.get(key)
            if kept is not None:
                self._pages.move_to_end(key)
        if kept is None or kept.edition != edition or kept.valid_until <= self._clock():
            return self._make(environ, start_response, key)
        return self._answer(kept, key, environ, start_response)

    def if_kept(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | None:
        """The answer to this request where it is kept and still true; None where it would have to be made."""
        key = _key_of(environ)
        if key is None:
            return None
        with self._lock:
            kept = self._pages.get(key)
        if kept is None or kept.edition != self._edition(_slug_of(environ.get("PATH_INFO", "")) or ""):
            return None
        if kept.valid_until <= self._clock():
            return None
        return self._answer(kept, key, environ, start_response)

    @property
    def bytes_kept(self) -> int:
        return self._bytes

    def __len__(self) -> int:
        return len(self._pages)

    def _edition(self, slug: str) -> Edition | None:
        found = self._reader.edition_of(slug)
        if found is None:
            return None
        return (found[0] if slug else "", found[1])

    def _make(self, environ: WSGIEnvironment, start_response: StartResponse, key: Key) -> Iterable[bytes]:
        """Ask for the whole page, also for HEAD and whatever the browser has, and keep it if it may be kept."""
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        answer = _Captured()
        chunks = self._app(asked, answer)
        if asked.get(STREAMED) and environ["REQUEST_METHOD"] == "GET" and "HTTP_IF_NONE_MATCH" not in environ:
            environ[STREAMED] = True
            return self._pass_on(chunks, asked, answer, environ, start_response, key)
        try:
            body = b"".join(chunks)
        finally:
            if (close := getattr(chunks, "close", None)) is not None:
                close()
        edition = asked.get(EDITION)
        if edition is None or not answer.may_be_kept:
            start_response(answer.status, answer.headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        # Where nothing is kept, a page is compressed for one reader only: quickly, and only if that reader can use it.
        level = _COMPRESSION if self._limit else int(_takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")))
        kept = _Kept.of(edition, answer.headers, body, level)
        kept.valid_until = asked.get(VALID_UNTIL, math.inf)
        self._keep(key, kept)
        return self._answer(kept, key, environ, start_response)

    def _pass_on(
        self,
        chunks: Iterable[bytes],
        asked: WSGIEnvironment,
        answer: _Captured,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        key: Key,
    ) -> Iterable[bytes]:
        """The pieces as they are made, and kept when the last one is: the next reader gets the whole at once."""
        edition = asked.get(EDITION)
        if edition is None or not answer.may_be_kept:
            start_response(answer.status, answer.headers)
            return chunks
        squeezed = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        coding = [("Content-Encoding", "gzip")] if squeezed else []
        start_response(answer.status, [*_own_headers(answer.headers), *coding])

        def keep(body: bytes) -> None:
            if self._limit:
                kept = _Kept.of(edition, answer.headers, body, _COMPRESSION)
                kept.valid_until = asked.get(VALID_UNTIL, math.inf)
                self._keep(key, kept)

        return _Passing(chunks, squeezed, keep)

    def _keep(self, key: Key, kept: _Kept) -> None:
        if kept.size > self._limit:
            return
        with self._lock:
            before = self._pages.get(key)
            if before is not None and before.edition[0] == kept.edition[0] and before.edition[1] > kept.edition[1]:
                return  # a slow page of an older edition does not drive out a newer one
            self._bytes += kept.size - (before.size if before else 0)
            self._pages[key] = kept
            self._pages.move_to_end(key)
            self._make_room()

    def _make_room(self) -> None:
        while self._bytes > self._limit and self._pages:
            _, gone = self._pages.popitem(last=False)
            self._bytes -= gone.size

    def _answer(
        self, kept: _Kept, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        squeezed = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and (kept.digest in known or known.strip() == "*"):
            start_response("304 Not Modified", list(kept.unchanged_compressed if squeezed else kept.unchanged_plain))
            return []
        if squeezed:
            headers, body = kept.headers_compressed, kept.compressed
        else:
            headers, body = kept.headers_plain, kept.plain or self._unpacked(kept, key)
        start_response("200 OK", list(headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _unpacked(self, kept: _Kept, key: Key) -> bytes:
        """The plain bytes, for the few that take no compression: unpacked once, then kept and counted."""
        plain = gzip.decompress(kept.compressed)
        with self._lock:
            if kept.plain is None and self._pages.get(key) is kept:
                kept.plain = plain
                kept.size += len(plain)
                self._bytes += len(plain)
                self._make_room()
        return plain


def _key_of(environ: WSGIEnvironment) -> Key | None:
    """Under what this page is kept; None for a request whose answer never is."""
    path = environ.get("PATH_INFO", "")
    slug = _slug_of(path)
    if slug is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    query = _canonical(environ.get("QUERY_STRING", ""))
    if query is None:
        return None
    return (
        path,
        query,
        theme_of(environ),
        environ.get("HTTP_HOST"),
        environ["wsgi.url_scheme"],
        None if slug else environ.get("HTTP_ACCEPT_LANGUAGE"),
    )


_CONDITIONS = frozenset(
    {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_RANGE", "HTTP_IF_RANGE"}
)


class _Captured:
    """What an application passed to `start_response`."""

    def __init__(self) -> None:
        self.status = "500 Internal Server Error"
        self.headers: Headers = []

    def __call__(
        self,
        status: str,
        headers: Headers,
        exc_info: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None = None,
        /,
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return _refuse_writing

    @property
    def may_be_kept(self) -> bool:
        return self.status.startswith("200 ") and all(name.lower() != "set-cookie" for name, _ in self.headers)


class _Passing:
    """Pieces on their way, compressed quickly for whoever takes that. `keep` gets the whole when it has gone out."""

    def __init__(self, chunks: Iterable[bytes], squeezed: bool, keep: Callable[[bytes], None]) -> None:
        self._chunks, self._squeezed, self._keep = chunks, squeezed, keep
        self._whole: bytes | None = None

    def __iter__(self) -> Iterator[bytes]:
        body = []
        packing = zlib.compressobj(zlib.Z_BEST_SPEED, zlib.DEFLATED, _GZIP) if self._squeezed else None
        for piece in self._chunks:
            body.append(piece)
            yield packing.compress(piece) + packing.flush(zlib.Z_SYNC_FLUSH) if packing else piece
        if packing:
            yield packing.flush()
        self._whole = b"".join(body)

    def close(self) -> None:
        if (close := getattr(self._chunks, "close", None)) is not None:
            close()
        if self._whole is not None:
            self._keep(self._whole)
            self._whole = None


def _refuse_writing(piece: bytes) -> object:
    raise NotImplementedError("pages are returned, not written")


@dataclass(slots=True)
class _Kept:
    """One page of one edition: compressed once, with its headers ready."""

    edition: Edition
    digest: str
    compressed: bytes
    plain: bytes | None
    headers_compressed: Headers
    headers_plain: Headers
    unchanged_compressed: Headers
    unchanged_plain: Headers
    size: int
    valid_until: float = math.inf

    @classmethod
    def of(cls, edition: Edition, headers: Headers, body: bytes, level: int) -> _Kept:
        """`level` is how hard the body is compressed; 0 not at all, and then its plain bytes are here."""
        digest = hashlib.sha256(body).hexdigest()[:32]
        compressed = gzip.compress(body, level, mtime=0) if level else b""
        *rest, cache_control, vary = _own_headers(headers)
        caching = [cache_control, vary]
        tag_plain, tag_compressed = ("ETag", f'"{digest}"'), ("ETag", f'"{digest}-gzip"')
        return cls(
            edition=edition,
            digest=digest,
            compressed=compressed,
            plain=None if level else body,
            headers_compressed=[
                *rest, *caching, tag_compressed, ("Content-Encoding", "gzip"), ("Content-Length", str(len(compressed)))
            ],
            headers_plain=[*rest, *caching, tag_plain, ("Content-Length", str(len(body)))],
            unchanged_compressed=[*caching, tag_compressed],
            unchanged_plain=[*caching, tag_plain],
            size=len(compressed) + _OVERHEAD,
        )  # fmt: skip


def _own_headers(headers: Headers) -> Headers:
    """What the application said, but for what is said here: how it is packed, and (the last two) how it is kept."""
    own = ("content-length", "etag", "vary", "content-encoding", "cache-control")
    rest = [(name, value) for name, value in headers if name.lower() not in own]
    vary = ["Accept-Encoding", "Cookie", *_varies(headers)]
    return [*rest, ("Cache-Control", "no-cache"), ("Vary", ", ".join(vary))]


def _varies(headers: Headers) -> list[str]:
    """What else the application says that its answer depends on."""
    named = [part.strip() for name, value in headers if name.lower() == "vary" for part in value.split(",")]
    return [part for part in named if part and part not in ("Accept-Encoding", "Cookie")]


@lru_cache(maxsize=8192)
def _slug_of(path: str) -> str | None:
    """The memorial whose edition a page there shows, '' for the installation's own, None where nothing is kept."""
    if found := _MEMORIAL_PAGE.fullmatch(path):
        return found[1]
    return "" if _INSTALLATION_PAGE.fullmatch(path) else None


@lru_cache(maxsize=1024)
def _canonical(query: str) -> Query | None:
    """The known parameters, each once, in order; None where the reader's own words are among them, or too much."""
    if not query:
        return ()
    if len(query) > _LONGEST_QUERY:
        return None
    given: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name == "q":
            return None
        if name in PARAMETERS and name not in given:
            given[name] = value
    return tuple(sorted(given.items()))


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.strip().replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
