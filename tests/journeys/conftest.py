"""What the journeys share: an installation made once for each run of tests, and copies of it with a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.desks import UNHURRIED, DeskSite
from tests.journeys.families import FamiliesSite, families_site
from tests.journeys.places import AT_ONCE, Place, copy_of, prepare
from tests.journeys.planted import Planted, planted
from tests.servers.application import MemorialServer

ROUNDS = 5 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 1
"""How often every state is planted: 46 remembrances in the short form, 230 in the long one."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Made once and never served: tests take copies of it."""
    return prepare(tmp_path_factory.mktemp("prepared") / "home")


@pytest.fixture
def place(prepared: Place, home: Path) -> Place:
    home.rmdir()
    return copy_of(prepared, home)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """A served installation full of canaries. Tests may add hidden things to it, and nothing that anyone sees."""
    with planted(tmp_path_factory.mktemp("canaries"), rounds=ROUNDS) as made:
        yield made


@pytest.fixture(scope="session")
def upload_place(prepared: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where many send files and voices; each test has drafts of its own."""
    return copy_of(prepared, tmp_path_factory.mktemp("uploads") / "home")


@pytest.fixture(scope="session")
def upload_server(upload_place: Place) -> Iterator[MemorialServer]:
    with MemorialServer(upload_place.home, env=AT_ONCE, workers=2) as running:
        yield running


@pytest.fixture(scope="session")
def families(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FamiliesSite]:
    """A served installation that nobody changes but by giving: each test gives something of its own."""
    with families_site(tmp_path_factory.mktemp("families")) as made:
        yield made


@pytest.fixture(scope="session")
def desk(prepared: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    """A served installation in which each test begins a memorial of its own."""
    place = copy_of(prepared, tmp_path_factory.mktemp("desk") / "home")
    with MemorialServer(place.home, env=UNHURRIED) as running:
        yield DeskSite(place, running)
