"""Finds entries of the record by their words, and places by any spelling of their names.

It reads what the gate let through and nothing else, and keeps nothing between two searches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from memorial.adapters.db.search_index import LONGEST_QUERY, MOST_QUERY_WORDS, SHORTEST_PREFIX
from memorial.adapters.finding.forms import form_of, words_of
from memorial.adapters.finding.nicknames import all_nicknames
from memorial.adapters.finding.scoring import Comparison
from memorial.disclosure.folding import fold, search_tokens, search_words
from memorial.published.record import FoundInRecord, PublishedRecord, PublishedRecordPlace

LEAST_LIKE = 0.75
"""From here on a place is said to be spelled nearly so (docs/people.md says how such likenesses were set)."""
FARTHEST_FROM_BEST = 0.1
COMPARED = 60

Words = Sequence[tuple[str, ...]]
"""What was asked: for each word its forms, of which one has to occur."""


def find_in(record: PublishedRecord, query: str, limit: int) -> Sequence[FoundInRecord]:
    """At most `limit` of each kind, kinds and entries in the order of the record; of places the closest first.

    An entry is found when it holds every word of the query. Of figures and events, words may also be names of their
    place, but for one. Graphic matter is never found.
    """
    asked = list(dict.fromkeys(search_words(query[:LONGEST_QUERY])))[:MOST_QUERY_WORDS]
    if not asked or limit < 1:
        return []
    places = [_PlaceWords.of(place) for place in record.places]
    search = _Search(asked, limit, {place.id: place.tokens for place in places})
    found = [*search.of(_questions(record)), *search.of(_figures(record))]
    found += _places(record, places, query[:LONGEST_QUERY], asked)[:limit]
    for some in (_events(record), _statements(record), _sources(record), _matters(record)):
        found += search.of(some)
    return found


Said = tuple[str, str, str, str]
"""Kind and id of an entry, its words, and the id of its place or ''."""


def _questions(record: PublishedRecord) -> Iterator[Said]:
    for one in record.questions:
        if not one.graphic:
            accounts = (account.says for account in one.accounts if not account.graphic)
            yield "question", one.id, " ".join((one.question, *accounts)), ""


def _figures(record: PublishedRecord) -> Iterator[Said]:
    for one in record.figures:
        if not one.graphic:
            words = f"{one.subject} {one.unit} {one.qualifier} {_digits(one.value)} {_digits(one.value_max)}"
            yield "figure", one.id, words, one.place_id


def _events(record: PublishedRecord) -> Iterator[Said]:
    for one in record.events:
        if not one.graphic:
            yield "event", one.id, f"{one.what} {one.differs} {one.date} {one.time}", one.place_id


def _statements(record: PublishedRecord) -> Iterator[Said]:
    """Whatever belongs to a graphic question is graphic, as its own words are."""
    graphic = {one.id for one in record.questions if one.graphic}
    for one in record.statements:
        if not one.graphic and one.question_id not in graphic:
            yield "statement", one.id, one.statement, ""


def _sources(record: PublishedRecord) -> Iterator[Said]:
    for one in record.sources:
        yield "source", one.id, f"{one.title} {one.publisher} {one.year or ''}", ""


def _matters(record: PublishedRecord) -> Iterator[Said]:
    for one in record.matters:
        if not one.graphic:
            names = (name.text for name in one.names)
            yield one.kind, one.id, " ".join((one.title, one.what, one.author, *names)), one.place_id


def _digits(value: int | float | None) -> str:
    """As it is and with commas between thousands, so that it is found however it is typed."""
    return "" if value is None else f"{value} {value:,}"


# Words


_PLAIN = str.maketrans({chr(code): " " for code in range(32, 128) if not chr(code).isalnum()})
_NOT_PLAIN = frozenset("'`") | frozenset(map(chr, [*range(9), *range(14, 32), 127]))


def _line(text: str) -> str:
    """What `search_tokens` says of the text, each with a space on either side. Plain English goes a shorter way."""
    if text.isascii() and _NOT_PLAIN.isdisjoint(text):
        return f" {text.lower().translate(_PLAIN)} "
    return f" {' '.join(search_tokens(text))} "


@dataclass(frozen=True, slots=True)
class _PlaceWords:
    """The words of all names of a place, name by name."""

    id: str
    names: Sequence[Words]

    @classmethod
    def of(cls, place: PublishedRecordPlace) -> _PlaceWords:
        return cls(place.id, [search_words(name.text) for name in place.names])

    @property
    def tokens(self) -> frozenset[str]:
        return frozenset(form for name in self.names for forms in name for form in forms)

    def is_called(self, asked: Words) -> bool:
        return any(len(name) == len(asked) and all(map(_is_one, asked, name)) for name in self.names)

    def has_in_a_name(self, asked: Words) -> bool:
        return any(all(any(_is_one(forms, word) for word in name) for forms in asked) for name in self.names)


def _is_one(forms: Sequence[str], others: Sequence[str]) -> bool:
    return any(form in others for form in forms)


class _Search:
    """One query over many entries."""

    def __init__(self, asked: Words, limit: int, of_places: Mapping[str, frozenset[str]]) -> None:
        self._asked, self._limit, self._of_places = asked, limit, of_places
        self._whole = [tuple(f" {form} " for form in forms) for forms in asked]
        self._begun = tuple(f" {form}" for form in asked[-1] if len(form) >= SHORTEST_PREFIX)
        # The name of one place is often how another begins: it has to be there as a whole.
        self._whole_only = frozenset[str]().union(*of_places.values())

    def of(self, entries: Iterable[Said]) -> list[FoundInRecord]:
        found = list[FoundInRecord]()
        for kind, entry_id, text, place_id in entries:
            if self._holds(_line(text), place_id):
                found.append(FoundInRecord(kind, entry_id))
                if len(found) == self._limit:
                    break
        return found

    def _holds(self, line: str, place_id: str) -> bool:
        """Whether every word is there, one of them at least in the entry's own text; the last may be begun."""
        here = [any(form in line for form in forms) for forms in self._whole]
        here[-1] = here[-1] or self._has_begun(line)
        if all(here) or not any(here):
            return here[0]
        of_place = self._of_places.get(place_id, frozenset())
        return all(one or not of_place.isdisjoint(forms) for one, forms in zip(here, self._asked, strict=True))

    def _has_begun(self, line: str) -> bool:
        if not any(form in line for form in self._begun):
            return False
        begun = tuple(form.strip() for form in self._begun)
        return any(word.startswith(begun) and word not in self._whole_only for word in line.split())


