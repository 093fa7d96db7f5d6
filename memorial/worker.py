"""Background work: what is due, mail, and keeping the write-ahead log short. One at a time in an installation."""

from __future__ import annotations

import logging
import os
import signal
import threading

from memorial import bootstrap
from memorial.adapters.db.sqlite import checkpoint
from memorial.application import jobs
from memorial.settings import load_settings

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0


def run(stop: threading.Event | None = None) -> None:
    """Work until told to stop (SIGTERM, SIGINT). A failing round is logged and the next one comes."""
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _n, _f: stop.set())
    installation = bootstrap.build(load_settings(os.environ))
    try:
        while not stop.is_set():
            _round(installation)
            stop.wait(PAUSE_SECONDS)
    finally:
        installation.close()


def _round(installation: bootstrap.Installation) -> None:
    try:
        jobs.run_due(installation.services)
        if installation.engines.writing.dialect.name == "sqlite":
            checkpoint(installation.engines.writing, within_seconds=0.2)
    except Exception:
        log.exception("a round of background work failed; the next one follows")


