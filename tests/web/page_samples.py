"""What the tests of templates are made from: a Jinja environment, the frame of a page, and small published things."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from memorial.published.safe_html import SafeHtml
from memorial.published.types import (
    PersonLine,
    PersonRef,
    PictureSource,
    PublishedName,
    PublishedPicture,
    PublishedRemembrance,
)
from memorial.web.lengths import bytes_words, length_words
from memorial.web.surface import days_together
from tests.pages import check_page

TEMPLATES = Path(__file__).parents[2] / "templates"
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
}
LONG_WORD = "Donaudampfschifffahrtsgesellschaftsk"
"""36 letters without a place to break."""


def environment() -> Environment:
    """Jinja as the program sets it, with English words."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    jinja.trim_blocks = jinja.lstrip_blocks = True
    jinja.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    jinja.filters["date_words"] = lambda day: format_date(day, "long", locale="en_GB")
    jinja.filters["number"] = lambda count: format_decimal(count, locale="en")
    jinja.filters |= {"days_together": days_together, "length_words": str, "bytes_words": str}
    jinja.tests["unread"] = lambda language: False
    jinja.filters |= {"length_words": length_words, "bytes_words": bytes_words}
    return jinja


def written(source: str, **values: Any) -> str:
    """The text that a snippet of a template writes."""
    return environment().from_string(source).render(**values)


def checked(template: str, page: SimpleNamespace) -> str:
    """A whole page, which keeps every rule of `check_page`."""
    text = environment().get_template(template).render(page=page)
    check_page(text, HEADERS, path=template)
    return text


def link(text: str, href: str = "/en/vell/names", current: bool = False, about: str = "") -> SimpleNamespace:
    return SimpleNamespace(text=text, href=href, current=current, about=about)


def page(**more: Any) -> SimpleNamespace:
    """A page of a fictional memorial with everything that each template needs, and what the test adds."""
    frame: dict[str, Any] = {
        "title": "A page",
        "language": "en",
        "direction": "ltr",
        "languages": [
            SimpleNamespace(code="en", endonym="English", dir="ltr", href="/en/vell/", current=True),
            SimpleNamespace(code="ar", endonym="العربية", dir="rtl", href="/ar/vell/", current=False),
        ],
        "memorial": memorial(),
        "nav": [link("The names", current=True)],
        "footer": [link("Privacy")],
        "stylesheet": "/static/wall.0123456789abcdef.css",
        "noindex": True,
        "message": None,
        "status": None,
        "theme": None,
    }
    return SimpleNamespace(**frame | more)


def memorial(**more: Any) -> SimpleNamespace:
    known = {"slug": "vell", "title": "Vell", "fictional_note": "No such place.", "draft": False, "href": "/en/vell/"}
    return SimpleNamespace(**known | more)


def name(text: str, language: str = "en", direction: str = "ltr") -> PublishedName:
    return PublishedName(text=text, language=language, script="", direction=direction, kind="preferred")


def line(label: str = "Ada Lind", language: str = "en", direction: str = "ltr", years: str = "") -> PersonLine:
    known = {"letter": label[:1], "script": "", "sort_key": label}
    return PersonLine(id=f"id-{label[:2]}", label=label, language=language, direction=direction, years=years, **known)


def group(*lines: PersonLine, heading: str = "", number: int = 1, of_a_source: bool = False) -> SimpleNamespace:
    """Names under one heading, '' for none."""
    return SimpleNamespace(
        id=f"g-{number}", heading=heading, of_a_source=of_a_source, count=len(lines), lines=tuple(lines)
    )


def picture(*sizes: str) -> PublishedPicture:
    """One with a WebP and a JPEG copy of each size."""
    sides = {"card": (480, 360), "page": (1200, 900)}
    sources = tuple(
        PictureSource(
            name=f"{size}.{kind}", mime=f"image/{kind}", width=sides[size][0], height=sides[size][1], size=size
        )
        for size in sizes
        for kind in ("webp", "jpeg")
    )
    return PublishedPicture(alt="A lamp", caption="The lamp of the pump house", sources=sources)


def remembrance(**more: Any) -> PublishedRemembrance:
    known: dict[str, Any] = {
        "id": "r1",
        "position": 1,
        "about": "person",
        "audience": "public",
        "language": "en",
        "direction": "ltr",
        "body": SafeHtml.from_sanitiser("<p>She kept the <strong>lamp</strong> lit.</p>"),
        "excerpt": "She kept the lamp lit.",
        "signature": "",
        "relation": "",
        "person": PersonRef(id="p1", label="Ada Lind", language="en", direction="ltr"),
        "person_initials": "",
        "day": date(2026, 11, 3),
        "pictures": (),
    }
    return PublishedRemembrance(**known | more)
