"""What the tests of the record's pages begin with: pages as trees, and small records."""

from __future__ import annotations

from typing import Any

from memorial.domain.record import Account, Figure, Qualifier, Question, State
from tests.page_tree import Element, read_page
from tests.web.wall.conftest import Place, Visitor
from tests.web.wall.records import about, keep, source, typed

PAGES = ("record", "record/changes", "how-we-decide", "")
"""The pages that are about all of a record, below the memorial's address."""


def page(visitor: Visitor, path: str) -> Element:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return read_page(answer.text).root


def main_of(visitor: Visitor, path: str) -> Element:
    (main,) = page(visitor, path).all("main")
    return main


def links(root: Element) -> set[str]:
    return {one.get("href") for one in root.all("a")}


def figure(value: float = 7, of: str = "one", **more: Any) -> Figure:
    wanted: dict[str, Any] = {
        "subject": "Boats lost",
        "category": "lost",
        "unit": "boats",
        "qualifier": Qualifier.EXACTLY,
    }
    return Figure(value=value, source_id=of, **wanted | more)


def question(*said: str, **more: Any) -> Question:
    """Each account is 'source: words'."""
    accounts = tuple(Account(of, says) for of, _, says in (one.partition(": ") for one in said))
    return Question(**{"question": "How many boats were lost?", "accounts": accounts} | more)


def small(place: Place, **states: State) -> Place:
    """A memorial whose record is these entries and two sources, `one` and `two`."""
    sources = {"about": about(), "one": source("First"), "two": source("Second")}
    keep(place, typed({**sources, **{name.replace("__", "-"): one for name, one in states.items()}}))
    return place
