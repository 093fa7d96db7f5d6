"""What of the wall is asked for: an order, a view and a page; and the addresses of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from babel.core import get_global
from flask import abort, request
from flask_babel import gettext as _

from memorial.published.wall import WallOrder
from memorial.web.page import Link
from memorial.web.wall.visit import Visit, with_query


class View(StrEnum):
    """How the names are shown."""

    LIST = "list"
    CARDS = "cards"
    READ = "read"


@dataclass(frozen=True)
class Asked:
    """A page of the wall, with one address: what is usual is not written into it. Each memorial has its usual order."""

    order: WallOrder = WallOrder.NAME
    view: View = View.LIST
    page: int = 1
    usual: WallOrder = WallOrder.NAME

    @property
    def query(self) -> dict[str, str]:
        return {
            "order": "" if self.order is self.usual else self.order.value,
            "view": "" if self.view is View.LIST else self.view.value,
            "page": str(self.page) if self.page > 1 else "",
        }

    def address(self, visit: Visit) -> str:
        return with_query(f"{visit.base}names", replace(self, usual=_usual(visit)).query)


T = TypeVar("T", bound=StrEnum)


def asked_for(visit: Visit, orders: frozenset[WallOrder]) -> Asked:
    """What the address asks for; an unknown order or view, or one of which nothing is stored, is no page.

    Nothing asked for is the memorial's usual order, or that of names while there is nothing to see in it.
    """
    usual = _usual(visit)
    possible = usual if usual is not WallOrder.TOGETHER or usual in orders else WallOrder.NAME
    order, view = _one_of(WallOrder, "order", possible), _one_of(View, "view", View.LIST)
    if order is WallOrder.TOGETHER and order not in orders:
        abort(404)
    return Asked(order, view, page_number(), usual)


def _usual(visit: Visit) -> WallOrder:
    found = visit.memorial.wall_order
    return WallOrder(found) if found in set(WallOrder) else WallOrder.NAME


def _one_of(kind: type[T], name: str, usual: T) -> T:
    given = request.args.get(name)
    if given is None:
        return usual
    if given not in list(kind):
        abort(404)
    return kind(given)


def page_number() -> int:
    """The page asked for, from 1; what is no number is a page that does not exist."""
    given = request.args.get("page", "1")
    if not (given.isascii() and given.isdecimal() and len(given) < 9 and int(given) > 0):
        abort(404)
    return int(given)


def order_links(visit: Visit, asked: Asked, orders: frozenset[WallOrder]) -> Sequence[Link]:
    """The orders in which there is something to see; none where there is one only."""
    words = {
        WallOrder.NAME: _("By name"),
        WallOrder.DATE: _("By date"),
        WallOrder.PLACE: _("By place"),
        WallOrder.TOGETHER: _("Together"),
    }
    shown = [order for order in words if order in orders or order is asked.order]
    links = [Link(words[one], Asked(one, asked.view).address(visit), one is asked.order) for one in shown]
    return links if len(links) > 1 else []


def view_links(visit: Visit, asked: Asked) -> Sequence[Link]:
    words = {View.LIST: _("List"), View.CARDS: _("Cards"), View.READ: _("For reading aloud")}
    return [Link(text, Asked(asked.order, view).address(visit), view is asked.view) for view, text in words.items()]


def page_links(visit: Visit, asked: Asked, pages: int) -> dict[str, Any]:
    """The ways on and back, and where one is."""

    def link(number: int, text: str) -> Link:
        return Link(text, replace(asked, page=number).address(visit))

    number = asked.page
    return {
        "previous": link(number - 1, _("Names before these")) if number > 1 else None,
        "next": link(number + 1, _("More names")) if number < pages else None,
        "position": _("Page %(number)s of %(total)s", number=number, total=pages) if pages > 1 else None,
    }


def title_of(order: WallOrder) -> str:
    return {
        WallOrder.NAME: _("The names"),
        WallOrder.DATE: _("The names by date"),
        WallOrder.PLACE: _("The names by place"),
        WallOrder.TOGETHER: _("The names, together"),
    }[order]


def script_of_page(language: str) -> str:
    """The script (ISO 15924) in which that language is usually written; '' where that is not known."""
    code = language.replace("-", "_")
    likely: str = get_global("likely_subtags").get(code, code)
    return next((part for part in (*code.split("_"), *likely.split("_")) if len(part) == 4 and part.isalpha()), "")
