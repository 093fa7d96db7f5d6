"""The one place that chooses adapters and puts the program together."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

from memorial.adapters.attesting import Ed25519Attestor
from memorial.adapters.backup.files_place import FolderPlace
from memorial.adapters.credentials import Credentials
from memorial.adapters.db.database import (
    Engines,
    make_installation_edition,
    migrate,
    open_engines,
    open_public_engine,
    open_writing_engine,
    refuse_half_restored,
    refuse_half_restored_database,
    require_present_version,
    standing_version,
)
from memorial.adapters.db.edition_reader import SqlEditionReader
from memorial.adapters.db.older_editions import fill_wall_keys
from memorial.adapters.db.sqlite import checkpoint
from memorial.adapters.db.unit_of_work import Archive
from memorial.adapters.db.work import Peppers
from memorial.adapters.documents import OF_THE_EDITION, warm
from memorial.adapters.family_dates import as_edtf
from memorial.adapters.family_texts import family_texts
from memorial.adapters.files.access import FileAccessCopies
from memorial.adapters.files.object_store import Bucket, ObjectAccessCopies, ObjectVault, examine
from memorial.adapters.files.reserve import Reserve
from memorial.adapters.files.vault import FileVault
from memorial.adapters.keys.binding import KeysAt, bind, require_backup_of, require_belonging, require_bound
from memorial.adapters.keys.installation_key import InstallationKeys, read_secret, write_secret
from memorial.adapters.keys.keystore import SqlKeyStore, create_key_store
from memorial.adapters.lists.files import ListFiles
from memorial.adapters.mail.letters import Letters
from memorial.adapters.mail.smtp import SmtpSender
from memorial.adapters.media.encoder import ffmpeg_path
from memorial.adapters.media.images import ImageLimits
from memorial.adapters.media.reading import ConfinedPictures
from memorial.adapters.media.recordings import ConfinedRecordings, RecordingLimits
from memorial.adapters.passkeys import WebAuthnPasskeys
from memorial.adapters.steady_clock import SteadyClock
from memorial.adapters.transcripts.forms import TranscriptFiles
from memorial.application.ports.mail import SendNote
from memorial.application.ports.secrets import KeysUnusable, Vault
from memorial.application.services import Limits, Services
from memorial.settings import Settings, SettingsError, is_loopback_only, is_trial, project_folder


@dataclass(frozen=True)
class Installation:
    """A running program's parts: the use cases' services, the public reader, and secrets for cookies."""

    settings: Settings
    services: Services
    archive: Archive
    engines: Engines
    reader: SqlEditionReader
    keys: InstallationKeys
    key_store: SqlKeyStore
    cookie_secret: bytes

    def empty_the_logs(self, *, within_seconds: float) -> None:
        """What was taken back must not stay readable in SQLite's write-ahead logs, of the archive and of the keys."""
        if self.engines.writing.dialect.name == "sqlite":
            checkpoint(self.engines.writing, within_seconds=within_seconds)
        self.key_store.settle(within_seconds=within_seconds)

    def close(self) -> None:
        self.engines.dispose()
        self.key_store.close()


def random_id() -> str:
    """128 random bits in hex: it tells neither order nor time."""
    return secrets.token_hex(16)


def files_root(settings: Settings) -> Path:
    """The folder of the files. Raises `SettingsError` where they are kept in an object store."""
    address = urlsplit(settings.storage.url)
    if address.scheme != "file":
        raise SettingsError("storage.url: this needs files in a folder of this machine, and they are in a bucket.")
    return Path(unquote(address.path))


def in_bucket(settings: Settings) -> bool:
    return settings.storage.url.startswith("s3:")


def bucket_of(settings: Settings, *, public: bool = False) -> Bucket | None:
    """The object store, where files are kept in one; `public` with the key that can only read access copies."""
    storage = settings.storage
    if not in_bucket(settings):
        return None
    url = storage.public_url if public and storage.public_url else storage.url
    return Bucket(url, storage.endpoint, storage.region)


def vault_of(settings: Settings) -> FileVault | ObjectVault:
    bucket = bucket_of(settings)
    return FileVault(files_root(settings) / "vault") if bucket is None else ObjectVault(bucket)


