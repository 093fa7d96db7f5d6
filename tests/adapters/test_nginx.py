"""The nginx example, run by a real nginx on loopback: what it passes on, what it keeps back, what it writes down."""

from __future__ import annotations

import contextlib
import datetime
import http.client
import json
import os
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from memorial.settings import project_folder
from tests.servers.ports import free_port

pytestmark = pytest.mark.system

EXAMPLE = project_folder("config") / "nginx" / "memorial.conf"
CANARY = "a-word-nobody-else-may-read"
MEGABYTE = 1_000_000


@dataclass
class Upstream:
    """A small program behind the proxy that remembers what reached it."""

    port: int
    environs: list[dict[str, str]] = field(default_factory=list)
    first_bytes: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: dict, start_response: Callable) -> list[bytes]:
        self.environs.append({name: value for name, value in environ.items() if isinstance(value, str)})
        length = int(environ.get("CONTENT_LENGTH") or 0)
        received = 0
        while received < length and (block := environ["wsgi.input"].read(min(65_536, length - received))):
            received += len(block)
            self.first_bytes.set()
        body = json.dumps({"path": environ["PATH_INFO"], "received": received}).encode()
        if environ["PATH_INFO"] == "/long":
            body = CANARY.encode() * 200_000
        headers = [("Content-Type", "text/plain"), ("Cache-Control", "no-cache"), ("ETag", '"one"')]
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]


class _ThreadedServer(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests read what the proxy writes, not this."""


@dataclass
class Proxy:
    https_port: int
    http_port: int
    folder: Path
    certificate: Path

    @contextlib.contextmanager
    def connection(self) -> Iterator[http.client.HTTPSConnection]:
        trust = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection("localhost", self.https_port, context=trust, timeout=20)
        with contextlib.closing(connection):
            yield connection

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, bytes]:
        with self.connection() as connection:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer, answer.read()

    def post(self, path: str, length: int) -> int:
        with self.connection() as connection:
            connection.request("POST", path, body=b"x" * length)
            return connection.getresponse().status


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    server = _ThreadedServer(("127.0.0.1", 0), _QuietHandler)
    program = Upstream(server.server_port)
    server.set_app(program)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield program
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: Upstream) -> Iterator[Proxy]:
    with running_proxy(tmp_path_factory.mktemp("nginx"), upstream.port) as running:
        yield running


@contextlib.contextmanager
def running_proxy(
    folder: Path, upstream_port: int, *, connections: int = 128, copies: Path | None = None
) -> Iterator[Proxy]:
    """`connections`: how many its one worker may hold, those to the program included. `copies`: what it gives out."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    assert program is not None, (
        "nginx is not on this machine: run `make programs`, or leave out the tests marked system"
    )
    running = Proxy(https_port=free_port(), http_port=free_port(), folder=folder, certificate=make_certificate(folder))
    write_configuration(running, upstream_port, connections, copies or folder / "access")
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        wait_until_open(running.https_port, process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=20)


def write_configuration(proxy: Proxy, upstream_port: int, connections: int, copies: Path) -> None:
    """The example with other ports, folders, name and certificate, and no other change, in the least nginx needs."""
    folder = proxy.folder
    text = EXAMPLE.read_text(encoding="utf-8")
    changes = {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream_port};",
        "listen 80;": f"listen 127.0.0.1:{proxy.http_port};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{proxy.https_port} ssl http2;",
        "/etc/ssl/memorial/fullchain.pem": str(folder / "certificate.pem"),
        "/etc/ssl/memorial/privkey.pem": str(folder / "key.pem"),
        "/srv/memorial-files/access/": f"{copies}/",
    }
    for old, new in changes.items():
        assert text.count(old) == 1, f"the example no longer holds {old!r} once"
        text = text.replace(old, new)
    text = text.replace("server_name memorial.example;", "server_name localhost;")
    (folder / "memorial.conf").write_text(text, encoding="utf-8")
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Its worker stays who runs the tests; the logs that an operator's main configuration keeps are kept here too.
    (folder / "nginx.conf").write_text(
        f"daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log info;\n"
        f"{'user root;' if os.geteuid() == 0 else ''}\nevents {{ worker_connections {connections}; }}\n"
        f"http {{\naccess_log {folder}/access.log;\n{temporary}\ninclude memorial.conf;\n}}\n",
        encoding="utf-8",
    )


def wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "nginx did not start; its own words stand above"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx did not answer within ten seconds")


def make_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem"


def test_a_page_passes_with_its_headers_and_strict_transport(proxy: Proxy) -> None:
    answer, body = proxy.get("/en/a-memorial//names?q=one")

    assert answer.status == 200
    assert json.loads(body)["path"] == "/en/a-memorial//names"
    assert answer.headers["ETag"] == '"one"'
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert "nginx/" not in answer.headers.get("Server", "")


