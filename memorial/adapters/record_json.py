"""Reads the JSON form of a record into what its entries state; what cannot be used is refused where it stands."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass, replace
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from memorial.adapters import documents
from memorial.adapters.record_json_form import ABOUT, KEPT_AFTER, KEPT_BEFORE, PARTS, VERSION, VERSION_KEY, Part
from memorial.application.ports.record_form import (
    LARGEST_RECORD,
    MOST_ENTRIES,
    Named,
    NotARecord,
    ReadRecord,
    Refused,
)
from memorial.domain.record import STATES, EntryKind, RecordAbout, State
from memorial.domain.record_kinds import SENSITIVITIES
from memorial.domain.record_rules import LARGEST_NUMBER, NAME
from memorial.domain.writing import clean

DEEPEST = 12


def read_record(raw: bytes) -> ReadRecord:
    """What the file holds, with every element that cannot be used and why; the others can be looked at nevertheless.

    Words come in the form in which the archive keeps words. Raises `NotARecord` where nothing can be used.
    """
    whole = _parsed(raw)
    found = _Reading(whole)
    found.about()
    for part in PARTS:
        found.part(part)
    found.unknown_parts()
    return ReadRecord(tuple(found.entries), tuple(found.refused), found.places, frozenset(found.lost))


def _parsed(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST_RECORD:
        raise NotARecord("too_large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotARecord("not_utf8") from None
    if not text.strip():
        raise NotARecord("empty")
    try:
        whole = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except RecursionError:
        raise NotARecord("too_deep") from None
    except ValueError as problem:
        raise NotARecord("not_json", problem=problem) from None
    if not isinstance(whole, dict) or not any(part.key in whole for part in PARTS) or "sources" not in whole:
        raise NotARecord("not_a_record")
    if (version := whole.get(VERSION_KEY, VERSION)) != VERSION or isinstance(version, bool):
        raise NotARecord("other_version", version=json.dumps(version)[:40])
    if sum(len(listed) for part in PARTS if isinstance(listed := _at(whole, part), list)) > MOST_ENTRIES:
        raise NotARecord("too_many")
    cleaned: dict[str, Any] = _cleaned(whole)
    return cleaned


def _at(whole: Mapping[str, Any], part: Part) -> Any:
    """What stands in that part, or None where it is not there."""
    outer, _, inner = part.key.rpartition(".")
    around = whole.get(outer) if outer else whole
    return around.get(inner) if isinstance(around, dict) else None


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, number in Counter(key for key, _ in pairs).items() if number > 1)
        raise NotARecord("twice", place=json.dumps(clean(twice)[:60], ensure_ascii=False))
    return found


def _no_constant(written: str) -> Any:
    raise ValueError(f"{written} is no number")


def _cleaned(value: Any, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise NotARecord("too_deep")
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(one, depth + 1) for key, one in value.items()}
    # What is no number at all is not smaller than any.
    if isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:
        raise NotARecord("too_large_number")
    return value


class _Reading:
    """One file on its way into entries."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.whole = whole
        self.entries: list[Named] = []
        self.refused: list[Refused] = []
        self.places: dict[tuple[EntryKind, str], str] = {}
        self.lost: set[tuple[EntryKind, str]] = set()

    def refuse(self, place: str, code: str, words: str) -> None:
        self.refused.append(Refused(place, code, words))

    def about(self) -> None:
        told = self.whole.get("memorial")
        if not isinstance(told, dict):
            self.refuse("memorial", "missing" if told is None else "wrong_type", "What the record is about is missing.")
            return
        own = {key: value for key, value in told.items() if key not in ("id", "names", "commemorative_dates")}
        known = {"name_lists_known": self.whole["name_lists_known"]} if "name_lists_known" in self.whole else {}
        for key in ("kept", "name_lists_known"):
            if key in own:
                self.refuse(f"memorial.{key}", "unknown_field", "There is no field of this name here.")
                return
        if not isinstance(told.get("id", ""), str):
            self.refuse("memorial.id", "wrong_type", "This must be text.")
            return
        state = self.state(RecordAbout, {**own, **known}, "memorial")
        if state is not None:
            kept = {key: self.whole[key] for key in (*KEPT_BEFORE, *KEPT_AFTER) if key in self.whole}
            if "id" in told:
                kept["memorial"] = {"id": told["id"]}
            self.take(EntryKind.ABOUT, ABOUT, 1, replace(state, kept=kept), "memorial")

    def part(self, part: Part) -> None:
        outer, _, inner = part.key.rpartition(".")
        around = self.whole.get(outer) if outer else self.whole
        if not isinstance(around, dict) or inner not in around:
            return
        listed = around[inner]
        if part.kind is EntryKind.LEFT_OUT and isinstance(listed, dict):
            self.element(part, listed, 1, part.key)
        elif isinstance(listed, list):
            twice = _ids_twice(listed)
            for number, one in enumerate(listed, start=1):
                self.element(part, one, number, f"{part.key}[{number - 1}]", twice)
        else:
            self.refuse(part.key, "wrong_type", "This must be a list.")

    def element(self, part: Part, told: Any, number: int, place: str, twice: frozenset[str] = frozenset()) -> None:
        if not isinstance(told, dict):
            self.refuse(place, "wrong_type", "This must be an object with fields.")
            return
        name: Any = f"{part.prefix}{number:03}"
        own = told
        if not part.prefix:
            name, own = told.get("id"), {key: value for key, value in told.items() if key != "id"}
            if not isinstance(name, str) or not NAME.fullmatch(name):
                words = "It needs an id of its own: letters a to z, digits and dashes, at most 80."
                self.refuse(f"{place}.id", "no_id" if "id" not in told else "id_not_usable", words)
                return
            if name in twice:
                self.lost.add((part.kind, name))
                self.refuse(f"{place}.id", "id_twice", f"Another has the id {name} too. Neither was taken.")
                return
        state = self.state(STATES[part.kind], own, place)
        if state is None:
            self.lost.add((part.kind, name))
        else:
            self.take(part.kind, name, number, state, place)

    def state(self, kind: type[Any], told: Mapping[str, Any], place: str) -> Any:
        """What it states, or None where it was refused."""
        for where, code, words in _amiss(kind, told):
            self.refuse(place + where, code, words)
            return None
        try:
            return documents.from_bytes(documents.to_bytes(told), kind)
        except documents.DoesNotFit as problem:
            where, code, words = _in_words(str(problem))
            self.refuse(place + where, code, words)
            return None

    def take(self, kind: EntryKind, name: str, number: int, state: State, place: str) -> None:
        self.entries.append(Named(kind, name, number, state))
        self.places[kind, name] = place

    def unknown_parts(self) -> None:
        known = {part.key.partition(".")[0] for part in PARTS}
        known |= {VERSION_KEY, *KEPT_BEFORE, *KEPT_AFTER, "name_lists_known"}
        for key in self.whole:
            if key not in known:
                self.refuse(key[:60], "unknown_part", "A record has no part of this name. It was not taken.")


