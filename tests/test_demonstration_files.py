"""What the demonstration's data files promise, checked before any program reads them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from memorial.adapters.record_json import read_record
from memorial.application.demonstration_groups import days_from
from memorial.domain.group import GroupKind
from memorial.domain.heritage import holds_coordinates
from memorial.domain.record import EntryKind
from memorial.domain.record_known import references
from memorial.vocabulary import (
    About,
    Audience,
    Certainty,
    FactKind,
    Fate,
    Kinship,
    Living,
    MemorialKind,
    NameShown,
    ReasonCode,
    Relation,
    Risk,
    Signature,
    Standing,
    VersionState,
)

ROOT = Path(__file__).parent.parent / "config" / "memorials"
FICTIONAL = ROOT / "fictional-ferry-1987"
REAL = ROOT / "khojaly-1992"

NAME_KINDS = {"own", "other_script", "patronymic", "nickname", "earlier", "as_printed"}
STATES = {
    *(s.value for s in VersionState if s not in (VersionState.RECEIVED, VersionState.QUARANTINED)),
    Standing.PAUSED.value,
    Standing.WITHDRAWN.value,
    "kept",
    "draft",
} - {VersionState.SUPERSEDED.value}
WAS_PUBLISHED = {"published", "paused", "withdrawn"}
SCRIPTS = {
    "Latn": "LATIN",
    "Cyrl": "CYRILLIC",
    "Armn": "ARMENIAN",
    "Geor": "GEORGIAN",
    "Arab": "ARABIC",
    "Hebr": "HEBREW",
    "Grek": "GREEK",
}
MEMORIAL_FIELDS = {
    *("slug", "kind", "draft", "public", "accepting", "languages", "content_languages", "time_zone", "title"),
    *("purpose", "words", "risk", "ceiling", "controller", "notice", "neutral_site", "accent", "fictional_note"),
    "sources",
}
PERSON_FIELDS = {"key", "names", "sort_key", "born", "died", "age", "fate", "place", "source"}
REMEMBRANCE_FIELDS = {
    *("key", "about", "person", "person_name", "person_name_other", "fate", "born", "died", "place", "story"),
    *("story_language", "relation", "contributor_name", "signature", "audience", "embargo_until"),
    *("person_name_shown", "files", "state", "published_on", "received_on"),
}
DESK_FIELDS = {"question", "suggestion", "message", "decline_reason"}
EDTF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?[~?%]?")


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def scripts_of(text: str) -> Counter[str]:
    """How many letters of each script a text has, by the first word of each letter's Unicode name."""
    return Counter(unicodedata.name(c).split()[0] for c in text if c.isalpha())


@pytest.fixture(scope="module")
def people() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = read(FICTIONAL, "people.json")
    return loaded


@pytest.fixture(scope="module")
def remembrances() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = read(FICTIONAL, "remembrances.json")
    return loaded


@pytest.mark.parametrize("folder", [FICTIONAL, REAL], ids=lambda folder: folder.name)
def test_a_memorial_has_every_field_and_known_words(folder: Path) -> None:
    memorial = read(folder, "memorial.json")

    assert set(memorial) - {"record", "days_of_remembrance"} == MEMORIAL_FIELDS
    assert memorial["slug"] == folder.name
    assert MemorialKind(memorial["kind"])
    assert Risk(memorial["risk"])
    assert Audience.parse(memorial["ceiling"]).word == memorial["ceiling"]
    assert ZoneInfo(memorial["time_zone"])
    assert set(memorial["controller"]) == {"name", "address", "contact"}
    for field in ("purpose", "notice", "neutral_site"):
        assert set(memorial["languages"]) <= set(memorial[field]), field
    assert set(memorial["languages"]) <= set(memorial["words"]["died"])


def test_the_fictional_memorial_says_so_in_its_address_and_title_and_notice(people: list[dict[str, Any]]) -> None:
    memorial = read(FICTIONAL, "memorial.json")

    assert "fictional" in memorial["slug"]
    assert set(memorial["content_languages"]) <= set(memorial["title"])
    assert memorial["title"]["en"].endswith("(fictional)")
    assert set(memorial["languages"]) <= set(memorial["fictional_note"])
    assert all("fictional" in source["title"] for source in memorial["sources"])
    assert {person["source"] for person in people} <= {source["id"] for source in memorial["sources"]}


