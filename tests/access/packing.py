"""A small proxy that packs pages, as the one in front of the program does, so that a slow line is measured as it is."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from tests.servers.ports import LOOPBACK

_PACKED = ("text/", "application/javascript", "image/svg")
_OF_ONE_LINE = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive", "date", "server"}


class Packing:
    """`url` answers as `behind` does, packed. No header tells of it: the program takes it for this machine."""

    def __init__(self, behind: str) -> None:
        handler = type("Handler", (_Handler,), {"behind": urlsplit(behind).netloc})
        self._server = ThreadingHTTPServer((LOOPBACK, 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    behind = ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass_on(None)

    def do_POST(self) -> None:
        self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _pass_on(self, body: bytes | None) -> None:
        there = http.client.HTTPConnection(self.behind, timeout=60)
        kept = {
            name: value for name, value in self.headers.items() if name.lower() not in ("accept-encoding", "connection")
        }
        there.request(self.command, self.path, body, kept)
        answer = there.getresponse()
        data = answer.read()
        packed = (answer.getheader("Content-Type") or "").startswith(_PACKED)
        data = gzip.compress(data, 6) if packed else data
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _OF_ONE_LINE:
                self.send_header(name, value)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        there.close()
        # Who left the page meanwhile does not want the rest.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, *given: Any) -> None:
        pass
