"""Families, households and other groups: lists, and one page for each, made of the people who are on the wall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from memorial.published.groups import (
    FAMILY_KINDS,
    OTHER_KINDS,
    GroupLine,
    MemberSaid,
    PublishedGroup,
    PublishedMember,
)
from memorial.published.types import PersonLine, PublishedPerson
from memorial.web.group_words import GROUP_KINDS
from memorial.web.page import Link
from memorial.web.surface import number
from memorial.web.wall.names_asked import page_number
from memorial.web.wall.visit import Visit, in_memorial, show

PER_PAGE = 200
FAMILIES, GROUPS = "families", "groups"

_CERTAINTY = {"probable": _l("probably"), "possible": _l("perhaps")}


@dataclass(frozen=True)
class GroupShown:
    """One line of a list. `kind` in words; `label` is '' where the group has no name here."""

    href: str
    label: str
    kind: str
    language: str
    direction: str
    count: int


@dataclass(frozen=True)
class SaidShown:
    """How somebody belongs to it, as one source says; each part '' where nothing is said."""

    role: str
    language: str
    certainty: str
    source: str


@dataclass(frozen=True)
class MemberShown:
    line: PersonLine
    said: Sequence[SaidShown]


@in_memorial
def show_families(visit: Visit) -> Response:
    return _list(visit, FAMILIES, FAMILY_KINDS, _("Families"), _("No family has been entered."))


@in_memorial
def show_groups(visit: Visit) -> Response:
    return _list(visit, GROUPS, OTHER_KINDS, _("Groups"), _("No group has been entered."))


def _list(visit: Visit, address: str, kinds: Sequence[str], title: str, empty: str) -> Response:
    """Always `noindex`, as the wall of names is: a name on it may be one that search engines are asked to leave."""
    page = page_number()
    found = visit.snapshot.groups(visit.memorial.id).page(kinds, page=page, per_page=PER_PAGE)
    if page > max(found.pages, 1):
        abort(404)
    return show(
        visit,
        "wall/groups.html",
        title=title,
        rest=address,
        asked={"page": page if page > 1 else ""},
        groups=[line_of(visit, line) for line in found.rows],
        empty=empty,
        **page_links(visit, address, page, found.pages),
    )


def page_links(visit: Visit, address: str, page: int, pages: int) -> dict[str, Any]:
    """The ways to the pages before and after, as a list's template takes them."""

    def to(other: int, words: str) -> Link:
        return visit.link(words, address, {"page": other if other > 1 else ""})

    position = _("Page %(number)s of %(total)s", number=number(page), total=number(pages)) if pages > 1 else None
    return {
        "previous": to(page - 1, _("Previous page")) if page > 1 else None,
        "next": to(page + 1, _("Next page")) if page < pages else None,
        "position": position,
    }


def kind_words(kind: str) -> str:
    return str(GROUP_KINDS[kind])


def line_of(visit: Visit, line: GroupLine) -> GroupShown:
    words = kind_words(line.kind)
    return GroupShown(address_of(visit, line), line.label, words, line.language, line.direction, line.count)


def address_of(visit: Visit, line: GroupLine) -> str:
    return f"{visit.base}{FAMILIES if line.kind in FAMILY_KINDS else GROUPS}/{line.id}"


def groups_of(visit: Visit, person: PublishedPerson) -> list[tuple[str, GroupShown]]:
    """What the person's page says of their groups: (the kind in a word, the group) in the order of the names."""
    found = visit.snapshot.groups(visit.memorial.id).of(person)
    return [(kind_words(line.kind), line_of(visit, line)) for line in found]


# One group


@in_memorial
def show_family(visit: Visit, group_id: str) -> Response:
    return _one(visit, FAMILIES, FAMILY_KINDS, group_id)


@in_memorial
def show_group(visit: Visit, group_id: str) -> Response:
    return _one(visit, GROUPS, OTHER_KINDS, group_id)


def _one(visit: Visit, address: str, kinds: Sequence[str], group_id: str) -> Response:
    """Of each person the name and the years, and how they belong to it; all else stands on their own pages."""
    group = visit.snapshot.groups(visit.memorial.id).get(group_id)
    if group is None or group.kind not in kinds:
        abort(404)
    title_of_source = titles(visit)
    members = [_member(one, title_of_source) for one in group.members]
    sources = {said.source for one in members for said in one.said}
    kind = kind_words(group.kind)
    return show(
        visit,
        "wall/group.html",
        title=group.label or kind,
        rest=f"{address}/{group.id}",
        indexable=group.indexable,
        group=group,
        kind=kind,
        members=members,
        source=sources.pop() if len(sources) == 1 else "",
        all_died=_all_died(group),
        died_sources=[title_of_source(one) or _("a family") for one in group.all_died or ()],
        up=visit.link(_("All families") if address == FAMILIES else _("All groups"), address),
        concern=visit.link(_("Something is wrong here"), "concern"),
    )


def titles(visit: Visit) -> Callable[[str], str]:
    """The title of a source by its id; '' where a family says it."""
    known = {source.id: source.title for source in visit.memorial.sources}
    return lambda source_id: known.get(source_id) or _("a list") if source_id else ""


def _member(member: PublishedMember, title_of_source: Callable[[str], str]) -> MemberShown:
    return MemberShown(member.line, [_said(one, title_of_source(one.source_id)) for one in member.said])


def _said(said: MemberSaid, source: str) -> SaidShown:
    return SaidShown(said.role, said.language, str(_CERTAINTY.get(said.certainty, "")), source)


def _all_died(group: PublishedGroup) -> str:
    """Said of those who are named here, by counting them, and by those who say it; '' where it is not said of each."""
    if group.all_died is None:
        return ""
    count = len(group.members)
    if group.kind == "household":
        return ngettext(
            "%(count)s person of this household who is named here died, as the sources say.",
            "All %(count)s people of this household who are named here died, as the sources say.",
            count,
            count=number(count),
        )
    return ngettext(
        "%(count)s person of this family who is named here died, as the sources say.",
        "All %(count)s people of this family who are named here died, as the sources say.",
        count,
        count=number(count),
    )
