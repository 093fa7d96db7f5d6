"""A memorial in use: families give, readers accept, senders take back, visitors look; each as stubborn as people are.

What somebody was told is noted with its time, and everything that visitors saw, so that both can be compared.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError, OperationalError

from memorial.application import receipt, reviewing
from memorial.application.ports.secrets import KeysUnusable
from memorial.application.reviewing import Verdict
from memorial.domain.errors import Refusal
from memorial.domain.moderation import Findings
from memorial.vocabulary import Decision
from tests.durability.sending import Acknowledged, give_until_acknowledged, new_word
from tests.installations import EDITOR, MovableClock, TestInstallation
from tests.journeys.places import Place
from tests.journeys.plain_browser import PlainBrowser, Unanswered

PATIENCE_SECONDS = 90
WAYS = ("withdraw", "hide", "erase")
AWAY = (DBAPIError, OperationalError, OSError, KeysUnusable)


@dataclass(frozen=True)
class Shown:
    """A remembrance that stands on the wall: its word, and its code."""

    word: str
    code: str


@dataclass
class Told:
    """What people were told, and when; what visitors saw, and when they asked."""

    given: list[Acknowledged] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    taken_back: dict[str, tuple[str, float]] = field(default_factory=dict)
    """By word: how, and the moment at which its sender was told."""
    seen: list[tuple[float, str]] = field(default_factory=list)
    """The moment at which a visitor asked, and the page that came."""
    statuses: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def shown_too_long(self) -> list[str]:
        """Words in answers begun after their senders had been told that they are gone."""
        gone = self.taken_back.items()
        return [word for word, (_, told) in gone if any(began > told and word in page for began, page in self.seen)]


def publish_some(place: Place, count: int) -> list[Shown]:
    found = []
    with place.opened() as built:
        here = TestInstallation(built, MovableClock(), place.memorial)
        for _ in range(count):
            word = new_word()
            code, given = here.give(story=f"A story of {word}.", person_name=f"P {word}")
            here.decide(given)
            found.append(Shown(word, code))
    return found


@dataclass
class MixedLoad:
    place: Place
    url: str
    shown: list[Shown]
    give: int
    told: Told = field(default_factory=Told)

    def run(self) -> Told:
        """All of it at once; comes back when everybody has been told."""
        gifts, back = iter([new_word() for _ in range(self.give)]), iter(self.shown)
        others, visitors = threading.Event(), threading.Event()
        busy = [self._thread(self._gives, gifts) for _ in range(3)] + [self._thread(self._takes_back, back)]
        desk, looking = self._thread(self._accepts, others), [self._thread(self._looks, visitors) for _ in range(2)]
        failed: list[BaseException] = []
        for thread in (*busy, desk, *looking):
            thread.failed = failed
            thread.start()
        for thread, ends in ((busy, others), ([desk], visitors), (looking, visitors)):
            for one in thread:
                one.join(PATIENCE_SECONDS * 4)
            ends.set()
        if failed:
            raise failed[0]
        return self.told

    @staticmethod
    def _thread(act: Callable[..., None], *given: object) -> _Thread:
        return _Thread(act, given)

    def _gives(self, words: Iterator[str]) -> None:
        for word in words:
            one = give_until_acknowledged(self.url, self.place.base, word)
            with self.told.lock:
                self.told.given.append(one)

    def _takes_back(self, shown: Iterator[Shown]) -> None:
        for number, one in enumerate(shown):
            way = WAYS[number % len(WAYS)]
            take_back_until_told(self.url, one.code, way)
            self.told.taken_back[one.word] = (way, time.monotonic())

    def _looks(self, stop: threading.Event) -> None:
        chance = random.Random()
        while not stop.is_set():
            browser = PlainBrowser(self.url, seconds=30)
            with suppress(Unanswered):
                for page in ("wall", "names", "", "feed.atom"):
                    began = time.monotonic()
                    answer = browser.ask("GET", self.place.base + page)
                    with self.told.lock:
                        self.told.statuses[answer.status] += 1
                        self.told.seen.append((began, answer.text))
            browser.close()
            time.sleep(chance.uniform(0.02, 0.1))

    def _accepts(self, stop: threading.Event) -> None:
        """At the desk of a program beside the server, on the same database."""
        with _opened(self.place) as built:
            services, ended, until = built.services, False, 0.0
            while not ended:
                until = until or (time.monotonic() + PATIENCE_SECONDS / 3 if stop.is_set() else 0.0)
                ended = stop.is_set()
                with self.told.lock:
                    waiting = [one for one in self.told.given if one.word not in self.told.accepted]
                for one in waiting:
                    if _accept(services, one.code):
                        self.told.accepted.append(one.word)
                    else:
                        ended = ended and time.monotonic() > until
                time.sleep(0.1)


class _Thread(threading.Thread):
    failed: list[BaseException]

    def __init__(self, act: Callable[..., None], given: tuple[object, ...]) -> None:
        super().__init__()
        self._act, self._given_to = act, given

    def run(self) -> None:
        try:
            self._act(*self._given_to)
        except BaseException as problem:
            self.failed.append(problem)


@contextmanager
def _opened(place: Place) -> Iterator[object]:
    """As soon as the database answers."""
    with ExitStack() as stack:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                built = stack.enter_context(place.opened())
                break
            except AWAY:
                assert time.monotonic() < until
                time.sleep(0.2)
        yield built


def _accept(services: object, code: str) -> bool:
    """Whether it is accepted now. What was accepted already, though nobody heard of it, is refused as such."""
    try:
        current = receipt.open_receipt(services, code, media_base="/p").remembrance
        if current.pending is None:
            return True
        verdict = Verdict(Decision.ACCEPT, current.pending.number, current.revision, Findings(names_looked_for=True))
        reviewing.decide(services, EDITOR, current.memorial_id, current.id, verdict)
    except (*AWAY, Refusal):
        return False
    return True


def take_back_until_told(
    url: str, code: str, way: str, *, most: int = 1_000, headers: Mapping[str, str] | None = None
) -> None:
    """As somebody does who tries again until the page says that it was done; at most so often."""
    tried, until, times = False, time.monotonic() + PATIENCE_SECONDS, 0
    while time.monotonic() < until and times < most:
        times += 1
        try:
            with PlainBrowser(url, headers=dict(headers or {}), seconds=30) as sender:
                page = sender.open_receipt(code)
                if tried and _says_done(page.status, page.text, way):
                    return
                if way == "erase":
                    sender.open("/receipt/erase")
                where, pairs, _ = sender.filled(way)
                filled = [*(pair for pair in pairs if pair[0] != "action"), ("action", way)]
                tried = True
                if sender.post_once(where, filled).status in (200, 303):
                    return
        except (Unanswered, AssertionError):
            time.sleep(0.1)
    raise AssertionError(f"{way} was never told as done")


def _says_done(status: int, page: str, way: str) -> bool:
    if way == "erase":
        return status == 422
    return status == 200 and (("/receipt/return" in page) if way == "withdraw" else ('value="show"' in page))
