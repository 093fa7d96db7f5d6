"""People who listen over a slow line, each as a browser's player does: in a process of their own, by the hundred."""

from __future__ import annotations

import asyncio
import random
import socket
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from typing import Self

from tests.journeys.crowds import network
from tests.servers.ports import LOOPBACK
from tests.web.published_sound import bytes_at

BYTES_A_SECOND = 8_000
"""64 kbit/s: as fast as it is heard, which is the slowest line on which one can listen."""
_STEP_SECONDS = 0.25
_ROOM = 16 * 1024
"""What the operating system may take in beyond what is read: little, so that the server feels how slow the line is."""


@dataclass(frozen=True)
class Listening:
    """What they ask for. `player`: as an <audio> element, else as a program that stores the whole file."""

    port: int
    address: str
    length: int
    player: bool = True
    seeks_every: float = 10.0


@dataclass
class Heard:
    """What became of it. `late`: who got less than half of what was due in all."""

    statuses: Counter[int] = field(default_factory=Counter)
    bytes: int = 0
    wrong: int = 0
    broken: int = 0
    late: int = 0


class Listeners:
    """`count` of them, from the beginning of the block to its end; `heard` is known after it."""

    def __init__(self, listening: Listening, count: int) -> None:
        # Begun anew and not divided: this process has threads and loops of its own.
        context = get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_run, args=(listening, count, there), daemon=True)
        self.heard = Heard()

    def __enter__(self) -> Self:
        self._process.start()
        self._here.recv()
        return self

    def __exit__(self, *problem: object) -> None:
        self._here.send("end")
        self.heard = self._here.recv()
        self._process.join(30)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _run(listening: Listening, count: int, pipe: Pipe) -> None:
    sys.stderr = sys.stdout
    asyncio.run(_all(listening, count, pipe))


async def _all(listening: Listening, count: int, pipe: Pipe) -> None:
    heard, end = Heard(), asyncio.Event()
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(_one(listening, number, heard, end)) for number in range(count)]
    await asyncio.sleep(1)
    pipe.send("begun")

    def wait() -> None:
        pipe.recv()
        loop.call_soon_threadsafe(end.set)

    threading.Thread(target=wait, daemon=True).start()
    await asyncio.gather(*tasks)
    pipe.send(heard)


async def _one(listening: Listening, number: int, heard: Heard, end: asyncio.Event) -> None:
    """Listens on from some place, and now and then from another one: then the browser drops what was on its way."""
    chance, loop = random.Random(number), asyncio.get_running_loop()
    await asyncio.sleep(chance.random())  # nobody presses the button in the same moment as two hundred others
    began, got = loop.time(), 0
    while not end.is_set():
        at = chance.randrange(listening.length // 2)
        until = loop.time() + listening.seeks_every * chance.uniform(0.5, 1.5)
        while loop.time() < until and not end.is_set():
            try:
                part = await _part(listening, number, at, until, heard, end)
            except (OSError, asyncio.IncompleteReadError):
                heard.broken += 1
                part = 0
            at, got = at + part, got + part
            if not part:
                await asyncio.sleep(1)
    heard.bytes += got
    heard.late += got < 0.5 * BYTES_A_SECOND * (loop.time() - began)


async def _part(listening: Listening, number: int, at: int, until: float, heard: Heard, end: asyncio.Event) -> int:
    """One answer, read as slowly as it is heard; how many bytes of it."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
    line.setblocking(False)
    await asyncio.get_running_loop().sock_connect(line, (LOOPBACK, listening.port))
    reader, writer = await asyncio.open_connection(sock=line, limit=_ROOM)
    try:
        kind = "audio" if listening.player else "empty"
        said = f"GET {listening.address} HTTP/1.1\r\nHost: localhost\r\nRange: bytes={at}-\r\n"
        said += f"Sec-Fetch-Dest: {kind}\r\n"
        writer.write(f"{said}X-Forwarded-For: {network(number)}\r\nConnection: close\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        heard.statuses[status] += 1
        if status != 206:
            return 0
        heard.wrong += f"content-range: bytes {at}-" not in head.lower()
        return await _read(reader, at, until, heard, end)
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader, at: int, until: float, heard: Heard, end: asyncio.Event) -> int:
    loop, got = asyncio.get_running_loop(), 0
    began = loop.time()
    while loop.time() < until and not end.is_set():
        due = int((loop.time() - began + _STEP_SECONDS) * BYTES_A_SECOND) - got
        piece = await reader.read(max(1, due))
        if not piece:
            break
        heard.wrong += piece != bytes_at(at + got, len(piece))
        got += len(piece)
        await asyncio.sleep(_STEP_SECONDS)
    return got
