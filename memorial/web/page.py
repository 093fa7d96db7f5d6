"""The page object: everything a template may use, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Link:
    text: str
    href: str
    current: bool = False
    about: str = ""


@dataclass(frozen=True)
class LanguageLink:
    code: str
    endonym: str
    dir: str
    href: str
    current: bool


@dataclass(frozen=True)
class MemorialHead:
    """A memorial as the layout shows it. `href` ends with a slash."""

    slug: str
    title: str
    href: str
    fictional_note: str = ""
    draft: bool = False


@dataclass
class Page:
    """What every page has; `extra` is what one page needs besides, listed at the head of its template."""

    title: str
    language: str
    direction: str
    stylesheet: str
    languages: Sequence[LanguageLink] = ()
    memorial: MemorialHead | None = None
    nav: Sequence[Link] = ()
    footer: Sequence[Link] = ()
    noindex: bool = True
    message: str | None = None
    status: str | None = None
    theme: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """Attributes of `extra`; a name that is nowhere fails in the template, as it should."""
        try:
            return self.__dict__["extra"][name]
        except KeyError:
            raise AttributeError(name) from None