def test_people_follow_their_schema(people: list[dict[str, Any]]) -> None:
    assert len(people) >= 64
    assert len({person["key"] for person in people}) == len(people)
    for person in people:
        assert set(person) == PERSON_FIELDS, person["key"]
        assert Fate(person["fate"])
        assert all(person[day] is None or EDTF.fullmatch(person[day]) for day in ("born", "died"))
        assert person["fate"] != "missing" or person["died"] is None, "missing is not dead"
        assert person["place"] is None or set(person["place"]) == {"text", "language"}
        assert person["names"]


def test_what_is_said_further_is_said_of_people_of_the_list_by_a_source_of_the_memorial(
    people: list[dict[str, Any]],
) -> None:
    ties, keys = read(FICTIONAL, "ties.json"), {person["key"] for person in people}
    sources = {source["id"] for source in read(FICTIONAL, "memorial.json")["sources"]}

    for one in ties["kin"]:
        assert set(one) == {"of", "other", "kinship", "certainty", "source"}
        assert one["of"] != one["other"]
        assert {one["of"], one["other"]} <= keys
        assert Kinship(one["kinship"])
        assert Certainty(one["certainty"])
    for one in ties["claims"]:
        assert one["of"] in keys
        assert FactKind(one["kind"])
        assert one["kind"] != FactKind.FATE or Fate(one["value"])
        assert one["kind"] not in ("born", "died") or EDTF.fullmatch(one["value"])
    assert {one["source"] for one in (*ties["kin"], *ties["claims"])} <= sources


def test_groups_and_places_of_memory_rest_on_people_and_sources_of_the_memorial(people: list[dict[str, Any]]) -> None:
    ties, keys = read(FICTIONAL, "ties.json"), {person["key"] for person in people}
    sources = {source["id"] for source in read(FICTIONAL, "memorial.json")["sources"]}

    members = [said for one in ties["groups"] for said in one["members"]]
    assert {said["of"] for said in members} <= keys
    assert {GroupKind(one["kind"]) for one in ties["groups"]} >= {GroupKind.FAMILY, GroupKind.CREW}
    names = [said for one in (*ties["groups"], *ties["heritage"]) for said in one.get("names", ())]
    said_of_places = [said for one in ties["heritage"] for said in (*one["places"], *one["conditions"])]
    assert {said["source"] for said in (*members, *names, *said_of_places)} <= sources
    assert not [said for said in (*names, *said_of_places) if holds_coordinates(said.get("text", ""))]


def test_days_of_remembrance_are_days_of_the_year_with_their_hour() -> None:
    fictional, real = (
        days_from(read(folder, "memorial.json"), read_record((folder / "record.json").read_bytes()))
        for folder in (FICTIONAL, REAL)
    )

    assert len({day.community for day in fictional}) >= 2
    assert max(Counter((day.month_day, day.local_time) for day in fictional).values()) == 1
    assert [(day.month_day, day.source_id) for day in real] == [
        (one["date"][-5:], one["source_ids"][0]) for one in read(REAL, "record.json")["memorial"]["commemorative_dates"]
    ]


def test_every_name_is_written_in_the_script_it_claims(people: list[dict[str, Any]]) -> None:
    for name in (name for person in people for name in person["names"]):
        assert set(name) == {"text", "language", "script", "kind"}
        assert name["kind"] in NAME_KINDS
        assert set(scripts_of(name["text"])) == {SCRIPTS[name["script"]]}, name["text"]
        assert name["text"] == unicodedata.normalize("NFC", name["text"]).strip()


def test_no_community_stands_far_behind_another(people: list[dict[str, Any]]) -> None:
    by_script = Counter(person["names"][0]["script"] for person in people)

    assert len(by_script) >= 5
    assert min(by_script.values()) >= 8


def test_no_two_people_have_one_name(people: list[dict[str, Any]]) -> None:
    own = Counter(person["names"][0]["text"] for person in people)

    assert max(own.values()) == 1


