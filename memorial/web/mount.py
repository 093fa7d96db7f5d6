"""The surfaces behind one address, told apart by path before any framework runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

_STEPS = ("share", "concern")
_SAFETY = "safety"


def mount(
    *,
    wall: WSGIApplication | None = None,
    contribute: WSGIApplication | None = None,
    desk: WSGIApplication | None = None,
    ready: Callable[[], bool],
    hops: int = 0,
    guarded: Callable[[WSGIApplication], WSGIApplication] = lambda surfaces: surfaces,
) -> WSGIApplication:
    """One application out of those given; an address of a surface that is not given is answered with the common 404.

    `hops`: how many proxies in front are trusted to say who asks, by which host and over which scheme.
    `guarded` puts before the surfaces what decides who is let in; the probes pass it by.
    """
    given = [surface for surface in (wall, contribute, desk) if surface is not None]
    if not given:
        raise ValueError("there is no surface to mount")
    # A surface knows no address of another one, and so answers it with its own page for what is not there.
    of_wall, of_contribute, of_desk = (surface or given[0] for surface in (wall, contribute, desk))

    def surfaces(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if path.startswith("/desk") and path[5:6] in ("", "/"):
            return of_desk(environ, start_response)
        if _offers(path):
            return of_contribute(environ, start_response)
        return of_wall(environ, start_response)

    let_in = guarded(surfaces)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if path in _PROBES:
            return _probe(environ, start_response, path == "/healthz" or _is_ready(ready))
        return let_in(environ, start_response)

    if hops:
        return ProxyFix(application, x_for=hops, x_proto=hops, x_host=hops)
    return application


_PROBES = ("/healthz", "/readyz")


def _offers(path: str) -> bool:
    """Whether families' own pages lie there: `/receipt`, `/leave`, and `share`, `concern` or `safety` of a memorial.

    Beside them, asking for an interview and what a granted request opens, since only this surface reads the archive.
    """
    parts = path.split("/", 6)
    if parts[1:2] in (["receipt"], ["leave"], ["access"]):
        return True
    if parts[3:] == [_SAFETY]:
        return True
    if parts[3:4] == ["interviews"] and parts[5:6] == ["request"]:
        return True
    return (len(parts) > 2 and parts[2] in _STEPS) or (len(parts) > 3 and parts[3] in _STEPS)


def _is_ready(ready: Callable[[], bool]) -> bool:
    try:
        return ready()
    except Exception:
        # Whatever stands in the way, the answer to "can you serve?" is no.
        log.exception("not ready")
        return False


def _probe(environ: WSGIEnvironment, start_response: StartResponse, well: bool) -> Iterable[bytes]:
    body = b"ok\n" if well else b"not ready\n"
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response("200 OK" if well else "503 Service Unavailable", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
