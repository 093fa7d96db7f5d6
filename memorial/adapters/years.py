"""The year in what a family or a list wrote as a date: the only part of it that the form lets us show."""

from __future__ import annotations

from memorial.adapters.family_dates import understand


def year_in(words: str) -> str:
    """The date cut down to years, as EDTF ('1943', '1943~', '194X'); '' where no date is understood."""
    found = understand(words, "en") if words.strip() else None
    return "" if found is None or found.is_unknown else found.year_only().edtf
