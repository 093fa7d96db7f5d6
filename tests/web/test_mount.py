"""Which surface answers which address, and what the probes say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request

from memorial.web.mount import mount


def _surface(name: str) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{name} {request.remote_addr} {request.host_url}".encode()]

    return answer


def _client(*, ready: Callable[[], bool] = lambda: True, hops: int = 0) -> Client:
    parts: Any = {name: _surface(name) for name in ("wall", "contribute", "desk")}
    return Client(mount(**parts, ready=ready, hops=hops))


@pytest.mark.parametrize(
    ("path", "surface"),
    [
        ("/", "wall"),
        ("/en/lake/", "wall"),
        ("/en/lake/names", "wall"),
        ("/static/wall.css", "wall"),
        ("/desk", "desk"),
        ("/desk/", "desk"),
        ("/desk/queue", "desk"),
        ("/desktop", "wall"),
        ("/receipt", "contribute"),
        ("/receipt/take-back", "contribute"),
        ("/receipts", "wall"),
        ("/leave", "contribute"),
        ("/en/lake/share", "contribute"),
        ("/en/lake/share/who", "contribute"),
        ("/lake/share", "contribute"),
        ("/lake/concern", "contribute"),
        ("/en/lake/concern", "contribute"),
        ("/en/lake/shares", "wall"),
        ("/en/lake/people/share", "wall"),
    ],
)
def test_addresses_go_to_their_surface(path: str, surface: str) -> None:
    assert _client().get(path).text.split()[0] == surface


def test_a_surface_alone_answers_the_others_addresses_itself() -> None:
    client = Client(mount(desk=_surface("desk"), ready=lambda: True))

    assert {client.get(path).text.split()[0] for path in ("/", "/en/lake/share", "/desk/")} == {"desk"}


def test_nothing_to_mount_is_an_error() -> None:
    with pytest.raises(ValueError, match="no surface"):
        mount(ready=lambda: True)


def test_alive_is_not_ready() -> None:
    def broken() -> bool:
        raise OSError("no database")

    assert _client(ready=broken).get("/healthz").status_code == 200
    assert _client(ready=broken).get("/readyz").status_code == 503
    assert _client(ready=lambda: False).get("/readyz").status_code == 503
    assert _client().get("/readyz").status_code == 200
    assert _client().head("/readyz").data == b""
    assert _client().get("/readyz").headers["Cache-Control"] == "no-store"


def test_proxies_are_believed_only_as_far_as_they_are_counted() -> None:
    told = {"X-Forwarded-For": "192.0.2.9, 192.0.2.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "a.example"}

    assert "192.0.2" not in _client().get("/", headers=told).text
    assert "a.example" not in _client().get("/", headers=told).text
    assert _client(hops=1).get("/", headers=told).text == "wall 192.0.2.1 https://a.example/"
