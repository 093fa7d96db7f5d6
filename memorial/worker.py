"""Background work: what is due, mail, and keeping the write-ahead log short. One at a time in an installation."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from memorial import bootstrap
from memorial.adapters import metrics
from memorial.adapters.db.sqlite import checkpoint
from memorial.adapters.db.waiting import what_waits
from memorial.adapters.single_instance import SingleInstance
from memorial.application import jobs
from memorial.application.mail import send_waiting
from memorial.application.ports.mail import SendNote
from memorial.settings import Settings, load_settings

log = logging.getLogger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 3.0
CLOCK_SECONDS = 60.0
LOG_SECONDS = 20.0
TIDY_SECONDS = 3600.0
UNFINISHED_DAYS = 1


def run(settings: Settings | None = None, stop: threading.Event | None = None, *, beside: int | None = None) -> None:
    """Work until told to stop (SIGTERM, SIGINT); `beside` a server, until the process of that number is gone.

    While another worker of the same installation is at work this one waits, and takes over when that one ends.
    """
    settings = settings or load_settings(os.environ)
    stop = stop or threading.Event()
    _listen(stop)
    installation = bootstrap.build(settings)
    stop_metrics = _serve_metrics(installation)
    only = SingleInstance(installation.engines.writing, settings.home / "worker.lock")
    worker = Worker(installation, bootstrap.mailer(settings))
    try:
        while not stop.is_set() and beside in (None, os.getppid()):
            busy = worker.round() if only.acquire() else 0
            stop.wait(worker.pause(busy))
    finally:
        worker.leave()
        only.release()
        stop_metrics()
        installation.close()


def _listen(stop: threading.Event) -> None:
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _n, _f: stop.set())


def _serve_metrics(installation: bootstrap.Installation) -> Callable[[], None]:
    port = installation.settings.server.metrics_port
    if not port:
        return lambda: None
    return metrics.serve(port, partial(what_waits, installation.engines.reading, installation.services.now))


@dataclass
class Worker:
    """Does rounds of work. A task that fails is logged, and the others and the next round come all the same."""

    installation: bootstrap.Installation
    send: SendNote | None
    _idle: int = 0
    _next: dict[str, float] = field(default_factory=dict)

    def round(self) -> int:
        """One round; the number of things done."""
        services = self.installation.services
        self._every(CLOCK_SECONDS, "clock", lambda: jobs.read_clock(services))
        done = self._try("due", lambda: jobs.do_due(services))
        if self.send is not None:
            send = self.send
            done += self._try("mail", lambda: send_waiting(services, send))
        self._every(LOG_SECONDS, "log", lambda: self.empty_the_logs(within_seconds=0.2))
        self._every(TIDY_SECONDS, "tidy", self._tidy)
        return done

    def leave(self) -> None:
        """The last thing before the end: nothing taken back stays in the logs of a stopped installation."""
        self._try("log", lambda: self.empty_the_logs(within_seconds=2.0))

    def empty_the_logs(self, *, within_seconds: float) -> None:
        """What was taken back must not stay readable in SQLite's write-ahead logs, of the archive and of the keys."""
        writing = self.installation.engines.writing
        if writing.dialect.name == "sqlite":
            checkpoint(writing, within_seconds=within_seconds)
        self.installation.key_store.settle(within_seconds=within_seconds)

    def pause(self, done: int) -> float:
        """Seconds until the next round: short after work, longer the longer there was none."""
        self._idle = 0 if done else self._idle + 1
        return min(LONGEST_PAUSE, SHORTEST_PAUSE * 2**self._idle) if self._idle < 8 else LONGEST_PAUSE

    def _tidy(self) -> None:
        archive, services = self.installation.archive, self.installation.services
        before = services.now() - timedelta(days=UNFINISHED_DAYS)
        jobs.forget_mail(services)
        left = archive.vault.discard_unfinished(before) + archive.copies.discard_unfinished(before)
        if left:
            log.info("removed %d unfinished files", left)

    def _every(self, seconds: float, name: str, act: Callable[[], object]) -> None:
        now = self.installation.services.now().timestamp()
        if not self._next.get(name, 0.0) - seconds <= now < self._next.get(name, 0.0):
            self._next[name] = now + seconds
            self._try(name, act)

    @staticmethod
    def _try(name: str, act: Callable[[], object]) -> int:
        try:
            done = act()
        except Exception:
            log.exception("background work failed and is tried again: %s", name)
            return 0
        return done if isinstance(done, int) else 0