def test_what_a_visitor_claims_about_themselves_does_not_pass(proxy: Proxy, upstream: Upstream) -> None:
    claims = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Port": "1",
        "X-Forwarded-Prefix": "/elsewhere",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }

    proxy.get("/claims", claims)
    seen = upstream.environs[-1]

    assert seen["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"
    assert seen["HTTP_X_FORWARDED_PROTO"] == "https"
    assert seen["HTTP_X_FORWARDED_HOST"] == "localhost"
    assert not any("203.0.113.9" in value or "elsewhere" in value for value in seen.values())


def test_plain_http_leads_to_the_same_page_over_tls(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.http_port, timeout=20)
    with contextlib.closing(connection):
        connection.request("GET", "/en/a-memorial/", headers={"Host": "elsewhere.example"})
        answer = connection.getresponse()

    assert answer.status == 308
    assert answer.headers["Location"] == "https://localhost/en/a-memorial/"


@pytest.mark.parametrize("path", ["/en/a-memorial/share/say", "/zh-Hant/a-memorial/share/say"])
def test_photographs_pass_where_families_send_them(proxy: Proxy, path: str) -> None:
    assert proxy.post(path, 30 * MEGABYTE) == 200


@pytest.mark.parametrize("path", ["/desk/import/a-memorial/new", "/desk/import/a-memorial/0f0f/again"])
def test_lists_of_names_pass_where_archivists_send_them(proxy: Proxy, path: str) -> None:
    assert proxy.post(path, 30 * MEGABYTE) == 200
    assert proxy.post(path, 90 * MEGABYTE) == 413


@pytest.mark.parametrize("path", ["/desk/paper/a-memorial", "/desk/setup/a-memorial/picture/file"])
def test_scans_and_the_memorials_own_picture_pass_and_never_lie_in_a_file_here(
    proxy: Proxy, upstream: Upstream, path: str
) -> None:
    upstream.first_bytes.clear()
    with proxy.connection() as connection:
        connection.putrequest("POST", path)
        connection.putheader("Content-Length", str(20 * MEGABYTE))
        connection.endheaders()
        connection.send(b"x" * MEGABYTE)
        reached = upstream.first_bytes.wait(timeout=10)
        connection.send(b"x" * (19 * MEGABYTE))

        assert connection.getresponse().status == 200
    assert reached, "the proxy kept the first half back"
    assert proxy.post(path, 50 * MEGABYTE) == 413


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/a-memorial/concern",
        "/desk/import/a-memorial/paste",
        "/desk/setup/a-memorial/picture",
        "/desk/sign-in",
        "/en/share",
        "/receipt",
        "/en/a-memorial/share/who",
    ],
)
def test_a_large_body_is_refused_everywhere_else(proxy: Proxy, path: str) -> None:
    assert proxy.post(path, MEGABYTE) == 200
    assert proxy.post(path, 3 * MEGABYTE) == 413


def test_an_upload_streams_to_the_program_while_it_is_sent(proxy: Proxy, upstream: Upstream) -> None:
    upstream.first_bytes.clear()
    with proxy.connection() as connection:
        connection.putrequest("POST", "/en/a-memorial/share/say")
        connection.putheader("Content-Length", str(2 * MEGABYTE))
        connection.endheaders()
        connection.send(b"x" * MEGABYTE)

        reached = upstream.first_bytes.wait(timeout=10)
        connection.send(b"x" * MEGABYTE)

        assert reached, "the proxy kept the first half back"
        assert json.loads(connection.getresponse().read())["received"] == 2 * MEGABYTE


def test_a_form_without_files_reaches_the_program_only_when_all_of_it_has_come(
    proxy: Proxy, upstream: Upstream
) -> None:
    """Whoever sends slowly keeps a connection here busy, and no thread of the program."""
    before = len(upstream.environs)
    with proxy.connection() as connection:
        connection.putrequest("POST", "/receipt")
        connection.putheader("Content-Length", "2000")
        connection.endheaders()
        connection.send(b"x" * 1000)
        time.sleep(0.5)

        assert len(upstream.environs) == before
        connection.send(b"x" * 1000)
        assert json.loads(connection.getresponse().read())["received"] == 2000


def test_pages_are_never_compressed_twice(proxy: Proxy) -> None:
    answer, _ = proxy.get("/long", {"Accept-Encoding": "gzip"})

    assert answer.headers.get("Content-Encoding") is None


def test_nothing_of_a_visit_is_written_down(proxy: Proxy) -> None:
    proxy.get(f"/en/a-memorial/search?q={CANARY}", {"User-Agent": CANARY, "Referer": f"https://localhost/{CANARY}"})
    proxy.get("/long")  # larger than the proxy's own memory for one answer
    proxy.post(f"/en/a-memorial/share/say?{CANARY}", 5 * MEGABYTE)
    proxy.post(f"/desk/{CANARY}", 3 * MEGABYTE)  # refused by the proxy itself

    kept = {path: path.read_bytes() for path in proxy.folder.rglob("*") if path.is_file()}

    assert [path.name for path, held in kept.items() if CANARY.encode() in held] == []
    logs = [held for path, held in kept.items() if path.suffix == ".log"]
    assert logs, "the main error log is looked at too"
    assert not any(b"127.0.0.1, server" in held or b"client:" in held for held in logs)


def test_a_program_that_is_down_leaves_no_trace_of_the_visit_either(tmp_path: Path) -> None:
    with running_proxy(tmp_path, free_port()) as alone:
        answer, _ = alone.get(f"/en/a-memorial/?{CANARY}")
        logs = [path.read_bytes() for path in tmp_path.rglob("*.log")]

    assert answer.status == 502
    assert logs
    assert not any(CANARY.encode() in log or b"127.0.0.1, server" in log for log in logs)
