"""A real object store (SeaweedFS, `weed mini`) on free loopback ports, with one key that may use its buckets.

The bucket `memorial` is closed to everybody else; of the bucket `open` anybody can read.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import obstore
from obstore.exceptions import BaseError

from memorial.adapters.files.object_store import Bucket
from tests.servers.ports import LOOPBACK, free_port

STARTS_WITHIN_SECONDS = 30
REGION = "us-east-1"
_PORTS = (
    "master.port", "master.port.grpc", "filer.port", "filer.port.grpc", "volume.port", "volume.port.grpc",
    "admin.port", "admin.port.grpc", "s3.port.grpc",
)  # fmt: skip


class ObjectStoreServer:
    """Checks signatures, tells nobody of itself, and is gone with all that it held when the block ends."""

    def __init__(self) -> None:
        self.port, self.key, self.secret = free_port(), secrets.token_hex(8), secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None
        # Short: its sockets' names have little room.
        self.folder = Path(tempfile.mkdtemp(prefix="weed-"))

    @property
    def endpoint(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def bucket(self, prefix: str, *, name: str = "memorial") -> Bucket:
        return Bucket(f"s3://{self.key}:{self.secret}@{name}/{prefix}", self.endpoint, REGION)

    def __enter__(self) -> Self:
        identity = {"accessKey": self.key, "secretKey": self.secret}
        rights = {"name": "tests", "credentials": [identity], "actions": ["Admin", "Read", "Write", "List"]}
        anybody = {"name": "anonymous", "actions": ["Read:open"]}
        (self.folder / "s3.json").write_text(json.dumps({"identities": [rights, anybody]}), encoding="utf-8")
        # Its own variables for keys and buckets must not come from whoever runs the tests.
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TMPDIR": str(self.folder)}
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(self._command(), stdout=log, stderr=log, cwd=self.folder, env=environ)
        try:
            self._wait(self._process)
        except BaseException:
            self.kill()
            raise
        return self

    def _command(self) -> list[str]:
        (self.folder / "data").mkdir()
        ports = [f"-{name}={free_port()}" for name in _PORTS]
        switches = ["master.telemetry", "admin.ui", "webdav", "s3.iam"]
        return [
            str(Path(sys.executable).parent / "weed"), f"-logdir={self.folder}", "mini", f"-dir={self.folder}/data",
            f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}", *(f"-{name}=false" for name in switches),
            "-bucket=memorial,open", f"-s3.port={self.port}", "-s3.port.iceberg=0", "-s3.port.lance=0",
            f"-s3.config={self.folder}/s3.json", f"-s3.localSocket={self.folder}/s3.sock",
            f"-filer.localSocket={self.folder}/filer.sock", *ports,
        ]  # fmt: skip

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until, store = time.monotonic() + STARTS_WITHIN_SECONDS, self.bucket("ready").open()
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(BaseError, OSError):
                obstore.put(store, "ready", b"yes")
                return
            time.sleep(0.05)
        raise RuntimeError(f"the object store was not ready:\n{(self.folder / 'log').read_text()[-4000:]}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """At once, with its files; safe to repeat."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
