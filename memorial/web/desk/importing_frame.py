"""What the pages of one list share: whose list it is, the steps it goes through, and the file that is sent for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from memorial.application import list_staging
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.name_list import KeptList, ListState
from memorial.web.desk.frame import arriving_form, member, memorial_at, my_memorials, refused, services, show
from memorial.web.desk.importing_words import words_of
from memorial.web.intake import Broken, pass_over
from memorial.web.page import Link

LISTENED_TO = 64 * 1024 * 1024
"""How much of a file that is refused is passed over, so that the browser reads our answer."""

_STEPS = (
    "importing.new", "importing_reading.about", "importing_reading.names", "importing_reading.columns",
    "importing_checking.check", "importing_same.same", "importing_checking.preview",
)  # fmt: skip
STEPS = len(_STEPS)


@dataclass(frozen=True)
class Step:
    """Where a page stands among the others. `on` is '' on the last one."""

    number: int
    back: str
    on: str


def edited() -> list[Memorial]:
    """The memorials whose lists this person may bring in."""
    return [one for one in my_memorials() if member().is_editor(one.id)]


def editors_of(slug: str) -> Memorial:
    memorial = memorial_at(slug)
    if not member().is_editor(memorial.id):
        refused("editors_only", where=memorial.id)
        abort(404)
    return memorial


def list_at(slug: str, list_id: str) -> tuple[Memorial, KeptList]:
    """For pages that are looked at."""
    memorial = editors_of(slug)
    try:
        return memorial, list_staging.get(services(), member(), memorial.id, list_id)
    except NotFound:
        abort(404)


def step_of(endpoint: str, slug: str, list_id: str) -> Step:
    at = _STEPS.index(endpoint)

    def address(name: str) -> str:
        return url_for("importing.one" if name == _STEPS[0] else name, slug=slug, list_id=list_id)

    on = address(_STEPS[at + 1]) if at + 1 < STEPS else ""
    return Step(at + 1, address(_STEPS[at - 1]) if at else url_for("importing.lists", memorial=slug), on)


def step_titles() -> dict[str, str]:
    return {
        "importing_reading.about": _("Where the list comes from"),
        "importing_reading.names": _("Do these names look right?"),
        "importing_reading.columns": _("What stands in each column?"),
        "importing_checking.check": _("Rows that need a look"),
        "importing_same.same": _("Possible same persons"),
        "importing_checking.preview": _("How it will look"),
    }


def step_links(slug: str, list_id: str) -> list[Link]:
    titles = step_titles()
    return [Link(titles[name], url_for(name, slug=slug, list_id=list_id)) for name in _STEPS[1:]]


def step_page(endpoint: str, template: str, memorial: Memorial, kept: KeptList, **extra: Any) -> Any:
    """A page of one step. What was read of the file stands on it, and never in its title or its address."""
    extra |= {
        "step": step_of(endpoint, memorial.slug, kept.id),
        "steps": STEPS,
        "slug": memorial.slug,
        "kept": kept,
        "name": name_of(kept),
        "staged": kept.state is ListState.STAGED,
        "here": url_for("importing.one", slug=memorial.slug, list_id=kept.id),
    }
    extra.setdefault("problem", "")
    extra.setdefault("has_errors", bool(extra["problem"]))
    extra.setdefault("status", 422 if extra["has_errors"] else 200)
    return show(template, step_titles()[endpoint], memorial, **extra)


def name_of(kept: KeptList) -> str:
    return kept.about.title or kept.about.made_by or kept.file_name or _("Pasted rows")


Take = Callable[[Memorial, str, Iterator[bytes]], Any]


def take_file(
    slug: str,
    take: Take,
    *,
    otherwise: Callable[[Memorial, str], Any],
    whose: Callable[[str], Memorial] = editors_of,
) -> tuple[Memorial, MultiDict[str, str], Any]:
    """Hand the file of this form on while it arrives. `otherwise` makes the page where none comes, or half of one.

    `whose` finds the memorial, or answers that there is no such page. The fields are those before the file.
    """
    arriving = arriving_form()
    memorial = whose(slug)
    try:
        for name, pieces in arriving.files():
            if first := next(pieces, b""):
                return memorial, arriving.fields, take(memorial, name, chain((first,), pieces))
            if name:
                return memorial, arriving.fields, take(memorial, name, iter((b"",)))
    except Broken:
        refused("broken_off", where=memorial.id)
        return memorial, arriving.fields, otherwise(memorial, words_of("broken_off"))
    finally:
        pass_over(arriving.stream, LISTENED_TO)
    refused("no_file", where=memorial.id)
    return memorial, arriving.fields, otherwise(memorial, words_of("no_file"))
