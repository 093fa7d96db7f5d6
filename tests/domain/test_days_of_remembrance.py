"""A day of remembrance is a day of the year, perhaps an hour somewhere on earth."""

from __future__ import annotations

from datetime import date

import pytest

from memorial.domain.days_of_remembrance import DayOfRemembrance, is_day, is_hour, is_zone, problems_of
from memorial.domain.memorial import Memorial
from memorial.domain.objection import is_commemoration
from memorial.vocabulary import MemorialKind


@pytest.mark.parametrize("text", ["02-29", "01-01", "12-31", "02-26"])
def test_days_of_the_year_are_days(text: str) -> None:
    assert is_day(text)


@pytest.mark.parametrize("text", ["02-30", "00-10", "13-01", "2-26", "--02-26", "1992-02-26", "02-26 ", "٠٢-٢٦", ""])
def test_all_else_is_none(text: str) -> None:
    assert not is_day(text)


def test_hours_and_zones() -> None:
    assert all(is_hour(text) for text in ("00:00", "17:05", "23:59"))
    assert not any(is_hour(text) for text in ("24:00", "7:00", "17:60", "17", "17:00:00", ""))
    assert is_zone("Asia/Baku")
    assert not any(is_zone(text) for text in ("Mars/Base", "", "../etc/passwd", "/etc/localtime", "UTC+04:00"))


def test_what_keeps_a_day_from_being_one_is_said_field_by_field() -> None:
    assert problems_of(DayOfRemembrance("Town", "02-29", local_time="17:00", time_zone="Asia/Baku"), ()) == []
    assert problems_of(DayOfRemembrance("", "02-30", {"en": ""}, "25:00", "", "gone"), ("list",)) == [
        ("community", "write_something"),
        ("month_day", "unknown_days"),
        ("local_time", "unknown_hour"),
        ("time_zone", "unknown_zone"),
        ("source_id", "choose_one"),
    ]
    assert problems_of(DayOfRemembrance("Town", "05-09", local_time="17:00"), ()) == [("time_zone", "unknown_zone")]


def test_around_a_day_of_remembrance_crowds_come_as_around_any_other() -> None:
    memorial = Memorial(
        "m", "harbour", MemorialKind.FICTIONAL, ("en",), {"en": "The harbour"}, commemorative_days=("11-20",),
        days_of_remembrance=(DayOfRemembrance("Town", "02-29"),),
    )  # fmt: skip

    assert is_commemoration(memorial, date(2026, 2, 28))
    assert is_commemoration(memorial, date(2026, 11, 20))
    assert not is_commemoration(memorial, date(2026, 6, 1))
