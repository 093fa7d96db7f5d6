"""Bounded load on loopback: `wrk` where it is installed, else a small client of our own; and single exact requests."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from tests.servers.ports import LOOPBACK

CONNECTIONS = 16
T = TypeVar("T")


class LoadFailed(RuntimeError):
    """Something was answered with an error, or not at all: such a round says nothing."""


@dataclass(frozen=True)
class Load:
    requests: int
    seconds: float


def run_apart(doing: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: a browser of an earlier test may have left its loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, doing).result()


def load_program() -> str:
    return "wrk" if shutil.which("wrk") else "a client of our own"


def load(port: int, paths: Sequence[str], *, seconds: float, headers: Mapping[str, str] | None = None) -> Load:
    """Ask for the paths in turn over a few connections that stay open. Raises `LoadFailed` for any error."""
    given = dict(headers or {})
    if shutil.which("wrk"):
        return _with_wrk(port, paths, seconds, given)
    return run_apart(_with_own(port, paths, seconds, given))


def _with_wrk(port: int, paths: Sequence[str], seconds: float, headers: Mapping[str, str]) -> Load:
    # wrk reads a script in Lua; JSON's strings are its strings for what is used here.
    lines = [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()]
    if len(paths) > 1:
        listed = ", ".join(json.dumps(path) for path in paths)
        lines += [f"local paths, n = {{{listed}}}, 0", "request = function()", "n = n % #paths + 1"]
        lines += ["return wrk.format(nil, paths[n])", "end"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("\n".join(lines))
        script.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{max(1, round(seconds))}s",
            "--timeout",
            "20s",
            "-s",
            script.name,
        ]
        done = subprocess.run(
            [*command, f"http://{LOOPBACK}:{port}{paths[0]}"], capture_output=True, text=True, timeout=60, check=True
        )
    return read_wrk(done.stdout)


def read_wrk(said: str) -> Load:
    found = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", said)
    if found is None or "Non-2xx" in said or "Socket errors" in said or found[1] == "0":
        raise LoadFailed(said)
    return Load(int(found[1]), float(found[2]) * {"ms": 0.001, "s": 1, "m": 60}[found[3]])


async def _with_own(port: int, paths: Sequence[str], seconds: float, headers: Mapping[str, str]) -> Load:
    begun, turn, done = time.perf_counter(), count(), [0]

    async def one() -> None:
        connection = await Connection.open(port)
        while time.perf_counter() - begun < seconds:
            answer = await connection.ask(request("GET", paths[next(turn) % len(paths)], headers))
            if answer.status >= 400:
                raise LoadFailed(f"{answer.status} for one of {paths[:3]}")
            done[0] += 1
        connection.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return Load(done[0], time.perf_counter() - begun)


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {LOOPBACK}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One HTTP/1.1 connection that stays open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Connection:
        return cls(*await asyncio.open_connection(LOOPBACK, port, limit=1 << 20))

    async def ask(self, asked: bytes) -> Answer:
        self._writer.write(asked)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(": ") for line in head[1:] if line)
        headers = {name.lower(): value for name, _, value in pairs}
        length = int(headers.get("content-length", 0))
        body = await self._reader.readexactly(length) if length else b""
        return Answer(int(head[0].split(" ", 2)[1]), headers, body)

    def close(self) -> None:
        self._writer.close()


def ask_once(port: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    async def once() -> Answer:
        connection = await Connection.open(port)
        answer = await connection.ask(request("GET", path, headers))
        connection.close()
        return answer

    return run_apart(once())


async def send_all(port: int, requests: Sequence[bytes], right: Callable[[Answer], bool]) -> Load:
    """Send each request once over a few connections; raises `LoadFailed` at the first wrong answer."""
    waiting, begun = iter(requests), time.perf_counter()

    async def some(connection: Connection) -> None:
        for asked in waiting:
            answer = await connection.ask(asked)
            if not right(answer):
                raise LoadFailed(f"{answer.status} {answer.headers.get('location', '')} {answer.body[:2000]!r}")

    connections = [await Connection.open(port) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    await asyncio.gather(*(some(connection) for connection in connections))
    seconds = time.perf_counter() - begun
    for connection in connections:
        connection.close()
    return Load(len(requests), seconds)
