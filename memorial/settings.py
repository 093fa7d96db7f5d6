"""Frozen settings out of the commented defaults, one more TOML file and the environment; an unknown name is refused."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from memorial.setting_values import address as _address
from memorial.setting_values import path as _path
from memorial.setting_values import place_of_address as _place_of_address
from memorial.setting_values import site as _site
from memorial.setting_values import whole_number as _whole_number
from memorial.setting_values import words as _words

CONFIG_VARIABLE = "MEMORIAL_CONFIG"
_PREFIX = "MEMORIAL_"
# Shorter names that operators are promised, beside the MEMORIAL_SECTION_KEY form that every setting has.
_SHORT_VARIABLES = {
    "MEMORIAL_PUBLIC_DATABASE_URL": "database.public_url",
    "MEMORIAL_PROXY_HOPS": "server.proxy_hops",
    "MEMORIAL_METRICS_PORT": "server.metrics_port",
    "MEMORIAL_UNDO_MINUTES": "moderation.undo_minutes",
}


class SettingsError(Exception):
    """A setting that cannot be used. The message names the setting and where it was given, never a value."""


class Mode(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


def project_folder(name: str) -> Path:
    """The folder `templates`, `static`, `migrations` or `config`: the installed copy, else the checkout's."""
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise SettingsError(
        f"The folder {name!r} is neither in the installed package nor beside it. Install memorial again."
    )


def _mode(raw: object) -> Mode:
    try:
        return Mode(str(raw).strip())
    except ValueError:
        raise ValueError(f"must be one of: {', '.join(Mode)}") from None


def _setting(parse: Callable[..., object], *, secret: bool = False, **limits: object) -> Any:
    """A dataclass field that knows how its raw value is read; a secret one stays out of `repr`."""
    return field(repr=not secret, metadata={"parse": partial(parse, **limits), "secret": secret})


