"""What the record of the made-up event promises: it says that it is made up, lies far from land and breaks no rule."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from memorial.adapters.record_json import read_record
from memorial.domain.record import EntryKind, Place, RecordSource, State
from memorial.domain.record_known import known_of
from memorial.domain.record_rules import problems
from tests.records import entry

FOLDER = Path(__file__).parent.parent / "config" / "memorials" / "fictional-ferry-1987"
FAR_FROM_LAND = (-48.8767, -123.3933)
"""The point of the ocean that is farthest from any land, 2,688 km."""

READ = read_record((FOLDER / "record.json").read_bytes())
FORM: dict[str, Any] = json.loads((FOLDER / "record.json").read_text(encoding="utf-8"))
MEMORIAL: dict[str, Any] = json.loads((FOLDER / "memorial.json").read_text(encoding="utf-8"))


def states(kind: EntryKind) -> dict[str, State]:
    return {one.name: one.state for one in READ.entries if one.kind is kind}


def test_nothing_of_it_is_refused_and_no_rule_of_the_record_is_broken() -> None:
    known = known_of(entry(one.kind, one.name, one.state) for one in READ.entries)
    found = {
        f"{one.kind} {one.name}: {wrong}"
        for one in READ.entries
        for wrong in problems(one.kind, one.name, one.state, known)
    }

    assert READ.refused == ()
    assert found == set()


def test_everyone_who_is_named_as_saying_something_is_said_to_be_made_up() -> None:
    plain = [
        name
        for name, source in states(EntryKind.SOURCE).items()
        if isinstance(source, RecordSource)
        if not all("(fictional)" in text for text in (source.title, source.publisher))
    ]

    assert plain == []
    assert "(fictional)" in FORM["memorial"]["neutral_label"]
    assert all("(fictional)" in reply["by"] for reply in FORM["replies"])


def test_every_address_of_a_source_is_one_that_cannot_exist() -> None:
    addresses = [source["address"] for source in FORM["sources"] if source["address"]]

    assert addresses
    assert all(address.split("/")[2].endswith(".example") for address in addresses)


def test_all_coordinates_lie_in_the_open_ocean() -> None:
    points = [
        (one.lat, one.lon)
        for place in states(EntryKind.PLACE).values()
        if isinstance(place, Place)
        for one in (*place.coordinates, *place.course)
    ]

    assert points
    assert all(abs(lat - FAR_FROM_LAND[0]) < 0.3 and abs(lon - FAR_FROM_LAND[1]) < 0.3 for lat, lon in points)


def test_it_holds_what_the_pages_have_to_show() -> None:
    """Each line is a kind of entry that pages draw in a way of its own."""
    figures, sources, places = FORM["figures"], FORM["sources"], FORM["places"]
    accounts = [account for question in FORM["disputed"] for account in question["accounts"]]

    assert sum(1 for source in sources if source.get("via")) == 3
    assert sum(1 for source in sources if source.get("names_private") or source.get("shows_dead")) == 1
    assert sum(1 for source in sources if source["year"] is None) == 1
    assert len({figure["unit"] for figure in figures}) >= 4
    assert {figure["qualifier"] for figure in figures} == {"exactly", "at least", "about", "at most"}
    assert any("value_max" in figure for figure in figures)
    assert any(isinstance(figure["value"], float) for figure in figures)
    assert sum(1 for question in FORM["disputed"] if question.get("sensitivity") == "graphic") == 1
    assert {event["precision"] for event in FORM["timeline"]} == {"year", "season", "month", "day", "night"}
    assert any(len(place["coordinates"]) == 2 for place in places)
    assert any(not place["coordinates"] and "course" not in place for place in places)
    assert any(place.get("course") for place in places)
    assert all(len({name["lang"].partition("-")[2] for name in place["names"]}) > 1 for place in places)
    assert any(account.get("quotation") for account in accounts)
    assert {reply["outcome"] for reply in FORM["replies"]} == {"added", "not_changed"}
    assert FORM["essay_facts"]
    assert len({reply["received"] for reply in FORM["replies"]}) == len(FORM["replies"]) == 2


def test_some_parts_add_up_to_their_total_and_some_do_not() -> None:
    values = {figure["id"]: figure["value"] for figure in FORM["figures"]}
    sums = Counter[str]()
    for figure in FORM["figures"]:
        if "part_of" in figure:
            sums[figure["part_of"]] += figure["value"]
    left = {total: values[total] - added for total, added in sums.items()}

    assert {total for total, rest in left.items() if rest} == {"co-on-board", "inq-survived"}
    assert sum(1 for rest in left.values() if not rest) == 3
    assert {check["total"]: check["remainder"] for check in FORM["reconciliation"]}.items() <= left.items()


def test_accounts_stand_in_the_order_of_the_date_of_the_statement_undated_last() -> None:
    dates = {source["id"]: source.get("date", str(source["year"] or "")) for source in FORM["sources"]}
    for question in FORM["disputed"]:
        said = [account.get("date") or dates[account["source_id"]] or "9999" for account in question["accounts"]]
        assert all(one <= other for one, other in pairwise(said)), question["id"]


def test_its_lists_are_those_that_the_memorial_takes_names_from() -> None:
    of_record = {source["id"]: source for source in FORM["sources"]}
    for source in MEMORIAL["sources"]:
        same = {key: of_record[source["id"]][key] for key in ("title", "publisher", "year", "perspective")}
        assert same == {key: source[key] for key in same}


def test_a_figure_that_says_how_long_a_list_is_says_so_of_the_list_that_was_loaded() -> None:
    people = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    lines = Counter(person["source"] for person in people)
    fates = Counter(person["fate"] for person in people if person["source"] == "inquiry-list")
    values = {figure["id"]: figure["value"] for figure in FORM["figures"]}

    assert values["list-names"] == lines["inquiry-list"]
    assert (values["inq-died"], values["inq-missing"]) == (fates["died"], fates["missing"])


def test_a_place_of_the_people_is_a_place_of_the_record() -> None:
    people = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    lived_in = {person["place"]["text"] for person in people if person["place"]}
    named = {name["name"] for place in FORM["places"] for name in place["names"] if name["source_id"]}

    assert lived_in <= named
