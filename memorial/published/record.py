"""The record of what happened as visitors meet it: whatever it states, it says who states it, and it is no verdict.

No type here has a field for an editor's note, a signature or who changed something. Texts of sources stand in the
language of the record, `PublishedAbout.language`, except where a field says its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol


@dataclass(frozen=True)
class PublishedListKnown:
    source_id: str
    what: str


@dataclass(frozen=True)
class PublishedAbout:
    """What the record is about; every sentence of the summary has its sources in `summary_source_ids`."""

    summary: str
    summary_source_ids: tuple[str, ...]
    scope: str
    lists_known: tuple[PublishedListKnown, ...]
    run_by: str
    paid_by: str
    language: str


@dataclass(frozen=True)
class PublishedRecordSource:
    """Who says it. `guarded`: it names private people or shows the dead, so its address is text behind a choice.

    `via`: the source it was taken from or seen in, where that is in the record. `remembrance_id`: the remembrance on
    this wall that is cited, else ''.
    """

    id: str
    title: str
    publisher: str
    year: int | None
    date: str
    kind: str
    perspective: str
    language: str
    seen_as: str
    address: str
    guarded: bool
    via: str
    remembrance_id: str
    signed: bool


@dataclass(frozen=True)
class PublishedFigure:
    """One number as one source gives it. `value_max` closes a range. `graphic`: not shown before a choice."""

    id: str
    subject: str
    category: str
    value: int | float
    value_max: int | float | None
    qualifier: str
    unit: str
    scope: str
    source_id: str
    seen_in: str
    place_id: str
    part_of: str
    as_of: str
    graphic: bool


@dataclass(frozen=True)
class PublishedAccount:
    """What one source says. `date`: of the statement, in EDTF, '' where nobody knows; `figure_ids`: its numbers."""

    source_id: str
    says: str
    basis: str
    quotation: bool
    date: str
    figure_ids: tuple[str, ...]
    graphic: bool


@dataclass(frozen=True)
class PublishedQuestion:
    """Accounts stand in the order of the date of the statement, undated last."""

    id: str
    question: str
    accounts: tuple[PublishedAccount, ...]
    graphic: bool


@dataclass(frozen=True)
class PublishedEvent:
    id: str
    date: str
    date_end: str
    time: str
    precision: str
    what: str
    source_ids: tuple[str, ...]
    place_id: str
    differs: str
    graphic: bool


@dataclass(frozen=True)
class PublishedPlaceName:
    """`language` is a code such as az, `script` such as Latn."""

    text: str
    language: str
    script: str
    direction: str
    source_id: str
    period: str


@dataclass(frozen=True)
class PublishedCoordinate:
    """Degrees; `precision_m` metres, None where the source does not say how exact it is."""

    lat: float
    lon: float
    precision_m: int | None
    source_id: str


@dataclass(frozen=True)
class PublishedRecordPlace:
    """Without coordinates its location is not recorded. `course`: the line of a river."""

    id: str
    kind: str
    names: tuple[PublishedPlaceName, ...]
    coordinates: tuple[PublishedCoordinate, ...]
    course: tuple[PublishedCoordinate, ...]

    @property
    def label(self) -> str:
        return self.names[0].text


@dataclass(frozen=True)
class PublishedNameOfEvent:
    language: str
    direction: str
    name: str
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class PublishedAct:
    date: str
    act: str
    source_id: str


@dataclass(frozen=True)
class PublishedObservance:
    """`date` is --MM-DD; `local_time` HH:MM in `time_zone`."""

    id: str
    date: str
    local_time: str
    time_zone: str
    observance: str
    source_ids: tuple[str, ...]
    established: tuple[PublishedAct, ...]


@dataclass(frozen=True)
class PublishedStatement:
    """One statement of one source that the desk took into the record."""

    id: str
    kind: str
    statement: str
    source_id: str
    quotation: bool
    date: str
    figure_ids: tuple[str, ...]
    place_ids: tuple[str, ...]
    question_id: str
    graphic: bool


@dataclass(frozen=True)
class PublishedMatter:
    """An armed unit, a document or footage (`kind`). `names`: of a unit; `title`: of the others."""

    id: str
    kind: str
    title: str
    names: tuple[PublishedPlaceName, ...]
    what: str
    author: str
    date: str
    time: str
    place_id: str
    kept_at: str
    copies: str
    source_ids: tuple[str, ...]
    graphic: bool


@dataclass(frozen=True)
class PublishedReply:
    """A reply to something that is seen of the record (`about_kind`, `about_id`), and what came of it.

    `graphic`: what it is about is so.
    """

    id: str
    by: str
    says: str
    received: str
    about_kind: str
    about_id: str
    outcome: str
    outcome_words: str
    decided: str
    graphic: bool = False


@dataclass(frozen=True)
class PublishedChange:
    """So many entries of a kind were changed on that day for that reason. `id` is '' where there are several."""

    on: str
    kind: str
    id: str
    action: str
    reason: str
    count: int


@dataclass(frozen=True)
class PublishedRecord:
    """All of it, each part in its own order."""

    about: PublishedAbout | None = None
    sources: tuple[PublishedRecordSource, ...] = ()
    figures: tuple[PublishedFigure, ...] = ()
    questions: tuple[PublishedQuestion, ...] = ()
    events: tuple[PublishedEvent, ...] = ()
    places: tuple[PublishedRecordPlace, ...] = ()
    names: tuple[PublishedNameOfEvent, ...] = ()
    observances: tuple[PublishedObservance, ...] = ()
    statements: tuple[PublishedStatement, ...] = ()
    matters: tuple[PublishedMatter, ...] = ()
    replies: tuple[PublishedReply, ...] = field(default=())

    @cached_property
    def source_by_id(self) -> dict[str, PublishedRecordSource]:
        return {source.id: source for source in self.sources}

    @cached_property
    def figure_by_id(self) -> dict[str, PublishedFigure]:
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def figures_by_source(self) -> dict[str, list[PublishedFigure]]:
        found: dict[str, list[PublishedFigure]] = {}
        for figure in self.figures:
            found.setdefault(figure.source_id, []).append(figure)
        return found

    @cached_property
    def place_by_id(self) -> dict[str, PublishedRecordPlace]:
        return {place.id: place for place in self.places}

    @cached_property
    def question_by_id(self) -> dict[str, PublishedQuestion]:
        return {question.id: question for question in self.questions}

    @property
    def language(self) -> str:
        return self.about.language if self.about else "und"


@dataclass(frozen=True)
class FoundInRecord:
    """`kind` and `id` of an entry that a search found; `why` is '' or 'spelling': a place is written nearly so."""

    kind: str
    id: str
    why: str = ""


class RecordReader(Protocol):
    """The record of one memorial, on one snapshot."""

    def any(self) -> bool: ...

    def indexable(self) -> bool:
        """Whether search engines may have it, as far as the memorial allows anything to them."""
        ...

    def whole(self) -> PublishedRecord: ...

    def changes(self, *, limit: int) -> Sequence[PublishedChange]:
        """The newest changes first; what was changed together in one act is one line."""
        ...

    def find(self, query: str, *, limit: int) -> Sequence[FoundInRecord]:
        """Entries that hold every word of the query (folded), and places by any spelling of their names.

        At most `limit` of each kind. Graphic matter is never found.
        """
        ...

    def sources_at(self, path: str) -> Sequence[PublishedRecordSource]:
        """Those whose address, where it is no secret, ends with that path, such as '/interviews/…'."""
        ...

    def places_called(self, names: Iterable[str]) -> Mapping[str, str]:
        """For those of these texts that are, in any letters, exactly a name of one place of the record: its id."""
        ...
