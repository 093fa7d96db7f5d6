"""Keys that are lost, new or another installation's are never taken for those of a database: refused, nothing made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from memorial import bootstrap
from memorial.adapters.db.database import migrate_down
from memorial.adapters.db.sqlite import sqlite_dbapi
from memorial.cli.serving import refuse_what_is_unsafe
from memorial.settings import load_settings, project_folder
from tests.backup.conftest import Said, run_here
from tests.installations import begin, on_postgresql

STAFF = ("staff", "add", "ada@example.org", "--role", "editor")
COMMANDS = (
    ("init",),
    # No address of this machine: whoever comes so far as to listen fails too, with other words.
    ("serve", "--host", "192.0.2.1", "--port", "1"),
    ("doctor",),
    ("staff", "list"),
    ("staff", "add", "ben@example.org", "--role", "editor"),
    ("backup", "whole"),
)


@dataclass
class Place:
    """One installation, and how to take its keys away and put others in their place."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)
    other_keys: str = ""
    """On PostgreSQL, the address of an empty database for keys."""

    def run(self, *arguments: str) -> Said:
        given = [str(self.home.parent / one) if one == "whole" else one for one in arguments]
        return run_here(given, self.home, self.env)

    def begin(self) -> None:
        begin(load_settings({"MEMORIAL_HOME": str(self.home), **self.env}))

    def put_away(self) -> None:
        shutil.move(self.home / "keys", self.home.parent / "away")

    def put_back(self) -> None:
        shutil.rmtree(self.home / "keys", ignore_errors=True)
        shutil.move(self.home.parent / "away", self.home / "keys")

    def ask(self, question: str, *, keys: bool = False) -> list[Any]:
        archive = self.env.get("MEMORIAL_DATABASE_URL") or f"sqlite:///{self.home}/memorial.sqlite3"
        store = self.env.get("MEMORIAL_KEYS_URL") or f"sqlite:///{self.home}/keys/keys.sqlite3"
        given: dict[str, Any] = {} if "postgresql" in archive else {"module": sqlite_dbapi()}
        engine = create_engine(make_url(store if keys else archive), **given)
        try:
            with engine.begin() as connection:
                found = connection.execute(text(question))
                return [tuple(row) for row in found] if found.returns_rows else []
        finally:
            engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    made = Place(tmp_path / "home")
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        made.env = on_postgresql(server)
        made.other_keys = on_postgresql(server)["MEMORIAL_KEYS_URL"]
    made.begin()
    return made


def no_folder(place: Place) -> None:
    place.put_away()


def empty_mount_point(place: Place) -> None:
    place.put_away()
    (place.home / "keys").mkdir(mode=0o700)


def no_store(place: Place) -> None:
    shutil.copytree(place.home / "keys", place.home.parent / "away")
    for path in (place.home / "keys").glob("keys.sqlite3*"):
        path.unlink()
    if place.env:
        place.env = {**place.env, "MEMORIAL_KEYS_URL": place.other_keys}


def of_another_installation(place: Place) -> None:
    place.put_away()
    other = place.home.parent / "other"
    env = {"MEMORIAL_HOME": str(other)}
    if place.env:
        env["MEMORIAL_KEYS_URL"] = place.other_keys
        place.env = {**place.env, "MEMORIAL_KEYS_URL": place.other_keys}
    bootstrap.initialise(load_settings(env))
    shutil.copytree(other / "keys", place.home / "keys")


def secrets_in(place: Place) -> dict[str, bytes]:
    """What is in the folder, but for what SQLite puts beside its files while they are read."""
    paths = [path for path in (place.home / "keys").glob("*") if "sqlite3-" not in path.name]
    return {path.name: path.read_bytes() for path in paths}


@pytest.mark.parametrize("loss", [no_folder, empty_mount_point, no_store, of_another_installation])
@pytest.mark.parametrize("with_staff", [False, True], ids=["nobody", "staff"])
def test_without_its_own_keys_no_command_makes_any_or_goes_on(
    place: Place, loss: Callable[[Place], None], with_staff: bool
) -> None:
    if with_staff:
        assert place.run(*STAFF).returncode == 0
    before, right = place.ask("SELECT * FROM audit_entry"), dict(place.env)
    loss(place)
    keys = secrets_in(place)

    for command in COMMANDS:
        said = place.run(*command)
        assert said.returncode == 1, (command, said)
        told = said.stdout if command == ("doctor",) else said.stderr
        assert "memorial keys restore BACKUP" in told, (command, told)
        assert "or run: memorial init" not in told
        assert "fit together" not in said.stdout
        if command != ("doctor",):
            assert said.stderr.startswith("memorial: ") and said.stderr.count("\n") == 1, (command, said.stderr)

    assert secrets_in(place) == keys
    assert place.ask("SELECT * FROM audit_entry") == before
    assert not (place.home.parent / "whole").exists()
    place.env = right
    place.put_back()
    assert place.run("init").returncode == 0
    assert "fit together" in place.run("doctor").stdout
    assert ("ada@example.org" in place.run("staff", "list").stdout) is with_staff


