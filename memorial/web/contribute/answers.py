"""Between the fields of a form and the answers of a draft: `file_2_caption` there is `file:{id}:caption` here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from memorial.application.offer import (
    FILE_ANSWERS,
    HELPED,
    HELPED_ON,
    HIDDEN_SIGNS,
    NICKNAME,
    SAID_OF_ONESELF,
    WALL_PLACE,
)
from memorial.domain.lookalikes import hides_signs
from memorial.domain.remembrance import OWN_ANSWER, FileKept
from memorial.domain.writing import clean, has_direction_override
from memorial.web.contribute.person_fields import DETAILS, date_ticks_in

ASKED_FIRST = ("about", "person_id", "person_name")
WHO = (*ASKED_FIRST, *DETAILS)
SAY = ("story", "story_language")
CHOICES = ("audience", "embargo_until", "person_name_shown", "signature", "contributor_name", "relation", OWN_ANSWER)
NAMES = ("person_name", "person_name_other", NICKNAME, "contributor_name")

_FILE_FIELD = re.compile(r"file_([1-9][0-9]{0,3})_([a-z]+)")


def answers_in(fields: Mapping[str, str], files: Sequence[FileKept]) -> dict[str, str]:
    """The answers among these fields, in their normal form. Files are counted from 1, in the order of the draft.

    A page that was shown before a file was taken out says itself which file it meant, in `file_{n}_key`.
    """
    found = {name: clean(fields[name]) for name in (*WHO, *SAY, *CHOICES) if name in fields}
    found |= date_ticks_in(fields) | _hidden_signs(fields)
    known = {kept.id for kept in files}
    for name, text in fields.items():
        match = _FILE_FIELD.fullmatch(name)
        if match is None or match[2] not in FILE_ANSWERS:
            continue
        file_id = fields.get(f"file_{match[1]}_key") or _id_at(files, int(match[1]))
        if file_id in known:
            found[f"file:{file_id}:{match[2]}"] = clean(text)
    return found


def ticks_in(fields: Mapping[str, str]) -> dict[str, str]:
    """The ticks of the page with the choices; one that was not sent is not set, or was taken away."""
    return {name: "yes" if fields.get(name, "") not in ("", "no") else "" for name in (*SAID_OF_ONESELF, WALL_PLACE)}


def alone_in(step: str, before: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    """That nobody helps any more, where the way goes on in a step to which the helper's own page did not lead.

    Whoever keeps it for later may come back alone.
    """
    if not before.get(HELPED):
        return {}
    if step not in before.get(HELPED_ON, "").split():
        return {HELPED: "", HELPED_ON: ""}
    return {HELPED_ON: ""} if "save" in fields else {}


def _hidden_signs(fields: Mapping[str, str]) -> dict[str, str]:
    """Which fields were typed with signs that nobody sees: afterwards they are gone, and nobody could tell."""
    hiding = {name: hides_signs(fields[name]) for name in NAMES if name in fields}
    if "story" in fields:
        hiding["story"] = has_direction_override(fields["story"])
    return {f"{HIDDEN_SIGNS}{name}": "yes" if found else "" for name, found in hiding.items()}


def _id_at(files: Sequence[FileKept], number: int) -> str:
    return files[number - 1].id if number <= len(files) else ""


def field_of(answer: str, files: Sequence[FileKept]) -> str:
    """The name that an answer's field has on the page."""
    if not answer.startswith("file:"):
        return answer
    _, file_id, question = answer.split(":", 2)
    number = next((n for n, kept in enumerate(files, start=1) if kept.id == file_id), 0)
    return f"file_{number}_{question}"


def typed(answers: Mapping[str, str], files: Sequence[FileKept]) -> dict[str, str]:
    """The answers under the names of their fields, to fill in a form."""
    return {field_of(name, files): text for name, text in answers.items()}
