"""People who stand on the memorial already, looked up in what is published and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memorial.published.types import PersonLine, WhyFound
from memorial.vocabulary import About
from memorial.web.contribute.frame import Place, parts
from memorial.web.found_words import why_words

MOST_FOUND = 10
BY_PLACE = frozenset({WhyFound.PLACE, WhyFound.PLACE_IN_OTHER_LETTERS, WhyFound.PLACE_ALIKE})


@dataclass(frozen=True)
class Remembered:
    """A name as it may be shown on the form's own pages."""

    label: str
    language: str = "und"
    direction: str = "auto"


def published_person(place: Place, person_id: str) -> Remembered | None:
    """The published name of someone; None for an unknown and for a hidden id alike."""
    if not person_id:
        return None
    with parts().reader.snapshot() as snapshot:
        person = snapshot.person(place.memorial.id, person_id)
    if person is None or not person.names:
        return None
    name = next((one for one in person.names if one.text == person.label), person.names[0])
    return Remembered(person.label, name.language, name.direction)


def people_like(place: Place, name: str) -> Sequence[tuple[PersonLine, str]]:
    """Whom the search of the memorial finds by a name, each with why, in words; '' for the same name."""
    with parts().reader.snapshot() as snapshot:
        found = snapshot.find_people(place.memorial.id, name, limit=MOST_FOUND)
    return [(one.line, why_words(one)) for one in found if one.why not in BY_PLACE]


def remembered(place: Place, answers: Mapping[str, str]) -> Remembered | None:
    """Whom the draft is about, as its writer chose or wrote; None for the event and for oneself."""
    if answers.get("about", About.PERSON.value) != About.PERSON.value:
        return None
    if answers.get("person_id"):
        return published_person(place, answers["person_id"])
    name = answers.get("person_name", "").strip()
    return Remembered(name) if name else None
