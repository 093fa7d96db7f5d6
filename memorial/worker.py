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
from memorial.adapters.db.fixity import SqlFixity
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.last_check import SqlLastChecks
from memorial.adapters.db.people_keys_upkeep import PeopleKeysUpkeep
from memorial.adapters.db.waiting import what_waits
from memorial.adapters.files.reserve import Reserve
from memorial.adapters.single_instance import OnThisMachine, SingleInstance
from memorial.application import fixity, jobs, media_work, nightly, restore_alarm, seeking
from memorial.application.heads import note_heads
from memorial.application.mail import send_waiting
from memorial.application.ports.mail import SendNote
from memorial.application.ports.recordings import MakesCopies
from memorial.settings import Settings, load_settings

log = logging.getLogger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 3.0
CLOCK_SECONDS = 60.0
LOG_SECONDS = 20.0
ALARM_SECONDS = 3600.0
HEADS_SECONDS = 20.0
"""How old what is remembered of the chains beside the keys can be: what is cut off within that time is not missed."""
TIDY_SECONDS = 3600.0
FILES_SECONDS, FILES_WITHIN_SECONDS = 60.0, 2.0
SEARCH_SECONDS, SEARCH_WITHIN_SECONDS = 20.0, 2.0
LEFT_OVER_SECONDS, LEFT_OVER_AFTER = 20.0, timedelta(seconds=30)
"""What a commit decided is done by whoever decided it; what is older than this was left by a crash."""
UNFINISHED_DAYS = 1
RESERVE_SECONDS = 60.0
NIGHTLY_SECONDS = 300.0
NIGHTLY_ENDS_WITHIN = 5.0
BREATH_SECONDS = 0.001
MEDIA_PAUSE, MEDIA_SWEEP_SECONDS, MEDIA_ENDS_WITHIN = 2.0, 300.0, 8.0


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
    worker = Worker(installation, bootstrap.mailer(settings), Nightly(installation))
    media = Media(installation, bootstrap.recordings(settings, installation.archive.vault))
    try:
        media.begin()
        while not stop.is_set() and beside in (None, os.getppid()):
            busy = worker.round() if only.acquire() else 0
            stop.wait(worker.pause(busy))
    finally:
        media.end()
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