def test_remembrances_follow_their_schema(people: list[dict[str, Any]], remembrances: list[dict[str, Any]]) -> None:
    known = {person["key"] for person in people}
    languages = set(read(FICTIONAL, "memorial.json")["content_languages"])

    assert len({item["key"] for item in remembrances}) == len(remembrances)
    for item in remembrances:
        assert set(item) - DESK_FIELDS == REMEMBRANCE_FIELDS, item["key"]
        assert item["state"] in STATES
        assert About(item["about"])
        assert item["story"].strip()
        assert item["story_language"] in languages
        named = (item["person"] in known) + (item["person_name"] is not None)
        assert named == (1 if item["about"] == "person" else 0), item["key"]
        if item["about"] == "person" and item["state"] != "draft":
            assert NameShown(item["person_name_shown"])


def test_whoever_sent_something_answered_every_question(remembrances: list[dict[str, Any]]) -> None:
    for item in remembrances:
        if item["state"] == "draft":
            continue
        assert Relation(item["relation"])
        assert Signature(item["signature"])
        assert item["signature"] not in ("name", "initials") or item["contributor_name"], item["key"]
        assert item["audience"] in {"public", "unlisted", "archive", "until"}
        assert (item["audience"] == "until") == (item["embargo_until"] is not None)


def test_days_are_in_order_and_before_november(remembrances: list[dict[str, Any]]) -> None:
    for item in remembrances:
        assert (item["published_on"] is not None) == (item["state"] in WAS_PUBLISHED), item["key"]
        assert (item["received_on"] is None) == (item["state"] == "draft"), item["key"]
        if item["published_on"]:
            received, published = (date.fromisoformat(item[day]) for day in ("received_on", "published_on"))
            assert received < published < date(2026, 11, 1)
    months = {item["published_on"][:7] for item in remembrances if item["published_on"]}
    assert len(months) >= 8


def test_there_is_an_item_in_every_state(remembrances: list[dict[str, Any]]) -> None:
    states = Counter(item["state"] for item in remembrances)

    assert set(states) == STATES
    assert states["published"] >= 44
    assert states["in_review"] >= 4
    assert {"event", "self", "person"} == {item["about"] for item in remembrances if item["state"] == "published"}
    for state, field in (("needs_contributor", "question"), ("contributor_review", "suggestion")):
        assert all(item[field] for item in remembrances if item["state"] == state)
    declined = [item for item in remembrances if item["state"] == "declined"]
    assert [ReasonCode(item["decline_reason"]) for item in declined] == [ReasonCode.OFF_TOPIC]


def test_one_item_is_shut_until_a_date(remembrances: list[dict[str, Any]]) -> None:
    assert [item["embargo_until"] for item in remembrances if item["embargo_until"]] == ["2087-05-17"]


def test_texts_are_in_at_least_six_scripts(remembrances: list[dict[str, Any]]) -> None:
    published = [item for item in remembrances if item["state"] == "published"]

    assert len({scripts_of(item["story"]).most_common(1)[0][0] for item in published}) >= 6


def test_a_withheld_name_stands_in_the_text_so_that_it_must_be_taken_out(remembrances: list[dict[str, Any]]) -> None:
    withheld = [item for item in remembrances if item["person_name_shown"] in ("none", "initials")]

    assert {item["person_name_shown"] for item in withheld} == {"none", "initials"}
    assert {item["state"] for item in withheld if item["person_name_shown"] == "none"} == {"published", "in_review"}
    for item in withheld:
        assert item["person"] is None, "a private name is never tied to a name of the list"
        assert any(part[:4] in item["story"] for part in item["person_name"].split()), item["key"]


def test_only_the_waiting_item_meant_for_it_holds_a_telephone_number(remembrances: list[dict[str, Any]]) -> None:
    holders = [item["key"] for item in remembrances if re.search(r"\d[\d ()-]{6,}\d", item["story"])]

    assert holders == ["q01"]


