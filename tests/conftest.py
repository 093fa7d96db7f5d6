"""What every test gets: the network guard, a home of its own, repeatable chance, and real servers on demand.

Markers to register in the pytest options (they are also registered here, so that `--strict-markers` holds):
    browser   needs Chromium; set by itself on every test that asks for `browser` or `browser_context`
    postgres  needs PostgreSQL; set by itself on every test that asks for `postgres_server`
    journey   a whole path through the running program
    long      the full form of a test, for `make test-long`
    alone     measures what a whole machine can do; `make test` runs it after the others

Chance: `--randomly-seed=N` repeats the order, `--hypothesis-profile=long` (or HYPOTHESIS_PROFILE) looks longer.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, settings

from tests.journeys.ways import Way
from tests.made_once import share_what_is_always_the_same
from tests.network_guard import NetworkGuard
from tests.servers.application import MemorialServer
from tests.servers.chromium import Chromium, ChromiumIsMissing, Visitor, chromium_path
from tests.servers.postgres import PostgresServer
from tests.servers.smtp import SmtpServer

MARKERS = {
    "alone": "measures what a whole machine can do; run after the others, with nothing beside it",
    "browser": "needs Chromium",
    "postgres": "needs PostgreSQL",
    "journey": "a whole path through the running program",
    "long": "the full form of a test, for `make test-long`",
}
MARKED_BY_FIXTURE = {"browser": "browser", "browser_context": "browser", "postgres_server": "postgres"}
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false", "no"}

# On a build machine there is no store of earlier examples; hypothesis then prints the seed of what failed.
settings.register_profile(
    "fast",
    max_examples=50,
    stateful_step_count=20,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
    **({"database": None} if IN_CI else {}),
)
settings.register_profile("long", parent=settings.get_profile("fast"), max_examples=2_000, stateful_step_count=60)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

_guard = NetworkGuard()


class StartMemorial(Protocol):
    """Start the program on a home; `env` adds settings. It is ended with the test."""

    def __call__(self, home: Path, *, env: dict[str, str] | None = None, workers: int = 1) -> MemorialServer: ...


def pytest_configure(config: pytest.Config) -> None:
    # Until all tests are found, nothing goes away: see `pytest_collection_finish`.
    gc.disable()
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    _guard.install()
    share_what_is_always_the_same()


def pytest_unconfigure() -> None:
    _guard.silence()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a server carries its marker, so `-m "not browser"` cannot miss one."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKED_BY_FIXTURE:
                item.add_marker(MARKED_BY_FIXTURE[fixture])


def pytest_collection_finish() -> None:
    """What stands now stays to the end: the collector of cycles need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Say how to repeat a failed run, also where `-q` hid the head of the report."""
    seed = config.getoption("randomly_seed", default=None)
    if exitstatus == pytest.ExitCode.TESTS_FAILED and isinstance(seed, int):
        terminalreporter.write_line(f"to repeat this order and chance: --randomly-seed={seed}")


@pytest.fixture(autouse=True)
def network_guard() -> Iterator[NetworkGuard]:
    """The network is off; a test that tried to use it fails, even if the code under test hid the error."""
    _guard.attempts.clear()

    yield _guard

    attempts = list(_guard.attempts)
    _guard.attempts.clear()
    if attempts:
        pytest.fail("tried to leave this machine:\n" + "\n".join(attempts), pytrace=False)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, named by MEMORIAL_HOME; no other MEMORIAL_* setting of the outside is left."""
    for name in [name for name in os.environ if name.startswith("MEMORIAL_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("MEMORIAL_HOME", str(folder))
    return folder


@pytest.fixture
def start_memorial() -> Iterator[StartMemorial]:
    """Starts servers; at the end they are killed, and pytest shows what they wrote if the test failed."""
    started: list[MemorialServer] = []

    def start(home: Path, *, env: dict[str, str] | None = None, workers: int = 1) -> MemorialServer:
        server = MemorialServer(home, env=env, workers=workers)
        started.append(server)
        server.start()
        return server

    yield start

    for server in started:
        server.kill()
        print(server.log_tail())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for this worker, started by the first test that wants it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """One Chromium for this worker. Where it is missing, a build machine fails and another says what was left out."""
    try:
        chromium_path()
    except ChromiumIsMissing as missing:
        leave: Callable[[str], object] = pytest.fail if IN_CI else pytest.skip
        leave(str(missing))
    with Chromium() as running:
        yield running


@pytest.fixture
def browser_context(browser: Chromium) -> Iterator[Visitor]:
    """Opens pages with `new_page(...)` and notes all they ask for; its contexts are closed with the test."""
    visitor = browser.visitor()
    yield visitor
    visitor.close()


@pytest.fixture
def way(request: pytest.FixtureRequest, browser_context: Visitor) -> Iterator[Way]:
    """One of the ways in which a journey is made (`tests/journeys/ways.py`); at its end nothing may have been wrong."""
    made = Way(request.param, browser_context)
    yield made
    made.assert_nothing_was_wrong()
