"""Counts that all workers and machines share, in Redis: how often one network did what costs much.

Redis holds for at most a minute a number under a name, and the names' key for at most an hour. Where Redis does not
answer, each worker counts for itself: nobody is refused because a counter is away.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from memorial.settings import SettingsError

log = logging.getLogger(__name__)

PREFIX = "memorial:pace:"
HOUR_SECONDS = 3600
ANSWERS_WITHIN_SECONDS = 0.25
LEFT_ALONE_SECONDS = 10.0
"""How long Redis is not asked again after it failed: waiting for it must not become what slows everybody."""

# One step, so that two workers never count the same one twice. The same rule as in memory: a minute's number at once,
# and then as many a minute, evenly; the number kept is the time until which the network has used up its turns.
_STEP = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local each = 60 / tonumber(ARGV[1])
local used = tonumber(redis.call('GET', KEYS[1]) or now)
if used < now then used = now end
local over = used + each - now - 60
if over > 0.000001 then return tostring(over) end
if ARGV[2] == '1' then
  redis.call('SET', KEYS[1], string.format('%.6f', used + each), 'PX', math.ceil((used + each - now) * 1000))
end
return '0'
"""


class CountsAlone(Protocol):
    """How a worker counts for itself."""

    def wait(self, key: str, a_minute: int, *, count: bool) -> float: ...


class _Key(NamedTuple):
    """The names' key and until when it holds: one value, so that no thread sees half of a change."""

    value: bytes
    until: float


class RedisCounts:
    """Raises `SettingsError` where the library is not installed; a Redis that is down raises nothing."""

    def __init__(self, url: str, alone: CountsAlone, name_alone: Callable[[str], str]) -> None:
        try:
            library = importlib.import_module("redis")
        except ImportError:
            raise SettingsError("redis.url: the package `redis` is not installed: install memorial[scale].") from None
        self._failures: tuple[type[Exception], ...] = (library.RedisError, OSError)
        limit = ANSWERS_WITHIN_SECONDS
        self._redis: Any = library.Redis.from_url(url, socket_timeout=limit, socket_connect_timeout=limit)
        self._step: Any = self._redis.register_script(_STEP)
        self._alone, self._name_alone = alone, name_alone
        self._key = _Key(b"", 0.0)
        self._asked_again_at = 0.0

    def wait(self, key: str, a_minute: int, *, count: bool) -> float:
        """As `memorial.web.limits.Counts` promises it."""
        found = self._asked(lambda: self._step(keys=[PREFIX + key], args=[a_minute, int(count)]))
        return self._alone.wait(key, a_minute, count=count) if found is None else float(found)

    def name(self, network: str) -> str:
        """The same in every worker for an hour; then the key is gone from Redis, and with it the way back."""
        key = self._key  # read once: another thread may be replacing it
        if time.monotonic() >= key.until:
            key = self._asked(self._fetch_key) or _Key(b"", 0.0)
            self._key = key
        if not key.value:
            return self._name_alone(network)
        return hashlib.blake2b(network.encode(), key=key.value, digest_size=16).hexdigest()

    def _fetch_key(self) -> _Key:
        self._redis.set(f"{PREFIX}key", secrets.token_bytes(32), nx=True, ex=HOUR_SECONDS)
        left = max(0, int(self._redis.pttl(f"{PREFIX}key"))) / 1000
        return _Key(bytes(self._redis.get(f"{PREFIX}key") or b""), time.monotonic() + left)

    def _asked(self, question: Callable[[], Any]) -> Any:
        """The answer; None while Redis is away."""
        if time.monotonic() < self._asked_again_at:
            return None
        try:
            return question()
        except self._failures as failure:
            self._asked_again_at = time.monotonic() + LEFT_ALONE_SECONDS
            log.warning("Redis does not answer (%s): each worker counts for itself", type(failure).__name__)
            return None
