"""How often one network may do what costs much. Who is faster is slowed down; nobody is locked out.

A network is counted under a keyed hash whose key is made anew every hour and lies in memory only, so that no address is
stored, and after an hour no count can be led back to one.

Looked at: Flask-Limiter 4.1. Over its limit it answers 429 until the window ends: it keeps nobody waiting, and lets no
one through at a time. It does so before a view has looked, so that a right code is refused with the wrong ones. Names
for networks would be ours to make all the same: left alone it writes the addresses themselves into Redis.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from flask import Flask, Response, current_app, g, request

from memorial.web.surface import SurfaceSettings, error_body, is_local

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

AWAY = "memorial.away"
"""Where a request holds what to enter (`with environ[AWAY]():`) while it only waits, so that others can work."""

MINUTE = 60.0
HOUR = 3600.0
LONGEST_DELAY = 2.0
MOST_NETWORKS = 50_000
"""How many counts are kept at most; the ones that were used longest ago go first."""


class Doing(StrEnum):
    """What is counted."""

    WRONG_CODE = "wrong_codes"
    SIGN_IN = "sign_ins"
    CHALLENGE = "challenges"
    SEARCH = "searches"
    BEGIN = "drafts"
    FILE = "files"
    UPLOAD = "uploads"
    SEND = "sendings"
    CONCERN = "concerns"


class Counts(Protocol):
    """Keeps count. `key` stands for a network and what it does."""

    def wait(self, key: str, a_minute: int, *, count: bool) -> float:
        """0.0 where the next one may be now, and it is counted if so asked; else the seconds until it may be."""
        ...


def network_of(environ: WSGIEnvironment) -> str:
    """Whose neighbour the asker is: the IPv4 address itself, or the first 64 bits of an IPv6 address; '' if unknown.

    A whole school or telephone company may stand behind one IPv4 address, so numbers are made for thirty people; wider
    blocks would slow strangers for each other's deeds. With IPv6 one household has 64 bits of addresses to itself.
    """
    given: str = environ.get("REMOTE_ADDR", "")
    if ":" not in given:
        return given
    try:
        address = ipaddress.IPv6Address(given.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else address.exploded[:19]


class InMemory:
    """Counts of one worker, as the time at which a network will have used up what it did.

    Looked at: `limits` 5.8. Its memory store keeps a place for every network that ever came, walks through all of them
    after each count, and lets nobody through for the rest of a minute instead of one at a time.
    """

    def __init__(self, *, now: Callable[[], float] = time.monotonic, most: int = MOST_NETWORKS) -> None:
        self._now, self._most = now, most
        self._used_up: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: str, a_minute: int, *, count: bool) -> float:
        """A minute's number at once, and then as many a minute, evenly."""
        each = MINUTE / a_minute
        with self._lock:
            now = self._now()
            used = max(self._used_up.get(key, now), now)
            over = used + each - now - MINUTE
            if over > 1e-9:
                return over
            if count:
                self._used_up[key] = used + each
                self._used_up.move_to_end(key)
                self._forget(now)
            return 0.0

    def _forget(self, now: float) -> None:
        while self._used_up:
            oldest = next(iter(self._used_up))
            if len(self._used_up) <= self._most and self._used_up[oldest] > now:
                return
            del self._used_up[oldest]

    def __len__(self) -> int:
        return len(self._used_up)


