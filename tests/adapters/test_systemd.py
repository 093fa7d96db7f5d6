"""The systemd unit is one that systemd understands, and it gives the service little."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from memorial.settings import load_settings, project_folder

UNIT = project_folder("config") / "systemd" / "memorial.service"
PROGRAM = "/opt/memorial/.venv/bin/memorial serve"

pytestmark = pytest.mark.system


@pytest.fixture
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not on this machine (Debian's package: systemd)")
    return found


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that exists here: systemd looks whether it does."""
    text = UNIT.read_text(encoding="utf-8")
    assert text.count(f"ExecStart={PROGRAM}\n") == 1
    program = shutil.which("true")
    assert program is not None
    copy = tmp_path / UNIT.name
    copy.write_text(text.replace(PROGRAM, program), encoding="utf-8")
    return copy


def complaints(analyze: str, unit: Path) -> str:
    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, timeout=60, check=False)
    # What other units of this machine lack is not ours.
    return "\n".join(
        line for line in (done.stdout + done.stderr).splitlines() if unit.name in line or unit.stem in line
    )


def test_systemd_understands_every_line_of_the_unit(analyze: str, unit: Path) -> None:
    assert complaints(analyze, unit) == ""


def test_the_check_would_notice_a_misspelt_line(analyze: str, unit: Path) -> None:
    unit.write_text(unit.read_text().replace("ProtectHome=", "ProtectHomes="))

    assert "ProtectHomes" in complaints(analyze, unit)


def test_the_service_can_do_little_beyond_its_own_folders(analyze: str, unit: Path) -> None:
    command = [analyze, "security", "--offline=true", "--no-pager", unit]

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze cannot judge a unit that is not installed")
    exposure = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)

    assert exposure is not None, done.stderr
    assert float(exposure.group(1)) <= 2.0


def test_the_unit_gives_the_folders_that_the_production_example_names() -> None:
    example = load_settings({}, config_file=project_folder("config") / "production.toml")
    granted = re.search(r"^StateDirectory=(.+)$", UNIT.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert granted is not None
    assert {f"/var/lib/{name}" for name in granted.group(1).split()} == {str(example.home), str(example.keys.folder)}


@pytest.mark.parametrize("name", ["memorial-nightly.service", "memorial-nightly.timer"])
def test_systemd_understands_the_nightly_backup(analyze: str, tmp_path: Path, name: str) -> None:
    for ending in ("service", "timer"):
        text = (UNIT.parent / f"memorial-nightly.{ending}").read_text(encoding="utf-8")
        (tmp_path / f"memorial-nightly.{ending}").write_text(text, encoding="utf-8")

    assert complaints(analyze, tmp_path / name) == ""


def test_the_nightly_backup_runs_what_the_documentation_says() -> None:
    unit = (UNIT.parent / "memorial-nightly.service").read_text(encoding="utf-8")
    page = (UNIT.parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = page.partition("```sh nightly\n")[2].partition("```")[0].splitlines()

    run = " ".join(unit.partition("ExecStart=")[2].partition("\nTimeoutStartSec")[0].replace("\\\n", " ").split())
    run = run.replace("$$", "$").replace("%%", "%")

    assert len(documented) == 5
    assert [line for line in documented if line not in run] == []
