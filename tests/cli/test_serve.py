"""The server as an operator runs it: it starts, stops, is killed, and refuses what must not be reachable."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import StartMemorial
from tests.servers.application import MemorialServer, run_memorial
from tests.servers.ports import LOOPBACK, free_port


def fetch(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def children(pid: int) -> dict[int, str]:
    """Processes whose parent that is, with their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError):
            continue
        if int(parent) == pid and state != "Z":
            found[int(entry.name)] = command
    return found


def beside(server: MemorialServer) -> list[int]:
    return [pid for pid, command in children(pid_of(server)).items() if " memorial worker " in command]


def answering(server: MemorialServer) -> list[int]:
    return [pid for pid, command in children(pid_of(server)).items() if " serve " in command]


def pid_of(server: MemorialServer) -> int:
    process = server._process
    assert process is not None
    return process.pid


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.fixture
def server(ready: Run, home: Path, start_memorial: StartMemorial) -> Iterator[MemorialServer]:
    return start_memorial(home, workers=2)  # type: ignore[return-value]


def test_it_answers_and_stops_gracefully_with_all_that_it_started(server: MemorialServer) -> None:
    assert until(lambda: bool(beside(server)))
    worker = beside(server)[0]

    assert fetch(server.port, "/healthz") == (200, b"ok\n")
    assert fetch(server.port, "/")[0] in (200, 302)
    code = server.stop()

    assert code == 0
    assert not alive(worker)


def test_a_server_killed_outright_leaves_nothing_running_and_starts_again(
    server: MemorialServer, home: Path, start_memorial: StartMemorial
) -> None:
    assert until(lambda: bool(beside(server)))
    others = [*beside(server), *answering(server)]

    os.kill(pid_of(server), signal.SIGKILL)

    assert len(others) == 3
    assert until(lambda: not any(alive(pid) for pid in others)), "workers outlived their server"
    again = start_memorial(home)
    assert fetch(again.port, "/readyz")[0] == 200


def test_a_killed_background_worker_is_started_again(server: MemorialServer) -> None:
    assert until(lambda: bool(beside(server)))
    (first,) = beside(server)

    os.kill(first, signal.SIGKILL)

    assert until(lambda: "is started again" in server.log_tail())
    assert until(lambda: any(pid != first for pid in beside(server)))


def test_a_killed_web_worker_is_replaced_and_the_rest_answers(server: MemorialServer) -> None:
    time.sleep(1)
    before = set(answering(server))
    assert len(before) == 2

    os.kill(min(before), signal.SIGKILL)

    assert until(lambda: len(set(answering(server)) - before) == 1)
    assert until(lambda: fetch(server.port, "/readyz")[0] == 200)


def test_logs_hold_no_address_no_query_and_no_names(server: MemorialServer) -> None:
    for path in ("/en/canary-orpiment/wall?q=vermiculite", "/desk/orpiment?x=vermiculite", "/receipt?code=vermiculite"):
        fetch(server.port, path, **{"User-Agent": "quillfeather/1", "X-Forwarded-For": "203.0.113.77"})
    fetch(server.port, "/receipt", method="POST", **{"Content-Type": "application/vermiculite"})
    server.stop()

    log = server.log_tail().lower()
    for canary in ("orpiment", "vermiculite", "quillfeather", "203.0.113.77", "/receipt", "/desk"):
        assert canary not in log


def test_ready_means_that_the_database_answers(server: MemorialServer, home: Path) -> None:
    assert fetch(server.port, "/readyz")[0] == 200

    for path in home.glob("memorial.sqlite3*"):
        path.write_bytes(b"not a database any more" * 300)

    assert until(lambda: fetch(server.port, "/readyz")[0] == 503)
    assert fetch(server.port, "/healthz")[0] == 200


def test_metrics_have_a_port_of_their_own_and_name_no_address(
    ready: Run, home: Path, start_memorial: StartMemorial
) -> None:
    port = free_port()
    server = start_memorial(home, env={"MEMORIAL_METRICS_PORT": str(port)}, workers=2)
    for _ in range(20):
        fetch(server.port, "/en/orpiment/wall?q=vermiculite")

    def looked() -> str:
        try:
            return fetch(port, "/metrics")[1].decode()
        except OSError:
            return ""

    assert until(lambda: "memorial_jobs_due" in looked())
    said = looked()
    counts = [
        line for line in said.splitlines() if line.startswith('memorial_answers_total{status="4xx",surface="wall"')
    ]
    assert sum(float(line.rpartition(" ")[2]) for line in counts) >= 20
    assert "memorial_answer_seconds_bucket" in said
    assert "memorial_queue_length 0.0" in said
    assert "orpiment" not in said
    assert "vermiculite" not in said
    assert fetch(server.port, "/metrics")[0] == 404
    server.stop()
    assert until(lambda: not looked())


@pytest.mark.parametrize("surface", ["wall", "contribute", "desk"])
def test_one_surface_alone_answers_only_for_itself(ready: Run, home: Path, surface: str) -> None:
    own = {"wall": "/robots.txt", "contribute": "/receipt", "desk": "/desk/sign-in"}
    server = _OneSurface(home, surface)
    try:
        server.start()
        answers = {name: fetch(server.port, path)[0] for name, path in own.items()}
    finally:
        server.kill()

    assert answers.pop(surface) == 200
    assert set(answers.values()) == {404}


class _OneSurface(MemorialServer):
    def __init__(self, home: Path, surface: str) -> None:
        super().__init__(home)
        self._surface = surface
        self._env = {"PYTHONWARNINGS": ""}

    def start(self) -> None:
        import tests.servers.application as application

        plain = application._command
        application._command = lambda arguments: plain([*arguments, "--surface", self._surface])  # type: ignore[assignment]
        try:
            super().start()
        finally:
            application._command = plain


# What must not be reachable from outside


def refused(home: Path, *arguments: str, **environ: str) -> str:
    done = run_memorial(["serve", "--port", str(free_port()), *arguments], home, environ, seconds=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_a_draft_is_not_served_to_others(run: Run, home: Path) -> None:
    run("demo")
    for email in ("editor", "second-editor", "moderator", "archivist", "admin"):
        run("staff", "disable", f"{email}@demo.example")

    assert "khojaly-1992 is a draft" in refused(home, MEMORIAL_PUBLIC_URL="https://memorial.example")
    assert "is a draft" in refused(home, "--host", "0.0.0.0")
    assert "is a draft" in refused(home, "--host", "0.0.0.0", "--surface", "wall")


def test_demonstration_staff_are_not_served_to_others(ready: Run, home: Path) -> None:
    from memorial import bootstrap
    from memorial.application.demonstration_staff import ensure_staff
    from memorial.settings import load_settings

    installation = bootstrap.build(load_settings({"MEMORIAL_HOME": str(home)}), quick_passwords=True)
    ensure_staff(installation.services, {})
    installation.close()

    assert "no second factor" in refused(home, MEMORIAL_PUBLIC_URL="https://memorial.example")
    assert "no second factor" in refused(home, "--host", "::")


def test_two_servers_do_not_share_a_port(server: MemorialServer, home: Path) -> None:
    done = run_memorial(["serve", "--port", str(server.port)], home, seconds=60)

    assert done.returncode == 1
    assert "Another server may be running" in done.stderr


def test_an_address_that_is_not_of_this_machine_is_one_line(ready: Run, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        done = run_memorial(["serve", "--port", str(taken.getsockname()[1])], home, seconds=60)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
