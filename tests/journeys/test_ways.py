"""The ways are what they say, every journey of people goes all of them, and each is met in the short form too."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

from tests.journeys.families import FamiliesSite
from tests.journeys.keys import Keys
from tests.journeys.ways import ANSWER_404, BY_KEYS, HOW, WITH, WITHOUT, Way
from tests.servers.chromium import Chromium

ONE_WAY = {
    "test_a_browser_that_did_not_verify_its_person_gets_nothing": "a passkey is made by script",
    "test_a_passkey_is_made_used_in_every_way_and_removed": "a passkey is made by script",
    "test_keys_are_off_until_somebody_switches_them_on_and_what_chooses_never_decides": "single letters need a script",
    "test_what_is_typed_is_saved_without_a_press_and_is_there_after_the_browser_died": "the script saves",
    "test_while_the_line_is_cut_the_page_says_so_and_saves_when_it_is_back": "the script saves",
    "test_from_a_persons_page_a_draft_begins_with_the_first_words": "the script saves",
    "test_leaving_cuts_off_a_save_that_is_on_its_way": "the script saves",
    "test_the_way_out_is_on_pages_for_families_where_there_is_danger": "looks at one page",
    "test_the_way_out_is_nowhere_else": "looks at pages",
    "test_a_form_asks_three_times_and_for_no_font": "weighs what a page asks for",
    "test_a_receipt_is_one_sheet_of_a5_and_a_paper_form_is_a4": "measures paper; copying needs a script",
    "test_a_voice_is_recorded_by_keyboard_heard_kept_and_sent_along": "a page records by script",
    "test_a_recording_whose_browser_died_is_offered_with_the_code": "a page records by script",
    "test_continue_takes_along_what_is_being_recorded_and_the_words_are_saved_before": "a page records by script",
    "test_without_a_microphone_the_page_says_so_and_offers_the_file": "a page records by script",
    "test_the_pages_own_script_sends_a_file_over_a_line_that_is_cut": "the script sends in pieces",
    "test_a_file_that_came_in_part_goes_on_when_it_is_chosen_again": "the script sends in pieces",
    "test_tus_js_client_sends_a_file_over_a_line_that_is_cut_again_and_again": "a script of others sends",
    "test_no_script_that_was_typed_runs_anywhere": "where no script runs it would prove nothing",
}
"""Journeys in a browser that are about the script itself, or about one page; why."""
FOLDERS = ("journeys", "access/test_visiting.py")
SEVERAL = 3


def _tests() -> Iterator[FunctionType]:
    tests = Path(__file__).parents[1]
    for place in FOLDERS:
        files = [tests / place] if place.endswith(".py") else sorted((tests / place).glob("test_*.py"))
        for file in files:
            module = import_module(".".join(["tests", *file.relative_to(tests).with_suffix("").parts]))
            own = (one for _, one in inspect.getmembers(module, inspect.isfunction))
            yield from (one for one in own if one.__name__.startswith("test_") and one.__module__ == module.__name__)


def _goes_ways(test: FunctionType) -> bool:
    return "way" in inspect.signature(test).parameters and test is not test_the_ways_are_what_they_say


def _ways(test: FunctionType) -> dict[str, bool]:
    """The ways it goes, each with whether it goes so in the short form."""
    marks = getattr(test, "pytestmark", [])
    whole_is_long = any(mark.name == "long" for mark in marks)
    (ways,) = [mark.args[1] for mark in marks if mark.name == "parametrize" and mark.args[0] == "way"]
    return {one.values[0]: not whole_is_long and not any(m.name == "long" for m in one.marks) for one in ways}


def test_every_journey_in_a_browser_goes_all_ways_or_says_why_not() -> None:
    tests = list(_tests())
    in_browsers = {one.__name__ for one in tests if "browser_context" in inspect.signature(one).parameters}

    assert in_browsers - set(ONE_WAY) == set(), "give it `way`, or say here why it goes one way"
    assert set(ONE_WAY) - in_browsers == set(), "no journey is called so any more"
    journeys = [one for one in tests if _goes_ways(one)]
    assert len(journeys) >= 15
    for one in journeys:
        assert {WITH, WITHOUT, ANSWER_404} <= set(_ways(one)), one.__name__


def test_in_the_short_form_each_way_is_met_by_several_journeys() -> None:
    ways = (_ways(one) for one in _tests() if _goes_ways(one))
    met = Counter(way for each in ways for way, short in each.items() if short)

    assert all(met[way] >= SEVERAL for way in (WITH, WITHOUT, ANSWER_404)), met


@pytest.mark.parametrize("way", HOW, indirect=True)
def test_the_ways_are_what_they_say(families: FamiliesSite, way: Way) -> None:
    hand = way.hand(families.server.url)
    hand.open(f"/en/harbour/share?person={families.people['harbour']}")

    assert hand.page.locator("[data-speak]").is_visible() is (way.name in (WITH, BY_KEYS))
    assert hand.page.locator("main button[name=upload]").is_visible() is (way.name in (WITHOUT, ANSWER_404))
    asked = [one for one in way.visitor.requests if one.kind == "script"]
    assert bool(asked) is (way.name != WITHOUT)


NOT_WELL = """<!doctype html><style>:focus { outline: 3px solid } .bare:focus { outline: none }
.over { position: absolute; top: 0; inset-inline-start: 0; width: 200px; height: 60px }
.under { position: absolute; top: 10px; inset-inline-start: 10px }</style>
<div style="height: 80px"></div><button id="last" tabindex="2">Comes last</button>
<button id="first" tabindex="1">Comes first</button>
<button class="bare">No ring</button><button class="under">Covered</button>
<p class="over">Over it</p><button id="end">End</button>"""


def test_somebody_with_keys_notices_what_is_not_seen_and_what_is_out_of_order(browser: Chromium) -> None:
    visitor = browser.visitor()
    page = visitor.new_page()
    page.set_content(NOT_WELL)
    keys = Keys(page, "")

    keys.go_to(page.locator("#end"))

    found = "\n".join(keys.faults)
    visitor.close()
    assert "'Comes last' does not come in the order of reading" in found
    assert found.count("the focus is not seen on") == 2
    assert "No ring" in found
    assert "Covered" in found
