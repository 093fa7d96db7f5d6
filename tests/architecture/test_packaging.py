"""What is installed is what is used: dependencies, locks, and the folders that go into the wheel."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source_tree import ROOT, files_below, python_files
from tests.architecture.test_imports import outside_names

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {"run": ROOT / "config" / "requirements.txt", "test": ROOT / "config" / "requirements-test.txt"}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
# Found by SQLAlchemy through the address of the database, not by an import.
LOADED_BY_NAME = {"psycopg", "redis"}


def asked_for(*extras: str) -> dict[str, Requirement]:
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)]
    requirements = [Requirement(line) for lines in lists for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def imported_distributions(*folders: str) -> set[str]:
    providers = packages_distributions()
    tops = {top for path in python_files(*folders) for top in outside_names(path)}
    return {canonicalize_name(name) for top in tops for name in providers.get(top, [top])}


@pytest.mark.parametrize(
    ("folders", "extras"),
    [(("memorial", "migrations"), ("scale",)), (("tests", "config"), ("scale", "dev"))],
)
def test_what_is_imported_is_asked_for(folders: tuple[str, ...], extras: tuple[str, ...]) -> None:
    assert imported_distributions(*folders) - set(asked_for(*extras)) == set()


def test_what_is_asked_for_is_imported() -> None:
    # deptry was looked at: it cannot tell what a module name loads at run time, and these few lines can be told.
    assert set(asked_for("scale")) - imported_distributions("memorial", "migrations") - LOADED_BY_NAME == set()


@pytest.mark.parametrize("lines", [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()])
def test_dependencies_stand_in_order(lines: list[str]) -> None:
    names = [canonicalize_name(Requirement(line).name) for line in lines]

    assert names == sorted(names)


@pytest.mark.parametrize(("lock", "extras"), [("run", ("build",)), ("test", ("build", "scale", "dev"))])
def test_the_lock_holds_what_is_asked_for_with_hashes_and_without_addresses(lock: str, extras: tuple[str, ...]) -> None:
    text = LOCKS[lock].read_text(encoding="utf-8")
    pinned = {canonicalize_name(name): version for name, version in PINNED.findall(text)}

    for name, requirement in asked_for(*extras).items():
        assert name in pinned, f"{name} is not in the lock: run `make lock`"
        assert requirement.specifier.contains(pinned[name]), f"{name} is locked at another version: run `make lock`"
    assert text.count("==") <= text.count("--hash=sha256:")
    assert "://" not in text


def test_both_locks_name_the_same_versions() -> None:
    run, test = (dict(PINNED.findall(path.read_text(encoding="utf-8"))) for path in LOCKS.values())

    assert {name: version for name, version in run.items() if test.get(name) != version} == {}


def test_the_set_up_script_needs_nothing_but_python() -> None:
    assert {path.name: outside_names(path) for path in python_files("config/setup") if outside_names(path)} == {}


def test_the_wheel_carries_the_folders_beside_the_package(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        held = set(opened.namelist())

    expected = {
        f"memorial/_data/{path.relative_to(ROOT).as_posix()}"
        for folder, suffix in (("templates", ".html"), ("static", ".css"), ("migrations", ".py"), ("config", ".toml"))
        for path in files_below(folder, suffix)
    }
    names = {path.relative_to(ROOT).as_posix() for path in (ROOT / "memorial/adapters/finding/nicknames").iterdir()}
    assert expected
    assert names
    assert (expected | names) - held == set()
    assert not any(name.startswith("tests/") for name in held)


def test_the_installed_program_finds_its_folders_without_the_checkout(tmp_path: Path) -> None:
    package = tmp_path / "memorial"
    (package / "_data" / "templates").mkdir(parents=True)
    for name in ("__init__.py", "setting_values.py", "settings.py"):
        (package / name).write_bytes((ROOT / "memorial" / name).read_bytes())
    command = "from memorial.settings import project_folder; print(project_folder('templates'))"

    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {command}"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert Path(done.stdout.strip()) == package / "_data" / "templates"
