"""That `make bench` still runs: the whole path with a few hundred rows and one short round of everything."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.bench.figures import Goal, Side, alternate
from tests.bench.load_client import Load, LoadFailed, read_wrk
from tests.servers.application import ROOT

FINDING = {f"F{number}" for number in range(1, 14)}
NUMBERS = {"1", "2", "3", "4", "5", "7", "8", "9", "10", "11", "13"}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_goal_is_measured_and_printed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick"], cwd=ROOT, capture_output=True, text=True, timeout=800
    )
    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"^ +(\d+)  \S.*(?:met|MISSED)$", done.stdout, re.MULTILINE)) == NUMBERS
    assert set(re.findall(r"^ +(F\d+)  \S.*(?:met|MISSED)$", done.stdout, re.MULTILINE)) == FINDING
    assert "written" not in done.stdout


def test_an_answer_that_was_an_error_makes_the_round_fail() -> None:
    said = "  100 requests in 1.00s, 1.00MB read\n  Non-2xx or 3xx responses: 3\n"
    with pytest.raises(LoadFailed):
        read_wrk(said)
    assert read_wrk("  100 requests in 2.00s, 1.00MB read\n") == Load(100, 2.0)


def test_a_bar_can_be_missed_on_either_side() -> None:
    faster = Goal("1", "", 0.5, True, 0.49, ".2f", "")
    slower = Goal("4", "", 3, False, 3.01, ".2f", "")
    none_at_all = Goal("8", "", 0, False, 1, ".0f", "")
    assert [goal.cells[4] for goal in (faster, slower, none_at_all)] == ["MISSED"] * 3
    assert Goal("8", "", 0, False, 0, ".0f", "").met


def test_sides_take_turns_and_the_first_turn_does_not_count() -> None:
    order: list[str] = []

    def sending(name: str) -> Load:
        order.append(name)
        return Load(10, 1.0)

    ours, theirs = Side("ours"), Side("theirs")
    alternate(2, [(ours, 1, lambda: sending("a")), (theirs, 1, lambda: sending("b"))])
    assert order == ["a", "b", "a", "b", "b", "a"]
    assert len(ours.rates) == len(theirs.rates) == 2
