"""Damaged and missing files come back from a second copy, each proved first; a damaged copy replaces nothing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from memorial import bootstrap
from memorial.adapters.backup.second_copy import FolderCopy
from memorial.adapters.backup.stream import message, piece
from memorial.adapters.db.fixity import SqlFixity, damaged_records
from memorial.adapters.db.tables import audit_entry
from memorial.adapters.files.vault import FileVault
from memorial.application import repairing
from memorial.application.fixity import read_everything
from memorial.domain.remembrance import Remembrance
from tests.backup.conftest import opened_with, run_here, sealed_as_of_old
from tests.backup.test_fixity import flip, kept_files, with_photographs
from tests.backup.test_restore import back_up, with_a_photograph
from tests.installations import TestInstallation


def contents(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in kept_files(home)}


def sealed(home: Path) -> list[Path]:
    return [path for path in kept_files(home) if "vault" in path.parts]


def events(here: TestInstallation, action: str = repairing.REPLACEMENT) -> list[tuple[str, str, str]]:
    wanted = select(audit_entry).where(audit_entry.c.action == action).order_by(audit_entry.c.seq)
    with here.installation.engines.reading.connect() as connection:
        return [(row.subject_id, row.outcome, row.reason) for row in connection.execute(wanted)]


@pytest.mark.parametrize(
    ("form", "least"),
    [
        ("backup", 30),
        ("folder", 15),
        pytest.param("backup", 1000, marks=[pytest.mark.long, pytest.mark.timeout(3000)]),
        pytest.param("folder", 1000, marks=[pytest.mark.long, pytest.mark.timeout(3000)]),
    ],
)
def test_one_changed_bit_in_every_file_is_repaired_in_each(
    here: TestInstallation, home: Path, tmp_path: Path, form: str, least: int
) -> None:
    while len(kept_files(home)) < least:
        with_photographs(here, 1 if least < 60 else 5)
    copy = back_up(home, tmp_path / "whole") if form == "backup" else tmp_path / "copy"
    if form == "folder":
        shutil.copytree(home / "files", copy)
    before, chance = contents(home), random.Random(least)
    for path in kept_files(home):
        flip(path, chance)
    assert not set(contents(home).items()) & set(before.items())

    said = run_here(["repair", str(copy)], home)

    assert said.returncode == 0, said.stderr
    assert contents(home) == before
    assert damaged_records(here.installation.archive) == []
    found = events(here)
    print(f"{len(found)} of {len(before)} files with one changed bit each were repaired from a {form}")
    assert {outcome for _, outcome, _ in found} == {"success"}
    assert sorted(name for name, _, _ in found) == sorted(Path(path).name for path in before)
    assert len(events(here, "repair")) == 1
    assert [path for path in home.iterdir() if path.name.startswith(".memorial-repair")] == []


def test_missing_files_come_back_and_what_is_whole_is_left_alone(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    with_photographs(here)
    backup = back_up(home, tmp_path / "whole")
    before = contents(home)
    gone, *others = sealed(home)
    gone.unlink()
    untouched = {path: path.stat().st_ino for path in others}

    assert run_here(["repair", str(backup)], home).returncode == 0

    assert contents(home) == before
    assert {path: path.stat().st_ino for path in others} == untouched
    assert events(here) == [(gone.name, "success", "second_copy")]


def test_a_backup_that_is_damaged_anywhere_replaces_nothing(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    with_photographs(here)
    backup = back_up(home, tmp_path / "whole")
    whole = backup.read_bytes()
    for path in sealed(home):
        flip(path, random.Random(3))
    before = contents(home)

    for place in (0.3, 0.9, 0.999):
        raw = bytearray(whole)
        raw[int(len(raw) * place)] ^= 1
        backup.write_bytes(raw)
        said = run_here(["repair", str(backup)], home)
        assert (said.returncode, "Traceback" in said.stderr) == (1, False)
        assert contents(home) == before

    assert events(here) == []
    assert [outcome for _, outcome, _ in events(here, "repair")] == ["refused"] * 3


def test_a_backup_that_was_cut_off_replaces_nothing(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    with_photographs(here)
    backup = back_up(home, tmp_path / "whole")
    backup.write_bytes(backup.read_bytes()[:-200])
    flip(sealed(home)[0], random.Random(3))
    before = contents(home)

    assert run_here(["repair", str(backup)], home).returncode == 1
    assert contents(home) == before


def test_a_backup_whose_inside_is_not_whole_replaces_nothing(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    """Those of older versions carry no signature, which else says so first."""
    with_photographs(here)
    keys = here.installation.keys
    whole = opened_with(keys, back_up(home, tmp_path / "whole"))
    for path in sealed(home):
        flip(path, random.Random(3))
    before = contents(home)
    odd = [{**one, "sha256": "0" * 64} if isinstance(one, dict) and "sha256" in one else one for one in whole]

    for number, inside in enumerate([whole[:-1], odd]):
        chunks = [piece(one) if isinstance(one, bytes) else message(one) for one in inside]
        copy = sealed_as_of_old(keys, tmp_path / f"old-{number}", chunks)
        said = run_here(["repair", str(copy)], home)
        assert (said.returncode, "Traceback" in said.stderr) == (1, False)
        assert contents(home) == before

    assert events(here) == []


def test_a_copy_that_is_as_damaged_as_the_file_does_not_take_its_place(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    """A folder has no seal around it: one file of it is damaged, another belongs to somebody else's name."""
    with_photographs(here)
    shutil.copytree(home / "files", tmp_path / "copy")
    first, second, third, *_ = sealed(home)
    there = {path: tmp_path / "copy" / path.relative_to(home / "files") for path in (first, second, third)}
    whole = {path: path.read_bytes() for path in there}
    flip(there[first], random.Random(4))
    there[second].write_bytes(there[third].read_bytes())
    for path in there:
        flip(path, random.Random(5))
    damaged = {path: path.read_bytes() for path in there}

    said = run_here(["repair", str(tmp_path / "copy")], home)

    assert said.returncode == 1
    assert "2 files are damaged still" in said.stderr
    assert (first.read_bytes(), second.read_bytes()) == (damaged[first], damaged[second])
    assert third.read_bytes() == whole[third]
    assert sorted(outcome for _, outcome, _ in events(here)) == ["fail", "fail", "success"]


