"""Each part of the record as visitors may see it, field by field: what is not written out here stays private."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from memorial.disclosure.record_graphic import At
from memorial.domain.fuzzy_date import FuzzyDate, NotEdtf
from memorial.domain.languages import direction_of
from memorial.domain.record import GRAPHIC, Account, Coordinate, EntryKind, PlaceName, RecordAbout, RecordSource
from memorial.domain.record_entry import AnyEntry
from memorial.published.record import (
    PublishedAbout,
    PublishedAccount,
    PublishedAct,
    PublishedCoordinate,
    PublishedEvent,
    PublishedFigure,
    PublishedListKnown,
    PublishedMatter,
    PublishedNameOfEvent,
    PublishedObservance,
    PublishedPlaceName,
    PublishedQuestion,
    PublishedRecordPlace,
    PublishedRecordSource,
    PublishedReply,
    PublishedStatement,
)


@dataclass(frozen=True)
class Seen:
    """What of the record visitors may see at all, by name."""

    sources: Mapping[str, RecordSource]
    figures: frozenset[str]
    places: frozenset[str]
    signed: frozenset[str]
    questions: frozenset[str]
    graphic: frozenset[At]
    """Of all entries, those that are graphic or belong to what is."""


@dataclass(frozen=True)
class Parts:
    seen: Seen

    def about(self, about: RecordAbout) -> PublishedAbout:
        """The summary needs every one of its sources: which sentence rests on which, nobody can tell."""
        known = about.summary_source_ids and all(one in self.seen.sources for one in about.summary_source_ids)
        return PublishedAbout(
            summary=about.neutral_summary if known else "",
            summary_source_ids=about.summary_source_ids if known else (),
            scope=about.scope,
            lists_known=tuple(
                PublishedListKnown(one.source_id, one.what)
                for one in about.name_lists_known
                if one.source_id in self.seen.sources and not one.copied
            ),
            run_by=about.run_by,
            paid_by=about.paid_by,
            language=about.language,
        )

    def source(self, entry: AnyEntry) -> PublishedRecordSource | None:
        now = entry.now
        if entry.name not in self.seen.sources:
            return None
        return PublishedRecordSource(
            id=entry.name,
            title=now.title,
            publisher=now.publisher,
            year=now.year,
            date=now.date or "",
            kind=now.kind,
            perspective=now.perspective,
            language=now.language,
            seen_as=now.seen_as,
            address=now.address or "",
            guarded=now.guarded,
            via=self._source(now.via),
            remembrance_id=now.remembrance_id or "",
            signed=entry.name in self.seen.signed,
        )

    def figure(self, entry: AnyEntry) -> PublishedFigure | None:
        now = entry.now
        if entry.name not in self.seen.figures:
            return None
        return PublishedFigure(
            id=entry.name,
            subject=now.subject,
            category=now.category,
            value=now.value,
            value_max=now.value_max,
            qualifier=now.qualifier.value,
            unit=now.unit,
            scope=now.scope,
            source_id=now.source_id,
            seen_in=self._source(now.seen_in),
            place_id=self._place(now.place_id),
            part_of=now.part_of if now.part_of in self.seen.figures else "",
            as_of=now.as_of or "",
            graphic=self._is_graphic(entry),
        )

    def question(self, entry: AnyEntry) -> PublishedQuestion | None:
        if entry.name not in self.seen.questions:
            return None
        accounts = [self._account(one) for one in entry.now.accounts if one.source_id in self.seen.sources]
        accounts.sort(key=lambda one: _when(one.date))
        return PublishedQuestion(entry.name, entry.now.question, tuple(accounts), self._is_graphic(entry))

    def _account(self, account: Account) -> PublishedAccount:
        source = self.seen.sources[account.source_id]
        return PublishedAccount(
            source_id=account.source_id,
            says=account.says,
            basis=account.basis.value,
            quotation=account.quotation,
            date=account.date or source.date or (f"{source.year:04}" if source.year is not None else ""),
            figure_ids=tuple(one for one in account.figure_ids if one in self.seen.figures),
            graphic=account.sensitivity == GRAPHIC,
        )

    def event(self, entry: AnyEntry) -> PublishedEvent | None:
        now, sources = entry.now, self._sources(entry.now.source_ids)
        if not sources:
            return None
        return PublishedEvent(
            id=entry.name,
            date=now.date,
            date_end=now.date_end or "",
            time=now.time or "",
            precision=now.precision.value,
            what=now.what,
            source_ids=sources,
            place_id=self._place(now.place_id),
            differs=now.differs or "",
            graphic=self._is_graphic(entry),
        )

    def place(self, entry: AnyEntry) -> PublishedRecordPlace | None:
        names = self._names(entry.now.names)
        if not names:
            return None
        now = entry.now
        return PublishedRecordPlace(
            entry.name, now.kind, names, self._coordinates(now.coordinates), self._coordinates(now.course)
        )

    def _names(self, names: Iterable[PlaceName]) -> tuple[PublishedPlaceName, ...]:
        shown = []
        for one in names:
            if one.seen and one.source_id is not None and one.source_id in self.seen.sources:
                language, _, script = one.lang.partition("-")
                direction = direction_of(one.lang).value
                shown.append(PublishedPlaceName(one.name, language, script, direction, one.source_id, one.period or ""))
        return tuple(shown)

    def _coordinates(self, given: Iterable[Coordinate]) -> tuple[PublishedCoordinate, ...]:
        return tuple(
            PublishedCoordinate(one.lat, one.lon, one.precision_m, one.source_id)
            for one in given
            if one.source_id in self.seen.sources
        )

    def name(self, entry: AnyEntry) -> PublishedNameOfEvent | None:
        used_by = self._sources(entry.now.used_by)
        if not used_by:
            return None
        language = entry.now.lang.partition("-")[0]
        return PublishedNameOfEvent(language, direction_of(entry.now.lang).value, entry.now.name, used_by)

    def observance(self, entry: AnyEntry) -> PublishedObservance | None:
        now, sources = entry.now, self._sources(entry.now.source_ids)
        if not sources:
            return None
        acts = tuple(
            PublishedAct(one.date, one.act, one.source_id)
            for one in now.established
            if one.source_id in self.seen.sources
        )
        return PublishedObservance(entry.name, now.date, now.local_time, now.time_zone, now.observance, sources, acts)

    def statement(self, entry: AnyEntry) -> PublishedStatement | None:
        now = entry.now
        if now.attributed_to not in self.seen.sources:
            return None
        return PublishedStatement(
            id=entry.name,
            kind=now.kind,
            statement=now.statement,
            source_id=now.attributed_to,
            quotation=now.quotation,
            date=now.date or "",
            figure_ids=tuple(one for one in now.figure_ids if one in self.seen.figures),
            place_ids=tuple(one for one in now.place_ids if one in self.seen.places),
            question_id=now.disputed_id if now.disputed_id in self.seen.questions else "",
            graphic=self._is_graphic(entry),
        )

    def matter(self, entry: AnyEntry) -> PublishedMatter | None:
        now, sources = entry.now, self._sources(entry.now.source_ids)
        names = self._names(now.names) if entry.kind is EntryKind.UNIT else ()
        if not sources or (entry.kind is EntryKind.UNIT and not names):
            return None
        return PublishedMatter(
            id=entry.name,
            kind=entry.kind.value,
            title=names[0].text if names else now.title,
            names=names,
            what=getattr(now, "what", ""),
            author=getattr(now, "author", ""),
            date=now.date or "",
            time=getattr(now, "time", None) or "",
            place_id=self._place(getattr(now, "place_id", None)),
            kept_at=getattr(now, "kept_at", ""),
            copies=getattr(now, "copies", ""),
            source_ids=sources,
            graphic=self._is_graphic(entry),
        )

    def reply(self, entry: AnyEntry) -> PublishedReply:
        now = entry.now
        return PublishedReply(
            id=entry.name,
            by=now.by,
            says=now.says,
            received=now.received,
            about_kind=now.about_kind.value,
            about_id=now.about_id,
            outcome=now.outcome.value,
            outcome_words=now.outcome_words,
            decided=now.decided or "",
            graphic=self._is_graphic(entry),
        )

    def _is_graphic(self, entry: AnyEntry) -> bool:
        return (entry.kind, entry.name) in self.seen.graphic

    def _source(self, name: str | None) -> str:
        return name if name is not None and name in self.seen.sources else ""

    def _sources(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(one for one in names if one in self.seen.sources)

    def _place(self, name: str | None) -> str:
        return name if name is not None and name in self.seen.places else ""


def _when(date: str) -> tuple[bool, int, int, int]:
    """By the date of the statement, as far as it is known; undated last. Equal dates keep the order they have."""
    try:
        point = FuzzyDate.parse(date).point if date else None
    except NotEdtf:
        point = None
    if point is None or point.year is None:
        return (True, 0, 0, 0)
    return (False, point.year, point.month or 0, point.day or 0)
