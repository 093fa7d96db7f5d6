"""Labels that a program finds by itself in what was written: for the reader, and nothing is decided by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from memorial.domain.labels.added import AddedWords
from memorial.domain.labels.core import labels_in
from memorial.domain.lookalikes import hides_signs, odd_words
from memorial.domain.person_named import PersonNamed
from memorial.domain.personal_details import DetailKind, find_details
from memorial.domain.remembrance import FileKept, FileShown, Version
from memorial.vocabulary import Flag


@dataclass(frozen=True)
class Texts:
    """Everything that was written: what is told, names, and other lines such as captions and places."""

    story: str
    names: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, story: str, named: PersonNamed | None, contributor: str, files: Iterable[FileShown]) -> Texts:
        given = (*(named.spellings if named else ()), contributor)
        lines = (named.place, named.nickname) if named else ()
        return cls(story, tuple(name for name in given if name), (*lines, *(shown.caption for shown in files)))

    @classmethod
    def of_version(cls, version: Version) -> Texts:
        return cls.of(version.story, version.named, version.contributor_name, version.files)

    @property
    def all(self) -> tuple[str, ...]:
        return (self.story, *self.names, *self.lines)


_DOORS = frozenset({DetailKind.PHONE, DetailKind.ADDRESS, DetailKind.EMAIL})


def flags_for(texts: Texts, files: Iterable[FileKept], added: Iterable[AddedWords] = ()) -> tuple[Flag, ...]:
    """What a program finds by itself: labels for the reader, which decide nothing and move nothing."""
    found = {detail.kind for text in texts.all for detail in find_details(text)}
    flags = set()
    if found & _DOORS:
        flags.add(Flag.PHONE_NUMBER)
    if found - _DOORS:
        flags.add(Flag.LINK)
    if any(odd_words(name) or hides_signs(name) for name in texts.names):
        flags.add(Flag.UNUSUAL_SIGNS)
    if any(labels_in(text, added) for text in (texts.story, *texts.lines)):
        flags.add(Flag.AGAINST_A_PEOPLE)
    if any(kept.problem or not kept.can_be_shown for kept in files):
        flags.add(Flag.FILE_UNREAD)
    return tuple(sorted(flags))
