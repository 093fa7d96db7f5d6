"""The JSON form of a record: its parts, which fields stand in it, and how entries are written in it.

What stands in the form and in no entry (the rules that its makers set themselves, what they looked for and did not
find) is kept beside what the record is about, and written out again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any

from memorial.application.ports.record_form import Named
from memorial.domain.record import (
    EntryKind,
    EventName,
    Figure,
    ListKnown,
    Observance,
    Place,
    PlaceName,
    Question,
    RecordAbout,
    RecordSource,
    Statement,
)

VERSION = 1
ABOUT = "about"
"""The name of the one entry that says what the record is about."""


@dataclass(frozen=True)
class Part:
    """A list in the form. Entries without an id of their own are called `prefix` and their place while they are read.

    `optional`: not written where it is empty.
    """

    kind: EntryKind
    key: str
    prefix: str = ""
    optional: bool = False


PARTS = (
    Part(EntryKind.NAME, "memorial.names", "n"),
    Part(EntryKind.OBSERVANCE, "memorial.commemorative_dates", "o"),
    Part(EntryKind.PLACE, "places"),
    Part(EntryKind.EVENT, "timeline", "e"),
    Part(EntryKind.FIGURE, "figures"),
    Part(EntryKind.SOURCE, "sources"),
    Part(EntryKind.QUESTION, "disputed"),
    Part(EntryKind.STATEMENT, "essay_facts"),
    Part(EntryKind.UNIT, "units", optional=True),
    Part(EntryKind.DOCUMENT, "documents", optional=True),
    Part(EntryKind.FOOTAGE, "footage", optional=True),
    Part(EntryKind.REPLY, "replies", optional=True),
    Part(EntryKind.LEFT_OUT, "left_out", "l", optional=True),
    Part(EntryKind.CHECK, "reconciliation", "c"),
)
VERSION_KEY = "schema_version"
KEPT_BEFORE = ("prepared_from", "rules")
KEPT_AFTER = ("entities", "further_documents", "gaps", "general_knowledge_unverified", "status")
"""Parts that are no entries: kept whole, and shown to no visitor."""

IN_ORDER = (
    *(VERSION_KEY, *KEPT_BEFORE, "memorial", "places", "timeline", "figures", "sources", "disputed", "essay_facts"),
    *("entities", "units", "documents", "footage", "replies", "left_out", "reconciliation", "name_lists_known"),
    *("further_documents", "gaps", "general_knowledge_unverified", "status"),
)
IN_ORDER_OF_MEMORIAL = (
    *("id", "neutral_label", "neutral_summary", "summary_source_ids", "names", "commemorative_dates"),
    *("communities_note", "scope", "run_by", "paid_by", "language"),
)
"""How the parts follow each other where they are written."""

ALWAYS_WRITTEN: Mapping[type[Any], frozenset[str]] = {
    RecordAbout: frozenset({"summary_source_ids", "scope", "communities_note"}),
    RecordSource: frozenset(
        {"publisher", "year", "kind", "perspective", "language", "seen_as", "address", "via", "note"}
    ),
    Figure: frozenset({"scope"}),
    Question: frozenset({"accounts"}),
    Place: frozenset({"coordinates", "role", "note"}),
    PlaceName: frozenset({"source_id", "seen"}),
    EventName: frozenset({"used_by", "note"}),
    Observance: frozenset({"established"}),
    Statement: frozenset({"is_count_claim"}),
    ListKnown: frozenset({"copied"}),
}
"""Fields that are written though they say nothing, as null or empty. All others stand only where they say something."""


def write_record(entries: Iterable[Named]) -> bytes:
    """The record in its JSON form, UTF-8, with one space of indent, each part in the order of its numbers."""
    return json.dumps(record_form(entries), ensure_ascii=False, indent=1).encode() + b"\n"


def record_form(entries: Iterable[Named]) -> dict[str, Any]:
    """The same as JSON objects. Entries of no id of their own are written without one."""
    by_kind: dict[EntryKind, list[Named]] = {kind: [] for kind in EntryKind}
    for one in sorted(entries, key=lambda one: (one.number, one.name)):
        by_kind[one.kind].append(one)
    about = next((one.state for one in by_kind[EntryKind.ABOUT] if isinstance(one.state, RecordAbout)), None)
    kept = about.kept if about else {}
    whole: dict[str, Any] = {VERSION_KEY: VERSION}
    whole |= {key: kept[key] for key in KEPT_BEFORE if key in kept}
    whole["memorial"] = _about_form(about)
    for part in PARTS:
        listed = [_element(part, one) for one in by_kind[part.kind]]
        if not listed and part.optional:
            continue
        outer, _, inner = part.key.rpartition(".")
        one_object = part.kind is EntryKind.LEFT_OUT and len(listed) == 1
        (whole[outer] if outer else whole)[inner] = listed[0] if one_object else listed
    whole["name_lists_known"] = [form(one) for one in about.name_lists_known] if about else []
    whole |= {key: kept[key] for key in KEPT_AFTER if key in kept}
    whole["memorial"] = {key: whole["memorial"][key] for key in IN_ORDER_OF_MEMORIAL if key in whole["memorial"]}
    return {key: whole[key] for key in IN_ORDER if key in whole}


def _about_form(about: RecordAbout | None) -> dict[str, Any]:
    if about is None:
        return {}
    own = form(replace(about, kept={}, name_lists_known=()))
    return {**about.kept.get("memorial", {}), **own}


def _element(part: Part, one: Named) -> dict[str, Any]:
    return form(one.state) if part.prefix else {"id": one.name, **form(one.state)}


def form(state: object) -> dict[str, Any]:
    """One state, or a piece of one, with the fields that the form has for it."""
    assert is_dataclass(state)
    always = ALWAYS_WRITTEN.get(type(state), frozenset())
    return {
        one.name: _written(getattr(state, one.name))
        for one in fields(state)
        if one.name in always or _default(one) is MISSING or getattr(state, one.name) != _default(one)
    }


def _default(one: Any) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()


def _written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return form(value) if is_dataclass(value) else value
