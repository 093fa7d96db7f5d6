"""A bad line to a server on this machine: it cuts what is sent at the bytes that a test names."""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from tests.servers.ports import LOOPBACK

_AT_ONCE = 65_536


class CuttingLine:
    """Passes on one request for each connection. Of uploads (`PATCH`) it cuts those that hold the next byte of `cuts`.

    The bytes before it go through. Half of the cuts are an end in order, half a reset; which, `chance` decides.
    `lose_last`: the answer to the request that brings this byte, the last one of a file, gets lost once.
    """

    def __init__(self, port: int, cuts: Iterable[int] = (), *, lose_last: int = 0, seed: int = 1) -> None:
        self._to, self._cuts, self._lose_last = port, sorted(cuts), lose_last
        self._chance, self._lock = random.Random(seed), threading.Lock()
        self.cut = 0
        self.after_cut: Callable[[int], None] = lambda number: None
        """Called with the number of each cut, before the line can be used again."""
        self._listening = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listening.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        server: socket.socket | None = None
        try:
            head, body = _head(client)
            with self._lock:
                # Nobody comes through while a cut is still being followed by something.
                pass
            server = socket.create_connection((LOOPBACK, self._to))
            server.sendall(_with_one_request(head))
            length, cut_after = self._plan(head)
            self._send(client, server, body, length if cut_after is None else cut_after)
            if cut_after is None:
                while some := server.recv(_AT_ONCE):
                    client.sendall(some)
            else:
                self._end(client, server)
        except OSError:
            pass
        finally:
            for one in (client, server):
                if one is not None:
                    one.close()

    def _plan(self, head: bytes) -> tuple[int, int | None]:
        """How many bytes the request has, and after how many of them it is cut, if it is."""
        length = int(_header(head, b"content-length") or 0)
        if not head.startswith(b"PATCH"):
            return length, None
        offset = int(_header(head, b"upload-offset") or 0)
        with self._lock:
            while self._cuts and self._cuts[0] <= offset:
                self._cuts.pop(0)
                self.cut += 1
            if self._cuts and self._cuts[0] <= offset + length:
                return length, self._cuts.pop(0) - offset
            if self._lose_last and offset + length == self._lose_last:
                self._lose_last = 0
                return length, length
        return length, None

    @staticmethod
    def _send(client: socket.socket, server: socket.socket, begun: bytes, length: int) -> None:
        server.sendall(begun[:length])
        left = length - len(begun[:length])
        while left > 0 and (some := client.recv(min(_AT_ONCE, left))):
            server.sendall(some)
            left -= len(some)

    def _end(self, client: socket.socket, server: socket.socket) -> None:
        with self._lock:
            self.cut += 1
            number, hard = self.cut, self._chance.random() < 0.5
            if hard:
                for one in (client, server):
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.after_cut(number)


def _head(client: socket.socket) -> tuple[bytes, bytes]:
    """The first lines of a request, and what has come of its body with them."""
    come = b""
    while b"\r\n\r\n" not in come:
        some = client.recv(_AT_ONCE)
        if not some:
            raise OSError("it asked for nothing")
        come += some
    head, _, body = come.partition(b"\r\n\r\n")
    return head, body


def _header(head: bytes, name: bytes) -> bytes | None:
    for line in head.split(b"\r\n")[1:]:
        given, _, value = line.partition(b":")
        if given.strip().lower() == name:
            return value.strip()
    return None


def _with_one_request(head: bytes) -> bytes:
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""])
