"""What a search finds in the record, each with who says it and a way to where it stands.

Nothing graphic comes here: the record's own search leaves it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from memorial.published.record import FoundInRecord, PublishedEvent, PublishedRecordPlace, PublishedStatement
from memorial.web.language import direction
from memorial.web.page import Link
from memorial.web.record_shown import Cited, FigureShown, Place, Shown
from memorial.web.record_words import plain_words
from memorial.web.wall.moments import moment_of
from memorial.web.wall.record import shown_of
from memorial.web.wall.visit import Visit

MOST = 8
"""So many of each kind are shown."""

KINDS = {
    "question": _l("Questions"),
    "figure": _l("Figures"),
    "place": _l("Places"),
    "event": _l("By day and hour"),
    "statement": _l("Statements"),
    "source": _l("Sources"),
    "document": _l("Documents"),
    "footage": _l("Film and photographs"),
    "unit": _l("Armed units"),
}


@dataclass(frozen=True)
class FoundEntry:
    """`before` stands in front of the link, `beside` after it, in words of the page; `text` is the record's own.

    `language` and `direction` of the text, '' where they are the record's. `figure`: the number, where it is one.
    """

    href: str
    text: str
    by: tuple[Cited, ...]
    before: str = ""
    beside: str = ""
    language: str = ""
    direction: str = ""
    quotation: bool = False
    figure: FigureShown | None = None
    names: tuple[Place, ...] = ()


@dataclass(frozen=True)
class FoundGroup:
    """All that was found of one kind. `more`: where the rest stands, None where this is all."""

    kind: str
    heading: str
    entries: tuple[FoundEntry, ...]
    more: Link | None


@dataclass(frozen=True)
class FoundInTheRecord:
    groups: tuple[FoundGroup, ...]
    language: str
    direction: str
    sources: str
    """The address below which each source has its page."""


def found_in_record(visit: Visit, query: str) -> FoundInTheRecord | None:
    """None where nothing was found, and in a memorial without a record."""
    record = visit.snapshot.record(visit.memorial.id)
    found = record.find(query, limit=MOST + 1) if query and record.any() else ()
    if not found:
        return None
    finding = _Finding(visit, shown_of(visit, record.whole()))
    language = finding.shown.record.language
    return FoundInTheRecord(tuple(finding.groups(found)), language, direction(language), f"{visit.base}record/sources")


@dataclass(frozen=True)
class _Finding:
    visit: Visit
    shown: Shown

    def groups(self, found: Sequence[FoundInRecord]) -> Iterable[FoundGroup]:
        show: Mapping[str, Callable[[FoundInRecord], FoundEntry]] = {
            "question": self._question,
            "figure": self._figure,
            "place": self._place,
            "event": self._event,
            "statement": self._statement,
            "source": self._source,
        }
        for kind, heading in KINDS.items():
            of_kind = [one for one in found if one.kind == kind]
            entries = tuple(show.get(kind, self._matter)(one) for one in of_kind[:MOST])
            if entries:
                yield FoundGroup(kind, str(heading), entries, self._more(kind) if len(of_kind) > MOST else None)

    def _more(self, kind: str) -> Link:
        where = {"place": "map", "event": "timeline"}.get(kind, "record")
        return self.visit.link(_("There are more of these in the record"), where)

    def _address(self, rest: str) -> str:
        return f"{self.visit.base}{rest}"

    def _question(self, found: FoundInRecord) -> FoundEntry:
        question = self.shown.question(self.shown.record.question_by_id[found.id])
        by = {account.by.id: account.by for account in question.accounts}
        return FoundEntry(self._address(f"record/{found.id}"), question.text, tuple(by.values()), beside=question.count)

    def _figure(self, found: FoundInRecord) -> FoundEntry:
        figure = self.shown.figure(self.shown.record.figure_by_id[found.id])
        return FoundEntry(self._address(f"record#f-{found.id}"), figure.subject, (figure.by,), figure=figure)

    def _place(self, found: FoundInRecord) -> FoundEntry:
        place = self.shown.record.place_by_id[found.id]
        heading = self.shown.place(found.id) or Place(place.label, place.names[0].language, place.names[0].direction)
        others = {one.text: Place(one.text, one.language, one.direction) for one in place.names}
        others.pop(heading.text, None)
        return FoundEntry(
            self._address(f"map#place-{found.id}"),
            heading.text,
            self.shown.by(dict.fromkeys(one.source_id for one in place.names)),
            before=_("spelled nearly so, and perhaps another place") if found.why == "spelling" else "",
            beside=_where(place),
            language=heading.language,
            direction=heading.direction,
            names=tuple(others.values()),
        )

    def _event(self, found: FoundInRecord) -> FoundEntry:
        event: PublishedEvent = next(one for one in self.shown.record.events if one.id == found.id)
        before = ", ".join(filter(None, (self._day(event), event.time)))
        href = self._address(f"timeline#event-{found.id}")
        return FoundEntry(href, event.what, self.shown.by(event.source_ids), before=before)

    def _day(self, event: PublishedEvent) -> str:
        """With its year. A night is one night."""
        if event.precision == "night":
            moment = moment_of(event.date, event.date_end, event.precision, self.shown.said, self.visit.language)
            return _("%(night)s, %(year)s", night=moment.heading, year=moment.year)
        if event.date_end:
            first, last = self.shown.said(event.date), self.shown.said(event.date_end)
            return _("%(first)s to %(last)s", first=first, last=last)
        return self.shown.said(event.date)

    def _statement(self, found: FoundInRecord) -> FoundEntry:
        one: PublishedStatement = next(one for one in self.shown.record.statements if one.id == found.id)
        by = self.shown.by((one.source_id,))
        return FoundEntry(self._address(f"record#t-{found.id}"), one.statement, by, quotation=one.quotation)

    def _source(self, found: FoundInRecord) -> FoundEntry:
        source = self.shown.source(self.shown.record.source_by_id[found.id])
        return FoundEntry(
            self._address(f"record/sources/{found.id}"),
            source.source.title,
            (source.by,),
            beside=" · ".join(filter(None, (source.kind, source.when or _("undated")))),
            language=source.source.language,
            direction=source.direction,
        )

    def _matter(self, found: FoundInRecord) -> FoundEntry:
        matter = next(one for one in self.shown.record.matters if (one.kind, one.id) == (found.kind, found.id))
        by = self.shown.by(matter.source_ids)
        return FoundEntry(self._address(f"record#m-{found.id}"), matter.title, by, beside=self.shown.said(matter.date))


def _where(place: PublishedRecordPlace) -> str:
    """What kind of place it is, and whether anybody says where."""
    kind = plain_words(place.kind)
    return kind if place.coordinates or place.course else " · ".join((kind, _("location not recorded")))
