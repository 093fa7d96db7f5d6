"""What `memorial doctor` looks at: one finding for each thing, with what to do about it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path

from sqlalchemy import select

from memorial import bootstrap
from memorial.adapters.db.database import DatabaseNotReady, is_sqlite, sqlite_path
from memorial.adapters.db.fixity import damaged_records, how_many_unread, last_backup
from memorial.adapters.db.last_check import SqlLastChecks
from memorial.adapters.db.sqlite import SqliteMode, file_system_of, sqlite_dbapi
from memorial.adapters.db.tables import trusted_clock
from memorial.adapters.db.times import from_db
from memorial.adapters.keys.apart import keys_seen_by_the_archive
from memorial.adapters.keys.care import read_care
from memorial.adapters.single_instance import SingleInstance
from memorial.application.key_care import lacks
from memorial.application.ports.secrets import KeysUnusable
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.settings import Mode, Settings, SettingsError, is_loopback_only

LEAST_FREE_BYTES = 1024**3
LARGEST_LEAP = timedelta(hours=24)
BACKUP_DAYS = 2
LONGEST_UNCHECKED = timedelta(hours=48)


class Judgement(Enum):
    WELL = "ok"
    NOTE = "note"
    UNSAFE = "UNSAFE"


@dataclass(frozen=True)
class Found:
    """One thing that was looked at."""

    judgement: Judgement
    what: str
    remedy: str = ""


def well(what: str) -> Found:
    return Found(Judgement.WELL, what)


def note(what: str, remedy: str = "") -> Found:
    return Found(Judgement.NOTE, what, remedy)


def unsafe(what: str, remedy: str) -> Found:
    return Found(Judgement.UNSAFE, what, remedy)


def examine(settings: Settings) -> Iterator[Found]:
    """Every finding, the surroundings first. What cannot be opened ends the look with a finding, not an error."""
    yield from _database_library(settings)
    yield from _folders(settings)
    yield from _network(settings)
    yield _mail(settings)
    try:
        installation = bootstrap.build(settings)
    except (DatabaseNotReady, KeysUnusable, SettingsError) as problem:
        yield unsafe(f"It cannot be opened: {problem}", "")
        return
    try:
        yield well("Database, key store and keys fit together.")
        yield from _key_care(installation)
        yield _clock(installation)
        yield _worker(installation)
        yield _kept_files(installation)
        yield _backups(installation)
        yield _last_check(installation)
        with installation.services.unit_of_work(read_only=True) as uow:
            memorials, members = list(uow.memorials.all()), list(uow.staff.all())
        yield from _memorials(settings, memorials)
        yield from _staff(settings, memorials, members)
    finally:
        installation.close()


def _database_library(settings: Settings) -> Iterator[Found]:
    if not is_sqlite(settings.database.url):
        yield well("The archive is on PostgreSQL.")
        return
    module, path = sqlite_dbapi(), sqlite_path(settings.database.url)
    mode = SqliteMode.choose(module.sqlite_version_info, file_system_of(path))
    said = f"SQLite {module.sqlite_version} ({module.__name__.partition('.')[0]}), journal {mode.journal}"
    said += f", synchronous {mode.synchronous}: {mode.reason}."
    yield well(said) if mode.journal == "wal" else note(said, "Slower, and safe. pysqlite3 brings a newer library.")


def _folders(settings: Settings) -> Iterator[Found]:
    private = [settings.home, settings.keys.folder]
    if is_sqlite(settings.database.url):
        private.append(sqlite_path(settings.database.url))
    for path in private:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            wanted = "700" if path.is_dir() else "600"
            if path.parent != settings.home or not _is_closed(settings.home):
                yield unsafe(f"Others than its owner may look into {path}.", f"chmod {wanted} {path}")
    if not settings.home.exists():
        yield unsafe(f"There is no data folder {settings.home}.", "Run: memorial init")
        return
    if settings.mode is Mode.PRODUCTION and _same_disk(settings.home, settings.keys.folder):
        yield note(
            "The keys lie on the same disk as the data: who takes the disk has both.", "Set keys.folder to another."
        )
    free = shutil.disk_usage(settings.home).free
    if free < LEAST_FREE_BYTES:
        yield unsafe(f"Only {free // 1024**2} MB are free at {settings.home}.", "Make room before something is lost.")
    else:
        yield well(f"{free // 1024**3} GB are free at {settings.home}.")


def _is_closed(folder: Path) -> bool:
    return folder.exists() and not stat.S_IMODE(folder.stat().st_mode) & 0o077


def _same_disk(one: Path, other: Path) -> bool:
    return other.exists() and os.stat(one).st_dev == os.stat(other).st_dev


def _network(settings: Settings) -> Iterator[Found]:
    if is_loopback_only(settings):
        yield well("Nobody but this machine can reach the server.")
        return
    if not (settings.public_url or "").startswith("https://"):
        yield unsafe(
            "The server is meant for others, and public_url does not begin with https://: codes and passwords"
            " would be readable on the way.",
            "Put a proxy with TLS in front, and set public_url to its address.",
        )
    if settings.server.proxy_hops == 0:
        yield note(
            "No proxy is trusted: behind one, every visitor seems to come from the same address.",
            "Set server.proxy_hops to the number of proxies in front.",
        )


def _mail(settings: Settings) -> Found:
    if settings.mail.url is None:
        return note("Mail is not configured: notes wait in the outbox, and the desk shows them.")
    return well("Mail is handed over by SMTP.")


def _key_care(installation: bootstrap.Installation) -> Iterator[Found]:
    """Where nobody else can reach it an installation is a trial, and its keys may be lost with it."""
    settings = installation.settings
    trial = is_loopback_only(settings) and settings.mode is not Mode.PRODUCTION
    care = read_care(settings.keys.url, settings.keys.folder)
    found = list(lacks(care, installation.services.now()))
    for lack in found:
        yield unsafe(lack.what, lack.remedy) if lack.unsafe and not trial else note(lack.what, lack.remedy)
    if not found:
        yield well("The key card was proved, and the backup of the keys is of these days.")
    said = keys_seen_by_the_archive(settings.database.url, settings.keys.url)
    if said:
        yield note(*said) if trial else unsafe(*said)


def _clock(installation: bootstrap.Installation) -> Found:
    """Embargoes go by a clock that was right for a while."""
    with installation.engines.reading.connect() as connection:
        row = connection.execute(select(trusted_clock)).one_or_none()
    if row is None:
        return note("The clock was never read yet: embargoes wait for the first two readings of the worker.")
    leap = installation.services.now() - from_db(row.highest)
    if leap < -timedelta(minutes=10) or leap > LARGEST_LEAP:
        return unsafe(
            f"The clock stands {leap} from where it stood last: no embargo opens.",
            "Set it right; if it is right now, run: memorial doctor --accept-clock",
        )
    if row.trusted is None:
        return note("The clock was read once: embargoes wait for a second reading, five minutes later.")
    return well("The clock is as it was expected.")


def _worker(installation: bootstrap.Installation) -> Found:
    lock = SingleInstance(installation.engines.writing, installation.settings.home / "worker.lock")
    try:
        if lock.acquire():
            return note(
                "No background worker runs: nothing is published, no embargo opens, no mail goes out.",
                "`memorial serve` starts one.",
            )
        return well("A background worker runs.")
    finally:
        lock.release()


def _last_check(installation: bootstrap.Installation) -> Found:
    engines = installation.engines
    last = SqlLastChecks(engines.writing, engines.reading).last()
    if last is None:
        return note("Everything was never checked yet. The worker does it at night.", "To do it now: memorial check")
    if last.wrong:
        return unsafe(
            f"The check of {last.finished_at:%Y-%m-%d %H:%M} UTC found {last.wrong:,} things wrong ({last.kinds}).",
            "Look at them: memorial check",
        )
    if installation.services.now() - last.finished_at > LONGEST_UNCHECKED:
        return unsafe(
            f"Everything was last checked on {last.finished_at:%Y-%m-%d}: the worker should do it each night.",
            "Look into the log of the worker, and run: memorial check",
        )
    return well(f"Everything was checked on {last.finished_at:%Y-%m-%d %H:%M} UTC, and nothing was wrong.")


def _kept_files(installation: bootstrap.Installation) -> Found:
    """Files are read again and again; one that is not as it was kept is brought back from a backup."""
    damaged = damaged_records(installation.archive)
    if damaged:
        many = sum(number for _, _, number in damaged)
        return unsafe(
            f"{many} files of {len(damaged)} records are not as they were kept.",
            "Look at the disk; `memorial check` names the records. A backup has their files: see operations.md.",
        )
    late = how_many_unread(installation.archive, installation.services.now())
    if late:
        return note(f"The files of {late} records were not read for too long.", "Is a worker running?")
    return well("Every kept file was read and is as it was kept.")


def _backups(installation: bootstrap.Installation) -> Found:
    made = last_backup(installation.engines.reading)
    if made is None:
        return note("No backup was ever made.", "Run: memorial backup OUT")
    days = (installation.services.now() - made).days
    if days >= BACKUP_DAYS:
        return note(f"The last backup was made {days} days ago.", "Run: memorial backup OUT")
    return well("A backup was made within the last two days.")


def _memorials(settings: Settings, memorials: list[Memorial]) -> Iterator[Found]:
    for one in memorials:
        if one.draft and one.public and not is_loopback_only(settings):
            yield unsafe(f"{one.slug} is a draft and would be served to others.", "Sign its sources at the desk.")
        if one.accepting and not (any(one.notice.values()) and one.controller.name and one.controller.contact):
            yield unsafe(
                f"{one.slug} takes submissions without a notice, or without a name and address to turn to.",
                f"Close it (memorial close {one.slug}) until both are written.",
            )
    yield well(f"{len(memorials)} memorials, {sum(one.public for one in memorials)} of them public.")


def _staff(settings: Settings, memorials: list[Memorial], members: list[StaffMember]) -> Iterator[Found]:
    working = [member for member in members if not member.disabled]
    demonstration = [member for member in working if member.demonstration]
    if demonstration and not is_loopback_only(settings):
        yield unsafe("The demonstration's staff could sign in from elsewhere.", "Disable them: memorial staff disable")
    without = [member for member in working if not member.totp_secret and not member.demonstration]
    if without:
        yield note(f"{len(without)} accounts have no second factor yet; they set one up at the first sign-in.")
    for one in memorials:
        readers = sum(member.may_decide(one.id) for member in working)
        if one.accepting and readers < 2:
            yield note(
                f"{one.slug} has {readers or 'no'} reader{'' if readers == 1 else 's'}: what two people must see stays"
                " in the archive.",
                "memorial staff add EMAIL --role editor",
            )
