"""A restore of an older backup, killed around each change of the schema: the database alone refuses to be opened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from memorial import bootstrap
from memorial.adapters.backup.envelope import own_privates, parse_public, public_name
from memorial.adapters.backup.making import Whole, make_backup
from memorial.adapters.backup.origin import Signer
from memorial.adapters.db.database import migrate_down, newest_migration, open_engines
from memorial.adapters.files.vault import FileVault
from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.keystore import SqlKeyStore
from memorial.settings import load_settings, project_folder
from tests.backup.conftest import keys_to, run_here
from tests.backup.test_restore import AT_ONCE
from tests.installations import grant_to_public, installation, on_postgresql

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = project_folder("migrations")
MARK = "restore.unfinished"

KILLED = """
import os, signal, sys
from memorial.adapters.backup import place
from memorial.cli import main

def dies(name, number, before):
    real, calls = getattr(place, name), []
    def step(*args, **more):
        calls.append(1)
        if before and len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        done = real(*args, **more)
        if len(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    setattr(place, name, step)

name, number, before = sys.argv[1:4]
dies(name, int(number), before == "before")
main(sys.argv[4:])
"""
MOMENTS = {
    "when the empty tables are there": ("migrate", "1", "after"),
    "before the rows are brought to this version": ("migrate", "2", "before"),
    "when they were": ("migrate", "2", "after"),
    "before the last word in the database": ("newest_migration", "1", "before"),
}


@dataclass
class Place:
    home: Path
    empty: Path
    backup: Path
    target: dict[str, str]
    memorial: str

    def run(self, *program: str) -> subprocess.CompletedProcess[str]:
        environ = {name: text for name, text in os.environ.items() if not name.startswith("MEMORIAL_")}
        environ |= {"MEMORIAL_HOME": str(self.empty), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **self.target}
        return subprocess.run(
            [sys.executable, *program], env=environ, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )

    def settings(self) -> bootstrap.Settings:
        return load_settings({"MEMORIAL_HOME": str(self.empty), **AT_ONCE, **self.target})


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, home: Path, tmp_path: Path) -> Place:
    """A backup with the schema of one version ago, and an empty place."""
    environ, target = dict[str, str](), dict[str, str]()
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        environ, target = on_postgresql(server), on_postgresql(server)
        target["MEMORIAL_KEYS_URL"] = environ["MEMORIAL_KEYS_URL"]
    with installation(home, **environ) as here:
        code, _ = here.publish()
        backup = tmp_path / "older"
        here.publish(story="This one stays.", person_name="Stays Here")
        settings, memorial = here.installation.settings, here.memorial.id
        older = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))[-2]
        assert older < newest_migration(MIGRATIONS)
        migrate_down(settings.database.url, MIGRATIONS, older)
        _back_up(settings, backup)
        bootstrap.initialise(settings)
        here.act(code, "erase")
    return Place(home, keys_to(home, tmp_path / "empty"), backup, target, memorial)


def _back_up(settings: bootstrap.Settings, out: Path) -> None:
    keys = InstallationKeys.load(settings.keys.folder)
    store = SqlKeyStore(settings.keys.url, keys)
    engines = open_engines(settings.database.url, settings.database.public_url)
    try:
        secrets = keys.backup_secrets()
        receiver = parse_public(public_name(own_privates(secrets)[0]))
        whole = Whole(engines.reading, store, FileVault(bootstrap.files_root(settings) / "vault"))
        make_backup(out, whole, [receiver], Signer(*next(iter(secrets.items()))), lambda what, done: None)
    finally:
        engines.dispose()
        store.close()


QUICKLY = "when they were"


@pytest.mark.parametrize(
    "moment", [one if one == QUICKLY else pytest.param(one, marks=pytest.mark.long) for one in MOMENTS]
)
def test_a_restore_killed_there_opens_to_nobody_and_begins_anew(place: Place, moment: str) -> None:
    killed = place.run("-c", KILLED, *MOMENTS[moment], "restore", str(place.backup))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    # As on another machine of the same database, which does not see the mark in the home.
    (place.empty / MARK).rename(place.empty / "aside")
    bootstrap.make_cookie_secret(place.settings())
    for command in ("check", "init"):
        said = place.run("-m", "memorial", command)
        assert said.returncode == 1, command
        assert "Run `memorial restore` again" in said.stderr
    (place.empty / "aside").rename(place.empty / MARK)

    again = run_here(["restore", str(place.backup)], place.empty, place.target)

    assert again.returncode == 0, again.stderr
    if place.target:
        grant_to_public(place.target["MEMORIAL_DATABASE_URL"], place.target["MEMORIAL_PUBLIC_DATABASE_URL"])
    built = bootstrap.build(place.settings())
    try:
        with built.reader.snapshot() as edition:
            shown = [one.excerpt for one in edition.remembrances(place.memorial, after="", limit=9).rows]
    finally:
        built.close()
    assert shown == ["This one stays."]
