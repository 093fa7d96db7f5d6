"""Bringing an older installation up to this version, as `memorial init` does, in a trial that may be cut short."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from memorial import bootstrap
from tests.durability.faults.acts import settings_of


def run(*, home: Path, say: Callable[..., None]) -> None:
    say(begun="upgrade", word="")
    bootstrap.initialise(settings_of(home))
    say(done="upgrade", word="")
