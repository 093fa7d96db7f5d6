"""What visitors would see of one entry, with the wall's own words and macros, before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from memorial.adapters.family_dates import in_words
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.record import GRAPHIC, EntryKind
from memorial.domain.record_entry import AnyEntry
from memorial.published import record as published
from memorial.published.record import PublishedRecord
from memorial.web.language import current_language, direction
from memorial.web.record_shown import Cited, Shown
from memorial.web.record_words import OUTCOMES


@dataclass(frozen=True)
class Said:
    """One line of what is shown: the record's own words, the program's about them, and who says it."""

    text: str
    more: str = ""
    by: tuple[Cited, ...] = ()
    quotation: bool = False
    language: str = ""
    direction: str = "auto"


@dataclass
class Seen:
    """What visitors would see of an entry. Nothing, where what it rests on is not in the record."""

    language: str
    direction: str
    graphic: bool = False
    questions: tuple[Any, ...] = ()
    figures: tuple[Any, ...] = ()
    lines: tuple[Said, ...] = ()
    sources: tuple[Any, ...] = ()
    cited: set[str] = field(default_factory=set)

    @property
    def nothing(self) -> bool:
        return not (self.questions or self.figures or self.lines or self.sources)


def seen(entry: AnyEntry, record: PublishedRecord) -> Seen:
    """`record`: the whole, with this entry in it, as it would pass the gate."""
    # Of sums, as on the page itself, graphic parts are no part, unless the figure is one of them.
    graphic = entry.kind is EntryKind.QUESTION or getattr(entry.now, "sensitivity", None) == GRAPHIC
    shown = Shown(record, current_language(), _date, graphic=graphic)
    made = Seen(record.language, direction(record.language))
    if entry.kind in _MAKERS:
        _MAKERS[entry.kind](entry, shown, made)
    made.cited |= {one.id for line in made.lines for one in line.by}
    made.sources = shown.sources(made.cited, uses=False) if made.cited else ()
    return made


def _date(edtf: str) -> str:
    try:
        return in_words(FuzzyDate.parse(edtf), current_language(), _)
    except NotEdtf:
        return edtf


def _about(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    about = shown.record.about
    if about is None:
        return
    lines = [Said(about.summary, by=shown.by(about.summary_source_ids))] if about.summary else []
    lines += [Said(about.scope, _("What this memorial covers"))] if about.scope else []
    lines += [Said(one.what, _("Lists known:"), shown.by((one.source_id,))) for one in about.lists_known]
    lines += [Said(about.run_by, _("Who runs the memorial"))] if about.run_by else []
    lines += [Said(about.paid_by, _("Who pays for it"))] if about.paid_by else []
    made.lines = tuple(lines)


def _source(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    made.cited = {entry.name} & set(shown.cited)
    found = shown.record.source_by_id.get(entry.name)
    made.graphic = bool(found and found.guarded)
    if found is not None and found.via in shown.cited:
        made.cited.add(found.via)


def _figure(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    one = shown.record.figure_by_id.get(entry.name)
    if one is None:
        return
    made.figures, made.graphic = (shown.figure(one),), one.graphic
    made.cited = {one.source_id, one.seen_in} - {""}
    if sums := shown.sums.get(entry.name):
        made.cited |= {sums.by.id, *(part.by.id for part in sums.others)}


def _question(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    one = shown.record.question_by_id.get(entry.name)
    if one is None:
        return
    made.questions = (shown.question(one),)
    made.graphic = one.graphic or any(account.graphic for account in one.accounts)
    made.cited = {account.source_id for account in one.accounts}
    made.cited |= {shown.record.source_by_id[said].via for said in made.cited} - {""}


def _event(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    one = _named(shown.record.events, entry.name)
    if one is None:
        return
    until = f" – {shown.said(one.date_end)}" if one.date_end else ""
    place = shown.place(one.place_id)
    more = (shown.said(one.date) + until, one.time, place.text if place else "", one.differs)
    made.lines = (Said(one.what, " · ".join(filter(None, more)), shown.by(one.source_ids)),)
    made.graphic = one.graphic


def _place(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    one = shown.record.place_by_id.get(entry.name)
    if one is None:
        return
    lines = [_name_line(found, shown) for found in one.names]
    for spot in one.coordinates:
        far = _("within %(metres)s m", metres=spot.precision_m) if spot.precision_m else ""
        lines.append(Said(f"{spot.lat}, {spot.lon}", far, shown.by((spot.source_id,)), direction="ltr"))
    if not one.coordinates and not one.course:
        lines.append(Said("", _("Location not recorded")))
    made.lines = tuple(lines)


def _name_line(name: published.PublishedPlaceName, shown: Shown) -> Said:
    by = shown.by((name.source_id,))
    return Said(name.text, name.period, by, language=name.language, direction=name.direction)


def _name(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    """Names of the event carry no id: those of one entry are found by what they are."""
    made.lines = tuple(
        Said(one.text, _("Used by:"), one.by, language=row.language, direction=row.direction)
        for row in shown.names
        for one in row.names
        if one.text == entry.now.name
    )


def _observance(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    one = _named(shown.record.observances, entry.name)
    if one is None:
        return
    when = " · ".join(filter(None, (one.date.removeprefix("--"), one.local_time, one.time_zone)))
    acts = [Said(act.act, shown.said(act.date), shown.by((act.source_id,))) for act in one.established]
    made.lines = (Said(one.observance, when, shown.by(one.source_ids)), *acts)


def _statement(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    one = _named(shown.record.statements, entry.name)
    if one is not None:
        by = shown.by((one.source_id,))
        made.lines = (Said(one.statement, shown.said(one.date), by, quotation=one.quotation),)
        made.graphic = one.graphic


def _matter(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    one = _named(shown.record.matters, entry.name)
    if one is None:
        return
    place = shown.place(one.place_id)
    more = (one.what, one.author, shown.said(one.date), one.time, place.text if place else "", one.kept_at, one.copies)
    first = Said(one.title, " · ".join(filter(None, more)), shown.by(one.source_ids))
    made.lines = (first, *(_name_line(found, shown) for found in one.names))
    made.graphic = one.graphic


def _reply(entry: AnyEntry, shown: Shown, made: Seen) -> None:
    one = _named(shown.record.replies, entry.name)
    if one is not None:
        came = " · ".join(filter(None, (str(OUTCOMES.get(one.outcome, "")), one.outcome_words)))
        made.lines = (Said(one.says, f"{one.by}, {shown.said(one.received)}"), Said("", came))


def _named(parts: Iterable[Any], name: str) -> Any:
    return next((one for one in parts if one.id == name), None)


_MAKERS: dict[EntryKind, Any] = {
    EntryKind.ABOUT: _about,
    EntryKind.SOURCE: _source,
    EntryKind.FIGURE: _figure,
    EntryKind.QUESTION: _question,
    EntryKind.EVENT: _event,
    EntryKind.PLACE: _place,
    EntryKind.NAME: _name,
    EntryKind.OBSERVANCE: _observance,
    EntryKind.STATEMENT: _statement,
    EntryKind.UNIT: _matter,
    EntryKind.DOCUMENT: _matter,
    EntryKind.FOOTAGE: _matter,
    EntryKind.REPLY: _reply,
}
