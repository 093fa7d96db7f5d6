"""Thousands of clients that send byte by byte and never end, in a process of their own: who measures is not slowed.

Half of them never end what they ask; the other half sends a photograph. Whoever is sent away comes again, as somebody
who means harm does.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
import threading
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from typing import Any, Self

from tests.journeys.crowds import network
from tests.servers.ports import LOOPBACK

AT_A_TIME = 500
EVERY_SECONDS = 2.0
CONNECTS_WITHIN_SECONDS = 60
SOURCES = 250
"""From so many addresses of this machine: behind a proxy they are the networks."""


@dataclass(frozen=True)
class Target:
    """Where they go: the port, the address of the memorial, and whether a proxy with TLS stands there."""

    port: int
    base: str
    tls: bool = False


@dataclass(eq=False)
class _Slow(asyncio.Protocol):
    target: Target
    number: int
    transport: Any = None
    lost: bool = field(default=True)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.lost = transport, False
        head = "Host: localhost\r\n"
        if not self.target.tls:
            head += f"X-Forwarded-For: {network(self.number)}\r\n"
        if self.number % 2:
            self.transport.write(f"GET {self.target.base}wall HTTP/1.1\r\n{head}X-Slow: ".encode())
        else:
            kind = "Content-Type: multipart/form-data; boundary=slow\r\nContent-Length: 1000000\r\n\r\n--slow"
            self.transport.write(f"POST {self.target.base}share/say HTTP/1.1\r\n{head}{kind}".encode())

    def connection_lost(self, problem: Exception | None) -> None:
        self.lost = True

    async def come(self, trust: ssl.SSLContext | None) -> None:
        loop, source = asyncio.get_running_loop(), (f"127.0.1.{self.number % SOURCES + 1}", 0)
        try:
            await asyncio.wait_for(
                loop.create_connection(
                    lambda: self, LOOPBACK, self.target.port, ssl=trust, local_addr=source, server_hostname=None
                ),
                CONNECTS_WITHIN_SECONDS,
            )
        except (OSError, TimeoutError):
            self.lost = True


class SlowClients:
    """`count` of them, from the beginning of the block to its end."""

    def __init__(self, target: Target, count: int) -> None:
        # Begun anew and not divided: this process has threads and loops of its own.
        self._here, there = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=_run, args=(target, count, there), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def wait_until_connected(self) -> int:
        """How many are connected once all of them have tried."""
        connected: int = self._here.recv()
        return connected

    def __exit__(self, *problem: object) -> None:
        self._here.send("end")
        self.connected_at_last: int = self._here.recv()
        self._process.join(30)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _run(target: Target, count: int, pipe: Pipe) -> None:
    sys.stderr = sys.stdout
    asyncio.run(_slowly(target, count, pipe))


async def _slowly(target: Target, count: int, pipe: Pipe) -> None:
    trust = None
    if target.tls:
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    everybody = [_Slow(target, number) for number in range(count)]
    end = threading.Event()
    for begin in range(0, count, AT_A_TIME):
        await asyncio.gather(*(one.come(trust) for one in everybody[begin : begin + AT_A_TIME]))
    pipe.send(_connected(everybody))
    threading.Thread(target=lambda: (pipe.recv(), end.set()), daemon=True).start()
    while not end.is_set():
        for begin in range(0, count, AT_A_TIME):
            some = everybody[begin : begin + AT_A_TIME]
            await asyncio.gather(*(one.come(trust) for one in some if one.lost))
            for one in some:
                if not one.lost:
                    one.transport.write(b"x")
            await asyncio.sleep(EVERY_SECONDS * AT_A_TIME / count)
    pipe.send(_connected(everybody))
    for one in everybody:
        if not one.lost:
            one.transport.abort()
    await asyncio.sleep(0.2)


def _connected(everybody: list[_Slow]) -> int:
    return sum(not one.lost for one in everybody)
