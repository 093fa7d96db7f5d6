"""Where somebody stands on the wall: the stored keys of its orders by date and by place, and the days of the year."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from memorial.adapters.collation import collation_key, first_letter
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.published.types import PublishedFact

NO_DATE, NO_PLACE = "99999", "9"
"""The keys of what is not known: in every collation they sort behind all others."""
_CERTAIN, _ABOUT, _WITHIN = "0", "1", "2"


def wall_keys(facts: Sequence[PublishedFact], place: str) -> dict[str, str]:
    """The columns of one person. Only what was disclosed comes in here, and nothing else goes out."""
    born, died = _claims(facts, "born"), _claims(facts, "died")
    date_key, date_group = _date_order(died or born)
    return {
        "date_key": date_key,
        "date_group": date_group,
        "place_key": _place_key(place),
        "place_letter": first_letter(place) if place else "",
        "born_on": _day_of_the_year(born),
        "died_on": _day_of_the_year(died),
    }


def _claims(facts: Sequence[PublishedFact], kind: str) -> list[FuzzyDate]:
    found = []
    for fact in facts:
        if fact.kind == kind:
            with suppress(NotEdtf):
                found.append(FuzzyDate.parse(fact.value))
    return [claim for claim in found if claim.earliest or claim.latest]


def _date_order(claims: Sequence[FuzzyDate]) -> tuple[str, str]:
    """The key, and the EDTF date that heads the group: a year, about a year, or the years between which it lies.

    Claims stand side by side and none wins: of two that contradict each other the group spans both.
    """
    if not claims:
        return NO_DATE, ""
    firm = {claim.year for claim in claims if claim.year and not (claim.approximate or claim.uncertain)}
    if len(firm) == 1:
        (year,) = firm
        if year is not None and all(_allows(claim, date(year, 1, 1), date(year, 12, 31)) for claim in claims):
            return f"{year:04d}{_CERTAIN}{_month_and_day(claims)}", f"{year:04d}"
    if len(claims) == 1 and claims[0].point is not None and claims[0].year is None:
        decade = claims[0].year_only().edtf.rstrip("~?%")
        return f"{_first_year(claims):04d}{_WITHIN}{decade}", decade
    return _span(claims)


def _span(claims: Sequence[FuzzyDate]) -> tuple[str, str]:
    begins = [claim.earliest for claim in claims]
    ends = [claim.latest for claim in claims]
    first, last = (None if None in begins else _first_year(claims)), (None if None in ends else _last_year(claims))
    if first == last and first is not None:
        return f"{first:04d}{_ABOUT}", f"{first:04d}~"
    group = f"{'..' if first is None else f'{first:04d}'}/{'..' if last is None else f'{last:04d}'}"
    return f"{first or last or 0:04d}{_WITHIN}{group}", group


def _first_year(claims: Sequence[FuzzyDate]) -> int:
    return min(claim.earliest.year for claim in claims if claim.earliest)


def _last_year(claims: Sequence[FuzzyDate]) -> int:
    return max(claim.latest.year for claim in claims if claim.latest)


def _allows(claim: FuzzyDate, first: date, last: date) -> bool:
    """Whether that date may lie between these days."""
    return (claim.earliest or date.min) <= last and (claim.latest or date.max) >= first


def _month_and_day(claims: Sequence[FuzzyDate]) -> str:
    """'0225'; '0200' where the day, '0000' where the month is not known, or where claims differ."""
    if day := _day_of_the_year(claims):
        return day[0:2] + day[3:5]
    months = {claim.month for claim in claims if claim.month and claim.month <= 12}
    return f"{next(iter(months)):02d}00" if len(months) == 1 else "0000"


def _day_of_the_year(claims: Sequence[FuzzyDate]) -> str:
    """'02-25 1992' where a whole date is known and no claim contradicts it; '' otherwise."""
    days = {claim.certain_day for claim in claims if claim.certain_day}
    if len(days) != 1:
        return ""
    (day,) = days
    if day is None or not all(_allows(claim, day, day) for claim in claims):
        return ""
    return f"{day:%m-%d} {day.year:04d}"


def _place_key(place: str) -> str:
    """Places spelled alike in one order, and each written form a group of its own."""
    if not place:
        return NO_PLACE
    return f"{collation_key(place)[:340]}\x1f{hashlib.sha256(place.encode()).hexdigest()[:12]}"
