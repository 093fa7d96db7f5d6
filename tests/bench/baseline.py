"""What the program is measured against: the same server, with the same workers and threads, and a constant answer.

Run as a program: python -m tests.bench.baseline PORT FILE WORKERS THREADS
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response

from tests.bench.load_client import ask_once
from tests.servers.application import ROOT
from tests.servers.ports import free_port

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

RAW, EMPTY, FLASK = "/raw", "/empty", "/flask"
READY_WITHIN_SECONDS = 30


def application(body: bytes) -> WSGIApplication:
    """`/raw` answers with the body and `/empty` with 304, both plain WSGI; `/flask` with the body through Flask."""
    flask = Flask("baseline", static_folder=None)
    flask.add_url_rule(FLASK, view_func=lambda: Response(body, mimetype="text/html"), endpoint="constant")
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == RAW:
            start_response("200 OK", headers)
            return [body]
        if path == EMPTY:
            start_response("304 Not Modified", [])
            return []
        return flask(environ, start_response)

    return answer


def serve(port: int, body: bytes, workers: int, threads: int) -> None:
    import multiprocessing

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    multiprocessing.set_start_method("fork", force=True)
    MPServer(
        "baseline",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve(target_loader=lambda: application(body), wrap_loader=False)


@contextlib.contextmanager
def running(body: bytes, folder: Path, *, workers: int, threads: int) -> Iterator[tuple[int, int]]:
    """The baseline server in a process of its own; gives its process id and its port."""
    file, port = folder / f"body-{len(body)}", free_port()
    file.write_bytes(body)
    command = [sys.executable, "-m", "tests.bench.baseline", str(port), str(file), str(workers), str(threads)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        until = time.monotonic() + READY_WITHIN_SECONDS
        while True:
            with contextlib.suppress(OSError):
                if ask_once(port, RAW).body == body:
                    break
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError("the baseline server did not start")
            time.sleep(0.05)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]).read_bytes(), int(sys.argv[3]), int(sys.argv[4]))