class HourlyKey:
    """Makes names out of networks that cannot be led back to them once the hour is over."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._key, self._until = secrets.token_bytes(32), now() + HOUR
        self._lock = threading.Lock()

    def name(self, network: str) -> str:
        with self._lock:
            if self._now() >= self._until:
                self._key, self._until = secrets.token_bytes(32), self._now() + HOUR
            key = self._key
        return hashlib.blake2b(network.encode(), key=key, digest_size=16).hexdigest()


@dataclass
class Paces:
    """The numbers in force, the counts, and the few places where somebody waits instead of being sent away."""

    a_minute: Mapping[Doing, int]
    counts: Counts = field(default_factory=InMemory)
    name: Callable[[str], str] = field(default_factory=lambda: HourlyKey().name)
    sleep: Callable[[float], None] = time.sleep
    places: int = 8
    places_of_one: int = 2

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, int] = {}

    def slow_down(self, doing: Doing, environ: WSGIEnvironment, *, count: bool = True) -> int:
        """0: go on, perhaps after a short wait in here. Else nothing was counted, and in so many seconds it may be."""
        most = self.a_minute.get(doing, 0)
        if most <= 0:
            return 0
        network = self.name(network_of(environ))
        seconds = self.counts.wait(f"{doing}:{network}", most, count=count)
        if seconds <= 0 or self._kept_waiting(network, seconds, environ):
            return 0
        return max(1, round(seconds + 0.5))

    def note(self, doing: Doing, environ: WSGIEnvironment) -> None:
        """Count what has shown itself only afterwards to be one."""
        if (most := self.a_minute.get(doing, 0)) > 0:
            self.counts.wait(f"{doing}:{self.name(network_of(environ))}", most, count=True)

    def _kept_waiting(self, network: str, seconds: float, environ: WSGIEnvironment) -> bool:
        """Whether there was a place to wait; few are, so that those who wait never take what others need."""
        with self._lock:
            of_one = self._waiting.get(network, 0)
            if of_one >= self.places_of_one or sum(self._waiting.values()) >= self.places:
                return False
            self._waiting[network] = of_one + 1
        try:
            away: Callable[[], Any] = environ.get(AWAY, nullcontext)
            with away():
                self.sleep(min(seconds, LONGEST_DELAY))
        finally:
            with self._lock:
                self._waiting[network] -= 1
                if not self._waiting[network]:
                    del self._waiting[network]
        return True


# In a Flask application


def attach(app: Flask, paces: Paces | None, settings: SurfaceSettings) -> None:
    """Let this application's views ask `slow_down`. A program that answers this machine alone slows nobody."""
    app.extensions["paces"] = (paces, settings)
    app.after_request(_say_when)


def slow_down(doing: Doing, *, count: bool = True) -> int:
    """As `Paces.slow_down`, for the request under way. The answer then says by itself when to come again (429)."""
    paces, settings = current_app.extensions.get("paces", (None, None))
    if paces is None or is_local(settings):
        return 0
    seconds: int = paces.slow_down(doing, request.environ, count=count)
    if seconds:
        g.come_again = seconds
    return seconds


def note(doing: Doing) -> None:
    paces, settings = current_app.extensions.get("paces", (None, None))
    if paces is not None and not is_local(settings):
        paces.note(doing, request.environ)


def _say_when(response: Response) -> Response:
    if seconds := g.get("come_again", 0):
        response.status_code = 429
        response.headers["Retry-After"] = str(seconds)
        response.headers["Cache-Control"] = "no-store"
    return response


def slow_searches(app: Flask) -> None:
    """Before a page that searches for a visitor's words. What was typed stands in the address, which is asked again."""

    def before() -> Response | None:
        if request.args.get("q") and slow_down(Doing.SEARCH):
            return too_fast()
        return None

    app.before_request(before)


def slow_sign_ins(app: Flask, *blueprints: str, each: Mapping[str, Doing] | None = None) -> None:
    """Attempts of these blueprints that failed are counted, and only they; a right one is never in anybody's way.

    Of the endpoints in `each` every request counts, as that. What was answered before this was asked is no attempt.
    """
    always = each or {}

    def before() -> Response | None:
        if request.method != "POST" or request.blueprint not in blueprints:
            return None
        doing = always.get(request.endpoint or "")
        if slow_down(doing or Doing.SIGN_IN, count=doing is not None):
            return too_fast()
        g.is_attempt = doing is None
        return None

    def after(response: Response) -> Response:
        if g.get("is_attempt") and response.status_code in (401, 403, 422):
            note(Doing.SIGN_IN)
        return response

    app.before_request(before)
    app.after_request(after)


def too_fast() -> Response:
    """The neutral page; it repeats nothing of what was asked."""
    return Response(error_body(429), mimetype="text/html")
