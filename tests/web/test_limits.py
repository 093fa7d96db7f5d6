"""Who is too fast is slowed down, and not for what others do; no address is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from memorial.settings import load_settings, project_folder
from memorial.vocabulary import Surface
from memorial.web.limits import (
    AWAY,
    HOUR,
    MINUTE,
    Doing,
    HourlyKey,
    InMemory,
    Paces,
    attach,
    network_of,
    slow_searches,
    slow_sign_ins,
)
from memorial.web.surface import SurfaceSettings, create_surface

SOMEBODY, SOMEBODY_ELSE = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "203.0.113.8"}


class Watch:
    """Seconds, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


def unhurried(a_minute: int, watch: Watch, *, places: int = 0) -> tuple[Paces, list[float]]:
    """Paces that note how long somebody is kept waiting, and wait for nothing."""
    waited: list[float] = []
    numbers = dict.fromkeys(Doing, a_minute)
    return Paces(numbers, counts=InMemory(now=watch), sleep=waited.append, places=places), waited


# How often


def test_a_minutes_number_may_come_at_once_and_then_one_after_the_other(watch: Watch) -> None:
    counts = InMemory(now=watch)

    assert [counts.wait("k", 30, count=True) for _ in range(30)] == [0.0] * 30
    assert counts.wait("k", 30, count=True) == pytest.approx(2.0)
    watch.seconds += 2.0
    assert counts.wait("k", 30, count=True) == 0.0
    assert counts.wait("k", 30, count=True) == pytest.approx(2.0)


def test_whoever_keeps_trying_is_let_through_as_often_as_whoever_waits(watch: Watch) -> None:
    """A try that came too early costs nothing: there is no lock-out that grows with impatience."""
    counts = InMemory(now=watch)
    for _ in range(30):
        counts.wait("k", 30, count=True)

    done = 0
    for _ in range(600):
        watch.seconds += 0.1
        done += counts.wait("k", 30, count=True) == 0.0

    assert done == 30


def test_one_network_is_not_slowed_for_another_one_nor_for_other_deeds(watch: Watch) -> None:
    paces, _ = unhurried(1, watch)

    assert paces.slow_down(Doing.SEARCH, SOMEBODY) == 0
    assert paces.slow_down(Doing.SEARCH, SOMEBODY) >= MINUTE
    assert paces.slow_down(Doing.SEND, SOMEBODY) == 0
    assert paces.slow_down(Doing.SEARCH, SOMEBODY_ELSE) == 0


def test_without_a_number_nothing_is_counted(watch: Watch) -> None:
    paces, _ = unhurried(0, watch)

    assert {paces.slow_down(Doing.SEARCH, SOMEBODY) for _ in range(1000)} == {0}


def test_some_are_kept_waiting_and_the_rest_is_told_when_to_come_again(watch: Watch) -> None:
    paces, waited = unhurried(1, watch, places=1)

    answers = [paces.slow_down(Doing.SEND, SOMEBODY) for _ in range(4)]

    assert answers == [0, 0, 0, 0]
    assert waited == [2.0, 2.0, 2.0]


def test_those_who_are_kept_waiting_are_few_and_let_others_work(watch: Watch) -> None:
    sleeping, wake = threading.Semaphore(0), threading.Event()
    away: list[str] = []

    @contextmanager
    def leaving() -> Iterator[None]:
        away.append("left")
        yield
        away.append("back")

    def sleep(_: float) -> None:
        sleeping.release()
        wake.wait(10)

    paces = Paces(dict.fromkeys(Doing, 1), counts=InMemory(now=watch), sleep=sleep, places=3, places_of_one=2)
    crowd = [{"REMOTE_ADDR": f"203.0.113.{number // 3}", AWAY: leaving} for number in range(9)]
    for number in range(3):
        paces.slow_down(Doing.SEND, crowd[number * 3])
    waiting = [
        threading.Thread(target=paces.slow_down, args=(Doing.SEND, one)) for one in (crowd[0], crowd[1], crowd[3])
    ]
    for one in waiting:
        one.start()
    for _ in waiting:
        assert sleeping.acquire(timeout=10)

    assert paces.slow_down(Doing.SEND, crowd[2]) > 0
    assert paces.slow_down(Doing.SEND, crowd[6]) > 0
    assert away == ["left"] * 3
    wake.set()
    for one in waiting:
        one.join(10)
    assert away == ["left"] * 3 + ["back"] * 3