class Nightly:
    """Checks everything once a night, in a thread of its own: publication and withdrawal do not wait for it."""

    def __init__(self, installation: bootstrap.Installation) -> None:
        self._installation = installation
        engines, services = installation.engines, installation.services
        self._checks = SqlLastChecks(engines.writing, engines.reading)
        self._began = services.now()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin_if_due(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        last = self._checks.last()
        if nightly.is_due(last.finished_at if last else None, self._began, self._installation.services.now()):
            self._thread = threading.Thread(target=self._check, name="nightly check", daemon=True)
            self._thread.start()

    def _check(self) -> None:
        services = self._installation.services
        inspection = ArchiveInspection(self._installation.archive, services.now)
        try:
            nightly.check_and_note(services, inspection, self._checks, between=self._make_way)
        except _Stopped:
            log.info("the nightly check was stopped with the program")
        except Exception:
            log.exception("the nightly check failed and is tried again")

    def _make_way(self) -> None:
        """Others come first: a breath after each record."""
        if self._stop.wait(BREATH_SECONDS):
            raise _Stopped

    def end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(NIGHTLY_ENDS_WITHIN)


class Media:
    """Makes copies of recordings in a thread of its own, one at a time on a machine, until told to stop.

    Jobs have a lease, so workers of other machines make other copies at the same time.
    """

    def __init__(self, installation: bootstrap.Installation, tools: MakesCopies) -> None:
        self._services, self._tools = installation.services, tools
        self._only = OnThisMachine(installation.settings.home / "media.lock")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="media", daemon=True)
        self._next_sweep = 0.0

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """What is under way is given up, and given back for another worker."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(MEDIA_ENDS_WITHIN)
        self._only.release()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                busy = self._only.acquire() and self._step()
            except Exception:
                log.exception("work on recordings failed and is tried again")
                busy = False
            if not busy:
                self._stop.wait(MEDIA_PAUSE)

    def _step(self) -> bool:
        now = self._services.now().timestamp()
        if now >= self._next_sweep:
            self._next_sweep = now + MEDIA_SWEEP_SECONDS
            media_work.sweep(self._services)
        if not media_work.waits(self._services):
            return False
        return media_work.do_next(self._services, self._tools, stopped=self._stop.is_set)


class _Stopped(Exception):
    """The program ends."""


@dataclass
class Worker:
    """Does rounds of work. A task that fails is logged, and the others and the next round come all the same."""

    installation: bootstrap.Installation
    send: SendNote | None
    nightly: Nightly | None = None
    _names: PeopleKeysUpkeep | None = None
    _idle: int = 0
    _next: dict[str, float] = field(default_factory=dict)

    def round(self) -> int:
        """One round; the number of things done."""
        services = self.installation.services
        self._every(CLOCK_SECONDS, "clock", lambda: jobs.read_clock(services))
        self._every(LEFT_OVER_SECONDS, "left over", self._follow_left_over)
        done = self._try("due", lambda: jobs.do_due(services))
        if self.send is not None:
            send = self.send
            done += self._try("mail", lambda: send_waiting(services, send))
        self._every(LOG_SECONDS, "log", lambda: self.installation.empty_the_logs(within_seconds=0.2))
        self._every(HEADS_SECONDS, "heads", self.note_heads)
        self._every(FILES_SECONDS, "files", self._read_files)
        self._every(SEARCH_SECONDS, "search", self._prepare_search)
        self._every(TIDY_SECONDS, "tidy", self._tidy)
        self._every(RESERVE_SECONDS, "reserve", Reserve(self.installation.settings.home).keep)
        self._every(ALARM_SECONDS, "restore alarm", self._warn)
        if self.nightly is not None:
            self._every(NIGHTLY_SECONDS, "nightly", self.nightly.begin_if_due)
        return done

    def leave(self) -> None:
        """The last thing before the end: nothing taken back stays in the logs of a stopped installation."""
        if self.nightly is not None:
            self.nightly.end()
        self._try("heads", self.note_heads)
        self._try("log", lambda: self.installation.empty_the_logs(within_seconds=2.0))

    def note_heads(self) -> None:
        """Remember beside the keys how far the archive's chains have grown."""
        inspection = ArchiveInspection(self.installation.archive, self.installation.services.now)
        note_heads(inspection, self.installation.key_store.noted_heads)

    def pause(self, done: int) -> float:
        """Seconds until the next round: short after work, longer the longer there was none."""
        self._idle = 0 if done else self._idle + 1
        return min(LONGEST_PAUSE, SHORTEST_PAUSE * 2**self._idle) if self._idle < 8 else LONGEST_PAUSE

    def _follow_left_over(self) -> None:
        """Keys, files and lines of the ledger that a crash kept from what was committed."""
        archive = self.installation.archive
        if archive.follow_left_over(before=self.installation.services.now() - LEFT_OVER_AFTER):
            self.installation.empty_the_logs(within_seconds=2.0)

    def _read_files(self) -> None:
        archive, services = self.installation.archive, self.installation.services
        fixity.read_some(services, SqlFixity(archive), within_seconds=FILES_WITHIN_SECONDS)

    def _prepare_search(self) -> None:
        """What the desk finds remembrances by, and visitors people, where an upgrade or another name asks for it."""
        seeking.prepare_some(self.installation.services, within_seconds=SEARCH_WITHIN_SECONDS)
        if self._names is None:
            self._names = PeopleKeysUpkeep(self.installation.archive)
        self._names.make_some(within_seconds=SEARCH_WITHIN_SECONDS)

    def _warn(self) -> None:
        restore_alarm.warn(self.installation.services, self.send, self.installation.settings.mail.operator)

    def _tidy(self) -> None:
        archive, services = self.installation.archive, self.installation.services
        before = services.now() - timedelta(days=UNFINISHED_DAYS)
        jobs.forget_old(services)
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