_DATABASES = ("sqlite", "postgresql+psycopg")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    url: str = _setting(_address, schemes=_DATABASES, secret=True)
    public_url: str | None = _setting(_address, schemes=_DATABASES, secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    url: str = _setting(_address, schemes=_DATABASES, secret=True)
    folder: Path = _setting(_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    url: str = _setting(_address, schemes=("file", "s3"), secret=True)
    public_url: str | None = _setting(_address, schemes=("s3",), secret=True)
    endpoint: str | None = _setting(_site)
    region: str = _setting(_words, needed=True)
    link_minutes: int = _setting(_whole_number, least=0, most=24 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    host: str = _setting(_words, needed=True)
    port: int = _setting(_whole_number, least=1, most=65_535)
    workers: int = _setting(_whole_number, least=1, most=256)
    threads: int = _setting(_whole_number, least=1, most=256)
    proxy_hops: int = _setting(_whole_number, least=0, most=8)
    metrics_port: int = _setting(_whole_number, least=0, most=65_535)
    accel_prefix: str | None = _setting(_place_of_address)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisSettings:
    url: str | None = _setting(_address, schemes=("redis", "rediss", "unix"), secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    url: str | None = _setting(_address, schemes=("smtp", "smtps"), secret=True)
    sender: str = _setting(_words)
    operator: str | None = _setting(_words)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSettings:
    prove_hours: int = _setting(_whole_number, least=0, most=24 * 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationSettings:
    undo_minutes: int = _setting(_whole_number, least=0, most=7 * 24 * 60)
    claim_minutes: int = _setting(_whole_number, least=1, most=24 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadSettings:
    max_files: int = _setting(_whole_number, least=0, most=1_000)
    max_file_mb: int = _setting(_whole_number, least=1, most=100_000)
    max_recording_mb: int = _setting(_whole_number, least=1, most=100_000)
    max_total_mb: int = _setting(_whole_number, least=1, most=100_000)
    max_pixels: int = _setting(_whole_number, least=10_000, most=1_000_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSettings:
    ffmpeg: str | None = _setting(_words)
    longest_hours: int = _setting(_whole_number, least=1, most=240)
    memory_mb: int = _setting(_whole_number, least=512, most=100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributeSettings:
    draft_days: int = _setting(_whole_number, least=1, most=365)
    unseen_draft_hours: int = _setting(_whole_number, least=1, most=720)
    answer_days: int = _setting(_whole_number, least=0, most=365)
    story_characters: int = _setting(_whole_number, least=100, most=1_000_000)
    paper_forms_per_day: int = _setting(_whole_number, least=0, most=1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    wrong_codes: int = _setting(_whole_number, least=0, most=1_000_000)
    sign_ins: int = _setting(_whole_number, least=0, most=1_000_000)
    challenges: int = _setting(_whole_number, least=0, most=1_000_000)
    searches: int = _setting(_whole_number, least=0, most=1_000_000)
    drafts: int = _setting(_whole_number, least=0, most=1_000_000)
    files: int = _setting(_whole_number, least=0, most=1_000_000)
    uploads: int = _setting(_whole_number, least=0, most=1_000_000)
    sendings: int = _setting(_whole_number, least=0, most=1_000_000)
    concerns: int = _setting(_whole_number, least=0, most=1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheSettings:
    page_cache_mb: int = _setting(_whole_number, least=0, most=100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    idle_minutes: int = _setting(_whole_number, least=1, most=24 * 60)
    absolute_hours: int = _setting(_whole_number, least=1, most=24 * 7)
    step_up_minutes: int = _setting(_whole_number, least=1, most=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator chose. Folders are absolute; every default that depends on another setting is filled in."""

    home: Path = _setting(_path, needed=True)
    mode: Mode = _setting(_mode)
    public_url: str | None = _setting(_site)
    secret_key_file: Path = _setting(_path)
    database: DatabaseSettings
    keys: KeySettings
    storage: StorageSettings
    server: ServerSettings
    redis: RedisSettings
    mail: MailSettings
    backup: BackupSettings
    moderation: ModerationSettings
    uploads: UploadSettings
    media: MediaSettings
    contribute: ContributeSettings
    limits: LimitSettings
    cache: CacheSettings
    sessions: SessionSettings
    origins: Mapping[str, str] = field(repr=False, compare=False, default_factory=dict)
    """Where each setting came from, by dotted name: `default`, a file, a variable, `command line`, what it follows."""


_SECTIONS: dict[str, type[Any]] = {
    name: kind for name, kind in get_type_hints(Settings).items() if is_dataclass(kind) and isinstance(kind, type)
}


def _parsers_of(kind: type[Any], prefix: str = "") -> dict[str, Callable[[object], Any]]:
    return {f"{prefix}{entry.name}": entry.metadata["parse"] for entry in fields(kind) if "parse" in entry.metadata}


PARSERS = _parsers_of(Settings)
for _name, _kind in _SECTIONS.items():
    PARSERS |= _parsers_of(_kind, f"{_name}.")
_VARIABLES = {_PREFIX + name.replace(".", "_").upper(): name for name in PARSERS} | _SHORT_VARIABLES


def load_settings(
    environ: Mapping[str, str], *, config_file: Path | None = None, overrides: Mapping[str, object] | None = None
) -> Settings:
    """Read defaults, then a TOML file, then the environment, then `overrides`; the later wins.

    `config_file` is read instead of the file that `MEMORIAL_CONFIG` names. `overrides` are values of the command line
    by dotted name (`{"server.port": 8080}`); `None` means not given. Raises `SettingsError` with one plain sentence.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    named = config_file or _path(environ.get(CONFIG_VARIABLE, ""))
    sources = [("default", _from_file(project_folder("config") / "default.toml"))]
    if named is not None:
        sources.append((str(named), _from_file(named)))
    sources.append(("", _from_environment(environ)))
    sources.append(("command line", _from_overrides(overrides or {})))
    for origin, found in sources:
        for name, (label, raw) in found.items():
            try:
                values[name] = PARSERS[name](raw)
            except ValueError as problem:
                raise SettingsError(f"{label}: {problem}.") from None
            origins[name] = origin or label
    _require_named_secrets(values)
    _fill_in(values, origins)
    _compare(values)
    return _assembled(values, origins)


def _from_file(path: Path) -> dict[str, tuple[str, object]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"The settings file {path} cannot be read: {reason}.") from None
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"The settings file {path} is not valid TOML: {problem}.") from None
    found: dict[str, tuple[str, object]] = {}
    for name, raw in _flattened(document):
        if name not in PARSERS:
            raise SettingsError(f"{path}: there is no setting {name!r}.{_nearest(name, [*PARSERS, *_SECTIONS])}")
        found[name] = (f"{name} in {path}", raw)
    return found


def _flattened(document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, entry in document.items():
        if key in _SECTIONS and isinstance(entry, dict):
            yield from ((f"{key}.{inner}", raw) for inner, raw in entry.items())
        else:
            yield key, entry


def _from_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, object]]:
    found: dict[str, tuple[str, object]] = {}
    for variable in sorted(environ):
        raw = environ[variable]
        if not variable.startswith(_PREFIX) or variable == CONFIG_VARIABLE:
            continue
        name = _VARIABLES.get(variable)
        if name is None:
            known = [*_VARIABLES, CONFIG_VARIABLE]
            raise SettingsError(
                f"The environment holds {variable}, and there is no such setting.{_nearest(variable, known)}"
            )
        if not raw.strip():
            continue
        if name in found and found[name][1] != raw:
            raise SettingsError(f"{found[name][0]} and {variable} are the same setting and differ. Give one of them.")
        found[name] = (variable, raw)
    return found


def _from_overrides(overrides: Mapping[str, object]) -> dict[str, tuple[str, object]]:
    if unknown := sorted(set(overrides) - set(PARSERS)):
        raise SettingsError(f"There is no setting {unknown[0]!r}.{_nearest(unknown[0], PARSERS)}")
    return {name: (name, raw) for name, raw in overrides.items() if raw is not None}


def _nearest(name: str, known: Mapping[str, object] | list[str]) -> str:
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""


def _require_named_secrets(values: Mapping[str, object]) -> None:
    if values["mode"] is not Mode.PRODUCTION:
        return
    missing = [name for name in ("public_url", "secret_key_file", "keys.folder") if values[name] is None]
    if missing:
        raise SettingsError(f"In production nothing secret has a default. Set: {', '.join(missing)}.")


def _fill_in(values: dict[str, Any], origins: dict[str, str]) -> None:
    home = Path(values["home"]).absolute()
    if "?" in str(home):
        raise SettingsError("home: a question mark in the folder's name would cut the database's address short.")
    keys = home / (values["keys.folder"] or "keys")
    host = urlsplit(values["public_url"] or "").hostname or "localhost"
    derived = {
        "secret_key_file": (keys / "secret_key", "keys.folder"),
        "database.url": (f"sqlite:///{home / 'memorial.sqlite3'}", "home"),
        "keys.url": (f"sqlite:///{keys / 'keys.sqlite3'}", "keys.folder"),
        "keys.folder": (keys, "home"),
        "storage.url": ((home / "files").as_uri(), "home"),
        "mail.sender": (f"memorial@{host}", "public_url"),
    }
    for name, (default, leader) in derived.items():
        if values[name] is None:
            values[name], origins[name] = default, f"follows {leader}"
    values["home"], values["keys.folder"] = home, keys
    values["secret_key_file"] = home / values["secret_key_file"]


def _compare(values: Mapping[str, Any]) -> None:
    if values["uploads.max_file_mb"] > values["uploads.max_total_mb"]:
        raise SettingsError("uploads.max_file_mb must not be larger than uploads.max_total_mb.")
    if values["sessions.idle_minutes"] > values["sessions.absolute_hours"] * 60:
        raise SettingsError("sessions.idle_minutes must not be longer than sessions.absolute_hours.")
    if values["server.port"] == values["server.metrics_port"]:
        raise SettingsError("server.metrics_port must be another port than server.port.")
    in_bucket = values["storage.url"].startswith("s3:")
    if in_bucket and values["server.accel_prefix"]:
        raise SettingsError("server.accel_prefix: a web server gives out files of a folder; storage.url names none.")
    if not in_bucket and (values["storage.public_url"] or values["storage.link_minutes"]):
        raise SettingsError("storage.public_url and storage.link_minutes are for an object store: see storage.url.")


def _assembled(values: Mapping[str, Any], origins: Mapping[str, str]) -> Settings:
    sections = {
        section: kind(**{entry.name: values[f"{section}.{entry.name}"] for entry in fields(kind)})
        for section, kind in _SECTIONS.items()
    }
    return Settings(**{name: values[name] for name in _parsers_of(Settings)}, **sections, origins=origins)


def is_loopback_host(host: str | None) -> bool:
    """Whether that host name or address can only mean this machine. Anything doubtful is not."""
    name = (host or "").strip("[]").lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_loopback_only(settings: Settings) -> bool:
    """Whether nobody but this machine is meant to reach the server.

    True when the server listens on a loopback address and `public_url` is unset or a loopback host. Demonstration staff
    and drafts are served only then (and only to a request without a forwarded header, which the web layer checks).
    """
    named = settings.public_url
    return is_loopback_host(settings.server.host) and (named is None or is_loopback_host(urlsplit(named).hostname))


def is_trial(settings: Settings) -> bool:
    """Whether nobody else can reach it, and it is not in production: its operator owes nothing to families yet."""
    return is_loopback_only(settings) and settings.mode is not Mode.PRODUCTION