def test_the_numbers_of_the_settings_allow_thirty_people_behind_one_address() -> None:
    limits = load_settings({"MEMORIAL_HOME": "somewhere"}).limits

    assert limits.searches >= 30 * 10
    assert min(limits.drafts, limits.files) >= 30 * 4
    assert limits.sendings >= 30 * 2
    assert limits.wrong_codes >= 30
    assert {doing.value for doing in Doing} == set(limits.__slots__)


# Whose network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::", "2001:0db8:0001:0002"),
        ("fe80::1%eth0", "fe80:0000:0000:0000"),
        ("2001:nonsense", ""),
        ("", ""),
    ],
)
def test_a_network_is_one_address_or_one_households_block(address: str, network: str) -> None:
    assert network_of({"REMOTE_ADDR": address}) == network


def test_no_address_is_kept_and_after_an_hour_no_count_leads_back_to_one(watch: Watch) -> None:
    name, again = HourlyKey(now=watch), HourlyKey(now=watch)
    before = name.name("203.0.113.7")
    counts = InMemory(now=watch)
    paces = Paces(dict.fromkeys(Doing, 5), counts=counts, name=name.name)
    for number in range(50):
        paces.slow_down(Doing.SEND, {"REMOTE_ADDR": f"203.0.113.{number}"})

    assert "203.0.113" not in repr(vars(counts)) + repr(vars(paces))
    assert name.name("203.0.113.7") == before != again.name("203.0.113.7")
    assert len(counts) == 50
    watch.seconds += HOUR
    assert name.name("203.0.113.7") != before
    paces.slow_down(Doing.SEND, SOMEBODY)
    assert len(counts) == 1


def test_a_flood_from_everywhere_fills_no_memory(watch: Watch) -> None:
    counts = InMemory(now=watch, most=100)
    for number in range(10_000):
        counts.wait(str(number), 1, count=True)

    assert len(counts) == 100


# In the pages


def guarded(numbers: dict[Doing, int], watch: Watch) -> Flask:
    settings = SurfaceSettings(project_folder("templates"), project_folder("static"))
    made = create_surface(Surface.WALL, settings)
    attach(made, Paces(numbers, counts=InMemory(now=watch), sleep=lambda _: None, places=0), settings)
    return made


def test_who_searches_too_fast_gets_a_page_that_says_when_and_repeats_nothing(watch: Watch) -> None:
    made = guarded({Doing.SEARCH: 2}, watch)
    slow_searches(made)
    made.add_url_rule("/find", view_func=lambda: "found", endpoint="find")
    client = made.test_client()

    answers = [client.get("/find?q=velletri") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= MINUTE
    assert "velletri" not in answers[2].text
    assert "not locked out" in answers[2].text
    assert client.get("/find").status_code == 200


def test_only_failed_sign_ins_are_counted(watch: Watch) -> None:
    from flask import Blueprint, request

    made, entry = guarded({Doing.SIGN_IN: 2}, watch), Blueprint("entry", __name__)
    entry.post("/in")(lambda: ("in", 200) if request.form["word"] == "right" else ("no", 422))
    made.register_blueprint(entry)
    slow_sign_ins(made, "entry")
    client = made.test_client()

    assert {client.post("/in", data={"word": "right"}).status_code for _ in range(20)} == {200}
    assert [client.post("/in", data={"word": "wrong"}).status_code for _ in range(3)] == [422, 422, 429]
    watch.seconds += MINUTE / 2
    assert client.post("/in", data={"word": "right"}).status_code == 200