def test_every_picture_exists_is_used_is_small_and_is_called_fictional(remembrances: list[dict[str, Any]]) -> None:
    used = [file for item in remembrances for file in item["files"]]
    there = sorted(path for path in (FICTIONAL / "files").iterdir() if path.suffix != ".ogg")

    assert len(there) >= 12
    assert sorted(FICTIONAL / file["file"] for file in used) == there
    assert all(path.name.startswith("fictional-") for path in there)
    assert sum(path.stat().st_size for path in there) < 2_000_000
    for path in there:
        with Image.open(path) as picture:
            picture.load()
            assert not picture.getexif()
    for file in used:
        assert set(file) == {"file", "caption", "living", "agreed", "publish"}
        assert file["caption"]
        assert Living(file["living"])
    assert [file["agreed"] for file in used if file["living"] == "yes"] == ["no"]


def test_every_recording_is_used_is_called_fictional_and_says_so_at_its_beginning() -> None:
    interviews = read(FICTIONAL, "interviews.json")
    there = {path.name for path in (FICTIONAL / "files").glob("*.ogg")}

    assert {one["sound"] for one in interviews if one["sound"]} == there
    assert all(name.startswith("fictional-") for name in there)
    assert sum(path.stat().st_size for path in (FICTIONAL / "files").glob("*.ogg")) < 500_000
    for one in interviews:
        first = one["lines"][0]
        assert "made up" in first.get("translation", first["text"]) and first["start"] == 0
        assert all("fictional" in one["title"]["en"] for one in interviews)
        ends = [line["end"] for line in one["lines"]]
        assert all(line["start"] < line["end"] for line in one["lines"]) and ends == sorted(ends)


def test_one_interview_has_two_languages_and_one_a_part_that_is_kept_back() -> None:
    interviews = {one["key"]: one for one in read(FICTIONAL, "interviews.json")}

    assert {given["language"] for given in interviews["i02"]["transcripts"]} == {"ar", "en"}
    assert len(interviews["i01"]["seals"]) == 1 and any(line.get("seal") for line in interviews["i01"]["lines"])
    assert interviews["i04"]["release"] is None


def test_the_notice_is_in_short_sentences() -> None:
    notice = read(FICTIONAL, "memorial.json")["notice"]["en"].replace("**", "").replace("savrena.example", "savrena")
    lengths = [len(sentence.split()) for sentence in re.split(r"[.:!?]\s", notice) if sentence.strip()]

    assert max(lengths) <= 20
    assert sum(lengths) / len(lengths) <= 12


def test_the_real_memorial_has_no_person_and_no_testimony() -> None:
    assert read(REAL, "people.json") == []
    assert read(REAL, "remembrances.json") == []
    assert not (REAL / "files").exists()


def test_the_real_memorial_is_a_closed_draft() -> None:
    memorial = read(REAL, "memorial.json")

    assert (memorial["kind"], memorial["draft"], memorial["accepting"]) == ("real", True, False)
    assert read(REAL, "record.json")["status"]["review"] == "draft"
    assert memorial["fictional_note"] == {}


def test_the_real_memorial_says_only_what_its_record_says() -> None:
    memorial, record = read(REAL, "memorial.json"), read(REAL, "record.json")

    assert memorial["title"] == {"en": record["memorial"]["neutral_label"]}
    assert set(memorial["record"]) == {"names_empty"}, "whatever else is said of the event has its source in the record"
    assert memorial["sources"] == []
    assert "days_of_remembrance" not in memorial


@pytest.mark.parametrize("folder", [FICTIONAL, REAL], ids=lambda folder: folder.name)
def test_everything_in_a_record_names_a_source_that_is_there(folder: Path) -> None:
    entries = read_record((folder / "record.json").read_bytes()).entries
    there = {one.at for one in entries}
    cited = {(one.kind, one.name) for entry in entries for one in references(entry.state)}
    rests_on_none = [
        one.at
        for one in entries
        if one.kind not in (EntryKind.SOURCE, EntryKind.CHECK, EntryKind.REPLY)
        and not any(found.kind is EntryKind.SOURCE for found in references(one.state))
    ]

    assert cited <= there
    assert rests_on_none == []


def test_the_projects_own_words_about_the_real_event_hold_no_number() -> None:
    memorial = read(REAL, "memorial.json")
    own_words = [
        *memorial["purpose"].values(),
        *memorial["notice"].values(),
        *memorial["record"]["names_empty"].values(),
    ]

    assert not [words for words in own_words if any(c.isdigit() for c in words)]
