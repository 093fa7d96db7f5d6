"""Finds people by name and place in the edition: candidates by their keys, and then each compared closely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Connection, Row, select

from memorial.adapters.db import people_keys
from memorial.adapters.db.edition_tables import published_person
from memorial.adapters.db.people_keys import OF_NAME, OF_PLACE, Candidate
from memorial.adapters.db.search_index import PEOPLE
from memorial.adapters.documents import from_bytes
from memorial.adapters.finding.forms import NameForm, form_of, words_of
from memorial.adapters.finding.keys import Wanted, wanted, whole
from memorial.adapters.finding.letters import ABJADS, ALPHABETS, MANY_READINGS, WITH_SOUNDS
from memorial.adapters.finding.nicknames import all_nicknames
from memorial.adapters.finding.scoring import Comparison, Likeness
from memorial.disclosure.folding import search_words
from memorial.domain.languages import script_of
from memorial.published.types import FoundPerson, PersonLine, PublishedName, WhyFound

MOST_WORDS = 8
LONGEST_QUERY = 200
A_STAGE = 250
"""How many candidates one look into the index may bring; looking ends with three times as many."""
COMPARED, COMPARED_MANY_READINGS = 100, 150
"""How many of the candidates are compared closely: more where letters may be read in many ways."""
LEAST_LIKE, LEAST_LIKE_MANY_READINGS = 0.72, 0.45
FARTHEST_FROM_BEST = 0.25
"""What is less like the query, or so much less than the best, is not shown."""
JOINED = 0.97
JOINED_BY_SOUND = 0.08
"""Taken off where two words only sound like one."""
READ_INTO, OF_SIGNS = 0.01, 0.06
"""Taken off for names in letters with few vowels, and in signs, where the query is in others."""
LEAST_LIKE_PLACE, MOST_PLACES = 0.75, 300
A_PLACE = 0.4
"""Whoever is found by a place comes after all who are found by a name."""

_person = published_person.c
_LINE = (
    _person.id,
    _person.label,
    _person.language,
    _person.direction,
    _person.years,
    _person.letter,
    _person.script,
    _person.sort_key,
)
_NOT = Likeness(0.0, WhyFound.PART)
HAS_ALL, HAS_BEGUN = Likeness(0.8, WhyFound.PART), Likeness(0.76, WhyFound.PART)
"""A name that has each word is found whatever else it has; one whose word begins so, while it is being typed."""
_PLACE_WHY = {WhyFound.SAME: WhyFound.PLACE, WhyFound.LETTERS: WhyFound.PLACE_IN_OTHER_LETTERS}


@dataclass(frozen=True)
class _Found:
    position: int
    text: str
    likeness: Likeness


_NOBODY = _Found(0, "", _NOT)


def find_people(connection: Connection, memorial_id: str, query: str, *, limit: int) -> list[FoundPerson]:
    """The most like first; those alike in the order of the wall. Who is from a place of that name follows."""
    asked = _Asked(words_of(query[:LONGEST_QUERY])[:MOST_WORDS])
    found = {one.position: one for one in _by_name(connection, memorial_id, query, asked, limit)}
    if len(found) < limit and asked.words:
        for one in _by_place(connection, memorial_id, asked):
            found.setdefault(one.position, one)
    return _lines(connection, memorial_id, found, limit)


@dataclass(frozen=True)
class _Joined:
    """The query with two of its words as one."""

    as_one: Wanted
    before: Sequence[Wanted]
    after: Sequence[Wanted]

    @cached_property
    def words(self) -> Sequence[Wanted]:
        return [*self.before, self.as_one, *self.after]

    @cached_property
    def forms(self) -> Sequence[NameForm]:
        return [one.form for one in self.words]


class _Asked:
    """The query, taken apart: as it was typed, and with two neighbouring words as one."""

    def __init__(self, words: Sequence[str]) -> None:
        nicknames = all_nicknames()
        self.words: list[Wanted] = [wanted(word, nicknames) for word in words]
        self.comparison = Comparison(nicknames)
        self.forms = [one.form for one in self.words]
        self.folded = {form.folded for form in self.forms}
        self.joined = [
            _Joined(wanted(first + second, nicknames), self.words[:at], self.words[at + 2 :])
            for at, (first, second) in enumerate(pairwise(words))
        ]
        self.whole = whole(words)
        self.scripts = {form.script for form in self.forms}
        self.many_readings = any(form.script in MANY_READINGS for form in self.forms)

    def stages(self, *, every_word: bool = False) -> Iterator[list[frozenset[str]]]:
        """From the closest to the widest: one set of keys for each word, of which a name has to have one.

        `every_word`: and not all words but one.
        """
        words = self.words
        yield [frozenset(self.whole)]
        yield [one.same for one in words]
        for joined in self.joined:
            yield [one.close for one in joined.words]
        if len(words) == 1:
            yield [words[0].alone(words[0].close)]
            yield [words[0].alone(words[0].wide)]
        yield [one.close for one in words]
        yield [one.wide for one in words]
        if len(words) > 1 and not every_word:
            for width in ("close", "wide"):
                for left_out in range(len(words)):
                    yield [getattr(one, width) for at, one in enumerate(words) if at != left_out]


# Names


def _by_name(connection: Connection, memorial_id: str, query: str, asked: _Asked, limit: int) -> list[_Found]:
    positions = list(_candidates(connection, memorial_id, OF_NAME, asked.stages()))
    candidates = people_keys.read(connection, positions)
    compared = {one.position: _compare(asked, one, one.names) for one in _worth_comparing(asked, candidates)}
    for one in _begun(connection, memorial_id, query, limit):
        if compared.get(one.position, _NOBODY).likeness.score < one.likeness.score:
            compared[one.position] = one
    best = max((one.likeness.score for one in compared.values()), default=0.0)
    least = max(LEAST_LIKE_MANY_READINGS if asked.many_readings else LEAST_LIKE, best - FARTHEST_FROM_BEST)
    return [one for one in compared.values() if one.likeness.score >= least]


def _candidates(
    connection: Connection, memorial_id: str, what: str, stages: Iterator[Sequence[frozenset[str]]]
) -> dict[int, None]:
    found = dict[int, None]()
    for stage in stages:
        found |= dict.fromkeys(people_keys.having(connection, memorial_id, what, stage, limit=A_STAGE))
        if len(found) >= 3 * A_STAGE:
            break
    return found


def _worth_comparing(asked: _Asked, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    most = COMPARED_MANY_READINGS if asked.many_readings else COMPARED
    if len(candidates) <= most:
        return candidates
    closest, rest = candidates[:COMPARED], candidates[COMPARED:]
    query = " ".join(form.bones or form.alike for form in asked.forms)
    near = process.extract(query, [one.bones for one in rest], scorer=fuzz.token_set_ratio, limit=most)
    return [*closest, *(rest[at] for _text, _score, at in near)]


def _compare(asked: _Asked, candidate: Candidate, texts: Sequence[str]) -> _Found:
    best = _Found(candidate.position, "", _NOT)
    for text in texts:
        words = words_of(text)
        found = _like(asked, words)
        if found.score > best.likeness.score:
            best = _Found(candidate.position, text, found)
    return best


def _like(asked: _Asked, words: Sequence[str]) -> Likeness:
    """Of the words as they are, or with two neighbours as one, on either side."""
    forms = [form_of(word) for word in words]
    best = asked.comparison.of_names(asked.forms, forms)
    if best.score < JOINED:
        for joined in asked.joined:
            if any(joined.as_one.form.sounds_like(form) for form in forms):
                best = _better(best, asked.comparison.of_names(joined.forms, forms))
        for at, (first, second) in enumerate(pairwise(forms)):
            if first.script in ABJADS or first.folded + second.folded in asked.folded:
                as_one = form_of(words[at] + words[at + 1])
                if any(form.sounds_like(as_one) for form in asked.forms):
                    of_joined = asked.comparison.of_names(asked.forms, [*forms[:at], as_one, *forms[at + 2 :]])
                    best = _better(best, of_joined)
    return Likeness(best.score - _read_into(asked, forms), best.why)


def _better(best: Likeness, joined: Likeness) -> Likeness:
    if joined.why is WhyFound.SAME:
        joined = Likeness(min(joined.score, JOINED), WhyFound.SPELLING)
    elif joined.why is not WhyFound.SPELLING:
        joined = Likeness(joined.score - JOINED_BY_SOUND, joined.why)
    return max(best, joined, key=lambda one: one.score)


def _read_into(asked: _Asked, forms: Sequence[NameForm]) -> float:
    """Much can be read into letters with few vowels, and into signs: who writes in others seldom means these."""
    scripts = {form.script for form in forms}
    if scripts - WITH_SOUNDS - asked.scripts:
        return OF_SIGNS
    return READ_INTO if asked.scripts <= ALPHABETS and scripts - ALPHABETS else 0.0


# What was typed so far


def _begun(connection: Connection, memorial_id: str, query: str, limit: int) -> list[_Found]:
    """Who has each word, and one that begins with the last: from the index of words, and the published names decide.

    It finds people, too, whose keys are still to be made after an upgrade.
    """
    positions = PEOPLE.find(connection, memorial_id, query, before=1 << 62, limit=limit)
    words = search_words(query[:LONGEST_QUERY])[:MOST_WORDS]
    found = []
    for row in _rows(connection, memorial_id, positions, _person.names):
        for name in from_bytes(row.names, tuple[PublishedName, ...]):
            if like := _begins(words, name.text):
                found.append(_Found(row.position, name.text, like))
                break
    return found


def _begins(asked: Sequence[tuple[str, ...]], name: str) -> Likeness | None:
    *whole_words, last = asked
    held = {form for forms in search_words(name) for form in forms}
    if not all(held.intersection(forms) for forms in whole_words):
        return None
    if held.intersection(last):
        return HAS_ALL
    return HAS_BEGUN if any(word.startswith(last) for word in held) else None


# Places


def _by_place(connection: Connection, memorial_id: str, asked: _Asked) -> list[_Found]:
    """Many are from one place: each place is compared once."""
    positions = list(_candidates(connection, memorial_id, OF_PLACE, asked.stages(every_word=True)))
    compared = dict[str, _Found]()
    found = []
    for one in people_keys.read(connection, positions):
        for place in one.places:
            if place not in compared and len(compared) < MOST_PLACES:
                compared[place] = _compare(asked, one, [place])
        best = max((compared[place] for place in one.places if place in compared), key=_score, default=_NOBODY)
        if best.likeness.score >= LEAST_LIKE_PLACE:
            found.append(_placed(replace(best, position=one.position)))
    return found


def _score(one: _Found) -> float:
    return one.likeness.score


def _placed(one: _Found) -> _Found:
    why = _PLACE_WHY.get(one.likeness.why, WhyFound.PLACE_ALIKE)
    return _Found(one.position, one.text, Likeness(A_PLACE * one.likeness.score, why))


# Answers


def _lines(connection: Connection, memorial_id: str, found: dict[int, _Found], limit: int) -> list[FoundPerson]:
    """Only who is published: the indexes bring candidates and nothing more."""
    rounded = {position: round(one.likeness.score, 3) for position, one in found.items()}
    least = min(sorted(rounded.values(), reverse=True)[:limit], default=0.0)
    rows = _rows(connection, memorial_id, [at for at, score in rounded.items() if score >= least], *_LINE)
    lines = [(found[row.position], PersonLine(*tuple(row)[2:])) for row in rows]
    lines.sort(key=lambda pair: (-rounded[pair[0].position], pair[1].sort_key, pair[1].id))
    return [
        FoundPerson(line, one.text, script_of(one.text), one.likeness.why, one.likeness.score)
        for one, line in lines[:limit]
    ]


def _rows(
    connection: Connection, memorial_id: str, positions: Sequence[int], *columns: ColumnElement[Any]
) -> Sequence[Row[Any]]:
    """Position, memorial, columns. Asked for by position alone: by memorial, all of its people would be looked at."""
    if not positions:
        return []
    wanted = select(_person.position, _person.memorial_id, *columns).where(_person.position.in_(positions))
    return [row for row in connection.execute(wanted) if row.memorial_id == memorial_id]
