"""The files of this project as the tests of its architecture see them: what is committed, or would be."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Only where there is no git: folders that hold no source.
_NOT_SOURCE = {".git", ".venv", ".tools", "var", "build", "dist", "node_modules", "__pycache__"}


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that git tracks or would track, with absolute paths, sorted."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        found = [path for path in ROOT.rglob("*") if not _NOT_SOURCE & set(path.relative_to(ROOT).parts)]
    else:
        command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60).stdout
        found = [ROOT / name for name in listed.decode("utf-8").split("\0") if name]
    return tuple(sorted(path for path in set(found) if path.is_file() and not path.is_symlink()))


def files_below(folder: str, *suffixes: str) -> list[Path]:
    """The project's files in that folder with one of those endings."""
    return [path for path in project_files() if path.suffix in suffixes and path.is_relative_to(ROOT / folder)]


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in files_below(folder, ".py")]


def text_of(path: Path) -> str | None:
    """The file as text; `None` for pictures, recordings and other bytes."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
