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
from memorial.adapters.db.inspection import ArchiveInspection
from memorial.adapters.db.last_check import SqlLastChecks
from memorial.adapters.db.postgresql import what_power_could_take
from memorial.adapters.db.sqlite import SqliteMode, file_system_of, sqlite_dbapi
from memorial.adapters.db.tables import trusted_clock
from memorial.adapters.db.times import from_db
from memorial.adapters.keys.apart import keys_seen_by_the_archive
from memorial.adapters.keys.care import read_care
from memorial.adapters.media.encoder import ffmpeg_path, makes_everything
from memorial.adapters.media.images import standing_walls
from memorial.adapters.single_instance import SingleInstance
from memorial.application import restore_alarm
from memorial.application.key_care import lacks
from memorial.application.language_reading import language_state
from memorial.application.ports.secrets import KeyDestroyed, KeysUnusable, SealBroken
from memorial.application.services import Services
from memorial.cli.said import counted, in_one_line
from memorial.domain.language_reading import LanguageState
from memorial.domain.memorial import Memorial
from memorial.domain.staff import StaffMember
from memorial.settings import Mode, Settings, SettingsError, is_loopback_only, is_trial

LEAST_FREE_BYTES = 1024**3
LARGEST_LEAP = timedelta(hours=24)
BACKUP_DAYS = 2
LONGEST_UNCHECKED = timedelta(hours=48)
UNPROVED_HOURS = 48


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
    yield _media(settings)
    try:
        installation = bootstrap.build(settings)
    except (DatabaseNotReady, KeysUnusable, SettingsError) as problem:
        yield unsafe(f"It cannot be opened: {problem}", "")
        return
    try:
        yield _missing_keys(installation)
        yield from _power(installation)
        yield from _key_care(installation)
        yield _clock(installation)
        yield _worker(installation)
        yield _kept_files(installation)
        yield _backups(installation)
        yield _restore_proof(installation)
        yield _last_check(installation)
        with installation.services.unit_of_work(read_only=True) as uow:
            memorials, members = list(uow.memorials.all()), list(uow.staff.all())
        yield from _memorials(settings, installation.services, memorials)
        yield from _staff(settings, memorials, members)
    except (KeyDestroyed, SealBroken) as problem:
        yield unsafe(in_one_line(problem) or "", "")
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


def _media(settings: Settings) -> Found:
    """Tried, not believed: another ffmpeg may lack what makes one of the copies."""
    ffmpeg = ffmpeg_path(settings.media.ffmpeg or "")
    if ffmpeg is None:
        return note("There is no ffmpeg: recordings have to wait.", "Install imageio-ffmpeg or set media.ffmpeg.")
    if not makes_everything(ffmpeg):
        remedy = "It needs libx264, libopus and libmp3lame. Leave media.ffmpeg empty to use the one of imageio-ffmpeg."
        return note(f"{ffmpeg} does not make copies of recordings: they wait for them.", remedy)
    missing = sorted({"privileges", "network", "files"} - set(standing_walls()))
    if missing:
        open_to = ", ".join(missing)
        return note(f"What reads recordings is not shut off from: {open_to}.", "Use Linux 5.13 or newer.")
    return well("Copies of recordings can be made; what reads them has no files and no network.")


def _key_care(installation: bootstrap.Installation) -> Iterator[Found]:
    """Where nobody else can reach it an installation is a trial, and its keys may be lost with it."""
    settings = installation.settings
    trial = is_trial(settings)
    care = read_care(settings.keys.url, settings.keys.folder)
    found = list(lacks(care, installation.services.now()))
    for lack in found:
        yield unsafe(lack.what, lack.remedy) if lack.unsafe and not trial else note(lack.what, lack.remedy)
    if not found:
        yield well("The key card was proved, and the backup of the keys is of these days.")
    said = keys_seen_by_the_archive(settings.database.url, settings.keys.url)
    if said:
        yield note(*said) if trial else unsafe(*said)


def _missing_keys(installation: bootstrap.Installation) -> Found:
    """The keys are those of this database, and may be older than it."""
    inspection = ArchiveInspection(installation.archive, installation.services.now)
    # What is erased at this moment can be missing once, and is no longer named the second time.
    missing = set(inspection.key_differs()[0])
    if missing:
        missing &= set(inspection.key_differs()[0])
    if not missing:
        return well("Database, key store and keys fit together.")
    accounts = sum(one.startswith("staff:") for one in missing)
    kinds = [(len(missing) - accounts, "record"), (accounts, "account")]
    said = " and ".join(counted(number, kind) for number, kind in kinds if number)
    return unsafe(
        f"The keys are older than the database: {said} cannot be opened with them.",
        f"{bootstrap.keys_at(installation.settings).moved_away()}; then bring newer ones back:"
        " memorial keys restore BACKUP. memorial check names what does not open.",
    )


