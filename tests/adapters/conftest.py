"""An installation on either database, for tests of what the archive and the edition do themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import TestInstallation, installation, on_postgresql
from tests.servers.weed import ObjectStoreServer


@pytest.fixture
def here(request: pytest.FixtureRequest, home: Path) -> Iterator[TestInstallation]:
    """On SQLite, and with `ON_BOTH` once more on PostgreSQL."""
    environ: dict[str, str] = {}
    if getattr(request, "param", "sqlite") == "postgresql":
        environ = on_postgresql(request.getfixturevalue("postgres_server"))
    with installation(home, **environ) as made:
        yield made


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStoreServer]:
    """One for all of them: each test takes a prefix of its own."""
    with ObjectStoreServer() as running:
        yield running
