"""The record as a page shows it: each part with who says it, in words of the page's language, ready for a template.

The wall and the desk's preview show the same. Graphic matter is left out here unless it was asked for, so that no
template can let it slip.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from flask_babel import gettext as _

from memorial.published.record import (
    PublishedAccount,
    PublishedFigure,
    PublishedMatter,
    PublishedQuestion,
    PublishedRecord,
    PublishedRecordPlace,
    PublishedRecordSource,
)
from memorial.published.record_reading import breakdowns, count_origins, exact, figures_of
from memorial.web.language import direction, endonym
from memorial.web.record_sums import Sum, sum_of
from memorial.web.record_types import (
    AccountShown,
    Cited,
    FigureGroup,
    FigureShown,
    MatterGroup,
    MatterShown,
    NameShown,
    NamesShown,
    PartShown,
    Place,
    QuestionShown,
    SourceShown,
    StatementShown,
    SumShown,
    cited,
)
from memorial.web.record_words import (
    MATTERS,
    SCOPES,
    accounts_words,
    basis_words,
    heading_of,
    plain_words,
    qualifier_words,
    range_words,
)

__all__ = [
    "AccountShown",
    "Cited",
    "FigureShown",
    "MatterShown",
    "Place",
    "QuestionShown",
    "Shown",
    "SourceShown",
    "StatementShown",
]


@dataclass
class Shown:
    """One record for one page. `date` says an EDTF date in the page's language; `graphic`: shown, as was asked for."""

    record: PublishedRecord
    language: str
    date: Callable[[str], str]
    graphic: bool = False
    own_event: str = ""
    """How the code of the memorial's own event begins: of a number about it, nobody has to be told so."""
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    # Who says it

    @cached_property
    def cited(self) -> dict[str, Cited]:
        """Every source by id, numbered in the order of the record."""
        return {one.id: cited(number, one) for number, one in enumerate(self.record.sources, start=1)}

    def by(self, source_ids: Iterable[str]) -> tuple[Cited, ...]:
        return tuple(self.cited[one] for one in source_ids if one in self.cited)

    def said(self, edtf: str) -> str:
        """The date in words, '' where there is none."""
        return self._once(self.date, "said", edtf) if edtf else ""

    def as_of(self, edtf: str) -> str:
        """'as of 3 March 1992', '' where there is no date."""
        return self._once(lambda date: _("as of %(day)s", day=self.said(date)), "as of", edtf) if edtf else ""

    def _once(self, say: Callable[[str], str], what: str, given: str) -> str:
        """A page says the same few words hundreds of times, and each translation takes its while."""
        known = self._known.get((what, given))
        if known is None:
            known = self._known[what, given] = say(given)
        return known

    def place(self, place_id: str) -> Place | None:
        return self._places.get(place_id)

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {one.id: self._place(one) for one in self.record.places}

    def _place(self, place: PublishedRecordPlace) -> Place:
        """By its first name in the page's language, else in the record's, else by the first of all."""
        wanted = (self.language, self.record.language)
        ranked = [one for code in wanted for one in place.names if one.language == code]
        name = (ranked or list(place.names))[0]
        return Place(name.text, name.language, name.direction)

    # Figures

    @cached_property
    def figures(self) -> tuple[PublishedFigure, ...]:
        return tuple(one for one in self.record.figures if self.graphic or not one.graphic)

    @cached_property
    def sums(self) -> dict[str, SumShown]:
        """By the id of the total. What is not shown is no part of a sum, and no sum stands that leaves just that."""
        hidden: dict[str, Fraction] = {}
        for one in self.record.figures if not self.graphic else ():
            if one.graphic and one.part_of:
                hidden[one.part_of] = hidden.get(one.part_of, Fraction(0)) + exact(one.value)
        visible = PublishedRecord(
            about=self.record.about,
            sources=self.record.sources,
            figures=tuple(one for one in self.figures if one.source_id in self.cited),
        )
        told = [
            one
            for one in breakdowns(visible)
            if one.remainder is None or exact(one.remainder) != hidden.get(one.total.id)
        ]
        return {one.total.id: self._sum(one.total, sum_of(one, self.language)) for one in told}

    def _sum(self, total: PublishedFigure, found: Sum) -> SumShown:
        parts = tuple((part.id, part.subject) for part in found.parts)
        others = tuple(self._part(part) for part in found.others)
        return SumShown(found.sentences, parts, self.cited[total.source_id], others)

    def _part(self, one: PublishedFigure) -> PartShown:
        qualifier = self._once(qualifier_words, "qualifier", one.qualifier)
        number = range_words(one.value, one.value_max, self.language)
        return PartShown(one.id, one.subject, qualifier, number, one.unit, self.cited[one.source_id])

    def figure(self, one: PublishedFigure) -> FigureShown:
        return FigureShown(
            id=one.id,
            subject=one.subject,
            qualifier=self._once(qualifier_words, "qualifier", one.qualifier),
            number=range_words(one.value, one.value_max, self.language),
            unit=one.unit,
            when=self.said(one.as_of),
            as_of=self.as_of(one.as_of),
            about=self.about(one.scope),
            place=self.place(one.place_id),
            by=self.cited[one.source_id],
            seen_in=self.cited.get(one.seen_in) if one.seen_in != one.source_id else None,
            sums=self.sums.get(one.id),
        )

    def about(self, scope: str) -> str:
        """To which event a number belongs, if it is not the memorial's own, and not all are about one and the same."""
        if scope in SCOPES:
            return str(SCOPES[scope])
        if len(self._events) < 2 or (self.own_event and scope.startswith(self.own_event)):
            return ""
        return self._once(lambda event: _("event: %(event)s", event=event) if event else "", "about", scope)

    @cached_property
    def _events(self) -> set[str]:
        return {one.scope for one in self.record.figures if one.scope not in SCOPES}

    def figures_with_sums(self, figures: Sequence[PublishedFigure]) -> list[FigureShown]:
        """These alone on a page: only with the arithmetic whose parts are all among them, as each is linked there."""
        here = {one.id for one in figures}
        return [replace(one, sums=_of_these(one.sums, here)) for one in map(self.figure, figures)]

    @cached_property
    def figure_groups(self) -> tuple[FigureGroup, ...]:
        """By category, in the order in which the categories first come."""
        grouped: dict[str, list[FigureShown]] = {}
        for one in self.figures:
            if one.source_id in self.cited:
                grouped.setdefault(one.category, []).append(self.figure(one))
        return tuple(
            FigureGroup(f"g-{number}", heading_of(category), tuple(found))
            for number, (category, found) in enumerate(grouped.items(), start=1)
        )

    # Questions

    @cached_property
    def questions(self) -> tuple[QuestionShown, ...]:
        return tuple(self.question(one) for one in self.record.questions)

    def question(self, one: PublishedQuestion) -> QuestionShown:
        number = self.numbers[one.id]
        if one.graphic and not self.graphic:
            return QuestionShown(one.id, number, "", True, (), "", False)
        shown = [account for account in one.accounts if self.graphic or not account.graphic]
        origins = count_origins([account.source_id for account in one.accounts], self.record)
        return QuestionShown(
            id=one.id,
            number=number,
            text=one.question,
            closed=False,
            accounts=tuple(self._account(account) for account in shown if account.source_id in self.cited),
            count=self._count(len(one.accounts), origins),
            held_back=len(shown) < len(one.accounts),
        )

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {one.id: number for number, one in enumerate(self.record.questions, start=1)}

    def _count(self, accounts: int, origins: int) -> str:
        return self._once(lambda _: accounts_words(accounts, origins), "count", f"{accounts}/{origins}")

    @cached_property
    def _undated(self) -> str:
        return _("date not known")

    def _account(self, account: PublishedAccount) -> AccountShown:
        source = self.record.source_by_id[account.source_id]
        return AccountShown(
            by=self.cited[account.source_id],
            when=self.said(account.date) or self._undated,
            says=account.says,
            quotation=account.quotation,
            basis=self._once(basis_words, "basis", account.basis),
            taken_from=self.cited.get(source.via),
        )

    # All else

    @cached_property
    def names(self) -> tuple[NamesShown, ...]:
        """By language, in the order in which the languages first come."""
        found: dict[str, list[NameShown]] = {}
        ways: dict[str, str] = {}
        for one in self.record.names:
            found.setdefault(one.language, []).append(NameShown(one.name, self.by(one.used_by)))
            ways.setdefault(one.language, one.direction)
        return tuple(NamesShown(code, ways[code], endonym(code), tuple(names)) for code, names in found.items())

    @cached_property
    def statements(self) -> tuple[StatementShown, ...]:
        return tuple(
            StatementShown(one, self.cited[one.source_id], self.said(one.date))
            for one in self.record.statements
            if one.source_id in self.cited and (self.graphic or not one.graphic)
        )

    @cached_property
    def matter_groups(self) -> tuple[MatterGroup, ...]:
        shown = [one for one in self.record.matters if self.graphic or not one.graphic]
        groups = [
            MatterGroup(kind, str(words), tuple(self.matter(one) for one in shown if one.kind == kind))
            for kind, words in MATTERS.items()
        ]
        return tuple(group for group in groups if group.matters)

    def matter(self, one: PublishedMatter) -> MatterShown:
        return MatterShown(one, self.said(one.date), self.place(one.place_id), self.by(one.source_ids))

    def open_question(self, question_id: str) -> bool:
        """Whether a question of that id stands on the page with its words."""
        found = self.record.question_by_id.get(question_id)
        return found is not None and (self.graphic or not found.graphic)

    # The foot

    def sources(self, ids: Iterable[str] | None = None, *, uses: bool = True) -> tuple[SourceShown, ...]:
        """Those with these ids, all if none are given, in the order of their numbers. `uses`: with the way back."""
        wanted = None if ids is None else set(ids)
        back = self._first_use if uses else {}
        return tuple(
            self.source(one, back.get(one.id, "")) for one in self.record.sources if wanted is None or one.id in wanted
        )

    def source(self, one: PublishedRecordSource, back: str = "") -> SourceShown:
        return SourceShown(
            by=self.cited[one.id],
            source=one,
            direction=direction(one.language),
            when=self.said(one.date) or (f"{one.year:04}" if one.year is not None else ""),
            kind=plain_words(one.kind),
            leads=_leads(one),
            taken_from=self.cited.get(one.via),
            back=back,
        )

    @cached_property
    def _first_use(self) -> dict[str, str]:
        """By source: where on the page of the whole record it speaks first, from the top down."""
        found: dict[str, str] = {}

        def use(sources: Iterable[str], href: str) -> None:
            for one in sources:
                found.setdefault(one, href)

        if self.record.about is not None:
            use(self.record.about.summary_source_ids, "#what")
        for name in self.record.names:
            use(name.used_by, "#called")
        for question in self.questions:
            named = [one.by for one in question.accounts] + [one.taken_from for one in question.accounts]
            use((one.id for one in named if one), f"#q{question.number}")
        if self.record.about is not None:
            use((one.source_id for one in self.record.about.lists_known), "#figures")
        for group in self.figure_groups:
            for figure in group.figures:
                use((one.id for one in (figure.by, figure.seen_in) if one), f"#{group.id}")
        use((one.by.id for one in self.statements), "#statements")
        for matters in self.matter_groups:
            use((by.id for one in matters.matters for by in one.by), f"#{matters.kind}s")
        for day in self.record.observances:
            use((*day.source_ids, *(act.source_id for act in day.established)), "#days")
        return found

    # What is not shown

    @cached_property
    def held_back(self) -> tuple[Cited, ...]:
        """Sources of graphic matter that is part of no question: it stands on their own pages, after a choice."""
        in_questions = {
            figure.id
            for question in self.record.questions
            for account in question.accounts
            if account.graphic or question.graphic
            for figure in figures_of(account, self.record, question.question)
        }
        hidden = [one.source_id for one in self.record.figures if one.graphic and one.id not in in_questions]
        hidden += [one.source_id for one in self.record.statements if one.graphic]
        hidden += [id for one in self.record.matters if one.graphic for id in one.source_ids]
        return self.by(dict.fromkeys(hidden))


def _of_these(sums: SumShown | None, ids: Collection[str]) -> SumShown | None:
    if sums is None or not all(part in ids for part, _subject in sums.parts):
        return None
    others = tuple(one for one in sums.others if one.id in ids)
    return replace(sums, others=others) if sums.parts or others else None


def _leads(source: PublishedRecordSource) -> str:
    if source.remembrance_id:
        return "remembrance"
    if source.guarded:
        return "here"
    return "away" if source.address.startswith(("https://", "http://")) else ""
