"""Every source file says what it is, stays short, and leaves nothing for later."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, name_of, project_files, python_files, text_of

MOST_LINES = 400
SOURCE_SUFFIXES = {".cfg", ".conf", ".css", ".html", ".js", ".md", ".py", ".service", ".sh", ".toml", ".txt", ".yaml"}
# Put together here, so that this file does not hold them itself.
LEFT_FOR_LATER = re.compile(rf"\b({'|'.join(('TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'))})\b")
ELSEWHERE = re.compile(r"\b(issue|ticket|pull request)s?\s+#?\d+", re.IGNORECASE)

SOURCES = python_files("memorial", "migrations", "tests", "config")


def opening_of(path: Path) -> str:
    """The first paragraph of what a module says about itself, on one line."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(said.partition("\n\n")[0].split())


def is_silent_package_mark(path: Path) -> bool:
    """An empty `__init__.py` outside the program only makes a folder importable."""
    return path.name == "__init__.py" and not path.is_relative_to(ROOT / "memorial") and not path.read_text().strip()


def source_texts() -> list[tuple[Path, str]]:
    named = [path for path in project_files() if path.suffix in SOURCE_SUFFIXES or path.name in {"Makefile", "run"}]
    return [(path, text) for path in named if (text := text_of(path)) is not None]


def test_there_is_source_to_look_at() -> None:
    assert len(SOURCES) > 20


def test_every_module_opens_with_a_sentence_that_says_what_it_is() -> None:
    mute = [name_of(path) for path in SOURCES if not is_silent_package_mark(path) and not says_something(path)]

    assert mute == []


def says_something(path: Path) -> bool:
    opening = opening_of(path)
    return len(opening.split()) >= 3 and opening[-1] in ".:"


@pytest.mark.parametrize("said", ["", '""""""', '"""Names."""', '"""the names of things"""'])
def test_a_module_that_says_nothing_is_noticed(tmp_path: Path, said: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(said + "\nx = 1\n", encoding="utf-8")

    assert not says_something(module)


def test_no_file_of_the_program_is_too_long_to_read_in_one_go() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files("memorial")}

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{name_of(path)}: {hit.group()}" for path, text in source_texts() for hit in LEFT_FOR_LATER.finditer(text)
    ]

    assert found == []


def test_nothing_refers_to_a_tracker_that_a_reader_may_not_have() -> None:
    found = [f"{name_of(path)}: {hit.group()}" for path, text in source_texts() for hit in ELSEWHERE.finditer(text)]

    assert found == []
