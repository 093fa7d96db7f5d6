"""The forms of the record: from a state to what a form holds, and from what was typed to a state, without its rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from memorial.domain.record import STATES, AccountBasis, Coordinate, EntryKind, Outcome, Precision, Qualifier
from memorial.domain.writing import clean, clean_line
from memorial.web.desk.record_fields import ASKED, Ask, Shape

Data = dict[str, Any]

_ENUMS: Mapping[str, Any] = {
    "qualifier": Qualifier,
    "basis": AccountBasis,
    "precision": Precision,
    "outcome": Outcome,
    "about_kind": EntryKind,
}
"""What a chosen word is in the state, by the name of its field; else it is that word."""
_TYPED = frozenset({Shape.LINE, Shape.CODE, Shape.NUMBER, Shape.WHOLE, Shape.ENTRY, Shape.NAMES_OF})
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,12})?")
_ONE_OR_THOUSAND = re.compile(r"([+-]?[1-9]\d{0,2})[.,\u066c](\d{3})")
"""In one country a number above a thousand, in another one a little above one."""
_DEGREES = frozenset({"lat", "lon"})
"""Never a thousand."""
_COMMAS = re.compile(r"[,\u060c\n]")
_MOST_FITTING = 3


@dataclass(frozen=True)
class Problem:
    """What is wrong at a field. `field` is its id in the form, such as `accounts-0-says`; `about` more to say."""

    field: str
    code: str
    about: str = ""


@dataclass(frozen=True)
class Reading:
    """The state that was typed; None where it cannot be one, and then there are problems."""

    state: Any
    problems: tuple[Problem, ...]


@dataclass
class Entries:
    """The entries that others may point to: by kind, short names with their labels."""

    entries: Mapping[EntryKind, Mapping[str, str]] = field(default_factory=dict)

    def named(self, kind: EntryKind, typed: str) -> list[str]:
        """The short names that fit what was typed: a short name, a whole label, or words that only few labels hold."""
        known = self.entries.get(kind, {})
        if typed in known:
            return [typed]
        wanted = typed.casefold()
        whole = [name for name, label in known.items() if wanted in (name, label.casefold())]
        return whole or [name for name, label in known.items() if wanted in label.casefold()]

    def all(self, kind: EntryKind) -> Mapping[str, str]:
        return self.entries.get(kind, {})

    def called(self, kind: EntryKind, name: str) -> str:
        return self.entries.get(kind, {}).get(name, "")


# The forms themselves


def pointed(asks: Sequence[Ask]) -> list[EntryKind]:
    """The kinds of entry that fields of this form name."""
    found = [kind for ask in asks for kind in (*([ask.of] if ask.of else []), *pointed(ask.rows))]
    return list(dict.fromkeys(found))


def fields_of(asks: Sequence[Ask]) -> dict[str, Any]:
    """The fields of a form that asks these."""
    return {ask.name: _field(ask) for ask in asks}


def _field(ask: Ask) -> Any:
    match ask.shape:
        case Shape.TEXT | Shape.COURSE:
            return TextAreaField(ask.label)
        case Shape.TICK:
            return BooleanField(ask.label)
        case Shape.CHOICE:
            assert ask.choices is not None
            return SelectField(ask.label, choices=_choices(ask), validate_choice=False)
        case Shape.ENTRIES:
            return FieldList(StringField(ask.label), ask.label)
        case Shape.ROWS:
            return FieldList(FormField(type("Row", (Form,), fields_of(ask.rows))), ask.label)
    return StringField(ask.label)


def _choices(ask: Ask) -> list[SelectChoice]:
    assert ask.choices is not None
    nothing = [SelectChoice("", "–")] if ask.needed else []
    return [*nothing, *(SelectChoice(str(value), words) for value, words in ask.choices.items())]


# What a form holds


def data_of(kind: EntryKind, state: Any) -> Data:
    """What the form holds to begin with."""
    return _data(ASKED[kind], state)


def _data(asks: Sequence[Ask], state: Any) -> Data:
    return {ask.name: _shown(ask, getattr(state, ask.name)) for ask in asks}


def _shown(ask: Ask, value: Any) -> Any:
    match ask.shape:
        case Shape.TICK:
            return bool(value)
        case Shape.ENTRIES:
            return list(value)
        case Shape.NAMES_OF:
            return ", ".join(value)
        case Shape.ROWS:
            return [_data(ask.rows, row) for row in value]
        case Shape.COURSE:
            return "\n".join(_point_line(point) for point in value)
        case Shape.NUMBER if isinstance(value, float) and _ONE_OR_THOUSAND.fullmatch(str(value)):
            return str(value) if ask.name in _DEGREES else _without_doubt(str(value))
    return "" if value is None else str(value)


def _point_line(point: Coordinate) -> str:
    more = [str(point.precision_m or ""), point.note or ""] if point.precision_m or point.note else []
    return ", ".join([str(point.lat), str(point.lon), point.source_id, *more])


def with_rows(kind: EntryKind, data: Data, *, more: str = "", less: str = "") -> Data:
    """The same without empty rows, with one more empty row in the list `more`, and without the row `less`.

    `less` is the name of a list and a number, such as `accounts-2`, counted in the data as they are given.
    """
    done = dict(data)
    name, _dash, number = less.rpartition("-")
    for ask in ASKED[kind]:
        if ask.shape not in (Shape.ROWS, Shape.ENTRIES):
            continue
        rows = list(done.get(ask.name) or [])
        if ask.name == name and number.isdecimal() and int(number) < len(rows):
            del rows[int(number)]
        rows = [row for row in rows if not _is_empty(ask, row)]
        if ask.name == more or (ask.needed and not rows):
            rows.append({} if ask.shape is Shape.ROWS else "")
        done[ask.name] = rows
    return done


def _is_empty(ask: Ask, row: Any) -> bool:
    if ask.shape is Shape.ENTRIES:
        return not str(row or "").strip()
    given = [row.get(one.name) for one in ask.rows if one.shape is not Shape.CHOICE]
    return not any(str(value).strip() if isinstance(value, str) else value for value in given)


# What was typed


def read(kind: EntryKind, data: Data, known: Entries, base: Any = None) -> Reading:
    """The state that the data make. What the form does not ask, and what was empty before, stays as in `base`."""
    reader = _Reader(known)
    values = reader.values(ASKED[kind], data, STATES[kind] if base is None else base, "")
    if reader.problems:
        return Reading(None, tuple(reader.problems))
    kept = {one.name: getattr(base, one.name) for one in fields(base)} if base is not None else {}
    return Reading(STATES[kind](**(kept | values)), ())


class _Reader:
    """Reads values and gathers what is wrong with them."""

    def __init__(self, known: Entries) -> None:
        self.known = known
        self.problems: list[Problem] = []

    def values(self, asks: Sequence[Ask], data: Data, base: Any, where: str) -> dict[str, Any]:
        return {ask.name: self._value(ask, data.get(ask.name), base, where + ask.name) for ask in asks}

    def _value(self, ask: Ask, given: Any, base: Any, at: str) -> Any:
        before = getattr(base, ask.name, None)
        match ask.shape:
            case Shape.TICK:
                return bool(given)
            case Shape.ENTRIES:
                return self._entries(ask, given or [], at)
            case Shape.ROWS:
                return self._rows(ask, given or [], before or (), at)
            case Shape.COURSE:
                return self._course(str(given or ""), at)
        text = clean_line(str(given or "")) if ask.shape in _TYPED else clean(str(given or "")).strip()
        if not text:
            if ask.needed:
                self.problems.append(Problem(at, "still_empty", str(ask.label)))
            return () if ask.shape is Shape.NAMES_OF else _empty(base, ask.name, before)
        return self._said(ask, text, at)

    def _said(self, ask: Ask, text: str, at: str) -> Any:
        match ask.shape:
            case Shape.NUMBER:
                return self._number(text, at, degrees=ask.name in _DEGREES)
            case Shape.WHOLE:
                number = self._number(text, at)
                return self._wrong(at, "whole_number") if isinstance(number, float) else number
            case Shape.CHOICE:
                return self._choice(ask, text, at)
            case Shape.ENTRY:
                return self._entry(ask, text, at)
            case Shape.NAMES_OF:
                parts = [clean_line(part) for part in _COMMAS.split(text)]
                return tuple(self._entry(ask, part, at) for part in parts if part)
        return text

    def _wrong(self, at: str, code: str, about: str = "") -> Any:
        self.problems.append(Problem(at, code, about))
        return ""

    def _number(self, text: str, at: str, *, degrees: bool = False) -> int | float | None:
        plain = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
        plain = plain.replace("\u066b", ".").replace("\u2212", "-")
        if not degrees and (either := _ONE_OR_THOUSAND.fullmatch(plain)):
            self._wrong(at, "one_or_thousand", _which(either[1], either[2]))
            return None
        if not _NUMBER.fullmatch(plain):
            self._wrong(at, "write_digits")
            return None
        return float(plain) if "." in plain else int(plain)

    def _choice(self, ask: Ask, text: str, at: str) -> Any:
        if text not in (ask.choices or ()):
            return self._wrong(at, "choose_one")
        return _ENUMS.get(ask.name, str)(text)

    def _entry(self, ask: Ask, text: str, at: str) -> Any:
        assert ask.of is not None
        found = self.known.named(ask.of, text)
        if len(found) == 1:
            return found[0]
        if not found:
            return self._wrong(at, "no_such_entry", text)
        fitting = ", ".join(found[:_MOST_FITTING]) + (", …" if len(found) > _MOST_FITTING else "")
        return self._wrong(at, "several_fit", fitting)

    def _entries(self, ask: Ask, given: Sequence[str], at: str) -> tuple[str, ...]:
        typed = [(f"{at}-{number}", clean_line(str(one or ""))) for number, one in enumerate(given)]
        if ask.needed and not any(text for _at, text in typed):
            self.problems.append(Problem(f"{at}-0", "still_empty", str(ask.label)))
        found = [self._entry(ask, text, where) for where, text in typed if text]
        return tuple(dict.fromkeys(found))

    def _rows(self, ask: Ask, given: Sequence[Data], before: Sequence[Any], at: str) -> tuple[Any, ...]:
        assert ask.made is not None
        if ask.needed and not given:
            self.problems.append(Problem(at, "still_empty", str(ask.label)))
        made: list[Any] = []
        for number, row in enumerate(given):
            seen = len(self.problems)
            was = before[number] if number < len(before) else None
            values = self.values(ask.rows, row, was or ask.made, f"{at}-{number}-")
            made += [ask.made(**values)] if len(self.problems) == seen else []
        return tuple(made)

    def _course(self, text: str, at: str) -> tuple[Coordinate, ...]:
        return tuple(point for line in text.splitlines() if line.strip() for point in self._point(line, at))

    def _point(self, line: str, at: str) -> list[Coordinate]:
        parts = [part.strip() for part in line.split(",", 4)]
        if len(parts) < 3:
            self._wrong(at, "not_a_point", clean_line(line))
            return []
        seen = len(self.problems)
        lat, lon = (self._number(part, at, degrees=True) for part in parts[:2])
        source = self._entry(Ask("", Shape.ENTRY, "", of=EntryKind.SOURCE), parts[2], at)
        exact = self._number(parts[3], at) if len(parts) > 3 and parts[3] else None
        if len(self.problems) > seen or lat is None or lon is None:
            return []
        return [Coordinate(lat, lon, source, int(exact) if exact else None, parts[4] if len(parts) > 4 else None)]


def _which(whole: str, decimals: str) -> str:
    """The two numbers that it may be, and the second as nobody can misread it: 1300, 1.3, 1.30."""
    small = f"{whole}.{decimals.rstrip('0') or '0'}"
    return f"{whole}{decimals} {small} {_without_doubt(small)}"


def _without_doubt(number: str) -> str:
    """The same with one 0 more where its decimals are one or three: nobody parts thousands by two or four digits."""
    _whole, point, decimals = number.partition(".")
    return f"{number}0" if point and len(decimals) in (1, 3) else number


def _empty(base: Any, name: str, before: Any) -> Any:
    """What stands for nothing in that field: what was empty stays so in the same way. `base`: a state, or its type."""
    if not isinstance(base, type) and before in (None, ""):
        return before
    made = base if isinstance(base, type) else type(base)
    default = next(one.default for one in fields(made) if one.name == name)
    return "" if default is MISSING else default