def copies_of(settings: Settings, *, public: bool = False) -> FileAccessCopies | ObjectAccessCopies:
    """`public`: for the public surface alone, which holds no right to write."""
    bucket, reading = bucket_of(settings, public=public), bucket_of(settings, public=True)
    if bucket is None or reading is None:
        return FileAccessCopies(files_root(settings) / "access")
    minutes = settings.storage.link_minutes
    return ObjectAccessCopies(bucket, timedelta(minutes=minutes) if minutes else None, signing=reading)


def media_origin(settings: Settings) -> str:
    """Where visitors' browsers fetch access copies; '' where that is the program's own address."""
    bucket = bucket_of(settings, public=True)
    return bucket.origin if bucket is not None and settings.storage.link_minutes else ""


def initialise(settings: Settings) -> None:
    """Create or upgrade the folders, the key store and the database; safe to repeat."""
    refuse_half_restored(settings.home)
    refuse_half_restored_database(settings.database.url)
    standing = database_stands(settings)
    if standing:
        # Before anything is made or upgraded: new keys, or another place's, would open nothing that is stored.
        _with_archive(settings, lambda archive: require_belonging(archive, keys_at(settings)))
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_key_store(settings.keys.url, settings.keys.folder, upgrade_only=standing)
    make_cookie_secret(settings)
    migrate(settings.database.url, project_folder("migrations"))
    if (bucket := bucket_of(settings)) is not None:
        examine(bucket)
    else:
        FolderPlace(files_root(settings)).make()
    _with_archive(settings, make_installation_edition)
    _with_archive(settings, fill_wall_keys)
    bind_keys(settings)


def bind_keys(settings: Settings) -> None:
    """Note with the database and with the keys that they belong together. Raises `KeysUnusable` where they do not."""
    _with_archive(settings, lambda archive: bind(archive, keys_at(settings)))


def database_stands(settings: Settings) -> bool:
    """Whether an installation was ever made in it."""
    return standing_version(settings.database.url) is not None


def keys_at(settings: Settings) -> KeysAt:
    return KeysAt(settings.keys.url, settings.keys.folder)


def refuse_backup_of_other_keys(settings: Settings, facts: Mapping[str, str]) -> None:
    """Before keys are brought back: raises `KeysUnusable` where they belong to another database than the one here."""
    if database_stands(settings):
        _with_archive(settings, lambda archive: require_backup_of(archive, facts))


def _with_archive(settings: Settings, act: Callable[[Engine], object]) -> None:
    """Before the public login has any grants."""
    writing = open_writing_engine(settings.database.url)
    try:
        act(writing)
    finally:
        writing.dispose()


def make_cookie_secret(settings: Settings) -> None:
    """Where there is none: it closes cookies, and nothing that is kept."""
    if not settings.secret_key_file.exists():
        settings.secret_key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_secret(settings.secret_key_file, secrets.token_bytes(32))


def build(
    settings: Settings,
    *,
    now: Callable[[], datetime] | None = None,
    quick_passwords: bool = False,
    restoring: bool = False,
) -> Installation:
    """Put the program together. Raises `DatabaseNotReady`, `KeysUnusable`, `SettingsError`, each with its remedy.

    `restoring`: only for the restore itself, which works on what nobody else may open yet.
    """
    warm()
    now = now or SteadyClock()
    if not restoring:
        refuse_half_restored(settings.home)
    engines = open_engines(settings.database.url, settings.database.public_url)
    try:
        if not restoring:
            # First, so that on a machine where nothing is yet the word is `memorial init`, and not that keys are lost.
            require_present_version(engines.reading, project_folder("migrations"))
        keys = InstallationKeys.load(settings.keys.folder)
        cookie_secret = _cookie_secret(settings)
        key_store = _key_store(settings, engines, keys, now, unbound_too=restoring)
    except BaseException:
        engines.dispose()
        raise
    vault, copies = vault_of(settings), copies_of(settings)
    peppers = peppers_of(keys)
    # An older archive that is being brought back does not hold what was noted since.
    heads = None if restoring else key_store.noted_heads
    reserve = Reserve(settings.home)
    archive = Archive(engines.writing, engines.reading, key_store, vault, copies, peppers, now, noted_heads=heads)
    services = Services(
        unit_of_work=archive.unit_of_work,
        keys=key_store,
        vault=vault,
        now=now,
        new_id=random_id,
        read_picture=ConfinedPictures(_image_limits(settings)),
        passwords=Credentials(memory_kib=1024, passes=1) if quick_passwords else Credentials(),
        passkeys=WebAuthnPasskeys(),
        attestor=Ed25519Attestor(keys.pepper("attest")),
        lists=ListFiles(),
        transcript_forms=TranscriptFiles(),
        read_date=as_edtf,
        family_texts=family_texts,
        limits=_limits(settings),
        loopback_only=is_loopback_only(settings),
        mail_configured=settings.mail.url is not None,
        make_room=reserve.make_room,
        has_room=reserve.has_room,
    )
    return Installation(
        settings, services, archive, engines, SqlEditionReader(engines.public, copies), keys, key_store, cookie_secret
    )


