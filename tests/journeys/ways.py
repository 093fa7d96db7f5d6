"""In how many ways one journey is made: with script, without, with scripts that answer 404, and with keys alone.

A journey of people asks for `way` and is marked with `in_every_way("…")`: all ways in the long form, the named ones in
the short one. `tests/journeys/test_ways.py` sees to it that none is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.hand import Hand
from tests.journeys.keys import Keys
from tests.servers.chromium import Visitor

WITH, WITHOUT, ANSWER_404, BY_KEYS = (
    "with script", "without script", "with scripts that answer 404", "with keys alone",
)  # fmt: skip
HOW: Mapping[str, Mapping[str, bool]] = {
    WITH: {},
    WITHOUT: {"javascript": False},
    ANSWER_404: {"scripts": False},
    BY_KEYS: {},
}
"""What a journey is made with: the arguments of `Visitor.new_page`."""


@dataclass
class Way:
    """One way; whoever takes part in the journey opens pages through it."""

    name: str
    visitor: Visitor
    hands: list[Hand] = field(default_factory=list)

    @property
    def script(self) -> bool:
        """Whether the pages' own scripts run."""
        return self.name in (WITH, BY_KEYS)

    def page(self, **how: Any) -> Page:
        """A page of somebody with no cookies; `how` as `Visitor.new_page` takes it."""
        return self.visitor.new_page(**{**how, **HOW[self.name]})

    def hand(self, url: str, **how: Any) -> Hand:
        made = (Keys if self.name == BY_KEYS else Hand)(self.page(**how), url)
        self.hands.append(made)
        return made

    def assert_nothing_was_wrong(self) -> None:
        """No script failed, the policy refused nothing, nothing came from elsewhere, every stop of a key was seen."""
        self.visitor.assert_quiet()
        self.visitor.assert_no_third_party(*{hand.url for hand in self.hands})
        faults = [fault for hand in self.hands if isinstance(hand, Keys) for fault in hand.faults]
        assert not faults, "\n".join(dict.fromkeys(faults))


def in_every_way(*short: str, but: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """Each way in `make test-long`, and in `make test` those that are named here; `but`: ways that it cannot go."""
    assert set(short) <= set(HOW) - set(but), short
    ways = [pytest.param(name, marks=[] if name in short else pytest.mark.long) for name in HOW if name not in but]
    return pytest.mark.parametrize("way", ways, indirect=True)
