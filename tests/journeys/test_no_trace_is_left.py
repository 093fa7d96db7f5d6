"""What was taken back leaves no byte behind under the home of a running server, sixty seconds later at the latest."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest

from tests.canaries import SHORTEST_END, Case, Planter, letters_of
from tests.canary_states import FULL
from tests.conftest import StartMemorial
from tests.journeys.places import AT_ONCE, Place
from tests.journeys.plain_browser import PlainBrowser, Unanswered

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

PROMISED_SECONDS = 60.0
BEGIN_OF_AN_END = 6
"""An index of words writes only what differs from the word before: ends of a word are looked for as well."""


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_no_byte_under_the_home_holds_what_was_taken_back(
    place: Place, start_memorial: StartMemorial, rounds: int
) -> None:
    with place.opened() as built:
        with built.services.unit_of_work(read_only=True) as uow:
            staff = {member.name: member for member in uow.staff.all()}
        planter = Planter(built, place.memorial, staff, random.Random(6))
        cases = {
            act: [planter.accepted(f"{act} {n}", FULL, photographs=1) for n in range(rounds)]
            for act in ("erase", "withdraw", "hide", "stays")
        }
    server = start_memorial(place.home, env=AT_ONCE)
    stop = threading.Event()
    readers = [threading.Thread(target=_read, args=(server.url, place.base, stop)) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for some in cases.values():
            assert _traces(place.home, _words(some)), "what is public must be found, or the search proves nothing"
        for act in ("erase", "withdraw", "hide"):
            for case in cases[act]:
                _take_back(server.url, case.code, act)
        gone = {act: _seconds_until_gone(place.home, _words(cases[act])) for act in ("erase", "withdraw", "hide")}
    finally:
        stop.set()
        for reader in readers:
            reader.join(30)

    print("gone from every file after " + ", ".join(f"{act}: {seconds:.1f} s" for act, seconds in gone.items()))
    assert max(gone.values()) <= PROMISED_SECONDS
    assert _traces(place.home, _words(cases["stays"]))


def _words(cases: list[Case]) -> list[str]:
    return [word for case in cases for word in case.words.values()]


def _traces(home: Path, words: list[str]) -> set[str]:
    """Files in which one of the words stands, whole or without its first letters, in any case."""
    looked_for = [end.encode() for word in words for end in (word, word[BEGIN_OF_AN_END:])]
    assert min(map(len, looked_for)) >= SHORTEST_END
    found = set()
    for path in home.rglob("*"):
        try:
            raw = letters_of(path.read_bytes()) if path.is_file() else b""
        except FileNotFoundError:
            continue
        if any(end in raw for end in looked_for):
            found.add(str(path.relative_to(home)))
    return found


def _seconds_until_gone(home: Path, words: list[str]) -> float:
    began = time.monotonic()
    while (found := _traces(home, words)) and time.monotonic() - began <= PROMISED_SECONDS:
        time.sleep(0.25)
    assert not found, found
    return time.monotonic() - began


def _take_back(url: str, code: str, act: str) -> None:
    with PlainBrowser(url) as family:
        family.open_receipt(code)
        if act == "erase":
            family.open("/receipt/erase")
        where, pairs, _ = family.filled(act)
        answer = family.post_once(where, [*(pair for pair in pairs if pair[0] != "action"), ("action", act)])
    assert answer.status in (200, 303), answer.text[:500]


def _read(url: str, base: str, stop: threading.Event) -> None:
    """Readers keep snapshots open, which is what stands in the way of emptying the database's log."""
    browser = PlainBrowser(url)
    while not stop.is_set():
        for path in ("wall", "names", "feed.atom"):
            try:
                browser.ask("GET", base + path)
            except Unanswered:
                continue
        time.sleep(0.02)
    browser.close()
