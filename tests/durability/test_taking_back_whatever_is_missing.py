"""Mail, Redis or the files are away, the disk is full, the memorial is closed: taking back takes effect."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from memorial.application import memorials
from tests.conftest import StartMemorial
from tests.durability.mixed_load import Shown, publish_some, take_back_until_told
from tests.durability.small_disk import fill, small_disk
from tests.journeys.crowds import PROXIED
from tests.journeys.places import AT_ONCE, Place, prepare
from tests.journeys.plain_browser import PlainBrowser
from tests.servers.application import MemorialServer
from tests.servers.ports import LOOPBACK, free_port
from tests.servers.redis import RedisServer

__all__ = ["small_disk"]

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

WAYS = ("hide", "withdraw", "erase")
ELSEWHERE = {"X-Forwarded-For": "203.0.113.44"}
TOLD_WITHIN_SECONDS = 10


@contextmanager
def answers_nothing() -> Iterator[int]:
    """A port where somebody takes every connection, and never says a word."""
    with socket.create_server((LOOPBACK, 0), backlog=200) as silent:
        kept: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    kept.append(silent.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        try:
            yield silent.getsockname()[1]
        finally:
            silent.shutdown(socket.SHUT_RDWR)
            thread.join(10)
            for one in kept:
                one.close()


def mail_at(port: int) -> dict[str, str]:
    return {"MEMORIAL_MAIL_URL": f"smtp://{LOOPBACK}:{port}", "MEMORIAL_MAIL_SENDER": "memorial@memorial.example"}


def redis_at(port: int) -> dict[str, str]:
    return {"MEMORIAL_REDIS_URL": f"redis://{LOOPBACK}:{port}/0", "MEMORIAL_LIMITS_WRONG_CODES": "1"}


def test_with_everything_away_at_once_taking_back_takes_effect(place: Place, start_memorial: StartMemorial) -> None:
    """Mail says nothing, Redis is killed, the files are gone, and the memorial is closed."""
    shown = publish_some(place, len(WAYS))
    with RedisServer() as redis, answers_nothing() as port:
        env = {**AT_ONCE, **PROXIED, **mail_at(port), **redis_at(redis.port), "MEMORIAL_REDIS_URL": redis.url}
        server = start_memorial(place.home, env=env, workers=2)
        for one in shown:
            _write_to(server.url, one)
        _close(place, accepting=False)
        redis.kill()
        shutil.move(place.home / "files", place.home / "elsewhere")

        _assert_each_way_takes_effect(place, server, shown)
        shutil.move(place.home / "elsewhere", place.home / "files")


@pytest.mark.long
@pytest.mark.parametrize("missing", ["mail refused", "mail silent", "Redis refused", "Redis silent", "Redis killed"])
def test_without_mail_or_redis_taking_back_takes_effect(
    place: Place, start_memorial: StartMemorial, missing: str
) -> None:
    what, how = missing.split()
    settings = mail_at if what == "mail" else redis_at
    shown = publish_some(place, len(WAYS))
    with ExitStack() as stack:
        if how == "killed":
            redis = stack.enter_context(RedisServer())
            given = {**redis_at(redis.port), "MEMORIAL_REDIS_URL": redis.url}
        else:
            port = free_port() if how == "refused" else stack.enter_context(answers_nothing())
            given = settings(port)
        server = start_memorial(place.home, env={**AT_ONCE, **PROXIED, **given}, workers=2)
        if how == "killed":
            redis.kill()
        for one in shown:
            _write_to(server.url, one)

        _assert_each_way_takes_effect(place, server, shown)


@pytest.mark.long
def test_without_the_folder_of_files_taking_back_takes_effect(place: Place, start_memorial: StartMemorial) -> None:
    shown = publish_some(place, len(WAYS))
    server = start_memorial(place.home, env={**AT_ONCE, **PROXIED})
    shutil.move(place.home / "files", place.home / "elsewhere")

    _assert_each_way_takes_effect(place, server, shown)
    shutil.move(place.home / "elsewhere", place.home / "files")


@pytest.mark.long
@pytest.mark.parametrize("closed", ["takes nothing new", "is not public"])
def test_in_a_closed_memorial_taking_back_takes_effect(
    place: Place, start_memorial: StartMemorial, closed: str
) -> None:
    shown = publish_some(place, len(WAYS))
    public = closed == "takes nothing new"
    _close(place, accepting=False, public=public)
    server = start_memorial(place.home, env={**AT_ONCE, **PROXIED})

    _assert_each_way_takes_effect(place, server, shown, public=public)


@pytest.mark.system
def test_on_a_full_disk_taking_back_takes_effect_and_nothing_new_takes_the_last_of_it(small_disk: Path) -> None:
    place = prepare(small_disk / "home")
    shown = publish_some(place, len(WAYS))
    server = MemorialServer(place.home, env=AT_ONCE)
    server.log = small_disk.parent / "server.log"
    with server:
        wait_for((place.home / "reserve").exists)
        with place.opened():  # somebody else has it open: the log of the database is not made anew meanwhile
            fill(small_disk / "ballast", 0)
            _assert_each_way_takes_effect(place, server, shown)
            family = PlainBrowser(server.url)
            assert family.begin(place.base).status == 503
            assert not (place.home / "reserve").exists()

        (small_disk / "ballast").unlink()
        assert family.begin(place.base).status == 200
        wait_for((place.home / "reserve").exists, seconds=90)


def _close(place: Place, **changed: bool) -> None:
    with place.opened() as built:
        memorials.change_settings(built.services, place.memorial.slug, change=lambda one: replace(one, **changed))


def _write_to(url: str, one: Shown) -> None:
    """Something for the mail to do: its sender wants to be told what becomes of it."""
    with PlainBrowser(url, headers=ELSEWHERE) as sender:
        sender.open_receipt(one.code)
        if 'name="email"' in sender.open("/receipt").text:
            sender.press("email", email="sender@mail.example")


def _assert_each_way_takes_effect(
    place: Place, server: MemorialServer, shown: list[Shown], *, public: bool = True
) -> None:
    visitor = PlainBrowser(server.url, headers=ELSEWHERE)
    if public:
        page = visitor.open(f"{place.base}wall").text
        assert [one.word for one in shown if one.word not in page] == []
    for _ in range(3):  # somebody of the same network tries wrong codes
        visitor.open("/receipt")
        assert visitor.press("code", code="0" * 20).status in (422, 429)
    for way, one in zip(WAYS, shown, strict=True):
        began = time.monotonic()
        take_back_until_told(server.url, one.code, way, most=1, headers=ELSEWHERE)
        assert time.monotonic() - began < TOLD_WITHIN_SECONDS
        for path in ("wall", "names", f"search?q={one.word[:5]}"):
            assert one.word not in visitor.open(place.base + path).text


def wait_for(ready: Callable[[], bool], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.1)
