"""What a page shows of the record, part by part, in words of the page's language: what templates are given."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from memorial.published.record import PublishedMatter, PublishedRecordSource, PublishedStatement

_IN_LANGUAGE = Markup(' lang="%s"')
_WHO = Markup('<a href="#s%d"><bdi%s>%s</bdi>')
_NUMBERED = Markup("%s%s [%d]</a>")


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as it is named where it speaks: who, when, and its number in the list at the foot.

    `link` and `undated` are the link to it there, with its year and without, made once: a page has thousands of them.
    """

    id: str
    number: int
    name: str
    language: str
    year: str
    link: Markup
    undated: Markup

    def before_another(self, year: bool = True) -> Markup:
        """The link with the semicolon before the next one in it: alone, it would begin a line on a narrow screen."""
        link = self.link if year else self.undated
        return link.removesuffix("</a>") + Markup(";</a>")


def cited(number: int, source: PublishedRecordSource) -> Cited:
    language = "und" if source.publisher else source.language
    name = source.publisher or source.title
    year = f"{source.year:04}" if source.year is not None else source.date[:4]
    who = _WHO % (number, "" if language == "und" else _IN_LANGUAGE % language, name)
    undated = _NUMBERED % (who, "", number)
    link = _NUMBERED % (who, f", {year}", number) if year else undated
    return Cited(source.id, number, name, language, year, link, undated)


@dataclass(frozen=True, slots=True)
class Place:
    text: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class PartShown:
    id: str
    subject: str
    qualifier: str
    number: str
    unit: str
    by: Cited


@dataclass(frozen=True, slots=True)
class SumShown:
    """Arithmetic over parts of a figure: (id, subject) of each part, and who says all these numbers.

    `others`: parts that were not added, each with who says it.
    """

    sentences: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    by: Cited
    others: tuple[PartShown, ...]


@dataclass(frozen=True, slots=True)
class FigureShown:
    id: str
    subject: str
    qualifier: str
    number: str
    unit: str
    when: str
    as_of: str
    about: str
    place: Place | None
    by: Cited
    seen_in: Cited | None
    sums: SumShown | None


@dataclass(frozen=True, slots=True)
class FigureGroup:
    id: str
    heading: str
    figures: tuple[FigureShown, ...]


@dataclass(frozen=True, slots=True)
class AccountShown:
    """`taken_from`: the source that this one was taken from; both have one origin."""

    by: Cited
    when: str
    says: str
    quotation: bool
    basis: str
    taken_from: Cited | None


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """`closed`: its words are graphic and were not asked for. `held_back`: some of its accounts are."""

    id: str
    number: int
    text: str
    closed: bool
    accounts: tuple[AccountShown, ...]
    count: str
    held_back: bool


@dataclass(frozen=True, slots=True)
class SourceShown:
    """`leads`: where its title leads: 'away' to its address, 'here' to its own page, where the address of a guarded
    one is text, 'remembrance' to the one that is cited, or '' nowhere. `back`: where on the page it speaks first.
    """

    by: Cited
    source: PublishedRecordSource
    direction: str
    when: str
    kind: str
    leads: str
    taken_from: Cited | None
    back: str


@dataclass(frozen=True, slots=True)
class StatementShown:
    statement: PublishedStatement
    by: Cited
    when: str


@dataclass(frozen=True, slots=True)
class MatterShown:
    """A document, footage or an armed unit. `place`: where it was made."""

    matter: PublishedMatter
    when: str
    place: Place | None
    by: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class MatterGroup:
    kind: str
    heading: str
    matters: tuple[MatterShown, ...]


@dataclass(frozen=True, slots=True)
class NameShown:
    text: str
    by: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class NamesShown:
    """What the event is called in one language, and by whom."""

    language: str
    direction: str
    endonym: str
    names: tuple[NameShown, ...]
