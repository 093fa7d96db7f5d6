"""Fifty readers in a loop while a family takes it back: no answer begun after the withdrawal was told shows it."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.canaries import Planter
from tests.canary_states import FULL
from tests.conftest import StartMemorial
from tests.journeys.places import AT_ONCE, Place
from tests.journeys.plain_browser import Answer, PlainBrowser, Unanswered
from tests.servers.application import MemorialServer

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

READERS = 50
SECONDS_AFTER = 1.0
SHOWN_WITHIN_SECONDS = 60
PAUSE_SECONDS = 0.02


@dataclass
class Seen:
    """What the readers got: for each answer when it was asked for, where, and whether it showed any of it."""

    answers: list[tuple[float, str, bool]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, began: float, path: str, shows: bool) -> None:
        with self.lock:
            self.answers.append((began, path, shows))


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.long)])
@pytest.mark.parametrize("action", ["withdraw", "hide"])
def test_no_answer_begun_after_it_was_taken_back_shows_it(
    place: Place, start_memorial: StartMemorial, rounds: int, action: str
) -> None:
    server = start_memorial(place.home, env=AT_ONCE, workers=2)
    before, after = Counter[bool](), Counter[bool]()

    for number in range(rounds):
        code, words, paths = _publish(place, number)
        told, seen = _read_while_taken_back(server, code, action, words, paths)
        for began, path, shows in seen.answers:
            (after if began > told else before)[shows] += 1
            assert not (began > told and shows), path

    assert before[True] >= rounds * len(paths)
    assert after[False] > rounds * READERS
    print(f"{action}: {before.total()} answers before, {after.total()} after, of which {after[True]} showed it")


def _publish(place: Place, number: int) -> tuple[str, list[str], list[str]]:
    with place.opened() as built:
        with built.services.unit_of_work(read_only=True) as uow:
            staff = {member.name: member for member in uow.staff.all()}
        planter = Planter(built, place.memorial, staff, random.Random(number))
        case = planter.accepted(f"round {number}", FULL, photographs=1)
        with built.reader.snapshot() as snapshot:
            shown = snapshot.remembrance(place.memorial.id, case.record_id)
        assert shown is not None
        assert shown.person is not None
        media = [source.href for picture in shown.pictures for source in picture.sources]
    base = place.base
    paths = ["wall", "feed.atom", "names", f"remembrances/{shown.id}", f"people/{shown.person.id}"]
    paths += [f"search?q={case.words['story']}", f"names?q={case.words['name 1']}", f"wall?q={case.words['story']}"]
    words = [case.words["story"], case.words["name 1"], case.words["name 2"]]
    return case.code, words, [*(base + path for path in paths), *media, f"/p/{shown.person.id}"]


def _read_while_taken_back(
    server: MemorialServer, code: str, action: str, words: list[str], paths: list[str]
) -> tuple[float, Seen]:
    seen, stop = Seen(), threading.Event()
    readers = [threading.Thread(target=_read, args=(server.url, paths, words, seen, stop)) for _ in range(READERS)]
    family = PlainBrowser(server.url)
    family.open_receipt(code)
    for reader in readers:
        reader.start()
    try:
        _wait_until_each_place_showed_it(seen, paths)
        _, pairs, _ = family.filled(action)
        answer = family.post_once("/receipt", [*pairs, ("action", action)])
        told = time.monotonic()
        time.sleep(SECONDS_AFTER)
    finally:
        stop.set()
        for reader in readers:
            reader.join(60)
    assert answer.status == 303
    return told, seen


def _wait_until_each_place_showed_it(seen: Seen, paths: list[str]) -> None:
    until = time.monotonic() + SHOWN_WITHIN_SECONDS
    while missing := set(paths) - {path for _, path, shows in list(seen.answers) if shows}:
        assert time.monotonic() < until, f"never shown: {missing}"
        time.sleep(0.05)


def _read(url: str, paths: list[str], words: list[str], seen: Seen, stop: threading.Event) -> None:
    browser = PlainBrowser(url)
    while not stop.is_set():
        path = random.choice(paths)
        began = time.monotonic()
        try:
            answer = browser.ask("GET", path)
        except Unanswered:
            continue
        seen.add(began, path, _shows(path, answer, words))
        time.sleep(PAUSE_SECONDS)
    browser.close()


def _shows(path: str, answer: Answer, words: list[str]) -> bool:
    if path.startswith("/media/"):
        return answer.status == 200
    if path.startswith("/p/"):
        return answer.status == 302
    # The word searched for comes back in the page; what is found brings the others with it.
    asked = path.rpartition("q=")[2] if "q=" in path else ""
    text = answer.text.lower()
    return any(word in text for word in words if word != asked)
