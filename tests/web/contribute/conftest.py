"""A real installation in a temporary home, the families' surface on it, and a browser without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.installations import TestInstallation, installation
from tests.web.contribute.family import Family, make_app


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
