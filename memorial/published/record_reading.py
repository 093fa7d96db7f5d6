"""What can be worked out from a record without judging it: origins, numbers of accounts, parts against a total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from memorial.published.record import (
    PublishedAccount,
    PublishedFigure,
    PublishedQuestion,
    PublishedRecord,
)
from memorial.published.record_said import figures_said


@dataclass(frozen=True)
class Breakdown:
    """The parts that one figure has in the record, added up. It is arithmetic, not a count, and repairs nothing.

    `parts` are by the total's own source, each once, and they alone are added; `others` are parts by other sources and
    parts entered a second time. `remainder` is what of the total no part names. It and the sum are None where a sum
    says nothing: there are no `parts`, or one of them or the total is a range, not exact or in another unit. Parts may
    overlap.
    """

    total: PublishedFigure
    parts: tuple[PublishedFigure, ...]
    others: tuple[PublishedFigure, ...]
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


def _breakdown(total: PublishedFigure, found: Sequence[PublishedFigure]) -> Breakdown:
    own: dict[tuple[object, ...], PublishedFigure] = {}
    for part in found:
        if part.source_id == total.source_id:
            own.setdefault(_what_it_counts(part), part)
    parts = tuple(own.values())
    others = tuple(part for part in found if own.get(_what_it_counts(part)) is not part)
    plain = all(one.qualifier == "exactly" and one.value_max is None for one in (total, *parts))
    if not parts or not plain or any(one.unit != total.unit for one in parts):
        return Breakdown(total, parts, others, None, None)
    added = sum(exact(one.value) for one in parts)
    return Breakdown(total, parts, others, _number(added), _number(exact(total.value) - added))


def _what_it_counts(part: PublishedFigure) -> tuple[object, ...]:
    """Alike for two entries of one number: nothing but the number's own words and values tells parts from copies."""
    return part.category, part.subject.casefold(), part.unit, part.value, part.value_max, part.qualifier


def exact(value: int | float) -> Fraction:
    """The number as it is written: 0.1 is a tenth, so that sums have no tail."""
    return Fraction(value if isinstance(value, int) else str(value))


def _number(value: Fraction | int) -> int | float | None:
    """None for what is too large for a number of this kind."""
    if value.denominator == 1:
        return int(value)
    try:
        return float(value)
    except OverflowError:
        return None


def figures_of(account: PublishedAccount, record: PublishedRecord, asked: str = "") -> list[PublishedFigure]:
    """The figures that belong to an account: those it names, else those of its source of which it speaks.

    `asked`: the question to which it speaks.
    """
    if account.figure_ids:
        return [record.figure_by_id[one] for one in account.figure_ids if one in record.figure_by_id]
    return figures_said(account.says, asked, record.figures_by_source.get(account.source_id, ()))


def sources_used(question: PublishedQuestion) -> list[str]:
    return list(dict.fromkeys(account.source_id for account in question.accounts))
