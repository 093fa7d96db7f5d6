"""The commands of docs/operations.md, run in their order: the documented restore is the tested one."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memorial.application import receipt
from tests.canaries import Planter
from tests.canary_states import FULL
from tests.journeys.places import opened, prepare

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh ([a-z-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
IN_ORDER = ["card", "nightly", "after-an-erasure", "offline", "restore", "fixity"]


def blocks() -> dict[str, str]:
    return dict(BLOCK.findall((ROOT / "docs" / "operations.md").read_text()))


@pytest.mark.journey
@pytest.mark.timeout(600)
def test_the_documented_commands_bring_back_everything_but_what_was_taken_back(home: Path, tmp_path: Path) -> None:
    environ = _environment(tmp_path, home)
    said = blocks()
    place = prepare(home)
    with place.opened() as built:
        with built.services.unit_of_work(read_only=True) as uow:
            staff = {member.name: member for member in uow.staff.all()}
        planter = Planter(built, place.memorial, staff, random.Random(4))
        cases = {name: planter.accepted(name, FULL, photographs=1) for name in ("stays", "erase", "withdraw", "hide")}

    _run(said["card"], environ)
    _run(said["nightly"], environ)
    with place.opened() as built:
        for act in ("erase", "withdraw", "hide"):
            receipt.act(built.services, cases[act].code, act, {})
    _run(said["after-an-erasure"], environ)
    _run(said["offline"], environ)
    began = time.monotonic()
    _run(said["restore"] + said["fixity"], environ)
    print(f"restored and checked twice in {time.monotonic() - began:.1f} s")

    built = opened(Path(f"{home}-restored"))
    try:
        with built.reader.snapshot() as edition:
            shown = list(edition.remembrances(place.memorial.id, after="", limit=100).rows)
    finally:
        built.close()
    assert len(shown) == 1
    assert cases["stays"].words["story"] in str(shown)
    backups = [path for folder in ("data", "keys") for path in (tmp_path / folder).iterdir()]
    everything = b"".join(path.read_bytes() for path in backups)
    words = [word for case in cases.values() for word in case.words.values()]
    assert len(backups) == 7
    assert not [word for word in words if word.encode() in everything]


def test_every_block_of_the_page_is_run_and_none_is_missing() -> None:
    assert list(blocks()) == ["places", *IN_ORDER]


def _environment(tmp_path: Path, home: Path) -> dict[str, str]:
    """The page's places, elsewhere; and the program under its name."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    program = binaries / "memorial"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m memorial "$@"\n')
    program.chmod(0o700)
    for folder in ("data", "keys"):
        (tmp_path / folder).mkdir(mode=0o700)
    return {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "MEMORIAL_HOME": str(home),
        "BACKUPS": str(tmp_path / "data"),
        "KEY_BACKUPS": str(tmp_path / "keys"),
        "CARD": str(tmp_path / "card"),
    }


def _run(commands: str, environ: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", commands],
        env=environ, cwd=environ["HOME"], capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout
