"""Sample pages of the wall of names: under headings, as cards, for reading, by day; beside those of `page_samples`."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from memorial.published.types import PersonLine, PublishedPerson
from tests.web.page_samples import group, line, link, name, page, picture

ORDERS = {
    "orders": [link("By name"), link("By date", current=True)],
    "views": [link("List", current=True), link("Cards")],
}
KEPT = replace(line(""), id="kept", kept=True)
ADA, LEILA = line("Ada Lind", years="1943–1987"), line("ليلى منصور", "ar", "rtl")


def grouped(*lines: PersonLine, **more: Any) -> SimpleNamespace:
    """The list under headings: a year, a place as a source writes it, and no heading."""
    shown = lines or (ADA, LEILA)
    groups = [
        group(*shown, heading="about 1943"),
        group(*(replace(one, id=f"{one.id}-2") for one in shown), heading="Vell", number=2, of_a_source=True),
    ]
    known: dict[str, Any] = {
        "title": "The names by date",
        "people": (),
        "groups": groups,
        "start": 1,
        "total": 1309,
        "letters": [SimpleNamespace(label="Years", dir="ltr", letters=[link("the 1940s"), link("the 1950s")])],
        "previous": None,
        "next": link("More names", "?page=2"),
        "position": "Page 1 of 2",
        "query": "",
        "search_action": "/en/vell/names",
        "more": [link("On this day")],
        "share": None,
        "lists_known": [],
    }
    return page(**known | ORDERS | more)


def cards(*lines: PersonLine, **more: Any) -> SimpleNamespace:
    shown = lines or (ADA, LEILA, KEPT, replace(line("Bela Roth", years="1950–"), portrait=picture("card")))
    known: dict[str, Any] = {
        "title": "The names",
        "groups": [group(*shown)],
        "total": 1309,
        "previous": None,
        "next": link("More names", "?page=2"),
        "position": "Page 1 of 2",
        "share": None,
    }
    return page(**known | ORDERS | more)


def read(*names: Any, **more: Any) -> SimpleNamespace:
    shown = names or (name("Անահիտ", "hy"), name("Anahit"))
    kept = {"letter": "", "script": "", "sort_key": "", "years": "1943–1987", "place": "Vell", "facts": ()}
    person = PublishedPerson(id="p1", names=shown, label=shown[0].text, audience="public", **kept)
    known: dict[str, Any] = {
        "title": shown[0].text,
        "line": ADA,
        "person": person,
        "previous": link("The name before", "?page=1"),
        "next": link("The next name", "?page=3"),
        "position": "Name 2 of 30",
        "back": link("Leave the reading", "/en/vell/names#p-p1"),
        "paces": [(6, "Every 6 seconds"), (10, "Every 10 seconds")],
        "script": "/static/reading.0123456789abcdef.js",
    }
    return page(**known | more)


def on_day(*lines: PersonLine, **more: Any) -> SimpleNamespace:
    shown = [SimpleNamespace(line=one, words="Died in 1992") for one in lines or (ADA, LEILA)]
    known: dict[str, Any] = {
        "title": "On 26 February",
        "people": shown,
        "total": len(shown),
        "leap_day": False,
        "before": link("25 February"),
        "after": link("27 February"),
        "previous": None,
        "next": link("More names", "?page=2"),
        "more": [link("The names"), link("Days of remembrance")],
    }
    return page(**known | more)


def days(*names: str, **more: Any) -> SimpleNamespace:
    shown = [
        SimpleNamespace(
            date="26 February",
            name=one,
            language="en",
            community=one,
            hour="12:00 pm, Azerbaijan Time",
            source=one,
            href="/en/vell/on/02-26",
        )
        for one in names or ("Day of the harbour", "Night of the lamps")
    ]
    today, calendar = link("Names of this day"), link("These days in your calendar")
    return page(**{"title": "Days of remembrance", "days": shown, "today": today, "calendar": calendar} | more)


STATES: dict[str, tuple[str, SimpleNamespace]] = {
    "names under headings": ("wall/names.html", grouped()),
    "cards": ("wall/names_cards.html", cards()),
    "cards under headings": ("wall/names_cards.html", cards(groups=grouped().groups)),
    "cards of nobody": ("wall/names_cards.html", cards(groups=[])),
    "reading": ("wall/names_read.html", read()),
    "reading the last name": ("wall/names_read.html", read(next=None)),
    "reading a name that is kept": ("wall/names_read.html", read(line=KEPT, person=None, title="A name kept")),
    "a day": ("wall/on_this_day.html", on_day()),
    "an empty leap day": ("wall/on_this_day.html", on_day(people=[], leap_day=True)),
    "days": ("wall/days.html", days()),
    "no days": ("wall/days.html", days(days=[], calendar=None)),
}