def _ids_twice(listed: Sequence[Any]) -> frozenset[str]:
    ids = Counter(one["id"] for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str))
    return frozenset(name for name, number in ids.items() if number > 1)


Amiss = tuple[str, str, str]


def _amiss(kind: Any, told: Mapping[str, Any], where: str = "") -> Iterator[Amiss]:
    """What the types alone would let pass: a field that would be lost, a mark that would not be heeded."""
    inner = _fields(kind)
    for key, value in told.items():
        if key not in inner:
            yield f"{where}.{key[:60]}", "unknown_field", "There is no field of this name here."
        elif key == "sensitivity" and value not in (*SENSITIVITIES, None):
            yield f"{where}.{key}", "not_one_of", f"It can be {' or '.join(sorted(SENSITIVITIES))}, or left out."
        elif inner[key] is not None and isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, dict):
                    yield from _amiss(inner[key], one, f"{where}.{key}[{number}]")


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """The fields of it, each with what its list holds where that has fields itself, else None."""
    found: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        held = get_args(hint)[0] if get_origin(hint) is tuple else None
        found[name] = held if is_dataclass(held) else None
    return found


_SAYS = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<where>[^`]*)`)?")
_TYPES = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list",
    "object": "an object with fields", "null": "null",
}  # fmt: skip


def _in_words(problem: str) -> Amiss:
    """Where, in a word, and in a sentence, of what msgspec says."""
    said = _SAYS.fullmatch(problem)
    where, what = (said["where"] or "", said["what"]) if said else ("", problem)
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", what):
        return f"{where}.{missing[1]}", "missing", "This is missing, and it cannot do without."
    if re.match("Invalid enum value", what):
        return where, "not_one_of", "This word is not known here. The schema says which are."
    if expected := re.fullmatch(r"Expected `([^`]+)`, got `([^`]+)`", what):
        wanted = [_TYPES.get(one, one) for one in expected[1].split(" | ") if one != "null"]
        return where, "wrong_type", f"This must be {' or '.join(dict.fromkeys(wanted))}."
    return where, "not_usable", "This cannot be used as it is."
