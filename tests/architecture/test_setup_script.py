"""The way from a fresh machine to a running program: the set-up script and the Makefile."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.source_tree import ROOT

SCRIPT = ROOT / "config" / "setup" / "bootstrap_environment.py"
ABSENT = ("a-program-that-nobody-has",)


@pytest.fixture
def script() -> ModuleType:
    """A copy of the script's module for one test, free to be changed by it."""
    spec = importlib.util.spec_from_file_location("bootstrap_environment", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make(*arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_make_help_names_every_promised_command() -> None:
    listed = set(re.findall(r"^make ([a-z0-9-]+) +\S", make(), flags=re.MULTILINE))

    assert listed >= {"help", "setup", "demo", "test", "test-fast", "test-long", "bench", "i18n", "format", "lint"}


def test_make_demo_loads_the_memorials_and_serves_on_this_machine_only() -> None:
    steps = [line for line in make("--dry-run", "demo", "PORT=8123").splitlines() if "-m memorial" in line]

    assert [line.partition("-m memorial ")[2] for line in steps] == [
        "demo",
        "serve --host 127.0.0.1 --port 8123",
    ]


def test_the_build_machine_runs_make_test_and_nothing_else_after_it() -> None:
    run = ROOT / ".ci" / "run"

    assert run.read_text(encoding="utf-8").splitlines()[-1] == "exec make test </dev/null"
    assert os.access(run, os.X_OK)


def test_an_unknown_word_gets_the_list_of_known_ones() -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, "everything"], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 2
    assert "programs" in done.stderr


def test_a_missing_program_is_named_with_what_it_is_for_and_how_to_get_it(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "PROGRAMS", (("the browser tests", ABSENT, "chromium", False),))
    monkeypatch.setattr(script, "can_use_apt", lambda: False)

    with pytest.raises(script.SetupError) as caught:
        script.install_programs()

    for word in (ABSENT[0], "the browser tests", "apt-get install chromium", "make test-fast"):
        assert word in str(caught.value)


def test_a_program_that_tests_can_do_without_is_only_mentioned(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "PROGRAMS", (("the test of the unit", ABSENT, "systemd", True),))
    monkeypatch.setattr(script, "can_use_apt", lambda: False)

    script.install_programs()

    assert "will be skipped" in capsys.readouterr().out


def test_a_python_that_is_too_old_is_told_so(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script.shutil, "which", lambda name, path=None: None)

    with pytest.raises(script.SetupError, match=r"3\.11 or newer is needed"):
        script.continue_with_newer_python()


def test_an_environment_is_brought_up_to_date_when_its_lock_changed_and_only_then(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("one==1\n")
    ran: list[list[str]] = []
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(script, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(script, "LOCKS", {"run": lock})
    monkeypatch.setattr(script, "environment_works", lambda: True)
    monkeypatch.setattr(script, "installer", lambda: ["install"])
    monkeypatch.setattr(script, "run", lambda command, failure: ran.append(command))
    (tmp_path / "pyproject.toml").write_text("[project]\n")

    script.make_environment("run")
    first = len(ran)
    script.make_environment("run")
    second = len(ran)
    lock.write_text("one==2\n")
    script.make_environment("run")

    assert (first, second, len(ran)) == (2, 2, 4)


def test_an_installation_that_failed_is_tried_again(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("one==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(script, "LOCKS", {"run": lock})
    monkeypatch.setattr(script, "environment_works", lambda: True)
    monkeypatch.setattr(script, "installer", lambda: ["false"])

    assert script.main(["run"]) == 1
    assert list(tmp_path.glob("*.stamp")) == []
