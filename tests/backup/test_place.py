"""A restore that did not end well clears what it left itself, and never somebody's installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from memorial.adapters.db.sqlite import sqlite_dbapi
from memorial.adapters.keys.installation_key import InstallationKeys
from memorial.adapters.keys.noted_heads import SqlNotedHeads
from tests.backup.conftest import cut_short, keys_to, run_here
from tests.backup.test_restore import back_up, files, opened, rows, with_a_photograph
from tests.installations import TestInstallation

MARK = "restore.unfinished"


def half_done(home: Path, backup: Path, empty: Path) -> Path:
    """A place in which a restore began and was refused at the end of a cut backup."""
    cut = cut_short(InstallationKeys.load(home / "keys"), backup, empty.with_name("cut"))
    keys_to(home, empty)
    assert run_here(["restore", str(cut)], empty).returncode == 1
    assert (empty / MARK).exists()
    return empty


def test_with_the_address_of_a_live_database_a_second_try_is_refused(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    with_a_photograph(here)
    backup = back_up(home, tmp_path / "whole")
    empty, before = half_done(home, backup, tmp_path / "empty"), rows(home)

    live = {"MEMORIAL_DATABASE_URL": f"sqlite:///{home / 'memorial.sqlite3'}"}
    said = run_here(["restore", str(backup)], empty, live)

    assert said.returncode == 1
    assert "This database holds" in said.stderr or "There are files" in said.stderr
    assert rows(home) == before


def test_a_mark_of_no_restore_clears_no_installation(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    with_a_photograph(here)
    backup = back_up(home, tmp_path / "whole")
    before, kept = rows(home), files(home)
    strange = half_done(home, backup, tmp_path / "empty") / MARK
    for text in ("{}", "", "[]", '{"revision": "0001"}', strange.read_text()):
        (home / MARK).write_text(text)

        said = run_here(["restore", str(backup)], home)

        assert said.returncode == 1
        assert "empty place" in said.stderr
        assert (rows(home), files(home)) == (before, kept)


def test_a_mark_for_the_files_does_not_speak_for_the_database_nor_the_other_way(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    with_a_photograph(here)
    backup = back_up(home, tmp_path / "whole")
    empty = half_done(home, backup, tmp_path / "empty")
    (empty / "memorial.sqlite3").rename(empty / "aside")
    connection = sqlite_dbapi().connect(home / "memorial.sqlite3")
    connection.execute("VACUUM INTO ?", [str(empty / "memorial.sqlite3")])
    connection.close()
    before = rows(empty)
    by_the_home_alone = run_here(["restore", str(backup)], empty)
    assert by_the_home_alone.returncode == 1
    assert "This database holds" in by_the_home_alone.stderr
    assert rows(empty) == before

    (empty / "aside").rename(empty / "memorial.sqlite3")
    (empty / MARK).unlink()
    somebodys = empty / "files" / "vault" / "ab" / "cd" / "kept"
    somebodys.parent.mkdir(parents=True)
    somebodys.write_text("kept")
    by_the_database_alone = run_here(["restore", str(backup)], empty)

    assert by_the_database_alone.returncode == 1
    assert "There are files" in by_the_database_alone.stderr
    assert somebodys.read_text() == "kept"


def test_a_restore_that_ended_at_its_very_last_step_is_finished_and_not_done_again(
    here: TestInstallation, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from memorial.adapters.backup.place import Place

    with_a_photograph(here)
    backup, empty = back_up(home, tmp_path / "whole"), keys_to(home, tmp_path / "empty")
    with monkeypatch.context() as patched:
        patched.setattr(Place, "_remove_mark", lambda place: (_ for _ in ()).throw(SystemExit(9)))
        assert run_here(["restore", str(backup)], empty).returncode == 9
    before = rows(empty)

    said = run_here(["restore", str(backup)], empty)

    assert said.returncode == 1
    assert "It is open now" in said.stderr
    assert rows(empty) == before
    assert not (empty / MARK).exists()
    with opened(empty) as built, built.reader.snapshot() as edition:
        assert edition.remembrances(here.memorial.id, after="", limit=9).rows


def test_a_failed_trial_forgets_no_noted_head(
    here: TestInstallation, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten = list[str]()
    monkeypatch.setattr(SqlNotedHeads, "forget", lambda heads: forgotten.append("all"))
    with_a_photograph(here)
    backup = back_up(home, tmp_path / "whole")
    empty = half_done(home, backup, tmp_path / "empty")
    with monkeypatch.context() as patched:
        patched.setattr("memorial.cli.backup._bring_up_to_date", lambda *_: (_ for _ in ()).throw(SystemExit(9)))
        assert run_here(["restore", str(backup)], empty).returncode == 9
    assert not forgotten

    assert run_here(["restore", str(backup)], empty).returncode == 0
    assert forgotten == ["all"]


@pytest.mark.postgres
def test_on_postgresql_too_a_restore_begins_anew(
    here: TestInstallation, home: Path, tmp_path: Path, postgres_server: object
) -> None:
    from tests.installations import on_postgresql

    with_a_photograph(here)
    backup = back_up(home, tmp_path / "whole")
    target = on_postgresql(postgres_server)  # type: ignore[arg-type]
    del target["MEMORIAL_KEYS_URL"]
    empty = keys_to(home, tmp_path / "empty")
    cut_short(here.installation.keys, backup, tmp_path / "cut")
    assert run_here(["restore", str(tmp_path / "cut")], empty, target).returncode == 1
    assert (empty / MARK).exists()

    said = run_here(["restore", str(backup)], empty, target)

    assert said.returncode == 0, said.stderr
    live = run_here(["restore", str(backup)], empty, target)
    assert live.returncode == 1
    assert "empty place" in live.stderr
