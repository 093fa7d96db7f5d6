"""Who came, from where and with which browser is written nowhere: not in databases, files, logs or counts."""

from __future__ import annotations

import ipaddress
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.places import Place, prepare
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.application import MemorialServer
from tests.servers.ports import free_port

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def visitor(server: MemorialServer, number: int) -> PlainBrowser:
    """Somebody behind one proxy: it says whose address asked, and hands on what the browser says of itself."""
    return PlainBrowser(
        server.url,
        headers={
            "X-Forwarded-For": address(number),
            "X-Forwarded-Proto": "http",
            "User-Agent": f"Mozilla/5.0 (ZqAgent{number:05}; rv:1.{number})",
            "Referer": f"https://elsewhere.example/zqreferer{number:05}",
            "X-Real-IP": address(number),
        },
    )


def address(number: int) -> str:
    """IPv4 and IPv6 in turn, each of a network of its own."""
    return f"203.0.{number}.77" if number % 2 else f"2001:db8:{number:x}::77"


def traces(number: int) -> list[bytes]:
    found = [f"zqagent{number:05}", f"zqreferer{number:05}", address(number)]
    packed = ipaddress.ip_address(address(number)).packed
    # Four bytes stand together by chance in a large file, sixteen do not.
    return [one.encode() for one in found] + ([packed] if len(packed) == 16 else [])


def visit(place: Place, server: MemorialServer, networks: int, sendings: int) -> None:
    """Everybody reads, searches, asks for what is not there and types a wrong code; some of them send something."""
    for number in range(1, networks + 1):
        with visitor(server, number) as browser:
            for path in ("wall", "search?q=nets", "remembrances/" + "0" * 32):
                browser.open(place.base + path)
            if number % 10 in (1, 2):
                browser.open("/receipt")
                browser.press("code", code="12345678901234567890")
                browser.open("/desk/sign-in")
                browser.press("password", email=f"nobody{number}@desk.example", password="not this one")
            for round_ in range(sendings // networks + (number <= sendings % networks)):
                browser.offer(place.base, f"Story {number} {round_}.", person_name=f"Person {number} {round_}")
                browser.send()
                browser.open("/receipt")
                browser.press("message", message="Thank you.")


def look(place: Place, server: MemorialServer, metrics: int, networks: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{metrics}/metrics", timeout=20) as answer:
        counts = answer.read()
    assert b"memorial_answers" in counts
    kept = {"metrics": counts, "log while running": server.log.read_bytes(), **files_of(place.home)}
    server.stop()
    kept |= {f"stopped: {name}": body for name, body in files_of(place.home).items()} | {"log": server.log.read_bytes()}

    assert sum(len(body) for body in kept.values()) > 500_000
    looked_for = [trace.lower() for number in range(1, networks + 1) for trace in traces(number)]
    lowered = {name: body.lower() for name, body in kept.items()}
    wrong = {(name, trace) for name, body in lowered.items() for trace in looked_for if trace in body}
    assert wrong == set()


def files_of(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def check(home: Path, start: Callable[..., MemorialServer], networks: int, sendings: int) -> None:
    place, metrics = prepare(home), free_port()
    env = {"MEMORIAL_UNDO_MINUTES": "0", "MEMORIAL_PROXY_HOPS": "1", "MEMORIAL_METRICS_PORT": str(metrics)}
    server = start(home, env=env)
    visit(place, server, networks, sendings)
    with place.opened() as built, built.services.unit_of_work(read_only=True) as uow:
        assert len(list(uow.remembrances.ids(place.memorial.id))) == sendings
    look(place, server, metrics, networks)


def test_nothing_of_fifty_networks_is_kept(home: Path, start_memorial: Callable[..., MemorialServer]) -> None:
    check(home, start_memorial, networks=50, sendings=10)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_nothing_of_a_thousand_sendings_is_kept(home: Path, start_memorial: Callable[..., MemorialServer]) -> None:
    check(home, start_memorial, networks=50, sendings=1000)
