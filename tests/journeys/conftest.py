"""What the journeys share: an installation made once for each run of tests, and copies of it with a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.places import Place, copy_of, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Made once and never served: tests take copies of it."""
    return prepare(tmp_path_factory.mktemp("prepared") / "home")


@pytest.fixture
def place(prepared: Place, home: Path) -> Place:
    home.rmdir()
    return copy_of(prepared, home)
