"""A small file system of a test's own, and the way to fill it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

MEGABYTES = 24


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """In memory; where mounting is not allowed the test is left out."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(ballast: Path, left: int) -> None:
    """Leave that many bytes."""
    state = os.statvfs(ballast.parent)
    with ballast.open("ab") as out:
        free = state.f_bavail * state.f_frsize - left
        try:
            for _ in range(max(free, 0) // 4096):
                out.write(bytes(4096))
                out.flush()
        except OSError:
            return
