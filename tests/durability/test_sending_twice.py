"""A form is sent many times at once and after lost answers: one remembrance, one receipt; other words are refused."""

from __future__ import annotations

import random
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlencode, urlsplit

import pytest

from tests.conftest import StartMemorial
from tests.durability.sending import items_by_word, new_word
from tests.journeys.places import AT_ONCE, Place
from tests.journeys.plain_browser import Pairs, PlainBrowser

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800)]


@pytest.mark.parametrize("submissions", [10, pytest.param(1_000, marks=pytest.mark.long)])
def test_a_form_sent_many_times_makes_one_remembrance_and_shows_one_receipt(
    place: Place, start_memorial: StartMemorial, submissions: int
) -> None:
    server = start_memorial(place.home, env=AT_ONCE, workers=2)
    words = [new_word() for _ in range(submissions)]

    with ThreadPoolExecutor(20) as pool:
        for word in words:
            family = PlainBrowser(server.url)
            family.offer(place.base, f"A story of {word}.", person_name=f"P {word}")
            action, pairs, _ = family.filled("payload")
            if random.random() < 0.3:
                _send_and_hang_up(family, action, pairs)
            tabs = [family.like() for _ in range(random.randint(1, 20))]
            codes = set(pool.map(partial(_code_after, action, pairs), tabs))
            assert len(codes) == 1, word
            assert _send_other_words(tabs[0], action, pairs) == 422

    assert items_by_word(place, words) == dict.fromkeys(words, 1)


def _code_after(action: str, pairs: Pairs, tab: PlainBrowser) -> str:
    with tab:
        tab.post(action, pairs)
        return tab.code()


def _send_other_words(tab: PlainBrowser, action: str, pairs: Pairs) -> int:
    """The same form, as it would come if other words had been looked at."""
    other = [(name, value[::-1] if name == "payload" else value) for name, value in pairs]
    with tab:
        return tab.post(action, other).status


def _send_and_hang_up(family: PlainBrowser, action: str, pairs: Pairs) -> None:
    """The form arrives, and its answer is never read."""
    where = urlsplit(family.url)
    body = urlencode(pairs).encode()
    cookies = "; ".join(f"{name}={value}" for name, value in family.cookies.items())
    head = (
        f"POST {action} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    with socket.create_connection((str(where.hostname), int(where.port or 0))) as connection:
        connection.sendall(head.encode() + body)
