"""Imports point where the design says, and the contracts that say so would notice a step aside."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, name_of, python_files

LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-logo", "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def modules_imported_by(path: Path) -> set[str]:
    """The full names that a file imports, wherever in it; relative imports are none (they are a violation of style)."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
    return found


def outside_names(path: Path) -> set[str]:
    """The top names of what a file imports from neither this project nor the standard library."""
    tops = {name.partition(".")[0] for name in modules_imported_by(path)}
    return tops - set(sys.stdlib_module_names) - {"memorial", "tests"}


def test_every_contract_between_the_layers_is_kept() -> None:
    done = lint_imports(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


# The least project that keeps every contract: what is tested here is whether a contract bites.
SKELETON = (
    *("__init__.py", "__main__.py", "bootstrap.py", "cli.py", "setting_values.py", "settings.py", "vocabulary.py"),
    *("worker.py", "wsgi.py"),
    *("adapters/__init__.py", "adapters/db/__init__.py"),
    *(f"adapters/db/{name}.py" for name in ("unit_of_work", "edition_writer", "edition_rows")),
    *(f"adapters/db/{name}.py" for name in ("people_gate", "person_edition", "wall_places")),
    *(f"adapters/db/{name}.py" for name in ("record_edition", "record_gate", "interview_edition", "interview_gate")),
    *("application/__init__.py", "domain/__init__.py", "published/__init__.py"),
    *(f"disclosure/{name}.py" for name in ("__init__", "gate", "audience", "person", "kin", "wall_place")),
    *(f"disclosure/{name}.py" for name in ("record", "record_parts", "record_changes", "interview")),
    *(f"web/{part}__init__.py" for part in ("", "contribute/", "desk/", "wall/")),
)


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in SKELETON:
        add(tmp_path, name)
    return tmp_path


def add(folder: Path, name: str, line: str = "") -> None:
    module = folder / "memorial" / name
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(f"{line}\n", encoding="utf-8")


def broken_contracts(folder: Path) -> list[str]:
    done = lint_imports(folder)
    found = [report for report in done.stdout.splitlines() if report.rstrip().endswith("BROKEN")]
    assert bool(found) == bool(done.returncode), done.stdout + done.stderr
    return found


def test_a_project_without_a_step_aside_keeps_every_contract(skeleton: Path) -> None:
    add(skeleton, "adapters/db/unit_of_work.py", "import memorial.disclosure, sqlalchemy")
    add(skeleton, "application/receive.py", "import memorial.disclosure, memorial.domain")
    add(skeleton, "web/desk/review.py", "import flask, memorial.application")
    add(skeleton, "web/wall/pages.py", "import flask, memorial.published, memorial.vocabulary")

    assert broken_contracts(skeleton) == []


@pytest.mark.parametrize(
    ("place", "line", "contract"),
    [
        ("helpers.py", "", "Imports only point down"),
        ("domain/stray.py", "import memorial.application", "Imports only point down"),
        ("adapters/stray.py", "import memorial.web", "Imports only point down"),
        ("application/stray.py", "import memorial.adapters", "Imports only point down"),
        ("domain/stray.py", "import sqlalchemy", "know no framework"),
        ("disclosure/stray.py", "from flask import request", "know no framework"),
        ("domain/stray.py", "import memorial.settings", "read no settings"),
        ("published/stray.py", "import memorial.domain", "Published types"),
        ("web/wall/stray.py", "import memorial.domain", "The wall cannot reach"),
        ("web/wall/stray.py", "from memorial.settings import load_settings", "The wall cannot reach"),
        ("web/wall/stray.py", "import memorial.adapters", "The wall cannot reach"),
        ("web/wall/stray.py", "import memorial.web.desk", "The wall cannot reach"),
        ("web/desk/stray.py", "import sqlalchemy", "no database or storage client"),
        ("adapters/stray.py", "from flask import g", "Flask lives in the web layer"),
        ("adapters/stray.py", "import memorial.disclosure.gate", "reach the gate"),
    ],
)
def test_a_step_aside_breaks_its_contract(skeleton: Path, place: str, line: str, contract: str) -> None:
    add(skeleton, place, line)

    assert any(contract in broken for broken in broken_contracts(skeleton))


def test_a_step_aside_through_a_second_module_is_noticed_too(skeleton: Path) -> None:
    add(skeleton, "web/middle.py", "import memorial.application")
    add(skeleton, "web/wall/stray.py", "import memorial.web.middle")

    assert any("The wall cannot reach" in broken for broken in broken_contracts(skeleton))


def test_two_neighbours_that_import_each_other_are_noticed(skeleton: Path) -> None:
    add(skeleton, "application/here.py", "import memorial.application.there")
    add(skeleton, "application/there.py", "import memorial.application.here")

    assert any("No import cycles" in broken for broken in broken_contracts(skeleton))


@pytest.mark.parametrize("place", ["memorial/domain", "memorial/vocabulary.py", "memorial/settings.py"])
def test_the_rules_stand_on_the_standard_library_alone(place: str) -> None:
    files = [path for path in python_files("memorial") if name_of(path).startswith(place)]

    assert files
    assert {name_of(path): outside_names(path) for path in files if outside_names(path)} == {}


def test_what_cleans_markup_is_used_in_one_place() -> None:
    users = {name_of(path) for path in python_files("memorial") if {"bleach", "nh3"} & outside_names(path)}

    assert all(name.startswith("memorial/adapters/markup") for name in users), users
