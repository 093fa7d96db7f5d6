"""Access copies that a real nginx gives out in the program's name: the same answers, and gone with their row."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest

from memorial import bootstrap
from memorial.settings import project_folder
from memorial.web.surface import SurfaceSettings
from memorial.web.wall import create_wall
from tests.adapters.test_nginx import Proxy, running_proxy
from tests.installations import TestInstallation
from tests.web.published_sound import Sound, bytes_at, publish_sound, take_down
from tests.web.wall.conftest import Place, date_in_words, made_place

pytestmark = pytest.mark.system

PREFIX = "/protected-media/"
LENGTH = 3_000_001


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def place(site: TestInstallation) -> Place:
    return made_place(site)


@pytest.fixture
def sound(site: TestInstallation, place: Place) -> Sound:
    return publish_sound(site.installation, place.memorial.id, LENGTH)


@pytest.fixture(scope="module")
def proxy(site: TestInstallation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx as the example sets it up, before a wall that leaves the sending to it."""
    folders = project_folder("templates"), project_folder("static")
    settings = SurfaceSettings(*folders, public_url="https://memorial.example", accel_prefix=PREFIX)
    wall = create_wall(site.installation.reader, settings, date_in_words=date_in_words)
    server = _Threaded(("127.0.0.1", 0), _Quiet)
    server.set_app(wall)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    copies = bootstrap.files_root(site.installation.settings) / "access"
    with running_proxy(tmp_path_factory.mktemp("nginx"), server.server_port, copies=copies) as running:
        yield running
    server.shutdown()
    server.server_close()
    thread.join()


def ask(proxy: Proxy, address: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    with proxy.connection() as connection:
        connection.request(method, address, headers={name.replace("_", "-"): held for name, held in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()


def test_it_is_served_whole_with_what_the_program_says_of_it(proxy: Proxy, sound: Sound) -> None:
    answer, body = ask(proxy, sound.address)

    assert (answer.status, body) == (200, bytes_at(0, LENGTH))
    assert answer.headers["ETag"] == f'"{sound.etag}"'
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{sound.name}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert answer.headers["Last-Modified"] is None
    assert answer.headers["X-Accel-Redirect"] is None
    assert not any(PREFIX in value for value in answer.headers.values())


def test_ranges_conditions_and_heads_are_answered_as_the_program_does(proxy: Proxy, sound: Sound) -> None:
    part, body = ask(proxy, sound.address, Range="bytes=1000000-1000999")
    end, last = ask(proxy, sound.address, Range="bytes=-7")
    open_end, rest = ask(proxy, sound.address, Range=f"bytes={LENGTH - 5}-", Sec_Fetch_Dest="audio")

    assert (part.status, body) == (206, bytes_at(1_000_000, 1000))
    assert part.headers["Content-Range"] == f"bytes 1000000-1000999/{LENGTH}"
    assert (end.status, last) == (206, bytes_at(LENGTH - 7, 7))
    assert (open_end.status, rest) == (206, bytes_at(LENGTH - 5, 5))
    assert ask(proxy, sound.address, Range=f"bytes={LENGTH}-")[0].status == 416
    assert len(ask(proxy, sound.address, Range="bytes=0-1,5-6")[1]) == LENGTH
    assert ask(proxy, sound.address, Range="bytes=0-1", If_Range=f'"{sound.etag}"')[0].status == 206
    assert ask(proxy, sound.address, Range="bytes=0-1", If_Range='"other"')[0].status == 200
    known, nothing = ask(proxy, sound.address, If_None_Match=f'"{sound.etag}"')
    assert (known.status, nothing, known.headers["ETag"]) == (304, b"", f'"{sound.etag}"')
    head, nothing = ask(proxy, sound.address, "HEAD")
    assert (head.status, head.headers["Content-Length"], nothing) == (200, str(LENGTH), b"")


def test_the_place_inside_cannot_be_asked_from_outside(proxy: Proxy, sound: Sound) -> None:
    unknown, page = ask(proxy, "/media/" + "0" * 32 + ".mp3")
    assert unknown.status == 404

    for address in (
        f"{PREFIX}{sound.name[:2]}/{sound.name}", PREFIX, PREFIX[:-1], f"{PREFIX}../vault/",
        f"/x/..{PREFIX}{sound.name}",
    ):  # fmt: skip
        for headers in ({}, {"X_Accel_Redirect": f"{PREFIX}{sound.name[:2]}/{sound.name}"}):
            answer, body = ask(proxy, address, **headers)
            assert (answer.status, body) == (404, page), address


@pytest.mark.parametrize("copy_too", [True, False], ids=["with its copy", "before its copy"])
def test_after_it_is_taken_back_every_part_is_the_common_404(
    site: TestInstallation, proxy: Proxy, sound: Sound, copy_too: bool
) -> None:
    _, page = ask(proxy, "/media/" + "0" * 32 + ".mp3")
    assert ask(proxy, sound.address, Range="bytes=0-99")[0].status == 206

    take_down(site.installation, sound, copy_too=copy_too)

    for headers in ({}, {"Range": "bytes=100-"}, {"If_None_Match": f'"{sound.etag}"'}):
        answer, body = ask(proxy, sound.address, **headers)
        assert (answer.status, body) == (404, page)
        assert answer.headers["ETag"] is None


def test_a_copy_that_is_gone_before_its_row_is_the_common_404_too(
    site: TestInstallation, proxy: Proxy, sound: Sound
) -> None:
    _, page = ask(proxy, "/media/" + "0" * 32 + ".mp3")
    site.installation.archive.copies.withdraw([sound.name])

    answer, body = ask(proxy, sound.address)

    assert (answer.status, body) == (404, page)


def test_nobody_who_listens_is_written_down(proxy: Proxy, sound: Sound) -> None:
    ask(proxy, sound.address, Range="bytes=0-99")
    ask(proxy, f"{PREFIX}{sound.name[:2]}/{sound.name}")
    ask(proxy, f"/media/{'1' * 32}.mp3")

    kept = [path for path in Path(proxy.folder).rglob("*") if path.is_file() and path.suffix != ".pem"]
    assert not any(sound.name.encode() in path.read_bytes() for path in kept)