# Places


def _places(record: PublishedRecord, words: Sequence[_PlaceWords], query: str, asked: Words) -> list[FoundInRecord]:
    """Those that have exactly this name; without one, those whose name holds its words; without any, what is near.

    A near place is another name: it is never taken for the one that was asked for, only shown and said to be near.
    """
    same = [place.id for place in words if place.is_called(asked)]
    same = same or [place.id for place in words if place.has_in_a_name(asked)]
    if same:
        return [FoundInRecord("place", one) for one in same]
    return [FoundInRecord("place", one, "spelling") for one in _near(record.places, words, asked, query)]


def _near(places: Sequence[PublishedRecordPlace], words: Sequence[_PlaceWords], asked: Words, query: str) -> list[str]:
    """The most like first. Only the names that look most like it at a first glance are compared closely."""
    folded = [
        (place, at, " ".join(forms[0] for forms in name))
        for place, one in zip(places, words, strict=True)
        for at, name in enumerate(one.names)
    ]
    glance = process.extract(
        " ".join(forms[0] for forms in asked),
        [text for *_, text in folded],
        scorer=fuzz.token_set_ratio,
        limit=COMPARED,
    )
    wanted = [form_of(word) for word in words_of(query)]
    comparison = Comparison(all_nicknames())
    likeness = dict[str, float]()
    for _text, _score, number in glance:
        place, at, _ = folded[number]
        like = comparison.of_names(wanted, [form_of(word) for word in words_of(place.names[at].text)]).score
        likeness[place.id] = max(like, likeness.get(place.id, 0.0))
    least = max(LEAST_LIKE, max(likeness.values(), default=0.0) - FARTHEST_FROM_BEST)
    order = {place.id: number for number, place in enumerate(places)}
    near = (one for one, score in likeness.items() if score >= least)
    return sorted(near, key=lambda one: (-likeness[one], order[one]))


def places_called(places: Sequence[PublishedRecordPlace], names: Iterable[str]) -> dict[str, str]:
    """By name: the id of the place that has exactly this name, folded. A name that two places have is of neither."""
    found = dict[str, set[str]]()
    for place in places:
        for name in place.names:
            found.setdefault(fold(name.text), set()).add(place.id)
    one_place = {name: found.get(fold(name), set()) for name in names}
    return {name: next(iter(ids)) for name, ids in one_place.items() if len(ids) == 1 and fold(name)}
