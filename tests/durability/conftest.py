"""What the tests of durability share: the installations of the journeys, a disk that fails, a home to spoil."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.faults import acts
from tests.durability.faults.disk import FaultyDisk, build
from tests.journeys.conftest import place, prepared

__all__ = ["faulty_disk", "place", "prepared", "sound_home"]


@pytest.fixture(scope="session")
def faulty_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyDisk]:
    with FaultyDisk(build(tmp_path_factory.mktemp("disk"))) as disk:
        yield disk


@pytest.fixture(scope="session")
def sound_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; trials take copies of it."""
    return acts.prepare(tmp_path_factory.mktemp("sound") / "home")
