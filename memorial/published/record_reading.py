"""What can be worked out from a record without judging it: origins, numbers of accounts, parts against a total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from memorial.published.record import (
    PublishedAccount,
    PublishedFigure,
    PublishedQuestion,
    PublishedRecord,
)


@dataclass(frozen=True)
class Breakdown:
    """The parts that one figure has in the record, added up. It is arithmetic, not a count, and repairs nothing.

    `remainder` is what of the total no part names; None where the sum says nothing: a part or the total is a range or
    not exact, or is counted in another unit. Parts may overlap.
    """

    total: PublishedFigure
    parts: tuple[PublishedFigure, ...]
    sum_of_parts: int | float | None
    remainder: int | float | None


def origin_of(source_id: str, record: PublishedRecord) -> str:
    """The source at the root of the chain of `via`: copies of one source have one origin, and so has a ring."""
    seen = [source_id]
    while True:
        source = record.source_by_id.get(seen[-1])
        if source is None or not source.via or source.via in seen or source.via not in record.source_by_id:
            return min(seen) if source is not None and source.via in seen else seen[-1]
        seen.append(source.via)


def with_origins(source_ids: Iterable[str], record: PublishedRecord) -> set[str]:
    """These sources, and all from which they were taken."""
    found: set[str] = set()
    for source_id in source_ids:
        while source_id in record.source_by_id and source_id not in found:
            found.add(source_id)
            source_id = record.source_by_id[source_id].via
    return found


def count_origins(source_ids: Iterable[str], record: PublishedRecord) -> int:
    """Of how many origins these sources are, at most: who took from whom without saying so, nobody can count."""
    return len({origin_of(source_id, record) for source_id in source_ids})


def breakdowns(record: PublishedRecord) -> list[Breakdown]:
    """Every figure that has parts, in the order of the totals."""
    parts: dict[str, list[PublishedFigure]] = {}
    for figure in record.figures:
        if figure.part_of in record.figure_by_id and figure.part_of != figure.id:
            parts.setdefault(figure.part_of, []).append(figure)
    return [_breakdown(figure, parts[figure.id]) for figure in record.figures if figure.id in parts]


def _breakdown(total: PublishedFigure, parts: Sequence[PublishedFigure]) -> Breakdown:
    plain = all(one.qualifier == "exactly" and one.value_max is None for one in (total, *parts))
    if not plain or any(one.unit != total.unit for one in parts):
        return Breakdown(total, tuple(parts), None, None)
    added = sum(one.value for one in parts)
    return Breakdown(total, tuple(parts), added, total.value - added)


def figures_of(account: PublishedAccount, record: PublishedRecord, asked: str = "") -> list[PublishedFigure]:
    """The figures that belong to an account: those it names, else those of its source whose number it says.

    Where one number is that of several figures of the source, those stay whose subject has most words of what the
    account says to the question (`asked`).
    """
    if account.figure_ids:
        return [record.figure_by_id[one] for one in account.figure_ids if one in record.figure_by_id]
    said = set(_numbers(account.says))
    found = [one for one in record.figures if one.source_id == account.source_id and _is_said(one, said)]
    words = _words(f"{account.says} {asked}")
    near = {one.id: len(_words(f"{one.subject} {one.category}") & words) for one in found}
    return [one for one in found if near[one.id] == max(near[same.id] for same in found if _same_number(one, same))]


def _is_said(figure: PublishedFigure, said: set[float]) -> bool:
    return float(figure.value) in said and (figure.value_max is None or float(figure.value_max) in said)


def _same_number(one: PublishedFigure, other: PublishedFigure) -> bool:
    return (one.value, one.value_max, one.unit) == (other.value, other.value_max, other.unit)


_DAY_OR_HOUR = re.compile(
    r"\b\d{1,2}:\d{2}\b"
    r"|\b\d{1,2}(?:\s?[-\u2013]\s?\d{1,2})?\s+(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)
_NUMBER = re.compile(r"\d+(?:[,\u00a0\u202f]\d{3})*(?:\.\d+)?")


def _numbers(text: str) -> list[float]:
    """Numbers as English writes them, with commas or narrow spaces between thousands; no hours, no days of a month."""
    return [float(re.sub(r"[,\u00a0\u202f]", "", found)) for found in _NUMBER.findall(_DAY_OR_HOUR.sub(" ", text))]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def sources_used(question: PublishedQuestion) -> list[str]:
    return list(dict.fromkeys(account.source_id for account in question.accounts))