def _key_store(
    settings: Settings, engines: Engines, keys: InstallationKeys, now: Callable[[], datetime], *, unbound_too: bool
) -> SqlKeyStore:
    """The one that belongs to this database."""
    key_store = SqlKeyStore(settings.keys.url, keys, now=now)
    try:
        require_bound(engines.reading, key_store, keys_at(settings), unbound_too=unbound_too)
    except BaseException:
        key_store.close()
        raise
    return key_store


def peppers_of(keys: InstallationKeys) -> Peppers:
    """What things are looked up under; the same after every rotation, since the pepper's file stays."""
    return Peppers(*(keys.pepper(label) for label in ("receipt", "index", "draft", "staff")))


def _cookie_secret(settings: Settings) -> bytes:
    """It closes cookies only, so a lost one is made anew: nothing stored depends on it."""
    if not settings.secret_key_file.exists():
        remedy = "Run `memorial init`: it makes a new one. Drafts under way need their code, and staff sign in again."
        raise KeysUnusable(f"The secret {settings.secret_key_file} is missing.", remedy)
    return read_secret(settings.secret_key_file)


def build_reader(settings: Settings) -> SqlEditionReader:
    """The public surface alone: its login, the access copies, and no key."""
    warm(OF_THE_EDITION)
    refuse_half_restored(settings.home)
    url = settings.database.public_url or settings.database.url
    return SqlEditionReader(open_public_engine(url), copies_of(settings, public=True))


def recordings(settings: Settings, vault: Vault) -> ConfinedRecordings:
    """What makes copies of recordings. Without ffmpeg it reads them and refuses to make any."""
    limits = RecordingLimits(
        longest_ms=settings.media.longest_hours * 3_600_000,
        reader_memory=settings.media.memory_mb << 20,
        encoder_memory=settings.media.memory_mb << 20,
    )
    return ConfinedRecordings(vault, ffmpeg_path(settings.media.ffmpeg or ""), limits)


def mailer(settings: Settings) -> SendNote | None:
    """What hands notes over, or None where mail is not configured: then it waits in the outbox."""
    if settings.mail.url is None:
        return None
    receipt = f"{settings.public_url}/receipt" if settings.public_url else ""
    letters = Letters(project_folder("templates") / "mail", sender=settings.mail.sender, receipt_url=receipt)
    return SmtpSender(settings.mail.url, letters)


def _limits(settings: Settings) -> Limits:
    return Limits(
        undo=timedelta(minutes=settings.moderation.undo_minutes),
        claim=timedelta(minutes=settings.moderation.claim_minutes),
        draft=timedelta(days=settings.contribute.draft_days),
        unseen_draft=timedelta(hours=settings.contribute.unseen_draft_hours),
        answer=timedelta(days=settings.contribute.answer_days),
        story_characters=settings.contribute.story_characters,
        paper_forms=settings.contribute.paper_forms_per_day,
        max_files=settings.uploads.max_files,
        max_file_bytes=settings.uploads.max_file_mb * 1024 * 1024,
        max_recording_bytes=settings.uploads.max_recording_mb * 1024 * 1024,
        max_total_bytes=settings.uploads.max_total_mb * 1024 * 1024,
        idle=timedelta(minutes=settings.sessions.idle_minutes),
        absolute=timedelta(hours=settings.sessions.absolute_hours),
        step_up=timedelta(minutes=settings.sessions.step_up_minutes),
        prove_restore_within=timedelta(hours=0 if is_trial(settings) else settings.backup.prove_hours),
    )


def _image_limits(settings: Settings) -> ImageLimits:
    return ImageLimits(file_bytes=settings.uploads.max_file_mb * 1024 * 1024, pixels=settings.uploads.max_pixels)
