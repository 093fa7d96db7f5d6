"""A memorial: one memory kept by one community, with its own languages, words, notice, risk and ceiling."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from memorial.domain.days_of_remembrance import DayOfRemembrance
from memorial.domain.labels.added import AddedWords
from memorial.domain.language_reading import LanguageReading
from memorial.domain.message_template import MessageTemplate
from memorial.domain.setting_up import OwnPicture, SettingUp
from memorial.vocabulary import SHOWN_TO_VISITORS, Audience, MemorialKind, Risk


@dataclass(frozen=True)
class Controller:
    """Who answers for the memorial's data: shown in the notice."""

    name: str = ""
    address: str = ""
    contact: str = ""
    country: str = ""
    """Where it is kept and whose law holds: two letters of ISO 3166-1, or '' where that is not said."""


@dataclass(frozen=True)
class Source:
    """Who says it: a list, a report, an article."""

    id: str
    title: str
    publisher: str = ""
    year: int | None = None
    kind: str = ""
    perspective: str = ""
    language: str = "und"
    seen_as: str = ""
    address: str | None = None
    made_by: str = ""
    made_on: str = ""
    """In EDTF, as far as it is known."""
    purpose: str = ""
    seen_at: str = ""
    """Where it was seen: an archive and its number, a newspaper."""
    decided_by: str = ""
    added_on: str = ""
    rows: int | None = None
    """Of a list: how many rows it has, whoever they are about."""
    audience: Audience = Audience.PUBLIC
    """Who may know of it at all: a list that was brought in for the team is the team's, its title too."""
    of_record: bool = False
    """Whether it is a source of the record of what happened, and stands in it now."""
    signed: bool = False
    """Of such a source: whether a named reviewer compared what is entered with it."""
    guarded: bool = False
    """Of such a source: its address is shown on the record's pages only, as text, after a choice."""
    only_of_record: bool = False
    """Its heading was written by the record and goes with it; else it is here for another reason too."""


@dataclass(frozen=True)
class EventName:
    """A name of the event, with the sources that use it."""

    language: str
    name: str
    used_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordSummary:
    """What happened, in short, as memorials kept it before they had a record; `memorial init` makes entries of it."""

    scope: str = ""
    summary: str = ""
    summary_sources: tuple[str, ...] = ()
    names: tuple[EventName, ...] = ()
    lists_known: tuple[tuple[str, str], ...] = ()
    commemorative_dates: tuple[dict[str, Any], ...] = ()
    reviewed_sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Memorial:
    """All settings of one memorial. Texts are by language code; nothing in here is private."""

    id: str
    slug: str
    kind: MemorialKind
    languages: tuple[str, ...]
    title: dict[str, str]
    time_zone: str = "UTC"
    purpose: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    notice: dict[str, str] = field(default_factory=dict)
    controller: Controller = Controller()
    ceiling: Audience = Audience.PUBLIC
    risk: Risk = Risk.NONE
    public: bool = False
    accepting: bool = False
    neutral_site: dict[str, str] = field(default_factory=dict)
    accent: str = "slate"
    fictional_note: dict[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    record: RecordSummary | None = None
    commemorative_days: tuple[str, ...] = ()
    """Further days of the year on which many come, as MM-DD, beside the days of remembrance."""
    days_of_remembrance: tuple[DayOfRemembrance, ...] = ()
    """As each community keeps them; visitors see them."""
    added_words: tuple[AddedWords, ...] = ()
    """Lines beside the core lists of words that raise a label. The core cannot be cut."""
    language_readings: tuple[LanguageReading, ...] = ()
    """Who signed the words that families agree to, at most one for each language."""
    setup: SettingUp = field(default_factory=SettingUp)
    support: dict[str, str] = field(default_factory=dict)
    """Whom readers may talk to, and how, by language. Shown at the desk only."""
    message_templates: tuple[MessageTemplate, ...] = ()
    """Texts with which readers begin a message, beside those that the program brings along."""
    embed_hosts: tuple[str, ...] = ()
    """Hosts of other sites that may show a name or the names of this memorial inside their pages; none by default."""
    revision: int = 0

    @property
    def draft(self) -> bool:
        """A draft's record is of a real event and holds a source that no named reviewer has signed.

        Without a record it is none. A list that somebody brought in by name is no source of the record.
        """
        if self.kind is not MemorialKind.REAL:
            return False
        if self.record is not None:
            older = {source.id for source in self.sources if not source.decided_by}
            if older - set(self.record.reviewed_sources):
                return True
        return any(source.of_record and not source.signed for source in self.sources)

    @property
    def reach(self) -> Audience:
        """How far anything of it can reach: its ceiling; a draft is for no search engine, feed or other program."""
        return min(self.ceiling, Audience.UNLISTED) if self.draft else self.ceiling

    @property
    def shown_picture(self) -> OwnPicture | None:
        """Its own picture, where visitors may see it: under a ceiling below them it stays with the team."""
        own = self.setup.picture
        return own if own is not None and own.shown and self.reach in SHOWN_TO_VISITORS else None

    def text(self, texts: dict[str, str], language: str) -> str:
        """The text in that language, else in the memorial's first language that has it, else any."""
        for code in (language, *self.languages):
            if texts.get(code):
                return texts[code]
        return next(iter(texts.values()), "")

    def notice_hash(self, language: str) -> str:
        """SHA-256 (hex) of the exact words of the notice in that language."""
        return hashlib.sha256(self.text(self.notice, language).encode()).hexdigest()

    @property
    def open_sources(self) -> tuple[Source, ...]:
        """Those of which visitors, and who works here without reading, may know."""
        return tuple(source for source in self.sources if source.audience in SHOWN_TO_VISITORS)

    def source(self, source_id: str) -> Source | None:
        return next((source for source in self.sources if source.id == source_id), None)
