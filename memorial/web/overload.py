"""What happens when more people come than can be answered: readers are asked to wait first, taking back comes last.

The server gives each worker many threads, and this layer lets only a few of them work at a time. The others wait here,
in order of rank, or for what a browser still sends. So a slow connection holds a thread that costs nothing, and a flood
of one kind fills the places of that kind alone. Whom there is no place for gets a small ready page at once.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memorial.web.limits import AWAY, network_of
from memorial.web.page_cache import STREAMED
from memorial.web.rooms import WAITING_FOR_KEPT, Gate, Rank, Ticket, rank_of

if TYPE_CHECKING:
    from types import TracebackType
    from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

LARGEST_JOINED = 8 * 1024 * 1024
"""Answers up to so many bytes are handed to the server whole: a slow reader then holds no thread."""

Answer = Callable[["WSGIEnvironment", "StartResponse"], "Iterable[bytes] | None"]


class _SlowInput:
    """What a browser sends. Whoever waits for it lets others work meanwhile.

    `length`: how many bytes were announced; None where that is not known.
    """

    def __init__(self, source: InputStream, ticket: Ticket, length: int | None) -> None:
        self._source, self._ticket, self._left = source, ticket, length

    def read(self, size: int = -1, /) -> bytes:
        with self._ticket.away():
            got = self._source.read(size)
        self._note(len(got), ended=size < 0 or (size > 0 and not got))
        return got

    def readline(self, size: int = -1, /) -> bytes:
        with self._ticket.away():
            got = self._source.readline(size)
        self._note(len(got), ended=size != 0 and not got)
        return got

    def readlines(self, hint: int = -1, /) -> list[bytes]:
        with self._ticket.away():
            got = self._source.readlines(hint)
        self._note(sum(map(len, got)), ended=hint <= 0 or not got)
        return got

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _note(self, got: int, *, ended: bool) -> None:
        if self._left is not None:
            self._left -= got
            ended = ended or self._left <= 0
        if ended:
            self._ticket.sent()


class Overload:
    """Stands before all surfaces.

    `kept` answers a reader from memory, or gives None; it is asked before one is sent away.
    """

    def __init__(self, app: WSGIApplication, gate: Gate, busy: BusyPages, *, kept: Answer | None = None) -> None:
        self._app, self._gate, self._busy, self._kept = app, gate, busy, kept
        self._asking_kept = threading.BoundedSemaphore(2 + WAITING_FOR_KEPT)
        self._answering_kept = threading.BoundedSemaphore(2)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        rank = rank_of(environ)
        # Uploads may name their method in a header, and bring a body whatever the first line says.
        sends = environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_X_HTTP_METHOD_OVERRIDE" in environ
        ticket = self._gate.enter(rank, network_of(environ), sends=sends)
        if ticket is not None:
            return self._let_in(environ, start_response, ticket)
        if rank is Rank.READING and (answer := self._from_memory(environ, start_response)) is not None:
            return answer
        return self._busy(environ, start_response)

    def _let_in(self, environ: WSGIEnvironment, start_response: StartResponse, ticket: Ticket) -> Iterable[bytes]:
        answer: Iterable[bytes] | None = None
        try:
            environ[AWAY] = ticket.away
            if ticket.sends:
                environ["wsgi.input"] = _SlowInput(environ["wsgi.input"], ticket, _announced(environ))
            answer = _whole(self._app, environ, start_response, ticket)
        except Exception:
            # Before the surfaces' own pages for errors, as when the database is away: nothing has been sent yet.
            log.exception("no answer could be made")
        finally:
            if not isinstance(answer, _Rest):
                ticket.leave()
        return self._busy(environ, start_response) if answer is None else answer

    def _from_memory(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | None:
        if self._kept is None or not self._asking_kept.acquire(blocking=False):
            return None
        try:
            if not self._answering_kept.acquire(timeout=1):
                return None
            try:
                return self._kept(environ, start_response)
            except Exception:
                log.exception("no kept answer could be given")
                return None
            finally:
                self._answering_kept.release()
        finally:
            self._asking_kept.release()


def _announced(environ: WSGIEnvironment) -> int | None:
    length = environ.get("CONTENT_LENGTH", "")
    return int(length) if length.isascii() and length.isdecimal() else None


def _whole(
    app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse, ticket: Ticket
) -> Iterable[bytes] | None:
    """The answer in one piece, made within the request's turn; only a very large one goes out bit by bit after it.

    None, and nothing is begun, where too many of those are on their way.
    """
    started = _Started()
    chunks = app(environ, started)
    if isinstance(chunks, list):
        start_response(started.status, started.headers)
        return chunks
    if environ.get(STREAMED):
        return _in_two(chunks, started, start_response, ticket)
    if started.length > LARGEST_JOINED and environ["REQUEST_METHOD"] != "HEAD":
        # Known before it is read: nothing of it needs to wait in memory.
        if not ticket.keep_for_large():
            _close(chunks)
            return None
        start_response(started.status, started.headers)
        return _Rest([], iter(chunks), chunks, ticket)
    pieces: list[bytes] = []
    length = 0
    source = iter(chunks)
    try:
        for piece in source:
            pieces.append(piece)
            length += len(piece)
            if length > LARGEST_JOINED:
                if not ticket.keep_for_large():
                    break
                start_response(started.status, started.headers)
                return _Rest(pieces, source, chunks, ticket)
    except BaseException:
        _close(chunks)
        raise
    _close(chunks)
    if length > LARGEST_JOINED:
        return None
    start_response(started.status, started.headers)
    return [b"".join(pieces)]


def _in_two(chunks: Iterable[bytes], started: _Started, start_response: StartResponse, ticket: Ticket) -> _Rest:
    """The first piece at once, which every connection takes, and then all others together: made within the request's
    turn, though a slow reader may take long to read them.
    """
    source = iter(chunks)
    try:
        first = next(source, b"")
    except BaseException:
        _close(chunks)
        raise

    def others() -> Iterator[bytes]:
        rest = b"".join(source)
        ticket.leave()
        yield rest

    start_response(started.status, started.headers)
    return _Rest([first], others(), chunks, ticket)


def _close(chunks: Iterable[bytes]) -> None:
    if (close := getattr(chunks, "close", None)) is not None:
        close()


class _Rest:
    """A very large answer, from its first pieces to its end. It holds a thread, and so keeps its place until then."""

    def __init__(self, begun: list[bytes], source: Iterator[bytes], chunks: Iterable[bytes], ticket: Ticket) -> None:
        self._begun, self._source, self._chunks, self._ticket = begun, source, chunks, ticket

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._begun
            self._begun = []
            yield from self._source
        finally:
            self._ticket.leave()

    def close(self) -> None:
        self._ticket.leave()
        _close(self._chunks)

    def __del__(self) -> None:
        """A server that loses its reader may forget to close; the place must come back all the same."""
        self._ticket.leave()


class _Started:
    """What an application passed to `start_response`."""

    def __init__(self) -> None:
        self.status = "500 Internal Server Error"
        self.headers: list[tuple[str, str]] = []

    def __call__(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None = None,
        /,
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, list(headers)
        return _no_writing

    @property
    def length(self) -> int:
        """How many bytes were announced; 0 where that is not known."""
        said = next((value for name, value in self.headers if name.lower() == "content-length"), "")
        return int(said) if said.isascii() and said.isdecimal() else 0


def _no_writing(_: bytes) -> Any:
    raise RuntimeError("write() is not supported")


@dataclass(frozen=True)
class BusyPages:
    """The ready pages for whoever is sent away: by language, for reading and for sending. English must be there."""

    reading: Mapping[str, bytes]
    sending: Mapping[str, bytes]
    headers: tuple[tuple[str, str], ...] = ()
    soonest: int = 2
    latest: int = 10

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asks = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        body = self._in_words(self.reading if asks else self.sending, environ)
        # Not all at the same moment: they would meet again.
        after = random.randint(self.soonest, self.latest)  # noqa: S311 - nothing secret
        headers = [
            *self.headers,
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Retry-After", str(after)),
        ]
        start_response("503 Service Unavailable", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @staticmethod
    def _in_words(pages: Mapping[str, bytes], environ: WSGIEnvironment) -> bytes:
        """In the language of the address, else in the first that the browser names and we have, else in English."""
        named = [environ.get("PATH_INFO", "").split("/", 2)[1:2]]
        asked = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:200].split(",")
        wanted = [*(one for found in named for one in found), *(one.partition(";")[0].strip() for one in asked)]
        for language in wanted:
            for code in (language, language.partition("-")[0]):
                if code in pages:
                    return pages[code]
        return pages["en"]
