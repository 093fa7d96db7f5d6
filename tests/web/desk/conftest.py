"""A fresh installation for each test, with one memorial that takes submissions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memorial.domain.memorial import Memorial
from tests.web.desk.desk_client import World, build_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = build_world(tmp_path / "home")
    yield made
    made.installation.close()


@pytest.fixture
def ferry(world: World) -> Memorial:
    return world.begin_memorial("ferry")
