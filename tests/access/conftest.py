"""The exhibition, made once for a run of tests and served for each of its processes; and one who looks at it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.access.exhibition import Exhibition, make_home, opened
from tests.access.looking import Looker
from tests.servers.chromium import Chromium


@pytest.fixture(scope="session")
def prepared_exhibition(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Never served: each process of a run takes a copy of it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "exhibition"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            make_home(folder / "home")
            (folder / "made").touch()
    return folder / "home"


@pytest.fixture(scope="session")
def shown(prepared_exhibition: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exhibition]:
    with opened(prepared_exhibition, tmp_path_factory.mktemp("shown") / "home") as made:
        yield made


@pytest.fixture
def looker(browser: Chromium, shown: Exhibition) -> Iterator[Looker]:
    looking = Looker(browser, shown)
    yield looking
    looking.close()
