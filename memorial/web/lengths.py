"""How long something lasts and how large a file is, in the words and digits of the page's language."""

from __future__ import annotations

from collections.abc import Mapping

from babel.numbers import format_decimal
from flask_babel import gettext as _

from memorial.web.language import current_language

FORMATS: Mapping[str, str] = {"opus": "Opus", "mp3": "MP3", "mp4": "MP4", "jpeg": "JPEG"}


def number(value: int) -> str:
    return format_decimal(value, locale=current_language())


def length_words(milliseconds: int) -> str:
    """How long something lasts, in words; '' where that is not known."""
    if milliseconds <= 0:
        return ""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)s h %(minutes)s min", hours=number(hours), minutes=number(minutes))
    if minutes and (not seconds or minutes >= 10):
        return _("%(minutes)s min", minutes=number(minutes))
    if minutes:
        return _("%(minutes)s min %(seconds)s s", minutes=number(minutes), seconds=number(seconds))
    return _("%(seconds)s s", seconds=number(seconds))


def bytes_words(length: int) -> str:
    """How large a file is: kB below one MB, then MB, then GB."""
    if length >= 1_000_000_000:
        return _("%(size)s GB", size=_tenths(length, 1_000_000_000))
    if length >= 1_000_000:
        return _("%(size)s MB", size=_tenths(length, 1_000_000))
    return _("%(size)s kB", size=number(max(1, round(length / 1000))))


def _tenths(length: int, unit: int) -> str:
    return format_decimal(round(length / unit, 1), locale=current_language())
