"""A real list of 1,309 names, through the browser: brought in, taken back, brought in again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conftest import StartMemorial
from tests.journeys.hand import Hand
from tests.journeys.places import AT_ONCE, Place
from tests.journeys.plain_browser import PlainBrowser
from tests.journeys.ways import WITHOUT, Way, in_every_way
from tests.servers.application import MemorialServer

TITANIC = Path(__file__).parents[1] / "samples" / "titanic-passengers" / "titanic3.csv"
FIRST, LONGEST = (
    "Allen, Miss. Elisabeth Walton",
    "Penasco y Castellana, Mrs. Victor de Satode (Maria Josefa Perez de Soto y Vallejo)",
)
TITLE = "Passengers of the RMS Titanic"
WITHIN_SECONDS = 90

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]


@pytest.fixture
def server(place: Place, start_memorial: StartMemorial) -> MemorialServer:
    return start_memorial(place.home, env=AT_ONCE, workers=2)


@in_every_way(WITHOUT)
def test_the_titanic_list_is_imported_undone_and_imported_again_through_the_browser(
    place: Place, server: MemorialServer, way: Way
) -> None:
    archivist = way.hand(server.url)
    archivist.sign_in("archivist")

    here = _import(archivist, place)
    _assert_on_the_wall(server, place)
    _assert_the_list_and_its_rows(archivist, here)
    _look_at_same_persons(archivist, here, server, place)

    _undo(archivist, here)
    _assert_nobody_on_the_wall(server, place)
    assert "taken back" in archivist.words()

    again = _import(archivist, place)
    assert again != here
    _assert_on_the_wall(server, place)
    archivist.open(f"/desk/import?memorial={place.memorial.slug}")
    assert archivist.words().count(TITLE) == 2, "the one that was taken back, and the one that stands"
    _assert_nothing_of_the_file_in_the_log(server)


# The steps


def _import(archivist: Hand, place: Place) -> str:
    """From the page of all lists to the result; the address of the list."""
    archivist.open(f"/desk/import?memorial={place.memorial.slug}")
    archivist.press()
    archivist.choose_files(TITANIC)
    archivist.press()
    here = archivist.path.removesuffix("/about")
    assert archivist.path.endswith("/about")
    archivist.type("title", TITLE)
    archivist.type("made_by", "T. Cason and F. Harrell")
    archivist.type("made_on", "1999")
    archivist.type("seen_at", "amueller/scipy-2017-sklearn, notebooks/datasets/titanic3.csv")
    archivist.choose("language", "en")
    archivist.choose("audience", "public")
    archivist.press()
    assert archivist.path == f"{here}/names"
    assert "Row 2" in archivist.words()
    archivist.press()
    assert archivist.path == f"{here}/columns"
    assert archivist.page.locator("select[name=use_2]").input_value() == "name"
    archivist.choose("use_0", "note")
    archivist.press()
    assert archivist.path == f"{here}/check"
    assert "1,309 rows in the list." in archivist.words()
    assert "1,309 names can be imported." in archivist.words()
    archivist.press()
    assert archivist.path == f"{here}/same"
    archivist.press()
    assert archivist.path == f"{here}/preview"
    assert FIRST in archivist.words()
    _assert_nobody_yet(archivist, place)
    archivist.open(f"{here}/preview")
    archivist.press()
    archivist.prove_if_asked()
    assert archivist.path == here
    _wait_until(archivist, here, "1,309 names were imported.")
    return here


def _assert_nobody_yet(archivist: Hand, place: Place) -> None:
    assert FIRST not in PlainBrowser(archivist.url).open(f"{place.base}names").text


def _wait_until(archivist: Hand, here: str, words: str) -> None:
    """The page loads itself anew while it works; a person waits, or goes away and comes back."""
    until = time.monotonic() + WITHIN_SECONDS
    while words not in archivist.words():
        assert time.monotonic() < until, archivist.words()
        time.sleep(0.5)
        archivist.open(f"{here}?still=1")


def _assert_on_the_wall(server: MemorialServer, place: Place) -> None:
    anyone = PlainBrowser(server.url)
    first, second = anyone.open(f"{place.base}names").text, anyone.open(f"{place.base}names?page=2").text
    assert "1,309 names" in first
    assert first.count('class="names-entry"') + second.count('class="names-entry"') == 1309
    assert LONGEST in first + second
    found = anyone.open(f"{place.base}names?q=Elisabeth+Allen").text
    assert FIRST in found


def _assert_nobody_on_the_wall(server: MemorialServer, place: Place) -> None:
    anyone = PlainBrowser(server.url)
    for path in ("names", "names?page=2", "names?q=Elisabeth+Allen", "search?q=Allen", ""):
        text = anyone.open(place.base + path).text
        assert FIRST not in text, path
        assert TITLE not in text, path


def _assert_the_list_and_its_rows(archivist: Hand, here: str) -> None:
    archivist.open(f"{here}/rows")
    assert FIRST in archivist.words()
    assert archivist.page.locator("main tbody tr").count() == 100
    archivist.press("main .pagination-next")
    assert "102" in archivist.words()
    archivist.open(here)


def _look_at_same_persons(archivist: Hand, here: str, server: MemorialServer, place: Place) -> None:
    """Two pairs have one name each. Saying of one that it is the same person joins them, and can be taken back."""
    until = time.monotonic() + WITHIN_SECONDS
    while archivist.open(f"{here}/same") and "so far" in archivist.words():
        assert time.monotonic() < until
        time.sleep(0.5)
    assert archivist.page.locator("main .import-pair").count() == 2
    assert "Connolly, Miss. Kate" in archivist.words()
    archivist.press('main button[value="same"]')
    assert archivist.page.locator("main .import-pair").count() == 1
    assert "1,308 names" in PlainBrowser(server.url).open(f"{place.base}names").text
    archivist.open(f"{here}/same?show=same")
    assert "joined" in archivist.words()
    archivist.press('main button[value="not_same"]')
    assert "1,309 names" in PlainBrowser(server.url).open(f"{place.base}names").text
    archivist.open(here)


def _undo(archivist: Hand, here: str) -> None:
    archivist.press("main a[href$='/undo']")
    assert "1,309 names" in archivist.words()
    archivist.press()
    archivist.prove_if_asked()
    _wait_until(archivist, here, "1,309 names were taken back.")


def _assert_nothing_of_the_file_in_the_log(server: MemorialServer) -> None:
    log = server.log.read_text(encoding="utf-8", errors="replace")
    for word in ("titanic3", "Elisabeth", "Connolly", TITLE):
        assert word not in log
