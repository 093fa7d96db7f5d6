"""The published types. They have no field for an address, a note or a code: what has no name cannot be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from memorial.published.safe_html import SafeHtml
from memorial.published.sound import PublishedVoice
from memorial.vocabulary import Audience

T = TypeVar("T")


@dataclass(frozen=True)
class PublishedSource:
    """Who says it."""

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
    purpose: str = ""
    seen_at: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class PublishedWords:
    """A line that the memorial added to the words that raise a label at its desk."""

    language: str
    kind: str
    line: str


@dataclass(frozen=True)
class PublishedDay:
    """A day of the year (MM-DD) on which a community remembers; `local_time` is HH:MM in `time_zone`, or '': all day.

    `name` is by language; `source_id` a source of the memorial, '' where the community itself says it.
    """

    community: str
    month_day: str
    name: dict[str, str]
    local_time: str = ""
    time_zone: str = ""
    source_id: str = ""


@dataclass(frozen=True)
class PublishedOwnPicture:
    """The memorial's own picture; `alt` by language. `across` and `down`: what must not be cut off, in percent."""

    sources: tuple[PictureSource, ...]
    alt: dict[str, str]
    across: int = 50
    down: int = 50


@dataclass(frozen=True)
class PublishedMemorial:
    """One memorial as visitors meet it. Texts are by language code."""

    id: str
    slug: str
    kind: str
    languages: tuple[str, ...]
    title: dict[str, str]
    time_zone: str
    purpose: dict[str, str]
    words: dict[str, dict[str, str]]
    accent: str
    risk: str
    accepting: bool
    draft: bool
    fictional_note: dict[str, str]
    neutral_site: dict[str, str]
    controller_name: str
    sources: tuple[PublishedSource, ...] = ()
    added_words: tuple[PublishedWords, ...] = ()
    days: tuple[PublishedDay, ...] = ()
    wall_order: str = "name"
    picture: PublishedOwnPicture | None = None
    embed_hosts: tuple[str, ...] = ()
    """Origins, such as https://news.example.org, whose pages may show parts of this memorial."""
    reach: str = Audience.PUBLIC.word
    """How far anything of it may reach; of a word that is unknown nothing goes to search engines or other sites."""

    @property
    def for_everybody(self) -> bool:
        """Whether search engines, feeds and other sites may have anything of it at all."""
        return self.reach == Audience.PUBLIC.word and not self.draft

    def text(self, texts: dict[str, str], language: str) -> str:
        """The text in that language, else in the memorial's first language that has it, else any, else ''."""
        for code in (language, *self.languages):
            if texts.get(code):
                return texts[code]
        return next(iter(texts.values()), "")


@dataclass(frozen=True)
class PublishedName:
    text: str
    language: str
    script: str
    direction: str
    kind: str
    source_id: str = ""
    preferred: bool = False


@dataclass(frozen=True)
class PublishedFact:
    """A date, place, age or fate, as one source or one family gives it. `source_id` is '' where a family says it.

    `words`: as it was written there; `on`: the EDTF date of a fate.
    """

    kind: str
    value: str
    language: str
    source_id: str
    words: str = ""
    on: str = ""


@dataclass(frozen=True)
class PublishedPerson:
    """Someone named on the wall. `years` is ready text such as '1943–1992', '' where not known."""

    id: str
    names: tuple[PublishedName, ...]
    label: str
    letter: str
    script: str
    sort_key: str
    years: str
    place: str
    facts: tuple[PublishedFact, ...]
    audience: str
    portrait: PublishedPicture | None = None

    @property
    def indexable(self) -> bool:
        return self.audience == "public"


@dataclass(frozen=True)
class PublishedKin:
    """What another person on the wall is to this one, as somebody says it. `source_id` is '' where a family does."""

    other: PersonRef
    kinship: str
    certainty: str
    words: str
    source_id: str


@dataclass(frozen=True)
class PersonLine:
    """One line of the names wall. `kept`: a place whose name the family keeps; it has no label and no page."""

    id: str
    label: str
    language: str
    direction: str
    years: str
    letter: str
    script: str
    sort_key: str
    kept: bool = False
    portrait: PublishedPicture | None = None


class WhyFound(StrEnum):
    """Why a name was found for a query, the plainest reason first; of a whole name, the least plain of its words'."""

    SAME = "same"
    LETTERS = "letters"
    FORM = "form"
    NICKNAME = "nickname"
    SPELLING = "spelling"
    SOUND = "sound"
    INITIAL = "initial"
    PART = "part"
    PLACE = "place"
    PLACE_IN_OTHER_LETTERS = "place_in_other_letters"
    PLACE_ALIKE = "place_alike"


@dataclass(frozen=True)
class FoundPerson:
    """Someone whom a search came upon, by which of their names (or places), and why.

    `script`: of that name, as Armn. `score` is between 0 and 1.
    """

    line: PersonLine
    name: str
    script: str
    why: WhyFound
    score: float


@dataclass(frozen=True)
class PictureSource:
    """One access copy: `name` is its random file name below /media/, or in a preview an address of its own."""

    name: str
    mime: str
    width: int
    height: int
    size: str

    @property
    def href(self) -> str:
        return self.name if self.name.startswith("/") else f"/media/{self.name}"


@dataclass(frozen=True)
class PublishedPicture:
    alt: str
    caption: str
    sources: tuple[PictureSource, ...]


@dataclass(frozen=True)
class PersonRef:
    id: str
    label: str
    language: str = "und"
    direction: str = "auto"


@dataclass(frozen=True)
class PublishedRemembrance:
    """One remembrance as visitors read it. `signature` is a name or initials; `relation` a word of the closed list.

    `person` is set only where the name is shown in full; `person_initials` where the family chose initials.
    """

    id: str
    position: int
    about: str
    audience: str
    language: str
    direction: str
    body: SafeHtml
    excerpt: str
    signature: str
    relation: str
    person: PersonRef | None
    person_initials: str
    day: date
    pictures: tuple[PublishedPicture, ...]
    sounds: tuple[PublishedVoice, ...] = ()

    @property
    def indexable(self) -> bool:
        return self.audience == "public"


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its rows and the cursor of the next page, '' at the end."""

    rows: tuple[T, ...]
    next: str = ""


@dataclass(frozen=True)
class MediaFile:
    """What a published row says of one access copy."""

    name: str
    mime: str
    length: int
    etag: str