def _power(installation: bootstrap.Installation) -> Iterator[Found]:
    """What PostgreSQL was told to leave out."""
    writing = installation.engines.writing
    if writing.dialect.name == "postgresql" and (off := what_power_could_take(writing)):
        yield unsafe(
            f"PostgreSQL runs with {' and '.join(off)} off: when the power goes, the archive can be destroyed.",
            "Switch it on in postgresql.conf and restart PostgreSQL.",
        )


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
            f"The check of {last.finished_at:%Y-%m-%d %H:%M} UTC found {counted(last.wrong, 'thing')} wrong"
            f" ({last.kinds}).",
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
            f"{counted(many, 'file')} of {counted(len(damaged), 'record')} {'is' if many == 1 else 'are'} damaged.",
            "Look at the disk. Then bring the files back: memorial repair BACKUP",
        )
    late = how_many_unread(installation.archive, installation.services.now())
    if late:
        return note(f"The files of {counted(late, 'record')} were not read for too long.", "Is a worker running?")
    return well("Every kept file was read and is as it was kept.")


def _backups(installation: bootstrap.Installation) -> Found:
    made = last_backup(installation.engines.reading)
    if made is None:
        return note("No backup was ever made.", "Run: memorial backup OUT")
    days = (installation.services.now() - made).days
    if days >= BACKUP_DAYS:
        return note(f"The last backup was made {counted(days, 'day')} ago.", "Run: memorial backup OUT")
    return well("A backup was made within the last two days.")


def _restore_proof(installation: bootstrap.Installation) -> Found:
    """Red in earnest, a note on a machine that nobody else can reach."""
    settings, now = installation.settings, installation.services.now()
    hours = settings.backup.prove_hours
    with installation.services.unit_of_work(read_only=True) as uow:
        found = restore_alarm.standing(uow, timedelta(hours=hours or UNPROVED_HOURS), now)
    said = "Nobody has proved yet that a backup can be restored."
    if found.proved_at is not None:
        said = f"A restore was last proved on {found.proved_at:%Y-%m-%d %H:%M} UTC."
    if not found.overdue and found.proved_at is not None:
        return well(said)
    remedy = "Run: memorial backup OUT, then memorial prove OUT, every night."
    return unsafe(said, remedy) if found.overdue and hours and not is_trial(settings) else note(said, remedy)


_TO_FAMILIES = (LanguageState.SOURCE, LanguageState.READ)


def _memorials(settings: Settings, services: Services, memorials: list[Memorial]) -> Iterator[Found]:
    for one in memorials:
        if one.draft and one.public and not is_loopback_only(settings):
            yield unsafe(
                f"{one.slug} is a draft and would be served to others.",
                "Serve on 127.0.0.1 with no public address, until its sources are signed.",
            )
        if one.accepting and not (any(one.notice.values()) and one.controller.name and one.controller.contact):
            yield unsafe(
                f"{one.slug} takes submissions without a notice, or without a name and address to turn to.",
                f"Close it (memorial close {one.slug}) until both are written.",
            )
        states = {code: language_state(services, one, code) for code in one.languages if one.accepting}
        unsigned = [code for code, state in states.items() if state not in _TO_FAMILIES]
        if unsigned:
            yield note(
                f"{one.slug}: families cannot use {', '.join(unsigned)}: nobody has signed its words.",
                f"Somebody who knows it well reads and signs them at the desk: /desk/setup/{one.slug}/languages.",
            )
    yield well(f"{counted(len(memorials), 'memorial')}, {sum(one.public for one in memorials)} of them public.")


def _staff(settings: Settings, memorials: list[Memorial], members: list[StaffMember]) -> Iterator[Found]:
    working = [member for member in members if not member.disabled]
    demonstration = [member for member in working if member.demonstration]
    if demonstration and not is_loopback_only(settings):
        yield unsafe("The demonstration's staff could sign in from elsewhere.", "Disable them: memorial staff disable")
    without = [member for member in working if not member.totp_secret and not member.demonstration]
    if without:
        have = "has" if len(without) == 1 else "have"
        yield note(f"{counted(len(without), 'account')} {have} no second factor yet: set up at the first sign-in.")
    for one in memorials:
        readers = sum(member.may_decide(one.id) for member in working)
        if one.accepting and readers < 2:
            yield note(
                f"{one.slug} has {readers or 'no'} reader{'' if readers == 1 else 's'}: what two people must see stays"
                " in the archive.",
                "memorial staff add EMAIL --role editor",
            )
