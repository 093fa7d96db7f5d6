"""Counts for an operator (Prometheus): requests by surface and status class, how long they took, what waits.

Nothing here knows an address, an id or a name. Several processes count into one folder, named by
`PROMETHEUS_MULTIPROC_DIR` before this program's first count; without that folder nothing is counted.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

Gauges = Callable[[], Mapping[str, float]]
"""What waits, by name; asked at each look. The names become `memorial_<name>`."""


def make_folder() -> Path:
    """A folder for the counts of this server's processes, and its name in the environment."""
    folder = Path(tempfile.mkdtemp(prefix="memorial-metrics-"))
    os.environ[FOLDER_VARIABLE] = str(folder)
    return folder


def remove_folder(folder: Path) -> None:
    os.environ.pop(FOLDER_VARIABLE, None)
    shutil.rmtree(folder, ignore_errors=True)


def counted(surface: str, app: WSGIApplication) -> WSGIApplication:
    """The application, with each answer counted; the application itself where nothing is to be counted."""
    if FOLDER_VARIABLE not in os.environ:
        return app
    from prometheus_client import Counter, Histogram

    answers = Counter("memorial_answers", "Answers by surface and status class", ["surface", "status"], registry=None)
    took = Histogram(
        "memorial_answer_seconds", "How long answers took", ["surface"], buckets=_BUCKETS, registry=None
    ).labels(surface)
    by_class = {digit: answers.labels(surface, f"{digit}xx") for digit in "12345"}

    def counting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            by_class[status[:1]].inc()
            took.observe(time.perf_counter() - began)
            return start_response(status, headers, *rest)

        return app(environ, start)

    return counting


def serve(port: int, gauges: Gauges | None = None) -> Callable[[], None]:
    """Answer `/metrics` on that port of this machine, in a thread; gives the function that stops it."""
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    if FOLDER_VARIABLE in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    if gauges is not None:
        registry.register(_Waiting(gauges))
    server, thread = start_http_server(port, addr="127.0.0.1", registry=registry)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(5)

    return stop


class _Waiting:
    """Asks the archive what waits, each time somebody looks."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        for name, value in self._gauges().items():
            yield GaugeMetricFamily(f"memorial_{name}", name.replace("_", " "), value=value)
