"""The JSON form of a record: read and written again it is the same; what cannot be used is refused where it stands."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memorial.adapters.record_json import DEEPEST, read_record
from memorial.adapters.record_json_form import PARTS, form, record_form, write_record
from memorial.adapters.record_schema import schema_file, schema_text
from memorial.application.ports.record_form import LARGEST_RECORD, NAMELESS, NotARecord
from memorial.domain.record import EntryKind, Figure, Qualifier, RecordAbout, RecordSource

MEMORIALS = Path(__file__).parent.parent.parent / "config" / "memorials"
REAL = MEMORIALS / "khojaly-1992" / "record.json"
RECORDS = [REAL, MEMORIALS / "fictional-ferry-1987" / "record.json"]
SCHEMA = json.loads(schema_file().read_text(encoding="utf-8"))

SMALL: dict[str, Any] = {
    "schema_version": 1,
    "memorial": {
        "neutral_label": "The quay, 3 May 1901",
        "neutral_summary": "A quay gave way.",
        "summary_source_ids": ["report"],
        "scope": "",
        "communities_note": None,
        "names": [{"lang": "en", "name": "The fall", "used_by": ["report"], "note": None}],
        "commemorative_dates": [],
        "run_by": "A society",
        "paid_by": "Its members",
        "language": "fr",
    },
    "places": [
        {
            "id": "quay",
            "kind": "quay",
            "names": [{"lang": "en-Latn", "name": "Quay", "source_id": "report", "seen": True, "period": "to 1910"}],
            "coordinates": [{"lat": 1.5, "lon": 2.25, "source_id": "report", "precision_m": 50}],
            "role": "",
            "note": None,
            "course": [{"lat": 1.5, "lon": 2.25, "source_id": "report"}],
        }
    ],
    "timeline": [{"date": "1901-05-03", "precision": "day", "what": "It gave way.", "source_ids": ["report"]}],
    "figures": [
        {
            "id": "hurt",
            "subject": "People hurt",
            "category": "injured",
            "value": 7,
            "qualifier": "at least",
            "source_id": "report",
            "unit": "persons",
            "scope": "",
            "note": "",
        }
    ],
    "sources": [
        {
            "id": "report",
            "title": "A report",
            "publisher": "",
            "year": None,
            "kind": "report",
            "perspective": "",
            "language": "en",
            "seen_as": "full text",
            "address": None,
            "via": None,
            "note": None,
            "date": "1901-06",
            "names_private": True,
            "shows_dead": True,
            "sensitivity": "graphic",
            "remembrance_id": "r-1",
        }
    ],
    "disputed": [
        {
            "id": "why",
            "question": "Why did it give way?",
            "accounts": [
                {
                    "source_id": "report",
                    "says": "The wood was old.",
                    "basis": "examined",
                    "quotation": True,
                    "date": "1901-06-02",
                    "figure_ids": ["hurt"],
                    "sensitivity": "graphic",
                }
            ],
        }
    ],
    "essay_facts": [],
    "units": [{"id": "first", "names": [{"lang": "en", "name": "First", "source_id": None, "seen": False}]}],
    "documents": [{"id": "order", "title": "An order", "source_ids": ["report"], "kept_at": "the archive"}],
    "footage": [{"id": "film", "title": "A film", "time": "about noon", "place_id": "quay"}],
    "replies": [
        {
            "id": "one",
            "by": "A reader",
            "says": "It was the iron.",
            "received": "2026-01-02",
            "about_kind": "question",
            "about_id": "why",
            "outcome": "not_changed",
        }
    ],
    "reconciliation": [],
    "name_lists_known": [],
}


def raw(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def changed(path: str, value: Any) -> dict[str, Any]:
    """The small record with another value at that path; `...` takes the field out."""
    document = copy.deepcopy(SMALL)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = document
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return document


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.parent.name)
def test_a_whole_record_is_the_same_after_reading_and_writing(file: Path) -> None:
    document = json.loads(file.read_bytes())

    read = read_record(file.read_bytes())
    again = json.loads(write_record(read.entries))

    assert read.refused == ()
    assert again == document
    assert list(again) == list(document), "its parts stand in the same order"


def test_the_whole_dossier_is_read() -> None:
    read = read_record(REAL.read_bytes())
    counts = {kind: sum(one.kind is kind for one in read.entries) for kind in EntryKind}

    assert {kind.value: number for kind, number in counts.items() if number} == {
        "about": 1, "source": 75, "figure": 122, "question": 18, "event": 32, "place": 15, "name": 12,
        "observance": 1, "statement": 40, "check": 4, "left_out": 1,
    }  # fmt: skip
    assert all(read.places[one.at] for one in read.entries)


def test_the_parts_beyond_the_dossier_are_the_same_again_too() -> None:
    read = read_record(raw(SMALL))

    assert read.refused == ()
    assert record_form(read.entries) == SMALL
    assert "e001" not in write_record(read.entries).decode(), "a name given for the reading is never written"


def test_numbers_stay_what_they_are_and_words_that_say_nothing_stay() -> None:
    figures = {one.name: one.state for one in read_record(REAL.read_bytes()).entries if one.kind is EntryKind.FIGURE}
    whole, broken = figures["essay-killed"], figures["f082"]
    assert isinstance(whole, Figure)
    assert isinstance(broken, Figure)

    assert (whole.value, type(whole.value), type(broken.value)) == (613, int, float)
    assert whole.qualifier is Qualifier.EXACTLY
    assert any(isinstance(one, Figure) and one.note == "" for one in figures.values())


def test_what_is_no_entry_is_kept_with_what_the_record_is_about() -> None:
    read = read_record(REAL.read_bytes())
    about = next(one.state for one in read.entries if one.kind is EntryKind.ABOUT)
    assert isinstance(about, RecordAbout)

    assert set(about.kept) == {
        *("prepared_from", "rules", "memorial", "entities", "further_documents", "gaps"),
        *("general_knowledge_unverified", "status"),
    }
    assert about.kept["memorial"] == {"id": "khojaly-1992"}


def test_fields_that_say_nothing_are_written_or_not_as_the_form_has_it() -> None:
    assert form(RecordSource("A list")).keys() == {
        *("title", "publisher", "year", "kind", "perspective", "language", "seen_as", "address", "via", "note")
    }
    assert form(Figure("s", "c", 1, Qualifier.ABOUT, "x", "persons")).keys() == {
        *("subject", "category", "value", "qualifier", "source_id", "unit", "scope")
    }


@pytest.mark.parametrize(
    ("path", "value", "place", "code"),
    [
        ("figures.0.unit", ..., "figures[0].unit", "missing"),
        ("figures.0.qualifier", ..., "figures[0].qualifier", "missing"),
        ("figures.0.source_id", ..., "figures[0].source_id", "missing"),
        ("figures.0.qualifier", "roughly", "figures[0].qualifier", "not_one_of"),
        ("figures.0.value", "7", "figures[0].value", "wrong_type"),
        ("figures.0.value", True, "figures[0].value", "wrong_type"),
        ("figures.0.value", None, "figures[0].value", "wrong_type"),
        ("figures.0.sensitivty", "graphic", "figures[0].sensitivty", "unknown_field"),
        ("disputed.0.sensitivity", "Graphic", "disputed[0].sensitivity", "not_one_of"),
        ("disputed.0.accounts.0.note", "x", "disputed[0].accounts[0].note", "unknown_field"),
        ("disputed.0.accounts.0.sensitivity", "bad", "disputed[0].accounts[0].sensitivity", "not_one_of"),
        ("disputed.0.accounts.0.says", ..., "disputed[0].accounts[0].says", "missing"),
        ("disputed.0.accounts", "none", "disputed[0].accounts", "wrong_type"),
        ("disputed.0.accounts.0", "none", "disputed[0].accounts[0]", "wrong_type"),
        ("places.0.names.0.seen", "yes", "places[0].names[0].seen", "wrong_type"),
        ("places.0", "quay", "places[0]", "wrong_type"),
        ("sources.0.id", ..., "sources[0].id", "no_id"),
        ("sources.0.id", "Report!", "sources[0].id", "id_not_usable"),
        ("sources.0.id", "report\n", "sources[0].id", "id_not_usable"),
        ("sources.0.id", 5, "sources[0].id", "id_not_usable"),
        ("sources.0.title", None, "sources[0].title", "wrong_type"),
        ("timeline.0.precision", "hour", "timeline[0].precision", "not_one_of"),
        ("timeline", {}, "timeline", "wrong_type"),
        ("essay_facts", None, "essay_facts", "wrong_type"),
        ("memorial", ..., "memorial", "missing"),
        ("memorial.neutral_summary", ..., "memorial.neutral_summary", "missing"),
        ("memorial.kept", {}, "memorial.kept", "unknown_field"),
        ("memorial.id", 5, "memorial.id", "wrong_type"),
        ("memorial.name", [], "memorial.name", "unknown_field"),
        ("name_lists_known.0", {"what": "x"}, "memorial.name_lists_known[0].source_id", "missing"),
        ("figurs", [], "figurs", "unknown_part"),
        ("left_out", 5, "left_out", "wrong_type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_bad_element_is_refused_where_it_stands_and_the_rest_is_read(
    path: str, value: Any, place: str, code: str
) -> None:
    read = read_record(raw(changed(path, value)))

    assert [(one.place, one.code) for one in read.refused] == [(place, code)]
    assert read.refused[0].words.endswith(".")
    assert len(read.entries) >= len(read_record(raw(SMALL)).entries) - 2
    assert place not in read.places.values()


def test_of_two_with_one_id_neither_is_taken() -> None:
    read = read_record(raw(changed("figures.1", {**SMALL["figures"][0], "value": 9})))

    assert [(one.place, one.code) for one in read.refused] == [
        ("figures[0].id", "id_twice"),
        ("figures[1].id", "id_twice"),
    ]
    assert not [one for one in read.entries if one.kind is EntryKind.FIGURE]


@pytest.mark.parametrize(
    ("given_bytes", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"{", "not_json"),
        (b"\xff\xfe{", "not_utf8"),
        (b"[]", "not_a_record"),
        (b"5", "not_a_record"),
        (b"{}", "not_a_record"),
        (b'{"figures": []}', "not_a_record"),
        (b'{"schema_version": 2, "sources": []}', "other_version"),
        (b'{"schema_version": true, "sources": []}', "other_version"),
        (b'{"sources": [], "sources": []}', "twice"),
        (b'{"sources": [{"id": "a", "title": "b", "title": "c"}]}', "twice"),
        (b'{"sources": [], "gaps": NaN}', "not_json"),
        (b'{"sources": [], "gaps": 1e999}', "too_large_number"),
        (b'{"sources": [], "gaps": -1e16}', "too_large_number"),
        (b'{"sources": [], "gaps": ' + b"9" * 16 + b"}", "too_large_number"),
        (b'{"sources": [], "gaps": ' + b"9" * 400 + b"}", "too_large_number"),
        (b'{"sources": [], "gaps": -' + b"9" * 4300 + b"}", "too_large_number"),
        (b'{"sources": [], "gaps": ' + b"9" * 5000 + b"}", "not_json"),
        (b'{"sources": [], "gaps": ' + b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1) + b"}", "too_deep"),
        (b'{"sources": [], "gaps": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"),
        (b'{"sources": [' + b" " * LARGEST_RECORD + b"]}", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_record_is_refused_in_a_sentence(given_bytes: bytes, code: str) -> None:
    with pytest.raises(NotARecord) as refused:
        read_record(given_bytes)

    assert refused.value.code == code
    assert refused.value.detail.endswith(".")


def test_words_arrive_in_the_form_in_which_words_are_kept() -> None:
    read = read_record(raw(changed("sources.0.title", "A re\u200bport\x00 e\u0301")))
    source = next(one.state for one in read.entries if one.kind is EntryKind.SOURCE)
    half = read_record(b'{"sources": [{"id": "a", "title": "\\ud800 half"}]}').entries[0].state

    assert isinstance(source, RecordSource)
    assert source.title == "A report \u00e9"
    assert isinstance(half, RecordSource)
    assert half.title == "\ufffd half"


def test_a_mark_at_the_beginning_of_the_file_is_no_part_of_it() -> None:
    assert read_record(b"\xef\xbb\xbf" + raw(SMALL)).entries == read_record(raw(SMALL)).entries


def test_entries_are_written_in_the_order_of_their_numbers() -> None:
    entries = read_record(REAL.read_bytes()).entries

    assert write_record(reversed(entries)) == write_record(entries)


def test_kinds_without_an_id_are_known() -> None:
    assert {part.kind for part in PARTS if part.prefix} | {EntryKind.ABOUT} == NAMELESS


# The schema


def test_the_schema_is_the_one_that_the_types_make() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert schema_file().read_text(encoding="utf-8") == schema_text(), (
        "run .venv/bin/python -m memorial.adapters.record_schema"
    )


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.parent.name)
def test_the_records_of_the_demonstration_fit_the_schema(file: Path) -> None:
    jsonschema.validate(json.loads(file.read_bytes()), SCHEMA)


def _places(value: Any, path: str = "") -> list[str]:
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        found += _places(one, f"{path}.{key}" if path else str(key))
    return found


VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@settings(max_examples=150, deadline=None)
@given(
    path=st.sampled_from([path for path in _places(SMALL) if path not in ("sources", "schema_version")]),
    value=st.sampled_from([..., None, 5, -1.5, "", "graphic", "about", True, [], {}, ["report"], [None], {"id": "a"}]),
)
def test_the_schema_and_the_reading_refuse_the_same(path: str, value: Any) -> None:
    document = changed(path, value)
    try:
        refused = bool(read_record(raw(document)).refused)
    except NotARecord:
        refused = True

    assert refused == (not VALIDATOR.is_valid(document)), path
