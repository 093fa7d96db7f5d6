"""The guard lets tests talk to this machine, and to nobody else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.network_guard import NetworkGuard, NetworkIsOff

ROOT = Path(__file__).resolve().parents[1]

# Addresses set aside for documentation: nobody is there, even if the guard failed.
OUTSIDE_4 = ("192.0.2.1", 80)
OUTSIDE_6 = ("2001:db8::1", 80)

HIDING = """
import contextlib, socket

def test_hides_it():
    with socket.socket() as asking, contextlib.suppress(Exception):
        asking.connect(("192.0.2.1", 80))

def test_does_nothing():
    pass
"""


@pytest.mark.parametrize("how", ["connect", "connect_ex"])
def test_an_outside_address_is_refused(how: str, network_guard: NetworkGuard) -> None:
    with socket.socket() as asking, pytest.raises(NetworkIsOff, match=r"192\.0\.2\.1"):
        getattr(asking, how)(OUTSIDE_4)

    assert len(network_guard.attempts) == 1
    network_guard.attempts.clear()


def test_an_outside_address_of_the_newer_kind_is_refused(network_guard: NetworkGuard) -> None:
    with socket.socket(socket.AF_INET6) as asking, pytest.raises(NetworkIsOff):
        asking.connect(OUTSIDE_6)

    network_guard.attempts.clear()


def test_a_datagram_to_outside_is_refused(network_guard: NetworkGuard) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        with pytest.raises(NetworkIsOff):
            asking.sendto(b"word", OUTSIDE_4)
        with pytest.raises(NetworkIsOff):
            asking.sendmsg([b"word"], [], 0, OUTSIDE_4)

    network_guard.attempts.clear()


@pytest.mark.parametrize("look_up", [socket.gethostbyname, lambda name: socket.getaddrinfo(name, 80)])
def test_a_name_is_not_looked_up(look_up: object, network_guard: NetworkGuard) -> None:
    assert callable(look_up)
    with pytest.raises(NetworkIsOff, match=r"memorial\.example"):
        look_up("memorial.example")

    network_guard.attempts.clear()


def test_the_standard_library_cannot_fetch_a_page(network_guard: NetworkGuard) -> None:
    with pytest.raises(NetworkIsOff):
        urllib.request.urlopen("http://192.0.2.1/")

    network_guard.attempts.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.9.9"])
def test_loopback_is_reached(host: str) -> None:
    with socket.create_server((host, 0)) as listening:
        with socket.create_connection((host, listening.getsockname()[1]), timeout=5) as talking:
            answering, _ = listening.accept()
            answering.close()

        assert talking.family == socket.AF_INET


def test_a_unix_socket_is_reached(tmp_path: Path) -> None:
    place = os.path.relpath(tmp_path / "door")
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as talking:
        listening.bind(place)
        listening.listen()

        talking.connect(place)


def test_this_machine_may_look_up_its_own_name() -> None:
    assert socket.getfqdn()


def test_a_swallowed_attempt_fails_its_test_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "test_two.py").write_text(HIDING)

    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), "test_two.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "2 passed, 1 error" in outcome.stdout, outcome.stdout + outcome.stderr
    assert "ERROR at teardown of test_hides_it" in outcome.stdout
    assert "socket.connect to ('192.0.2.1', 80)" in outcome.stdout