def as_of_old(place: Place) -> None:
    """What an older version of the program left: neither side remembers the other."""
    url = place.env.get("MEMORIAL_DATABASE_URL") or f"sqlite:///{place.home}/memorial.sqlite3"
    migrate_down(url, project_folder("migrations"), "0006")
    place.ask("DELETE FROM key_fact WHERE name = 'store'", keys=True)


def test_an_older_installation_is_adopted_once_and_only_with_keys_that_open_it(place: Place) -> None:
    assert place.run(*STAFF).returncode == 0
    as_of_old(place)
    right = dict(place.env)
    of_another_installation(place)
    place.ask("DELETE FROM key_fact WHERE name = 'store'", keys=True)

    refused = place.run("init")
    place.env = right
    place.put_back()
    adopted = place.run("init")

    assert refused.returncode == 1 and "not those of this database" in refused.stderr
    assert adopted.returncode == 0, adopted.stderr
    (noted,) = place.ask("SELECT store_id FROM key_binding")
    assert place.ask("SELECT value FROM key_fact WHERE name = 'store'", keys=True) == [noted]
    assert place.run("init").returncode == 0
    assert place.ask("SELECT store_id FROM key_binding") == [noted]
    assert "ada@example.org" in place.run("staff", "list").stdout


def test_an_upgrade_that_was_not_begun_is_asked_for_and_an_empty_older_installation_is_adopted(place: Place) -> None:
    place.ask("DELETE FROM key_binding")

    before = place.run("staff", "list")
    assert place.run("init").returncode == 0

    assert before.returncode == 1 and "Run: memorial init" in before.stderr
    assert place.run("staff", "list").returncode == 0


def carded(place: Place) -> tuple[list[str], Path]:
    folder, out = place.home.parent / "card", place.home.parent / "keys-backup"
    assert place.run("keys", "card", str(folder)).returncode == 0
    assert place.run("keys", "backup", str(out)).returncode == 0
    return [word for page in sorted(folder.iterdir())[:2] for word in ("--share", str(page))], out


def test_lost_keys_come_back_into_their_place_and_no_other_databases_do(place: Place) -> None:
    assert place.run(*STAFF).returncode == 0
    other = Place(place.home.parent / "elsewhere" / "home")
    (place.home.parent / "elsewhere").mkdir()
    assert other.run("init").returncode == 0
    foreign_shares, foreign = carded(other)
    shares, backup = carded(place)
    no_folder(place)
    if place.env:
        place.env = {**place.env, "MEMORIAL_KEYS_URL": place.other_keys}

    refused = place.run("keys", "restore", str(foreign), *foreign_shares)
    assert not (place.home / "keys").exists()
    back = place.run("keys", "restore", str(backup), *shares)

    assert refused.returncode == 1 and "not of the database that is here" in refused.stderr
    assert back.returncode == 0 and "Now: memorial init" in back.stdout, back.stderr
    assert place.run("init").returncode == 0
    assert "ada@example.org" in place.run("staff", "list").stdout
    assert "fit together" in place.run("doctor").stdout


def test_keys_older_than_the_database_are_told_of_with_a_remedy_and_stop_nothing_else(place: Place) -> None:
    """They were put back from before one account was added."""
    assert place.run(*STAFF).returncode == 0
    older = {row[0] for row in place.ask("SELECT id FROM record_key", keys=True)}
    assert place.run("staff", "add", "ben@example.org", "--role", "editor").returncode == 0
    (newer,) = {row[0] for row in place.ask("SELECT id FROM record_key", keys=True)} - older
    place.ask(f"DELETE FROM record_key WHERE id = '{newer}'", keys=True)

    doctor, listed = place.run("doctor"), place.run("staff", "list")
    again = place.run("staff", "reset", "ben@example.org")

    assert doctor.returncode == 1
    assert "UNSAFE  The keys are older than the database: 1 account cannot be opened with them." in doctor.stdout
    assert "memorial keys restore BACKUP" in doctor.stdout and "fit together" not in doctor.stdout
    assert listed.returncode == 1 and "ada@example.org" in listed.stdout and "1 account cannot" in listed.stderr
    assert again.returncode == 1 and again.stderr.startswith("memorial: A record key is not in this key store")
    settings = load_settings({"MEMORIAL_HOME": str(place.home), **place.env})
    refuse_what_is_unsafe(settings, None)
