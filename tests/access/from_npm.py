"""What tests use from npm: fetched by `make programs` into `node_modules`, exactly as package-lock.json names it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import IN_CI

FOLDER = Path(__file__).parents[2] / "node_modules"


def script(name: str) -> Path:
    """A file of a package. Where npm could not fetch it, a build machine fails and another says what is left out."""
    path = FOLDER / name
    if not path.is_file():
        leave: Callable[[str], object] = pytest.fail if IN_CI else pytest.skip
        leave(f"{name} is not in node_modules: run `make programs`, which needs npm")
    return path
