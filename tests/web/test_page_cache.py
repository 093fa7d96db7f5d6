"""The page cache: quick, small, and never behind the edition that the database gives."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from werkzeug.test import Client, EnvironBuilder

from memorial.settings import project_folder
from memorial.web.page_cache import EDITION, VALID_UNTIL, PageCache
from memorial.web.surface import SurfaceSettings
from memorial.web.wall import create_wall
from tests.installations import TestInstallation, installation

WALL = "/en/lake/wall"


@dataclass
class Shelf:
    """A reader whose editions a test raises, and an application that counts its pages."""

    editions: dict[str, tuple[str, int]] = field(default_factory=lambda: {"lake": ("m1", 1), "": ("installation", 1)})
    made: int = 0
    words: str = "first"
    status: str = "200 OK"
    more_headers: list[tuple[str, str]] = field(default_factory=list)
    marks: bool = True
    valid_until: float | None = None

    def edition_of(self, slug: str) -> tuple[str, int] | None:
        return self.editions.get(slug)

    def raise_edition(self, words: str) -> None:
        memorial, number = self.editions["lake"]
        self.words, self.editions["lake"] = words, (memorial, number + 1)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.made += 1
        if self.marks:
            environ[EDITION] = self.editions["lake"]
        if self.valid_until is not None:
            environ[VALID_UNTIL] = self.valid_until
        body = f"{self.words} {environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}".encode()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
        start_response(self.status, [*headers, ("Cache-Control", "no-cache"), *self.more_headers])
        return [body] if environ["REQUEST_METHOD"] == "GET" else []


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def _client(shelf: Shelf, limit: int = 1_000_000) -> Client:
    return Client(PageCache(shelf, shelf, limit=limit), use_cookies=False)


def test_a_page_is_made_once_for_an_edition(shelf: Shelf) -> None:
    client = _client(shelf)

    bodies = {client.get(WALL).data for _ in range(5)}
    assert (len(bodies), shelf.made) == (1, 1)
    shelf.raise_edition("second")
    assert client.get(WALL).text.startswith("second")
    assert client.get(WALL).text.startswith("second")
    assert shelf.made == 2


def test_a_smaller_number_is_another_edition_too(shelf: Shelf) -> None:
    client = _client(shelf)
    shelf.editions["lake"] = ("m1", 7)
    client.get(WALL)

    shelf.words, shelf.editions["lake"] = "restored", ("m1", 6)

    assert client.get(WALL).text.startswith("restored")


def test_another_memorial_under_the_same_slug_and_number_gets_its_own_page(shelf: Shelf) -> None:
    client = _client(shelf)
    client.get(WALL)

    shelf.words, shelf.editions["lake"] = "another", ("m2", 1)

    assert client.get(WALL).text.startswith("another")


def test_compressed_plain_and_head_answers_agree(shelf: Shelf) -> None:
    client = _client(shelf)

    packed = client.get(WALL, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    plain = client.get(WALL)
    refused = client.get(WALL, headers={"Accept-Encoding": "gzip;q=0"})
    head = client.head(WALL, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert (str(head.headers), head.data) == (str(packed.headers), b"")
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert shelf.made == 1


def test_a_first_head_request_makes_the_whole_page(shelf: Shelf) -> None:
    client = _client(shelf)

    head = client.head(WALL)

    assert head.data == b""
    assert int(head.headers["Content-Length"]) == len(client.get(WALL).data) > 0
    assert shelf.made == 1


def test_a_browser_that_has_the_page_gets_no_body(shelf: Shelf) -> None:
    client = _client(shelf)
    tag = client.get(WALL).headers["ETag"]

    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = client.get(WALL, headers={"If-None-Match": known})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
    assert client.get(WALL, headers={"If-None-Match": '"other"'}).status_code == 200
    shelf.raise_edition("second")
    assert client.get(WALL, headers={"If-None-Match": tag}).status_code == 200


def test_what_the_page_depends_on_makes_pages_of_its_own(shelf: Shelf) -> None:
    client = _client(shelf)

    client.get(WALL)
    client.get(WALL, headers={"Cookie": "theme=dark"})
    client.get(WALL, headers={"Host": "other.example"})
    client.get(f"{WALL}?after=1f")
    client.get("/en/lake/wall?kind=text&after=1f")
    client.get("/ar/lake/wall")
    assert shelf.made == 6
    client.get("/en/lake/wall?after=1f&kind=text&utm_source=x&after=2e")
    client.get(WALL, headers={"Cookie": "other=1; theme=dark; more=2"})
    client.get(WALL, headers={"Cookie": "nottheme=dark"})
    client.get(f"{WALL}?unknown=1")
    assert shelf.made == 6


def test_parameters_cannot_be_made_to_look_like_others(shelf: Shelf) -> None:
    client = _client(shelf)

    one = client.get(f"{WALL}?after=1%26kind%3Dtext").data
    two = client.get(f"{WALL}?after=1&kind=text").data

    assert one != two


@pytest.mark.parametrize(
    "path",
    ["/en/lake/search", "/media/0.jpg", "/p/x", "/en/lake/wall?q=a", "/en/lake/wall?after=" + "1" * 300, "/en/lake/x"],
)
def test_what_may_not_be_kept_is_made_each_time(shelf: Shelf, path: str) -> None:
    client = _client(shelf)

    client.get(path)
    client.get(path)

    assert shelf.made == 2


@pytest.mark.parametrize(
    "unfit",
    [
        {"status": "404 NOT FOUND"},
        {"status": "302 FOUND"},
        {"more_headers": [("Set-Cookie", "theme=dark")]},
        {"marks": False},
    ],
)
def test_errors_cookies_and_unmarked_pages_are_not_kept(unfit: dict[str, Any]) -> None:
    shelf = Shelf(**unfit)
    cache = PageCache(shelf, shelf, limit=1_000_000)
    client = Client(cache)

    first, second = client.get(WALL), client.get(WALL)

    assert shelf.made == 2
    assert len(cache) == 0
    assert first.status == second.status == shelf.status
    assert "ETag" not in first.headers
    assert client.head(WALL).data == b""


def test_it_keeps_no_more_bytes_than_it_may(shelf: Shelf) -> None:
    cache = PageCache(shelf, shelf, limit=20_000)
    client = Client(cache)

    for number in range(200):
        client.get(f"{WALL}?after={number:x}")
        client.get(WALL)
        assert cache.bytes_kept <= 20_000

    assert 1 < len(cache) < 10
    assert shelf.made == 201  # the one that is asked for again and again stays


def test_with_no_room_it_keeps_nothing_and_answers_alike(shelf: Shelf) -> None:
    with_room, without = _client(shelf), _client(shelf, limit=0)

    assert str(without.get(WALL).headers) == str(with_room.get(WALL).headers)
    before = shelf.made
    without.get(WALL)
    assert shelf.made == before + 1


def test_a_slow_page_of_an_older_edition_is_not_kept_for_a_newer_one() -> None:
    """A render that began before a commit ends after it, and after a render that began later."""
    started, go_on = Event(), Event()

    class Slow(Shelf):
        def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            answer = super().__call__(environ, start_response)
            if self.words == "first":
                started.set()
                assert go_on.wait(10)
            return answer

    shelf = Slow()
    cache = PageCache(shelf, shelf, limit=1_000_000)
    slow = Thread(target=lambda: Client(cache).get(WALL))
    slow.start()
    assert started.wait(10)

    shelf.raise_edition("second")
    during = Client(cache).get(WALL).text
    go_on.set()
    slow.join(10)
    after = Client(cache).get(WALL).text

    assert during.startswith("second")
    assert after.startswith("second")
    assert shelf.made == 2


def test_many_threads_agree(shelf: Shelf) -> None:
    cache = PageCache(shelf, shelf, limit=30_000)
    together = Barrier(8)

    def visit(thread: int) -> bool:
        client = Client(cache)
        together.wait(10)
        for number in range(60):
            path = f"{WALL}?after={(number * 7 + thread) % 12:x}"
            if not client.get(path, headers={"Accept-Encoding": "gzip" if number % 2 else ""}).data:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(visit, range(8)))
    assert cache.bytes_kept <= 30_000


# Over a real installation


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with installation(tmp_path_factory.mktemp("home")) as made:
        yield made


def _wall(site: TestInstallation) -> PageCache:
    settings = SurfaceSettings(templates=project_folder("templates"), static=project_folder("static"))
    reader = site.installation.reader
    wall = create_wall(reader, settings, date_in_words=lambda edtf, language, gettext: edtf)
    return PageCache(wall, reader, limit=1_000_000)


def test_nothing_withdrawn_is_answered_after_the_commit(site: TestInstallation) -> None:
    cache = _wall(site)
    client = Client(cache)
    code, given = site.publish(story="A word like corundum.", person_name="Ada Lind")
    with site.installation.reader.snapshot() as snapshot:
        shown = snapshot.remembrance(site.memorial.id, given.id)
    assert shown is not None
    assert shown.person is not None
    paths = [f"/en/harbour/{rest}" for rest in ("", "names", "wall", "feed.atom", f"people/{shown.person.id}")]
    paths.append(f"/en/harbour/remembrances/{given.id}")
    for path in paths:
        assert client.get(path).status_code == 200
    assert len(cache) == len(paths)
    assert "corundum" in client.get(paths[2]).text

    site.act(code, "withdraw")

    for path in paths:
        answer = client.get(path)
        assert "corundum" not in answer.text, path
        assert "Ada Lind" not in answer.text, path
    assert client.get(paths[-1]).status_code == 404


def test_readers_in_a_loop_never_see_what_was_taken_back_before_they_asked(site: TestInstallation) -> None:
    cache = _wall(site)
    code, _ = site.publish(story="A word like dolomite.", person_name="Bela Roth")
    withdrawn, stop = Event(), Event()

    def read(_: int) -> tuple[int, int]:
        seen = late = 0
        environ = EnvironBuilder("/en/harbour/wall").get_environ()
        while not stop.is_set():
            gone_before = withdrawn.is_set()
            body = b"".join(cache(dict(environ), lambda status, headers: None))  # type: ignore[arg-type,return-value]
            if b"dolomite" in body:
                seen += 1
                late += gone_before
        return seen, late

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read, number) for number in range(6)]
        stop.wait(0.3)
        site.act(code, "withdraw")
        withdrawn.set()
        stop.wait(0.3)
        stop.set()
        results = [reader.result(10) for reader in readers]

    assert sum(seen for seen, _ in results) > 0
    assert sum(late for _, late in results) == 0


def test_a_snapshot_shows_the_edition_that_it_tells(site: TestInstallation) -> None:
    """The number is read before the rows, in one transaction: a commit in between shows in neither."""
    with site.installation.reader.snapshot() as snapshot:
        told = snapshot.edition(site.memorial.id)
        site.publish(story="A word like feldspar.")
        found = snapshot.remembrances(site.memorial.id, after="", limit=100).rows
        assert not [one for one in found if "feldspar" in one.excerpt]
        assert snapshot.edition(site.memorial.id) == told
    assert site.edition() > told


def test_a_page_that_depends_on_the_day_is_made_anew_when_the_day_is_over(shelf: Shelf) -> None:
    now = [1_000.0]
    shelf.valid_until = 2_000.0
    cache = PageCache(shelf, shelf, limit=1_000_000, clock=lambda: now[0])
    client, asked = Client(cache, use_cookies=False), EnvironBuilder(path=WALL).get_environ()

    first, again = client.get(WALL), client.get(WALL)
    at_the_door = cache.if_kept(dict(asked), lambda *_given: None)  # type: ignore[arg-type,return-value]
    now[0] = 2_000.0
    late = cache.if_kept(dict(asked), lambda *_given: None)  # type: ignore[arg-type,return-value]
    client.get(WALL)

    assert first.data == again.data
    assert at_the_door is not None
    assert late is None
    assert shelf.made == 2
