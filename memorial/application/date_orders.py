"""Dates in numbers, such as 03/04/1990: whether day or month comes first is asked once for a column, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from memorial.domain.name_list import DateOrder

_NUMBERS = re.compile(r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{4})")
_EXAMPLES = 3


@dataclass(frozen=True)
class _InNumbers:
    first: int
    second: int
    year: int

    def edtf(self, order: DateOrder) -> str:
        """'' where the calendar has no such day."""
        day, month = (self.first, self.second) if order is DateOrder.DAY_FIRST else (self.second, self.first)
        try:
            return date(self.year, month, day).isoformat()
        except ValueError:
            return ""


@dataclass(frozen=True)
class Seen:
    """What the dates of one column say of their order: examples that can be read two ways, and what the others show."""

    two_ways: tuple[str, ...] = ()
    shown_by_others: DateOrder | None = None


def in_numbers(written: str) -> _InNumbers | None:
    digits = written if written.isascii() else "".join(str(unicodedata.decimal(one, one)) for one in written)
    found = _NUMBERS.fullmatch(digits.strip())
    if found is None:
        return None
    return _InNumbers(int(found[1]), int(found[3]), int(found[4]))


def has_two_readings(written: str) -> bool:
    """Whether this names two different days. With full stops the day stands first everywhere."""
    parts = in_numbers(written)
    if parts is None or "." in written:
        return False
    day_first, month_first = parts.edtf(DateOrder.DAY_FIRST), parts.edtf(DateOrder.MONTH_FIRST)
    return bool(day_first and month_first) and day_first != month_first


def look(cells: Iterable[str]) -> Seen:
    """Look through all dates of one column."""
    examples, day_first, month_first = list[str](), False, False
    for cell in cells:
        if not cell:
            continue
        if has_two_readings(cell):
            if len(examples) < _EXAMPLES and cell not in examples:
                examples.append(cell)
        elif "." not in cell and (parts := in_numbers(cell)) is not None and parts.first != parts.second:
            day_first |= bool(parts.edtf(DateOrder.DAY_FIRST))
            month_first |= bool(parts.edtf(DateOrder.MONTH_FIRST))
    shown = None
    if day_first != month_first:
        shown = DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST
    return Seen(tuple(examples), shown)
