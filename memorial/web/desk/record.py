"""The record at the desk: what is in it by kind, what waits, which sources nobody has signed, and its lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from memorial.application import record as use
from memorial.application.offer import Incomplete
from memorial.domain.errors import NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.record import EntryKind, Standing
from memorial.domain.record_entry import AnyEntry, is_unsigned_source
from memorial.domain.record_signing import newer_by_source
from memorial.vocabulary import MemorialKind
from memorial.web.desk.frame import DeskForm, member, refused, services, show, title_of
from memorial.web.desk.groups_frame import is_wrong, keeper_of, kept
from memorial.web.desk.record_fields import ASKED, HELP, KINDS, LEFT_OUT_WORDS
from memorial.web.desk.record_forms import Entries
from memorial.web.desk.record_frame import put
from memorial.web.desk.record_words import STANDINGS, category_words, entries_of, label_of, said
from memorial.web.page import Link
from memorial.web.surface import number

blueprint = Blueprint("record", __name__, url_prefix="/desk/record")

IN_PAGE = 50
LONGEST_QUERY = 200
FILTERS = {
    "": _l("All"),
    "in_record": _l("In the record"),
    "pending": _l("Waiting"),
    "unsigned": _l("Not signed"),
    "again": _l("To be signed again"),
    "removed": _l("Removed"),
}


class LeftOutForm(DeskForm):
    """Which kind of statement was not carried over, and from which source."""

    source = StringField(_l("Source"))
    category = SelectField(_l("Kind of statement"), validate_choice=False)


@dataclass(frozen=True)
class Counted:
    """How much there is of one kind. `unsigned`: sources in the record, or waiting, that nobody has signed."""

    kind: str
    href: str
    words: str
    in_record: int
    pending: int
    removed: int
    unsigned: int


@dataclass(frozen=True)
class Line:
    """One entry in a list. `take`: the address of a pending statement, to take it into the record at once, as it is
    in this `revision`.
    """

    href: str
    label: str
    standing: str
    settled: bool
    more: tuple[str, ...]
    take: str
    revision: int


@blueprint.get("")
def memorials() -> Any:
    mine = [(url_for("record.overview", slug=one.slug), title_of(one), one.draft) for one in kept()]
    return show("record_memorials", _("The record"), mine=mine)


@blueprint.get("/<slug>")
def overview(slug: str) -> Any:
    memorial = keeper_of(slug)
    everything = use.listed(services(), member(), memorial.id)
    sources = [one for one in everything if one.kind is EntryKind.SOURCE and one.standing is Standing.IN_RECORD]
    waiting = sum(one.standing is Standing.PENDING for one in everything)
    problem = _("Nobody sent anything of that id here.") if request.args.get("said") == "not_here" else ""
    told = _("Erased for good.") if request.args.get("said") == "erased" else None
    return show("record", _("The record"), memorial, message=told, problem=problem, slug=slug,
                counted=_counts(slug, everything),
                sources=len(sources), unsigned=sum(map(is_unsigned_source, sources)), waiting=waiting,
                again=len(newer_by_source(everything)),
                draft=memorial.draft, fictional=memorial.kind is MemorialKind.FICTIONAL, mine=kept(),
                empty=not everything, reads=member().may_read(memorial.id))  # fmt: skip


def _counts(slug: str, everything: Sequence[AnyEntry]) -> list[Counted]:
    """Every kind that is typed at the desk, and of the others those that there are."""
    found = []
    for kind, words in KINDS.items():
        own = [one for one in everything if one.kind is kind]
        if not own and kind not in ASKED:
            continue
        standings = [one.standing for one in own]
        unsigned = sum(_is_unsigned(one) for one in own)
        found.append(
            Counted(kind.value, url_for("record.entries", slug=slug, kind=kind.value), str(words),
                    standings.count(Standing.IN_RECORD), standings.count(Standing.PENDING),
                    standings.count(Standing.REMOVED), unsigned)
        )  # fmt: skip
    return found


def _is_unsigned(entry: AnyEntry) -> bool:
    return entry.kind is EntryKind.SOURCE and entry.signed is None and entry.standing is not Standing.REMOVED


# Lists


@blueprint.get("/<slug>/<kind>")
def entries(slug: str, kind: str) -> Any:
    """`show`: one of `FILTERS`; `q`: words that its label or short name holds; `page`."""
    return _list_page(keeper_of(slug), _kind(kind))


def _kind(word: str) -> EntryKind:
    if word not in set(EntryKind):
        abort(404)
    return EntryKind(word)


def _list_page(memorial: Memorial, kind: EntryKind, form: Any = None) -> Any:
    everything = use.listed(services(), member(), memorial.id)
    known, again = entries_of(everything), newer_by_source(everything) if kind is EntryKind.SOURCE else {}
    own = [one for one in everything if one.kind is kind]
    asked = request.args.get("show", "")
    query = " ".join(request.args.get("q", "")[:LONGEST_QUERY].split())
    found = [one for one in own if _passes(one, asked, again) and _holds(one, query)]
    here = url_for("record.entries", slug=memorial.slug, kind=kind.value)
    page = max(1, int(text)) if (text := request.args.get("page", "1")).isdecimal() and len(text) < 6 else 1
    shown = found[(page - 1) * IN_PAGE : page * IN_PAGE]
    filters = [
        (url_for("record.entries", slug=memorial.slug, kind=kind.value, show=code or None), str(words),
         sum(_passes(one, code, again) for one in own), code == asked)
        for code, words in FILTERS.items()
    ]  # fmt: skip
    filters = [one for one in filters if one[2] or one[3]]
    told = _told(request.args.get("said", ""))
    wrong = is_wrong(form)
    if kind is EntryKind.LEFT_OUT:
        form = form or LeftOutForm(formdata=None)
        form.category.choices = [SelectChoice("", _("Please choose"))] + [
            SelectChoice(code, words) for code, words in LEFT_OUT_WORDS.items()
        ]
    return show("record_list", str(KINDS[kind]), memorial, status=422 if wrong else 200, has_errors=wrong,
                message=told, kind=kind, here=here, lines=[_line(memorial, one, known, again) for one in shown],
                filters=filters if len(filters) > 1 else [], query=query, asked=asked, form=form, known=known,
                help=HELP.get(kind, ""), new=kind in ASKED and not _is_full(kind, own),
                reason=_("Compared with its source and taken into the record."),
                previous=_page_link(_("Before"), page - 1, len(found)),
                next=_page_link(_("After"), page + 1, len(found)))  # fmt: skip


def _told(code: str) -> str | None:
    return {
        "left_out": _("Only the kind of the statement was noted. What it said was not kept."),
        "taken": _("It stands in the record now."),
    }.get(code)


def _is_full(kind: EntryKind, own: Sequence[AnyEntry]) -> bool:
    """A record says once what it is about."""
    return kind is EntryKind.ABOUT and bool(own)


def _passes(entry: AnyEntry, asked: str, again: Mapping[str, int]) -> bool:
    if asked == "again":
        return entry.kind is EntryKind.SOURCE and entry.name in again
    if asked == "unsigned":
        return _is_unsigned(entry)
    return asked not in FILTERS or not asked or entry.standing.value == asked


def _holds(entry: AnyEntry, query: str) -> bool:
    text = f"{entry.name} {label_of(entry)}".casefold()
    return all(word in text for word in query.casefold().split())


def _page_link(words: str, page: int, count: int) -> Link | None:
    """To that page of what was asked for, if there is one."""
    if page < 1 or (page - 1) * IN_PAGE >= count:
        return None
    asked: dict[str, Any] = {name: request.args[name] for name in ("show", "q") if request.args.get(name)}
    return Link(words, url_for(request.endpoint or "", **(request.view_args or {}), **asked, page=page))


def _line(memorial: Memorial, entry: AnyEntry, known: Entries, again: Mapping[str, int]) -> Line:
    href = url_for("record_entries.entry", slug=memorial.slug, entry_id=entry.id)
    more = [_source_words(entry, known)]
    if entry.kind is EntryKind.SOURCE and entry.standing is not Standing.REMOVED:
        more.append(_("signed") if entry.signed else _("not signed"))
        if count := again.get(entry.name):
            more.append(_since(count))
    if entry.kind is EntryKind.LEFT_OUT:
        more += [category_words(one) for one in entry.now.categories]
    waits = entry.kind is EntryKind.STATEMENT and entry.standing is Standing.PENDING
    settled = entry.standing is Standing.IN_RECORD
    return Line(href, _label(entry, known), str(STANDINGS[entry.standing]), settled, tuple(filter(None, more)),
                href if waits else "", entry.revision)  # fmt: skip


def _since(count: int) -> str:
    return ngettext("%(count)s entry was added or changed since", "%(count)s entries were added or changed since",
                    count, count=number(count))  # fmt: skip


def _label(entry: AnyEntry, known: Entries) -> str:
    if entry.kind is EntryKind.LEFT_OUT:
        return known.called(EntryKind.SOURCE, entry.now.from_source_id) or entry.now.from_source_id
    return label_of(entry)


def _source_words(entry: AnyEntry, known: Entries) -> str:
    """Who says it, where one source does."""
    name = getattr(entry.now, "source_id", "") or getattr(entry.now, "attributed_to", "")
    return known.called(EntryKind.SOURCE, name) or name


# What was left out


@blueprint.post("/<slug>/left_out")
def leave_out(slug: str) -> Any:
    """`source`: its short name or words of its title; `category`: a code."""
    memorial = keeper_of(slug)
    form = LeftOutForm()
    known = entries_of(use.listed(services(), member(), memorial.id))
    found = known.named(EntryKind.SOURCE, (form.source.data or "").strip())
    if len(found) != 1 or form.category.data not in LEFT_OUT_WORDS:
        refused("incomplete", where=memorial.id)
        if len(found) != 1:
            put(form, "source", said("several_fit" if found else "choose_a_source", ", ".join(found[:3])))
        if form.category.data not in LEFT_OUT_WORDS:
            put(form, "category", said("choose_one"))
        return _list_page(memorial, EntryKind.LEFT_OUT, form)
    try:
        use.leave_out(services(), member(), memorial.id, found[0], form.category.data)
    except (Incomplete, NotFound) as refusal:
        refused(refusal.code, where=memorial.id)
        abort(404)
    return redirect(url_for("record.entries", slug=slug, kind=EntryKind.LEFT_OUT.value, said="left_out"), 303)
