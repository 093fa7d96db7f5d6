"""What somebody at the desk typed about a person, read into a claim: dates in words become EDTF, the words stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from memorial.application.ports.store import UnitOfWork
from memorial.application.services import Services
from memorial.domain.errors import Invalid
from memorial.domain.languages import is_language_code
from memorial.domain.memorial import Memorial, Source
from memorial.domain.person import FactClaim, KinClaim, NameClaim
from memorial.domain.person_changes import AnyClaim
from memorial.domain.personal_details import find_details
from memorial.domain.writing import clean_line
from memorial.vocabulary import Audience, Basis, Certainty, FactKind, Fate, Kinship, NameKind

LONGEST_NAME, LONGEST_WORDS = 200, 300
NEW_SOURCE = "new"
PRECISIONS = ("", "country", "region", "town")
SEXES = ("female", "male")
DATES = frozenset({FactKind.BORN, FactKind.DIED})
PLACES = frozenset({FactKind.PLACE, FactKind.PLACE_OF_BIRTH, FactKind.RESIDENCE, FactKind.PLACE_OF_DEATH})
AUDIENCES = {"team": Audience.TEAM, "public": Audience.PUBLIC}

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Reading:
    """What is needed to read a form. `language` is that of the page."""

    services: Services
    uow: UnitOfWork
    memorial: Memorial
    person_id: str
    language: str
    by: str


def read_claim(at: Reading, of: str, given: Mapping[str, str]) -> AnyClaim:
    """`of` is name, fact or kin. Raises `Invalid` with the field that cannot be used."""
    match of:
        case "name":
            return replace(_name(at, given), source_id=_source(at, given))
        case "fact":
            return replace(_fact(at, given), source_id=_source(at, given))
        case "kin":
            return replace(_kin(at, given), source_id=_source(at, given))
    raise Invalid("of", "choose_one")


def _name(at: Reading, given: Mapping[str, str]) -> NameClaim:
    text = _line(given, "text", LONGEST_NAME)
    if not text:
        raise Invalid("text", "write_a_name")
    if not any(letter.isalpha() for letter in text):
        raise Invalid("text", "not_a_name")
    return NameClaim(
        text,
        Basis.PUBLISHED_SOURCE,
        "",
        _audience(given),
        _language(given),
        kind=_word(given, "kind", NameKind).value,
        id=at.services.new_id(),
        sort_key=_line(given, "sort_key", LONGEST_NAME),
    )


def _fact(at: Reading, given: Mapping[str, str]) -> FactClaim:
    kind = _word(given, "kind", FactKind)
    words, on, precision = _line(given, "words", LONGEST_WORDS), "", ""
    if kind in DATES:
        value, words = _date(at, given, "words")
    elif kind is FactKind.FATE:
        fate = _word(given, "fate", Fate)
        if fate is Fate.NOT_SAID:
            raise Invalid("fate", "choose_one")
        value, on = fate.value, _date_of_fate(at, given)
    elif kind is FactKind.SEX:
        value = given.get("sex", "")
        if value not in SEXES:
            raise Invalid("sex", "choose_one")
    else:
        value, words = words, ""
        if not value:
            raise Invalid("words", "write_it")
    if kind in PLACES:
        precision = given.get("precision", "")
        if precision not in PRECISIONS:
            raise Invalid("precision", "choose_one")
        if find_details(value):
            raise Invalid("words", "too_exact")
    return FactClaim(
        kind.value,
        value,
        Basis.PUBLISHED_SOURCE,
        "",
        _audience(given),
        _language(given),
        id=at.services.new_id(),
        words=words,
        on=on,
        precision=precision,
    )


def _date(at: Reading, given: Mapping[str, str], field: str) -> tuple[str, str]:
    """(EDTF, the words). What is not understood is kept only where it is asked for: as words, without a date."""
    words = _line(given, field, LONGEST_WORDS)
    if not words:
        raise Invalid(field, "write_a_date")
    edtf = _understood(at, given, words)
    if not edtf and not given.get("as_words"):
        raise Invalid(field, "date_not_understood")
    return edtf, "" if words == edtf else words


def _date_of_fate(at: Reading, given: Mapping[str, str]) -> str:
    words = _line(given, "on", LONGEST_WORDS)
    edtf = _understood(at, given, words) if words else ""
    if words and not edtf:
        raise Invalid("on", "date_not_understood")
    return edtf


def _understood(at: Reading, given: Mapping[str, str], words: str) -> str:
    language = _language(given)
    return at.services.read_date(words, at.language if language == "und" else language)


def _kin(at: Reading, given: Mapping[str, str]) -> KinClaim:
    other_id = given.get("other", "")
    if not other_id or other_id == at.person_id:
        raise Invalid("other", "choose_the_person")
    if at.uow.people.find(at.memorial.id, other_id) is None:
        raise Invalid("other", "choose_the_person")
    return KinClaim(
        other_id,
        _word(given, "kinship", Kinship),
        Basis.PUBLISHED_SOURCE,
        "",
        _audience(given),
        _word(given, "certainty", Certainty),
        words=_line(given, "words", LONGEST_WORDS),
        id=at.services.new_id(),
    )


def _source(at: Reading, given: Mapping[str, str]) -> str:
    """The id of who says it: a source of the memorial, or a new one by its title, which visitors can read."""
    chosen = given.get("source", "")
    if chosen and chosen != NEW_SOURCE:
        if not any(source.id == chosen for source in at.memorial.sources):
            raise Invalid("source", "choose_the_source")
        return chosen
    title = _line(given, "source_title", LONGEST_WORDS)
    if not title:
        raise Invalid("source_title" if chosen else "source", "say_the_source")
    same = next((source.id for source in at.memorial.sources if source.title == title), None)
    if same:
        return same
    today = at.services.now().date().isoformat()
    made = Source(at.services.new_id(), title, kind="document", decided_by=at.by, added_on=today)
    current = at.uow.memorials.get(at.memorial.id)
    at.uow.memorials.save(replace(current, sources=(*current.sources, made)))
    return made.id


def _audience(given: Mapping[str, str]) -> Audience:
    word = given.get("audience", "team")
    if word not in AUDIENCES:
        raise Invalid("audience", "choose_one")
    return AUDIENCES[word]


def _language(given: Mapping[str, str]) -> str:
    code = given.get("language", "").strip() or "und"
    if code != "und" and not is_language_code(code):
        raise Invalid("language", "choose_the_language")
    return code


def _word(given: Mapping[str, str], field: str, words: type[Word]) -> Word:
    try:
        return words(given.get(field, ""))
    except ValueError:
        raise Invalid(field, "choose_one") from None


def _line(given: Mapping[str, str], field: str, longest: int) -> str:
    text = clean_line(given.get(field, ""))
    if len(text) > longest:
        raise Invalid(field, "too_long")
    return text
