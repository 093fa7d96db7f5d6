"""The program's own words in a language, for what is written at publication and in mail rather than on a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"


def mark(text: str) -> str:
    """Marks a text for extraction without translating it yet."""
    return text


@lru_cache(maxsize=64)
def translations(language: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [language.replace("-", "_"), "en"])


def gettext_for(language: str) -> Callable[[str], str]:
    return translations(language).gettext