def test_what_was_erased_or_never_named_does_not_come_back(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    with_photographs(here)
    code = with_a_photograph(here, person_name="Second Person")
    stranger = FileVault(home / "files" / "vault").store([b"nobody names this"], limit=None)
    backup = back_up(home, tmp_path / "whole")
    shutil.copytree(home / "files", tmp_path / "copy")
    here.act(code, "erase")
    FileVault(home / "files" / "vault").delete([stranger.id])
    left = set(contents(home))

    for second in (backup, tmp_path / "copy"):
        assert run_here(["repair", str(second)], home).returncode == 0
        assert set(contents(home)) == left

    assert stranger.id not in str(left)
    assert events(here) == []


def test_what_is_erased_while_the_copy_is_read_does_not_come_back(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    code = with_a_photograph(here)
    found = _record(here, code)
    shutil.copytree(home / "files" / "vault", tmp_path / "copy")
    for path in sealed(home):
        flip(path, random.Random(6))
    root = bootstrap.files_root(here.installation.settings) / "vault"

    class Erasing(FolderCopy):
        def fetch(self, wanted):  # type: ignore[no-untyped-def]
            here.act(code, "erase")
            return super().fetch(wanted)

    second = Erasing(tmp_path / "copy", tmp_path / "staging")
    store = SqlFixity(here.installation.archive)
    read_everything(here.services, store)
    done = repairing.repair(here.services, store, FileVault(root), second, [(found.memorial_id, found.id)])

    assert (done.replaced, done.left) == (0, 0)
    assert kept_files(home) == []
    assert events(here) == []


def _record(here: TestInstallation, code: str) -> Remembrance:
    with here.services.unit_of_work(read_only=True) as uow:
        return uow.remembrances.get(*(uow.receipts.find(code) or ("", "")))


def test_a_picture_that_is_hidden_is_not_made_anew_for_visitors(
    here: TestInstallation, home: Path, tmp_path: Path
) -> None:
    code = with_a_photograph(here)
    backup = back_up(home, tmp_path / "whole")
    for path in kept_files(home):
        flip(path, random.Random(7))
    here.act(code, "hide")

    assert run_here(["repair", str(backup)], home).returncode == 0

    assert [path for path in kept_files(home) if "access" in path.parts] == []
    assert {reason for _, _, reason in events(here)} == {"second_copy"}


def test_the_damaged_files_are_no_copy_of_themselves(here: TestInstallation, home: Path, tmp_path: Path) -> None:
    with_photographs(here)
    empty = tmp_path / "empty"
    empty.mkdir()

    for place in (home / "files", home, empty):
        said = run_here(["repair", str(place)], home)
        assert said.returncode == 1
        assert "Traceback" not in said.stderr
