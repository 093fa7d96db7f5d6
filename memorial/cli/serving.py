"""`memorial serve`: what must hold before anybody is answered, the server's workers, and the work beside them."""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from memorial import bootstrap
from memorial.adapters import metrics
from memorial.adapters.db.edition_reader import SqlEditionReader
from memorial.adapters.files.reserve import Reserve
from memorial.cli.demonstration_file import address, stays_true, summary
from memorial.cli.logs import server_logs, set_up_logs
from memorial.settings import Settings, SettingsError, is_loopback_only
from memorial.vocabulary import Surface
from memorial.web.rooms import threads_needed
from memorial.wsgi import application, paces, preload

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

log = logging.getLogger(__name__)

STOPS_WITHIN_SECONDS = 10
BEGINS_AFTER_SECONDS = 1.0
"""The work beside begins when the server has had the machine to itself for its first answers."""
PARENT_IS_ASKED_EVERY_SECONDS = 1.0
WAITING_TO_CONNECT = 4096
MOST_CONNECTIONS = 16_384
OTHER_FILES = 512
"""Files that a worker opens besides its connections: databases, photographs, libraries."""
HEADERS_WITHIN_SECONDS = 15
"""How long a browser may take to ask. Idle connections end as well; a proxy must let go of them a little earlier."""


class NotServed(SettingsError):
    """Something must not be reachable from outside, and would be."""


def run(settings: Settings, surface: Surface | None) -> None:
    """Serve until told to stop (SIGTERM, SIGINT); requests that run are answered first."""
    set_up_logs()
    refuse_what_is_unsafe(settings, surface)
    _require_free(settings.server.host, settings.server.port)
    preload(surface)
    folder = metrics.make_folder() if settings.server.metrics_port else None
    if surface is None:
        stays_true(settings)
    Reserve(settings.home).keep()
    _say_where(settings, surface)
    beside = _Beside(settings, surface)
    try:
        beside.start()
        _server(settings).serve(target_loader=_loader(settings, surface), wrap_loader=False)
    finally:
        beside.stop()
        if surface is not Surface.WALL:
            _empty_the_logs(settings)
        if folder is not None:
            metrics.remove_folder(folder)


def _empty_the_logs(settings: Settings) -> None:
    """The background work does so as the last thing too; told to stop while it still begins, it had no time for it."""
    try:
        installation = bootstrap.build(settings)
        try:
            installation.empty_the_logs(within_seconds=2.0)
        finally:
            installation.close()
    except Exception:
        log.exception("the logs of the database were not emptied: the next start does it")


def refuse_what_is_unsafe(settings: Settings, surface: Surface | None) -> None:
    """Raises `NotServed`, and whatever `build` raises where database or keys cannot be used."""
    paces(settings)
    if surface is Surface.WALL:
        reader = bootstrap.build_reader(settings)
        drafts = _drafts(reader)
        reader.close()
        staff = False
    else:
        installation = bootstrap.build(settings)
        try:
            with installation.services.unit_of_work(read_only=True) as uow:
                # Of the archive and not of the edition: one that is just being made anew is not in there.
                drafts = [memorial.slug for memorial in uow.memorials.all() if memorial.public and memorial.draft]
                staff = any(member.demonstration and not member.disabled for member in uow.staff.all())
        finally:
            installation.close()
    if is_loopback_only(settings):
        return
    remedy = "Serve on 127.0.0.1 with public_url not set, or"
    if drafts:
        raise NotServed(
            f"{', '.join(drafts)} is a draft: its sources have no reviewer, and drafts stay on this machine. {remedy}"
            " have each source signed at the desk."
        )
    if staff:
        raise NotServed(
            "The demonstration's staff have no second factor, and they stay on this machine. "
            f"{remedy} begin with a new data folder."
        )


def _drafts(reader: SqlEditionReader) -> list[str]:
    with reader.snapshot() as edition:
        return [memorial.slug for memorial in edition.memorials() if memorial.draft]


def _require_free(host: str, port: int) -> None:
    """The server's own socket can share a port with a server that runs already: two of them would take turns."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, UnicodeError) as problem:
            reason = getattr(problem, "strerror", None) or "this is no address of this machine"
            raise NotServed(f"Cannot listen on {host}, port {port}: {reason}. Another server may be running.") from None


def _say_where(settings: Settings, surface: Surface | None) -> None:
    part = f" ({surface.value} only)" if surface else ""
    click.echo(f"memorial listens on {address(settings)}{part}")
    for line in summary(settings) if surface is None else ():
        click.echo(line)


def _server(settings: Settings) -> MPServer:
    # Divided, not begun anew: the workers share what is read in already, in memory and in time.
    multiprocessing.set_start_method("fork", force=True)
    gc.collect()
    gc.freeze()
    connections = _connections_of_a_worker()
    return MPServer(
        "memorial.wsgi:application",
        address=settings.server.host,
        port=settings.server.port,
        interface=Interfaces.WSGI,
        workers=settings.server.workers,
        # Many may wait at a time, and `server.threads` of them work: memorial/web/overload.py says who is next.
        blocking_threads=threads_needed(),
        backlog=WAITING_TO_CONNECT,
        # Whoever is connected and says nothing must not be one of the few: a connection costs kilobytes, no thread.
        backpressure=connections,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_SECONDS * 1000),
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=server_logs(),
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=STOPS_WITHIN_SECONDS,
    )


def _connections_of_a_worker() -> int:
    """As many as open files allow, which are raised to what this account may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
            soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(128, min(MOST_CONNECTIONS, soft - OTHER_FILES))


def _loader(settings: Settings, surface: Surface | None) -> Callable[[], WSGIApplication]:
    parent = os.getpid()

    def load() -> WSGIApplication:
        # Until the worker listens for them itself, the server's own handlers would swallow the word to stop.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        threading.Thread(target=_end_without_parent, args=(parent,), name="parent-watch", daemon=True).start()
        return application(settings, surface)

    return load


def _end_without_parent(parent: int) -> None:
    """A worker whose server was killed would go on answering, with nobody to stop or replace it."""
    while os.getppid() == parent:
        time.sleep(PARENT_IS_ASKED_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOPS_WITHIN_SECONDS)
    os._exit(1)


class _Beside:
    """Keeps the background work running in a process of its own; for one surface alone, only the metrics."""

    def __init__(self, settings: Settings, surface: Surface | None) -> None:
        self._settings, self._surface = settings, surface
        self._stop = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="beside", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(STOPS_WITHIN_SECONDS * 2)

    def _run(self) -> None:
        if self._stop.wait(BEGINS_AFTER_SECONDS):
            return
        if self._surface is None:
            self._keep_worker()
        elif self._settings.server.metrics_port:
            stop = metrics.serve(self._settings.server.metrics_port)
            self._stop.wait()
            stop()

    def _keep_worker(self) -> None:
        wait = 0.5
        while not self._stop.is_set():
            began = time.monotonic()
            command = [sys.executable, "-m", "memorial", "worker", "--beside", str(os.getpid())]
            self._process = subprocess.Popen(command)  # noqa: S603 - this program itself
            while self._process.poll() is None and not self._stop.wait(0.2):
                pass
            if self._stop.is_set():
                break
            # One that keeps dying is not started a hundred times a minute.
            wait = 0.5 if time.monotonic() - began > 30 else min(30.0, wait * 2)
            log.error("the background worker ended with %s and is started again", self._process.returncode)
            self._stop.wait(wait)
        self._end_worker()

    def _end_worker(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOPS_WITHIN_SECONDS)
            return
        process.kill()
        process.wait()
