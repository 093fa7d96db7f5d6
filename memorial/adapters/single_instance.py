"""Lets one process at a time do the background work of an installation."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

# Any number will do, as long as every worker of this program asks for the same.
_LOCK_NUMBER = 7_203_511_987


class SingleInstance:
    """A lock that the operating system or the database lets go when its holder dies: a file beside SQLite, an
    advisory lock on PostgreSQL, where workers may run on several machines."""

    def __init__(self, engine: Engine, lock_file: Path) -> None:
        self._engine, self._lock_file = engine, lock_file
        self._descriptor: int | None = None
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """True while this process holds it, now or already. Never waits."""
        if self._engine.dialect.name == "postgresql":
            return self._acquire_in_database()
        if self._descriptor is None:
            self._descriptor = _locked(self._lock_file)
        return self._descriptor is not None

    def _acquire_in_database(self) -> bool:
        """The lock belongs to a connection: one that was cut has lost it, and it has to be asked for again."""
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                self._connection.rollback()
                return True
            self._connection = self._engine.connect()
            got = bool(self._connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _LOCK_NUMBER}).scalar())
            self._connection.rollback()
        except SQLAlchemyError:
            got = False
        if not got:
            self.release()
        return got

    def release(self) -> None:
        """Let it go; safe to repeat."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        if self._connection is not None:
            # Back in the pool the connection would keep the lock.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


class OnThisMachine:
    """A lock on a file: one process of this machine at a time has it, whatever database they share."""

    def __init__(self, lock_file: Path) -> None:
        self._lock_file = lock_file
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """True while this process holds it, now or already. Never waits."""
        if self._descriptor is None:
            self._descriptor = _locked(self._lock_file)
        return self._descriptor is not None

    def release(self) -> None:
        """Let it go; safe to repeat."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _locked(lock_file: Path) -> int | None:
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
