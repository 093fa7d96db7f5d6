"""A real installation in a temporary home, the families' surface on it, and a browser without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.installations import TestInstallation, installation
from tests.web.contribute.family import Family, make_app
from tests.web.contribute.sending import Tus, site, somebody


@pytest.fixture
def place(home: Path) -> Iterator[TestInstallation]:
    with installation(home) as made:
        yield made


@pytest.fixture
def app(place: TestInstallation) -> Flask:
    return make_app(place)


@pytest.fixture
def family(app: Flask) -> Family:
    return Family(app.test_client())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestInstallation]:
    with site(tmp_path_factory.mktemp("shared") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def shared_app(shared: TestInstallation) -> Flask:
    return make_app(shared)


@pytest.fixture
def tus(shared: TestInstallation, shared_app: Flask) -> Tus:
    """Somebody with a draft of their own, in an installation that the tests of one file share."""
    return somebody(shared, shared_app)
