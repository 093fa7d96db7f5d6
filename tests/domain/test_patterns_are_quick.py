"""No regular expression that reads what people wrote can be made slow: 100 kB of the worst take at most 50 ms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from memorial.domain import house_addresses, lookalikes, personal_details, writing
from memorial.domain.labels import words
from tests.domain.test_personal_details import WORST
from tests.stopwatch import least_seconds

MODULES = (house_addresses, lookalikes, personal_details, writing, words)
# These are only asked about one place: within a window of 80 characters, and behind an @. What finds the places is
# timed as a whole in test_personal_details.py.
AT_ONE_PLACE = {
    "house_addresses._AHEAD",
    "house_addresses._BEHIND",
    "personal_details._DOMAIN",
    "personal_details._SAID_DOMAIN",
}
MORE = (
    "\u202e",
    "\u200d",
    "\u2066a",
    "\u0301",
    "“a",
    "'a ",
    "— ",
    "«",
    "\n",
    "IVX ",
    "Aa",
    "é",
    "ـ",
    " \u200b",
    "a\u034f",
)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in MODULES:
        for name, found in vars(module).items():
            yield from _in(f"{module.__name__.rsplit('.', 1)[-1]}.{name}", found)


def _in(name: str, found: Any) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(found, re.Pattern):
        yield name, found
    elif isinstance(found, tuple) and name.rsplit(".", 1)[-1].startswith("_"):
        for number, one in enumerate(found):
            yield from _in(f"{name}[{number}]", one)


ALL = {name: pattern for name, pattern in patterns() if name not in AT_ONE_PLACE}


def test_all_patterns_are_seen() -> None:
    assert len(ALL) >= 35


@pytest.mark.alone
@pytest.mark.parametrize("name", sorted(ALL))
def test_a_pattern_reads_a_hundred_kilobytes_of_the_worst_in_fifty_milliseconds(name: str) -> None:
    slow = {}
    for unit in (*WORST, *MORE):
        text = (unit * (100_000 // len(unit) + 1))[:100_000]
        seconds = least_seconds(ALL[name].finditer, text, enough=0.05)
        if seconds > 0.05:
            slow[unit] = round(seconds, 3)

    assert slow == {}
