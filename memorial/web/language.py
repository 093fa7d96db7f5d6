"""Which language a page speaks: the one in its address, else the best that the reader's browser asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from babel import Locale
from babel.core import UnknownLocaleError
from flask import g, request

from memorial.web.page import LanguageLink

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
SOURCE_LANGUAGE = "en"


@lru_cache(maxsize=1)
def interface_languages() -> tuple[str, ...]:
    """The languages the program can speak: English first, then every compiled catalogue. Never a page half in one."""
    found = {path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo")}
    return (SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE}))


@lru_cache(maxsize=128)
def is_unread(code: str) -> bool:
    """Whether nobody who grew up with that language has read all words of the program in it.

    Who has writes their name and the day into the file READ_BY beside the catalogue; English is the source.
    """
    return code != SOURCE_LANGUAGE and not (TRANSLATIONS / code / "READ_BY").is_file()


def offered(languages: Iterable[str]) -> list[str]:
    """Those of a memorial's languages in which the interface exists; English where there is none."""
    return [code for code in languages if code in interface_languages()] or [SOURCE_LANGUAGE]


def best_language(choices: Sequence[str]) -> str:
    """The best of these by Accept-Language; the first where nothing fits."""
    return request.accept_languages.best_match(list(choices)) or choices[0]


def set_language(code: str) -> None:
    g.language = code


def current_language() -> str:
    """The language of the answer being made. Outside a request and before it is known: English."""
    code = g.get("language") if g else None
    return code or SOURCE_LANGUAGE


@lru_cache(maxsize=128)
def direction(code: str) -> str:
    try:
        return Locale.parse(code.replace("-", "_")).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


@lru_cache(maxsize=128)
def endonym(code: str) -> str:
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name()
    except (UnknownLocaleError, ValueError):
        return code
    return (name or code)[:1].upper() + (name or code)[1:]


def language_links(languages: Sequence[str], current: str, path: str, query: dict[str, str]) -> list[LanguageLink]:
    """This page in each language, by name. `path` begins after the language: '/slug/names'."""
    asked = f"?{urlencode(query)}" if query else ""
    links = [LanguageLink(c, endonym(c), direction(c), f"/{c}{path}{asked}", c == current) for c in languages]
    return sorted(links, key=lambda link: link.endonym.casefold())
