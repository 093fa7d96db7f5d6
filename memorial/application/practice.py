"""Practice: cases from the project's own files, by language. Nothing of them enters the archive, a queue or a log."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from memorial.application.labels_found import Texts, flags_for
from memorial.application.review_text import Stretch, stretches
from memorial.disclosure.names_in_text import find_mentions
from memorial.domain import moderation, practice
from memorial.domain.errors import NotFound
from memorial.domain.labels.core import labels_in
from memorial.domain.practice import Follows, PracticeCase, PracticePhoto
from memorial.domain.remembrance import Span, Version
from memorial.settings import project_folder
from memorial.vocabulary import Decision, Flag, Living, NameShown, ReasonCode

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True)
class Cases:
    """The cases in the language that they are written in: another one where nobody has translated them yet."""

    language: str
    cases: tuple[PracticeCase, ...]


@dataclass(frozen=True)
class Shown:
    """A case as the review page would show it. `labels`: what may be said before its text."""

    text: Sequence[Stretch]
    labels: frozenset[str]
    flags: frozenset[Flag]
    two_people: bool
    withholds: bool
    flags_now: frozenset[Flag]
    """With what the program finds in the words, as the page's labels say it."""


def cases_in(language: str, folder: Path | None = None) -> Cases:
    """In that language, if there is a file of it, and in English otherwise. `folder`: other than the project's own."""
    folder = folder or project_folder("config") / "practice"
    known = language.isascii() and language.replace("-", "").isalpha() and (folder / f"{language}.toml").is_file()
    return _read(folder / f"{language if known else SOURCE_LANGUAGE}.toml")


def case_named(language: str, name: str) -> PracticeCase:
    """Raises `NotFound`."""
    for one in cases_in(language).cases:
        if one.name == name:
            return one
    raise NotFound


@cache
def _read(path: Path) -> Cases:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return Cases(said["language"], tuple(_case(one) for one in said["case"]))


def _case(said: dict[str, Any]) -> PracticeCase:
    """Raises `KeyError` or `ValueError` for a file that does not say all, or says what no rule knows."""
    return PracticeCase(
        **{name: said[name] for name in ("name", "title", "topic", "person", "why", "rule", "also", "sender_reads")},
        text=said["text"].strip(),
        right=tuple(Decision(one) for one in said["right"]),
        ticks=frozenset(Flag(one) for one in said["ticks"]),
        follows=Follows(said["follows"]),
        finds=tuple(said["finds"]),
        sender_marks=tuple(Flag(one) for one in said.get("sender_marks", ())),
        photos=tuple(
            PracticePhoto(one["caption"], Living(one["living"]), one["agreed"] == "yes")
            for one in said.get("photos", ())
        ),
        reason=ReasonCode(said["reason"]) if "reason" in said else None,
        name_shown=NameShown(said.get("name_shown", "full")),
        withdrawn=bool(said.get("withdrawn", False)),
        looked=bool(said.get("looked", False)),
    )


def shown(case: PracticeCase) -> Shown:
    """What the program marks and says of it, by the finders that read real texts."""
    version = practice.remembrance_of(case).versions[0]
    withholds = moderation.withholds_a_name(version)
    flags = moderation.flags_of(version)
    return Shown(
        text=stretches(version, _mentions(version) if withholds else (), (), () if withholds else [case.person]),
        labels=frozenset(label.kind.value for label in labels_in(case.text, ())),
        flags=flags,
        two_people=bool(moderation.FOUR_EYES & flags),
        withholds=withholds,
        flags_now=flags | frozenset(flags_for(Texts.of_version(version), ())),
    )


def _mentions(version: Version) -> tuple[Span, ...]:
    name = version.named.name if version.named else ""
    return tuple(Span("story", one.start, one.end) for one in find_mentions(version.story, [name]))


def found_in(case: PracticeCase) -> set[str]:
    """Everything that the program finds in it by itself: kinds of marks, and labels of its files."""
    seen = shown(case)
    marks = {piece.kind for part in seen.text for one in part.paragraphs for piece in one.pieces if piece.kind}
    return marks | set(seen.labels) | {flag.value for flag in seen.flags - set(case.sender_marks)}
