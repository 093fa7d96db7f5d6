"""Settings: what wins over what, what is refused and how, and that no secret is ever printed."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from memorial.cli.described import describe
from memorial.settings import (
    Mode,
    Settings,
    SettingsError,
    is_loopback_host,
    is_loopback_only,
    load_settings,
    project_folder,
)

CONFIG = project_folder("config")
PASSWORD = "opensesame"  # a word that occurs nowhere else


def written(folder: Path, text: str) -> Path:
    path = folder / "memorial.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(environ: Mapping[str, str], **named: object) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, **named)  # type: ignore[arg-type]
    return str(caught.value)


def names_of(settings: Settings) -> set[str]:
    """Every setting by its dotted name, read off the dataclasses."""
    names = set()
    for entry in dataclasses.fields(settings):
        value = getattr(settings, entry.name)
        if dataclasses.is_dataclass(value):
            names |= {f"{entry.name}.{inner.name}" for inner in dataclasses.fields(value)}
        elif entry.name != "origins":
            names.add(entry.name)
    return names


def names_in(document: Mapping[str, object]) -> set[str]:
    names = set()
    for key, entry in document.items():
        names |= {f"{key}.{inner}" for inner in entry} if isinstance(entry, dict) else {key}
    return names


def test_the_default_file_holds_every_setting_and_explains_each_section() -> None:
    text = (CONFIG / "default.toml").read_text(encoding="utf-8")

    assert names_in(tomllib.loads(text)) == names_of(load_settings({}))
    for block in re.split(r"\n\n", text):
        assert "#" in block or block.startswith(("[server]", "[redis]", "[mail]")), block


def test_without_any_choice_everything_lies_under_the_data_folder(tmp_path: Path) -> None:
    settings = load_settings({"MEMORIAL_HOME": str(tmp_path)})

    assert settings.home == tmp_path
    assert settings.database.url == f"sqlite:///{tmp_path}/memorial.sqlite3"
    assert settings.keys.folder == tmp_path / "keys"
    assert settings.keys.url == f"sqlite:///{tmp_path}/keys/keys.sqlite3"
    assert settings.secret_key_file == tmp_path / "keys" / "secret_key"
    assert settings.storage.url == (tmp_path / "files").as_uri()
    assert settings.mode is Mode.DEVELOPMENT


def test_a_relative_data_folder_starts_at_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert load_settings({}).home == tmp_path / "var"


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    path = written(tmp_path, "[server]\nport = 8001\nworkers = 3\nthreads = 5\n")
    environ = {"MEMORIAL_CONFIG": str(path), "MEMORIAL_SERVER_PORT": "8002", "MEMORIAL_SERVER_WORKERS": "4"}

    settings = load_settings(environ, overrides={"server.port": 8003, "server.host": None})

    assert (settings.server.port, settings.server.workers, settings.server.threads) == (8003, 4, 5)
    assert settings.server.host == "127.0.0.1"
    assert settings.origins["server.port"] == "command line"
    assert settings.origins["server.workers"] == "MEMORIAL_SERVER_WORKERS"
    assert settings.origins["server.threads"] == str(path)
    assert settings.origins["server.host"] == "default"


def test_every_setting_can_be_given_in_the_environment() -> None:
    for name in names_of(load_settings({})):
        variable = "MEMORIAL_" + name.replace(".", "_").upper()

        load_settings({variable: " "})  # known, and not given


@pytest.mark.parametrize(
    ("variable", "raw", "section", "key", "value"),
    [
        ("MEMORIAL_PROXY_HOPS", "2", "server", "proxy_hops", 2),
        ("MEMORIAL_METRICS_PORT", "9108", "server", "metrics_port", 9108),
        ("MEMORIAL_UNDO_MINUTES", "0", "moderation", "undo_minutes", 0),
        ("MEMORIAL_PUBLIC_DATABASE_URL", "sqlite:///p", "database", "public_url", "sqlite:///p"),
        ("MEMORIAL_DATABASE_URL", "postgresql+psycopg://h/m", "database", "url", "postgresql+psycopg://h/m"),
        ("MEMORIAL_KEYS_URL", "sqlite:///k", "keys", "url", "sqlite:///k"),
        ("MEMORIAL_REDIS_URL", "redis://h", "redis", "url", "redis://h"),
        ("MEMORIAL_STORAGE_URL", "s3://bucket/prefix", "storage", "url", "s3://bucket/prefix"),
        ("MEMORIAL_MAIL_URL", "smtp://h:25", "mail", "url", "smtp://h:25"),
    ],
)
def test_the_promised_variables_are_heard(variable: str, raw: str, section: str, key: str, value: object) -> None:
    assert getattr(getattr(load_settings({variable: raw}), section), key) == value


def test_a_short_and_a_long_name_that_differ_are_refused_and_alike_are_fine() -> None:
    both = {"MEMORIAL_PROXY_HOPS": "1", "MEMORIAL_SERVER_PROXY_HOPS": "2"}

    assert "differ" in refusal(both)
    assert load_settings(both | {"MEMORIAL_PROXY_HOPS": "2"}).server.proxy_hops == 2


def test_an_unknown_variable_is_refused_with_the_nearest_known_name() -> None:
    message = refusal({"MEMORIAL_SERVER_PROT": "1"})

    assert "MEMORIAL_SERVER_PROT" in message
    assert "Did you mean 'MEMORIAL_SERVER_PORT'?" in message


def test_variables_of_other_programs_are_left_alone() -> None:
    load_settings({"PATH": "/bin", "MEMORIALS": "x", "memorial_home": "y"})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[server]\nprot = 1\n", "server.prot"),
        ("[sever]\nport = 1\n", "sever"),
        ("hom = 'x'\n", "hom"),
        ("server = 1\n", "server"),
        ("[server.port]\nvalue = 1\n", "server.port"),
    ],
)
def test_an_unknown_name_in_a_file_is_refused_and_the_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = written(tmp_path, text)

    message = refusal({}, config_file=path)

    assert named in message
    assert str(path) in message


@pytest.mark.parametrize("content", [b"[server\n", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "memorial.toml"
    if content is not None:
        path.write_bytes(content)

    assert str(path) in refusal({"MEMORIAL_CONFIG": str(path)})


@pytest.mark.parametrize(
    ("variable", "raw"),
    [
        ("MEMORIAL_SERVER_ACCEL_PREFIX", "/protected-media"),
        ("MEMORIAL_SERVER_ACCEL_PREFIX", "/../vault/"),
        ("MEMORIAL_SERVER_ACCEL_PREFIX", "https://elsewhere.example/"),
        ("MEMORIAL_STORAGE_ENDPOINT", "https://objects.example/bucket"),
        ("MEMORIAL_STORAGE_PUBLIC_URL", "file:///srv/files"),
        ("MEMORIAL_SERVER_PORT", "http"),
        ("MEMORIAL_SERVER_PORT", "0"),
        ("MEMORIAL_SERVER_PORT", "70000"),
        ("MEMORIAL_SERVER_PORT", "-1"),
        ("MEMORIAL_SERVER_PORT", "8000.5"),
        ("MEMORIAL_MODE", "prod"),
        ("MEMORIAL_PUBLIC_URL", "memorial.example"),
        ("MEMORIAL_PUBLIC_URL", "https://memorial.example/path"),
        ("MEMORIAL_PUBLIC_URL", "https://user@memorial.example"),
        ("MEMORIAL_PUBLIC_URL", "https://"),
        ("MEMORIAL_HOME", "a\nb"),
        ("MEMORIAL_DATABASE_URL", "mysql://h/m"),
        ("MEMORIAL_DATABASE_URL", "postgresql://h/m"),
        ("MEMORIAL_STORAGE_URL", "/srv/files"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_and_the_variable_is_named(variable: str, raw: str) -> None:
    message = refusal({variable: raw})

    assert message.startswith(f"{variable}: ")
    assert "\n" not in message


@pytest.mark.parametrize(
    "text", ["[server]\nport = true\n", "[server]\nhost = 1\n", "home = ''\n", "[server]\nhost=''\n"]
)
def test_a_file_gives_each_value_in_its_own_kind(tmp_path: Path, text: str) -> None:
    assert "memorial.toml" in refusal({}, config_file=written(tmp_path, text))


@pytest.mark.parametrize(
    "environ",
    [
        {"MEMORIAL_UPLOADS_MAX_FILE_MB": "3000"},
        {"MEMORIAL_SESSIONS_IDLE_MINUTES": "1440"},
        {"MEMORIAL_METRICS_PORT": "8000"},
        {"MEMORIAL_HOME": "/srv/what?"},
        {"MEMORIAL_STORAGE_URL": "s3://bucket/one", "MEMORIAL_SERVER_ACCEL_PREFIX": "/protected-media/"},
        {"MEMORIAL_STORAGE_PUBLIC_URL": "s3://bucket/one"},
        {"MEMORIAL_STORAGE_LINK_MINUTES": "240"},
    ],
)
def test_settings_that_contradict_each_other_are_refused(environ: dict[str, str]) -> None:
    assert refusal(environ).endswith(".")


def test_an_unknown_override_is_a_mistake_of_the_program_and_told() -> None:
    assert "server.port" in refusal({}, overrides={"server.prt": 1})


def test_production_has_no_default_for_anything_secret(tmp_path: Path) -> None:
    message = refusal({"MEMORIAL_MODE": "production", "MEMORIAL_HOME": str(tmp_path)})

    assert all(name in message for name in ("public_url", "secret_key_file", "keys.folder"))


def test_the_production_example_is_complete() -> None:
    settings = load_settings({}, config_file=CONFIG / "production.toml")

    assert settings.mode is Mode.PRODUCTION
    assert settings.server.proxy_hops == 1
    assert not settings.keys.folder.is_relative_to(settings.home)
    assert not settings.secret_key_file.is_relative_to(settings.home)


def test_mail_comes_from_the_host_that_visitors_type_unless_said_otherwise() -> None:
    assert load_settings({"MEMORIAL_PUBLIC_URL": "https://memorial.example"}).mail.sender == "memorial@memorial.example"
    assert load_settings({"MEMORIAL_MAIL_SENDER": "a@b.example"}).mail.sender == "a@b.example"


def test_settings_cannot_be_changed_once_they_are_read() -> None:
    settings = load_settings({})

    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.server.port = 1  # type: ignore[misc]


SECRET_ADDRESSES = [
    ("MEMORIAL_DATABASE_URL", f"postgresql+psycopg://memorial:{PASSWORD}@db.example:5432/memorial"),
    ("MEMORIAL_DATABASE_URL", f"postgresql+psycopg://memorial:1/{PASSWORD}@db.example/memorial"),
    ("MEMORIAL_DATABASE_URL", f"postgresql+psycopg://db.example/memorial?password={PASSWORD}"),
    ("MEMORIAL_DATABASE_URL", f"postgresql+psycopg://db.example/memorial?password=a@{PASSWORD}"),
    ("MEMORIAL_DATABASE_URL", f"postgresql+psycopg://memorial:1?{PASSWORD}@db.example/memorial"),
    ("MEMORIAL_PUBLIC_DATABASE_URL", f"postgresql+psycopg://memorial:{PASSWORD}@db.example/memorial"),
    ("MEMORIAL_KEYS_URL", f"postgresql+psycopg://memorial:a@{PASSWORD}@db.example/keys"),
    ("MEMORIAL_STORAGE_URL", f"s3://key:{PASSWORD}@bucket/prefix"),
    ("MEMORIAL_STORAGE_PUBLIC_URL", f"s3://key:{PASSWORD}@bucket/prefix"),
    ("MEMORIAL_REDIS_URL", f"redis://:{PASSWORD}@redis.example:6379/0"),
    ("MEMORIAL_MAIL_URL", f"smtp://someone%40memorial.example:{PASSWORD}@mail.example:587"),
]


@pytest.mark.parametrize(("variable", "address"), SECRET_ADDRESSES)
def test_a_password_in_an_address_is_never_printed(variable: str, address: str) -> None:
    settings = load_settings({"MEMORIAL_STORAGE_URL": "s3://bucket/prefix", variable: address})

    assert PASSWORD not in describe(settings)
    assert PASSWORD not in repr(settings)
    assert variable in describe(settings)


@pytest.mark.parametrize(("variable", "address"), SECRET_ADDRESSES)
def test_a_refusal_does_not_repeat_the_address_either(variable: str, address: str) -> None:
    assert PASSWORD not in refusal({variable: address.replace("://", f":{PASSWORD}//", 1)})
    assert PASSWORD not in refusal({variable: f"gopher://{PASSWORD}:{PASSWORD}@h"})


def test_the_description_names_each_setting_with_its_value_and_where_it_came_from(tmp_path: Path) -> None:
    settings = load_settings({"MEMORIAL_HOME": str(tmp_path), "MEMORIAL_UNDO_MINUTES": "3"})

    lines = describe(settings).splitlines()

    assert {line.partition(" = ")[0] for line in lines} == names_of(settings)
    assert f"home = {tmp_path}  (MEMORIAL_HOME)" in lines
    assert "moderation.undo_minutes = 3  (MEMORIAL_UNDO_MINUTES)" in lines
    assert "redis.url = not set  (default)" in lines
    assert f"database.url = sqlite:///{tmp_path}/memorial.sqlite3  (follows home)" in lines


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"])
def test_hosts_that_only_mean_this_machine(host: str) -> None:
    assert is_loopback_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        None,
        "0.0.0.0",
        "::",
        "10.0.0.1",
        "localhost.example",
        "127.0.0.1.example",
        "127.1",
        "0x7f.1",
        "notlocalhost",
    ],
)
def test_hosts_that_may_mean_another_machine(host: str | None) -> None:
    assert not is_loopback_host(host)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"MEMORIAL_PUBLIC_URL": "http://localhost:8000"}, True),
        ({"MEMORIAL_PUBLIC_URL": "http://[::1]:8000/"}, True),
        ({"MEMORIAL_PUBLIC_URL": "https://memorial.example"}, False),
        ({"MEMORIAL_SERVER_HOST": "0.0.0.0"}, False),
        ({"MEMORIAL_SERVER_HOST": "::1"}, True),
    ],
)
def test_demonstration_staff_are_served_only_on_this_machine(environ: dict[str, str], expected: bool) -> None:
    assert is_loopback_only(load_settings(environ)) is expected


def test_the_folders_beside_the_package_are_found_in_a_checkout() -> None:
    assert (project_folder("config") / "default.toml").is_file()
    with pytest.raises(SettingsError, match="nowhere"):
        project_folder("nowhere")
